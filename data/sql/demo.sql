-- What `docket demo` asks of a store of its own, as its administrator: the simulated world, the clock, and how things stand.

-- name: demo_tenant(name text, title text, zone text, base timestamptz) -> tenant_id
select docket.create_tenant($1, $2, $3, 'EUR', 'driven', $4::timestamptz, 1, true)

-- name: demo_ids(tenant int, count bigint) -> first
select docket.take_ids($1::int, 'id', $2::bigint)

-- name: demo_policy(tenant int, name text, body text, rules action_rule[]) -> version
select docket.text_put($1::int, 'policy', $2, $3, null, null, true, $4::docket.action_rule[])

-- name: demo_parties(parties party[])
insert into docket.party select * from unnest($1::docket.party[])

-- name: demo_sites(sites site[])
insert into docket.site select * from unnest($1::docket.site[])

-- name: demo_contacts(contacts contact[])
insert into docket.contact select * from unnest($1::docket.contact[])

-- name: demo_contracts(contracts contract[])
insert into docket.contract select * from unnest($1::docket.contract[])

-- name: demo_rates(rates rate[])
insert into docket.rate select * from unnest($1::docket.rate[])

-- name: demo_interface(tenant int, id bigint, name text, title text, direction text, kind text, party bigint, secret text, url text, key_header text, ask_url text, rhythm int, subject bigint)
insert into docket.interface (tenant_id, interface_id, name, title, direction, kind, party_id, secret, url, key_header, ask_url, rhythm_s, subject_id)
values ($1::int, $2::bigint, $3, $4, $5, $6, $7::bigint, $8, $9, $10, $11, $12::int, $13::bigint)

-- name: demo_interface_subject(tenant int, id bigint, ref text, title text, party bigint)
with made as (
	insert into docket.subject (tenant_id, subject_id, kind, ref, title, carrier_id, version)
	values ($1::int, $2::bigint, 'interface', $3, $4, $5::bigint, 1) returning tenant_id, subject_id)
insert into docket.subject_ref (tenant_id, ref, kind, subject_id) select tenant_id, upper($3), 'interface', subject_id from made

-- name: demo_urls(kind text, url text, ask_url text)
update docket.interface set url = $2, ask_url = case when ask_url = '' then '' else $3 end, version = version + 1
where direction = 'out' and kind = $1

-- name: demo_told_texts()
select pg_notify('docket_engine', 'text')

-- name: demo_person(login text, name text, mail text, phone text) -> person_id
select docket.operator_add($1, $1, $2, $3, $4)

-- name: demo_member(tenant int, login text, role text, desk text, sites text[], ask bigint, approve bigint, day bigint)
select docket.member_set($1::int, $2, $3, $4, $5::text[], $6::bigint, $7::bigint, $8::bigint)

-- name: demo_badge(login text, badge text)
select docket.badge_set($1, $2)

-- name: demo_advance(to timestamptz) -> tenant
select docket.advance_clock(tenant_id, $1::timestamptz) from docket.tenant_clock where kind = 'driven'

-- name: demo_release(rate int) -> tenant
select docket.release_clock(tenant_id, $1::int) from docket.tenant_clock where kind = 'driven'

-- name: demo_quiet() -> is_quiet
select coalesce(bool_and(docket.quiet(tenant_id)), true) from docket.tenant

-- name: demo_now() -> tenant time
select max(docket.tenant_now(tenant_id)) from docket.tenant

-- name: demo_clock_back(at timestamptz)
-- A kept operation goes on where it was left.
update docket.tenant_clock set base_at = $1::timestamptz, real_at = clock_timestamp()

-- name: demo_letters_go()
-- A letter waits a minute of the server's time; in the simulated days that minute is long over.
update docket.effect set run_at = clock_timestamp() where kind = 'mail.send' and state = 'ready' and run_at > clock_timestamp()

-- name: demo_counts() -> open, cannot_wait, within_hour, approvals, quiet, types
select (select count(*) from docket.case_open where state in ('open', 'waiting', 'cleared')),
       (select count(*) from docket.case_open where state in ('open', 'waiting', 'cleared') and band = 0),
       (select count(*) from docket.case_open c where state in ('open', 'waiting', 'cleared')
               and due_at <= docket.tenant_now(c.tenant_id) + interval '1 hour'),
       (select count(*) from docket.approval where state = 'waiting'),
       (select count(*) from docket.case_open where type = 'feed-quiet' and state in ('open', 'waiting')),
       (select count(distinct type) from (select type from docket.case_open union all select type from docket.case_closed) t)

-- name: demo_due_soon(most int) -> tenant_id, type, ref, owner, due_clock
-- Cases whose clock decides within the hour, those that wait longest for theirs first.
select c.tenant_id, c.type, s.ref, coalesce(p.short, ''), c.due_clock, c.state
from docket.case_open c
join docket.subject s on s.tenant_id = c.tenant_id and s.subject_id = c.subject_id
left join docket.person p on p.person_id = c.owner_id
where c.state in ('open', 'waiting', 'cleared') and c.band > 0 and c.due_at <= docket.tenant_now(c.tenant_id) + interval '1 hour'
order by c.due_at desc, c.case_id limit $1::int

-- name: demo_case(tenant int, ref text) -> case_id, no, state, owner, type
select c.case_id, c.no, c.state, coalesce(p.short, ''), c.type
from docket.subject s
join docket.case_open c on c.tenant_id = s.tenant_id and c.subject_id = s.subject_id
left join docket.person p on p.person_id = c.owner_id
where s.tenant_id = $1::int and s.ref = $2 and c.state in ('open', 'waiting', 'cleared')
order by c.case_id desc limit 1

-- name: demo_waiting(tenant int, ref text) -> approval_id, amount_minor, currency
select a.approval_id, q.amount_minor, q.currency
from docket.subject s
join docket.case_open c on c.tenant_id = s.tenant_id and c.subject_id = s.subject_id
join docket.approval a on a.tenant_id = c.tenant_id and a.case_id = c.case_id and a.state = 'waiting'
join docket.quote q on q.tenant_id = a.tenant_id and q.quote_id = a.quote_id
where s.tenant_id = $1::int and s.ref = $2 order by a.approval_id limit 1

-- name: demo_draft(tenant int, ref text) -> letter_id
select l.letter_id
from docket.subject s
join docket.case_open c on c.tenant_id = s.tenant_id and c.subject_id = s.subject_id
join docket.letter l on l.tenant_id = c.tenant_id and l.case_id = c.case_id and l.state = 'draft'
where s.tenant_id = $1::int and s.ref = $2 order by l.letter_id desc limit 1

-- name: demo_queue(most int) -> how the queue stands, as text
select c.band, 'C-' || c.no, c.type, s.ref, coalesce(y.name, ''), c.what, coalesce(p.short, '-'),
       to_char(c.work_by at time zone t.zone, 'HH24:MI'), t.name
from docket.case_open c
join docket.tenant t on t.tenant_id = c.tenant_id
join docket.subject s on s.tenant_id = c.tenant_id and s.subject_id = c.subject_id
left join docket.party y on y.tenant_id = s.tenant_id and y.party_id = s.customer_id
left join docket.person p on p.person_id = c.owner_id
where c.state in ('open', 'waiting', 'cleared')
order by c.band, c.work_by nulls last, c.case_id limit $1::int

-- name: demo_sums(from timestamptz, server_from timestamptz, logins text[]) -> what was seen since: the tenants' time, and the server's
select (select count(*) from docket.case_closed where state = 'resolved' and closed_at >= $1::timestamptz),
       (select count(*) from docket.case_closed where state = 'closed' and closed_at >= $1::timestamptz),
       (select count(*) from docket.case_open where state in ('open', 'waiting', 'cleared')),
       (select count(distinct type) from (select type from docket.case_open union all select type from docket.case_closed) t),
       (select count(*) from docket.event where known_at >= $1::timestamptz),
       (select count(*) from docket.approval where level > 0 and asked_at >= $1::timestamptz),
       (select count(*) from docket.approval where level > 0 and state = 'approved' and decided_at >= $1::timestamptz),
       (select count(*) from docket.approval where state = 'waiting'),
       (select count(*) from docket.effect where state = 'done' and kind <> 'mail.send' and done_at >= $2::timestamptz),
       (select count(*) from docket.effect where state <> 'done' and kind <> 'mail.send'),
       (select count(*) from docket.letter where state in ('released', 'sent') and released_at >= $1::timestamptz),
       (select count(*) from docket.effect where state = 'done' and kind = 'mail.send' and done_at >= $2::timestamptz),
       (select count(*) from docket.dead where state in ('open', 'waiting')),
       (select count(*) from docket.act where stored_at >= $2::timestamptz),
       (select count(*) from docket.act where stored_at >= $2::timestamptz and login = any($3::name[]))

-- name: demo_mine(logins text[], most int) -> what the people of these logins have open: case, type, about, next act and its moment, all
select 'C-' || c.no, replace(c.type, '-', ' '), s.ref, c.next_act, coalesce(to_char(c.next_act_at at time zone t.zone, 'Dy HH24:MI'), ''),
       count(*) over ()
from docket.case_open c
join docket.subject s on s.tenant_id = c.tenant_id and s.subject_id = c.subject_id
join docket.tenant t on t.tenant_id = c.tenant_id
where c.state in ('open', 'waiting', 'cleared')
	and c.owner_id in (select l.person_id from docket.login l where l.login = any($1::name[]))
order by c.next_act_at nulls last, c.no limit $2

-- name: demo_types() -> type, open, ended
select type, count(*) filter (where is_open), count(*) filter (where not is_open)
from (select type, true as is_open from docket.case_open union all select type, false from docket.case_closed) t
group by type order by type

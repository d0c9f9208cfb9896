-- What docketd asks of the store. Each statement names its tenant, but those that are about the installation.

-- ---------------------------------------------------------------- start, tenants, leases, numbers

-- name: engine_server() -> settings that make a commit durable, and how new the schema is
select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
       current_setting('synchronous_commit') as synchronous_commit, current_setting('data_checksums') as data_checksums,
       pg_is_in_recovery() as is_standby, current_user as who

-- name: engine_shapes() -> table, number of its row type, numbers of its columns' types
select 'docket.' || c.relname, c.reltype, string_agg(a.atttypid::text, ' ' order by a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'docket'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
group by c.oid

-- name: engine_tenancies() -> tenant, clock, head
select t.tenant_id, t.name, t.channel, c.kind, c.base_at, c.real_at, c.rate, h.epoch, h.seq, clock_timestamp()
from docket.tenant t
join docket.tenant_clock c on c.tenant_id = t.tenant_id
join docket.tenant_head h on h.tenant_id = t.tenant_id
order by t.tenant_id

-- name: engine_lease_take(kind text, parts int[], owner text, term_ms int) -> part, fence
select part, fence from docket.lease_take($1, $2::int[], $3, $4::int)

-- name: engine_clock_heard(tenant int, base_at timestamptz)
update docket.tenant_clock c set heard_at = $2::timestamptz where c.tenant_id = $1::int and c.heard_at is distinct from $2::timestamptz

-- name: engine_lease_share(kind text, parts int[], owner text) -> part
select docket.lease_share($1, $2::int[], $3)

-- name: engine_lease_free(owner text)
select docket.lease_free($1)

-- name: engine_take_ids(tenant int, what text, count bigint) -> first
select docket.take_ids($1::int, $2, $3::bigint)

-- name: engine_tell(what text)
select pg_notify('docket_engine', $1)

-- name: engine_hint(tenants int[]) -> tenant, epoch, seq
select h.tenant_id, h.epoch, h.seq, pg_notify(t.channel, h.epoch || ':' || h.seq)
from docket.tenant_head h
join docket.tenant t on t.tenant_id = h.tenant_id
where h.tenant_id = any($1::int[])

-- name: engine_upkeep() -> things done
select docket.upkeep()

-- name: engine_pace() -> sessions ended, tables measured
select docket.end_sessions(), docket.measure_grown()

-- name: engine_audit_head(tenant int) -> epoch, number, digest
select h.epoch, h.audit_no, encode(h.audit_hash, 'hex') from docket.tenant_head h where h.tenant_id = $1::int

-- ---------------------------------------------------------------- reference data

-- name: engine_tenant(tenant int) -> tenant
select * from docket.tenant where tenant_id = $1::int

-- name: engine_parties(tenant int) -> party
select * from docket.party where tenant_id = $1::int

-- name: engine_contacts(tenant int) -> contact
select * from docket.contact where tenant_id = $1::int and subject_id is null and (mail <> '' or webhook <> '') order by contact_id

-- name: engine_sites(tenant int) -> site
select * from docket.site where tenant_id = $1::int

-- name: engine_contracts(tenant int) -> contract
select * from docket.contract where tenant_id = $1::int order by contract_id

-- name: engine_rates(tenant int) -> rate
select * from docket.rate where tenant_id = $1::int order by rate_id

-- name: engine_members(tenant int) -> member
select * from docket.member where tenant_id = $1::int and ended_at is null order by person_id, role

-- name: engine_interfaces(tenant int) -> interface
select * from docket.interface where tenant_id = $1::int order by interface_id

-- name: engine_texts(tenant int) -> kind, name, version, body
select kind, name, version, body from docket.text_version where tenant_id = $1::int and in_force order by kind, name

-- ---------------------------------------------------------------- intake

-- name: engine_intake_store(tenant int, interface bigint, content_types text[], headers text[], bodies bytea[], item_message int[], item_no int[], keys text[], digests bytea[], message_ids bigint[]) -> answer of each item
select * from docket.intake_store($1::int, $2::bigint, $3::text[], $4::text[], $5::bytea[], $6::int[], $7::int[], $8::text[], $9::bytea[], $10::bigint[])

-- name: engine_pull(tenant int, interface bigint) -> asked, etag, modified, cursor, next_at, failures of an interface that is pulled
select asked, etag, modified, cursor, next_at, failures from docket.pull_state where tenant_id = $1::int and interface_id = $2::bigint

-- name: engine_pull_keep(tenant int, fence bigint, interface bigint, asked text, etag text, modified text, cursor text, wait_s float8, is_heard boolean, error text) -> was it kept
select docket.pull_keep($1::int, $2::bigint, $3::bigint, $4, $5, $6, $7, $8::float8, $9::boolean, $10)

-- name: engine_stream_put(tenant int, fence bigint, interface bigint, error text) -> was it ours
select docket.stream_put($1::int, $2::bigint, $3::bigint, $4)

-- ---------------------------------------------------------------- what waits

-- name: engine_messages(tenant int, most int, known bigint[]) -> message_id, interface_id, received_at, content_type, body, headers of those not known
select message_id, interface_id, received_at, content_type, body, headers
from docket.message
where tenant_id = $1::int and state = 'stored' and message_id <> all($3::bigint[]) order by message_id limit $2::int

-- name: engine_acts(tenant int, most int) -> act, and the subject it is about
select a.*, coalesce(a.subject_id, o.subject_id, (select c.subject_id from docket.case_closed c
       where c.tenant_id = a.tenant_id and c.case_id = a.case_id limit 1), (select d.subject_id from docket.document d
       where a.kind = 'type-document' and d.tenant_id = a.tenant_id and d.document_id = docket.number_of(docket.arg(a.args, 'document'))))
from docket.act a
left join docket.case_open o on o.tenant_id = a.tenant_id and o.case_id = a.case_id
where a.tenant_id = $1::int and a.state = 'stored' order by a.act_id limit $2::int

-- name: engine_due(tenant int, now timestamptz, most int) -> subject_id
select subject_id from docket.subject
where tenant_id = $1::int and wake_at <= $2::timestamptz order by wake_at limit $3::int

-- name: engine_next_wake(tenant int, now timestamptz) -> wake_at
select least((select wake_at from docket.subject where tenant_id = $1::int and wake_at > $2::timestamptz order by wake_at limit 1),
       (select min(known_at) from docket.event where tenant_id = $1::int and state = 'pending' and known_at > $2::timestamptz))

-- name: engine_pending(tenant int, now timestamptz, most int) -> event
select * from docket.event
where tenant_id = $1::int and state = 'pending' and known_at <= $2::timestamptz order by event_id limit $3::int

-- name: engine_dead_ready(tenant int, most int) -> dead, content_type, received_at, body, headers
select d.*, coalesce(m.content_type, ''), m.received_at, coalesce(m.body, ''), coalesce(m.headers, '')
from docket.dead d
left join lateral (select x.content_type, x.received_at, x.body, x.headers from docket.message x
       where x.tenant_id = d.tenant_id and x.message_id = d.message_id limit 1) m on true
where d.tenant_id = $1::int and d.state = 'waiting'
      -- references that were looked at in vain do not count again
      and (length(d.mended) > 0 or (select count(*) from docket.subject_ref r where r.tenant_id = d.tenant_id and r.ref = any(d.refs)) > d.tried)
order by d.dead_id limit $2::int

-- name: engine_dead(tenant int, ids bigint[]) -> dead, content_type, received_at, body, headers
select d.*, coalesce(m.content_type, ''), m.received_at, coalesce(m.body, ''), coalesce(m.headers, '')
from docket.dead d
left join lateral (select x.content_type, x.received_at, x.body, x.headers from docket.message x
       where x.tenant_id = d.tenant_id and x.message_id = d.message_id limit 1) m on true
where d.tenant_id = $1::int and d.dead_id = any($2::bigint[])

-- name: engine_text_put(tenant int, kind text, name text, body text, by int, in_force bool) -> version
select docket.text_put($1::int, $2, $3, $4, $5::int, null, $6)

-- name: engine_text_proposed(tenant int, kind text, name text, version int) -> by_person, body
select by_person, body from docket.text_version
where tenant_id = $1::int and kind = $2 and name = $3 and version = $4::int

-- name: engine_text_in_force(tenant int, kind text, name text, version int, second int, rules action_rule[]) -> version
select $4::int, docket.text_in_force($1::int, $2, $3, $4::int, $5::int, $6::docket.action_rule[])

-- name: engine_items_of_others(tenant int, messages bigint[], items int[], interfaces bigint[], keys text[]) -> message_id, item
select u.message_id, u.item
from unnest($2::bigint[], $3::int[], $4::bigint[], $5::text[]) u(message_id, item, interface_id, key)
join docket.intake_key k on k.tenant_id = $1::int and k.interface_id = u.interface_id and k.partner_key = u.key
where k.message_id <> u.message_id or k.item <> u.item

-- name: engine_dead_already(tenant int, messages bigint[]) -> message_id, item
select message_id, item from docket.dead where tenant_id = $1::int and message_id = any($2::bigint[])

-- name: engine_applied_already(tenant int, subjects bigint[], messages bigint[]) -> subject_id, message_id, partner_key
select subject_id, message_id, partner_key from docket.event
where tenant_id = $1::int and message_id = any($3::bigint[]) and subject_id = any($2::bigint[])

-- ---------------------------------------------------------------- subjects and their facts

-- name: engine_match(tenant int, refs text[]) -> ref, ref_kind, subject_kind, subject_id, its ref, phase, carrier, whose number it is
select r.ref, r.kind, s.kind, s.subject_id, s.ref, s.phase, s.carrier_id, r.carrier_id
from unnest($2::text[]) u(ref)
cross join lateral (select x.ref, x.kind, x.subject_id, x.carrier_id from docket.subject_ref x
       where x.tenant_id = $1::int and x.ref = u.ref offset 0) r
cross join lateral (select x.kind, x.subject_id, x.ref, x.phase, x.carrier_id from docket.subject x
       where x.tenant_id = $1::int and x.subject_id = r.subject_id offset 0) s

-- name: engine_facts_subject(tenant int, ids bigint[]) -> subject
select * from docket.subject where tenant_id = $1::int and subject_id = any($2::bigint[])

-- name: engine_facts_milestone(tenant int, ids bigint[]) -> milestone
select * from docket.milestone where tenant_id = $1::int and subject_id = any($2::bigint[])

-- name: engine_facts_stop(tenant int, ids bigint[]) -> stop
select * from docket.stop where tenant_id = $1::int and subject_id = any($2::bigint[])

-- name: engine_facts_case(tenant int, ids bigint[]) -> case_open
select * from docket.case_open where tenant_id = $1::int and subject_id = any($2::bigint[])

-- name: engine_facts_clock(tenant int, ids bigint[]) -> case_clock
select k.* from docket.case_open c
join docket.case_clock k on k.tenant_id = c.tenant_id and k.case_id = c.case_id
where c.tenant_id = $1::int and c.subject_id = any($2::bigint[])

-- name: engine_facts_task(tenant int, ids bigint[]) -> task
select k.* from docket.case_open c
join docket.task k on k.tenant_id = c.tenant_id and k.case_id = c.case_id
where c.tenant_id = $1::int and c.subject_id = any($2::bigint[])

-- name: engine_facts_step(tenant int, ids bigint[]) -> case_step
select k.* from docket.case_open c
join docket.case_step k on k.tenant_id = c.tenant_id and k.case_id = c.case_id
where c.tenant_id = $1::int and c.subject_id = any($2::bigint[])
order by k.case_id, k.run, k.ord

-- name: engine_facts_quote(tenant int, ids bigint[]) -> quote
select k.* from docket.case_open c
join docket.quote k on k.tenant_id = c.tenant_id and k.case_id = c.case_id
where c.tenant_id = $1::int and c.subject_id = any($2::bigint[]) and k.state in ('offered', 'asked', 'approved')

-- name: engine_facts_approval(tenant int, ids bigint[]) -> approval
select * from docket.approval_facts($1::int, $2::bigint[])

-- name: engine_facts_effect(tenant int, ids bigint[]) -> effect
select k.* from docket.case_open c
join docket.effect k on k.tenant_id = c.tenant_id and k.case_id = c.case_id
where c.tenant_id = $1::int and c.subject_id = any($2::bigint[])

-- name: engine_facts_letter(tenant int, ids bigint[]) -> letter
-- Of closed cases, too: nobody is told twice.
select * from docket.letter where tenant_id = $1::int and subject_id = any($2::bigint[]) and state <> 'dropped'

-- name: engine_facts_stock(tenant int, ids bigint[]) -> stock
select * from docket.stock where tenant_id = $1::int and subject_id = any($2::bigint[])

-- name: engine_facts_covered(tenant int, ids bigint[]) -> the interface's subject, then a shipment that hangs on it
select i.subject_id, s.*
from docket.interface i
join docket.subject s on s.tenant_id = i.tenant_id and s.carrier_id = i.party_id
where i.tenant_id = $1::int and i.subject_id = any($2::bigint[]) and i.party_id is not null
      and s.kind = 'shipment' and s.phase not in ('delivered', 'cancelled', 'done')
order by i.subject_id, s.promise_at, s.subject_id limit 2000

-- name: engine_history(tenant int, ids bigint[]) -> event
select * from docket.event where tenant_id = $1::int and subject_id = any($2::bigint[]) and state <> 'pending' order by known_at, event_id

-- name: engine_store(tenant int, fence bigint, at timestamptz, subjects subject[], refs subject_ref[], links subject_link[], stops stop[], milestones milestone[], cases case_open[], clocks case_clock[], tasks task[], quotes quote[], approvals approval[], effects effect[], letters letter[], events event[], deads dead[], audits audit[], messages bigint[], acts bigint[], answers text[], event_ids bigint[], act_states text[], event_states text[], event_subjects bigint[], stocks stock[], interfaces bigint[], interface_states text[], new_refs subject_ref[], new_milestones milestone[], steps case_step[]) -> subjects that were not stored
select * from docket.engine_store($1::int, $2::bigint, $3::timestamptz, $4::docket.subject[], $5::docket.subject_ref[],
       $6::docket.subject_link[], $7::docket.stop[], $8::docket.milestone[], $9::docket.case_open[], $10::docket.case_clock[],
       $11::docket.task[], $12::docket.quote[], $13::docket.approval[], $14::docket.effect[], $15::docket.letter[],
       $16::docket.event[], $17::docket.dead[], $18::docket.audit[], $19::bigint[], $20::bigint[], $21::text[], $22::bigint[],
       $23::text[], $24::text[], $25::bigint[], $26::docket.stock[], $27::bigint[], $28::text[],
       $29::docket.subject_ref[], $30::docket.milestone[], $31::docket.case_step[])

-- name: engine_mail_known(tenant int, messages bigint[]) -> mail
select * from docket.mail where tenant_id = $1::int and message_id = any($2::bigint[])

-- name: engine_mail_kept(tenant int, ids bigint[]) -> mail, and whether its message is still kept
select m.*, exists (select 1 from docket.message x where x.tenant_id = m.tenant_id and x.message_id = m.message_id)
from docket.mail m where m.tenant_id = $1::int and m.mail_id = any($2::bigint[])

-- name: engine_mail_threads(tenant int, keys text[]) -> key, subject_id, its kind, digest: mails of these ids that came, letters that went out under them
select u.key, s.subject_id, coalesce(s.kind, ''), m.digest
from unnest($2::text[]) u(key)
join docket.mail m on m.tenant_id = $1::int and m.mail_key = u.key and m.mail_key <> '' and m.state <> 'same'
left join docket.subject s on s.tenant_id = m.tenant_id and s.subject_id = m.subject_id
union all
select u.key, s.subject_id, s.kind, ''
from unnest($2::text[]) u(key)
join docket.effect e on e.tenant_id = $1::int and e.key = split_part(u.key, '@', 1) and e.letter_id is not null
join lateral (select o.subject_id from docket.case_open o where o.tenant_id = e.tenant_id and o.case_id = e.case_id
       union all select o.subject_id from docket.case_closed o where o.tenant_id = e.tenant_id and o.case_id = e.case_id) c on true
join docket.subject s on s.tenant_id = $1::int and s.subject_id = c.subject_id

-- name: engine_mail_cases(tenant int, nos int[]) -> case number, subject_id, its kind
select c.no, s.subject_id, s.kind
from (select no, subject_id from docket.case_open where tenant_id = $1::int and no = any($2::int[])
       union select no, subject_id from docket.case_closed where tenant_id = $1::int and no = any($2::int[])) c
join docket.subject s on s.tenant_id = $1::int and s.subject_id = c.subject_id

-- name: engine_mail_store(tenant int, fence bigint, mails mail[], documents document[], typed bigint[], types text[])
select docket.mail_store($1::int, $2::bigint, $3::docket.mail[], $4::docket.document[], $5::bigint[], $6::text[])

-- name: engine_shadow_note(tenant int, at timestamptz, interfaces bigint[], types text[], kinds text[], refs text[])
insert into docket.shadow_raise (tenant_id, interface_id, type, subject_kind, subject_ref, at)
select $1::int, u.interface_id, u.type, u.kind, u.ref, $2::timestamptz
from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) u(interface_id, type, kind, ref) order by 2, 3, 4, 5
on conflict do nothing

-- ---------------------------------------------------------------- effects

-- name: engine_effect_take(tenant int, fence bigint, lease_ms int, interfaces bigint[], rooms int[]) -> effect
select * from docket.effect_take($1::int, $2::bigint, $3::int, $4::bigint[], $5::int[])

-- name: engine_effect_done(tenant int, effects bigint[], attempts int[], states text[], came text[], receipts text[], errors text[], run_at timestamptz[]) -> those that were ours
select docket.effect_done($1::int, $2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])

-- name: engine_effect_move(tenant int, fence bigint, from bigint, to bigint, after_s int) -> how many
select docket.effect_move($1::int, $2::bigint, $3::bigint, $4::bigint, $5::int)

-- name: engine_target_put(tenant int, fence bigint, interface bigint, state text, failures int, words text, next_at timestamptz) -> was it ours
select docket.target_put($1::int, $2::bigint, $3::bigint, $4, $5::int, $6, $7::timestamptz)

-- name: engine_connector_text(tenant int, name text, version int) -> body of a connector as it was in that version
select body from docket.text_version where tenant_id = $1::int and kind = 'connector' and name = $2 and version = $3::int

-- ---------------------------------------------------------------- feed

-- name: engine_changes(tenant int, after bigint, most int) -> seq, kind, id, op, site
select seq, kind, id, op, site from docket.change
where tenant_id = $1::int and seq > $2::bigint order by seq limit $3::int

-- name: engine_case_rows(tenant int, cases bigint[]) -> case
select * from docket_read.case_queue where tenant_id = $1::int and case_id = any($2::bigint[])

-- name: engine_ticket(ticket text) -> member
select m.* from docket.ticket_take($1) t
join docket.member m on m.person_id = t.person_id and m.ended_at is null

-- name: engine_presence(told timestamptz) -> tenant_id, case_id, who, doing, expires_at, site
select p.tenant_id, p.case_id, o.short, p.doing, p.expires_at, coalesce(x.code, '')
from docket.presence p
join docket.person o on o.person_id = p.person_id
join docket.case_open c on c.tenant_id = p.tenant_id and c.case_id = p.case_id
join docket.subject s on s.tenant_id = c.tenant_id and s.subject_id = c.subject_id
left join docket.site x on x.tenant_id = s.tenant_id and x.site_id = s.site_id
where p.expires_at > clock_timestamp() and ($1::timestamptz is null or p.expires_at > $1::timestamptz)
order by p.expires_at limit 500

-- ---------------------------------------------------------------- silence

-- name: engine_heard(tenant int, now timestamptz) -> interface_id, state, state it should have, subject_id, last_at
select i.interface_id, i.state, case when i.mode <> 'live' or i.state not in ('new', 'ok', 'quiet') or i.last_at is null then i.state
       when i.rhythm_s > 0 and i.last_at + make_interval(secs => i.rhythm_s) < $2::timestamptz then 'quiet' else 'ok' end,
       i.subject_id, i.last_at
from docket.interface i
where i.tenant_id = $1::int and i.direction = 'in'

-- name: engine_interface_note(tenant int, is_worker bool, lag_ids bigint[], lags bigint[], lags_most bigint[], lag_counts int[], fault_ids bigint[], fault_kinds text[], fault_times bigint[], fault_words text[])
select docket.interface_note($1::int, $2::boolean, $3::bigint[], $4::bigint[], $5::bigint[], $6::int[], $7::bigint[], $8::text[], $9::bigint[], $10::text[])

-- name: engine_wake(tenant int, ids bigint[], at timestamptz)
update docket.subject set wake_at = $3::timestamptz, version = version + 1
where tenant_id = $1::int and subject_id = any($2::bigint[])

-- name: engine_wake_covered(tenant int, parties bigint[], at timestamptz)
update docket.subject set wake_at = $3::timestamptz, version = version + 1
where tenant_id = $1::int and carrier_id = any($2::bigint[]) and kind = 'shipment'
      and phase not in ('delivered', 'cancelled', 'done')

-- name: engine_api_keys()
select encode(k.hash, 'hex'), l.login, k.per_minute from docket.api_key k
join docket.login l on l.person_id = k.person_id and l.is_program and l.ended_at is null
where k.ended_at is null

-- ---------------------------------------------------------------- disruptions

-- name: engine_disrupt_look(tenant int, version int, now timestamptz, most int) -> what, id, more, scanned
select what, id, more, scanned from docket.disrupt_look($1::int, $2::int, $3::timestamptz, $4::int)

-- name: engine_disrupt_causes(tenant int, cases bigint[], disruptions bigint[]) -> case_id, rule, cause, disruption_id, in_rule
select case_id, rule, cause, disruption_id, in_rule from docket.disrupt_causes($1::int, $2::bigint[], $3::bigint[])

-- name: engine_disrupt_facts(tenant int, cases bigint[]) -> case, subject, interface
select (f.c).*, (f.s).*, f.interface from docket.disrupt_facts($1::int, $2::bigint[]) f

-- name: engine_disrupt_note(tenant int, fence bigint, cases bigint[], rules text[], causes text[])
select docket.disrupt_note($1::int, $2::bigint, $3::bigint[], $4::text[], $5::text[])

-- name: engine_disrupt_candidates(tenant int, rule text, causes text[]) -> cause, case_id, at, disruption_id, in_rule, how, is_worked, is_open, others
select cause, case_id, at, disruption_id, in_rule, how, is_worked, is_open, others from docket.disrupt_candidates($1::int, $2, $3::text[])

-- name: engine_disrupt_store(tenant int, fence bigint, at timestamptz, seen bigint, seq bigint, version int, scanned bigint, new_rules text[], new_titles text[], new_causes text[], new_ends bigint[], move_cases bigint[], move_to bigint[], move_rules text[], run_ids bigint[], run_first timestamptz[], run_last timestamptz[], run_reasons text[], pile_cases bigint[], piles text[], whys text[], untils timestamptz[], due bigint[]) -> was it stored
select docket.disrupt_store($1::int, $2::bigint, $3::timestamptz, $4::bigint, $5::bigint, $6::int, $7::bigint, $8::text[], $9::text[], $10::text[], $11::bigint[],
       $12::bigint[], $13::bigint[], $14::text[], $15::bigint[], $16::timestamptz[], $17::timestamptz[], $18::text[], $19::bigint[], $20::text[], $21::text[],
       $22::timestamptz[], $23::bigint[])

-- name: engine_disrupt_forget(tenant int) -> causes that went
select docket.disrupt_forget($1::int)

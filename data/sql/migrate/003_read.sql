-- What may be read: schema docket_read. Each view has the columns of a row type of data/table/shown.h, in its order and by its names
-- (a test compares), and shows what the person behind session_user may see: her tenants, and of a tenant where
-- she is tied to sites, the cases of those sites. Ended members and logins see nothing; engines and superusers see everything.
-- All views are security barriers: no condition of a reader runs on a row before the filter does.
--
-- How the queue stays fast: case_queue reads case_open alone in the order of its index, and looks the rest up row by row
-- (lateral, never a join that needs all rows), so `where tenant_id = $1 order by band, work_by, case_id limit 200` reads 200 rows. Ask
-- for one tenant at a time.
-- This script may run again on a schema that has it.

-- ---------------------------------------------------------------- who asks

-- The person behind the session; null for engines, the admin and ended logins.
create or replace function docket_read.my_person() returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select l.person_id from docket.login l where l.login = session_user and l.ended_at is null);
end $$;

-- Does the session belong to an engine or the admin? They see every tenant.
create or replace function docket_read.is_engine() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return pg_has_role(session_user, 'docket_engine', 'member');
end $$;

-- The tenants that the session may see.
create or replace function docket_read.my_tenants() returns int[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	if pg_has_role(session_user, 'docket_engine', 'member') then
		return array(select t.tenant_id from docket.tenant t);
	end if;
	return array(select distinct m.tenant_id from docket.login l join docket.member m on m.person_id = l.person_id
		where l.login = session_user and l.ended_at is null and m.ended_at is null);
end $$;

-- Those of which it may see every site.
create or replace function docket_read.my_wide_tenants() returns int[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	if pg_has_role(session_user, 'docket_engine', 'member') then
		return array(select t.tenant_id from docket.tenant t);
	end if;
	return array(select distinct m.tenant_id from docket.login l join docket.member m on m.person_id = l.person_id
		where l.login = session_user and l.ended_at is null and m.ended_at is null and m.sites is null);
end $$;

-- The sites it may see of the others, as 'tenant:site_id'.
create or replace function docket_read.my_sites() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return array(select distinct m.tenant_id || ':' || x.site_id from docket.login l
		join docket.member m on m.person_id = l.person_id
		join docket.site x on x.tenant_id = m.tenant_id and x.code = any(m.sites)
		where l.login = session_user and l.ended_at is null and m.ended_at is null);
end $$;

-- What is left today, in the tenant's currency, of what a person may spend alone: her own day and her desk's.
create or replace function docket_read.day_left_minor(p_tenant int, p_person int, p_desk text, p_day_minor bigint) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	v_day date;
	v_desk bigint;
	v_left bigint;
begin
	if not p_tenant = any(docket_read.my_tenants()) then
		return null;
	end if;
	select (docket.tenant_now(p_tenant) at time zone t.zone)::date into v_day from docket.tenant t where t.tenant_id = p_tenant;
	v_left := p_day_minor - coalesce((select b.spent_minor from docket.budget b
		where b.tenant_id = p_tenant and b.day = v_day and b.who = 'p:' || p_person), 0);
	select l.day_minor into v_desk from docket.desk_limit l where l.tenant_id = p_tenant and l.desk = p_desk;
	if v_desk is not null then
		v_left := least(v_left, v_desk - coalesce((select b.spent_minor from docket.budget b
			where b.tenant_id = p_tenant and b.day = v_day and b.who = 'd:' || p_desk), 0));
	end if;
	return greatest(v_left, 0);
end $$;

-- An amount in words, for reasons: '1,250.00 EUR'.
create or replace function docket_read.money_words(p_minor bigint, p_currency text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select case when p_minor is null then 'unknown'
		when p_currency in ('JPY', 'KRW', 'ISK', 'CLP', 'VND') then trim(to_char(p_minor, 'FM999,999,999,999,999,990')) || ' ' || p_currency
		when p_currency in ('BHD', 'JOD', 'KWD', 'OMR', 'TND')
			then trim(to_char(p_minor / 1000.0, 'FM999,999,999,999,990.000')) || ' ' || p_currency
		else trim(to_char(p_minor / 100.0, 'FM999,999,999,999,990.00')) || ' ' || p_currency end
$$;

-- A disruption on a case's row: 'D-12 of 42', with as many cases as the session sees of it.
create or replace function docket_read.disruption_words(p_tenant int, p_disruption bigint) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	v_no int;
	v_members int;
begin
	select d.no, d.members into v_no, v_members from docket.disruption d
	where d.tenant_id = p_tenant and d.disruption_id = p_disruption and d.tenant_id = any(docket_read.my_tenants());
	if v_no is not null and not p_tenant = any(docket_read.my_wide_tenants()) then
		select count(*) into v_members from docket.disruption_member m
		join docket.case_scope c on c.tenant_id = m.tenant_id and c.case_id = m.case_id
		where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null;
	end if;
	return 'D-' || v_no || ' of ' || v_members;
end $$;

-- The arguments of an act as words: 'who=DHL says=eta'.
create or replace function docket_read.args_words(p_args text[]) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select coalesce(string_agg(p_args[i] || '=' || p_args[i + 1], ' ' order by i), '')
	from generate_series(1, cardinality(p_args) - 1, 2) i
	where p_args[i + 1] <> ''
$$;

-- One argument of an act, or null.
create or replace function docket_read.arg(p_args text[], p_key text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select nullif(p_args[i + 1], '') from generate_series(1, cardinality(p_args) - 1, 2) i where p_args[i] = p_key limit 1
$$;

-- A moment in a zone, in a form of to_char; in UTC if there is no such zone.
create or replace function docket_read.local_words(p_at timestamptz, p_zone text, p_form text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	return to_char(p_at at time zone coalesce(nullif(p_zone, ''), 'UTC'), p_form);
exception when invalid_parameter_value then
	return to_char(p_at at time zone 'UTC', p_form);
end $$;

-- What an event says, for people: 'expects delivery Mon 18:40 (traffic)'. Times are local to the place of delivery.
create or replace function docket_read.event_words(p_type text, p_milestone text, p_nature text, p_at timestamptz, p_zone text, p_place text,
	p_reason text, p_words text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
	select case when p_words <> '' then p_words else concat_ws(' ',
		case when p_nature = 'planned' then 'plan:' when p_nature = 'estimated' then 'expects' end,
		case case when p_type in ('route.accepted', 'tender.accepted') then '' else p_milestone end
			when '' then replace(replace(p_type, '.', ' '), '-', ' ')
			when 'deliver' then case p_nature when 'actual' then 'delivered' else 'delivery' end
			when 'pickup' then case p_nature when 'actual' then 'picked up' else 'pick-up' end
			when 'depart' then case p_nature when 'actual' then 'departed' else 'departure' end
			when 'arrive' then case p_nature when 'actual' then 'arrived' else 'arrival' end
			when 'pod' then 'proof of delivery' else replace(p_milestone, '-', ' ') end,
		case when p_at is not null then docket_read.local_words(p_at, p_zone, 'Dy HH24:MI') end,
		case when p_place <> '' then 'at ' || p_place end, case when p_reason <> '' then '(' || p_reason || ')' end) end
$$;

-- What was said on the phone, for people: 'spoke to DHL by phone: arrives 15:40 CET; "traffic gone"'. The engine's answer has the moment as
-- it was understood; before that there is what was put into the form.
create or replace function docket_read.call_words(p_args text[], p_answer text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select concat_ws('; ', case when docket_read.arg(p_args, 'says') = 'no-answer' then 'called ' else 'spoke to ' end
			|| concat_ws(' ', coalesce(docket_read.arg(p_args, 'who'), 'somebody'), 'by ' || docket_read.arg(p_args, 'how'))
			|| coalesce(': ' || case when p_answer like '% says %' then regexp_replace(p_answer, '^.* says (it )?', '')
				else replace(nullif(docket_read.arg(p_args, 'says'), 'other'), '-', ' ') end, ''),
		'"' || docket_read.arg(p_args, 'words') || '"', 'reference ' || docket_read.arg(p_args, 'ref'))
$$;

-- What a person did, for people: 'asked to rebook: 2 options, first ...'.
create or replace function docket_read.act_words(p_kind text, p_args text[], p_answer text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select case p_kind when 'ask' then 'asked to ' || coalesce(docket_read.arg(p_args, 'action'), 'act')
			when 'call' then docket_read.call_words(p_args, p_answer)
			when 'claim' then 'took the case' when 'release' then 'gave the case back' when 'note' then 'note'
			when 'effect-done' then 'did a write-back by hand' when 'effect-again' then 'had a write-back sent again'
			when 'effect-there' then 'looked a write-back up' when 'effect-missing' then 'looked a write-back up'
			when 'next' then 'next act' when 'task-take' then 'has a task in hand' when 'task-done' then 'did a task'
			when 'request' then 'asked for approval' when 'decide' then 'decided'
			else replace(p_kind, '-', ' ') end
		|| case when p_kind in ('note', 'next', 'wait', 'resolve', 'new') and docket_read.arg(p_args, 'words') is not null
			then ': ' || docket_read.arg(p_args, 'words')
			else '' end
		|| case when p_answer not in ('', 'noted') and p_kind not in ('claim', 'release', 'note', 'call')
			then ': ' || regexp_replace(p_answer, case when p_kind ~ '^task' then '^(taken|done): ' else '^$' end, '') else '' end
$$;

-- ---------------------------------------------------------------- cases

-- One text for three views: the rows of case_open that are live, all of case_open, and case_closed.
do $do$
declare
	shown constant text := $q$
select c.tenant_id, c.case_id, 'C-' || c.no as ref, t.name as tenant, c.type, c.what, c.state, c.band, c.work_by, c.due_at,
	c.due_clock, c.why, coalesce(s.ref, '') as subject, coalesce(s.kind, '') as subject_kind,
	coalesce(nullif(s.goods, ''), s.title, '') as title, coalesce(cu.name, '') as customer, coalesce(cu.tier, '') as tier,
	coalesce(ca.name, '') as carrier,
	coalesce((select w.name from docket.site w where w.tenant_id = c.tenant_id and w.code = s.place), s.place, '') as place,
	concat_ws(' > ', coalesce(nullif(x.city, ''), x.code), coalesce(nullif(y.city, ''), y.code)) as lane, coalesce(x.code, '') as site,
	coalesce(nullif(s.dest_zone, ''), t.zone) as dest_zone, c.desk,
	coalesce((select p.short from docket.person p where p.person_id = c.owner_id), '') as owner, c.owner_id,
	c.next_act, c.next_act_at, c.waiting_on, c.opened_at, c.touched_at, coalesce(c.promise_at, s.promise_at) as promise_at, c.eta_at,
	c.risk_minor, c.risk_currency, c.nothing_minor, c.nothing_currency, c.measure_s, c.cause_side,
	(select count(*)::int from docket.case_open o where o.tenant_id = c.tenant_id and o.subject_id = c.subject_id
		and o.case_id <> c.case_id and o.state in ('open', 'waiting', 'cleared')) as siblings,
	(select count(*)::int from docket.task k where k.tenant_id = c.tenant_id and k.case_id = c.case_id and k.state = 'open') as tasks_open,
	(select count(*)::int from docket.approval a where a.tenant_id = c.tenant_id and a.case_id = c.case_id
		and a.state in ('waiting', 'review')) as approvals_waiting,
	(s.kind <> 'interface' and exists (select 1 from docket.interface i where i.tenant_id = c.tenant_id and i.party_id = s.carrier_id
		and i.state in ('quiet', 'failing')))::int as is_feed_dark,
	coalesce((select string_agg(r.ref, ' ' order by r.ref) from docket.subject_ref r
		where r.tenant_id = c.tenant_id and r.subject_id = c.subject_id), '') as refs,
	c.last_words, s.last_event_at, c.v_owner, c.v_state, c.v_money, c.v_plan, c.version, c.nothing_basis,
	(select min(case k.state when 'failed' then k.started_at else k.due_at + interval '4 hours' end) from docket.case_step k
		where k.tenant_id = c.tenant_id and k.case_id = c.case_id and k.state in ('running', 'failed')) as stuck_at,
	coalesce(d.words, '') as disruption, d.disruption_id, coalesce(s.class, '') as class$q$;
	ends constant text := $q$, c.closed_at, c.outcome, c.reason$q$;
	looked_up constant text := $q$
from docket.%I c
cross join lateral (select * from docket.tenant t where t.tenant_id = c.tenant_id offset 0) t
left join lateral (select * from docket.subject s where s.tenant_id = c.tenant_id and s.subject_id = c.subject_id offset 0) s on true
left join lateral (select p.name, p.tier from docket.party p
	where p.tenant_id = c.tenant_id and p.party_id = s.customer_id offset 0) cu on true
left join lateral (select p.name from docket.party p where p.tenant_id = c.tenant_id and p.party_id = s.carrier_id offset 0) ca on true
left join lateral (select w.code, w.city from docket.site w where w.tenant_id = c.tenant_id and w.site_id = s.site_id offset 0) x on true
left join lateral (select w.code, w.city from docket.site w where w.tenant_id = c.tenant_id and w.site_id = s.dest_site_id offset 0) y on true
left join lateral (select m.disruption_id, docket_read.disruption_words(m.tenant_id, m.disruption_id) as words from docket.disruption_member m
	where m.tenant_id = c.tenant_id and m.case_id = c.case_id and m.left_at is null offset 0) d on true
where c.tenant_id = any((select docket_read.my_tenants())::int[])
	and (c.tenant_id = any((select docket_read.my_wide_tenants())::int[])
		or (c.tenant_id || ':' || s.site_id) = any((select docket_read.my_sites())::text[]))$q$;
begin
	execute 'create or replace view docket_read.case_queue with (security_barrier) as ' || shown || format(looked_up, 'case_open')
		|| $q$ and c.state in ('open', 'waiting', 'cleared') order by c.tenant_id, c.band, c.work_by, c.case_id$q$;
	execute 'create or replace view docket_read.case_all with (security_barrier) as ' || shown || ends || format(looked_up, 'case_open')
		|| ' union all ' || shown || ends || format(looked_up, 'case_closed');
end $do$;

-- Which cases the session may see, open or closed, by what others are joined to. Read only by the views below, which have it inside
-- their barrier.
create or replace view docket.case_scope as
select c.tenant_id, c.case_id, c.no, c.subject_id, c.type, c.state, c.band, c.desk, c.owner_id, c.opened_at, c.closed_at, c.outcome, c.reason,
	s.kind as subject_kind, s.ref as subject_ref, s.customer_id, s.carrier_id, s.site_id, s.dest_site_id, s.contract_id, s.dest_zone,
	s.origin_zone, s.goods, s.place, s.place_at, s.last_event_at
from (select tenant_id, case_id, no, subject_id, type, state, band, desk, owner_id, opened_at, closed_at, outcome, reason from docket.case_open
	union all
	select tenant_id, case_id, no, subject_id, type, state, band, desk, owner_id, opened_at, closed_at, outcome, reason from docket.case_closed) c
left join docket.subject s on s.tenant_id = c.tenant_id and s.subject_id = c.subject_id
where c.tenant_id = any((select docket_read.my_tenants())::int[])
	and (c.tenant_id = any((select docket_read.my_wide_tenants())::int[])
		or (c.tenant_id || ':' || s.site_id) = any((select docket_read.my_sites())::text[]));

create or replace view docket_read.case_story with (security_barrier) as
select c.tenant_id, c.case_id, e.event_id as item_id,
	case when e.nature in ('planned', 'estimated') then e.known_at else coalesce(e.at, e.known_at) end as at, e.known_at, 'event' as kind,
	coalesce(nullif(e.source, ''), (select i.title from docket.interface i
		where i.tenant_id = e.tenant_id and i.interface_id = e.interface_id), '') as source,
	docket_read.event_words(e.type, e.milestone, e.nature, e.at,
		coalesce(nullif(c.dest_zone, ''), (select t.zone from docket.tenant t where t.tenant_id = c.tenant_id)), e.place, e.reason, e.words)
		|| case when e.state = 'retracted' then ' (taken back)' else '' end
		|| coalesce((select ' (mended by ' || p.short || ')' from docket.dead d join docket.person p on p.person_id = d.by_person
			where d.tenant_id = e.tenant_id and d.message_id = e.message_id and d.mended is not null and d.item = e.item
				and d.state = 'replayed' and length(d.mended) > 0 limit 1), '') as words,
	e.nature, e.partner_key as ref, e.message_id
from docket.case_scope c
join docket.event e on e.tenant_id = c.tenant_id and e.subject_id = c.subject_id
where e.person_id is null -- what a person says is told once, by her act
union all
select c.tenant_id, c.case_id, a.act_id, a.at, a.at, 'act',
	(select p.short from docket.person p where p.person_id = a.person_id),
	docket_read.act_words(a.kind, a.args, a.answer), '', '', null
from docket.case_scope c
join docket.act a on a.tenant_id = c.tenant_id and a.case_id = c.case_id
union all
select c.tenant_id, c.case_id, f.effect_id, docket.tenant_at(c.tenant_id, coalesce(f.done_at, f.sent_at, least(f.run_at, now()))),
	docket.tenant_at(c.tenant_id, coalesce(f.done_at, f.sent_at, least(f.run_at, now()))), 'effect',
	coalesce((select i.title from docket.interface i where i.tenant_id = f.tenant_id and i.interface_id = f.interface_id), ''),
	concat_ws(' ', case when f.state = 'withdrawn' then 'taken back:' end, f.words, '(' || case f.state when 'dead' then 'failed for good' when 'reconcile' then 'to be looked up by a person'
		else f.state end || ')'), '', f.receipt, null
from docket.case_scope c
join docket.effect f on f.tenant_id = c.tenant_id and f.case_id = c.case_id
union all
select c.tenant_id, c.case_id, l.letter_id, coalesce(l.released_at, l.drafted_at), l.drafted_at, 'letter',
	coalesce((select p.short from docket.person p where p.person_id = l.by_person), 'docket'),
	l.state || ': ' || l.title, '', '', null
from docket.case_scope c
join docket.letter l on l.tenant_id = c.tenant_id and l.case_id = c.case_id
union all
-- A step that began and is not over yet, or what came of it; what was only passed over tells nothing.
select c.tenant_id, c.case_id, c.case_id, coalesce(k.ended_at, k.started_at), coalesce(k.ended_at, k.started_at), 'step',
	coalesce((select p.short from docket.person p where p.person_id = k.by_person), 'docket'),
	k.playbook || ', ' || k.step || ' ' || k.state || ': ' || k.words || case when k.answer <> '' then ' (' || k.answer || ')' else '' end,
	'', '', null
from docket.case_scope c
join docket.case_step k on k.tenant_id = c.tenant_id and k.case_id = c.case_id
where k.started_at is not null
union all
select c.tenant_id, c.case_id, c.case_id, k.breached_at, k.breached_at, 'clock', 'docket',
	replace(k.kind, '_', ' ') || ' clock ran out' || case when k.words ~ '[0-9]' then ' (' || k.words || ')' else '' end, '', '', null
from docket.case_scope c
join docket.case_clock k on k.tenant_id = c.tenant_id and k.case_id = c.case_id
where k.breached_at is not null
union all
select c.tenant_id, c.case_id, c.case_id, c.opened_at, c.opened_at, 'case', 'docket', 'opened: ' || coalesce(
		(select m.fields[array_position(m.fields, 'from_type') + 1] from docket.audit m -- it may be of another type by now
			where m.tenant_id = c.tenant_id and m.case_id = c.case_id and m.what = 'case moved on' order by m.row_id limit 1), c.type),
	'', 'C-' || c.no, null
from docket.case_scope c
union all
select c.tenant_id, c.case_id, m.row_id, m.at, m.at, 'case', 'docket', 'became: ' || m.fields[array_position(m.fields, 'type') + 1], '', 'C-' || c.no, null
from docket.case_scope c
join docket.audit m on m.tenant_id = c.tenant_id and m.case_id = c.case_id and m.what = 'case moved on'
union all
select c.tenant_id, c.case_id, c.case_id, c.closed_at, c.closed_at, 'case', 'docket',
	c.state || case when c.outcome <> '' then ': ' || c.outcome else '' end, '', 'C-' || c.no, null
from docket.case_scope c where c.closed_at is not null;

create or replace view docket_read.case_milestone with (security_barrier) as
select c.tenant_id, c.case_id, m.code, coalesce(nullif(x.city, ''), x.code, '') as place,
	coalesce(p.zone, x.zone, nullif(case when m.code in ('tender', 'release', 'ready', 'pickup', 'depart') then c.origin_zone
		else c.dest_zone end, ''), t.zone) as zone,
	m.planned_at, m.estimated_at, m.actual_at, greatest(m.planned_known, m.estimated_known, m.actual_known) as known_at,
	m.estimated_source as source,
	case when m.actual_at is not null then 'done'
		when least(m.planned_at, m.estimated_at) is null then 'open'
		when m.planned_at < docket.tenant_now(c.tenant_id) or m.estimated_at > m.planned_at then 'late'
		else 'due' end as state
from docket.case_scope c
join docket.tenant t on t.tenant_id = c.tenant_id
join docket.milestone m on m.tenant_id = c.tenant_id and m.subject_id = c.subject_id
left join docket.stop p on p.tenant_id = m.tenant_id and p.subject_id = m.subject_id and p.stop = m.stop and m.stop > 0
left join docket.site x on x.tenant_id = c.tenant_id and x.site_id = coalesce(p.site_id,
	case when m.code in ('tender', 'release', 'ready', 'pickup', 'depart') then c.site_id else c.dest_site_id end)
where m.code !~ '^(document|~)' -- papers have a list of their own; ~ is what rules keep for themselves
order by c.tenant_id, c.case_id, m.stop, array_position(array['tender', 'release', 'ready', 'pickup', 'depart', 'arrive', 'deliver', 'pod'], m.code),
	m.code;

create or replace view docket_read.case_contact with (security_barrier) as
select c.tenant_id, c.case_id, k.contact_id, k.role, k.name,
	coalesce((select p.name from docket.party p where p.tenant_id = k.tenant_id and p.party_id = k.party_id),
		(select w.name from docket.site w where w.tenant_id = k.tenant_id and w.site_id = k.site_id), '') as company,
	k.phone, k.mail, k.opens_min, k.closes_min, k.zone, k.days
from docket.case_scope c
cross join lateral (
	select 1 as near, k.* from docket.contact k where k.tenant_id = c.tenant_id and k.subject_id = c.subject_id
	union all select 2, k.* from docket.contact k where k.tenant_id = c.tenant_id and k.party_id = c.carrier_id
	union all select 3, k.* from docket.contact k where k.tenant_id = c.tenant_id and k.site_id = c.dest_site_id
	union all select 4, k.* from docket.contact k where k.tenant_id = c.tenant_id and k.site_id = c.site_id
	union all select 5, k.* from docket.contact k where k.tenant_id = c.tenant_id and k.party_id = c.customer_id) k
order by c.tenant_id, c.case_id, k.near, k.contact_id;

create or replace view docket_read.case_clock with (security_barrier) as
select k.tenant_id, k.case_id, k.kind, k.state, k.started_at, k.due_at, k.pause_reason, k.pause_until, k.ended_at, k.breached_at, k.words
from docket.case_scope c
join docket.case_clock k on k.tenant_id = c.tenant_id and k.case_id = c.case_id;

-- What a target is told. trouble: why it is not done, as people say it.
create or replace view docket_read.case_effect with (security_barrier) as
select f.tenant_id, f.case_id, 'C-' || c.no as ref, f.effect_id, coalesce(i.title, f.kind) as target, f.words, f.state, f.tries as attempts,
	f.receipt, f.last_error, f.run_at, f.done_at, t.name as tenant, coalesce(i.name, '') as interface, f.kind, f.key, concat_ws(' ', c.type, c.subject_ref) as case_what,
	f.due_at, f.maybe_there::int as maybe_there, coalesce((select p.short from docket.person p where p.person_id = f.by_person), '') as by_person,
	coalesce((select m.title from docket.interface m where m.tenant_id = f.tenant_id and m.interface_id = f.moved_from), '') as moved_from
from docket.case_scope c
join docket.tenant t on t.tenant_id = c.tenant_id
join docket.effect f on f.tenant_id = c.tenant_id and f.case_id = c.case_id
left join docket.interface i on i.tenant_id = f.tenant_id and i.interface_id = f.interface_id
order by f.tenant_id, f.case_id, f.quote_id, f.ord, f.effect_id;

create or replace view docket_read.case_letter with (security_barrier) as
select l.tenant_id, l.case_id, l.letter_id, l.role, coalesce(nullif(l.recipient, ''), p.name, '') as party,
	case when l.hook <> '' then 'webhook ' || l.hook else l.to_mail end as to_mail, l.title, l.body, l.state,
	l.template || case when l.template_version > 0 then ' ' || l.template_version else '' end as template, l.variant, l.language,
	coalesce((select b.short from docket.person b where b.person_id = l.by_person), '') as released_by,
	case when l.state <> 'draft' then l.released_at end as released_at, l.delay_s, f.goes_at, l.version
from docket.case_scope c
join docket.letter l on l.tenant_id = c.tenant_id and l.case_id = c.case_id
left join docket.party p on p.tenant_id = l.tenant_id and p.party_id = l.party_id
left join lateral (select docket.tenant_at(l.tenant_id, e.run_at) as goes_at from docket.effect e
	where e.tenant_id = l.tenant_id and e.case_id = l.case_id and e.letter_id = l.letter_id and e.state = 'ready' and l.state = 'released'
		and e.attempts = 0) f on true;

create or replace view docket_read.case_task with (security_barrier) as
select k.tenant_id, k.case_id, k.task_id, k.desk, k.words, k.state, k.due_at,
	coalesce((select p.short from docket.person p where p.person_id = k.owner_id), '') as owner, k.opened_at, k.taken_at, k.done_at
from docket.case_scope c
join docket.task k on k.tenant_id = c.tenant_id and k.case_id = c.case_id;

-- Who else looks at or types in a case now.
create or replace view docket_read.case_presence with (security_barrier) as
select p.tenant_id, p.case_id, p.person_id, n.short as person, p.doing, p.expires_at
from docket.presence p
join docket.person n on n.person_id = p.person_id
where p.tenant_id = any((select docket_read.my_tenants())::int[]) and p.expires_at > clock_timestamp()
	and exists (select 1 from docket.case_scope c where c.tenant_id = p.tenant_id and c.case_id = p.case_id);

-- What became of acts: the engine's answer, and the change it was folded in.
create or replace view docket_read.act_answer with (security_barrier) as
select a.tenant_id, a.act_id, a.case_id, a.kind, a.state, a.answer, a.at, a.person_id,
	coalesce((select p.short from docket.person p where p.person_id = a.person_id), '') as person, a.seq, a.client_key
from docket.act a
where a.tenant_id = any((select docket_read.my_tenants())::int[])
	and (a.person_id = (select docket_read.my_person())
		or (a.case_id is not null and exists (select 1 from docket.case_scope c where c.tenant_id = a.tenant_id and c.case_id = a.case_id)));

-- ---------------------------------------------------------------- interfaces, people, search, audit

-- A target that is written to says nothing by itself: it fails while something it was sent has to be sent again. One that is asked or listened
-- to fails while the last try did.
create or replace view docket_read.interface_health with (security_barrier) as
select i.tenant_id, t.name as tenant, i.interface_id, i.name, i.title, i.direction, i.mode,
	case when i.state in ('new', 'ok') and w.state = 'stopped' then 'stopped'
		when i.state in ('new', 'ok') and (p.last_error <> '' or exists (select 1 from docket.effect f where f.tenant_id = i.tenant_id
		and f.interface_id = i.interface_id and f.state in ('ready', 'sending', 'unknown', 'asking', 'waiting') and f.attempts > 0 and f.last_error <> '')) then 'failing'
		else i.state end as state, i.last_at, i.rhythm_s,
	(select count(*)::int from docket.dead d where d.tenant_id = i.tenant_id and d.interface_id = i.interface_id
		and d.state in ('open', 'waiting')) as dead, i.received, i.rejected,
	(select count(*)::int from docket.effect f where f.tenant_id = i.tenant_id and f.interface_id = i.interface_id
		and f.state in ('ready', 'sending', 'unknown', 'asking', 'waiting')) as waiting,
	coalesce((select string_agg(r.type || ' ' || r.n, ', ' order by r.n desc, r.type) from (select s.type, count(*) as n
		from docket.shadow_raise s where s.tenant_id = i.tenant_id and s.interface_id = i.interface_id group by s.type) r), '') as would_raise,
	coalesce(jsonb_object(i.settings)->>'owner', '') as owner,
	coalesce(jsonb_object(i.settings)->>'contract', '') as contract,
	coalesce(p.last_error, w.words, '') as trouble, coalesce(p.failures, w.failures, 0) as failures, coalesce(p.next_at, w.next_at) as next_at,
	(select count(*)::int from docket.effect f where f.tenant_id = i.tenant_id and f.interface_id = i.interface_id
		and f.state in ('dead', 'reconcile')) as stuck
from docket.interface i
join docket.tenant t on t.tenant_id = i.tenant_id
left join docket.pull_state p on p.tenant_id = i.tenant_id and p.interface_id = i.interface_id
left join docket.target w on w.tenant_id = i.tenant_id and w.interface_id = i.interface_id and i.direction = 'out'
where i.tenant_id = any((select docket_read.my_tenants())::int[]);

-- The case that a letter blocks is the most pressing one of what its reference leads to: it moves on once the letter is mended.
create or replace view docket_read.dead_letter with (security_barrier) as
select d.tenant_id, t.name as tenant, d.dead_id, d.at, coalesce(i.name, '') as interface, coalesce('C-' || c.no, '') as case_ref, d.reason,
	d.subject_ref as ref, d.place, d.state, d.message_id, d.interface_id, c.case_id, coalesce(c.what, '') as case_what,
	coalesce((select p.short from docket.person p where p.person_id = d.by_person), '') as by_person,
	coalesce(length(d.mended) > 0, false)::int as is_mended
from docket.dead d
join docket.tenant t on t.tenant_id = d.tenant_id
left join docket.interface i on i.tenant_id = d.tenant_id and i.interface_id = d.interface_id
left join lateral (select o.case_id, o.no, o.what
	from docket.subject_ref r
	cross join lateral (select x.case_id, x.no, x.what, x.band, x.work_by from docket.case_open x where x.tenant_id = r.tenant_id
		and x.subject_id = r.subject_id and x.state in ('open', 'waiting', 'cleared') offset 0) o
	where r.tenant_id = d.tenant_id and d.subject_ref <> '' and r.ref = upper(regexp_replace(d.subject_ref, '\s', '', 'g')) and r.kind <> 'for'
	order by o.band, o.work_by, o.case_id limit 1) c on true
where d.tenant_id = any((select docket_read.my_wide_tenants())::int[]);

create or replace view docket_read.me with (security_barrier) as
select m.tenant_id, t.name as tenant, t.title as tenant_title, t.zone, t.currency, m.person_id, p.short as handle, p.name, m.role, m.desk,
	coalesce(m.sites, '{}') as sites, m.ask_minor, m.approve_minor,
	docket_read.day_left_minor(m.tenant_id, m.person_id, m.desk, m.day_minor) as day_left_minor, t.channel, t.is_simulated::int as is_simulated,
	k.kind as clock_kind, docket.tenant_now(m.tenant_id) as tenant_now, clock_timestamp() as server_now,
	case k.kind when 'scaled' then k.rate when 'driven' then 0 else 1 end as clock_rate, h.epoch, h.seq
from docket.member m
join docket.tenant t on t.tenant_id = m.tenant_id
join docket.tenant_clock k on k.tenant_id = m.tenant_id
join docket.tenant_head h on h.tenant_id = m.tenant_id
join docket.person p on p.person_id = m.person_id
where m.person_id = (select docket_read.my_person()) and m.ended_at is null
order by m.tenant_id, m.role;

-- The people of one's tenants: whom a case can be given to.
create or replace view docket_read.colleague with (security_barrier) as
select m.tenant_id, t.name as tenant, m.person_id, p.short as handle, p.name, m.role, m.desk, coalesce(m.sites, '{}') as sites
from docket.member m
join docket.tenant t on t.tenant_id = m.tenant_id
join docket.person p on p.person_id = m.person_id
where m.tenant_id = any((select docket_read.my_tenants())::int[]) and m.ended_at is null;

create or replace view docket_read.found with (security_barrier) as
select s.tenant_id, t.name as tenant, s.kind, s.ref, r.ref as matched, s.subject_id, c.case_id,
	coalesce('C-' || c.no, '') as case_ref,
	concat_ws(', ', nullif(coalesce(nullif(s.goods, ''), s.title), ''), (select p.name from docket.party p
		where p.tenant_id = s.tenant_id and p.party_id = s.customer_id), s.phase,
		coalesce((select w.name from docket.site w where w.tenant_id = s.tenant_id and w.code = s.place), nullif(s.place, '')), nullif(c.what, '')) as words
from docket.subject_ref r
join docket.subject s on s.tenant_id = r.tenant_id and s.subject_id = r.subject_id
join docket.tenant t on t.tenant_id = s.tenant_id
left join lateral (select o.case_id, o.no, o.what from docket.case_open o
	where o.tenant_id = s.tenant_id and o.subject_id = s.subject_id and o.state in ('open', 'waiting', 'cleared')
	order by o.band, o.work_by, o.case_id limit 1) c on true
where r.tenant_id = any((select docket_read.my_tenants())::int[])
	and (r.tenant_id = any((select docket_read.my_wide_tenants())::int[])
		or (r.tenant_id || ':' || s.site_id) = any((select docket_read.my_sites())::text[]));

-- Every change that was recorded: what, by whom, in which place of the chain; no number yet = the engine has not folded its act. Of cases
-- outside one's sites nothing is shown, nor what belongs to no case where one is tied to sites.
create or replace view docket_read.audit_trail with (security_barrier) as
select a.tenant_id, a.audit_no, a.row_id, a.at, a.stored_at, a.person_id,
	coalesce((select p.short from docket.person p where p.person_id = a.person_id), 'docket') as person, a.login, a.station, a.what, a.kind, a.id,
	a.case_id, a.act_id, a.fields, coalesce(encode(a.digest, 'hex'), '') as digest
from docket.audit a
where a.tenant_id = any((select docket_read.my_tenants())::int[])
	and (a.tenant_id = any((select docket_read.my_wide_tenants())::int[])
		or exists (select 1 from docket.case_scope c where c.tenant_id = a.tenant_id and c.case_id = a.case_id));

-- The blocks of the chain, to be kept outside: no content.
create or replace view docket_read.audit_block with (security_barrier) as
select b.tenant_id, b.block_no, b.first_no, b.last_no, encode(b.before, 'hex') as before, encode(b.digest, 'hex') as digest, b.stored_at
from docket.audit_block b
where b.tenant_id = any((select docket_read.my_wide_tenants())::int[]);

-- Policies, mappings and the other texts, by version; secrets are never in them.
create or replace view docket_read.text_version with (security_barrier) as
select v.tenant_id, t.name as tenant, v.kind, v.name, v.version, v.body,
	coalesce((select p.short from docket.person p where p.person_id = v.by_person), '') as by_person,
	coalesce((select p.short from docket.person p where p.person_id = v.second_person), '') as second_person, v.stored_at, v.in_force, v.in_force_at
from docket.text_version v
join docket.tenant t on t.tenant_id = v.tenant_id
where v.tenant_id = any((select docket_read.my_wide_tenants())::int[]);

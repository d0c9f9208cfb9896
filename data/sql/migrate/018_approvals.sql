-- Money: what an operator asks for, who must agree, and who decides. Schema docket_do, as in 004.
--
-- The ladder of an action (who signs from which amount, how many) is judged by the engine when it makes the price, since its conditions may name
-- whatever a policy may; it stands in the quote and under its digest. request() picks the rung by what was asked for the shipment in a day,
-- writes down the steps, and those stay, whatever becomes of the policy. decide() adds one person's word at a time.
--
-- Locks in the order cases by id, subject, budget, members, approval, quote.
-- This script may run again on a schema that has it.

set local client_min_messages = warning;

-- ---------------------------------------------------------------- tables

create table if not exists docket.approval_step (   -- what was needed when it was asked for
	tenant_id int not null, approval_id bigint not null, step int not null,
	role text not null,                         -- as policy names it
	roles text[] not null,                      -- who may: that one, and those of higher rungs
	persons int not null,
	cap_minor bigint,                           -- an override: up to this; null = each up to her own limit
	primary key (tenant_id, approval_id, step)
);

create table if not exists docket.approval_sign (   -- one person's word
	tenant_id int not null, approval_id bigint not null, sign_no int not null, step int not null,
	person_id int not null, for_id int,         -- in whose place; null = her own right
	role text not null, verdict text not null check (verdict in ('approve', 'deny')),
	at timestamptz not null, stored_at timestamptz not null default clock_timestamp(),
	login name not null, session text not null, tty text not null,
	quote_id bigint not null, digest bytea not null, policy_version int not null,
	reason text not null default '', batch text not null default '',
	voided_at timestamptz,                      -- no longer counts: she may not any more
	primary key (tenant_id, approval_id, sign_no),
	check (for_id is distinct from person_id)
);
-- A person is counted once, and so is a right, whoever uses it.
create unique index if not exists approval_sign_person on docket.approval_sign (tenant_id, approval_id, person_id) where voided_at is null;
create unique index if not exists approval_sign_right on docket.approval_sign (tenant_id, approval_id, coalesce(for_id, person_id)) where voided_at is null;

create table if not exists docket.on_call (
	tenant_id int not null, call_id bigint not null, person_id int not null, role text not null,
	desk text not null default '',              -- '' = every desk
	from_at timestamptz, to_at timestamptz,     -- tenant time
	days text not null default '',              -- '12345': each of these weekdays, Monday is 1; '' = all the time from from_at to to_at
	opens_min int not null default 0, closes_min int not null default 1440,   -- of the tenant's local day; closing before opening = over midnight
	primary key (tenant_id, call_id)
);
create index if not exists on_call_person on docket.on_call (tenant_id, person_id);

do $do$
declare
	v text;
begin
	foreach v in array array['approval_step', 'approval_sign', 'on_call'] loop
		execute format('alter table docket.%I owner to docket_owner', v);
		execute format('revoke all on docket.%I from public, docket_operator, docket_engine', v);
		execute format('grant select on docket.%I to docket_engine', v);
		execute format('alter table docket.%I enable row level security', v);
		execute format('alter table docket.%I force row level security', v);
		execute format('drop policy if exists engine on docket.%I', v);
		execute format('create policy engine on docket.%I to docket_engine using (true) with check (true)', v);
		execute format('drop policy if exists owner on docket.%I', v);
		execute format('create policy owner on docket.%I to docket_owner using (tenant_id = any((select docket_read.my_tenants())::int[]))', v);
	end loop;
end $do$;

-- ---------------------------------------------------------------- who may sign

-- The rung of a ladder for an amount: the highest that is reached, else the lowest. An empty ladder is one person of the role.
create or replace function docket_read.rung_of(p_ladder text[], p_amount bigint, p_role text, out from_minor bigint, out persons int,
	out roles text[], out cap_minor bigint, out higher text[])
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
	select x.from_minor, x.persons, x.roles, x.cap_minor into from_minor, persons, roles, cap_minor
	from (select i, p_ladder[i]::bigint as from_minor, p_ladder[i + 1]::int as persons, string_to_array(p_ladder[i + 2], '+') as roles,
			nullif(p_ladder[i + 3], '')::bigint as cap_minor
		from generate_series(1, cardinality(p_ladder), 4) i) x
	order by (x.from_minor <= p_amount) desc, case when x.from_minor <= p_amount then - x.from_minor else x.from_minor end, x.i desc limit 1;
	if from_minor is null then
		from_minor := 0;
		persons := 1;
		roles := array[p_role];
	end if;
	higher := array(select distinct r from generate_series(1, cardinality(p_ladder), 4) i
		cross join unnest(string_to_array(p_ladder[i + 2], '+')) r where p_ladder[i]::bigint > rung_of.from_minor and r <> all(rung_of.roles));
end $$;

-- The two who asked, and all who act for them now, directly or through others: none of them decides.
create or replace function docket.barred(p_tenant int, p_asker int, p_quoter int) returns int[]
language sql stable set search_path = pg_catalog, pg_temp as $$
	with recursive chain(person_id) as (
		select p_asker union select p_quoter
		union select d.to_id from chain c
		join docket.delegation d on d.tenant_id = p_tenant and d.from_id = c.person_id and docket.tenant_now(p_tenant) between d.from_at and d.to_at)
	select array_agg(c.person_id) from chain c
$$;

-- By what rights a person may sign one of the roles: up to which amount, her own or in whose place. A right that was raised after p_since does not
-- count; lent rights are not lent on. p_cap: up to this, whatever her limit (an override); null = her limit.
create or replace function docket.sign_rights(p_tenant int, p_person int, p_roles text[], p_barred int[], p_since timestamptz, p_cap bigint)
returns table (amount bigint, for_id int, role text)
language sql stable rows 2 set search_path = pg_catalog, pg_temp as $$
	select coalesce(p_cap, m.approve_minor), null::int, m.role from docket.member m
	where m.tenant_id = p_tenant and m.person_id = p_person and m.role = any(p_roles) and m.role <> 'program' and m.ended_at is null
		and m.raised_at <= p_since and p_person <> all(p_barred)
	union all
	select least(d.limit_minor, coalesce(p_cap, m.approve_minor)), d.from_id, m.role from docket.delegation d
	join docket.member m on m.tenant_id = d.tenant_id and m.person_id = d.from_id and m.role = any(p_roles) and m.ended_at is null
		and m.raised_at <= p_since
	where d.tenant_id = p_tenant and d.to_id = p_person and d.from_id <> all(p_barred) and p_person <> all(p_barred)
		and docket.tenant_now(p_tenant) between d.from_at and d.to_at
		and exists (select from docket.member s where s.tenant_id = p_tenant and s.person_id = p_person and s.ended_at is null and s.role <> 'program')
$$;

-- What a person of one of my tenants may decide of a role, own or lent, where p_asker asked: the highest amount; null if it is not hers.
create or replace function docket_read.may_approve_minor(p_tenant int, p_person int, p_role text, p_asker int) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not p_tenant = any(docket_read.my_tenants()) then
		return null;
	end if;
	return (select max(r.amount) from docket.sign_rights(p_tenant, p_person, array[p_role], docket.barred(p_tenant, p_asker, p_asker),
		'infinity', null) r);
end $$;

-- All who may sign for an amount, by the right they would use.
create or replace function docket.may_sign(p_tenant int, p_roles text[], p_amount bigint, p_cap bigint, p_barred int[], p_since timestamptz)
returns table (person_id int, for_id int, role text, amount bigint)
language sql stable rows 10 set search_path = pg_catalog, pg_temp as $$
	select c.person_id, r.for_id, r.role, r.amount from (
		select m.person_id from docket.member m
		where m.tenant_id = p_tenant and m.role = any(p_roles) and m.ended_at is null
		union select d.to_id from docket.delegation d where d.tenant_id = p_tenant) c
	join docket.person p on p.person_id = c.person_id and not p.is_program
	cross join lateral (select x.* from docket.sign_rights(p_tenant, c.person_id, p_roles, p_barred, p_since, p_cap) x
		where x.amount >= p_amount order by x.for_id is not null, x.amount limit 1) r
$$;

-- The role of which there are too few who may sign; null if the rung can be climbed.
create or replace function docket.ladder_gap(p_tenant int, p_roles text[], p_higher text[], p_persons int, p_amount bigint, p_cap bigint,
	p_barred int[], p_since timestamptz) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v_here int[];
	v_all int[] := '{}';
begin
	for i in 1 .. cardinality(p_roles) loop
		v_here := array(select distinct coalesce(s.for_id, s.person_id) from docket.may_sign(p_tenant, p_roles[i] || p_higher, p_amount, p_cap,
			p_barred, p_since) s);
		v_all := v_all || v_here;
		if cardinality(v_here) < (case when i = cardinality(p_roles) then p_persons - i + 1 else 1 end)
				or (select count(distinct x) from unnest(v_all) x) < least(i, p_persons) then
			return p_roles[i];
		end if;
	end loop;
	return null;
end $$;

-- Is the person on call at that moment for one of the roles?
create or replace function docket.is_on_call(p_tenant int, p_person int, p_roles text[], p_desk text, p_at timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
	select exists (select from docket.on_call o
		cross join lateral (select p_at at time zone t.zone as local from docket.tenant t where t.tenant_id = o.tenant_id) l
		cross join lateral (select extract(hour from l.local)::int * 60 + extract(minute from l.local)::int as minute,
			extract(isodow from l.local)::text as day, extract(isodow from l.local - interval '1 day')::text as day_before) h
		where o.tenant_id = p_tenant and o.person_id = p_person and o.role = any(p_roles) and o.desk in ('', coalesce(p_desk, ''))
			and p_at >= coalesce(o.from_at, '-infinity') and p_at < coalesce(o.to_at, 'infinity')
			and (o.days = ''
				or (o.opens_min < o.closes_min and strpos(o.days, h.day) > 0 and h.minute >= o.opens_min and h.minute < o.closes_min)
				or (o.opens_min >= o.closes_min and (strpos(o.days, h.day) > 0 and h.minute >= o.opens_min
					or strpos(o.days, h.day_before) > 0 and h.minute < o.closes_min))))
$$;

-- The steps of a request that wait for somebody, with how many.
create or replace function docket.open_steps(p_tenant int, p_approval bigint)
returns table (step int, role text, roles text[], cap_minor bigint, missing int)
language sql stable rows 2 set search_path = pg_catalog, pg_temp as $$
	select s.step, s.role, s.roles, s.cap_minor, s.persons - n.given
	from docket.approval_step s
	cross join lateral (select count(*)::int as given from docket.approval_sign g where g.tenant_id = s.tenant_id
		and g.approval_id = s.approval_id and g.step = s.step and g.verdict = 'approve' and g.voided_at is null) n
	where s.tenant_id = p_tenant and s.approval_id = p_approval and n.given < s.persons
$$;

-- Why a person may not sign a request now, in words, or the step and the right that would be used. p_yes: a no needs the role, not the limit.
create or replace function docket.sign_fault(p_tenant int, p_person int, a docket.approval, q docket.quote, p_yes boolean, out code text,
	out words text, out step int, out for_id int, out role text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v_barred constant int[] := docket.barred(p_tenant, a.asked_by, q.asked_by);
	v_currency text;
	v_amount bigint;
	v_used boolean;
begin
	select t.currency into v_currency from docket.tenant t where t.tenant_id = p_tenant;
	if p_person is null or docket.is_program(p_person) then
		code := 'denied';
		words := 'only people decide';
	elsif p_person in (a.asked_by, q.asked_by) then
		code := 'denied';
		words := 'you asked for it yourself';
	elsif p_person = any(v_barred) then
		code := 'denied';
		words := 'you act for who asked for it';
	elsif exists (select from docket.approval_sign g where g.tenant_id = p_tenant and g.approval_id = a.approval_id and g.person_id = p_person
			and g.verdict = 'approve' and g.voided_at is null) then
		code := 'denied';
		words := 'you said yes already';
	end if;
	if code = 'denied' and words = 'you said yes already' and not p_yes then -- who said yes may still say no
		code := null;
		words := null;
		select g.step, g.for_id, g.role into step, for_id, role from docket.approval_sign g where g.tenant_id = p_tenant
			and g.approval_id = a.approval_id and g.person_id = p_person and g.verdict = 'approve' and g.voided_at is null;
		return;
	elsif code is not null then
		return;
	end if;
	select s.step, r.for_id, r.role, r.amount, x.is_used into step, for_id, role, v_amount, v_used
	from docket.open_steps(p_tenant, a.approval_id) s
	cross join lateral docket.sign_rights(p_tenant, p_person, s.roles, v_barred, a.stored_at, s.cap_minor) r
	cross join lateral (select exists (select from docket.approval_sign g where g.tenant_id = p_tenant and g.approval_id = a.approval_id
		and coalesce(g.for_id, g.person_id) = coalesce(r.for_id, p_person) and g.verdict = 'approve' and g.voided_at is null) as is_used) x
	order by x.is_used, (r.amount >= q.amount_minor) desc, (r.role = s.role) desc, r.for_id is not null, r.amount desc, s.step limit 1;
	if step is null then
		code := 'denied';
		words := coalesce((select 'your right is newer than the request: it counts for the next one'
				from docket.open_steps(p_tenant, a.approval_id) s
				cross join lateral docket.sign_rights(p_tenant, p_person, s.roles, v_barred, 'infinity', s.cap_minor) r limit 1),
			(select 'a ' || string_agg(distinct s.role, ' and a ') || ' decides it' from docket.open_steps(p_tenant, a.approval_id) s),
			'a ' || a.role || ' decides it');
	elsif v_used and p_yes then
		code := 'denied';
		words := 'that right was used already: it counts once';
	elsif q.amount_minor is null or q.currency <> v_currency then
		code := 'limit';
		words := 'its cost is not known in ' || v_currency;
	elsif p_yes and q.amount_minor > v_amount then
		code := 'limit';
		words := 'above your limit of ' || docket_read.money_words(v_amount, v_currency);
	end if;
end $$;

-- To whom a request goes next, of those who may sign it and were not asked yet: who decides for the one asked last, who is on call, the lowest
-- limit that is enough, the next level. Null if nobody is left.
create or replace function docket.approval_next(p_tenant int, a docket.approval, q docket.quote, p_desk text, out person_id int, out words text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v_barred constant int[] := docket.barred(p_tenant, a.asked_by, q.asked_by);
	v_now constant timestamptz := docket.tenant_now(p_tenant);
begin
	select c.person_id, c.short || case
			when c.for_id is not null then ' (for ' || (select p.short from docket.person p where p.person_id = c.for_id) || ')'
			when c.is_called then ' (on call)' when c.role <> c.step_role then ' (' || c.role || ')' else '' end
	into person_id, words
	from (select s.person_id, p.short, s.for_id, s.role, s.amount, o.role as step_role, o.step,
			docket.is_on_call(p_tenant, s.person_id, o.roles, p_desk, v_now) as is_called
		from docket.open_steps(p_tenant, a.approval_id) o
		cross join lateral docket.may_sign(p_tenant, o.roles, q.amount_minor, o.cap_minor, v_barred, a.stored_at) s
		join docket.person p on p.person_id = s.person_id
		where p.short <> all(a.told) and not exists (select from docket.approval_sign g where g.tenant_id = p_tenant
			and g.approval_id = a.approval_id and g.verdict = 'approve' and g.voided_at is null
			and (g.person_id = s.person_id or coalesce(g.for_id, g.person_id) = coalesce(s.for_id, s.person_id)))) c
	order by (c.for_id is not null and c.for_id is not distinct from a.to_id) desc, c.is_called desc, c.step, (c.role = c.step_role) desc,
		c.for_id is null, c.amount, c.short
	limit 1;
end $$;

-- The requests of subjects for the engine, with to whom each would go.
create or replace function docket.approval_facts(p_tenant int, p_subjects bigint[]) returns setof docket.approval
language plpgsql stable rows 5 set search_path = pg_catalog, pg_temp as $$
declare
	a docket.approval;
	q docket.quote;
	c docket.case_open;
	n record;
begin
	for c in select * from docket.case_open x where x.tenant_id = p_tenant and x.subject_id = any(p_subjects) loop
		for a in select * from docket.approval x where x.tenant_id = p_tenant and x.case_id = c.case_id
				and (x.state in ('waiting', 'review', 'approved') or (x.state = 'denied' and exists (select from docket.act t -- not folded yet
					where t.tenant_id = p_tenant and t.case_id = c.case_id and t.kind = 'decide' and t.state = 'stored')))
				order by x.approval_id loop
			if a.state = 'waiting' then
				select * into q from docket.quote x where x.tenant_id = p_tenant and x.quote_id = a.quote_id;
				n := docket.approval_next(p_tenant, a, q, c.desk);
				a.next_id := n.person_id;
				a.next_words := coalesce(n.words, '');
			end if;
			return next a;
		end loop;
	end loop;
end $$;

-- What was asked for a shipment within a day up to now and was not refused, in a currency: so that a sum cannot be split to stay on a low rung.
create or replace function docket.asked_minor(p_tenant int, p_subject bigint, p_currency text) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(sum(q.amount_minor), 0)::bigint
	from (select c.case_id from docket.case_open c where c.tenant_id = p_tenant and c.subject_id = p_subject
		union select c.case_id from docket.case_closed c where c.tenant_id = p_tenant and c.subject_id = p_subject) c
	join docket.approval a on a.tenant_id = p_tenant and a.case_id = c.case_id and a.state in ('waiting', 'approved', 'review')
		and a.asked_at > docket.tenant_now(p_tenant) - interval '1 day'
	join docket.quote q on q.tenant_id = a.tenant_id and q.quote_id = a.quote_id and q.currency = p_currency
$$;

-- The roles and the number of people of a rung, in words.
create or replace function docket_read.rung_words(p_roles text[], p_persons int) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select 'a ' || array_to_string(p_roles, ' and a ')
		|| case when p_persons > cardinality(p_roles) then ', ' || p_persons || ' people' else '' end
$$;

-- Puts a request before the next who may sign it; returns who that is in words, null if nobody may.
create or replace function docket.approval_route(p_tenant int, p_approval bigint, q docket.quote, p_desk text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	a docket.approval;
	n record;
begin
	select * into a from docket.approval x where x.tenant_id = p_tenant and x.approval_id = p_approval;
	n := docket.approval_next(p_tenant, a, q, p_desk);
	if n.person_id is null then -- all who may were asked: it is with one of those who did not sign
		a.told := '{}';
		n := docket.approval_next(p_tenant, a, q, p_desk);
	end if;
	if n.person_id is not null then
		update docket.approval x set to_id = n.person_id, to_words = n.words, told = x.told || (select array_agg(p.short) from docket.person p
			where p.person_id = n.person_id and p.short <> all(x.told))
		where x.tenant_id = p_tenant and x.approval_id = p_approval;
	end if;
	return n.words;
end $$;

-- Takes back each yes of a person who may not say it any more; returns whose in words, null if all stand.
create or replace function docket.signs_void(p_tenant int, a docket.approval, q docket.quote, p_now timestamptz) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_words text;
begin
	with gone as (
		update docket.approval_sign g set voided_at = p_now
		from docket.approval_step s
		where g.tenant_id = p_tenant and g.approval_id = a.approval_id and g.verdict = 'approve' and g.voided_at is null
			and s.tenant_id = g.tenant_id and s.approval_id = g.approval_id and s.step = g.step
			and not exists (select from docket.sign_rights(p_tenant, g.person_id, s.roles, docket.barred(p_tenant, a.asked_by, q.asked_by),
				a.stored_at, s.cap_minor) r where r.for_id is not distinct from g.for_id and r.amount >= q.amount_minor)
		returning g.person_id)
	select 'the yes of ' || string_agg(p.short, ', ') || ' no longer counts' into v_words
	from gone join docket.person p on p.person_id = gone.person_id;
	return v_words;
end $$;

-- ---------------------------------------------------------------- asking and deciding

-- A quote with its case and what its digest, age and versions say: code is null if it still holds. Locks the case, then the quote.
create or replace function docket.quote_hold(p_tenant int, p_quote bigint, p_digest text, p_person int, out code text, out words text,
	out q docket.quote, out c docket.case_open)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_site bigint;
begin
	select * into q from docket.quote x where x.tenant_id = p_tenant and x.quote_id = p_quote;
	select s.site_id into v_site from docket.case_scope s where s.tenant_id = p_tenant and s.case_id = q.case_id;
	if q.quote_id is null or not found or not docket.sees_site(p_tenant, p_person, v_site) then
		code := 'not-found';
		words := 'there is no such offer';
		return;
	end if;
	select * into c from docket.case_open x where x.tenant_id = p_tenant and x.case_id = q.case_id for update skip locked;
	if not found then
		code := case when exists (select 1 from docket.case_open x where x.tenant_id = p_tenant and x.case_id = q.case_id)
			then 'busy' else 'changed' end;
		words := case code when 'busy' then 'somebody writes this case at this moment: once more' else 'its case is closed' end;
	end if;
end $$;

-- Why a held quote may not be used any more; null if it may. Read after its row is locked.
create or replace function docket.quote_fault(q docket.quote, c docket.case_open, p_digest text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	if lower(p_digest) is distinct from encode(q.digest, 'hex') then
		return 'the offer is not the one you saw: look at it again';
	elsif q.expires_at <= clock_timestamp() then
		return 'the offer ran out: ask again';
	elsif c.state not in ('open', 'waiting', 'cleared') then
		return 'its case is ' || c.state;
	elsif (c.v_state, c.v_plan, c.v_money) is distinct from (q.v_state, q.v_plan, q.v_money) then
		return 'its ' || concat_ws(' and ', case when c.v_state <> q.v_state then 'state' end,
			case when c.v_plan <> q.v_plan then 'plan' end, case when c.v_money <> q.v_money then 'money' end)
			|| ' changed since the offer was made' || docket.last_done(c.tenant_id, c.case_id) || ': ask again';
	end if;
	return null;
end $$;

-- Adds to what was spent without approval today, of the person and of her desk; false, and nothing added, if that is more than is left and
-- p_must. Locks the desk's row, then hers.
create or replace function docket.budget_take(p_tenant int, p_person int, p_desk text, p_day_minor bigint, p_amount bigint,
	p_must boolean) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_day date;
begin
	select (docket.tenant_now(p_tenant) at time zone t.zone)::date into v_day from docket.tenant t where t.tenant_id = p_tenant;
	insert into docket.budget (tenant_id, day, who, spent_minor)
	values (p_tenant, v_day, 'd:' || p_desk, 0), (p_tenant, v_day, 'p:' || p_person, 0)
	on conflict (tenant_id, day, who) do nothing;
	perform 1 from docket.budget b where b.tenant_id = p_tenant and b.day = v_day and b.who = 'd:' || p_desk for update;
	perform 1 from docket.budget b where b.tenant_id = p_tenant and b.day = v_day and b.who = 'p:' || p_person for update;
	if p_must and p_amount > docket_read.day_left_minor(p_tenant, p_person, p_desk, p_day_minor) then
		return false;
	end if;
	update docket.budget b set spent_minor = b.spent_minor + p_amount
	where b.tenant_id = p_tenant and b.day = v_day and b.who in ('d:' || p_desk, 'p:' || p_person);
	return true;
end $$;

-- Does what a quote says, if the asker may alone; else asks for approval. With at_once and a reason: does it now with a review after, where policy
-- calls it urgent. Nobody's money goes out at once because she only asked. A program never does it alone, and a rung that is reached or an
-- override is never done alone.
create or replace function docket_do.request(tenant_id int, quote_id bigint, digest text, words text, client_key text, at_once boolean default false)
returns docket_do.answer
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp set lock_timeout = '100ms' as $$
#variable_conflict use_column
declare
	p_tenant constant int := tenant_id;
	p_quote constant bigint := quote_id;
	p_words constant text := left(coalesce(trim(words), ''), 1000);
	p_key constant text := client_key;
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	w record;
	h record;
	q docket.quote;
	c docket.case_open;
	s docket.subject;
	m record;
	v_tenant docket.tenant;
	v_answer docket_do.answer;
	v_said text;
	v_becomes text;
	v_due timestamptz;
	v_by text;
	v_approval bigint;
	v_sum bigint;
	r record;
	v_gap text;
	v_barred int[];
	v_is_alone boolean;
	v_last timestamptz;
	n record;
begin
	w := docket.who_asks(p_tenant, null, null);
	if w.station <> '' then
		return ('denied', 'money is not spent from a shared station', null, null)::docket_do.answer;
	elsif w.code is not null then
		return (w.code, case w.code when 'not-found' then 'there is no such offer' else w.words end, null, null)::docket_do.answer;
	elsif p_key is null or length(p_key) not between 8 and 100 then
		return ('invalid', 'an act needs a key of its own, of 8 to 100 characters', null, null)::docket_do.answer;
	end if;
	v_answer := docket.same_answer(p_tenant, p_key, w.person_id, 'request', null, array['quote', p_quote::text]);
	if v_answer.code is not null then
		return v_answer;
	end if;
	h := docket.quote_hold(p_tenant, p_quote, digest, w.person_id);
	if h.code is not null then
		return (h.code, h.words, null, null)::docket_do.answer;
	elsif not docket.is_engine_online(p_tenant) then
		return ('no-engine', 'no engine works for this client now: nothing that costs money can be done', null, null)::docket_do.answer;
	end if;
	c := h.c;

	-- Held in the order of locks: case (above), subject, budget, quote.
	select * into s from docket.subject x where x.tenant_id = p_tenant and x.subject_id = c.subject_id for update skip locked;
	if not found then
		return ('busy', 'the shipment is being written at this moment: once more', null, null)::docket_do.answer;
	end if;
	select * into v_tenant from docket.tenant t where t.tenant_id = p_tenant;
	q := h.q;
	select r.*, x.ask_minor, x.day_minor, x.desk into m
	from docket.member x
	join docket.action_rule r on r.tenant_id = x.tenant_id and r.action = q.action and r.role = x.role
	where x.tenant_id = p_tenant and x.person_id = w.person_id and x.ended_at is null and x.role <> 'program'
	order by x.ask_minor desc limit 1 for share of x;
	if not found then
		return ('denied', 'your role may not ask for ' || q.action, null, null)::docket_do.answer;
	end if;
	v_said := docket.quote_fault(q, c, digest);
	if v_said is not null then
		return ('changed', v_said, null, null)::docket_do.answer;
	elsif q.state <> 'offered' then
		return ('invalid', case q.state when 'asked' then 'it is asked for already' else 'the offer is ' || q.state end, null, null)::docket_do.answer;
	elsif q.amount_minor is null or q.currency <> v_tenant.currency or m.currency <> v_tenant.currency then
		return ('limit', 'its cost is not known in ' || v_tenant.currency || ': nobody can approve it', null, null)::docket_do.answer;
	elsif q.amount_minor < 0 then
		return ('invalid', 'the offer has a cost below nothing', null, null)::docket_do.answer;
	end if;
	if q.override <> '' and at_once then
		return ('invalid', 'what sets a rule aside is never done before it is approved', null, null)::docket_do.answer;
	end if;
	v_sum := q.amount_minor + docket.asked_minor(p_tenant, c.subject_id, q.currency);
	r := docket_read.rung_of(q.ladder, v_sum, m.approve_role);
	v_barred := docket.barred(p_tenant, w.person_id, q.asked_by);
	v_gap := docket.ladder_gap(p_tenant, r.roles, r.higher, r.persons, q.amount_minor, r.cap_minor, v_barred, clock_timestamp());
	v_is_alone := q.override = '' and not docket.is_program(w.person_id)
		and (v_sum < r.from_minor or (r.from_minor = 0 and r.persons = 1));

	if v_is_alone and q.amount_minor <= m.ask_minor and s.spent_minor + q.amount_minor <= m.shipment_minor
			and docket.budget_take(p_tenant, w.person_id, m.desk, m.day_minor, q.amount_minor, true) then
		v_becomes := 'approved';
		v_said := 'approved: within your limit';
	elsif at_once and (m.cap_minor = 0 or q.amount_minor > m.cap_minor or c.band <> 0) then
		return ('limit', 'only what cannot wait may be done at once, up to ' || docket_read.money_words(m.cap_minor, v_tenant.currency)
			|| ': ask for it', null, null)::docket_do.answer;
	elsif at_once and docket.is_program(w.person_id) then
		return ('denied', 'only people do it before it is approved: ask for it', null, null)::docket_do.answer;
	elsif at_once and p_words = '' then
		return ('invalid', 'doing it at once needs a reason', null, null)::docket_do.answer;
	elsif at_once and v_gap is null
			and docket.budget_take(p_tenant, w.person_id, m.desk, m.day_minor, q.amount_minor, false) then
		v_becomes := 'review';
	elsif v_gap is not null then
		return ('limit', case when v_is_alone then 'above your limit of ' || docket_read.money_words(m.ask_minor, v_tenant.currency) || ', and '
				else 'it needs ' || docket_read.rung_words(r.roles, r.persons) || ', and ' end
			|| case when r.persons > 1 then 'too few here may approve ' else 'no ' || v_gap || ' here may approve ' end
			|| docket_read.money_words(q.amount_minor, q.currency), null, null)::docket_do.answer;
	else
		v_becomes := 'waiting';
	end if;
	if v_becomes <> 'approved' then
		v_due := v_now + make_interval(secs => m.approve_s);
		if v_becomes = 'waiting' then
			-- a driven clock stands still while the server's goes on: there the offer's end says nothing in tenant time
			v_last := least((select docket.tenant_at(p_tenant, q.expires_at) from docket.tenant_clock k
				where k.tenant_id = p_tenant and k.kind <> 'driven'),
				-- later the option no longer keeps the promise
				(select greatest(v_now, k.by) from (select docket.instant_of(docket.arg(q.args, 'decide_by'))) k(by) where k.by is not null));
			v_due := least(v_due, v_last);
		end if;
	end if;

	v_approval := docket.own_id(p_tenant);
	insert into docket.approval (tenant_id, approval_id, quote_id, case_id, asked_by, asked_at, ask_words, role, level, due_at, state,
		decided_by, decided_at, digest, version, needed, policy_version, last_at, stored_at)
	values (p_tenant, v_approval, p_quote, c.case_id, w.person_id, v_now, p_words, r.roles[1], (v_becomes <> 'approved')::int, v_due, v_becomes,
		case v_becomes when 'approved' then w.person_id end, case v_becomes when 'approved' then v_now end, q.digest, 1,
		case v_becomes when 'approved' then 0 else r.persons end, q.policy_version, v_last, clock_timestamp());
	if v_becomes <> 'approved' then
		insert into docket.approval_step (tenant_id, approval_id, step, role, roles, persons, cap_minor)
		select p_tenant, v_approval, i, r.roles[i], r.roles[i] || r.higher,
			case when i = cardinality(r.roles) then greatest(r.persons - i + 1, 1) else 1 end, r.cap_minor
		from generate_subscripts(r.roles, 1) i;
		v_by := docket.approval_route(p_tenant, v_approval, q, c.desk);
		v_said := case when v_becomes = 'review' then 'done at once: ' || v_by || ' looks at it by '
				when r.persons > 1 then 'asked of ' || r.persons || ': ' || v_by || ' first, by '
				else 'asked: ' || v_by || ' decides by ' end
			|| to_char(v_due at time zone v_tenant.zone, 'HH24:MI');
	end if;
	update docket.quote x set state = case v_becomes when 'waiting' then 'asked' else 'approved' end, version = x.version + 1
	where x.tenant_id = p_tenant and x.quote_id = p_quote and x.version = q.version;
	if not found then
		raise exception 'the offer was written meanwhile' using errcode = '55P03';
	end if;
	if v_becomes <> 'waiting' then
		update docket.case_open x set spent_minor = x.spent_minor + q.amount_minor, v_money = x.v_money + 1, touched_at = v_now, version = x.version + 1
		where x.tenant_id = p_tenant and x.case_id = c.case_id;
		update docket.subject x set spent_minor = x.spent_minor + q.amount_minor, version = x.version + 1
		where x.tenant_id = p_tenant and x.subject_id = s.subject_id;
	else
		update docket.case_open x set touched_at = v_now, version = x.version + 1 where x.tenant_id = p_tenant and x.case_id = c.case_id;
	end if;
	return ('done', v_said, docket.act_store(p_tenant, 'request', c.case_id, c.subject_id, w.person_id, '', v_now,
		array['quote', p_quote::text, 'approval', v_approval::text, 'state', v_becomes, 'words', p_words], p_key, v_said, 'approval', v_approval,
		array['quote', p_quote::text, 'state', v_becomes, 'action', q.action, 'amount_minor', q.amount_minor::text, 'currency', q.currency,
			'payee', q.payee, 'policy_version', q.policy_version::text, 'digest', encode(q.digest, 'hex'), 'words', p_words]
			|| case when v_becomes <> 'approved' then array['needs', docket_read.rung_words(r.roles, r.persons), 'to', v_by] else '{}' end
			|| case when q.override <> '' then array['override', q.override] else '{}' end),
		v_approval)::docket_do.answer;
exception
	when lock_not_available then
		return ('busy', 'somebody writes this case at this moment: once more', null, null)::docket_do.answer;
	when unique_violation then
		return ('busy', 'the same was sent twice at once: once more', null, null)::docket_do.answer;
end $$;

-- One person's word on a request: approve or deny (or agree or not with what was done at once). Never by a program, whatever its roles and limits;
-- never by who asked, in whatever login, or by who acts for her; never above a limit, own or lent; only exactly what the digest names. When
-- all who are needed said yes, and each of them still may, it is approved; the first no is the end. p_batch: the key of a decision over several.
create or replace function docket.decide_one(p_tenant int, p_quote bigint, p_digest text, p_verdict text, p_said text, p_key text, p_said_tty text,
	p_batch text) returns docket_do.answer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	p_reason constant text := left(coalesce(trim(p_said), ''), 1000);
	p_tty constant text := left(coalesce(p_said_tty, ''), 60);
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	w record;
	h record;
	q docket.quote;
	c docket.case_open;
	a docket.approval;
	f record;
	v_answer docket_do.answer;
	v_said text;
	v_sign int;
	v_voided text;
	v_left int;
	v_ends boolean;
	v_spends boolean;
begin
	w := docket.who_asks(p_tenant, null, null);
	if w.station <> '' then
		return ('denied', 'stations never approve', null, null)::docket_do.answer;
	elsif w.code is not null then
		return (w.code, case w.code when 'not-found' then 'there is no such offer' else w.words end, null, null)::docket_do.answer;
	elsif docket.is_program(w.person_id) then
		return ('denied', 'only people decide', null, null)::docket_do.answer;
	elsif p_key is null or length(p_key) not between 8 and 100 then
		return ('invalid', 'an act needs a key of its own, of 8 to 100 characters', null, null)::docket_do.answer;
	elsif p_verdict is null or p_verdict not in ('approve', 'deny') then
		return ('invalid', 'a verdict is approve or deny', null, null)::docket_do.answer;
	elsif p_verdict = 'deny' and p_reason = '' then
		return ('invalid', 'to deny needs a reason', null, null)::docket_do.answer;
	end if;
	v_answer := docket.same_answer(p_tenant, p_key, w.person_id, 'decide', null, array['quote', p_quote::text]);
	if v_answer.code is not null then
		return v_answer;
	end if;
	h := docket.quote_hold(p_tenant, p_quote, p_digest, w.person_id);
	if h.code is not null then
		return (h.code, h.words, null, null)::docket_do.answer;
	elsif not docket.is_engine_online(p_tenant) then
		return ('no-engine', 'no engine works for this client now: nothing that costs money can be decided', null, null)::docket_do.answer;
	end if;
	c := h.c;
	q := h.q;
	-- Held, so that a right that is taken away meanwhile was there to the end of this, or was gone before it.
	perform 1 from docket.member x where x.tenant_id = p_tenant and (x.person_id = w.person_id or x.person_id in (
		select d.from_id from docket.delegation d where d.tenant_id = p_tenant and d.to_id = w.person_id) or x.person_id in (
		select g.person_id from docket.approval y join docket.approval_sign g on g.tenant_id = y.tenant_id and g.approval_id = y.approval_id
		where y.tenant_id = p_tenant and y.quote_id = p_quote)) order by x.person_id, x.role for share;
	perform 1 from docket.delegation d where d.tenant_id = p_tenant order by d.from_id, d.to_id, d.from_at for share;
	select * into a from docket.approval x where x.tenant_id = p_tenant and x.quote_id = p_quote and x.state in ('waiting', 'review')
	for update skip locked;
	if not found then
		if exists (select 1 from docket.approval x where x.tenant_id = p_tenant and x.quote_id = p_quote and x.state in ('waiting', 'review')) then
			return ('busy', 'somebody decides it at this moment', null, null)::docket_do.answer;
		end if;
		return ('changed', coalesce((select 'it is ' || x.state || coalesce(' by ' || p.short, '') from docket.approval x
			left join docket.person p on p.person_id = x.decided_by
			where x.tenant_id = p_tenant and x.quote_id = p_quote order by x.approval_id desc limit 1), 'nobody asked for it'), null, null)::docket_do.answer;
	end if;
	f := docket.sign_fault(p_tenant, w.person_id, a, q, p_verdict = 'approve');
	if f.code is not null then
		return (f.code, case f.words when 'you asked for it yourself' then f.words || ': somebody else decides'
			when 'you said yes already' then f.words || ': somebody else is the second'
			else case when f.code = 'limit' and starts_with(f.words, 'above') then docket_read.money_words(q.amount_minor, q.currency) || ' is ' else '' end
				|| f.words end, null, null)::docket_do.answer;
	elsif a.digest <> q.digest or lower(p_digest) is distinct from encode(a.digest, 'hex') then
		return ('changed', 'the offer is not the one you saw: look at it again', null, null)::docket_do.answer;
	end if;
	if a.state = 'waiting' and p_verdict = 'approve' then
		v_said := docket.quote_fault(q, c, p_digest);
		if v_said is null and a.last_at <= v_now then -- the engine ends it, perhaps a little later
			v_said := 'the last moment at which it helped has passed: ask again';
		end if;
		if v_said is not null then
			return ('changed', v_said, null, null)::docket_do.answer;
		end if;
	end if;

	v_voided := docket.signs_void(p_tenant, a, q, v_now);
	update docket.approval_sign g set voided_at = v_now where p_verdict = 'deny' and g.tenant_id = p_tenant and g.approval_id = a.approval_id
		and g.person_id = w.person_id and g.voided_at is null;
	select coalesce(max(g.sign_no), 0) + 1 into v_sign from docket.approval_sign g where g.tenant_id = p_tenant and g.approval_id = a.approval_id;
	insert into docket.approval_sign (tenant_id, approval_id, sign_no, step, person_id, for_id, role, verdict, at, login, session, tty, quote_id,
		digest, policy_version, reason, batch)
	values (p_tenant, a.approval_id, v_sign, f.step, w.person_id, f.for_id, f.role, p_verdict, v_now, session_user,
		'pid ' || pg_backend_pid() || ', ' || coalesce(host(inet_client_addr()), 'local'), p_tty, p_quote, q.digest, q.policy_version, p_reason, p_batch);
	select coalesce(sum(s.missing), 0) into v_left from docket.open_steps(p_tenant, a.approval_id) s;
	v_ends := p_verdict = 'deny' or v_left = 0;
	v_spends := v_ends and a.state = 'waiting' and p_verdict = 'approve';
	if v_ends then
		update docket.approval x set state = case p_verdict when 'approve' then 'approved' else 'denied' end, decided_by = w.person_id,
			decided_at = v_now, reason = p_reason, tty = p_tty, given = x.needed - v_left, version = x.version + 1
		where x.tenant_id = p_tenant and x.approval_id = a.approval_id;
		if a.state = 'waiting' then
			update docket.quote x set state = case p_verdict when 'approve' then 'approved' else 'denied' end, version = x.version + 1
			where x.tenant_id = p_tenant and x.quote_id = p_quote and x.version = q.version;
			if not found then
				raise exception 'the offer was written meanwhile' using errcode = '55P03';
			end if;
		end if;
	else
		update docket.approval x set given = x.needed - v_left, version = x.version + 1,
			role = (select s.role from docket.open_steps(p_tenant, a.approval_id) s order by s.step limit 1)
		where x.tenant_id = p_tenant and x.approval_id = a.approval_id;
	end if;
	update docket.case_open x set v_money = x.v_money + v_spends::int, touched_at = v_now,
		spent_minor = x.spent_minor + case when v_spends then q.amount_minor else 0 end, version = x.version + 1
	where x.tenant_id = p_tenant and x.case_id = c.case_id;
	v_said := case when p_verdict = 'deny' then 'denied' when not v_ends then (a.needed - v_left) || ' of ' || a.needed || ' said yes'
			|| coalesce(': ' || docket.approval_route(p_tenant, a.approval_id, q, c.desk) || ' is asked next', '')
		when a.state = 'review' then 'agreed' else 'approved' end || coalesce(' (' || v_voided || ')', '');
	return ('done', v_said, docket.act_store(p_tenant, 'decide', c.case_id, c.subject_id, w.person_id, '', v_now,
		array['quote', p_quote::text, 'approval', a.approval_id::text, 'verdict', p_verdict, 'was', a.state, 'reason', p_reason,
			'by', (select p.short from docket.person p where p.person_id = w.person_id), 'left', v_left::text], p_key, v_said,
		'approval', a.approval_id,
		array['quote', p_quote::text, 'verdict', p_verdict, 'was', a.state, 'action', q.action, 'amount_minor', q.amount_minor::text,
			'currency', q.currency, 'payee', q.payee, 'policy_version', q.policy_version::text, 'digest', encode(q.digest, 'hex'),
			'asked_by', a.asked_by::text, 'reason', p_reason, 'tty', p_tty, 'step', f.step::text, 'as', f.role, 'left', v_left::text]
			|| case when f.for_id is not null then array['for', f.for_id::text] else '{}' end
			|| case when v_voided is not null then array['voided', v_voided] else '{}' end
			|| case when p_batch <> '' then array['batch', p_batch] else '{}' end
			|| case when q.override <> '' then array['override', q.override] else '{}' end), a.approval_id)::docket_do.answer;
exception
	when lock_not_available then
		return ('busy', 'somebody writes this case at this moment: once more', null, null)::docket_do.answer;
	when unique_violation then
		return ('busy', 'the same was sent twice at once: once more', null, null)::docket_do.answer;
end $$;


-- Approves or denies what was asked: one word of docket.decide_one.
create or replace function docket_do.decide(tenant_id int, quote_id bigint, digest text, verdict text, reason text, client_key text,
	tty text default '') returns docket_do.answer
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp set lock_timeout = '100ms' as $$
begin
	return docket.decide_one(tenant_id, quote_id, digest, verdict, reason, client_key, tty, '');
end $$;

-- Why several requests may not be decided by one word, in words; null if they may: the same action, in the limits of policy, no override, no review.
create or replace function docket.batch_fault(p_tenant int, p_quotes bigint[], p_verdict text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v record;
	r record;
begin
	if cardinality(p_quotes) <> (select count(distinct x) from unnest(p_quotes) x) then
		return 'the same is named twice';
	end if;
	select count(*) as n, count(distinct q.action) as actions, min(q.action) as action, count(distinct q.currency) as currencies,
		min(q.currency) as currency, sum(q.amount_minor) as total, max(q.amount_minor) as most, bool_or(q.override <> '') as is_override,
		bool_or(q.amount_minor is null) as is_unknown, bool_or(q.state <> 'asked') as is_over into v
	from docket.quote q where q.tenant_id = p_tenant and q.quote_id = any(p_quotes);
	select min(x.batch_most) as most, min(x.batch_minor) as minor, min(x.batch_each_minor) as each_minor, min(x.currency) as currency into r
	from docket.action_rule x where x.tenant_id = p_tenant and x.action = v.action;
	if v.n < cardinality(p_quotes) then
		return 'one of them is not there';
	elsif v.actions > 1 then
		return 'only requests of one action are decided together';
	elsif v.is_override then
		return 'what sets a rule aside is decided alone';
	elsif coalesce(r.most, 0) = 0 then
		return 'policy lets ' || v.action || ' be decided one at a time only';
	elsif v.n > r.most then
		return 'policy lets ' || r.most || ' be decided together, these are ' || v.n;
	elsif p_verdict = 'deny' then
		return null;
	elsif v.currencies > 1 or v.is_unknown or v.currency <> r.currency then
		return 'their costs do not add up in ' || r.currency;
	elsif v.total > r.minor then
		return 'together they cost ' || docket_read.money_words(v.total::bigint, v.currency) || ': policy lets '
			|| docket_read.money_words(r.minor, r.currency) || ' be decided together';
	elsif r.each_minor > 0 and v.most > r.each_minor then
		return 'one costs ' || docket_read.money_words(v.most, v.currency) || ': above ' || docket_read.money_words(r.each_minor, r.currency)
			|| ' each is decided alone';
	end if;
	return null;
end $$;

-- One word on several like requests, within what policy lets be decided together: a receipt for each, each bound to its own digest. What stands
-- against all of them is one row without a quote. Those that cannot be decided say why; the others are.
create or replace function docket_do.decide_batch(tenant_id int, quote_ids bigint[], digests text[], verdict text, reason text, client_key text,
	tty text default '') returns table (quote_id bigint, code text, words text, act_id bigint, id bigint)
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp set lock_timeout = '100ms' as $$
#variable_conflict use_column
declare
	p_tenant constant int := tenant_id;
	p_verdict constant text := verdict;
	p_reason constant text := reason;
	p_key constant text := client_key;
	p_tty constant text := tty;
	w record;
	v_words text;
	i int;
	n docket_do.answer;
begin
	w := docket.who_asks(p_tenant, null, null);
	v_words := case when w.station <> '' then 'stations never approve' when w.code is not null then w.words
		when coalesce(cardinality(quote_ids), 0) not between 1 and 100 or cardinality(digests) is distinct from cardinality(quote_ids)
			or array_position(quote_ids, null) is not null then 'a batch is 1 to 100 requests, each with its digest'
		when p_key is null or length(p_key) not between 8 and 80 then 'a batch needs a key of its own, of 8 to 80 characters' end;
	if v_words is null and not exists (select from docket.act a where a.tenant_id = p_tenant and a.person_id = w.person_id
			and a.client_key = p_key || '.' || quote_ids[1]) then
		-- of what the asker cannot see, nothing is told by a sum
		if exists (select from unnest(quote_ids) x where not exists (select from docket.quote q
				join docket.case_scope c on c.tenant_id = q.tenant_id and c.case_id = q.case_id where q.tenant_id = p_tenant and q.quote_id = x)) then
			v_words := 'one of them is not there';
		else
			v_words := docket.batch_fault(p_tenant, quote_ids, p_verdict);
		end if;
	end if;
	if v_words is not null then
		return query select null::bigint, case when w.code is not null then w.code else 'limit' end, v_words, null::bigint, null::bigint;
		return;
	end if;
	for i in select u.n from unnest(quote_ids) with ordinality u(id, n)
			join docket.quote q on q.tenant_id = p_tenant and q.quote_id = u.id order by q.case_id, u.id loop
		n := docket.decide_one(p_tenant, quote_ids[i], digests[i], p_verdict, p_reason, p_key || '.' || quote_ids[i], p_tty, p_key);
		return query select quote_ids[i], n.code, n.words, n.act_id, n.id;
	end loop;
end $$;

-- ---------------------------------------------------------------- people

-- Puts a person on call for a role (and a desk, '' = every one): from a moment to a moment of tenant time, or on weekdays ('12345') between two
-- minutes of the day, over midnight where the end is before the beginning.
create or replace function docket.on_call_set(p_tenant int, p_short text, p_role text, p_desk text, p_from_at timestamptz, p_to_at timestamptz,
	p_days text, p_opens int, p_closes int) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_person int;
begin
	select p.person_id into v_person from docket.person p
	where p.short = p_short and not p.is_program and exists (select from docket.member m
		where m.tenant_id = p_tenant and m.person_id = p.person_id and m.ended_at is null);
	if v_person is null then
		raise exception '% works not here', p_short using errcode = 'DKNFD';
	elsif coalesce(p_days, '') = '' and (p_from_at is null or p_to_at is null or p_from_at >= p_to_at) then
		raise exception 'who is on call is so from a moment to a later one, or on days of the week' using errcode = 'DKINV';
	elsif coalesce(p_days, '') !~ '^[1-7]*$' or p_opens not between 0 and 1440 or p_closes not between 0 and 1440 then
		raise exception 'not hours of a week' using errcode = 'DKINV';
	end if;
	insert into docket.on_call (tenant_id, call_id, person_id, role, desk, from_at, to_at, days, opens_min, closes_min)
	values (p_tenant, docket.own_id(p_tenant), v_person, p_role, coalesce(p_desk, ''), p_from_at, p_to_at, coalesce(p_days, ''), coalesce(p_opens, 0),
		coalesce(p_closes, 1440));
	perform docket.member_changed(p_tenant, v_person, 'on call', array['person', p_short, 'role', p_role, 'desk', p_desk, 'from', p_from_at::text,
		'until', p_to_at::text, 'days', p_days, 'hours', p_opens || '-' || p_closes]);
end $$;

-- Takes a person off the roster: of a role, or of all (null).
create or replace function docket.on_call_end(p_tenant int, p_short text, p_role text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_person int;
begin
	delete from docket.on_call o using docket.person p where o.tenant_id = p_tenant and p.short = p_short and o.person_id = p.person_id
		and (p_role is null or o.role = p_role) returning o.person_id into v_person;
	if v_person is null then
		raise exception '% is not on call here', p_short using errcode = 'DKNFD';
	end if;
	perform docket.member_changed(p_tenant, v_person, 'off call', array['person', p_short, 'role', p_role]);
end $$;

-- ---------------------------------------------------------------- what may be read

-- What is left of what may be spent on a shipment without approval, in its whole life.
create or replace function docket_read.shipment_left_minor(p_tenant int, p_subject bigint, p_shipment_minor bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select greatest(p_shipment_minor - s.spent_minor, 0) from docket.subject s
	where s.tenant_id = p_tenant and s.subject_id = p_subject and p_tenant = any(docket_read.my_tenants())
$$;

-- The rung that a quote would be asked on now.
create or replace function docket_read.rung_now(p_tenant int, p_quote bigint, p_subject bigint, p_role text, out from_minor bigint, out persons int,
	out roles text[], out total_minor bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	q docket.quote;
	r record;
begin
	if not p_tenant = any(docket_read.my_tenants()) then
		return;
	end if;
	select * into q from docket.quote x where x.tenant_id = p_tenant and x.quote_id = p_quote;
	total_minor := q.amount_minor + case when cardinality(q.ladder) > 0 then docket.asked_minor(p_tenant, p_subject, q.currency) else 0 end;
	r := docket_read.rung_of(q.ladder, total_minor, p_role);
	from_minor := r.from_minor;
	persons := r.persons;
	roles := r.roles;
end $$;

create or replace view docket_read.case_quote with (security_barrier) as
select q.tenant_id, q.case_id, q.quote_id, q.act_id, q.option_no, q.action, q.label, q.amount_minor, q.currency, q.payee, q.charge_to,
	q.effects, q.nothing_minor, q.nothing_currency, q.nothing_basis, q.basis, q.rival, q.arrives_at,
	coalesce(nullif(c.dest_zone, ''), t.zone) as zone, q.policy_version,
	coalesce((select p.short from docket.person p where p.person_id = q.asked_by), '') as asked_by, q.asked_by as asked_by_id,
	q.quoted_at, q.expires_at, encode(q.digest, 'hex') as digest,
	case when q.state = 'offered' and q.expires_at <= clock_timestamp() then 'expired' else q.state end as state,
	(q.amount_minor is null or q.currency <> t.currency or q.amount_minor > coalesce(l.ask_minor, 0)
		or q.amount_minor > coalesce(l.day_left, 0) or q.amount_minor > coalesce(l.shipment_left, 0) or q.override <> ''
		or (r.total_minor >= r.from_minor and (r.from_minor > 0 or r.persons > 1)))::int as needs_approval,
	case when l.ask_minor is null then 'your role may not ask for this'
		else 'your limit is ' || docket_read.money_words(l.ask_minor, t.currency) || ', left today '
			|| docket_read.money_words(l.day_left, t.currency)
			|| case when l.shipment_left < least(l.ask_minor, l.day_left) then ', on this shipment ' || docket_read.money_words(l.shipment_left, t.currency)
				else '' end end as limit_words,
	(c.band = 0 and q.currency = t.currency and q.amount_minor <= l.cap_minor and q.override = '')::int as at_once,
	case when l.ask_minor is null then '' else docket_read.rung_words(r.roles, r.persons)
		|| case when r.total_minor > q.amount_minor then ' (' || docket_read.money_words(r.total_minor, q.currency) || ' asked for it in a day)'
			else '' end end as rung_words,
	q.override
from docket.case_scope c
join docket.tenant t on t.tenant_id = c.tenant_id
join docket.quote q on q.tenant_id = c.tenant_id and q.case_id = c.case_id
left join lateral (
	select m.ask_minor, r.cap_minor, r.approve_role, docket_read.day_left_minor(m.tenant_id, m.person_id, m.desk, m.day_minor) as day_left,
		docket_read.shipment_left_minor(m.tenant_id, c.subject_id, r.shipment_minor) as shipment_left
	from docket.member m
	join docket.action_rule r on r.tenant_id = m.tenant_id and r.action = q.action and r.role = m.role
	where m.tenant_id = q.tenant_id and m.person_id = (select docket_read.my_person()) and m.ended_at is null
	order by m.ask_minor desc limit 1) l on true
left join lateral docket_read.rung_now(q.tenant_id, q.quote_id, c.subject_id, l.approve_role) r on q.state = 'offered'
order by q.tenant_id, q.case_id, q.act_id, q.option_no;

-- Who said what to a request, in words: '1 of 2: sam said yes 14:02'; '' where one person decides and did not yet.
create or replace function docket_read.sign_words(p_tenant int, p_approval bigint, p_zone text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce((select case when a.needed > 1 then a.given || ' of ' || a.needed || case when g.words is null then '' else ': ' end else '' end
			|| coalesce(g.words, '')
		from docket.approval a
		left join lateral (select string_agg(p.short || case when g.for_id is null then ''
				else ' (for ' || (select f.short from docket.person f where f.person_id = g.for_id) || ')' end
				|| case when g.voided_at is not null then ' said yes, and may no longer' when g.verdict = 'approve' then ' said yes ' else ' said no ' end
				|| case when g.voided_at is null then to_char(g.at at time zone p_zone, 'HH24:MI') else '' end, ', ' order by g.sign_no) as words
			from docket.approval_sign g join docket.person p on p.person_id = g.person_id
			where g.tenant_id = a.tenant_id and g.approval_id = a.approval_id) g on true
		where a.tenant_id = p_tenant and a.approval_id = p_approval and p_tenant = any(docket_read.my_tenants())), '')
$$;

-- What the session's person may do about a request ('' = decide it), who may decide it, what roles are still needed, and to whom it goes next.
create or replace function docket_read.request_words(p_tenant int, p_approval bigint, p_desk text, out may_words text, out who_may text,
	out open_words text, out next_words text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	a docket.approval;
	q docket.quote;
	f record;
begin
	if not p_tenant = any(docket_read.my_tenants()) then
		return;
	end if;
	select * into a from docket.approval x where x.tenant_id = p_tenant and x.approval_id = p_approval;
	select * into q from docket.quote x where x.tenant_id = p_tenant and x.quote_id = a.quote_id;
	who_may := '';
	open_words := '';
	next_words := '';
	if a.state not in ('waiting', 'review') then
		may_words := 'it is ' || a.state;
		return;
	end if;
	f := docket.sign_fault(p_tenant, docket_read.my_person(), a, q, true);
	may_words := coalesce(f.words, case when a.state = 'waiting' and q.expires_at <= clock_timestamp() then 'the offer ran out' end, '');
	select coalesce(string_agg(distinct p.short || case when s.for_id is null then '' else ' (for ' || (select x.short from docket.person x
			where x.person_id = s.for_id) || ')' end, ', '), '') into who_may
	from docket.open_steps(p_tenant, p_approval) o
	cross join lateral docket.may_sign(p_tenant, o.roles, q.amount_minor, o.cap_minor, docket.barred(p_tenant, a.asked_by, q.asked_by), a.stored_at) s
	join docket.person p on p.person_id = s.person_id
	where not exists (select from docket.approval_sign g where g.tenant_id = p_tenant and g.approval_id = p_approval and g.verdict = 'approve'
		and g.voided_at is null and (g.person_id = s.person_id or coalesce(g.for_id, g.person_id) = coalesce(s.for_id, s.person_id)));
	select coalesce(string_agg(case when o.missing > 1 then o.missing || ' of ' else 'a ' end || o.role, ' and ' order by o.step), '') into open_words
	from docket.open_steps(p_tenant, p_approval) o;
	if a.state = 'waiting' then
		select coalesce(n.words, '') into next_words from docket.approval_next(p_tenant, a, q, p_desk) n;
	end if;
end $$;

create or replace view docket_read.approval_queue with (security_barrier) as
select a.tenant_id, t.name as tenant, a.approval_id, a.case_id, a.quote_id, 'C-' || c.no as ref, q.action, q.amount_minor, q.currency,
	q.nothing_minor, q.nothing_currency, a.due_at,
	coalesce((select p.short from docket.person p where p.person_id = a.asked_by), '') as asked_by, a.asked_by as asked_by_id,
	docket_read.sign_words(a.tenant_id, a.approval_id, t.zone) as signs, a.to_words as with_whom, a.state, q.label, coalesce(cu.name, '') as customer, coalesce(cu.tier, '') as tier, q.payee, a.asked_at, a.ask_words,
	coalesce((select p.short from docket.person p where p.person_id = a.decided_by), '') as decided_by,
	a.decided_at, a.reason, encode(a.digest, 'hex') as digest, (w.may_words = '')::int as may_decide, w.may_words,
	a.needed, a.given, w.open_words as needs, w.who_may,
	w.next_words as goes_to, a.level, q.override, a.policy_version
from docket.approval a
join docket.case_scope c on c.tenant_id = a.tenant_id and c.case_id = a.case_id
join docket.tenant t on t.tenant_id = a.tenant_id
join docket.quote q on q.tenant_id = a.tenant_id and q.quote_id = a.quote_id
left join docket.party cu on cu.tenant_id = c.tenant_id and cu.party_id = c.customer_id
cross join lateral (select r.* from docket_read.request_words(a.tenant_id, a.approval_id, c.desk) r offset 0) w
where a.state in ('waiting', 'review') or a.decided_at > docket.tenant_now(a.tenant_id) - interval '1 day';

-- Where approvals stall: of the last 30 days, by action, role and the person they are or were last with. Times in seconds.
create or replace view docket_read.approval_stall with (security_barrier) as
select x.tenant_id, x.tenant, x.action, x.role, x.level, x.who, x.asked, x.waiting, x.oldest_s, x.median_s, x.longest_s, x.went_up, x.expired, x.denied,
	x.overrides, case when x.late >= 3 and x.late * 3 >= x.asked then x.late || ' of ' || x.asked || ' late' else '' end as repeats
from (
	select a.tenant_id, t.name as tenant, q.action, a.role, a.level, coalesce(nullif(a.told[cardinality(a.told)], ''), '') as who,
		count(*)::int as asked, count(*) filter (where a.state in ('waiting', 'review'))::int as waiting,
		extract(epoch from max(docket.tenant_now(a.tenant_id) - a.asked_at) filter (where a.state in ('waiting', 'review')))::bigint as oldest_s,
		extract(epoch from percentile_cont(0.5) within group (order by coalesce(a.decided_at, docket.tenant_now(a.tenant_id)) - a.asked_at))::bigint as median_s,
		extract(epoch from max(a.decided_at - a.asked_at))::bigint as longest_s,
		count(*) filter (where a.level > 1)::int as went_up, count(*) filter (where a.state = 'expired')::int as expired,
		count(*) filter (where a.state = 'denied')::int as denied, count(*) filter (where q.override <> '')::int as overrides,
		count(*) filter (where a.level > 1 or a.state = 'expired' or (a.state in ('waiting', 'review') and a.due_at < docket.tenant_now(a.tenant_id)))::int as late
	from docket.approval a
	join docket.case_scope c on c.tenant_id = a.tenant_id and c.case_id = a.case_id
	join docket.tenant t on t.tenant_id = a.tenant_id
	join docket.quote q on q.tenant_id = a.tenant_id and q.quote_id = a.quote_id
	where a.level > 0 and a.asked_at > docket.tenant_now(a.tenant_id) - interval '30 days'
	group by a.tenant_id, t.name, q.action, a.role, a.level, coalesce(nullif(a.told[cardinality(a.told)], ''), '')) x;

do $do$
declare
	v text;
begin
	foreach v in array array['case_quote', 'approval_queue', 'approval_stall'] loop
		execute format('alter view docket_read.%I owner to docket_owner', v);
		execute format('revoke all on docket_read.%I from public', v);
		execute format('grant select on docket_read.%I to docket_operator, docket_engine', v);
	end loop;
	for v in select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
		where n.nspname in ('docket', 'docket_read', 'docket_do') and p.proname in ('rung_of', 'barred', 'sign_rights', 'may_approve_minor', 'may_sign',
			'ladder_gap', 'is_on_call', 'open_steps', 'sign_fault', 'approval_next', 'approval_facts', 'asked_minor', 'rung_words', 'approval_route',
			'signs_void', 'quote_hold', 'quote_fault', 'budget_take', 'request', 'decide_one', 'decide', 'batch_fault', 'decide_batch', 'on_call_set',
			'on_call_end', 'shipment_left_minor', 'rung_now', 'sign_words', 'request_words')
	loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
	end loop;
end $do$;
grant execute on function docket_read.rung_of(text[], bigint, text), docket_read.rung_words(text[], int),
	docket_read.may_approve_minor(int, int, text, int), docket_read.shipment_left_minor(int, bigint, bigint),
	docket_read.rung_now(int, bigint, bigint, text), docket_read.sign_words(int, bigint, text), docket_read.request_words(int, bigint, text),
	docket_do.request(int, bigint, text, text, text, boolean), docket_do.decide(int, bigint, text, text, text, text, text),
	docket_do.decide_batch(int, bigint[], text[], text, text, text, text) to docket_operator, docket_engine;
grant execute on function docket.approval_facts(int, bigint[]), docket.approval_next(int, docket.approval, docket.quote, text),
	docket.barred(int, int, int), docket.sign_rights(int, int, text[], int[], timestamptz, bigint),
	docket.may_sign(int, text[], bigint, bigint, int[], timestamptz), docket.is_on_call(int, int, text[], text, timestamptz),
	docket.open_steps(int, bigint) to docket_engine;

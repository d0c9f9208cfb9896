-- Disruptions: what the engine asks and stores of them, what people read, and what they do: split, add, merge, close; and one act on many
-- cases with a receipt for each.
--
-- The engine finds changed cases by their change numbers, so nothing is missed and only what changed is looked at. What it stores and what
-- people do to disruptions take turns by the row in docket.disruption_head, held before anything else of theirs; an engine that read before a
-- person acted stores nothing and looks again.
-- This script may run again on a schema that has it.

set local client_min_messages = warning;

insert into docket.act_kind (kind, help, rests, bumps, is_direct, needs_case, needs_engine, needs, roles) values
	('disruption-claim', 'Lead the work on a disruption.', '{}', '{}', false, false, false, '{disruption}', '{}'),
	('disruption-release', 'Give the lead of a disruption back.', '{}', '{}', false, false, false, '{disruption}', '{}'),
	('disruption-split', 'Take cases out of a disruption for good.', '{}', '{}', false, false, false, '{disruption}', '{}'),
	('disruption-add', 'Put cases into a disruption.', '{}', '{}', false, false, false, '{disruption}', '{}'),
	('disruption-merge', 'Make two disruptions one.', '{}', '{}', false, false, false, '{disruption}', '{}'),
	('disruption-close', 'Say that a disruption is over.', '{}', '{}', false, false, false, '{disruption,words}', '{}'),
	('bulk', 'Do one thing to many cases of a disruption.', '{}', '{}', false, false, false, '{disruption}', '{}')
on conflict (kind) do update set help = excluded.help, needs = excluded.needs, needs_case = excluded.needs_case;

-- ---------------------------------------------------------------- for the engine: to read

-- What there is to look at: one row 'head' (id: version of what people did; more: the change number up to which cases are listed; scanned:
-- up to which case all were looked at, null = all), rows 'case' that changed, rows 'due' of disruptions whose time has come or to which people
-- did something. Under another version of the policy, or where changes were dropped before they were looked at, every open case is listed
-- again, part by part: then the head is called 'scan'. It is called 'still' where there is nothing at all to write down.
create or replace function docket.disrupt_look(p_tenant int, p_version int, p_at timestamptz, p_most int)
returns table (what text, id bigint, more bigint, scanned bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
	h docket.disruption_head;
	v_head docket.tenant_head;
	v_to bigint;
	v_cases bigint[] := '{}';
	v_what text := 'still';
begin
	select * into strict v_head from docket.tenant_head x where x.tenant_id = p_tenant;
	insert into docket.disruption_head (tenant_id, seq, policy_version, scanned) values (p_tenant, v_head.seq, p_version, 0)
	on conflict (tenant_id) do nothing;
	select * into strict h from docket.disruption_head x where x.tenant_id = p_tenant;
	if h.policy_version <> p_version or h.seq + 1 < v_head.min_seq then
		h.scanned := 0;
		h.seq := greatest(h.seq, v_head.min_seq - 1);
	end if;
	select max(c.seq) into v_to from (select k.seq from docket.change k where k.tenant_id = p_tenant and k.seq > h.seq
		order by k.seq limit p_most) c;
	if v_to is not null then
		v_what := 'head';
		v_cases := array(select distinct k.id from docket.change k
			where k.tenant_id = p_tenant and k.seq > h.seq and k.seq <= v_to and k.kind = 'case');
	end if;
	if h.scanned is not null then
		v_what := 'scan';
		with next as (select c.case_id from docket.case_open c where c.tenant_id = p_tenant and c.case_id > h.scanned order by c.case_id limit p_most)
		select v_cases || coalesce(array_agg(n.case_id), '{}'), case when count(*) = p_most then max(n.case_id) end into v_cases, h.scanned from next n;
	end if;
	return query select v_what, h.version, coalesce(v_to, h.seq), h.scanned;
	return query select distinct 'case', u, 0::bigint, null::bigint from unnest(v_cases) u;
	return query select 'due', d.disruption_id, 0::bigint, null::bigint from docket.disruption d
		where d.tenant_id = p_tenant and ((d.state = 'open' and d.wake_at <= p_at) or d.is_news) order by d.disruption_id limit 50;
end $$;

-- Which causes are to be looked at again: those that the cases are known by, and those of the cases of the disruptions.
create or replace function docket.disrupt_causes(p_tenant int, p_cases bigint[], p_disruptions bigint[])
returns table (case_id bigint, rule text, cause text, disruption_id bigint, in_rule text)
language sql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
	with of as (
		select u.case_id from unnest(p_cases) u(case_id)
		union select m.case_id from docket.disruption_member m
		where m.tenant_id = p_tenant and m.disruption_id = any(p_disruptions) and m.left_at is null)
	select o.case_id, x.rule, x.cause, m.disruption_id, d.rule from of o
	left join docket.disruption_cause x on x.tenant_id = p_tenant and x.case_id = o.case_id
	left join docket.disruption_member m on m.tenant_id = p_tenant and m.case_id = o.case_id and m.left_at is null
	left join docket.disruption d on d.tenant_id = p_tenant and d.disruption_id = m.disruption_id
$$;

-- Open cases with their subject and the interface that brought what opened them.
create or replace function docket.disrupt_facts(p_tenant int, p_cases bigint[])
returns table (c docket.case_open, s docket.subject, interface text)
language sql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
	select c, s, coalesce(i.name, '') from unnest(p_cases) u(case_id)
	join docket.case_open c on c.tenant_id = p_tenant and c.case_id = u.case_id and c.state in ('open', 'waiting', 'cleared')
	join docket.subject s on s.tenant_id = p_tenant and s.subject_id = c.subject_id
	left join lateral (select e.interface_id from docket.event e where e.tenant_id = p_tenant and e.event_id = c.opened_event limit 1) e on true
	left join docket.interface i on i.tenant_id = p_tenant and i.interface_id = e.interface_id
$$;

-- Notes what cases are known by; nobody sees it but the engine.
create or replace function docket.disrupt_note(p_tenant int, p_fence bigint, p_cases bigint[], p_rules text[], p_causes text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		raise exception 'stale' using errcode = 'DKSTL', detail = 'another engine works for this tenant now';
	end if;
	insert into docket.disruption_cause (tenant_id, case_id, rule, cause, at)
	select p_tenant, n.case_id, n.rule, n.cause, c.opened_at from unnest(p_cases, p_rules, p_causes) n(case_id, rule, cause)
	join docket.case_open c on c.tenant_id = p_tenant and c.case_id = n.case_id
	on conflict (tenant_id, case_id, rule) do nothing;
end $$;

-- Those that share the causes by a rule, but for what a person placed and what was in a disruption that ended. disruption_id is where it is
-- now, by which rule and how.
create or replace function docket.disrupt_candidates(p_tenant int, p_rule text, p_causes text[])
returns table (cause text, case_id bigint, at timestamptz, disruption_id bigint, in_rule text, how text, is_worked boolean, is_open boolean, others text[])
language sql stable set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
	select x.cause, x.case_id, x.at, m.disruption_id, d.rule, m.how, coalesce(d.is_worked, false),
		exists (select 1 from docket.case_open o where o.tenant_id = p_tenant and o.case_id = x.case_id and o.state in ('open', 'waiting', 'cleared')),
		array(select unnest(array[y.rule, y.cause]) from docket.disruption_cause y where y.tenant_id = p_tenant and y.case_id = x.case_id and y.rule <> p_rule)
	from docket.disruption_cause x
	left join docket.disruption_member m on m.tenant_id = p_tenant and m.case_id = x.case_id and m.left_at is null
	left join docket.disruption d on d.tenant_id = p_tenant and d.disruption_id = m.disruption_id
	where x.tenant_id = p_tenant and x.rule = p_rule and x.cause = any(p_causes) and m.how is distinct from 'person'
		and not exists (select 1 from docket.disruption_member l where l.tenant_id = p_tenant and l.case_id = x.case_id
			and l.left_how in ('split', 'closed', 'over'))
	order by x.cause, x.at, x.case_id
$$;

-- ---------------------------------------------------------------- for the engine: to write

-- Counts of a disruption anew from its cases; ends it if it is over, or empty. Returns what it is now.
create or replace function docket.disrupt_count(p_tenant int, p_disruption bigint, p_at timestamptz) returns docket.disruption
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	live constant text[] := '{open,waiting,cleared}';
	d docket.disruption;
	n record;
begin
	select * into strict d from docket.disruption x where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
	if d.state <> 'open' then
		return d;
	end if;
	select count(*)::int as members, count(c.case_id)::int as members_open, min(c.band) as band, max(m.joined_at) as joined_at,
		(count(*) filter (where m.pile = 'rebook' and c.case_id is not null))::int as rebook,
		(count(*) filter (where m.pile = 'wait' and c.case_id is not null))::int as wait,
		(count(*) filter (where m.pile = 'tell' and c.case_id is not null))::int as tell,
		min(m.until) filter (where c.case_id is not null and m.until > p_at) as until into n
	from docket.disruption_member m
	left join docket.case_open c on c.tenant_id = p_tenant and c.case_id = m.case_id and c.state = any(live)
	where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null;
	d.members := n.members;
	d.members_open := n.members_open;
	d.band := coalesce(n.band, d.band);
	d.rebook := n.rebook;
	d.wait := n.wait;
	d.tell := n.tell;
	d.risk := array(select unnest(array[r.currency, r.minor::text]) from (
		select c.risk_currency as currency, sum(c.risk_minor)::bigint as minor from docket.disruption_member m
		join docket.case_open c on c.tenant_id = p_tenant and c.case_id = m.case_id and c.state = any(live)
		where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null and c.risk_minor > 0
		group by c.risk_currency order by c.risk_currency) r);
	d.wake_at := case when n.members_open > 0 then n.until
		else greatest(d.last_at, n.joined_at) + make_interval(secs => d.ends_s) end;
	if n.members = 0 then
		d.state := 'dissolved';
		d.words := case when d.words = '' then 'its cases belong elsewhere, or too few are left' else d.words end;
	elsif n.members_open = 0 and d.wake_at <= p_at then
		d.state := 'over';
		d.words := 'all its cases are closed, and none came for ' || (d.ends_s / 60) || ' minutes';
		update docket.disruption_member m set left_at = p_at, left_how = 'over'
		where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null;
	end if;
	if d.state <> 'open' then
		d.closed_at := p_at;
		d.wake_at := null;
	end if;
	update docket.disruption x set state = d.state, words = d.words, band = d.band, members = d.members, members_open = d.members_open,
		rebook = d.rebook, wait = d.wait, tell = d.tell, risk = d.risk, wake_at = d.wake_at, closed_at = d.closed_at, version = x.version + 1
	where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
	return d;
end $$;

-- The changes of cases whose rows name another disruption than before.
create or replace function docket.disrupt_changes(p_tenant int, p_cases bigint[]) returns docket.change[]
language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(array_agg(docket.change_of('case', c.case_id, 'put', c.desk, coalesce(x.code, ''), '')), '{}')
	from (select distinct u as case_id from unnest(p_cases) u) i
	join docket.case_open c on c.tenant_id = p_tenant and c.case_id = i.case_id and c.state in ('open', 'waiting', 'cleared')
	join docket.subject s on s.tenant_id = p_tenant and s.subject_id = c.subject_id
	left join docket.site x on x.tenant_id = p_tenant and x.site_id = s.site_id
$$;

-- Stores what the rules found; false, and nothing stored, if people did something to disruptions since p_seen. New disruptions are named
-- -1, -2 ... in p_move_to and p_run_ids, in the order of p_new_rules; p_move_to 0 takes a case out. p_runs_*: of disruptions that go on.
-- Raises SQLSTATE DKSTL 'stale' if p_fence is not that of the tenant's work lease.
create or replace function docket.disrupt_store(p_tenant int, p_fence bigint, p_at timestamptz, p_seen bigint, p_seq bigint, p_version int,
	p_scanned bigint,
	p_new_rules text[], p_new_titles text[], p_new_causes text[], p_new_ends bigint[],
	p_move_cases bigint[], p_move_to bigint[], p_move_rules text[],
	p_run_ids bigint[], p_run_first timestamptz[], p_run_last timestamptz[], p_run_reasons text[],
	p_pile_cases bigint[], p_piles text[], p_whys text[], p_untils timestamptz[], p_due bigint[])
returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	h docket.disruption_head;
	d docket.disruption;
	v_ids bigint[];
	v_no bigint;
	v_touched bigint[];
	v_moved bigint[];
	v_changes docket.change[] := '{}';
	v_audits docket.audit[] := '{}';
	v_seq bigint;
	v_id bigint;
	r record;
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		raise exception 'stale' using errcode = 'DKSTL', detail = 'another engine works for this tenant now';
	end if;
	select * into strict h from docket.disruption_head x where x.tenant_id = p_tenant for update;
	if h.version <> p_seen then
		return false;
	end if;

	-- New ones get their numbers.
	if cardinality(p_new_rules) > 0 then
		v_no := docket.take_ids(p_tenant, 'disruption_no', cardinality(p_new_rules));
		v_ids := array(select docket.own_id(p_tenant) from generate_subscripts(p_new_rules, 1) n order by n);
		insert into docket.disruption (tenant_id, disruption_id, no, rule, title, cause, reason, state, opened_at, ends_s, version)
		select p_tenant, v_ids[n], v_no + n - 1, p_new_rules[n], p_new_titles[n], p_new_causes[n], '', 'open', p_at, p_new_ends[n], 0
		from generate_subscripts(p_new_rules, 1) n;
	end if;

	-- Out of where they are, then in where they belong.
	v_touched := array(select m.disruption_id from docket.disruption_member m
		where m.tenant_id = p_tenant and m.case_id = any(p_move_cases || p_pile_cases) and m.left_at is null) || p_due || coalesce(v_ids, '{}');
	update docket.disruption_member m set left_at = p_at, left_how = 'rule'
	where m.tenant_id = p_tenant and m.case_id = any(p_move_cases) and m.left_at is null;
	insert into docket.disruption_member (tenant_id, disruption_id, case_id, how, joined_at)
	select p_tenant, n.to_id, n.case_id, case when t.rule = n.rule then 'rule' else 'merge' end, p_at
	from (select u.case_id, case when u.to_id < 0 then v_ids[-u.to_id] else u.to_id end as to_id, u.rule
		from unnest(p_move_cases, p_move_to, p_move_rules) u(case_id, to_id, rule) where u.to_id <> 0) n
	join docket.disruption t on t.tenant_id = p_tenant and t.disruption_id = n.to_id and t.state = 'open'
	on conflict (tenant_id, disruption_id, case_id) do update set how = excluded.how, joined_at = excluded.joined_at, left_at = null, left_how = '';
	v_moved := p_move_cases;
	update docket.disruption_member m set pile = n.pile, why = n.why, until = n.until
	from unnest(p_pile_cases, p_piles, p_whys, p_untils) n(case_id, pile, why, until)
	where m.tenant_id = p_tenant and m.case_id = n.case_id and m.left_at is null and (m.pile, m.why, m.until) is distinct from (n.pile, n.why, n.until);
	update docket.disruption x set first_at = n.first_at, last_at = n.last_at, reason = n.reason
	from (select case when u.id < 0 then v_ids[-u.id] else u.id end as id, u.first_at, u.last_at, u.reason
		from unnest(p_run_ids, p_run_first, p_run_last, p_run_reasons) u(id, first_at, last_at, reason)) n
	where x.tenant_id = p_tenant and x.disruption_id = n.id;

	-- What they come to.
	v_touched := v_touched || array(select m.disruption_id from docket.disruption_member m
		where m.tenant_id = p_tenant and m.case_id = any(p_move_cases) and m.left_at is null);
	for r in select distinct u.id from unnest(v_touched) u(id) where u.id is not null order by u.id loop
		select * into d from docket.disruption x where x.tenant_id = p_tenant and x.disruption_id = r.id;
		v_id := r.id;
		if d.is_news then -- whose rows in the queue people changed by it
			v_moved := v_moved || array(select m.case_id from docket.disruption_member m where m.tenant_id = p_tenant and m.disruption_id = v_id
				and greatest(m.joined_at, m.left_at) >= coalesce(d.told_at, '-infinity'));
		end if;
		update docket.disruption x set is_news = false, told_at = p_at where x.tenant_id = p_tenant and x.disruption_id = v_id;
		v_changes := v_changes || docket.change_of('disruption', v_id, 'put', '', '', '');
		continue when d.state <> 'open';
		if not exists (select 1 from docket.disruption_member m where m.tenant_id = p_tenant and m.disruption_id = v_id and m.left_at is null) then
			-- All of it went into another one.
			update docket.disruption x set words = 'its cases are part of D-' || o.no from docket.disruption o, docket.disruption_member a, docket.disruption_member b
			where x.tenant_id = p_tenant and x.disruption_id = v_id and a.tenant_id = p_tenant and a.disruption_id = v_id and b.tenant_id = p_tenant
				and b.case_id = a.case_id and b.left_at is null and o.tenant_id = p_tenant and o.disruption_id = b.disruption_id;
		end if;
		d := docket.disrupt_count(p_tenant, v_id, p_at);
		if v_id = any(coalesce(v_ids, '{}')) or d.state <> 'open' or exists (select 1 from docket.disruption_member m
				where m.tenant_id = p_tenant and m.disruption_id = v_id and m.case_id = any(p_move_cases)) then
			v_audits := v_audits || (p_tenant, docket.own_id(p_tenant), null, p_at, now(), null, '', '',
				case when v_id = any(coalesce(v_ids, '{}')) then 'disruption found' when d.state <> 'open' then 'disruption ' || d.state else 'disruption changed' end,
				'disruption', v_id, null, null, array['no', d.no::text, 'cause', d.cause, 'reason', d.reason, 'members', d.members::text,
				'joined', (select coalesce(string_agg(m.case_id::text, ' ' order by m.case_id), '') from docket.disruption_member m
					where m.tenant_id = p_tenant and m.disruption_id = v_id and m.case_id = any(p_move_cases) and m.left_at is null),
				'left', (select coalesce(string_agg(m.case_id::text, ' ' order by m.case_id), '') from docket.disruption_member m
					where m.tenant_id = p_tenant and m.disruption_id = v_id and m.case_id = any(p_move_cases) and m.left_at is not null)], null)::docket.audit;
		end if;
	end loop;

	-- What it wrote itself is no news to it, where nobody wrote in between.
	v_changes := v_changes || docket.disrupt_changes(p_tenant, v_moved);
	if cardinality(v_changes) > 0 or cardinality(v_audits) > 0 then
		v_seq := docket.head_write(p_tenant, '{}', v_audits, v_changes);
		if v_seq - cardinality(v_changes) = p_seq then
			p_seq := v_seq;
		end if;
	end if;
	update docket.disruption_head x set seq = p_seq, policy_version = p_version, scanned = p_scanned where x.tenant_id = p_tenant;
	return true;
end $$;

-- Causes of cases that are long closed and in no disruption that goes on are of no use any more. Returns how many went.
create or replace function docket.disrupt_forget(p_tenant int) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_gone bigint;
begin
	delete from docket.disruption_cause x where x.tenant_id = p_tenant and x.at < docket.tenant_now(p_tenant) - interval '10 days'
		and not exists (select 1 from docket.case_open c where c.tenant_id = p_tenant and c.case_id = x.case_id)
		and not exists (select 1 from docket.disruption_member m where m.tenant_id = p_tenant and m.case_id = x.case_id and m.left_at is null);
	get diagnostics v_gone = row_count;
	return v_gone;
end $$;

-- ---------------------------------------------------------------- what may be read

-- Money by currency in words: '1,200.00 EUR + 80.00 USD'.
create or replace function docket_read.risk_words(p_risk text[]) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select coalesce(string_agg(docket_read.money_words(p_risk[i + 1]::bigint, p_risk[i]), ' + ' order by i), '')
	from generate_series(1, cardinality(p_risk) - 1, 2) i
$$;

-- Of somebody who does not see all sites: how many of its cases, and in which piles, she sees.
create or replace function docket_read.disruption_seen(p_tenant int, p_disruption bigint, out members int, out members_open int, out band int,
	out rebook int, out wait int, out tell int, out risk text[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	if p_tenant = any(docket_read.my_wide_tenants()) then
		select d.members, d.members_open, d.band, d.rebook, d.wait, d.tell, d.risk into members, members_open, band, rebook, wait, tell, risk
		from docket.disruption d where d.tenant_id = p_tenant and d.disruption_id = p_disruption;
		return;
	end if;
	select count(*), count(o.case_id), min(o.band), count(*) filter (where m.pile = 'rebook' and o.case_id is not null),
		count(*) filter (where m.pile = 'wait' and o.case_id is not null), count(*) filter (where m.pile = 'tell' and o.case_id is not null)
	into members, members_open, band, rebook, wait, tell
	from docket.disruption_member m
	join docket.disruption d on d.tenant_id = m.tenant_id and d.disruption_id = m.disruption_id
	join docket.case_scope c on c.tenant_id = m.tenant_id and c.case_id = m.case_id
	left join docket.case_open o on o.tenant_id = m.tenant_id and o.case_id = m.case_id and o.state in ('open', 'waiting', 'cleared')
	where m.tenant_id = p_tenant and m.disruption_id = p_disruption and (m.left_at is null or m.left_how = 'over' or m.left_how = 'closed');
	risk := array(select unnest(array[x.risk_currency, x.minor::text]) from (
		select o.risk_currency, sum(o.risk_minor)::bigint as minor from docket.disruption_member m
		join docket.case_scope c on c.tenant_id = m.tenant_id and c.case_id = m.case_id
		join docket.case_open o on o.tenant_id = m.tenant_id and o.case_id = m.case_id and o.state in ('open', 'waiting', 'cleared')
		where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null and o.risk_minor > 0
		group by o.risk_currency order by o.risk_currency) x);
end $$;

create or replace view docket_read.disruption with (security_barrier) as
select d.tenant_id, d.disruption_id, 'D-' || d.no as ref, t.name as tenant, d.cause, n.members, n.rebook, n.tell, n.wait, d.first_at,
	coalesce((select p.short from docket.person p where p.person_id = d.owner_id), '') as owner, docket_read.risk_words(n.risk) as risk, d.title,
	d.reason, d.state, coalesce(n.band, d.band) as band, n.members_open, d.last_at, d.owner_id, d.words, d.opened_at, d.closed_at, t.zone, d.version
from docket.disruption d
join docket.tenant t on t.tenant_id = d.tenant_id
cross join lateral (select x.* from docket_read.disruption_seen(d.tenant_id, d.disruption_id) x offset 0) n
where d.tenant_id = any((select docket_read.my_tenants())::int[])
	and (d.tenant_id = any((select docket_read.my_wide_tenants())::int[]) or n.members > 0)
	and (d.state = 'open' or d.closed_at > docket.tenant_now(d.tenant_id) - interval '30 days');

create or replace view docket_read.disruption_member with (security_barrier) as
select m.tenant_id, m.disruption_id, m.case_id, m.pile, 'C-' || c.no as ref, o.work_by, coalesce(p.name, '') as customer, m.why,
	coalesce((select w.short from docket.person w where w.person_id = c.owner_id), '') as owner, o.risk_minor, coalesce(c.subject_ref, '') as subject,
	coalesce(p.tier, '') as tier, coalesce(o.band, c.band) as band, c.state, coalesce(o.risk_currency, '') as risk_currency, m.how, m.joined_at,
	m.left_at, m.left_how, coalesce(nullif(c.dest_zone, ''), t.zone) as zone, o.version
from docket.disruption_member m
join docket.case_scope c on c.tenant_id = m.tenant_id and c.case_id = m.case_id
join docket.tenant t on t.tenant_id = m.tenant_id
left join docket.case_open o on o.tenant_id = m.tenant_id and o.case_id = m.case_id and o.state in ('open', 'waiting', 'cleared')
left join docket.party p on p.tenant_id = c.tenant_id and p.party_id = c.customer_id
order by m.tenant_id, m.disruption_id, (m.left_at is not null), array_position(array['rebook', 'tell', 'wait'], m.pile), (o.case_id is null), o.band,
	o.work_by, m.case_id;

-- A receipt follows what it is about: the approval, the write-backs of its quote, the letter.
create or replace view docket_read.bulk_receipt with (security_barrier) as
select r.tenant_id, r.bulk_id, 'B-' || b.no as bulk, b.disruption_id, r.case_id, 'C-' || c.no as ref, x.state,
	case x.state when 'not yet' then coalesce(nullif(r.words, ''), 'not tried yet') else x.words end as words,
	coalesce(p.name, '') as customer, coalesce(c.subject_ref, '') as subject,
	q.amount_minor, coalesce(q.currency, '') as currency, l.letter_id, r.approval_id, r.at
from docket.bulk_receipt r
join docket.bulk b on b.tenant_id = r.tenant_id and b.bulk_id = r.bulk_id
join docket.case_scope c on c.tenant_id = r.tenant_id and c.case_id = r.case_id
left join docket.party p on p.tenant_id = c.tenant_id and p.party_id = c.customer_id
left join docket.act a on a.tenant_id = r.tenant_id and a.act_id = r.act_id
left join docket.quote q on q.tenant_id = r.tenant_id and q.quote_id = r.quote_id
left join docket.approval v on v.tenant_id = r.tenant_id and v.approval_id = r.approval_id
left join docket.letter l on l.tenant_id = r.tenant_id and l.letter_id = r.letter_id
left join lateral (
	select count(*) filter (where f.state <> 'withdrawn') as all_of, count(*) filter (where f.state = 'done') as done, count(*) filter (where f.state = 'dead') as dead,
		count(*) filter (where f.state in ('unknown', 'asking', 'reconcile')) as unknown,
		string_agg(concat_ws(' ', f.words, '(' || f.state || ')', nullif(f.last_error, '')), '; ' order by f.ord, f.effect_id)
			filter (where f.state not in ('done', 'withdrawn')) as open_words,
		string_agg(nullif(f.receipt, ''), ', ' order by f.ord, f.effect_id) as receipts
	from docket.effect f where f.tenant_id = r.tenant_id and ((r.quote_id is not null and f.quote_id = r.quote_id)
		or (r.letter_id is not null and f.letter_id = r.letter_id)) offset 0) e on true
cross join lateral (select case
	when r.state in ('done', 'refused') then array[r.state, r.words]
	when r.state in ('waiting', 'asked', 'drafting') then array['not yet', r.words]
	when r.state in ('quoted', 'drafted') then array['ready', r.words]
	when r.state = 'requested' and v.state in ('denied', 'lapsed', 'expired') then array['refused', concat_ws(': ', 'the request is ' || v.state, nullif(v.reason, ''))]
	when r.state = 'requested' and v.state = 'waiting' then array['under way', 'waits for a decision: ' || r.words]
	when l.state = 'dropped' then array['refused', 'the letter was thrown away']
	when r.state = 'released' and l.state = 'draft' and a.state = 'folded' then array['not yet', 'the letter was taken back']
	when a.state = 'refused' then array['refused', a.answer]
	when e.dead > 0 then array['refused', 'refused: ' || e.open_words]
	when e.unknown > 0 then array['unknown', e.open_words]
	when e.all_of = 0 then array['under way', case when r.letter_id is null then 'approved; its write-backs are being made' else 'released' end]
	when e.done = e.all_of then array['done', concat_ws(': ', case when r.letter_id is null then 'accepted by the partner' else 'told in ' || l.title end, e.receipts)]
	else array['under way', e.open_words] end as s offset 0) y
cross join lateral (select y.s[1] as state, y.s[2] as words offset 0) x;

-- What a go binds to: every price and letter that is ready.
create or replace function docket_read.bulk_digest(p_tenant int, p_bulk bigint) returns text
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select coalesce(encode(sha256(convert_to(string_agg(concat_ws(':', r.case_id, encode(q.digest, 'hex'), l.letter_id, l.version), ' ' order by r.case_id), 'UTF8')), 'hex'), '')
	from docket.bulk_receipt r
	left join docket.quote q on q.tenant_id = r.tenant_id and q.quote_id = r.quote_id
	left join docket.letter l on l.tenant_id = r.tenant_id and l.letter_id = r.letter_id
	where r.tenant_id = p_tenant and r.bulk_id = p_bulk and r.state in ('quoted', 'drafted') and r.tenant_id = any(docket_read.my_tenants())
$$;

-- All of it that is still to be done, and how it stands, as the asker may see.
create or replace view docket_read.bulk with (security_barrier) as
select b.tenant_id, b.bulk_id, 'B-' || b.no as ref, b.disruption_id, 'D-' || d.no as disruption, b.kind,
	concat_ws(' ', case b.kind when 'claim' then 'take the cases' when 'release' then 'give the cases back' when 'next' then 'next act:' when 'note' then 'note:'
		when 'tell' then 'tell the customers' when 'rebook' then 'rebook' else b.kind end,
		docket_read.arg(b.args, 'words'), docket_read.arg(b.args, 'at')) as what,
	(select p.short from docket.person p where p.person_id = b.person_id) as person, b.person_id, b.at, n.members, n.done, n.refused, n.unknown, n.under_way,
	n.waiting, n.ready, n.amount, n.digest, b.confirmed_at
from docket.bulk b
join docket.disruption d on d.tenant_id = b.tenant_id and d.disruption_id = b.disruption_id
cross join lateral (
	select count(*)::int as members, (count(*) filter (where r.state = 'done'))::int as done, (count(*) filter (where r.state = 'refused'))::int as refused,
		(count(*) filter (where r.state = 'unknown'))::int as unknown, (count(*) filter (where r.state = 'under way'))::int as under_way,
		(count(*) filter (where r.state = 'not yet'))::int as waiting, (count(*) filter (where r.state = 'ready'))::int as ready,
		docket_read.money_words((sum(r.amount_minor) filter (where r.state = 'ready'))::bigint, max(r.currency) filter (where r.state = 'ready')) as amount,
		docket_read.bulk_digest(b.tenant_id, b.bulk_id) as digest
	from docket_read.bulk_receipt r where r.tenant_id = b.tenant_id and r.bulk_id = b.bulk_id offset 0) n
where b.tenant_id = any((select docket_read.my_tenants())::int[]) and n.members > 0;

-- ---------------------------------------------------------------- what people do to disruptions

-- A disruption that the session may see and its person may work, held together with what the engine stores; a refusal in code and words.
create or replace function docket.disruption_hold(p_tenant int, p_disruption bigint, p_key text, out code text, out words text, out person_id int,
	out station text, out d docket.disruption)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	w record;
begin
	w := docket.who_asks(p_tenant, null, null);
	person_id := w.person_id;
	station := w.station;
	if w.code is not null then
		code := w.code;
		words := case w.code when 'not-found' then 'there is no such disruption' else w.words end;
		return;
	elsif docket.is_program(w.person_id) then
		code := 'denied';
		words := 'disruptions are worked by people';
		return;
	elsif p_key is null or length(p_key) not between 8 and 100 then
		code := 'invalid';
		words := 'an act needs a key of its own, of 8 to 100 characters';
		return;
	elsif not exists (select 1 from docket_read.disruption v where v.tenant_id = p_tenant and v.disruption_id = p_disruption) then
		code := 'not-found';
		words := 'there is no such disruption';
		return;
	end if;
	update docket.disruption_head h set version = h.version + 1 where h.tenant_id = p_tenant;
	select * into d from docket.disruption x where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
	if d.state <> 'open' then
		code := 'changed';
		words := 'D-' || d.no || ' is ' || d.state || case when d.words <> '' then ': ' || d.words else '' end;
	end if;
end $$;

-- Claims, releases, splits (cases), adds (cases), merges (into another), closes. What was done stands in the audit with its cases.
create or replace function docket_do.disruption(tenant_id int, disruption_id bigint, verb text, cases bigint[], args text[], client_key text)
returns docket_do.answer
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp set lock_timeout = '2s' as $$
#variable_conflict use_column
declare
	p_tenant constant int := tenant_id;
	p_disruption constant bigint := disruption_id;
	p_verb constant text := verb;
	p_cases bigint[] := coalesce(cases, '{}');
	p_args constant text[] := coalesce(args, '{}');
	p_key constant text := client_key;
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	w record;
	d docket.disruption;
	o docket.disruption;
	v_answer docket_do.answer;
	v_words text;
	v_act bigint;
	v_touched bigint[] := array[p_disruption];
begin
	if p_verb is null or p_verb not in ('claim', 'release', 'split', 'add', 'merge', 'close') then
		return ('invalid', 'a disruption is claimed, released, split, merged or closed, or cases are added to it', null, null)::docket_do.answer;
	end if;
	w := docket.disruption_hold(p_tenant, p_disruption, p_key);
	if w.person_id is not null and p_key is not null then
		v_answer := docket.same_answer(p_tenant, p_key, w.person_id, 'disruption-' || p_verb, null,
			array['disruption', p_disruption::text, 'cases', array_to_string(p_cases, ' ')] || p_args);
		if v_answer.code is not null then
			return v_answer;
		end if;
	end if;
	if w.code is not null then
		return (w.code, w.words, null, null)::docket_do.answer;
	end if;
	d := w.d;
	if p_verb in ('split', 'add') then
		p_cases := array(select distinct s.case_id from docket.case_scope s where s.tenant_id = p_tenant and s.case_id = any(p_cases)
			and s.closed_at is null order by s.case_id);
		if p_verb = 'split' then
			p_cases := array(select m.case_id from docket.disruption_member m where m.tenant_id = p_tenant and m.disruption_id = p_disruption
				and m.case_id = any(p_cases) and m.left_at is null order by m.case_id);
		end if;
		if cardinality(p_cases) = 0 then
			return ('invalid', 'none of these cases is open and ' || case p_verb when 'split' then 'part of it' else 'yours to add' end, null, null)::docket_do.answer;
		end if;
	end if;
	if p_verb = 'claim' then
		if d.owner_id <> w.person_id then
			return ('changed', (select p.short from docket.person p where p.person_id = d.owner_id) || ' leads it', null, null)::docket_do.answer;
		end if;
		update docket.disruption x set owner_id = w.person_id, is_worked = true, version = x.version + 1
		where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
		v_words := 'you lead D-' || d.no;
	elsif p_verb = 'release' then
		if d.owner_id is distinct from w.person_id and not exists (select 1 from docket.member m where m.tenant_id = p_tenant
				and m.person_id = w.person_id and m.role = 'supervisor' and m.ended_at is null) then
			return ('denied', 'its lead or a supervisor gives it back', null, null)::docket_do.answer;
		end if;
		update docket.disruption x set owner_id = null, version = x.version + 1 where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
		v_words := 'nobody leads D-' || d.no || ' now';
	elsif p_verb = 'split' then
		update docket.disruption_member m set left_at = v_now, left_how = 'split', by_person = w.person_id
		where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.case_id = any(p_cases) and m.left_at is null;
		update docket.disruption x set is_worked = true where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
		v_words := cardinality(p_cases) || ' taken out of D-' || d.no || '; no rule puts them back';
	elsif p_verb = 'add' then
		v_touched := v_touched || array(select m.disruption_id from docket.disruption_member m where m.tenant_id = p_tenant
			and m.case_id = any(p_cases) and m.left_at is null);
		-- Whatever took it out before is undone by this.
		update docket.disruption_member m set left_how = 'person' where m.tenant_id = p_tenant and m.case_id = any(p_cases)
			and m.left_how in ('split', 'closed', 'over');
		update docket.disruption_member m set left_at = v_now, left_how = 'person' where m.tenant_id = p_tenant and m.case_id = any(p_cases)
			and m.left_at is null and m.disruption_id <> p_disruption;
		insert into docket.disruption_member (tenant_id, disruption_id, case_id, how, by_person, joined_at)
		select p_tenant, p_disruption, u, 'person', w.person_id, v_now from unnest(p_cases) u
		on conflict (tenant_id, disruption_id, case_id) do update set how = 'person', by_person = excluded.by_person, joined_at = excluded.joined_at,
			left_at = null, left_how = '';
		update docket.disruption x set is_worked = true where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
		v_words := cardinality(p_cases) || ' put into D-' || d.no;
	elsif p_verb = 'merge' then
		select * into o from docket.disruption x where x.tenant_id = p_tenant and x.no = docket.number_of(ltrim(docket.arg(p_args, 'into'), 'Dd-'))
			and x.state = 'open' and x.disruption_id <> p_disruption;
		if not found or not exists (select 1 from docket_read.disruption v where v.tenant_id = p_tenant and v.disruption_id = o.disruption_id) then
			return ('invalid', 'it is merged into another open disruption: into=D-12', null, null)::docket_do.answer;
		end if;
		p_cases := array(select m.case_id from docket.disruption_member m where m.tenant_id = p_tenant and m.disruption_id = p_disruption
			and m.left_at is null order by m.case_id);
		insert into docket.disruption_member (tenant_id, disruption_id, case_id, how, by_person, joined_at, pile, why, until, left_at)
		select p_tenant, o.disruption_id, m.case_id, case m.how when 'person' then 'person' else 'merge' end, w.person_id, v_now, m.pile, m.why, m.until, v_now
		from docket.disruption_member m
		where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null
		on conflict (tenant_id, disruption_id, case_id) do update set how = excluded.how, by_person = excluded.by_person, joined_at = excluded.joined_at,
			pile = excluded.pile, why = excluded.why, until = excluded.until, left_at = excluded.left_at, left_how = '';
		update docket.disruption_member m set left_at = v_now, left_how = 'merge', by_person = w.person_id
		where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null;
		update docket.disruption_member m set left_at = null where m.tenant_id = p_tenant and m.disruption_id = o.disruption_id and m.case_id = any(p_cases);
		update docket.disruption x set state = 'merged', merged_into = o.disruption_id, closed_at = v_now, wake_at = null,
			words = 'merged into D-' || o.no, version = x.version + 1
		where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
		update docket.disruption x set is_worked = true, first_at = least(x.first_at, d.first_at), last_at = greatest(x.last_at, d.last_at)
		where x.tenant_id = p_tenant and x.disruption_id = o.disruption_id;
		v_touched := v_touched || o.disruption_id;
		v_words := 'merged into D-' || o.no || ': ' || cardinality(p_cases) || ' cases';
	else
		if coalesce(trim(docket.arg(p_args, 'words')), '') = '' then
			return ('invalid', 'to close it needs words: why is it over?', null, null)::docket_do.answer;
		end if;
		update docket.disruption_member m set left_at = v_now, left_how = 'closed', by_person = w.person_id
		where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null;
		update docket.disruption x set state = 'closed', closed_at = v_now, wake_at = null, words = left(docket.arg(p_args, 'words'), 500), version = x.version + 1
		where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
		v_words := 'D-' || d.no || ' is closed; its cases stay open, each for itself';
	end if;
	perform docket.disrupt_count(p_tenant, u, v_now) from unnest(v_touched) u;
	update docket.disruption x set is_news = true where x.tenant_id = p_tenant and x.disruption_id = any(v_touched);
	v_act := docket.act_store(p_tenant, 'disruption-' || p_verb, null, null, w.person_id, w.station, v_now,
		array['disruption', p_disruption::text, 'cases', array_to_string(coalesce(cases, '{}'), ' ')] || p_args, p_key, v_words, 'disruption', p_disruption,
		array['no', d.no::text, 'cases', array_to_string(p_cases, ' ')] || p_args);
	return ('done', v_words, v_act, p_disruption)::docket_do.answer;
exception
	when lock_not_available then
		return ('busy', 'somebody works on disruptions at this moment: once more', null, null)::docket_do.answer;
	when unique_violation then
		return ('busy', 'the same was sent twice at once: once more', null, null)::docket_do.answer;
end $$;

-- ---------------------------------------------------------------- one act on many

-- The cases of a disruption that the session sees, of those named (null = all that are open), in the order of ids.
create or replace function docket.bulk_cases(p_tenant int, p_disruption bigint, p_cases bigint[]) returns bigint[]
language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(array_agg(m.case_id order by m.case_id), '{}') from docket.disruption_member m
	join docket.case_scope s on s.tenant_id = m.tenant_id and s.case_id = m.case_id
	where m.tenant_id = p_tenant and m.disruption_id = p_disruption and m.left_at is null
		and (m.case_id = any(p_cases) or (p_cases is null and s.closed_at is null))
$$;

-- What one act on one case comes to: code and words as the store answers.
create or replace function docket.bulk_act(p_tenant int, p_bulk bigint, p_kind text, p_case bigint, p_args text[]) returns docket_do.answer
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if p_kind = 'rebook' then
		return docket_do.act('ask', p_tenant, p_case, null, array['action', 'rebook'] || p_args, 'bulk-' || p_bulk || '-' || p_case);
	end if;
	return docket_do.act(p_kind, p_tenant, p_case, null, p_args, 'bulk-' || p_bulk || '-' || p_case);
end $$;

-- Has every case acted on, says what would come of each, and undoes it all: a preview by the very rules of the act. Of what goes through a
-- price or a letter it says what can be known before: who is told, and what cannot be asked.
create or replace function docket_do.bulk_preview(tenant_id int, disruption_id bigint, kind text, cases bigint[], args text[])
returns table (case_id bigint, would text, words text)
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp as $$
#variable_conflict use_column
declare
	p_tenant constant int := tenant_id;
	p_kind constant text := kind;
	p_args constant text[] := coalesce(args, '{}');
	v_cases bigint[];
	v_codes text[] := '{}';
	v_words text[] := '{}';
	v_case bigint;
	a docket_do.answer;
begin
	if not p_tenant = any(docket_read.my_tenants()) or docket_read.my_person() is null then
		return;
	end if;
	v_cases := docket.bulk_cases(p_tenant, disruption_id, cases);
	if p_kind = 'tell' then
		return query
			select s.case_id, case when s.state not in ('open', 'waiting', 'cleared') then 'refused' when coalesce(p.mail, '') = '' then 'refused' else 'done' end,
				case when s.state not in ('open', 'waiting', 'cleared') then 'it is ' || s.state
					when p.party_id is null then 'nobody is known who waits for this' when p.mail = '' then p.name || ' has no address to write to'
					else 'in one letter to ' || p.name end
			from docket.case_scope s left join docket.party p on p.tenant_id = s.tenant_id and p.party_id = s.customer_id
			where s.tenant_id = p_tenant and s.case_id = any(v_cases) order by s.case_id;
		return;
	end if;
	begin
		foreach v_case in array v_cases loop
			a := docket.bulk_act(p_tenant, -1, p_kind, v_case, p_args);
			v_codes := v_codes || case a.code when 'done' then 'done' when 'busy' then 'not yet' else 'refused' end;
			v_words := v_words || case when a.code = 'done' and p_kind = 'rebook' then 'is priced first' else a.words end;
		end loop;
		raise exception 'undone' using errcode = 'DKUND';
	exception when sqlstate 'DKUND' then null;
	end;
	return query select u.c, u.w, u.x from unnest(v_cases, v_codes, v_words) u(c, w, x);
end $$;

-- Begins an act on many: its number and a receipt 'not yet' for each case. The same key again is the same act. bulk_go does it.
create or replace function docket_do.bulk(tenant_id int, disruption_id bigint, kind text, cases bigint[], args text[], client_key text)
returns docket_do.answer
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp set lock_timeout = '2s' as $$
#variable_conflict use_column
declare
	p_tenant constant int := tenant_id;
	p_disruption constant bigint := disruption_id;
	p_kind constant text := kind;
	p_args constant text[] := coalesce(args, '{}');
	p_key constant text := client_key;
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	k docket.act_kind;
	w record;
	b docket.bulk;
	v_cases bigint[];
	v_words text;
	v_no bigint;
	v_bulk bigint;
begin
	if p_kind is null or p_kind not in ('claim', 'release', 'note', 'next', 'tell', 'rebook') then
		return ('invalid', 'many cases at once are claimed, released, noted, given a next act, told of or rebooked', null, null)::docket_do.answer;
	end if;
	w := docket.disruption_hold(p_tenant, p_disruption, p_key);
	select * into b from docket.bulk x where x.tenant_id = p_tenant and x.client_key = p_key;
	if found then
		if b.person_id is distinct from w.person_id or b.kind <> p_kind or b.disruption_id <> p_disruption or b.args <> p_args then
			return ('invalid', 'that key was used before, for something else: send this under a new one', null, null)::docket_do.answer;
		end if;
		return ('done', 'begun before: B-' || b.no, null, b.bulk_id)::docket_do.answer;
	elsif w.code is not null then
		return (w.code, w.words, null, null)::docket_do.answer;
	elsif w.station <> '' then
		return ('denied', 'many cases are not worked at once from a shared station', null, null)::docket_do.answer;
	end if;
	if p_kind not in ('tell', 'rebook') then
		select * into strict k from docket.act_kind x where x.kind = p_kind;
		v_words := docket.act_fault(k, p_args, p_key, v_now);
		if v_words is not null then
			return ('invalid', v_words, null, null)::docket_do.answer;
		end if;
	end if;
	v_cases := docket.bulk_cases(p_tenant, p_disruption, cases);
	if cardinality(v_cases) = 0 or cardinality(v_cases) < cardinality(coalesce(cases, '{}')) then
		return ('invalid', case when cardinality(v_cases) = 0 then 'there are no such cases in it'
			else cardinality(cases) - cardinality(v_cases) || ' of these cases are not in it any more: look again' end, null, null)::docket_do.answer;
	end if;
	v_bulk := docket.own_id(p_tenant);
	v_no := docket.take_ids(p_tenant, 'bulk_no', 1);
	insert into docket.bulk (tenant_id, bulk_id, no, disruption_id, kind, args, person_id, login, at, client_key)
	values (p_tenant, v_bulk, v_no, p_disruption, p_kind, p_args, w.person_id, session_user, v_now, p_key);
	insert into docket.bulk_receipt (tenant_id, bulk_id, case_id, state) select p_tenant, v_bulk, u, 'waiting' from unnest(v_cases) u;
	update docket.disruption x set is_worked = true, is_news = true, version = x.version + 1 where x.tenant_id = p_tenant and x.disruption_id = p_disruption;
	perform docket.act_store(p_tenant, 'bulk', null, null, w.person_id, w.station, v_now, array['disruption', p_disruption::text, 'kind', p_kind] || p_args,
		'begin-' || p_key, 'B-' || v_no, 'disruption', p_disruption,
		array['bulk', 'B-' || v_no, 'kind', p_kind, 'cases', array_to_string(v_cases, ' ')] || p_args);
	return ('done', 'B-' || v_no || ': ' || cardinality(v_cases) || ' cases', null, v_bulk)::docket_do.answer;
exception
	when lock_not_available then
		return ('busy', 'somebody works on disruptions at this moment: once more', null, null)::docket_do.answer;
	when unique_violation then
		return ('busy', 'the same was sent twice at once: once more', null, null)::docket_do.answer;
end $$;

-- The first letter of a bulk act to a customer: one act on its most pressing case, which names all of that customer's shipments.
create or replace function docket.bulk_tell(p_tenant int, b docket.bulk, p_customer bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_cases bigint[];
	v_lead bigint;
	v_subject bigint;
	v_shipments text;
	v_cause text;
	v_args text[];
	v_act bigint;
	p docket.party;
begin
	select array_agg(o.case_id order by o.band, o.work_by, o.case_id), string_agg('  ' || s.ref || coalesce(', ' || nullif(coalesce(nullif(s.goods, ''), s.title), ''), '')
		|| coalesce(', promised ' || docket_read.local_words(coalesce(o.promise_at, s.promise_at), s.dest_zone, 'Dy DD Mon HH24:MI'), '')
		|| coalesce(', now expected ' || docket_read.local_words(o.eta_at, s.dest_zone, 'Dy DD Mon HH24:MI'), ', no new time yet'), E'\n' order by s.ref)
	into v_cases, v_shipments
	from docket.bulk_receipt r
	join docket.case_open o on o.tenant_id = r.tenant_id and o.case_id = r.case_id and o.state in ('open', 'waiting', 'cleared')
	join docket.subject s on s.tenant_id = o.tenant_id and s.subject_id = o.subject_id and s.customer_id = p_customer
	where r.tenant_id = p_tenant and r.bulk_id = b.bulk_id and r.state = 'waiting';
	if v_cases is null then
		return;
	end if;
	select * into p from docket.party x where x.tenant_id = p_tenant and x.party_id = p_customer;
	if coalesce(p.mail, '') = '' and coalesce(p.webhook, '') = '' then
		update docket.bulk_receipt r set state = 'refused', words = p.name || ' has no address to write to', at = docket.tenant_now(p_tenant)
		where r.tenant_id = p_tenant and r.bulk_id = b.bulk_id and r.case_id = any(v_cases);
		return;
	end if;
	v_lead := v_cases[1];
	-- A draft that is written anew would say something else than the receipts of who had it written.
	if exists (select 1 from docket.letter l where l.tenant_id = p_tenant and l.case_id = v_lead and l.template = 'disruption' and l.state = 'draft') then
		update docket.bulk_receipt r set state = 'refused', words = 'a letter to ' || p.name || ' is drafted already: send it or throw it away first',
			at = docket.tenant_now(p_tenant)
		where r.tenant_id = p_tenant and r.bulk_id = b.bulk_id and r.case_id = any(v_cases);
		return;
	end if;
	select o.subject_id into v_subject from docket.case_open o where o.tenant_id = p_tenant and o.case_id = v_lead;
	select d.title into v_cause from docket.disruption d where d.tenant_id = p_tenant and d.disruption_id = b.disruption_id;
	v_args := array['template', 'disruption', 'shipments', v_shipments, 'count', cardinality(v_cases)::text, 'disruption', lower(v_cause)] || b.args;
	v_act := docket.act_store(p_tenant, 'tell', v_lead, v_subject, b.person_id, '', docket.tenant_now(p_tenant), v_args,
		'bulk-' || b.bulk_id || '-tell-' || p_customer, 'sent', 'case', v_lead, array['template', 'disruption', 'bulk', 'B-' || b.no, 'cases', array_to_string(v_cases, ' ')]);
	update docket.bulk_receipt r set state = 'drafting', act_id = v_act, lead_id = v_lead, at = docket.tenant_now(p_tenant),
		words = 'being written to ' || p.name
	where r.tenant_id = p_tenant and r.bulk_id = b.bulk_id and r.case_id = any(v_cases);
end $$;

-- What the engine answered meanwhile: prices, letters.
create or replace function docket.bulk_follow(p_tenant int, b docket.bulk) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	update docket.bulk_receipt r set state = 'refused', words = a.answer from docket.act a
	where r.tenant_id = p_tenant and r.bulk_id = b.bulk_id and r.state in ('asked', 'drafting') and a.tenant_id = p_tenant and a.act_id = r.act_id
		and a.state = 'refused';
	update docket.bulk_receipt r set state = case when q.quote_id is null or q.needs_approval = 1 or q.state <> 'offered' then 'refused' else 'quoted' end,
		quote_id = case when q.needs_approval = 0 then q.quote_id end,
		words = case when q.quote_id is null then 'nothing can be offered' when q.state <> 'offered' then 'the offer is ' || q.state
			when q.needs_approval = 1 then docket_read.money_words(q.amount_minor, q.currency) || ' for ' || q.label || ': ' || q.limit_words || '; ask for it on the case'
			else q.label || ', ' || docket_read.money_words(q.amount_minor, q.currency) end
	from docket.act a
	left join lateral (select v.* from docket_read.case_quote v where v.tenant_id = p_tenant and v.case_id = a.case_id and v.act_id = a.act_id
		order by v.option_no limit 1) q on true
	where r.tenant_id = p_tenant and r.bulk_id = b.bulk_id and r.state = 'asked' and a.tenant_id = p_tenant and a.act_id = r.act_id and a.state = 'folded';
	update docket.bulk_receipt r set state = 'drafted', letter_id = l.letter_id, words = 'in a letter to ' || coalesce(nullif(l.to_mail, ''), l.recipient) || ': ' || l.title
	from docket.act a
	cross join lateral (select x.* from docket.letter x where x.tenant_id = p_tenant and x.case_id = a.case_id and x.template = 'disruption'
		order by x.drafted_at desc, x.letter_id desc limit 1) l
	where r.tenant_id = p_tenant and r.bulk_id = b.bulk_id and r.state = 'drafting' and a.tenant_id = p_tenant and a.act_id = r.act_id and a.state = 'folded';
end $$;

-- The go for one receipt that is ready.
create or replace function docket.bulk_confirm(p_tenant int, b docket.bulk, r docket.bulk_receipt) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	q record;
	a docket_do.answer;
	v_words text;
begin
	if r.quote_id is not null then
		select v.digest, v.needs_approval, v.limit_words, v.label, v.amount_minor, v.currency into q from docket_read.case_quote v
		where v.tenant_id = p_tenant and v.case_id = r.case_id and v.quote_id = r.quote_id;
		v_words := concat_ws(', ', q.label, docket_read.money_words(q.amount_minor, q.currency));
		if q.needs_approval is distinct from 0 then
			a := ('limit', 'above what is left to you: ' || q.limit_words || '; ask for it on the case', null, null)::docket_do.answer;
		else
			a := docket_do.request(p_tenant, r.quote_id, q.digest, 'D-' || (select d.no from docket.disruption d
				where d.tenant_id = p_tenant and d.disruption_id = b.disruption_id) || ', B-' || b.no, 'bulk-' || b.bulk_id || '-go-' || r.case_id);
		end if;
	else
		a := docket_do.act('send-letter', p_tenant, r.lead_id, null, array['letter', r.letter_id::text], 'bulk-' || b.bulk_id || '-send-' || r.letter_id);
	end if;
	if a.code = 'busy' then
		return;
	end if;
	update docket.bulk_receipt x set state = case when a.code = 'done' then case when r.quote_id is not null then 'requested' else 'released' end else 'refused' end,
		words = case when a.code = 'done' then coalesce(v_words, a.words) else a.words end,
		act_id = coalesce(a.act_id, x.act_id), approval_id = case when r.quote_id is not null then a.id end, at = docket.tenant_now(p_tenant)
	where x.tenant_id = p_tenant and x.bulk_id = b.bulk_id and (x.case_id = r.case_id or (r.letter_id is not null and x.letter_id = r.letter_id and x.state = 'drafted'));
end $$;

-- Does the next cases of an act on many, at most so many; who began it goes on with it. digest: the go for what is priced and drafted, as it
-- stands in docket_read.bulk; null = not yet. Called again until nothing is left, or nothing moves.
create or replace function docket_do.bulk_go(tenant_id int, bulk_id bigint, most int default 50, digest text default null) returns docket_do.answer
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp set lock_timeout = '2s' as $$
#variable_conflict use_column
declare
	p_tenant constant int := tenant_id;
	p_bulk constant bigint := bulk_id;
	v_most constant int := least(greatest(coalesce(most, 50), 1), 500);
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	b docket.bulk;
	r docket.bulk_receipt;
	v_customer bigint;
	a docket_do.answer;
	v_left int;
begin
	select * into b from docket.bulk x where x.tenant_id = p_tenant and x.bulk_id = p_bulk and x.tenant_id = any(docket_read.my_tenants());
	if not found then
		return ('not-found', 'there is no such act on many cases', null, null)::docket_do.answer;
	elsif b.person_id is distinct from docket_read.my_person() or b.login <> session_user then
		return ('denied', 'who began it goes on with it', null, null)::docket_do.answer;
	elsif b.kind in ('rebook', 'tell') and not docket.is_engine_online(p_tenant) then
		return ('no-engine', 'no engine works for this client now: what is left waits', null, p_bulk)::docket_do.answer;
	end if;
	select * into b from docket.bulk x where x.tenant_id = p_tenant and x.bulk_id = p_bulk for update;
	perform docket.bulk_follow(p_tenant, b);
	if digest is not null and b.confirmed_at is null then
		if digest <> docket_read.bulk_digest(p_tenant, p_bulk) then
			return ('changed', 'what is ready is not what you saw: look at it again', null, p_bulk)::docket_do.answer;
		end if;
		update docket.bulk x set confirmed_at = v_now where x.tenant_id = p_tenant and x.bulk_id = p_bulk;
		b.confirmed_at := v_now;
	end if;
	if b.kind = 'tell' then
		-- What has nobody to be told is refused at once; the others are one letter each customer.
		update docket.bulk_receipt x set state = 'refused', at = v_now, words = case when s.state not in ('open', 'waiting', 'cleared') then 'it is ' || s.state
			else 'nobody is known who waits for this' end
		from docket.case_scope s
		where x.tenant_id = p_tenant and x.bulk_id = p_bulk and x.state = 'waiting' and s.tenant_id = p_tenant and s.case_id = x.case_id
			and (s.customer_id is null or s.state not in ('open', 'waiting', 'cleared'));
		for v_customer in select distinct s.customer_id from docket.bulk_receipt x join docket.case_scope s on s.tenant_id = x.tenant_id and s.case_id = x.case_id
				where x.tenant_id = p_tenant and x.bulk_id = p_bulk and x.state = 'waiting' and s.customer_id is not null order by 1 limit v_most loop
			perform docket.bulk_tell(p_tenant, b, v_customer);
		end loop;
	else
		for r in select * from docket.bulk_receipt x where x.tenant_id = p_tenant and x.bulk_id = p_bulk and x.state = 'waiting' order by x.case_id limit v_most loop
			a := docket.bulk_act(p_tenant, p_bulk, b.kind, r.case_id, b.args);
			update docket.bulk_receipt x set words = a.words, act_id = coalesce(a.act_id, x.act_id), at = v_now,
				state = case when a.code = 'done' and b.kind = 'rebook' then 'asked' when a.code in ('done') then 'done' when a.code in ('busy', 'no-engine') then 'waiting' else 'refused' end
			where x.tenant_id = p_tenant and x.bulk_id = p_bulk and x.case_id = r.case_id;
		end loop;
	end if;
	if b.confirmed_at is not null then
		for r in select * from (select distinct on (coalesce(x.letter_id, x.case_id)) x.* from docket.bulk_receipt x where x.tenant_id = p_tenant
				and x.bulk_id = p_bulk and x.state in ('quoted', 'drafted') order by coalesce(x.letter_id, x.case_id), x.case_id) u order by u.case_id limit v_most loop
			perform docket.bulk_confirm(p_tenant, b, r);
		end loop;
	end if;
	select count(*) into v_left from docket.bulk_receipt x where x.tenant_id = p_tenant and x.bulk_id = p_bulk
		and (x.state in ('waiting', 'asked', 'drafting') or (b.confirmed_at is not null and x.state in ('quoted', 'drafted')));
	return ('done', v_left::text, null, p_bulk)::docket_do.answer;
exception
	when lock_not_available then
		return ('busy', 'somebody writes these cases at this moment: once more', null, p_bulk)::docket_do.answer;
end $$;

-- ---------------------------------------------------------------- rights

do $do$
declare
	v text;
begin
	foreach v in array array['disruption', 'disruption_member', 'bulk_receipt', 'bulk'] loop
		execute format('alter view docket_read.%I owner to docket_owner', v);
		execute format('revoke all on docket_read.%I from public', v);
		execute format('grant select on docket_read.%I to docket_operator, docket_engine', v);
	end loop;
	for v in select p.oid::regprocedure::text from pg_proc p where (p.pronamespace = 'docket'::regnamespace and (p.proname ~ '^(disrupt|bulk)_' or p.proname = 'disruption_hold'))
			or (p.pronamespace::regnamespace::text in ('docket_do', 'docket_read') and p.proname ~ '^(disruption|bulk)')
			or (p.pronamespace = 'docket_read'::regnamespace and p.proname = 'risk_words') loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
		if v like 'docket.%' then
			execute format('grant execute on function %s to docket_engine', v);
		else
			execute format('grant execute on function %s to docket_operator, docket_engine', v);
		end if;
	end loop;
end $do$;

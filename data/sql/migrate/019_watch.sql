-- The engine's own word about interfaces and about itself: what it counts, as news that manuals judge like any other. A figure is said
-- when it changed, at most once a minute of the tenant's time for each interface, so a flood of faults is a handful of events. Nothing is
-- measured under a driven clock, which stands still between two looks: what a recorded day does must not depend on when somebody looked.

set local client_min_messages = warning;

create table if not exists docket.interface_said ( -- what was said last of an interface; 0 = of docket itself
	tenant_id  int not null, interface_id bigint not null,
	at         timestamptz not null,            -- tenant time
	attrs      text[] not null,                 -- name, value, ...: figures that are not 0
	primary key (tenant_id, interface_id)
);

-- ---------------------------------------------------------------- news of docket's own

-- Says something about an interface, or about docket itself (p_interface 0), as an event that waits to be judged.
create or replace function docket.interface_say(p_tenant int, p_interface bigint, p_type text, p_reason text, p_attrs text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	v_id bigint;
	v_ref text := 'docket';
begin
	if p_interface <> 0 then
		perform docket.interface_subject(p_tenant, p_interface);
		select i.name into v_ref from docket.interface i where i.tenant_id = p_tenant and i.interface_id = p_interface;
	end if;
	v_id := docket.take_ids(p_tenant, 'id', 1);
	insert into docket.event (tenant_id, event_id, partner_key, type, subject_kind, subject_ref, at, known_at, reason, source, attrs, digest, state)
	values (p_tenant, v_id, 'docket-' || v_id, p_type, 'interface', v_ref, v_now, v_now, p_reason, 'docket', p_attrs,
		sha256(convert_to('docket-' || v_id, 'UTF8')), 'pending');
	perform pg_notify('docket_engine', 'act');
end $$;

-- ---------------------------------------------------------------- figures

-- So late is news by the newest figure, in whole minutes, if some came in the last quarter of an hour; else 0.
create or replace function docket.lag_minutes(p_tenant int, p_interface bigint, p_now timestamptz) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce((select v.lag_us / 60000000 from docket.interface_vital v where v.tenant_id = p_tenant and v.interface_id = p_interface
		and v.noted_at > p_now - interval '15 min'), 0)
$$;

-- So late it usually is: the middle of its samples of a day; null before there are three.
create or replace function docket.lag_usual_minutes(p_tenant int, p_interface bigint, p_now timestamptz) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
	select case when count(*) >= 3 then percentile_disc(0.5) within group (order by s.lag_us) / 60000000 end
	from docket.interface_sample s where s.tenant_id = p_tenant and s.interface_id = p_interface and s.lag_us is not null
		and s.at > p_now - interval '1 day'
$$;

-- A figure as it is said: two digits of it tell.
create or replace function docket.two_digits(p_value bigint) returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select case when p_value < 100 then p_value else (round(p_value::numeric, 2 - length(p_value::text)))::bigint end
$$;

-- Names and values of those figures that are not 0.
create or replace function docket.figures(p_names text[], p_values bigint[]) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select coalesce(array_agg(x order by n.ord, k), '{}') from unnest(p_names, p_values) with ordinality n(name, value, ord)
	cross join lateral (values (1, n.name), (2, docket.two_digits(n.value)::text)) v(k, x) where n.value > 0
$$;

-- What is counted of an inbound interface.
create or replace function docket.figures_in(p_tenant int, i docket.interface, p_now timestamptz) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
	select docket.figures(array['dead', 'failures', 'queue', 'queue_min', 'lag_min', 'late_min', 'repeats'], array[
		(select count(*) from docket.dead d where d.tenant_id = p_tenant and d.interface_id = i.interface_id and d.at > p_now - interval '1 hour'
			and d.state = 'open'),
		(select p.failures from docket.pull_state p where p.tenant_id = p_tenant and p.interface_id = i.interface_id),
		q.waiting, greatest(extract(epoch from p_now - q.oldest)::bigint / 60, 0),
		l.lag, greatest(l.lag - coalesce(docket.lag_usual_minutes(p_tenant, i.interface_id, p_now), l.lag), 0),
		i.duplicates - (select s.duplicates from docket.interface_sample s where s.tenant_id = p_tenant and s.interface_id = i.interface_id
			and s.at > p_now - interval '65 min' order by s.at limit 1)])
	from (select count(*) as waiting, min(m.received_at) as oldest from docket.message m
		where m.tenant_id = p_tenant and m.interface_id = i.interface_id and m.state = 'stored') q,
	(select docket.lag_minutes(p_tenant, i.interface_id, p_now) as lag) l
$$;

-- What is counted of a target: write-backs that need a person, and how long the oldest waits that nothing has ended.
create or replace function docket.figures_out(p_tenant int, i docket.interface) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
	select docket.figures(array['stuck', 'queue', 'queue_min'], array[
		(select count(*) from docket.effect f where f.tenant_id = p_tenant and f.interface_id = i.interface_id and f.state in ('dead', 'reconcile')),
		q.waiting, greatest(extract(epoch from clock_timestamp() - q.oldest)::bigint / 60, 0)])
	from (select count(*) as waiting, min(f.due_at) as oldest from docket.effect f
		where f.tenant_id = p_tenant and f.interface_id = i.interface_id and f.state in ('ready', 'sending', 'unknown', 'asking')
			and f.due_at <= clock_timestamp()) q
$$;

-- What is counted of docket itself: acts that wait for the rules, rules set aside in the last day, urgent spending nobody reviewed in time.
create or replace function docket.figures_own(p_tenant int, p_now timestamptz) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
	select docket.figures(array['queue', 'queue_min', 'overrides', 'unreviewed'], array[
		q.waiting, greatest(extract(epoch from p_now - q.oldest)::bigint / 60, 0),
		(select count(*) from docket.approval a join docket.quote o on o.tenant_id = a.tenant_id and o.quote_id = a.quote_id
			where a.tenant_id = p_tenant and a.state = 'approved' and a.decided_at > p_now - interval '1 day' and o.override <> ''),
		(select count(*) from docket.approval a where a.tenant_id = p_tenant and a.state = 'review' and a.due_at < p_now)])
	from (select count(*) as waiting, min(a.at) as oldest from docket.act a where a.tenant_id = p_tenant and a.state = 'stored') q
$$;

-- Measures all of a tenant's interfaces and says what is new. One call each few seconds, by whoever works the tenant.
create or replace function docket.interface_watch(p_tenant int) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	v_said int := 0;
	r record;
begin
	if (select c.kind from docket.tenant_clock c where c.tenant_id = p_tenant) = 'driven' then
		return 0;
	end if;
	for r in select n.interface_id, n.attrs
		from (select i.interface_id, case i.direction when 'in' then docket.figures_in(p_tenant, i, v_now) else docket.figures_out(p_tenant, i) end
				as attrs
			from docket.interface i where i.tenant_id = p_tenant and i.mode = 'live' and i.kind <> 'load'
			union all select 0, docket.figures_own(p_tenant, v_now)) n
		left join docket.interface_said s on s.tenant_id = p_tenant and s.interface_id = n.interface_id
		where n.attrs <> coalesce(s.attrs, '{}') and coalesce(s.at, '-infinity') <= v_now - interval '1 min'
		order by n.interface_id
	loop
		perform docket.interface_say(p_tenant, r.interface_id, 'interface.measured', '',
			docket.figures_said(p_tenant, r.interface_id, r.attrs));
		insert into docket.interface_said as s (tenant_id, interface_id, at, attrs) values (p_tenant, r.interface_id, v_now, r.attrs)
		on conflict (tenant_id, interface_id) do update set at = excluded.at, attrs = excluded.attrs;
		v_said := v_said + 1;
	end loop;
	return v_said;
end $$;

-- The figures of an event: those of now, and 0 for each that was said before and is no more.
create or replace function docket.figures_said(p_tenant int, p_interface bigint, p_attrs text[]) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
	select p_attrs || coalesce((select array_agg(x order by n.ord, k)
		from docket.interface_said s
		cross join lateral unnest(s.attrs) with ordinality n(name, ord)
		cross join lateral (values (1, n.name), (2, '0')) v(k, x)
		where s.tenant_id = p_tenant and s.interface_id = p_interface and n.ord % 2 = 1
			and not n.name = any(coalesce((select array_agg(a.name) from unnest(p_attrs) with ordinality a(name, ord) where a.ord % 2 = 1), '{}'))), '{}')
$$;

do $do$
declare
	v text;
begin
	foreach v in array array['docket.interface_say(int, bigint, text, text, text[])',
		'docket.lag_minutes(int, bigint, timestamptz)', 'docket.lag_usual_minutes(int, bigint, timestamptz)', 'docket.two_digits(bigint)',
		'docket.figures(text[], bigint[])', 'docket.figures_in(int, docket.interface, timestamptz)', 'docket.figures_out(int, docket.interface)',
		'docket.figures_own(int, timestamptz)', 'docket.figures_said(int, bigint, text[])', 'docket.interface_watch(int)'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
		execute format('grant execute on function %s to docket_engine', v);
	end loop;
	alter table docket.interface_said owner to docket_owner;
	grant select, insert, update, delete on docket.interface_said to docket_engine;
	alter table docket.interface_said enable row level security;
	alter table docket.interface_said force row level security;
	drop policy if exists engine on docket.interface_said;
	create policy engine on docket.interface_said to docket_engine using (true) with check (true);
	drop policy if exists owner on docket.interface_said;
	create policy owner on docket.interface_said to docket_owner using (tenant_id = any((select docket_read.my_tenants())::int[]));
end $do$;

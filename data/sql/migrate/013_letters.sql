-- Dead letters to be read and mended, and how each interface does: what consoles and the command line show of both, and the figures that
-- engines note for it.
--
-- What is counted for each message stands in the row of its interface, which the intake writes anyway. Everything else is noted every few
-- seconds by an engine, for all interfaces in one statement: how late news is, what was refused at the door, and every five minutes of
-- the tenant's time where the counters stood. So a page can say what came in the last hour, and nothing is counted while it is shown.

set local client_min_messages = warning;

create table if not exists docket.interface_vital ( -- how late the newest news of an interface was
	tenant_id  int not null, interface_id bigint not null,
	lag_us     bigint not null,                 -- from when it was known, or had happened, until it was stored: half of it was quicker
	lag_most_us bigint not null, lag_count int not null, noted_at timestamptz not null, -- tenant time
	primary key (tenant_id, interface_id)
);

create table if not exists docket.interface_sample ( -- where the counters of an interface stood
	tenant_id  int not null, interface_id bigint not null, at timestamptz not null, -- tenant time
	received   bigint not null, rejected bigint not null, duplicates bigint not null,
	lag_us     bigint,                          -- as in interface_vital; null = no news in the five minutes before
	primary key (tenant_id, interface_id, at)
);

create table if not exists docket.interface_fault ( -- what was refused at the door, by kind; a row for each day
	tenant_id  int not null, interface_id bigint not null, kind text collate "C" not null, day date not null,
	times      bigint not null, last_at timestamptz not null, -- tenant time
	words      text not null,                   -- of the newest
	primary key (tenant_id, interface_id, kind, day)
);

create index if not exists dead_interface on docket.dead (tenant_id, interface_id, at);

-- What an engine saw of a tenant's interfaces since the last time: the lags of news that it decoded, refusals that it answered. Whoever
-- works the tenant also notes where the counters stand.
create or replace function docket.interface_note(p_tenant int, p_is_worker boolean, p_lag_ids bigint[], p_lags bigint[], p_lags_most bigint[],
	p_lag_counts int[], p_fault_ids bigint[], p_fault_kinds text[], p_fault_times bigint[], p_fault_words text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_now constant timestamptz := docket.tenant_now(p_tenant);
begin
	insert into docket.interface_vital as v (tenant_id, interface_id, lag_us, lag_most_us, lag_count, noted_at)
	select p_tenant, n.id, n.lag, n.most, n.count, v_now from unnest(p_lag_ids, p_lags, p_lags_most, p_lag_counts) n(id, lag, most, count) order by n.id
	on conflict (tenant_id, interface_id) do update set lag_us = excluded.lag_us, lag_most_us = excluded.lag_most_us,
		lag_count = excluded.lag_count, noted_at = excluded.noted_at;
	insert into docket.interface_fault as f (tenant_id, interface_id, kind, day, times, last_at, words)
	select p_tenant, n.id, n.kind, (v_now at time zone 'UTC')::date, n.times, v_now, n.words
	from unnest(p_fault_ids, p_fault_kinds, p_fault_times, p_fault_words) n(id, kind, times, words) order by n.id, n.kind
	on conflict (tenant_id, interface_id, kind, day) do update set times = f.times + excluded.times, last_at = excluded.last_at,
		words = excluded.words;
	-- What the store refused for an id that is used counts where it is stored.
	update docket.interface i set rejected = i.rejected + n.times
	from (select u.id, sum(u.times)::bigint as times from unnest(p_fault_ids, p_fault_kinds, p_fault_times) u(id, kind, times)
		where u.kind <> 'conflict' group by u.id) n
	where i.tenant_id = p_tenant and i.interface_id = n.id;
	if not p_is_worker then
		return;
	end if;
	perform docket.interface_watch(p_tenant);
	insert into docket.interface_sample (tenant_id, interface_id, at, received, rejected, duplicates, lag_us)
	select p_tenant, i.interface_id, v_now, i.received, i.rejected, i.duplicates,
		(select v.lag_us from docket.interface_vital v where v.tenant_id = p_tenant and v.interface_id = i.interface_id
			and v.noted_at > v_now - interval '5 min')
	from docket.interface i
	where i.tenant_id = p_tenant and i.direction = 'in' and not exists (select 1 from docket.interface_sample s
		where s.tenant_id = p_tenant and s.interface_id = i.interface_id and s.at > v_now - interval '5 min')
	on conflict do nothing;
	if found then
		delete from docket.interface_sample s where s.tenant_id = p_tenant and s.at < v_now - interval '26 h'
			and exists (select 1 from docket.interface_sample n where n.tenant_id = p_tenant and n.interface_id = s.interface_id
				and n.at > s.at and n.at <= v_now - interval '25 h');
		delete from docket.interface_fault f where f.tenant_id = p_tenant and f.last_at < v_now - interval '35 days';
	end if;
end $$;

-- ---------------------------------------------------------------- to read

-- What was received up to an instant, by the newest sample at or before it; 0 where none is so old.
create or replace function docket_read.received_until(p_tenant int, p_interface bigint, p_at timestamptz) returns bigint
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select coalesce((select s.received from docket.interface_sample s where s.tenant_id = p_tenant and s.interface_id = p_interface and s.at <= p_at
		and s.tenant_id = any(docket_read.my_tenants()) order by s.at desc limit 1), 0)
$$;

-- What hangs on an interface: the open shipments of its carrier. One whose promise fell due while it is dark is to be checked by hand; then
-- by when its case must be worked, or without one by its promise.
create or replace view docket_read.interface_shipment with (security_barrier) as
select i.tenant_id, i.interface_id, s.subject_id,
	case when i.state = 'quiet' and s.promise_at <= k.now_at and s.promise_at > coalesce(i.last_at, '-infinity') then 'CHECK BY HAND' else '' end as mark,
	s.ref, coalesce(p.name, '') as customer, coalesce(p.tier, '') as tier, s.promise_at, coalesce(c.work_by, s.promise_at) as work_by,
	coalesce('C-' || c.no, '') as case_ref, c.case_id, coalesce(w.name, s.place) as place, s.last_event_at, s.dest_zone
from docket.interface i
cross join lateral (select docket.tenant_now(i.tenant_id) as now_at offset 0) k
join docket.subject s on s.tenant_id = i.tenant_id and s.carrier_id = i.party_id and s.kind = 'shipment'
	and s.phase not in ('delivered', 'cancelled', 'done')
left join docket.party p on p.tenant_id = s.tenant_id and p.party_id = s.customer_id
left join docket.site w on w.tenant_id = s.tenant_id and w.code = s.place
left join lateral (select o.case_id, o.no, o.work_by from docket.case_open o where o.tenant_id = s.tenant_id and o.subject_id = s.subject_id
	and o.state in ('open', 'waiting', 'cleared') order by o.band, o.work_by, o.case_id limit 1) c on true
where i.direction = 'in' and (i.tenant_id = any((select docket_read.my_wide_tenants())::int[])
	or (i.tenant_id = any((select docket_read.my_tenants())::int[]) and (i.tenant_id || ':' || s.site_id) = any((select docket_read.my_sites())::text[])));

-- Refused at the door in the last seven days, and what could not be understood, by its reason: figures and quoted words of it stand for all
-- such.
create or replace view docket_read.interface_fault with (security_barrier) as
select f.tenant_id, f.interface_id, f.kind, (array_agg(f.words order by f.last_at desc))[1] as words, sum(f.times)::bigint as times,
	max(f.last_at) as last_at
from docket.tenant t
cross join lateral (select docket.tenant_now(t.tenant_id) - interval '7 days' as from_at offset 0) k
join docket.interface_fault f on f.tenant_id = t.tenant_id and f.day >= (k.from_at at time zone 'UTC')::date
where t.tenant_id = any((select docket_read.my_tenants())::int[])
group by f.tenant_id, f.interface_id, f.kind
union all
select d.tenant_id, d.interface_id, 'content', d.words, count(*), max(d.at)
from (select x.tenant_id, x.interface_id, x.at, regexp_replace(regexp_replace(regexp_replace(x.reason, ' \([^()]*\)$', ''), '"[^"]*"', '"..."', 'g'), '[0-9]+', 'N', 'g') as words
	from docket.tenant t
	cross join lateral (select docket.tenant_now(t.tenant_id) - interval '7 days' as from_at offset 0) k
	join docket.dead x on x.tenant_id = t.tenant_id and x.at > k.from_at
	where t.tenant_id = any((select docket_read.my_tenants())::int[])
		and not (x.subject_ref <> '' and x.reason like 'nothing %')) d -- what only waits for its shipment is no fault of anybody's
group by d.tenant_id, d.interface_id, d.words;

-- One interface, whole: its health and its figures.
create or replace view docket_read.interface_page with (security_barrier) as
select h.tenant_id, h.tenant, h.interface_id, h.name, h.title, h.direction, h.mode, h.state, i.mapping, coalesce(p.name, '') as party,
	h.last_at, h.rhythm_s, v.lag_us, v.lag_most_us, v.lag_count::bigint as lag_count,
	case when h.last_at <= k.now_at - interval '1 h' then 0
		else h.received - docket_read.received_until(i.tenant_id, i.interface_id, k.now_at - interval '1 h') end as last_hour,
	case when h.last_at <= k.now_at - interval '24 h' then 0
		else h.received - docket_read.received_until(i.tenant_id, i.interface_id, k.now_at - interval '24 h') end as last_day,
	h.received, i.duplicates, h.rejected, h.dead::bigint as dead, d.oldest_at, h.waiting::bigint as waiting, h.would_raise,
	coalesce(n.hanging, 0) as hanging, coalesce(n.by_hand, 0) as by_hand, c.case_id, coalesce('C-' || c.no, '') as case_ref, coalesce(c.what, '') as case_what
from docket_read.interface_health h
join docket.interface i on i.tenant_id = h.tenant_id and i.interface_id = h.interface_id
cross join lateral (select docket.tenant_now(h.tenant_id) as now_at offset 0) k
left join docket.party p on p.tenant_id = i.tenant_id and p.party_id = i.party_id
left join docket.interface_vital v on v.tenant_id = i.tenant_id and v.interface_id = i.interface_id
left join lateral (select min(x.at) as oldest_at from docket.dead x where x.tenant_id = i.tenant_id and x.interface_id = i.interface_id
	and x.state in ('open', 'waiting')) d on true
left join lateral (select count(*) as hanging, count(*) filter (where x.mark <> '') as by_hand from docket_read.interface_shipment x
	where x.tenant_id = i.tenant_id and x.interface_id = i.interface_id) n on true
left join lateral (select o.case_id, o.no, o.what from docket.case_open o where o.tenant_id = i.tenant_id and o.subject_id = i.subject_id
	and o.state in ('open', 'waiting', 'cleared') order by o.band, o.work_by, o.case_id limit 1) c on true;

-- A dead letter's message as it is tried: what a person made of it, else what came.
create or replace function docket_do.dead_text(tenant int, dead_id bigint)
returns table (content_type text, received_at timestamptz, headers text, item int, place text, is_mended boolean, body bytea)
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select coalesce(m.content_type, ''), m.received_at, coalesce(m.headers, ''), d.item, d.place, length(d.mended) > 0,
		case when length(d.mended) > 0 then d.mended else coalesce(m.body, '') end
	from docket.dead d
	left join lateral (select x.content_type, x.received_at, x.headers, x.body from docket.message x
		where x.tenant_id = d.tenant_id and x.message_id = d.message_id limit 1) m on true
	where d.tenant_id = dead_text.tenant and d.dead_id = dead_text.dead_id and d.tenant_id = any(docket_read.my_wide_tenants())
$$;

-- ---------------------------------------------------------------- rights

do $do$
declare
	v text;
begin
	foreach v in array array['docket.interface_vital', 'docket.interface_sample', 'docket.interface_fault', 'docket_read.interface_shipment',
			'docket_read.interface_fault', 'docket_read.interface_page'] loop
		execute format('alter %s %s owner to docket_owner', case when v like 'docket_read.%' then 'view' else 'table' end, v);
		execute format('revoke all on %s from public', v);
		if v like 'docket_read.%' then
			execute format('grant select on %s to docket_operator, docket_engine', v);
		else
			execute format('grant select, insert, update, delete on %s to docket_engine', v);
			execute format('alter table %s enable row level security', v);
			execute format('alter table %s force row level security', v);
			execute format('drop policy if exists engine on %s', v);
			execute format('create policy engine on %s to docket_engine using (true) with check (true)', v);
			execute format('drop policy if exists owner on %s', v);
			execute format('create policy owner on %s to docket_owner using (tenant_id = any((select docket_read.my_tenants())::int[]))', v);
		end if;
	end loop;
	foreach v in array array['docket.interface_note(int, boolean, bigint[], bigint[], bigint[], int[], bigint[], text[], bigint[], text[])',
			'docket_read.received_until(int, bigint, timestamptz)', 'docket_do.dead_text(int, bigint)'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
		execute format('grant execute on function %s to %s', v, case when v like 'docket.%' then 'docket_engine' else 'docket_operator, docket_engine' end);
	end loop;
end $do$;

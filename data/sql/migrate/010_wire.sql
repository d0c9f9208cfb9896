-- What an interface did not take: how often, and why. Counted in the engines' memory and brought here each second, so that a flood of
-- messages that are not taken costs the store nothing.

create table if not exists docket.refusal (
	tenant_id int not null references docket.tenant,
	interface_id bigint not null,
	cause text not null,                        -- signature, size, rate, form, store
	times bigint not null default 0,
	last_at timestamptz not null,               -- server's clock
	primary key (tenant_id, interface_id, cause)
);

-- Adds what was counted, of all tenants side by side; an interface that is gone is passed over.
create or replace function docket.refusals_add(p_tenants int[], p_interfaces bigint[], p_causes text[], p_times bigint[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	insert into docket.refusal as r (tenant_id, interface_id, cause, times, last_at)
	select u.tenant, u.interface, u.cause, u.times, now()
	from unnest(p_tenants, p_interfaces, p_causes, p_times) u(tenant, interface, cause, times)
	where exists (select from docket.interface i where i.tenant_id = u.tenant and i.interface_id = u.interface)
	order by 1, 2, 3
	on conflict (tenant_id, interface_id, cause) do update set times = r.times + excluded.times, last_at = excluded.last_at;
	update docket.interface i set rejected = i.rejected + s.times
	from (select u.tenant, u.interface, sum(u.times)::bigint as times
		from unnest(p_tenants, p_interfaces, p_times) u(tenant, interface, times) group by 1, 2) s
	where i.tenant_id = s.tenant and i.interface_id = s.interface;
end $$;

-- What the text of an interface says, for who may test it.
create or replace function docket_do.interface_said(tenant int, name text) returns table (key_header text, settings text[])
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select i.key_header, i.settings from docket.interface i
	where i.tenant_id = interface_said.tenant and i.name = interface_said.name and i.direction = 'in'
		and i.tenant_id = any(docket_read.my_wide_tenants())
$$;

do $do$
begin
	alter table docket.refusal owner to docket_owner;
	alter table docket.refusal enable row level security;
	alter table docket.refusal force row level security;
	drop policy if exists engine on docket.refusal;
	create policy engine on docket.refusal to docket_engine using (true) with check (true);
	drop policy if exists owner on docket.refusal;
	create policy owner on docket.refusal to docket_owner using (tenant_id = any((select docket_read.my_tenants())::int[]));
	revoke all on docket.refusal from public, docket_operator;
	grant select, insert, update, delete on docket.refusal to docket_engine;
	alter function docket.refusals_add(int[], bigint[], text[], bigint[]) owner to docket_owner;
	revoke all on function docket.refusals_add(int[], bigint[], text[], bigint[]) from public;
	grant execute on function docket.refusals_add(int[], bigint[], text[], bigint[]) to docket_engine;
	alter function docket_do.interface_said(int, text) owner to docket_owner;
	revoke all on function docket_do.interface_said(int, text) from public;
	grant execute on function docket_do.interface_said(int, text) to docket_operator, docket_engine;
end $do$;

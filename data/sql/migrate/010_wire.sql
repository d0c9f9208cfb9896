-- What the text of an interface says, for who may test it.
create or replace function docket_do.interface_said(tenant int, name text) returns table (key_header text, settings text[])
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select i.key_header, i.settings from docket.interface i
	where i.tenant_id = interface_said.tenant and i.name = interface_said.name and i.direction = 'in'
		and i.tenant_id = any(docket_read.my_wide_tenants())
$$;

do $do$
begin
	alter function docket_do.interface_said(int, text) owner to docket_owner;
	revoke all on function docket_do.interface_said(int, text) from public;
	grant execute on function docket_do.interface_said(int, text) to docket_operator, docket_engine;
end $do$;

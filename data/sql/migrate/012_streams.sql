-- How sources do that docket asks or listens to, and interfaces whose silence is a case.

-- How the stream of an interface does, if the tenant's work lease still has this fence; says whether. It stands with what is known of
-- interfaces that are asked. p_error '' = it is read.
create or replace function docket.stream_put(p_tenant int, p_fence bigint, p_interface bigint, p_error text)
returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		return false;
	end if;
	insert into docket.pull_state as p (tenant_id, interface_id, failures, last_error)
	values (p_tenant, p_interface, case when p_error = '' then 0 else 1 end, p_error)
	on conflict (tenant_id, interface_id) do update set failures = case when p_error = '' then 0 else p.failures + 1 end, last_error = p_error;
	return true;
end $$;

-- An interface as the subject of news about it; made when it is needed first.
create or replace function docket.interface_subject(p_tenant int, p_interface bigint) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v docket.interface;
	v_id bigint;
begin
	select * into v from docket.interface i where i.tenant_id = p_tenant and i.interface_id = p_interface;
	if v.subject_id is not null then
		return v.subject_id;
	end if;
	select r.subject_id into v_id from docket.subject_ref r where r.tenant_id = p_tenant and r.ref = upper(v.name) and r.kind = 'interface';
	if v_id is null then
		v_id := docket.take_ids(p_tenant, 'id', 1);
		insert into docket.subject (tenant_id, subject_id, kind, ref, title, carrier_id, version)
		values (p_tenant, v_id, 'interface', v.name, v.title, v.party_id, 1);
		insert into docket.subject_ref (tenant_id, ref, kind, subject_id) values (p_tenant, upper(v.name), 'interface', v_id);
	end if;
	update docket.interface i set subject_id = v_id where i.tenant_id = p_tenant and i.interface_id = p_interface;
	return v_id;
end $$;

-- An interface of which something is expected is a subject: its silence is a case about it.
create or replace function docket.interface_as_subject(p_tenant int, p_interface bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if exists (select 1 from docket.interface i where i.tenant_id = p_tenant and i.interface_id = p_interface and i.direction = 'in' and i.rhythm_s > 0) then
		perform docket.interface_subject(p_tenant, p_interface);
	end if;
end $$;

do $do$
begin
	alter function docket.interface_subject(int, bigint) owner to docket_owner;
	revoke all on function docket.interface_subject(int, bigint) from public;
	grant execute on function docket.interface_subject(int, bigint) to docket_engine;
	alter function docket.interface_as_subject(int, bigint) owner to docket_owner;
	revoke all on function docket.interface_as_subject(int, bigint) from public;
	alter function docket.stream_put(int, bigint, bigint, text) owner to docket_owner;
	revoke all on function docket.stream_put(int, bigint, bigint, text) from public;
	grant execute on function docket.stream_put(int, bigint, bigint, text) to docket_engine;
end $do$;

-- How far an interface that is pulled has come moves on only after what was answered stands in the store, and only for the engine whose
-- lease it is.

-- Keeps it. p_is_heard: the partner answered, so the interface is alive, if only to say that there is nothing new. The next call is due
-- p_wait_s from now. False: the lease of p_fence is another engine's by now, and nothing was changed.
create or replace function docket.pull_keep(p_tenant int, p_fence bigint, p_interface bigint, p_asked text, p_etag text, p_modified text,
	p_cursor text, p_wait_s float8, p_is_heard boolean, p_error text) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		return false;
	end if;
	insert into docket.pull_state as p (tenant_id, interface_id, asked, etag, modified, cursor, next_at, answered_at, failures, last_error)
	values (p_tenant, p_interface, p_asked, p_etag, p_modified, p_cursor, clock_timestamp() + make_interval(secs => p_wait_s),
		case when p_is_heard then clock_timestamp() end, case when p_error = '' then 0 else 1 end, p_error)
	on conflict (tenant_id, interface_id) do update set asked = excluded.asked, etag = excluded.etag, modified = excluded.modified,
		cursor = excluded.cursor, next_at = excluded.next_at, answered_at = coalesce(excluded.answered_at, p.answered_at),
		failures = case when p_error = '' then 0 else p.failures + 1 end, last_error = p_error;
	if p_is_heard then
		update docket.interface i set last_at = docket.tenant_now(p_tenant) where i.tenant_id = p_tenant and i.interface_id = p_interface;
	end if;
	return true;
end $$;

do $do$
begin
	execute 'alter function docket.pull_keep(int, bigint, bigint, text, text, text, text, float8, boolean, text) owner to docket_owner';
	execute 'revoke all on function docket.pull_keep(int, bigint, bigint, text, text, text, text, float8, boolean, text) from public';
	execute 'grant execute on function docket.pull_keep(int, bigint, bigint, text, text, text, text, float8, boolean, text) to docket_engine';
end $do$;

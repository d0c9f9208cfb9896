-- Does an engine answer? What consoles ask with every look at the head, so that they can say it in words.
create or replace function docket_do.is_engine_alive() returns boolean
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select exists (select 1 from docket.lease l where l.kind = 'work' and l.expires_at > clock_timestamp())
$$;
alter function docket_do.is_engine_alive() owner to docket_owner;
revoke all on function docket_do.is_engine_alive() from public;
grant execute on function docket_do.is_engine_alive() to docket_operator;

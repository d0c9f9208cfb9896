-- What an engine must do each second or two, so that nobody waits for it: end sessions that hold what others need, and let the planner
-- know tables that have grown.

-- The state of other people's sessions is not shown without it.
do $do$
begin
	if not pg_has_role('docket_engine', 'pg_read_all_stats', 'member') then
		grant pg_read_all_stats to docket_engine;
	end if;
end $do$;

-- Ends operators' sessions that idle inside a transaction, whatever timeouts they set themselves, and those of people who left. Returns how many.
create or replace function docket.end_sessions() returns int
language sql set search_path = pg_catalog, pg_temp as $$
	select count(pg_terminate_backend(a.pid))::int
	from pg_stat_activity a
	join docket.login l on l.login = a.usename
	where a.datname = current_database() and a.pid <> pg_backend_pid()
		and ((a.state like 'idle in transaction%' and a.state_change < clock_timestamp() - interval '3 s') or l.ended_at is not null)
$$;

-- Statements are planned once a session. Planned when a table was empty, they read all of it later, and autovacuum comes by only once a
-- minute: a table that has grown fivefold is measured at once, which plans its statements anew. A tenth of the usual sample tells what index to
-- take; autovacuum measures all of it when it comes. Returns how many were.
create or replace function docket.measure_grown() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp set default_statistics_target = 10 as $$
declare
	v record;
	v_done int := 0;
begin
	for v in select k.oid::regclass as name, (select string_agg(distinct quote_ident(a.attname), ', ') from pg_index i
			join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) where i.indrelid = k.oid) as keys
		from pg_stat_user_tables t
		join pg_class k on k.oid = t.relid
		where t.schemaname = 'docket' and k.relkind = 'r' and t.n_mod_since_analyze > 200 + 4 * greatest(k.reltuples, 0)
	loop
		-- How many rows there are, and of the columns that indexes stand on: the rest is autovacuum's, and dear where rows are wide.
		execute format('analyze (skip_locked) %s %s', v.name, '(' || v.keys || ')');
		v_done := v_done + 1;
	end loop;
	return v_done;
end $$;

do $do$
declare
	v text;
begin
	foreach v in array array['docket.end_sessions()', 'docket.measure_grown()'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
		execute format('grant execute on function %s to docket_engine', v);
	end loop;
end $do$;

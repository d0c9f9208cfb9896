-- Who may what. Three roles, made where they are missing:
--   docket_owner     owns everything, logs in nowhere; views and the functions of docket_do run with its rights
--   docket_engine    docketd: rows of docket, its functions; no rewriting of the audit's content, no deleting of it
--   docket_operator  the group of all operators' logins: views of docket_read, functions of docket_do, nothing else
-- Under the views lies a second net: row-level security, forced on the owner too. In a statement that runs with the owner's
-- rights for an operator, rows of tenants that are not hers do not exist, whatever a view or function forgot.
-- It may run again, on any cluster, by a superuser. Whatever makes new things in these schemas runs it again or grants for itself.

set local client_min_messages = warning;

do $do$
declare
	v_role text;
begin
	foreach v_role in array array['docket_owner nologin', 'docket_engine login', 'docket_operator nologin'] loop
		begin
			if not exists (select 1 from pg_roles where rolname = split_part(v_role, ' ', 1)) then
				execute 'create role ' || v_role;
			end if;
		exception when duplicate_object or unique_violation then null;  -- another database of the cluster migrates too
		end;
	end loop;
	if not pg_has_role('docket_engine', 'pg_signal_backend', 'member') then
		grant pg_signal_backend to docket_engine;
	end if;
end $do$;

-- ---------------------------------------------------------------- owners

do $do$
declare
	r record;
begin
	for r in select n.nspname from pg_namespace n where n.nspname in ('docket', 'docket_read', 'docket_do') loop
		execute format('alter schema %I owner to docket_owner', r.nspname);
	end loop;
	for r in select n.nspname, c.relname, case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end as what
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname in ('docket', 'docket_read', 'docket_do') and c.relkind in ('r', 'p', 'v', 'S')
		and c.relowner <> 'docket_owner'::regrole
	loop
		execute format('alter %s %I.%I owner to docket_owner', r.what, r.nspname, r.relname);
	end loop;
	for r in select p.oid::regprocedure as name, case p.prokind when 'a' then 'aggregate' else 'function' end as what
		from pg_proc p join pg_namespace n on n.oid = p.pronamespace
		where n.nspname in ('docket', 'docket_read', 'docket_do') and p.proowner <> 'docket_owner'::regrole
	loop
		execute format('alter %s %s owner to docket_owner', r.what, r.name);
	end loop;
	alter type docket_do.answer owner to docket_owner;
end $do$;

-- ---------------------------------------------------------------- rights

revoke all on schema docket, docket_read, docket_do from public, docket_operator;
revoke all on all tables in schema docket, docket_read, docket_do from public, docket_operator;
revoke all on all sequences in schema docket from public, docket_operator;
revoke all on all functions in schema docket, docket_read, docket_do from public, docket_operator;
alter default privileges for role docket_owner revoke all on tables from public;
alter default privileges for role docket_owner revoke all on sequences from public;
alter default privileges for role docket_owner revoke execute on functions from public;
alter default privileges for role docket_owner revoke usage on types from public;
do $do$
begin
	-- No large objects: rows of nobody's, in nobody's limits.
	revoke execute on function pg_catalog.lo_creat(int), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea) from public;
	-- No temporary tables or functions of one's own: nothing that could stand in the way of a name or read what passes.
	execute format('revoke create, temporary on database %I from public', current_database());
	execute format('grant connect on database %I to docket_engine, docket_operator', current_database());
	execute format('revoke create on schema public from public');
exception when invalid_schema_name then null;
end $do$;

grant usage on schema docket, docket_read, docket_do to docket_engine;
grant select, insert, update, delete on all tables in schema docket to docket_engine;
grant usage, select on all sequences in schema docket to docket_engine;
grant execute on all functions in schema docket, docket_read to docket_engine;
grant select on all tables in schema docket_read to docket_engine;
revoke update, delete, truncate on docket.audit, docket.audit_block from docket_engine;
grant update (audit_no, digest) on docket.audit to docket_engine;
revoke insert, update, delete on docket.person, docket.login, docket.act_kind, docket.retention, docket.delegation from docket_engine;
do $do$
begin
	if to_regclass('docket.schema_version') is not null then
		revoke insert, update, delete on docket.schema_version from docket_engine;
	end if;
	if to_regclass('docket.api_key') is not null then
		revoke insert, update, delete on docket.api_key from docket_engine;
	end if;
end $do$;
revoke execute on function
	docket.operator_add(text, text, text, text, text, boolean), docket.operator_login(text, text, boolean), docket.operator_end(text),
	docket.member_set(int, text, text, text, text[], bigint, bigint, bigint), docket.member_end(int, text, text),
	docket.delegation_add(int, text, text, bigint, timestamptz, timestamptz), docket.badge_set(text, text, text)
	from docket_engine;

grant usage on schema docket_read, docket_do to docket_operator;
grant select on all tables in schema docket_read to docket_operator;
grant execute on all functions in schema docket_read, docket_do to docket_operator;
grant usage on type docket_do.answer to docket_operator, docket_engine;
-- What views ask of the caller, since functions in a view run with the reader's rights; without a right on the schema they cannot be
-- called by name.
grant execute on function docket.tenant_now(int), docket.tenant_at(int, timestamptz) to docket_operator;

-- ---------------------------------------------------------------- the net

do $do$
declare
	r record;
begin
	for r in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
		where n.nspname = 'docket' and c.relkind in ('r', 'p') and not c.relispartition
	loop
		execute format('alter table docket.%I enable row level security', r.relname);
		execute format('alter table docket.%I force row level security', r.relname);
		execute format('drop policy if exists engine on docket.%I', r.relname);
		execute format('create policy engine on docket.%I to docket_engine using (true) with check (true)', r.relname);
		execute format('drop policy if exists owner on docket.%I', r.relname);
		-- What the net itself hangs on cannot hang in it.
		execute format('create policy owner on docket.%I to docket_owner using (%s)', r.relname,
			case when r.relname in ('tenant', 'tenant_clock', 'member', 'site') then 'true'
				else 'tenant_id = any((select docket_read.my_tenants())::int[])' end);
	end loop;
end $do$;

do $do$
begin
	perform docket.upkeep_partitions();
end $do$;

#!/bin/sh
# The catalogue, held to the rules of the store: keys led by the tenant, no triggers, no floats, definers with a fixed path, rights,
# the net under the views; and the columns of views and tables against the lists in C.
. "$(dirname "$0")/sql_setup.inc"
h="$root/data/table/shown.h"
m="$root/data/model/stored.h"

# columns FILE TABLE-MACRO: name|column:KIND,column:KIND for each list, the name being a view or table.
columns() {
	awk -v types="$2" '
		/^#define [A-Z_]+\(X\)/ { list = $2; sub(/\(.*/, "", list); inside = 1 }
		/^#define / && $0 ~ types "\\(T\\)" { inside = 0; in_types = 1 }
		{
			rest = $0
			if (inside) while (match(rest, /X\([A-Z]+, [a-z0-9_]+/)) {
				split(substr(rest, RSTART + 2, RLENGTH - 2), part, ", ")
				columns[list] = columns[list] "," part[2] ":" part[1]
				rest = substr(rest, RSTART + RLENGTH)
			}
			if (in_types && match($0, /T\([a-z_]+, [A-Z_]+/)) {
				split(substr($0, RSTART + 2, RLENGTH - 2), part, ", ")
				name = part[1]
				if (match($0, /"[a-z_]+"/)) name = substr($0, RSTART + 1, RLENGTH - 2)
				print name "|" substr(columns[part[2]], 2)
			}
		}
		!/\\$/ { inside = 0; in_types = 0 }' "$1" | sort
}

# catalogue SCHEMA NAMES: the same of the store.
catalogue() {
	sql "select c.relname || '|' || string_agg(a.attname || ':' || case when a.atttypid in ('int4'::regtype, 'int8'::regtype) then 'INT'
		when a.atttypid in ('text'::regtype, 'name'::regtype) then 'TEXT' when a.atttypid = 'timestamptz'::regtype then 'INSTANT'
		when a.atttypid = 'bool'::regtype then 'BOOL' when a.atttypid = 'bytea'::regtype then 'BYTES'
		when a.atttypid = 'text[]'::regtype then 'TEXTS' else a.atttypid::regtype::text end, ',' order by a.attnum)
		from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relnamespace = '$1'::regnamespace and c.relname = any(string_to_array('$2', ' ')) group by c.relname" | LC_ALL=C sort
}
shown=$(columns "$h" SHOWN_TYPES | LC_ALL=C sort)
is "the lists of shown.h were read" "$([ "$(echo "$shown" | wc -l)" -ge 15 ] && echo yes)" yes
is "views have the columns of shown.h" "$(catalogue docket_read "$(echo "$shown" | cut -d'|' -f1 | tr '\n' ' ')")" "$shown"
stored=$(columns "$m" STORED_TABLES | LC_ALL=C sort)
is "the lists of stored.h were read" "$([ "$(echo "$stored" | wc -l)" -ge 25 ] && echo yes)" yes
is "tables have the columns of stored.h" "$(catalogue docket "$(echo "$stored" | cut -d'|' -f1 | tr '\n' ' ')")" "$stored"
is "closed cases have the columns of open ones" "$(catalogue docket case_closed | cut -d'|' -f2)" "$(catalogue docket case_open | cut -d'|' -f2)"
is "case_all is case_queue and how it ended" "$(catalogue docket_read case_all | cut -d'|' -f2)" "$(catalogue docket_read case_queue | cut -d'|' -f2),closed_at:INSTANT,outcome:TEXT,reason:TEXT"

# none NAME QUERY: the query finds nothing; it is kept, to be seen to find what is planted at the end.
planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
none() {
	is "$1" "$(sql "$2")" ""
	printf '%s' "$2" >"$planted/$1"
}
tenant_tables="select c.oid, c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
	where c.relnamespace = 'docket'::regnamespace and c.relkind in ('r', 'p')"
none "tenant_id leads every index" "with t as ($tenant_tables) select i.indexrelid::regclass from pg_index i join t on t.oid = i.indrelid
	where t.relname <> 'tenant' and (select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) <> 'tenant_id'"
none "every table of tenants has a primary key" "with t as ($tenant_tables) select relname from t where not exists (select 1 from pg_index i where i.indrelid = t.oid and i.indisprimary)"
none "tenant_id leads every foreign key between tables of tenants" "with t as ($tenant_tables) select k.conrelid::regclass, k.conname from pg_constraint k join t on t.oid = k.conrelid
	join t r on r.oid = k.confrelid where k.contype = 'f' and (select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) <> 'tenant_id'"
none "no triggers" "select tgname from pg_trigger where not tgisinternal"
none "no floats" "select attrelid::regclass, attname from pg_attribute a join pg_class c on c.oid = a.attrelid
	where c.relnamespace::regnamespace::text ~ '^docket' and a.attnum > 0 and a.atttypid in ('float4'::regtype, 'float8'::regtype, 'money'::regtype, 'numeric'::regtype)"
none "money is bigint" "select attrelid::regclass, attname from pg_attribute a join pg_class c on c.oid = a.attrelid
	where c.relnamespace::regnamespace::text ~ '^docket' and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and a.attname ~ '_minor' and a.atttypid <> 'int8'::regtype"
none "moments have a zone" "select attrelid::regclass, attname from pg_attribute a join pg_class c on c.oid = a.attrelid
	where c.relnamespace::regnamespace::text ~ '^docket' and a.attnum > 0 and a.atttypid = 'timestamp'::regtype"
functions="from pg_proc p where p.pronamespace::regnamespace::text in ('docket', 'docket_read', 'docket_do')"
none "definers have a fixed path, ours first, temporary things last" "select p.oid::regprocedure $functions and p.prosecdef
	and not exists (select 1 from unnest(p.proconfig) g where g ~ '^search_path=pg_catalog, (docket, )?pg_temp$')"
none "functions of docket_do are definers" "select p.oid::regprocedure $functions and p.pronamespace = 'docket_do'::regnamespace and not p.prosecdef"
none "nobody is anybody's but the owner's" "select p.oid::regprocedure $functions and p.proowner <> 'docket_owner'::regrole"
none "no clock and no sequence where a row is changed" "select p.oid::regprocedure $functions and p.prosrc ~ 'update docket\.(?!lease|login)\w+((?!;|\mwhere\M|\mfrom\M).)*\mset\M((?!;|\mwhere\M|\mfrom\M|select).)*(clock_timestamp|nextval|\mnow)\('"
none "views are barriers, of the owner" "select c.relname from pg_class c where c.relnamespace = 'docket_read'::regnamespace and c.relkind = 'v'
	and (c.relowner <> 'docket_owner'::regrole or not coalesce('security_barrier=true' = any(c.reloptions), false))"
none "the net is under every table of tenants" "with t as ($tenant_tables) select c.relname from pg_class c join t on t.oid = c.oid
	where not c.relispartition and not (c.relrowsecurity and c.relforcerowsecurity and 2 = (select count(*) from pg_policy y where y.polrelid = c.oid))"
none "operators have no right on a table" "select c.oid::regclass from pg_class c where c.relnamespace = 'docket'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
	and (case c.relkind when 'S' then has_sequence_privilege('ana', c.oid, 'usage, select, update') else has_table_privilege('ana', c.oid, 'select, insert, update, delete, truncate, references, trigger')
	or has_any_column_privilege('ana', c.oid, 'select, insert, update, references') end)"
is "nor on the schema" "$(sql "select has_schema_privilege('ana', 'docket', 'usage, create'), has_schema_privilege('ana', 'docket_read', 'create'), has_schema_privilege('ana', 'docket_do', 'create'), has_schema_privilege('ana', 'public', 'create'), has_database_privilege('ana', current_database(), 'create, temporary')")" "f|f|f|f|f"
none "they only read views" "select c.relname from pg_class c where c.relnamespace = 'docket_read'::regnamespace and c.relkind = 'v'
	and (not has_table_privilege('ana', c.oid, 'select') or has_table_privilege('ana', c.oid, 'insert, update, delete, truncate'))"
is "of the engine's functions they have the clock, for views" "$(sql "select string_agg(p.proname, ' ' order by p.proname) $functions and p.pronamespace = 'docket'::regnamespace and has_function_privilege('ana', p.oid, 'execute')")" "tenant_at tenant_now"
is "and cannot call even that" "$(as ana "select docket.tenant_now(2)" | grep -c 'permission denied for schema docket')" 1
is "all of docket_do is theirs" "$(sql "select count(*) $functions and p.pronamespace = 'docket_do'::regnamespace and not has_function_privilege('ana', p.oid, 'execute')")" 0
is "the engine cannot rewrite the audit" "$(sql "select has_table_privilege('docket_engine', 'docket.audit', 'update, delete, truncate'), has_column_privilege('docket_engine', 'docket.audit', 'fields', 'update'), has_table_privilege('docket_engine', 'docket.audit_block', 'update, delete, truncate')")" "f|f|f"
is "nor make people" "$(sql "select has_table_privilege('docket_engine', 'docket.login', 'insert, update, delete'), has_function_privilege('docket_engine', 'docket.member_set(int, text, text, text, text[], bigint, bigint, bigint)', 'execute')")" "f|f"
is "nor keys" "$(sql "select has_table_privilege('docket_engine', 'docket.api_key', 'insert, update, delete'), has_table_privilege('docket_engine', 'docket.api_key', 'select')")" "f|t"
none "no role of ours may more than it must" "select rolname from pg_roles where rolname ~ '^docket_' and (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication or (rolcanlogin and rolname <> 'docket_engine' and rolname !~ '^docket_api_'))"
none "nobody has a right by being public" "select p.oid::regprocedure $functions and has_function_privilege('public', p.oid, 'execute')"
for file in 002_engine 003_read 004_do 005_grants 011_api; do
	is "$file may run twice" "$(psql -X -q -1 -v ON_ERROR_STOP=1 -f "$root/data/sql/migrate/$file.sql" 2>&1 | grep -v '^ *$')" ""
done
rm -f "$planted/and took nothing away"
none "and took nothing away" "select c.relname from pg_class c where c.relnamespace = 'docket_read'::regnamespace and c.relkind = 'v' and not has_table_privilege('ana', c.oid, 'select')"

# Each of these finds what it is there for.
sql "create table docket.bad (a int, tenant_id int, b float8, c_minor int, d timestamp, unique (a, tenant_id));
	create table docket.worse (a int, tenant_id int, primary key (tenant_id), foreign key (a, tenant_id) references docket.bad (a, tenant_id));
	create function docket_do.bad() returns trigger language plpgsql as 'begin update docket.bad set a = 1, d = now() where a = 2; return null; end';
	create function docket_do.worse() returns int language sql security definer set search_path = public as 'select 1';
	create trigger bad after insert on docket.bad execute function docket_do.bad();
	create view docket_read.bad as select a from docket.bad;
	grant select (a) on docket.bad to docket_operator;
	alter role docket_operator createdb" >/dev/null
for check in "$planted"/*; do
	is "planted: ${check##*/}" "$([ -n "$(sql "$(cat "$check")")" ] && echo found)" found
done
sql "alter role docket_operator nocreatedb" >/dev/null
done_testing

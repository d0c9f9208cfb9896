#!/bin/bash
# cost: 30
# timeout: 100
# A dispatcher who speaks SQL: what she can read, probe, decide and hold up with her own login and no console between her and the store.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
operation_trade nordwind
operation_trade sudwind
docket_admin operator add ana --tenant nordwind --role dispatcher --name 'Ana Alba' --ask 250EUR --day 400EUR
docket_admin operator add ana --login ana_two --tenant nordwind --role dispatcher --name 'Ana Alba'
docket_admin operator add ben --tenant nordwind --role dispatcher --name 'Ben Bauer' --ask 250EUR --day 400EUR
docket_admin operator add sam --tenant nordwind --role supervisor --name 'Sam Sander' --ask 1000EUR --approve 5000EUR --day 5000EUR
docket_admin operator add eve --tenant sudwind --role dispatcher --name 'Eve Egger' --ask 250EUR --day 400EUR
start_engine one

# send TENANT-INTERFACE ID EVENT
send() {
	printf '%s' "$3" >"$work/body"
	[ "$(post "$1" "$2" "$work/body")" = 202 ] || fail "$1 $2 was not taken: $(cat "$work/answer")"
}
late_shipment() {
	send "$1-tms" "p-$2" "$(planned "p-$2" "$2")"
	send "$1-freight" "e-$2" "$(late "e-$2" "$2" '+15 hours')"
}
late_shipment nordwind SHP-1
late_shipment nordwind SHP-2
late_shipment sudwind SHP-3
soon "there are cases" 3 10 "select count(*) from docket.case_open"
nordwind=$(sql "select docket.tenant_id_of('nordwind')") sudwind=$(sql "select docket.tenant_id_of('sudwind')")
case_of() {
	sql "select c.case_id from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = '$1'"
}
one=$(case_of SHP-1) two=$(case_of SHP-2) foreign=$(case_of SHP-3)

# --- nothing but what is given

is "no table, view or sequence of the store can be read" "$(as ana "
	do \$\$ declare r record; found text := '';
	begin
		for r in select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where n.nspname = 'docket' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') loop
			begin
				execute 'select 1 from ' || r.name || ' limit 1';
				found := found || ' ' || r.name;
			exception when insufficient_privilege then null;
			end;
		end loop;
		raise exception 'read:%', found;
	end \$\$" | sed -n 's/^ERROR:  //p')" "read:"
is "no function of the engine can be called" "$(as ana "select coalesce(string_agg(p.oid::regprocedure::text, ' '), '') from pg_proc p
	join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'docket' and has_function_privilege(p.oid, 'execute')
	and has_schema_privilege('docket', 'usage')")" ""
is "no view can be written" "$(as ana "select coalesce(string_agg(c.relname, ' '), '') from pg_class c join pg_namespace n on n.oid = c.relnamespace
	where n.nspname in ('docket', 'docket_read', 'docket_do') and c.relkind in ('r', 'p', 'v')
	and has_table_privilege(c.oid, 'insert, update, delete, truncate, references, trigger')")" ""
is "nothing can be made where functions look" "$(as ana "select coalesce(string_agg(nspname, ' '), '') from pg_namespace
	where nspname in ('docket', 'docket_read', 'docket_do', 'public', 'pg_catalog') and has_schema_privilege(oid, 'create')")" ""
for role in docket_owner docket_engine postgres sam; do
	like "she cannot become $role" "$(as ana "set role $role")" "ERROR:*permission denied*"
done
like "nor make a login" "$(as ana "create role zoe login")" "ERROR:*permission denied*"
like "nor grant herself one" "$(as ana "grant docket_engine to ana")" "ERROR:*"
like "nor read files" "$(as ana "select pg_read_file('/etc/passwd')")" "ERROR:*permission denied*"
like "nor run programs" "$(as ana "copy (select 1) to program 'id'")" "ERROR:*"
like "her own tables do not get in front of the store's" "$(as ana "create temp table case_open (tenant_id int, case_id bigint)")" "ERROR:*permission denied*"
is "nor does her search path" "$(as ana "set search_path = public, docket_do;
	select code from docket_do.act('note', $nordwind, $one, null, '{words,hello}', 'psql-note-1')")" done

# --- another client: not a row, not a count, not another word

probe() { # everything she can ask about sudwind
	as ana "do \$\$ declare r record; n bigint; all_rows text := '';
		begin
			for r in select c.oid::regclass::text as name from pg_class c join pg_namespace s on s.oid = c.relnamespace
				where s.nspname = 'docket_read' and c.relkind = 'v' and exists (select 1 from pg_attribute a
					where a.attrelid = c.oid and a.attname = 'tenant_id') order by 1 loop
				execute 'select count(*) from ' || r.name || ' where tenant_id = $sudwind' into n;
				if n > 0 then all_rows := all_rows || ' ' || r.name || '=' || n; end if;
			end loop;
			raise exception 'rows:%', all_rows;
		end \$\$" | sed -n 's/^ERROR:  //p'
	as ana "select count(*) from docket_do.changes($sudwind, 0, 1000)"
	as ana "select count(*) from docket_do.head('{$sudwind}')"
	as ana "select count(*) from docket_do.find('SHP-3', 10)"
	as ana "select count(*) from docket_do.audit($sudwind, 0, 100)" 2>&1
	as ana "select * from docket_do.raw($sudwind, 1)" 2>&1
	for tenant in "$nordwind" "$sudwind" 77; do
		as ana "select code, words from docket_do.act('claim', $tenant, $foreign, null, '{}', 'psql-probe-$tenant-$1')"
		as ana "select code, words from docket_do.request($tenant, 4711, '00', 'x', 'psql-quote-$tenant-$1')"
	done
}
before=$(probe 1)
like "no row of another client in any view" "$before" "rows:
*"
unknown=$(as ana "select code, words from docket_do.act('claim', $nordwind, 999999999, null, '{}', 'psql-nowhere')")
is "another client's case is as unknown as no case" "$(as ana "select code, words from docket_do.act('claim', $sudwind, $foreign, null, '{}', 'psql-foreign')")" "$unknown"
late_shipment sudwind SHP-4
late_shipment sudwind SHP-5
as eve "select docket_do.act('claim', $sudwind, $foreign, null, '{}', 'eve-claims-1')" >/dev/null
wait_quiet 10
is "what another client does is not seen in anything she can ask" "$(probe 2)" "$before"
is "what she did not see is there" "$(as eve "select count(*) from docket_read.case_queue")" 3

# --- money

ask() { # LOGIN CASE KEY: asks for offers and waits for them
	as "$1" "select code from docket_do.act('ask', $nordwind, $2, null, '{action,rebook}', '$3')" >/dev/null
	as "$1" "select pg_notify('docket_engine', 'act')" >/dev/null
	local n=0
	while [ "$(as "$1" "select count(*) >= 2 from docket_read.case_quote where case_id = $2 and state = 'offered'")" != t ]; do
		n=$((n + 1))
		[ $n -lt 100 ] || fail "no offers: $(sql "select state, answer from docket.act where client_key = '$3'")"
		sleep 0.05
	done
}
request() { # LOGIN QUOTE DIGEST KEY
	as "$1" "select code || '|' || words from docket_do.request($nordwind, $2, '$3', 'because', '$4')"
}
decide() { # LOGIN QUOTE DIGEST KEY
	as "$1" "select code || '|' || words from docket_do.decide($nordwind, $2, '$3', 'approve', 'yes', '$4', 'pts/1')"
}
ask ana "$one" psql-ask-001
read -r dear digest cheap cheap_digest <<<"$(as ana "select d.quote_id, d.digest, c.quote_id, c.digest from docket_read.case_quote d, docket_read.case_quote c
	where d.case_id = $one and c.case_id = $one and d.amount_minor = 61000 and c.amount_minor = 12000 and d.state = 'offered' and c.state = 'offered'" | tr '|' ' ')"
[ -n "$digest" ] || fail "no offer of 610 EUR"
for argument in amount price cost payee currency person at; do
	like "an offer takes no $argument from her" "$(as ana "select code from docket_do.act('ask', $nordwind, $one, null, '{action,rebook,$argument,1}', 'psql-arg-$argument')")" "invalid"
done
like "an offer cannot be written" "$(as ana "update docket_read.case_quote set amount_minor = 1 where quote_id = $dear")" "ERROR:*"
like "nor stored beside" "$(as ana "insert into docket.quote default values")" "ERROR:*permission denied*"
forged=$(printf '%s|1|EUR' "$dear" | sha256sum | cut -c1-64)
like "a forged digest" "$(request ana "$dear" "$forged" psql-req-01)" "changed|*"
like "the digest of the cheaper offer" "$(request ana "$dear" "$cheap_digest" psql-req-02)" "changed|*"
like "the cheaper offer with the dearer digest" "$(request ana "$cheap" "$digest" psql-req-03)" "changed|*"
like "an empty digest" "$(request ana "$dear" "" psql-req-04)" "changed|*"
like "the dear one waits for a supervisor" "$(request ana "$dear" "$digest" psql-req-05)" "done|asked: sam*"
like "she does not approve what she asked for" "$(decide ana "$dear" "$digest" psql-dec-01)" "denied|*"
like "nor with her other login" "$(decide ana_two "$dear" "$digest" psql-dec-02)" "denied|*"
like "nor does another dispatcher" "$(decide ben "$dear" "$digest" psql-dec-03)" "denied|*"
like "nor another client's people" "$(decide eve "$dear" "$digest" psql-dec-04)" "not-found|*"
like "nor the supervisor with a forged digest" "$(decide sam "$dear" "$forged" psql-dec-05)" "changed|*"
is "nothing was spent" "$(sql "select coalesce(sum(spent_minor), 0) from docket.subject")" 0
is "nothing went out" "$(sql "select count(*) from docket.effect where quote_id is not null")" 0
like "the supervisor does" "$(decide sam "$dear" "$digest" psql-dec-06)" "done|*"
# The engine may be writing the case at that moment, which is said and tried again.
again() {
	local said
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		said=$("$@")
		[ "${said%%|*}" = busy ] || break
		sleep 0.1
	done
	echo "$said"
}
like "once" "$(again decide sam "$dear" "$digest" psql-dec-07)" "changed|it is approved*"
is "exactly the amount that was offered" "$(sql "select spent_minor from docket.case_open where tenant_id = $nordwind and case_id = $one")" 61000
is "an earlier time is refused" "$(as ana "select code from docket_do.act('next', $nordwind, $one, null, '{words,x,at,2001-01-01T00:00Z}', 'psql-time-2')")" invalid

# --- a transaction left open, with every timeout of her own switched off

wait_quiet 10
mkfifo "$work/in"
psql -qAtX -h "$sock" -U ana -d docket <"$work/in" >"$work/held" 2>&1 &
others="$others $!"
exec 7>"$work/in"
cat >&7 <<SQL
set idle_in_transaction_session_timeout = 0; set statement_timeout = 0; set lock_timeout = 0; set idle_session_timeout = 0;
begin;
select code from docket_do.act('next', $nordwind, $two, null, array['words','call them','at','$(hence '+1 hour')'], 'psql-held-01');
SQL
n=0
while ! grep -q '^done$' "$work/held"; do
	n=$((n + 1))
	[ $n -lt 60 ] || fail "her act was not done: $(cat "$work/held")"
	sleep 0.05
done
begin=$(ms)
like "held: another is told that it is busy" "$(as ben "select code || '|' || words from docket_do.act('note', $nordwind, $two, null, '{words,x}', 'psql-busy-01')")" "busy|*"
at_most "held: at once, in ms" $(($(ms) - begin)) 400
begin=$(ms)
is "held: another case is free" "$(as ben "select code from docket_do.act('note', $nordwind, $one, null, '{words,x}', 'psql-free-01')")" "done"
at_most "held: at once, in ms" $(($(ms) - begin)) 400
send nordwind-freight e2-SHP-2 "$(late e2-SHP-2 SHP-2 '+20 hours')"
held_at=$(ms)
late_shipment nordwind SHP-6
soon "held: the engine goes on with others" 1 3 "select count(*) from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = 'SHP-6'"
at_most "held: within a second or so, in ms" $(($(ms) - held_at)) 2000
[ "$(sql "select count(*) from docket.event where partner_key like '%e2-SHP-2' and state = 'applied'")" = 0 ] || echo "# her session ended before others were looked at"
soon "held: this case gets its news" 1 8 "select count(*) from docket.event where partner_key like '%e2-SHP-2' and state = 'applied'"
at_most "held: this case waited at most, in ms" $(($(ms) - held_at)) 6000
is "her session was ended" "$(sql "select count(*) from pg_stat_activity where usename = 'ana' and state like 'idle in transaction%'")" 0
exec 7>&-
is "her act was not stored" "$(sql "select count(*) from docket.act where client_key = 'psql-held-01'")" 0
wait_quiet 10
is "the audit holds" "$(sql "select count(*) from docket.audit_verify($nordwind)") $(sql "select count(*) from docket.audit_verify($sudwind)")" "0 0"
operation_end

#!/bin/sh
# Who sees what: nothing of another client or site, by any view or function, not even by a condition that tells what it was given; and nothing
# that one client can read changes when only another's data does.
. "$(dirname "$0")/sql_setup.inc"

views=$(sql "select c.relname from pg_class c where c.relnamespace = 'docket_read'::regnamespace and c.relkind = 'v' order by 1")
is "there are views" "$([ "$(echo "$views" | wc -l)" -ge 20 ] && echo yes)" yes

# Something of everything at both clients.
sql "insert into docket.interface (tenant_id, interface_id, name, title, party_id) values (1, 1, 'dhl', 'DHL', 11), (2, 1, 'kn', 'Secret KN', 10);
	insert into docket.text_version (tenant_id, kind, name, version, body) values (1, 'policy', 'core', 1, 'x'), (2, 'policy', 'core', 1, 'Secret');
	insert into docket.contact (tenant_id, contact_id, party_id, role, name) values (1, 1, 10, 'desk', 'Max'), (2, 1, 10, 'desk', 'Secret Moritz');
	insert into docket.dead (tenant_id, dead_id, interface_id, message_id, item, at, reason) values (1, 1, 1, 1, 0, now(), 'x'), (2, 1, 1, 1, 0, now(), 'Secret')" >/dev/null
for tenant in 1 2; do
	case_id=$((tenant == 1 ? 1000 : 3000))
	subject=$((tenant == 1 ? 100 : 300))
	sql "select t.store($tenant, array[t.subject($tenant, $subject, 1, '{\"site_id\": 1, \"customer_id\": 10}')], array[t.case_($tenant, $case_id, $subject, 1)], quotes => array[t.quote($tenant, 1, $case_id, 5)],
		events => array[t.of(null::docket.event, '{\"event_id\": 1, \"subject_id\": $subject, \"message_id\": 1, \"type\": \"x\", \"known_at\": \"2026-01-01Z\", \"state\": \"applied\"}')],
		milestones => array[t.of(null::docket.milestone, '{\"subject_id\": $subject, \"code\": \"arrive\", \"stop\": 0}')],
		effects => array[t.of(null::docket.effect, '{\"effect_id\": 1, \"case_id\": $case_id, \"interface_id\": 1, \"kind\": \"tms\", \"key\": \"k\", \"state\": \"done\", \"version\": 0}')]);
		insert into docket.case_clock (tenant_id, case_id, kind, state, started_at) values ($tenant, $case_id, 'respond', 'running', now());
		insert into docket.case_step (tenant_id, case_id, run, ord, playbook, step, kind, state, words, plan)
			values ($tenant, $case_id, 1, 1, 'p', 's', 'timer', 'waiting', 'x', 'timer 1h');
		insert into docket.task (tenant_id, task_id, case_id, desk, words, state, opened_at) values ($tenant, 1, $case_id, 'finance', 'x', 'open', now());
		insert into docket.letter (tenant_id, letter_id, case_id, subject_id, party_id, template, template_version, to_mail, title, body, state, drafted_at) values ($tenant, 1, $case_id, $subject, 10, 't', 1, 'm', 't', 'b', 'draft', now());
		insert into docket.approval (tenant_id, approval_id, quote_id, case_id, asked_by, asked_at, role, state, digest) values ($tenant, 1, 1, $case_id, 3, now(), 'supervisor', 'waiting', '');
		insert into docket.document (tenant_id, document_id, subject_id, type, name, content_type, size_bytes, digest, received_at, bytes)
			values ($tenant, 1, $subject, 'pod', case $tenant when 1 then 'pod.pdf' else 'Secret.pdf' end, 'application/pdf', 1, '', now(), 'x');
		insert into docket.disruption (tenant_id, disruption_id, no, rule, title, cause, reason, state, members, opened_at) values ($tenant, 1, 1, 'carrier', 'Trouble', 'carrier X', 'r', 'open', 1, now());
		insert into docket.disruption_member (tenant_id, disruption_id, case_id, how, joined_at) values ($tenant, 1, $case_id, 'rule', now());
		insert into docket.bulk (tenant_id, bulk_id, no, disruption_id, kind, person_id, login, at, client_key) values ($tenant, 1, 1, 1, 'claim', 1, 'ana', now(), 'bulk-key-1');
		insert into docket.bulk_receipt (tenant_id, bulk_id, case_id, state) values ($tenant, 1, $case_id, 'waiting');
		insert into docket.mail (tenant_id, mail_id, interface_id, message_id, at, sender, title, digest, state)
			values ($tenant, 1, 1, 1, now(), 'a@b', case $tenant when 1 then 'x' else 'Secret' end, '', 'open');
		insert into docket.presence values ($tenant, $case_id, 1, 'looking', now() + interval '1 hour')" >/dev/null
done
sql "update docket.subject set carrier_id = case tenant_id when 1 then 11 else 10 end where kind = 'shipment'" >/dev/null
as ana "select docket_do.act('note', 1, 1000, null, '{words,x}', 'key-ana-note')" >/dev/null
as eve "select docket_do.act('note', 2, 3000, null, '{words,Secret}', 'key-eve-note')" >/dev/null
# each_view LOGIN TEXT VIEW...: asks each view (VIEW in the text), in one session; prints lines of view|answer.
each_view() {
	login=$1 text=$(echo "$2" | sed 's/VIEW/docket_read.\&/g')
	shift 2
	as "$login" "$(printf '%s\n' "$@" | sed "s|.*|select '&', $text;|")"
}
# all_are NAME WANTED LINES: one check for each line.
all_are() {
	while IFS='|' read -r view got; do is "$view: $1" "$got" "$2"; done <<-END
		$3
	END
}
# shellcheck disable=SC2086
{
	hers=$(each_view ana "count(*) filter (where tenant_id = 1) > 0, count(*) filter (where tenant_id <> 1) from VIEW" $views)
	is "every view was asked" "$(echo "$hers" | wc -l)" "$(echo "$views" | wc -l)"
	all_are "ana sees hers" "t|0" "$hers"
	all_are "an engine sees both" 2 "$(each_view docket_engine "count(distinct tenant_id) from VIEW" $(echo "$views" | grep -vx me))"
	all_are "the ended see nothing" 0 "$(each_view lia "count(*) from VIEW" $views)"
	all_are "no word of others" 0 "$(each_view ana "count(*) from VIEW v where v::text ~ 'Secret'" $views)"
	all_are "by site" "t|0" "$(each_view wes "count(*) filter (where case_id = 1000) > 0, count(*) filter (where case_id = 2000) from VIEW" \
		case_queue case_all case_story case_milestone case_contact case_clock case_link case_quote case_effect case_letter case_task)"
}
sql "update docket.effect set state = 'ready', attempts = 2, last_error = 'connection refused' where tenant_id = 1 and effect_id = 1" >/dev/null
is "a target that refuses fails" "$(as ana "select state from docket_read.interface_health")" failing
sql "update docket.effect set state = 'done', attempts = 3 where tenant_id = 1 and effect_id = 1" >/dev/null
is "until it takes what waited" "$(as ana "select state from docket_read.interface_health")" new
is "dead letters and texts: for who sees all sites" "$(as wes "select (select count(*) from docket_read.dead_letter), (select count(*) from docket_read.text_version), (select count(*) from docket_read.audit_block)")" "0|0|0"

# A condition that tells what it was given cannot be made, and one that could be made is not run on others' rows.
like "no functions of one's own" "$(as ana "create function pg_temp.leak(text) returns boolean language plpgsql cost 0.0001 as 'begin raise notice ''%'', \$1; return true; end'")" "*permission denied*"
sql "create function public.leak(text) returns boolean language plpgsql cost 0.0001 as 'begin raise notice ''saw %'', \$1; return true; end'; grant usage on schema public to docket_operator" >/dev/null
told=$(PGOPTIONS='' each_view ana "1 from VIEW v where public.leak(v::text)" case_queue case_all case_quote interface_health audit_trail)
is "a condition that tells" "$([ "$(echo "$told" | grep -c 'saw ')" -ge 5 ] && echo told) $(echo "$told" | grep -c Secret)" "told 0"
is "a division by others' zero" "$(as ana "select count(*) from docket_read.case_queue where 1 / (case_id - 3000) > 5")" 0
like "no tables" "$(as ana "select * from docket.case_open")" "*permission denied for schema docket*"
is "no limits of another client" "$(as ana "select docket_read.may_approve_minor(2, 9, 'supervisor', null), docket_read.day_left_minor(2, 9, 'transport', 5)")" "|"
like "no large objects" "$(as ana "select lo_create(0)")" "*permission denied*"
is "the queue over all of her clients" "$(as ana "select string_agg(case_id::text, ' ') from docket_do.queue(10)")" "2000 1000"
like "no engine functions" "$(as ana "select docket.take_ids(1, 'id', 1)")" "*permission denied for schema docket*"
like "no other person by a setting" "$(as ana "set session authorization eve")" "*permission denied*"
like "no other role" "$(as ana "set role docket_owner")" "*permission denied*"
is "the group's role shows no more" "$(as ana "set role docket_operator; select count(*) from docket_read.case_queue where tenant_id <> 1")" 0

# The net: even a function that forgets everything sees nothing of others.
sql "create function docket_do.forgetful() returns bigint language sql security definer set search_path = pg_catalog, pg_temp as 'select count(*) from docket.case_open where tenant_id <> 1';
	alter function docket_do.forgetful() owner to docket_owner; grant execute on function docket_do.forgetful() to docket_operator" >/dev/null
is "the net holds where the wall has a hole" "$(as ana "select docket_do.forgetful()")" 0
is "and lets through what is hers" "$(as eve "select docket_do.forgetful()")" 1

# Noninterference: all that ana can read, before and after the other client's day.
all_of() {
	# What is told by the clock is no news of anybody.
	as "$1" "$(echo "$views" | grep -vx -e me -e approval_stall | sed 's/.*/select v from docket_read.& v order by v::text collate "C";/')"
	as "$1" "select tenant_id, action, role, level, who, asked, waiting, went_up, expired, denied, overrides, repeats from docket_read.approval_stall"
	as "$1" "select tenant_id, epoch, seq, day_left_minor from docket_do.hello(1)"
	as "$1" "select * from docket_do.head(null); select * from docket_do.changes(1, 0); select * from docket_do.changes(2, 0); select * from docket_do.find('SHP', 99); select * from docket_do.find('3000', 9)"
	as "$1" "select * from docket_do.act('claim', 2, 3000, null, '{}', 'key-probe-1'); select * from docket_do.request(2, 1, 'x', '', 'key-probe-2'); select * from docket_do.decide(2, 1, 'x', 'approve', '', 'key-probe-3')"
	as "$1" "select * from docket_do.act('claim', 2, 99, null, '{}', 'key-probe-1'); select * from docket_do.raw(2, 1); select docket_do.looking(2, 3000, 'looking')"
}
all_of ana >"/tmp/sql_scope.$$.before" 2>&1
sql "select docket.operator_add('joe', 'joe', 'Joe Secret'), docket.member_set(2, 'joe', 'dispatcher');
	select t.store(2, array[t.subject(2, 300, 2), t.subject(2, 301, 0, '{\"ref\": \"SHP-100\"}')], array[t.case_(2, 3000, 300, 2, '{\"state\": \"closed\"}'), t.case_(2, 3001, 301, 0)], refs => array[(2, 'SHP-100', 'shipment', 301, null)]::docket.subject_ref[]);
	delete from docket.presence where tenant_id = 2; update docket.quote set amount_minor = 1 where tenant_id = 2; select docket.create_tenant('third', 'Third', 'UTC')" >/dev/null
all_of ana >"/tmp/sql_scope.$$.after" 2>&1
is "nothing ana reads depends on another client" "$(diff "/tmp/sql_scope.$$.before" "/tmp/sql_scope.$$.after")" ""
note() {
	as "$1" "select act_id from docket_do.act('note', $2, $3, null, '{words,x}', '$4')"
}
one=$(note ana 1 1000 key-gap-0001)
for n in 1 2 3; do note eve 2 3001 "key-gap-100$n" >/dev/null; done
is "no gap in numbers tells what others do" "$(($(note ana 1 1000 key-gap-0002) - one))" 2
is "and it is much" "$([ "$(wc -l <"/tmp/sql_scope.$$.before")" -gt 60 ] && echo yes)" yes
rm -f "/tmp/sql_scope.$$".*

# A right that ends is gone at once: in the open session, in views and functions.
PGUSER=ben psql -X -q -A -t -c "select count(*) from docket_read.case_queue" -c "select pg_sleep(1.5)" -c "select count(*) from docket_read.case_queue" \
	-c "select code from docket_do.act('claim', 1, 1000, null, '{}', 'key-late-01')" >"/tmp/sql_scope.$$.end" &
held
sql "select docket.member_end(1, 'ben')" >/dev/null
wait
is "an end bites in the open session" "$(tr '\n' ' ' <"/tmp/sql_scope.$$.end")" "2  0 not-found "
rm -f "/tmp/sql_scope.$$.end"
is "a login that ends" "$(sql "select docket.operator_end('ana_two')")$(as ana_two "select 1" | grep -c 'not permitted to log in')" 1
like "no operator makes operators" "$(as ana "select docket.operator_add('mal', 'mal', 'Mallory')")" "*permission denied*"
like "nor does the engine" "$(PGUSER=docket_engine sql "select docket.member_set(1, 'ana', 'supervisor', 'x', null, 1, 1, 1)")" "*permission denied*"
like "no superuser becomes an operator" "$(sql "select docket.operator_login('ana', 'postgres')")" "*"
like "a role of the house is no login" "$(sql "select docket.operator_login('ana', 'docket_owner')")" "*not a name for a login*"
done_testing

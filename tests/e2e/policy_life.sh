#!/bin/bash
# timeout: 90
# The life of a manual: a region's text between core and client, faults at their place with what would help, changes in words, two people,
# versions with who wrote and who agreed, what began under a version keeps it; and a case by a line that only the client's text has.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
operation_trade acme

says() {
	docket_as "$@" 2>&1
	echo "exit $?"
}
fault() { # NAME TEXT EXPECTED: what applying it says
	printf '%b' "$2" >"$work/acme.policy"
	like "$1" "$(says postgres apply "$work/acme.policy" --tenant acme)" "$3*exit [34]"
}
type='exception x\n\tpath a\n\tband 1\n\tdesk transport\n'

fault "a verb" 'include core\nexeption x\n' '*acme.policy*line 2 column 1*exeption*did you mean exception*'
fault "a form of detect" "include core\n$type\tdetect mising pickup after end\n" '*line 6 column 9*mising*did you mean missing*'
fault "a milestone in a list" "include core\n$type\tdetect missing pickup,delvier after end\n" '*line 6 column 24*delvier*did you mean deliver*'
fault "an event" "include core\n$type\tdetect event shipment.eat\n" '*line 6 column 15*did you mean shipment.eta*'
fault "an attribute" "include core\n$type\tdetect over celsus 8\n" '*line 6 column 14*did you mean celsius*'
fault "a field of a condition" 'include core\nexception late-arrival\n\tband 0 when teir=gold\n' '*line 3 column 14*tier*'
fault "a desk" 'include core\nexception late-arrival\n\tdesk trnsport\n' '*line 3 column 7*did you mean transport*'
fault "a time" 'include core\nexception late-arrival\n\tclock respond soon\n' '*line 3 column 16*30m*'
fault "what lacks" 'desk d "D"\nexception x\n\tdetect person\n\tband 1\n\tdesk d\n' '*line 2 column 11*path*add to its block*'
fault "an action without a limit" 'action x\n\task dispatcher\n' '*line 1 column 1*shipment 1500EUR*'
fault "hours" 'calendar c\n\topen mon 18:00-07:00\n' '*line 2 column 11*07:00-18:00*'
fault "an include of nothing" 'include emea\n' '*line 1 column 9*no "emea"*'
is "nothing of it is kept" 1 "$(sql "select count(*) from docket.text_version where kind = 'policy'")"

printf 'include core\nexception late-pickup\n\tclock respond 30m\n\tclock respond 15m when tier=gold\n' >"$work/emea.policy"
printf 'include emea\nexception often "Often"\n\tpath a/b\n\tdetect more-than 1 position\n\twhat "{count} positions"\n\tband 1\n\tside carrier\n\tdesk transport\n' \
	>"$work/acme.policy"
like "region and client in one call" "$(docket_as postgres apply "$work/emea.policy" "$work/acme.policy" --tenant acme)" '*emea: version 1*acme: version 2*'
docket_admin operator add ivy --tenant acme --role integrator
docket_admin operator add sam --tenant acme --role manager
start_engine one
planned p1 SHP-1 >"$work/plan"
is "a shipment" "$(post acme-tms m1 "$work/plan")" 202
for n in 1 2; do
	event_time=$(hence "-$n minutes") event "x$n" freight position SHP-1 '' >"$work/x$n"
	is "it is seen" "$(post acme-freight "n$n" "$work/x$n")" 202
done
soon "what the client's line looks for" "2 positions|2" 10 "select what || '|' || policy_version from docket.case_open where type = 'often'"

sed -i 's/15m when/10m when/' "$work/emea.policy"
like "what the region's change means here" "$(docket_as ivy diff "$work/emea.policy")" \
	'Late pickup, gold: respond 15m -> 10m*-*15m when*+*10m when*policy emea: 2 lines differ'
like "it waits for a second person" "$(docket_as ivy apply "$work/emea.policy")" '*version 2 waits for a second person*'
like "who is not the first" "$(says ivy apply "$work/emea.policy" --agree 2)" '*cannot be the second person*'
like "the log has the proposal" "$(docket_as sam policy log emea)" \
	'emea version 2, proposed: written by ivy*    Late pickup, gold: respond 15m -> 10m*emea version 1, in force: written by administrator*'
like "another one agrees" "$(docket_as sam apply "$work/emea.policy" --agree 2)" '*version 2 is in force*'
like "the log has both people" "$(docket_as sam policy log emea)" 'emea version 2, in force: written by ivy *, put in force by sam *emea version 1, was in force*'
like "for programs too" "$(docket_as sam policy log emea --json | head -n 1)" '*"version":2,"state":"in force","by":"ivy","second":"sam"*'
like "as it was" "$(docket_as sam policy show emea --version 1)" 'include core*15m when tier=gold'
like "the manual is the client's" "$(docket_as sam policy show)" 'include emea*'
like "another word" "$(says sam policy lgo)" '*docket policy log*exit 2'
is "the case keeps its version" "2" "$(sql "select policy_version from docket.case_open where type = 'often'")"
is "limits are those of the whole" 1500 "$(sql "select distinct shipment_minor / 100 from docket.action_rule where action = 'rebook'")"
is "the audit says who" 2 "$(sql "select count(distinct a.person_id) from docket.audit a join docket.act using (tenant_id, act_id) where act.kind in ('apply', 'agree')")"

printf 'include acme\n' >"$work/emea.policy"
like "what goes round is refused in words" "$(says postgres apply "$work/emea.policy" --tenant acme)" '*line 1 column 9*acme would include itself, by way of emea*'
{
	printf '['
	for n in $(seq 21); do
		printf '%s%s,%s' "${comma:-}" "$(planned "q$n" "SHP-Q$n")" "$(event "f$n" tms delivery.failed "SHP-Q$n" '')"
		comma=,
	done
	printf ']'
} >"$work/many"
is "a bad day" "$(post acme-tms many "$work/many" application/cloudevents-batch+json)" 202
soon "is many urgent cases" 21 20 "select count(*) from docket.case_open where type = 'failed-delivery' and band < 2"
like "doctor says that too much is urgent" "$(says postgres doctor --secrets-dir "$work/secrets")" '*warn*priorities*acme: 0 of 2* open cases in band 0, 2* in band 1*'
operation_end

#!/bin/bash
# timeout: 200
# The administrator's work: clients, people, keys, texts, what is wrong, the audit's chain; and that nobody else may do it.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
operation_trade nord

says() {
	docket_as "$@" 2>&1
	echo "exit $?"
}
field() {
	sed -n "1s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"
}

like "migrating twice" "$(says postgres migrate)" 'the schema is up to date*exit 0'
like "no socket is named" "$("$build/docket" tenant list --socket '' --user postgres 2>&1)" '*local socket only*'
like "a client of that name" "$(says postgres tenant add nord)" '*already*exit 5'
like "a zone that is not" "$(says postgres tenant add south --zone Mars/Base)" '*Mars/Base*exit 3'
is "clients" "$(docket_as postgres tenant list --json | field name)" nord
docket_admin tenant add past --clock driven --start 2011-01-01T00:00Z
like "a driven clock moves" "$(docket_as postgres tenant clock past --advance '2011-01-02 10:00' --json)" '*"now_at":"2011-01-02T10:00:00Z"*'
like "and never back" "$(says postgres tenant clock past --advance 2011-01-01)" '*never back*exit 3'
like "a real one does not" "$(says postgres tenant clock nord --advance 2011-01-01)" '*exit 3'

like "a person" "$(docket_as postgres operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport --ask 250EUR \
	--os-user aalba)" '*aalba	ana*'
like "a limit of another money" "$(says postgres operator limit ana --tenant nord --ask 250USD)" '*in EUR*exit 3'
docket_admin operator limit ana --tenant nord --ask 300EUR
docket_admin operator site ana HAM,MUC --tenant nord
docket_admin operator desk ana customs --tenant nord
is "one thing is changed, the others stay" "$(docket_as postgres operator list --csv | tail -n 1 | tr -d '\r"{}' | cut -d, -f1-12)" \
	"ana,Ana Alba,ana,nord,dispatcher,customs,HAM,MUC,30000,0,0,EUR"
docket_admin operator add sam --tenant nord --role supervisor --approve 1000EUR
docket_admin operator delegate sam ana --tenant nord --limit 500EUR --until +2h
is "a delegation" "$(sql "select limit_minor from docket.delegation")" 50000
is "she may look" "$(docket_as ana cases)" "No open cases."
docket_admin operator end ana
like "an ended login" "$(says ana cases)" '*exit [17]*'
like "an operator is no administrator" "$(says sam tenant list)" '*not the store*s administrator*exit 7'
like "a badge's PIN comes from a file" "$(printf 4711 >"$work/pin"; says postgres operator add gate --tenant nord --role warehouse --station \
	--badge B-1 --pin-file "$work/pin")" '*exit 0'
is "and is not kept as it is" "$(sql "select count(*) from docket.person where pin_hash like '%4711%'")" 0

key=$(docket_as postgres key new-partner --secrets-dir "$work/secrets")
like "a key is shown once" "$key" 'whsec_*'
is "and kept for the engine alone" "$(stat -c %a "$work/secrets/new-partner")" 600
is "as it was shown" "$(head -n 1 <<<"$key")" "$(cat "$work/secrets/new-partner")"
like "it is not written over" "$(says postgres key new-partner --secrets-dir "$work/secrets")" '*--next*exit 5'
like "the one to change over to" "$(says postgres key new-partner --next --secrets-dir "$work/secrets")" 'whsec_*exit 0'
like "no paths" "$(says postgres key ../x --secrets-dir "$work/secrets")" '*exit 3'

cp data/policies/flights.policy "$work/flights.policy"
apply past "$work/flights.policy"
sed 's/grace 15m/grace 25m/' data/policies/flights.policy >"$work/flights.policy"
like "what would change" "$(docket_as postgres diff "$work/flights.policy" --tenant past)" '*-*grace 15m*+*grace 25m*2 lines differ'
like "a new version" "$(docket_as postgres apply "$work/flights.policy" --tenant past)" '*version 2 is in force'
like "the same again is no new one" "$(docket_as postgres apply "$work/flights.policy" --tenant past)" '*version 2 is in force'
echo 'exeption x' >>"$work/flights.policy"
like "a text that cannot be read" "$(says postgres apply "$work/flights.policy" --tenant past)" '*flights.policy*line*exit 3'
is "changed nothing" "$(sql "select max(version) from docket.text_version where name = 'flights'")" 2
printf 'title "X"\nparty carrier:NOBODY\n' >"$work/x.interface"
like "an interface of nobody" "$(says postgres apply "$work/x.interface" --tenant nord)" '*no party carrier:NOBODY*exit 4'
like "a file of no kind" "$(says postgres apply "$work/pin" --tenant nord)" '*.policy*exit 3'

start_engine one --audit-head="$work/head"
like "how it is" "$(says postgres doctor --secrets-dir "$work/secrets")" '*fsync is off*'
is "as lines of JSON" "$(docket_as postgres doctor --json --secrets-dir "$work/secrets" 2>/dev/null | head -n 1 | field finding)" ok
chmod 644 "$work/secrets/new-partner"
like "a key that others read" "$(says postgres doctor --secrets-dir "$work/secrets")" '*bad*secrets*new-partner*exit 3'
chmod 600 "$work/secrets/new-partner"
like "doctor knows the engine" "$(docket_as postgres doctor --json --secrets-dir "$work/secrets" 2>/dev/null | grep '"engine"')" '*"ok"*'

planned p1 SHP-1 >"$work/plan"
is "something happens" "$(post nord-tms m1 "$work/plan")" 202
event 2 tms no.such.type SHP-1 '' >"$work/odd"
is "and something odd" "$(post nord-tms m2 "$work/odd")" 202
docket_admin operator add ivy --tenant nord --role integrator
soon "it is a dead letter" open 10 "select state from docket.dead"
like "an integrator sees it" "$(docket_as ivy dead)" '*no event type*open*'
dead=$(docket_as ivy dead --json | field dead_id)
like "trying it again does not help" "$(says ivy replay "$dead")" '*still dead*'
event 3 tms shipment.milestone SHP-1 '"milestone":"pickup","nature":"actual"' >"$work/mended"
like "mended it is taken" "$(says ivy replay "$dead" --mend "$work/mended")" '*replayed*exit 0'
is "no dead letter is left" "$(docket_as ivy dead)" "No dead letters."
like "interfaces" "$(docket_as ivy interfaces)" '*nord-tms*live*'
like "a forged message is refused" "$(says postgres send "$work/plan" --interface nord-tms --secret new-partner \
	--secrets-dir "$work/secrets" --url "http://127.0.0.1:$http")" '*401*exit 3'

wait_quiet 10
like "the chain holds" "$(says postgres audit verify --tenant nord)" 'nord: * rows*exit 0'
is "the store's own check agrees" "$(sql "select count(*) from docket.audit_verify(docket.tenant_id_of('nord'))")" 0
no=$(sql "select max(audit_no) from docket.audit where tenant_id = 1")
printf '2026-01-01T00:00:00Z nord 1 %s %s\n' "$no" "$(sql "select encode(digest, 'hex') from docket.audit where tenant_id = 1 and audit_no = $no")" >"$work/kept"
like "the head kept outside fits" "$(says postgres audit verify --tenant nord --head "$work/kept")" '*head kept outside fits*exit 0'
sql "update docket.audit set login = 'mallory' where tenant_id = 1 and audit_no = 2" >/dev/null
like "a changed row is found" "$(says postgres audit verify --tenant nord)" 'nord: row 2: *exit 14'
sql "update docket.audit set login = session_user where tenant_id = 1 and audit_no = 2; delete from docket.audit where tenant_id = 1 and audit_no = $no" >/dev/null
like "a missing end is found" "$(says postgres audit verify --tenant nord --head "$work/kept")" '*exit 14'
operation_end

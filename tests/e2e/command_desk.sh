#!/bin/bash
# timeout: 200
# A dispatcher's and a supervisor's work on the command line: the queue and its filters, a case, acts, a price, who may approve what,
# and what each refusal says.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
operation_trade nord
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport --ask 50EUR --day 100EUR
docket_admin operator add sam --name 'Sam Stern' --tenant nord --role supervisor --desk transport --approve 5000EUR
docket_admin operator add lea --name 'Lea Low' --tenant nord --role supervisor --desk transport --approve 20EUR
start_engine one

# says LOGIN SUBCOMMAND...: both streams, and the exit code as the last line.
says() {
	docket_as "$@" 2>&1
	echo "exit $?"
}
# field NAME: of the first object of JSON Lines on stdin.
field() {
	sed -n "1s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"
}

planned p1 SHP-1 >"$work/plan"
is "a plan is taken" "$(docket_as postgres send "$work/plan" --interface nord-tms --secret nord.tms --secrets-dir "$work/secrets" \
	--url "http://127.0.0.1:$http" | grep -c 'taken (202)')" 1
late l1 SHP-1 '+10 hours' >"$work/late"
is "a delay is taken" "$(post nord-freight m1 "$work/late")" 202
soon "there is a case" 1 20 "select count(*) from docket.case_open where state = 'open'"
ref=$(docket_as ana cases --json | field ref)
like "it has a number" "$ref" 'C-*'

is "the queue has it" "$(docket_as ana cases | grep -c "^$ref ")" 1
is "a filter that fits" "$(docket_as ana cases 'late>1h tier=gold carrier~freight' --json | field ref)" "$ref"
is "a filter that does not" "$(docket_as ana cases 'tier=silver')" "No open cases."
is "words are looked for" "$(docket_as ana cases SO-SHP-1 --count | tail -n 1 | tr -s ' ')" " 1 all"
like "a field that is not there" "$(says ana cases 'carier=x')" '*carier*did you mean carrier?*exit 3'
is "before it was opened" "$(docket_as ana cases --at -1d --count | tail -n 1 | tr -s ' ')" " 0 all"
is "CSV names its columns" "$(docket_as ana cases --csv | head -n 1 | cut -d, -f1-4)" "tenant_id,case_id,ref,tenant"
is "nothing for a stranger" "$(says nobody cases | tail -n 1)" "exit 7"
like "found by its order" "$(docket_as ana find SO-SHP-1)" "*SHP-1*$ref*"
page=$(docket_as ana case SHP-1)
like "one page says why first" "$page" "$ref*why here*doing nothing*Clocks*Story*"
like "a case that is not there" "$(says ana case C-1)" '*docket find C-1*exit 4'

like "a claim" "$(docket_as ana do claim "$ref")" "claim: *$ref: open, worked by ana*"
is "seen by others" "$(docket_as sam cases 'owner=ana' --json | field ref)" "$ref"
is "mine is hers alone" "$(docket_as sam cases mine)" "No open cases."
like "a note" "$(docket_as ana do note "$ref" words='driver has no phone')" "note: *"
like "it is in the story" "$(docket_as sam case "$ref")" '*driver has no phone*'
like "a call with an arrival re-ranks it" "$(says ana do call "$ref" who='Freight desk' says=eta eta=+9h)" '*exit 0'
soon "the new arrival is believed" 1 10 "select count(*) from docket.event where source = 'OPERATOR' or person_id is not null"
like "a missing argument" "$(says ana do call "$ref" says=eta)" '*who= is missing*exit 2'
like "a mistyped argument" "$(says ana do note "$ref" wrds=x)" '*did you mean words=?*exit 2'
like "a mistyped act" "$(says ana do clam "$ref")" '*did you mean claim?*exit 2'
like "a mistyped subcommand" "$(says ana cass)" '*did you mean docket case?*exit 2'
like "a preview does nothing" "$(docket_as ana do release "$ref" --preview)" '*taken back by claim*'
is "it is still hers" "$(docket_as ana cases mine --json | field ref)" "$ref"

quotes=$(docket_as ana do rebook "$ref" words='the store is empty')
like "options with their price" "$quotes" '*costs*120.00 EUR*'
like "asking for more than her limit" "$(docket_as ana do rebook "$ref" words='the store is empty' option=1)" "*costs*$ref: *"
soon "an approval waits" 1 10 "select count(*) from docket.approval where state = 'waiting'"
like "it is listed" "$(docket_as sam approvals)" "*$ref*rebook*ana*waiting*"
amount=$(docket_as sam approvals --json | field amount_minor)
typed=$((amount / 100)).$(printf %02d $((amount % 100)))EUR
like "no amount: the sheet, and no" "$(says sam approve "$ref")" '*asked by*the amount was not given*exit 3'
like "a wrong amount: the sheet, and no" "$(says sam approve "$ref" --amount 1.00EUR)" '*asked by*is not what it costs*exit 6'
is "nothing was decided" "$(sql "select state from docket.approval")" waiting
like "not by who asked" "$(says ana approve "$ref" --amount "$typed")" '*exit 7'
like "not above her limit" "$(says lea approve "$ref" --amount "$typed")" '*exit [78]'
like "a denial needs a reason" "$(says sam deny "$ref")" '*--reason is missing*exit 2'
like "the right amount" "$(says sam approve "$ref" --amount "$typed")" "$ref: *exit 0"
is "it is approved" "$(sql "select state from docket.approval")" approved
like "a second time is refused" "$(says sam approve "$ref" --amount "$typed")" '*exit [1-9]*'

end_engine "$engine"
like "without an engine prices cannot be asked" "$(says ana do rebook "$ref")" '*no engine*docket doctor*exit 10'
like "but notes work" "$(says ana do note "$ref" words=later)" '*no engine has taken it up*exit 0'
operation_end

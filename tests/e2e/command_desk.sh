#!/bin/bash
# cost: 45
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


# Denied: work again. Two of one action: one word, within what policy says. Who is on call is asked first; where it stalls is said.
docket_admin operator on-call lea --tenant nord --role supervisor --weekly 'mon-sun 00:00-24:00'
like "the roster" "$(docket_as postgres operator on-call --tenant nord)" '*lea*supervisor*mon,tue,wed,thu,fri,sat,sun 00:00-24:00*on call*'
docket_admin operator limit lea --tenant nord --approve 900EUR
planned p2 SHP-2 >"$work/plan2"
planned p3 SHP-3 >"$work/plan3"
docket_as postgres send "$work/plan2" "$work/plan3" --interface nord-tms --secret nord.tms --secrets-dir "$work/secrets" --url "http://127.0.0.1:$http" >/dev/null
late l2 SHP-2 '+10 hours' >"$work/late2"
late l3 SHP-3 '+10 hours' >"$work/late3"
is "two more are late" "$(post nord-freight m2 "$work/late2") $(post nord-freight m3 "$work/late3")" "202 202"
soon "two more cases" 2 20 "select count(*) from docket.case_open c join docket.subject s using (tenant_id, subject_id) where c.state = 'open' and s.ref in ('SHP-2', 'SHP-3')"
second=$(docket_as ana cases SO-SHP-2 --json | field ref)
third=$(docket_as ana cases SO-SHP-3 --json | field ref)
docket_as ana do rebook "$second" words='dear' option=1 >/dev/null
like "who is on call is asked" "$(says ana approvals)" "*$second*lea (on call)*sam*"
like "she says no" "$(says lea deny "$second" --reason 'take the slower one')" "$second: denied*exit 0"
soon "why not is the next act, of who asked" 'denied by lea: take the slower one|ana' 10 "select c.next_act || '|' || p.short from docket.case_open c join docket.person p on p.person_id = c.owner_id where 'C-' || c.no = '$second'"
docket_as ana do rebook "$second" words='again' option=1 >/dev/null
docket_as ana do rebook "$third" words='too' option=1 >/dev/null
soon "two wait" 2 10 "select count(*) from docket.approval where state = 'waiting'"
like "a wrong total: the sheets, and no" "$(says sam approve "$second" "$third" --total 1.00EUR)" '*asked by*asked by*2 together: 240.00 EUR*is not what they cost together*exit 6'
is "nothing was decided" "$(sql "select count(*) from docket.approval where state = 'waiting'")" 2
like "the right total: a receipt each" "$(says sam approve "$second" "$third" --total 240.00EUR)" "$second: approved*$third: approved*exit 0"
is "each by its own digest" "$(sql "select count(distinct digest) from docket.approval_sign where batch <> ''")" 2
like "where it stalls" "$(docket_as sam approvals --stalled)" '*rebook*supervisor*lea*'
is "as JSON" "$(docket_as sam approvals --stalled --json | head -n 1 | grep -c '"went_up":0,"expired":0')" 1
like "a rule is not set aside by itself" "$(says ana do rebook "$third" override='the driver is still there')" '*override*the driver is still there; the limits of rebook are set aside*'

end_engine "$engine"
like "without an engine prices cannot be asked" "$(says ana do rebook "$ref")" '*no engine*docket doctor*exit 10'
like "but notes work" "$(says ana do note "$ref" words=later)" '*no engine has taken it up*exit 0'
operation_end

#!/bin/bash
# timeout: 60
# A case that somebody writes at this moment: what is done to it goes through once the row is free, at a desk and by command; what stays held
# is refused in words.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/desk.sh
operation_open
operation_trade nord
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport --ask 50EUR --day 100EUR
start_engine one
planned p1 SHP-1 >"$work/plan"
is "a plan is taken" "$(post nord-tms m1 "$work/plan")" 202
late l1 SHP-1 '+10 hours' >"$work/late"
is "a delay is taken" "$(post nord-freight m2 "$work/late")" 202
soon "there is a case" 1 10 "select count(*) from docket.case_open"
ref=$(docket_as ana cases --json | sed -n '1s/.*"ref":"\([^"]*\).*/\1/p')

# hold SECONDS: somebody else has the case's row for so long, from now on.
hold() {
	sql "begin; select from docket.case_open for update; select pg_sleep($1); commit" >/dev/null &
	others="$others $!"
	soon "the row is held" 1 5 "select count(*) from pg_stat_activity where query like '%pg_sleep($1)%' and pid <> pg_backend_pid() and state = 'active'"
}

desk_open ana ana --feed "127.0.0.1:$feed"
must_see "ana is greeted" ana 'You are Ana Alba'
keys ana 5
must_see "the case is there" ana "$ref ETA"
hold 0.7
keys ana c
must_see "a claim goes through" ana 'takes it back'
is "it is hers" "$(sql "select p.short from docket.case_open c join docket.person p on p.person_id = c.owner_id")" ana

hold 0.6
is "so does a note by command" "$(docket_as ana do note "$ref" words='dock 4' >"$work/note.out" 2>&1; echo $?)" 0

hold 4
began=$(ms)
keys ana R
must_see "what stays held is refused in words" ana 'somebody writes it at this moment'
at_most "not before it was tried for a while: milliseconds less" $((1500 - ($(ms) - began))) 0
at_most "milliseconds until then" $(($(ms) - began)) 3500
is "and was not done" "$(sql "select count(*) from docket.act where kind = 'release'")" 0
operation_end

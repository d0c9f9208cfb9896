#!/bin/bash
# timeout: 90
# Were limits kept, and which causes come again: what two weeks of a driven clock come to, by carrier, desk and week, against the week before;
# and a site's people see their own cases in it alone.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
operation_trade nord data/policies/core.policy --clock driven --start 2026-10-05T06:00Z
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport
docket_admin operator add eve --name 'Eve East' --tenant nord --role dispatcher --desk transport --sites MUC
start_engine one
to() {
	wait_quiet 30
	docket_admin tenant clock nord --advance "$1"
	wait_quiet 30
}
plan() { # DAY SHIPMENT CARRIER FROM TO
	event_time=$1T06:00:00Z event "p-$2" tms shipment.planned "$2" "\"customer\":\"RETAIL\",\"carrier\":\"$3\",\"origin\":\"$4\",\"dest\":\"$5\",\"promise\":\"$1T10:00:00Z\"" >"$work/event"
	[ "$(post nord-tms "p-$2" "$work/event")" = 202 ] || fail "planned: $(cat "$work/answer")"
}
case_of() { sql "select 'C-' || no from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = '$1'"; }
done_at() { # TIME SHIPMENT
	event_time=$1 event "d-$2" tms delivery.completed "$2" "\"at\":\"$1\"" >"$work/event"
	[ "$(post nord-tms "d-$2" "$work/event")" = 202 ] || fail "delivered: $(cat "$work/answer")"
	event_time=$1 event "o-$2" tms pod.received "$2" "\"at\":\"$1\"" >"$work/event"
	[ "$(post nord-tms "o-$2" "$work/event")" = 202 ] || fail "its POD: $(cat "$work/answer")"
}
plan 2026-10-05 S-1 FREIGHT HAM MUC
plan 2026-10-05 S-2 SWIFT MUC HAM
to 2026-10-05T10:05Z
docket_as ana do call "$(case_of S-1)" who="Freight" says=other words="on the road" >/dev/null || fail "no call"
to 2026-10-05T12:00Z
done_at 2026-10-05T12:00:00Z S-1
done_at 2026-10-05T12:00:00Z S-2
to 2026-10-12T06:00Z
plan 2026-10-12 S-3 FREIGHT HAM MUC
plan 2026-10-12 S-4 FREIGHT HAM MUC
to 2026-10-12T11:00Z
# sla LOGIN OPTION...: value, met, breached, kept, median of `respond`, by week.
sla() {
	docket_as "$1" report sla "${@:2}" --json | jq -r 'select(.clock == "respond") | "\(.week_at // "all")"[:10] + " \(.value // ""): \(.cases) \(.met) \(.breached) \(.kept_pct) \(.median_s)"' | sort
}
late="where type = 'late-arrival'"
is "three kept nothing, one did" "$(sql "select count(*) from (select 1 from docket.case_open $late union all select 1 from docket.case_closed $late) c")" 4
is "by carrier and week" "$(sla ana --by carrier)" "2026-10-04 Freight of nord: 1 1 0 100 300
2026-10-04 Swift Cargo: 1 0 1 0 null
2026-10-11 Freight of nord: 2 0 2 0 null"
is "all weeks together" "$(sla ana --by carrier --periods 0)" "all Freight of nord: 3 1 2 33 300
all Swift Cargo: 1 0 1 0 null"
is "by desk" "$(sla ana --by desk --periods 1)" "2026-10-11 transport: 2 0 2 0 null"
is "a site's people see their own" "$(sla eve --by carrier)" "2026-10-04 Swift Cargo: 1 0 1 0 null"
like "as a person reads it" "$(docket_as ana report sla --by type)" '*WEEK*OF*LIMIT*CASES*MET*BREACHED*KEPT %*late-arrival*respond*'
like "as a table for others" "$(docket_as ana report sla --by tier --csv | head -n 1)" '*value,week_at,clock,cases,met,breached*'
causes() {
	docket_as "$1" report causes "${@:2}" --json | jq -r '"\(.from_at)"[:10] + " \(.value // ""): \(.cases) before \(.before), \(.late) late, \(.carriers) carriers \(.sites) sites, \(.top_type)"'
}
is "against the week before" "$(causes ana --by carrier --unit week --periods 2)" "2026-10-11 Freight of nord: 2 before 1, 2 late, 1 carriers 1 sites, late-arrival
2026-10-04 Freight of nord: 1 before 0, 1 late, 1 carriers 1 sites, late-arrival
2026-10-04 Swift Cargo: 1 before 0, 1 late, 1 carriers 1 sites, late-arrival"
is "over carriers and sites" "$(causes ana --by type --unit quarter)" "2026-09-30 late-arrival: 4 before 0, 4 late, 2 carriers 2 sites, late-arrival"
is "of a site's people, theirs" "$(causes eve --by type --unit month)" "2026-09-30 late-arrival: 1 before 0, 1 late, 1 carriers 1 sites, late-arrival"
like "what it is not told by" "$(docket_as ana report causes --by moon 2>&1)" '*moon*not told by that*--help*'
like "no such report" "$(docket_as ana report cost 2>&1)" '*no such report*report sla*'
operation_end

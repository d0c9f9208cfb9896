#!/bin/bash
# Interfaces that are not live yet: in test their news is kept and changes nothing, in shadow what it would raise is counted.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
docket_admin operator add ivy --tenant nord --role integrator
# mode MODE: of the partner's interface.
mode() {
	printf 'title "Freight webhook"\nparty carrier:FREIGHT\nmode %s\nsecret nord.freight\n' "$1" >"$work/nord-freight.interface"
	apply nord "$work/nord-freight.interface"
}
mode test
start_engine one

# state: all that decisions leave behind.
state() {
	sql "select (select coalesce(string_agg(s.ref || ' ' || s.version || ' ' || s.phase, ',' order by s.ref), '') from docket.subject s)
		|| ' cases ' || (select count(*) from docket.case_open) || ' letters ' || (select count(*) from docket.letter)
		|| ' waiting ' || (select count(*) from docket.dead where state = 'waiting')"
}
# told TYPE: how events of a type ended.
told() {
	sql "select string_agg(state || ' ' || reason || ' ' || coalesce(subject_id::text, 'of none'), ',' order by event_id) from docket.event where type = '$1'"
}
say() {
	printf '%s' "$3" >"$work/body"
	is "$1" "$(post "$2" "$1" "$work/body")" 202
}
say plan-1 nord-tms "$(planned plan-1 SH-1)"
say plan-2 nord-tms "$(planned plan-2 SH-2)"
soon "two shipments" 2 10 "select count(*) from docket.subject where kind = 'shipment'"
wait_quiet 20
before=$(state)

# --- test: kept and understood; no subject is changed or made
say late-1 nord-freight "$(late late-1 SH-1 '+9 hours')"
say new-9 nord-freight "$(planned new-9 SH-9)"
say late-8 nord-freight "$(late late-8 SH-8 '+9 hours')"
wait_quiet 20
is "an event in test" "$(told shipment.eta)" "ignored test of none,ignored test of none"
is "a test changes nothing" "$(state)" "$before"
is "the same again is the same" "$(post nord-freight late-8 "$work/body")" 202
is "what cannot be understood" "$(printf '%s' "$(event odd freight shipment.odd SH-1 '"at":"soon"')" >"$work/body" && post nord-freight odd "$work/body")" 202
soon "is a dead letter as ever" 1 10 "select count(*) from docket.dead where state = 'open'"

# --- shadow: matched, and what it would raise is counted once for each subject
mode shadow
soon "the engine knows" shadow 10 "select mode from docket.interface where name = 'nord-freight'"
sleep 1
say late-2 nord-freight "$(late late-2 SH-1 '+9 hours')"
say late-3 nord-freight "$(late late-3 SH-1 '+10 hours')"
say late-4 nord-freight "$(late late-4 SH-2 '+9 hours')"
say fine-5 nord-freight "$(late fine-5 SH-2 '+3 hours')"
say new-6 nord-freight "$(planned new-6 SH-9)"
say late-7 nord-freight "$(late late-7 SH-8 '+9 hours')"
wait_quiet 20
is "a shadow changes nothing" "$(state)" "$before"
is "the events end as such" "$(sql "select count(*) from docket.event where state = 'ignored' and reason = 'shadow' and subject_id is null")" 6
like "what it would have raised" "$(docket_as ivy interfaces)" "*nord-freight *eta-late 2*"
like "also as JSON" "$(docket_as ivy interfaces --json)" '*"name":"nord-freight"*"would_raise":"eta-late 2"*'
kill -9 "$engine"
start_engine one
sleep 1
is "a new engine counts nothing twice" "$(sql "select count(*) from docket.shadow_raise")" 2

# --- live: from here on
mode live
sleep 1
say late-live nord-freight "$(late late-live SH-1 '+9 hours')"
soon "a live event raises its case" "eta-late" 15 "select string_agg(type, ',') from docket.case_open"
mode shadow
soon "another time in shadow counts anew" 0 5 "select count(*) from docket.shadow_raise"
operation_end

#!/bin/bash
# Write-backs: a target that fails and loses answers gets each message once; one without keys that cannot be asked gets none
# twice, and a person is told; a kill -9 in the middle changes nothing of it.
# timeout: 240
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store
stub erp --keys=yes --ask=yes --errors=200 --losses=200 --seed=7
connect erp "$port" 'key-header Idempotency-Key' "ask-url http://127.0.0.1:$port/documents?ref={key}"
stub tms --keys=no --ask=no --errors=0 --losses=300 --seed=8
connect out-tms "$port"
cat >"$work/two.policy" <<'POLICY'
include core

exception failed-delivery "Failed delivery"
	effect erp invoice.hold "Hold the invoice of {ref}" on open
	effect tms gate.hold "Hold {ref} at the gate" on open
POLICY
apply nordwind "$work/two.policy"
shipments=60
promise=$(hence '+2 hours')
event_time=$(hence '-1 hours')
for n in $(seq $shipments); do
	event "p$n" tms shipment.planned "SHP-$n" "\"customer\":\"RETAIL\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"promise\":\"$promise\",\"deliver\":\"$promise\""
	echo
done | { printf '['; paste -sd,; printf ']'; } >"$work/plans"
sed 's/"id":"p/"id":"f/g; s/"source":"tms"/"source":"freight"/g; s/shipment\.planned/delivery.failed/g; s/"data":{[^}]*}/"data":{"reason":"closed"}/g' "$work/plans" >"$work/fails"

fast="--send-timeout=700 --send-lease=2500 --send-retry=1s --send-retry-most=2s --send-rate=100 --lease=1000"
# shellcheck disable=SC2086
start_engine one $fast
batch=application/cloudevents-batch+json
same "they are planned, and fail" "202 202" "$(post tms plans "$work/plans" $batch) $(post freight fails "$work/fails" $batch)"
soon "some are sent" t "select count(*) > 10 from docket.effect where state = 'done'"
kill -9 "$engine"
wait_gone "$engine" 5
# shellcheck disable=SC2086
start_engine two $fast
awaits "$((2 * shipments))|0" 60 "select count(*), count(*) filter (where state not in ('done', 'reconcile')) from docket.effect" ||
	fail "effects do not end: $(sql "select interface_id, state, count(*) from docket.effect group by 1, 2")"
of() { # TARGET: its write-backs
	echo "docket.effect e join docket.interface i using (tenant_id, interface_id) where i.name = '$1'"
}
same "the target with keys has all" "done|$shipments" "$(sql "select e.state, count(*) from $(of erp) group by 1")"

# executed STUB: the keys of what the stand-in executed, one a line.
executed() {
	grep '"executed": *true' "$work/$1.ledger" | sed -n 's/.*"key": *"\([^"]*\)".*/\1/p' | sort
}
same "each once" "$shipments $shipments" "$(executed erp | wc -l) $(executed erp | uniq | wc -l)"
same "the target without keys got none twice" "" "$(executed tms | uniq -d)"
same "all others are known or shown to a person" $shipments "$(sql "select count(*) from $(of out-tms) and e.state in ('done', 'reconcile')")"
lost=$(sql "select count(*) from $(of out-tms) and e.state = 'reconcile'")
[ "$lost" -gt 0 ] || fail "no answer of it was lost: the test shows nothing"
echo "ok $lost to reconcile"
executed tms >"$work/executed"
same "done means that it was executed" "" "$(sql "select e.key from $(of out-tms) and e.state = 'done'" | sort | comm -23 - "$work/executed")"

#!/bin/bash
# Letters that wait for their shipments are found in the store again and again until they are through: each is applied once, however long the
# queue is that they stand in.
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store

# many KIND PREFIX FROM TO: plans, or estimates, of some shipments as one message.
many() {
	local n promise event_time
	promise=$(hence '+2 hours') event_time=$(hence '-1 minutes')
	printf '['
	for n in $(seq "$3" "$4"); do
		[ "$n" = "$3" ] || printf ','
		case $1 in
		plan) planned "$2-$n" "$2-$n-a" ;;
		eta) eta "$2-$n" "$2-$n-b" '+9 hours' ;;
		esac
	done
	printf ']'
}
batch=application/cloudevents-batch+json
many eta L 1 3 >"$work/early"
many plan L 1 3 >"$work/plans"
# Written before anything waits for a lease: making them takes seconds on a busy machine.
for n in 1 2 3 4 5 6 7 8; do
	many plan "M$n" 1 12 >"$work/more-$n"
done

start_engine one --batch-items=10 --lease=6000
first=$engine
same "estimates of what nobody announced" 202 "$(post freight early "$work/early" $batch)"
soon "wait" 3 "select count(*) from docket.dead where state = 'waiting'"

# The one that works stands still; another takes what comes, and has the work once the lease has run out: all of it is in its queue then.
start_engine two --batch-items=10 --lease=6000
kill -STOP "$first"
same "their plans" 202 "$(post tms plans "$work/plans" $batch)"
for n in 1 2 3 4 5 6 7 8; do
	same "more, behind them" 202 "$(post tms "more-$n" "$work/more-$n" $batch)"
done
same "nobody works on it yet" 0 "$(sql "select count(*) from docket.subject where kind = 'shipment'")"
soon "then all is there" 99 "select count(*) from docket.subject where kind = 'shipment'"
soon "the letters are through" 3 "select count(*) from docket.dead where state = 'replayed'"
soon "nothing waits" t "select docket.quiet(1)"
same "each estimate is applied once" "3 3" "$(sql "select count(*) || ' ' || count(distinct partner_key) from docket.event where type = 'shipment.eta'")"
kill -KILL "$first"

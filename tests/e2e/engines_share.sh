#!/bin/bash
# timeout: 120
# busy: two engines
# The same news for three clients: the first is worked by one engine alone, the others by two that share, one of which is killed half way. All
# three end with the same cases, by shipment, type and times; and what the dead one worked on goes on with the other within 10 s.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
shipments=${SHIPMENTS:-150}
operation_open
for tenant in alone left right; do
	operation_trade $tenant data/policies/core.policy --clock driven --start 2026-03-02T05:00:00Z
done

# news STEP: a batch of all shipments' news: planned (1), every third late (2), every fifth picked up and every sixth in time again (3).
news() {
	awk -v step="$1" -v count="$shipments" 'function say(id, source, type, ref, time, data) {
			printf "%s{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\",\"subject\":\"shipment/%s\",\"time\":\"2026-03-02T%sZ\",\"data\":{%s}}", comma, id, source, type, ref, time, data
			comma = ",\n"
		}
		BEGIN { printf "["
		for (i = 1; i <= count; i++) {
			ref = "SHP-" i
			if (step == 1) say(ref "-1", "tms", "shipment.planned", ref, "05:00:00", "\"title\":\"pallets\",\"customer\":\"RETAIL\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"pickup\":\"2026-03-02T09:00:00Z\",\"promise\":\"2026-03-02T16:00:00Z\",\"deliver\":\"2026-03-02T16:00:00Z\"")
			if (step == 2 && i % 3 == 0) say(ref "-2", "freight", "shipment.eta", ref, "06:00:00", "\"at\":\"2026-03-02T" 17 + i % 5 ":00:00Z\"")
			if (step == 3 && i % 5 == 0) say(ref "-3", "freight", "shipment.picked-up", ref, "07:00:00", "\"at\":\"2026-03-02T06:50:00Z\"")
			if (step == 3 && i % 6 == 0) say(ref "-4", "freight", "shipment.eta", ref, "07:00:00", "\"at\":\"2026-03-02T15:30:00Z\"")
		}
		print "]" }'
}
for step in 1 2 3; do news $step >"$work/news$step.json"; done
give() { # give TENANT STEP
	local interface=$1-freight
	[ "$2" != 1 ] || interface=$1-tms
	is "$1 takes news $2" "$(post "$interface" "$1-$2" "$work/news$2.json" application/cloudevents-batch+json)" 202
}
hour() { sql "select docket.advance_clock(tenant_id, '2026-03-02T$1Z') from docket.tenant where name in ($2)" >/dev/null; }
cases() {
	sql "select s.ref, x.type, x.state, x.band, x.opened_at, x.cleared_at, x.closed_at from (
			select tenant_id, subject_id, type, state, band, opened_at, cleared_at, closed_at from docket.case_open
			union all select tenant_id, subject_id, type, state, band, opened_at, cleared_at, closed_at from docket.case_closed) x
		join docket.subject s using (tenant_id, subject_id) where x.tenant_id = docket.tenant_id_of('$1') order by 1, 2, 5"
}

start_engine one --lease=1500
one=$engine
one_http=$http
give alone 1
wait_quiet 30
hour 06:00:00 "'alone'"
give alone 2
wait_quiet 30
hour 07:00:00 "'alone'"
give alone 3
wait_quiet 30
hour 12:00:00 "'alone'"
wait_quiet 30
cases alone >"$work/alone.cases"
at_most "cases of the first: at least a third of the shipments" $((shipments / 3)) "$(wc -l <"$work/alone.cases")"

start_engine two --lease=1500
two=$engine
two_http=$http
soon "two engines share the clients" 2 10 "select count(distinct owner) from docket.lease where kind = 'work' and expires_at > now()"
give left 1
http=$one_http
give right 1
wait_quiet 30
hour 06:00:00 "'left', 'right'"
give left 2
http=$two_http
give right 2
lost=$(sql "select part from docket.lease where kind = 'work' and owner like '%pid-$two-%' limit 1")
kill -9 "$two"
begin=$(ms)
http=$one_http
soon "what the dead one had is the other's" 1 15 "select count(*) from docket.lease where kind = 'work' and part = $lost and owner like '%pid-$one-%' and expires_at > now()"
at_most "within 10 s, in ms" $(($(ms) - begin)) 10000
wait_quiet 30
hour 07:00:00 "'left', 'right'"
give left 3
give right 3
wait_quiet 30
hour 12:00:00 "'left', 'right'"
wait_quiet 30
for tenant in left right; do
	cases $tenant >"$work/$tenant.cases"
	is "$tenant ends with the same cases" "$(diff "$work/alone.cases" "$work/$tenant.cases" | head -5)" ""
done
operation_end

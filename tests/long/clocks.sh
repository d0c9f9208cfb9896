#!/bin/bash
# A million running clocks: how soon an engine serves with them, what it costs to have them, how late one fires, and that those which fell
# due while no engine was there fire once each when one is back. Not part of ./tests/run; the optimised build is made first:
#   tests/long/clocks.sh            a million
#   CLOCKS=100000 tests/long/clocks.sh
cd "$(dirname "$0")/../.." || exit 1
DOCKET_BUILD=${DOCKET_BUILD:-build}
export DOCKET_BUILD
./app/try --build >/dev/null || exit 1
. tests/lib/operation.sh
clocks=${CLOCKS:-1000000}
cases=$((clocks / 4)) # each case has four of them
due=${DUE:-1000}

operation_open 'max_wal_size = 8GB' 'shared_buffers = 1GB'
docket_admin tenant add clocks --title Clocks --zone UTC
mkdir -p "$work/clocks"
cat >"$work/clocks/clocks.policy" <<'POLICY'
policy "A million clocks"
desk transport "Transport desk"
unknown make
exception late "Expected late"
	path transport/delivery/expected-late
	detect when late>0m
	clear when late<=0m
	clear milestone deliver
	what "ETA {eta}"
	band 2
	severity medium
	side carrier
	desk transport
	clock respond 90d
	clock resolve 120d
	clock claim 200d
	clock free_time 100d
exception soon "Not picked up"
	path transport/pickup/late
	detect deadline pickup by pickup
	clear milestone pickup
	what "not picked up"
	band 1
	severity medium
	side carrier
	desk transport
	clock respond 1h
POLICY
cat >"$work/clocks.mapping" <<'MAPPING'
mapping clocks "Shipments with an estimate behind their promise"
rows csv
zone UTC
text ref "{ref}"
time known "{known}" "%Y-%m-%dT%H:%M:%S"
time promise "{promise}" "%Y-%m-%dT%H:%M:%S"
time eta "{eta}" "%Y-%m-%dT%H:%M:%S"
time pickup "{pickup}" "%Y-%m-%dT%H:%M:%S"
event shipment.planned
	about ref
	known known
	set promise promise
	set deliver promise
	set pickup pickup
event shipment.eta
	about ref
	known known
	at eta
MAPPING
apply clocks "$work/clocks/clocks.policy"
docket_admin operator add ana --tenant clocks --role dispatcher --desk all --name 'Ana Alba'

# rows PREFIX COUNT PICKUP: shipments that are expected a day late, promised in 300 days.
rows() {
	awk -v prefix="$1" -v count="$2" -v known="$(hence '-1 minute' '+%Y-%m-%dT%H:%M:%S')" -v promise="$(hence '+300 days' '+%Y-%m-%dT%H:%M:%S')" \
		-v eta="$4" -v pickup="$3" 'BEGIN { print "ref,known,promise,eta,pickup"
		for (i = 1; i <= count; i++) printf "%s-%d,%s,%s,%s,%s\n", prefix, i, known, promise, eta, pickup }'
}
late=$(hence '+301 days' '+%Y-%m-%dT%H:%M:%S')
start_engine one
rows C "$cases" "" "$late" >"$work/many.csv"
begin=$(ms)
tries=0
until docket_as postgres load --map "$work/clocks.mapping" --tenant clocks "$work/many.csv" >"$work/load.log" 2>&1; do # it goes on where it stopped
	tries=$((tries + 1))
	[ "$tries" -lt 10 ] || fail "docket load: $(cat "$work/load.log")"
done
echo "# $cases shipments loaded and decided in $((($(ms) - begin) / 1000)) s"
soon "all is decided" t 600 "select docket.quiet(docket.tenant_id_of('clocks'))"
running=$(sql "select count(*) from docket.case_clock where state = 'running'")
at_most "clocks run: $running of $clocks" "$((clocks - running))" 0

end_engine "$engine"
begin=$(ms)
start_engine two
took=$(($(ms) - begin))
at_most "an engine serves with them within 2 s" "$took" 2000
soon "and has the work" t 10 "select exists (select from docket.lease where expires_at > now() and kind = 'work')"

ticks() { awk '{ print $14 + $15 }' "/proc/$engine/stat"; }
sleep 5
before=$(ticks)
sleep 30
after=$(ticks)
at_most "idle: processor of the engine, in thousandths" "$(((after - before) * 1000 / 30 / $(getconf CLK_TCK)))" 20

# One whose pick-up falls due in a few seconds.
at=$(hence '+8 seconds' '+%Y-%m-%dT%H:%M:%S')
rows ONE 1 "$at" "" >"$work/one.csv"
docket_as postgres load --map "$work/clocks.mapping" --tenant clocks "$work/one.csv" >/dev/null 2>&1 || fail "one more"
soon "what falls due opens its case" 1 30 "select count(*) from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = 'ONE-1' and c.type = 'soon'"
lag=$(sql "select (extract(epoch from max(u.stored_at) - '$at'::timestamptz) * 1000)::int from docket.audit u where u.what = 'case opened' and u.case_id =
	(select c.case_id from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = 'ONE-1')" 2>/dev/null)
[ -z "$lag" ] || echo "# it was $lag ms late"

# Many while nobody is there.
at=$(hence '+20 seconds' '+%Y-%m-%dT%H:%M:%S')
rows DOWN "$due" "$at" "" >"$work/down.csv"
docket_as postgres load --map "$work/clocks.mapping" --tenant clocks "$work/down.csv" >/dev/null 2>&1 || fail "those that fall due"
end_engine "$engine"
while [ "$(date +%s)" -le "$(($(date -d "${at}Z" +%s) + 2))" ]; do sleep 0.5; done
begin=$(ms)
start_engine three
soon "all of them fire when an engine is back" "$due" 60 "select count(*) from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref like 'DOWN-%' and c.type = 'soon'"
at_most "within 10 s of its return, in ms" "$(($(ms) - begin))" 10000
is "once each" "$due" "$(sql "select count(distinct subject_id) from docket.case_open where type = 'soon' and subject_id in (select subject_id from docket.subject where ref like 'DOWN-%')")"
operation_end

#!/bin/bash
# A client that is cut over with its history: what was due before the go-live instant raises nothing, what is due after it does; the same
# history without such an instant raises all of it.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
docket_admin tenant add before --zone America/Chicago --currency USD --clock driven --start 2011-01-01T00:00Z
docket_admin tenant add cutover --zone America/Chicago --currency USD --clock driven --start 2011-01-01T00:00Z --go-live 2011-01-01T22:00Z
apply before data/policies/flights.policy
apply cutover data/policies/flights.policy
# Times of Chicago, 16:00 is the go-live instant: one late and one cancelled before it, one that was due before it and comes after it, one of each after it.
cat >"$work/flights.csv" <<'END'
Year,Month,DayofMonth,DayOfWeek,DepTime,ArrTime,UniqueCarrier,FlightNum,TailNum,ActualElapsedTime,AirTime,ArrDelay,DepDelay,Origin,Dest,Distance,TaxiIn,TaxiOut,Cancelled,CancellationCode,Diverted
2011,1,1,6,1400,1530,AA,1,N1,60,40,30,0,IAH,DFW,224,7,13,0,,0
2011,1,1,6,,,AA,2,,,,,,IAH,DFW,224,,,1,B,0
2011,1,1,6,1400,1640,AA,3,N3,60,40,100,0,IAH,DFW,224,7,13,0,,0
2011,1,1,6,1700,1930,AA,4,N4,60,40,60,0,IAH,DFW,224,7,13,0,,0
END
start_engine one
# raised TENANT: the exceptions of its whole life, and the shipments they were about.
raised() {
	sql "select coalesce(string_agg(c.type || ' ' || s.ref, ', ' order by s.ref, c.type), 'nothing')
		from (select tenant_id, subject_id, type from docket.case_closed union all select tenant_id, subject_id, type from docket.case_open) c
		join docket.subject s using (tenant_id, subject_id) where c.tenant_id = docket.tenant_id_of('$1')"
}
for tenant in before cutover; do
	like "$tenant: loaded" "$(docket_as postgres load --map hflights --tenant $tenant --until 2011-01-02T06:00Z "$work/flights.csv")" '*0 known before*'
done
wait_quiet 20
day='2011-01-01 AA'
is "without an instant all is raised" "$(raised before)" \
	"late-arrival ${day}1 IAH-DFW, cancelled ${day}2 IAH-DFW, late-arrival ${day}3 IAH-DFW, late-arrival ${day}4 IAH-DFW"
is "with one, what was due after it" "$(raised cutover)" "late-arrival ${day}4 IAH-DFW"
is "the history is there all the same" "$(sql "select count(*) from docket.event where tenant_id = docket.tenant_id_of('cutover') and state = 'applied'")" \
	"$(sql "select count(*) from docket.event where tenant_id = docket.tenant_id_of('before') and state = 'applied'")"
operation_end

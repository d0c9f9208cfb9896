#!/bin/bash
# timeout: 120
# A small history, decoded and loaded: each deadline is judged at its own time, the same file again changes nothing, and what was open at
# a moment is told as it was then.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
docket_admin tenant add flights --zone America/Chicago --currency USD --clock driven --start 2011-01-01T00:00Z
apply flights data/policies/flights.policy
docket_admin operator add ana --tenant flights --role dispatcher --desk all
cat >"$work/flights.csv" <<'END'
Year,Month,DayofMonth,DayOfWeek,DepTime,ArrTime,UniqueCarrier,FlightNum,TailNum,ActualElapsedTime,AirTime,ArrDelay,DepDelay,Origin,Dest,Distance,TaxiIn,TaxiOut,Cancelled,CancellationCode,Diverted
2011,1,1,6,1400,1500,AA,1,N1,60,40,-10,0,IAH,DFW,224,7,13,0,,0
2011,1,1,6,1430,1600,AA,2,N2,60,40,30,30,IAH,DFW,224,7,13,0,,0
2011,1,1,6,1400,1515,AA,3,N3,60,40,15,0,IAH,DFW,224,7,13,0,,0
2011,1,1,6,,,AA,4,,,,,,IAH,DFW,224,,,1,B,0
2011,1,1,6,1700,1900,AA,5,N5,,,,0,IAH,DFW,224,,,0,,1
END

is "decoded without a store" "$("$build/docket" decode --map hflights "$work/flights.csv" | wc -l)" 14
gzip -k "$work/flights.csv"
is "packed it says the same" "$("$build/docket" decode --map hflights "$work/flights.csv.gz" | cksum)" \
	"$("$build/docket" decode --map hflights "$work/flights.csv" | cksum)"
out=$(docket_as postgres load --map hflights --tenant flights "$work/flights.csv" 2>&1)
like "without an engine it is refused" "$out" '*no engine works for flights*'
start_engine one
like "loaded" "$(docket_as postgres load --map hflights --tenant flights --until 2011-01-02T06:00Z "$work/flights.csv.gz")" \
	'5 rows, 14 events: 14 new, 0 known before*'
is "late ones came and went" "$(sql "select count(*) from docket.case_closed where type = 'late-arrival'")" 2
is "what stays open" "$(docket_as ana cases --count | tr -s ' ' | tr '\n' ';')" " 1 cancelled; 1 diverted; 2 all;"
is "one was late at 15:50" "$(docket_as ana cases --at '2011-01-01 15:50' --count | tr -s ' ' | tr '\n' ';')" \
	" 1 cancelled; 1 late-arrival; 2 all;"
is "at the minute it came it is not" "$(docket_as ana cases --at '2011-01-01 16:00' --count | tr -s ' ' | tr '\n' ';')" " 1 cancelled; 1 all;"
is "a deadline at the minute of arrival fires first" "$(sql "select count(*) from docket.case_closed where closed_at = opened_at")" 1
like "the same again" "$(docket_as postgres load --map hflights --tenant flights "$work/flights.csv")" '*0 new, 14 known before*'
is "changed nothing" "$(sql "select count(*) from docket.event")" 14
sed -i 's/^2011,1,1,6,1400,1500,AA,1,N1,60,40,-10/2011,1,1,6,1400,1500,AA,1,N1,60,40,-5/' "$work/flights.csv"
like "another plan under the same key is left out" "$(docket_as postgres load --map hflights --tenant flights "$work/flights.csv")" \
	'*13 known before, 1 changed under the same key*'
echo '2011,1,x,6,1400,1500,AA,9,N1,60,40,-10,0,IAH,DFW,224,7,13,0,,0' >>"$work/flights.csv"
out=$(docket_as postgres load --map hflights --tenant flights "$work/flights.csv" 2>&1)
like "a row that cannot be read stops it all" "$out" '*day*nothing was loaded*'
like "and is named" "$("$build/docket" decode --map hflights "$work/flights.csv" 2>&1 >"$work/null")" '*line 7*day*'
like "another file's columns" "$(printf 'a,b\n1,2\n' >"$work/x.csv"; "$build/docket" decode --map hflights "$work/x.csv" 2>&1)" '*no such column*'
operation_end

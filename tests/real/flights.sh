#!/bin/bash
# timeout: 600
# serial: it is measured
# A quarter of a year of flights out of Houston as line-haul legs: which were late, cancelled or diverted is known for each row of the
# file, so every number docket shows has a second source: awk over the same file. What it says must also not depend on how often it is told.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
file=../shared/data/datasets/hflights_2011_q1.csv.gz
[ -r "$file" ] || skip "no ../shared/data"
most_s=90
release_build

operation_open 'max_wal_size = 4GB'
docket_admin tenant add flights --title Flights --zone America/Chicago --currency USD --clock driven --start 2010-12-25T00:00Z
apply flights data/policies/flights.policy
docket_admin operator add ana --tenant flights --role dispatcher --desk all --name 'Ana Alba'
start_engine one

seed=${SEED:-$RANDOM}
RANDOM=$seed
echo "# SEED=$seed"

load() {
	docket_as postgres load --map hflights --tenant flights --until 2011-04-02T00:00Z "$file" >"$work/load.log" 2>&1 ||
		fail "docket load: $(cat "$work/load.log")"
	sed 's/^/# /' "$work/load.log"
}

begin=$(ms)
load
took_s=$((($(ms) - begin) / 1000))
at_most "loaded and decided within $most_s s" "$took_s" "$most_s"
soon "the engine is quiet" t 20 "select docket.quiet(docket.tenant_id_of('flights'))"

cases="(select * from docket_read.case_all where tenant = 'flights') c"
is "late" "$(as ana "select count(*) from $cases where type = 'late-arrival'")" 11074
is "late by an hour or more" "$(as ana "select count(*) from $cases where type = 'late-arrival' and measure_s >= 3600")" 2259
is "cancelled" "$(as ana "select count(*) from $cases where type = 'cancelled'")" 1476
is "diverted" "$(as ana "select count(*) from $cases where type = 'diverted'")" 125
is "each late case opened at the planned arrival and 15 minutes" \
	"$(sql "select count(*) from (select subject_id, opened_at, type from docket.case_open union all
		select subject_id, opened_at, type from docket.case_closed) c
		left join docket.milestone m on m.subject_id = c.subject_id and m.code = 'arrive'
		where c.type = 'late-arrival' and c.opened_at is distinct from m.planned_at + interval '15 min'")" 0

# What was open at an instant, from the file alone, in minutes of local time since the day before its first: "late cancelled diverted".
# A late leg is open from planned + 15 min until it comes, a cancelled one from its planned departure (its day if that is not told),
# a diverted one from its departure (if that is not told, its planned one or its day).
zcat "$file" | tr -d '\r' >"$work/flights.csv"
cat >"$work/open.awk" <<'AWK'
function minutes(y, m, d, hhmm) {
	return (days[m] + d) * 1440 + int(hhmm / 100) * 60 + hhmm % 100
}
BEGIN {
	FS = ","
	days[1] = 0; days[2] = 31; days[3] = 59; days[4] = 90
	count = split(instants, at, " ")
}
NR > 1 {
	left = $5 == "NA" || $5 == "" ? -1 : minutes($1, $2, $3, $5)
	came = $6 == "NA" || $6 == "" ? -1 : minutes($1, $2, $3, $6)
	midnight = minutes($1, $2, $3, 0)
	late = $12 != "NA" && $12 != "" && $12 >= 15
	leave_plan = left < 0 ? -1 : left - $13
	if (left >= 0) { # the day is that of the plan
		while (leave_plan < midnight) { leave_plan += 1440; left += 1440 }
		while (leave_plan >= midnight + 1440) { leave_plan -= 1440; left -= 1440 }
	}
	if (came >= 0 && left >= 0)
		while (came < left - 180) came += 1440
	for (i = 1; i <= count; i++) {
		if (late && came - $12 + 15 <= at[i] && came > at[i]) n[i, "late"]++
		if ($19 == 1 && (left >= 0 ? leave_plan : midnight) <= at[i]) n[i, "cancelled"]++
		if ($21 == 1 && (came >= 0 ? came : left >= 0 ? left : midnight) <= at[i]) n[i, "diverted"]++
	}
}
END {
	for (i = 1; i <= count; i++)
		print n[i, "late"] + 0, n[i, "cancelled"] + 0, n[i, "diverted"] + 0
}
AWK

# instant LOCAL: local time in minutes as awk counts them.
instant() {
	echo $((10#$(date -u -d "$1" +%j) * 1440 + 10#$(date -u -d "$1" +%H) * 60 + 10#$(date -u -d "$1" +%M)))
}

# open_at LOCAL: what docket says was open then.
open_at() {
	docket_as ana cases --at "$(TZ=America/Chicago date -d "$1" +%Y-%m-%dT%H:%M:%S%:z)" --count --csv | tr -d '\r' | awk -F, '
		{ n[$1] = $2 } END { print n["late-arrival"] + 0, n["cancelled"] + 0, n["diverted"] + 0 }'
}

is "open at 2011-03-14 14:30" "$(open_at '2011-03-14 14:30')" "53 1410 96"
is "open at 2011-02-04 12:00" "$(open_at '2011-02-04 12:00')" "0 1080 52"
places=()
for n in 1 2 3 4 5 6 7 8; do # never in the hour that daylight saving takes away
	places+=("2011-$(printf '%02d-%02d %02d:%02d' $((RANDOM % 3 + 1)) $((RANDOM % 28 + 1)) $((RANDOM % 20 + 4)) $((RANDOM % 60)))")
done
numbers=
for place in "${places[@]}"; do numbers="$numbers $(instant "$place")"; done
awk -v instants="$numbers" -f "$work/open.awk" "$work/flights.csv" >"$work/open.txt"
n=0
while read -r wanted; do
	is "open at ${places[$n]}" "$(open_at "${places[$n]}")" "$wanted"
	n=$((n + 1))
done <"$work/open.txt"

# The same again changes nothing.
state="select count(*), md5(string_agg(c::text, E'\n' order by c.case_id)) from
	(select * from docket.case_open union all select * from docket.case_closed) c"
counts="select (select count(*) from docket.event), (select count(*) from docket.subject), (select count(*) from docket.audit),
	(select count(*) from docket.case_clock), (select max(seq) from docket.tenant_head)"
before=$(sql "$state") before_counts=$(sql "$counts")
load
soon "the engine is quiet again" t 20 "select docket.quiet(docket.tenant_id_of('flights'))"
is "the same file twice: the same cases" "$(sql "$state")" "$before"
is "the same file twice: no row more" "$(sql "$counts")" "$before_counts"
is "the audit holds" "$(sql "select count(*) from docket.audit_verify(docket.tenant_id_of('flights'))")" 0
operation_end

#!/bin/bash
# timeout: 400
# The same news in any order of arrival ends in the same state, through the real engine; what comes in parts is delivered with the last one;
# customs holds are a set.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
printf 'title "Swift webhook"\nparty carrier:SWIFT\nmode live\nsecret nord.freight\n' >"$work/nord-swift.interface"
apply nord "$work/nord-swift.interface"
start_engine one

# say ID INTERFACE TYPE REF KNOWN [DATA]: an event that its sender knew at KNOWN.
say() {
	event_time=$(hence "$5") event "$1" "$2" "$3" "$4" "${6:-}" >"$work/body"
	status=$(post "nord-$2" "$1" "$work/body")
	[ "$status" = 202 ] || fail "$1: $status"
}
# end_of REF: what is left of it all.
end_of() {
	sql "select s.phase || ' holds ' || array_to_string(s.holds, ',') || ' place ' || s.place || ' eta ' || coalesce(extract(epoch from m.estimated_at)::text, 'none')
			|| ' open ' || coalesce((select string_agg(c.type, ',' order by c.type) from docket.case_open c
				where c.tenant_id = s.tenant_id and c.subject_id = s.subject_id and c.state = 'open'), 'none')
			|| ' refs ' || (select string_agg(r.kind || ':' || replace(r.ref, s.ref, ''), ' ' order by r.kind, r.ref) from docket.subject_ref r
				where r.tenant_id = s.tenant_id and r.subject_id = s.subject_id)
		from docket.subject s left join docket.milestone m on m.tenant_id = s.tenant_id and m.subject_id = s.subject_id and m.code = 'deliver'
		where s.kind = 'shipment' and s.ref = '$1'"
}

base=$(date +%s)
promise=$(date -u -d "@$((base + 14400))" +%Y-%m-%dT%H:%M:%SZ)
late=$(date -u -d "@$((base + 40000))" +%Y-%m-%dT%H:%M:%SZ)
fine=$(date -u -d "@$((base + 10000))" +%Y-%m-%dT%H:%M:%SZ)
# one NUMBER REF: the pieces of news, numbered in order of time.
one() {
	case $1 in
	1) say "$2-1" tms shipment.planned "$2" '-180 min' "\"carrier\":\"FREIGHT\",\"customer\":\"RETAIL\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"promise\":\"$promise\",\"pro\":\"P$2\"" ;;
	2) say "$2-2" freight customs.hold "P$2" '-120 min' '"hold":"CBP"' ;;
	3) say "$2-3" freight customs.hold "$2" '-110 min' '"hold":"FDA"' ;;
	4) say "$2-4" freight customs.released "P$2" '-100 min' '"hold":"CBP"' ;;
	5) say "$2-5" freight customs.released "$2" '-95 min' '"hold":"CBP"' ;;
	6) say "$2-6" freight shipment.eta "$2" '-90 min' "\"at\":\"$fine\",\"place\":\"Fulda\"" ;;
	7) say "$2-7" freight shipment.eta "$2" '-80 min' "\"at\":\"$late\"" ;;
	8) say "$2-8" freight retraction "$2" '-70 min' "\"retracts\":\"freight $2-7\"" ;;
	9) say "$2-9" freight position "$2" '-60 min' '"place":"Kassel"' ;;
	esac
}
for number in 1 2 3 4 5 6 7 8 9; do one $number R0; done
wait_quiet 30
in_order=$(end_of R0)
like "in order" "$in_order" "planned holds FDA place Kassel eta $((base + 10000)).000000 open customs-hold refs pro:P shipment:"
RANDOM=20260302
for round in 1 2 3 4; do
	order=$(for number in 1 2 3 4 5 6 7 8 9; do echo "$RANDOM $number"; done | sort -n | cut -d' ' -f2 | tr '\n' ' ')
	for number in $order; do
		one "$number" "R$round"
		[ $((RANDOM % 3)) -ne 0 ] || sleep 0.2
	done
	wait_quiet 30
	is "in the order $order" "$(end_of "R$round")" "$in_order"
done
is "nothing waits" "$(sql "select count(*) from docket.dead where state in ('open', 'waiting')")" 0

# --- customs: a set
state() {
	sql "select phase || ' ' || array_to_string(holds, ',') from docket.subject where kind = 'shipment' and ref = '$1'"
}
cases() {
	sql "select count(*) from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = '$1' and c.type = '$2' and c.state = 'open'"
}
one 1 H1
say h2 freight customs.hold H1 '-50 min' '"hold":"CBP"'
say h3 freight customs.hold H1 '-49 min' '"hold":"FDA"'
say h4 freight customs.released H1 '-40 min' '"hold":"CBP"'
wait_quiet 20
is "one of two holds released: held" "$(state H1) $(cases H1 customs-hold)" "planned FDA 1"
say h5 freight customs.released H1 '-30 min' '"hold":"FDA"'
wait_quiet 20
is "both: free" "$(state H1)$(cases H1 customs-hold)" "planned 0"
say h6 freight customs.hold H1 '-35 min' '"hold":"FDA"'
wait_quiet 20
is "a hold that comes after its release" "$(state H1)$(cases H1 customs-hold)" "planned 0"
say h7 freight customs.hold H1 '-20 min' '"hold":"USDA"'
wait_quiet 20
is "a third hold" "$(state H1) $(cases H1 customs-hold)" "planned USDA 1"
say h8 freight retraction H1 '-10 min' '"retracts":"freight h7"'
wait_quiet 20
is "is taken back" "$(state H1)$(cases H1 customs-hold)" "planned 0"

# --- two parts, two carriers; ten of twelve pallets
say s1 tms shipment.planned S1 '-180 min' "\"customer\":\"RETAIL\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"promise\":\"$promise\",\"parts\":\"FREIGHT:500,SWIFT:600\""
say s2 freight delivery.completed 500 '-60 min'
wait_quiet 20
is "one of two parts is there" "$(state S1)" "planned "
say s3 swift delivery.completed 500 '-50 min'
wait_quiet 20
is "another carrier's number of the same name is none of it" "$(state S1)" "planned "
say s4 swift delivery.completed 600 '-40 min'
wait_quiet 20
is "the last part is there" "$(state S1)" "delivered "
say p1 tms shipment.planned Q1 '-180 min' "\"customer\":\"RETAIL\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"promise\":\"$promise\",\"pieces\":12"
say p2 freight delivery.completed Q1 '-60 min' '"pieces":10'
wait_quiet 20
is "ten of twelve" "$(state Q1) $(sql "select words from docket.milestone m join docket.subject s using (tenant_id, subject_id) where s.ref = 'Q1' and code = 'pieces'")" "planned  10 of 12"
say p3 freight delivery.completed Q1 '-30 min' '"pieces":2'
wait_quiet 20
is "and the rest" "$(state Q1)" "delivered "
operation_end

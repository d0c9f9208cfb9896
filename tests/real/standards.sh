#!/bin/bash
# Messages of DCSA's and GS1's own examples: what the specification calls valid becomes events, what it does not is a fault of its record
# with the reason. What is valid is said here, file by file; what is no event at all is listed as that.
cd "$(dirname "$0")/../.." || exit 1
build=${DOCKET_BUILD:?run by ctest, or with DOCKET_BUILD=the build directory}
data=../shared/data
command -v jq >/dev/null && [ -r $data/dcsa/SOURCES.md ] && [ -r $data/epcis/SOURCES.md ] || {
	echo "skipped: no ../shared/data, or no jq"
	exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
files=0
schemas=0

# agree FILE EVENTS FAULTS: what is wanted here is what samples.txt says of the file by its specification.
agree() {
	local word
	word=$(grep -v '^#' tests/real/samples.txt | awk -F '\t' -v file="$1" '$1 == file { print $2 }')
	case "$word $([ "$2" -gt 0 ] && echo events) $([ "$3" -gt 0 ] && echo faults)" in
	"taken events " | faults\ *\ faults | "query  " | "schema  " | "other  ") ;;
	*)
		echo "not ok - $1: samples.txt says \"$word\", wanted are $2 events and $3 faults"
		failures=1
		;;
	esac
}

# check MAPPING FILE EVENTS FAULTS [WORDS...]: so many events and faults, and every one of the words stands among the faults.
check() {
	local mapping=$1 file=$2 events=$3 faults=$4 got
	shift 4
	files=$((files + 1))
	agree "$file" "$events" "$faults"
	"$build/docket" decode --map "$mapping" "$data/$file" >"$work/events" 2>"$work/faults"
	got="$(wc -l <"$work/events") $(grep -vc '^docket: decode: ' "$work/faults")"
	[ "$got" = "$events $faults" ] || {
		echo "not ok - $file: events and faults are $got, wanted $events $faults: $(head -n 1 "$work/faults")"
		failures=1
	}
	for words; do
		grep -qF -- "$words" "$work/faults" || {
			echo "not ok - $file: no fault says \"$words\""
			failures=1
		}
	done
}

# natures WANTED: of the events decoded last, as type/nature.
natures() {
	local got
	got=$(jq -r '"\(.type)/\(.nature // "")"' "$work/events" | sort | uniq -c | sed 's/^ *//' | paste -sd, -)
	[ "$got" = "$1" ] || {
		echo "not ok - natures: got $got, wanted $1"
		failures=1
	}
}

dcsa=dcsa/dcsaorg__Conformance-Gateway
check dcsa2 $dcsa/tnt-220-response.json 7 0
natures "5 shipment.milestone/actual,2 shipment.milestone/estimated"
# Its ids: 123456789 and "incorrect" are no UUIDs. Two ids stand twice: the same event told twice, which is taken once by its key.
check dcsa2 $dcsa/tnt-220-response-wrong-event-ids.json 5 2 "eventID is no UUID"
[ "$(jq -r .partner_key "$work/events" | sort -u | wc -l)" = 3 ] || { echo "not ok - the same id twice is not the same event"; failures=1; }
# eventCreatedDateTime and eventDateTime are required and RFC 3339; the first record is right, an eventID is optional.
check dcsa2 $dcsa/tnt-220-response-wrong-date-times.json 1 6 "eventCreatedDateTime is missing" "eventDateTime is missing" \
	"known: \"2021 01 01 14:12:56\" is no moment" "at: \"2019/11/12 07:41:00 +08:30\" is no moment" "before 2000 or in the future"
# The places of two transport calls contradict each other. A void arrival notice is in the schema's enumerations: taken.
check dcsa2 $dcsa/tnt-220-response-wrong-attribute-values.json 1 2 "are two places"
check dcsa2 $dcsa/tnt-220-response-wrong-structure.json 0 2 "eventType is TRANSPORT, SHIPMENT or EQUIPMENT"
for file in equipment iot reefer shipment transport; do
	check dcsa3 $dcsa/tnt-300-request-$file.json 1 0
done
check dcsa3 $dcsa/tnt-300-response.json 5 0
check dcsa3 $dcsa/tnt-300-response-nextpage.json 5 0
natures "2 position/,2 shipment.milestone/actual,1 shipment.milestone/estimated"
# What version 3 calls a retraction: the flag beside the id; the rest is irrelevant but for what it is about.
jq -c '.events |= map(. + { isRetracted: true } | del(.eventClassification, .eventDateTime))' $data/$dcsa/tnt-300-request-transport.json >"$work/gone.json"
"$build/docket" decode --map dcsa3 "$work/gone.json" >"$work/events" || failures=1
[ "$(jq -r '"\(.type) \(.subject_ref) \(.retracts)"' "$work/events")" = "retraction ABC709951 evt-trans-001-2026-01-20T12:30:00Z *" ] ||
	{ echo "not ok - a retraction of version 3: $(cat "$work/events")"; failures=1; }
# Of version 2's planned nature there is no sample: the same event as a plan.
jq -c 'map(.eventClassifierCode = "PLN")' $data/$dcsa/tnt-220-response.json >"$work/plan.json"
"$build/docket" decode --map dcsa2 "$work/plan.json" >"$work/events" || failures=1
natures "3 shipment.milestone/actual,4 shipment.milestone/planned"

# GS1: every event of a document is one; what else a file holds is said.
gs1=epcis/gs1__EPCIS
while read -r file; do
	file=${file#"$data/"}
	case $file in
	*/EPCISQueryDocument.jsonld) check epcis "$file" 0 0 ;;          # an answer to a query, not a capture
	*/Extended-Event.json) check epcis "$file" 0 0 ;;                # a type of the partner's own
	*/schemas/sch?.json) check epcis "$file" 0 0 && schemas=$((schemas + 1)) ;; # schemas
	*/AssociationEvent-h.jsonld) check epcis "$file" 0 1 duplicate ;; # it has eventID twice: which one it means nobody knows
	*)
		check epcis "$file" "$(jq -r 'if .epcisBody then .epcisBody.eventList | length else 1 end' "$data/$file")" 0
		;;
	esac
done < <(find $data/$gs1/JSON $data/$gs1/JSON-Schema/test -name '*.json*' | sort)
# A cold chain that is broken: GS1's reading of 12 degrees as an alarm.
jq -c '.epcisBody.eventList[0].sensorElementList[0].sensorReport = [{ type: "Temperature", value: 53.6, uom: "FAH", exceptionType: "ALARM_CONDITION" }]' \
	$data/$gs1/JSON/WithSensorData/SensorDataExample1.jsonld >"$work/warm.json"
"$build/docket" decode --map epcis "$work/warm.json" >"$work/events" || failures=1
[ "$(jq -r 'select(.type == "temperature.excursion") | .attrs | tojson' "$work/events" | sort -u)" = '["celsius","12"]' ] ||
	{ echo "not ok - an alarm: $(cat "$work/events")"; failures=1; }
# What is required is asked for.
jq -c 'del(.epcisBody.eventList[0].eventTimeZoneOffset)' $data/$gs1/JSON/Example_9.6.1-ObjectEvent.jsonld >"$work/zone.json"
"$build/docket" decode --map epcis "$work/zone.json" 2>&1 >/dev/null | grep -qF "/epcisBody/eventList/0: the record: eventTimeZoneOffset is missing" ||
	{ echo "not ok - a missing offset is not told"; failures=1; }

echo "ok - $files files"
# Every file of these two that samples.txt calls events, right or with faults, was looked at.
[ "$(grep -cP '^(dcsa|epcis)/.*\t(taken|faults|query|other)\t' tests/real/samples.txt)" = $((files - schemas)) ] || {
	echo "not ok - of samples.txt $files files were looked at, $schemas of them schemas"
	failures=1
}
exit $failures

#!/bin/bash
# Tracking answers of carriers, read by docket's mappings and by another project: class of status, instant, place and whether it was
# delivered are equal, or the difference stands in the table below with its reason. A difference that no longer occurs is a failure too.
cd "$(dirname "$0")/../.." || exit 1
build=${DOCKET_BUILD:?run by ctest, or with DOCKET_BUILD=the build directory}
data=../shared/data/carrier-json/karrioapi__karrio
command -v jq >/dev/null && [ -r $data/index.json ] || {
	echo "skipped: no ../shared/data, or no jq"
	exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# mapping, folder, answer, the other reading, and how many minutes its clock is ahead of UTC where it stands: the other reading keeps
# local time and drops the offset; an answer over several zones has several.
cat >"$work/files" <<'END'
asendia asendia TrackingResponse.response.json ParsedTrackingResponse 0
australiapost australiapost TrackingResponse.response.json ParsedTrackingResponse 660
bpost bpost TrackingResponse.response.xml ParsedTrackingResponse 60
canadapost canadapost TrackingResponseXml.response.xml ParsedTrackingResponse -300
chronopost chronopost TrackingResponse.response.xml ParsedTrackingResponse 120
dhl dhl_universal TrackingResponseJSON.response.json ParsedTrackingResponse 0
dhl-express dhl_express TrackingResponseXML.response.xml ParsedTrackingResponse 0
dhl-express dhl_express IntransitTrackingResponseXML.response.xml ParsedInTransitTrackingResponse 0
dhl-paket dhl_parcel_de TrackingResponseXML.response.xml ParsedTrackingResponse 60
fedex fedex TrackingResponse.response.json ParsedTrackingResponse -420
fedex fedex DuplicateTrackingResponse.response.json ParsedDuplicateTrackingResponse -420
fedex fedex InconsistentDateTimeResponse.response.json ParsedInconsistentDateTimeResponse 0,-240,-300
gls gls TrackingResponse.response.json ParsedTrackingResponse 120
hermes hermes TrackingResponse.response.json ParsedTrackingResponse 60
laposte laposte TrackingResponse.response.json ParsedTrackingResponse 60
mydhl mydhl TrackingResponse.response.json ParsedTrackingResponse 0
parcelone parcelone TrackingResponseJSON.response.json ParsedTrackingResponse 60
parcelone parcelone TrackingNoEventsResponseJSON.response.json ParsedTrackingNoEventsResponse 0
seko seko TrackingResponse.response.json ParsedTrackingResponse 0
seko seko TrackingResponse2.response.json ParsedTrackingResponse2 0
smartkargo smartkargo TrackingResponse.response.json ParsedTrackingResponse 0
smartkargo smartkargo PartnerTrackingResponse.response.json ParsedPartnerTrackingResponse -240
smartkargo smartkargo DotNetTicksTrackingResponse.response.json ParsedDotNetTicksTrackingResponse 0
spring spring TrackingResponse.response.json ParsedTrackingResponse 0
teleship teleship TrackingResponse.response.json ParsedTrackingResponse 0
ups ups TrackingResponseJSON.response.json ParsedTrackingResponse 0
usps usps TrackingResponse.response.json ParsedTrackingResponse -300
usps usps_international TrackingResponse.response.json ParsedTrackingResponse -300
END

# folder | what differs, as the comparison says it (a pattern of the shell) | why
cat >"$work/differences" <<'END'
australiapost | about ET123456789AU: 0 events there, 8 here | the other reading does not look into the items of a consignment
australiapost | *: delivered there, * | the other reading gives every event the status of the whole parcel
bpost | about *: delivered false | the last state is "distributed normally"; the other reading calls its event delivered and the parcel not
bpost | L00 *: on_hold there, shipment.out-for-delivery here | "out for distribution" is no hold
canadapost | about *: delivered false | it holds "item successfully delivered"; the other reading looks at the newest event only
dhl_universal | pre-transit *: delivered there, shipment.announced here | this sample of the documentation says pre-transit in its code and DELIVERED in its words; the code counts
dhl_express | PL *: picked_up there, position here | "processed at a location" comes on the way, not at pickup
dhl_parcel_de | PO *: in_transit there, shipment.out-for-delivery here | "loaded onto the delivery vehicle"
dhl_parcel_de | AE *: in_transit there, shipment.picked-up here | "has been picked up"
dhl_parcel_de | ES *: in_transit there, shipment.picked-up here | "posted by the sender": the carrier has it
fedex | about 776094337676: 8 events there, 18 here | the number was used twice; the other reading keeps the later use only
laposte | ET1 *: out_for_delivery there, position here | ET1 is "on its way"; out for delivery is MD2
mydhl | PU *: pending there, shipment.picked-up here | "shipment picked up"
parcelone | about 123456789012: another reference | the other reading takes the number of its request; the answer tells the last carrier's only
smartkargo | about yogi045: another reference | the other reading takes the number of its request; the answer tells its own
teleship | collected *: in_transit there, shipment.picked-up here | "collected from sender"
ups | about string: another reference | the documentation's sample has the word "string" for a number: it counts as missing, and the number asked for is taken
END

# The reason of the difference $2 of folder $1; nothing if it is not listed. What is met is noted.
reason_of() {
	local folder pattern reason
	while IFS='|' read -r folder pattern reason; do
		folder=${folder% } pattern=${pattern# } pattern=${pattern% }
		# shellcheck disable=SC2053
		[[ $folder == "$1" && $2 == $pattern ]] || continue
		echo "$folder | $pattern" >>"$work/met"
		echo "$reason"
		return
	done <"$work/differences"
}

cat >"$work/compare.jq" <<'JQ'
def class: { "shipment.announced": "pending", "shipment.picked-up": "picked_up", "position": "in_transit", "shipment.arrived": "in_transit",
	"shipment.dispatched": "in_transit", "customs.released": "in_transit", "customs.hold": "in_transit", "shipment.out-for-delivery": "out_for_delivery",
	"delivery.completed": "delivered", "delivery.failed": "delivery_failed", "delivery.refused": "delivery_failed", "shipment.held": "on_hold",
	"shipment.ready-for-pickup": "ready_for_pickup", "returns.initiated": "return_to_sender", "shipment.delayed": "in_transit" }[.] // .;
def bare: (. // "") | gsub("\\s+"; " ") | gsub("^ | $"; "");
def parts: bare | split(", ") | map(select(. != "")) | sort;
# Minutes since 1970; local time as it stands there.
def clock: if test("^[0-9]{1,2}:[0-9]{2}") then capture("^(?<h>[0-9]+):(?<m>[0-9]+)") else { h: "0", m: "0" } end;
def minute_of(date; time): ((date + "T00:00:00Z") | fromdate) / 60 + (time | clock | (.h | tonumber) * 60 + (.m | tonumber));
def wanted_minute: minute_of(.date; .time);
def our_minute: (.at | sub("\\.[0-9]+Z$"; "Z") | fromdate) / 60 | floor;
def is_event: .type != "shipment.eta" and (.at // "") != "" and (.words // .reason // "") != "";
($offsets | split(",") | map(tonumber)) as $shifts
| ($ours | map(select(is_event))) as $events
| $theirs[0][0][] as $parcel
| ($events | map(select(.subject_ref == $parcel.tracking_number))) as $same
| (if ($same | length) == 0 and ($parcel.events // [] | length) > 0 then "about \($parcel.tracking_number): another reference" else empty end),
  (if ($same | length) == 0 then $events else $same end | . as $mine
  | (if ($parcel.delivered // false) != any($mine[]; .type == "delivery.completed") then "about \($parcel.tracking_number): delivered \($parcel.delivered // false)" else empty end),
    (if ($parcel.events // [] | length) != ($mine | length) then "about \($parcel.tracking_number): \($parcel.events // [] | length) events there, \($mine | length) here" else empty end),
    ($parcel.events // [] | .[] as $want
    | ($want | wanted_minute) as $minute
    | [$mine[] | select((our_minute) as $m | any($shifts[]; $m + . == $minute))
	| select((.words | bare) == ($want.description | bare) or (.place | parts) == ($want.location | parts))] as $found
    | "\($want.code // $want.description) \($want.date) \($want.time)" as $name
    | if ($found | length) == 0 then "\($name): no such event"
      elif $want.status and all($found[]; (.type | class) != $want.status) then "\($name): \($want.status) there, \($found[0].type) here"
      elif $want.location and all($found[]; (.place | parts) != ($want.location | parts)) then "\($name): at \($want.location) there, \($found[0].place) here"
      else empty end))
JQ

failures=0 carriers='' events=0
while read -r mapping folder answer reading offsets; do
	"$build/docket" decode --map "$mapping" "$data/$folder/$answer" >"$work/ours" 2>"$work/faults" || {
		echo "not ok - $folder/$answer: $(head -n 1 "$work/faults")"
		failures=1
		continue
	}
	jq -rn -f "$work/compare.jq" --arg offsets "$offsets" --slurpfile ours "$work/ours" --slurpfile theirs "$data/$folder/$reading.expected.json" \
		>"$work/found" 2>"$work/jq" || {
		echo "not ok - $folder/$answer: $(head -n 1 "$work/jq")"
		failures=1
		continue
	}
	events=$((events + $(wc -l <"$work/ours")))
	while IFS= read -r line; do
		reason=$(reason_of "$folder" "$line")
		[ -n "$reason" ] && continue
		echo "not ok - $folder/$answer: $line"
		failures=1
	done <"$work/found"
	carriers="$carriers $folder"
done <"$work/files"
while IFS= read -r line; do
	grep -qxF -- "${line% | *}" "$work/met" && continue
	echo "not ok - a listed difference does not occur: $line"
	failures=1
done <"$work/differences"
count=$(printf '%s\n' $carriers | sort -u | wc -l)
echo "ok - $count carriers, $events events"
[ "$count" -ge 12 ] || failures=1
exit $failures

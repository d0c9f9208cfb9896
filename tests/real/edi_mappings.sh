#!/bin/bash
# X12 and EDIFACT files of other projects through the mappings that ship. What a file holds is known from its expected.json, which was made
# without docket: every AT7 is one event of the meaning its code has, every set of a mapped kind becomes an event or a fault that says why.
cd "$(dirname "$0")/../.." || exit 1
build=${DOCKET_BUILD:?run by ctest, or with DOCKET_BUILD=the build directory}
data=../shared/data
command -v jq >/dev/null && ls $data/edi-x12/*/expected.json >/dev/null 2>&1 || {
	echo "skipped: no ../shared/data, or no jq"
	exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

bad() {
	echo "not ok - $*"
	failures=1
}

# decode MAPPING FILE: events and faults, kept.
decode() {
	"$build/docket" decode --map "$1" "$2" >"$work/events" 2>"$work/faults"
	local code=$?
	[ $code -lt 128 ] || bad "$2: ended by a signal"
	sed -i '/^docket: decode: /d' "$work/faults"
}

# Codes of AT7 and what they are: status (1650), appointment (1652).
cat >"$work/codes" <<'END'
X3 shipment.milestone/at-pickup/actual
CP position//
AF shipment.picked-up//
X6 position//
X4 shipment.arrived//
P1 position//
X1 shipment.milestone/at-delivery/actual
X5 position//
X8 position//
D1 delivery.completed//
CD position//
SD shipment.delayed//
AG shipment.eta//
X2 shipment.eta//
AH delivery.failed//
AP delivery.failed//
A7 delivery.refused//
A9 goods.damaged//
CA shipment.cancelled//
XB shipment.announced//
J1 position//
L1 position//
AA shipment.milestone/pickup/estimated
AB shipment.milestone/deliver/estimated
AC shipment.milestone/deliver/estimated
END

# --- status of motor freight: each AT7 of each file that has any
at7=0
while IFS=$'\t' read -r folder file; do
	decode x12-214 "$data/edi-x12/$folder/$file"
	jq -r --arg file "$file" '.files[] | select(.file == $file) | .expected.at7[] | split("|") | [.[0], .[2]] | map(select(. != "")) | first // "none"' \
		"$data/edi-x12/$folder/expected.json" >"$work/wanted_codes"
	while read -r code; do
		meaning=$(sed -n "s/^$code //p" "$work/codes")
		[ "$code" != none ] || meaning=fault
		echo "${meaning:-unlisted $code}"
	done <"$work/wanted_codes" >"$work/wanted"
	{
		jq -r '"\(.type)/\(.milestone // "")/\(.nature // "")"' "$work/events"
		grep -c 'neither a status' "$work/faults" | awk '{ for (i = 0; i < $1; i++) print "fault" }'
	} | sort >"$work/got"
	sort "$work/wanted" | diff - "$work/got" >"$work/diff" || bad "$folder/$file: AT7 wanted (<) and got (>): $(paste -sd' ' "$work/diff")"
	at7=$((at7 + $(wc -l <"$work/wanted")))
done < <(for f in $data/edi-x12/*/expected.json; do
	folder=$(basename "$(dirname "$f")")
	jq -r --arg folder "$folder" '.files[] | select((.expected.at7 // []) | length > 0) | [$folder, .file] | @tsv' "$f"
done)
echo "ok - $at7 AT7"
[ "$at7" -ge 41 ] || bad "there are fewer AT7 than the files hold"

# --- every set of a mapped kind says something: an event, or why not
# told MAPPING FOLDER KIND: sets of that kind in files whose envelope nobody disputes.
told() {
	local mapping=$1 standard=$2 kind=$3 sets=0 files=0 wanted got
	for expected in $data/$standard/*/expected.json; do
		while IFS=$'\t' read -r file wanted; do
			[ -n "$file" ] && [ "$wanted" -gt 0 ] || continue
			decode "$mapping" "$(dirname "$expected")/$file"
			got=$({ jq -r .partner_key "$work/events" | wc -l; grep -c . "$work/faults"; } | awk '{ n += $1 } END { print n }')
			[ "$got" -ge "$wanted" ] || bad "$file: $wanted of $kind, and only $got things said"
			sets=$((sets + wanted)) files=$((files + 1))
		done < <(jq -r --arg kind "$kind" '.files[] | select(.verdict == "agreed") | [.file, ((.expected.sets // .expected.messages // {}) | to_entries |
			map(select((.key | split(":")[0]) == $kind) | .value) | add // 0)] | @tsv' "$expected")
	done
	echo "# $kind: $sets in $files files"
	total=$((${total:-0} + sets))
}
for kind in 204 990 210 315 856 940 944 945; do told x12-$kind edi-x12 $kind; done
for kind in iftsta iftmin desadv invoic; do told edifact-$kind edi-edifact ${kind^^}; done
echo "ok - $total sets and messages"

# --- a load through its four sets
lines() {
	decode x12-motor "$data/edi-x12/indice-co__EDI.Net/$1-MGCTLYST-SAMPLE.EDI"
	jq -r '[.type, .subject_kind, .subject_ref, .at // "-", (.attrs // [] | index("amount") as $i | if $i then .attrs[$i + 1] else "-" end)] | join(" ")' "$work/events" 2>/dev/null ||
		jq -r '[.type, .subject_kind, .subject_ref, .at // "-"] | join(" ")' "$work/events"
}
{ for set in 204 990 214 210; do lines $set; done; } >"$work/load"
grep -q '^shipment.planned shipment 75027674 ' "$work/load" && grep -q '^tender.sent shipment 75027674 ' "$work/load" &&
	grep -q '^tender.accepted shipment 75027674 2016-07-26T08:36:00Z' "$work/load" &&
	grep -q '^delivery.completed shipment 75027674 2016-07-26T12:30:00Z' "$work/load" &&
	grep -q '^invoice.received invoice 09851270 2016-07-07T00:00:00Z' "$work/load" || bad "load 75027674: $(cat "$work/load")"
grep -qF '"amount","659.40 USD"' "$work/events" || bad "the freight bill is $(cat "$work/events")"
# A 997 is no answer to a tender.
decode x12-990 "$(grep -l 'ST.997' $data/edi-x12/*/*997* | head -n 1)"
grep -q 'takes none of it: it holds 997' "$work/faults" && [ ! -s "$work/events" ] || bad "a 997 was taken for an answer"
exit $failures

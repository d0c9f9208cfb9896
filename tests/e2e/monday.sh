#!/bin/bash
# cost: 35
# timeout: 240
# Monday, eight o'clock: under 400 proofs of delivery that ran out over the weekend and 12 ordinary delays, the three legs that a line
# or a cold chain waits for are the first three rows. The same morning without these two words is the control.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
friday=2026-11-20
monday=2026-11-23
before=${monday}T06:20:00Z
eight=${monday}T07:00:00Z # 08:00 in Berlin
operation_open
for tenant in nord plain; do
	operation_trade "$tenant" data/policies/nordwind.policy --clock driven --start "${friday}T05:00Z"
	printf 'kind,code,name,tier\ncustomer,CORNER,Corner shops,silver\n' >"$work/parties.csv"
	docket_admin master "$work/parties.csv" --tenant "$tenant"
	docket_admin operator add "ana$tenant" --name 'Ana Alba' --tenant "$tenant" --role dispatcher --desk all
done
start_engine one

# plan SHIPMENT CUSTOMER PROMISE MORE; eta SHIPMENT AT; delivered SHIPMENT AT: one item each.
plan() {
	event_time=${friday}T05:00:00Z
	event "p-$1" tms shipment.planned "$1" "\"title\":\"20 pallets\",\"customer\":\"$2\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"pickup\":\"${friday}T06:00:00Z\",\"promise\":\"$3\",\"deliver\":\"$3\",\"order\":\"SO-$1\"$4"
}
picked() {
	event_time=${friday}T06:00:00Z
	event "u-$1" freight shipment.picked-up "$1" "\"at\":\"${friday}T06:00:00Z\""
}
delivered() {
	event_time=$2
	event "d-$1" freight delivery.completed "$1" "\"at\":\"$2\""
}
eta() {
	event_time=$before
	event "e-$1" freight shipment.eta "$1" "\"at\":\"$2\""
}

# deliver TENANT INTERFACE NAME: items, one a line on stdin, posted as signed batches of 100.
deliver() {
	local part answer
	split -l 100 - "$work/$1.$3."
	for part in "$work/$1.$3".??; do
		sed -e '1s/^/[/' -e '$!s/$/,/' -e '$s/$/]/' "$part" >"$part.json"
		answer=$(post "$1-$2" "$1-$(basename "$part")" "$part.json" application/cloudevents-batch+json)
		case $answer in 20[27]) ;; *) fail "$part was answered with $answer: $(head -c 300 "$work/answer")" ;; esac
	done
}
for n in {001..400}; do
	at=$(printf '%sT%02d:%02d:00Z' "$friday" $((7 + 10#$n % 8)) $((10#$n % 60)))
	plan "POD-$n" RETAIL "${friday}T16:00:00Z" ''
	echo
	picked "POD-$n" >&3
	echo >&3
	delivered "POD-$n" "$at" >&4
	echo >&4
done >"$work/plans" 3>"$work/pickups" 4>"$work/deliveries"
for n in {01..12}; do
	customer=$([ $((10#$n % 2)) = 0 ] && echo RETAIL || echo CORNER)
	plan "LATE-$n" "$customer" "$(printf '%sT%02d:%02d:00Z' "$monday" $((8 + 10#$n % 4)) $((10#$n * 4)))" ''
	echo
	picked "LATE-$n" >&3
	echo >&3
	eta "LATE-$n" "$(printf '%sT%02d:30:00Z' "$monday" $((10 + 10#$n % 4)))" >&4
	echo >&4
done >>"$work/plans" 3>>"$work/pickups" 4>"$work/etas"

# urgent NAME PROMISE WORD: a leg of a small customer; the word is what its order or its goods say.
urgent() {
	plan "$1" CORNER "$2" ''
	echo
	plan "$1" CORNER "$2" ",\"$3\":\"yes\"" >&5
	echo >&5
	picked "$1" >&3
	echo >&3
	eta "$1" "${monday}T11:00:00Z" >&4
	echo >&4
}
{
	urgent LINE-A "${monday}T07:35:00Z" line_down
	urgent COLD-B "${monday}T08:10:00Z" temperature
	urgent LINE-C "${monday}T08:55:00Z" line_down
} 3>>"$work/pickups" 4>>"$work/etas" 5>"$work/plans.nord" >"$work/plans.plain"

# to MOMENT: both clocks, once everything up to now is done.
to() {
	wait_quiet 60
	for tenant in nord plain; do docket_admin tenant clock "$tenant" --advance "$1"; done
	wait_quiet 60
}
for tenant in nord plain; do cat "$work/plans" "$work/plans.$tenant" | deliver "$tenant" tms plans; done
for tenant in nord plain; do deliver "$tenant" freight pickups <"$work/pickups"; done
to "${friday}T15:30:00Z"
for tenant in nord plain; do deliver "$tenant" freight deliveries <"$work/deliveries"; done
to "$before"
for tenant in nord plain; do deliver "$tenant" freight etas <"$work/etas"; done
to "$eight"

rows() {
	docket_as "ana$1" cases --limit "$2" --json | sed 's/.*"subject":"\([^"]*\)".*/\1/' | tr '\n' ' '
}
opened() {
	sql "select count(*) from (select type, band, tenant_id from docket.case_open union all
		select type, band, tenant_id from docket.case_closed) c where tenant_id = docket.tenant_id_of('$1') and $2"
}
is "every proof is overdue" "$(opened nord "type = 'pod-missing'")" 400
is "every delay is a case, and nothing else is" "$(opened nord true)" 415
left=$(sql "select count(*) from docket.case_open where tenant_id = docket.tenant_id_of('nord') and band = 0
	and due_at - '$eight' between interval '30 minutes' and interval '120 minutes'")
is "three in band 0 have 30 to 120 minutes left" "$left" 3
is "the first three rows are these" "$(rows nord 3)" "LINE-A COLD-B LINE-C "
zero=$(opened nord 'band = 0')
at_most "per mille of band 0" $((zero * 1000 / 415)) 80
is "without the words, nothing is in band 0" "$(opened plain 'band = 0')" 0
is "and the same cases are there" "$(opened plain true)" 415
is "but none of the three is a first row" "$(rows plain 3 | grep -cE 'LINE-|COLD-')" 0
is "nothing was dead" "$(sql 'select count(*) from docket.dead')" 0
operation_end

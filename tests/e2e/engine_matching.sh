#!/bin/bash
# timeout: 400
# News finds its shipment by whatever number its sender uses, before or after the shipment is announced, and never the wrong one.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
docket_admin operator add ivy --tenant nord --role integrator
printf 'title "Swift webhook"\nparty carrier:SWIFT\nmode live\nsecret nord.freight\n' >"$work/nord-swift.interface"
printf 'title "Motor carriers"\nmode live\nmapping x12-214\nsecret nord.freight\n' >"$work/nord-motor.interface"
apply nord "$work/nord-swift.interface" "$work/nord-motor.interface"
start_engine one

# say ID INTERFACE TYPE REF [DATA]: an event from a partner.
say() {
	event "$1" "$2" "$3" "$4" "${5:-}" >"$work/body"
	is "$1 is taken" "$(post "nord-$2" "$1" "$work/body")" 202
}
# plan REF CARRIER DATA
plan() {
	say "plan $1" tms shipment.planned "$1" "\"carrier\":\"$2\",\"customer\":\"RETAIL\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"promise\":\"$(hence '+6 hours')\",$3"
}
# places: where each shipment is, as told by news that names its place.
places() {
	sql "select coalesce(string_agg(ref || ' ' || place, ', ' order by ref), '') from docket.subject where kind = 'shipment' and place <> ''"
}
waiting() {
	sql "select count(*) from docket.dead where state = 'waiting'"
}
# at ID INTERFACE REF PLACE [DATA]: news of where it is.
at() {
	say "$1" "$2" position "$3" "\"place\":\"$4\"${5:+,$5}"
}

# --- each kind of number, before the shipment is announced and after
at b1 freight P-100 early-pro
at b2 freight BM-100 early-bol
at b3 freight MSCU1000001 early-box
at b4 freight T-100 early-tracking
at b5 freight PO-100 early-po
at b6 freight SO-100 early-order
soon "news of what nobody announced waits" 6 20 "select count(*) from docket.dead where state = 'waiting'"
plan A1 FREIGHT '"pro":"P-100"'
plan A2 FREIGHT '"bol":"BM-100"'
plan A3 FREIGHT '"container":"MSCU1000001"'
plan A4 FREIGHT '"tracking":"T-100"'
plan A5 FREIGHT '"po":"PO-100"'
plan A6 FREIGHT '"order":"SO-100"'
soon "and finds it by each kind of number" "A1 early-pro, A2 early-bol, A3 early-box, A4 early-tracking, A5 early-po, A6 early-order" 20 \
	"select string_agg(ref || ' ' || place, ', ' order by ref) from docket.subject where kind = 'shipment' and place <> ''"
wait_quiet 20
is "nothing waits any more" "$(waiting)" 0
at c1 freight "p -100" pro
at c2 freight bm-100 bol
at c3 freight "mscu 1000001" box
at c4 freight t-100 tracking
at c5 freight PO-100 po
at c6 freight SO-100 order
wait_quiet 20
is "blanks and case say nothing" "$(places)" "A1 pro, A2 bol, A3 box, A4 tracking, A5 po, A6 order"
at c7 freight P-0100 zero
wait_quiet 20
is "a leading zero is part of the number" "$(sql "select subject_ref from docket.dead where state = 'waiting'")" P-0100

# --- one number of two carriers
plan B1 FREIGHT '"pro":"777"'
plan B2 SWIFT '"pro":"777"'
wait_quiet 20
at d1 freight 777 of-freight
at d2 swift 777 of-swift
wait_quiet 20
is "each carrier's news is of its own shipment" "$(places | grep -o 'B.*')" "B1 of-freight, B2 of-swift"
plan B3 FREIGHT '"pro":"778"'
wait_quiet 20
at d3 swift 778 of-nobody
wait_quiet 20
is "the number of another carrier is none of this one's" "$(places | grep -o 'B.*')" "B1 of-freight, B2 of-swift"
is "it waits" "$(waiting)" 2
plan B4 SWIFT '"pro":"778"'
wait_quiet 20
is "for the shipment of its own carrier" "$(places | grep -o 'B.*')" "B1 of-freight, B2 of-swift, B4 of-nobody"
at d4 tms 777 said-by-nobody
wait_quiet 20
is "without a carrier it may be either" "$(sql "select reason from docket.dead where state = 'open'")" "777 may be B1 and B2"
at d5 tms 777 said-of-swift '"carrier":"SWIFT"'
wait_quiet 20
is "the carrier it names tells them apart" "$(places | grep -o 'B2.*')" "B2 said-of-swift, B4 of-nobody"

# --- an order in two shipments
plan C1 FREIGHT '"po":"PO-7","pro":"901"'
plan C2 FREIGHT '"po":"PO-7","bol":"BM-902"'
wait_quiet 20
at e1 freight PO-7 somewhere
wait_quiet 20
is "two shipments of an order: neither is hit" "$(sql "select reason from docket.dead where state = 'open' and subject_ref = 'PO-7'")" "PO-7 may be C1 and C2"
at e2 freight PO-7 there '"bol":"BM-902"'
at e3 freight unknown-here here '"pro":"901"'
wait_quiet 20
is "another number in the same news tells which" "$(places | grep -o 'C.*')" "C1 here, C2 there"
plan SO-100 FREIGHT '"pro":"905"'
wait_quiet 20
is "a plan makes its shipment though another one's order has its number" "1" "$(sql "select count(*) from docket.subject where kind = 'shipment' and ref = 'SO-100'")"

# --- X12 214: the number that is known is none of the first two of the set; the next set is about a number that this one taught
set_214() { # CONTROL B10.1 B10.2 BOL PLACE
	printf 'ISA*00*          *00*          *ZZ*CARRIER        *ZZ*SHIPPER        *260301*1710*U*00401*%09d*0*P*>~GS*QM*C*S*%s*%d*X*004010~ST*214*0001~B10*%s*%s*FREIGHT~%sLX*1~AT7*X6*NS***%s*UT~MS1*%s~SE*6*0001~GE*1*%d~IEA*1*%09d~' \
		"$1" "$(date -u +%Y%m%d*%H%M)" "$1" "$2" "$3" "${4:+L11*$4*BM~}" "$(date -u -d '-1 hour' +%Y%m%d*%H%M)" "$5" "$1" "$1" >"$work/x12"
	is "set $1" "$(post nord-motor "x$1" "$work/x12" application/edi-x12)" 202
}
plan D1 FREIGHT '"bol":"BM-55"'
wait_quiet 20
set_214 1 PRO55 THEIRS55 BM-55 HAMM
wait_quiet 20
is "found by its bill of lading alone" "$(places | grep -o 'D1.*')" "D1 HAMM"
set_214 2 PRO55 "" "" SOEST
wait_quiet 20
is "then by the carrier's number that it taught" "$(places | grep -o 'D1.*')" "D1 SOEST"
at f1 freight PRO-LATER told-first
wait_quiet 20
say "the carrier's number" freight tender.accepted D1 '"pro":"PRO-LATER"'
soon "what waited for a number that a known shipment is given" "D1 told-first" 20 "select ref || ' ' || place from docket.subject where ref = 'D1'"
like "people find it, too" "$(docket_as ivy find PRO55)" "*D1*"
operation_end

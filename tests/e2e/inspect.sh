#!/bin/bash
# docket inspect on files of every kind, without a store: each is answered, the same packed, and one that cannot be read does not keep the
# others from their answer. What is answered to a sender can be read again and adds up.
cd "$(dirname "$0")/../.." || exit 1
build=${DOCKET_BUILD:?run by ctest, or with DOCKET_BUILD=the build directory}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
is() { # WHAT GOT WANTED
	[ "$2" = "$3" ] && echo "ok - $1" && return
	printf 'not ok - %s:\n   got: %s\nwanted: %s\n' "$1" "$2" "$3"
	failures=$((failures + 1))
}
inspect() { "$build/docket" inspect "$@"; }

cat >"$work/status.x12" <<'END'
ISA*00*          *00*          *ZZ*CARRIER        *02*SHIPPER        *230517*1710*U*00401*000000007*0*P*>~
GS*QM*CARR*SHIP*20230517*1710*70*X*004010~
ST*214*0001~
B10*1*2~
SE*3*0001~
ST*214*0002~
SE*9*0002~
GE*2*70~
IEA*1*000000007~
END
printf "UNB+UNOC:3+A+B+230517:1710+77'UNH+1+IFTSTA:D:01B:UN'BGM+1'UNT+3+1'UNZ+1+77'" >"$work/status.edi"
printf 'order,late\n1,yes\n' >"$work/orders.csv"
: >"$work/empty"
gzip -k "$work/status.x12"

is "what each is" "$(inspect --json "$work"/{status.x12,status.x12.gz,status.edi,orders.csv,empty} |
	sed 's/^{"file":"[^"]*\/\([^"]*\)","format":"\([^"]*\)".*/\1 \2/' | tr '\n' ';')" \
	"status.x12 x12;status.x12.gz x12;status.edi edifact;orders.csv csv;empty unknown;"
is "problems" "$(inspect --json "$work/status.x12" | grep -o '"code":"[^"]*"')" '"code":"SE01=9-actual=2"'
is "packed it says the same" "$(inspect "$work/status.x12.gz" | tail -n +2)" "$(inspect "$work/status.x12" | tail -n +2)"
inspect --json "$work/status.edi" "$work/gone" "$work/orders.csv" >"$work/answers" 2>"$work/errors"
is "one that is not there" "$? $(wc -l <"$work/answers") $(grep -c gone "$work/errors")" "4 2 1"

inspect --ack 997 --control 41 --at 2026-03-08T09:05Z "$work/status.x12" >"$work/answer" || failures=1
is "a 997" "$(cat "$work/answer")" "$(
	cat <<'END'
ISA*00*          *00*          *02*SHIPPER        *ZZ*CARRIER        *260308*0905*U*00401*000000041*0*P*>~
GS*FA*SHIP*CARR*20260308*0905*41*X*004010~
ST*997*0001~
AK1*QM*70~
AK2*214*0001~
AK5*A~
AK2*214*0002~
AK5*R*4~
AK9*P*2*2*1~
SE*8*0001~
GE*1*41~
IEA*1*000000041~
END
)"
is "a CONTRL" "$(inspect --ack contrl --control 5 --at 2026-03-08T09:05Z "$work/status.edi" | tr -d '\n')" \
	"UNB+UNOC:3+B+A+260308:0905+5'UNH+1+CONTRL:D:3:UN'UCI+77+A+B+7'UCM+1+IFTSTA:D:01B:UN+7'UNT+4+1'UNZ+1+5'"
is "an answer is not answered" "$(inspect --ack 997 "$work/answer" 2>&1)" \
	"docket: 997: there is nothing to answer: no interchange with a header, or acknowledgements only"
is "the wrong answer" "$(inspect --ack contrl "$work/status.x12" 2>&1)" \
	"docket: contrl: it does not answer X12: 997 and 999 answer X12, contrl answers EDIFACT"
is "nothing to answer" "$(inspect --ack 997 "$work/orders.csv" 2>&1 | sed 's/.*orders/orders/')" "orders.csv: it is rows of text, such as CSV, and that is not acknowledged"
[ $failures = 0 ]

#!/bin/bash
# docket interfaces test: a signed sample goes the whole way, what became of it is told, and nothing is changed.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
docket_admin operator add ivy --tenant nord --role integrator
printf 'title "Motor carrier"\nmapping x12-motor\nmode live\nsecret nord.freight\n' >"$work/motor.interface"
apply nord "$work/motor.interface"
start_engine one
printf '%s' "$(planned plan-1 SH-1)" >"$work/body"
is "a plan" "$(post nord-tms plan-1 "$work/body")" 202
wait_quiet 20

# state: all that a test must leave as it is.
state() {
	sql "select (select string_agg(s.ref || ' ' || s.version, ',' order by s.ref) from docket.subject s where s.kind <> 'interface') || ' '
		|| (select count(*) from docket.case_open) || ' ' || (select count(*) from docket.dead where state in ('open', 'waiting')) || ' '
		|| (select string_agg(concat_ws(' ', i.name, i.received, i.rejected, i.last_at), ',' order by i.name) from docket.interface i)"
}
# try INTERFACE OPTION...: the test of it.
try() {
	docket_as ivy interfaces test "$@" --url "http://127.0.0.1:$http" --secrets-dir "$work/secrets" 2>&1
}
before=$(state)
said=$(try nord-freight --secret nord.freight --ref so-sh-1)
like "an event is sent" "$said" "*sent: an event made for it, application/cloudevents+json*"
like "answered and stored" "$said" "*answered: 202 in *stored: yes*decoded: 1*"
like "found by the order" "$said" "*position of shipment so-sh-1: it finds shipment SH-1*"
like "why nothing is found" "$(try nord-freight --secret nord.freight)" "*position of shipment docket-test: nothing is known under this reference*"
like "a mapping needs a sample" "$(try motor --secret nord.freight)" "*nothing came through it yet*--file*"
printf 'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260301*1000*U*00401*000000001*0*P*>~GS*QM*A*B*20260301*1000*1*X*004010~ST*214*0001~B10*SH-1*SH-1*FRGT~LX*1~AT7*AF*NS***20260301*0900*UT~SE*5*0001~GE*1*1~IEA*1*000000001~' >"$work/a.edi"
like "a file" "$(try motor --secret nord.freight --file "$work/a.edi")" "*application/edi-x12*decoded: 1*shipment.picked-up of shipment SH-1: it finds shipment SH-1*"
like "as JSON" "$(try motor --secret nord.freight --file "$work/a.edi" --json)" '*"status":202,*"state":"decoded",*"found":"shipment SH-1"*'
printf 'hello' >"$work/b.edi"
like "what is not understood" "$(try motor --secret nord.freight --file "$work/b.edi")" "*stored: yes*decoded: 1*not understood at *"
like "one that is not there" "$(try moto --secret nord.freight)" "*no inbound interface of this name*"
is "nothing is changed" "$(state)" "$before"
operation_key='another key of 24 bytes.' operation_secret other
like "a wrong key" "$(try motor --secret other --file "$work/a.edi")" "*answered: 401*stored: no*the key in --secrets-dir*"
soon "which is counted" 1 8 "select rejected from docket.interface where name = 'motor'"

# --- what came is a sample, and the test of it is not it
is "the real one" "$(post motor m-1 "$work/a.edi" application/edi-x12)" 202
soon "stands" 1 15 "select count(*) from docket.event where state = 'applied' and type = 'shipment.picked-up'"
wait_quiet 20
before=$(state)
like "sent once more" "$(try motor --secret nord.freight)" "*the newest message that came*shipment.picked-up of shipment SH-1: it finds shipment SH-1*"
is "and nothing is changed" "$(state)" "$before"
is "the real one again is the same" "$(post motor m-1 "$work/a.edi" application/edi-x12) $(sql "select count(*) from docket.event where state = 'applied' and type = 'shipment.picked-up'")" "202 1"

# --- an engine that finds a test after a crash knows it
kill -9 "$engine"
wait_gone "$engine" 5
export DOCKET_FAILPOINT=after-intake-commit:1
start_engine two
event late freight shipment.eta SH-1 "\"at\":\"$(hence '+9 hours')\"" >"$work/body"
post nord-freight docket-test-by-hand "$work/body" >/dev/null
wait_gone "$engine" 15 || fail "nobody died"
unset DOCKET_FAILPOINT
start_engine two
wait_quiet 20
soon "a test of a partner's own, found again" "ignored test" 15 "select state || ' ' || reason from docket.event where type = 'shipment.eta'"
is "raises nothing" "$(sql "select count(*) from docket.case_open")" 0
operation_end

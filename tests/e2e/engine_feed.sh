#!/bin/bash
# The feed: a ticket that works once, changes with rows for who may see them and only numbers for who may not, the tape, and
# numbers that go on where a viewer was.
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store
docket_admin operator add ana --name 'Ana Alba' --tenant nordwind --role dispatcher --desk transport --ask 250EUR --day 500EUR
docket_admin operator add muc --name 'Munich floor' --tenant nordwind --role warehouse --desk warehouse --sites MUC
start_engine one

ticket() {
	psql -qAtX -h "$sock" -U "$1" -d docket -c 'select docket_do.ticket()'
}

# watch FILE HELLO: a viewer that writes what it gets into FILE. Its frames are masked with zeroes, so texts stand as they are.
watch() {
	(
		exec 3<>"/dev/tcp/127.0.0.1/$feed"
		printf 'GET /feed HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n' >&3
		while read -r line <&3 && [ "$line" != $'\r' ]; do :; done
		printf -v length '\\x%02x\\x%02x' $((${#2} / 256)) $((${#2} % 256))
		printf "\\x81\\xfe${length}\\x00\\x00\\x00\\x00%s" "$2" >&3
		exec cat <&3 >"$1"
	) &
	others="$others $!"
	disown $!
}

# sees WHAT FILE TEXT: within 10 s.
sees() {
	local end
	until_in 10
	while ! grep -aqF -- "$3" "$2" 2>/dev/null; do
		is_over && fail "$1: no '$3' in: $(tr -cd '[:print:]\n' <"$2" | tail -c 2000)"
		sleep 0.1
	done
	echo "ok $1"
}

one=$(ticket ana)
watch "$work/ana" "{\"m\":\"hello\",\"protocol\":1,\"ticket\":\"$one\"}"
sees "a viewer is welcome" "$work/ana" '"welcome"'
watch "$work/again" "{\"m\":\"hello\",\"protocol\":1,\"ticket\":\"$one\"}"
sees "a ticket works once" "$work/again" 'not good'
watch "$work/old" "{\"m\":\"hello\",\"protocol\":99,\"ticket\":\"$(ticket ana)\"}"
sees "another protocol is refused in words" "$work/old" 'another protocol'
watch "$work/muc" "{\"m\":\"hello\",\"protocol\":1,\"ticket\":\"$(ticket muc)\"}"
sees "the floor is welcome" "$work/muc" '"welcome"'

planned SHP-1 1 >"$work/plan"
eta SHP-1 2 '+9 hours' >"$work/late"
post tms m1 "$work/plan" >/dev/null
post freight m2 "$work/late" >/dev/null
sees "the case comes as a row" "$work/ana" '"type":"eta-late"'
sees "the event is on the tape" "$work/ana" '"shipment.eta"'
sees "the floor of another site gets the number" "$work/muc" '"skip"'
! grep -aqF SHP-1 "$work/muc" || fail "the floor of Munich sees a shipment of Hamburg"
echo "ok and nothing else"

case=$(sql 'select case_id from docket.case_open')
psql -qAtX -h "$sock" -U ana -d docket -c "select docket_do.looking(1, $case, 'looking')" >/dev/null
sees "who looks is told" "$work/ana" '"presence"'

seq=$(sql 'select min(seq) from docket.change where kind = '"'case'")
watch "$work/resumed" "{\"m\":\"hello\",\"protocol\":1,\"ticket\":\"$(ticket ana)\",\"heads\":[{\"tenant\":1,\"epoch\":1,\"seq\":$((seq - 1))}]}"
sees "numbers go on where the viewer was" "$work/resumed" "\"seq\":$seq"
watch "$work/far" "{\"m\":\"hello\",\"protocol\":1,\"ticket\":\"$(ticket ana)\",\"heads\":[{\"tenant\":1,\"epoch\":77,\"seq\":1}]}"
sees "another epoch starts over" "$work/far" '"resync"'

docket_admin operator add muc --name 'Munich floor' --tenant nordwind --role warehouse --desk warehouse --sites HAM
sees "changed rights end the session" "$work/muc" 'rights changed'

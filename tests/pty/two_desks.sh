#!/bin/bash
# timeout: 200
# serial: it measures how soon something is seen
# Two people, two screens, one re-routing: a case comes up at ana's desk by itself, she asks for more than she may spend, sam approves it at
# his, and what became of it comes up at hers. The same with feed and hints, without the feed, and without hints.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/desk.sh
[ -x "$build/docket-stub" ] || skip "no docket-stub in this build"
operation_open
mkfifo "$work/tms.in"
"$build/docket-stub" tms --ledger="$work/tms.ledger" <"$work/tms.in" > >(exec cat >"$work/tms.out") 2>>"$work/tms.log" &
others="$others $!"
exec {keep}>"$work/tms.in"
until port=$(grep -os '"listening": *[0-9]*' "$work/tms.out" | grep -o '[0-9]*$'); do
	kill -0 "$!" || fail "the stand-in does not listen"
	sleep 0.05
done
for tenant in nord south; do
	operation_trade "$tenant"
	for name in tms erp; do
		printf '%s\n' "title $name" 'mode live' "url http://127.0.0.1:$port/orders" 'key-header Idempotency-Key' "ask-url http://127.0.0.1:$port/orders?ref={key}" >"$work/$tenant/$tenant-out-$name.connector"
	done
	apply "$tenant" "$work/$tenant/$tenant-out-tms.connector" "$work/$tenant/$tenant-out-erp.connector"
done
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport --ask 50EUR --day 100EUR
docket_admin operator add ana --name 'Ana Alba' --tenant south --role dispatcher --desk transport --ask 50EUR --day 100EUR
docket_admin operator add sam --name 'Sam Stern' --tenant nord --role supervisor --desk transport --approve 5000EUR
docket_admin operator add sam --name 'Sam Stern' --tenant south --role supervisor --desk transport --approve 200EUR
start_engine one

# ordered SHIPMENT FIELD: what the TMS was told to do, of the first order that names the shipment.
ordered() {
	sed -n "s/.*shipment.rebook.*\"$1\\\\\{0,1\}\".*[{,]\\\\\{0,1\}\"$2\\\\\{0,1\}\":\\\\\{0,1\}\"\([^\"\\\\]*\).*/\1/p" "$work/tms.ledger" | head -n 1
}

# says TENANT ID FILE: the TMS posts it. Its clock has milliseconds: the story is in the order in which things happened.
says() {
	is "the TMS is heard" "$(post "$1-tms" "$2" "$3")" 202
}

# round NUMBER TENANT FEED_OR_NOT [OPTION...]
round() {
	local n=$1 tenant=$2 shipment=SHP-$1 began
	shift 2
	echo "# round $n: $*"
	desk_open ana ana "$@"
	desk_open sam sam "$@"
	must_see "ana is greeted, in two clients" ana 'for Client nord and Client south'
	must_see "sam is greeted" sam 'You are Sam Stern'
	keys ana 5
	keys sam 4
	must_see "ana's queue has what was there" ana " 5 All $((n - 1))"
	must_see "sam has nothing to approve" sam ' 4 Approvals 0 '
	must_see "sam sits before the approvals" sam 'read and decide'
	must_see "both are live" sam ' LIVE '
	planned "p$n" "$shipment" >"$work/plan"
	is "a plan is taken" "$(post "$tenant-tms" "plan-$n" "$work/plan")" 202
	soon "it is known" 1 8 "select count(*) from docket.subject where ref = '$shipment'"
	late "l$n" "$shipment" '+10 hours' >"$work/late"
	is "a delay is taken" "$(post "$tenant-freight" "late-$n" "$work/late")" 202
	began=$(ms)
	must_see "the case comes up by itself" ana " 5 All $n"
	at_most "milliseconds after the event" $(($(ms) - began)) 2000

	keys ana /
	must_see "a filter is asked for" ana 'filter:'
	letters ana "$shipment"
	must_see "one case fits" ana '1 match'
	keys ana Enter
	must_see "it is under the cursor" ana "$shipment 20 pallets"
	keys ana a
	must_see "what may be done" ana '1 Rebook'
	keys ana 1
	must_see "it has its price, above her limit" ana 'your limit is 50.00 EUR'
	settled
	keys ana y
	must_see "she is told who decides" ana 'asked: sam decides by'
	must_see "sam sees it by himself" sam ' 4 Approvals 1 '
	keys ana Enter
	must_see "her page says that it waits" ana 'waits for approval: 120.00 EUR'

	keys sam Enter
	must_see "he reads exactly this" sam "Rebook $shipment with Swift Cargo"
	must_see "and that it costs" sam '120.00 EUR to Swift Cargo'
	settled
	keys sam y
	if [ "$tenant" = south ]; then
		must_see "above half of his limit he types it" sam 'type the amount'
		letters sam 12
		keys sam Enter
		must_see "another amount is refused" sam 'not the amount on the sheet'
		letters sam 0
		keys sam Enter
	fi
	must_see "it is approved" sam 'approved'
	must_see "nothing is left to approve" sam ' 4 Approvals 0 '
	must_see "her page says so by itself" ana 'approved by sam'
	must_see "and that the TMS took it" ana '(done) [tms-'
	event_time=$(hence now +%Y-%m-%dT%H:%M:%S.%3NZ)
	event "a$n" tms route.applied "$shipment" "\"carrier\":\"SWIFT\",\"quote\":\"$(ordered "$shipment" quote)\"" >"$work/news"
	says "$tenant" "applied-$n" "$work/news"
	must_see "and that it carries it out" ana 'route applied'
	event_time=$(hence now +%Y-%m-%dT%H:%M:%S.%3NZ)
	event "c$n" tms route.accepted "$shipment" "\"carrier\":\"SWIFT\",\"quote\":\"$(ordered "$shipment" quote)\",\"pickup\":\"$(ordered "$shipment" pickup)\",\"deliver\":\"$(ordered "$shipment" deliver)\"" >"$work/news"
	says "$tenant" "accepted-$n" "$work/news"
	event_time=
	must_see "and that it is accepted" ana 'route accepted'
	sees "so the case is cleared" ana 'solved, a last look is due'
	is "the TMS was told to rebook once" "$(grep -c "shipment.rebook.*$shipment" "$work/tms.ledger")" 1
	desk_close ana
	desk_close sam
}
round 1 nord --feed "127.0.0.1:$feed"
round 2 south
round 3 nord --feed "127.0.0.1:$feed" --hints=no
is "three approvals, by sam" "$(sql "select string_agg(state, ' ') from docket.approval")" "approved approved approved"
is "the chain holds" "$(sql 'select count(*) from docket.tenant t, docket.audit_verify(t.tenant_id)')" 0
for log in "$work"/desk-*.log; do is "no words of the console's own: $(basename "$log")" "$(head -c 300 "$log")" ''; done
operation_end

#!/bin/bash
# timeout: 150
# serial: it measures how soon something is seen
# The store dies under an open console: said at once, what was seen stays, a claim is refused, a call is kept as a draft; the store comes back
# and so does the console by itself, and the draft is sent once. Then a case that changes ten times a second is worked on all the same.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/desk.sh
operation_open
operation_trade nord
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport --ask 50EUR --day 100EUR
docket_admin operator add sam --name 'Sam Stern' --tenant nord --role supervisor --desk transport --approve 5000EUR
start_engine one
planned p1 SHP-1 >"$work/plan"
is "a plan is taken" "$(post nord-tms m1 "$work/plan")" 202
late l1 SHP-1 '+10 hours' >"$work/late"
is "a delay is taken" "$(post nord-freight m2 "$work/late")" 202
soon "there is a case" 1 10 "select count(*) from docket.case_open"
ref=$(docket_as ana cases --json | sed -n '1s/.*"ref":"\([^"]*\).*/\1/p')

# store start|stop: PostgreSQL dies without a word, or comes back.
store() {
	local as=()
	[ "$(id -u)" = 0 ] && as=(setpriv --reuid=postgres --regid=postgres --init-groups)
	(cd / && "${as[@]}" "${DOCKET_PG_BIN:-/usr/lib/postgresql/15/bin}/pg_ctl" --pgdata="$sock/data" --log="$sock/log" --mode=immediate --wait \
		"$1") >"$work/store.log" 2>&1 || fail "the store does not $1"
}

desk_open ana ana --feed "127.0.0.1:$feed"
must_see "ana is greeted" ana 'You are Ana Alba'
keys ana 5
must_see "the case is there" ana "$ref ETA"
must_see "all is well" ana ' LIVE '

store stop
began=$(ms)
must_see "the loss is said" ana 'STORE LOST' 4
at_most "milliseconds after it" $(($(ms) - began)) 3000
sees "what was seen stays" ana "$ref ETA"
keys ana c
must_see "a claim is refused in words" ana 'Claim: not while the store is lost'
keys ana l
must_see "a call can be written down" ana "Log a call or mail $ref"
keys ana Tab Tab Tab
letters ana '+9h'
sees "an arrival is typed" ana '+9h'
keys ana Tab Tab Tab
letters ana 'tyre changed at Kassel'
must_see "and words" ana 'tyre changed at Kassel'
keys ana C-s
must_see "it is kept as a draft" ana 'kept as an unsent draft (1)'
sees "what was seen is there still" ana "$ref ETA"

store start
began=$(ms)
must_see "it comes back by itself" ana ' LIVE ' 9
at_most "milliseconds after the store" $(($(ms) - began)) 8000
is "nothing was sent unasked" "$(sql "select count(*) from docket.act where kind = 'call'")" 0
keys ana :
letters ana send-drafts
must_see "a command is typed" ana ':send-drafts'
keys ana Enter
soon "the call is in the store" 1 8 "select count(*) from docket.act where kind = 'call' and state = 'folded' and array_to_string(args, ' ') like '%tyre changed at Kassel%'"
keys ana :
letters ana send-drafts
must_see "the same again" ana ':send-drafts'
keys ana Enter
keys ana :
letters ana drafts
must_see "and a look" ana ':drafts'
keys ana Enter
must_see "no draft is left" ana '0 unsent drafts'
is "the store has the act once" "$(sql "select count(*) from docket.act where kind = 'call'")" 1

# Ten estimates a second, each another time and two in a message, until the file is taken away.
keys ana Enter
must_see "the case is opened" ana 'Story, newest first'
until curl -fs "http://127.0.0.1:$http/health" >/dev/null; do sleep 0.05; done # the engine found the store again, too
touch "$work/storm"
estimate() {
	event_time=$(hence now +%Y-%m-%dT%H:%M:%S.%3NZ)
	event "s$1" freight shipment.eta SHP-1 "\"at\":\"$(hence "+$((600 + $1 % 50)) minutes")\""
}
(
	trap - EXIT
	n=0
	while [ -e "$work/storm" ]; do
		n=$((n + 2))
		next=$(($(ms) + 200))
		printf '[%s,%s]' "$(estimate $((n - 1)))" "$(estimate $n)" >"$work/storm.body"
		post nord-freight "storm-$n" "$work/storm.body" application/cloudevents-batch+json >>"$work/storm.answers"
		echo >>"$work/storm.answers"
		left=$((next - $(ms)))
		[ "$left" -le 0 ] || sleep "0.$(printf %03d "$left")"
	done
) &
others="$others $!"
storm=$!
began=$(ms)
sleep 1
keys ana N
must_see "a note is begun" ana "Note $ref"
letters ana 'driver has no phone'
must_see "it is typed" ana 'driver has no phone'
keys ana C-s
soon "the note is in the store" folded 8 "select state from docket.act where kind = 'note'"
sees "and on the page" ana 'note: driver has no phone'
keys ana c
soon "the claim is in the store" folded 8 "select state from docket.act where kind = 'claim'"
sees "and on the page" ana 'open | ana |'
keys ana a
must_see "what may be done" ana '1 Rebook'
keys ana 1
must_see "it has its price" ana 'your limit is 50.00 EUR'
settled
keys ana y
must_see "it is asked for" ana 'asked: sam decides by'
soon "and waits for sam" waiting 8 "select state from docket.approval"
until [ $(($(ms) - began)) -ge 4000 ]; do sleep 0.1; done
rm "$work/storm"
wait "$storm" 2>/dev/null
count=$((2 * $(grep -c '20[27]' "$work/storm.answers")))
at_most "milliseconds for each estimate" $((($(ms) - began) / count)) 200
is "each was taken" "$(grep -v '20[27]' "$work/storm.answers" | sort | uniq -c)" ""
wait_quiet 20
is "and is known" "$(sql "select count(*) from docket.event where partner_key like 'freight s%'")" "$count"
is "the chain holds" "$(sql 'select count(*) from docket.audit_verify(1)')" 0
is "no words of the console's own" "$(head -c 300 "$work/desk-ana.log")" ''
operation_end

#!/bin/bash
# timeout: 200
# A carrier's interface falls silent while 300 shipments hang on it: one case, whose list is headed by the 7 whose promise falls due while it
# is dark; its page says the same. When it speaks again the backlog is judged by when things happened, and nothing opens and closes in a
# burst. All of it from messages, by a driven clock.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
day=2026-11-24
operation_open
operation_trade nord data/policies/nordwind.policy --clock driven --start "${day}T06:00Z"
printf 'title "Freight webhook"\nparty carrier:FREIGHT\nmode live\nsecret nord.freight\nrhythm 15m\n' >"$work/nord-freight.interface"
apply nord "$work/nord-freight.interface"
docket_admin operator add ivy --name 'Ivy Ingels' --tenant nord --role integrator --desk all
start_engine one

# to CLOCK: the tenant's clock, once everything up to then is done.
to() {
	wait_quiet 60
	docket_admin tenant clock nord --advance "${day}T$1Z"
	wait_quiet 60
}
# deliver INTERFACE NAME: items, one a line on stdin, as signed batches of 100.
deliver() {
	local part answer
	split -l 100 - "$work/$2."
	for part in "$work/$2".??; do
		sed -e '1s/^/[/' -e '$!s/$/,/' -e '$s/$/]/' "$part" >"$part.json"
		answer=$(post "$1" "$(basename "$part")" "$part.json" application/cloudevents-batch+json)
		[ "$answer" = 202 ] || fail "$part was answered with $answer: $(head -c 300 "$work/answer")"
	done
}
# Shipments: 7 are promised for 10:00 to 10:30, 3 for 8:30, which nobody keeps; the other 290 for the evening.
for n in {001..300}; do
	case $((10#$n)) in
	[1-7]) promise=${day}T10:$(printf '%02d' $((5 * (10#$n - 1)))):00Z ;;
	8 | 9 | 10) promise=${day}T08:30:00Z ;;
	*) promise=${day}T$((17 + 10#$n % 5)):00:00Z ;;
	esac
	event_time=${day}T06:00:00Z
	event "p-$n" tms shipment.planned "SHP-$n" "\"title\":\"20 pallets\",\"customer\":\"RETAIL\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"pickup\":\"${day}T07:00:00Z\",\"promise\":\"$promise\",\"deliver\":\"$promise\""
	echo
	event_time=${day}T07:00:00Z
	event "u-$n" freight shipment.picked-up "SHP-$n" "\"at\":\"${day}T06:50:00Z\"" >&3
	echo >&3
done >"$work/plans" 3>"$work/pickups"
deliver nord-tms plans <"$work/plans"
to 07:00
deliver nord-freight pickups <"$work/pickups"
for clock in 07:14 07:28 07:42 07:56 08:10 08:24 08:38 08:52 09:00; do
	to $clock
	event_time=${day}T$clock:00Z
	event "here-$clock" freight position SHP-001 '"place":"Kassel"' >"$work/body"
	[ "$(post nord-freight "here-$clock" "$work/body")" = 202 ] || fail "it is not heard at $clock"
done
wait_quiet 30

cases="(select c.*, s.ref from docket.case_open c join docket.subject s using (tenant_id, subject_id)) c"
opened="select count(*) from docket.audit where what = 'case opened'"
is "the three that are late are cases" "$(sql "select string_agg(type || ' ' || ref, ', ' order by ref) from $cases where state = 'open'")" \
	"late-arrival SHP-008, late-arrival SHP-009, late-arrival SHP-010"

# --- silence
to 09:16
soon "it is quiet" quiet 10 "select state from docket.interface where name = 'nord-freight'"
to 09:31
soon "one case says so" "feed-quiet nord-freight" 10 "select string_agg(type || ' ' || ref, ', ') from $cases where state = 'open' and type <> 'late-arrival'"
is "with what hangs on it, nothing of it pressing yet" "$(sql "select what || '|' || band from $cases where type = 'feed-quiet'")" \
	"silent since 10:00 CET, 300 open shipments hang on it|1"
for clock in 09:59 10:00:30 10:07 10:12 10:17 10:22 10:27 10:32 10:45; do to $clock; done
soon "what falls due lifts it" 0 10 "select band from $cases where type = 'feed-quiet'"
is "it is still one, and the three of before" "$(sql "select count(*) from $cases where state in ('open', 'waiting', 'cleared')")" 4
is "no other was opened all the while" "$(sql "$opened")" 4
basis=$(sql "select nothing_basis from $cases where type = 'feed-quiet'")
like "a case of a carrier that is not heard says so" "$(docket_as ivy case "$(sql "select 'C-' || no from $cases where ref = 'SHP-008'")")" '*UNHEARD*'
is "its interface's own says it by itself" "$(docket_as ivy case "$(sql "select 'C-' || no from $cases where type = 'feed-quiet'")" | grep -c UNHEARD)" 0
is "its list is headed by the seven" "$(head -n 7 <<<"$basis" | sed 's/ .*	CHECK BY HAND$/ !/' | tr '\n' ' ')" \
	"SHP-001 ! SHP-002 ! SHP-003 ! SHP-004 ! SHP-005 ! SHP-006 ! SHP-007 ! "
is "and by no others" "$(grep -c 'CHECK BY HAND' <<<"$basis")" 7
like "which says that there are more" "$basis" '*and 250 more; its interface*'
page=$(docket_as ivy interfaces nord-freight --json)
is "its page has all of them" "$(jq -r '.interface | "\(.state) \(.hanging) \(.by_hand) \(.case_what)"' <<<"$page")" \
	"quiet 300 7 silent since 10:00 CET, 300 open shipments hang on it"
is "from which nothing came in the last hour" "$(jq -r '.interface | "\(.last_hour // 0) \(.received)"' <<<"$page")" "0 309"
is "headed by the same" "$(jq -r '[.shipments[] | select(.mark != null) | .ref] | join(" ")' <<<"$page")" \
	"SHP-001 SHP-002 SHP-003 SHP-004 SHP-005 SHP-006 SHP-007"
is "then by when each must be worked" "$(jq -r '[.shipments[7:][].work_by] | . == sort' <<<"$page")" true
like "as a person reads it" "$(docket_as ivy interfaces nord-freight)" '*300 open shipments, 7 to CHECK BY HAND*CHECK BY HAND  SHP-001*'

# --- and back: five of the seven were there in time, one was not and is, one is still missing
{
	for n in 1 2 3 4 5; do
		event_time=${day}T09:5$n:00Z
		event "d-$n" freight delivery.completed "SHP-00$n" "\"at\":\"${day}T09:5$n:00Z\""
		echo
	done
	event_time=${day}T10:40:00Z
	event d-6 freight delivery.completed SHP-006 "\"at\":\"${day}T10:40:00Z\""
	echo
	for n in {007..300}; do
		event_time=${day}T10:30:00Z
		event "k-$n" freight position "SHP-$n" '"place":"Kassel"'
		echo
	done
} >"$work/backlog"
before=$(sql "$opened")
deliver nord-freight backlog <"$work/backlog"
soon "it is heard" ok 15 "select state from docket.interface where name = 'nord-freight'"
to 10:46
sleep 2
wait_quiet 60
is "its case is closed" "$(sql "select count(*) from $cases where type = 'feed-quiet' and state = 'open'")" 0
is "of the seven the one that is still missing is a case" "$(sql "select string_agg(ref, ' ' order by ref) from $cases where type = 'late-arrival' and state = 'open'")" \
	"SHP-007 SHP-008 SHP-009 SHP-010"
is "one case was opened by all that" "$(($(sql "$opened") - before))" 1
is "and nothing opened and closed in a burst" "$(sql "select count(*) from (select opened_at, closed_at, type from docket.case_open union all
	select opened_at, closed_at, type from docket.case_closed) c where c.closed_at >= '${day}T10:00Z' and c.type <> 'feed-quiet'")" 0
is "nothing is marked any more" "$(docket_as ivy interfaces nord-freight --json | jq -r '.interface | "\(.state) \(.hanging) \(.by_hand)"')" "ok 294 0"
is "the chain holds" "$(sql "select count(*) from docket.audit_verify(docket.tenant_id_of('nord'))")" 0
operation_end

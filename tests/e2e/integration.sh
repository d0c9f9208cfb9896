#!/bin/bash
# timeout: 300
# The engine raises cases about its own interfaces, each from a real failure to its end by itself: a partner that sends what nobody can
# read, a target that answers 500, one that refuses for good, a source that does not answer, news that comes late. Which figure is a case is
# the manual's word alone. A minute and a half is an hour for this client.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/target.sh
operation_open
cat >"$work/nord.policy" <<'POLICY'
include core

exception repeats-many "Sent again and again"
	detect over repeats 3 back 1
	band 3

exception failed-delivery "Failed delivery"
	effect erp invoice.hold "Hold the invoice of {ref}" on open
POLICY
operation_trade nord "$work/nord.policy" --clock scaled --rate 40 --start "$(hence now)"
docket_admin operator add ivy --name 'Ivy Ingels' --tenant nord --role integrator --desk all
target erp keys=1 ask=0
connector() { # LINE...
	printf '%s\n' 'title "The ERP"' 'mode live' "url http://127.0.0.1:$port/in" 'key-header Idempotency-Key' 'stop-after 3' 'send-most 1' "$@" >"$work/nord-erp.connector"
	apply nord "$work/nord-erp.connector"
}
connector
start_engine one --send-retry=1s --send-retry-most=1s

now() {
	sql "select to_char(docket.tenant_now(docket.tenant_id_of('nord')) - interval '$1', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
}
# opens NAME TYPE REF WORDS: a live case about that interface, its words a pattern; ends NAME TYPE: it ends by itself, never touched.
opens() {
	soon "$1" t 40 "select coalesce(bool_or(c.what like '$4'), false) from docket.case_open c join docket.subject s using (tenant_id, subject_id)
		where c.type = '$2' and s.ref = '$3' and c.state = 'open'"
}
ends() {
	soon "$1" "0 1" 110 "select (select count(*) from docket.case_open where type = '$2') || ' ' ||
		(select count(*) from docket.case_closed where type = '$2' and owner_id is null)"
}
places() { # ID COUNT AGE: so many positions that old, as one batch
	local n
	event_time=$(now "$3")
	for n in $(seq "$2"); do
		event "$1-$n" freight position S-1 "\"place\":\"Kassel\",\"at\":\"$event_time\""
	done | sed -e '1s/^/[/' -e 's/}}{/}},{/g' -e '$s/$/]/' >"$work/batch"
	[ "$(post nord-freight "$1" "$work/batch" application/cloudevents-batch+json)" = 202 ] || fail "places: $(cat "$work/answer")"
	event_time=
}

event_time=$(now 0s)
event p-1 tms shipment.planned S-1 "\"customer\":\"RETAIL\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\"" >"$work/event"
[ "$(post nord-tms p-1 "$work/event")" = 202 ] || fail "planned"
places fresh-1 5 0s

# --- all at once: messages that nobody can read, the same again and again, a target that is broken, a source that does not answer
for n in 1 2 3 4 5 6 7; do
	printf '{"specversion":"1.0","id":"g-%s","source":"freight","type":"no.such.thing","subject":"shipment/S-1","data":{}}' "$n" >"$work/garbage"
	[ "$(post nord-freight "g-$n" "$work/garbage")" = 202 ] || fail "garbage: $(cat "$work/answer")"
done
places fresh-2 5 0s
for n in 1 2 3 4 5 6; do [ "$(post nord-freight fresh-2 "$work/batch" application/cloudevents-batch+json)" = 202 ] || fail "again"; done
echo 500 >"$work/erp/mode"
event_time=$(now 0s)
event f-1 freight delivery.failed S-1 '"reason":"closed"' >"$work/event"
[ "$(post nord-freight f-1 "$work/event")" = 202 ] || fail "failed"
mkdir "$work/partner"
page() { # PORT
	printf '%s\n' 'title "Their page"' 'mapping news' 'mode live' 'secret news' "pull http://127.0.0.1:$1/feed?after={cursor}" 'pull-every 1s' 'pull-cursor /cursor' \
		'pull-auth X-Key' >"$work/page.interface"
	apply nord "$work/page.interface"
}
printf 'partner-key\n' >"$work/secrets/news"
chmod 400 "$work/secrets/news"
printf 'mapping news "News by the page"\nrows json "/events[]"\ntext ref "{load}"\ntime at "{at}"\nevent shipment.planned\n\tabout ref\n\tknown at\n' >"$work/news.mapping"
apply nord "$work/news.mapping"
page 9
opens "seven messages that nobody can read are one case" messages-failed nord-freight '7 messages%'
is "by an event of docket's own, not by one for each of them" "$(sql "select source || ' ' || (count(*) < 7) from docket.event where type = 'interface.measured'
	and subject_ref = 'nord-freight' and attrs @> '{dead}' group by source")" "docket true"
like "an integrator sees it in her queue" "$(docket_as ivy cases type=messages-failed)" '*7 messages of the last hour*'
like "and on the page of the interface" "$(docket_as ivy interfaces nord-freight)" '*7 messages of the last hour*'
opens "what comes again and again is a case" repeats-many nord-freight '30 items%'
opens "a target that answers 500 is left alone, and that is a case" feed-failing nord-erp 'stopped after 3 failures%'
opens "a source that does not answer is a case" source-failing page '%calls in a row failed'
perl tests/lib/partner.pl "$work/partner" &
others="$others $!"
disown
until [ -s "$work/partner/port" ]; do sleep 0.05; done
page "$(cat "$work/partner/port")"
rm "$work/erp/mode"
ends "it ends when the target answers" feed-failing
ends "and that of the source that answers" source-failing
places fresh-3 5 0s

# --- one that refuses for good
target_end erp
target strict keys=1 ask=0 refuse=S-2
connector
event_time=$(now 0s)
event p-2 tms shipment.planned S-2 "\"customer\":\"RETAIL\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\"" >"$work/event"
[ "$(post nord-tms p-2 "$work/event")" = 202 ] || fail "planned"
event f-2 freight delivery.failed S-2 '"reason":"closed"' >"$work/event"
sleep 1.2
[ "$(post nord-freight f-2 "$work/event")" = 202 ] || fail "failed"
opens "a write-back that is refused for good is a case" writeback-stuck nord-erp '1 write-backs need a person'
effect=$(sql "select f.effect_id || ' C-' || c.no from docket.effect f join docket.case_open c using (tenant_id, case_id) where f.state = 'dead'")
like "done by phone" "$(docket_as postgres do effect-done "${effect#* }" effect="${effect% *}" who=Meier ref=4711 --tenant nord 2>&1;
	docket_as ivy do effect-done "${effect#* }" effect="${effect% *}" who=Meier ref=4711 2>&1)" '*noted as done*'
ends "it ends" writeback-stuck

# --- news that comes late: usually it does not
soon "what is usual is known" t 60 "select count(*) >= 3 from docket.interface_sample s join docket.interface i using (tenant_id, interface_id)
	where i.name = 'nord-freight' and s.lag_us is not null"
places late 70 '3 hours'
opens "three hours late, which it is not usually" news-late nord-freight 'its news is %'
places fresh-4 70 0s
ends "as quick as usual again" news-late

ends "an hour later the unreadable ones are old news" messages-failed
ends "and those that came again" repeats-many
is "the chain holds" "$(sql "select count(*) from docket.audit_verify(docket.tenant_id_of('nord'))")" 0
operation_end

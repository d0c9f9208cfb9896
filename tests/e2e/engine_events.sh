#!/bin/bash
# From a signed message to a case: answers, duplicates, conflicts, forgeries, batches, dead letters that wait for their subject,
# an operator's act, and the audit chain over all of it.
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store
start_engine one

planned SHP-1 1 >"$work/plan"
eta SHP-1 2 '+9 hours' >"$work/late"
same "a plan is taken" 202 "$(post tms m1 "$work/plan")"
same "an estimate is taken" 202 "$(post freight m2 "$work/late")"
soon "the case is there" "eta-late|open" "select type, state from docket.case_open"
soon "all messages are decoded" 0 "select count(*) from docket.message where state <> 'decoded'"

same "the same again: the same answer" 202 "$(post freight m2 "$work/late")"
eta SHP-1 2 '+8 hours' >"$work/other"
same "the same id, other bytes" 409 "$(post freight m2 "$work/other")"
same "nothing was stored twice" 2 "$(sql "select count(*) from docket.event where source <> 'docket'")"

sed 's/SHP-1/SHP-2/' "$work/late" >"$work/forged"
stamp=$(date +%s)
same "a forged one is refused" 401 "$(curl -s -o /dev/null -w '%{http_code}' -H 'content-type: application/cloudevents+json' \
	-H 'webhook-id: m3' -H "webhook-timestamp: $stamp" -H 'webhook-signature: v1,AAAA' --data-binary "@$work/forged" \
	"http://127.0.0.1:$http/v1/events/freight")"
printf '{"specversion":"1.0","id":"7","source":"freight","type":"x"' >"$work/broken"
same "a broken one is refused" 400 "$(post freight m4 "$work/broken")"
same "no such place" 404 "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$http/v2/events/freight")"

{
	printf '['
	eta SHP-1 10 '+7 hours'
	printf ','
	eta SHP-9 11 '+5 hours'
	printf ',{"specversion":"1.0","id":"12","source":"freight","type":"no.such.type","subject":"shipment/SHP-1"},{"id":"13"}]'
} >"$work/batch"
same "a batch is answered per item" 207 "$(post freight m5 "$work/batch" application/cloudevents-batch+json)"
same "three are taken, one is not" "202 202 202 400" "$(grep -o '"status": *[0-9]*' "$work/answer" | grep -o '[0-9]*' | tr '\n' ' ' | sed 's/ $//')"
soon "what cannot be understood is dead" "open|/type" "select state, place from docket.dead where state = 'open'"
soon "what has no subject waits" "waiting|SHP-9" "select state, subject_ref from docket.dead where state = 'waiting'"
planned SHP-9 14 >"$work/plan9"
same "its plan comes" 202 "$(post tms m6 "$work/plan9")"
soon "the one that waited is replayed" replayed "select state from docket.dead where subject_ref = 'SHP-9'"
soon "and late, too" 2 "select count(*) from docket.case_open where type = 'eta-late'"
same "applied once" 1 "$(sql "select count(*) from docket.event where partner_key = 'freight 11'")"

docket_admin operator add ana --name 'Ana Alba' --tenant nordwind --role dispatcher --desk transport --ask 250EUR --day 500EUR
act=$(psql -qAtX -h "$sock" -U ana -d docket -c "select code from docket_do.act('claim', 1, (select min(case_id) from docket_read.case_queue where tenant_id = 1), null, '{}', 'key-of-the-test-1')")
same "ana takes the case" done "$act"
psql -qAtX -h "$sock" -U ana -d docket -c "select pg_notify('docket_engine', 'act')" >/dev/null
soon "her act is folded" folded "select state from docket.act"
same "the chain holds" "" "$(sql 'select * from docket.audit_verify(1)')"
same "and is sealed" 0 "$(sql 'select count(*) from docket.audit where audit_no is null')"

end_engine "$engine"
same "it ends in order" 0 "$(grep -c ERROR "$work/one.log" || :)"
same "no lease is left" 0 "$(sql "select count(*) from docket.lease where expires_at > now()")"

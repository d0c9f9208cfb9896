#!/bin/bash
# cost: 30
# A large batch is stored in two halves: an engine that dies between them leaves one half and an unmarked message; the next engine stores the
# other half, nothing twice. And without a death the message is marked done by what comes after.
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store

# load PREFIX: 150 shipments and their delays, as one message.
load() {
	local n promise event_time at
	promise=$(hence '+2 hours') event_time=$(hence '-1 minutes') at=$(hence '+9 hours')
	printf '['
	for n in $(seq 150); do
		[ "$n" = 1 ] || printf ','
		planned "$1-$n" "$1-$n-a"
		printf ','
		eta "$1-$n" "$1-$n-b" "$at"
	done
	printf ']'
}
load A >"$work/a"
load B >"$work/b"

# Somebody else makes the second shipment meanwhile, so its half waits while the other is committed: a transaction that stays open can only be made by hand.
sql "begin; insert into docket.subject (tenant_id, subject_id, kind, ref) values (1, 999999, 'shipment', 'A-2'); select pg_sleep(30)" >/dev/null 2>&1 &
others="$others $!"
soon "it is being made" 1 "select count(*) from pg_stat_activity where query like 'begin; insert%' and state = 'active'"
export DOCKET_FAILPOINT=after-half:1
start_engine one
post freight m-a "$work/a" application/cloudevents-batch+json >"$work/status" || true
wait_gone "$engine" 20
same "half of it is stored" 75 "$(sql "select count(*) from docket.subject where kind = 'shipment'")"
same "the message is not done" stored "$(sql "select state from docket.message")"
soon "the other half gave up" 0 "select count(*) from pg_stat_activity where application_name = 'docketd-store'"
sql "select pg_terminate_backend(pid) from pg_stat_activity where query like 'begin; insert%' and pid <> pg_backend_pid()" >/dev/null
unset DOCKET_FAILPOINT
start_engine one
soon "then all is" 150 "select count(*) from docket.subject where kind = 'shipment'"
soon "and done" decoded "select state from docket.message"
same "each event is there once" "300 300" "$(sql "select count(*) || ' ' || count(distinct partner_key) from docket.event where state = 'applied' and source <> 'docket'")"
same "each shipment has its case" 150 "$(sql "select count(*) from docket.case_open where type = 'eta-late'")"

same "another is taken" 202 "$(post freight m-b "$work/b" application/cloudevents-batch+json)"
soon "and stored" 600 "select count(*) from docket.event where state = 'applied' and source <> 'docket'"
soon "and marked done" 0 "select count(*) from docket.message where state <> 'decoded'"
soon "nothing waits" t "select docket.quiet(1)"
same "changes are numbered without a gap" t "$(sql 'select count(*) = max(seq) from docket.change')"
same "the chain holds" "" "$(sql 'select * from docket.audit_verify(1)')"

#!/bin/bash
# Write-backs: a target that fails and loses answers gets each message once; one without keys that cannot be asked gets none
# twice, and a person is told; a kill -9 in the middle changes nothing of it.
# timeout: 240
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
[ -x "$build/docket-stub" ] || { echo "skipped: no docket-stub in this build"; exit 77; }
open_store

# stub NAME OPTION...: a stand-in for an ERP or a TMS; its port is in $port.
stub() {
	mkfifo "$work/$1.in"
	"$build/docket-stub" "$1" --ledger="$work/$1.ledger" "${@:2}" <"$work/$1.in" > >(exec cat >"$work/$1.out") 2>>"$work/log" &
	pids="$pids $!"
	exec {keep}>"$work/$1.in"
	n=0
	until port=$(grep -os '"listening": *[0-9]*' "$work/$1.out" | grep -o '[0-9]*$'); do
		n=$((n + 1))
		[ $n -lt 100 ] || fail "the stand-in $1 does not listen"
		sleep 0.05
	done
}
stub erp --keys=yes --ask=yes --errors=200 --losses=200 --seed=7
erp=$port
stub tms --keys=no --ask=no --errors=0 --losses=300 --seed=8
tms=$port

sql "insert into docket.interface (tenant_id, interface_id, name, title, direction, url, key_header, ask_url) values
		(1, 931, 'erp', 'ERP', 'out', 'http://127.0.0.1:$erp/documents', 'Idempotency-Key', 'http://127.0.0.1:$erp/documents?ref='),
		(1, 932, 'yard', 'Yard system', 'out', 'http://127.0.0.1:$tms/orders', '', '');
	insert into docket.effect (tenant_id, effect_id, case_id, interface_id, kind, key, words, payload, state)
	select 1, n, 1, case when n <= 120 then 931 else 932 end, 'test', 'key-' || n, 'test ' || n, convert_to('{\"n\":' || n || '}', 'UTF8'), 'ready'
	from generate_series(1, 160) n"
fast="--send-timeout=700 --send-retry=1s --send-retry-most=2s --send-rate=100 --lease=1000"
start_engine one $fast
soon "some are sent" t "select count(*) > 10 from docket.effect where state = 'done'"
kill -9 "$engine"
wait "$engine" 2>/dev/null || true
sql "update docket.effect set run_at = now() where state in ('sending', 'asking')" # as if their minute were over
start_engine two $fast
n=0
while [ "$(sql "select count(*) from docket.effect where state not in ('done', 'reconcile')")" != 0 ]; do
	n=$((n + 1))
	[ $n -lt 600 ] || fail "effects do not end: $(sql "select interface_id, state, count(*) from docket.effect group by 1, 2")"
	sleep 0.2
done
same "the target with keys has all" "done|120" "$(sql 'select state, count(*) from docket.effect where interface_id = 931 group by 1')"

# executed TARGET: the numbers of the messages that the stand-in executed, one a line.
executed() {
	grep '"executed"' "$work/$1.out" | sed -n 's/.*n[^0-9]*":\([0-9]*\).*/\1/p' | sort
}
same "each once" "120 120" "$(executed erp | wc -l) $(executed erp | uniq | wc -l)"
same "the target without keys got none twice" "" "$(executed tms | uniq -d)"
same "all others are known or shown to a person" 40 "$(sql "select count(*) from docket.effect where interface_id = 932 and state in ('done', 'reconcile')")"
lost=$(sql "select count(*) from docket.effect where interface_id = 932 and state = 'reconcile'")
[ "$lost" -gt 0 ] || fail "no answer of it was lost: the test shows nothing"
echo "ok $lost to reconcile"
executed tms >"$work/executed"
same "done means that it was executed" "" "$(sql "select effect_id from docket.effect where interface_id = 932 and state = 'done'" | sort | comm -23 - "$work/executed")"

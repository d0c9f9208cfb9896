#!/bin/bash
# cost: 60
# timeout: 120
# serial: two engines, three partners and kill -9
# Two engines on one store are killed again and again, by the clock and at points in the code, under 100 events a second; a partner that
# sends and two that are written back to keep ledgers of their own. What was answered is there once; what was done at a partner was done
# once; a partner without keys never gets anything twice. CHAOS_S is how long (tests/long/crash.sh: ten minutes).
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
chaos_s=${CHAOS_S:-20}
rate=${RATE:-100}
seed=${SEED:-$RANDOM}
RANDOM=$seed
calls= # the minute that a dead engine's calls have is five seconds in the short version
[ "$chaos_s" -gt 60 ] || calls='--send-timeout=2000 --send-lease=5000'
echo "# SEED=$seed, $chaos_s s of $rate events a second"
points=
grep -q after-effect-sent-before-receipt "$build/docketd" &&
	points="after-intake-commit before-answer after-decide after-store after-effect-sent-before-receipt"

# partner NAME OPTION...: a stand-in with its ledger; sets $port.
partner() {
	local name=$1 end
	shift
	mkfifo "$work/$name.in"
	"$build/docket-stub" "$name" --ledger "$work/$name.ledger" --secrets "$work/secrets" --seed "$seed" "$@" \
		<"$work/$name.in" > >(cat >"$work/$name.out") 2>"$work/$name.log" &
	others="$others $!"
	disown $!
	exec {hold}>"$work/$name.in"
	end=$(($(ms) + 10000))
	until port=$(sed -n 2>/dev/null 's/.*"listening": *\([0-9]*\).*/\1/p' "$work/$name.out") && [ -n "$port" ]; do
		[ "$(ms)" -lt "$end" ] || fail "the partner $name does not listen"
		sleep 0.05
	done
}

operation_open
cat >"$work/crash.policy" <<'POLICY'
include core

exception failed-delivery "Failed delivery"
	effect tms delivery.stop "Stop {ref}" on open
	effect erp invoice.hold "Hold the invoice of {ref}: not delivered" on open
	effect erp invoice.free "Free the invoice of {ref}" on end
POLICY
operation_trade nordwind "$work/crash.policy"
partner erp --errors 100 --losses 20
printf 'title ERP\nkind http\nmode live\nsecret nordwind.erp\nurl http://127.0.0.1:%d/in\nkey-header Idempotency-Key\nask-url http://127.0.0.1:%d/seen?ref={key}\n' \
	"$port" "$port" >"$work/nordwind-erp.connector"
partner tms --keys=no --ask=no --losses 10
printf 'title TMS\nkind http\nmode live\nsecret nordwind.tms\nurl http://127.0.0.1:%d/in\n' "$port" >"$work/nordwind-out-tms.connector"
operation_secret nordwind.erp
apply nordwind "$work/nordwind-erp.connector" "$work/nordwind-out-tms.connector"

# engine_up NUMBER: starts it on the ports it had, perhaps to die at a point of its own choice.
declare -a pid ports
engine_up() {
	local n=$1
	unset DOCKET_FAILPOINT
	if [ -n "$points" ] && [ $((RANDOM % 2)) = 0 ] && [ -n "${2:-}" ]; then
		# shellcheck disable=SC2086
		set -- $points
		shift $((RANDOM % 5))
		export DOCKET_FAILPOINT=$1:$((RANDOM % 40 + 1))
	fi
	"$build/docketd" --store-host="$sock" --secrets-dir="$work/secrets" --http-port="${ports[n]:-0}" --feed-port=0 --lease=2000 \
		--ports-file="$work/$n.ports" --allow-unsafe-store --send-retry=1s --send-retry-most=3s $calls >>"$work/engine$n.log" 2>&1 &
	pid[n]=$!
	disown "${pid[n]}"
	engines="$engines ${pid[n]}"
	unset DOCKET_FAILPOINT
}
for n in 0 1; do
	engine_up $n
	until [ -s "$work/$n.ports" ]; do sleep 0.05; done
	read -r "ports[$n]" _ <"$work/$n.ports"
done

# Each shipment is announced, fails, and is delivered a while later; the two posters send each message until it is answered for good.
for n in 0 1; do
	mkfifo "$work/carrier$n"
	"$build/docket-stub" carriers --engine "http://127.0.0.1:${ports[n]}" --secrets "$work/secrets" \
		<"$work/carrier$n" > >(cat >"$work/posted$n") 2>"$work/carrier$n.log" &
	others="$others $!"
	disown $!
done
exec 5>"$work/carrier0" 6>"$work/carrier1"
produce() { # FIRST LAST: numbers of shipments
	awk -v first="$1" -v last="$2" -v now="$(hence -30seconds)" -v promise="$(hence '+6 hours')" '
		function send(to, id, interface, secret, type, ref, data, q) {
			q = "\\\""
			printf "{\"id\":%d,\"interface\":\"%s\",\"secret\":\"%s\",\"type\":\"application/cloudevents+json\",\"body\":\"", id, interface, secret > to
			printf "{" q "specversion" q ":" q "1.0" q "," q "id" q ":" q "%d" q "," q "source" q ":" q "%s" q "," q "type" q ":" q "%s" q "," q "subject" q ":" q "shipment/%s" q "," q "time" q ":" q "%s" q "," q "data" q ":{%s}}\"}\n", id, interface, type, ref, now, data > to
			fflush(to)
		}
		BEGIN {
			q = "\\\""
			for (n = first; n <= last; n++) {
				ref = "SHP-" n
				send("/dev/fd/" 5 + n % 2, n * 10, "nordwind-tms", "nordwind.tms", "shipment.planned", ref,
					q "customer" q ":" q "RETAIL" q "," q "carrier" q ":" q "FREIGHT" q "," q "origin" q ":" q "HAM" q "," q "dest" q ":" q "MUC" q "," q "promise" q ":" q promise q "," q "deliver" q ":" q promise q)
				send("/dev/fd/" 5 + n % 2, n * 10 + 1, "nordwind-freight", "nordwind.freight", "delivery.failed", ref, q "reason" q ":" q "closed" q)
				if (n > 60)
					send("/dev/fd/" 5 + n % 2, (n - 60) * 10 + 2, "nordwind-freight", "nordwind.freight", "shipment.milestone", "SHP-" (n - 60),
						q "milestone" q ":" q "deliver" q "," q "nature" q ":" q "actual" q "," q "at" q ":" q now q)
			}
		}'
}

began=$(ms)
shipments=0 kills=0 next_kill=$(($(ms) + 500))
while elapsed=$(($(ms) - began)) && [ "$elapsed" -lt $((chaos_s * 1000)) ]; do
	due=$((elapsed * rate / 3000))
	[ "$due" -le "$shipments" ] || produce $((shipments + 1)) "$due"
	shipments=$((due > shipments ? due : shipments))
	for n in 0 1; do # one that fell at its point
		kill -0 "${pid[n]}" 2>/dev/null || { kills=$((kills + 1)) && engine_up $n point; }
	done
	if [ "$(ms)" -ge "$next_kill" ]; then
		n=$((RANDOM % 2))
		kill -9 "${pid[n]}" 2>/dev/null
		next_kill=$(($(ms) + 300 + RANDOM % 2000))
	fi
	sleep 0.0$((RANDOM % 5 + 2))
done
echo "# $shipments shipments, $kills deaths"

# The end: whole engines take over, all answers come in.
for n in 0 1; do kill -9 "${pid[n]}" 2>/dev/null; done
sleep 0.3
for n in 0 1; do engine_up $n; done
is_settled() {
	local sent=$((shipments * 2 + (shipments > 60 ? shipments - 60 : 0)))
	[ "$(cat "$work"/posted? | grep -c '"posted"')" -ge "$sent" ] && [ "$(sql 'select bool_and(docket.quiet(tenant_id))
		and not exists (select 1 from docket.effect where state in ('"'ready', 'sending', 'asking', 'unknown', 'waiting'"')) from docket.tenant')" = t ]
}
end=$(($(ms) + (chaos_s > 60 ? 200 : 45) * 1000))
until is_settled; do
	[ "$(ms)" -lt "$end" ] || {
		sql "select 'effects', state, count(*) from docket.effect group by 2 union all select 'messages', state, count(*) from docket.message group by 2
			union all select 'events', state, count(*) from docket.event group by 2"
		fail "not settled: $(cat "$work"/posted? | grep -c posted) of $((shipments * 2)) and more answered"
	}
	sleep 0.3
done

# --- what the ledgers say, beside the store

sql "create schema checks; create table checks.ledger (line jsonb); create table checks.posted (line jsonb)" >/dev/null
copy() { psql -qX -h "$sock" -U postgres -d docket -c "\\copy checks.$1 from '$2' with (format csv, quote e'\\x01', delimiter e'\\x02')"; }
grep -h '"posted"' "$work"/posted? >"$work/posted"
cat "$work/erp.ledger" "$work/tms.ledger" >"$work/ledger"
copy posted "$work/posted"
copy ledger "$work/ledger"
sql "create view checks.arrival as select line ->> 'target' as target, line ->> 'key' as key, (line ->> 'at')::timestamptz as at,
	(line ->> 'status')::int as status, (line ->> 'executed')::boolean as executed, line ->> 'sha256' as sha256 from checks.ledger
	where line ->> 'method' = 'POST'" >/dev/null
# Cases of docket's own work are not what this counts.
sql "create view checks.of_shipment as select c.state from (select subject_id, state from docket.case_open union all select subject_id, state from docket.case_closed) c
	join docket.subject s using (subject_id) where s.kind = 'shipment'" >/dev/null
is "every message was answered 202" "$(sql "select count(*) from checks.posted where (line ->> 'status')::int <> 202")" 0
is "what was answered is an applied event, once" "$(sql "select count(*) from checks.posted p left join (
	select split_part(partner_key, ' ', 2) as id, count(*) as times, bool_and(state in ('applied', 'ignored')) as is_over from docket.event group by 1) e
	on e.id = p.line ->> 'posted' where e.times is distinct from 1 or not e.is_over")" 0
is "no event is there that was not sent" "$(sql "select count(*) from docket.event where source not in ('OPERATOR', 'docket') and split_part(partner_key, ' ', 2) not in (select line ->> 'posted' from checks.posted)")" 0
is "each shipment has one case" "$(sql "select count(*) from (select subject_id from (select subject_id from docket.case_open union all
	select subject_id from docket.case_closed) c join docket.subject s using (subject_id) where s.kind = 'shipment' group by 1 having count(*) > 1) x")" 0
# One whose failure was heard of only after its delivery, since an engine was dead meanwhile, needs none.
sql "create view checks.late_news as select f.subject_id from docket.event f join docket.event d using (tenant_id, subject_id)
	where f.type = 'delivery.failed' and d.milestone = 'deliver' and d.nature = 'actual' and f.stored_at > d.stored_at
		and not exists (select from docket.case_open c where c.subject_id = f.subject_id)
		and not exists (select from docket.case_closed c where c.subject_id = f.subject_id)" >/dev/null
late=$(sql "select count(*) from checks.late_news")
at_most "failures heard of too late, in 100 shipments" $((late * 100 / shipments)) 5
is "and each has one" "$(sql "select count(*) from checks.of_shipment")" $((shipments - late))
is "what was delivered is over, or waits for the tasks of others" "$(sql "select count(*) from checks.of_shipment where state in ('cleared', 'closed', 'resolved')")" \
	$((shipments > 60 ? shipments - 60 - late : 0))
is "something was lost and repeated on the way (else this shows nothing)" "$(sql "select count(*) > 0 from (select 1 from checks.arrival where target = 'erp' group by key having count(*) > 1) x")" t
is "the same key always with the same bytes" "$(sql "select count(*) from (select 1 from checks.arrival group by key having count(distinct sha256) > 1) x")" 0
is "nothing was executed twice" "$(sql "select count(*) from (select 1 from checks.arrival where executed group by target, key having count(*) > 1) x")" 0
is "a partner without keys gets nothing twice" "$(sql "select count(*) from (select 1 from checks.arrival where target = 'tms' group by key having count(*) > 1) x")" 0
is "what is done was executed" "$(sql "select count(*) from docket.effect e where e.state = 'done' and not exists (select 1 from checks.arrival a where a.key = e.key and a.executed)")" 0
is "what was executed is known" "$(sql "select count(*) from checks.arrival a where a.executed and not exists (select 1 from docket.effect e where e.key = a.key)")" 0
is "after done nothing more arrives" "$(sql "select count(*) from docket.effect e join checks.arrival a using (key) where e.state = 'done' and a.at > e.done_at")" 0
is "all is done that a partner with keys can do" "$(sql "select coalesce(string_agg(distinct e.state || ' ' || e.last_error, ','), '') from docket.effect e join docket.interface i using (tenant_id, interface_id) where i.name = 'nordwind-erp' and e.state <> 'done'")" ""
is "what is unsure without keys waits for a person" "$(sql "select coalesce(string_agg(distinct e.state, ','), '') from docket.effect e where e.state not in ('done', 'reconcile')")" ""
is "the unsure are few" "$(sql "select count(*) < (select count(*) from docket.effect) / 3 from docket.effect where state = 'reconcile'")" t
is "changes are numbered without a gap" "$(sql 'select count(*) = max(seq) from docket.change')" t
is "the audit holds and is sealed" "$(sql "select count(*) from docket.audit_verify(1)") $(sql 'select count(*) from docket.audit where audit_no is null')" "0 0"
operation_end

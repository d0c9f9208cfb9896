#!/bin/bash
# cost: 40
# timeout: 120
# serial: engines that are killed, and lags that are measured
# Write-backs under fire. Shipments fail, each raises a case with three write-backs: to a target that honours keys, drops answers after doing
# the work, fails, hangs, breaks links and refuses some for good; to one like it without keys that can be asked nothing; and to a healthy one.
# The engine is killed -9 meanwhile. Each target keeps a ledger in its own process; the judge compares the ledgers with what was ordered.
# EFFECTS, KILLS, RATE (shipments a second), SEED: tests/long/effects.sh runs it with 100,000 and 20.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/target.sh
effects=${EFFECTS:-300} kills=${KILLS:-2} rate=${RATE:-50} seed=${SEED:-$RANDOM} wait_s=${WAIT_S:-60}
shipments=$(((effects + 2) / 3))
RANDOM=$seed
echo "# SEED=$seed, $shipments shipments, $kills kills"

operation_open
cat >"$work/fire.policy" <<'POLICY'
include core

exception failed-delivery "Failed delivery"
	effect erp invoice.hold "Hold the invoice of {ref}: not delivered" on open
	effect tms delivery.stop "Stop {ref}" on open
	effect mail desk.tell "Tell the desk of {ref}" on open
POLICY
operation_trade nordwind "$work/fire.policy"
docket_admin operator add ana --name 'Ana Alba' --tenant nordwind --role dispatcher --desk transport
faults="drop=200 error=100 hang=50 reset=20 conflict=10"
# shellcheck disable=SC2086
target erp keys=1 ask=0 refuse=X $faults
printf 'title ERP\nmode live\nurl http://127.0.0.1:%d/in\nkey-header Idempotency-Key\nkeys 24h\nsend-most 32\n' "$port" >"$work/nordwind-erp.connector"
# shellcheck disable=SC2086
target tms keys=0 ask=0 refuse=X $faults
printf 'title TMS\nmode live\nurl http://127.0.0.1:%d/in\nsend-most 32\n' "$port" >"$work/nordwind-out-tms.connector"
target mail keys=1 ask=1
printf 'title Desk\nmode live\nurl http://127.0.0.1:%d/in\nkey-header Idempotency-Key\nask-url http://127.0.0.1:%d/seen?ref={key}\n' "$port" "$port" \
	>"$work/nordwind-mail.connector"
apply nordwind "$work/nordwind-erp.connector" "$work/nordwind-out-tms.connector" "$work/nordwind-mail.connector"

up() {
	start_engine fire --lease=1000 --send-timeout=700 --send-lease=2500 --send-retry=1s --send-retry-most=${RETRY_MOST:-2s} --http-port="${port_http:-0}"
	port_http=$http
}
up

# batch FIRST LAST: those shipments are announced, and fail; every fiftieth is one that its targets refuse for good.
batch() {
	local n ref
	event_time=$(hence -30seconds)
	{
		printf '['
		for ((n = $1; n <= $2; n++)); do
			ref=SHP-$n
			[ $((n % 50)) != 0 ] || ref=SHP-${n}X
			[ "$n" = "$1" ] || printf ','
			event "p$n" tms shipment.planned "$ref" "\"customer\":\"RETAIL\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"promise\":\"$promise\",\"deliver\":\"$promise\""
		done
		printf ']'
	} >"$work/planned"
	sed 's/"id":"p/"id":"f/g; s/"source":"tms"/"source":"freight"/g; s/shipment\.planned/delivery.failed/g; s/"data":{[^}]*}/"data":{"reason":"closed"}/g' \
		"$work/planned" >"$work/failed"
}
send() { # INTERFACE ID FILE: until it is answered for good
	local status
	until status=$(post "$1" "$2" "$3" application/cloudevents-batch+json) && [ "$status" = 202 ]; do
		case $status in 4*) fail "$1: $status $(cat "$work/answer")" ;; esac
		sleep 0.1
	done
}
produce() {
	local first=1 last began due
	promise=$(hence '+6 hours')
	began=$(ms)
	while [ "$first" -le "$shipments" ]; do
		last=$((first + 99 < shipments ? first + 99 : shipments))
		due=$((1 + ($(ms) - began) * rate / 1000))
		last=$((last < due ? last : due))
		if [ "$last" -ge "$first" ]; then
			batch "$first" "$last"
			send nordwind-tms "plan-$first" "$work/planned"
			send nordwind-freight "fail-$first" "$work/failed"
			first=$((last + 1))
		fi
		sleep 0.1
	done
	touch "$work/produced"
}
began=$(ms)
produce &
producer=$!
others="$others $producer"

# Killed at random moments while there is work; the last time near the end of it.
span_ms=$((shipments * 1000 / rate + 1000))
for ((n = 1; n <= kills; n++)); do
	sleep "$(awk -v s="$span_ms" -v k="$kills" -v r=$RANDOM 'BEGIN { printf "%.2f", s / 1000 / k * (0.6 + 0.6 * r / 32768) }')"
	kill -9 "$engine"
	wait_gone "$engine" 5
	up
done
end=$(($(ms) + wait_s * 1000))
until [ -f "$work/produced" ] && [ "$(sql "select (select count(*) from docket.effect) = 3 * $shipments
		and not exists (select from docket.effect where state not in ('done', 'dead', 'reconcile'))")" = t ]; do
	[ "$(ms)" -lt "$end" ] || fail "not settled: $(sql "select interface_id, state, count(*), max(last_error) from docket.effect group by 1, 2")"
	kill -0 "$engine" 2>/dev/null || fail "the engine fell"
	sleep 0.3
done
echo "# settled after $((($(ms) - began) / 1000)) s"

# --- the judge: ledgers beside the orders

sql "create schema checks; create table checks.arrival (us bigint, method text, path text, key text, status int, executed int, sha256 text, target text);
	create table checks.read (like checks.arrival)" >/dev/null
for name in erp tms mail; do
	psql -qX -h "$sock" -U postgres -d docket -c "\\copy checks.arrival (us, method, path, key, status, executed, sha256) from '$work/$name/ledger' with (format csv, delimiter e'\\t', quote e'\\x01')"
	sql "update checks.arrival set target = '$name'; insert into checks.read select * from checks.arrival; delete from checks.arrival" >/dev/null
done
sql "create index on checks.read (key); create view checks.call as select r.*, to_timestamp(us / 1e6) as at from checks.read r where method = 'POST';
	create view checks.ordered as select e.*, case i.name when 'nordwind-erp' then 'erp' when 'nordwind-mail' then 'mail' else 'tms' end as target,
		position('X' in convert_from(e.payload, 'UTF8')) > 0 as is_refused, encode(sha256(e.payload), 'hex') as sha256
		from docket.effect e join docket.interface i using (tenant_id, interface_id)" >/dev/null
is "every order arrived in the store once" "$(sql "select count(*), count(distinct key) from docket.effect")" "$((3 * shipments))|$((3 * shipments))"
is "answers were lost and calls repeated (else this shows nothing)" "$(sql "select count(*) > 0 from (select from checks.call where target = 'erp' group by key having count(*) > 1) x")" t
is "each is done once, with keys and without" "$(sql "select count(*) from (select from checks.call where executed = 1 group by target, key having count(*) > 1) x")" 0
is "the same key has the same bytes, those of the order" "$(sql "select count(*) from checks.call c left join checks.ordered o using (key) where o.sha256 is distinct from c.sha256 or o.target <> c.target")" 0
is "nothing arrives after done" "$(sql "select count(*) from checks.ordered o join checks.call c using (key) where o.state = 'done' and c.at > o.done_at")" 0
is "none is missing" "$(sql "select count(*) from checks.ordered o where target in ('erp', 'mail') and not (target = 'erp' and is_refused) and not exists (select from checks.call c where c.key = o.key and c.executed = 1)")" 0
is "with keys: all is known to be done" "$(sql "select coalesce(string_agg(distinct target || ' ' || state || ' ' || last_error, ','), '') from checks.ordered where target in ('erp', 'mail') and not (target = 'erp' and is_refused) and state <> 'done'")" ""
is "dead is what the target refuses for good" "$(sql "select count(*) from checks.ordered where target = 'erp' and is_refused <> (state = 'dead')")" 0
is "a target without keys gets nothing twice that it may have done" "$(sql "select count(*) from checks.call a join checks.call b on a.key = b.key and b.us > a.us where a.target = 'tms' and a.status not in (503)")" 0
is "without keys: done is done, and who is not sure asks a person" "$(sql "select count(*) from checks.ordered o where target = 'tms' and (state = 'done' and not exists (select from checks.call c where c.key = o.key and c.executed = 1) or state not in ('done', 'reconcile', 'dead') or state = 'dead' and not is_refused)")" 0
is "every one that may be there is one a person looks at" "$(sql "select count(*) from checks.ordered where target = 'tms' and maybe_there and state <> 'reconcile'")" 0
is "no lease is older than its limit" "$(sql "select count(*) from docket.effect where state in ('sending', 'asking')")" 0
lag=$(sql "select round(1000 * percentile_cont(0.99) within group (order by extract(epoch from c.first_at - o.due_at))) from checks.ordered o
	join (select key, min(at) as first_at from checks.call where target = 'mail' group by key) c using (key)")
at_most "healthy target: 99 of 100 are sent within, ms" "$lag" "${LAG_MS:-5000}"
sql "select '# ' || target || ': ' || count(*) || ' calls in ' || (max(us) - min(us)) / 1000000 || ' s, ' || count(*) * 1000000 / greatest(max(us) - min(us), 1) || ' a second'
	from checks.call group by target order by target"
is "the stuck stand in a queue" "$(sql "select count(*) from docket.effect where state in ('dead', 'reconcile')")" \
	"$(docket_as ana effects --json | grep -c '"effect_id"')"
operation_end

#!/bin/bash
# timeout: 120
# 500 shipments of one carrier in trouble are one disruption with three piles; many cases are worked at once with a receipt for each; the ERP
# dies half way through a bulk rebooking, and the receipts say what the partners' own ledgers say.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
[ -x "$build/docket-stub" ] || skip "no docket-stub in this build"
batch=application/cloudevents-batch+json
shipments=${SHIPMENTS:-500}

# partner NAME OPTION...: a stand-in with its ledger; sets $port and $partner.
partner() {
	local name=$1 end
	shift
	rm -f "$work/$name.in" "$work/$name.out"
	mkfifo "$work/$name.in"
	"$build/docket-stub" "$name" --ledger "$work/$name.ledger" --secrets "$work/secrets" "$@" <"$work/$name.in" > >(cat >"$work/$name.out") 2>"$work/$name.log" &
	partner=$!
	others="$others $partner"
	disown $partner
	exec {hold}>"$work/$name.in"
	end=$(($(ms) + 10000))
	until port=$(sed -n 2>/dev/null 's/.*"listening": *\([0-9]*\).*/\1/p' "$work/$name.out") && [ -n "$port" ]; do
		[ "$(ms)" -lt "$end" ] || fail "the partner $name does not listen"
		sleep 0.05
	done
}

operation_open
operation_trade nord
partner erp --keys=yes --ask=yes
erp_pid=$partner
printf 'title ERP\nkind http\nmode live\nsecret nord.tms\nurl http://127.0.0.1:%d/in\nkey-header Idempotency-Key\nask-url http://127.0.0.1:%d/seen?ref={key}\n' "$port" "$port" >"$work/nord-erp.connector"
partner tms --keys=yes --ask=yes
printf 'title TMS\nkind http\nmode live\nsecret nord.tms\nurl http://127.0.0.1:%d/in\nkey-header Idempotency-Key\nask-url http://127.0.0.1:%d/seen?ref={key}\n' "$port" "$port" >"$work/nord-out-tms.connector"
apply nord "$work/nord-erp.connector" "$work/nord-out-tms.connector"
docket_admin tenant add other --title Other --zone Europe/Berlin
sql "insert into docket.party (tenant_id, party_id, kind, code, name, tier, mail) values (1, 921, 'customer', 'PLAIN', 'Plain Trade', '', 'dock@plain.example'),
		(1, 922, 'customer', 'MUTE', 'Mute Stores', '', '');
	select docket.operator_add('ana', 'ana', 'Ana Alba'); select docket.member_set(1, 'ana', 'dispatcher', 'transport', null, 25000, 0, 700000);
	select docket.operator_add('ben', 'ben', 'Ben Bast'); select docket.member_set(1, 'ben', 'dispatcher', 'transport', null, 25000, 0, 700000);
	select docket.operator_add('muc', 'muc', 'Mia Unger'); select docket.member_set(1, 'muc', 'warehouse', 'warehouse', '{MUC}', 0, 0, 0);
	select docket.operator_add('oli', 'oli', 'Oli Oth'); select docket.member_set(2, 'oli', 'dispatcher', 'transport', null, 25000, 0, 700000)" >/dev/null
start_engine one --send-retry=300ms --send-retry-most=1s --send-rate=400

# ---------------------------------------------------------------- 500 events of one cause

# told NAME LINE...: posts all lines as batches of 100.
told() {
	local interface=$1 part
	rm -f "$work"/part.*
	split -l 100 - "$work/part."
	for part in "$work"/part.*; do
		{ printf '['; paste -sd, "$part"; printf ']'; } >"$part.json"
		[ "$(post "$interface" "$2-$(basename "$part")" "$part.json" $batch)" = 202 ] || fail "$interface: $(head -c 300 "$work/answer")"
	done
}
# One in four of them is not picked up and can be rebooked; of the others every second goes to a gold customer, the rest to one without a tier.
pickup=$(hence '+2 hours') promise=$(hence '+6 hours') late=$(hence '+9 hours') just=$(hence '-1 minutes')
event_time=$(hence now)
for i in $(seq "$shipments"); do
	customer=RETAIL
	[ $((i % 4)) = 2 ] && customer=PLAIN
	[ $((i % 20)) = 6 ] && customer=MUTE
	event "p$i" tms shipment.planned "S-$i" "$(printf '"title":"%d pallets","customer":"%s","carrier":"FREIGHT","origin":"HAM","dest":"MUC","pickup":"%s","promise":"%s","deliver":"%s"' \
		$((i % 30 + 1)) $customer "$pickup" "$promise" "$promise")"
	echo
done | told nord-tms plan
for i in $(seq "$shipments"); do
	[ $((i % 4)) = 0 ] || { event "u$i" freight shipment.picked-up "S-$i" "\"at\":\"$just\""; echo; }
done | told nord-freight up
wait_quiet 40
is "nothing is wrong yet" "$(sql 'select count(*) from docket.disruption')" 0
began=$(ms)
for i in $(seq "$shipments"); do
	event "e$i" freight shipment.eta "S-$i" "\"at\":\"$late\",\"reason\":\"strike\""
	echo
done | told nord-freight eta
soon "one disruption of all of them" "carrier FREIGHT|$shipments" 30 "select cause, members from docket.disruption where state = 'open'"
echo "# $(($(ms) - began)) ms from the first of $shipments events to the last member"
wait_quiet 20
is "no other" "$(sql 'select count(*) from docket.disruption')" 1
quarter=$((shipments / 4))
is "three piles that add up" "$(sql 'select rebook, rebook + wait + tell, (wait > 0)::int, (tell > 0)::int from docket.disruption')" "$quarter|$shipments|1|1"
like "with the reason" "$(sql "select reason from docket.disruption")" "$shipments cases of carrier FREIGHT opened between * and *; 5, each within 2h00 of the one before, are a disruption"
is "each says why" "$(sql "select count(*) from docket.disruption_member where why = ''")" 0
like "its row in the queue names it" "$(docket_as ana cases --limit 1 --json)" '*"disruption":"D-1 of 500"*'
is "another client's people see nothing" "$(as oli 'select count(*) from docket_read.disruption' ; as oli 'select count(*) from docket_read.bulk_receipt')" "0
0"
is "nor does another site" "$(as muc 'select count(*) from docket_read.disruption'; as muc 'select count(*) from docket_read.disruption_member')" "0
0"
operation_end

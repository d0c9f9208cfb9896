#!/bin/bash
# cost: 60
# timeout: 280
# Hundreds of shipments of one carrier in trouble are one disruption with three piles (SHIPMENTS; tests/long/disruption.sh: 500); many cases are worked at once with a receipt for each; the ERP
# dies half way through a bulk rebooking, and the receipts say what the partners' own ledgers say.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
[ -x "$build/docket-stub" ] || skip "no docket-stub in this build"
batch=application/cloudevents-batch+json
shipments=${SHIPMENTS:-240}

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
erp_pid=$partner erp_port=$port
printf 'title ERP\nkind http\nmode live\nsecret nord.tms\nurl http://127.0.0.1:%d/in\nkey-header Idempotency-Key\nask-url http://127.0.0.1:%d/seen?ref={key}\n' "$port" "$port" >"$work/nord-erp.connector"
partner tms --keys=yes --ask=yes
printf 'title TMS\nkind http\nmode live\nsecret nord.tms\nurl http://127.0.0.1:%d/in\nkey-header Idempotency-Key\nask-url http://127.0.0.1:%d/seen?ref={key}\n' "$port" "$port" >"$work/nord-out-tms.connector"
apply nord "$work/nord-erp.connector" "$work/nord-out-tms.connector"
docket_admin tenant add other --title Other --zone Europe/Berlin
printf '%s\n' kind,code,name,tier,mail 'customer,PLAIN,Plain Trade,,dock@plain.example' 'customer,MUTE,Mute Stores,,' >"$work/more-parties.csv"
docket_admin master "$work/more-parties.csv" --kind parties --tenant nord
for login in ana ben; do
	docket_admin operator add "$login" --name "$login" --tenant nord --role dispatcher --desk transport --ask 250EUR --day 9000EUR
done
docket_admin operator add muc --name 'Mia Unger' --tenant nord --role warehouse --desk warehouse --sites MUC
docket_admin operator add oli --name 'Oli Oth' --tenant other --role dispatcher --desk transport --ask 250EUR --day 9000EUR
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
	event "p$i" tms shipment.planned "S-$i" "\"title\":\"$((i % 30 + 1)) pallets\",\"customer\":\"$customer\",\"carrier\":\"FREIGHT\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"pickup\":\"$pickup\",\"promise\":\"$promise\",\"deliver\":\"$promise\""
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
like "its row in the queue names it" "$(docket_as ana cases --limit 1 --json)" '*"disruption":"D-1 of '"$shipments"'"*'
is "another client's people see nothing" "$(as oli 'select count(*) from docket_read.disruption' ; as oli 'select count(*) from docket_read.bulk_receipt')" "0
0"
is "nor does another site" "$(as muc 'select count(*) from docket_read.disruption'; as muc 'select count(*) from docket_read.disruption_member')" "0
0"

# ---------------------------------------------------------------- many at once

third=$(docket_as ana disruption D-1 --pile rebook --json | jq -r .ref | sed -n 3p)
docket_as ben do claim "$third" >/dev/null
like "a preview says what would come of it" "$(docket_as ana bulk claim D-1 --preview | tr -s ' ')" " $((shipments - 1)) done yours
 1 refused ben has it since *
claim of D-1: a preview; nothing was done"
is "and does nothing" "$(sql 'select count(*) from docket.case_open where owner_id is not null')" 1
like "claimed" "$(docket_as ana bulk claim D-1)" "B-1 of D-1: take the cases, $shipments cases: $((shipments - 1)) done, 1 refused*"
is "a receipt for each" "$(docket_as ana disruption D-1 --receipts --json | jq -r .state | sort | uniq -c | tr -s ' \n' ' ')" " $((shipments - 1)) done 1 refused "
is "they are hers" "$(sql "select count(*) from docket.case_open c join docket.person p on p.person_id = c.owner_id where p.short = 'ana'")" $((shipments - 1))

# One letter for each customer; nothing leaves before a person says so.
like "letters" "$(docket_as ana bulk tell D-1 --pile tell words="The carrier is on strike.")" "B-2 of D-1: tell the customers*the letters are drafted and nothing has left*"
is "one for each customer" "$(sql "select count(*), count(distinct party_id) from docket.letter where template = 'disruption'")" "1|1"
told=$(sql "select tell from docket.disruption")
is "that names its shipments" "$(sql "select count(*) from docket.letter l, regexp_split_to_table(l.body, E'\n') r where l.template = 'disruption' and r ~ '^  S-[0-9]+, .*now expected'")" "$told"
is "nothing left" "$(sql "select count(*) from docket.effect where letter_id is not null")" 0
like "sent" "$(docket_as ana bulk go B-2)" "B-2 of D-1: *"
is "one mail" "$(sql "select count(*) from docket.effect where letter_id is not null")" 1
is "who has no address is refused" "$(docket_as ana bulk tell D-1 --pile wait --json | jq -r 'select(.customer == "Mute Stores") | .state + " " + .words' | sort -u)" "refused Mute Stores has no address to write to"

# ---------------------------------------------------------------- the ERP dies half way

some=$(docket_as ana disruption D-1 --pile rebook --json | jq -r .ref | head -n 60 | paste -sd,)
like "priced first" "$(docket_as ana bulk rebook D-1 --cases "$some")" "B-4 of D-1: rebook, 60 cases: 60 ready
the 60 that are ready cost 7,200.00 EUR in all;*"
like "not without its amount" "$(docket_as ana bulk go B-4 2>&1)" "docket: B-4: the amount was not given: what is ready costs 7,200.00 EUR in all*"
docket_as ana bulk go B-4 --amount 7200EUR >"$work/go" 2>&1 &
going=$!
end=$(($(ms) + 20000))
until [ "$(grep -c . "$work/erp.ledger" 2>/dev/null || true)" -ge 20 ] || [ "$(ms)" -gt $end ]; do sleep 0.02; done
kill -9 "$erp_pid"
wait $going
is "nothing is left to ask" "$(sql "select count(*) from docket.bulk_receipt where state in ('waiting', 'asked', 'quoted') and bulk_id = (select bulk_id from docket.bulk where no = 4)")" 0
sleep 1
# What each receipt says, against the partners' ledgers: done is in both; what is not done is not said to be.
keys_done() {
	sed -n 's/.*"key": *"\([^"]*\)".*/\1/p' "$1" | sort -u
}
compare() {
	keys_done "$work/erp.ledger" >"$work/erp.keys"
	keys_done "$work/tms.ledger" >"$work/tms.keys"
	as ana "select case_id, state from docket_read.bulk_receipt where bulk = 'B-4' order by case_id" >"$work/receipts"
	sql "select r.case_id, f.key, i.name from docket.bulk_receipt r join docket.bulk b on b.bulk_id = r.bulk_id and b.no = 4
		join docket.effect f on f.tenant_id = 1 and f.quote_id = r.quote_id join docket.interface i on i.tenant_id = 1 and i.interface_id = f.interface_id" >"$work/effects"
	lies=$(awk -F '|' -v erp="$work/erp.keys" -v tms="$work/tms.keys" '
		FILENAME == erp { at["erp", $1] = 1; next }
		FILENAME == tms { at["tms", $1] = 1; next }
		FILENAME ~ /effects$/ { if (!(($3 ~ /erp$/ ? "erp" : "tms", $2) in at)) missing[$1] = 1; next }
		($2 == "done" && $1 in missing) || ($2 == "refused" && !($1 in missing)) { lies++ }
		END { print lies + 0 }' "$work/erp.keys" "$work/tms.keys" "$work/effects" "$work/receipts")
}
compare
is "no receipt says done of what was not" "$lies" 0
is "they add up" "$(wc -l <"$work/receipts")" 60
done_before=$(grep -c '|done$' "$work/receipts")
open_before=$(grep -cE '\|(unknown|under way)$' "$work/receipts")
is "done and not known are all" "$((done_before + open_before))" 60
[ "$open_before" -gt 0 ] || fail "the ERP died too late: the test shows nothing"
echo "# when the ERP was dead: $done_before done, $open_before unknown or under way"
# It comes back, with what it had executed: all receipts follow.
partner erp --keys=yes --ask=yes --port "$erp_port"
soon "all are done in the end" 60 30 "select count(*) from docket.bulk_receipt r join docket.bulk b on b.bulk_id = r.bulk_id and b.no = 4
	where not exists (select 1 from docket.effect f where f.tenant_id = 1 and f.quote_id = r.quote_id and f.state <> 'done')
	and exists (select 1 from docket.effect f where f.tenant_id = 1 and f.quote_id = r.quote_id)"
compare
is "and say so" "$lies $(grep -c '|done$' "$work/receipts")" "0 60"
is "each was done once" "$(grep '"executed"' "$work/erp.ledger" "$work/tms.ledger" | sed -n 's/.*"key": *"\([^"]*\)".*/\1/p' | sort | uniq -d | wc -l)" 0

# ---------------------------------------------------------------- what a person says goes before the rule

one=$(docket_as ana disruption D-1 --pile wait --json | jq -r .ref | head -n 1)
shipment=$(docket_as ana disruption D-1 --pile wait --json | jq -r .subject | head -n 1)
like "taken out" "$(docket_as ana disruption D-1 split "$one")" "D-1: 1 taken out of D-1; no rule puts them back"
planned new S-new | told nord-tms new # one more of the same cause: all of them are grouped again
{ event again freight shipment.eta "$shipment" "\"at\":\"$(hence '+10 hours')\""; echo; event more freight shipment.eta S-new "\"at\":\"$late\""; echo; } | told nord-freight again
soon "one more joins" "$shipments" 20 "select members from docket.disruption"
is "what was taken out stays out" "$(sql "select count(*) from docket.disruption_member m join docket.case_open c on c.case_id = m.case_id where 'C-' || c.no = '$one' and m.left_at is null")" 0
like "and comes back by a person's hand" "$(docket_as ana disruption D-1 add "$one")" "D-1: 1 put into D-1"
like "closed" "$(docket_as ana disruption D-1 close words="the strike is over")" "D-1: D-1 is closed*"
wait_quiet 20
is "its cases stay, each for itself" "$(docket_as ana disruptions --json | wc -l) $(sql "select count(*) from docket.disruption_member where left_at is null")" "0 0"
is "the audit holds" "$("$build/docket" audit verify --tenant nord --socket "$sock" --user postgres >/dev/null 2>&1; echo $?)" 0
operation_end

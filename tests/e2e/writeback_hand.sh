#!/bin/bash
# cost: 60
# timeout: 240
# Write-backs when a target misbehaves: it is left alone and says so, what it certainly has not goes another way, what it may have forgotten
# is never sent blindly, and a person can say how it was: by phone, there, not there, again; never while an engine is sending.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/target.sh

operation_open
cat >"$work/hand.policy" <<'POLICY'
include core

exception failed-delivery "Failed delivery"
	effect erp invoice.hold "Hold the invoice of {ref}" on open
POLICY
operation_trade nord "$work/hand.policy"
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport
docket_admin operator add eve --name 'Eve East' --tenant nord --role dispatcher --desk transport --sites MUC

# connector NAME PORT LINE...: put in force.
connector() {
	printf '%s\n' "title $1" 'mode live' "url http://127.0.0.1:$2/in" "${@:3}" >"$work/$1.connector"
	apply nord "$work/$1.connector"
}
# fails SHIPMENT: its delivery fails, which raises a case with one write-back.
fails() {
	planned "p$1" "$1" >"$work/event"
	[ "$(post nord-tms "p$1" "$work/event")" = 202 ] || fail "planned: $(cat "$work/answer")"
	event "f$1" freight delivery.failed "$1" '"reason":"closed"' >"$work/event"
	[ "$(post nord-freight "f$1" "$work/event")" = 202 ] || fail "failed: $(cat "$work/answer")"
}
# The write-back of a shipment: its columns.
of() {
	sql "select ${2:-f.state} from docket.effect f join docket.case_open c using (tenant_id, case_id) join docket.subject s using (tenant_id, subject_id)
		where s.ref = '$1'"
}
becomes() { # NAME SHIPMENT STATE [SECONDS]
	soon "$1" "$3" "${4:-15}" "select f.state from docket.effect f join docket.case_open c using (tenant_id, case_id)
		join docket.subject s using (tenant_id, subject_id) where s.ref = '$2'"
}
hand() { # LOGIN VERB SHIPMENT ARGUMENT...
	docket_as "$1" do "$2" "$(of "$3" "'C-' || c.no")" effect="$(of "$3" f.effect_id)" "${@:4}" 2>&1
}
calls_of() { arrivals "$1" | awk -F '\t' -v key="$(of "$2" f.key)" '$2 == "POST" && $4 == key' | wc -l; }

fast="--lease=1000 --send-timeout=3000 --send-lease=8000 --send-retry=1s --send-retry-most=1s"
# A target without keys that answers nothing: nobody knows, so a person says.
target quiet keys=0 ask=0 drop=1000
connector nord-erp "$port" 'send-timeout 1s'
# shellcheck disable=SC2086
start_engine one $fast
for n in 1 2 3; do fails "Q-$n"; done
for n in 1 2 3; do becomes "no answer, no keys, no question: a person looks ($n)" "Q-$n" reconcile; done
like "they stand in a queue" "$(docket_as ana effects)" '*Hold the invoice of Q-1*reconcile*sent, but no answer came*'
like "with what can be done" "$(docket_as ana effects "$(of Q-1 f.effect_id)")" '*to be reconciled by hand*effect-done*effect-there*effect-missing*effect-again*'
like "and on the case" "$(docket_as ana case "$(of Q-1 "'C-' || c.no")")" '*Hold the invoice of Q-1 (to be looked up by a person)*'
like "another site's people do not see it" "$(docket_as eve effects --all --json | grep -c effect_id)" 0
like "a word of doubt about nothing" "$(docket_as ana do effect-there "$(of Q-1 "'C-' || c.no")" effect=4711 ref=1 2>&1)" '*no such write-back*docket effects*'
like "it is there" "$(hand ana effect-there Q-1 ref=ERP-77)" '*noted as done*'
is "with its reference and who said so" "$(of Q-1 'f.state, f.receipt, f.maybe_there, (select short from docket.person p where p.person_id = f.by_person)')" "done|ERP-77|f|ana"
like "once" "$(hand ana effect-done Q-1 who=Meier ref=4711)" '*done already: ERP-77*'
like "done by phone" "$(hand ana effect-done Q-2 who=Meier ref=4711)" '*noted as done by hand*'
is "who did it, and their reference" "$(of Q-2 'f.state, f.receipt')" "done|4711, by hand: Meier"
is "it is in the audit, with the act" "$(sql "select count(*) from docket.audit where what = 'act effect-done' and fields @> array['who', 'Meier', 'ref', '4711']")" 1
target whole keys=0 ask=0
connector nord-erp "$port"
soon "the new address is in force" t 5 "select version > 1 from docket.interface where name = 'nord-erp'"
sleep 1.2
like "it is not there: it is sent" "$(hand ana effect-missing Q-3 who=Meier)" '*under the same key*'
becomes "and done" Q-3 done
is "by one call, under its key" "$(calls_of quiet Q-3) $(calls_of whole Q-3)" "1 1"

# Refused for good, mended there, sent again under its key.
target strict keys=1 ask=0 refuse=R-1
connector nord-erp "$port" 'key-header Idempotency-Key'
sleep 1.2
fails R-1
becomes "refused for good" R-1 dead
like "in words" "$(docket_as ana effects)" '*the target refused it (status 422)*'
like "what waits by itself is not sent by hand" "$(hand ana effect-missing R-1 who=Meier)" '*nobody doubts it: it is dead*'
target_end strict
target mended keys=1 ask=0
connector nord-erp "$port" 'key-header Idempotency-Key'
sleep 1.2
like "sent again" "$(hand ana effect-again R-1)" '*sent again, under the same key*'
becomes "and done" R-1 done
is "the same key, the same bytes" "$({ arrivals strict; arrivals mended; } | awk -F '\t' -v key="$(of R-1 f.key)" '$4 == key { print $7 }' | sort -u | wc -l)" 1

# While an engine sends it nobody else says anything; once that engine hangs for longer than a call may last, a person does, and what the
# engine says then is too late.
target slow keys=1 ask=0 hang=1000
connector nord-erp "$port" 'key-header Idempotency-Key'
sleep 1.2
fails S-1
becomes "it is being sent" S-1 sending 5
kill -STOP "$engine"
like "nobody else says anything" "$(hand ana effect-done S-1 who=Meier ref=1)" '*being sent at this moment*'
until [ "$(of S-1 'f.state in ($$sending$$, $$asking$$) and f.run_at > clock_timestamp()')" = f ] || [ "$(of S-1)" != sending ]; do sleep 0.2; done
like "its engine hangs: a person's word counts" "$(hand ana effect-done S-1 who=Meier ref=1)" '*noted as done by hand*'
kill -CONT "$engine"
sleep 1.5
is "the engine's comes too late" "$(of S-1 'f.state, f.receipt')" "done|1, by hand: Meier"

# A target that is broken is left alone; what it certainly has not goes another way, under its key; what it may have does not.
target broken keys=1 ask=0
echo 500 >"$work/broken/mode"
broken=$port
target spare keys=1 ask=0
connector nord-spare "$port" 'key-header Idempotency-Key'
connector nord-erp "$broken" 'key-header Idempotency-Key' 'stop-after 3' 'send-most 1' 'alternate nord-spare' 'alternate-after 2s'
sleep 1.2
for n in 1 2 3 4 5 6; do fails "B-$n"; done
soon "it is left alone" stopped 15 "select t.state from docket.target t join docket.interface i using (tenant_id, interface_id) where i.name = 'nord-erp'"
like "docket interfaces says why" "$(docket_as ana interfaces)" '*stopped*stopped after * failures in a row*'
soon "what it certainly has not went the other way" t 20 "select count(*) > 0 from docket.effect where moved_from is not null and state = 'done'"
sleep 1
is "only that" "$(sql "select count(*) from docket.effect where moved_from is not null and maybe_there")" 0
arrivals broken | cut -f 4 | sort -u >"$work/b.keys"
arrivals spare | cut -f 4 | sort -u >"$work/s.keys"
is "no key at both" "$(comm -12 "$work/b.keys" "$work/s.keys" | wc -l)" 0
is "it is tried now and then, no more" "$([ "$(arrivals broken | wc -l)" -lt 25 ] && echo few)" few
rm "$work/broken/mode"
soon "it answers: all is done" 0 90 "select count(*) from docket.effect where state <> 'done'"
soon "and it is no longer left alone" ok 5 "select state from docket.target where interface_id = (select interface_id from docket.interface where name = 'nord-erp')"
is "stopping and going on are in the audit" "$(sql "select string_agg(distinct what, ',' order by what) from docket.audit where what like 'target %'")" "target ok,target stopped"

# A target that remembers keys for three seconds gets nothing again after that: a person looks.
target forgetful keys=1 ask=0 drop=1000
connector nord-erp "$port" 'key-header Idempotency-Key' 'keys 3s' 'send-timeout 1s'
sleep 1.2
fails K-1
becomes "older than its key is remembered: a person looks" K-1 reconcile
is "nothing was sent behind that" "$(arrivals forgetful | awk -F '\t' 'NR == 1 { first = $1 } $1 > first + 3000000' | wc -l)" 0
like "sent again by hand it is not sent blindly either" "$(hand ana effect-again K-1)" '*under the same key*'
soon "it comes back to the person" "reconcile|t" 10 "select state, last_error like '%remembers keys%' from docket.effect where state = 'reconcile'"
is "still nothing was sent behind that" "$(arrivals forgetful | awk -F '\t' 'NR == 1 { first = $1 } $1 > first + 3000000' | wc -l)" 0
operation_end

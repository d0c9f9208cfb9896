#!/bin/bash
# cost: 40
# A playbook from a partner's message to the partner's own log: a task at another desk, an effect, a limit, what is taken back when the
# case is over; and a kill -9 between all of it, in the middle of a decision and in the middle of storing it, does nothing twice.
# timeout: 120
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store
stub erp --keys=yes --ask=yes --errors=0 --losses=500 --seed=7
connect erp "$port" 'key-header Idempotency-Key' "ask-url http://127.0.0.1:$port/documents?ref={key}"
docket_admin operator add ana --name 'Ana Alba' --tenant nordwind --role supervisor --desk transport --ask 250EUR --approve 5000EUR --day 500EUR
docket_admin operator add sam --name 'Sam Stern' --tenant nordwind --role manager --desk transport --ask 250EUR --approve 5000EUR --day 500EUR
docket_admin operator add fay --name 'Fay Frank' --tenant nordwind --role finance --desk finance

# act WHO KIND CASE ARGS: does it, prints its code.
act() {
	echo >>"$work/acts"
	psql -qAtX -h "$sock" -U "$1" -d docket -c "select code from docket_do.act('$2', 1, $3, null, $4, 'test-act-$(wc -l <"$work/acts")')"
	psql -qAtX -h "$sock" -U "$1" -d docket -c "select pg_notify('docket_engine', 'act')" >/dev/null
}

fast="--send-timeout=500 --send-lease=2000 --send-retry=300ms --send-retry-most=1s --lease=1000"
kill_engine() {
	kill -9 "$engine" 2>/dev/null || true
	wait_gone "$engine" 5
}

# dies_at POINT: an engine that is killed there, as soon as it has something to do.
dies_at() {
	strings "$build/docketd" | grep -q '^after-decide$' || return 0
	DOCKET_FAILPOINT=$1:1 "$build/docketd" --store-host="$sock" --secrets-dir="$work/secrets" --http-port=0 --feed-port=0 $fast \
		--allow-unsafe-store >>"$work/dying.log" 2>&1 &
	engine=$!
	disown "$engine"
	engines="$engines $engine"
	wait_gone "$engine" 6 || :
	kill_engine
}

start_engine one $fast
cat >"$work/night.policy" <<'POLICY'
include core

exception eta-late "Expected late"
	playbook held

playbook held "Held until it is here"
	step ask     task finance "Is the invoice of {ref} to be held?" in 1h
	step hold    effect erp invoice.hold "Hold the invoice of {ref}" undo invoice.free "Free the invoice of {ref}"
	step answer  wait event position or 2s then again
	step fine    end
	step again   task warehouse "Look where {ref} is" in 1h

exception customs-hold "Customs hold"
	playbook noted

playbook noted "Noted by the partner"
	step note    effect mail customs.note "Note that {ref} is held"
POLICY
same "a manual with a playbook" done "$(act ana apply null "array['kind', 'policy', 'name', 'night', 'body', '$(cat "$work/night.policy")']")"
soon "is proposed" 1 "select count(*) from docket.text_version where name = 'night'"
same "agreed to" done "$(act sam agree null "'{kind,policy,name,night,version,1}'")"
soon "and in force" night "select name from docket.text_version where in_force and kind = 'policy'"

{ printf '['; planned SHP-1 1; printf ','; eta SHP-1 2 '+9 hours'; printf ']'; } >"$work/news"
same "a partner's news" 202 "$(post freight m1 "$work/news" application/cloudevents-batch+json)"
steps="select string_agg(step || ' ' || state, ', ' order by ord) from docket.case_step"
soon "its playbook begins" "ask running, hold waiting, answer waiting, fine waiting, again waiting" "$steps"
case=$(sql "select case_id from docket.case_open where type = 'eta-late'")
task=$(sql "select task_id from docket.task where desk = 'finance' and case_id = $case")

kill_engine
same "another desk has it in hand, whatever the engine does" done "$(act fay task-take "$case" "'{task,$task}'")"
same "and has done it" done "$(act fay task-done "$case" "'{task,$task}'")"
dies_at after-decide
dies_at after-store
start_engine two $fast
soon "the next step went out" "done" "select state from docket.case_step where step = 'hold'"
kill_engine
start_engine three $fast
soon "its limit passed" "ask done, hold done, answer skipped, fine skipped, again running" "$steps"
same "one task for each desk" "finance 1, warehouse 1" \
	"$(sql "select string_agg(desk || ' ' || n, ', ' order by desk) from (select desk, count(*) as n from docket.task where words ~ 'SHP-1 is|to be held' group by desk) x")"
case_page() {
	"$build/docket" case "C-$(sql "select no from docket.case_open where case_id = $case")" --socket "$sock" --user ana
}
case_page >"$work/page"
grep -q 'again  *running  *Look where SHP-1 is' "$work/page" || fail "the page does not show the step: $(cat "$work/page")"
grep -q 'held, ask done: Is the invoice of SHP-1 to be held' "$work/page" || fail "the story does not name the step: $(cat "$work/page")"
echo "ok a person sees where it stands"
same "how long it lay at the desk is known" t "$(psql -qAtX -h "$sock" -U ana -d docket -c \
	"select taken_median_s >= 0 and done_median_s >= taken_median_s and tasks = 1 and untaken = 0 from docket_read.handoff where desk = 'finance'")"

printf '{"specversion":"1.0","id":"3","source":"freight","type":"delivery.completed","subject":"shipment/SHP-1","time":"%s","data":{}}' \
	"$(hence now)" >"$work/news"
same "it is delivered" 202 "$(post freight m2 "$work/news")"
soon "what was held is freed" "ask done, hold undone, answer skipped, fine skipped, again skipped" "$steps"
kill_engine
start_engine four $fast
soon "the partner has both" 2 "select count(*) from docket.effect where case_id = $case and kind like 'invoice.%' and state = 'done'"
printf '{"specversion":"1.0","id":"4","source":"freight","type":"customs.hold","subject":"shipment/SHP-2","time":"%s","data":{"hold":"T1"}}' \
	"$(hence now)" >"$work/news"
connect mail "$http/nothing" # which does not exist: it is refused for good
planned SHP-2 5 >"$work/plan"
same "another shipment" 202 "$(post tms m3 "$work/plan")"
same "held by customs" 202 "$(post freight m4 "$work/news")"
soon "a step that cannot be sent has failed" failed "select state from docket.case_step where step = 'note'"
same "its case is found as one that is stuck, and no other" "customs-hold" \
	"$("$build/docket" cases stuck --socket "$sock" --user ana --json | sed -n 's/.*"type":"\([a-z-]*\)".*/\1/p')"
same "in its own log, each once, the hold first" "invoice.hold invoice.free" \
	"$(grep -o 'invoice\.[a-z]*' "$work/erp.ledger" | uniq | tr '\n' ' ' | sed 's/ $//')"
same "no more than these two" 2 "$(grep -c '"executed"' "$work/erp.out")"
same "the chain holds" "" "$(sql 'select * from docket.audit_verify(1)')"

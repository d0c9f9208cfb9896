#!/bin/bash
# cost: 45
# kill -9 in the middle of everything, again and again: what was answered 202 is there once, and every event is decided.
# timeout: 200
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store
seed=${SEED:-$(date +%s)}
echo "SEED=$seed"
RANDOM=$seed

# Points in the code where it may die, if the build has them; else only by a clock.
points="after-intake-commit before-answer after-decide after-store"
strings "$build/docketd" 2>/dev/null | grep -q '^after-decide$' || points=

answered=0
for round in 1 2 3 4 5 6 7 8; do
	if [ -n "$points" ] && [ $((round % 2)) = 0 ]; then
		set -- $points
		shift $((RANDOM % 4))
		export DOCKET_FAILPOINT=$1:$((RANDOM % 3 + 1))
	else
		unset DOCKET_FAILPOINT
	fi
	start_engine one || :
	[ -n "${DOCKET_FAILPOINT:-}" ] || (sleep 0.$((RANDOM % 9 + 1)) && kill -9 "$engine") &
	for n in 1 2 3 4 5 6 7 8; do
		ref=SHP-$round-$n
		{
			printf '['
			planned "$ref" "$ref-1"
			printf ','
			eta "$ref" "$ref-2" '+9 hours'
			printf ']'
		} >"$work/body"
		if [ "$(post freight "m-$ref" "$work/body" application/cloudevents-batch+json)" = 202 ]; then
			answered=$((answered + 1))
			echo "$ref" >>"$work/answered"
		fi
	done
	kill -9 "$engine" 2>/dev/null || true
	wait_gone "$engine" 5
done
unset DOCKET_FAILPOINT
[ $answered -gt 0 ] || fail "no message was taken at all"
start_engine one
soon "all messages are decoded ($answered were answered)" 0 "select count(*) from docket.message where state <> 'decoded'"
while read -r ref; do
	[ "$(sql "select count(*) from docket.event where partner_key in ('tms $ref-1', 'freight $ref-2') and state = 'applied'")" = 2 ] ||
		fail "$ref was answered, and is lost or doubled: $(sql "select partner_key, state from docket.event where partner_key like '%$ref%'")"
done <"$work/answered"
echo "ok nothing that was answered is lost"
same "no event is there twice" 0 "$(sql 'select count(*) from (select 1 from docket.event group by partner_key having count(*) > 1) x')"
same "each late shipment has one case" "$(sql "select count(*) from docket.subject where kind = 'shipment'")" \
	"$(sql "select count(*) from docket.case_open where type = 'eta-late'")"
same "changes are numbered without a gap" t "$(sql 'select count(*) = max(seq) from docket.change')"
same "the chain holds" "" "$(sql 'select * from docket.audit_verify(1)')"

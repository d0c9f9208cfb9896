#!/bin/bash
# Others on the same store: a second engine that takes over, a store that restarts, an operator who sits on a row.
# timeout: 240
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store
start_engine one --lease=1500
one=$engine
one_http=$http
start_engine two --lease=1500
two=$engine
two_http=$http

send() { # send REF: the late shipment; prints the statuses
	planned "$1" "$1-1" >"$work/plan"
	eta "$1" "$1-2" '+9 hours' >"$work/late"
	echo "$(post tms "p-$1" "$work/plan") $(post freight "l-$1" "$work/late")"
}

soon "one of them works" 1 "select count(*) from docket.lease where kind = 'work' and expires_at > now()"
http=$two_http
same "whoever takes it" "202 202" "$(send SHP-1)"
http=$one_http
same "it is taken" "202 202" "$(send SHP-2)"
soon "it is worked" 2 "select count(*) from docket.case_open where type = 'eta-late'"

holder=$(sql "select owner from docket.lease where kind = 'work'")
if [ "${holder%%-*}" != "" ] && echo "$holder" | grep -q "pid-$one-"; then
	kill -9 "$one" && http=$two_http
else
	kill -9 "$two" && http=$one_http
fi
same "the other one takes more" "202 202" "$(send SHP-3)"
soon "and works it" 3 "select count(*) from docket.case_open where type = 'eta-late'"
same "under a fence of its own" 2 "$(sql "select fence from docket.lease where kind = 'work'")"

# An operator's open transaction holds one case: only that one waits.
case=$(sql "select case_id from docket.case_open join docket.subject using (tenant_id, subject_id) where ref = 'SHP-1'")
coproc psql -qAtX -h "$sock" -U postgres -d docket
holding=$COPROC_PID
echo "begin; update docket.case_open set last_words = 'held' where case_id = $case;" >&"${COPROC[1]}"
sleep 0.3
for ref in SHP-1 SHP-2 SHP-3; do
	eta "$ref" "$ref-9" '+11 hours' >"$work/$ref"
	same "news of $ref" 202 "$(post freight "n-$ref" "$work/$ref")"
done
soon "the free ones are decided" 2 "select count(*) from docket.event where partner_key in ('freight SHP-2-9', 'freight SHP-3-9')"
sleep 0.5
same "the held one waits" 0 "$(sql "select count(*) from docket.event where partner_key = 'freight SHP-1-9'")"
echo "commit;" >&"${COPROC[1]}"
soon "until it is let go" 1 "select count(*) from docket.event where partner_key = 'freight SHP-1-9'"
same "and what was written is kept" held "$(sql "select last_words from docket.case_open where case_id = $case")"
kill "$holding" 2>/dev/null || true

# The store dies and comes back.
owner=
[ "$(id -u)" != 0 ] || owner="setpriv --reuid=postgres --regid=postgres --init-groups"
bin=${DOCKET_PG_BIN:-/usr/lib/postgresql/15/bin}
(cd / && $owner "$bin/pg_ctl" --pgdata="$sock/data" --mode=immediate --wait stop) >/dev/null
status=$(send SHP-4)
same "without a store nothing is taken" "503 503" "$status"
(cd / && $owner "$bin/pg_ctl" --pgdata="$sock/data" --log="$sock/log" --wait start) >/dev/null
n=0
# One may be taken before the other can be; sent again it has another time, and so other bytes.
until send SHP-4 | grep -Eqx '(202|409) (202|409)'; do
	n=$((n + 1))
	[ $n -lt 100 ] || fail "the engine does not come back"
	sleep 0.1
done
echo "ok the engine comes back"
soon "and goes on" 4 "select count(*) from docket.case_open where type = 'eta-late'"
same "the chain holds" "" "$(sql 'select * from docket.audit_verify(1)')"

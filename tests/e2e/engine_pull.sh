#!/bin/bash
# A partner's API is asked on a schedule by one engine: pages to their end, nothing twice and nothing left out wherever the engine dies, and
# what is down is told, kept waiting for, and caught up with.
# timeout: 400
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
cat >"$work/partner.mapping" <<'END'
mapping partner "A partner's API"
rows json "/events[]"
time at at
event "position"
	about shipment {ref}
	known at
	at at
	place {place}
	key "{ref} {place}"
END
mkdir "$work/api"
mkfifo "$work/lines"

# start_api [PORT]: the partner; its port in $api.
start_api() {
	: >"$work/api.out"
	"$build/docket-stub" api --answers "$work/api" --ledger "$work/asked" --port "${1:-0}" <"$work/lines" 2>>"$work/api.log" > >(cat >"$work/api.out") &
	stub=$!
	disown "$stub"
	others="$others $stub"
	[ -n "${held:-}" ] || { exec 8>"$work/lines"; held=yes; }
	for _ in $(seq 100); do [ -s "$work/api.out" ] && break; sleep 0.05; done
	api=$(jq -r .listening "$work/api.out")
	[ -n "$api" ] || fail "the partner does not listen"
}
# answer NAME STATUS BODY [HEADER...]: what the partner says from now on; a whole file at once.
answer() {
	local name=$1 status=$2 body=$3
	shift 3
	{ printf '%s\n' "$status" "$@"; printf '\n%s' "$body"; } >"$work/api/.$name"
	mv "$work/api/.$name" "$work/api/$name"
}
# record N: one record, older the smaller its number.
record() {
	printf '{"ref":"SH-1","at":"2026-03-01T09:%02d:00Z","place":"Stop %d"}' "$1" "$1"
}
# asked PATTERN: how many requests were like that.
asked() {
	grep -c -- "$1" "$work/asked"
}
# text NAME LINE...: an interface's text in force.
text() {
	local name=$1
	shift
	printf '%s\n' "$@" >"$work/$name.interface"
	apply nord "$work/$name.interface"
}
places="select count(distinct place) || ' ' || count(*) from docket.event where type = 'position' and state = 'applied' and interface_id = (select interface_id from docket.interface where name = "
field() {
	sql "select $2 from docket.pull_state p join docket.interface i using (tenant_id, interface_id) where i.name = '$1'"
}

touch "$work/asked"
start_api
apply nord "$work/partner.mapping"
start_engine one
printf '%s' "$(planned plan-1 SH-1)" >"$work/plan"
is "a plan" "$(post nord-tms plan-1 "$work/plan")" 202

# --- ETag: what has not changed is not sent again, and counts as life
answer whole 200 "{\"events\":[$(record 1),$(record 2)]}" 'ETag: "a"'
printf 'the partner key' >"$work/secrets/partner.token"
chmod 400 "$work/secrets/partner.token"
text whole 'title "Whole list"' 'mapping partner' 'mode live' "pull http://127.0.0.1:$api/whole" 'pull-every 1s' 'pull-secret partner.token'
soon "an answer becomes events" "2 2" 15 "$places 'whole')"
soon "asked again, it is not sent again" 1 15 "select (max(asked) >= 3)::int from docket.pull_state where last_status = 304"
is "it is one message" "$(sql "select count(*) from docket.message where headers like 'pull: %'")" 1
is "byte for byte" "$(sql "select convert_from(body, 'UTF8') from docket.message where headers like 'pull: %'")" "{\"events\":[$(record 1),$(record 2)]}"
is "with where it came from" "$(sql "select headers from docket.message where headers like 'pull: %'")" "pull: http://127.0.0.1:$api/whole
etag: \"a\""
is "the secret was shown" "$(asked 'Authorization=Bearer the partner key')" "$(asked whole)"
is "and stands nowhere" "$(cat "$work"/*.log /proc/"$engine"/cmdline | grep -c 'the partner key')$(sql "select count(*) from docket.text_version where body like '%the partner key%'")" 00
before=$(sql "select last_at from docket.interface where name = 'whole'")
soon "304 is life" t 5 "select last_at > '$before' from docket.interface where name = 'whole'"
is "three times without an answer would be silence" "$(sql "select rhythm_s from docket.interface where name = 'whole'")" 3
answer whole 200 "{\"events\":[$(record 2),$(record 3)]}" 'ETag: "b"'
soon "what is new comes" t 15 "select count(distinct place) = 3 from docket.event where place like 'Stop %'"

# --- down for a while: told in words, kept waiting for, one case, and back
kill -9 "$stub"
soon "the partner is down" failing 15 "select case when state = 'new' then 'ok' else state end from (select case when p.last_error <> '' then 'failing' else i.state end as state
	from docket.interface i join docket.pull_state p using (tenant_id, interface_id) where i.name = 'whole') x"
soon "longer than its rhythm it is quiet" quiet 30 "select state from docket.interface where name = 'whole'"
soon "which is a case" 1 30 "select count(*) from docket.case_open where type = 'feed-quiet' and state = 'open'"
docket_admin operator add ivy --tenant nord --role integrator
like "docket interfaces says why" "$(docket_as ivy interfaces --json | jq -r 'select(.name == "whole") | .state + ": " + .trouble')" "quiet: not sent: *onnect*"
is "told once in the log" "$(grep -c 'whole: not sent' "$work/one.log")" 1
answer whole 200 "{\"events\":[$(record 4)]}" 'ETag: "c"'
start_api "$api"
soon "it is back by itself" ok 40 "select state from docket.interface where name = 'whole'"
soon "with what it had meanwhile" t 15 "select count(*) = 1 from docket.event where place = 'Stop 4'"
soon "and no trouble" 0 15 "select failures from docket.pull_state where last_error = ''"
soon "the case is over" 0 30 "select count(*) from docket.case_open where type = 'feed-quiet' and state in ('open', 'waiting')"

# --- 429 and its wait
answer whole 429 '{}' 'Retry-After: 6'
soon "429 is told" "the partner has us wait (status 429)" 15 "select last_error from docket.pull_state"
at=$(asked whole)
sleep 3
is "and waited for" "$(asked whole)" "$at"
answer whole 200 "{\"events\":[]}" 'ETag: "d"'
soon "then it goes on" 200 15 "select last_status from docket.pull_state"
text whole 'title "Whole list"' 'mapping partner' 'mode live'
sleep 2
at=$(asked whole)
sleep 2
is "without its line nobody asks" "$(asked whole)" "$at"

# --- redirects: to the same host only
answer moved 302 '' "Location: /moved-here"
answer moved-here 200 "{\"events\":[$(record 5)]}"
answer away 302 '' "Location: http://localhost:$api/moved-here"
text moved 'mapping partner' 'mode live' "pull http://127.0.0.1:$api/moved" 'pull-every 1m'
text away 'mapping partner' 'mode live' "pull http://127.0.0.1:$api/away" 'pull-every 1m'
soon "a redirect is followed" "1 1" 15 "$places 'moved')"
soon "not to another host" t 15 "select last_error like '%another host%' from docket.pull_state p join docket.interface i using (tenant_id, interface_id) where i.name = 'away'"
answer large 200 "$(head -c 5300000 /dev/zero | tr '\0' ' ')"
text large 'mapping partner' 'mode live' "pull http://127.0.0.1:$api/large" 'pull-every 1m'
soon "nor more than 5 MiB taken" t 15 "select last_error like '%5 MiB%' from docket.pull_state p join docket.interface i using (tenant_id, interface_id) where i.name = 'large'"

# --- a cursor, over deaths between any two steps
for n in 1 2 3 4 5 6 7 8; do
	answer "log$([ "$n" = 1 ] || echo "@c/$n" | tr / _)" 200 "{\"events\":[$(record $((10 + n)))],\"meta\":{\"cursor\":\"c_$((n + 1))\"}}"
done
answer log@c_9 200 '{"events":[],"meta":{"cursor":"c_9"}}'
for point in pull-answered after-intake-commit pull-stored pull-written:2 before-answer:2; do
	kill -9 "$engine"
	wait_gone "$engine" 5
	sql "delete from docket.pull_state where interface_id = (select interface_id from docket.interface where name = 'cursor')" >/dev/null
	case $point in *:*) ;; *) point=$point:1 ;; esac
	export DOCKET_FAILPOINT=$point
	[ -f "$work/cursor.interface" ] || text cursor 'mapping partner' 'mode live' "pull http://127.0.0.1:$api/log" 'pull-every 1m' 'pull-cursor /meta/cursor'
	start_engine one --http-port=0 || true
	wait_gone "$engine" 15 || fail "nobody died at $point"
	unset DOCKET_FAILPOINT
	start_engine one
	soon "to the end after a death at $point" c_9 20 "select cursor from docket.pull_state p join docket.interface i using (tenant_id, interface_id) where i.name = 'cursor'"
	wait_quiet 20
	is "each record once" "$(sql "$places 'cursor')")" "8 8"
done
at=$(asked '^log since')
kill -9 "$engine"
wait_gone "$engine" 5
answer log@c_9 200 "{\"events\":[$(record 19)],\"meta\":{\"cursor\":\"c_10\"}}"
answer log@c_10 200 '{"events":[],"meta":{}}'
sql "update docket.pull_state set next_at = now()" >/dev/null
start_engine one
soon "the cursor outlives the engine" "9 9" 20 "$places 'cursor')"
is "nobody began anew" "$(asked '^log since')" "$at"

# --- pages by the header Link, at most so many each time; since; CloudEvents
batch() {
	printf '[%s]' "$(event "$1" api position SH-1 "\"place\":\"Page $1\"")"
}
answer pages 200 "$(batch 1)" 'Content-Type: application/cloudevents-batch+json' "Link: <http://127.0.0.1:$api/pages?page=2>; rel=\"next\""
answer pages@2 200 "$(batch 2)" 'Content-Type: application/cloudevents-batch+json' 'Link: <?page=3>; rel=next'
answer pages@3 200 "$(batch 3)" 'Content-Type: application/cloudevents-batch+json' 'Link: <?page=1>; rel=prev'
printf 'k-1' >"$work/secrets/partner.key"
chmod 400 "$work/secrets/partner.key"
text pages 'mode live' "pull http://127.0.0.1:$api/pages" 'pull-every 2s' 'pull-next link' 'pull-param since' 'pull-pages 2' 'pull-auth header' 'pull-secret partner.key'
soon "two pages at first" "Page 1,Page 2" 15 "select string_agg(distinct place, ',') from docket.event where source = 'api' and state = 'applied'"
is "the place is kept" "$(field pages next_url)" "http://127.0.0.1:$api/pages?page=3"
soon "then the last" "Page 1,Page 2,Page 3" 15 "select string_agg(distinct place, ',') from docket.event where source = 'api' and state = 'applied'"
is "the key was shown" "$(asked 'pages@3 .*X-Api-Key=k-1 200')" 1
is "at first without a time" "$(grep -m1 '^pages ' "$work/asked" | cut -d' ' -f2)" since=
soon "later since when it had begun" 1 15 "select (count(*) > 0)::int from docket.pull_state where since is not null"
for _ in $(seq 100); do [ "$(asked '^pages since=20')" -gt 0 ] && break; sleep 0.1; done
like "in the request" "$(grep -m1 '^pages since=20' "$work/asked" | cut -d' ' -f2)" "since=20??-??-??T??:??:??Z"
is "what comes again is known by its ids" "$(sql "select count(*) from docket.event where source = 'api'")" 3
for name in pages cursor moved away large; do text "$name" 'mode live'; done

# --- two engines, one asks; the other goes on when it dies
answer one 200 "{\"events\":[$(record 30)]}"
text one 'mapping partner' 'mode live' "pull http://127.0.0.1:$api/one" 'pull-every 2s'
first=$engine
start_engine two
second=$engine
sleep 1
from=$(asked '^one ')
sleep 8
count=$(($(asked '^one ') - from))
at_most "two engines ask as often as one" "$count" 5
[ "$count" -ge 3 ] || is "somebody asks" "$count" 4
holder=$first
kill -9 "$holder"
from=$(asked '^one ')
soon "the other goes on" 1 15 "select 1 where (select owner from docket.lease where kind = 'work' limit 1) <> ''"
end=$(($(ms) + 15000))
while [ "$(asked '^one ')" -lt $((from + 2)) ] && [ "$(ms)" -lt "$end" ]; do sleep 0.1; done
at_most "after the first died" $((from + 2)) "$(asked '^one ')"
is "once in the store" "$(sql "$places 'one')")" "1 1"
engine=$second

# --- one that stood still while another took over changes nothing
start_engine three
third=$engine
kill -STOP "$second"
soon "a third takes over" t 20 "select fence > 1 and expires_at > clock_timestamp() + interval '1 s' from docket.lease where kind = 'work' order by fence desc limit 1"
sleep 3
place=$(field one "asked")
kill -CONT "$second"
sleep 4
kill -9 "$second"
wait_gone "$second" 5
at_most "the one that woke up did not ask, too" $(($(field one asked) - place)) 4
is "and nothing stands twice" "$(sql "$places 'one')")" "1 1"
is "the health page counts" "$(curl -s "http://127.0.0.1:$http/health" | jq '.pulls > 0')" true
end_engine "$third"
operation_end

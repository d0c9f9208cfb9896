#!/bin/bash
# cost: 40
# A partner that is asked for news: by cursor and ETag, by pages, once for all engines, on from where it was after a death, and patient
# with a partner who is busy, broken or away.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
mkdir "$work/partner"
perl tests/lib/partner.pl "$work/partner" &
others="$others $!"
disown
until [ -s "$work/partner/port" ]; do sleep 0.05; done
port=$(cat "$work/partner/port")
printf 'partner-key\n' >"$work/secrets/news"
chmod 400 "$work/secrets/news"
cat >"$work/news.mapping" <<'TEXT'
mapping news "News by the page"
rows json "/events[]"
text ref "{load}"
time at "{at}"
event shipment.planned
	about ref
	known at
TEXT
cat >"$work/feed.interface" <<TEXT
title "News by cursor"
mapping news
mode live
secret news
pull http://127.0.0.1:$port/feed?after={cursor}
pull-every 1s
pull-cursor /cursor
pull-auth X-Key
TEXT
apply nord "$work/news.mapping" "$work/feed.interface"

# news LOAD...: the partner has more to tell.
news() {
	for load; do printf '%s %s\n' "$load" "$(hence '-1 hour')" >>"$work/partner/news"; done
}
calls() {
	grep -c "$1" "$work/partner/log" 2>/dev/null || true
}
heard="select count(*) from docket.event where type = 'shipment.planned'"
state() {
	sql "select $1 from docket.pull_state p join docket.interface i using (tenant_id, interface_id) where i.name = '$2'"
}

# --- by cursor, two at a time, until there is no more
news L-1 L-2 L-3 L-4 L-5
start_engine one
soon "all that the partner had is there" 5 20 "$heard"
soon "and the cursor stands behind it" 5 10 "select cursor from docket.pull_state"
is "each page was asked for once" "$(sql "select count(*) from docket.message where headers = E'pull: http://127.0.0.1:$port/feed\n'")" 4
like "what is not new is not sent again" "$(sleep 3; tail -n 1 "$work/partner/log")" "304 /feed?after=5"
is "and counts as being heard" "$(sql "select last_at > now() - interval '5 s' from docket.interface where name = 'feed'")" t
news L-6
soon "one more" 6 10 "$heard"

# --- one engine asks
start_engine two
before=$(calls .)
sleep 4
at_most "two engines ask no more often than one" "$(($(calls .) - before))" 6
is "the secret is in no log" "$(cat "$work"/*.log | grep -c partner-key)" 0

# --- it dies with a page in the store and the cursor behind
for pid in $engines; do kill -9 "$pid"; done
news L-7 L-8 L-9
DOCKET_FAILPOINT=pull-stored:1 start_engine dying || true
wait_gone "$engine" 15 || fail "it did not die at its failpoint"
is "the page is in the store" "$(sql "select count(*) > 0 from docket.message m where m.headers like 'pull: %' and convert_from(m.body, 'UTF8') like '%L-8%'")" t
is "the cursor is behind" "$(state cursor feed)" 6
start_engine three
soon "nothing is lost" 9 20 "$heard"
soon "nor twice" "9 9" 5 "select count(*) || ' ' || count(distinct subject_ref) from docket.event where type = 'shipment.planned'"
soon "and it goes on" 9 10 "select cursor from docket.pull_state"

# --- a partner that is busy, broken, moved
echo 429 >"$work/partner/mode"
soon "busy is told" "it answered 429" 10 "select last_error from docket.pull_state"
echo 302 >"$work/partner/mode"
soon "moved is not followed" "it answered 302: its address has moved, which is not followed" 20 "select last_error from docket.pull_state"
is "what is elsewhere was not asked for" "$(calls elsewhere)" 0
echo 500 >"$work/partner/mode"
soon "broken is told" "it answered 500" 20 "select last_error from docket.pull_state"
before=$(calls .)
sleep 3
at_most "and it is not asked in a hurry" "$(($(calls .) - before))" 4
rm "$work/partner/mode"
news L-10
soon "until it is back" 10 20 "$heard"
soon "and all is well" "" 10 "select last_error from docket.pull_state"

# --- pages by Link
sed "s#^pull http.*#pull http://127.0.0.1:$port/paged#; s#^pull-cursor.*#pull-next link#; s#by cursor#by page#" "$work/feed.interface" >"$work/paged.interface"
apply nord "$work/paged.interface"
soon "each page is followed" "5" 20 "select count(*) from docket.message m join docket.interface i using (tenant_id, interface_id) where i.name = 'paged'"
is "all five pages" "$(grep -oE 'paged(\?page=[0-9])?' "$work/partner/log" | sort -u | paste -sd' ')" "paged paged?page=1 paged?page=2 paged?page=3 paged?page=4"
sleep 2
is "asked again, what came before is nothing new" "$(sql "select count(*) from docket.message m join docket.interface i using (tenant_id, interface_id) where i.name = 'paged'")" 5

# --- one that is quiet
kill -9 "${others##* }"
sed -i 's/^mode live/mode live\nrhythm 3s/' "$work/feed.interface"
apply nord "$work/feed.interface"
soon "a partner that is gone is quiet" quiet 30 "select state from docket.interface where name = 'feed'"
like "with the reason" "$(state last_error feed)" "*not sent*"
operation_end

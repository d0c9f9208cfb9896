#!/bin/sh
# Intake: each item is new, the same or a conflict, whatever comes; nothing in it can make it fail.
. "$(dirname "$0")/sql_setup.inc"
dhl=$(sql "select docket.interface_put(1, 'dhl', 'in', '{title,DHL}')")

# intake KEYS DIGESTS MESSAGES FIRST_ID: items in messages, each message a body of its own; answers by blanks.
intake() {
	sql "select string_agg(a, ' ') from docket.intake_store(1, $dhl, array_fill('application/json'::text, array[9]), array_fill('h'::text, array[9]),
		array_fill('{}'::bytea, array[9]), $3, (select array_agg(n::int - 1) from unnest($3::int[]) with ordinality u(x, n)), $1, $2,
		(select array_agg($4 + n) from generate_series(1, 9) n)) a"
}
is "new" "$(intake "'{a,b,c}'" "'{\\\\x01,\\\\x02,\\\\x03}'" "'{1,1,2}'" 100)" "new new new"
is "messages as they came" "$(sql "select message_id, items, state, encode(body, 'escape') from docket.message order by 1" | tr '\n' ' ')" "101|2|stored|{} 102|1|stored|{} "
is "the same again" "$(intake "'{a,b,c}'" "'{\\\\x01,\\\\x02,\\\\x03}'" "'{1,1,2}'" 200)" "same same same"
is "stores nothing" "$(sql "select count(*) from docket.message")" 2
is "other bytes under the same id" "$(intake "'{a,b,d}'" "'{\\\\x01,\\\\xff,\\\\x04}'" "'{1,2,3}'" 300)" "same conflict new"
is "only what is new is stored" "$(sql "select message_id from docket.message where message_id > 300")" 303
is "a conflict is recorded" "$(sql "select partner_key, encode(digest, 'hex'), times from docket.intake_conflict")" "b|ff|1"
is "and changed nothing" "$(sql "select encode(digest, 'hex'), message_id from docket.intake_key where partner_key = 'b'")" "02|101"
intake "'{b}'" "'{\\\\xff}'" "'{1}'" 400 >/dev/null
is "a conflict again is counted" "$(sql "select times from docket.intake_conflict")" 2
is "twice in one call" "$(intake "'{x,x,x}'" "'{\\\\x01,\\\\x01,\\\\x02}'" "'{1,2,3}'" 500)" "new same conflict"
is "a message is stored once" "$(sql "select message_id from docket.message where message_id > 500")" 501
is "a key longer than any index" "$(intake "array[repeat('k', 100000), repeat('k', 100000)]" "'{\\\\x01,\\\\x01}'" "'{1,2}'" 600)" "new same"
is "no key, no digest" "$(intake "array[null, '']::text[]" "array[null, '']::bytea[]" "'{1,2}'" 700)" "new same"
is "hostile keys" "$(intake "array[E'\\x01\\x7f', '\";drop table', U&'\\202e', '{a,b}']" "'{\\\\x01,\\\\x01,\\\\x01,\\\\x01}'" "'{1,1,1,1}'" 800)" "new new new new"
is "another client's ids are others" "$(sql "select docket.intake_store(2, $dhl, '{t}', '{h}', array['\\x00'::bytea], '{1}', '{0}', '{a}', array['\\x09'::bytea], '{1}')")" new
is "counted" "$(sql "select received, rejected, last_at is not null from docket.interface where tenant_id = 1 and interface_id = $dhl")" "18|3|t"
is "nothing" "$(sql "select count(*) from docket.intake_store(1, $dhl, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')")" 0
is "raw bytes for who may" "$(as ana "select interface, encode(body, 'escape') from docket_do.raw(1, 101)")" "dhl|{}"
is "not for other clients" "$(as eve "select count(*) from docket_do.raw(1, 101)")" 0
is "nor for who sees one site only" "$(as wes "select count(*) from docket_do.raw(1, 101)")" 0
sql "select t.store(1, events => array[t.of(null::docket.event, '{\"event_id\": 1, \"subject_id\": 100, \"message_id\": 101, \"type\": \"x\", \"known_at\": \"2026-01-01Z\", \"state\": \"applied\"}')])" >/dev/null
is "but for her when it is about her case" "$(as wes "select count(*) from docket_do.raw(1, 101)")" 1

# Eight senders of the same hundred items at once: each is new exactly once.
for n in 1 2 3 4 5 6 7 8; do
	sql "select a from docket.intake_store(1, $dhl, '{t}', '{h}', array['\\x00'::bytea], array_fill(1, array[100]), (select array_agg(i) from generate_series(0, 99) i),
		(select array_agg('race-' || i order by random()) from generate_series(1, 100) i), array_fill('\\x05'::bytea, array[100]), array[9000 + $n]::bigint[]) a" >"/tmp/sql_intake.$$.$n" &
done
wait
is "a race: new once" "$(cat /tmp/sql_intake.$$.* | sort | uniq -c | sed 's/^ *//' | tr '\n' ' ')" "100 new 700 same "
rm -f /tmp/sql_intake.$$.*
done_testing

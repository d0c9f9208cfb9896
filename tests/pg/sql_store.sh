#!/bin/sh
# The store function: whole subjects or nothing of them, the rest stored; fences; numbers without holes under eight writers.
. "$(dirname "$0")/sql_setup.inc"

# engine STATEMENTS: as docketd.
engine() {
	PGUSER=docket_engine sql "$1"
}
fence=$(sql "select t.fence(1)")
event() {
	echo "t.of(null::docket.event, '{\"event_id\": $1, \"subject_id\": $2, \"message_id\": $3, \"type\": \"x\", \"known_at\": \"2026-01-01Z\", \"state\": \"applied\"}')"
}
milestone() {
	echo "t.of(null::docket.milestone, '{\"subject_id\": $1, \"code\": \"arrive\", \"stop\": 0, \"words\": \"$2\"}')"
}
audit() {
	echo "t.of(null::docket.audit, '{\"row_id\": $1, \"at\": \"2026-01-01Z\", \"what\": \"x\", \"kind\": \"case\", \"id\": $2, \"case_id\": $2, \"fields\": [\"a\", \"b\"]}')"
}

# One call, three subjects: 100 was read at its version, 200 at an old one, 400 is new.
sql "insert into docket.message (tenant_id, message_id, interface_id, received_at, content_type, body, items) values (1, 1, 1, now(), '', '', 1), (1, 2, 1, now(), '', '', 1)" >/dev/null
before=$(sql "select seq, audit_no from docket.tenant_head where tenant_id = 1")
store="select t.store(1, array[t.subject(1, 100, 1, '{\"place\": \"Kassel\", \"site_id\": 1}'), t.subject(1, 200, 7, '{\"place\": \"Ulm\"}'), t.subject(1, 400, 0)],
	array[t.case_(1, 1000, 100, 1, '{\"desk\": \"finance\"}'), t.case_(1, 2000, 200, 1, '{\"desk\": \"finance\"}'), t.case_(1, 4000, 400, 0)],
	quotes => array[t.quote(1, 1, 1000, 5), t.quote(1, 2, 2000, 5)], audits => array[$(audit 9001 1000), $(audit 9002 2000), $(audit 9003 4000)],
	events => array[$(event 8001 100 1), $(event 8002 200 2)], milestones => array[$(milestone 100 a), $(milestone 200 a)], messages => '{1,2}')"
is "hands back what was read at another version" "$(engine "$store")" "{200}"
is "the others are stored" "$(sql "select place, version from docket.subject where tenant_id = 1 and subject_id in (100, 400) order by subject_id" | tr '\n' ' ')$(sql "select case_id, desk, version from docket.case_open where tenant_id = 1 order by case_id" | tr '\n' ' ')" "Kassel|2 |1 1000|finance|2 2000|transport|1 4000|transport|1 "
is "nothing of the one handed back" "$(sql "select (select count(*) from docket.quote where case_id = 2000), (select count(*) from docket.event where subject_id = 200), (select count(*) from docket.milestone where subject_id = 200), (select count(*) from docket.audit where row_id = 9002), (select place from docket.subject where tenant_id = 1 and subject_id = 200)")" "0|0|0|0|"
is "its message is not done" "$(sql "select message_id, state from docket.message order by 1" | tr '\n' ' ')" "1|decoded 2|stored "
is "numbers: two cases, two audit rows" "$(sql "select seq, audit_no from docket.tenant_head where tenant_id = 1")" "$((${before%|*} + 2))|$((${before#*|} + 2))"
is "the change says where from" "$(sql "select op, desk, site, old_desk from docket.change where tenant_id = 1 and id = 1000 order by seq desc limit 1")" "put|finance|HAM|transport"
is "a stale case hands back its subject" "$(engine "select t.store(1, array[t.subject(1, 100, 2), t.subject(1, 400, 1)], array[t.case_(1, 1000, 100, 1)])") $(sql "select version from docket.subject where tenant_id = 1 and subject_id in (100, 400) order by subject_id" | tr '\n' ' ')" "{100} 2 2 "
is "a stale quote hands back its subject" "$(engine "select t.store(1, array[t.subject(1, 100, 2)], quotes => array[t.quote(1, 1, 1000, 5, '{\"version\": 3}')])")" "{100}"
is "one that is there already hands back the new one" "$(engine "select t.store(1, array[t.subject(1, 401, 0, '{\"ref\": \"SHP-100\"}')], array[t.case_(1, 4010, 401, 0)])") $(sql "select count(*) from docket.case_open where case_id = 4010")" "{401} 0"

# Rows that somebody holds are skipped, not waited for.
psql -X -q -c "begin; select 1 from docket.subject where tenant_id = 1 and subject_id = 200 for update; select 1 from docket.case_open where case_id = 4000 for update; select pg_sleep(3)" >/dev/null &
held
begin=$(date +%s%N)
is "hands back what is locked, subject or case" "$(engine "select t.store(1, array[t.subject(1, 100, 2), t.subject(1, 200, 1), t.subject(1, 400, 2)], array[t.case_(1, 1000, 100, 2), t.case_(1, 4000, 400, 1)])")" "{200,400}"
is "without waiting" "$([ $((($(date +%s%N) - begin) / 1000000)) -lt 1500 ] && echo yes)" yes
is "the others are stored" "$(sql "select version from docket.case_open where case_id = 1000")" 3
wait

# Cases that end make room for the next in the same call.
is "succession in one call" "$(engine "select t.store(1, array[t.subject(1, 100, 3)], array[t.case_(1, 1000, 100, 3, '{\"state\": \"closed\"}'), t.case_(1, 1001, 100, 0), t.case_(1, 1002, 100, 0, '{\"state\": \"closed\", \"type\": \"blip\"}')])")" "{}"
is "closed ones are kept apart" "$(sql "select case_id, state, closed_at is not null from docket.case_closed where subject_id = 100 order by 1" | tr '\n' ' ')" "1000|closed|t 1002|closed|t "
is "and leave the queue" "$(sql "select string_agg(id || ' ' || op, ', ' order by seq) from (select * from docket.change where tenant_id = 1 order by seq desc limit 3) x")" "1000 gone, 1001 put, 1002 gone"
is "a ping shows on the open case" "$(engine "select t.store(1, array[t.subject(1, 100, 4, '{\"site_id\": 1}')])")$(sql "select id, op from docket.change where tenant_id = 1 order by seq desc limit 1")" "{}1001|put"
is "milestones replace each other" "$(engine "select t.store(1, array[t.subject(1, 100, 5, '{\"site_id\": 1}')], milestones => array[$(milestone 100 b)])")$(sql "select words from docket.milestone where subject_id = 100")" "{}b"
is "all at once, a thousand" "$(engine "select t.store(1, (select array_agg(t.subject(1, 10000 + i, 0)) from generate_series(1, 1000) i), (select array_agg(t.case_(1, 10000 + i, 10000 + i, 0)) from generate_series(1, 1000) i))") $(sql "select count(*) from docket.case_open where case_id > 10000")" "{} 1000"
is "and one of them held by nobody but time" "$(engine "select t.store(1, (select array_agg(t.subject(1, 10000 + i, case i when 500 then 9 else 1 end)) from generate_series(1, 1000) i), (select array_agg(t.case_(1, 10000 + i, 10000 + i, 1)) from generate_series(1, 1000) i))") $(sql "select count(*) from docket.case_open where case_id > 10000 and version = 2")" "{10500} 999"
head=$(sql "select * from docket.tenant_head where tenant_id = 2")
is "nothing is nothing" "$(engine "select t.store(2)")$(sql "select * from docket.tenant_head where tenant_id = 2")" "{}$head"

# Fences.
like "a stale fence stores nothing" "$(engine "select t.store(1, array[t.subject(1, 100, 6)], fence => $((fence - 1)))")" "*stale*"
is "nobody takes a live lease" "$(engine "select * from docket.lease_take('work', '{1,2}', 'engine-2', 1000)")" ""
is "its owner keeps it, and the fence" "$(engine "select * from docket.lease_take('work', '{1}', 'engine-1', 50)")" "1|$fence"
sleep 0.2
is "an expired one changes hands, with a new fence" "$(engine "select * from docket.lease_take('work', '{1,2}', 'engine-2', 60000)")" "1|$((fence + 1))"
like "the old owner is stale" "$(engine "select t.store(1, array[t.subject(1, 100, 6)], fence => $fence)")" "*stale*"
is "the new one is not" "$(engine "select t.store(1, array[t.subject(1, 100, 6)], fence => $((fence + 1)))")" "{}"
psql -X -q -c "begin; select t.store(1); select pg_sleep(2)" >/dev/null &
sleep 0.5
is "a lease does not change hands during a write" "$(sql "update docket.lease set expires_at = now() - interval '1 s' where part = 1 and false; set lock_timeout = '50ms'; update docket.lease set expires_at = '-infinity' where part = 1 and kind = 'work'" | grep -c 'lock timeout')" 1
wait
engine "select docket.lease_free('engine-2')" >/dev/null
is "given back" "$(engine "select part, fence from docket.lease_take('work', '{1}', 'engine-1', 3600000)")" "1|$((fence + 2))"
engine "select count(*) from docket.lease_take('work', '{1,2,3,4,5}', 'engine-1', 3600000)" >/dev/null
is "alone it keeps all" "$(engine "select docket.lease_share('work', '{5,4,3,2,1}', 'engine-1')")" ""
engine "select count(*) from docket.lease_take('work', '{1,2,3,4,5}', 'engine-2', 60000)" >/dev/null
is "who came later gets the half, what is idle first" "$(engine "select docket.lease_share('work', '{5,4,3,2,1}', 'engine-1')" | sort | tr '\n' ' ')" "4 5 "
is "under a fence of its own" "$(engine "select count(*), min(fence) >= 2 from docket.lease_take('work', '{1,2,3,4,5}', 'engine-2', 60000)")" "2|t"
is "one more or less is even" "$(engine "select docket.lease_share('work', '{1,2,3}', 'engine-1')")" ""
engine "select docket.lease_free('engine-2')" >/dev/null

# Eight writers and a reader that must miss nothing.
sql "create table t.seen (seq bigint primary key)" >/dev/null
for n in 1 2 3 4 5 6 7 8; do
	for i in $(seq 1 25); do
		echo "select t.store(1, array[t.subject(1, ${n}00000 + $i, 0)], array[t.case_(1, ${n}00000 + $i, ${n}00000 + $i, 0)]) from (select pg_sleep(random() * 0.004)) x;"
		[ $((i % 5)) -eq 0 ] && echo "begin; select t.store(1, array[t.subject(1, ${n}00000 + $i, 1)]); select pg_sleep(random() * 0.01); commit;"
	done | PGUSER=docket_engine psql -X -q -v ON_ERROR_STOP=1 >/dev/null &
done
for i in $(seq 1 300); do
	echo "insert into t.seen select c.seq from docket.change c where c.tenant_id = 1 and c.seq > (select coalesce(max(seq), 0) from t.seen) order by c.seq; select pg_sleep(0.002);"
done | PGUSER=docket_engine psql -X -q -v ON_ERROR_STOP=1 >/dev/null &
wait
sql "insert into t.seen select c.seq from docket.change c where c.tenant_id = 1 and c.seq > (select coalesce(max(seq), 0) from t.seen)" >/dev/null
is "the reader missed none" "$(sql "select count(*) from docket.change c where tenant_id = 1 and not exists (select 1 from t.seen s where s.seq = c.seq)")" 0
is "numbers have no holes" "$(sql "select count(*) = max(seq) and max(seq) = (select seq from docket.tenant_head where tenant_id = 1) from docket.change where tenant_id = 1")" t
is "all 200 cases are there" "$(sql "select count(*) from docket.case_open where case_id > 100000")" 200

# Effects.
sql "insert into docket.effect select (t.of(null::docket.effect, jsonb_build_object('tenant_id', 1, 'effect_id', i, 'case_id', 1001, 'quote_id', 5, 'interface_id', 1,
	'kind', 'tms', 'key', 'k' || i, 'ord', i, 'payload', '', 'state', case i when 1 then 'ready' else 'waiting' end, 'attempts', 0, 'fence', 0, 'run_at', now(), 'version', 1, 'due_at', now(), 'tries', 0, 'maybe_there', false))).* from generate_series(1, 2) i" >/dev/null
is "take: what is ready" "$(engine "select effect_id, state, attempts from docket.effect_take(1, 5, 60000, '{1}', '{10}')")" "1|sending|1"
is "take: not twice" "$(sql "select count(*) from docket.effect_take(1, 5, 60000, '{1}', '{10}')")" 0
sql "update docket.effect set run_at = now() where effect_id = 1" >/dev/null
is "its engine died: asked, not sent again" "$(engine "select effect_id, state, attempts from docket.effect_take(1, 6, 60000, '{1}', '{10}')")" "1|asking|2"
is "the dead engine's word comes too late" "$(engine "select docket.effect_done(1, '{1}', '{1}', '{done}', '{sent}', '{r}', '{\"\"}', '{null}')") $(sql "select state from docket.effect where effect_id = 1")" " asking"
is "done" "$(engine "select docket.effect_done(1, '{1}', '{2}', '{done}', '{sent}', '{TMS-77}', '{\"\"}', '{null}')") $(sql "select state, receipt, done_at is not null from docket.effect where effect_id = 1")" "1 done|TMS-77|t"
is "the next one may go" "$(sql "select state from docket.effect where effect_id = 2")" ready
is "its subject is decided again" "$(sql "select wake_at <= now() from docket.subject where tenant_id = 1 and subject_id = 100")" t
is "done: audit and change" "$(sql "select what from docket.audit where tenant_id = 1 order by audit_no desc limit 1") $(sql "select kind, id from docket.change where tenant_id = 1 order by seq desc limit 1")" "effect done case|1001"

# Of one case and target the later one waits for the earlier one; a person's word counts unless a call is under way.
sql "insert into docket.effect (tenant_id, effect_id, case_id, interface_id, kind, key, words, payload, state, due_at) values
	(1, 11, 1002, 7, 'hold', 'k11', '', '', 'ready', now() - interval '2 s'), (1, 12, 1002, 7, 'free', 'k12', '', '', 'ready', now() - interval '1 s')" >/dev/null
is "a hold goes before its release" "$(engine "select effect_id from docket.effect_take(1, 5, 60000, '{7}', '{10}')")" 11
engine "select docket.effect_done(1, '{11}', '{1}', '{ready}', '{sent}', '{\"\"}', '{no answer}', array[now() + interval '1 hour'])" >/dev/null
is "also while it is tried again" "$(engine "select effect_id from docket.effect_take(1, 5, 60000, '{7}', '{10}')")" ""
is "it may be there now" "$(sql "select tries, first_at is not null, maybe_there from docket.effect where effect_id = 11")" "1|t|t"
is "what may be there does not move" "$(sql "insert into docket.lease values ('work', 1, 'x', 9, now() + interval '1 hour') on conflict (kind, part) do update set fence = 9; select docket.effect_move(1, 9, 7, 8, 0)")" 1
is "only what was never sent did" "$(sql "select string_agg(effect_id || ' ' || interface_id, ',' order by effect_id) from docket.effect where effect_id in (11, 12)")" "11 7,12 8"
is "a stale engine moves nothing" "$(sql "select docket.effect_move(1, 8, 7, 8, 0)")" 0

# Time, numbers, quiet.
is "ids in blocks" "$(engine "select docket.take_ids(2, 'id', 10), docket.take_ids(2, 'id', 1), docket.take_ids(2, 'other', 5)")" "1|11|1"
is "not quiet while something is due" "$(engine "select docket.quiet(1)")" f
is "quiet" "$(engine "select docket.quiet(2)")" t
sql "select docket.create_tenant('demo', 'Demo', 'UTC', 'EUR', 'driven', '2026-03-01 08:00Z')" >/dev/null
is "a driven clock stands" "$(sql "select docket.tenant_now(3) = '2026-03-01 08:00Z'")" t
is "and is moved" "$(engine "select docket.advance_clock(3, '2026-03-01 09:00Z')") $(sql "select docket.tenant_now(3)")" "2026-03-01 09:00:00+00 2026-03-01 09:00:00+00"
like "never back" "$(engine "select docket.advance_clock(3, '2026-03-01 08:00Z')")" "*never back*"
like "real ones are not moved" "$(engine "select docket.advance_clock(1, now())")" "*driven*"
is "and is let go once" "$(engine "select docket.release_clock(3, 60)")$(sql "select docket.tenant_now(3) - '2026-03-01 09:00Z' between '0' and '10 min'")" "2026-03-01 09:00:00+00t"
like "only once" "$(engine "select docket.release_clock(3, 60)")" "*driven*"

# Upkeep.
is "partitions are made once" "$(engine "select docket.upkeep_partitions()")" 0
sql "set role docket_owner; create table docket.change_20200101 partition of docket.change for values from ('2020-01-01Z') to ('2020-01-02Z'); reset role;
	insert into docket.change (tenant_id, seq, stored_at, kind, id, op) values (1, 4, '2020-01-01 01:00Z', 'case', 1, 'put')" >/dev/null
is "old ones go, and readers below are told" "$(engine "select docket.upkeep_partitions()") $(sql "select min_seq from docket.tenant_head where tenant_id = 1") $(sql "select to_regclass('docket.change_20200101') is null")" "1 5 t"
(echo "begin; select 1;"; sleep 7; echo "select 2;") | PGUSER=ana psql -X -q >/dev/null 2>&1 &
sleep 5.7
is "an operator's idle transaction is ended" "$(engine "select docket.upkeep() > 0")$(sleep 0.3; sql "select count(*) from pg_stat_activity where usename = 'ana' and datname = current_database()")" t0
wait
done_testing

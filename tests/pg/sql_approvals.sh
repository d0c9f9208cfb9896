#!/bin/sh
# Who must agree, and every way round it that an operator may try with SQL: ladders, two people, rights lent, raised, lost and used twice, edits after,
# replays, races, programs, stations; several decided by one word; rules set aside; who is asked next; where it stalls.
. "$(dirname "$0")/sql_setup.inc"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One session for all, and no process for each: each try is a statement with that session user, its answer a line.
# try NAME LOGIN STATEMENT WANTED (a pattern)
try() {
	tries=$((tries + 1))
	printf '%s\n%s\n' "$1" "$4" >>"$work/wanted"
	printf '%s\n' "\\echo @@" "set session authorization $2;" "$3;" "reset session authorization;" >>"$work/script"
}
# given STATEMENTS: as the superuser.
given() {
	printf '%s\n' "\\o /dev/null" "$1;" "\\o" >>"$work/script"
}
# tried: runs what was collected, and compares.
tried() {
	psql -X -q -A -t -f "$work/script" 2>&1 | sed "s|^psql:$work/script:[0-9]*: ||; s/[0-9][0-9]:[0-9][0-9]\$/HH:MM/" |
		awk '/^@@/ { if (n++) print got; got = ""; next } !got { got = $0 } END { print got }' >"$work/out"
	while read -r name && read -r wanted && read -r got <&3; do
		like "$name" "$got" "$wanted"
	done <"$work/wanted" 3<"$work/out"
	: >"$work/script"
	: >"$work/wanted"
}
tries=0

# ask NAME LOGIN QUOTE WANTED [WORDS [AT_ONCE]]; yes and no: NAME LOGIN QUOTE WANTED [KEY]
ask() {
	try "$1" "$2" "select code || '|' || words from docket_do.request(1, $3, encode(sha256('$3'),'hex'), '${5:-}', 'key-ask-$3-$2', ${6:-false})" "$4"
}
decide() {
	try "$1" "$2" "select code || '|' || words from docket_do.decide(1, $3, encode(sha256('${7:-$3}'),'hex'), '$4', '${6:-no need}', '${8:-key-$4-$3-$2-$tries}', 'pts/7')" "$5"
}
yes() {
	decide "$1" "$2" "$3" approve "$4" "" "${6:-}" "${5:-}"
}
# offer QUOTE AMOUNT [LADDER [JSON]]: on a shipment and a case of its own, asked for by ben's click.
offer() {
	given "insert into docket.subject select (t.subject(1, $1, 1, '{\"site_id\": 1}')).*;
		insert into docket.case_open select (t.case_(1, $1, $1, 1)).*;
		insert into docket.quote select (t.quote(1, $1, $1, $2, jsonb_build_object('asked_by', 1, 'ladder', array[${3:-}]::text[]) || '${4:-{\}}')).*"
}
two="'0','1','supervisor','','50000','2','supervisor',''"
ladder="'0','1','supervisor','','100000','1','manager','','300000','2','manager',''"

given "select docket.operator_add('lea', 'lea', 'Lea Low'), docket.operator_login('lea', 'lea_two'), docket.operator_add('greta', 'greta', 'Greta Groß'),
	docket.operator_add('gus', 'gus', 'Gus Gold'), docket.operator_add('tim', 'tim', 'Tim Thaler'), docket.program_add('bot', 'Bot', '')"
given "select docket.member_set(1, 'lea', 'supervisor', 'transport', null, 100000, 400000, 100000), docket.member_set(1, 'tim', 'supervisor', 'transport', null, 0, 420000), docket.member_set(1, 'greta', 'manager', 'transport', null, 0, 5000000),
	docket.member_set(1, 'gus', 'manager', 'transport', null, 0, 5000000), docket.member_set(1, 'bot', 'dispatcher', 'transport', null, 99999, 0, 99999)"

# Ladders: the amount names who; a rung that is reached is never climbed alone; the last of equals; a higher role signs for a lower.
offer 101 60000 "$ladder"
ask "below the second rung" ana 101 "done|asked: lea decides by HH:MM"
offer 102 150000 "$ladder"
ask "above it" ana 102 "done|asked: greta decides by HH:MM"
yes "a supervisor is too low" sam 102 "denied|a manager decides it"
yes "a manager is not" gus 102 "done|approved"
offer 103 70000 "$ladder"
ask "a low one" ana 103 "done|asked: lea decides*"
yes "a higher role signs a lower rung" greta 103 "done|approved"
offer 104 12000 "'10000','1','supervisor',''"
ask "within her own limit, but on a rung: never alone" ana 104 "done|asked: lea decides*"
offer 105 9000 "'10000','1','supervisor',''"
ask "below every rung, within her own limit" ana 105 "done|approved: within your limit"
offer 106 400000 "'0','2','supervisor+manager',''"
ask "two levels" ana 106 "done|asked of 2: lea first, by HH:MM"
yes "the first" sam 106 "done|1 of 2 said yes: greta is asked next"
yes "not the same level twice" lea 106 "denied|a manager decides it"
yes "the second" greta 106 "done|approved"
offer 107 6000000 "$ladder"
ask "above everybody" ana 107 "limit|it needs a manager, 2 people, and too few here may approve 60,000.00 EUR"
tried

# Two people, each with one voice.
offer 110 60000 "$two"
ask "two are needed" ana 110 "done|asked of 2: lea first, by HH:MM"
yes "one" lea 110 "done|1 of 2 said yes: tim is asked next" key-one-of-two
try "it is seen" ben "select needed, given, signs, needs, with_whom, state from docket_read.approval_queue where quote_id = 110" "2|1|1 of 2: lea said yes ??:??|a supervisor|tim|waiting"
try "who may is seen, and who may not" lea "select who_may, may_decide, may_words from docket_read.approval_queue where quote_id = 110" "sam, tim|0|you said yes already"
try "nothing is spent yet, nothing is stale" postgres "select c.spent_minor, c.v_money, q.state from docket.case_open c join docket.quote q on q.case_id = c.case_id where q.quote_id = 110" "0|1|asked"
yes "not twice" lea 110 "denied|you said yes already*"
yes "not by her other login" lea_two 110 "denied|you said yes already*"
yes "her key again is her answer, not a voice" lea 110 "done|1 of 2 said yes: tim is asked next" key-one-of-two
yes "the asker's other login" ana_two 110 "denied|you asked for it yourself*"
yes "the other" sam 110 "done|approved" key-two-of-two
yes "a decision is used once" sam 110 "changed|it is approved by sam"
try "spent once, two voices, each whole" postgres "select c.spent_minor, count(*), bool_and(g.digest = q.digest and g.policy_version = q.policy_version and g.login <> '' and g.session <> '' and g.tty = 'pts/7' and g.at is not null)
	from docket.quote q join docket.case_open c on c.case_id = q.case_id join docket.approval a on a.quote_id = q.quote_id join docket.approval_sign g on g.approval_id = a.approval_id where q.quote_id = 110 group by 1" "60000|2|t"
offer 111 60000 "$two"
ask "who denies ends it" ana 111 "done|asked of 2*"
yes "a yes before" lea 111 "done|1 of 2*"
decide "who said yes may still say no" lea 111 deny "done|denied"
yes "then it is over" sam 111 "changed|it is denied by lea"
tried

# Those who act for the asker, directly or through others; a right counts once, whoever uses it; what was lent is not lent on.
offer 120 60000 "$two"
given "select docket.delegation_add(1, 'ana', 'lea', 100, now() - interval '1 hour', now() + interval '1 hour')"
ask "the asker lent lea her right: she is not asked" ana 120 "done|asked of 2: tim first*"
yes "a delegate of the asker" lea 120 "denied|you act for who asked for it"
given "update docket.delegation set to_at = now() - interval '1 minute' where to_id = (select person_id from docket.person where short = 'lea')"
given "select docket.delegation_add(1, 'ana', 'max', 100, now() - interval '1 hour', now() + interval '1 hour'),
	docket.delegation_add(1, 'max', 'lea', 100, now() - interval '1 hour', now() + interval '1 hour')"
yes "a delegate of her delegate" lea 120 "denied|you act for who asked for it"
given "delete from docket.delegation"
given "select docket.delegation_add(1, 'sam', 'max', 200000, now() - interval '1 hour', now() + interval '1 hour')"
yes "in sam's place" max 120 "done|1 of 2*"
try "it is said for whom" ana "select signs from docket_read.approval_queue where quote_id = 120" "1 of 2: max (for sam) said yes ??:??"
yes "sam's right was used" sam 120 "denied|that right was used already*"
given "select docket.delegation_add(1, 'max', 'wes', 200000, now() - interval '1 hour', now() + interval '1 hour')"
yes "what was lent is not lent on" wes 120 "denied|a supervisor decides it"
given "delete from docket.delegation where from_id = (select person_id from docket.person where short = 'max')"
given "update docket.delegation set to_at = now() - interval '1 minute'"
yes "the loan ended: what was said by it no longer counts" lea 120 "done|1 of 2 said yes* (the yes of max no longer counts)"
yes "so sam says it himself" sam 120 "done|approved"
given "delete from docket.delegation"
tried

# Lost and raised rights; changes of policy while it waits.
offer 130 60000 "$two"
ask "asked" ana 130 "done|asked of 2*"
yes "lea says yes" lea 130 "done|1 of 2*"
given "select docket.member_end(1, 'lea')"
yes "and leaves: her yes is gone" sam 130 "done|1 of 2 said yes: tim is asked next (the yes of lea no longer counts)"
yes "who left decides nothing" lea 130 "not-found|*"
given "select docket.member_set(1, 'lea', 'supervisor', 'transport', null, 100000, 400000, 100000)"
yes "who came back has a right newer than the request" lea 130 "denied|your right is newer than the request: it counts for the next one"
yes "another is the second" tim 130 "done|approved"
offer 131 450000 "'0','1','supervisor',''"
ask "only sam may" ana 131 "done|asked: sam decides*"
given "select docket.member_set(1, 'lea', 'supervisor', 'transport', null, null, 900000)"
yes "a limit raised after the request" lea 131 "denied|your right is newer*"
given "select docket.member_set(1, 'sam', 'supervisor', 'transport', null, null, 1000)"
yes "a limit taken down counts at once" sam 131 "limit|4,500.00 EUR is above your limit of 10.00 EUR"
given "select docket.member_set(1, 'sam', 'supervisor', 'transport', null, null, 500000)"
offer 132 60000 "$two"
ask "asked under policy 1" ana 132 "done|asked of 2*"
given "update docket.action_rule set approve_role = 'dispatcher', shipment_minor = 99999999; update docket.member set approve_minor = 9999999 where person_id = 2"
yes "a rule edited while it waits" ben 132 "denied|a supervisor decides it"
yes "one is still not enough" lea 132 "done|1 of 2*"
given "update docket.action_rule set approve_role = 'supervisor', shipment_minor = 50000; update docket.member set approve_minor = 0 where person_id = 2"
try "it keeps its policy" postgres "select a.policy_version, a.needed, count(s.*) from docket.approval a join docket.approval_step s using (tenant_id, approval_id) where quote_id = 132 group by 1, 2" "1|2|1"
tried

# Edits after, expiry, newer versions, other currencies.
offer 140 60000 "$two"
ask "asked" ana 140 "done|asked of 2*"
yes "one" lea 140 "done|1 of 2*"
try "an amount is not edited" sam "update docket.quote set amount_minor = 1 where quote_id = 140" "ERROR:*permission denied*"
try "a voice is not written" sam "insert into docket.approval_sign select * from docket.approval_sign" "ERROR:*permission denied*"
try "nor by the engine" docket_engine "insert into docket.approval_sign select * from docket.approval_sign" "ERROR:*permission denied*"
try "nor a step taken out" docket_engine "delete from docket.approval_step" "ERROR:*permission denied*"
yes "another's digest" sam 140 "changed|the offer is not the one you saw*" "" 141
given "update docket.quote set amount_minor = 61000, digest = sha256('999') where quote_id = 140"
yes "the offer was edited after: the new digest" sam 140 "changed|the offer is not the one you saw*" "" 999
yes "the old one" sam 140 "changed|the offer is not the one you saw*"
offer 141 60000 "$two"
ask "asked" ana 141 "done|asked of 2*"
yes "one" lea 141 "done|1 of 2*"
given "update docket.quote set expires_at = clock_timestamp() where quote_id = 141"
yes "the offer ran out between the two" sam 141 "changed|the offer ran out*"
offer 142 60000 "$two"
ask "asked" ana 142 "done|asked of 2*"
yes "one" lea 142 "done|1 of 2*"
try "news elsewhere" ben "select code from docket_do.act('note', 1, 142, null, '{words,hello}', 'key-note-142')" done
yes "does not refuse it" sam 142 "done|approved"
offer 143 60000 "$two"
ask "asked" ana 143 "done|asked of 2*"
yes "one" lea 143 "done|1 of 2*"
given "update docket.case_open set v_plan = v_plan + 1 where case_id = 143"
yes "another plan does" sam 143 "changed|its plan changed since the offer was made*"
offer 144 60000 "$two" '{"currency": "JPY"}'
ask "yen for euro" ana 144 "limit|its cost is not known in EUR*"
tried

# Split sums: what was asked for a shipment within a day counts together, over all of its cases.
offer 150 40000 "$two"
ask "alone below the rung" ana 150 "done|asked: tim decides*"
given "insert into docket.case_open select (t.case_(1, 1501, 150, 1, '{\"type\": \"missing-pod\"}')).*;
	insert into docket.quote select (t.quote(1, 1501, 1501, 20000, jsonb_build_object('asked_by', 2, 'ladder', array[$two]::text[]))).*"
try "it is said before the key is pressed" ben "select needs_approval, rung_words from docket_read.case_quote where quote_id = 1501" "1|a supervisor, 2 people (600.00 EUR asked for it in a day)"
ask "the rest of it, by another, on another case" ben 1501 "done|asked of 2*"

# Programs, stations, strangers.
offer 160 1000
ask "a program is never its own approver" docket_api_bot 160 "done|asked: tim decides*"
yes "nor anybody's" docket_api_bot 110 "denied|only people decide"
yes "a station" dock3 160 "denied|stations never approve"
yes "another client's" eve 160 "not-found|*"
try "no approval of a program" postgres "select count(*) from docket.approval a join docket.person p on p.person_id = a.decided_by where p.is_program" 0
tried

# Together: like requests within what policy says, a receipt for each, bound to its own digest.
batch() { # NAME LOGIN KEY VERDICT WANTED QUOTE...
	name=$1 login=$2 key=$3 verdict=$4 wanted=$5
	shift 5
	ids= digests=
	for q in "$@"; do
		ids="$ids,$q" digests="$digests,encode(sha256('$q'),'hex')"
	done
	try "$name" "$login" "select string_agg(coalesce(quote_id::text, '-') || '|' || code || '|' || words, ' ' order by quote_id) from docket_do.decide_batch(1, '{${ids#,}}', array[${digests#,}], '$verdict', 'all alike', '$key', 'pts/7')" "$wanted"
}
for q in 170 171 172 173; do
	offer $q 30000
	ask "asked" ana $q "done|asked: *"
done
offer 174 90000
ask "asked" ana 174 "done|asked: *"
batch "policy says nothing" sam key-batch-1 approve "-|limit|policy lets rebook be decided one at a time only" 170 171
given "update docket.action_rule set batch_most = 3, batch_minor = 120000, batch_each_minor = 80000 where action = 'rebook'"
batch "too many" sam key-batch-2 approve "-|limit|policy lets 3 be decided together, these are 4" 170 171 172 173
batch "too much together" sam key-batch-3 approve "-|limit|together they cost 1,500.00 EUR: policy lets 1,200.00 EUR be decided together" 170 171 174
batch "one too large" sam key-batch-4 approve "-|limit|one costs 900.00 EUR: above 800.00 EUR each is decided alone" 170 174
batch "twice the same" sam key-batch-5 approve "-|limit|the same is named twice" 170 170
batch "another client's" sam key-batch-6 approve "-|limit|one of them is not there" 170 99999
given "update docket.case_open set v_plan = 9 where case_id = 172"
batch "three, one of which changed" lea key-batch-7 approve "170|done|approved 171|done|approved 172|changed|its plan changed*" 170 171 172
batch "its key again" lea key-batch-7 approve "170|done|approved 171|done|approved 172|changed|*" 170 171 172
batch "by who asked" ana key-batch-8 approve "173|denied|you asked for it yourself*" 173
try "one receipt each" postgres "select count(*), count(distinct g.digest), bool_and(g.digest = q.digest) from docket.approval_sign g join docket.quote q using (quote_id) where g.batch = 'key-batch-7'" "2|2|t"

# A rule set aside: by the level that policy names, never alone, with a reason, and said so.
offer 180 1000 "'0','1','manager','20000'" '{"override": "storm; set aside: rebook is not possible: it is moving"}'
ask "an override is never done at once" ana 180 "invalid|what sets a rule aside is never done before it is approved" storm true
ask "within her own limit: still asked" ana 180 "done|asked: greta decides*" "storm"
yes "not by a supervisor" sam 180 "denied|a manager decides it"
batch "never among others" greta key-batch-9 approve "-|limit|what sets a rule aside is decided alone" 180 173
try "it is shown as one" greta "select override from docket_read.approval_queue where quote_id = 180" "storm; set aside: rebook is not possible: it is moving"
yes "by a manager" greta 180 "done|approved"
try "and stands in the audit" postgres "select count(*) from docket.audit where kind = 'approval' and 'override' = any(fields)" 2
offer 181 30000 "'0','1','manager','20000'" '{"override": "storm"}'
ask "above what an override may cost" ana 181 "limit|it needs a manager, and no manager here may approve 300.00 EUR" "storm"
tried

# To whom it goes: who is on call first, then who decides for the one asked, the lowest limit, the next level.
given "select docket.on_call_set(1, 'sam', 'supervisor', '', null, null, '1234567', 0, 1440)"
given "select docket.delegation_add(1, 'sam', 'max', 200000, now() - interval '1 hour', now() + interval '1 hour')"
offer 190 30000 "$ladder"
ask "who is on call" ana 190 "done|asked: sam (on call) decides by HH:MM"
try "then who decides for him" ana "select with_whom, goes_to from docket_read.approval_queue where quote_id = 190" "sam (on call)|max (for sam)"
given "update docket.approval set told = '{sam,max}', to_id = null where quote_id = 190"
try "then another of the level" ana "select goes_to from docket_read.approval_queue where quote_id = 190" "tim"
given "update docket.approval set told = '{sam,max,lea,tim}' where quote_id = 190"
try "then the next level" ana "select goes_to from docket_read.approval_queue where quote_id = 190" "greta (manager)"
try "the engine is told the same" docket_engine "select next_words from docket.approval_facts(1, '{190}')" "greta (manager)"
given "select docket.on_call_end(1, 'sam', null)"
given "select docket.on_call_set(1, 'sam', 'supervisor', '', null, null, '5', 1080, 480)"
try "over midnight" postgres "select string_agg(docket.is_on_call(1, 3, '{supervisor}', '', x)::text, ' ') from
	(select x::timestamptz from unnest('{2026-03-06 17:59+01,2026-03-06 18:00+01,2026-03-07 07:59+01,2026-03-07 08:00+01,2026-03-07 19:00+01}'::text[]) x) u" "false true true false false"
given "select docket.on_call_end(1, 'sam', null)"
given "delete from docket.delegation"

# Where it stalls.
try "the report adds up" sam "select sum(asked), sum(waiting) from docket_read.approval_stall where action = 'rebook'" "*"
try "and says how often" sam "select bool_and(asked >= waiting and median_s is not null), bool_or(overrides > 0) from docket_read.approval_stall" "t|t"
try "of other clients nothing" eve "select count(*) from docket_read.approval_stall" 0
tried
is "the report counts what was asked" "$(as sam "select sum(asked) from docket_read.approval_stall")" "$(sql "select count(*) from docket.approval where level > 0")"

# A right taken away in an open transaction: the decision waits for neither, and does not slip through.
sql "select docket.member_set(1, 'lea', 'supervisor', 'transport', null, null, 900001)" >/dev/null
psql -X -q -c "begin; select docket.member_end(1, 'lea'); select pg_sleep(1.5)" -c "commit" >/dev/null &
held
like "revoked at this moment" "$(as lea "select code from docket_do.decide(1, 132, encode(sha256('132'),'hex'), 'approve', '', 'key-race-revoke', '')")" "busy"
wait
is "nothing of all this was approved by too few" "$(sql "select a.quote_id, a.needed, count(g.*) from docket.approval a left join docket.approval_sign g on g.approval_id = a.approval_id and g.verdict = 'approve' and g.voided_at is null
	where a.state = 'approved' and a.level > 0 group by 1, 2 having count(distinct g.person_id) < a.needed")" ""
done_testing

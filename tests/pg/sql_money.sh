#!/bin/sh
# Requests and decisions: limits, budgets, two persons, digests, expiry, versions, delegation, urgent work, budgets under a race.
. "$(dirname "$0")/sql_setup.inc"

# quote ID AMOUNT [JSON]: an offer that rests on case 1000 as it is now.
quote() {
	sql "insert into docket.quote select (t.quote(1, $1, 1000, $2, jsonb_build_object('v_state', v_state, 'v_plan', v_plan, 'v_money', v_money)
		|| '${3:-{\}}')).* from docket.case_open where case_id = 1000" >/dev/null
}

# request LOGIN QUOTE KEY [DIGEST [WORDS [AT_ONCE]]]
request() {
	as "$1" "select code || '|' || words from docket_do.request(1, $2, ${4:-t_digest}, '${5:-}', '$3', ${6:-false})" | sed 's/[0-9][0-9]:[0-9][0-9]$/HH:MM/'
}

# decide LOGIN QUOTE VERDICT KEY [REASON [DIGEST]]
decide() {
	as "$1" "select code || '|' || words from docket_do.decide(1, $2, ${6:-t_digest}, '$3', '${5:-}', '$4', 'pts/3')"
}
digest_of() {
	printf "'%s'" "$(printf %s "$1" | sha256sum | cut -c1-64)"
}
t_digest=
req() {
	request "$1" "$2" "$3" "$(digest_of "$2")" "${4:-}"
}
now() { # LOGIN QUOTE KEY [REASON]: at once
	request "$1" "$2" "$3" "$(digest_of "$2")" "${4:-}" true
}
dec() {
	decide "$1" "$2" "$3" "$4" "${5:-}" "$(digest_of "$2")"
}

# Alone, within the limit.
quote 501 12000
like "a forged digest" "$(request ana 501 key-r-00001 "'$(printf %064d 0)'")" "changed|the offer is not the one you saw*"
like "no digest" "$(request ana 501 key-r-00002 null)" "changed|*"
like "a station" "$(req dock3 501 key-r-00003)" "denied|*"
like "a role without the right" "$(req wes 501 key-r-00004)" "denied|your role may not ask for rebook"
like "a program" "$(req rob 501 key-r-00005)" "denied|*"
is "within the limit" "$(req ana 501 key-r-00006)" "done|approved: within your limit"
is "the same key" "$(req ana 501 key-r-00006)" "done|approved: within your limit"
is "the approval" "$(sql "select state, asked_by, decided_by, level, encode(digest, 'hex') = t.digest(501) from docket.approval")" "approved|1|1|0|t"
is "what was spent" "$(sql "select c.spent_minor, c.v_money, s.spent_minor from docket.case_open c join docket.subject s using (tenant_id, subject_id) where case_id = 1000")" "12000|2|12000"
is "budgets of person and desk" "$(sql "select who, spent_minor from docket.budget order by 1" | tr '\n' ' ')" "d:transport|12000 p:1|12000 "
is "the act is for the engine" "$(sql "select kind, state, args[1:6] from docket.act where client_key = 'key-r-00006'" | sed 's/4[0-9]\{15\}/ID/')" "request|stored|{quote,501,approval,ID,state,approved}"
like "a second time" "$(req ana 501 key-r-00007)" "changed|its money changed*"
is "what is left today" "$(as ana "select day_left_minor from docket_do.hello(1)")" 28000

# Splitting does not help: the day, the shipment.
quote 502 20000
is "alone again" "$(req ana 502 key-r-00008)" "done|approved: within your limit"
quote 503 10000
is "beyond the day: asked" "$(req ana 503 key-r-00009)" "done|asked: sam decides by HH:MM"
is "due by policy" "$(sql "select due_at between now() + interval '20 min' and now() + interval '31 min' from docket.approval where quote_id = 503")" t
quote 595 10000 "{\"args\": [\"decide_by\", \"$(date -u -d '+7 minutes' +%Y-%m-%dT%H:%M:%SZ)\"]}"
is "asked" "$(req ana 595 key-r-00055)" "done|asked: sam decides by HH:MM"
is "due before the option cannot keep its promise any more" "$(sql "select due_at < now() + interval '8 min' from docket.approval where quote_id = 595")" t
is "asking spends nothing" "$(sql "select spent_minor, v_money from docket.case_open where case_id = 1000")" "32000|3"
quote 504 20000 '{"asked_by": 2}'
is "beyond the shipment, with a fresh person" "$(req ben 504 key-r-00010)" "done|asked: sam decides by HH:MM"
is "the same person in two logins is one" "$(dec ana_two 503 approve key-d-00001)" "denied|you asked for it yourself: somebody else decides"

# Decisions.
like "nobody approves as a dispatcher" "$(dec ben 503 approve key-d-00002)" "denied|a supervisor decides it"
like "nor as a program" "$(dec rob 503 approve key-d-00003)" "denied|*"
like "nor of another client" "$(dec eve 503 approve key-d-00004)" "not-found|there is no such offer"
like "nor after the end" "$(dec lia 503 approve key-d-00005)" "not-found|*"
like "denying needs a reason" "$(dec sam 503 deny key-d-00006)" "invalid|*"
like "a verdict" "$(dec sam 503 perhaps key-d-00007)" "invalid|*"
like "a forged digest" "$(decide sam 503 approve key-d-00008 "" "'$(printf %064d 0)'")" "changed|*"
is "approved" "$(dec sam 503 approve key-d-00009 fine)" "done|approved"
is "the same key" "$(dec sam 503 approve key-d-00009 fine)" "done|approved"
is "approved: who, what, from where" "$(sql "select state, decided_by = 3, reason, tty, encode(digest, 'hex') = t.digest(503) from docket.approval where quote_id = 503")" "approved|t|fine|pts/3|t"
is "approved: spent, but not un-approved" "$(sql "select c.spent_minor, s.spent_minor from docket.case_open c join docket.subject s using (tenant_id, subject_id) where case_id = 1000")" "42000|32000"
like "a decision stands" "$(dec sam 503 deny key-d-00010 no)" "changed|it is approved by sam"
like "the other one rests on old money" "$(dec sam 504 approve key-d-00011)" "changed|its money changed since the offer was made*"
is "but may be denied" "$(dec sam 504 deny key-d-00012 'money moved')" "done|denied"
quote 505 600000 '{"asked_by": 2}'
is "above everybody's limit" "$(req ben 505 key-r-00011)" "limit|above your limit of 250.00 EUR, and no supervisor here may approve 6,000.00 EUR"
quote 506 150000 '{"asked_by": 3}'
is "a supervisor asks, and is alone" "$(req sam 506 key-r-00012)" "limit|above your limit of 1,000.00 EUR, and no supervisor here may approve 1,500.00 EUR"
sql "select docket.delegation_add(1, 'sam', 'max', 200000, now() - interval '1 hour', now() + interval '1 hour')" >/dev/null
is "her own delegate does not decide for her" "$(req sam 506 key-r-00013)" "limit|above your limit of 1,000.00 EUR, and no supervisor here may approve 1,500.00 EUR"
quote 507 150000 '{"asked_by": 2}'
is "lent rights are found" "$(req ben 507 key-r-00014)" "done|asked: max (for sam) decides by HH:MM"
is "lent rights decide" "$(dec max 507 approve key-d-00013)" "done|approved"
quote 508 250000 '{"asked_by": 2}'
is "asked of sam" "$(req ben 508 key-r-00015)" "done|asked: sam decides by HH:MM"
is "above what was lent" "$(dec max 508 approve key-d-00014)" "limit|2,500.00 EUR is above your limit of 2,000.00 EUR"
sql "update docket.delegation set to_at = now() - interval '1 minute'" >/dev/null
like "the loan is over" "$(dec max 508 approve key-d-00015)" "denied|*"
sql "update docket.quote set expires_at = clock_timestamp() - interval '1 s' where quote_id = 508" >/dev/null
like "the offer ran out" "$(dec sam 508 approve key-d-00016)" "changed|the offer ran out*"
quote 509 1000
sql "update docket.quote set expires_at = clock_timestamp() where quote_id = 509" >/dev/null
like "an old offer is not asked for" "$(req ana 509 key-r-00016)" "changed|the offer ran out*"
quote 510 1000 '{"currency": "USD"}'
like "another currency" "$(req ana 510 key-r-00017)" "limit|its cost is not known in EUR*"
quote 511 null
like "an unknown cost" "$(req ana 511 key-r-00018)" "limit|its cost is not known*"
quote 512 1000
as ana "select docket_do.act('next', 1, 1000, null, '{words,call,at,$(date -u -d '+2 hours' +%FT%TZ)}', 'key-plan-001')" >/dev/null
like "the plan moved" "$(req ana 512 key-r-00019)" "changed|its plan changed since the offer was made (ana: act next*"
quote 513 1000
as ana "select docket_do.act('note', 1, 1000, null, '{words,hello}', 'key-note-001')" >/dev/null
like "a note changes nothing" "$(req ben 513 key-r-00020)" "done|approved*"
like "not there" "$(request ana 99999 key-r-00021 "''")" "not-found|there is no such offer"
like "another client's is not there" "$(as eve "select code || '|' || words from docket_do.request(2, 513, '$(printf 513 | sha256sum | cut -c1-64)', '', 'key-r-00022')")" "not-found|there is no such offer"

# Urgent: at once, up to a cap, with a reason, looked at after; and only where that is what was asked for.
quote 520 30000 '{"action": "expedite", "asked_by": 2}'
like "not urgent: refused" "$(now ben 520 key-u-00000 'cold chain')" "limit|only what cannot wait may be done at once, up to 600.00 EUR: ask for it"
is "and asked" "$(req ben 520 key-u-00001 'cold chain')" "done|asked: sam decides by HH:MM"
sql "update docket.case_open set band = 0 where case_id = 1000" >/dev/null
quote 521 30000 '{"action": "expedite", "asked_by": 2}'
like "urgent without a reason" "$(now ben 521 key-u-00003)" "invalid|doing it at once needs a reason"
is "urgent" "$(now ben 521 key-u-00002 'cold chain')" "done|done at once: sam looks at it by HH:MM"
quote 522 30000 '{"action": "expedite", "asked_by": 2}'
is "urgent, but only asked for" "$(req ben 522 key-u-00007 'cold chain')" "done|asked: sam decides by HH:MM"
quote 523 70000 '{"action": "expedite", "asked_by": 2}'
like "urgent above the cap" "$(now ben 523 key-u-00004 'cold chain')" "limit|only what cannot wait*"
is "and asked for" "$(req ben 523 key-u-00008)" "done|asked: sam decides by HH:MM"
like "not reviewed by who did it" "$(dec ben 521 approve key-u-00005)" "denied|*"
is "reviewed" "$(dec sam 521 approve key-u-00006)" "done|agreed"

# No engine, no money.
sql "update docket.lease set expires_at = now() - interval '1 s'" >/dev/null
quote 530 1000
like "no engine: request" "$(req ana 530 key-n-00001)" "no-engine|*"
like "no engine: decide" "$(dec sam 522 approve key-n-00002)" "no-engine|*"
sql "update docket.lease set expires_at = now() + interval '1 hour'" >/dev/null

# Busy on a locked row, and no double decision in a race.
psql -X -q -c "begin; select 1 from docket.case_open where case_id = 1000 for update; select pg_sleep(2)" >/dev/null &
held
like "busy: request" "$(req ana 530 key-b-00001)" "busy|*"
like "busy: decide" "$(dec sam 522 approve key-b-00002)" "busy|*"
wait
psql -X -q -c "begin; select 1 from docket.budget where who = 'd:transport' for update; select pg_sleep(2)" >/dev/null &
held
like "busy: a budget" "$(req sam 530 key-b-00003)" "busy|*"
wait
for n in 1 2 3 4 5 6 7 8; do dec sam 523 approve "key-race-0$n" >"/tmp/sql_money.$$.$n" & done
wait
is "one decision in a race of eight" "$(cat /tmp/sql_money.$$.* | grep -c '^done')" 1
rm -f /tmp/sql_money.$$.*

# Eight requests of 60 EUR on as many cases at once, with 100 EUR left today: one of them is done alone.
sql "delete from docket.budget; update docket.member set day_minor = 10000 where person_id = 1;
	insert into docket.subject select (t.subject(1, 7000 + i, 1, '{\"site_id\": 1}')).* from generate_series(1, 8) i;
	insert into docket.case_open select (t.case_(1, 7000 + i, 7000 + i, 1)).* from generate_series(1, 8) i;
	insert into docket.quote select (t.quote(1, 7000 + i, 7000 + i, 6000)).* from generate_series(1, 8) i" >/dev/null
for n in 1 2 3 4 5 6 7 8; do
	(
		for try in 1 2 3 4 5 6 7 8 9; do
			answer=$(req ana "700$n" "key-budget-$n")
			case $answer in busy*) ;; *) break ;; esac
		done
		echo "$answer" >"/tmp/sql_money.$$.$n"
	) &
done
wait
is "a day's budget holds in a race" "$(cat /tmp/sql_money.$$.* | grep -c 'within your limit') $(sql "select spent_minor from docket.budget where who = 'p:1'")" "1 6000"
rm -f /tmp/sql_money.$$.*

# What is shown before the key is pressed.
is "the sheet: needs approval, and why" "$(as ana "select needs_approval, limit_words from docket_read.case_quote where quote_id = 530")" "1|your limit is 250.00 EUR, left today 40.00 EUR, on this shipment 0.00 EUR"
is "approvals: who may" "$(as sam "select may_decide, may_words from docket_read.approval_queue where quote_id = 522")" "1|"
is "approvals: who asked" "$(as ben "select may_decide, may_words from docket_read.approval_queue where quote_id = 522")" "0|you asked for it yourself"
is "approvals: who may not" "$(as wes "select may_decide, may_words from docket_read.approval_queue where quote_id = 522")" "0|a supervisor decides it"
is "approvals: of other clients" "$(as eve "select count(*) from docket_read.approval_queue")" 0
sql "select t.store(1, acts => (select array_agg(act_id order by act_id) from docket.act where state = 'stored'))" >/dev/null
is "the chain holds" "$(sql "select * from docket.audit_verify(1)")" ""
is "every decision is in the audit" "$(sql "select count(*) from docket.approval a where decided_by is not null and state <> 'waiting' and not exists (select 1 from docket.audit u where u.kind = 'approval' and u.id = a.approval_id and u.fields @> array['digest', encode(a.digest, 'hex')])")" 0
done_testing

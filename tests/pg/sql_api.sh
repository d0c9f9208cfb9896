#!/bin/sh
# Programs: a login of their own that no person has, keys of which only the hash is kept, and no decision, whatever roles and limits they got.
. "$(dirname "$0")/sql_setup.inc"

is "a program and its login" "$(sql "select docket.program_add('erp', 'ERP of Nordwind')")" docket_api_erp
is "twice is once" "$(sql "select docket.program_add('erp', 'ERP of Nordwind'); select count(*) from docket.person where short = 'erp'")" "docket_api_erp
1"
like "no program of a person's name" "$(sql "select docket.program_add('ana', 'Not Ana')")" "*ana is a person*"
like "no person gets a program's name for a login" "$(sql "select docket.operator_login('ana', 'docket_api_ana')")" "*not a name for a login*"
like "not even by hand" "$(sql "insert into docket.login (login, person_id) values ('docket_api_ana', 1)")" "*violates check*"
like "nor by a lie" "$(sql "insert into docket.login (login, person_id, is_program) values ('docket_api_ana', 1, true)")" "*violates foreign key*"
like "and a program gets no person's" "$(sql "select docket.operator_login('erp', 'ernie')")" "*it has the one login of its kind*"
like "nor by hand" "$(sql "insert into docket.login (login, person_id) select 'ernie', person_id from docket.person where short = 'erp'")" "*violates foreign key*"
like "nor a badge" "$(sql "select docket.badge_set('erp', 'B-700', '4711')")" "*nobody called erp*"
is "its role may nothing more" "$(sql "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin from pg_roles where rolname = 'docket_api_erp'")" "f|f|f|f|t"

is "without a role it sees nothing" "$(as docket_api_erp "select count(*) from docket_read.case_queue")" 0
sql "select docket.member_set(1, 'erp', 'dispatcher', 'transport', null, 25000, 0, 40000)" >/dev/null
is "then its client's cases" "$(as docket_api_erp "select string_agg(ref, ' ' order by ref) from docket_read.case_queue")" "C-1000 C-2000"
is "a case by its number" "$(as docket_api_erp "select tenant, case_id from docket_do.case_of('c-1000')")" "nordwind|1000"
is "of no other client" "$(as docket_api_erp "select * from docket_do.case_of('C-3000')")" ""
is "nor of one that is named" "$(as docket_api_erp "select * from docket_do.case_of('1000', 'sudwind')")" ""
is "what is no number is no case" "$(as docket_api_erp "select * from docket_do.case_of('SHP-100')")" ""

# digest QUOTE: what the fixture makes it.
digest() {
	printf %s "$1" | sha256sum | cut -c1-64
}

# Keys.
one=$(digest one)
is "a key" "$(sql "select docket.api_key_add('erp', '\\x$one', 60)")" 1
is "a second beside it" "$(sql "select docket.api_key_add('erp', '\\x02', 60)")" 2
like "no third" "$(sql "select docket.api_key_add('erp', '\\x03', 60)")" "*two of its keys are live*"
is "the older one ends" "$(sql "select docket.api_key_end('erp', false); select string_agg(key_no || ' ' || (ended_at is null), ',' order by key_no) from docket.api_key")" "1
1 false,2 true"
like "a hash is one key's" "$(sql "select docket.api_key_add('erp', '\\x02', 60)")" "*duplicate*"
like "a person has none" "$(sql "select docket.api_key_add('ana', '\\x04', 60)")" "*there is no program ana*"
is "it stands in the audit" "$(sql "select string_agg(what, ',' order by audit_no) from docket.audit where tenant_id = 1 and what ~ '^api key'")" "api key made,api key made,api key ended"
like "operators cannot read them" "$(as ana "select * from docket.api_key")" "*permission denied*"
like "nor can a program make one" "$(as docket_api_erp "select docket.api_key_add('erp', '\\x05', 60)")" "*permission denied*"

# What it does.
is "a note" "$(as docket_api_erp "select code from docket_do.act('note', 1, 1000, null, '{words,from the ERP}', 'key-erp-note')")" done
is "the same again is the same act" "$(as docket_api_erp "select code, act_id = (select max(act_id) from docket_read.act_answer) from docket_do.act('note', 1, 1000, null, '{words,from the ERP}', 'key-erp-note')")" "done|t"
like "its key for another note is refused" "$(as docket_api_erp "select code, words from docket_do.act('note', 1, 1000, null, '{words,other}', 'key-erp-note')")" "invalid|*something else*"
like "or another case" "$(as docket_api_erp "select code, words from docket_do.act('note', 1, 2000, null, '{words,from the ERP}', 'key-erp-note')")" "invalid|*something else*"
is "one note was made" "$(sql "select count(*) from docket.act where kind = 'note'")" 1
is "a claim" "$(as docket_api_erp "select code from docket_do.act('claim', 1, 1000, null, '{}', 'key-erp-claim')")" done
is "nothing of another client" "$(as docket_api_erp "select code from docket_do.act('note', 2, 3000, null, '{words,x}', 'key-erp-south')")" not-found
is "agrees to no text" "$(sql "select docket.member_set(1, 'erp', 'integrator')" >/dev/null; as docket_api_erp "select code, words from docket_do.act('agree', 1, null, null, '{kind,policy,name,core,version,1}', 'key-erp-agree')")" "denied|only people agree to a text"
like "nobody gives it a case" "$(as sam "select words from docket_do.act('assign', 1, 1000, null, '{to,erp}', 'key-sam-assign')")" "*nobody called erp*"

# What it asks for waits for a person, even within its limits.
sql "select t.store(1, quotes => array[t.quote(1, 1, 1000, 41200), t.quote(1, 2, 2000, 20000), t.quote(1, 3, 1000, 41300, '{\"action\": \"expedite\"}')])" >/dev/null
like "within its limit" "$(as docket_api_erp "select code, words from docket_do.request(1, 2, '$(digest 2)', 'cheap', 'key-erp-ask2')")" "done|asked: sam decides by*"
is "a person says yes" "$(as sam "select code from docket_do.decide(1, 2, '$(digest 2)', 'approve', '', 'key-sam-yes2')")" done
like "the same key for another offer" "$(as docket_api_erp "select code, words from docket_do.request(1, 1, '$(digest 1)', 'cheap', 'key-erp-ask2')")" "invalid|*something else*"
sql "update docket.case_open set band = 0 where tenant_id = 1 and case_id = 1000" >/dev/null
is "what cannot wait is asked for, not done" "$(as docket_api_erp "select code, words from docket_do.request(1, 3, '$(digest 3)', 'now', 'key-erp-now3', true)")" \
	"denied|only people do it before it is approved: ask for it"
like "above it somebody is asked" "$(as docket_api_erp "select code, words from docket_do.request(1, 1, '$(digest 1)', 'dear', 'key-erp-ask1')")" "done|asked: sam decides by*"

# And what it never does, even where a hand made a mistake with its limits.
like "no limit to approve is given" "$(sql "select docket.member_set(1, 'erp', 'supervisor', null, null, 0, 500000, 0)")" "*only people approve*"
like "nor lent" "$(sql "select docket.delegation_add(1, 'sam', 'erp', 500000, now() - interval '1 h', now() + interval '1 h')")" "*another person*"
sql "select docket.member_set(1, 'erp', 'supervisor'); update docket.member set approve_minor = 60000, ask_minor = 60000 where role = 'supervisor'
	and person_id = (select person_id from docket.person where short = 'erp');
	select t.store(1, quotes => array[t.quote(1, 4, 2000, 45000, '{\"v_money\": 2}')])" >/dev/null
like "ben asks, and a person is named though her limit is higher" "$(as ben "select code, words from docket_do.request(1, 4, '$(digest 4)', 'please', 'key-ben-ask4')")" \
	"done|asked: sam decides by*"
is "it may read what waits" "$(as docket_api_erp "select count(*) filter (where may_decide = 0), min(may_words) from docket_read.approval_queue where quote_id = 4")" "1|only people decide"
is "and does not decide it" "$(as docket_api_erp "select code, words from docket_do.decide(1, 4, '$(digest 4)', 'approve', '', 'key-erp-yes4')")" "denied|only people decide"
is "nor denies it" "$(as docket_api_erp "select code, words from docket_do.decide(1, 4, '$(digest 4)', 'deny', 'no', 'key-erp-no4')")" "denied|only people decide"
is "it still waits" "$(sql "select state from docket.approval where quote_id = 4")" waiting
is "a person does" "$(as sam "select code from docket_do.decide(1, 4, '$(digest 4)', 'approve', '', 'key-sam-yes4')")" done

# Its end.
is "it ends by its short name" "$(sql "select docket.operator_end('erp')")$(sql "select rolcanlogin from pg_roles where rolname = 'docket_api_erp'")" f
is "and its keys with it" "$(sql "select count(*) from docket.api_key where ended_at is null")" 0
like "no key without a login" "$(sql "select docket.api_key_add('erp', '\\x06', 60)")" "*there is no program erp*"
is "added again it has no old key" "$(sql "select docket.program_add('erp', 'ERP'); select count(*) from docket.api_key where ended_at is null")" "docket_api_erp
0"
done_testing

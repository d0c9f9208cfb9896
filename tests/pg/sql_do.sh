#!/bin/sh
# What operators do: every answer of docket_do.act, idempotence, locks, stations, and that nothing of another client can be seen or probed.
. "$(dirname "$0")/sql_setup.inc"

quoted() {
	[ "$1" = null ] && echo null || echo "'$1'"
}

# act LOGIN KIND CASE SEEN ARGS KEY [TENANT [BADGE PIN]]: code|words
act() {
	as "$1" "select code || '|' || words from docket_do.act('$2', ${7:-1}, $3, $(quoted "$4"), '$5', '$6'${8:+, '$8', '$9'})"
}

is "claim" "$(act ana claim 1000 '{1,1,1,1}' '{}' key-claim-1)" "done|yours"
is "claim: the row" "$(sql "select owner_id, v_owner, v_state, version from docket.case_open where case_id = 1000")" "1|2|1|2"
is "claim: the act" "$(sql "select kind, person_id, login, state from docket.act where client_key = 'key-claim-1'")" "claim|1|ana|stored"
is "claim: the audit is unsealed" "$(sql "select count(*) from docket.audit a join docket.act c using (act_id) where audit_no is null and client_key = 'key-claim-1'")" 1
is "the same key: the same answer" "$(act ana claim 1000 '{1,1,1,1}' '{}' key-claim-1)" "done|yours"
is "the same key: no second act" "$(sql "select count(*) from docket.act where kind = 'claim'")" 1
is "the same key from her other login" "$(act ana_two claim 1000 null '{}' key-claim-1)" "done|yours"
like "somebody else's key" "$(act ben claim 1000 null '{}' key-claim-1)" "invalid|*"
like "changed: owner" "$(act ben claim 1000 '{1,1,1,1}' '{}' key-claim-2)" "changed|its owner changed since you looked (ana: act claim*"
like "changed: has an owner" "$(act ben claim 1000 null '{}' key-claim-3)" "changed|ana has it since *"
is "a note rests on nothing" "$(act ben note 1000 '{1,1,1,1}' '{words,"driver has no phone"}' key-note-01)" "done|noted"
is "a note: the row" "$(sql "select last_words, v_owner, v_state, v_money, v_plan from docket.case_open where case_id = 1000")" "driver has no phone|2|1|1|1"
is "next" "$(act ana next 1000 '{2,1,1,1}' "{words,call dock,at,$(date -u -d '+2 hours' +%FT%TZ),on,dock}" key-next-01)" "done|planned"
is "next: the row" "$(sql "select next_act, waiting_on, v_plan, next_act_at > now() from docket.case_open where case_id = 1000")" "call dock|dock|2|t"
like "next: past" "$(act ana next 1000 null "{words,x,at,2020-01-01T00:00Z}" key-next-02)" "invalid|*"
like "next: no moment" "$(act ana next 1000 null "{words,x,at,soon}" key-next-03)" "invalid|*"
like "next: forever" "$(act ana next 1000 null "{words,x,at,infinity}" key-next-04)" "invalid|*"
like "next: 31 February" "$(act ana next 1000 null "{words,x,at,2026-02-31T10:00Z}" key-next-05)" "invalid|*"
is "wait" "$(act ana wait 1000 '{2,1,1,2}' "{until,$(date -u -d '+2 hours' +%FT%TZ),reason,customs}" key-wait-01)" "done|it comes back by itself"
is "wait: the row" "$(sql "select state, v_state, v_plan from docket.case_open where case_id = 1000")" "waiting|2|3"
is "resume: the former next act" "$(act ana resume 1000 '{2,2,1,3}' "{words,call dock,at,2026-01-01T00:00Z,on,dock}" key-resume1)" "done|taken back"
is "resume: the row" "$(sql "select state, next_act, waiting_on, v_state, v_plan from docket.case_open where case_id = 1000")" "open|call dock|dock|3|4"
is "resume: no next act" "$(act ana resume 1000 null '{}' key-resume2)" "done|taken back"
like "resume: nothing to take back" "$(act ana resume 1000 null '{}' key-resume3)" "invalid|it neither waits*"
is "wait again" "$(act ana wait 1000 null "{until,$(date -u -d '+2 hours' +%FT%TZ),reason,customs}" key-wait-02)" "done|it comes back by itself"
like "assign to nobody" "$(act ana assign 1000 null '{to,zoe}' key-assign1)" "invalid|nobody called zoe*"
like "assign to another client's" "$(act ana assign 1000 null '{to,eve}' key-assign2)" "invalid|nobody called eve*"
like "assign to who does not see the site" "$(act ana assign 2000 null '{to,wes}' key-assign3)" "invalid|nobody called wes*"
is "assign" "$(act ana assign 1000 '{2,5,1,6}' '{to,ben}' key-assign4)" "done|given to ben"
like "release: not hers" "$(act ana release 1000 null '{}' key-release)" "denied|*"
is "release: a supervisor may" "$(act sam release 1000 null '{}' key-releas2)" "done|back at its desk"
is "resolve" "$(act ana resolve 1000 null '{outcome,delivered,side,carrier}' key-resolve)" "done|closed: delivered"
like "closed already" "$(act ana next 1000 null "{words,x,at,$(date -u -d '+2 hours' +%FT%TZ)}" key-next-06)" "invalid|it is resolved already*"
is "reopen" "$(act ana reopen 1000 null '{}' key-reopen1)" "done|open again"
is "call is left to the engine" "$(act ana call 1000 null '{who,DHL desk,says,eta,eta,2026-11-21T16:40+01:00}' key-call-01)" "done|sent"
is "new: no case" "$(act ana new null null '{ref,SHP-200,words,seal broken}' key-new-001)" "done|sent"
like "an unknown act" "$(act ana bribe 1000 null '{}' key-unknown)" "invalid|there is no act*"
like "money acts are not acts" "$(act ana decide 1000 null '{}' key-unknow2)" "invalid|there is no act*"
like "a needed argument" "$(act ana note 1000 null '{}' key-needs-1)" "invalid|note needs words=*"
like "no amount from outside" "$(act ana ask 1000 null '{action,rebook,amount,1}' key-amount1)" "invalid|docket finds the amount itself*"
like "a short key" "$(act ana note 1000 null '{words,x}' k)" "invalid|*"
like "odd arguments" "$(act ana note 1000 null '{words}' key-odd-001)" "invalid|*"
like "for some roles only" "$(act ana mend null null '{dead,1}' key-mend-01)" "denied|for *"
sql "update docket.lease set expires_at = now() - interval '1 s' where kind = 'work'" >/dev/null
like "no engine" "$(act ana ask 1000 null '{action,rebook}' key-ask-001)" "no-engine|*"
is "no engine: a note works" "$(act ana note 1000 null '{words,still here}' key-note-02)" "done|noted"
sql "update docket.lease set expires_at = now() + interval '1 hour' where kind = 'work'" >/dev/null
is "ask" "$(act ana ask 1000 null '{action,rebook}' key-ask-002)" "done|sent"

# What may not be seen is not there, in the same words.
missing="$(act ana claim 999999 null '{}' key-missing)"
is "not found" "$missing" "not-found|there is no such case"
is "another client's case" "$(act ana claim 3000 null '{}' key-foreig1)" "$missing"
is "another client" "$(act ana claim 3000 null '{}' key-foreig2 2)" "$missing"
is "no such client" "$(act ana claim 3000 null '{}' key-foreig3 77)" "$missing"
is "another site" "$(act wes claim 2000 null '{}' key-foreig4)" "$missing"
is "an ended member" "$(act lia claim 1000 null '{}' key-ended-1)" "$missing"
is "nothing was written" "$(sql "select count(*) from docket.act where client_key ~ '^key-(foreig|missing|ended)'")" 0

# A locked row is busy, soon.
psql -X -q -c "begin; select 1 from docket.case_open where case_id = 1000 for update; select pg_sleep(3)" >/dev/null &
held
begin=$(date +%s%N)
like "busy" "$(act ana note 1000 null '{words,x}' key-busy-01)" "busy|*"
is "busy, and not when the lock is gone" "$([ $((($(date +%s%N) - begin) / 1000000)) -lt 1500 ] && echo yes)" yes
is "busy: inside the store" "$(as ana "do \$\$ declare t timestamptz := clock_timestamp(); begin
	perform docket_do.act('note', 1, 1000, null, '{words,x}', 'key-busy-02');
	if clock_timestamp() - t > interval '1 s' then raise exception 'took %', clock_timestamp() - t; end if; end \$\$")" ""
wait

# Stations.
like "station: no badge" "$(act dock3 note 1000 null '{words,x}' key-stat-01)" "denied|this station is shared*"
like "station: wrong PIN" "$(act dock3 note 1000 null '{words,x}' key-stat-02 1 B-100 1234)" "denied|that badge*"
is "station: badge and PIN" "$(act dock3 note 1000 null '{words,counted 14}' key-stat-03 1 B-100 4711)" "done|noted"
is "station: who and where" "$(sql "select p.short, a.login, a.station from docket.act a join docket.person p using (person_id) where client_key = 'key-stat-03'")" "wes|dock3|dock3"
like "station: another site" "$(act dock3 note 2000 null '{words,x}' key-stat-04 1 B-100 4711)" "not-found|*"
for n in 1 2 3 4 5; do act dock3 note 1000 null '{words,x}' "key-stat-1$n" 1 B-100 1234 >/dev/null; done
like "station: five wrong PINs close the badge" "$(act dock3 note 1000 null '{words,x}' key-stat-20 1 B-100 4711)" "denied|*closed for a minute*"

# What the engine folds gets its number; the head was never touched before.
is "acts never touch the head" "$(sql "select count(*) from docket.audit where audit_no is null and act_id is not null") $(sql "select count(*) from docket.act")" "16 16"
sql "select t.store(1, acts => (select array_agg(act_id order by act_id) from docket.act where state = 'stored'))" >/dev/null
is "folded: sealed" "$(sql "select count(*) from docket.audit where audit_no is null")" 0
is "folded: the chain holds" "$(sql "select * from docket.audit_verify(1)")" ""
is "folded: state and change" "$(sql "select distinct state, seq = (select seq from docket.tenant_head where tenant_id = 1) from docket.act")" "folded|t"

# A closed case comes back, unless a newer one stands in its place.
sql "select t.store(1, array[t.subject(1, 200, 1, '{\"site_id\": 2}')], array[t.case_(1, 2000, 200, 1, '{\"state\": \"closed\"}')])" >/dev/null
is "closed by the engine" "$(sql "select count(*) from docket.case_open where case_id = 2000") $(sql "select count(*) from docket.case_closed where case_id = 2000")" "0 1"
is "a note on a closed case" "$(act ana note 2000 null '{words,late proof}' key-closed1)" "done|noted"
is "reopen a closed one" "$(act ana reopen 2000 null '{}' key-closed2)" "done|open again"
is "reopened: the row" "$(sql "select state, version, closed_at is null from docket.case_open where case_id = 2000")" "open|4|t"

# Sessions.
is "hello" "$(as ana "select tenant, handle, role, day_left_minor, clock_kind from docket_do.hello(1)")" "nordwind|ana|dispatcher|40000|real"
like "hello: another protocol" "$(as ana "select * from docket_do.hello(2)")" "*protocol*"
ticket=$(as ana "select docket_do.ticket()")
is "a ticket is as long as it must" "${#ticket}" 64
is "only its hash is kept" "$(sql "select count(*) from docket.ticket where hash = sha256('$ticket')")" 1
is "a ticket works" "$(sql "select * from docket.ticket_take('$ticket')")" "ana|1"
is "and only once" "$(sql "select * from docket.ticket_take('$ticket')")" ""
is "no ticket for the ended" "$(as lia "select docket_do.ticket() is null")" t
as ana "select docket_do.looking(1, 1000, 'typing')" >/dev/null
is "others see who types" "$(as ben "select case_id, person, doing from docket_read.case_presence")" "1000|ana|typing"
is "another client does not" "$(as eve "select count(*) from docket_read.case_presence")" 0
is "find by any reference" "$(as ana "select subject_id, case_ref, matched from docket_do.find('po 47', 10)")" "100|C-1000|PO4711"
is "find by case" "$(as ana "select case_id, ref from docket_do.find('c-1000', 10)")" "1000|SHP-100"
is "find nothing of others" "$(as ana "select count(*) from docket_do.find('SHP-300', 10)") $(as ana "select count(*) from docket_do.find('3000', 10)")" "0 0"
is "a call says what was said" "$(as ana "select docket_read.act_words('call', '{who,DHL,how,phone,says,eta,words,tyre changed}', 'DHL says it arrives 15:40 CET')")" 'spoke to DHL by phone: arrives 15:40 CET; "tyre changed"'
is "a call before it is folded" "$(as ana "select docket_read.act_words('call', '{who,DHL,says,picked-up}', 'sent')")" 'spoke to DHL: picked up'
is "a call in vain" "$(as ana "select docket_read.act_words('call', '{who,DHL,says,no-answer}', 'no answer: the respond clock runs on')")" 'called DHL: no answer'
like "told: a subject" "$(as ana "select docket_do.told(1, 100, null)")" "shipment SHP-100*References*po PO4711*Cases*C-1000*"
like "told: a case with its story" "$(as ana "select docket_do.told(1, null, 1000)")" "shipment SHP-100*Story of the case*took the case*"
is "told: nothing of others" "$(as ana "select docket_do.told(2, 300, null) is null, docket_do.told(2, null, 3000) is null")" "t|t"
is "told: nothing of other sites" "$(as wes "select docket_do.told(1, 200, null) is null or docket_do.told(1, 100, null) is null")" t
is "find at one's site" "$(as wes "select count(*) from docket_do.find('SHP-', 10)")" 1

# Changes: every number accounted for.
is "changes: all of them" "$(as ana "select count(*) = max(seq) and min(seq) = 1 from docket_do.changes(1, 0, 1000)")" t
is "changes: by site, in ranges" "$(as wes "select sum(case kind when 'skip' then id - seq + 1 else 1 end) = (select seq from docket_do.head('{1}')), count(*) filter (where kind = 'case') > 0, count(*) filter (where kind = 'skip') > 0 from docket_do.changes(1, 0, 1000)")" "t|t|t"
is "changes: nothing of others" "$(as ana "select count(*) from docket_do.changes(2, 0, 1000)") $(as ana "select count(*) from docket_do.head('{2}')")" "0 0"
is "a shipment that leaves the site is gone there" "$(sql "select t.store(1, array[t.subject(1, 100, 1, '{\"site_id\": 2}')])")$(as wes "select kind, id, op from docket_do.changes(1, 0, 1000) where kind = 'case' order by seq desc limit 1")" "{}case|1000|gone"
done_testing

#!/bin/bash
# Acts that the engine answers: a case by hand, dead letters mended, replayed and dropped, texts proposed and agreed to, a price
# asked for; and silence of an interface.
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/engine
open_store 'rhythm 3s'
docket_admin operator add ana --name 'Ana Alba' --tenant nordwind --role supervisor --desk transport --ask 250EUR --approve 5000EUR --day 500EUR
docket_admin operator add sam --name 'Sam Stern' --tenant nordwind --role manager --desk transport --ask 250EUR --approve 5000EUR --day 500EUR
printf '%s\n' carrier,from,to,mode,service,amount,transit,lead,ref 'FREIGHT,HAM,MUC,road,day,412.00 EUR,4h,1h,R-1' >"$work/rates.csv"
docket_admin master "$work/rates.csv" --tenant nordwind
start_engine one

# act WHO KIND CASE ARGS: does it, tells the engine, prints its code.
act() {
	echo >>"$work/acts"
	acts=$(wc -l <"$work/acts")
	psql -qAtX -h "$sock" -U "$1" -d docket -c "select code from docket_do.act('$2', 1, $3, null, $4, 'test-act-$acts')"
	psql -qAtX -h "$sock" -U "$1" -d docket -c "select pg_notify('docket_engine', 'act')" >/dev/null
}

# answer EXPECTED: of the newest act, once it is folded or refused.
answer() {
	acts=$(wc -l <"$work/acts")
	soon "it is answered: $1" t "select state <> 'stored' and answer like '$1' from docket.act where client_key = 'test-act-$acts'"
}

planned SHP-1 1 >"$work/plan"
same "a shipment" 202 "$(post tms m1 "$work/plan")"
soon "is known" 1 "select count(*) from docket.subject where ref = 'SHP-1'"
same "a case by hand" done "$(act ana new null "'{ref,shp-1,words,\"a pallet leans\"}'")"
answer 'C-%'
soon "is open" "a pallet leans" "select what from docket.case_open where what like 'a pallet%'"
same "about nothing known" done "$(act ana new null "'{ref,SHP-77,words,x}'")"
answer 'nothing%'

printf '{"specversion":"1.0","id":"8","source":"freight","type":"shipment.late","subject":"shipment/SHP-1","data":{}}' >"$work/odd"
same "an odd one is taken" 202 "$(post freight m2 "$work/odd")"
soon "and is dead" open "select state from docket.dead"
dead=$(sql 'select dead_id from docket.dead')
same "tried again as it is" done "$(act ana replay null "'{dead,$dead}'")"
answer 'still dead%'
same "a copy that is no JSON" done "$(act ana mend null "array['dead', '$dead', 'body', '{\"specversion\":\"1.0\" \"id\":\"8\"}']")"
answer 'still dead: %line 1%'
same "is still here" open "$(sql "select state from docket.dead where dead_id = $dead")"
same "mended" done "$(act ana mend null "array['dead', '$dead', 'body', '$(eta SHP-1 8 '+9 hours')']")"
answer 'replayed'
soon "its event is there" 1 "select count(*) from docket.event where partner_key = 'freight 8'"
soon "and the letter is done with" replayed "select state from docket.dead where dead_id = $dead"
eta SHP-1x 81 '+1 hours' >"$work/early"
same "news of what nobody announced" 202 "$(post freight m81 "$work/early")"
soon "waits" waiting "select max(state) from docket.dead where state <> 'replayed'"
same "tried by a person" done "$(act ana replay null "array['dead', (select max(dead_id)::text from docket_read.dead_letter)]")"
answer 'it waits%'
same "it waits on" waiting "$(sql "select state from docket.dead where state <> 'replayed'")"
planned SHP-1x 82 >"$work/plan"
same "until it is announced" 202 "$(post tms m82 "$work/plan")"
soon "and is done with by itself" 1 "select count(*) from docket.event where partner_key = 'freight 81' and state = 'applied'"
printf '{"specversion":"1.0","id":"9","source":"freight","type":"no.type","subject":"shipment/SHP-1","data":{}}' >"$work/odd"
same "another" 202 "$(post freight m3 "$work/odd")"
soon "is dead" 1 "select count(*) from docket.dead where state = 'open'"
same "dropped" done "$(act ana drop-dead null "array['dead', (select max(dead_id)::text from docket_read.dead_letter), 'words', 'of a system that is gone']")"
answer 'dropped'

case=$(sql "select case_id from docket.case_open where type = 'eta-late'")
same "options are asked for" done "$(act ana ask "$case" "'{action,rebook}'")"
soon "the price is there" t "select count(*) > 0 from docket.quote where case_id = $case"

same "a text that cannot be read" done "$(act ana apply null "'{kind,policy,name,core,body,nonsense}'")"
answer 'line 1%'
same "a policy is proposed" done "$(act ana apply null "'{kind,policy,name,night,body,\"include core\"}'")"
answer 'version 1 waits%'
same "not by the same person" done "$(act ana agree null "'{kind,policy,name,night,version,1}'")"
answer 'who proposed%'
same "by another" done "$(act sam agree null "'{kind,policy,name,night,version,1}'")"
answer 'version 1 is in force'
soon "it is in force" night "select name from docket.text_version where in_force and kind = 'policy'"

soon "the feed fell silent" quiet "select state from docket.interface where name = 'freight'"
soon "which is a case" interface "select s.kind from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = 'freight'"
eta SHP-1 20 '+9 hours' >"$work/news"
same "it speaks again" 202 "$(post freight m9 "$work/news")"
soon "the feed is well" ok "select state from docket.interface where name = 'freight'"
soon "its case is gone" 0 "select count(*) from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = 'freight' and c.state = 'open'"
same "the chain holds" "" "$(sql 'select * from docket.audit_verify(1)')"

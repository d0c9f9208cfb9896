#!/bin/bash
# cost: 40
# timeout: 400
# A program with a key: it reads, finds and acts over HTTP on a connection of its own login, and decides nothing. docketd's system user may open
# that login and no person's.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
operation_trade nord
operation_trade south
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport --ask 50EUR --day 100EUR
docket_admin operator add sam --name 'Sam Stern' --tenant nord --role supervisor --desk transport --approve 5000EUR

# In operation every login is named in pg_ident: whoever runs this test stands for docketd's system user, and is given what the printed line
# gives that user; the administrator and the engine so that the test can go on.
me=$(id -un)
docket_as postgres operator add erp --program --name 'ERP of Nord' --tenant nord --role dispatcher --desk transport --ask 150EUR --day 500EUR \
	--os-user "$me" >"$work/added" || fail "no program"
line=$(grep '^docket	' "$work/added")
is "the line for pg_ident is printed" "$line" "docket	$me	docket_api_erp"
printf 'local all all peer map=docket\n' >"$sock/data/pg_hba.conf"
printf '%s\n' "docket $me postgres" "docket $me docket_engine" "$line" >"$sock/data/pg_ident.conf"
sql 'select pg_reload_conf()' >/dev/null
sleep 0.3
is "docketd's system user may open the program's login" "$(as docket_api_erp 'select session_user')" docket_api_erp
like "and no person's" "$(as ana 'select 1')" '*eer authentication failed*'
like "a person has no such login" "$(docket_as postgres operator add mal --tenant nord --role dispatcher --login docket_api_mal 2>&1)" '*not a name for a login*'
like "a program shows no badge" "$(docket_as postgres operator add mal --program --tenant nord --badge B-1 2>&1)" '*a program has none*'

key=$(docket_as postgres key api erp --per-minute 1000 | head -n 1)
like "a key is shown" "$key" 'dkapi_*'
is "and its hash is kept" "$(sql "select count(*) from docket.api_key where hash = sha256('$key')")|$(sql "select count(*) from docket.api_key k where k::text like '%$key%'")" "1|0"
start_engine one

# call METHOD PATH [BODY [KEY]]: prints the status; the answer is in $work/answer, its headers in $work/headers. $token is the program's key.
token=$key
call() {
	curl -s -m 20 -o "$work/answer" -D "$work/headers" -w '%{http_code}' -X "$1" ${token:+-H "Authorization: Bearer $token"} \
		${4:+-H "Idempotency-Key: $4"} ${3:+-H 'Content-Type: application/json' --data-binary "$3"} "http://127.0.0.1:$http$2"
}
# await STATUS [KEY]: until the key is answered so: engines read the keys again each second.
await() {
	local end=$(($(ms) + 15000)) got
	while got=$(token=${2:-$token} call GET /v1/me) && [ "$got" != "$1" ] && [ "$(ms)" -lt "$end" ]; do sleep 0.1; done
	echo "$got"
}
# got PATH...: a value of the answer; nothing where there is none.
got() {
	jq -rc '[$ARGS.positional[] | tonumber? // .] as $path | getpath($path) | values' "$work/answer" --args "$@"
}

for client in nord south; do
	planned "p-$client" SHP-1 >"$work/plan"
	is "a plan of $client" "$(post $client-tms "m-$client-1" "$work/plan")" 202
	late "l-$client" SHP-1 '+10 hours' >"$work/late"
	is "and a delay" "$(post $client-freight "m-$client-2" "$work/late")" 202
done
planned p-more SHP-2 >"$work/plan"
late l-more SHP-2 '+10 hours' >"$work/late"
is "another of south" "$(post south-tms m-more-1 "$work/plan") $(post south-freight m-more-2 "$work/late")" "202 202"
soon "each has a case, south one more" "1 2" 20 "select string_agg(n::text, ' ' order by tenant_id) from (select tenant_id, count(*) as n from docket.case_open where state = 'open' group by 1) x"
theirs=$(sql "select 'C-' || max(no) from docket.case_open where tenant_id = docket.tenant_id_of('south')") # a number that nord does not have yet

# Reading.
is "who it is" "$(await 200)" 200
is "a program of one client" "$(got me 0 tenant) $(got me 0 role)" "nord dispatcher"
is "the queue" "$(call GET /v1/cases)" 200
ref=$(got cases 0 ref)
like "has its case" "$ref" 'C-*'
is "and nothing else" "$(got cases 1)|$(got more)" "|false"
is "the same fields as --json" "$(docket_as docket_api_erp cases --json | jq -c keys)" "$(jq -c '.cases[0] | keys' "$work/answer")"
is "a filter that fits" "$(call GET '/v1/cases?filter=late%3E1h%20carrier~freight&limit=5')$(got cases 0 ref)" "200$ref"
is "one that does not" "$(call GET '/v1/cases?filter=tier=silver')$(got cases)" "200[]"
is "one that cannot be read" "$(call GET '/v1/cases?filter=carier=x')" 422
like "says what was meant" "$(got help)" '*carrier*'
is "a limit that is none" "$(call GET '/v1/cases?limit=0')" 422
is "another client's queue" "$(call GET '/v1/cases?tenant=south')" 404
is "one case" "$(call GET "/v1/cases/$ref")" 200
is "with all that belongs to it" "$(got case ref) $(got milestone_shown 0 code) $(got story 0 kind)" "$ref pickup event"
is "by its digits" "$(call GET "/v1/cases/${ref#C-}")" 200
is "another client's case" "$(call GET "/v1/cases/$theirs")" 404
is "is there for who may" "$(sql "select count(*) from docket.case_open where tenant_id = docket.tenant_id_of('south') and 'C-' || no = '$theirs'")" 1
is "a thing by its order" "$(call GET /v1/find/SO-SHP-1)$(got found 0 ref)$(got found 1)" "200SHP-1"
is "what nobody is called" "$(call GET /v1/find/nothing%2Fhere)$(got found)" "200[]"
is "its description" "$(token='' call GET /v1/openapi.json)$(got openapi)" "2003.1.0"

# Acting.
case=/v1/cases/$ref
is "a note" "$(call POST "$case/note" '{"words":"from the ERP"}' erp-note-1)" 200
is "is folded by the engine" "$(got act_answer kind) $(got act_answer state) $(got act_answer person)" "note folded erp"
act=$(got act_answer act_id)
is "the same again is the same act" "$(call POST "$case/note" '{"words":"from the ERP"}' erp-note-1)$(got act_answer act_id)" "200$act"
is "and was done once" "$(sql "select count(*) from docket.act where kind = 'note'")" 1
is "the key for something else is refused" "$(call POST "$case/note" '{"words":"other"}' erp-note-1)" 422
is "what became of it" "$(call GET "/v1/acts/$act")$(got act_answer act_id)" "200$act"
is "of an act that is not there" "$(call GET /v1/acts/77)" 404
is "without a key of its own" "$(call POST "$case/note" '{"words":"x"}')" 400
is "no JSON" "$(call POST "$case/note" '{"words":' erp-note-2)" 400
is "without its words" "$(call POST "$case/note" '{}' erp-note-3)" 422
is "with a word too many" "$(call POST "$case/note" '{"wrds":"x"}' erp-note-4)" 422
like "says what was meant" "$(got error)" '*did you mean words=?*'
is "a claim" "$(call POST "$case/claim" '' erp-claim-1)" 200
is "is the program's" "$(call GET '/v1/cases?filter=mine')$(got cases 0 owner)" "200erp"
is "a call with an arrival" "$(call POST "$case/call" "{\"who\":\"DHL desk\",\"says\":\"eta\",\"eta\":\"$(hence '+9 hours')\"}" erp-call-1)" 200
is "a call without one" "$(call POST "$case/call" '{"who":"DHL desk","says":"eta"}' erp-call-2)" 422
is "a moment without its offset" "$(call POST "$case/call" '{"who":"x","says":"eta","eta":"16:40"}' erp-call-3)" 422
soon "the arrival is believed" 1 10 "select count(*) from docket.event where person_id is not null"
is "what was seen and is no more" "$(call POST "$case/resolve" '{"outcome":"delivered","side":"carrier","seen":[9,9,9,9]}' erp-res-1)" 409
is "an act that is none" "$(call POST "$case/clam" '{}' erp-clam-1)" 404
is "on another client's case" "$(call POST /v1/cases/$theirs/note '{"words":"x"}' erp-south-1)" 404
is "a case by hand" "$(call POST /v1/cases '{"ref":"SHP-1","words":"a pallet leans"}' erp-new-1)" 200
like "has a number" "$(got act_answer answer)" 'C-*'
is "a price is asked for" "$(call POST "$case/rebook" '{"words":"the store is empty"}' erp-ask-1)" 200
is "and told with its options" "$(got quote_shown 0 action) $(got quote_shown 0 amount_minor)" "rebook 12000"
quote=$(got quote_shown 0 quote_id)
digest=$(got quote_shown 0 digest)
dear=$(got quote_shown 1 quote_id)
dear_digest=$(got quote_shown 1 digest)
is "an amount is never given" "$(call POST "$case/request" "{\"quote\":$dear,\"digest\":\"$dear_digest\",\"amount\":1}" erp-req-0)" 422
is "above its limit people are asked" "$(call POST "$case/request" "{\"quote\":$dear,\"digest\":\"$dear_digest\",\"words\":\"now\"}" erp-req-1)" 200
like "in words" "$(got act_answer answer)" 'asked: sam decides by*'
is "the same again asks once" "$(call POST "$case/request" "{\"quote\":$dear,\"digest\":\"$dear_digest\",\"words\":\"now\"}" erp-req-1)$(sql 'select count(*) from docket.approval')" 2001
is "a quote of another digest" "$(call POST "$case/request" "{\"quote\":$quote,\"digest\":\"$dear_digest\"}" erp-req-2)" 409

# Approvals: to read.
is "what waits can be read" "$(call GET /v1/approvals)" 200
is "and is for people to decide" "$(got approvals 0 state) $(got approvals 0 may_decide) $(got approvals 0 may_words)" "waiting 0 only people decide"
is "there is no deciding" "$(call POST /v1/approvals '{"verdict":"approve"}' erp-yes-1)" 405
like "the path says by what it is asked" "$(cat "$work/headers")" '*Allow: GET*'
is "nor as an act" "$(call POST "$case/decide" "{\"quote\":$dear}" erp-yes-2)" 404
is "nor by the function, as that login" "$(as docket_api_erp "select code, words from docket_do.decide(1, $dear, '$dear_digest', 'approve', '', 'erp-yes-3')")" \
	"denied|only people decide"
is "it waits" "$(sql "select state from docket.approval")" waiting

# Keys.
is "no key" "$(token='' call GET /v1/cases)" 401
like "says how" "$(cat "$work/headers")" '*WWW-Authenticate: Bearer*'
is "a wrong key" "$(token=dkapi_0000 call GET /v1/cases)" 401
is "a body too large" "$(head -c 70000 /dev/zero | tr '\0' x >"$work/large"; call POST "$case/note" "@$work/large" erp-large-1)" 413
is "no such path" "$(call GET /v1/nothing)" 404
second=$(docket_as postgres key api erp --per-minute 5 | head -n 1)
is "a second key beside the first" "$(await 200 "$second") $(call GET /v1/me)" "200 200"
like "no third" "$(docket_as postgres key api erp 2>&1)" '*--end-old*'
for _ in 1 2 3 4; do last=$(token=$second call GET /v1/me); done
is "five calls a minute" "$last" 200
is "and no sixth" "$(token=$second call GET /v1/me)" 429
like "says when" "$(grep -i '^retry-after' "$work/headers" | tr -d '\r')" 'Retry-After: [1-9]*'
is "the other key has its own" "$(call GET /v1/me)" 200
like "the old one ends" "$(docket_as postgres key api erp --end-old)" 'erp: keys ended: 1'
is "and is known no more" "$(await 401)" 401
docket_admin key api erp --per-minute 1000
third=$(head -n 1 "$work/admin.log")
token=$third
is "the new one is" "$(await 200)" 200

# Figures, as /health shows them.
health=$(curl -s "http://127.0.0.1:$http/health")
figure() {
	jq -r --arg name "$1" '.api[$name]' <<<"$health"
}
is "failures of keys are counted" "$([ "$(figure auth_failures)" -ge 3 ] && echo yes)" yes
is "and the limit" "$(figure rate_limited)" 1
is "calls" "$([ "$(figure calls)" -gt 40 ] && [ "$(figure refused)" -gt 10 ] && [ "$(figure failed)" -eq 0 ] && echo yes)" yes
is "and how long they take" "$([ "$(figure took_p50_us)" -gt 0 ] && [ "$(figure took_p95_us)" -ge "$(figure took_p50_us)" ] && echo yes)" yes
echo "# p50 $(figure took_p50_us) us, p95 $(figure took_p95_us) us, most $(figure took_most_us) us"
is "on a connection of its login" "$(sql "select distinct usename from pg_stat_activity where application_name = 'docketd-api'")" docket_api_erp

# A connection that is cut comes back; a store that is away is said.
sql "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'docketd-api'" >/dev/null
is "after its connection was cut" "$(call GET /v1/me)" 200

# Its end, and a line that is missing.
docket_admin operator add wms --program --tenant nord
wms=$(docket_as postgres key api wms | head -n 1)
is "without its line in pg_ident" "$(await 503 "$wms")" 503
like "it is said what helps" "$(got help)" '*pg_ident*'
docket_admin operator end erp
is "an ended program" "$(await 401)" 401
is "has no connection left" "$(sql "select count(*) from pg_stat_activity where usename = 'docket_api_erp'")" 0
end_engine "$engine"
operation_end

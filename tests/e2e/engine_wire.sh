#!/bin/bash
# What an interface accepts at the wire: signatures as its text says them, CloudEvents in binary mode, sizes and rates, keys changed over.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
docket_admin operator add ivy --tenant nord --role integrator

# interface NAME LINE...: applied with its lines.
interface() {
	local name=$1
	shift
	printf '%s\n' "title $name" "mode live" "owner \"Night desk, +49 40 1234\"" "contract 2026-02" "$@" >"$work/$name.interface"
	apply nord "$work/$name.interface"
}
plain() {
	rm -f "$work/secrets/$1"
	printf '%s\n' "$2" >"$work/secrets/$1"
	chmod 400 "$work/secrets/$1"
}
plain hub "It's a Secret to Everybody"
plain pay whsec_as_it_is
plain slow slow-token-0123456789
plain gate gate-token-0123456789
interface hub "secret hub" "signature hmac-sha256" "signature-header X-Hub-Signature-256" 'signature-form "sha256={hex}"' "key-header X-Hub-Delivery"
interface pay "secret pay" "signature hmac-sha256" "signature-header Pay-Signature" 'signature-form "t={timestamp},v1={hex}"' \
	'signature-of "{timestamp}.{body}"'
interface gate "secret gate" "secret-next gate.next" "signature token" "size-most 1KiB"
interface slow "secret slow" "signature token" "rate 60" "burst 3"
printf 'title x\nsecret x\nsignature hmac-sha256\n' >"$work/bad.interface"
like "what contradicts itself is not applied" "$(docket_as postgres apply --tenant nord "$work/bad.interface" 2>&1)" "*signature-header*"
start_engine one

# wire INTERFACE FILE HEADER...: prints the status; the answer is in $work/answer, its headers in $work/head.
wire() {
	local interface=$1 file=$2 headers=() header
	shift 2
	for header; do headers+=(-H "$header"); done
	curl -s -m 20 -o "$work/answer" -D "$work/head" -w '%{http_code}' "${headers[@]}" --data-binary "@$file" "http://127.0.0.1:$http/v1/events/$interface"
}
structured='content-type: application/cloudevents+json'
sum() { openssl dgst -sha256 -hmac "$1" -r | cut -d' ' -f1; }

# --- signatures
planned plan-1 SH-1 >"$work/plan"
hub=$(sum "It's a Secret to Everybody" <"$work/plan")
is "a plain HMAC" "$(wire hub "$work/plan" "$structured" "x-hub-signature-256: sha256=$hub" 'X-Hub-Delivery: d-1')" 202
late eta-1 SH-1 '+9 hours' >"$work/late"
is "another body under it" "$(wire hub "$work/late" "$structured" "x-hub-signature-256: sha256=$hub")" 401
is "half of it" "$(wire hub "$work/plan" "$structured" "x-hub-signature-256: sha256=${hub:0:32}")" 401
is "none" "$(wire hub "$work/plan" "$structured")" 401
is "as another interface signs" "$(post hub m-1 "$work/plan")" 401
now=$(date +%s)
pay() { printf 'pay-signature: t=%s,v1=%s' "$1" "$({ printf '%s.' "$1"; cat "$2"; } | sum whsec_as_it_is)"; }
is "with a moment" "$(wire pay "$work/late" "$structured" "$(pay "$now" "$work/late")")" 202
is "a moment long ago" "$(wire pay "$work/late" "$structured" "$(pay $((now - 400)) "$work/late")")" 401
is "a moment that was not signed" "$(wire pay "$work/late" "$structured" "$(pay $((now - 400)) "$work/late" | sed "s/t=[0-9]*/t=$now/")")" 401
is "a token" "$(wire gate "$work/late" "$structured" 'authorization: Bearer gate-token-0123456789')" 202
is "half a token" "$(wire gate "$work/late" "$structured" 'authorization: Bearer gate-token')" 401
soon "what came is understood" 0 15 "select count(*) from docket.message where state <> 'decoded'"
is "no token is kept" "$(sql "select count(*) from docket.message where headers like '%gate-token%'")" 0
like "the signature is" "$(sql "select headers from docket.message where headers like '%X-Hub-Delivery%'")" "*X-Hub-Delivery: d-1*sha256=$hub*"
printf 'no event of ours' >"$work/other"
printf 'title m\nmode live\nmapping x12-motor\nsecret hub\nsignature hmac-sha256\nsignature-header X-Sign\n' >"$work/mapped.interface"
apply nord "$work/mapped.interface"
kill -HUP "$engine"
sleep 1
sign="x-sign: $(sum "It's a Secret to Everybody" <"$work/other")"
is "without an id of its own" "$(wire mapped "$work/other" 'content-type: text/plain' "$sign" 'webhook-id: whatever')" 202
like "it is known by its digest" "$(cat "$work/answer")" '*"id":"sha256 *'

# --- docket signs as the text says
like "docket interfaces test" "$(docket_as ivy interfaces test pay --url "http://127.0.0.1:$http" --secrets-dir "$work/secrets" 2>&1)" "*answered: 202 *stored: yes*decoded: 1*nothing was changed*"
like "with a plain HMAC" "$(docket_as ivy interfaces test hub --url "http://127.0.0.1:$http" --secrets-dir "$work/secrets" 2>&1)" "*answered: 202 *"
like "with a token" "$(docket_as ivy interfaces test gate --url "http://127.0.0.1:$http" --secrets-dir "$work/secrets" 2>&1)" "*answered: 202 *"
cp "$work/late" "$work/late.json"
like "docket send" "$("$build/docket" send "$work/late.json" --interface pay --text "$work/pay.interface" --url "http://127.0.0.1:$http" --secrets-dir "$work/secrets" --type application/cloudevents+json 2>&1)" "*taken (202)*"
like "owner and contract are shown" "$(docket_as ivy interfaces --json | grep '"name":"pay"')" '*"owner":"Night desk, +49 40 1234"*"contract":"2026-02"*'

# --- CloudEvents in binary mode: attributes in headers, the body is the data
token='authorization: Bearer gate-token-0123456789'
printf '{"at":"%s","words":"fog"}' "$(hence '+10 hours')" >"$work/data"
binary() { wire gate "$1" "$token" 'content-type: application/json' 'ce-specversion: 1.0' 'ce-type: shipment.eta' 'ce-source: freight' \
	'ce-subject: shipment%2fSH-1' "ce-time: $(hence now)" "${@:2}"; }
is "binary mode" "$(binary "$work/data" 'ce-id: b%201' 'ce-extra: "quoted \"text\""')" 202
like "its id is source and id" "$(cat "$work/answer")" '*"id":"freight b 1"*'
soon "is an event" "shipment.eta|SH-1|fog|applied" 15 "select type, subject_ref, words, state from docket.event where partner_key = 'freight b 1'"
like "its headers are kept" "$(sql "select headers from docket.message where headers like '%ce-id%'")" '*ce-extra: "quoted *ce-id: b%201*ce-source: freight*ce-specversion: 1.0*'
is "its bytes are kept" "$(sql "select convert_from(body, 'UTF8') from docket.message where headers like '%ce-id%'")" "$(cat "$work/data")"
event_time=2026-03-01T10:00:00Z
is "version 0.3" "$(wire gate "$work/data" "$token" 'content-type: application/json' 'ce-specversion: 0.3' 'ce-id: 2' 'ce-type: x' 'ce-source: s')" 400
like "is refused in words" "$(cat "$work/answer")" "*CloudEvents 0.3 is not taken, only 1.0*"
is "no id" "$(binary "$work/data")" 400
like "is said" "$(cat "$work/answer")" '*id: the CloudEvents attribute*is missing*'
is "an attribute twice" "$(binary "$work/data" 'ce-id: 3' 'ce-id: 4')" 400
is "a name that is none" "$(binary "$work/data" 'ce-id: 3' 'ce-my-name: x')" 400
is "half an escape" "$(binary "$work/data" 'ce-id: 3%2')" 400
is "an overlong blank (the binding's own example)" "$(binary "$work/data" 'ce-id: 3%C0%A0')" 400
is "what is not escaped" "$(binary "$work/data" 'ce-id: Ü')" 400
printf '{"at":' >"$work/half"
is "data that is no JSON is content" "$(binary "$work/half" 'ce-id: dead-1')" 202
dead="from docket.dead join docket.interface i using (tenant_id, interface_id) where i.name = 'gate'"
soon "and a dead letter" "open" 15 "select dead.state $dead"
is "mended as its data" "$(docket_as ivy replay "$(sql "select dead_id $dead")" --mend "$work/data" >"$work/replay.log" 2>&1; echo $?)" 0
soon "it becomes the event" "shipment.eta|applied" 15 "select type, state from docket.event where partner_key = 'freight dead-1'"
: >"$work/empty"
is "no data at all" "$(wire gate "$work/empty" "$token" 'ce-specversion: 1.0' 'ce-id: 9' 'ce-type: position' 'ce-source: freight' 'ce-subject: shipment/SH-1')" 202

# --- an engine that finds it after a crash reads it the same
kill -9 "$engine"
wait_gone "$engine" 5
export DOCKET_FAILPOINT=after-intake-commit:1
start_engine two
binary "$work/data" 'ce-id: crash-1' >/dev/null
wait_gone "$engine" 15 || fail "nobody died"
unset DOCKET_FAILPOINT
start_engine two
soon "found again, it is the event" "shipment.eta|SH-1|applied" 15 "select type, subject_ref, state from docket.event where partner_key = 'freight crash-1'"
is "other data under its id" "$(binary "$work/half" 'ce-id: crash-1')" 409

# --- sizes and rates, before anything is parsed
head -c 1025 /dev/zero | tr '\0' x >"$work/large"
is "too large for this interface" "$(wire gate "$work/large" "$token" "$structured")" 413
like "in words" "$(cat "$work/answer")" "*1025 bytes, this interface takes 1024*"
head -c 1024 /dev/zero | tr '\0' x >"$work/fits"
is "the largest is looked at" "$(wire gate "$work/fits" "$token" "$structured")" 400
slow='authorization: Bearer slow-token-0123456789'
is "as many as may come at once" "$(for i in 1 2 3; do wire slow "$work/late" "$structured" "$slow"; echo; done | tr '\n' ' ')" "202 202 202 "
is "one more" "$(wire slow "$work/late" "$structured" "$slow")" 429
like "when to come again" "$(tr -d '\r' <"$work/head")" "*Retry-After: 1*"
is "who does not sign costs nobody's rate" "$(wire slow "$work/late" "$structured" 'authorization: Bearer x')" 401
sleep 1.3
is "a second later" "$(wire slow "$work/late" "$structured" "$slow")" 202
soon "counted by cause" "gate conflict 1,gate form 8,gate signature 1,gate size 1,slow rate 1,slow signature 1" 10 "select string_agg(concat_ws(' ', i.name, r.kind, r.times), ',' order by i.name, r.kind)
	from docket.interface_fault r join docket.interface i using (tenant_id, interface_id) where i.name in ('gate', 'slow')"
is "each of them is not taken" "$(sql "select string_agg(name || ' ' || rejected, ',' order by name) from docket.interface where name in ('gate', 'slow')")" "gate 11,slow 2"
like "and for who watches the engine" "$(curl -s "http://127.0.0.1:$http/health")" '*"refused_for":{"signature":1,"size":1,"rate":1,"form":1,"store":0,*'

# --- a key is changed over: both hold meanwhile, then only the new one
key=$("$build/docket" key gate --next --secrets-dir "$work/secrets" --json | sed 's/.*"secret":"\([^"]*\)".*/\1/')
kill -HUP "$engine"
sleep 1
is "the old key" "$(wire gate "$work/late" "$structured" "$token")" 202
is "the new key" "$(wire gate "$work/late" "$structured" "authorization: Bearer $key")" 202
like "is made the first" "$("$build/docket" key gate --promote --secrets-dir "$work/secrets")" "*the next key is the first one now*"
kill -HUP "$engine"
sleep 1
is "the new key holds" "$(wire gate "$work/late" "$structured" "authorization: Bearer $key")" 202
is "the old one no more" "$(wire gate "$work/late" "$structured" "$token")" 401
like "and once only" "$("$build/docket" key gate --promote --secrets-dir "$work/secrets" 2>&1)" "*there is no key to change over to*"
operation_end

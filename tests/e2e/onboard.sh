#!/bin/bash
# docs/onboard.md, followed word by word: its files are taken from the page, its commands are given as they stand there, and the first
# mapped event stands in the store.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
page=docs/onboard.md

# block NAME: the indented lines behind the line that ends with `NAME`:, into that file.
block() {
	awk -v name="\`$1\`:" '
		!found && substr($0, length($0) - length(name) + 1) == name { found = 1; next }
		found && /^    / { print substr($0, 5); began = 1; next }
		found && began && /[^ ]/ { exit }
		found && began { print "" }' "$page" >"$work/$1"
	[ -s "$work/$1" ] || fail "$page has no $1"
}
for file in acme.csv acme.mapping acme-214.mapping acme.interface; do block $file; done

# What stands on the page as a command is one that this test gives.
said() {
	grep -qxF "    $1" "$page" || fail "$page does not say: $1"
}
said "docket decode --map acme.mapping acme.csv --why"
"$build/docket" decode --map "$work/acme.mapping" "$work/acme.csv" --why >"$work/why" || fail "decode --why"
like "why a value is empty" "$(cat "$work/why")" "*clock * - {Time} is empty or not there*"
"$build/docket" decode --map "$work/acme.mapping" "$work/acme.csv" >"$work/events" || fail "decode"
is "events" "$(sed 's/.*"type":"\([^"]*\)".*"at":"\([^"]*\)".*/\1 \2/' "$work/events" | paste -sd,)" \
	"shipment.picked-up 2026-03-01T08:05:00Z,shipment.out-for-delivery 2026-03-02T06:30:00Z,shipment.eta 2026-03-02T13:30:00Z,delivery.completed 2026-03-01T23:00:00Z"
printf 'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260301*1000*U*00401*000000001*0*P*>~GS*QM*A*B*20260301*1000*1*X*004010~ST*214*1~B10*P*S1*ACME~AT7*XB*NS***20260301*0900*LT~AT7*D1*NS***20260301*1000*LT~SE*5*1~GE*1*1~IEA*1*000000001~' >"$work/status.x12"
"$build/docket" decode --map "$work/acme-214.mapping" "$work/status.x12" >"$work/events" || fail "decode --map acme-214"
is "a partner who means another thing by a code" "$(sed 's/.*"type":"\([^"]*\)".*"at":"\([^"]*\)".*/\1 \2/' "$work/events" | paste -sd,)" \
	"shipment.held 2026-03-01T15:00:00Z,delivery.completed 2026-03-01T16:00:00Z"

operation_open
docket_admin tenant add nordwind --title "Nordwind Retail" --zone Europe/Berlin --currency EUR
apply nordwind data/policies/nordwind.policy
said "docket key acme --secrets-dir /etc/docket/secrets"
docket_admin key acme --secrets-dir "$work/secrets"
said "docket apply acme.mapping acme.interface --tenant nordwind"
apply nordwind "$work/acme.mapping" "$work/acme.interface"
start_engine one
said "docket send acme.csv --interface acme --secrets-dir /etc/docket/secrets"
"$build/docket" send "$work/acme.csv" --interface acme --secrets-dir "$work/secrets" --url "http://127.0.0.1:$http" >"$work/send.log" 2>&1 ||
	fail "docket send: $(cat "$work/send.log")"
soon "four events came, and wait for the shipment that they are about" 4 10 "select count(*) from docket.dead where state = 'waiting' and subject_ref = '4711'"
printf '%s' "$(event plan tms shipment.planned 4711 '"customer":"RETAIL","title":"a pallet"')" >"$work/plan.json"
printf 'title "Transport system"\nmode live\nsecret acme\n' >"$work/tms.interface"
apply nordwind "$work/tms.interface"
"$build/docket" send "$work/plan.json" --interface tms --secret acme --secrets-dir "$work/secrets" --url "http://127.0.0.1:$http" >"$work/send.log" 2>&1 ||
	fail "docket send: $(cat "$work/send.log")"
soon "and stand once it is there" "delivery.completed,shipment.eta,shipment.out-for-delivery,shipment.picked-up" 10 \
	"select string_agg(type, ',' order by type) from docket.event where subject_ref = '4711' and type <> 'shipment.planned' and state = 'applied'"
is "with the message one key away" "$(sql "select count(distinct m.message_id) from docket.event e join docket.message m using (tenant_id, message_id)
	where e.type = 'delivery.completed' and convert_from(m.body, 'UTF8') like 'Pro,Code,Day%'")" 1
operation_end

#!/bin/bash
# timeout: 90
# What belongs to a case stands on it, from news of the ERP, the WMS, the TMS and the carrier and from master data: class, sales order, PO,
# inventory, invoice, POD, contract with its terms, customer's SLA, rate card, milestones. What is not known stands nowhere, and nobody sees
# by a case what is another site's.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
operation_trade nord
docket_admin operator add ivy --name 'Ivy Ingels' --tenant nord --role dispatcher --desk transport
docket_admin operator add eve --name 'Eve East' --tenant nord --role dispatcher --desk transport --sites MUC
printf 'customer,ref,words,late-hour,late-most,failed,pod-within\nRETAIL,RT-7,Frame contract,80.00 EUR,1200.00 EUR,50.00 EUR,48h\n' >"$work/contracts.csv"
docket_admin master "$work/contracts.csv" --tenant nord
start_engine one
say() { # INTERFACE ID KIND/REF TYPE DATA
	printf '{"specversion":"1.0","id":"%s","source":"x","type":"%s","subject":"%s","time":"%s","data":{%s}}' "$2" "$4" "$3" "$(hence now)" "$5" >"$work/event"
	[ "$(post "$1" "$2" "$work/event")" = 202 ] || fail "$2: $(cat "$work/answer")"
}
plan="\"customer\":\"RETAIL\",\"carrier\":\"SWIFT\",\"origin\":\"HAM\",\"dest\":\"MUC\",\"promise\":\"$(hence '+6 hours')\",\"deliver\":\"$(hence '+6 hours')\""
say nord-tms o-1 order/SO-1 order.held '"title":"Order of Retail","customer":"RETAIL","origin":"HAM","reason":"credit","order":"SO-1"'
wait_quiet 20
say nord-tms p-1 shipment/S-1 shipment.planned "$plan,\"order\":\"SO-1\",\"po\":\"PO-9\",\"sku\":\"A-100\",\"service\":\"express\",\"margin\":\"1500.00 EUR\",\"confidence\":60"
say nord-tms k-1 stock/A-100@HAM stock.counted '"site":"HAM","sku":"A-100","name":"Pump","on_hand":4,"system":9'
say nord-tms i-1 invoice/INV-1 invoice.received '"title":"Freight bill","carrier":"SWIFT","amount":"412.00 EUR","shipment":"S-1","origin":"HAM"'
say nord-tms d-1 shipment/S-1 pod.received '"signed_by":"Meier"'
say nord-tms e-1 shipment/S-1 shipment.eta "\"at\":\"$(hence '+9 hours')\""
say nord-tms p-2 shipment/S-2 shipment.planned "\"carrier\":\"SWIFT\",\"origin\":\"MUC\",\"dest\":\"HAM\",\"promise\":\"$(hence '+6 hours')\""
say nord-tms e-2 shipment/S-2 shipment.eta "\"at\":\"$(hence '+9 hours')\""
say nord-tms p-3 shipment/S-3 shipment.planned "\"carrier\":\"SWIFT\",\"order\":\"SO-1\",\"origin\":\"MUC\",\"dest\":\"HAM\",\"promise\":\"$(hence '+6 hours')\""
say nord-tms e-3 shipment/S-3 shipment.eta "\"at\":\"$(hence '+9 hours')\""
wait_quiet 20
case_of() { sql "select 'C-' || no from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = '$1' and c.state = 'open' order by no limit 1"; }
one=$(case_of S-1)
page=$(docket_as ivy case "$one" --json)
link() { # KIND: its refs and words
	jq -r --arg kind "$1" '[.link[] | select(.kind == $kind) | "\(.ref): \(.words // "")"] | join("; ")' <<<"$page"
}
is "its class, with what it rests on" "$(link class)" "express: express, margin 1,500.00 EUR, stock 60 % sure"
like "the sales order and how it stands" "$(link 'sales order')" 'SO-1: Order of Retail*order-hold C-*'
is "the purchase order" "$(link PO)" "PO-9: "
is "its article where it leaves from" "$(link inventory)" "A-100: Pump, on hand 4, reserved 0, system says 9, at HAM"
is "the invoice" "$(link invoice)" "INV-1: Freight bill, 412.00 EUR"
like "the proof of delivery" "$(link POD)" '*: received *'
is "the contract" "$(link contract)" "RT-7: Frame contract"
is "what its customer may claim" "$(link 'customer terms')" "RT-7: late 80.00 EUR an hour, at most 1,200.00 EUR, not delivered 50.00 EUR, POD within 2d"
like "the SLA" "$(link 'customer SLA')" 'gold: promised *, respond within *, resolve within *'
is "the rate card of its carrier" "$(link 'rate card')" "R-1: Swift Cargo road day 120.00 EUR"
like "and the others of the lane" "$(link rate)" '*Comet Air*'
like "planned against actual" "$(jq -r '[.milestone_shown[].code] | join(" ")' <<<"$page")" '*deliver*pod*'
like "as a person reads it" "$(docket_as ivy case "$one")" '*class*express*customer terms*RT-7*inventory*A-100*'
like "found by its class" "$(docket_as ivy cases class=express)" "*$one*"
page=$(docket_as ivy case "$(case_of S-2)" --json)
is "what is not known stands nowhere" "$(jq -r '[.link[].kind] | unique | join(",")' <<<"$page")" "carrier"
is "the order shows its shipment" "$(docket_as ivy case "$(case_of SO-1)" --json | jq -r '[.link[] | select(.kind == "shipment") | .ref] | join(" ")')" "S-1 S-3"
is "the class is in the audit" "$(sql "select count(*) from docket.audit where what = 'class' and fields = '{class,express}'")" 1
page=$(docket_as eve case "$(case_of S-2)" --json)
is "another site's people see their own" "$(jq -r '.case.ref' <<<"$page")" "$(case_of S-2)"
is "of an order that others have a part of, nothing of theirs" "$(docket_as eve case "$(case_of S-3)" --json | jq -r '[.link[] | select(.kind == "shipment" or .kind == "sales order") | .ref] | join(" ")')" ""
is "though who sees all sees it" "$(docket_as ivy case "$(case_of S-3)" --json | jq -r '[.link[] | select(.kind == "shipment" or .kind == "sales order") | .ref] | sort | join(" ")')" "S-1 SO-1"
is "and nothing of others" "$(docket_as eve case "$one" 2>&1 | grep -c 'SO-1')" 0
operation_end

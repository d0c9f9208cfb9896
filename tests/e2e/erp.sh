#!/bin/bash
# docs/erp.md: its texts, taken from the page, read what an ERP sends, and the store takes them.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
page=docs/erp.md

# block NAME: the indented lines behind the line that names `NAME`, into that file.
block() {
	awk -v name="\`$1\`" '
		!found && index($0, name) { found = 1; next }
		found && /^    / { print substr($0, 5); began = 1; next }
		found && began && /[^ ]/ { exit }
		found && began { print "" }' "$page" >"$work/$1"
	[ -s "$work/$1" ] || fail "$page has no $1"
}
for file in sap-delivery.mapping d365-orders.mapping d365.interface; do block $file; done
cat >"$work/sap.xml" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<DELVRY07><IDOC BEGIN="1"><EDI_DC40 SEGMENT="1"><DOCNUM>0000000000412207</DOCNUM><IDOCTYP>DELVRY07</IDOCTYP><MESTYP>DESADV</MESTYP></EDI_DC40>
<E1EDL20 SEGMENT="1"><VBELN>0080012345</VBELN><VSTEL>1000</VSTEL><BTGEW>812.500</BTGEW><GEWEI>KGM</GEWEI>
<E1ADRM1 SEGMENT="1"><PARTNER_Q>AG</PARTNER_Q><PARTNER_ID>0000004711</PARTNER_ID></E1ADRM1>
<E1ADRM1 SEGMENT="1"><PARTNER_Q>WE</PARTNER_Q><PARTNER_ID>0000004712</PARTNER_ID></E1ADRM1>
<E1ADRM1 SEGMENT="1"><PARTNER_Q>SP</PARTNER_Q><PARTNER_ID>0000100200</PARTNER_ID></E1ADRM1>
<E1EDT13 SEGMENT="1"><QUALF>006</QUALF><NTANF>20260302</NTANF><NTANZ>060000</NTANZ></E1EDT13>
<E1EDT13 SEGMENT="1"><QUALF>007</QUALF><NTANF>20260303</NTANF><NTANZ>120000</NTANZ></E1EDT13>
<E1EDL24 SEGMENT="1"><POSNR>000010</POSNR><MATNR>P-100</MATNR><LFIMG>12.000</LFIMG><VRKME>PCE</VRKME><VGBEL>0000099001</VGBEL></E1EDL24>
</E1EDL20></IDOC></DELVRY07>
END
cat >"$work/d365.json" <<'END'
{"@odata.context":"https://erp.example/data/$metadata#SalesOrderHeadersV2","value":[
{"dataAreaId":"usmf","SalesOrderNumber":"000002","OrderingCustomerAccountNumber":"US-003","SalesOrderStatus":"Backorder","RequestedReceiptDate":"2026-03-05T12:00:00Z"},
{"dataAreaId":"usmf","SalesOrderNumber":"000003","OrderingCustomerAccountNumber":"US-004","SalesOrderStatus":"Backorder","RequestedReceiptDate":"2026-03-06T12:00:00Z"}],
"@odata.nextLink":"https://erp.example/data/SalesOrderHeadersV2?$skiptoken=000003"}
END
# said FILE SAMPLE: what becomes of it, without what depends on the clock.
said() {
	"$build/docket" decode --map "$work/$1" "$work/$2" | jq -r '[.type, .subject_ref, (.attrs | join(" "))] | join(" | ")'
}
is "a delivery of SAP" "$(said sap-delivery.mapping sap.xml)" "shipment.planned | 0080012345 | customer 0000004712 carrier 0000100200 origin 1000 order 0000099001 pickup 2026-03-02T05:00:00Z promise 2026-03-03T11:00:00Z deliver 2026-03-03T11:00:00Z"
is "a page of orders" "$(said d365-orders.mapping d365.json)" "order.released | 000002 | customer US-003 promise 2026-03-05T12:00:00Z
order.released | 000003 | customer US-004 promise 2026-03-06T12:00:00Z"
sed 's/value\[\]/values[]/' "$work/d365-orders.mapping" >"$work/odd.mapping"
is "a path that is not there is told" "$("$build/docket" decode --map "$work/odd.mapping" "$work/d365.json" --why)" 'no record: its lines "rows" find nothing in what was given'
operation_open
docket_admin tenant add nord --title Nord --zone Europe/Berlin
apply nord "$work/sap-delivery.mapping" "$work/d365-orders.mapping" "$work/d365.interface"
is "all are in force" "$(sql "select count(*) from docket.interface where name = 'd365'")" 1
operation_end

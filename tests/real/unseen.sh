#!/bin/bash
# cost: 40
# timeout: 600
# Two tables of orders that docket was not made for: thirty lines of mapping and no C each, and the counts are those of the file.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
orders=../shared/data/datasets/northwind/orders.csv
outbound=../shared/data/datasets/outbound_logistics/OrderList.csv.gz
[ -r "$orders" ] && [ -r "$outbound" ] || skip "no ../shared/data"

for mapping in northwind outbound-orders; do
	at_most "lines of $mapping.mapping" "$(wc -l <data/mappings/$mapping.mapping)" 30
done

# decoded MAPPING FILE TYPE: how many events of that type.
decoded() {
	"$build/docket" decode --map "$1" "$2" | grep -c "\"type\":\"$3\""
}
is "northwind: orders" "$(decoded northwind $orders shipment.planned)" 830
is "northwind: shipped" "$(decoded northwind $orders shipment.dispatched)" $((830 - 21))
is "outbound: orders" "$(decoded outbound-orders $outbound shipment.planned)" 9215
is "outbound: shipped" "$(decoded outbound-orders $outbound shipment.dispatched)" 9215
is "an empty cell says why" "$("$build/docket" decode --map northwind --why $orders | grep -c 'shipped  *- {ShippedDate} is empty or not there')" 21

release_build
cat >"$work/days.policy" <<'POLICY'
policy "Days"
desk transport "Transport desk"
unknown make
exception late-shipping "Shipped late"
	path transport/pickup/late
	detect deadline depart by day-end
	clear milestone depart
	what "not shipped, planned {planned}"
	band 1
	severity medium
	side warehouse
	desk transport
	clock respond "1 day"
POLICY
operation_open
for tenant in northwind outbound; do
	start=2016-01-01T00:00Z
	[ $tenant = northwind ] || start=2013-01-01T00:00Z
	docket_admin tenant add $tenant --title $tenant --zone UTC --currency USD --clock driven --start $start
	apply $tenant "$work/days.policy"
	docket_admin operator add ana-$tenant --tenant $tenant --role dispatcher --desk all --name 'Ana Alba'
done
start_engine one

# load TENANT MAPPING FILE UNTIL
load() {
	docket_as postgres load --map "$2" --tenant "$1" --until "$4" "$3" >"$work/load.log" 2>&1 || fail "docket load: $(cat "$work/load.log")"
	sed 's/^/# /' "$work/load.log"
	soon "$1: the engine is quiet" t 20 "select docket.quiet(docket.tenant_id_of('$1'))"
}
load northwind northwind $orders 2019-01-01T00:00Z
load outbound outbound-orders $outbound 2014-01-01T00:00Z

count="select count(*) from docket_read.case_all where tenant ="
is "northwind: shipped late, and not shipped at all" "$(as ana-northwind "$count 'northwind' and closed_at is not null")
$(as ana-northwind "$count 'northwind' and closed_at is null")" "37
21"
is "outbound: shipped late" "$(as ana-outbound "$count 'outbound'")" 192
is "outbound: none is open" "$(as ana-outbound "$count 'outbound' and closed_at is null")" 0
operation_end

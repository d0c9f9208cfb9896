#!/bin/bash
# cost: 40
# timeout: 120
# The connectors that ship, each against a stand-in that speaks that system's public shape (tests/lib/target.pl), not against the product: a
# delivery fails, its invoice is held; what is unknown there is refused for good; lost answers and tokens that run out do no harm. A dear one:
# a rebooking's cost is accrued. And a text that changes while a write-back is on its way does not change that one.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/target.sh
operation_open
cat >"$work/erps.policy" <<'POLICY'
include core

exception failed-delivery "Failed delivery"
	effect erp invoice.hold "Hold the invoice of {ref}" on open
POLICY
printf 'docket:pass' >"$work/secrets/basic"
printf 'tok-1' >"$work/secrets/bearer"
chmod 400 "$work/secrets/basic" "$work/secrets/bearer"
target tms keys=1 ask=1
tms=$port
shapes="sap-s4hana oracle-fusion dynamics365 netsuite"
shape_of() { case $1 in sap*) echo sap ;; oracle*) echo oracle ;; dynamics*) echo dynamics ;; *) echo netsuite ;; esac; }
for name in $shapes; do
	shape=$(shape_of "$name")
	operation_trade "$shape" "$work/erps.policy"
	docket_admin operator add "ana-$shape" --name 'Ana Alba' --tenant "$shape" --role dispatcher --desk transport --ask 2000EUR --day 9000EUR
	target "$shape" shape="$shape" drop=150 reset=100
	case $shape in sap | oracle) secret=basic ;; *) secret=bearer ;; esac
	printf '%s\n' "include $name" 'title ERP' 'mode live' "secret $secret" "url http://127.0.0.1:$port" >"$work/$shape-erp.connector"
	printf '%s\n' 'title TMS' 'mode live' "url http://127.0.0.1:$tms/in" 'key-header Idempotency-Key' >"$work/$shape-out-tms.connector"
	apply "$shape" "$work/$shape-erp.connector" "$work/$shape-out-tms.connector"
done
start_engine one --lease=1000 --send-timeout=700 --send-lease=4000 --send-retry=1s --send-retry-most=1s
# tell INTERFACE ID MAKE...: one message with the events that these make.
tell() {
	local one
	{
		printf '['
		for one in "${@:3}"; do
			[ "$one" = "$3" ] || printf ','
			$one
		done
		printf ']'
	} >"$work/events"
	[ "$(post "$1" "$2" "$work/events" application/cloudevents-batch+json)" = 202 ] || fail "$1: $(cat "$work/answer")"
}
failed() { event "f$1" freight delivery.failed "$1" '"reason":"closed"'; }
for name in $shapes; do
	shape=$(shape_of "$name")
	plans=() fails=("late lL $shape-L-1 +30hours")
	for ref in A-1 A-2 A-3 NONE-1; do
		plans+=("planned p$ref $shape-$ref")
		fails+=("failed $shape-$ref")
	done
	tell "$shape-tms" plans "${plans[@]}" "planned pL $shape-L-1"
	tell "$shape-freight" fails "${fails[@]}"
done
soon "all were told, and what they do not know was refused" 'dynamics done 3,netsuite done 3,oracle done 3,sap done 3|dead 4' 40 \
	"select (select string_agg(x, ',' order by x) from (select t.name || ' ' || e.state || ' ' || count(*) as x from docket.effect e join docket.tenant t using (tenant_id)
		where e.kind = 'invoice.hold' and e.state <> 'dead' group by t.name, e.state) y), 'dead ' || count(*) filter (where state = 'dead') from docket.effect"
for shape in oracle dynamics; do
	is "$shape made each once" "$(arrivals "$shape" | awk -F '\t' '$6 == 1' | cut -f 4 | sort | uniq -d | wc -l) $(arrivals "$shape" | awk -F '\t' '$6 == 1' | wc -l)" "0 3"
done
is "a token was fetched more than once, and none went without" "$(arrivals sap | awk -F '\t' '$2 == "GET" && $3 ~ /SRV;v=0002\/$/' | wc -l | awk '{ print ($1 > 1) }') $(arrivals sap | grep -c 'OutbDelivery.*	401	')" "1 0"
is "what the target calls it is kept" "$(sql "select count(*) from docket.effect e join docket.tenant t using (tenant_id) where t.name in ('oracle', 'dynamics') and e.kind = 'invoice.hold' and e.state = 'done' and e.receipt = '' and e.tries = 1 and e.attempts = 1")" 0

# A rebooking: the TMS books, cancels, and then the ERP accrues the cost.
for shape in sap oracle netsuite dynamics; do
	soon "$shape: it will be late" 1 10 "select count(*) from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = '$shape-L-1'"
	ref=$(sql "select 'C-' || c.no from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = '$shape-L-1' limit 1")
	docket_as "ana-$shape" do rebook "$ref" words='the store is empty' option=1 >"$work/rebook.log" 2>&1 || fail "$shape: $(cat "$work/rebook.log")"
done
soon "each ERP has the cost, behind the booking" 4 40 "select count(*) from docket.effect where kind = 'cost.accrue' and state = 'done'" ||
	sql "select t.name, e.kind, e.state, e.last_error from docket.effect e join docket.tenant t using (tenant_id) where e.quote_id is not null"
is "netsuite's was accepted first, and found later" "$(arrivals netsuite | grep vendorBill | cut -f 2,5 | sort -u | grep -c 'POST	202\|GET	200')" 2

# The text changes while one is on its way.
echo 503 >"$work/oracle/mode"
tell oracle-tms plan-V 'planned pV oracle-V-1'
tell oracle-freight fail-V 'failed oracle-V-1'
soon "it was tried by the first text" "1|t" 15 "select connector_version, tries > 0 from docket.effect where words like '%oracle-V-1'"
{ cat "$work/oracle-erp.connector"; printf 'effect *\n\turl "{url}/other"\n\tbody {"other": "{key}"}\neffect invoice.hold\n\turl "{url}/other"\n\tbody {"other": "{key}"}\n'; } >"$work/v2"
mv "$work/v2" "$work/oracle-erp.connector"
apply oracle "$work/oracle-erp.connector"
sleep 1
rm "$work/oracle/mode"
soon "it is done by the first text, though another is in force" "done|1|2" 15 "select e.state, e.connector_version, (select max(version) from docket.text_version v
	where v.tenant_id = e.tenant_id and v.kind = 'connector' and v.name = 'oracle-erp') from docket.effect e where words like '%oracle-V-1'"
is "the same bytes each time" "$(arrivals oracle | awk -F '\t' '$2 == "POST" && $3 ~ /invoiceHolds/ { print $7, $5 }' | tail -n 3 | cut -d ' ' -f 1 | uniq -c | awk '{ print ($1 > 1) }' | tail -n 1) $(arrivals oracle | grep -c '/other')" "1 0"
operation_end

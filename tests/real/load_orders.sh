#!/bin/bash
# cost: 55
# timeout: 600
# One load in four files, tender, answer, status and freight bill, which arrive in all 24 orders, each at a client of its own: in the end
# all of them know the same: one shipment with its tender, its acceptance, its milestones, and the bill for it.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
data=../shared/data/edi-x12/indice-co__EDI.Net
[ -r "$data/204-MGCTLYST-SAMPLE.EDI" ] || skip "no ../shared/data"

operation_open
orders=
for a in 204 990 214 210; do for b in 204 990 214 210; do for c in 204 990 214 210; do for d in 204 990 214 210; do
	[ "$(printf '%s\n' $a $b $c $d | sort -u | wc -l)" = 4 ] && orders="$orders $a-$b-$c-$d"
done; done; done; done
is "orders" "$(printf '%s\n' $orders | wc -l)" 24
cp data/policies/nordwind.policy "$work/t.policy"
for order in $orders; do
	tenant=t${order//-/}
	docket_admin tenant add "$tenant" --title "$tenant" --zone America/New_York --currency USD --clock driven --start 2016-07-26T14:00Z
	printf 'title "Motor carrier"\nmapping x12-motor\nmode live\nsecret motor\n' >"$work/$tenant.interface"
	apply "$tenant" "$work/t.policy" "$work/$tenant.interface"
done
operation_secret motor
start_engine one

for step in 1 2 3 4; do
	for order in $orders; do
		kind=$(echo "$order" | cut -d- -f$step)
		file=$data/$kind-MGCTLYST-SAMPLE.EDI
		status=$(post "t${order//-/}" "$kind" "$file" application/edi-x12)
		[ "${status#2}" != "$status" ] || fail "$order: $kind answered $status: $(cat "$work/answer")"
	done
	wait_quiet 60
done

# What a client knows, without numbers that are given as things come.
knows() {
	sql "select 'subject', kind, ref, title, goods, phase, place, place_at, value_minor, currency, pickup_by, promise_at, holds from docket.subject
			where tenant_id = docket.tenant_id_of('$1') and kind in ('shipment', 'invoice') order by 2, 3;
		select 'ref', r.ref, r.kind, s.ref from docket.subject_ref r join docket.subject s using (tenant_id, subject_id)
			where r.tenant_id = docket.tenant_id_of('$1') and s.kind in ('shipment', 'invoice') order by 2, 3, 4;
		select 'milestone', s.ref, m.code, m.planned_at, m.planned_known, m.estimated_at, m.estimated_known, m.actual_at, m.actual_known
			from docket.milestone m join docket.subject s using (tenant_id, subject_id)
			where m.tenant_id = docket.tenant_id_of('$1') order by 2, 3;
		select 'event', e.type, e.subject_ref, e.at, e.known_at, e.partner_key, e.state from docket.event e
			where e.tenant_id = docket.tenant_id_of('$1') order by 2, 6;
		select 'case', s.ref, c.type from (select tenant_id, subject_id, type from docket.case_open
			union all select tenant_id, subject_id, type from docket.case_closed) c join docket.subject s using (tenant_id, subject_id)
			where c.tenant_id = docket.tenant_id_of('$1') order by 2, 3;
		select 'dead', state, reason from docket.dead where tenant_id = docket.tenant_id_of('$1') and state <> 'replayed' order by 2, 3"
}
first=t204990214210
knows $first >"$work/first"
sed 's/^/# /' "$work/first"
like "a shipment" "$(cat "$work/first")" "*subject|shipment|75027674|*"
like "its tender was accepted" "$(grep '^milestone|75027674|tender' "$work/first")" "*|2016-07-26 08:36:00+00|2016-07-26 08:36:00+00"
like "it was delivered" "$(grep '^milestone|75027674|deliver' "$work/first")" "*|2016-07-26 12:30:00+00|2016-07-26 13:03:00+00"
like "planned by the tender" "$(grep '^milestone|75027674|deliver' "$work/first")" "milestone|75027674|deliver|2016-07-2*"
like "its freight bill" "$(grep '^subject|invoice' "$work/first")" "subject|invoice|09851270|*|65940|USD|*"
like "which is found by the shipment" "$(cat "$work/first")" "*ref|75027674|for|09851270*"
is "nothing is left over" "$(grep -c '^dead' "$work/first")" 0
for order in $orders; do
	knows "t${order//-/}" >"$work/other"
	is "$order" "$(diff "$work/first" "$work/other" | head -n 12)" ""
done
operation_end

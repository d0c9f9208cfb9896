#!/bin/bash
# Messages that a mapping explains: each record is judged alone, a wrong one is a dead letter with its place, and mended it is applied
# whole and once, whatever stood around it.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
docket_admin tenant add nord --title Nord --zone Europe/Berlin --currency EUR
apply nord data/policies/nordwind.policy
docket_admin operator add ivy --tenant nord --role integrator
operation_secret partner
cat >"$work/rows.mapping" <<'END'
mapping rows "Plan and fact in a row"
rows csv
text ref Ref
time planned Planned
time came Came
event shipment.planned
	about ref
	known planned
	set deliver planned
event delivery.completed
	about ref
	known came
	at came
event position
	about ref
	known came
	at came
	words "here"
END
for name in gls rows x12-motor epcis; do
	printf 'title "Partner %s"\nmapping %s\nmode live\nsecret partner\n' $name $name >"$work/$name-in.interface"
done
printf 'title "Transport system"\nmode live\nsecret partner\n' >"$work/tms.interface"
apply nord "$work/rows.mapping" "$work"/*-in.interface "$work/tms.interface"
start_engine one

# dead PLACE COLUMN: of the open dead letter with that place.
dead() {
	sql "select $2 from docket.dead where state = 'open' and place = '$1'"
}
# applied REF: types of the events that stand, in order.
applied() {
	sql "select string_agg(type, ',' order by type) from docket.event where subject_ref = '$1' and state = 'applied'"
}

event plan tms shipment.planned P1 '"title":"a parcel"' >"$work/plan"
is "a plan" "$(post tms plan "$work/plan")" 202

# --- JSON: the middle one of three is wrong
parcel() {
	printf '{"parcels":[{"unitno":"P1","events":[{"code":"INTIAL.PREADVICE","eventDateTime":"2026-03-01T09:00:00+0100"},{"code":"INTIAL.NORMAL","eventDateTime":"%s","city":"Berlin"},{"code":"DELIVERED","eventDateTime":"2026-03-02T10:00:00+0100"}]}]}' "$1"
}
parcel "yesterday" >"$work/parcel"
is "a message with a wrong record" "$(post gls-in p1 "$work/parcel" application/json)" 202
wait_quiet 20
is "the others are applied" "$(applied P1)" "delivery.completed,shipment.announced,shipment.planned"
is "the wrong one is a dead letter" "$(dead /parcels/0/events/1 reason)" '"yesterday" is no moment (2026-03-01T10:00:00+01:00)'
parcel "2026-03-01T18:00:00+0100" >"$work/mended"
like "the whole message mended" "$(docket_as ivy replay "$(dead /parcels/0/events/1 dead_id)" --mend "$work/mended")" '*replayed*'
is "the one that was missing, and each once" "$(applied P1)" "delivery.completed,shipment.announced,shipment.picked-up,shipment.planned"
is "no dead letter is left" "$(sql "select count(*) from docket.dead where state in ('open', 'waiting')")" 0
is "the same message again changes nothing" "$(post gls-in p1 "$work/parcel" application/json) $(applied P1)" \
	"202 delivery.completed,shipment.announced,shipment.picked-up,shipment.planned"

# --- CSV: a row that makes three events, mended alone
printf 'Ref,Planned,Came\nC1,2026-03-01T10:00,2026-03-01T09:00\nC2,soon,2026-03-01T09:30\nC3,2026-03-01T12:00,2026-03-01T11:00\n' >"$work/file"
is "a file with a wrong row" "$(post rows-in f1 "$work/file" text/csv)" 202
wait_quiet 20
all="select string_agg(subject_ref || ' ' || type, ',' order by subject_ref, type) from docket.event where subject_ref like 'C_' and state = 'applied'"
soon "the rows around it; what was known before the plan waited for it" \
	"C1 delivery.completed,C1 position,C1 shipment.planned,C3 delivery.completed,C3 position,C3 shipment.planned" 15 "$all"
is "the row" "$(dead 'line 3' reason)" '"soon" is no moment (2026-03-01T10:00:00+01:00)'
printf 'Ref,Planned,Came\nC2,2026-03-01T11:00,2026-03-01T09:30\n' >"$work/row"
like "mended alone" "$(docket_as ivy replay "$(dead 'line 3' dead_id)" --mend "$work/row")" '*replayed*'
soon "all that the row says, and the others once" \
	"C1 delivery.completed,C1 position,C1 shipment.planned,C2 delivery.completed,C2 position,C2 shipment.planned,C3 delivery.completed,C3 position,C3 shipment.planned" 15 "$all"

# --- XML nobody asked for, EDI of another kind: the whole message is a dead letter, with words
printf '<x/>' >"$work/x"
is "a message of another format" "$(post gls-in x1 "$work/x" application/xml)" 202
printf 'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260301*1000*U*00401*000000001*0*P*>~GS*PO*A*B*20260301*1000*1*X*004010~ST*850*1~BEG*00*NE*1~SE*3*1~GE*1*1~IEA*1*000000001~' >"$work/po"
is "a set of another kind" "$(post x12-motor-in x2 "$work/po" application/edi-x12)" 202
wait_quiet 20
like "says what it is" "$(sql "select string_agg(reason, ' ' order by dead_id) from docket.dead where state = 'open'")" "*takes none of it: it holds 850"
is "nothing stands twice" "$(sql "select count(*) from (select partner_key from docket.event group by interface_id, partner_key having count(*) > 1) t")" 0
operation_end

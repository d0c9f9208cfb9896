#!/bin/bash
# timeout: 200
# Dead letters by keys alone, at 80 by 24: a carrier's message that cannot be understood blocks a case; it is found, read, mended in the
# console, tried, and replayed, and its case moves on. Then several at once, up to the first that fails in the same way again.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/desk.sh
operation_open
operation_trade nord
printf 'title "GLS parcels"\nparty carrier:FREIGHT\nmapping gls\nmode live\nsecret nord.freight\nrhythm 15m\n' >"$work/gls.interface"
apply nord "$work/gls.interface"
docket_admin operator add ivy --name 'Ivy Ingels' --tenant nord --role integrator --desk integration
start_engine one

# leave: Esc, and time for it to be that key alone.
leave() {
	keys ivy Escape
	sleep 0.3
}

# sent INTERFACE ID [TYPE]: what stands in $work/body.
sent() {
	is "$2 is taken" "$(post "$1" "$2" "$work/body" "${3:-application/cloudevents+json}")" 202
}
planned p1 SHP-1 >"$work/body"
sent nord-tms plan-1
late l1 SHP-1 '+10 hours' >"$work/body"
sent nord-freight late-1
soon "a case is open" open 8 "select state from docket.case_open"
no=$(sql "select 'C-' || no from docket.case_open")
# The carrier writes the moment of delivery in words: the case cannot end.
printf '{"specversion":"1.0","id":"d1","source":"freight","type":"delivery.completed","subject":"shipment/SHP-1","time":"%s","data":{"at":"yesterday","place":"M\\u00fcnchen \\u001b[2J"}}' \
	"$(hence now)" >"$work/body"
sent nord-freight delivered-1
soon "it is a dead letter" open 8 "select state from docket.dead"
dead=$(sql "select dead_id from docket.dead")

desk_open ivy ivy
must_see "ivy is greeted" ivy 'Ivy Ingels'
keys ivy Enter
keys ivy I
must_see "a key shows the interfaces" ivy 'nord-freight'
leave
keys ivy D
must_see "a key shows the dead letters" ivy 'Dead letters: what came'
must_see "with the case that waits" ivy "$no"
sees "why" ivy '"yesterday" is no mom'
sees "and what may be done" ivy 'replay'
keys ivy Enter
must_see "its page says what it blocks" ivy "Blocks  $no, ETA"
sees "where it is wrong" ivy 'Place   /data/at'
sees "the line stands marked" ivy '>     "at":"yesterday"'
keys ivy b
must_see "a key goes to the case" ivy "$no ETA LATE"
like "whose page names the letter" "$(docket_as ivy case "$no")" "*not understood*$dead*nord-freight: *is no moment*"
leave
must_see "and back" ivy "Blocks  $no"
keys ivy r
must_see "as it is it would be dead again" ivy '1 fault would be left'
settled
keys ivy y
must_see "and is not replayed" ivy 'e mends it first'
leave
keys ivy e
must_see "a copy is edited" ivy 'Your copy'
keys ivy Delete Delete Delete Delete Delete Delete Delete Delete Delete
letters ivy "$(hence '-5 minutes')"
keys ivy C-s
must_see "what it would do: the event" ivy 'Event: delivery.completed of shipment SHP-1'
sees "and its case" ivy "$no ETA LATE would be cleared"
is "nothing of it was done" "$(sql "select (select count(*) from docket.event where type = 'delivery.completed') || ' ' || (select state from docket.dead)
	|| ' ' || (select state from docket.case_open)")" "0 open open"
settled
keys ivy y
must_see "one key replays it, and names the case" ivy "replayed; $no has it in its story now"
sees "no letter is left" ivy 'Nothing.'
soon "the letter is done with" replayed 8 "select state from docket.dead where dead_id = $dead"
soon "its case moved on" cleared 8 "select state from docket.case_open where type = 'eta-late'"
is "the event stands once, with what nobody touched" "$(sql "select count(*), min(place) = E'M\u00fcnchen \x1b[2J' from docket.event where type = 'delivery.completed'")" "1|t"

# What came is kept beside what was made of it, and the story says whose words it has.
like "the case says who mended it" "$(docket_as ivy case "$no")" "*delivered*(mended by ivy)*"
is "the message is as it came" "$(sql "select convert_from(m.body, 'UTF8') like '%yesterday%' from docket.message m join docket.dead d using (tenant_id, message_id)")" t
leave

# Several: two that a fault of our own mapping made, one that is wrong in itself, and one that comes behind it.
for n in 1 2 3 4; do
	planned "pp$n" "P$n" >"$work/body"
	sent nord-tms "plan-p$n"
done
wait_quiet 15
parcel() {
	printf '{"parcels":[{"unitno":"P%s","events":[{"code":"DELIVERED","eventDateTime":"2026-03-01T09:00:00+0100"}]}]}' "$1" >"$work/body"
	sent gls "parcel-$1" application/json
}
awk '{ print } /time at /{ print "\tmust \"nobody agreed on this code\" code!=DELIVERED" }' data/mappings/gls.mapping >"$work/gls.mapping"
apply nord "$work/gls.mapping"
sleep 1.5
parcel 1
parcel 2
printf '{"specversion":"1.0","id":"x3","source":"freight","type":"delivery.completed","subject":"shipment/P3","time":"%s","data":{"at":"soon"}}' "$(hence now)" >"$work/body"
sent nord-freight x3
soon "three are dead" 3 8 "select count(*) from docket.dead where state = 'open'"
parcel 4
soon "and a fourth" 4 8 "select count(*) from docket.dead where state = 'open'"
apply nord data/mappings/gls.mapping
sleep 1.5
keys ivy D
must_see "four stand there" ivy 'nobody agreed'
keys ivy Space Space Space Space
must_see "four are marked" ivy '4 marked'
keys ivy r
must_see "it stops at the first repeat" ivy 'Stopped at the first repeat: 2 replayed, 1 failed, 1 left' 15
sees "with a receipt each, by name" ivy 'gls P2: replayed'
sees "and for what was not tried" ivy 'gls P4: left as it is'
is "two were replayed" "$(sql "select string_agg(state, ' ' order by dead_id) from docket.dead where dead_id <> $dead")" "replayed replayed open open"
leave
must_see "two are left" ivy '"soon" is no moment'
keys ivy d
must_see "a letter is dropped with a reason" ivy 'why is it dropped'
letters ivy 'the carrier sent it anew'
keys ivy Enter
must_see "and is gone" ivy 'dropped'
is "the reason is kept" "$(sql "select count(*) from docket.audit where what = 'act drop-dead' and 'the carrier sent it anew' = any(fields)")" 1
keys ivy q
sleep 0.3
is "the chain holds" "$(sql "select count(*) from docket.audit_verify(docket.tenant_id_of('nord'))")" 0
is "no words of the console's own" "$(head -c 300 "$work/desk-ivy.log")" ''
operation_end

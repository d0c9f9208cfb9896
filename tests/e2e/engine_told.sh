#!/bin/bash
# timeout: 240
# cost: 30
# From a partner's late news to the mailbox of who waits for it: in its language, by mail or by a signed webhook, released by a person, taken
# back in time, never the same twice; and what was said stays as it was said.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
operation_open
printf 'include nordwind\nmessage delay 0s\nmessage delay 1h when customer=HOLD\n' >"$work/own.policy"
operation_trade nord "$work/own.policy"
others=
perl tests/lib/mailbox.pl "$work" "$operation_key" 2>"$work/mailbox.log" &
others="$others $!"
disown
until [ -s "$work/http.port" ] && [ -s "$work/smtp.port" ]; do sleep 0.02; done
printf 'title "Mail"\nkind mail\nmode live\nurl smtp://127.0.0.1:%s\n' "$(cat "$work/smtp.port")" >"$work/mail.connector"
printf 'title "Their hook"\nmode live\nurl http://127.0.0.1:%s/told\nsecret theirs\nkey-header Idempotency-Key\nsend-timeout 3s\n' "$(cat "$work/http.port")" >"$work/their-hook.connector"
operation_secret theirs
cat >"$work/parties.csv" <<'END'
kind,code,name,tier,mail,language,webhook
customer,GERMAN,Nord AG,gold,nord@kunde.example,de,
customer,ENGLISH,North Ltd,,north@customer.example,en,
customer,HOOKED,Hook Inc,,hook@customer.example,en,their-hook
customer,HOLD,Hold GmbH,,hold@customer.example,en,
carrier,FREIGHT,Freight of nord,,desk@freight.example,en,
END
cat >"$work/contacts.csv" <<'END'
party,site,role,name,mail,language
,MUC,dock,Gate Munich,gate@muc.example,de
,HAM,supplier,Holz AG,out@holz.example,
customer:GERMAN,,stakeholder,Chief,chief@kunde.example,
customer:GERMAN,,stakeholder,Planner,plan@kunde.example,
END
docket_admin master "$work/parties.csv" "$work/contacts.csv" --tenant nord
apply nord "$work/mail.connector" "$work/their-hook.connector"
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport
docket_admin operator add ivy --name 'Ivy Ingels' --tenant nord --role integrator --desk integration
start_engine one --lease=1000 --mail-from=desk@nord.example --send-retry=200ms --send-retry-most=400ms

# ship SHIPMENT CUSTOMER: planned, and then late by its carrier's word.
ship() {
	planned "p$1" "$1" | sed "s/\"RETAIL\"/\"$2\"/" >"$work/event"
	[ "$(post nord-tms "p$1" "$work/event")" = 202 ] || fail "planned: $(cat "$work/answer")"
	late "l$1" "$1" '+9 hours' >"$work/event"
	[ "$(post nord-freight "l$1" "$work/event")" = 202 ] || fail "late: $(cat "$work/answer")"
}
case_of() { sql "select 'C-' || c.no from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = '$1'"; }
letter_of() { sql "select max(letter_id) from docket.letter l join docket.subject s using (tenant_id, subject_id) where s.ref = '$1'"; }
has_case() { soon "$1 is a case" 1 15 "select count(*) from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = '$1'"; }
tell() { docket_as ana do tell "$(case_of "$1")" "${@:2}" 2>&1; }
send() { docket_as ana do send-letter "$(case_of "$1")" letter="$(letter_of "$1")" 2>&1; }
# until_there PATH...: all of these files are there.
until_there() {
	local end=$(($(ms) + 15000)) rested=0 path
	for path; do
		until [ -e "$work/$path" ]; do
			[ "$(ms)" -lt "$end" ] || fail "no $path came"
			rest
		done
	done
}
count() { find "$work" -maxdepth 1 -name "$1-*" ! -name '*.new' | wc -l; }

ship S-1 GERMAN
ship S-2 ENGLISH
ship S-3 HOOKED
ship S-4 HOLD
for s in S-1 S-2 S-3 S-4; do has_case $s; done

# --- two languages, by mail
like "a draft in the customer's language" "$(tell S-1 template=new-eta)" "tell: drafted to Nord AG: S-1: neue Ankunftszeit *"
is "nothing left: nobody released it" "$(count mail)" 0
like "released" "$(send S-1)" "send-letter: goes to nord@kunde.example now*"
until_there mail-1
like "German" "$(cat "$work/mail-1")" "To: <nord@kunde.example>*Subject: S-1: neue Ankunftszeit *Guten Tag Nord AG,*Ihre Sendung S-1 (20 pallets) wird jetzt *in Shop erwartet.*Client nord, Transport*"
like "English" "$(tell S-2 template=new-eta)" "*drafted to North Ltd: S-2: new arrival time *"
like "released" "$(send S-2)" "*goes to north@customer.example now*"
until_there mail-2
like "English" "$(cat "$work/mail-2")" "To: <north@customer.example>*your shipment S-2 (20 pallets) is now expected at Shop*"
said=$(cat "$work/mail-1")

# --- once for each promised time
soon "it was sent" sent 15 "select state from docket.letter where letter_id = $(letter_of S-1)"
like "not twice" "$(tell S-1 template=new-eta)" "*Nord AG was told this *a new message goes when the promised or expected time changes*"
late l1b S-1 '+11 hours' >"$work/event"
is "later still" "$(post nord-freight l1b "$work/event")" 202
soon "is known" 1 15 "select count(*) from docket.event where type = 'shipment.eta' and subject_ref = 'S-1' and at > now() + interval '10 hours' and state = 'applied'"
like "another time is told" "$(tell S-1 template=new-eta)" "*drafted to Nord AG: *"
late l1c S-1 '+12 hours' >"$work/event"
is "and again" "$(post nord-freight l1c "$work/event")" 202
soon "is known" 1 15 "select count(*) from docket.event where type = 'shipment.eta' and subject_ref = 'S-1' and at > now() + interval '11 hours 30 min' and state = 'applied'"
draft=$(letter_of S-1)
like "what is true no more does not go" "$(send S-1)" "*it tells of another time*draft it anew*"
like "it is written anew" "$(tell S-1 template=new-eta)" "*drafted to Nord AG: *"
is "the same draft" "$(letter_of S-1)" "$draft"
like "and goes" "$(send S-1)" "*goes to nord@kunde.example now*"
until_there mail-3
is "two in all" "$(grep -l 'To: <nord@kunde.example>' "$work"/mail-* | wc -l)" 2

# --- by a signed webhook, which is down at first
touch "$work/down"
like "a draft" "$(tell S-3 template=new-eta)" "*drafted to Hook Inc: S-3: new arrival time *"
like "released" "$(send S-3)" "*goes to Hook Inc now*"
soon "it is tried" t 15 "select tries > 1 and state = 'ready' from docket.effect where letter_id = $(letter_of S-3)"
rm "$work/down"
until_there post-1
is "signed" "$(head -1 "$work/post-1")" signed
is "under its key" "$(sed -n 2p "$work/post-1")" "$(sql "select key from docket.effect where letter_id = $(letter_of S-3)")"
is "as data" "$(sed -n 3p "$work/post-1" | jq -r '[.kind, .shipment, .to, .role, .template, (.expected != null), (.body | startswith("Dear Hook Inc"))] | join(" ")')" \
	"message.send S-3 Hook Inc customer new-eta true true"
soon "it was sent" sent 15 "select state from docket.letter where letter_id = $(letter_of S-3)"
is "once" "$(count post)" 1

# --- taken back
like "a draft" "$(tell S-4 template=new-eta)" "*drafted to Hold GmbH*"
hold=$(letter_of S-4)
like "it waits as the manual says" "$(send S-4)" "*goes to hold@customer.example in 1h00 unless it is taken back*"
like "the case says when" "$(docket_as ana case "$(case_of S-4)" --json)" "*\"goes_at\":\"20*"
like "taken back" "$(docket_as ana do recall-letter "$(case_of S-4)" letter="$hold" 2>&1)" "*taken back: nothing left; it is a draft again*"
is "its mail is withdrawn" "$(sql "select l.state, e.state from docket.letter l join docket.effect e using (tenant_id, letter_id) where letter_id = $hold")" "draft|withdrawn"
like "once" "$(docket_as ana do recall-letter "$(case_of S-4)" letter="$hold" 2>&1)" "*it is a draft: nothing of it leaves*"
soon "nobody answered by it" running 15 "select k.state from docket.case_clock k join docket.letter l using (tenant_id, case_id) where l.letter_id = $hold and k.kind = 'respond'"
like "what went out cannot be" "$(docket_as ana do recall-letter "$(case_of S-2)" letter="$(letter_of S-2)" 2>&1)" "*it went out: it cannot be taken back*"
touch "$work/hang"
late l2b S-2 '+13 hours' >"$work/event"
is "later" "$(post nord-freight l2b "$work/event")" 202
soon "is known" 1 15 "select count(*) from docket.event where type = 'shipment.eta' and subject_ref = 'S-2' and at > now() + interval '12 hours' and state = 'applied'"
like "another draft" "$(tell S-2 template=new-eta)" "*drafted to North Ltd*"
like "goes" "$(send S-2)" "*goes to north@customer.example now*"
soon "it is on its way" sending 15 "select state from docket.effect where letter_id = $(letter_of S-2)"
like "so that it cannot be taken back" "$(docket_as ana do recall-letter "$(case_of S-2)" letter="$(letter_of S-2)" 2>&1)" "*it is going out at this moment, or may have arrived*"
rm "$work/hang"
printf 'include nordwind\nmessage delay 0s\n' >"$work/nord.policy"
apply nord "$work/nord.policy"
like "it waits as it was drafted" "$(send S-4)" "*in 1h00 unless*"
is "under another key" "$(sql "select count(distinct key) from docket.effect where letter_id = $hold")" 2
like "taken back once more" "$(docket_as ana do recall-letter "$(case_of S-4)" letter="$hold" 2>&1)" "*taken back*"

# --- others than the customer
like "where it is unloaded" "$(tell S-1 template=new-eta to=site)" "*drafted to Gate Munich: S-1 kommt *"
like "goes" "$(send S-1)" "*gate@muc.example*"
like "the carrier" "$(tell S-1 template=ask-status)" "*drafted to Freight of nord: S-1: where is it*"
like "goes" "$(send S-1)" "*desk@freight.example*"
like "the supplier" "$(tell S-1 template=pickup-missed)" "*drafted to Holz AG*"
like "each stakeholder" "$(tell S-1 template=new-eta to=stakeholder)" "*drafted to Chief: *; drafted to Planner: *"
like "not for everybody" "$(tell S-1 template=ask-status to=customer 2>&1)" "*ask-status is for carrier, not for customer*"
until_there mail-4 mail-5
is "they got it" "$(grep -h '^To:' "$work/mail-4" "$work/mail-5" | sort | paste -sd' ')" "To: <desk@freight.example> To: <gate@muc.example>"

# --- the client's own words, as they are in force; what was said stays
cat >"$work/new-eta.template" <<'END'
include new-eta
template "New arrival time"

text language=de
	title Unsere Worte zu {ref}
	| Hallo {customer}
END
printf 'template X\nfor customer\ntext\n\ttitle {reff}\n\t| x\n' >"$work/bad.template"
like "a mistake is shown at its place" "$(docket_as ivy apply "$work/bad.template" 2>&1)" "*bad.template line 4 column 8: there is no {reff} to put in: did you mean ref?*"
like "what would change, in words" "$(docket_as ivy diff "$work/new-eta.template" 2>&1)" "*New arrival time: text for de: title {ref}: neue Ankunftszeit {eta} -> Unsere Worte zu {ref}*text for de says something else*"
like "in force" "$(docket_as ivy apply "$work/new-eta.template" 2>&1)" "template new-eta: version 1 *"
late l1d S-1 '+14 hours' >"$work/event"
is "and later" "$(post nord-freight l1d "$work/event")" 202
soon "is known" 1 15 "select count(*) from docket.event where type = 'shipment.eta' and subject_ref = 'S-1' and at > now() + interval '13 hours' and state = 'applied'"
like "in their own words" "$(tell S-1 template=new-eta)" "*drafted to Nord AG: Unsere Worte zu S-1*"
is "of that version and text" "$(sql "select template_version, variant, language, length(mark) from docket.letter where letter_id = (select letter_id from docket.letter where title like 'Unsere%')")" "1|de|de|12"
is "what was said stays" "$(sql "select count(distinct mark) from docket.letter where template = 'new-eta' and recipient = 'Nord AG'")" 2
is "byte for byte" "$(cat "$work/mail-1")" "$said"
is "nothing else left" "$(grep -L 'To: <north@' "$work"/mail-* | wc -l) $(count post)" "4 1"
operation_end

#!/bin/bash
# cost: 50
# A Maildir: mail joins the story it speaks of, what nobody can place is a queue for people, papers are kept once and come out as they went in,
# a missing one is a case that ends when it comes; and wherever the engine dies nothing is lost and nothing stands twice.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
printf 'include nordwind\nexception documents-missing "Documents missing"\n\tdetect deadline documents after deliver 1h\n\trequire pod,bol when customer=RETAIL\nwithout exception pod-missing\n' >"$work/papers.policy"
operation_trade nord "$work/papers.policy"
box=$work/box
mkdir -p "$box/tmp" "$box/new" "$box/cur"
printf 'title "Mailbox of the desk"\nmode live\nmaildir %s\n' "$box" >"$work/desk.interface"
printf 'title "Mailbox of a carrier"\nmode live\nmaildir %s\nfrom "*@freight.example, ops@swift.example"\n' "$work/carrier" >"$work/carrier.interface"
mkdir -p "$work/carrier/new" "$work/carrier/cur"
apply nord "$work/desk.interface" "$work/carrier.interface"
for who in ana bea; do
	docket_admin operator add $who --name "$who" --tenant nord --role dispatcher --desk transport $([ $who = bea ] && echo --sites MUC)
done

# mail BOX NAME SUBJECT TEXT [FILE TYPE FILENAME]...: delivers it; $from, $id and $head may say more.
mail() {
	local dir=$1 name=$2 subject=$3 text=$4
	shift 4
	{
		printf 'Received: from %s\r\nFrom: "Desk" <%s>\r\nTo: ops@nord.example\r\nSubject: %s\r\nMessage-ID: <%s>\r\n%s' \
			"${via:-relay}" "${from:-pod@freight.example}" "$subject" "${id:-$name@freight.example}" "${head:-}"
		printf 'Date: Mon, 02 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=_b"\r\n\r\n'
		printf -- '--=_b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n' "$text"
		while [ $# -gt 2 ]; do
			printf -- '--=_b\r\nContent-Type: %s\r\nContent-Disposition: attachment; filename="%s"\r\nContent-Transfer-Encoding: base64\r\n\r\n' "$2" "$3"
			base64 "$1" | sed 's/$/\r/'
			shift 3
		done
		printf -- '--=_b--\r\n'
	} >"$dir/.$name"
	mv "$dir/.$name" "$dir/new/$name"
}
# lies WHERE: names in a folder of the mailbox, in order.
lies() {
	find "$box/$1" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | paste -sd,
}
until_lies() {
	local end=$(($(ms) + 15000))
	while [ "$(lies "$3")" != "$2" ] && [ "$(ms)" -lt "$end" ]; do sleep 0.05; done
	is "$1" "$(lies "$3")" "$2"
}
# ship SHIPMENT...: each is planned.
ship() {
	local ref
	for ref; do
		printf '%s' "$(planned "plan-$ref" "$ref")" >"$work/plan"
		[ "$(post nord-tms "plan-$ref" "$work/plan")" = 202 ] || fail "no plan of $ref"
	done
}
state_of() {
	echo "select state from docket.mail where title = '$1'"
}
printf '%%PDF-1.4\n\001\002 a signature \377\n' >"$work/pod.pdf"
head -c 200000 /dev/urandom >"$work/photo.jpg"
printf 'bol' >"$work/bol.pdf"

# --- there before the engine; joined by the subject line
mail "$box" early "POD for SH-1001" "Hello,

it was signed for." "$work/pod.pdf" application/pdf scan0001.pdf
start_engine one
until_lies "a mail that lay there is stored and seen" early:2,S cur
soon "it waits: nothing was known by its number" open 15 "$(state_of 'POD for SH-1001')"
ship SH-1001 SH-1002 SH-1003 SH-1004
soon "the shipment is planned" 1 15 "select count(*) from docket.subject where ref = 'SH-1001'"
like "a person reads it" "$(docket_as ana mails "$(sql "select mail_id from docket.mail")")" "*it was signed for.*"
is "and says whose it is" "$(docket_as ana mails assign "$(sql "select mail_id from docket.mail")" so-sh-1001 2>&1 | sed 's/^[0-9]*//')" ": joined SO-SH-1001"
soon "it joins" "mail from pod@freight.example: POD for SH-1001: Hello, | proof of delivery: scan0001.pdf" 15 \
	"select string_agg(e.words, ' | ' order by e.event_id) from docket.event e join docket.subject s using (tenant_id, subject_id) where s.ref = 'SH-1001' and e.type in ('mail.received', 'pod.received')"
like "once" "$(docket_as ana mails assign "$(sql "select mail_id from docket.mail")" SH-1002 2>&1)" "*it is joined already*"
is "and it is written down who said so" "$(sql "select p.short from docket.audit a join docket.person p using (person_id) where a.what = 'act assign-mail'")" ana
wait_quiet 20

# --- papers: by their own names, once, as they came
mail "$box" two "papers" "see attached" "$work/pod.pdf" application/pdf "POD SH-1002.pdf" "$work/bol.pdf" application/pdf "../../BOL_SH-1003.pdf" \
	"$work/photo.jpg" image/jpeg "SH-1003 IMG.jpg"
soon "each paper goes where its name says" "mail from pod@freight.example: papers: see attached | bill of lading: BOL_SH-1003.pdf | paper that no rule names: SH-1003 IMG.jpg" 15 \
	"select string_agg(e.words, ' | ' order by e.item) from docket.event e join docket.subject s using (tenant_id, subject_id) where s.ref = 'SH-1003' and e.type ~ 'mail|document'"
is "also the other one" "$(sql "select count(*) from docket.event where subject_ref = 'SH-1002' and type = 'pod.received' and words = 'proof of delivery: POD SH-1002.pdf'")" 1
mail "$box" again "again, SH-1003" "the same papers" "$work/bol.pdf" application/pdf bill.pdf "$work/photo.jpg" image/jpeg x.jpg
soon "the same mail by another way" joined 15 "$(state_of 'again, SH-1003')"
wait_quiet 20
is "the same bytes of a shipment are one document" "$(sql "select count(*), count(distinct digest) from docket.document d join docket.subject s using (tenant_id, subject_id) where s.ref = 'SH-1003'")" "2|2"
photo=$(sql "select document_id from docket.document d join docket.subject s using (tenant_id, subject_id) where s.ref = 'SH-1003' and d.type = 'other'")
is "it comes out as it went in" "$(docket_as ana doc get "$photo" | sha256sum)" "$(sha256sum <"$work/photo.jpg")"
like "into a file" "$(docket_as ana doc get "$photo" --out "$work/out.jpg")" "*200000 bytes, sha256 $(sha256sum <"$work/photo.jpg" | cut -d' ' -f1)"
is "with the same bytes" "$(cmp "$work/out.jpg" "$work/photo.jpg" && echo same)" same
like "which must not be there" "$(docket_as ana doc get "$photo" --out "$work/out.jpg" 2>&1)" "*cannot be made: File exists*"
like "never on a terminal" "$(script -qec "'$build/docket' doc get $photo --socket '$sock' --user ana" /dev/null 2>&1)" "*not written to a terminal*"
like "the list has it" "$(docket_as ana doc list SH-1003 --json)" "*\"name\":\"SH-1003 IMG.jpg\"*$(sha256sum <"$work/photo.jpg" | cut -d' ' -f1)*"
is "people of other sites see none" "$(docket_as bea doc list SH-1003 --json; docket_as bea doc get "$photo" 2>&1 | grep -c 'no such document')" 1
sql "update docket.document set bytes = '\\x00' where document_id = $photo" >/dev/null
like "other bytes are found out" "$(docket_as ana doc get "$photo" 2>&1 | tail -c 200)" "*their sha256 is another one*"

# --- a person says what a paper is
like "said by hand" "$(docket_as ana doc type "$photo" damage-photo)" "*kept as photo of the damage"
soon "it is kept so" damage-photo 15 "select type from docket.document where document_id = $photo"
is "and news of the shipment" "$(sql "select count(*) from docket.event where subject_ref = 'SH-1003' and type = 'document.received' and milestone = 'document-damage-photo'")" 1
like "once" "$(docket_as ana doc type "$photo" pod 2>&1)" "*known as damage-photo already*"
like "not by those who do not see it" "$(docket_as bea doc type "$photo" pod 2>&1)" "*no such document*"

# --- what nobody can place
mail "$box" many "SH-1001 and SH-1002" "which?"
mail "$box" none "offer" "cheap pallets, call 0800 123456"
mail "$box" text "a question" "Where is shipment SH-1004? It was due at 12:00."
soon "several" "open it could be about several" 15 "select state || ' ' || reason from docket.mail where title = 'SH-1001 and SH-1002'"
soon "none" "open it names nothing that is known" 15 "select state || ' ' || reason from docket.mail where title = 'offer'"
soon "by its text" joined 15 "$(state_of 'a question')"
is "the queue" "$(docket_as ana mails --json | wc -l)" 2
is "is for those who see all sites" "$(docket_as bea mails --json | wc -l)" 0
offer=$(sql "select mail_id from docket.mail where title = 'offer'")
like "a reason is needed" "$(docket_as ana mails drop "$offer" 2>&1)" "*reason*"
like "nothing by that reference" "$(docket_as ana mails assign "$offer" SH-9999 2>&1)" "*nothing is known by that reference*"
like "not by those who see one site" "$(as bea "select words from docket_do.act('drop-mail', 1, null, null, '{mail,$offer,reason,x}', 'test-mail-bea')")" "there is no such mail"
like "dropped" "$(docket_as ana mails drop "$offer" --reason "advertising")" "*dropped"
is "and kept, with the reason" "$(sql "select state || ' ' || reason || ' ' || by_person from docket.mail where mail_id = $offer")" "dropped advertising $(sql "select person_id from docket.person where short = 'ana'")"

# --- answers, copies, senders
id=reply1@freight.example head=$'In-Reply-To: <text@freight.example>\r\n' mail "$box" reply "Re: a question" "It stands in Kassel, says SH-1002's driver."
soon "an answer joins what it answers" "SH-1004" 15 "select s.ref from docket.mail m join docket.subject s using (tenant_id, subject_id) where m.title = 'Re: a question'"
via=elsewhere id=reply1@freight.example head=$'In-Reply-To: <text@freight.example>\r\n' mail "$box" copy "Re: a question" "It stands in Kassel, says SH-1002's driver."
soon "a copy that came by another way joins nothing" "joined same" 15 "select string_agg(state, ' ' order by mail_id) from docket.mail where title = 'Re: a question'"
from=x@evil.example mail "$work/carrier" evil "POD SH-1004" "mine" "$work/pod.pdf" application/pdf pod.pdf
from=ops@swift.example mail "$work/carrier" good "about SH-1004" "hello"
soon "from anybody else it waits" "open its sender is not one whose mail joins by itself" 15 "select state || ' ' || reason from docket.mail where title = 'POD SH-1004'"
soon "from one of those it joins" joined 15 "$(state_of 'about SH-1004')"
is "and nothing of the first is kept" "$(sql "select count(*) from docket.document d join docket.subject s using (tenant_id, subject_id) where s.ref = 'SH-1004'")" 0

# --- missing papers
ship SH-1005
event_time=$(hence '-2 hours') event done-1005 freight delivery.completed SH-1005 "\"at\":\"$(hence '-2 hours')\"" >"$work/done"
is "delivered" "$(post nord-freight done-1005 "$work/done")" 202
missing="select what from docket.case_open c join docket.subject s using (tenant_id, subject_id) where s.ref = 'SH-1005' and c.type = 'documents-missing'"
soon "what is missing is a case" t 15 "select what like '%not here yet: proof of delivery, bill of lading' from ($missing) x"
case_no=$(sql "select 'C-' || no from docket.case_open where type = 'documents-missing' and subject_id = (select subject_id from docket.subject where ref = 'SH-1005')")
mail "$box" bol5 "your case $case_no" "attached" "$work/bol.pdf" application/pdf "frachtbrief.pdf"
soon "the number of the case will do" t 15 "select what like '%not here yet: proof of delivery' from ($missing) x"
like "the case shows it" "$(docket_as ana case "$case_no")" "*Documents*bol*frachtbrief.pdf*"
is "nobody answered it by that" "$(sql "select k.state from docket.case_clock k join docket.case_open c using (tenant_id, case_id) where c.type = 'documents-missing' and k.kind = 'respond'")" running
mail "$box" pod5 "POD" "PRO SH-1005 attached" "$work/pod.pdf" application/pdf "IMG_77.pdf"
soon "the POD by its subject line ends it" "closed all papers are here" 15 "select state || ' ' || reason from docket.case_closed where type = 'documents-missing'"

# --- an e-mailed milestone
printf 'title "Status by mail"\nmode live\nmaildir %s\nmapping mailed\n' "$work/status" >"$work/status.interface"
printf 'mapping mailed "Status by mail"\nrows csv\ntime seen Time\ntext ref Ref\nevent shipment.picked-up\n\tabout ref\n\tknown seen\n\tat seen\n' >"$work/mailed.mapping"
mkdir -p "$work/status/new" "$work/status/cur"
apply nord "$work/mailed.mapping" "$work/status.interface"
printf 'Ref,Time\nSH-1004,%s\nSH-8888,%s\nSH-1002,never\n' "$(hence now)" "$(hence now)" >"$work/status.csv"
mail "$work/status" table "daily report" "see table" "$work/status.csv" text/csv report.csv
soon "a row is an event" 1 15 "select count(*) from docket.event where type = 'shipment.picked-up' and subject_ref = 'SH-1004' and state = 'applied'"
soon "what waits for its shipment and what is wrong are dead letters" "report.csv: line 4|open,/subject|waiting" 15 "select string_agg(place || '|' || state, ',' order by state) from docket.dead"
is "a table is no paper, and nobody has to read the mail" "$(sql "select (select count(*) from docket.document where name = 'report.csv'), (select state from docket.mail where title = 'daily report')")" "0|joined"
ship SH-8888
soon "the one that waited" 1 15 "select count(*) from docket.event where type = 'shipment.picked-up' and subject_ref = 'SH-8888' and state = 'applied'"
wait_quiet 20

# --- what is none
ln -s /etc/hostname "$box/new/link"
mkfifo "$box/new/pipe"
head -c 10485761 /dev/zero >"$box/.large" && mv "$box/.large" "$box/new/large"
until_lies "others are refused" large,large.why,link,link.why,pipe,pipe.why refused
is "with the reason" "$(cat "$box"/refused/*.why | paste -sd'|')" \
	"it is larger than 10 MiB|it is a symbolic link: only plain files are taken|it is a pipe: only plain files are taken"
{ printf 'Subject: deep SH-1001\r\n'; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do printf 'Content-Type: multipart/mixed; boundary=b%s\r\n\r\n--b%s\r\n' $i $i; done; printf '\r\nx\r\n'; } >"$box/.deep" && mv "$box/.deep" "$box/new/deep"
soon "a mail of too many parts is a dead letter" "its parts lie more than 8 deep in each other" 15 "select reason from docket.dead where reason like '%deep%'"

# --- killed between any two steps
number=2000
points="folder-taken after-intake-commit folder-stored before-answer folder-done after-decide after-store"
kill -9 "$engine"
wait_gone "$engine" 5
# Each engine takes over what the one before it left, and dies in its turn.
for point in $points; do
	number=$((number + 1))
	export DOCKET_FAILPOINT=$point:1
	mail "$box" "crash-$number" "POD for SO-SH-1004 crash $number" "words $number" "$work/pod.pdf" application/pdf "pod.pdf" "$work/photo.jpg" image/jpeg "photo $number.jpg"
	start_engine one --lease=1000 || true
	wait_gone "$engine" 15 || fail "nobody died at $point"
done
unset DOCKET_FAILPOINT
start_engine one --lease=1000
for crash in $(seq 2001 $number); do
	soon "mail $crash joins once" "1|1" 20 "select (select count(*) from docket.event where type = 'mail.received' and words like '%crash $crash:%' and state = 'applied'), (select count(*) from docket.mail where title like '%crash $crash' and state = 'joined')"
done
wait_quiet 20
is "nothing is left on the way" "$(lies new)$(lies taken)" ""
is "each lies in cur once" "$(find "$box/cur" -name 'crash-*' | wc -l)" 7
is "papers of it stand once" "$(sql "select count(*) from docket.document where name ~ '^(pod|photo 20..).(pdf|jpg)$' and subject_id = (select subject_id from docket.subject where ref = 'SH-1004')")" 2
is "and what was told of them twice is one event each" "$(sql "select count(*) from (select subject_id, partner_key from docket.event where type in ('mail.received', 'document.received', 'pod.received') and message_id is not null group by 1, 2 having count(*) > 1) x")" 0
is "no mail has two rows" "$(sql "select count(*) - count(distinct message_id) from docket.mail")" 0
operation_end

#!/bin/sh
# Mail and papers in the store: decided once, kept once, changed only while open; who may see them, and who may say what of them.
. "$(dirname "$0")/sql_setup.inc"

# store FENCE MAILS DOCUMENTS [TYPED TYPES]: the engine's function; prints its error.
store() {
	sql "select docket.mail_store(1, $1, $2, $3, '${4:-{\}}', '${5:-{\}}')" | sed -n 's/^ERROR:  //p'
}
# mail ID MESSAGE JSON
mail() {
	printf "t.of(null::docket.mail, jsonb_build_object('tenant_id', 1, 'mail_id', %s, 'interface_id', 1, 'message_id', %s, 'at', now(), 'digest', '\\\\x00',
		'title', 'mail %s', 'state', 'open', 'version', 0) || '%s')" "$1" "$2" "$1" "$3"
}
# document ID SUBJECT BYTES JSON
document() {
	printf "t.of(null::docket.document, jsonb_build_object('tenant_id', 1, 'document_id', %s, 'subject_id', %s, 'type', 'other', 'name', 'n%s',
		'size_bytes', 1, 'digest', '\\\\x' || encode(sha256('%s'), 'hex'), 'received_at', now(), 'bytes', '\\\\x' || encode('%s', 'hex')) || '%s')" \
		"$1" "$2" "$1" "$3" "$3" "$4"
}
none_mail="'{}'"
none_doc="'{}'"
fence=$(sql "select t.fence(1)")
sql "insert into docket.message (tenant_id, message_id, interface_id, received_at, content_type, body, items, state)
	values (1, 71, 1, now(), 'message/rfc822', 'x', 1, 'decoded'), (1, 72, 1, now(), 'message/rfc822', 'x', 1, 'decoded')" >/dev/null
subject=100 # of HAM
other=200

# --- decided once
is "a mail is stored" "$(store "$fence" "array[$(mail 501 71 '{}'), $(mail 502 72 '{"state": "joined", "subject_id": 9}')]" $none_doc)" ""
is "the same message again changes nothing" "$(store "$fence" "array[$(mail 503 71 '{"state": "joined"}')]" $none_doc; sql "select string_agg(mail_id || state, ' ' order by mail_id) from docket.mail")" "501open 502joined"
is "an engine whose lease is gone stores nothing" "$(store $((fence + 1)) "array[$(mail 504 73 '{}')]" $none_doc; sql "select count(*) from docket.mail")" "stale
2"
is "a version that is not the one that stands changes nothing" "$(store "$fence" "array[$(mail 501 71 '{"state": "joined", "version": 7}')]" $none_doc; sql "select state from docket.mail where mail_id = 501")" open
is "an assigned one is joined, and read again" "$(store "$fence" "array[$(mail 501 71 "{\"state\": \"joined\", \"version\": 1, \"by_person\": 1, \"subject_id\": $subject}")]" $none_doc
	sql "select m.state, m.version, x.state from docket.mail m join docket.message x using (tenant_id, message_id) where mail_id = 501")" "joined|2|stored"
is "after that nobody changes it" "$(store "$fence" "array[$(mail 501 71 '{"state": "dropped", "version": 2}')]" $none_doc; sql "select state from docket.mail where mail_id = 501")" joined

# --- kept once
is "papers are stored" "$(store "$fence" $none_mail "array[$(document 601 "$subject" abc '{}'), $(document 602 "$other" abc '{}'), $(document 603 "$subject" abc '{"name": "again"}')]")" ""
is "the same bytes once on each subject" "$(sql "select string_agg(document_id || name, ' ' order by document_id) from docket.document")" "601n601 602n602"
is "a type is said once" "$(store "$fence" $none_mail $none_doc '{601}' '{pod}'; store "$fence" $none_mail $none_doc '{601}' '{bol}'; sql "select type from docket.document where document_id = 601")" pod

# --- who sees what
is "who sees all sites" "$(as ana "select string_agg(document_id::text, ' ' order by document_id) from docket_read.document"; as ana "select count(*) from docket_read.mail")" "601 602
2"
is "who sees one" "$(as wes "select string_agg(document_id::text, ' ') from docket_read.document"; as wes "select string_agg(document_id::text, ' ') from docket_read.document_bytes"; as wes "select count(*) from docket_read.mail")" "601
601
0"
is "who is of another client, or gone" "$(as eve "select count(*) from docket_read.document"; as eve "select count(*) from docket_read.document_bytes"; as eve "select count(*) from docket_read.mail"; as lia "select count(*) from docket_read.document_bytes")" "0
0
0
0"
is "bytes are those that came" "$(as ana "select convert_from(bytes, 'UTF8') from docket_read.document_bytes where document_id = 601")" abc
is "tables are nobody's" "$(as ana "select * from docket.document" | grep -c 'permission denied')" 1

# --- who may say what
act() { # LOGIN KIND ARGS KEY [CASE]
	as "$1" "select code || '|' || words from docket_do.act('$2', 1, ${5:-null}, null, '$3', 'sql-mail-$4')"
}
store "$fence" "array[$(mail 505 75 '{}')]" $none_doc >/dev/null
store "$fence" $none_mail "array[$(document 604 "$other" xyz '{}'), $(document 605 "$subject" xyz '{}')]" >/dev/null
is "a mail is assigned" "$(act ana assign-mail '{mail,505,ref,SHP-1}' 1)" "done|sent"
is "not without saying to what" "$(act ana assign-mail '{mail,505}' 2)" "invalid|assign-mail needs ref="
is "not dropped without a reason" "$(act ana drop-mail '{mail,505}' 3)" "invalid|drop-mail needs reason="
is "one that joined is not assigned" "$(act ana assign-mail '{mail,502,ref,SHP-1}' 4)" "invalid|it is joined already"
is "one that is not there" "$(act ana drop-mail '{mail,999,reason,x}' 5)" "not-found|there is no such mail"
is "a number that is none" "$(act ana drop-mail '{mail,1e9,reason,x}' 6)" "not-found|there is no such mail"
is "who sees one site sees no mail" "$(act wes assign-mail '{mail,505,ref,SHP-1}' 7)" "not-found|there is no such mail"
is "another client's" "$(act eve assign-mail '{mail,505,ref,SHP-1}' 8 | cut -d'|' -f1)" not-found
is "a paper of one's site is named" "$(act wes type-document '{document,605,type,bol}' 9)" "done|sent"
is "of another site it is not there" "$(act wes type-document '{document,604,type,bol}' 10)" "not-found|there is no such document"
is "what is known is not named again" "$(act ana type-document '{document,601,type,bol}' 11)" "invalid|it is known as pod already"
is "nor through somebody else's case" "$(act ana type-document '{document,605,type,bol}' 12 1000)" "invalid|it is about no case: name the document alone"
is "each is written down" "$(sql "select string_agg(what, ',' order by stored_at, row_id) from docket.audit where what ~ 'mail|document'")" "act assign-mail,act type-document"
is "it may run twice" "$(psql -X -q -1 -v ON_ERROR_STOP=1 -f "$root/data/sql/migrate/014_documents.sql" 2>&1)" ""
done_testing

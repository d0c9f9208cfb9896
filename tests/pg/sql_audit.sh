#!/bin/sh
# The audit: what is hashed, byte for byte; a chain that holds; every kind of tampering found; sealing in the order of commit.
. "$(dirname "$0")/sql_setup.inc"

# The encoding, made here by other means.
number() {
	printf '00000008%016x' "$1"
}
text() {
	printf '%08x%s' "${#1}" "$(printf %s "$1" | od -An -v -tx1 | tr -d ' \n')"
}
wanted=$(number 1; number 2; number 3; number 1000000; number 0; printf ffffffff; text ana; text ''; text 'act note'; text case; number 7; number 8; printf ffffffff; number 4; text a; text '1'; text b; text 'x:y')
is "the encoding" "$(sql "select encode(docket.audit_encode(1, 2, 3, '2000-01-01 00:00:01Z', '2000-01-01Z', null, 'ana', '', 'act note', 'case', 7, 8, null, '{a,1,b,x:y}'), 'hex')")" "$wanted"
first=$(sql "select encode(docket.audit_encode(tenant_id, audit_no, row_id, at, stored_at, person_id, login, station, what, kind, id, case_id, act_id, fields), 'hex') from docket.audit where tenant_id = 1 and audit_no = 1")
second=$(sql "select encode(docket.audit_encode(tenant_id, audit_no, row_id, at, stored_at, person_id, login, station, what, kind, id, case_id, act_id, fields), 'hex') from docket.audit where tenant_id = 1 and audit_no = 2")
unhex() {
	for byte in $(printf %s "$1" | sed 's/../& /g'); do
		printf "\\$(printf %03o "0x$byte")"
	done
}
d1=$(unhex "$first" | sha256sum | cut -c1-64)
is "the first digest" "$(sql "select encode(digest, 'hex') from docket.audit where tenant_id = 1 and audit_no = 1")" "$d1"
is "the second, on the first" "$(sql "select encode(digest, 'hex') from docket.audit where tenant_id = 1 and audit_no = 2")" "$({ unhex "$d1"; unhex "$second"; } | sha256sum | cut -c1-64)"

# Acts of two people, folded in another order than they were made, with rows of the engine between.
for n in 1 2 3 4 5 6 7 8 9; do
	as ana "select docket_do.act('note', 1, 1000, null, '{words,note $n}', 'key-ana-$n-x')" >/dev/null
	as ben "select docket_do.act('note', 1, 2000, null, '{words,note $n}', 'key-ben-$n-x')" >/dev/null
done
is "unsealed until folded" "$(sql "select count(*) from docket.audit where audit_no is null")" 18
sql "select t.store(1, acts => (select array_agg(act_id order by act_id desc) from docket.act where state = 'stored' and person_id = 1))" >/dev/null
sql "select t.store(1, audits => array[t.of(null::docket.audit, '{\"row_id\": 9, \"at\": \"2026-01-01Z\", \"what\": \"clock breached\", \"kind\": \"case\", \"id\": 1000, \"case_id\": 1000, \"fields\": [\"respond\", \"breached\"]}')],
	acts => (select array_agg(act_id order by act_id) from docket.act where state = 'stored'))" >/dev/null
is "sealed in the order of folding" "$(sql "select string_agg(c.args[2], ',' order by a.audit_no) from docket.audit a join docket.act c using (act_id) where c.person_id = 1")" "note 9,note 8,note 7,note 6,note 5,note 4,note 3,note 2,note 1"
is "numbers without holes" "$(sql "select count(*) = max(audit_no) and max(audit_no) = (select audit_no from docket.tenant_head where tenant_id = 1) and count(distinct audit_no) = count(*) from docket.audit where tenant_id = 1")" t
is "blocks join" "$(sql "select bool_and(b.before = p.digest and b.first_no = p.last_no + 1) from docket.audit_block b join docket.audit_block p on p.tenant_id = b.tenant_id and p.block_no = b.block_no - 1")" t
is "the chain holds" "$(sql "select count(*) from docket.audit_verify(1)")" 0
is "from the middle too" "$(sql "select count(*) from docket.audit_block b, docket.audit_verify(1, b.last_no + 1) where b.tenant_id = 1")" 0

# tampered NAME SQL: seen, and gone when it is rolled back.
tampered() {
	is "found: $1" "$(sql "begin; $2; select count(*) > 0 from docket.audit_verify(1); rollback")" t
}
tampered "a changed value" "update docket.audit set fields = array['words', 'something else'] where tenant_id = 1 and audit_no = 12"
tampered "another person" "update docket.audit set person_id = 3 where tenant_id = 1 and audit_no = 12"
tampered "another time" "update docket.audit set at = at - interval '1 us' where tenant_id = 1 and audit_no = 12"
tampered "a value moved into the next field" "update docket.audit set login = login || left(what, 1), what = substr(what, 2) where tenant_id = 1 and audit_no = 12"
tampered "null for empty" "update docket.audit set case_id = null where tenant_id = 1 and audit_no = 12"
tampered "a deleted row" "delete from docket.audit where tenant_id = 1 and audit_no = 12"
tampered "a row that came in" "insert into docket.audit select (x).* from (select jsonb_populate_record(a, '{\"row_id\": 1}') x from docket.audit a where tenant_id = 1 and audit_no = 12) y"
tampered "two rows swapped" "update docket.audit set audit_no = 25 - audit_no where tenant_id = 1 and audit_no in (12, 13)"
tampered "the tail cut" "delete from docket.audit where tenant_id = 1 and audit_no > 15"
tampered "the tail cut, and its head" "delete from docket.audit where tenant_id = 1 and audit_no > 15; update docket.tenant_head h set audit_no = 15, audit_hash = (select digest from docket.audit where tenant_id = 1 and audit_no = 15) where h.tenant_id = 1"
tampered "a row hashed again" "update docket.audit a set fields = '{a,b}', digest = sha256((select digest from docket.audit where tenant_id = 1 and audit_no = 11)
	|| docket.audit_encode(a.tenant_id, a.audit_no, a.row_id, a.at, a.stored_at, a.person_id, a.login, a.station, a.what, a.kind, a.id, a.case_id, a.act_id, '{a,b}')) where tenant_id = 1 and audit_no = 12"
tampered "all from a row on hashed again" "do \$\$ declare r docket.audit; h bytea := ''; begin update docket.audit set fields = '{a,b}' where tenant_id = 1 and audit_no = 12;
	for r in select * from docket.audit where tenant_id = 1 order by audit_no loop
		h := sha256(h || docket.audit_encode(r.tenant_id, r.audit_no, r.row_id, r.at, r.stored_at, r.person_id, r.login, r.station, r.what, r.kind, r.id, r.case_id, r.act_id, r.fields));
		update docket.audit set digest = h where tenant_id = 1 and audit_no = r.audit_no; end loop; update docket.tenant_head t set audit_hash = h where t.tenant_id = 1; end \$\$"
is "a dropped beginning is anchored by its block" "$(sql "begin; delete from docket.audit a using docket.audit_block b where a.tenant_id = 1 and b.tenant_id = 1 and b.block_no = 2 and a.audit_no <= b.last_no;
	select count(*) from docket.audit_block b, docket.audit_verify(1, b.last_no + 1) where b.tenant_id = 1 and b.block_no = 2; rollback")" 0
is "operators read it" "$(as ana "select count(*) from docket_do.audit(1, 1, 1000)")" "$(sql "select count(*) from docket.audit where tenant_id = 1")"
is "of their cases only" "$(as wes "select count(distinct case_id) from docket_do.audit(1, 1, 1000)")" 1
is "of their clients only" "$(as ana "select count(*) from docket_do.audit(2, 1, 1000)")" 0
done_testing

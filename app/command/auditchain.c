/* SPDX-License-Identifier: MIT */
/* Lengths stand before values, so that no two rows encode the same. */
#include "command/auditchain.h"

#include "base/mem.h"

#define YEAR_2000_US (INT64_C(946684800) * US_PER_S)

static void add_bytes(struct str *out, uint64_t number, int bytes)
{
	for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
		str_addc(out, (char)(number >> shift & 0xff));
}

static void add_number(struct str *out, int64_t number)
{
	if (number == INT_NONE) {
		add_bytes(out, UINT32_MAX, 4);
		return;
	}
	add_bytes(out, 8, 4);
	add_bytes(out, (uint64_t)number, 8);
}

static void add_text(struct str *out, struct span text)
{
	if (!text.text) {
		add_bytes(out, UINT32_MAX, 4);
		return;
	}
	add_bytes(out, text.length, 4);
	str_add(out, text.text, text.length);
}

void auditchain_encode(const struct auditchain_row *row, struct str *out)
{
	add_number(out, row->tenant_id);
	add_number(out, row->audit_no);
	add_number(out, row->row_id);
	add_number(out, row->at - YEAR_2000_US);
	add_number(out, row->stored_at - YEAR_2000_US);
	add_number(out, row->person_id);
	add_text(out, row->login);
	add_text(out, row->station);
	add_text(out, row->what);
	add_text(out, row->kind);
	add_number(out, row->id);
	add_number(out, row->case_id);
	add_number(out, row->act_id);
	add_number(out, (int64_t)row->field_count);
	for (size_t i = 0; i < row->field_count; i++)
		add_text(out, row->fields[i]);
}

struct digest auditchain_next(const struct digest *before, const struct auditchain_row *row)
{
	struct str bytes = { 0 };
	struct digest digest;

	if (before)
		str_add(&bytes, (const char *)before->bytes, DIGEST_BYTES);
	auditchain_encode(row, &bytes);
	digest = digest_of(str_text(&bytes), bytes.length);
	str_release(&bytes);
	return digest;
}

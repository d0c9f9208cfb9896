/* SPDX-License-Identifier: MIT */
/* What may be a reference in a text, and whose mail may join by itself. */
#include "check.h"

#include "base/str.h"
#include "engine/mailrefs.h"

static struct arena arena;

/* Those of a text, by blanks. */
static const char *refs_of(const char *text)
{
	struct mailrefs refs = { 0 };
	char *out = arena_str(&arena, "");

	mailrefs_add(&arena, text, &refs);
	for (size_t i = 0; i < refs.count; i++)
		out = arena_printf(&arena, "%s%s%s", out, i ? " " : "", refs.items[i]);
	return out;
}

static void test_refs(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "no numbers here", "" },
		{ "SH-1001", "SH-1001 1001" },
		{ "re: so-88121, please", "SO-88121 88121" },
		{ "POD_SH-1.pdf", "POD_SH-1.PDF POD_SH-1 SH-1.PDF SH-1 1.PDF" },
		{ "PRO 123456789.", "123456789" },
		{ "(MSKU1234567) / MSKU1234567", "MSKU1234567" },
		{ "12 of 7", "" },
		{ "at 12:00 on 2026-03-02", "2026-03-02 2026-03 2026 03-02" },
		{ "x1234567890123456789012345678901234567890", "" },
		{ "\xc3\xbc" "ber SH-7", "SH-7" },
	};
	struct str many = { 0 };
	struct mailrefs refs = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_str(rows[i].text, refs_of(rows[i].text), rows[i].want);
	for (int i = 0; i < 5000; i++)
		str_addf(&many, "N%d ", 1000 + i);
	mailrefs_add(&arena, str_text(&many), &refs);
	check_int("no more than so many", refs.count, MAILREFS_MAX);
	str_release(&many);
}

static void test_cases(void **state)
{
	(void)state;
	check_int("a case", mailrefs_case_no("C-10481"), 10481);
	check_int("a shipment", mailrefs_case_no("SH-10481"), 0);
	check_int("no number", mailrefs_case_no("C-10481A"), 0);
	check_int("too large", mailrefs_case_no("C-9999999999"), 0);
}

static void test_from(void **state)
{
	static const struct {
		const char *patterns, *address;
		bool want;
	} rows[] = {
		{ "", "a@b.c", true },          { " , ", "a@b.c", true },        { "a@b.c", "A@B.c", true },
		{ "a@b.c", "aa@b.c", false },   { "*@b.c", "x.y@b.c", true },    { "*@b.c", "x@b.c.evil", false },
		{ "x@y, *@b.c", "z@b.c", true }, { "*@*.b.c", "z@b.c", false }, { "*@*.b.c", "z@mail.b.c", true },
		{ "*@b.c", "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_int(rows[i].patterns, mailrefs_is_from(rows[i].patterns, rows[i].address), rows[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_refs), cmocka_unit_test(test_cases), cmocka_unit_test(test_from) };
	int failed = cmocka_run_group_tests_name("mailrefs", tests, NULL, NULL);

	arena_release(&arena);
	return failed;
}

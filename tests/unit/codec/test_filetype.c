/* SPDX-License-Identifier: MIT */
/* Files without a content type. */
#include "check.h"

#include "codec/filetype.h"

static void test_types(void **state)
{
	static const struct {
		const char *name, *text, *type;
	} rows[] = {
		{ "a.csv", "a,b", "text/csv" },
		{ "A.CSV", "a,b", "text/csv" },
		{ "a.EML", "From: x", "message/rfc822" },
		{ "a.x12", "ISA", "application/edi-x12" },
		{ "a.tar.edifact", "UNB", "application/edifact" },
		{ "a.json", "{\"a\":1}", "application/json" },
		{ "a.json", "{\"specversion\":\"1.0\"}", "application/cloudevents+json" },
		{ "a", " \r\n[{\"specversion\":\"1.0\"}]", "application/cloudevents-batch+json" },
		{ "a", "{", "application/json" },
		{ "a.csv.gz", "\x1f", "application/octet-stream" },
		{ "", "", "application/octet-stream" },
		{ ".json", "", "application/json" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_str(rows[i].name, filetype_of(rows[i].name, span_of(rows[i].text)), rows[i].type);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_types) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

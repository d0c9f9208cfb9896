/* SPDX-License-Identifier: MIT */
/* Rows of the queue as columns, JSON Lines and CSV. */
#include "check.h"

#include "base/text.h"
#include "command/listing.h"

static const char *const names[] = { "ref", "due_at", "what", "risk_minor", "owner", NULL };

struct fixture {
	struct session session;
	struct case_row rows[2];
	void *pointers[2];
	struct session_rows list;
};

static int64_t moment(const char *text)
{
	int64_t at = 0;

	assert_int_equal(instant_read(span_of(text), &at), ERR_NONE);
	return at;
}

static void fill(struct fixture *f)
{
	struct me_row me;

	*f = (struct fixture){ 0 };
	store_init(&f->session.store);
	f->session.scene.store = &f->session.store;
	row_init(&row_shown_me, &me);
	me.tenant_id = 1;
	me.zone = "Europe/Berlin";
	me.tenant = "nordwind";
	me.clock_kind = "driven";
	me.clock_rate = 0;
	me.tenant_now = me.server_now = moment("2026-03-25T14:00:00Z");
	store_load(&f->session.store, STORE_ME, &me, 1);
	for (int i = 0; i < 2; i++) {
		row_init(&row_shown_case, &f->rows[i]);
		f->rows[i].tenant_id = 1;
		f->pointers[i] = &f->rows[i];
	}
	f->rows[0].ref = "C-10481";
	f->rows[0].due_at = moment("2026-03-25T15:20:00Z");
	f->rows[0].what = "ETA 18:40, promised 16:00";
	f->rows[0].risk_minor = 1200050;
	f->rows[0].risk_currency = "EUR";
	f->rows[0].owner = "ana";
	f->rows[1].ref = "C-2";
	f->rows[1].what = "=cmd(\"x\"),\x1b[31mred";
	f->rows[1].risk_currency = "";
	f->list = (struct session_rows){ &row_shown_case, f->pointers, 2 };
}

static void end(struct fixture *f)
{
	store_release(&f->session.store);
}

static void test_table(void **state)
{
	struct fixture f;
	struct str out = { 0 };

	(void)state;
	fill(&f);
	listing_table(&f.session, &f.list, names, 0, 0, &out);
	check_str("wide", str_text(&out),
		  "CASE     LEFT  WHAT                             AT RISK  OWNER\n"
		  "C-10481  1h20  ETA 18:40, promised 16:00  12,000.50 EUR  ana\n"
		  "C-2      -     =cmd(\"x\"),\xef\xbf\xbd[31mred               unknown  -\n");
	str_release(&out);
	end(&f);
}

static void test_narrow(void **state)
{
	struct fixture f;
	struct str out = { 0 };

	(void)state;
	fill(&f);
	listing_table(&f.session, &f.list, names, 56, 2, &out);
	for (const char *line = str_text(&out); *line; line += strcspn(line, "\n") + 1)
		assert_true(text_cols(line, strcspn(line, "\n")) <= 56);
	assert_non_null(strstr(str_text(&out), "12,000.50 EUR")); /* an amount is never cut while words can be */
	assert_non_null(strstr(str_text(&out), "~"));
	str_release(&out);
	end(&f);
}

static void test_csv(void **state)
{
	struct fixture f;
	struct str out = { 0 };

	(void)state;
	fill(&f);
	listing_csv(&f.list, &out);
	assert_int_equal(strncmp(str_text(&out), "tenant_id,case_id,ref,tenant,", 29), 0);
	assert_non_null(strstr(str_text(&out), ",\"'=cmd(\"\"x\"\"),\x1b[31mred\","));
	assert_non_null(strstr(str_text(&out), ",2026-03-25T15:20:00Z,"));
	assert_non_null(strstr(str_text(&out), ",1200050,EUR,"));
	str_release(&out);
	end(&f);
}

static void test_json(void **state)
{
	struct fixture f;
	struct str out = { 0 };

	(void)state;
	fill(&f);
	listing_json(&f.list, &out);
	assert_int_equal(strncmp(str_text(&out), "{\"tenant_id\":1,\"ref\":\"C-10481\",", 31), 0);
	assert_non_null(strstr(str_text(&out), "\"due_at\":\"2026-03-25T15:20:00Z\""));
	assert_non_null(strstr(str_text(&out), "\\u001b[31mred"));
	assert_int_equal(str_text(&out)[out.length - 1], '\n');
	str_release(&out);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_table), cmocka_unit_test(test_narrow),
					    cmocka_unit_test(test_csv), cmocka_unit_test(test_json) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

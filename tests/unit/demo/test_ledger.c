/* SPDX-License-Identifier: MIT */
/* A stand-in's ledger survives its process: what was executed before is known again, and only that.
 */
#include "check.h"

#include <unistd.h>

#include "demo/ledger.h"

static void test_remembers(void **state)
{
	char path[] = "/tmp/docket-ledger-XXXXXX";
	int fd = mkstemp(path);
	struct ledger *ledger = NULL;
	struct fault fault = { 0 };
	struct ledger_entry entry = { .target = "tms",
				      .method = "POST",
				      .path = "/tms",
				      .key = "k1",
				      .body = span_of("{}\n\"x"),
				      .status = 200,
				      .answer = "{\"receipt\":\"1\"}",
				      .is_executed = true };

	(void)state;
	close(fd);
	check_int("open", ledger_open(path, &ledger, &fault), ERR_NONE);
	assert_null(ledger_find(ledger, "k1"));
	check_int("one", ledger_add(ledger, &entry, &fault), ERR_NONE);
	entry.key = "k2";
	entry.is_executed = false;
	entry.status = 503;
	check_int("a refusal", ledger_add(ledger, &entry, &fault), ERR_NONE);
	ledger_free(ledger);
	check_int("open again", ledger_open(path, &ledger, &fault), ERR_NONE);
	check_int("two lines", ledger_count(ledger), 2);
	assert_non_null(ledger_find(ledger, "k1"));
	check_str("its answer", ledger_find(ledger, "k1")->text, "{\"receipt\":\"1\"}");
	check_int("its status", ledger_find(ledger, "k1")->status, 200);
	assert_null(ledger_find(ledger, "k2"));
	ledger_free(ledger);
	unlink(path);
}

static void test_damaged(void **state)
{
	char path[] = "/tmp/docket-ledger-XXXXXX";
	int fd = mkstemp(path);
	struct ledger *ledger = NULL;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(write(fd, "no json\n", 8), 8);
	close(fd);
	check_int("it is no ledger", ledger_open(path, &ledger, &fault), ERR_DAMAGED);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remembers),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

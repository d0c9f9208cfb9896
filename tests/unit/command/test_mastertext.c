/* SPDX-License-Identifier: MIT */
/* Tables of master data. */
#include "check.h"

#include "command/mastertext.h"

static void test_rows(void **state)
{
	static const char rates[] = "carrier;from;to;mode;service;amount;transit;lead\n"
				    "SWIFT;HAM;MUC;road;\"day \"\"1\"\"\";120,00 EUR;6h;30m\n\n"
				    "COMET;HAM;MUC;air;;1.234,50 EUR;2h;45m\n";
	struct str json = { 0 };
	struct fault fault = { 0 };
	size_t rows = 0;

	(void)state;
	check_int("rates", mastertext_read(master_kind_find("rates"), "rates.csv", span_of(rates), &json, &rows, &fault), ERR_NONE);
	check_int("how many", (int64_t)rows, 2);
	check_str("as they are kept", str_text(&json),
		  "[{\"line\":2,\"carrier\":\"SWIFT\",\"from\":\"HAM\",\"to\":\"MUC\",\"mode\":\"road\",\"service\":\"day \\\"1\\\"\",\"amount\":\"12000\","
		  "\"transit\":\"21600\",\"lead\":\"1800\",\"currency\":\"EUR\"},"
		  "{\"line\":4,\"carrier\":\"COMET\",\"from\":\"HAM\",\"to\":\"MUC\",\"mode\":\"air\",\"service\":\"\",\"amount\":\"123450\","
		  "\"transit\":\"7200\",\"lead\":\"2700\",\"currency\":\"EUR\"}]");
	str_release(&json);
}

static void test_faults(void **state)
{
	static const struct {
		const char *kind, *text, *words;
		int line;
	} rows[] = {
		{ "parties", "", "a line of names is expected", 0 },
		{ "parties", "kind,code\ncustomer,A\n", "name: the column is missing", 1 },
		{ "parties", "kind,code,name,teir\n", "did you mean tier?", 1 },
		{ "parties", "kind,code,name,name\n", "stands there twice", 1 },
		{ "parties", "kind,code,name\ncustomer,A,Acme\nclient,B,Bolt\n", "line 3, kind: client is none of customer|carrier|supplier|broker", 3 },
		{ "parties", "kind,code,name\ncustomer,,Acme\n", "line 2, code: it is empty", 2 },
		{ "parties", "kind,code,name\ncustomer,A B,Acme\n", "A B is no code", 2 },
		{ "parties", "kind,code,name\ncustomer,A\n", "2 cells and there are 3 names", 2 },
		{ "sites", "code,name,zone\nHAM,Hamburg,Europe/Hamburg\n", "there is no time zone Europe/Hamburg", 2 },
		{ "contacts", "party,role,name,opens\ncarrier:X,desk,Ann,25:00\n", "25:00 is no time of day", 2 },
		{ "contracts", "customer,ref,late-hour,failed\nA,C-1,45 EUR,100 USD\n", "another currency", 2 },
		{ "contracts", "customer,ref,late-hour\nA,C-1,45\n", "45 is no amount such as 120.00 EUR", 2 },
		{ "rates", "carrier,from,to,mode,amount,transit,lead\nX,A,B,road,1 EUR,soon,1h\n", "soon is no duration", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str json = { 0 };
		struct fault fault = { 0 };
		size_t count = 0;
		char words[800];
		check_int(rows[i].text, mastertext_read(master_kind_find(rows[i].kind), "x.csv", span_of(rows[i].text), &json, &count, &fault), ERR_SYNTAX);
		check_int(rows[i].text, fault.line, rows[i].line);
		fault_words(&fault, words, sizeof words);
		if (!strstr(words, rows[i].words))
			fail_msg("%s: %s", rows[i].text, words);
		str_release(&json);
	}
}

/* What is written is read as what it was. */
static void test_back(void **state)
{
	static const struct {
		const char *kind, *column, *kept, *words;
	} rows[] = {
		{ "rates", "amount", "1234550", "12,345.50 EUR" }, { "rates", "transit", "20700", "5h45" }, { "contacts", "opens", "450", "07:30" },
		{ "contacts", "closes", "1440", "24:00" },	   { "rates", "service", "day", "day" },    { "contracts", "failed", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		mastertext_write(master_column_find(master_kind_find(rows[i].kind), rows[i].column), rows[i].kept, "EUR", &out);
		check_str(rows[i].column, str_text(&out), rows[i].words);
		str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_faults), cmocka_unit_test(test_back) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

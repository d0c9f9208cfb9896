/* SPDX-License-Identifier: MIT */
/* Each way to make a value, by rows: a line of a mapping over cells of one record, and what comes out; the readers of times and
 * amounts alone; tables, what is included, and what a type may be. */
#include "check.h"

#include "codec/mapping.h"
#include "codec/mapping_plan.h"

static enum err on_event(void *context, const struct event *event, const char *place)
{
	struct str *out = context;

	(void)place;
	str_addf(out, "%s", event->words);
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *place, const char *about)
{
	struct str *out = context;

	(void)place;
	(void)about;
	str_addf(out, "! %s", fault->why);
}

static enum err decode(const char *text, const char *message, struct str *out, struct fault *fault)
{
	const struct mapping_listener listener = { out, on_event, on_fault, NULL };
	struct mapping *mapping = NULL;
	enum err err = mapping_read("m.mapping", span_of(text), &mapping, fault);

	if (!err)
		err = mapping_decode(mapping, span_of(message), 1 << 20, INT64_C(1767225600000000), &listener, NULL, fault);
	mapping_free(mapping);
	return err;
}

#define TABLE                                                                                                       \
	"table codes word words\n\tAF depart \"it left\"\n\tX1 arrive -\n\tX* transit \"on its way\"\n\tXY* special -\n"

static void test_values(void **state)
{
	static const struct {
		const char *line, *cells, *want; /* the value v; "" = missing */
	} rows[] = {
		{ "text v \"{a:3}-{b}\"", "'a':'7','b':'x'", "007-x" },
		{ "text v \"{a}-{b}\"", "'a':'7','b':''", "" },
		{ "text v a", "'a':'cell'", "cell" },
		{ "text v \"a\"", "'a':'cell'", "a" },
		{ "text v \"{received}\"", "", "2026-01-01T00:00:00Z" },
		{ "number v a", "'a':' 12 '", "12" },
		{ "number v a", "'a':'1.5'", "! \"1.5\" is no whole number" },
		{ "number v a round", "'a':'-1.5'", "-2" },
		{ "number v a round", "'a':1.49", "1" },
		{ "number v a round", "'a':'x'", "! \"x\" is no number" },
		{ "time v a", "'a':'2026-03-01T10:00:00+01:00'", "2026-03-01T09:00:00Z" },
		{ "time v a", "'a':'2026-03-01T10:00:00.25-0330'", "2026-03-01T13:30:00.250000Z" },
		{ "time v a", "'a':'20260301T1000Z'", "2026-03-01T10:00:00Z" },
		{ "time v a", "'a':'2026-03-01 10:00'", "2026-03-01T09:00:00Z" }, /* the mapping's zone is Berlin's */
		{ "time v a", "'a':'2026-03-01'", "! \"2026-03-01\" is no moment (2026-03-01T10:00:00+01:00)" },
		{ "time v a", "'a':'2026 03 01 10:00:00'", "! \"2026 03 01 10:00:00\" is no moment (2026-03-01T10:00:00+01:00)" },
		{ "time v a zone=America/New_York", "'a':'2026-03-01T10:00:00'", "2026-03-01T15:00:00Z" },
		{ "time v a zone=America/New_York", "'a':'2026-03-01T10:00:00Z'", "2026-03-01T10:00:00Z" },
		{ "time v a zone=\"{b}\"", "'a':'2026-03-01T10:00:00','b':'America/New_York'", "2026-03-01T15:00:00Z" },
		{ "time v a zone=\"{b}\"", "'a':'2026-03-01T10:00:00','b':'-05:00'", "2026-03-01T15:00:00Z" },
		{ "time v a zone=\"{b}\"", "'a':'2026-03-01T10:00:00+00:00','b':'-05:00'", "2026-03-01T10:00:00Z" },
		{ "time v a zone=\"{b}\"", "'a':'2026-03-01T10:00:00'", "2026-03-01T09:00:00Z" },
		{ "time v a zone=\"{b}\"", "'a':'2026-03-01T10:00:00','b':'Nowhere'", "! \"Nowhere\" is no zone or offset" },
		{ "time v \"{a} {b}\" \"%Y%m%d %H%M\" \"%m/%d/%Y %I:%M:%S %p\"", "'a':'20260301','b':'1000'", "2026-03-01T09:00:00Z" },
		{ "time v \"{a} {b}\" \"%Y%m%d %H%M\" \"%m/%d/%Y %I:%M:%S %p\"", "'a':'3/1/2026','b':'7:11:26 PM'", "2026-03-01T18:11:26Z" },
		{ "time v a \"%Y%j\"", "'a':'2024366'", "2024-12-30T23:00:00Z" },
		{ "time v a \"%Y%j\"", "'a':'2025366'", "! \"2025366\" is no moment of its formats" },
		{ "time v a epoch", "'a':1767225600", "2026-01-01T00:00:00Z" },
		{ "time v a epoch", "'a':'1767225600.5'", "2026-01-01T00:00:00.500000Z" },
		{ "time v a epoch-ms", "'a':1767225600250", "2026-01-01T00:00:00.250000Z" },
		{ "time v a epoch", "'a':'99999999999999999999'", "! \"99999999999999999999\" is no moment of its formats" },
		{ "choice v a A=x B=y else=z", "'a':'A'", "x" },
		{ "choice v a A=x else=z", "'a':'Q'", "z" },
		{ "choice v a A=x else=z", "", "z" },
		{ "choice v a A=x", "'a':'Q'", "" },
		{ "code v a codes.word", "'a':'AF'", "depart" },
		{ "code v a codes.words", "'a':'AF'", "it left" },
		{ "code v a codes.words", "'a':'X1'", "" },
		{ "code v a codes.word", "'a':'X9'", "transit" },
		{ "code v a codes.word", "'a':'XYZ'", "special" },
		{ "code v a codes.word", "'a':'Q'", "" },
		{ "code v a codes.word else=other", "'a':'Q'", "other" },
		{ "join v \", \" \"{a}\" \"{b}\" \"{c}\"", "'a':'Bern','c':'CH'", "Bern, CH" },
		{ "join v \", \" \"{a}\" \"{b}\"", "", "" },
		{ "part v a \":\" -1", "'a':'urn:epc:id:sscc:1'", "1" },
		{ "part v a \":\" 2", "'a':'urn:epc:id:sscc:1'", "epc" },
		{ "part v a \":\" -5", "'a':'urn:epc:id:sscc:1'", "urn" },
		{ "part v a \":\" 6", "'a':'urn:epc:id:sscc:1'", "" },
		{ "part v a \"::\" 2", "'a':'a::b::c'", "b" },
		{ "part v a \"/\" 2", "'a':'a//c'", "" },
		{ "money v a \"EUR\"", "'a':'1,234.5'", "1234.50 EUR" },
		{ "money v a \"{b}\" implied=2", "'a':'12345','b':'USD'", "123.45 USD" },
		{ "money v a \"{b}\" implied=2", "'a':'5','b':'USD'", "0.05 USD" },
		{ "money v a \"{b}\" implied=2", "'a':'-500.5','b':'USD'", "-500.50 USD" },
		{ "money v a \"{b}\"", "'a':'500','b':'JPY'", "500 JPY" },
		{ "money v a \"EUR\"", "'a':'286.200'", "286.20 EUR" }, /* a plain decimal, no thousands */
		{ "money v a \"EUR\"", "'a':0.005", "0.01 EUR" },
		{ "money v a \"EUR\"", "'a':'1.234,50'", "1234.50 EUR" },
		{ "money v a \"EURO\"", "'a':'1'", "! \"1 EURO\" is no money" },
		{ "money v a \"EUR\" bad=missing", "'a':'free'", "" },
		{ "time v a bad=missing", "'a':'soon'", "" },
		{ "money v a \"{b}\"", "'a':'500'", "" },
		{ "money v a \"EUR\"", "'a':'free'", "! \"free EUR\" is no money" },
		{ "measure v a \"LB\" to=kg", "'a':'1000'", "453.592" },
		{ "measure v a \"{b}\" to=celsius", "'a':'50','b':'FAH'", "10" },
		{ "measure v a \"{b}\" to=celsius", "'a':'-18.5','b':'CEL'", "-18.5" },
		{ "measure v a \"{b}\" to=kg", "'a':'1','b':'MTR'", "! \"MTR\" is no unit that can be told in kg" },
		{ "measure v a \"kg\" to=lb", "'a':'2000000000'", "! \"2000000000\" is no amount that fits" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 }, text = { 0 }, message = { 0 };
		struct fault fault = { 0 };
		char words[800];
		str_addf(&text, TABLE "rows json\nzone Europe/Berlin\n%s\nevent position\n\tabout \"x\"\n\tknown received\n\twords v\n", rows[i].line);
		str_addf(&message, "{%s}", rows[i].cells);
		for (size_t c = 0; c < message.length; c++)
			if (message.text[c] == '\'')
				message.text[c] = '"';
		if (decode(str_text(&text), str_text(&message), &out, &fault)) {
			fault_words(&fault, words, sizeof words);
			fail_msg("%s: %s", rows[i].line, words);
		}
		check_str(str_text(&text), str_text(&out), rows[i].want);
		str_release(&out);
		str_release(&text);
		str_release(&message);
	}
}

/* A table opened again changes a line of what was included. */
static void test_tables(void **state)
{
	static const char text[] = TABLE "table codes\n\tAF pickup \"this partner means it so\"\n\tX* - \"no word for it\"\n"
				   "rows json\ncode v a codes.word else=none\nevent position\n\tabout \"x\"\n\tknown received\n\twords v\n";
	struct str out = { 0 };
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(decode(text, "{\"a\":\"AF\"}", &out, &fault), ERR_NONE);
	assert_int_equal(decode(text, "{\"a\":\"X9\"}", &out, &fault), ERR_NONE);
	check_str("tables", str_text(&out), "pickupnone");
	str_release(&out);
}

#define END "event position\n\tabout \"x\"\n\tknown received\n"

static void test_texts(void **state)
{
	static const struct {
		const char *text, *words;
		int line;
	} rows[] = {
		{ TABLE "code v a codes.wrd\n" END, "no column wrd", 6 },
		{ TABLE "code v a code.word\n" END, "did you mean codes", 6 },
		{ TABLE "table codes word other\n", "others already", 6 },
		{ "table t a b\n\tX 1\n" END, "t has 2 columns, here are 1", 2 },
		{ "table t\n" END, "missing", 1 },
		{ "include nothing\n", "no \"nothing\" to include", 1 },
		{ "time v a \"%Q\"\n" END, "a format is made of", 1 },
		{ "time v a zone=Mars\n" END, "neither a value above this line nor a zone", 1 },
		{ "money v a EUR\n" END, "no value EUR", 1 },
		{ "measure v a \"LB\" to=stone\n" END, "no unit stone", 1 },
		{ "measure v a \"LB\" kg\n" END, "to=UNIT", 1 },
		{ "part v a \"/\" 0\n" END, "numbered from 1", 1 },
		{ "number v a down\n" END, "a word too many", 1 },
		{ "text v \"{a}\"\nwhen w=1\n" END, "no such field", 2 },
		{ "text v \"{a}\"\nmust v=1 v\n" END, "in quotes", 2 },
		{ "text v \"{a}\"\nmust \"so\" v=1 (\n" END, "", 2 },
		{ "text v \"{a}\"\nevent \"{v}\"\n\tabout v\n\tknown received\n", "could be anything", 2 },
		{ "choice v a A=position B=positon\nevent \"{v}\"\n\tabout v\n\tknown received\n", "no event type of that name", 2 },
		{ "table t w\n\tA position\n\tB no.such\ncode v a t.w\nevent \"{v}\"\n\tabout v\n\tknown received\n", "no.such", 5 },
		{ "event shipment.delayd\n", "did you mean shipment.delayed", 1 },
		{ "event position whn x\n", "only `when EXPR`", 1 },
		{ "event position\n\tabout \"x\"\n\tknow received\n", "no line know", 3 },
		{ "rows csv\nrows csv\n" END, "already", 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mapping *mapping = NULL;
		struct fault fault = { 0 };
		char words[800];
		if (mapping_read("m", span_of(rows[i].text), &mapping, &fault) == ERR_NONE)
			fail_msg("was taken: %s", rows[i].text);
		fault_words(&fault, words, sizeof words);
		if (!strstr(words, rows[i].words))
			fail_msg("%s: %s", rows[i].text, words);
		check_int(words, fault.line, rows[i].line);
		if (!*fault.help || fault.column == 0)
			fail_msg("%s: no help or no column: %s", rows[i].text, words);
	}
}

static void test_decimals(void **state)
{
	static const struct {
		const char *text;
		bool is_read;
		const char *want;
	} rows[] = { { "1", true, "1" }, { "-0.5", true, "-0.5" }, { "+12.3456789", true, "12.345678" }, { ".5", true, "0.5" }, { "1.", true, "1" },
		     { "", false, "" }, { "-", false, "" }, { ".", false, "" }, { "1.2.3", false, "" }, { "1e3", false, "" }, { "99999999999999", false, "" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		int64_t value = 0;
		bool is_read = mapping_read_decimal(span_of(rows[i].text), &value);
		check_int(rows[i].text, is_read, rows[i].is_read);
		if (is_read)
			mapping_write_decimal(&out, value);
		check_str(rows[i].text, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

static void test_offsets(void **state)
{
	static const struct {
		const char *text;
		int offset_s; /* 1 = none */
	} rows[] = { { "Z", 0 }, { "UTC", 0 }, { "+02:00", 7200 }, { "-0330", -12600 }, { "+14", 50400 }, { "+1", 1 }, { "+19:00", 1 },
		     { "+01:60", 1 }, { "", 1 }, { "EST", 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t at = 0;
		int offset_s = 0;
		bool is_read = mapping_read_offset(span_of(rows[i].text), &at, &offset_s);
		check_int(rows[i].text, is_read ? offset_s : 1, rows[i].offset_s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_values), cmocka_unit_test(test_tables), cmocka_unit_test(test_texts),
					    cmocka_unit_test(test_decimals), cmocka_unit_test(test_offsets) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Mappings: what ships does what it says, and what is wrong with a text is told at its place. */
#include "check.h"

#include "base/embed.h"
#include "base/vec.h"
#include "codec/mapping.h"
#include "codec/mapping_plan.h"

struct heard {
	struct str events; /* type milestone nature at known_at, one a line */
	struct str keys;
	struct fault fault;
	int faults;
};

static enum err on_event(void *context, const struct event *event, const char *place)
{
	struct heard *heard = context;

	str_addf(&heard->events, "%s %s %s%s%s ", place, event->type, event->milestone, *event->milestone ? " " : "",
		 event->nature);
	instant_write(&heard->events, event->at);
	str_adds(&heard->events, " ");
	instant_write(&heard->events, event->known_at);
	for (size_t i = 0; i < event->attrs.count; i += 2)
		if (strcmp(event->attrs.items[i], "arrive") == 0 || strcmp(event->attrs.items[i], "deliver") == 0)
			str_addf(&heard->events, " %s=%s", event->attrs.items[i], event->attrs.items[i + 1]);
	str_addf(&heard->events, "%s%s\n", *event->reason ? " " : "", event->reason);
	str_addf(&heard->keys, "%s\n", event->partner_key);
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *place, const char *about)
{
	struct heard *heard = context;

	(void)place;
	(void)about;
	if (heard->faults++ == 0)
		heard->fault = *fault;
}

static void release(struct heard *heard)
{
	str_release(&heard->events);
	str_release(&heard->keys);
}

static enum err decode(const char *mapping_text, const char *rows, struct heard *heard, struct fault *fault)
{
	const struct mapping_listener listener = { heard, on_event, on_fault, NULL };
	struct mapping *mapping = NULL;
	enum err err = mapping_read("test.mapping", span_of(mapping_text), &mapping, fault);

	if (!err)
		err = mapping_decode(mapping, span_of(rows), 1 << 20, INT64_C(1767225600000000), &listener, NULL, fault);
	mapping_free(mapping);
	return err;
}

#define FLIGHT_HEADS                                                                                                \
	"Year,Month,DayofMonth,DayOfWeek,DepTime,ArrTime,UniqueCarrier,FlightNum,TailNum,ArrDelay,DepDelay,Origin,Dest," \
	"Cancelled,CancellationCode,Diverted\n"

static void test_flights(void **state)
{
	static const struct {
		const char *row, *want;
	} rows[] = {
		/* planned 14:00, left as planned; planned arrival 15:10, came 15:00; Houston is six hours behind UTC in winter */
		{ "2011,1,1,6,1400,1500,AA,428,N576AA,-10,0,IAH,DFW,0,,0",
		  "line 2 shipment.planned   2011-01-01T06:00:00Z arrive=2011-01-01T21:10:00Z\n"
		  "line 2 shipment.milestone depart actual 2011-01-01T20:00:00Z 2011-01-01T20:00:00Z\n"
		  "line 2 shipment.milestone arrive actual 2011-01-01T21:00:00Z 2011-01-01T21:00:00Z\n" },
		/* planned 23:50 of the 1st, left 0:20 of the 2nd */
		{ "2011,1,1,6,20,130,AA,1,N1,25,30,IAH,DFW,0,,0",
		  "line 2 shipment.planned   2011-01-01T06:00:00Z arrive=2011-01-02T07:05:00Z\n"
		  "line 2 shipment.milestone depart actual 2011-01-02T06:20:00Z 2011-01-02T06:20:00Z\n"
		  "line 2 shipment.milestone arrive actual 2011-01-02T07:30:00Z 2011-01-02T07:30:00Z\n" },
		/* over the start of summer time: left 1:30 CST, came 3:15 CDT, 45 minutes later */
		{ "2011,3,13,7,130,315,AA,2,N1,0,0,IAH,DFW,0,,0",
		  "line 2 shipment.planned   2011-03-13T06:00:00Z arrive=2011-03-13T08:15:00Z\n"
		  "line 2 shipment.milestone depart actual 2011-03-13T07:30:00Z 2011-03-13T07:30:00Z\n"
		  "line 2 shipment.milestone arrive actual 2011-03-13T08:15:00Z 2011-03-13T08:15:00Z\n" },
		/* cancelled without ever leaving: known at the day's start */
		{ "2011,1,9,7,,,AA,460,,,,IAH,DFW,1,B,0",
		  "line 2 shipment.planned   2011-01-09T06:00:00Z\n"
		  "line 2 shipment.cancelled  2011-01-09T06:00:00Z 2011-01-09T06:00:00Z weather\n" },
		/* diverted: it came somewhere, but not where it was planned to */
		{ "2011,1,1,6,553,1216,AA,9,N1,,-7,IAH,DFW,0,,1",
		  "line 2 shipment.planned   2011-01-01T06:00:00Z\n"
		  "line 2 shipment.milestone depart actual 2011-01-01T11:53:00Z 2011-01-01T11:53:00Z\n"
		  "line 2 shipment.diverted  2011-01-01T18:16:00Z 2011-01-01T18:16:00Z\n" },
		{ "2011,1,1,6,553,,AA,9,N1,,-7,IAH,DFW,0,,1",
		  "line 2 shipment.planned   2011-01-01T06:00:00Z\n"
		  "line 2 shipment.milestone depart actual 2011-01-01T11:53:00Z 2011-01-01T11:53:00Z\n"
		  "line 2 shipment.diverted  2011-01-01T11:53:00Z 2011-01-01T11:53:00Z\n" },
	};
	const struct embedded *shipped = embed_find("data/mappings/hflights.mapping");

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct heard heard = { 0 };
		struct fault fault = { 0 };
		struct str file = { 0 };
		str_addf(&file, "%s%s\n", FLIGHT_HEADS, rows[i].row);
		check_int(rows[i].row, decode(shipped->begin, str_text(&file), &heard, &fault), ERR_NONE);
		check_str(rows[i].row, str_text(&heard.events), rows[i].want);
		assert_int_equal(heard.faults, 0);
		release(&heard);
		str_release(&file);
	}
}

static const char small[] = "mapping small\nmissing NA\ntext ref \"{id}\"\nday day when \"%Y-%m-%d\" \"%d-%b-%y\"\nnumber n count\n"
			    "choice why code A=late B=\"very late\"\n"
			    "event shipment.planned when n>=2\n\tabout ref\n\tknown day\n\tat day\n\tset deliver day\n"
			    "event shipment.cancelled when why=late or why=\"very late\"\n\tabout order ref\n\tknown day\n\treason why\n"
			    "\tkey \"{ref}-x\"\n";

static void test_rows(void **state)
{
	static const struct {
		const char *rows, *want, *keys;
		int faults;
	} rows[] = {
		{ "id,when,count,code\nS1,2026-01-02,2,\n", "line 2 shipment.planned  2026-01-02T00:00:00Z 2026-01-02T00:00:00Z deliver=2026-01-02T00:00:00Z\n",
		  "S1 shipment.planned  \n", 0 },
		{ "code;count;when;id\nA;1;2-Jan-26;S1\n", "line 2 shipment.cancelled   2026-01-02T00:00:00Z late\n", "S1-x\n", 0 },
		{ "id,when,count,code\nS1,NA,2,A\n", "", "", 1 },          /* nobody knows when the second was known; the first has no `at` */
		{ "id,when,count,code\nS1,31-Feb-26,2,A\n", "", "", 1 },
		{ "id,when,count,code\nS1,2026-01-02,many,A\nS2,2026-01-02,3,\n", "line 3 shipment.planned  2026-01-02T00:00:00Z 2026-01-02T00:00:00Z deliver=2026-01-02T00:00:00Z\n",
		  "S2 shipment.planned  \n", 1 },
		{ "id,when,count,code\n,2026-01-02,2,\n", "", "", 1 },
		{ "id,when,count,code\nS1\n", "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct heard heard = { 0 };
		struct fault fault = { 0 };
		check_int(rows[i].rows, decode(small, rows[i].rows, &heard, &fault), ERR_NONE);
		check_str(rows[i].rows, str_text(&heard.events), rows[i].want);
		check_str(rows[i].rows, str_text(&heard.keys), rows[i].keys);
		check_int(rows[i].rows, heard.faults, rows[i].faults);
		release(&heard);
	}
}

static void test_missing_columns(void **state)
{
	struct heard heard = { 0 };
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(decode(small, "id,when,count\nS1,2026-01-02,2\n", &heard, &fault), ERR_INVALID);
	check_str("missing column", fault.what, "code");
	assert_int_equal(decode(small, "id,when,count,cod\nS1,2026-01-02,2,\n", &heard, &fault), ERR_INVALID);
	assert_non_null(strstr(fault.help, "cod"));
	release(&heard);
}

static void test_texts(void **state)
{
	static const struct {
		const char *text, *words;
		int line;
	} rows[] = {
		{ "", "no event", 0 },
		{ "mapping x\nzone Mars/Base\n", "no zone", 2 },
		{ "tex ref \"{a}\"\n", "no line tex", 1 },
		{ "text ref \"{a\"\n", "}", 1 },
		{ "text ref \"{a}\"\ntext ref \"{b}\"\n", "already", 2 },
		{ "day d c\n", "%Y-%m-%d", 1 },
		{ "number n c\nat x n n\n", "not a moment", 2 },
		{ "text ref \"{a}\"\nevent no.such\n", "no event type", 2 },
		{ "text ref \"{a}\"\nevent shipment.planned\n\tabout ref\n", "known", 2 },
		{ "text ref \"{a}\"\nevent shipment.planned\n\tabout rf\n", "did you mean ref", 3 },
		{ "number n c\nevent shipment.planned when m=1\n", "no such field", 2 },
		{ "\tabout x\n", "", 1 },
		{ "number n c\nday d c \"%Y\"\nshift s d by=soon\n", "no duration", 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mapping *mapping = NULL;
		struct fault fault = { 0 };
		char words[800];
		if (mapping_read("m", span_of(rows[i].text), &mapping, &fault) == ERR_NONE)
			fail_msg("was taken: %s", rows[i].text);
		fault_words(&fault, words, sizeof words);
		check_int(rows[i].text, fault.line, rows[i].line);
		if (!*fault.help || (fault.line > 0 && fault.column == 0))
			fail_msg("%s: no help or no column: %s", rows[i].text, words);
		if (!strstr(words, rows[i].words))
			fail_msg("%s: %s", rows[i].text, words);
	}
}

static void test_clocks(void **state)
{
	static const struct {
		const char *text;
		int64_t minutes; /* -1 = none */
	} rows[] = { { "1640", 1000 }, { "905", 545 }, { "5", 5 }, { "2400", 1440 }, { "16:40", 1000 }, { "24:01", -1 },
		     { "1660", -1 }, { "", -1 }, { "-5", -1 }, { "99999", -1 }, { "x", -1 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t minutes = -1;
		bool is_read = mapping_read_clock(span_of(rows[i].text), &minutes);
		check_int(rows[i].text, is_read ? minutes : -1, rows[i].minutes);
	}
}

/* What ships can be read: mappings, and tables that mappings include. */
static void test_shipped(void **state)
{
	const struct embedded *text;

	(void)state;
	for (size_t i = 0; (text = embed_nth("data/mappings/", i)); i++) {
		struct mapping *mapping = NULL;
		struct fault fault = { 0 };
		char words[800];
		bool is_part = !strstr(text->begin, "\nmapping ") && strncmp(text->begin, "mapping ", 8) != 0;
		enum err err = mapping_read(text->name, span_of(text->begin), &mapping, &fault);
		fault_words(&fault, words, sizeof words);
		if (is_part ? !strstr(words, "no event") : err)
			fail_msg("%s", words);
		if (mapping && !strstr(text->name, mapping_name(mapping)))
			fail_msg("%s calls itself %s", text->name, mapping_name(mapping));
		mapping_free(mapping);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_flights), cmocka_unit_test(test_rows),
					    cmocka_unit_test(test_missing_columns), cmocka_unit_test(test_texts),
					    cmocka_unit_test(test_clocks), cmocka_unit_test(test_shipped) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The class of a shipment or an order: given with its first news, by service, margin and how sure its stock is; it follows the facts, in
 * whatever order they were told, and bands, clocks and playbooks may ask for it. */
#include "world.h"

static const char manual[] = "policy \"T\"\ndesk d \"D\"\nunknown make\n"
			     "class plain\nclass doubtful when confidence<70\nclass premium when margin>=500EUR\n"
			     "class express when service~express or reason=urgent\n"
			     "exception late \"Late\"\n\tpath a/b\n\tside carrier\n\tdesk d\n\tdetect deadline deliver by promise\n"
			     "\tband 2\n\tband 0 when class=express\n\tclock respond 1h\n\tclock respond 10m when class=express\n"
			     "\twhat \"late\"\n"
			     "exception by-news \"By news\"\n\tpath a/c\n\tside carrier\n\tdesk d\n\tdetect event shipment.planned when class=premium\n"
			     "\tband 1\n\tclock respond 1h\n\twhat \"premium\"\n";

static const struct row {
	const char *attrs, *class;
} rows[] = {
	{ "customer=ADLER", "plain" },
	{ "confidence=69", "doubtful" },
	{ "confidence=70", "plain" },
	{ "confidence=101", "plain" }, /* no such confidence */
	{ "margin=\"500.00 EUR\"", "premium" },
	{ "margin=\"499.99 EUR\"", "plain" },
	{ "margin=\"900.00 USD\"", "plain" },                        /* money of another currency never compares */
	{ "value=\"90.00 USD\" margin=\"900.00 EUR\"", "plain" },
	{ "margin=\"900.00 EUR\" confidence=10", "premium" },        /* the last line that holds */
	{ "margin=\"900.00 EUR\" service=\"express box\"", "express" },
};

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world w;
		world_begin_text(&w, "test", span_of(manual));
		world_say(&w, arena_printf(&w.arena, "08:00 shipment.planned dest=BER promise=16:00 reason=urgent %s", rows[i].attrs));
		world_decide(&w, "08:00");
		check_str(rows[i].attrs, w.facts.subject.class, rows[i].class);
		world_end(&w);
	}
}

/* Band and clock ask for it when the case opens; the news that gives it may open a case by it. */
static void test_conditions(void **state)
{
	struct world w;

	(void)state;
	world_begin_text(&w, "test", span_of(manual));
	world_say(&w, "08:00 shipment.planned dest=BER promise=16:00 service=express margin=\"900.00 EUR\"");
	world_decide(&w, "16:00");
	check_str("express", world_cases(&w), "late open 0 at 16:00 due respond 16:10 by 16:10");
	check_int("it is noted once", (int64_t)w.audits.count > 0, 1);
	world_end(&w);
	world_begin_text(&w, "test", span_of(manual));
	world_say(&w, "08:00 shipment.planned dest=BER promise=16:00 margin=\"900.00 EUR\"");
	world_decide(&w, "08:00");
	check_str("its first news", w.facts.cases.count == 1 ? world_case(&w)->type : "none", "by-news");
	world_end(&w);
}

/* What was told late, twice or taken back ends where it ends in order. */
static void test_any_order(void **state)
{
	static const char *const news[] = { "08:00 shipment.planned dest=BER service=express key=a",
					    "09:00 shipment.planned service=economy confidence=50 key=b", "10:00 shipment.planned confidence=90 key=c",
					    "11:00 retraction retracts=c key=d" };
	static const size_t orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 0, 3, 2 }, { 2, 3, 0, 1 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		struct world w;
		world_begin_text(&w, "test", span_of(manual));
		for (size_t k = 0; k < 4; k++) {
			world_say(&w, news[orders[i][k]]);
			world_decide(&w, "12:00");
		}
		check_str("the same", w.facts.subject.class, "doubtful");
		world_end(&w);
	}
}

/* What only news that is taken back said is not known any more. */
static void test_taken_back(void **state)
{
	struct world w;

	(void)state;
	world_begin_text(&w, "test", span_of(manual));
	world_say(&w, "08:00 shipment.planned dest=BER key=a");
	world_say(&w, "09:00 shipment.planned confidence=50 margin=\"900.00 EUR\" key=b");
	world_decide(&w, "09:00");
	check_str("told", w.facts.subject.class, "premium");
	world_say(&w, "10:00 retraction retracts=b key=c");
	world_decide(&w, "10:00");
	check_str("taken back", w.facts.subject.class, "plain");
	check_int("margin", w.facts.subject.margin_minor, INT_NONE);
	check_int("confidence", w.facts.subject.confidence, INT_NONE);
	world_end(&w);
}

/* Stock, invoices and interfaces have none. */
static void test_others(void **state)
{
	struct world w;

	(void)state;
	world_begin_text(&w, "test", span_of(manual));
	w.facts.subject.kind = "stock";
	world_say(&w, "08:00 stock.short site=HAM sku=A on_hand=4 system=9");
	world_decide(&w, "08:00");
	check_str("none", w.facts.subject.class, "");
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_facts), cmocka_unit_test(test_conditions), cmocka_unit_test(test_any_order),
					    cmocka_unit_test(test_taken_back), cmocka_unit_test(test_others) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Where a case stands and why: parts of the head start by name, the cap, what may never wait, what
 * rises with time; and the money. */
#include "world.h"

#include "model/explain.h"

struct why {
	const char *name;
	const char *lines[6];
	int64_t band;
	const char *work_by;
	const char *why; /* name amount unit; ... */
};

#define BIRKE "08:00 shipment.planned customer=BIRKE carrier=DHLF origin=HAM dest=BER promise=16:00"
#define ADLER "08:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00"

static const struct why whys[] = {
	{ "nobody special",
	  { BIRKE, "10:00 shipment.eta at=18:00", "= 10:01" },
	  2,
	  "10:30",
	  "due 10:30; work by 10:30; then resolve 14:00; rises a band 34:00; " },
	{ "gold, with money at stake",
	  { ADLER, "10:00 shipment.eta at=18:00", "= 10:01" },
	  1,
	  "09:00",
	  "due 10:30; gold -5400s; work by 09:00; then resolve 14:00; " },
	{ "much money: its part is capped at the contract's cap",
	  { ADLER, "10:00 shipment.eta at=40:00", "= 10:01" },
	  1,
	  "08:56",
	  "due 10:30; gold -5400s; 1,200.00 EUR at risk -240s; work by 08:56; then resolve "
	  "14:00; " },
	{ "a clock that ran out gives way and leaves its part",
	  { BIRKE, "10:00 shipment.eta at=18:00", "= 11:00" },
	  2,
	  "13:40",
	  "due 14:00; a clock ran out -1200s; work by 13:40; then promise 16:00; rises a band "
	  "34:00; " },
	{ "all ran out: it stays where the last one was",
	  { BIRKE, "10:00 shipment.eta at=19:00", "= 16:20" },
	  2,
	  "15:40",
	  "ran out 16:00; a clock ran out -1200s; work by 15:40; rises a band 34:00; " },
	{ "a line that stands may never wait",
	  { "08:00 shipment.planned customer=BIRKE carrier=DHLF line_down=yes promise=16:00",
	    "10:00 shipment.eta at=18:00", "= 10:01" },
	  0,
	  "10:30",
	  "due 10:30; work by 10:30; then resolve 14:00; " },
	{ "lifted after a day, and after two",
	  { BIRKE, "10:00 delivery.completed", "= 60:00", "= 83:00" },
	  1,
	  "105:40",
	  "due 106:00; a clock ran out -1200s; work by 105:40; " },
	{ "cold goods at customs may never wait",
	  { "08:00 shipment.planned customer=BIRKE carrier=DHLF temperature=yes promise=16:00",
	    "10:00 customs.hold", "= 10:01" },
	  0,
	  "11:00",
	  "due 11:00; work by 11:00; then promise 16:00; " },
	{ "four hours before the cut-off",
	  { BIRKE, "08:05 shipment.milestone milestone=depart nature=planned at=15:00",
	    "09:00 customs.hold", "= 11:00" },
	  0,
	  "14:40",
	  "due 15:00; a clock ran out -1200s; work by 14:40; then promise 16:00; " },
};

static const char *short_why(struct world *w, const char *text)
{
	const struct explain_line *lines;
	size_t count = explain_read(&w->arena, text, &lines);
	char *out = arena_str(&w->arena, "");

	for (size_t i = 0; i < count; i++)
		if (strcmp(lines[i].unit, "at") == 0)
			out = arena_printf(&w->arena, "%s%s %s; ", out, lines[i].name,
					   hhmm(w, lines[i].amount));
		else if (strcmp(lines[i].unit, "s") == 0)
			out = arena_printf(&w->arena, "%s%s %llds; ", out, lines[i].name,
					   (long long)lines[i].amount);
	return out;
}

static void test_whys(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(whys); i++) {
		struct world w;
		world_begin(&w, "core");
		for (size_t k = 0; k < 6 && whys[i].lines[k]; k++)
			if (whys[i].lines[k][0] == '=')
				world_decide(&w, whys[i].lines[k] + 2);
			else
				world_say(&w, whys[i].lines[k]);
		const struct case_open *c = world_case(&w);
		if (c->band != whys[i].band || strcmp(hhmm(&w, c->work_by), whys[i].work_by) != 0 ||
		    strcmp(short_why(&w, c->why), whys[i].why) != 0) {
			print_error("%s: band %lld by %s: %s\n", whys[i].name, (long long)c->band,
				    hhmm(&w, c->work_by), short_why(&w, c->why));
			wrong++;
		}
		world_end(&w);
	}
	check_int("cases that stand elsewhere", wrong, 0);
}

static const struct bill {
	const char *name, *plan, *news;
	int64_t late_hour, cap, line_hour; /* of the contract */
	int64_t nothing, risk;
	const char *basis;
} bills[] = {
	{ "two started hours", ADLER, "10:00 shipment.eta at=17:10", 8000, 120000, INT_NONE, 16000,
	  16000,
	  "late penalty\t16000\tEUR\tcontract AM-7: 80.00 EUR for each started hour, 2 h\n" },
	{ "its cap", ADLER, "10:00 shipment.eta at=47:00", 8000, 120000, INT_NONE, 120000, 120000,
	  "late penalty\t120000\tEUR\tcontract AM-7: its cap\n" },
	{ "no arrival time: unknown, never 0; at risk is the cap", ADLER,
	  "10:00 shipment.delayed at=none", 8000, 120000, INT_NONE, INT_NONE, 120000,
	  "late penalty\t?\tEUR\tcontract AM-7: 80.00 EUR for each started hour, but no arrival "
	  "time\n" },
	{ "no penalty on file", ADLER, "10:00 shipment.eta at=18:00", INT_NONE, INT_NONE, INT_NONE,
	  INT_NONE, INT_NONE, "late penalty\t?\tEUR\tcontract AM-7\n" },
	{ "a line that stands",
	  "08:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00 "
	  "line_down=yes",
	  "10:00 shipment.eta at=18:00", 8000, 120000, 500000, 1016000, 1016000,
	  "late penalty\t16000\tEUR\tcontract AM-7: 80.00 EUR for each started hour, 2 h\nline "
	  "down\t1000000\tEUR\tcontract AM-7, 2 h\n" },
	{ "no contract", BIRKE, "10:00 shipment.eta at=18:00", 8000, 120000, INT_NONE, INT_NONE,
	  INT_NONE, "late penalty\t?\t\tno contract is known\n" },
};

static void test_money(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bills); i++) {
		struct world w;
		world_begin(&w, "core");
		w.contract.late_minor_hour = bills[i].late_hour;
		w.contract.late_cap_minor = bills[i].cap;
		w.contract.line_minor_hour = bills[i].line_hour;
		world_say(&w, bills[i].plan);
		world_say(&w, bills[i].news);
		world_decide(&w, "10:01");
		check_str(bills[i].name, world_case(&w)->nothing_basis, bills[i].basis);
		check_int(bills[i].name, world_case(&w)->nothing_minor, bills[i].nothing);
		check_int(bills[i].name, world_case(&w)->risk_minor, bills[i].risk);
		world_end(&w);
	}
}

static void test_stock(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, "core");
	w.facts.subject.kind = "stock";
	w.facts.subject.ref = "HAM/4711";
	world_say(&w,
		  "09:00 stock.short site=HAM sku=4711 name=\"blue tiles\" on_hand=12 system=30");
	world_decide(&w, "09:01");
	check_str("what", world_case(&w)->what, "short 18 of blue tiles at Hamburg warehouse");
	check_int("how many", world_case(&w)->measure_s, 18);
	check_str("desk", world_case(&w)->desk, "warehouse");
	world_say(&w, "09:20 stock.counted site=HAM sku=4711 on_hand=29");
	world_decide(&w, "09:21");
	check_str("still short", world_case(&w)->what,
		  "short 1 of blue tiles at Hamburg warehouse");
	world_say(&w, "09:30 stock.counted site=HAM sku=4711 on_hand=30");
	world_decide(&w, "09:31");
	check_str("found", world_case(&w)->state, "closed");
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_whys),
					    cmocka_unit_test(test_money),
					    cmocka_unit_test(test_stock) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

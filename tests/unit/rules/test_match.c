/* SPDX-License-Identifier: MIT */
/* Which subject an event is about: its own reference first, then the others; a carrier's numbers are its own; what may be several is none. */
#include "world.h"

struct known {
	int64_t id;
	const char *own, *kind, *ref; /* the subject's number, a reference's kind and text */
	int64_t carrier_id;
	const char *phase;
};

/* DHLF is party 3, KUHN 4. The kind of a number of its own is "shipment". */
static const struct known known[] = {
	{ 1, "S1", "shipment", "S1", 3, "moving" },    { 1, "S1", "pro", "77", 3, "moving" },
	{ 1, "S1", "po", "PO-1", 3, "moving" },	       { 1, "S1", "container", "BOX", 3, "done" },
	{ 2, "S2", "shipment", "S2", 4, "moving" },    { 2, "S2", "pro", "77", 4, "moving" },
	{ 2, "S2", "po", "PO-1", 4, "moving" },	       { 2, "S2", "container", "BOX", 4, "moving" },
	{ 2, "S2", "bol", "BM-2", 4, "moving" },       { 3, "78", "shipment", "78", 4, "moving" },
	{ 1, "S1", "pro", "78", 3, "moving" },	       { 4, "S4", "shipment", "S4", 3, "done" },
	{ 4, "S4", "po", "PO-4", 3, "done" },	       { 5, "S5", "po", "PO-4", 3, "moving" },
	{ 5, "S5", "sku", "SKU-5", 3, "moving" },      { 6, "INV-6", "for", "S1", INT_NONE, "" },
	{ 5, "S5", "tracking", "079", 3, "moving" },
};

static const struct {
	const char *line, *ref;
	int64_t id;
} cases[] = {
	{ "08:00 position", "s1", 1 },
	{ "08:00 position carrier=DHLF", "77", 1 },
	{ "08:00 position carrier=KUHN", "77", 2 },
	{ "08:00 position carrier=RAPID", "77", RULES_MATCH_NONE },
	{ "08:00 position", "77", RULES_MATCH_SEVERAL },
	{ "08:00 position bol=bm-2", "77", 2 },
	{ "08:00 position carrier=DHLF", "78", 1 },
	{ "08:00 position carrier=KUHN", "78", 3 },
	{ "08:00 position", "78", 3 },
	{ "08:00 position carrier=RAPID", "S1", 1 },
	{ "08:00 position", "PO-1", RULES_MATCH_SEVERAL },
	{ "08:00 position pro=77 carrier=KUHN", "PO-1", 2 },
	{ "08:00 position", "PO-4", RULES_MATCH_SEVERAL },
	{ "08:00 position", "BOX", 2 },
	{ "08:00 position po=PO-1 bol=BM-2", "unheard", 2 },
	{ "08:00 position po=PO-1", "unheard", RULES_MATCH_SEVERAL },
	{ "08:00 position", "unheard", RULES_MATCH_NONE },
	{ "08:00 position", "SKU-5", RULES_MATCH_NONE },
	{ "08:00 position", "79", RULES_MATCH_NONE },
	{ "08:00 position", "0 79", 5 },
	{ "08:00 shipment.planned po=PO-1 bol=BM-2", "new", RULES_MATCH_NONE },
	{ "08:00 shipment.planned", "PO-4", RULES_MATCH_NONE },
	{ "08:00 shipment.planned carrier=DHLF", "77", 1 },
};

static const struct rules_candidate *list_of(struct world *w, const char *ref)
{
	struct rules_candidate *list = NULL;

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		const struct known *k = &known[i];
		struct rules_candidate *c;
		if (strcmp(k->ref, ref) != 0)
			continue;
		c = arena_new(&w->arena, 1, sizeof *c);
		*c = (struct rules_candidate) { k->kind, strcmp(k->kind, "for") == 0 ? "invoice" : "shipment", k->own, k->phase, k->id,
						k->carrier_id, rules_is_carriers(k->kind) ? k->carrier_id : INT_NONE, list };
		list = c;
	}
	return list;
}

static struct rules_match match(struct world *w, const char *line, const char *ref)
{
	const struct rules_candidate *lists[RULES_REFS_MAX];
	struct rules_ref refs[RULES_REFS_MAX];
	struct event event;
	size_t count;

	world_say(w, line);
	event = w->facts.events.items[--w->facts.events.count];
	event.subject_ref = ref;
	event.interface_id = INT_NONE;
	count = rules_refs(&w->arena, &event, refs);
	for (size_t i = 0; i < count; i++)
		lists[i] = list_of(w, refs[i].ref);
	return rules_match(&w->reference, &w->arena, &event, refs, lists, count);
}

static void test_matches(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, "core");
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check_int(arena_printf(&w.arena, "%s, about %s", cases[i].line, cases[i].ref), match(&w, cases[i].line, cases[i].ref).subject_id,
			  cases[i].id);
	check_str("in words", match(&w, "08:00 position", "PO-1").why, "PO-1 may be S1 and S2");
	world_end(&w);
}

static void test_parts(void **state)
{
	struct arena arena = { 0 };
	struct rules_part part;
	const char *list = "ups:1z 99,,0034, :7,";

	(void)state;
	check_int("first", rules_next_part(&arena, &list, &part), true);
	check_str("its carrier", part.carrier, "UPS");
	check_str("its number", part.number, "1Z99");
	check_int("second", rules_next_part(&arena, &list, &part), true);
	check_str("has no carrier", part.carrier, "");
	check_str("only a number", part.number, "0034");
	check_int("third", rules_next_part(&arena, &list, &part), true);
	check_str("without its carrier", part.number, "7");
	check_int("no more", rules_next_part(&arena, &list, &part), false);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_matches), cmocka_unit_test(test_parts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

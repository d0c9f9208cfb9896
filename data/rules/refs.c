/* SPDX-License-Identifier: MIT */
/* References: which ones an event names, and how they are compared. Blanks and case are how people type and say nothing; a leading zero or a
 * hyphen is part of the number, since carriers issue both 123 and 0123. */
#include "rules/rules.h"
#include "base/mem.h"
#include "model/event_type.h"

#include <string.h>

/* In the order in which they are tried, from that of one piece of freight to those that many share. Those without a use for matching are
 * looked for by people. */
static const struct rules_ref_kind ref_kinds[] = {
	{ "tracking", "tracking", true, true },
	{ "pro", "pro", true, true },
	{ "bol", "bol", true, false },
	{ "container", "container", true, false },
	{ "customer_ref", "customer_ref", true, false },
	{ "order", "order", true, false },
	{ "po", "po", true, false },
	{ "sku", "sku", false, false },
	/* What an invoice is for finds the invoice too, but no news of a shipment may be taken for the invoice's: "for" is the kind of no subject. */
	{ "shipment", "for", false, false },
	{ 0 },
};

const struct rules_ref_kind *rules_ref_kinds(void)
{
	return ref_kinds;
}

bool rules_is_carriers(const char *ref_kind)
{
	return strcmp(ref_kind, "tracking") == 0 || strcmp(ref_kind, "pro") == 0;
}

bool rules_is_identity(const char *ref_kind)
{
	return strcmp(ref_kind, "sku") != 0 && strcmp(ref_kind, "for") != 0;
}

const char *rules_fold_ref(struct arena *arena, const char *text, size_t length)
{
	char *folded = arena_new(arena, length + 1, 1);
	size_t used = 0;

	for (size_t i = 0; i < length; i++)
		if (text[i] != ' ' && text[i] != '\t')
			folded[used++] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
	return folded;
}

bool rules_next_part(struct arena *arena, const char **list, struct rules_part *out)
{
	while (*list && **list) {
		size_t length = strcspn(*list, ","), head = strcspn(*list, ":,");
		const char *from = *list;
		bool has_carrier = head < length;
		*list += length + (from[length] == ',');
		out->carrier = has_carrier ? rules_fold_ref(arena, from, head) : "";
		out->number = has_carrier ? rules_fold_ref(arena, from + head + 1, length - head - 1) : rules_fold_ref(arena, from, length);
		if (out->number[0] != '\0')
			return true;
	}
	return false;
}

static size_t add_all(struct arena *arena, const struct rules_ref_kind *kind, const char *list, struct rules_ref *out, size_t count)
{
	while (list && *list && count < RULES_REFS_MAX) {
		size_t length = strcspn(list, ",");
		const char *ref = rules_fold_ref(arena, list, length);
		if (ref[0] != '\0')
			out[count++] = (struct rules_ref) { kind->kind, ref };
		list += length + (list[length] == ',');
	}
	return count;
}

bool rules_may_make(const struct event *event)
{
	const struct event_type *type = event_type_find(event->type);

	if (!type || !type->is_creating)
		return false;
	return type->nature[0] || (strcmp(event->nature, "estimated") != 0 && strcmp(event->nature, "actual") != 0);
}

size_t rules_refs(struct arena *arena, const struct event *event, struct rules_ref out[RULES_REFS_MAX])
{
	size_t count = 0;

	out[count++] = (struct rules_ref) { "", rules_fold_ref(arena, event->subject_ref, strlen(event->subject_ref)) };
	/* What announces a shipment names the order it belongs to, and that may have others. */
	if (strcmp(event->subject_kind, "shipment") != 0 || rules_may_make(event))
		return count;
	for (const struct rules_ref_kind *kind = ref_kinds; kind->attr; kind++)
		if (kind->is_identity)
			count = add_all(arena, kind, texts_value(&event->attrs, kind->attr), out, count);
	return count;
}

struct texts rules_ref_texts(struct arena *arena, const struct event *event)
{
	struct rules_ref refs[RULES_REFS_MAX];
	size_t count = rules_refs(arena, event, refs);
	const char **items = arena_new(arena, count, sizeof *items);

	for (size_t i = 0; i < count; i++)
		items[i] = refs[i].ref;
	return (struct texts) { items, count };
}

int64_t rules_carrier_by_code(const struct reference *reference, struct arena *arena, const char *code)
{
	const struct party *party = map_get(&reference->party_codes, span_of(arena_printf(arena, "carrier:%s", code)));

	return party ? party->party_id : INT_NONE;
}

int64_t rules_carrier_of(const struct reference *reference, struct arena *arena, const struct event *event)
{
	const char *code = texts_value(&event->attrs, "carrier");
	const struct interface *from = event->interface_id == INT_NONE ? NULL : map_get_id(&reference->interfaces, event->interface_id);
	int64_t named = code ? rules_carrier_by_code(reference, arena, code) : INT_NONE;
	const struct party *party;

	if (named != INT_NONE || !from || from->party_id == INT_NONE)
		return named;
	party = map_get_id(&reference->parties, from->party_id);
	return party && strcmp(party->kind, "carrier") == 0 ? party->party_id : INT_NONE;
}

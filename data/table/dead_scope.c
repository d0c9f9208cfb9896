/* SPDX-License-Identifier: MIT */
#include "table/dead_scope.h"

static const char *const states[] = { "open", "waiting", "replayed", "dropped", NULL };

#define TEXT(name, column, is_searched, help) { name, EXPR_TEXT, column, NULL, NULL, 0, NULL, false, is_searched, help, 0 }

static const struct expr_field fields[] = {
	TEXT("client", "tenant", false, "The client."),
	TEXT("interface", "interface", true, "From where it came."),
	TEXT("case", "case_ref", true, "The case that it blocks: case=none for those that block none."),
	TEXT("reason", "reason", true, "Why it is dead: reason~moment."),
	TEXT("subject", "ref", true, "What it seems to be about."),
	TEXT("place", "place", true, "Where in the message."),
	TEXT("by", "by_person", false, "Who tried it last."),
	{ "state", EXPR_SET, "state", NULL, NULL, 0, states, false, false, "open, waiting, replayed or dropped.", 0 },
	{ "at", EXPR_INSTANT, "at", NULL, NULL, 0, NULL, false, false, "Since when.", 0 },
	{ "age", EXPR_AGE, "at", NULL, NULL, 0, NULL, false, false, "How long: age>2h.", 0 },
};

const struct expr_scope dead_scope = { "dead letter", fields, COUNT_OF(fields), NULL, 0 };

/* SPDX-License-Identifier: MIT */
/* Names that only the whole text shows to be right: desks, calendars, milestones, exceptions. */
#include "model/document.h"
#include "model/event_type.h"
#include "policy/reader.h"

#include <string.h>

#define NAMES_MAX 256

void reader_name(struct reader *reader, enum name_kind kind, const struct conf_line *line, size_t word, int offset, const char *text)
{
	*policy_push(reader->arena, &reader->named) = (struct named){ kind, line, word, offset, text };
}

struct known {
	const char *names[NAMES_MAX + 1];
	size_t count;
};

static void know(struct known *known, const char *name)
{
	if (known->count < NAMES_MAX)
		known->names[known->count++] = name;
	known->names[known->count] = NULL;
}

static void know_list(struct known *known, const char *const *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		know(known, items[i]);
}

/* Milestones of the road, of papers, those beside the road, the client's own, and events, which stand for when they last came. */
static void know_milestones(const struct policy *policy, struct known *known)
{
	static const char *const codes[] = { MILESTONE_TENDER,  MILESTONE_RELEASE, MILESTONE_READY,     MILESTONE_PICKUP,
					     MILESTONE_DEPART,  MILESTONE_ARRIVE,  MILESTONE_DELIVER,   MILESTONE_POD,
					     MILESTONE_ATTEMPT, MILESTONE_DIVERTED, MILESTONE_CANCELLED, MILESTONE_DOCUMENTS };

	know_list(known, codes, COUNT_OF(codes));
	for (const struct document_type *type = document_types; type->name; type++)
		if (type->milestone[0] != '\0')
			know(known, type->milestone);
	know_list(known, policy->milestones.items, policy->milestones.count);
	for (const struct event_type *type = event_types; type->name; type++)
		know(known, type->name);
}

static void know_all(const struct reader *reader, enum name_kind kind, struct known *known)
{
	const struct policy *policy = reader->policy;

	*known = (struct known){ 0 };
	if (kind == NAME_DESK)
		know_list(known, policy->desks.items, policy->desks.count);
	else if (kind == NAME_CALENDAR)
		for (size_t i = 0; i < policy->calendars.count; i++)
			know(known, policy->calendars.items[i].name);
	else if (kind == NAME_TYPE)
		for (size_t i = 0; i < policy->types.count; i++)
			know(known, policy->types.items[i].name);
	else
		know_milestones(policy, known);
	if (kind == NAME_ANCHOR)
		know(known, MILESTONE_END);
	if (kind == NAME_TYPE)
		know_list(known, reader->removed.items, reader->removed.count);
}

static bool is_known(const struct known *known, const char *name)
{
	for (size_t i = 0; i < known->count; i++)
		if (strcmp(known->names[i], name) == 0)
			return true;
	return false;
}

static enum err fault_name(struct reader *reader, const struct named *named, const struct known *known)
{
	static const char *const words[NAME_KINDS] = { "desk", "calendar", "milestone", "milestone", "exception" };
	static const char *const helps[NAME_KINDS] = { "declare it at the top: desk NAME \"Title\"", "declare it at the top: calendar NAME",
						       "declare it at the top: milestone NAME \"Title\"",
						       "declare it at the top: milestone NAME \"Title\"", "it needs a block: exception NAME \"Title\"" };
	struct conf_word word = { .text = "", .column = named->line->column };

	if (named->word < named->line->word_count)
		word = named->line->words[named->word];
	word.column += named->offset;
	conf_fault(named->line, &word, reader->fault, "there is no %s called %s", words[named->kind], named->text);
	return reader_suggest(reader, known->names, named->text, helps[named->kind]);
}

enum err reader_check_names(struct reader *reader)
{
	for (enum name_kind kind = 0; kind < NAME_KINDS; kind++) {
		struct known known;
		know_all(reader, kind, &known);
		for (size_t i = 0; i < reader->named.count; i++) {
			const struct named *named = &reader->named.items[i];
			if (named->kind == kind && named->text[0] != '\0' && !is_known(&known, named->text))
				return fault_name(reader, named, &known);
		}
	}
	return ERR_NONE;
}

const char *policy_milestone_title(const struct policy *policy, const char *code)
{
	for (size_t i = 0; i < policy->milestones.count; i++)
		if (strcmp(policy->milestones.items[i], code) == 0)
			return policy->milestone_titles.items[i];
	return code;
}

bool policy_decimal(const char *text, int64_t *thousandths)
{
	bool is_negative = *text == '-';
	int64_t whole = 0, part = 0, scale = DECIMAL_ONE;
	const char *at = text + (is_negative || *text == '+');

	if (*at < '0' || *at > '9')
		return false;
	for (; *at >= '0' && *at <= '9'; at++) {
		if (whole > 1000000000000)
			return false;
		whole = whole * 10 + (*at - '0');
	}
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++)
			if (scale > 1) {
				scale /= 10;
				part += (*at - '0') * scale;
			}
	if (*at != '\0')
		return false;
	whole = whole * DECIMAL_ONE + part;
	*thousandths = is_negative ? -whole : whole;
	return true;
}

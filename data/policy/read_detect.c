/* SPDX-License-Identifier: MIT */
/* How an exception is noticed and when its cause is gone: the lines `detect` and `clear`. Each form of `detect` is a row of the table
 * below. */
#include "model/document.h"
#include "model/event_type.h"
#include "policy/read_type.h"
#include "policy/scope.h"

#include <stdio.h>
#include <string.h>

/* One `detect` line while it is read. */
struct detecting {
	struct policy_detect detect;
	struct clause clause;
};

/* ---------------------------------------------------------------- names */

enum err fault_event(struct reader *reader, const struct conf_line *line, const struct conf_word *word)
{
	const char *names[128];
	size_t count = 0;

	for (const struct event_type *type = event_types; type->name && count + 1 < COUNT_OF(names); type++)
		names[count++] = type->name;
	names[count] = NULL;
	conf_fault(line, word, reader->fault, "there is no event called %s", word->text);
	return reader_suggest(reader, names, word->text, "docs/events.md has them all");
}

static bool is_planned_time(const char *name)
{
	static const char *const names[] = { "promise", "pickup_by", "ready", "tender", "pickup", "depart", "arrive", "deliver" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool is_scope_field(const char *name)
{
	for (size_t i = 0; i < policy_scope.field_count; i++)
		if (strcmp(policy_scope.fields[i].name, name) == 0)
			return true;
	return false;
}

/* A fault with the nearest attribute of events; `fits` says which may stand here. */
static enum err fault_attr(struct reader *reader, const struct conf_line *line, const struct conf_word *word, const char *why,
			   bool (*fits)(const struct event_attr *attr))
{
	const char *names[128];
	size_t count = 0;

	for (const struct event_attr *attr = event_attrs; attr->name && count + 1 < COUNT_OF(names); attr++)
		if (!fits || fits(attr))
			names[count++] = attr->name;
	names[count] = NULL;
	conf_fault(line, word, reader->fault, "%s is %s", word->text, why);
	return reader_suggest(reader, names, word->text, "docs/events.md has what events carry");
}

static bool is_number(const struct event_attr *attr)
{
	return attr->kind == EVENT_ATTR_NUMBER || attr->kind == EVENT_ATTR_DECIMAL;
}

/* ---------------------------------------------------------------- forms */

static enum err read_event(struct reader *reader, const struct conf_line *line, void *of)
{
	struct detecting *it = of;

	it->detect.event = word_text(line, &it->clause, 1);
	if (it->clause.word_count != 2)
		return conf_fault(line, NULL, reader->fault, "one event is named here");
	return event_type_find(it->detect.event) ? ERR_NONE : fault_event(reader, line, &line->words[1]);
}

static enum err read_nothing(struct reader *reader, const struct conf_line *line, void *of)
{
	struct detecting *it = of;

	if (it->detect.kind == DETECT_WHEN && !it->detect.when.expr)
		return conf_fault(line, &line->words[0], reader->fault, "a condition is missing behind 'when'");
	return ERR_NONE;
}

/* By BASE, or after M2 SPAN [or contract]. */
static enum err read_deadline(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const bases[] = { "planned", "promise", "pickup", "day-end", NULL };
	struct policy_detect *detect = &((struct detecting *)of)->detect;
	const struct clause *clause = &((struct detecting *)of)->clause;
	int64_t base = BY_PLANNED;
	enum err err = ERR_NONE;

	detect->milestone = word_text(line, clause, 1);
	reader_name(reader, NAME_MILESTONE, line, 1, 0, detect->milestone);
	if (word_is(line, clause, 2, "by")) {
		err = reader_choice(reader, line, 3, bases, &base);
		detect->base = (enum deadline_base)base;
	} else if (word_is(line, clause, 2, "after")) {
		detect->base = AFTER_MILESTONE;
		detect->after = word_text(line, clause, 3);
		reader_name(reader, NAME_MILESTONE, line, 3, 0, detect->after);
		err = reader_span(reader, line, 4, &detect->span);
		detect->is_contract = word_is(line, clause, 5, "or") && word_is(line, clause, 6, "contract");
	} else if (clause->word_count > 2) {
		err = conf_fault(line, &line->words[2], reader->fault, "a deadline is by a time or after a milestone");
	}
	return err;
}

/* `after M [TIME]`, `before M TIME`: from word 2 on. */
static enum err read_anchor(struct reader *reader, const struct conf_line *line, const struct clause *clause, struct policy_detect *detect)
{
	bool is_before = word_is(line, clause, 2, "before");

	if ((!is_before && !word_is(line, clause, 2, "after")) || clause->word_count < 4)
		return conf_fault(line, clause->word_count > 2 ? &line->words[2] : NULL, reader->fault,
				  "it is looked for after a milestone, or before one");
	detect->base = is_before ? BEFORE_MILESTONE : AFTER_MILESTONE;
	detect->after = word_text(line, clause, 3);
	reader_name(reader, NAME_ANCHOR, line, 3, 0, detect->after);
	if (is_before)
		return reader_duration(reader, line, 4, &detect->span.us);
	return clause->word_count > 4 ? reader_span(reader, line, 4, &detect->span) : ERR_NONE;
}

static enum err read_missing(struct reader *reader, const struct conf_line *line, void *of)
{
	struct detecting *it = of;
	struct name_part part = { 0 };

	while (reader_part(reader, line, 1, &part)) {
		*policy_push(reader->arena, &it->detect.names) = part.text;
		reader_name(reader, NAME_MILESTONE, line, 1, part.offset, part.text);
	}
	return read_anchor(reader, line, &it->clause, &it->detect);
}

static enum err read_incomplete(struct reader *reader, const struct conf_line *line, void *of)
{
	struct detecting *it = of;
	struct name_part part = { 0 };

	while (reader_part(reader, line, 1, &part)) {
		*policy_push(reader->arena, &it->detect.names) = part.text;
		if (!is_scope_field(part.text) && !is_planned_time(part.text) && !event_attr_find(part.text, strlen(part.text)))
			return fault_attr(reader, line, &part.word, "nothing that docket keeps of it", NULL);
	}
	return read_anchor(reader, line, &it->clause, &it->detect);
}

static enum err read_sequence(struct reader *reader, const struct conf_line *line, void *of)
{
	struct detecting *it = of;
	struct name_part part = { 0 };

	while (reader_part(reader, line, 1, &part)) {
		*policy_push(reader->arena, &it->detect.names) = part.text;
		reader_name(reader, NAME_MILESTONE, line, 1, part.offset, part.text);
	}
	if (it->detect.names.count < 2)
		return conf_fault(line, &line->words[1], reader->fault, "an order is of two milestones or more: pickup,deliver");
	return it->clause.word_count > 2 ? reader_duration(reader, line, 2, &it->detect.span.us) : ERR_NONE;
}

static enum err read_more_than(struct reader *reader, const struct conf_line *line, void *of)
{
	struct detecting *it = of;
	struct name_part part = { 0 };
	enum err err = reader_number(reader, line, 1, 1, 60, &it->detect.most);

	while (!err && reader_part(reader, line, 2, &part)) {
		*policy_push(reader->arena, &it->detect.names) = part.text;
		if (!event_type_find(part.text))
			err = fault_event(reader, line, &part.word);
	}
	if (!err && word_is(line, &it->clause, 3, "in"))
		err = reader_duration(reader, line, 4, &it->detect.span.us);
	else if (!err && it->clause.word_count > 3)
		err = conf_fault(line, &line->words[3], reader->fault, "so many events are counted in all, or in a time");
	return err;
}

static enum err read_decimal(struct reader *reader, const struct conf_line *line, size_t word, int64_t *out)
{
	if (word < line->word_count && policy_decimal(line->words[word].text, out))
		return ERR_NONE;
	return conf_fault(line, word < line->word_count ? &line->words[word] : NULL, reader->fault, "%s is not a number like 8 or -18.5",
			  word < line->word_count ? line->words[word].text : "nothing");
}

/* ATTR LIMIT [back NUMBER] [for TIME]: over the limit until it is back at the other number. */
static enum err read_measured(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_detect *detect = &((struct detecting *)of)->detect;
	const struct clause *clause = &((struct detecting *)of)->clause;
	const struct event_attr *attr = event_attr_find(word_text(line, clause, 1), strlen(word_text(line, clause, 1)));
	enum err err = read_decimal(reader, line, 2, &detect->limit);

	*policy_push(reader->arena, &detect->names) = word_text(line, clause, 1);
	if (!attr || !is_number(attr))
		return fault_attr(reader, line, &line->words[1], "no number that events carry", is_number);
	detect->back = detect->limit;
	for (size_t i = 3; i < clause->word_count && !err; i += 2) {
		if (word_is(line, clause, i, "back"))
			err = read_decimal(reader, line, i + 1, &detect->back);
		else if (word_is(line, clause, i, "for"))
			err = reader_duration(reader, line, i + 1, &detect->span.us);
		else
			err = conf_fault(line, &line->words[i], reader->fault, "a limit has back and for");
	}
	if (!err && (detect->kind == DETECT_OVER ? detect->back > detect->limit : detect->back < detect->limit))
		err = conf_fault(line, NULL, reader->fault, "what is back must be inside of the limit");
	return err;
}

static enum err read_time(struct reader *reader, const struct conf_line *line, void *of)
{
	struct detecting *it = of;
	enum err err = reader_duration(reader, line, 1, &it->detect.span.us);

	if (!err && it->detect.span.us == 0)
		err = conf_fault(line, &line->words[1], reader->fault, "it needs some time");
	if (!err && it->detect.kind == DETECT_LASTING && !it->detect.when.expr)
		err = conf_fault(line, NULL, reader->fault, "what lasts is said by a condition: detect lasting 2h when phase=terminal");
	return err;
}

static enum err read_quiet(struct reader *reader, const struct conf_line *line, void *of)
{
	struct detecting *it = of;

	return it->clause.word_count > 1 ? reader_number(reader, line, 1, 1, 100, &it->detect.rhythms) : ERR_NONE;
}

/* Words behind the form's own name, and how it is read; in the order of enum detect_kind. */
const struct setting detect_forms[] = {
	[DETECT_EVENT] = { "event", read_event, 2, "detect event EVENT [when CONDITION]", "An event says so." },
	[DETECT_WHEN] = { "when", read_nothing, 1, "detect when CONDITION", "A condition comes true." },
	[DETECT_DEADLINE] = { "deadline", read_deadline, 2,
			      "detect deadline MILESTONE by planned|promise|pickup|day-end, or: after MILESTONE TIME [or contract]; with grace below",
			      "A milestone did not happen in time; `documents` are all papers that `require` names." },
	[DETECT_MISSING] = { "missing", read_missing, 4,
			     "detect missing MILESTONE,... after MILESTONE|end [TIME], or: before MILESTONE TIME",
			     "What must have happened by then did not: after another milestone, at the end of the road, or so long before "
			     "another is planned." },
	[DETECT_INCOMPLETE] = { "incomplete", read_incomplete, 4,
				"detect incomplete FIELD,... after MILESTONE|end [TIME], or: before MILESTONE TIME",
				"What must be known by then is not: a customer, a reference, a planned time, any attribute of an event." },
	[DETECT_SEQUENCE] = { "out-of-sequence", read_sequence, 2, "detect out-of-sequence MILESTONE,MILESTONE,... [TIME]",
			      "Milestones happened in another order than they are named, by more than the time." },
	[DETECT_MORE_THAN] = { "more-than", read_more_than, 3, "detect more-than NUMBER EVENT,... [in TIME]",
			       "Events came more often; several reports of one moment count once." },
	[DETECT_OVER] = { "over", read_measured, 3, "detect over ATTRIBUTE NUMBER [back NUMBER] [for TIME]",
			  "A number that events carry is over a limit, for so long; it stays over until it is back." },
	[DETECT_UNDER] = { "under", read_measured, 3, "detect under ATTRIBUTE NUMBER [back NUMBER] [for TIME]", "The same below a limit." },
	[DETECT_LASTING] = { "lasting", read_time, 2, "detect lasting TIME when CONDITION", "A condition holds for so long." },
	[DETECT_SILENT] = { "silent", read_time, 2, "detect silent TIME [when CONDITION]", "There is no news of it for so long." },
	[DETECT_QUIET] = { "quiet", read_quiet, 1, "detect quiet 2", "An interface is silent for so many of its usual rhythms." },
	[DETECT_PERSON] = { "person", read_nothing, 1, "detect person", "A person says so: docket do new." },
	{ 0 },
};

/* ---------------------------------------------------------------- detect */

static enum err read_grace(struct reader *reader, const struct conf_line *line, void *of)
{
	struct grace_block *block = of;
	struct policy_grace *grace = policy_push(reader->arena, &block->detect->graces);
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	if (!err)
		err = reader_duration(reader, line, 0, &grace->us);
	if (err)
		return err;
	grace->when = clause.when;
	grace->is_exclusive = word_is(line, &clause, 1, "exclusive");
	if (clause.word_count > 2 || (clause.word_count == 2 && !grace->is_exclusive && !word_is(line, &clause, 1, "inclusive")))
		return conf_fault(line, &line->words[1], reader->fault, "grace is inclusive or exclusive");
	if (block->detect->kind != DETECT_DEADLINE)
		return conf_fault(line, NULL, reader->fault, "only a deadline has grace; a condition says late>30m");
	keep_setting(reader, &block->of->type->settings, line->verb, "", line->raw);
	return ERR_NONE;
}

const struct setting grace_settings[] = {
	{ "grace", read_grace, 1, "grace 30m [exclusive] [when CONDITION]", "How much is let pass; exclusive: its very end is still in time." },
	{ 0 },
};

/* The names of all forms, for a suggestion. */
static const struct setting *find_form(struct reader *reader, const struct conf_line *line)
{
	const char *names[COUNT_OF(detect_forms)];
	size_t i = 0;

	for (; detect_forms[i].verb; i++) {
		if (strcmp(detect_forms[i].verb, line->words[0].text) == 0)
			return &detect_forms[i];
		names[i] = detect_forms[i].verb;
	}
	names[i] = NULL;
	conf_fault(line, &line->words[0], reader->fault, "nothing is detected by '%s'", line->words[0].text);
	reader_suggest(reader, names, line->words[0].text,
		       "by event, when, deadline, missing, incomplete, out-of-sequence, more-than, over, under, lasting, silent, quiet, person");
	return NULL;
}

static enum err read_form(struct reader *reader, const struct conf_line *line, struct detecting *it)
{
	const struct setting *form = find_form(reader, line);
	enum err err;

	if (!form)
		return ERR_SYNTAX;
	it->detect.kind = (enum detect_kind)(form - detect_forms);
	if (it->clause.word_count < form->least_words && it->detect.kind != DETECT_WHEN)
		err = conf_fault(line, &line->words[0], reader->fault, "detect %s needs more words", form->verb);
	else
		err = form->read(reader, line, it);
	if (err && reader->fault->help[0] == '\0')
		fault_help(reader->fault, "write: %s", form->usage);
	return err;
}

enum err read_detect(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;
	struct detecting it = { .detect = { .event = "", .milestone = "", .after = "", .key = "", .rhythms = 1, .line = line->line } };
	struct policy_detect *detect;
	enum err err = reader_clause(reader, line, &it.clause);

	if (err)
		return err;
	if (begins_anew(block, line->verb, "")) {
		block->type->detects.count = 0;
		drop_settings(&block->type->settings, "grace", "");
	}
	say(reader, block, line, "");
	it.detect.when = it.clause.when;
	err = read_form(reader, line, &it);
	detect = policy_push(reader->arena, &block->type->detects);
	*detect = it.detect;
	struct grace_block graces = { block, detect };
	return err ? err : reader_block(reader, line, grace_settings, &graces);
}

/* ---------------------------------------------------------------- clear */

enum err read_clear(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const kinds[] = { "event", "milestone", "when", "never", NULL };
	struct type_block *block = of;
	struct clause clause;
	int64_t kind;
	enum err err = reader_clause(reader, line, &clause);

	if (!err)
		err = reader_choice(reader, line, 0, kinds, &kind);
	if (err)
		return err;
	BEGIN_ANEW(block, line->verb, &block->type->clears);
	say(reader, block, line, "");
	block->type->ends_by_person = kind == 3;
	if (kind == 3)
		return ERR_NONE;
	if (kind != CLEAR_WHEN && clause.word_count != 2)
		return conf_fault(line, NULL, reader->fault, "one event or milestone is named here");
	if (kind == CLEAR_EVENT && !event_type_find(line->words[1].text))
		return fault_event(reader, line, &line->words[1]);
	if (kind == CLEAR_MILESTONE)
		reader_name(reader, NAME_MILESTONE, line, 1, 0, line->words[1].text);
	*policy_push(reader->arena, &block->type->clears) =
		(struct policy_clear){ (enum clear_kind)kind, word_text(line, &clause, 1), clause.when };
	return ERR_NONE;
}

/* ---------------------------------------------------------------- the whole */

/* Adds a name to a list that has each once. */
static void add_once(struct reader *reader, struct name_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], name) == 0)
			return;
	*policy_push(reader->arena, list) = name;
}

static void watch(struct reader *reader, const char *name)
{
	if (event_type_find(name))
		add_once(reader, &reader->policy->watched, name);
}

static void keep_for(struct reader *reader, const struct policy_detect *detect)
{
	struct policy *policy = reader->policy;

	watch(reader, detect->milestone);
	watch(reader, detect->after);
	for (size_t i = 0; i < detect->names.count; i++) {
		const char *name = detect->names.items[i];
		if (detect->kind == DETECT_MORE_THAN)
			add_once(reader, &policy->counted, name);
		else if (detect->kind == DETECT_INCOMPLETE && !is_scope_field(name) && !is_planned_time(name))
			add_once(reader, &policy->asked, name);
		else if (detect->kind == DETECT_MISSING || detect->kind == DETECT_SEQUENCE)
			watch(reader, name);
	}
}

static uint64_t *set_of(struct policy *policy, enum detect_kind kind)
{
	switch (kind) {
	case DETECT_WHEN: return &policy->when_types;
	case DETECT_SEQUENCE:
	case DETECT_MORE_THAN: return &policy->pattern_types;
	case DETECT_DEADLINE:
	case DETECT_MISSING:
	case DETECT_INCOMPLETE:
	case DETECT_OVER:
	case DETECT_UNDER:
	case DETECT_LASTING:
	case DETECT_SILENT: return &policy->deadline_types;
	default: return NULL;
	}
}

void finish_detects(struct reader *reader, struct policy_type *type)
{
	struct policy *policy = reader->policy;
	uint64_t bit = UINT64_C(1) << type->index;

	for (size_t i = 0; i < type->detects.count && !type->is_off; i++) {
		struct policy_detect *detect = &type->detects.items[i];
		uint64_t *set = set_of(policy, detect->kind);
		bool is_plain = detect->kind == DETECT_DEADLINE || detect->kind == DETECT_QUIET;
		detect->key = is_plain && (i == 0 || detect->kind == DETECT_DEADLINE) ? type->name
			      : is_plain ? arena_printf(reader->arena, "%s %zu", type->name, i + 1) /* a second silence has marks of its own */
			      : i == 0 ? arena_printf(reader->arena, POLICY_KEPT "%s", type->name)
				       : arena_printf(reader->arena, POLICY_KEPT "%s %zu", type->name, i + 1);
		if (set)
			*set |= bit;
		if (detect->kind == DETECT_LASTING)
			policy->lasting_types |= bit;
		if (detect->kind == DETECT_OVER || detect->kind == DETECT_UNDER)
			policy->measured_types |= bit;
		if (detect->kind == DETECT_PERSON)
			policy->person_type = type;
		keep_for(reader, detect);
	}
	for (size_t i = 0; i < type->clears.count && !type->is_off; i++)
		if (type->clears.items[i].kind == CLEAR_MILESTONE)
			watch(reader, type->clears.items[i].name);
}

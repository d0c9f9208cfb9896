/* SPDX-License-Identifier: MIT */
/* The block of one exception type: how it is noticed and when its cause is gone, its band, desk,
 * words and steps. Clocks, head start and lifts are in read_time.c. */
#include "policy/read_type.h"
#include "model/document.h"
#include "model/event_type.h"

#include <string.h>

enum err fault_event(struct reader *reader, const struct conf_line *line, size_t word)
{
	const char *names[64];
	size_t count = 0;

	for (const struct event_type *type = event_types; type->name && count < 63; type++)
		names[count++] = type->name;
	names[count] = NULL;
	enum err err = conf_fault(line, &line->words[word], reader->fault,
				  "there is no event called %s", line->words[word].text);
	const char *near = nearest_name(names, line->words[word].text);
	if (near)
		fault_help(reader->fault, "did you mean %s?", near);
	return err;
}

/* The settings of a verb said in an earlier block of the same type are replaced by the first one in
 * this block. */
bool begins_anew(struct type_block *block, const char *verb, const char *key)
{
	for (size_t i = 0; i < block->said.count; i++)
		if (strcmp(block->said.items[i].verb, verb) == 0 &&
		    strcmp(block->said.items[i].key, key) == 0)
			return false;
	return true;
}

void say(struct reader *reader, struct type_block *block, const struct conf_line *line,
	 const char *key)
{
	struct policy_settings *settings = &block->type->settings;

	if (begins_anew(block, line->verb, key)) {
		size_t kept = 0;
		for (size_t i = 0; i < settings->count; i++)
			if (strcmp(settings->items[i].verb, line->verb) != 0 ||
			    strcmp(settings->items[i].key, key) != 0)
				settings->items[kept++] = settings->items[i];
		settings->count = kept;
	}
	keep_setting(reader, &block->said, line->verb, key, "");
	keep_setting(reader, settings, line->verb, key, line->raw);
}

#define BEGIN_ANEW(block, verb, list) \
	do { \
		if (begins_anew((block), (verb), "")) \
			(list)->count = 0; \
	} while (0)

static enum err read_path(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;

	block->type->path = line->words[0].text;
	say(reader, block, line, "");
	return ERR_NONE;
}

static enum err read_about(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const kinds[] = { "shipment",  "order", "stock", "invoice",
					     "interface", "any",   NULL };
	struct type_block *block = of;
	int64_t kind;
	enum err err = reader_choice(reader, line, 0, kinds, &kind);

	if (err)
		return err;
	block->type->about = kinds[kind];
	say(reader, block, line, "");
	return ERR_NONE;
}

static enum err read_severity(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const names[] = { "critical", "high", "medium", "low", NULL };
	struct type_block *block = of;
	int64_t choice;
	enum err err = reader_choice(reader, line, 0, names, &choice);

	if (err)
		return err;
	block->type->severity = names[choice];
	say(reader, block, line, "");
	return ERR_NONE;
}

/* The verbs that are one value with a condition. */
static enum err read_value(struct reader *reader, const struct conf_line *line,
			   struct type_block *block, bool is_number, struct policy_value *out)
{
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	if (!err && clause.word_count != 1)
		err = conf_fault(line, NULL, reader->fault,
				 "%s takes one word before its condition", line->verb);
	if (!err && is_number)
		err = reader_number(reader, line, 0, 0, 3, &out->number);
	if (err)
		return err;
	out->text = line->words[0].text;
	out->when = clause.when;
	say(reader, block, line, "");
	return ERR_NONE;
}

#define VALUE_READER(function, list, is_number) \
	static enum err function(struct reader *reader, const struct conf_line *line, void *of) \
	{ \
		struct type_block *block = of; \
		BEGIN_ANEW(block, line->verb, &block->type->list); \
		return read_value(reader, line, block, is_number, \
				  policy_push(reader->arena, &block->type->list)); \
	}

VALUE_READER(read_band, bands, true)
VALUE_READER(read_desk_of, desks, false)
VALUE_READER(read_side, sides, false)
VALUE_READER(read_what, whats, false)
VALUE_READER(read_tell, tells, false)
VALUE_READER(read_play, plays, false)

/* Its line is kept: what it names is checked when all playbooks are known. */
static enum err read_playbook_of(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;
	struct policy_value *value;
	int64_t at = (int64_t)reader->at - 1;

	BEGIN_ANEW(block, line->verb, &block->type->playbooks);
	value = policy_push(reader->arena, &block->type->playbooks);
	value->number = at;
	return read_value(reader, line, block, false, value);
}

/* Words 1.. of `detect deadline M ...`: by BASE, or after M2 SPAN [or contract]. */
static enum err read_deadline(struct reader *reader, const struct conf_line *line,
			      const struct clause *clause, struct policy_detect *detect)
{
	static const char *const bases[] = { "planned", "promise", "pickup", "day-end", NULL };
	int64_t base = BY_PLANNED;
	enum err err = ERR_NONE;

	detect->milestone = word_text(line, clause, 1);
	if (word_is(line, clause, 2, "by")) {
		err = reader_choice(reader, line, 3, bases, &base);
		detect->base = (enum deadline_base)base;
	} else if (word_is(line, clause, 2, "after")) {
		detect->base = AFTER_MILESTONE;
		detect->after = word_text(line, clause, 3);
		err = reader_span(reader, line, 4, &detect->span);
		detect->is_contract = word_is(line, clause, 5, "or") &&
				      word_is(line, clause, 6, "contract");
	} else if (clause->word_count > 2) {
		err = conf_fault(line, &line->words[2], reader->fault,
				 "a deadline is by a time or after a milestone");
	}
	return err;
}

static enum err read_grace(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_detect *detect = of;
	struct policy_grace *grace = policy_push(reader->arena, &detect->graces);
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	if (!err)
		err = reader_duration(reader, line, 0, &grace->us);
	if (err)
		return err;
	grace->when = clause.when;
	grace->is_exclusive = word_is(line, &clause, 1, "exclusive");
	if (clause.word_count > 2 || (clause.word_count == 2 && !grace->is_exclusive &&
				      !word_is(line, &clause, 1, "inclusive")))
		return conf_fault(line, &line->words[1], reader->fault,
				  "grace is inclusive or exclusive");
	if (detect->kind != DETECT_DEADLINE)
		return conf_fault(line, NULL, reader->fault,
				  "only a deadline has grace; a condition says late>30m");
	return ERR_NONE;
}

const struct setting grace_settings[] = {
	{ "grace", read_grace, 1, "grace 30m [exclusive] [when CONDITION]" },
	{ 0 },
};

static enum err read_detect(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const kinds[] = { "event", "when", "deadline", "quiet", "person", NULL };
	struct type_block *block = of;
	struct clause clause;
	int64_t kind;
	enum err err = reader_clause(reader, line, &clause);

	if (!err)
		err = reader_choice(reader, line, 0, kinds, &kind);
	if (err)
		return err;
	BEGIN_ANEW(block, line->verb, &block->type->detects);
	say(reader, block, line, "");
	struct policy_detect detect = { .kind = (enum detect_kind)kind,
					.event = word_text(line, &clause, 1),
					.milestone = "",
					.after = "",
					.rhythms = 1,
					.when = clause.when,
					.line = line->line };
	if (detect.kind == DETECT_EVENT &&
	    (clause.word_count != 2 || !event_type_find(detect.event)))
		return clause.word_count == 2
			       ? fault_event(reader, line, 1)
			       : conf_fault(line, NULL, reader->fault, "one event is named here");
	if (detect.kind == DETECT_DEADLINE)
		err = read_deadline(reader, line, &clause, &detect);
	else if (detect.kind == DETECT_QUIET && clause.word_count > 1)
		err = reader_number(reader, line, 1, 1, 100, &detect.rhythms);
	if (!err)
		err = reader_block(reader, line, grace_settings, &detect);
	*policy_push(reader->arena, &block->type->detects) = detect;
	return err;
}

static enum err read_clear(struct reader *reader, const struct conf_line *line, void *of)
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
		return conf_fault(line, NULL, reader->fault,
				  "one event or milestone is named here");
	if (kind == CLEAR_EVENT && !event_type_find(line->words[1].text))
		return fault_event(reader, line, 1);
	*policy_push(reader->arena, &block->type->clears) = (struct policy_clear) {
		(enum clear_kind)kind, word_text(line, &clause, 1), clause.when
	};
	return ERR_NONE;
}

static enum err read_becomes(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;

	BEGIN_ANEW(block, line->verb, &block->type->becomes);
	say(reader, block, line, "");
	for (size_t i = 0; i < line->word_count; i++)
		*policy_push(reader->arena, &block->type->becomes) = line->words[i].text;
	return ERR_NONE;
}

/* One name of "pod,bol" as a bit of the set. */
static enum err add_document(struct reader *reader, const struct conf_line *line, size_t word, struct span name, uint32_t *set)
{
	for (size_t i = 0; document_types[i].name; i++)
		if (span_is(name, document_types[i].name) && document_types[i].milestone[0]) {
			*set |= UINT32_C(1) << i;
			return ERR_NONE;
		}
	conf_fault(line, &line->words[word], reader->fault, "no paper that can be waited for is called %.*s", (int)name.length, name.text);
	fault_help(reader->fault, "pod, bol, invoice, customs, packing-list, damage-photo");
	return ERR_SYNTAX;
}

static enum err read_require(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;
	struct policy_require require = { 0 };
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	BEGIN_ANEW(block, line->verb, &block->type->requires);
	for (size_t i = 0; !err && i < clause.word_count; i++)
		for (const char *at = word_text(line, &clause, i); !err && *at;) {
			size_t length = strcspn(at, ",");
			if (!(length == 7 && strncmp(at, "nothing", 7) == 0))
				err = add_document(reader, line, i, (struct span){ at, length }, &require.types);
			at += length + (at[length] == ',');
		}
	if (err)
		return err;
	require.when = clause.when;
	say(reader, block, line, "");
	*policy_push(reader->arena, &block->type->requires) = require;
	return ERR_NONE;
}

static enum err read_effect(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;

	BEGIN_ANEW(block, line->verb, &block->type->effects);
	say(reader, block, line, "");
	return reader_effect(reader, line, policy_push(reader->arena, &block->type->effects));
}

const struct setting type_settings[] = {
	{ "path", read_path, 1, "path transport/delivery/late" },
	{ "about", read_about, 1, "about shipment" },
	{ "detect", read_detect, 1,
	  "detect event E | when C | deadline M by planned|promise|pickup|day-end | deadline M "
	  "after M2 24h | deadline documents after M2 24h | quiet 2 | person" },
	{ "require", read_require, 1, "require pod,bol [when CONDITION], where a deadline waits for documents; or: require nothing" },
	{ "clear", read_clear, 1, "clear event E | milestone M | when C | never" },
	{ "band", read_band, 1, "band 0 to 3 [when CONDITION]" },
	{ "severity", read_severity, 1, "severity critical|high|medium|low" },
	{ "side", read_side, 1, "side carrier [when CONDITION]" },
	{ "desk", read_desk_of, 1, "desk NAME [when CONDITION]" },
	{ "task", read_task, 2, "task DESK \"words\" [in 2h] [when CONDITION]" },
	{ "clock", read_clock, 2,
	  "clock KIND 30m | at promise | at M | 2h after M [calendar=C] [pause=R,R] [most=2d] "
	  "[when CONDITION]" },
	{ "head", read_head, 2, "head NAME 45m [per 250EUR] [most 2h] [ran-out] [when CONDITION]" },
	{ "escalate", read_escalation, 2,
	  "escalate CLOCK|task at 75% | before 1h | ran-out | after 2h [band 1] [desk DESK] [tell DESK \"words\"] [when CONDITION]" },
	{ "lift", read_lift, 2, "lift after 24h [to 1], or: lift before M 4h to 0" },
	{ "play", read_play, 1, "play \"a step in words\" [when CONDITION]" },
	{ "playbook", read_playbook_of, 1, "playbook NAME [when CONDITION]" },
	{ "next", read_next, 1, "next \"words\" [in 30m] [on WHOM] [when CONDITION]" },
	{ "what", read_what, 1, "what \"ETA {eta}, promised {promise}\" [when CONDITION]" },
	{ "tell", read_tell, 1, "tell TEMPLATE [when CONDITION]" },
	{ "effect", read_effect, 3,
	  "effect tms|erp|mail KIND \"words\" [on open|end] [when CONDITION]" },
	{ "becomes", read_becomes, 1, "becomes TYPE TYPE" },
	{ 0 },
};

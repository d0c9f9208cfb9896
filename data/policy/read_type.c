/* SPDX-License-Identifier: MIT */
/* The block of one exception type: how it is noticed and when its cause is gone, its band, desk,
 * words and steps. Clocks, head start and lifts are in read_time.c. */
#include "policy/read_type.h"
#include "model/document.h"

#include <string.h>

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

static enum err read_desk_of(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;

	reader_name(reader, NAME_DESK, line, 0, 0, line->words[0].text);
	BEGIN_ANEW(block, line->verb, &block->type->desks);
	return read_value(reader, line, block, false, policy_push(reader->arena, &block->type->desks));
}

static enum err read_active(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const words[] = { "no", "yes", NULL };
	struct type_block *block = of;
	struct policy_value value = { 0 };
	enum err err;

	BEGIN_ANEW(block, line->verb, &block->type->actives);
	err = read_value(reader, line, block, false, &value);
	if (!err)
		err = reader_choice(reader, line, 0, words, &value.number);
	*policy_push(reader->arena, &block->type->actives) = value;
	return err;
}

static enum err read_becomes(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;

	BEGIN_ANEW(block, line->verb, &block->type->becomes);
	say(reader, block, line, "");
	for (size_t i = 0; i < line->word_count; i++) {
		*policy_push(reader->arena, &block->type->becomes) = line->words[i].text;
		reader_name(reader, NAME_TYPE, line, i, 0, line->words[i].text);
	}
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
	{ "path", read_path, 1, "path transport/delivery/late", "Where it stands in the taxonomy; reports count by it." },
	{ "about", read_about, 1, "about shipment|order|stock|invoice|interface|any", "What it is about; shipment if nothing is said." },
	{ "active", read_active, 1, "active yes|no [when CONDITION]", "Is it looked for at all? Yes if nothing is said; the last line that holds counts." },
	{ "detect", read_detect, 1, "detect FORM ..., as below", "How it is noticed; each line is one more way." },
	{ "require", read_require, 1, "require pod,bol [when CONDITION], where a deadline waits for documents; or: require nothing",
	  "The papers that must be there; the last line that holds counts." },
	{ "clear", read_clear, 1, "clear event E | milestone M | when C | never",
	  "When its cause is gone. What a `detect` line says no longer to be so ends it too, but for `never`." },
	{ "band", read_band, 1, "band 0 to 3 [when CONDITION]", "0 may never wait. The last line that holds counts, here and below." },
	{ "severity", read_severity, 1, "severity critical|high|medium|low", "How bad it usually is: for reports, not for the order." },
	{ "side", read_side, 1, "side carrier [when CONDITION]", "The side that usually causes it." },
	{ "desk", read_desk_of, 1, "desk NAME [when CONDITION]", "Who owns the work." },
	{ "task", read_task, 2, "task DESK \"words\" [in 2h] [when CONDITION]", "Work of another desk at the same time." },
	{ "clock", read_clock, 2, "clock KIND 30m | at promise | at M | 2h after M [calendar=C] [pause=R,R] [most=2d] [when CONDITION]",
	  "A limit that runs with the case: respond, resolve, promise, free_time, claim, temperature, cutoff." },
	{ "head", read_head, 2, "head NAME 45m [per 250EUR] [most 2h] [ran-out] [when CONDITION]",
	  "A named part of the head start: work-by is the deciding clock less these." },
	{ "escalate", read_escalation, 2,
	  "escalate CLOCK|task at 75% | before 1h | ran-out | after 2h [band 1] [desk DESK] [tell DESK \"words\"] [when CONDITION]",
	  "What is done when a limit comes near or passes: once each, in the clock's open hours." },
	{ "lift", read_lift, 2, "lift after 24h [to 1], or: lift before M 4h to 0", "A step up of the band as time goes by." },
	{ "play", read_play, 1, "play \"a step in words\" [when CONDITION]", "What to do, a step in words." },
	{ "playbook", read_playbook_of, 1, "playbook NAME [when CONDITION]", "The steps that are taken when it opens." },
	{ "next", read_next, 1, "next \"words\" [in 30m] [on WHOM] [when CONDITION]", "The first next act, when, and whom it waits for." },
	{ "what", read_what, 1, "what \"ETA {eta}, promised {promise}\" [when CONDITION]", "The words of its row." },
	{ "tell", read_tell, 1, "tell TEMPLATE [when CONDITION]", "The letter that is offered for the customer." },
	{ "effect", read_effect, 3, "effect tms|erp|mail KIND \"words\" [on open|end] [when CONDITION]",
	  "What is sent out when it opens, or when it ends." },
	{ "becomes", read_becomes, 1, "becomes TYPE TYPE", "What takes its place when it gets worse: one case moves on." },
	{ 0 },
};

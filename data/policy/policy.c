/* SPDX-License-Identifier: MIT */
/* A policy text becomes a struct policy: the lines at its top, and the door of this folder. */
#include "policy/policy.h"
#include "base/embed.h"
#include "model/document.h"
#include "policy/reader.h"

#include <string.h>

static enum err read_title(struct reader *reader, const struct conf_line *line, void *block)
{
	(void)block;
	reader->policy->title = line->words[0].text;
	return ERR_NONE;
}

/* What is said again at the top takes the place of what was said before. */
static void keep_once(struct reader *reader, const char *verb, const char *key, const char *raw)
{
	drop_settings(&reader->policy->settings, verb, key);
	keep_setting(reader, &reader->policy->settings, verb, key, raw);
}

static enum err read_desk(struct reader *reader, const struct conf_line *line, void *block)
{
	struct policy *policy = reader->policy;

	(void)block;
	keep_once(reader, "desk", line->words[0].text, line->raw);
	for (size_t i = 0; i < policy->desks.count; i++)
		if (strcmp(policy->desks.items[i], line->words[0].text) == 0) {
			policy->desk_titles.items[i] = line->words[1].text;
			return ERR_NONE;
		}
	*policy_push(reader->arena, &policy->desks) = line->words[0].text;
	*policy_push(reader->arena, &policy->desk_titles) = line->words[1].text;
	return ERR_NONE;
}

/* `milestone gate-in "Gated in"`: one of the client's own. */
static enum err read_milestone(struct reader *reader, const struct conf_line *line, void *block)
{
	struct policy *policy = reader->policy;

	(void)block;
	keep_once(reader, "milestone", line->words[0].text, line->raw);
	for (size_t i = 0; i < policy->milestones.count; i++)
		if (strcmp(policy->milestones.items[i], line->words[0].text) == 0) {
			policy->milestone_titles.items[i] = line->words[1].text;
			return ERR_NONE;
		}
	*policy_push(reader->arena, &policy->milestones) = line->words[0].text;
	*policy_push(reader->arena, &policy->milestone_titles) = line->words[1].text;
	return ERR_NONE;
}

static enum err read_head_limit(struct reader *reader, const struct conf_line *line, void *block)
{
	(void)block;
	keep_once(reader, "head-limit", "", line->raw);
	return reader_duration(reader, line, 0, &reader->policy->head_most_us);
}

/* `class premium when service=express`: the last line that holds counts, so a client's own go before. */
static enum err read_class(struct reader *reader, const struct conf_line *line, void *block)
{
	struct policy_value value = { 0 };
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	(void)block;
	if (!err && clause.word_count != 1)
		err = conf_fault(line, NULL, reader->fault, "class takes one word before its condition");
	if (err)
		return err;
	value.text = line->words[0].text;
	value.when = clause.when;
	keep_setting(reader, &reader->policy->settings, "class", value.text, line->raw);
	*policy_push(reader->arena, &reader->policy->classes) = value;
	return ERR_NONE;
}

static enum err read_unknown(struct reader *reader, const struct conf_line *line, void *block)
{
	static const char *const names[] = { "make", "wait", NULL };
	int64_t choice;
	enum err err = reader_choice(reader, line, 0, names, &choice);

	(void)block;
	keep_once(reader, "unknown", "", line->raw);
	reader->policy->is_waiting_for_unknown = choice == 1;
	return err;
}

static struct policy_document *document_of(struct reader *reader, const char *type)
{
	struct policy *policy = reader->policy;
	struct policy_document *out;

	for (size_t i = 0; i < policy->documents.count; i++)
		if (strcmp(policy->documents.items[i].type, type) == 0)
			return &policy->documents.items[i];
	out = policy_push(reader->arena, &policy->documents);
	*out = (struct policy_document) { .type = type };
	return out;
}

static enum err fault_document(struct reader *reader, const struct conf_line *line)
{
	const char *names[33];
	size_t count = 0;

	for (const struct document_type *type = document_types; type->name && count < 32; type++)
		if (strcmp(type->name, "other") != 0)
			names[count++] = type->name;
	names[count] = NULL;
	conf_fault(line, &line->words[0], reader->fault, "there is no kind of paper called %s", line->words[0].text);
	return reader_suggest(reader, names, line->words[0].text, NULL);
}

/* `document pod "pod" "proof of delivery"`: said again, it replaces what was said before. */
static enum err read_document(struct reader *reader, const struct conf_line *line, void *block)
{
	const struct document_type *type = document_type_find(line->words[0].text);
	struct policy_document *document;

	(void)block;
	if (!type || strcmp(type->name, "other") == 0)
		return fault_document(reader, line);
	document = document_of(reader, type->name);
	document->patterns.count = 0;
	for (size_t i = 1; i < line->word_count; i++)
		*policy_push(reader->arena, &document->patterns) = line->words[i].text;
	keep_once(reader, "document", type->name, line->raw);
	return ERR_NONE;
}

static enum err without_exception(struct reader *reader, const struct conf_line *line)
{
	struct policy *policy = reader->policy;
	const char *names[POLICY_TYPES_MAX + 1], *name = line->words[1].text;
	size_t count = 0;

	for (size_t i = 0; i < policy->types.count; i++)
		if (strcmp(policy->types.items[i].name, name) == 0) {
			memmove(&policy->types.items[i], &policy->types.items[i + 1],
				(policy->types.count - i - 1) * sizeof policy->types.items[0]);
			policy->types.count--;
			*policy_push(reader->arena, &reader->removed) = name;
			return ERR_NONE;
		}
	for (; count < policy->types.count; count++)
		names[count] = policy->types.items[count].name;
	names[count] = NULL;
	conf_fault(line, &line->words[1], reader->fault, "there is no exception called %s to take out", name);
	return reader_suggest(reader, names, name, "it must stand behind the include that brings it");
}

static enum err without_disruption(struct reader *reader, const struct conf_line *line)
{
	struct policy *policy = reader->policy;
	const char *name = line->words[1].text;

	for (size_t i = 0; i < policy->disruptions.count; i++)
		if (strcmp(policy->disruptions.items[i].name, name) == 0) {
			memmove(&policy->disruptions.items[i], &policy->disruptions.items[i + 1],
				(policy->disruptions.count - i - 1) * sizeof policy->disruptions.items[0]);
			policy->disruptions.count--;
			return ERR_NONE;
		}
	return conf_fault(line, &line->words[1], reader->fault, "there is no disruption called %s to take out", name);
}

/* `without exception NAME`, `without disruption NAME`: an overriding text takes one out. */
static enum err read_without(struct reader *reader, const struct conf_line *line, void *block)
{
	static const char *const names[] = { "exception", "disruption", NULL };
	int64_t choice;
	enum err err = reader_choice(reader, line, 0, names, &choice);

	(void)block;
	if (err)
		return err;
	return choice == 0 ? without_exception(reader, line) : without_disruption(reader, line);
}

const struct setting top_settings[] = {
	{ "policy", read_title, 1, "policy \"Title\"", "What the manual is called." },
	{ "desk", read_desk, 2, "desk NAME \"Title\"", "A team that owns work." },
	{ "calendar", read_calendar, 1, "calendar NAME, and a block with zone, open, closed", "Working hours, for clocks." },
	{ "milestone", read_milestone, 2, "milestone NAME \"Title\"", "A milestone of the client's own, beside those of the road." },
	{ "head-limit", read_head_limit, 1, "head-limit 4h", "All parts of a head start together never exceed this." },
	{ "unknown", read_unknown, 1, "unknown make, or: unknown wait",
	  "What an event about something that nobody announced does: it makes it, or waits for the announcement." },
	{ "class", read_class, 1, "class NAME [when CONDITION]",
	  "What a shipment or an order is called by its facts, from its first news on; the last line that holds counts." },
	{ "document", read_document, 2, "document pod \"pod*\" \"proof of delivery\", by words of a file's name or a subject line",
	  "What a paper is called; what no line names is kept as `other`." },
	{ "message", read_message, 2, "message delay 60s [template=NAME] [when CONDITION]",
	  "How long a released message waits before it goes out, and can be taken back; the last line that fits holds." },
	{ "every", read_every, 1, "every exception, and a block", "What holds for all exceptions; a type's own lines go before." },
	{ "exception", read_exception, 1, "exception NAME \"Title\", and a block",
	  "A kind of exception; again, it replaces the settings that the block names and keeps the rest." },
	{ "without", read_without, 2, "without exception NAME, without disruption NAME", "Takes out one that an included manual brought." },
	{ "disruption", read_disruption, 1, "disruption NAME \"Title\", and a block", "Which cases have one cause in common and are worked as one." },
	{ "playbook", read_playbook, 1, "playbook NAME \"Title\" [with value ... value=\"words\"], and a block of steps",
	  "Steps that are taken one after the other, and wait; with values it is a pattern for others." },
	{ "action", read_action, 1, "action NAME \"Title\", and a block", "What may be done about it, what it may cost and who signs." },
	{ 0 },
};

enum err policy_read(struct arena *arena, const char *name, struct span text,
		     conf_include *on_include, void *context, struct policy **out,
		     struct fault *fault)
{
	struct fault unused;
	struct reader reader = { .arena = arena, .fault = fault ? fault : &unused };

	*reader.fault = (struct fault) { 0 };
	reader.policy = arena_new(arena, 1, sizeof *reader.policy);
	reader.policy->name = arena_str(arena, name);
	reader.policy->title = reader.policy->name;
	reader.every = arena_new(arena, 1, sizeof *reader.every);
	enum err err = conf_read(arena, name, text, on_include, context, &reader.conf,
				 reader.fault);
	if (!err)
		err = reader_block(&reader, NULL, top_settings, NULL);
	if (!err)
		err = finish_playbooks(&reader);
	if (!err)
		err = finish_types(&reader);
	if (!err)
		err = finish_disruptions(&reader);
	reader.policy->every = reader.every->settings;
	*out = err ? NULL : reader.policy;
	return err;
}

enum err policy_include_shipped(void *context, const char *name, struct span *text)
{
	char path[96] = "data/policies/";
	size_t length = strlen(name), begin = strlen(path);
	const struct embedded *file;

	(void)context;
	if (length > 48)
		return ERR_NOT_FOUND;
	memcpy(path + begin, name, length);
	memcpy(path + begin + length, ".policy", sizeof ".policy");
	file = embed_find(path);
	if (!file)
		return ERR_NOT_FOUND;
	*text = span_of(file->begin);
	return ERR_NONE;
}

void policy_set_version(struct policy *policy, int64_t version)
{
	policy->version = version;
}

int64_t policy_version(const struct policy *policy)
{
	return policy->version;
}

const char *policy_name(const struct policy *policy)
{
	return policy->name;
}

size_t policy_action_rules(const struct policy *policy, const struct policy_action_rule **out)
{
	*out = policy->action_rules.items;
	return policy->action_rules.count;
}

size_t policy_desks(const struct policy *policy, const char *const **out)
{
	*out = policy->desks.items;
	return policy->desks.count;
}

const struct policy_type *policy_type_find(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->types.count; i++)
		if (strcmp(policy->types.items[i].name, name) == 0)
			return &policy->types.items[i];
	return NULL;
}

const struct policy_action *policy_action_find(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->actions.count; i++)
		if (strcmp(policy->actions.items[i].name, name) == 0)
			return &policy->actions.items[i];
	return NULL;
}

const struct calendar *policy_calendar(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->calendars.count; i++)
		if (strcmp(policy->calendars.items[i].name, name) == 0)
			return &policy->calendars.items[i];
	return NULL;
}

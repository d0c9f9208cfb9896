/* SPDX-License-Identifier: MIT */
/* The blocks at the top of a policy: exceptions (opened, merged with `every exception`, checked),
 * actions, calendars. */
#include "policy/read_type.h"

#include <stdio.h>
#include <string.h>

enum err read_exception(struct reader *reader, const struct conf_line *line, void *unused)
{
	struct policy *policy = reader->policy;
	struct policy_type *type = NULL;

	(void)unused;
	for (size_t i = 0; i < policy->types.count; i++)
		if (strcmp(policy->types.items[i].name, line->words[0].text) == 0)
			type = &policy->types.items[i];
	if (!type) {
		if (policy->types.count == POLICY_TYPES_MAX)
			return conf_fault(line, NULL, reader->fault,
					  "a policy has at most %d exceptions", POLICY_TYPES_MAX);
		type = policy_push(reader->arena, &policy->types);
		*type = (struct policy_type) { .name = line->words[0].text,
					       .title = line->words[0].text,
					       .path = "",
					       .about = "shipment",
					       .severity = "medium",
					       .line = line->line };
	}
	if (line->word_count > 1)
		type->title = line->words[1].text;
	struct type_block block = { .type = type };
	return reader_block(reader, line, type_settings, &block);
}

enum err read_every(struct reader *reader, const struct conf_line *line, void *unused)
{
	struct type_block block = { .type = reader->every };

	(void)unused;
	if (strcmp(line->words[0].text, "exception") != 0)
		return conf_fault(line, &line->words[0], reader->fault,
				  "only `every exception` has a block");
	return reader_block(reader, line, type_settings, &block);
}

#define APPEND_ALL(arena, to, from) \
	for (size_t i_ = 0; i_ < (from)->count; i_++) \
	(*policy_push((arena), (to)) = (from)->items[i_])

static bool has_clock(const struct policy_type *type, size_t count, const char *kind)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(type->clocks.items[i].kind, kind) == 0)
			return true;
	return false;
}

static bool has_head(const struct policy_type *type, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(type->heads.items[i].name, name) == 0)
			return true;
	return false;
}

/* Bands of `every exception` come last, so they win; of the rest a type's own goes before. */
static void merge(struct reader *reader, struct policy_type *type, const struct policy_type *every)
{
	size_t clocks = type->clocks.count, heads = type->heads.count;

	APPEND_ALL(reader->arena, &type->bands, &every->bands);
	APPEND_ALL(reader->arena, &type->tasks, &every->tasks);
	APPEND_ALL(reader->arena, &type->effects, &every->effects);
	if (type->lifts.count == 0)
		APPEND_ALL(reader->arena, &type->lifts, &every->lifts);
	if (type->escalations.count == 0)
		APPEND_ALL(reader->arena, &type->escalations, &every->escalations);
	if (type->nexts.count == 0)
		APPEND_ALL(reader->arena, &type->nexts, &every->nexts);
	if (type->playbooks.count == 0)
		APPEND_ALL(reader->arena, &type->playbooks, &every->playbooks);
	for (size_t i = 0; i < every->clocks.count; i++)
		if (!has_clock(type, clocks, every->clocks.items[i].kind))
			*policy_push(reader->arena, &type->clocks) = every->clocks.items[i];
	for (size_t i = 0; i < every->heads.count; i++)
		if (!has_head(type, heads, every->heads.items[i].name))
			*policy_push(reader->arena, &type->heads) = every->heads.items[i];
}

/* A fault of the whole, at the line where the type began. */
static enum err fault_type(struct reader *reader, const struct policy_type *type, const char *why,
			   const char *name)
{
	enum err err = fault_set(reader->fault, ERR_INVALID, reader->policy->name,
				 "exception %s: %s %s", type->name, why, name);

	reader->fault->line = type->line;
	return err;
}

static bool is_desk(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->desks.count; i++)
		if (strcmp(policy->desks.items[i], name) == 0)
			return true;
	return false;
}

static enum err check_names(struct reader *reader, const struct policy_type *type)
{
	const struct policy *policy = reader->policy;

	for (size_t i = 0; i < type->desks.count; i++)
		if (!is_desk(policy, type->desks.items[i].text))
			return fault_type(reader, type, "there is no desk called",
					  type->desks.items[i].text);
	for (size_t i = 0; i < type->tasks.count; i++)
		if (!is_desk(policy, type->tasks.items[i].desk))
			return fault_type(reader, type, "a task goes to no desk called",
					  type->tasks.items[i].desk);
	for (size_t i = 0; i < type->clocks.count; i++)
		if (type->clocks.items[i].calendar[0] &&
		    !policy_calendar(policy, type->clocks.items[i].calendar))
			return fault_type(reader, type, "there is no calendar called",
					  type->clocks.items[i].calendar);
	if (type->path[0] == '\0')
		return fault_type(reader, type, "it has no path in the", "taxonomy");
	if (type->detects.count == 0)
		return fault_type(reader, type, "nothing detects", "it");
	if (type->bands.count == 0 || type->desks.count == 0)
		return fault_type(reader, type, "it needs a band and a", "desk");
	return ERR_NONE;
}

static enum err resolve(struct reader *reader, struct policy_type *type)
{
	struct policy *policy = reader->policy;

	for (size_t i = 0; i < type->becomes.count; i++) {
		const struct policy_type *next = policy_type_find(policy, type->becomes.items[i]);
		if (next)
			type->becomes_set |= UINT64_C(1) << next->index;
	}
	for (size_t i = 0; i < type->detects.count; i++) {
		enum detect_kind kind = type->detects.items[i].kind;
		if (kind == DETECT_DEADLINE)
			policy->deadline_types |= UINT64_C(1) << type->index;
		if (kind == DETECT_WHEN)
			policy->when_types |= UINT64_C(1) << type->index;
		if (kind == DETECT_PERSON)
			policy->person_type = type;
	}
	return check_names(reader, type);
}

enum err finish_types(struct reader *reader)
{
	struct policy *policy = reader->policy;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < policy->types.count; i++) {
		policy->types.items[i].index = (int)i;
		merge(reader, &policy->types.items[i], reader->every);
	}
	for (size_t i = 0; i < policy->types.count && !err; i++)
		err = resolve(reader, &policy->types.items[i]);
	return err;
}

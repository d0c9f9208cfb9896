/* SPDX-License-Identifier: MIT */
/* The blocks at the top of a policy: exceptions (opened, merged with `every exception`, checked),
 * actions, calendars. */
#include "policy/read_type.h"

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
					       .at = line };
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
	APPEND_ALL(reader->arena, &type->actives, &every->actives);
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

/* A fault of the whole, at the line where the type began; its block lacks a line like `example`. */
static enum err fault_type(struct reader *reader, const struct policy_type *type, const char *why, const char *example)
{
	struct conf_line line = *type->at;
	const struct conf_word *name = line.word_count > 0 ? &line.words[0] : NULL;

	enum err err = conf_fault(&line, name, reader->fault, "exception %s: %s", type->name, why);
	fault_help(reader->fault, "add to its block: %s", example);
	return err;
}

static enum err check_whole(struct reader *reader, const struct policy_type *type)
{
	if (type->path[0] == '\0')
		return fault_type(reader, type, "it has no path in the taxonomy", "path transport/delivery/late");
	if (type->detects.count == 0)
		return fault_type(reader, type, "nothing detects it", "detect deadline deliver by promise");
	if (type->bands.count == 0 || type->desks.count == 0)
		return fault_type(reader, type, "it needs a band and a desk", "band 1, and: desk transport");
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
	type->is_off = type->actives.count > 0;
	for (size_t i = 0; i < type->actives.count; i++)
		type->is_off = type->is_off && type->actives.items[i].number == 0;
	finish_detects(reader, type);
	return check_whole(reader, type);
}

enum err finish_types(struct reader *reader)
{
	struct policy *policy = reader->policy;
	enum err err = reader_check_names(reader);

	for (size_t i = 0; i < policy->types.count; i++) {
		policy->types.items[i].index = (int)i;
		merge(reader, &policy->types.items[i], reader->every);
	}
	for (size_t i = 0; i < policy->types.count && !err; i++)
		err = resolve(reader, &policy->types.items[i]);
	return err;
}

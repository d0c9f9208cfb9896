/* SPDX-License-Identifier: MIT */
/* A policy in words: its exception types as rows, and every setting of the language. */
#include "policy/reader.h"

#include <string.h>

/* All settings of a verb, joined. */
static const char *join(struct arena *arena, const struct policy_settings *settings, const char *verb, const char *between)
{
	char *text = arena_str(arena, "");

	for (size_t i = 0; i < settings->count; i++)
		if (strcmp(settings->items[i].verb, verb) == 0)
			text = arena_printf(arena, "%s%s%s", text, text[0] ? between : "", settings->items[i].raw);
	return text;
}

static const char *plays(struct arena *arena, const struct policy_type *type)
{
	char *text = arena_str(arena, "");

	for (size_t i = 0; i < type->plays.count; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "\n" : "", type->plays.items[i].text);
	return text;
}

static const char *detection(struct arena *arena, const struct policy_type *type)
{
	const char *ways = join(arena, &type->settings, "detect", "; or ");

	return type->is_off ? arena_printf(arena, "off until a manual says `active yes`: %s", ways) : ways;
}

size_t policy_exceptions(const struct policy *policy, struct arena *arena, const struct policy_exception **out)
{
	size_t count = policy->types.count;
	struct policy_exception *rows = arena_new(arena, count > 0 ? count : 1, sizeof *rows);

	for (size_t i = 0; i < count; i++) {
		const struct policy_type *type = &policy->types.items[i];
		rows[i] = (struct policy_exception){ .name = type->name,
						     .title = type->title,
						     .path = type->path,
						     .severity = type->severity,
						     .side = type->sides.count > 0 ? type->sides.items[0].text : "",
						     .desk = type->desks.items[0].text,
						     .detection = detection(arena, type),
						     .clocks = join(arena, &type->settings, "clock", ", "),
						     .playbook = plays(arena, type),
						     .band = (int)type->bands.items[0].number };
	}
	*out = rows;
	return count;
}

size_t policy_grammar(const struct policy_grammar **out)
{
	static struct policy_grammar rows[POLICY_GRAMMAR_MAX];
	static const struct {
		const char *head, *help;
		const struct setting *settings;
	} blocks[] = {
		{ "at the top", "Lines that stand by themselves.", top_settings },
		{ "exception NAME \"Title\", every exception", "One kind of exception; or what holds for all.", type_settings },
		{ "detect", "The ways to notice an exception, of whatever subject.", detect_forms },
		{ "detect deadline", "Lines below a deadline.", grace_settings },
		{ "playbook NAME \"Title\"", "Lines of a playbook.", playbook_settings },
		{ "step NAME", "The kinds of steps. Each goes on with the next one, or with the one behind `then`.", step_settings },
		{ "disruption NAME \"Title\"", "Which cases are one disruption.", disruption_settings },
		{ "action NAME \"Title\"", "What may be done about a case.", action_settings },
		{ "calendar NAME", "Working hours.", calendar_settings },
	};
	size_t count = 0;

	for (size_t b = 0; b < COUNT_OF(blocks); b++)
		for (const struct setting *setting = blocks[b].settings; setting->verb; setting++) {
			BUG_IF(count == POLICY_GRAMMAR_MAX);
			rows[count++] = (struct policy_grammar){ blocks[b].head, blocks[b].help, setting->verb, setting->usage, setting->help };
		}
	*out = rows;
	return count;
}

void policy_usage(struct str *out)
{
	const struct policy_grammar *rows;
	size_t count = policy_grammar(&rows);

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || rows[i].block != rows[i - 1].block)
			str_addf(out, "%s\n", rows[i].block);
		str_addf(out, "\t%s\n", rows[i].usage);
	}
}

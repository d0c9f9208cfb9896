/* SPDX-License-Identifier: MIT */
/* Blocks of disruptions: which cases have one cause in common, and what of it is urgent. */
#include "policy/reader.h"

#include <string.h>

static const char *const cause_words[] = { "carrier", "lane", "site", "port", "interface", "reason", NULL };

const char *policy_cause_word(enum policy_cause cause)
{
	return cause_words[cause];
}

/* `by carrier`, or several that all must be the same: `by carrier lane`. */
static enum err read_by(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_disruption *disruption = of;

	disruption->causes = 0;
	for (size_t i = 0; i < line->word_count; i++) {
		int64_t cause;
		enum err err = reader_choice(reader, line, i, cause_words, &cause);
		if (err)
			return err;
		disruption->causes |= 1U << cause;
	}
	return ERR_NONE;
}

static enum err read_types(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_disruption *disruption = of;

	disruption->types.count = 0;
	for (size_t i = 0; i < line->word_count; i++)
		*policy_push(reader->arena, &disruption->types) = line->words[i].text;
	return ERR_NONE;
}

static enum err read_when(struct reader *reader, const struct conf_line *line, void *of)
{
	return reader_condition(reader, line, NULL, 0, SIZE_MAX, &((struct policy_disruption *)of)->when);
}

static enum err read_told(struct reader *reader, const struct conf_line *line, void *of)
{
	return reader_condition(reader, line, NULL, 0, SIZE_MAX, &((struct policy_disruption *)of)->told);
}

static enum err read_window(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_disruption *disruption = of;
	enum err err = reader_duration(reader, line, 0, &disruption->window_us);

	disruption->most_us = 24 * US_PER_HOUR;
	if (!err && line->word_count > 1 && !line->words[1].key)
		return conf_fault(line, &line->words[1], reader->fault, "%s is not most=TIME", line->words[1].text);
	if (!err && line->word_count > 1 &&
	    (strcmp(line->words[1].key, "most") != 0 || duration_read(span_of(line->words[1].text), &disruption->most_us) != ERR_NONE ||
	     disruption->most_us < disruption->window_us))
		return conf_fault(line, &line->words[1], reader->fault, "most= is a time, not shorter than the window");
	return err;
}

static enum err read_least(struct reader *reader, const struct conf_line *line, void *of)
{
	return reader_number(reader, line, 0, 2, 100000, &((struct policy_disruption *)of)->least);
}

static enum err read_ends(struct reader *reader, const struct conf_line *line, void *of)
{
	return reader_duration(reader, line, 0, &((struct policy_disruption *)of)->ends_us);
}

const struct setting disruption_settings[] = {
	{ "by", read_by, 1, "by carrier, lane, site, port, interface or reason; several: all of them are the same", "What they have in common." },
	{ "types", read_types, 1, "types late-pickup eta-late late-arrival", "Which exceptions count; all if nothing is said." },
	{ "when", read_when, 1, "when mode=road", "Only cases for which this holds." },
	{ "window", read_window, 1, "window 2h most=24h", "How long after the one before the next must come, and how long all of it may last." },
	{ "least", read_least, 1, "least 5", "With fewer there is no disruption." },
	{ "ends", read_ends, 1, "ends 6h", "It is over when none has joined for so long and all are over." },
	{ "told", read_told, 1, "told tier=gold,silver or risk>=1000EUR", "Whose broken promise must be told at once." },
	{ 0 },
};

static struct policy_disruption *disruption_of(struct reader *reader, const struct conf_line *line)
{
	struct policy *policy = reader->policy;
	struct policy_disruption *out;

	for (size_t i = 0; i < policy->disruptions.count; i++)
		if (strcmp(policy->disruptions.items[i].name, line->words[0].text) == 0)
			return &policy->disruptions.items[i];
	out = policy_push(reader->arena, &policy->disruptions);
	*out = (struct policy_disruption) {
		.name = line->words[0].text,
		.title = line->words[0].text,
		.window_us = 2 * US_PER_HOUR,
		.most_us = 24 * US_PER_HOUR,
		.least = 5,
		.ends_us = 6 * US_PER_HOUR,
		.when = { NULL, "" },
		.told = { NULL, "" },
	};
	return out;
}

enum err read_disruption(struct reader *reader, const struct conf_line *line, void *unused)
{
	struct policy_disruption *disruption = disruption_of(reader, line);
	size_t end = reader->at;
	enum err err;

	(void)unused;
	if (line->word_count > 1)
		disruption->title = line->words[1].text;
	disruption->line = line->line;
	disruption->settings.count = 0;
	for (; end < reader->conf.count && reader->conf.lines[end].depth > line->depth; end++)
		keep_setting(reader, &disruption->settings, reader->conf.lines[end].verb, "", reader->conf.lines[end].raw);
	err = reader_block(reader, line, disruption_settings, disruption);
	if (!err && disruption->causes == 0)
		err = conf_fault(line, NULL, reader->fault, "a disruption needs what its cases have in common: by carrier");
	return err;
}

static bool is_removed(const struct reader *reader, const char *name)
{
	for (size_t i = 0; i < reader->removed.count; i++)
		if (strcmp(reader->removed.items[i], name) == 0)
			return true;
	return false;
}

/* Which types it speaks of: known only when the whole text is read. */
static enum err resolve(struct reader *reader, struct policy_disruption *disruption)
{
	disruption->types_set = disruption->types.count == 0 ? UINT64_MAX : 0;
	for (size_t i = 0; i < disruption->types.count; i++) {
		const struct policy_type *type = policy_type_find(reader->policy, disruption->types.items[i]);
		if (!type && is_removed(reader, disruption->types.items[i]))
			continue;
		if (!type) {
			enum err err = fault_set(reader->fault, ERR_INVALID, reader->policy->name, "disruption %s speaks of %s, which is no exception",
						 disruption->name, disruption->types.items[i]);
			reader->fault->line = disruption->line;
			return err;
		}
		disruption->types_set |= UINT64_C(1) << type->index;
	}
	return ERR_NONE;
}

enum err finish_disruptions(struct reader *reader)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; i < reader->policy->disruptions.count && !err; i++)
		err = resolve(reader, &reader->policy->disruptions.items[i]);
	return err;
}

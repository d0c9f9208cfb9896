/* SPDX-License-Identifier: MIT */
/* The settings of an exception type that speak of time: clocks, head start, lifts, tasks, next
 * acts; and effects. */
#include "policy/read_type.h"

#include <string.h>

/* The lines of one kind or name that an earlier block said go when this block says it anew. */
#define DROP_NAMED(block, line, list, member, name_text) \
	do { \
		size_t kept_ = 0; \
		if (!begins_anew((block), (line)->verb, (name_text))) \
			break; \
		for (size_t i_ = 0; i_ < (list)->count; i_++) \
			if (strcmp((list)->items[i_].member, (name_text)) != 0) \
				(list)->items[kept_++] = (list)->items[i_]; \
		(list)->count = kept_; \
	} while (0)

enum err read_task(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	if (err)
		return err;
	if (begins_anew(block, line->verb, ""))
		block->type->tasks.count = 0;
	say(reader, block, line, "");
	struct policy_task *task = policy_push(reader->arena, &block->type->tasks);
	task->desk = word_text(line, &clause, 0);
	reader_name(reader, NAME_DESK, line, 0, 0, task->desk);
	task->words = word_text(line, &clause, 1);
	task->when = clause.when;
	return word_is(line, &clause, 2, "in") ? reader_duration(reader, line, 3, &task->due_us)
					       : ERR_NONE;
}

enum err read_next(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	if (err)
		return err;
	if (begins_anew(block, line->verb, ""))
		block->type->nexts.count = 0;
	say(reader, block, line, "");
	struct policy_next *next = policy_push(reader->arena, &block->type->nexts);
	*next = (struct policy_next) { word_text(line, &clause, 0), "", 0, clause.when };
	for (size_t i = 1; i + 1 < clause.word_count && !err; i += 2) {
		if (word_is(line, &clause, i, "on"))
			next->on = word_text(line, &clause, i + 1);
		else if (word_is(line, &clause, i, "in"))
			err = reader_duration(reader, line, i + 1, &next->in_us);
		else
			err = conf_fault(line, &line->words[i], reader->fault,
					 "a next act is in a time and on somebody");
	}
	return err;
}

/* Cuts "a,b c,d" into the pause reasons. */
static void add_pauses(struct reader *reader, struct policy_clock *clock, const char *text)
{
	while (text && *text) {
		size_t length = strcspn(text, ",");
		if (length > 0)
			*policy_push(reader->arena, &clock->pauses) = arena_text(reader->arena,
										 text, length);
		text += length + (text[length] == ',');
	}
}

static enum err read_clock_words(struct reader *reader, const struct conf_line *line,
				 const struct clause *clause, struct policy_clock *clock)
{
	if (word_is(line, clause, 1, "at")) {
		clock->milestone = word_text(line, clause, 2);
		clock->base = strcmp(clock->milestone, "promise") == 0 ? CLOCK_AT_PROMISE
								       : CLOCK_AT_MILESTONE;
		if (clock->base == CLOCK_AT_MILESTONE)
			reader_name(reader, NAME_MILESTONE, line, 2, 0, clock->milestone);
		return ERR_NONE;
	}
	if (word_is(line, clause, 2, "after")) {
		clock->base = CLOCK_AFTER_MILESTONE;
		clock->milestone = word_text(line, clause, 3);
		reader_name(reader, NAME_MILESTONE, line, 3, 0, clock->milestone);
	}
	return reader_span(reader, line, 1, &clock->span);
}

static enum err read_clock_keys(struct reader *reader, const struct conf_line *line,
				const struct clause *clause, struct policy_clock *clock)
{
	for (size_t i = 0; i < clause->word_count; i++) {
		const struct conf_word *word = &line->words[i];
		if (!word->key)
			continue;
		if (strcmp(word->key, "calendar") == 0) {
			clock->calendar = word->text;
			reader_name(reader, NAME_CALENDAR, line, i, (int)strlen("calendar="), clock->calendar);
		} else if (strcmp(word->key, "pause") == 0)
			add_pauses(reader, clock, word->text);
		else if (strcmp(word->key, "most") != 0)
			return conf_fault(line, word, reader->fault,
					  "a clock has calendar, pause and most, not %s",
					  word->key);
		else if (duration_read(span_of(word->text), &clock->pause_most_us) != ERR_NONE)
			return conf_fault(line, word, reader->fault, "%s is not a time",
					  word->text);
	}
	return ERR_NONE;
}

/* "respond 30m" without keys and condition. */
static const char *clock_words(struct reader *reader, const struct conf_line *line,
			       const struct clause *clause)
{
	char *words = arena_str(reader->arena, "");

	for (size_t i = 0; i < clause->word_count; i++)
		if (!line->words[i].key)
			words = arena_printf(reader->arena, "%s%s%s", words, i > 0 ? " " : "",
					     line->words[i].text);
	return words;
}

enum err read_clock(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const kinds[] = { "respond", "resolve",     "promise", "free_time",
					     "claim",   "temperature", "cutoff",  NULL };
	struct type_block *block = of;
	struct clause clause;
	int64_t kind;
	enum err err = reader_clause(reader, line, &clause);

	if (!err)
		err = reader_choice(reader, line, 0, kinds, &kind);
	if (err)
		return err;
	DROP_NAMED(block, line, &block->type->clocks, kind, kinds[kind]);
	say(reader, block, line, kinds[kind]);
	struct policy_clock *clock = policy_push(reader->arena, &block->type->clocks);
	*clock = (struct policy_clock) {
		.kind = kinds[kind], .milestone = "", .calendar = "", .when = clause.when
	};
	err = read_clock_words(reader, line, &clause, clock);
	if (!err)
		err = read_clock_keys(reader, line, &clause, clock);
	clock->words = clock_words(reader, line, &clause);
	if (!err && clock->pauses.count > 0 && strcmp(clock->kind, "respond") != 0 &&
	    strcmp(clock->kind, "resolve") != 0)
		return conf_fault(line, NULL, reader->fault, "the %s clock never pauses",
				  clock->kind);
	return err;
}

enum err read_head(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;
	struct money per = { 0 };
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	if (err)
		return err;
	const char *name = line->words[0].text;
	DROP_NAMED(block, line, &block->type->heads, name, name);
	say(reader, block, line, name);
	struct policy_head *head = policy_push(reader->arena, &block->type->heads);
	*head = (struct policy_head) { .name = name, .when = clause.when, .line = line->line };
	err = reader_duration(reader, line, 1, &head->us);
	for (size_t i = 2; i < clause.word_count && !err; i++) {
		if (word_is(line, &clause, i, "ran-out"))
			head->is_ran_out = true;
		else if (word_is(line, &clause, i, "most"))
			err = reader_duration(reader, line, ++i, &head->most_us);
		else if (word_is(line, &clause, i, "per"))
			err = reader_money(reader, line, ++i, &per);
		else
			err = conf_fault(line, &line->words[i], reader->fault,
					 "a head start has per, most and ran-out");
	}
	head->per_minor = per.minor;
	memcpy(head->currency, per.currency, sizeof head->currency);
	if (!err && head->per_minor > 0 && head->most_us == 0)
		return conf_fault(line, NULL, reader->fault,
				  "a part that grows with money needs a cap: most 45m");
	return err;
}

enum err read_lift(struct reader *reader, const struct conf_line *line, void *of)
{
	struct type_block *block = of;
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	if (err)
		return err;
	if (begins_anew(block, line->verb, ""))
		block->type->lifts.count = 0;
	say(reader, block, line, "");
	struct policy_lift *lift = policy_push(reader->arena, &block->type->lifts);
	*lift = (struct policy_lift) {
		.kind = LIFT_AFTER_OPEN, .milestone = "", .to = -1, .when = clause.when
	};
	size_t at = 1;
	if (word_is(line, &clause, 0, "before")) {
		lift->kind = LIFT_BEFORE_MILESTONE;
		lift->milestone = word_text(line, &clause, at);
		reader_name(reader, NAME_MILESTONE, line, at++, 0, lift->milestone);
	} else if (!word_is(line, &clause, 0, "after")) {
		return conf_fault(line, &line->words[0], reader->fault,
				  "a lift is after a time or before a milestone");
	}
	err = reader_duration(reader, line, at++, &lift->us);
	if (!err && lift->us == 0)
		err = conf_fault(line, NULL, reader->fault, "a lift needs some time");
	if (!err && word_is(line, &clause, at, "to"))
		err = reader_number(reader, line, at + 1, 0, 3, &lift->to);
	return err;
}

enum err reader_effect(struct reader *reader, const struct conf_line *line,
		       struct policy_effect *out)
{
	static const char *const targets[] = { "tms", "erp", "mail", NULL };
	static const char *const moments[] = { "open", "end", NULL };
	struct clause clause;
	int64_t target, moment = EFFECT_ON_OPEN;
	enum err err = reader_clause(reader, line, &clause);

	if (!err)
		err = reader_choice(reader, line, 0, targets, &target);
	if (err)
		return err;
	if (word_is(line, &clause, 3, "on"))
		err = reader_choice(reader, line, 4, moments, &moment);
	*out = (struct policy_effect) { targets[target], word_text(line, &clause, 1),
					word_text(line, &clause, 2), (enum effect_when)moment,
					clause.when };
	return err;
}

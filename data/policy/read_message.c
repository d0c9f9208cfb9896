/* SPDX-License-Identifier: MIT */
/* What a manual says of messages: how long a released one can still be taken back. */
#include "policy/reader.h"

#include <string.h>

#define DELAY_MOST_US (24 * 3600 * US_PER_S)

/* The same template under the same condition, said again, replaces what was said before. */
static void drop_same(struct policy *policy, const struct policy_delay *delay)
{
	for (size_t i = 0; i < policy->message_delays.count; i++) {
		struct policy_delay *other = &policy->message_delays.items[i];
		if (strcmp(other->template, delay->template) != 0 || strcmp(other->when.text, delay->when.text) != 0)
			continue;
		memmove(other, other + 1, (policy->message_delays.count - i - 1) * sizeof *other);
		policy->message_delays.count--;
		return;
	}
}

enum err read_message(struct reader *reader, const struct conf_line *line, void *block)
{
	static const char *const names[] = { "delay", NULL };
	struct policy *policy = reader->policy;
	struct policy_delay delay = { .template = "" };
	struct clause clause;
	const char *key;
	int64_t choice;
	enum err err = reader_choice(reader, line, 0, names, &choice);

	(void)block;
	if (!err)
		err = reader_clause(reader, line, &clause);
	if (!err)
		err = reader_duration(reader, line, 1, &delay.us);
	if (err)
		return err;
	if (delay.us < 0 || delay.us > DELAY_MOST_US)
		return conf_fault(line, &line->words[1], reader->fault, "a message waits a day at most");
	for (size_t i = 2; i < clause.word_count; i++) {
		if (!line->words[i].key || strcmp(line->words[i].key, "template") != 0)
			return conf_fault(line, &line->words[i], reader->fault, "only template=NAME may stand here");
		delay.template = line->words[i].text;
	}
	delay.when = clause.when;
	drop_same(policy, &delay);
	*policy_push(reader->arena, &policy->message_delays) = delay;
	key = arena_printf(reader->arena, "%s %s", delay.template, delay.when.text);
	drop_settings(&policy->settings, "message", key);
	keep_setting(reader, &policy->settings, "message", key, line->raw);
	return ERR_NONE;
}

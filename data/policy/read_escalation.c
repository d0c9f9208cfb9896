/* SPDX-License-Identifier: MIT */
/* `escalate CLOCK ...` of an exception type: what is done before, when and after a limit passes; what an escalation does is said in a step of
 * a playbook in the same words. */
#include "policy/read_type.h"

#include <stdlib.h>
#include <string.h>

#define PERCENT_MOST 99

/* "75%" */
static enum err read_part(struct reader *reader, const struct conf_line *line, const struct clause *clause, int64_t *out)
{
	const char *text = word_text(line, clause, 2);
	char *end;

	*out = strtoll(text, &end, 10);
	if (end == text || strcmp(end, "%") != 0 || *out < 1 || *out > PERCENT_MOST)
		return conf_fault(line, clause->word_count > 2 ? &line->words[2] : NULL, reader->fault,
				  "a part of the limit is 1%% to 99%%, such as: at 75%%");
	return ERR_NONE;
}

/* When: how many words that takes goes to *used. */
static enum err read_moment(struct reader *reader, const struct conf_line *line, const struct clause *clause,
			    struct policy_escalation *out, size_t *used)
{
	static const char *const moments[] = { "at", "before", "ran-out", "after", NULL };
	int64_t moment = 0;
	enum err err = reader_choice(reader, line, 1, moments, &moment);

	*used = moment == 2 ? 2 : 3;
	out->at = moment == 0 ? ESCALATE_PART : moment == 1 ? ESCALATE_BEFORE : ESCALATE_AFTER;
	if (err || moment == 2)
		return err;
	return moment == 0 ? read_part(reader, line, clause, &out->amount) : reader_duration(reader, line, 2, &out->amount);
}

enum err reader_raise(struct reader *reader, const struct conf_line *line, const struct clause *clause, size_t at,
		      struct raise_words *out, size_t *end)
{
	enum err err = ERR_NONE;

	*out = (struct raise_words) { .band = -1, .to_desk = "", .desk = "", .words = "" };
	for (; at < clause->word_count && !err; at += 2) {
		if (word_is(line, clause, at, "band"))
			err = reader_number(reader, line, at + 1, 0, 3, &out->band);
		else if (word_is(line, clause, at, "desk")) {
			out->to_desk_word = at + 1;
			out->to_desk = word_text(line, clause, at + 1);
		} else if (word_is(line, clause, at, "tell")) {
			out->desk_word = at + 1;
			out->desk = word_text(line, clause, at + 1);
			out->words = word_text(line, clause, ++at + 1);
		} else
			break;
	}
	*end = at;
	if (!err && out->band < 0 && !out->to_desk[0] && !out->words[0])
		err = conf_fault(line, NULL, reader->fault, "what is escalated goes up a band, to a desk, or is told");
	return err;
}

/* All that stands behind the moment. */
static enum err read_what_then(struct reader *reader, const struct conf_line *line, const struct clause *clause, size_t at,
			       struct policy_escalation *out)
{
	struct raise_words raise;
	size_t end;
	enum err err = reader_raise(reader, line, clause, at, &raise, &end);

	if (end < clause->word_count)
		return conf_fault(line, &line->words[end], reader->fault, "'%s' does not belong here", line->words[end].text);
	if (err)
		return err;
	if (raise.to_desk_word > 0)
		reader_name(reader, NAME_DESK, line, raise.to_desk_word, 0, raise.to_desk);
	if (raise.desk_word > 0)
		reader_name(reader, NAME_DESK, line, raise.desk_word, 0, raise.desk);
	out->band = raise.band;
	out->to_desk = raise.to_desk;
	out->desk = raise.desk;
	out->words = raise.words;
	return ERR_NONE;
}

enum err read_escalation(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const kinds[] = { "respond", "resolve", "promise", "free_time",	"claim", "temperature",
					     "cutoff",  "next_act", "task",	NULL };
	struct type_block *block = of;
	struct policy_escalation escalation = { 0 };
	struct clause clause;
	size_t used = 0;
	int64_t kind = 0;
	enum err err = reader_clause(reader, line, &clause);

	if (!err)
		err = reader_choice(reader, line, 0, kinds, &kind);
	if (!err)
		err = read_moment(reader, line, &clause, &escalation, &used);
	if (!err)
		err = read_what_then(reader, line, &clause, used, &escalation);
	if (err)
		return err;
	if (begins_anew(block, line->verb, ""))
		block->type->escalations.count = 0;
	say(reader, block, line, "");
	escalation.clock = kinds[kind];
	escalation.when = clause.when;
	escalation.key = arena_printf(reader->arena, "%s %s%s%s%s%s", kinds[kind], line->words[1].text, used > 2 ? " " : "",
				      used > 2 ? line->words[2].text : "", clause.when.text[0] ? " when " : "", clause.when.text);
	*policy_push(reader->arena, &block->type->escalations) = escalation;
	return ERR_NONE;
}

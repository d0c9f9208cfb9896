/* SPDX-License-Identifier: MIT */
/* One step of a playbook: what is done, by when, and where it goes on. */
#include "policy/letters.h"
#include "policy/reader.h"
#include "model/event_type.h"

#include <string.h>

/* What may stand behind the words that a kind of step must have. */
enum tail { TAIL_DUE = 1, TAIL_LIMIT = 2, TAIL_UNDO = 4 };

static enum err read_term(struct reader *reader, const struct conf_line *line, size_t word, struct policy_term *out)
{
	out->is_set = true;
	return reader_span(reader, line, word, &out->span);
}

/* `then STEP` of a step or of its limit. */
static enum err read_target(struct reader *reader, const struct conf_line *line, const struct clause *clause, size_t word,
			    const char **out)
{
	*out = word_text(line, clause, word);
	return **out ? ERR_NONE
		     : conf_fault(line, &line->words[word - 1], reader->fault, "the step to go on with is missing behind '%s'",
				  line->words[word - 1].text);
}

/* `undo KIND "words"`. */
static enum err read_undo(struct reader *reader, const struct conf_line *line, const struct clause *clause, size_t word,
			  struct policy_step *step)
{
	step->undo_kind = word_text(line, clause, word + 1);
	step->undo_words = word_text(line, clause, word + 2);
	return step->undo_words[0] ? ERR_NONE
				   : conf_fault(line, &line->words[word], reader->fault,
						"what takes it back needs a kind and words, like undo invoice.free \"Free it\"");
}

static enum err read_key(struct reader *reader, const struct conf_line *line, const struct conf_word *word, struct policy_step *step)
{
	if (strcmp(word->key, "calendar") != 0)
		return conf_fault(line, word, reader->fault, "a step has calendar, not %s", word->key);
	step->due.calendar = step->limit.calendar = word->text;
	return ERR_NONE;
}

/* Words from `at`: in TERM, or TERM then STEP, then STEP, undo KIND "words", calendar=C. */
static enum err read_tail(struct reader *reader, const struct conf_line *line, const struct clause *clause, size_t at,
			  unsigned allowed, struct policy_step *step)
{
	enum err err = ERR_NONE;

	while (at < clause->word_count && !err) {
		if (line->words[at].key) {
			err = read_key(reader, line, &line->words[at++], step);
		} else if ((allowed & TAIL_DUE) && word_is(line, clause, at, "in")) {
			err = read_term(reader, line, at + 1, &step->due);
			at += 2;
		} else if ((allowed & TAIL_LIMIT) && word_is(line, clause, at, "or")) {
			err = read_term(reader, line, at + 1, &step->limit);
			at += 2;
			if (!err && word_is(line, clause, at, "then")) {
				err = read_target(reader, line, clause, at + 1, &step->late);
				at += 2;
			}
		} else if (word_is(line, clause, at, "then")) {
			err = read_target(reader, line, clause, at + 1, &step->then);
			at += 2;
		} else if ((allowed & TAIL_UNDO) && word_is(line, clause, at, "undo")) {
			err = read_undo(reader, line, clause, at, step);
			at += 3;
		} else {
			err = conf_fault(line, &line->words[at], reader->fault, "'%s' does not belong here", line->words[at].text);
		}
	}
	return err;
}

/* Condition and tail, behind `words` words that the kind itself has read. */
static enum err read_rest(struct reader *reader, const struct conf_line *line, size_t words, unsigned allowed, struct policy_step *step)
{
	struct clause clause;
	enum err err = reader_clause(reader, line, &clause);

	if (err)
		return err;
	step->when = clause.when;
	if (clause.word_count < words)
		return conf_fault(line, NULL, reader->fault, "%s needs more words before its condition", line->verb);
	return read_tail(reader, line, &clause, words, allowed, step);
}

static enum err read_task_step(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_step *step = of;

	step->desk = line->words[0].text;
	step->words = line->words[1].text;
	return read_rest(reader, line, 2, TAIL_DUE | TAIL_LIMIT, step);
}

/* The events' own table names them, milestones are free. */
static enum err read_wait_step(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const kinds[] = { "milestone", "event", NULL };
	struct policy_step *step = of;
	int64_t kind;
	enum err err = reader_choice(reader, line, 0, kinds, &kind);

	if (err)
		return err;
	step->is_milestone = kind == 0;
	step->what = line->words[1].text;
	if (kind == 1 && !event_type_find(step->what))
		return fault_event(reader, line, &line->words[1]);
	return read_rest(reader, line, 2, TAIL_LIMIT, step);
}

static enum err read_ask_step(struct reader *reader, const struct conf_line *line, void *of)
{
	((struct policy_step *)of)->what = line->words[0].text;
	return read_rest(reader, line, 1, TAIL_LIMIT, of);
}

static enum err read_effect_step(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const targets[] = { "tms", "erp", "mail", NULL };
	struct policy_step *step = of;
	int64_t target;
	enum err err = reader_choice(reader, line, 0, targets, &target);

	if (err)
		return err;
	step->target = targets[target];
	step->effect_kind = line->words[1].text;
	step->words = line->words[2].text;
	return read_rest(reader, line, 3, TAIL_LIMIT | TAIL_UNDO, step);
}

static enum err read_tell_step(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_step *step = of;
	bool is_said = line->word_count > 1 && line->words[1].key && strcmp(line->words[1].key, "to") == 0;
	enum letter_role role;

	step->what = line->words[0].text;
	if (is_said && !letter_role_find(line->words[1].text, &role)) {
		conf_fault(line, &line->words[1], reader->fault, "nobody is called %s", line->words[1].text);
		return fault_help(reader->fault, "to= is customer, site, carrier, supplier or stakeholder");
	}
	step->told = is_said ? line->words[1].text : "";
	return read_rest(reader, line, is_said ? 2 : 1, TAIL_LIMIT, step);
}

static enum err read_timer_step(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_step *step = of;
	enum err err = read_term(reader, line, 0, &step->limit);

	return err ? err : read_rest(reader, line, 1, 0, step);
}

/* `if CONDITION then STEP [else STEP]`: the condition is what stands before `then`, as written. */
static enum err read_if_step(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_step *step = of;
	const struct clause all = { .word_count = line->word_count };
	size_t then = 0;
	enum err err;

	while (then < line->word_count && !word_is(line, &all, then, "then"))
		then++;
	if (then == line->word_count)
		return conf_fault(line, NULL, reader->fault, "a branch says where it goes: then STEP");
	err = reader_condition(reader, line, NULL, (size_t)(line->words[0].column - line->raw_column),
			       (size_t)(line->words[then].column - line->words[0].column), &step->test);
	if (!err)
		err = read_target(reader, line, &all, then + 1, &step->then);
	if (!err && word_is(line, &all, then + 2, "else"))
		err = read_target(reader, line, &all, then + 3, &step->other);
	else if (!err && line->word_count > then + 2)
		err = conf_fault(line, &line->words[then + 2], reader->fault, "'%s' does not belong here", line->words[then + 2].text);
	return err;
}

static enum err read_parallel_step(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const joins[] = { "all", "any", NULL };
	struct policy_step *step = of;
	int64_t join;
	enum err err = reader_choice(reader, line, 0, joins, &join);

	step->is_any = join == 1;
	return err ? err : read_rest(reader, line, 1, TAIL_LIMIT, step);
}

static enum err read_escalate_step(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_step *step = of;
	struct raise_words raise;
	struct clause clause;
	size_t at = 0;
	enum err err = reader_clause(reader, line, &clause);

	if (!err)
		err = reader_raise(reader, line, &clause, 0, &raise, &at);
	if (err)
		return err;
	step->band = raise.band;
	step->to_desk = raise.to_desk;
	step->desk = raise.desk;
	step->words = raise.words;
	step->when = clause.when;
	return read_tail(reader, line, &clause, at, 0, step);
}

static enum err read_end_step(struct reader *reader, const struct conf_line *line, void *of)
{
	return read_rest(reader, line, 0, 0, of);
}

/* It is put in by make_playbook.c; alone it can do nothing. */
static enum err read_use_step(struct reader *reader, const struct conf_line *line, void *of)
{
	(void)of;
	return conf_fault(line, NULL, reader->fault, "a pattern may not be used inside a parallel step");
}

/* In the order of enum step_kind; the last one is none. */
const struct setting step_settings[] = {
	{ "task", read_task_step, 2, "step NAME task DESK \"words\" [in 2h] [or 4h [then STEP]] [calendar=C] [when CONDITION]",
	  "Work of a desk; the playbook goes on when it is done." },
	{ "wait", read_wait_step, 2, "step NAME wait milestone M|event E [or 2h [then STEP]] [then STEP] [when CONDITION]",
	  "Until news comes, or a time passes." },
	{ "ask", read_ask_step, 1, "step NAME ask ACTION [or 2h [then STEP]] [then STEP] [when CONDITION]",
	  "Prices an action and puts it before a person; money is never spent by a playbook." },
	{ "effect", read_effect_step, 3,
	  "step NAME effect tms|erp|mail KIND \"words\" [undo KIND \"words\"] [or 2h [then STEP]] [when CONDITION]",
	  "Something that is sent out, and what takes it back if the case ends before." },
	{ "tell", read_tell_step, 1, "step NAME tell TEMPLATE [to=ROLE] [or 2h [then STEP]] [then STEP] [when CONDITION]",
	  "Drafts a message; a person sends it." },
	{ "timer", read_timer_step, 1, "step NAME timer 4h [calendar=C] [then STEP] [when CONDITION]",
	  "Waits so long." },
	{ "if", read_if_step, 3, "step NAME if CONDITION then STEP [else STEP]",
	  "Goes one way or another." },
	{ "parallel", read_parallel_step, 1, "step NAME parallel all|any [or 2h [then STEP]], and a block of steps",
	  "Several at once; it goes on when all, or any, are done." },
	{ "escalate", read_escalate_step, 2, "step NAME escalate [band 1] [desk DESK] [tell DESK \"words\"] [when CONDITION]",
	  "Up a band, to another desk, or a desk is told." },
	{ "end", read_end_step, 0, "step NAME end [when CONDITION]",
	  "The playbook is over." },
	{ "use", read_use_step, 1, "step NAME use PLAYBOOK [value=\"words\" ...]",
	  "Takes the steps of a pattern." },
	{ 0 },
};

const char *policy_step_word(enum step_kind kind)
{
	return step_settings[kind].verb;
}

enum err reader_step(struct reader *reader, const struct conf_line *line, struct policy_step *out)
{
	const char *name = out->name, *text = out->text;
	int parent = out->parent;

	*out = (struct policy_step) { .name = name, .text = text, .desk = "", .words = "", .target = "", .effect_kind = "",
				      .undo_kind = "", .undo_words = "", .what = "", .told = "", .parent = parent, .band = -1, .to_desk = "",
				      .due.calendar = "", .limit.calendar = "", .then = "", .late = "", .other = "",
				      .test.text = "", .when.text = "", .line = line->line };
	while (out->kind < STEP_KINDS_ && strcmp(step_settings[out->kind].verb, line->verb) != 0)
		out->kind++;
	return reader_line(reader, line, step_settings, out);
}

enum err policy_step_read(struct arena *arena, const char *text, struct policy_step *out)
{
	struct policy *policy = arena_new(arena, 1, sizeof *policy);
	struct fault fault = { 0 };
	struct reader reader = { .arena = arena, .policy = policy, .fault = &fault };
	struct conf_line line;
	enum err err = conf_read_line(arena, span_of(text), &line, &fault);

	*out = (struct policy_step) { .name = "", .text = text, .parent = -1 };
	return err || !line.verb ? ERR_SYNTAX : reader_step(&reader, &line, out);
}

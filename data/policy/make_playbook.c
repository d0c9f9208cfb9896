/* SPDX-License-Identifier: MIT */
/* The steps of playbooks, made when the whole text is known, with those of the patterns that they use. A step only goes on with a later one,
 * so every playbook comes to an end. */
#include "policy/reader.h"

#include <string.h>

/* Patterns in one another. */
#define PATTERN_DEPTH_MAX 4

static bool is_same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* ---------------------------------------------------------------- steps */

/* What a pattern is used with. */
struct values {
	const struct conf_line *use;
	const struct policy_playbook *pattern;
};

/* A step that is named to go on with, and by which one. */
struct target {
	const struct conf_line *line;
	const char *name;
	size_t from;
};

/* One playbook while its steps are made. */
struct making {
	struct reader *reader;
	struct policy_playbook *playbook;
	const struct values *values; /* NULL = none */
	const char *prefix;          /* "chase." */
	int depth, made;             /* patterns in one another; steps and patterns so far */
	POLICY_LIST(struct target) targets;
};

static const char *value_of(const struct values *values, const char *name, size_t length)
{
	const struct conf_line *use = values->use;

	for (size_t i = 0; i < use->word_count; i++)
		if (use->words[i].key && strlen(use->words[i].key) == length && strncmp(use->words[i].key, name, length) == 0)
			return use->words[i].text;
	for (size_t i = 0; i + 1 < values->pattern->gives.count; i += 2)
		if (strlen(values->pattern->gives.items[i]) == length &&
		    strncmp(values->pattern->gives.items[i], name, length) == 0)
			return values->pattern->gives.items[i + 1];
	return NULL;
}

/* Puts in the values of $names. */
static enum err put_in(struct making *making, const struct conf_line *line, struct conf_word *word)
{
	struct str out = { 0 };
	const char *at = word->text, *value;

	if (!making->values || !strchr(at, '$'))
		return ERR_NONE;
	for (size_t length; *at; at += length) {
		length = strcspn(at, "$");
		str_add(&out, at, length);
		if (length > 0)
			continue;
		length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz-_0123456789");
		value = value_of(making->values, at + 1, length);
		if (!value) {
			str_release(&out);
			return conf_fault(line, word, making->reader->fault, "the pattern is given no %.*s", (int)length, at + 1);
		}
		str_adds(&out, value);
		length++;
	}
	word->text = arena_text(making->reader->arena, str_text(&out), out.length);
	word->is_quoted = true; /* what was given is never a word of the grammar */
	str_release(&out);
	return ERR_NONE;
}

static bool is_bare(const struct conf_word *word, const char *text)
{
	return !word->key && !word->is_quoted && is_same(word->text, text);
}

/* The line with its kind as the verb, values put in, and the steps it names by their full names. */
static enum err own_line(struct making *making, const struct conf_line *line, struct conf_line *out)
{
	size_t skip = step_is_placed(line) ? 4 : 2;
	struct conf_word *words = arena_new(making->reader->arena, line->word_count + 1, sizeof *words);
	enum err err = ERR_NONE;

	*out = *line;
	out->verb = line->words[skip - 1].text;
	out->column = line->words[skip - 1].column;
	out->words = words;
	out->word_count = line->word_count - skip;
	for (size_t i = 0; i < out->word_count && !err; i++) {
		bool is_target = i > 0 && (is_bare(&words[i - 1], "then") || is_bare(&words[i - 1], "else"));
		words[i] = line->words[i + skip];
		if (is_target && making->prefix[0] && !is_same(words[i].text, "end"))
			words[i].text = arena_printf(making->reader->arena, "%s%s", making->prefix, words[i].text);
		else
			err = put_in(making, line, &words[i]);
	}
	return err;
}

static void add_word(struct str *out, const struct conf_word *word)
{
	bool is_quoted = word->is_quoted || word->text[0] == '\0' || word->text[strcspn(word->text, " \t\"\\#")] != '\0';

	str_addf(out, " %s%s", word->key ? word->key : "", word->key ? "=" : "");
	if (!is_quoted) {
		str_adds(out, word->text);
		return;
	}
	str_addc(out, '"');
	for (const char *at = word->text; *at; at++) {
		char sign = *at == '\n' ? 'n' : *at == '\t' ? 't' : *at;
		if (sign != *at || sign == '"' || sign == '\\')
			str_addc(out, '\\');
		str_addc(out, sign);
	}
	str_addc(out, '"');
}

/* The step as a line of its own: what a case keeps of it. */
static const char *step_text(struct making *making, const struct conf_line *line, const struct policy_step *step)
{
	struct str out = { 0 };
	const char *text;
	size_t from = 0;

	str_adds(&out, line->verb);
	if (step->kind == STEP_IF) {
		str_addf(&out, " %s", step->test.text);
		while (from < line->word_count && !is_bare(&line->words[from], "then"))
			from++;
	}
	for (size_t i = from; i < line->word_count && !(step->kind != STEP_IF && is_bare(&line->words[i], "when")); i++)
		add_word(&out, &line->words[i]);
	if (step->when.text[0])
		str_addf(&out, " when %s", step->when.text);
	text = arena_text(making->reader->arena, str_text(&out), out.length);
	str_release(&out);
	return text;
}

static void note_targets(struct making *making, const struct conf_line *line, const struct policy_step *step)
{
	const char *const names[] = { step->then, step->late, step->other };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (names[i][0] && !is_same(names[i], "end"))
			*policy_push(making->reader->arena, &making->targets) =
				(struct target) { line, names[i], making->playbook->steps.count - 1 };
}

static enum err add_lines(struct making *making, const struct book *book);

static enum err add_step(struct making *making, const struct conf_line *line, int parent, const char *name);

/* The steps of the block under a parallel one. */
static enum err add_children(struct making *making, const struct conf_line *line, size_t at, int parent)
{
	struct reader *reader = making->reader;
	const char *name = making->playbook->steps.items[parent].name;
	size_t before = making->playbook->steps.count;
	enum err err = ERR_NONE;

	for (at++; !err && at < reader->conf.count && reader->conf.lines[at].depth > line->depth; at++) {
		const struct conf_line *child = &reader->conf.lines[at];
		if (child->depth > line->depth + 1 || !is_same(child->verb, "step") || child->word_count < 2 || step_is_placed(child) ||
		    strchr(child->words[0].text, '.'))
			return conf_fault(child, NULL, reader->fault, "a parallel step has steps only: step NAME KIND ...");
		err = add_step(making, child, parent,
			       arena_printf(reader->arena, "%s.%s", name, child->words[0].text));
	}
	if (!err && making->playbook->steps.count < before + 2)
		err = conf_fault(line, NULL, reader->fault, "a parallel step has two steps or more below it");
	return err;
}

static enum err fault_pattern(struct making *making, const struct conf_line *line)
{
	const struct policy *policy = making->reader->policy;
	const char **names = arena_new(making->reader->arena, policy->playbooks.count + 1, sizeof *names), *near;

	for (size_t i = 0; i < policy->playbooks.count; i++)
		names[i] = policy->playbooks.items[i].name;
	enum err err = conf_fault(line, &line->words[0], making->reader->fault, "there is no playbook called %s",
				  line->words[0].text);
	near = nearest_name(names, line->words[0].text);
	if (near)
		fault_help(making->reader->fault, "did you mean %s?", near);
	return err;
}

static enum err check_values(struct making *making, const struct conf_line *line, const struct policy_playbook *pattern)
{
	const struct values values = { line, pattern };

	for (size_t i = 0; i < pattern->needs.count; i++)
		if (!value_of(&values, pattern->needs.items[i], strlen(pattern->needs.items[i])))
			return conf_fault(line, &line->words[0], making->reader->fault, "%s must be given %s=...", pattern->name,
					  pattern->needs.items[i]);
	return ERR_NONE;
}

/* Another playbook's steps in this one's place. */
static enum err add_pattern(struct making *making, const struct conf_line *line, const char *name)
{
	const struct policy *policy = making->reader->policy;
	const struct policy_playbook *pattern = line->word_count ? policy_playbook_find(policy, line->words[0].text) : NULL;
	struct making inner = *making;
	struct values values = { line, pattern };
	enum err err;

	if (line->word_count == 0)
		return conf_fault(line, NULL, making->reader->fault, "use needs the name of a playbook");
	if (!pattern)
		return fault_pattern(making, line);
	if (making->depth == PATTERN_DEPTH_MAX || pattern == making->playbook)
		return conf_fault(line, &line->words[0], making->reader->fault, "playbooks use one another in a ring, or too deep");
	err = check_values(making, line, pattern);
	inner.values = &values;
	inner.prefix = arena_printf(making->reader->arena, "%s.", name);
	inner.depth++;
	if (!err)
		err = add_lines(&inner, &making->reader->books.items[pattern - policy->playbooks.items]);
	making->made = inner.made;
	making->targets = inner.targets;
	return err;
}

static bool may_be_parallel(enum step_kind kind)
{
	return kind == STEP_TASK || kind == STEP_WAIT || kind == STEP_ASK || kind == STEP_EFFECT || kind == STEP_TELL ||
	       kind == STEP_TIMER;
}

static enum err add_step(struct making *making, const struct conf_line *line, int parent, const char *name)
{
	struct reader *reader = making->reader;
	struct policy_step *step;
	struct conf_line own;
	enum err err = own_line(making, line, &own);

	if (!err && ++making->made > POLICY_STEPS_MAX)
		err = conf_fault(line, NULL, reader->fault, "a playbook has at most %d steps", POLICY_STEPS_MAX);
	if (err)
		return err;
	if (parent < 0 && is_same(own.verb, "use"))
		return add_pattern(making, &own, name);
	step = policy_push(reader->arena, &making->playbook->steps);
	*step = (struct policy_step) { .name = name, .text = "", .parent = parent };
	err = reader_step(reader, &own, step);
	if (err)
		return err;
	step->text = step_text(making, &own, step);
	note_targets(making, line, step);
	if (parent >= 0 && (!may_be_parallel(step->kind) || step->then[0] || step->late[0]))
		return conf_fault(line, NULL, reader->fault, "this cannot stand inside a parallel step");
	if (step->kind == STEP_PARALLEL)
		return add_children(making, line, (size_t)(line - reader->conf.lines), (int)making->playbook->steps.count - 1);
	return line + 1 < reader->conf.lines + reader->conf.count && line[1].depth > line->depth
		       ? conf_fault(line + 1, NULL, reader->fault, "this line is indented, but the one above begins no block")
		       : ERR_NONE;
}

static enum err add_lines(struct making *making, const struct book *book)
{
	const struct conf_line *lines = making->reader->conf.lines;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < book->lines.count && !err; i++)
		err = add_step(making, &lines[book->lines.items[i].at], -1,
			       arena_printf(making->reader->arena, "%s%s", making->prefix, book->lines.items[i].name));
	return err;
}

/* ---------------------------------------------------------------- checks of the whole */

static enum err fault_at(struct reader *reader, const struct policy_playbook *playbook, const struct policy_step *step,
			 const char *why, const char *name, const char *near)
{
	enum err err = fault_set(reader->fault, ERR_INVALID, reader->policy->name, "playbook %s, step %s: %s %s", playbook->name,
				 step->name, why, name);

	reader->fault->line = step->line;
	if (near)
		fault_help(reader->fault, "did you mean %s?", near);
	return err;
}

/* A desk that is there; "" is none. */
static bool is_desk(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->desks.count; i++)
		if (is_same(policy->desks.items[i], name))
			return true;
	return name[0] == '\0';
}

static const char *near_desk(struct reader *reader, const char *name)
{
	const struct policy *policy = reader->policy;
	const char **names = arena_new(reader->arena, policy->desks.count + 1, sizeof *names);

	for (size_t i = 0; i < policy->desks.count; i++)
		names[i] = policy->desks.items[i];
	return nearest_name(names, name);
}

static const char *near_action(struct reader *reader, const char *name)
{
	const struct policy *policy = reader->policy;
	const char **names = arena_new(reader->arena, policy->actions.count + 1, sizeof *names);

	for (size_t i = 0; i < policy->actions.count; i++)
		names[i] = policy->actions.items[i].name;
	return nearest_name(names, name);
}

static enum err check_step(struct reader *reader, const struct policy_playbook *playbook, const struct policy_step *step)
{
	const struct policy *policy = reader->policy;

	if (!is_desk(policy, step->desk))
		return fault_at(reader, playbook, step, "there is no desk called", step->desk, near_desk(reader, step->desk));
	if (!is_desk(policy, step->to_desk))
		return fault_at(reader, playbook, step, "there is no desk called", step->to_desk, near_desk(reader, step->to_desk));
	if (step->kind == STEP_ASK && !policy_action_find(policy, step->what))
		return fault_at(reader, playbook, step, "there is no action called", step->what, near_action(reader, step->what));
	if (step->limit.calendar[0] && !policy_calendar(policy, step->limit.calendar))
		return fault_at(reader, playbook, step, "there is no calendar called", step->limit.calendar, NULL);
	return ERR_NONE;
}

/* Every step that is gone on with stands later, and not inside a parallel one. */
static enum err check_target(struct reader *reader, const struct policy_playbook *playbook, const struct target *target)
{
	for (size_t i = 0; i < playbook->steps.count; i++) {
		const struct policy_step *step = &playbook->steps.items[i];
		if (step->parent >= 0 || !policy_step_is(step->name, target->name))
			continue;
		return i > target->from ? ERR_NONE
					: fault_at(reader, playbook, &playbook->steps.items[target->from],
						   "it goes on with a later step only, not with", target->name, NULL);
	}
	const char *names[POLICY_STEPS_MAX + 1] = { 0 };
	for (size_t i = 0; i < playbook->steps.count; i++)
		names[i] = playbook->steps.items[i].name;
	return fault_at(reader, playbook, &playbook->steps.items[target->from], "there is no step called", target->name,
			nearest_name(names, target->name));
}

static enum err make(struct reader *reader, size_t place)
{
	struct policy_playbook *playbook = &reader->policy->playbooks.items[place];
	struct making making = { .reader = reader, .playbook = playbook, .prefix = "" };
	enum err err = add_lines(&making, &reader->books.items[place]);

	for (size_t i = 0; i < making.targets.count && !err; i++)
		err = check_target(reader, playbook, &making.targets.items[i]);
	for (size_t i = 0; i < playbook->steps.count && !err; i++)
		err = check_step(reader, playbook, &playbook->steps.items[i]);
	return err;
}

/* The line of a type that names its playbook stands in `number`. */
static enum err check_type(struct reader *reader, const struct policy_type *type)
{
	const struct policy *policy = reader->policy;

	for (size_t i = 0; i < type->playbooks.count; i++) {
		const struct policy_value *value = &type->playbooks.items[i];
		const struct conf_line *line = &reader->conf.lines[value->number];
		const struct policy_playbook *playbook = policy_playbook_find(policy, value->text);
		struct making making = { .reader = reader };
		if (!playbook)
			return fault_pattern(&making, line);
		if (playbook->is_pattern)
			return conf_fault(line, &line->words[0], reader->fault, "%s is a pattern: another playbook uses it", playbook->name);
	}
	return ERR_NONE;
}

enum err finish_playbooks(struct reader *reader)
{
	struct policy *policy = reader->policy;
	enum err err = ERR_NONE;

	for (size_t i = 0; i < policy->playbooks.count && !err; i++)
		if (!policy->playbooks.items[i].is_pattern)
			err = make(reader, i);
	for (size_t i = 0; i < policy->types.count && !err; i++)
		err = check_type(reader, &policy->types.items[i]);
	return err ? err : check_type(reader, reader->every);
}

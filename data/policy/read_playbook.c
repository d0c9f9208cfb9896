/* SPDX-License-Identifier: MIT */
/* Blocks of playbooks: noted while the text is read, as a later one may say a step anew, put one in or take one out. */
#include "policy/reader.h"

#include <string.h>

static bool is_same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

const struct policy_playbook *policy_playbook_find(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->playbooks.count; i++)
		if (is_same(policy->playbooks.items[i].name, name))
			return &policy->playbooks.items[i];
	return NULL;
}

const struct policy_step *policy_step_find(const struct policy_playbook *playbook, const char *name)
{
	for (size_t i = 0; i < playbook->steps.count; i++)
		if (is_same(playbook->steps.items[i].name, name))
			return &playbook->steps.items[i];
	return NULL;
}

bool policy_step_is(const char *name, const char *target)
{
	size_t length = strlen(target);

	return strncmp(name, target, length) == 0 && (name[length] == '\0' || name[length] == '.');
}

/* ---------------------------------------------------------------- blocks */

struct playbook_block {
	struct policy_playbook *playbook;
	struct book *book;
};

static struct book_line *line_of(struct book *book, const char *name)
{
	for (size_t i = 0; i < book->lines.count; i++)
		if (is_same(book->lines.items[i].name, name))
			return &book->lines.items[i];
	return NULL;
}

static void take_out(struct book *book, struct book_line *line)
{
	size_t at = (size_t)(line - book->lines.items);

	memmove(line, line + 1, (book->lines.count - at - 1) * sizeof *line);
	book->lines.count--;
}

static void forget_settings(struct policy_settings *settings, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < settings->count; i++)
		if (name && !is_same(settings->items[i].key, name))
			settings->items[kept++] = settings->items[i];
	settings->count = kept;
}

/* A line for a new step behind that of `after` (NULL = at the end). */
static struct book_line *new_line(struct reader *reader, struct book *book, const struct book_line *after)
{
	size_t at = after ? (size_t)(after - book->lines.items) + 1 : book->lines.count;

	policy_push(reader->arena, &book->lines);
	memmove(&book->lines.items[at + 1], &book->lines.items[at], (book->lines.count - 1 - at) * sizeof *book->lines.items);
	return &book->lines.items[at];
}

static enum err fault_step(struct reader *reader, const struct conf_line *line, size_t word, const struct book *book)
{
	const char *names[POLICY_STEPS_MAX + 1], *near;
	size_t count = 0;

	for (; count < book->lines.count && count < POLICY_STEPS_MAX; count++)
		names[count] = book->lines.items[count].name;
	names[count] = NULL;
	enum err err = conf_fault(line, &line->words[word], reader->fault, "there is no step called %s", line->words[word].text);
	near = nearest_name(names, line->words[word].text);
	if (near)
		fault_help(reader->fault, "did you mean %s?", near);
	return err;
}

bool step_is_placed(const struct conf_line *line)
{
	return line->word_count > 3 && !line->words[1].key && !line->words[1].is_quoted && is_same(line->words[1].text, "after");
}

/* What stands deeper belongs to the step: a parallel one's. */
static void pass_block(struct reader *reader, const struct conf_line *line)
{
	while (reader->at < reader->conf.count && reader->conf.lines[reader->at].depth > line->depth)
		reader->at++;
}

static enum err note_step(struct reader *reader, const struct conf_line *line, void *of)
{
	struct playbook_block *block = of;
	const char *name = line->words[0].text;
	struct book_line *known = line_of(block->book, name), *after = NULL;
	size_t at = reader->at - 1;

	if (name[0] == '\0' || strchr(name, '.') || is_same(name, "end"))
		return conf_fault(line, &line->words[0], reader->fault, "a step has a name of its own, without dots: not '%s'", name);
	if (known && known->at >= block->book->begins_at)
		return conf_fault(line, &line->words[0], reader->fault, "the step %s is there already", name);
	if (step_is_placed(line) && !(after = line_of(block->book, line->words[2].text)))
		return fault_step(reader, line, 2, block->book);
	if (known && after) {
		take_out(block->book, known);
		after = line_of(block->book, line->words[2].text);
		known = NULL;
		if (!after)
			return conf_fault(line, &line->words[2], reader->fault, "a step cannot stand behind itself");
	}
	if (!known)
		known = new_line(reader, block->book, after);
	*known = (struct book_line) { name, at };
	forget_settings(&block->playbook->settings, name);
	keep_setting(reader, &block->playbook->settings, "step", name, line->raw);
	pass_block(reader, line);
	for (size_t i = at + 1; i < reader->at; i++)
		keep_setting(reader, &block->playbook->settings, "step", name, reader->conf.lines[i].raw);
	return ERR_NONE;
}

static enum err note_without(struct reader *reader, const struct conf_line *line, void *of)
{
	struct playbook_block *block = of;
	struct book_line *known;

	if (is_same(line->words[0].text, "steps")) {
		block->book->lines.count = 0;
		forget_settings(&block->playbook->settings, NULL);
		return ERR_NONE;
	}
	if (!is_same(line->words[0].text, "step") || line->word_count < 2)
		return conf_fault(line, &line->words[0], reader->fault, "a playbook is without one step or without all");
	known = line_of(block->book, line->words[1].text);
	if (!known)
		return fault_step(reader, line, 1, block->book);
	take_out(block->book, known);
	forget_settings(&block->playbook->settings, line->words[1].text);
	return ERR_NONE;
}

const struct setting playbook_settings[] = {
	{ "step", note_step, 2, "step NAME [after STEP] KIND ..., where a step of that name is replaced",
	  "One step; in another manual's playbook it takes the place of the step of that name." },
	{ "without", note_without, 1, "without step NAME, or: without steps", "Takes out a step, or all of them, that an included manual brought." },
	{ 0 },
};

/* `with desk ask every=4h`: what a pattern must be given, and what it brings along. */
static enum err read_needs(struct reader *reader, const struct conf_line *line, size_t at, struct policy_playbook *playbook)
{
	if (line->words[at].key || !is_same(line->words[at].text, "with"))
		return conf_fault(line, &line->words[at], reader->fault, "'%s' does not belong here", line->words[at].text);
	playbook->is_pattern = true;
	playbook->needs.count = playbook->gives.count = 0;
	for (size_t i = at + 1; i < line->word_count; i++) {
		if (!line->words[i].key) {
			*policy_push(reader->arena, &playbook->needs) = line->words[i].text;
			continue;
		}
		*policy_push(reader->arena, &playbook->gives) = line->words[i].key;
		*policy_push(reader->arena, &playbook->gives) = line->words[i].text;
	}
	return ERR_NONE;
}

static size_t place_of(struct reader *reader, const struct conf_line *line)
{
	struct policy *policy = reader->policy;
	const struct policy_playbook *known = policy_playbook_find(policy, line->words[0].text);

	if (known)
		return (size_t)(known - policy->playbooks.items);
	*policy_push(reader->arena, &policy->playbooks) = (struct policy_playbook) {
		.name = line->words[0].text, .title = line->words[0].text, .line = line->line
	};
	policy_push(reader->arena, &reader->books);
	return policy->playbooks.count - 1;
}

enum err read_playbook(struct reader *reader, const struct conf_line *line, void *unused)
{
	size_t place = place_of(reader, line), at = 1;
	struct playbook_block block = { &reader->policy->playbooks.items[place], &reader->books.items[place] };
	enum err err = ERR_NONE;

	(void)unused;
	if (line->word_count > 1 && line->words[1].is_quoted)
		block.playbook->title = line->words[at++].text;
	if (line->word_count > at)
		err = read_needs(reader, line, at, block.playbook);
	block.book->begins_at = reader->at;
	return err ? err : reader_block(reader, line, playbook_settings, &block);
}

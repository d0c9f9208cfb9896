/* SPDX-License-Identifier: MIT */
/* What may stand at the cursor: a walk over the text that knows only words, operators and values.
 * */
#include "expr/expr_tree.h"

#include "base/mem.h"

#include <string.h>

/* Where the walk is. */
struct walk {
	struct span text; /* up to the cursor */
	size_t at;
	size_t begin;     /* of the word or value being read */
	bool in_value;
	const struct expr_field *field; /* whose value; NULL for an unknown one */
};

static const struct expr_candidate keywords[] = {
	{ "not", "the opposite of what follows" },
	{ "or", "either side" },
};

static const struct expr_candidate bools[] = { { "yes", NULL }, { "no", NULL } };

static const struct expr_candidate moments[] = {
	{ "now", "this moment; also now+2h, now-30m" },
	{ "today", "the whole of today" },
	{ "tomorrow", "the whole of tomorrow" },
	{ "yesterday", "the whole of yesterday" },
	{ "2h-ago", "two hours before now" },
};

static const struct expr_candidate lengths[] = {
	{ "15m", "minutes" },
	{ "2h", "hours" },
	{ "1d", "days of 24 hours" },
};

static const struct expr_candidate me = { "me", "yourself" };
static const struct expr_candidate none = { "none", "no value at all" };

static void offer(struct expr_candidates *out, struct span prefix, struct expr_candidate candidate)
{
	if (strlen(candidate.text) < prefix.length ||
	    strncasecmp(candidate.text, prefix.text, prefix.length) != 0)
		return;
	*vec_push(&out->list) = candidate;
}

static void offer_all(struct expr_candidates *out, struct span prefix,
		      const struct expr_candidate *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		offer(out, prefix, list[i]);
}

static void offer_names(struct expr_candidates *out, struct span prefix, const struct expr_scope *scope)
{
	for (size_t i = 0; i < scope->field_count; i++)
		offer(out, prefix, (struct expr_candidate){ scope->fields[i].name, scope->fields[i].help });
	for (size_t i = 0; i < scope->alias_count; i++)
		offer(out, prefix, (struct expr_candidate){ scope->aliases[i].name, scope->aliases[i].help });
	offer_all(out, prefix, keywords, COUNT_OF(keywords));
}

static void offer_values(struct expr_candidates *out, struct span prefix, const struct expr_field *field)
{
	for (size_t i = 0; field->words && field->words[i]; i++)
		offer(out, prefix, (struct expr_candidate){ field->words[i], NULL });
	if (field->kind == EXPR_BOOL)
		offer_all(out, prefix, bools, COUNT_OF(bools));
	if (field->kind == EXPR_INSTANT)
		offer_all(out, prefix, moments, COUNT_OF(moments));
	if (field->kind == EXPR_LEFT || field->kind == EXPR_AGE || field->kind == EXPR_DURATION)
		offer_all(out, prefix, lengths, COUNT_OF(lengths));
	if (field->is_person)
		offer(out, prefix, me);
	offer(out, prefix, none);
}

static char sign(const struct walk *w)
{
	return w->at < w->text.length ? w->text.text[w->at] : '\0';
}

static bool is_one_of(char c, const char *signs)
{
	return c && strchr(signs, c);
}

static void skip(struct walk *w, const char *signs)
{
	while (is_one_of(sign(w), signs))
		w->at++;
}

static void skip_to(struct walk *w, const char *signs)
{
	while (w->at < w->text.length && !is_one_of(sign(w), signs))
		w->at++;
}

/* Over a quoted text; false if the cursor is inside. */
static bool skip_quoted(struct walk *w)
{
	for (w->at++; w->at < w->text.length; w->at++) {
		if (sign(w) == '\\')
			w->at++;
		else if (sign(w) == '"')
			return w->at++, true;
	}
	return false;
}

/* Over one value; a comma behind it leaves another one to come. */
static bool walk_value(struct walk *w)
{
	skip(w, " \t");
	w->begin = w->at;
	if (sign(w) == '"' && !skip_quoted(w))
		return false;
	skip_to(w, " \t,()");
	if (w->at < w->text.length)
		w->in_value = sign(w) == ',';
	w->at += sign(w) == ',';
	if (w->in_value && w->at == w->text.length && w->text.text[w->at - 1] == ',')
		w->begin = w->at;
	return true;
}

/* Over one word, and the operator behind it. */
static bool walk_word(struct walk *w, const struct expr_scope *scope)
{
	skip(w, " \t()-!");
	w->begin = w->at;
	if (sign(w) == '"')
		return skip_quoted(w);
	skip_to(w, " \t()\"=<>~!");
	struct span word = { w->text.text + w->begin, w->at - w->begin };
	size_t end = w->at;
	skip(w, " \t");
	if (!is_one_of(sign(w), "=<>~!")) {
		w->at = end;
		return true;
	}
	skip(w, "=<>~!");
	w->in_value = true;
	w->field = expr_scope_field(scope, word);
	w->begin = w->at;
	return true;
}

void expr_complete(const struct expr_scope *scope, struct span text, size_t cursor,
		   struct expr_candidates *out)
{
	struct walk w = { .text = { text.text, cursor < text.length ? cursor : text.length } };

	out->list.count = 0;
	while (w.at < w.text.length) {
		size_t before = w.at;
		if (!(w.in_value ? walk_value(&w) : walk_word(&w, scope)))
			return; /* inside quotes */
		w.at += w.at == before;
	}
	/* Behind a blank a new word begins; a value may still be to come. */
	bool is_behind = w.text.length && is_one_of(w.text.text[w.text.length - 1], " \t");
	out->begin = is_behind ? w.text.length : w.begin;
	out->end = w.text.length;
	struct span prefix = { w.text.text + out->begin, out->end - out->begin };
	if (!w.in_value)
		offer_names(out, prefix, scope);
	else if (w.field)
		offer_values(out, prefix, w.field);
}

void expr_candidates_release(struct expr_candidates *candidates)
{
	vec_release(&candidates->list);
}

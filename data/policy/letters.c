/* SPDX-License-Identifier: MIT */
/* Which text of a template is taken, what changed between two, and the names that may stand in braces. */
#include "policy/letters.h"

#include "base/digest.h"
#include "base/embed.h"

#include <string.h>

const struct letter_name letter_names[] = {
	{ "recipient", "who is told" },
	{ "tenant", "who tells: the client's name" },
	{ "ref", "the shipment's number" },
	{ "case", "the case's number" },
	{ "title", "the shipment in words" },
	{ "goods", "the goods in words" },
	{ "customer", "the customer" },
	{ "carrier", "the carrier" },
	{ "site", "where it leaves" },
	{ "dest", "where it goes to" },
	{ "place", "where it was last heard of" },
	{ "heard", "when that was" },
	{ "eta", "when it is expected, or when it arrived" },
	{ "promise", "when it was promised" },
	{ "planned", "when it was planned" },
	{ "actual", "when it arrived" },
	{ "late", "how late it is" },
	{ "milestone", "what happened last" },
	{ "milestone_at", "when that was" },
	{ "reason", "the cause that was told" },
	{ "words", "what was said last, or what is wrong" },
	{ "missing", "what is missing: papers, milestones, facts" },
	{ "short", "how many pieces are short" },
	{ "note", "what whoever asks for the message writes" },
	{ "shipments", "several shipments, a line each" },
	{ "how_many", "how many they are" },
	{ "disruption", "their common cause" },
	{ 0 },
};

static const char *const role_words[TO_COUNT] = { "customer", "site", "carrier", "supplier", "stakeholder" };

const char *letter_role_word(enum letter_role role)
{
	return role_words[role];
}

bool letter_role_find(const char *word, enum letter_role *out)
{
	for (int role = 0; role < TO_COUNT; role++)
		if (strcmp(role_words[role], word) == 0) {
			*out = (enum letter_role)role;
			return true;
		}
	return false;
}

const char *letter_roles_words(struct arena *arena, unsigned roles)
{
	const char *words = "";

	for (int role = 0; role < TO_COUNT; role++)
		if (roles & 1U << role)
			words = arena_printf(arena, "%s%s%s", words, words[0] ? ", " : "", role_words[role]);
	return words;
}

enum err letter_include_shipped(void *context, const char *name, struct span *text)
{
	struct str path = { 0 };
	const struct embedded *file;

	(void)context;
	str_addf(&path, "data/templates/%s.template", name);
	file = embed_find(str_text(&path));
	str_release(&path);
	if (!file)
		return ERR_NOT_FOUND;
	*text = (struct span) { file->begin, (size_t)(file->end - file->begin - 1) };
	return ERR_NONE;
}

/* ---------------------------------------------------------------- the choice */

/* 3 = in that language, 2 = in its language without the country, 1 = in no certain one, 0 = in another one. */
static unsigned language_fit(const char *of_text, const char *wanted)
{
	size_t base = strcspn(wanted, "-_");

	if (!of_text[0])
		return 1;
	if (strcmp(of_text, wanted) == 0)
		return 3;
	return strlen(of_text) == base && strncmp(of_text, wanted, base) == 0 ? 2 : 0;
}

/* 2 = for that one, 1 = for any, 0 = for another one. */
static unsigned name_fit(const char *of_text, const char *wanted)
{
	return !of_text[0] ? 1 : strcmp(of_text, wanted) == 0 ? 2 : 0;
}

/* Greater = fits closer; 0 = does not fit. */
static unsigned closeness(const struct letter_text *text, const struct letter_wanted *wanted)
{
	unsigned language = language_fit(text->language, wanted->language), to = name_fit(text->to, letter_role_word(wanted->role)),
		 type = name_fit(text->type, wanted->type), tier = name_fit(text->tier, wanted->tier);

	return language && to && type && tier ? language * 64 + to * 16 + type * 4 + tier : 0;
}

const struct letter_text *letter_choose(const struct letter_template *letters, const struct letter_wanted *wanted)
{
	const struct letter_text *best = NULL;
	unsigned most = 0;

	for (size_t i = 0; i < letters->text_count; i++) {
		unsigned fit = closeness(&letters->texts[i], wanted);
		if (fit > 0 && fit >= most) {
			most = fit;
			best = &letters->texts[i];
		}
	}
	return best;
}

/* ---------------------------------------------------------------- words */

const char *letter_text_words(struct arena *arena, const struct letter_text *text)
{
	const char *const parts[] = { text->to, text->type, text->tier, text->language };
	const char *words = "";

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (parts[i][0])
			words = arena_printf(arena, "%s%s%s", words, words[0] ? ", " : "", parts[i]);
	return words[0] ? words : "all";
}

const char *letter_text_mark(struct arena *arena, const struct letter_text *text)
{
	struct digest_state *state = digest_begin();
	struct digest digest;
	struct str hex = { 0 };
	const char *kept;

	digest_add_field(state, text->title, strlen(text->title));
	digest_add_field(state, text->body, strlen(text->body));
	digest = digest_end(state);
	hex_write(&hex, digest.bytes, 6);
	kept = arena_text(arena, str_text(&hex), hex.length);
	str_release(&hex);
	return kept;
}

/* ---------------------------------------------------------------- differences */

static bool is_same_key(const struct letter_text *a, const struct letter_text *b)
{
	return strcmp(a->to, b->to) == 0 && strcmp(a->type, b->type) == 0 && strcmp(a->tier, b->tier) == 0 && strcmp(a->language, b->language) == 0;
}

static const struct letter_text *text_like(const struct letter_template *letters, const struct letter_text *text)
{
	for (size_t i = letters ? letters->text_count : 0; i-- > 0;)
		if (is_same_key(&letters->texts[i], text))
			return &letters->texts[i];
	return NULL;
}

static void tell(struct str *out, const struct letter_template *letters, const char *what, const char *was, const char *is)
{
	str_addf(out, "%s: %s", letters->title, what);
	if (was[0])
		str_addf(out, " %s ->", was);
	str_addf(out, " %s\n", is);
}

static void diff_text(struct arena *arena, const struct letter_template *letters, const struct letter_text *was, const struct letter_text *is,
		      struct str *out)
{
	const char *whose = arena_printf(arena, "text for %s", letter_text_words(arena, is));

	if (!was) {
		tell(out, letters, whose, "", "is new");
		return;
	}
	if (strcmp(was->title, is->title) != 0)
		tell(out, letters, arena_printf(arena, "%s: title", whose), was->title, is->title);
	if (strcmp(was->body, is->body) != 0)
		tell(out, letters, whose, "", "says something else");
}

static const char *once_words(const struct letter_template *letters)
{
	return letters->once == ONCE_PROMISE ? "promise" : "words";
}

static void diff_head(struct arena *arena, const struct letter_template *old, const struct letter_template *new, struct str *out)
{
	if (strcmp(old->title, new->title) != 0)
		tell(out, old, "is now called", "", new->title);
	if (old->roles != new->roles)
		tell(out, new, "for", letter_roles_words(arena, old->roles), letter_roles_words(arena, new->roles));
	if (old->first != new->first)
		tell(out, new, "told first:", letter_role_word(old->first), letter_role_word(new->first));
	if (old->once != new->once)
		tell(out, new, "once", once_words(old), once_words(new));
}

void letter_template_diff(const struct letter_template *old, const struct letter_template *new, struct str *out)
{
	struct arena arena = { 0 };

	if (old)
		diff_head(&arena, old, new, out);
	else
		tell(out, new, "a new template for", "", letter_roles_words(&arena, new->roles));
	for (size_t i = 0; i < new->text_count; i++)
		if (text_like(new, &new->texts[i]) == &new->texts[i])
			diff_text(&arena, new, text_like(old, &new->texts[i]), &new->texts[i], out);
	for (size_t i = 0; old && i < old->text_count; i++)
		if (text_like(old, &old->texts[i]) == &old->texts[i] && !text_like(new, &old->texts[i]))
			tell(out, new, arena_printf(&arena, "text for %s", letter_text_words(&arena, &old->texts[i])), "", "is gone");
	arena_release(&arena);
}

/* SPDX-License-Identifier: MIT */
/*
 * Templates of messages: who may be told with one, how often, and its texts by recipient, exception, tier and language. Pure.
 *
 *   template "New arrival time"
 *   for customer,site                  who is told; the first one where nothing else is said
 *   once promise                       a shipment's recipient is told once for each promised time (or: once words, once for the same words)
 *   text language=de tier=gold         a text for whom all of this fits
 *     title {ref}: neue Ankunftszeit {eta}
 *     | Guten Tag {customer},
 *     |
 *     | ...
 *
 * Of the texts that fit, the one in the recipient's language holds before all others (`de-AT` is content with `de`), then one for that
 * recipient, then one for the exception, then one for the tier; among equals the later one, so that a client's own text goes before what it
 * includes. Each recipient has a text that always fits.
 *
 *   read_template.c  the text read and checked
 *   letters.c        which text is taken, what changed between two templates, the names that stand in braces
 */
#ifndef DOCKET_POLICY_LETTERS_H
#define DOCKET_POLICY_LETTERS_H

#include "base/arena.h"
#include "base/conf.h"

struct policy;

/* Who can be told; the bit of one is 1 << its value. */
enum letter_role { TO_CUSTOMER, TO_SITE, TO_CARRIER, TO_SUPPLIER, TO_STAKEHOLDER, TO_COUNT };

/* Where an act leaves it to the template. */
#define LETTER_TO_FIRST "whom it is for"

/* When the same recipient is not told again about a shipment. */
enum letter_once {
	ONCE_PROMISE, /* the promised and the expected time are the same as before */
	ONCE_WORDS,   /* the words are the same as before */
};

/* One text of a template; "" = any. Lives in the arena of letter_template_read. */
struct letter_text {
	const char *to, *type, *tier, *language;
	const char *title, *body; /* with names in braces; the body's lines end in a line feed */
	const char *file;         /* the text that it stands in */
	int line;
};

/* A template. */
struct letter_template {
	const char *name, *title;
	unsigned roles;          /* bits */
	enum letter_role first;  /* who is told where nothing else is said */
	enum letter_once once;
	struct letter_text *texts;
	size_t text_count;
	int version;             /* under which the store keeps it; 0 = as it ships */
};

/* Whom a text is wanted for; none is NULL, "" = not known. */
struct letter_wanted {
	enum letter_role role;
	const char *type, *tier, *language;
};

/* A name that a text may hold in braces. */
struct letter_name {
	const char *name, *help;
};

/* All of them, ended by a row without a name. */
extern const struct letter_name letter_names[];

/* "customer", "site", ... */
const char *letter_role_word(enum letter_role role);

/* The role of that word; false if there is none. */
bool letter_role_find(const char *word, enum letter_role *out);

/* The roles of the set as words: "customer, site". */
const char *letter_roles_words(struct arena *arena, unsigned roles);

/* Reads the template called `name`; memory from `arena`. `path` names it in faults. `policy` (may be NULL) says which exceptions there are.
 * `on_include` (may be NULL) finds the text behind `include`. */
MUST_CHECK enum err letter_template_read(struct arena *arena, const char *path, const char *name, struct span text, conf_include *on_include,
					 void *context, const struct policy *policy, struct letter_template **out, struct fault *fault);

/* An include callback that finds what ships: `include new-eta` is data/templates/new-eta.template. `context` is not used. */
enum err letter_include_shipped(void *context, const char *name, struct span *text);

/* The text that holds; never NULL for a role of the template. */
const struct letter_text *letter_choose(const struct letter_template *letters, const struct letter_wanted *wanted);

/* What a text is for, in words: "customer, gold, de"; "all" if it is for everybody. */
const char *letter_text_words(struct arena *arena, const struct letter_text *text);

/* The first 12 hex digits of the digest of what the text says, before names are filled in. */
const char *letter_text_mark(struct arena *arena, const struct letter_text *text);

/* Writes what changed from `old` (NULL = nothing) to `new`, one line a change, in words. */
void letter_template_diff(const struct letter_template *old, const struct letter_template *new, struct str *out);

/* One line of the language of templates, and what it says; NULL behind the last. */
const char *letter_usage(size_t n, const char **help);

#endif

/* SPDX-License-Identifier: MIT */
/* Messages from governed templates: who is told what, in which language, and nobody the same twice. What was written stays as it was
 * written, whatever the template says later. */
#include "rules/work.h"
#include "table/stored_rows.h"

#include <string.h>

#define DELAY_US (60 * US_PER_S) /* where no manual says it */

struct fact_letter *letter_by_id(struct facts *facts, int64_t letter_id)
{
	for (size_t i = 0; i < facts->letters.count; i++)
		if (facts->letters.items[i].row.letter_id == letter_id)
			return &facts->letters.items[i];
	return NULL;
}

/* The carrier of a re-routing that was sent and is not accepted yet: until then all that is known of the freight is its old plan. */
static const char *asked_carrier(const struct work *work, int64_t case_id)
{
	const struct quote *newest = NULL;

	for (size_t i = 0; i < work->facts->quotes.count; i++) {
		const struct quote *quote = &work->facts->quotes.items[i].row;
		if (quote->case_id == case_id && is_text(quote->state, "done") && quote->arrives_at != INSTANT_NONE &&
		    (!newest || quote->quoted_at > newest->quoted_at))
			newest = quote;
	}
	if (!newest || newest->payee_id == INT_NONE || newest->payee_id == work->facts->subject.carrier_id)
		return NULL;
	for (size_t i = 0; i < work->facts->effects.count; i++)
		if (work->facts->effects.items[i].row.quote_id == newest->quote_id &&
		    is_text(work->facts->effects.items[i].row.state, "dead"))
			return NULL; /* it will not be: the old plan stands */
	return newest->payee;
}

/* ---------------------------------------------------------------- told already? */

/* As people are told it: to the minute. */
static int64_t told_minute(int64_t at)
{
	return at == INSTANT_NONE ? at : at - at % US_PER_MIN;
}

static bool is_to(const struct letter *a, const struct letter *b)
{
	return is_text(a->template, b->template) && is_text(a->role, b->role) && is_text(a->recipient, b->recipient);
}

static bool says_the_same(const struct letter_template *letters, const struct letter *a, const struct letter *b)
{
	if (letters->once == ONCE_WORDS)
		return is_text(a->title, b->title) && is_text(a->body, b->body);
	return a->eta_at == b->eta_at && a->promise_at == b->promise_at;
}

/* What went out, or is going, and says the same to the same; NULL if nothing did. */
static const struct letter *told_before(const struct work *work, const struct letter_template *letters, const struct letter *letter)
{
	for (size_t i = 0; i < work->facts->letters.count; i++) {
		const struct letter *other = &work->facts->letters.items[i].row;
		bool is_out = is_text(other->state, "released") || is_text(other->state, "sent");
		if (is_out && other->letter_id != letter->letter_id && is_to(other, letter) && says_the_same(letters, other, letter))
			return other;
	}
	return NULL;
}

static const char *told_words(struct work *work, const struct letter_template *letters, const struct letter *before)
{
	bool is_out = is_text(before->state, "sent");

	return arena_printf(work->arena, "%s %s told this %s, in \"%s\": %s", before->recipient, is_out ? "was" : "is being",
			    wording_time(work, before->released_at, ""), before->title,
			    letters->once == ONCE_PROMISE ? "a new message goes when the promised or expected time changes"
							  : "a new message goes when it says something else");
}

/* ---------------------------------------------------------------- a draft */

static struct fact_letter *unsent_to(struct work *work, const struct letter *letter)
{
	for (size_t i = 0; i < work->facts->letters.count; i++) {
		const struct letter *other = &work->facts->letters.items[i].row;
		if (is_text(other->state, "draft") && is_to(other, letter))
			return &work->facts->letters.items[i];
	}
	return NULL;
}

static int64_t delay_us(struct work *work, const char *template_name)
{
	int64_t us = DELAY_US;

	for (size_t i = 0; i < work->policy->message_delays.count; i++) {
		const struct policy_delay *delay = &work->policy->message_delays.items[i];
		if ((!delay->template[0] || is_text(delay->template, template_name)) && work_when(work, &delay->when))
			us = delay->us;
	}
	return us;
}

static void fill_words(struct work *work, const struct letter_text *text, const struct recipient *to, struct letter *letter)
{
	work->recipient = to->name;
	work->language = text->language[0] ? text->language : NULL;
	letter->title = wording_fill(work, text->title);
	letter->body = wording_fill(work, text->body);
	work->recipient = work->language = NULL;
}

static struct letter letter_make(struct work *work, const struct case_open *c, const struct letter_template *letters, const struct recipient *to)
{
	const struct letter_text *text = letter_choose(letters, &(struct letter_wanted) { to->role, c->type, to->tier, to->language });
	struct letter letter;

	row_init(&row_stored_letter, &letter);
	letter.tenant_id = work->facts->subject.tenant_id;
	letter.case_id = c->case_id;
	letter.subject_id = work->facts->subject.subject_id;
	letter.party_id = to->party_id;
	letter.role = letter_role_word(to->role);
	letter.recipient = to->name;
	letter.template = letters->name;
	letter.template_version = letters->version;
	letter.variant = letter_text_words(work->arena, text);
	letter.language = text->language;
	letter.mark = letter_text_mark(work->arena, text);
	letter.to_mail = to->hook[0] ? "" : to->mail;
	letter.hook = to->hook;
	letter.state = "draft";
	letter.eta_at = told_minute(subject_eta_at(work->facts));
	letter.promise_at = told_minute(subject_promise_at(work->facts));
	letter.delay_s = delay_us(work, letters->name) / US_PER_S;
	letter.version = 0;
	fill_words(work, text, to, &letter);
	return letter;
}

/* The unsent one of the same to the same is written anew: nobody wants two. */
static const struct letter *letter_keep(struct work *work, struct letter letter, int64_t person_id)
{
	struct fact_letter *of = unsent_to(work, &letter);

	letter.letter_id = of ? of->row.letter_id : work_id(work);
	letter.version = of ? of->row.version : 0;
	letter.case_id = of ? of->row.case_id : letter.case_id;
	letter.drafted_at = work->at;
	letter.by_person = person_id;
	if (!of)
		of = vec_push(&work->facts->letters);
	of->row = letter;
	of->is_dirty = true;
	return &of->row;
}

/* "drafted to Adler Markt: title"; where its language has no text that is said. */
static const char *drafted_words(struct work *work, const struct letter *letter, const struct recipient *to)
{
	bool is_other = !letter->language[0] && to->language[0] && strncmp(to->language, "en", 2) != 0;

	return arena_printf(work->arena, "drafted to %s: %s%s", letter->recipient, letter->title,
			    is_other ? arena_printf(work->arena, " (no text in %s: this is the one for all)", to->language) : "");
}

/* A connector that is named must be there. */
static const char *way_fault(struct work *work, const struct recipient *to)
{
	if (!to->hook[0] || map_get(&work->reference->hooks, span_of(to->hook)))
		return NULL;
	return arena_printf(work->arena, "%s is told by the connector %s, and none of that name is in force", to->name, to->hook);
}

static const char *tell_each(struct work *work, const struct case_open *c, const struct letter_template *letters, const struct recipient *to,
			     size_t count, int64_t person_id, bool *is_refused)
{
	const char *words = "";

	*is_refused = true;
	for (size_t i = 0; i < count; i++) {
		const char *fault = way_fault(work, &to[i]);
		struct letter letter = letter_make(work, c, letters, &to[i]);
		const struct letter *before = told_before(work, letters, &letter);
		const char *one = fault	   ? fault
				  : before ? told_words(work, letters, before)
					   : drafted_words(work, letter_keep(work, letter, person_id), &to[i]);
		*is_refused &= fault || before;
		words = words[0] ? arena_printf(work->arena, "%s; %s", words, one) : one;
	}
	return words;
}

static bool find_role(const struct letter_template *letters, const char *word, enum letter_role *role)
{
	*role = letters->first;
	return !word[0] || is_text(word, LETTER_TO_FIRST) || (letter_role_find(word, role) && (letters->roles & 1U << *role));
}

const char *tell_draft(struct work *work, struct fact_case_open *of, const struct telling *telling, bool *is_refused)
{
	const struct letter_template *letters = map_get(&work->reference->templates, span_of(telling->template));
	const char *asked = asked_carrier(work, of->row.case_id), *why = "";
	struct recipient to[RECIPIENTS_MAX];
	enum letter_role role;
	size_t count;

	*is_refused = true;
	if (!letters)
		return arena_printf(work->arena, "there is no template called %s", telling->template);
	if (!find_role(letters, telling->to, &role))
		return arena_printf(work->arena, "%s is for %s, not for %s", letters->name, letter_roles_words(work->arena, letters->roles),
				    telling->to);
	count = recipients_of(work, role, to, &why);
	if (count == 0)
		return why;
	if (asked && role != TO_CARRIER)
		return arena_printf(work->arena,
				    "%s was asked to take it and has not accepted yet: a message now would tell the old plan", asked);
	work->looked = &of->row;
	return tell_each(work, &of->row, letters, to, count, telling->person_id, is_refused);
}

/* ---------------------------------------------------------------- its release */

/* Whoever reads it later must not be told what was true when it was drafted. */
static const char *stale_words(struct work *work, const struct letter_template *letters, const struct letter *letter)
{
	int64_t eta = subject_eta_at(work->facts);

	if (letters->once != ONCE_PROMISE ||
	    (letter->eta_at == told_minute(eta) && letter->promise_at == told_minute(subject_promise_at(work->facts))))
		return NULL;
	return arena_printf(work->arena, "it tells of another time: it is expected %s now, promised %s; draft it anew",
			    wording_time(work, eta, work->facts->subject.dest_zone),
			    wording_time(work, subject_promise_at(work->facts), work->facts->subject.dest_zone));
}

static const char *goes_words(struct work *work, const struct letter *letter)
{
	const char *to = letter->hook[0] ? letter->recipient : letter->to_mail, *kept;
	struct str delay = { 0 };

	if (letter->delay_s == 0)
		return arena_printf(work->arena, "goes to %s now", to);
	duration_write(&delay, letter->delay_s * US_PER_S);
	kept = wording_keep(work, &delay);
	return arena_printf(work->arena, "goes to %s in %s unless it is taken back", to, kept);
}

const char *tell_release(struct work *work, struct fact_case_open *of, struct fact_letter *letter, int64_t person_id, bool *is_refused)
{
	const struct letter_template *letters = map_get(&work->reference->templates, span_of(letter->row.template));
	const struct letter *before = letters ? told_before(work, letters, &letter->row) : NULL;
	const char *stale = letters ? stale_words(work, letters, &letter->row) : NULL;

	*is_refused = before || stale;
	if (*is_refused)
		return before ? told_words(work, letters, before) : stale;
	letter->row.state = "released";
	letter->row.by_person = person_id;
	letter->row.released_at = work->at;
	letter->is_dirty = true;
	clock_stop(work, of->row.case_id, "respond");
	effect_of_letter(work, &of->row, &letter->row);
	return goes_words(work, &letter->row);
}

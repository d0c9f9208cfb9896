/* SPDX-License-Identifier: MIT */
/* Letters to customers, from governed templates: the first line is the title, the rest the text,
 * {names} filled in. */
#include "rules/work.h"
#include "table/stored_rows.h"

#include <string.h>

static struct fact_letter *draft_of(struct facts *facts, int64_t case_id, const char *template_name)
{
	for (size_t i = 0; i < facts->letters.count; i++)
		if (facts->letters.items[i].row.case_id == case_id &&
		    is_text(facts->letters.items[i].row.state, "draft") &&
		    is_text(facts->letters.items[i].row.template, template_name))
			return &facts->letters.items[i];
	return NULL;
}

/* The draft of the same template is written anew: nobody wants two. */
static struct fact_letter *letter_get(struct work *work, int64_t case_id, const char *template_name)
{
	struct fact_letter *of = draft_of(work->facts, case_id, template_name);

	if (of)
		return of;
	of = vec_push(&work->facts->letters);
	row_init(&row_stored_letter, &of->row);
	of->row.tenant_id = work->facts->subject.tenant_id;
	of->row.letter_id = work_id(work);
	of->row.case_id = case_id;
	of->row.template = template_name;
	of->row.state = "draft";
	of->row.version = 0;
	return of;
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

const char *tell_draft(struct work *work, struct fact_case_open *of, const char *template_name,
		       int64_t person_id, bool *is_refused)
{
	const struct party *customer = party_of(work, work->facts->subject.customer_id);
	const char *text, *body;
	int version = 0;

	*is_refused = true;
	if (!customer || customer->mail[0] == '\0')
		return customer ? arena_printf(work->arena, "%s has no address to write to",
					       customer->name)
				: "nobody is known who waits for this";
	if (asked_carrier(work, of->row.case_id))
		return arena_printf(work->arena,
				    "%s was asked to take it and has not accepted yet: a message now would tell the old plan",
				    asked_carrier(work, of->row.case_id));
	text = work->reference->template_text
		       ? work->reference->template_text(work->reference, template_name, &version)
		       : NULL;
	if (!text)
		return arena_printf(work->arena, "there is no template called %s", template_name);
	*is_refused = false;
	work->looked = &of->row;
	text = wording_fill(work, text);
	body = strchr(text, '\n');
	struct fact_letter *letter = letter_get(work, of->row.case_id, template_name);
	letter->row.party_id = customer->party_id;
	letter->row.to_mail = customer->mail;
	letter->row.template_version = version;
	letter->row.title = arena_text(work->arena, text,
				       body ? (size_t)(body - text) : strlen(text));
	letter->row.body = body ? body + strspn(body, "\n") : "";
	letter->row.drafted_at = work->at;
	letter->row.by_person = person_id;
	letter->is_dirty = true;
	return arena_printf(work->arena, "drafted to %s: %s", customer->name, letter->row.title);
}

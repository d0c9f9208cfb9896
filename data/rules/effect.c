/* SPDX-License-Identifier: MIT */
/* Outgoing messages: their bytes, and keys that are the same whenever the same decision is computed
 * again. */
#include "rules/work.h"
#include "base/digest.h"
#include "table/stored_rows.h"

#include <string.h>

static void json_text(struct str *out, const char *text)
{
	str_addc(out, '"');
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte == '"' || byte == '\\')
			str_addf(out, "\\%c", byte);
		else if (byte < 0x20)
			str_addf(out, "\\u%04x", byte);
		else
			str_addc(out, *text);
	}
	str_addc(out, '"');
}

static void member(struct str *out, const char *key, const char *text)
{
	str_adds(out, out->length > 1 ? "," : "");
	json_text(out, key);
	str_addc(out, ':');
	json_text(out, text);
}

static void member_at(struct str *out, const char *key, int64_t at)
{
	struct str text = { 0 };

	if (at == INSTANT_NONE)
		return;
	instant_write(&text, at);
	member(out, key, str_text(&text));
	str_release(&text);
}

/* A key from what the effect is: 32 hex digits. */
static const char *make_key(struct work *work, const char *of_what, int64_t id, const char *kind,
			    int64_t ord, const void *bytes, size_t length)
{
	struct digest_state *state = digest_begin();
	struct str hex = { 0 };
	struct digest digest;

	digest_add_field(state, of_what, strlen(of_what));
	digest_add(state,
		   &(uint64_t[]) { (uint64_t)work->facts->subject.tenant_id, (uint64_t)id,
				   (uint64_t)ord },
		   24);
	digest_add_field(state, kind, strlen(kind));
	digest_add_field(state, bytes, length);
	digest = digest_end(state);
	hex_write(&hex, digest.bytes, 16);
	return wording_keep(work, &hex);
}

static const struct interface *target_of(const struct work *work, const char *target)
{
	if (is_text(target, "tms"))
		return work->reference->out_tms;
	return is_text(target, "erp") ? work->reference->out_erp : work->reference->out_mail;
}

/* Does an effect of the same quote go before it? The store lets one go after the other: book, then
 * cancel, then accrue. */
static bool has_earlier(const struct work *work, int64_t quote_id)
{
	for (size_t i = 0; quote_id != INT_NONE && i < work->facts->effects.count; i++) {
		const struct effect *row = &work->facts->effects.items[i].row;
		if (row->quote_id == quote_id && !is_text(row->state, "done"))
			return true;
	}
	return false;
}

/* A new row; without a connector it ends at once as "would send". */
static struct effect *effect_new(struct work *work, int64_t case_id, int64_t quote_id,
				 const struct interface *to, const char *kind, const char *key,
				 const char *words, int64_t ord)
{
	bool is_later = has_earlier(work, quote_id);
	struct fact_effect *of = vec_push(&work->facts->effects);
	struct effect *row = &of->row;

	row_init(&row_stored_effect, row);
	row->tenant_id = work->facts->subject.tenant_id;
	row->effect_id = work_id(work);
	row->case_id = case_id;
	row->quote_id = quote_id;
	row->interface_id = to ? to->interface_id : 0;
	row->kind = kind;
	row->key = key;
	row->ord = ord;
	row->words = words;
	row->state = !to ? "done" : is_later ? "waiting" : "ready";
	row->receipt = to ? "" : "would send";
	row->attempts = row->fence = row->version = 0;
	row->run_at = work->step->server_now;
	row->done_at = to ? INSTANT_NONE : work->step->server_now;
	of->is_dirty = true;
	return row;
}

static void payload_begin(struct work *work, struct str *out, const char *kind, const char *key,
			  const struct case_open *c)
{
	const struct subject *subject = &work->facts->subject;
	const char *carrier = subject->carrier_id == INT_NONE ? ""
			      : party_of(work, subject->carrier_id)
				      ? party_of(work, subject->carrier_id)->code
				      : "";

	str_addc(out, '{');
	member(out, "kind", kind);
	member(out, "key", key);
	member(out, subject->kind, subject->ref);
	member(out, "case", arena_printf(work->arena, "C-%lld", (long long)c->no));
	member(out, "current_carrier", carrier);
	member_at(out, "decided_at", work->at);
}

static void payload_end(struct work *work, struct str *out, struct effect *effect)
{
	size_t length;

	str_addc(out, '}');
	length = out->length;
	effect->payload = (struct span) { wording_keep(work, out), length };
}

static void quote_payload(struct work *work, const struct quote *quote, struct str *out)
{
	struct str amount = { 0 };

	member(out, "quote", arena_printf(work->arena, "%lld", (long long)quote->quote_id));
	for (size_t i = 0; i + 1 < quote->args.count; i += 2)
		member(out, quote->args.items[i], quote->args.items[i + 1]);
	member(out, "payee", quote->payee);
	member(out, "charge_to", quote->charge_to);
	if (quote->amount_minor != INT_NONE) {
		int digits = money_digits(quote->currency);
		int64_t unit = 1;
		for (int i = 0; i < digits; i++)
			unit *= 10;
		str_addf(&amount, "%lld", (long long)(quote->amount_minor / unit));
		if (digits > 0)
			str_addf(&amount, ".%0*lld", digits,
				 (long long)(quote->amount_minor % unit));
		member(out, "amount", str_text(&amount));
		member(out, "currency", quote->currency);
		str_release(&amount);
	}
}

void effects_of_quote(struct work *work, struct fact_case_open *of, const struct quote *quote)
{
	const struct policy_action *action = policy_action_find(work->policy, quote->action);

	for (size_t i = 0; action && i < action->effects.count; i++) {
		const struct policy_effect *effect = &action->effects.items[i];
		struct effect *row;
		struct str payload = { 0 };
		const char *key;
		if (!work_when(work, &effect->when))
			continue;
		key = make_key(work, "quote", quote->quote_id, effect->kind, (int64_t)i,
			       quote->digest.text, quote->digest.length);
		row = effect_new(work, of->row.case_id, quote->quote_id, target_of(work, effect->target),
				 effect->kind, key, wording_fill_quote(work, effect->words, quote),
				 (int64_t)i + 1);
		payload_begin(work, &payload, effect->kind, key, &of->row);
		quote_payload(work, quote, &payload);
		payload_end(work, &payload, row);
	}
}

void effects_of_case(struct work *work, const struct case_open *c, const struct policy_type *type,
		     enum effect_when on)
{
	for (size_t i = 0; i < type->effects.count; i++) {
		const struct policy_effect *effect = &type->effects.items[i];
		struct effect *row;
		struct str payload = { 0 };
		const char *key;
		if (effect->on != on || !work_when(work, &effect->when))
			continue;
		key = make_key(work, type->name, c->case_id, effect->kind, (int64_t)i, &c->v_state,
			       sizeof c->v_state);
		row = effect_new(work, c->case_id, INT_NONE, target_of(work, effect->target), effect->kind, key,
				 wording_fill(work, effect->words), (int64_t)i + 1);
		payload_begin(work, &payload, effect->kind, key, c);
		member(&payload, "words", row->words);
		payload_end(work, &payload, row);
	}
}

int64_t effect_of_step(struct work *work, const struct case_open *c, const struct case_step *step, const char *target, const char *kind,
		       const char *words, int64_t after_id)
{
	struct str payload = { 0 };
	const char *name = arena_printf(work->arena, "%s/%s", step->playbook, step->step);
	const char *key = make_key(work, "step", c->case_id, kind, step->run, name, strlen(name));
	struct effect *row = effect_new(work, c->case_id, INT_NONE, target_of(work, target), kind, key, wording_fill(work, words), step->ord);

	if (after_id != INT_NONE && is_text(row->state, "ready"))
		row->state = "waiting";
	payload_begin(work, &payload, kind, key, c);
	member(&payload, "words", row->words);
	payload_end(work, &payload, row);
	return row->effect_id;
}

static const struct interface *way_of(const struct work *work, const struct letter *letter)
{
	return letter->hook[0] ? map_get(&work->reference->hooks, span_of(letter->hook)) : work->reference->out_mail;
}

/* What was released anew after it was taken back is another mail: its key is of its release. */
void effect_of_letter(struct work *work, const struct case_open *c, const struct letter *letter)
{
	const char *kind = letter->hook[0] ? "message.send" : "mail.send";
	const char *key = make_key(work, "letter", letter->letter_id, kind, 1, &letter->released_at, sizeof letter->released_at);
	struct str payload = { 0 };
	struct effect *row = effect_new(work, c->case_id, INT_NONE, way_of(work, letter), kind, key,
					arena_printf(work->arena, "%s to %s: %s", letter->hook[0] ? "Webhook" : "Mail", letter->recipient,
						     letter->title),
					1);

	row->letter_id = letter->letter_id;
	row->run_at = work->step->server_now + letter->delay_s * US_PER_S;
	payload_begin(work, &payload, kind, key, c);
	member(&payload, "to", letter->hook[0] ? letter->recipient : letter->to_mail);
	member(&payload, "role", letter->role);
	member(&payload, "template", letter->template);
	member(&payload, "language", letter->language);
	member_at(&payload, "promised", letter->promise_at);
	member_at(&payload, "expected", letter->eta_at);
	member(&payload, "title", letter->title);
	member(&payload, "body", letter->body);
	payload_end(work, &payload, row);
}

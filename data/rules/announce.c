/* SPDX-License-Identifier: MIT */
/* What an announcement says about its subject: who, what, from where to where, promised when, and
 * by which references it is found. */
#include "rules/work.h"

#include <string.h>

void subject_add_ref(struct work *work, const char *kind, const char *text, size_t length, int64_t carrier_id)
{
	const char *folded = rules_fold_ref(work->arena, text, length);

	if (folded[0] != '\0')
		*vec_push(&work->facts->new_refs) = (struct subject_ref) { work->facts->subject.tenant_id, folded, kind,
									   work->facts->subject.subject_id,
									   rules_is_carriers(kind) ? carrier_id : INT_NONE };
}

void subject_add_refs(struct work *work, const struct event *event)
{
	int64_t carrier_id = rules_carrier_of(work->reference, work->arena, event);
	const char *parts = texts_value(&event->attrs, "parts");
	struct rules_part part;

	while (rules_next_part(work->arena, &parts, &part))
		subject_add_ref(work, "tracking", part.number, strlen(part.number),
				rules_carrier_by_code(work->reference, work->arena, part.carrier));
	if (carrier_id == INT_NONE)
		carrier_id = work->facts->subject.carrier_id;
	for (const struct rules_ref_kind *kind = rules_ref_kinds(); kind->attr; kind++) {
		const char *text = texts_value(&event->attrs, kind->attr);
		while (text && *text) {
			size_t length = strcspn(text, ",");
			subject_add_ref(work, kind->kind, text, length, carrier_id);
			text += length + (text[length] == ',');
		}
	}
}

void subject_set_text(struct work *work, const char **field, const char *value)
{
	if (value && !is_text(*field, value)) {
		*field = value;
		work->facts->is_subject_dirty = true;
	}
}

void subject_set_party(struct work *work, int64_t *field, const char *kind, const char *code)
{
	const struct party *party;

	if (!code)
		return;
	party = map_get(&work->reference->party_codes,
			span_of(arena_printf(work->arena, "%s:%s", kind, code)));
	if (!party || *field == party->party_id)
		return;
	*field = party->party_id;
	work->is_plan_changed = true;
}

void subject_set_site(struct work *work, int64_t *field, const char **zone, const char *code)
{
	const struct site *site = code ? map_get(&work->reference->site_codes, span_of(code))
				       : NULL;

	if (!site || *field == site->site_id)
		return;
	*field = site->site_id;
	*zone = site->zone;
	work->is_plan_changed = true;
}

void subject_set_instant(struct work *work, int64_t *field, const char *text)
{
	int64_t at;

	if (!text || instant_read(span_of(text), &at) != ERR_NONE || *field == at)
		return;
	*field = at;
	work->is_plan_changed = true;
}

static void set_bool(bool *field, const char *text)
{
	if (text)
		*field = is_text(text, "yes") || is_text(text, "true");
}

static void fold_contract(struct work *work, const char *ref)
{
	struct subject *subject = &work->facts->subject;
	const struct contract *contract = NULL;
	size_t cursor = 0;

	if (ref)
		while ((contract = map_next(&work->reference->contracts, &cursor)) &&
		       !is_text(contract->ref, ref))
			;
	else if (subject->contract_id == INT_NONE && subject->customer_id != INT_NONE)
		contract = map_get_id(&work->reference->party_contract, subject->customer_id);
	if (contract)
		subject->contract_id = contract->contract_id;
}

static void fold_value(struct work *work, const char *text)
{
	struct subject *subject = &work->facts->subject;
	struct money value;

	if (!text || money_read(span_of(text), &value) != ERR_NONE)
		return;
	if (!is_text(subject->currency, value.currency))
		subject->margin_minor = INT_NONE;
	subject->value_minor = value.minor;
	subject->currency = arena_str(work->arena, value.currency);
}

/* Margin is told beside the value; of another currency it says nothing that may be compared. */
static void fold_margin(struct work *work, const char *text)
{
	struct subject *subject = &work->facts->subject;
	struct money margin;

	if (!text || money_read(span_of(text), &margin) != ERR_NONE)
		return;
	if (subject->currency[0] == '\0')
		subject->currency = arena_str(work->arena, margin.currency);
	subject->margin_minor = is_text(subject->currency, margin.currency) ? margin.minor : INT_NONE;
}

static void fold_confidence(struct work *work, const char *text)
{
	int64_t value;

	if (text && str_to_i64(span_of(text), &value) == ERR_NONE && value >= 0 && value <= 100)
		work->facts->subject.confidence = value;
}

void subject_announce(struct work *work, const struct event *event)
{
	struct subject *subject = &work->facts->subject;
	const struct texts *attrs = &event->attrs;

	work->facts->is_subject_dirty = true;
	subject_set_text(work, &subject->title, texts_value(attrs, "title"));
	subject_set_text(work, &subject->goods, texts_value(attrs, "goods"));
	subject_set_text(work, &subject->mode, texts_value(attrs, "mode"));
	subject_set_text(work, &subject->service, texts_value(attrs, "service"));
	subject_set_party(work, &subject->customer_id, "customer", texts_value(attrs, "customer"));
	subject_set_party(work, &subject->carrier_id, "carrier", texts_value(attrs, "carrier"));
	subject_set_site(work, &subject->site_id, &subject->origin_zone,
			 texts_value(attrs, "origin"));
	subject_set_site(work, &subject->dest_site_id, &subject->dest_zone,
			 texts_value(attrs, "dest"));
	subject_set_instant(work, &subject->promise_at, texts_value(attrs, "promise"));
	subject_set_instant(work, &subject->pickup_by, texts_value(attrs, "pickup_by"));
	set_bool(&subject->is_temperature, texts_value(attrs, "temperature"));
	set_bool(&subject->is_hazardous, texts_value(attrs, "hazardous"));
	set_bool(&subject->is_line_down, texts_value(attrs, "line_down"));
	fold_value(work, texts_value(attrs, "value"));
	fold_value(work, texts_value(attrs, "amount"));
	fold_margin(work, texts_value(attrs, "margin"));
	fold_confidence(work, texts_value(attrs, "confidence"));
	fold_contract(work, texts_value(attrs, "contract"));
}

static const char *const announced_texts[] = { "title", "goods", "mode", "service" };

/* The text fields of announced_texts, in their order. */
static const char **text_field(struct subject *subject, size_t i)
{
	const char **const fields[] = { &subject->title, &subject->goods, &subject->mode, &subject->service };

	return fields[i];
}

void subject_unannounce(struct work *work, const struct event *event)
{
	struct subject *subject = &work->facts->subject;
	const struct {
		const char *attr;
		int64_t *field;
	} fields[] = {
		{ "customer", &subject->customer_id },	  { "carrier", &subject->carrier_id },
		{ "origin", &subject->site_id },	  { "dest", &subject->dest_site_id },
		{ "promise", &subject->promise_at },	  { "pickup_by", &subject->pickup_by },
		{ "pickup", &subject->pickup_by },	  { "value", &subject->value_minor },
		{ "amount", &subject->value_minor },	  { "contract", &subject->contract_id },
		{ "margin", &subject->margin_minor },	  { "confidence", &subject->confidence },
	};

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (texts_value(&event->attrs, fields[i].attr))
			*fields[i].field = INT_NONE;
	for (size_t i = 0; i < COUNT_OF(announced_texts); i++)
		if (texts_value(&event->attrs, announced_texts[i]))
			*text_field(subject, i) = is_text(announced_texts[i], "mode") ? "road" : "";
	if (texts_value(&event->attrs, "temperature"))
		subject->is_temperature = false;
	if (texts_value(&event->attrs, "hazardous"))
		subject->is_hazardous = false;
	if (texts_value(&event->attrs, "line_down"))
		subject->is_line_down = false;
	work->is_plan_changed = true;
}

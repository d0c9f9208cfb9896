/* SPDX-License-Identifier: MIT */
/* Values of the fields that policy conditions name, read from the facts only when a condition asks.
 */
#include "rules/work.h"

#include <string.h>

static void put_text(struct expr_value *out, const char *text)
{
	if (!text || text[0] == '\0')
		return;
	out->is_missing = false;
	out->text = span_of(text);
}

static void put_number(struct expr_value *out, int64_t number)
{
	if (number == INT_NONE)
		return;
	out->is_missing = false;
	out->number = number;
}

static void put_bool(struct expr_value *out, bool value)
{
	out->is_missing = false;
	out->number = value;
}

static void put_money(struct expr_value *out, int64_t minor, const char *currency)
{
	if (minor == INT_NONE || strlen(currency) != 3)
		return;
	out->is_missing = false;
	out->money = money_of(minor, currency);
}

static const char *party_code(const struct work *work, int64_t party_id)
{
	const struct party *party = party_of(work, party_id);

	return party ? party->code : "";
}

static void site_value(const struct work *work, int64_t site_id, bool is_country,
		       struct expr_value *out)
{
	const struct site *site = site_of(work, site_id);

	if (site)
		put_text(out, is_country ? site->country : site->code);
}

static const char *source_of(const struct work *work)
{
	const struct interface *from;

	if (!work->event)
		return "";
	if (work->event->person_id != INT_NONE)
		return "OPERATOR"; /* whom she names is for people to read: no policy may be met by it */
	from = work->event->interface_id == INT_NONE
		       ? NULL
		       : map_get_id(&work->reference->interfaces, work->event->interface_id);
	return from ? from->name : work->event->source;
}

static void put_short(const struct work *work, struct expr_value *out)
{
	const struct stock *stock = &work->facts->stock;

	if (work->facts->has_stock && stock->system_qty != INT_NONE)
		put_number(out, stock->system_qty > stock->on_hand
					? stock->system_qty - stock->on_hand
					: 0);
}

static void subject_value(const struct work *work, enum policy_field field, struct expr_value *out)
{
	const struct subject *subject = &work->facts->subject;
	const struct party *customer;

	switch (field) {
	case FIELD_KIND: put_text(out, subject->kind); break;
	case FIELD_TIER:
		customer = party_of(work, subject->customer_id);
		put_text(out, customer ? customer->tier : "");
		break;
	case FIELD_CUSTOMER: put_text(out, party_code(work, subject->customer_id)); break;
	case FIELD_CARRIER: put_text(out, party_code(work, subject->carrier_id)); break;
	case FIELD_SITE: site_value(work, subject->site_id, false, out); break;
	case FIELD_DEST: site_value(work, subject->dest_site_id, false, out); break;
	case FIELD_COUNTRY: site_value(work, subject->dest_site_id, true, out); break;
	case FIELD_MODE: put_text(out, subject->mode); break;
	case FIELD_SERVICE: put_text(out, subject->service); break;
	case FIELD_CLASS: put_text(out, subject->class); break;
	case FIELD_GOODS: put_text(out, subject->goods); break;
	case FIELD_PHASE: put_text(out, subject->phase); break;
	case FIELD_PLACE: put_text(out, subject->place); break;
	case FIELD_TEMPERATURE: put_bool(out, subject->is_temperature); break;
	case FIELD_HAZARDOUS: put_bool(out, subject->is_hazardous); break;
	case FIELD_LINE_DOWN: put_bool(out, subject->is_line_down); break;
	case FIELD_VALUE: put_money(out, subject->value_minor, subject->currency); break;
	case FIELD_MARGIN: put_money(out, subject->margin_minor, subject->currency); break;
	case FIELD_CONFIDENCE: put_number(out, subject->confidence); break;
	case FIELD_HOLDS: put_number(out, (int64_t)subject->holds.count); break;
	default: break;
	}
}

/* The callback of expr_match: context is the struct work. */
static void on_value(void *context, const struct expr_field *field, struct expr_value *out)
{
	const struct work *work = context;
	const struct case_open *c = work->looked;

	switch ((enum policy_field)field->id) {
	case FIELD_TYPE: put_text(out, c ? c->type : ""); break;
	case FIELD_REASON:
		put_text(out, c && c->cause[0] ? c->cause : work->event ? work->event->reason : "");
		break;
	case FIELD_SIDE:
		put_text(out, work->event && work->event->side[0] ? work->event->side
			      : c                                 ? c->cause_side
								  : "");
		break;
	case FIELD_SOURCE: put_text(out, source_of(work)); break;
	case FIELD_DARK: put_bool(out, feed_hides(work, work->at)); break;
	case FIELD_CHECK: put_bool(out, feed_is_check_by_hand(work)); break;
	case FIELD_TOUCHED: put_bool(out, c && (c->owner_id != INT_NONE || c->touches > 0)); break;
	case FIELD_LATE: put_number(out, subject_late_us(work->facts)); break;
	case FIELD_RISK:
		if (c)
			put_money(out, c->risk_minor, c->risk_currency);
		break;
	case FIELD_NOTHING:
		if (c)
			put_money(out, c->nothing_minor, c->nothing_currency);
		break;
	case FIELD_SHORT: put_short(work, out); break;
	case FIELD_COVERED: put_number(out, (int64_t)work->facts->covered_count); break;
	default: subject_value(work, (enum policy_field)field->id, out); break;
	}
}

bool field_is_known(struct work *work, const char *name)
{
	for (size_t i = 0; i < policy_scope.field_count; i++)
		if (is_text(policy_scope.fields[i].name, name)) {
			struct expr_value value = { .is_missing = true };
			on_value(work, &policy_scope.fields[i], &value);
			return !value.is_missing;
		}
	return false;
}

bool work_when(struct work *work, const struct policy_when *when)
{
	struct expr_asker nobody = { .now_us = 0 };

	return !when->expr || expr_match(when->expr, on_value, work, &nobody);
}

const struct policy_value *work_value(struct work *work, const struct policy_value *items,
				      size_t count)
{
	for (size_t i = count; i > 0; i--)
		if (work_when(work, &items[i - 1].when))
			return &items[i - 1];
	return NULL;
}

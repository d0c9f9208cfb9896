/* SPDX-License-Identifier: MIT */
/* Texts for people: names in place of codes, local times with their zone, and "not known" where
 * something is not. */
#include "rules/work.h"

#include <string.h>

const char *wording_keep(struct work *work, struct str *text)
{
	const char *kept = arena_text(work->arena, str_text(text), text->length);

	str_release(text);
	return kept;
}

const struct party *party_of(const struct work *work, int64_t party_id)
{
	return party_id == INT_NONE ? NULL : map_get_id(&work->reference->parties, party_id);
}

const struct site *site_of(const struct work *work, int64_t site_id)
{
	return site_id == INT_NONE ? NULL : map_get_id(&work->reference->sites, site_id);
}

const char *party_name(const struct work *work, int64_t party_id)
{
	const struct party *party = party_of(work, party_id);

	return party ? party->name : "";
}

static const char *site_name(const struct work *work, int64_t site_id)
{
	const struct site *site = site_of(work, site_id);

	return site ? site->name : "";
}

/* A place as people call it: partners often send the site's code. */
static const char *place_name(const struct work *work, const char *place)
{
	const struct site *site = place[0] ? map_get(&work->reference->site_codes, span_of(place)) : NULL;

	return site ? site->name : place;
}

const struct contract *contract_of(const struct work *work)
{
	const struct subject *subject = &work->facts->subject;
	const struct contract *contract = NULL;

	if (subject->contract_id != INT_NONE)
		contract = map_get_id(&work->reference->contracts, subject->contract_id);
	if (!contract && subject->customer_id != INT_NONE)
		contract = map_get_id(&work->reference->party_contract, subject->customer_id);
	return contract;
}

const char *wording_money(struct work *work, int64_t minor, const char *currency)
{
	struct str text = { 0 };

	if (minor == INT_NONE || strlen(currency) != 3)
		return "unknown";
	money_write(&text, money_of(minor, currency));
	return wording_keep(work, &text);
}

static const struct zone *zone_for(const struct work *work, const char *name)
{
	const struct zone *zone;

	if (name[0] == '\0')
		name = work->reference->tenant.zone && work->reference->tenant.zone[0]
			       ? work->reference->tenant.zone
			       : "UTC";
	if (zone_find(name, &zone) != ERR_NONE && zone_find("UTC", &zone) != ERR_NONE)
		BUG("no zone UTC");
	return zone;
}

/* How a language says a moment and what is not known; others have numbers alone, which all read alike. */
struct tongue {
	const char *language;
	const char *days[7], *months[12];
	const char *unknown;
};

static const struct tongue tongues[] = {
	{ "en",
	  { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" },
	  { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
	  "not known" },
	{ "de",
	  { "So", "Mo", "Di", "Mi", "Do", "Fr", "Sa" },
	  { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember" },
	  "nicht bekannt" },
};

/* Of the message that is written, else English; NULL for a language that is not here. */
static const struct tongue *tongue_of(const struct work *work)
{
	for (size_t i = 0; work->language && i < COUNT_OF(tongues); i++)
		if (strncmp(work->language, tongues[i].language, 2) == 0)
			return &tongues[i];
	return work->language ? NULL : &tongues[0];
}

static const char *unknown_text(const struct work *work)
{
	return tongue_of(work) ? tongue_of(work)->unknown : "-";
}

static const char *day_text(struct work *work, const struct civil *civil)
{
	const struct tongue *tongue = tongue_of(work);

	if (!tongue)
		return arena_printf(work->arena, "%04d-%02d-%02d", civil->year, civil->month, civil->day);
	if (tongue == &tongues[0])
		return arena_printf(work->arena, "%s %d %s", tongue->days[civil->weekday], civil->day, tongue->months[civil->month - 1]);
	return arena_printf(work->arena, "%s, %d. %s", tongue->days[civil->weekday], civil->day, tongue->months[civil->month - 1]);
}

const char *wording_time(struct work *work, int64_t at, const char *zone_name_)
{
	const struct zone *zone = zone_for(work, zone_name_);
	const char *short_name;

	if (at == INSTANT_NONE)
		return unknown_text(work);
	struct civil civil = zone_civil(zone, at), today = zone_civil(zone, work->at);
	zone_offset_s(zone, at, &short_name);
	/* A message may be read another day. */
	if (!work->recipient && civil.year == today.year && civil.month == today.month && civil.day == today.day)
		return arena_printf(work->arena, "%02d:%02d %s", civil.hour, civil.minute,
				    short_name);
	return arena_printf(work->arena, "%s %02d:%02d %s", day_text(work, &civil), civil.hour, civil.minute, short_name);
}

static const char *duration_text(struct work *work, int64_t us)
{
	struct str text = { 0 };

	if (us == DURATION_NONE)
		return "not known";
	duration_write(&text, us);
	return wording_keep(work, &text);
}

/* The plan that the looked-at case's deadline is about, else of the end of the road. */
static int64_t planned_at(const struct work *work)
{
	const struct policy_type *type = work->looked ? policy_type_find(work->policy,
									 work->looked->type)
						      : NULL;
	const struct milestone *last = milestone_last(work->facts);

	for (size_t i = 0; type && i < type->detects.count; i++) {
		const struct fact_milestone *of;
		if (type->detects.items[i].kind != DETECT_DEADLINE)
			continue;
		if (type->detects.items[i].base == BY_PICKUP &&
		    work->facts->subject.pickup_by != INSTANT_NONE)
			return work->facts->subject.pickup_by;
		of = milestone_find(work->facts, type->detects.items[i].milestone, 0);
		if (of && of->row.planned_at != INSTANT_NONE)
			return of->row.planned_at;
	}
	return last ? last->planned_at : INSTANT_NONE;
}

static const char *known(const char *text)
{
	return text && text[0] ? text : "not known";
}

static const char *count_text(struct work *work, int64_t count)
{
	return arena_printf(work->arena, "%lld", (long long)count);
}

static const char *short_text(struct work *work)
{
	const struct stock *stock = &work->facts->stock;

	if (!work->facts->has_stock || stock->system_qty == INT_NONE)
		return "not known";
	return count_text(
		work, stock->system_qty > stock->on_hand ? stock->system_qty - stock->on_hand : 0);
}

/* What the looked-at case's type is noticed by, in words; NULL if there is no such name. */
static const char *noticed_text(struct work *work, struct span name)
{
	const struct policy_type *type = work->looked ? policy_type_find(work->policy, work->looked->type) : NULL;
	static const struct {
		const char *name;
		const char *(*words)(struct work *work, const struct policy_type *type);
	} names[] = { { "missing", missing_words }, { "order", pattern_order_words }, { "count", pattern_count_words } };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (span_is(name, names[i].name))
			return type ? names[i].words(work, type) : "not known";
	return span_is(name, "value") ? known(type ? measure_value(work, type) : "") : NULL;
}

static const char *words_said(const struct work *work)
{
	const char *said = work->act ? texts_value(&work->act->args, "words") : NULL;

	if (said && said[0])
		return said;
	return work->event && work->event->words[0] ? work->event->words
	       : work->looked                       ? work->looked->what
						    : "";
}

/* What the act under work says under that name: the store puts it there for letters about several shipments. */
static const char *act_said(const struct work *work, const char *name)
{
	const char *said = work->act ? texts_value(&work->act->args, name) : NULL;

	return said ? said : "";
}

/* What happened last on the road. */
static const struct milestone *newest_done(const struct work *work)
{
	const struct milestone *newest = NULL;

	for (size_t i = 0; i < work->facts->milestones.count; i++) {
		const struct milestone *row = &work->facts->milestones.items[i].row;
		if (row->actual_at != INSTANT_NONE && strncmp(row->code, POLICY_KEPT, strlen(POLICY_KEPT)) != 0 &&
		    (!newest || row->actual_at > newest->actual_at))
			newest = row;
	}
	return newest;
}

/* The value of a name, or NULL if there is no such name. */
static const char *value_of(struct work *work, struct span name, const struct quote *quote)
{
	const struct subject *subject = &work->facts->subject;
	const struct milestone *last = milestone_last(work->facts), *newest = newest_done(work);
	const struct {
		const char *name;
		const char *text;
	} plain[] = {
		{ "recipient", known(work->recipient) },
		{ "milestone", newest ? policy_milestone_title(work->policy, newest->code) : "not known" },
		{ "ref", subject->ref },
		{ "title", known(subject->title) },
		{ "goods", known(subject->goods[0] ? subject->goods : subject->title) },
		{ "customer", known(party_name(work, subject->customer_id)) },
		{ "carrier", known(party_name(work, subject->carrier_id)) },
		{ "site", known(site_name(work, subject->site_id)) },
		{ "dest", known(site_name(work, subject->dest_site_id)) },
		{ "place", known(place_name(work, subject->place)) },
		{ "tenant", known(work->reference->tenant.title) },
		{ "reason", known(work->looked && work->looked->cause[0] ? work->looked->cause
				  : work->event                          ? work->event->reason
									 : "") },
		{ "words", words_said(work) },
		{ "payee", quote ? quote->payee : "not known" },
		{ "note", act_said(work, "words") },
		{ "shipments", act_said(work, "shipments") },
		{ "how_many", act_said(work, "count") },
		{ "disruption", act_said(work, "disruption") },
	};
	const struct {
		const char *name;
		int64_t at;
		const char *zone;
	} times[] = {
		{ "eta", subject_eta_at(work->facts), subject->dest_zone },
		{ "promise", subject_promise_at(work->facts), subject->dest_zone },
		{ "planned", planned_at(work), subject->dest_zone },
		{ "actual", last ? last->actual_at : INSTANT_NONE, subject->dest_zone },
		{ "heard", subject->last_event_at, "" },
		{ "milestone_at", newest ? newest->actual_at : INSTANT_NONE, subject->dest_zone },
		{ "arrives", quote ? quote->arrives_at : INSTANT_NONE, subject->dest_zone },
	};

	for (size_t i = 0; i < COUNT_OF(plain); i++)
		if (span_is(name, plain[i].name))
			return plain[i].text;
	for (size_t i = 0; i < COUNT_OF(times); i++)
		if (span_is(name, times[i].name))
			return wording_time(work, times[i].at, times[i].zone);
	if (span_is(name, "late"))
		return duration_text(work, subject_late_us(work->facts));
	if (span_is(name, "short"))
		return short_text(work);
	if (span_is(name, "covered"))
		return count_text(work, (int64_t)work->facts->covered_count);
	if (span_is(name, "amount"))
		return quote ? wording_money(work, quote->amount_minor, quote->currency)
			     : "unknown";
	if (span_is(name, "case"))
		return work->looked
			       ? arena_printf(work->arena, "C-%lld", (long long)work->looked->no)
			       : "";
	return noticed_text(work, name);
}

const char *wording_fill_quote(struct work *work, const char *text, const struct quote *quote)
{
	struct str out = { 0 };

	if (!strchr(text, '{'))
		return text;
	while (*text) {
		const char *open = strchr(text, '{'), *close = open ? strchr(open, '}') : NULL;
		const char *value = NULL;
		if (!close) {
			str_adds(&out, text);
			break;
		}
		str_add(&out, text, (size_t)(open - text));
		value = value_of(work, (struct span) { open + 1, (size_t)(close - open - 1) },
				 quote);
		if (value)
			str_adds(&out, is_text(value, "not known") ? unknown_text(work) : value);
		else
			str_add(&out, open, (size_t)(close - open + 1));
		text = close + 1;
	}
	return wording_keep(work, &out);
}

const char *wording_fill(struct work *work, const char *text)
{
	return wording_fill_quote(work, text, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Words for figures. */
#include "view/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/explain.h"

static const struct zone *zone_or_utc(const char *name)
{
	const struct zone *zone = NULL;

	if (!name || !*name || zone_find(name, &zone))
		if (zone_find("UTC", &zone))
			return NULL;
	return zone;
}

static struct civil civil_of(const struct zone *zone, int64_t at)
{
	return zone ? zone_civil(zone, at) : instant_civil(at, 0);
}

static int64_t day_of(struct civil civil)
{
	civil.hour = civil.minute = civil.second = civil.us = 0;
	return instant_from_civil(&civil, 0) / US_PER_DAY;
}

void words_when(struct str *out, int64_t at, int64_t now, const char *zone_name)
{
	static const char *const weekdays[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const struct zone *zone = zone_or_utc(zone_name);
	struct civil civil;
	int64_t days;

	if (at == INSTANT_NONE) {
		str_addc(out, '-');
		return;
	}
	civil = civil_of(zone, at);
	days = now == INSTANT_NONE ? 99 : day_of(civil) - day_of(civil_of(zone, now));
	if (days != 0 && days > -7 && days < 7)
		str_addf(out, "%s ", weekdays[civil.weekday]);
	else if (days != 0)
		str_addf(out, "%d %s ", civil.day, months[civil.month - 1]);
	str_addf(out, "%02d:%02d", civil.hour, civil.minute);
}

void words_zone(struct str *out, int64_t at, const char *zone_name)
{
	const struct zone *zone = zone_or_utc(zone_name);
	const char *abbreviation = "UTC";

	if (zone && at != INSTANT_NONE)
		zone_offset_s(zone, at, &abbreviation);
	str_adds(out, abbreviation);
}

void words_when_zone(struct str *out, int64_t at, int64_t now, const char *zone_name)
{
	words_when(out, at, now, zone_name);
	if (at == INSTANT_NONE)
		return;
	str_addc(out, ' ');
	words_zone(out, at, zone_name);
}

void words_when_two(struct str *out, int64_t at, int64_t now, const char *first, const char *second)
{
	const struct zone *one = zone_or_utc(first), *two = zone_or_utc(second);
	bool is_same = at == INSTANT_NONE || !one || !two || zone_offset_s(one, at, NULL) == zone_offset_s(two, at, NULL);
	size_t from = out->length, length;
	struct str other = { 0 };

	words_when_zone(out, at, now, first);
	if (!is_same) {
		words_when_zone(&other, at, now, second);
		length = strcspn(str_text(out) + from, ":"); /* a day that both share is said once */
		if (length > 3 && strncmp(str_text(out) + from, str_text(&other), length - 2) == 0)
			str_addf(out, ", %s", str_text(&other) + length - 2);
		else
			str_addf(out, ", %s", str_text(&other));
	}
	str_release(&other);
}

void words_duration(struct str *out, int64_t duration_us)
{
	duration_write(out, duration_us);
}

void words_left(struct str *out, int64_t at, int64_t now)
{
	if (at == INSTANT_NONE || now == INSTANT_NONE) {
		str_addc(out, '-');
		return;
	}
	if (at >= now && at - now < US_PER_MIN)
		str_adds(out, "<1m");
	else if (at < now && now - at < US_PER_MIN)
		str_adds(out, "now");
	else
		duration_write(out, at - now);
}

void words_ago(struct str *out, int64_t at, int64_t now)
{
	if (at == INSTANT_NONE || now == INSTANT_NONE) {
		str_adds(out, "never");
		return;
	}
	if (now - at < US_PER_MIN) {
		str_adds(out, "just now");
		return;
	}
	duration_write(out, now - at);
	str_adds(out, " ago");
}

void words_money(struct str *out, int64_t minor, const char *currency)
{
	money_write(out, minor == INT_NONE ? money_of(0, "") : money_of(minor, currency));
}

void words_money_short(struct str *out, int64_t minor, const char *currency)
{
	money_write_short(out, minor == INT_NONE ? money_of(0, "") : money_of(minor, currency));
}

void words_amount(struct str *out, int64_t amount, const char *unit, int64_t now, const char *zone)
{
	if (amount == EXPLAIN_UNKNOWN)
		str_adds(out, "unknown");
	else if (strcmp(unit, "s") == 0)
		words_duration(out, (amount < 0 ? -amount : amount) * US_PER_S);
	else if (strcmp(unit, "at") == 0)
		words_when_zone(out, amount, now, zone);
	else if (strlen(unit) == 3)
		words_money(out, amount, unit);
	else if (*unit)
		str_addf(out, "%lld", (long long)amount);
}

/* What stands between two lines: parts are added or taken, "work by" is what comes of it. */
static const char *joint(const struct explain_line *line)
{
	if (strcmp(line->unit, "s") == 0)
		return line->amount < 0 ? " - " : " + ";
	return strcmp(line->name, "work by") == 0 ? " = " : ", ";
}

static void put_line(struct str *out, const struct explain_line *line, int64_t now, const char *zone)
{
	if (strcmp(line->unit, "s") == 0) {
		words_amount(out, line->amount, line->unit, now, zone);
		str_addf(out, " %s", line->name);
		return;
	}
	str_adds(out, line->name);
	if (*line->unit) {
		str_addc(out, ' ');
		words_amount(out, line->amount, line->unit, now, zone);
	}
}

void words_explain(struct str *out, const char *explain, int64_t now, const char *zone, bool is_short)
{
	struct arena arena = { 0 };
	const struct explain_line *lines;
	size_t count = explain_read(&arena, explain, &lines);
	bool is_over = false;

	for (size_t i = 0; i < count && !is_over; i++) {
		if (is_short && !*lines[i].unit)
			continue;
		str_adds(out, i > 0 ? joint(&lines[i]) : "");
		put_line(out, &lines[i], now, zone);
		is_over = is_short && strcmp(lines[i].name, "work by") == 0;
	}
	arena_release(&arena);
}

void words_type(struct str *out, const char *type, bool is_loud)
{
	for (; *type; type++)
		str_addc(out, *type == '-' ? ' ' : is_loud ? (char)toupper((unsigned char)*type) : *type);
}

const char *words_band(int64_t band)
{
	static const char *const words[] = { "cannot wait", "today", "soon", "can wait" };

	return words[band < 0 ? 0 : band > 3 ? 3 : band];
}

const char *words_band_mark(int64_t band)
{
	static const char *const marks[] = { "!!", "! ", "- ", "  " };

	return marks[band < 0 ? 0 : band > 3 ? 3 : band];
}

static const struct {
	const char *state, *words, *narrow;
} effect_states[] = {
	{ "ready", "about to be sent", "to send" },
	{ "sending", "being sent", "sending" },
	{ "unknown", "sent, not known if applied", "not known" },
	{ "asking", "asking the target", "asking" },
	{ "done", "applied", "applied" },
	{ "dead", "failed for good", "failed" },
	{ "reconcile", "to be reconciled by hand", "look it up" },
	{ "waiting", "waiting to be sent again", "waits" },
	{ "would-send", "would be sent", "would send" },
};

/* Its place in the table, or -1. */
static int effect_state_at(const char *state)
{
	for (size_t i = 0; i < COUNT_OF(effect_states); i++)
		if (strcmp(effect_states[i].state, state) == 0)
			return (int)i;
	return -1;
}

const char *words_effect_state(const char *state)
{
	int at = effect_state_at(state);

	return at < 0 ? state : effect_states[at].words;
}

const char *words_effect_state_narrow(const char *state)
{
	int at = effect_state_at(state);

	return at < 0 ? state : effect_states[at].narrow;
}

static const struct clock_words {
	const char *kind, *name, *stop;
} clocks[] = {
	{ "respond", "respond", "a logged call or a message stops it" },
	{ "resolve", "resolve", "the end of the case stops it" },
	{ "promise", "customer's promise", "the delivery stops it" },
	{ "next_act", "next act", "doing it and planning anew moves it" },
	{ "free_time", "free time", "giving the equipment back stops it" },
	{ "claim", "claim", "filing the claim stops it" },
	{ "temperature", "temperature", "the end of the case stops it" },
	{ "cutoff", "cut-off", "being handed over stops it" },
};

const char *words_clock(const char *kind)
{
	for (size_t i = 0; i < COUNT_OF(clocks); i++)
		if (strcmp(clocks[i].kind, kind) == 0)
			return clocks[i].name;
	return kind;
}

const char *words_clock_stop(const char *kind)
{
	for (size_t i = 0; i < COUNT_OF(clocks); i++)
		if (strcmp(clocks[i].kind, kind) == 0)
			return clocks[i].stop;
	return "";
}

const char *words_clock_state(const char *state)
{
	static const struct {
		const char *state, *words;
	} rows[] = { { "running", "runs" }, { "paused", "stands still" }, { "met", "stopped in time" }, { "breached", "ran out" },
		     { "cancelled", "does not run any more" } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].state, state) == 0)
			return rows[i].words;
	return state;
}

bool words_is_open(const struct contact_shown_row *contact, int64_t now)
{
	const struct zone *zone = NULL;
	struct civil civil;
	int64_t minute;

	if (now == INSTANT_NONE || !*contact->zone || zone_find(contact->zone, &zone))
		return true;
	civil = zone_civil(zone, now);
	if (*contact->days && !strchr(contact->days, civil.weekday == 0 ? '7' : '0' + civil.weekday))
		return false;
	minute = civil.hour * 60 + civil.minute;
	if (contact->opens_min <= contact->closes_min)
		return minute >= contact->opens_min && minute < contact->closes_min;
	return minute >= contact->opens_min || minute < contact->closes_min;
}

/* A step of a pointer that is a number counts the members of the one before it. */
void words_place(struct str *out, const char *place)
{
	const char *name = "", *at = place;
	size_t name_length = 0, count = 0;

	str_adds(out, place);
	while (*at == '/') {
		size_t length = strcspn(++at, "/");
		if (length > 0 && length < 9 && strspn(at, "0123456789") >= length) {
			str_addf(out, "%s%ld", count++ ? ", " : " (", strtol(at, NULL, 10) + 1);
			if (name_length > 0)
				str_addf(out, " of %.*s", (int)name_length, name);
		}
		name = at;
		name_length = length;
		at += length;
	}
	str_adds(out, count ? ")" : "");
}

/* SPDX-License-Identifier: MIT */
/* One line for each question: does it live, is it late, how much comes, what is wrong, what hangs on it. */
#include "view/interfacewords.h"

#include <stdio.h>
#include <string.h>

#include "view/words.h"

struct talk {
	const struct scene *scene;
	const struct interface_page_row *page;
	const char *zone;
	int64_t now;
	struct str *out;
};

static void begin(const struct talk *talk, const char *label)
{
	str_addf(talk->out, "%-*s", INTERFACEWORDS_LABEL_COLS, label);
}

static void add_when(const struct talk *talk, int64_t at)
{
	words_when_zone(talk->out, at, talk->now, talk->zone);
	str_adds(talk->out, ", ");
	words_ago(talk->out, at, talk->now);
}

/* 1980 as "1,980". */
static void add_number(struct str *out, int64_t number)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%lld", (long long)(number == INT_NONE ? 0 : number));

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
			str_addc(out, ',');
		str_addc(out, digits[i]);
	}
}

/* Shorter than a second counts here, which no other duration on a screen does. */
static void add_lag(struct str *out, int64_t lag_us)
{
	if (lag_us < 10 * US_PER_S)
		str_addf(out, "%lld.%lld s", (long long)(lag_us / US_PER_S), (long long)(lag_us % US_PER_S / (100 * US_PER_MS)));
	else if (lag_us < 2 * US_PER_MIN)
		str_addf(out, "%lld s", (long long)(lag_us / US_PER_S));
	else
		words_duration(out, lag_us);
}

static void put_state(const struct talk *talk)
{
	const struct interface_page_row *page = talk->page;

	begin(talk, "State");
	str_addf(talk->out, "%s, %s, %s", page->state, page->mode, strcmp(page->direction, "in") == 0 ? "inbound" : "outbound");
	if (strcmp(page->direction, "in") == 0)
		str_addf(talk->out, ", %s%s", *page->mapping ? "mapping " : "CloudEvents", page->mapping);
	if (*page->party)
		str_addf(talk->out, ", of %s", page->party);
	str_addc(talk->out, '\n');
}

static void put_heard(const struct talk *talk)
{
	begin(talk, "Heard");
	if (talk->page->last_at == INSTANT_NONE)
		str_adds(talk->out, "never");
	else
		add_when(talk, talk->page->last_at);
	if (talk->page->rhythm_s > 0) {
		str_adds(talk->out, "; it should be heard every ");
		words_duration(talk->out, talk->page->rhythm_s * US_PER_S);
	} else {
		str_adds(talk->out, "; no rhythm is expected");
	}
	str_addc(talk->out, '\n');
}

static void put_lag(const struct talk *talk)
{
	begin(talk, "Late by");
	if (talk->page->lag_us == INT_NONE) {
		str_adds(talk->out, "not known: nothing was decoded yet\n");
		return;
	}
	add_lag(talk->out, talk->page->lag_us);
	str_addf(talk->out, " for half of the last %lld events, at most ", (long long)talk->page->lag_count);
	add_lag(talk->out, talk->page->lag_most_us);
	str_adds(talk->out, ", from when it happened until it is here\n");
}

static void put_volume(const struct talk *talk)
{
	begin(talk, "Came");
	add_number(talk->out, talk->page->last_hour);
	str_adds(talk->out, " in the last hour, ");
	add_number(talk->out, talk->page->last_day);
	str_adds(talk->out, " in 24 h, ");
	add_number(talk->out, talk->page->received);
	str_adds(talk->out, " in all; ");
	add_number(talk->out, talk->page->duplicates);
	str_adds(talk->out, " of them twice");
	if (talk->page->rejected > 0) {
		str_adds(talk->out, "; ");
		add_number(talk->out, talk->page->rejected);
		str_adds(talk->out, " were refused at the door");
	}
	str_addc(talk->out, '\n');
}

static void put_dead(const struct talk *talk)
{
	begin(talk, "Dead letters");
	add_number(talk->out, talk->page->dead);
	if (talk->page->oldest_at != INSTANT_NONE) {
		str_adds(talk->out, ", the oldest from ");
		add_when(talk, talk->page->oldest_at);
	}
	str_addc(talk->out, '\n');
}

static void put_waiting(const struct talk *talk)
{
	begin(talk, "Waits for it");
	add_number(talk->out, talk->page->waiting);
	str_adds(talk->out, talk->page->waiting == 1 ? " write-back\n" : " write-backs\n");
}

static void put_case(const struct talk *talk)
{
	if (!*talk->page->case_ref)
		return;
	begin(talk, "Its case");
	str_addf(talk->out, "%s %s\n", talk->page->case_ref, talk->page->case_what);
}

static void put_hanging(const struct talk *talk)
{
	begin(talk, "Hangs on it");
	add_number(talk->out, talk->page->hanging);
	str_adds(talk->out, talk->page->hanging == 1 ? " open shipment" : " open shipments");
	if (talk->page->by_hand > 0) {
		str_adds(talk->out, ", ");
		add_number(talk->out, talk->page->by_hand);
		str_adds(talk->out, " to CHECK BY HAND: promised for a time while it is dark");
	}
	str_addc(talk->out, '\n');
}

void interfacewords_lines(const struct scene *scene, const struct interface_page_row *page, struct str *out)
{
	const struct me_row *me = scene_me_at(scene, page->tenant_id);
	const struct talk talk = { scene, page, me ? me->zone : NULL, scene_now(scene, page->tenant_id), out };
	bool is_in = strcmp(page->direction, "in") == 0;

	put_state(&talk);
	if (!is_in) {
		put_waiting(&talk);
		put_case(&talk);
		return;
	}
	put_heard(&talk);
	put_lag(&talk);
	put_volume(&talk);
	put_dead(&talk);
	if (*page->would_raise) {
		begin(&talk, "Would raise");
		str_addf(out, "%s\n", page->would_raise);
	}
	put_case(&talk);
	put_hanging(&talk);
}

void interfacewords_fault(const struct scene *scene, const struct interface_fault_row *fault, struct str *out)
{
	const struct me_row *me = scene_me_at(scene, fault->tenant_id);

	str_addf(out, "%-10s %5lld  last ", fault->kind, (long long)fault->times);
	words_when(out, fault->last_at, scene_now(scene, fault->tenant_id), me ? me->zone : NULL);
	str_addf(out, "  %s", fault->words);
}

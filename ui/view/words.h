/* SPDX-License-Identifier: MIT */
/* Times, time left, money and explanations as an operator reads them: local to the place, never a code, never a guess. */
#ifndef DOCKET_VIEW_WORDS_H
#define DOCKET_VIEW_WORDS_H

#include "base/money.h"
#include "view/scene.h"

/* Appends "14:05" if `at` is on the day of `now` in the zone, "Tue 14:05" within six days, else "3 Mar 14:05". "-" for none. */
void words_when(struct str *out, int64_t at, int64_t now, const char *zone);

/* The same with the zone's abbreviation behind: "14:05 CET". */
void words_when_zone(struct str *out, int64_t at, int64_t now, const char *zone);

/* Appends what the zone is called at `at`: "CET". */
void words_zone(struct str *out, int64_t at, const char *zone);

/* In the first zone, and where its time is another in the second too: "16:30 CEST, 09:30 CDT". */
void words_when_two(struct str *out, int64_t at, int64_t now, const char *first, const char *second);

/* Appends time left: "4m", "1h20", "2d3h"; overdue "-12m"; seconds only below two minutes: "90s"; "-" for none. Whole minutes are
 * what keeps an idle screen still. */
void words_left(struct str *out, int64_t at, int64_t now);

/* Appends how long ago: "3m ago", "just now"; "never" for none. */
void words_ago(struct str *out, int64_t at, int64_t now);

/* What a clock is called: "customer's promise". */
const char *words_clock(const char *kind);

/* What stops it: "a logged call or a message stops it"; "" for one not known. */
const char *words_clock_stop(const char *kind);

/* A clock's state as people say it: "stopped in time". */
const char *words_clock_state(const char *state);

/* Appends a duration in words of two parts at most: "1h20". */
void words_duration(struct str *out, int64_t duration_us);

/* Appends an amount, "unknown" where the currency is empty or the amount INT_NONE. */
void words_money(struct str *out, int64_t minor, const char *currency);

/* The short form for a column; blank where unknown. */
void words_money_short(struct str *out, int64_t minor, const char *currency);

/* Appends an explanation on one line: "due 16:00 - 1h30 gold - 45m 12,000 EUR at risk = work by 13:45". `is_short` leaves out
 * what is only words (what would change it) and what comes behind the result. */
void words_explain(struct str *out, const char *explain, int64_t now, const char *zone, bool is_short);

/* Appends one explanation line's amount by its unit; "unknown" for EXPLAIN_UNKNOWN. */
void words_amount(struct str *out, int64_t amount, const char *unit, int64_t now, const char *zone);

/* A type's name as words: "late-arrival" -> "LATE ARRIVAL" if `is_loud`, else "late arrival". */
void words_type(struct str *out, const char *type, bool is_loud);

/* The band in words: "cannot wait", "today", "soon", "can wait". */
const char *words_band(int64_t band);

/* The mark of a band in a row: "!!", "! ", "- ", "  ". */
const char *words_band_mark(int64_t band);

/* A state of a write-back in words for an operator: "applied", "sending", "not known yet", "to be reconciled", ... */
const char *words_effect_state(const char *state);

/* The same in ten columns, for a list. */
const char *words_effect_state_narrow(const char *state);

/* Appends where in a message something is: a JSON pointer also by its members, counted from 1: "/parcels/0/events/1 (1 of parcels, 2 of
 * events)". */
void words_place(struct str *out, const char *place);

/* Is a contact open at `now`? Local minutes and days of the week in its zone; unknown zones count as open. */
bool words_is_open(const struct contact_shown_row *contact, int64_t now);

#endif

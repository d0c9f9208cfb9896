/* SPDX-License-Identifier: MIT */
/* One value of an expression, read by the kind of the field it is compared with. */
#include "expr/expr_tree.h"

#include "base/text.h"

#include <string.h>

/* Moments are kept within what every part of docket can write and read: years 1 to 9999. */
#define FIRST_US INT64_C(-62135596800000000)
#define LAST_US INT64_C(253402300799999999)

static bool is_word(struct span text, const char *word)
{
	return text.length == strlen(word) && strncasecmp(text.text, word, text.length) == 0;
}

static struct span keep(struct arena *arena, const struct str *text)
{
	return (struct span){ arena_text(arena, str_text(text), text->length), text->length };
}

static void lower(struct span text, struct str *out)
{
	for (size_t i = 0; i < text.length; i++) {
		char c = text.text[i];
		str_addc(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
	}
}

void expr_fold(const struct expr_field *field, struct span text, struct str *out)
{
	if (field->kind == EXPR_TEXT && field->folded)
		text_fold(out, text.text, text.length);
	else
		lower(text, out);
}

bool expr_is_searched(const struct expr_field *field)
{
	return field->kind == EXPR_TEXT && field->is_searched;
}

/* "'250' is no amount", with an example of what would be one. */
static enum err refuse(struct span text, struct fault *fault, const char *why, const char *help)
{
	char what[60];

	text_clean_into(what, sizeof what, text.text, text.length);
	fault_set(fault, ERR_INVALID, what, "%s", why);
	fault_help(fault, "%s", help);
	return ERR_INVALID;
}

static enum err refuse_op(const struct expr_field *field, struct fault *fault, const char *help)
{
	fault_set(fault, ERR_INVALID, field->name, "this field cannot be compared that way");
	fault_help(fault, "%s", help);
	return ERR_INVALID;
}

static enum err read_text(struct arena *arena, const struct expr_field *field, enum compare op,
			  struct span text, bool is_quoted, struct expr_literal *out, struct fault *fault)
{
	if (field->is_person && !is_quoted && is_word(text, "me")) {
		if (op != COMPARE_EQ)
			return refuse_op(field, fault, "me goes with = and !=");
		out->kind = LITERAL_ME;
		return ERR_NONE;
	}
	struct str folded = { 0 };
	expr_fold(field, text, &folded);
	out->kind = LITERAL_TEXT;
	out->text = keep(arena, &folded);
	str_release(&folded);
	if (out->text.length == 0)
		return refuse(text, fault, "nothing of this text can be compared",
			      "for a value that is missing write none");
	return ERR_NONE;
}

static enum err read_set(struct arena *arena, const struct expr_field *field, enum compare op,
			 struct span text, struct expr_literal *out, struct fault *fault)
{
	struct str word = { 0 }, all = { 0 };
	const char *const *words = field->words;
	bool is_known = !words;

	if (op != COMPARE_EQ)
		return refuse_op(field, fault, "this one goes with = and !=");
	lower(text, &word);
	out->kind = LITERAL_TEXT;
	out->text = keep(arena, &word);
	for (size_t i = 0; words && words[i]; i++) {
		is_known |= span_is(out->text, words[i]);
		str_addf(&all, "%s%s", i ? ", " : "one of ", words[i]);
	}
	enum err err = is_known ? ERR_NONE :
				  refuse(text, fault, "there is no such value", str_text(&all));
	str_release(&word);
	str_release(&all);
	return err;
}

static enum err read_bool(const struct expr_field *field, enum compare op, struct span text,
			  struct expr_literal *out, struct fault *fault)
{
	static const char *const words[] = { "no", "yes", "false", "true" };

	if (op != COMPARE_EQ)
		return refuse_op(field, fault, "this one goes with = and !=");
	out->kind = LITERAL_NUMBER;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (!is_word(text, words[i]))
			continue;
		out->number = i & 1;
		return ERR_NONE;
	}
	return refuse(text, fault, "this is neither yes nor no", "write yes or no");
}

static enum err read_number(struct span text, struct expr_literal *out, struct fault *fault)
{
	out->kind = LITERAL_NUMBER;
	if (str_to_i64(text, &out->number))
		return refuse(text, fault, "this is no whole number", "write digits, such as 12");
	return ERR_NONE;
}

static enum err read_money(struct span text, struct expr_literal *out, struct fault *fault)
{
	int64_t number;

	out->kind = LITERAL_MONEY;
	if (money_read(text, &out->money) == ERR_NONE)
		return ERR_NONE;
	if (str_to_i64(text, &number) == ERR_NONE)
		return refuse(text, fault, "the currency is missing", "write it behind the amount: 250EUR");
	return refuse(text, fault, "this is no amount of money", "write it as 250EUR or 12.50USD");
}

static int64_t floor_of(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* A duration in the unit that the field is stored in, such that the comparison comes out the same.
 * */
static void scale(int64_t unit_us, enum compare op, int64_t us, struct expr_literal *out)
{
	bool is_whole = us % unit_us == 0;
	int64_t below = floor_of(us, unit_us);

	if (op == COMPARE_EQ && !is_whole)
		out->kind = LITERAL_NEVER;
	bool rounds_up = (op == COMPARE_LT || op == COMPARE_GE) && !is_whole;
	out->number = below + rounds_up;
}

static enum err read_duration(const struct expr_field *field, enum compare op, struct span text,
			      struct expr_literal *out, struct fault *fault)
{
	int64_t us;

	out->kind = LITERAL_NUMBER;
	if (duration_read(text, &us))
		return refuse(text, fault, "this is no length of time", "write it as 90s, 15m, 2h, 1h30 or 3d");
	if (field->kind == EXPR_DURATION)
		scale(field->unit_us ? field->unit_us : 1, op, us, out);
	else
		out->number = us;
	return ERR_NONE;
}

/* --- moments --- */

static const struct day_word {
	const char *word;
	int days;
} day_words[] = { { "today", 0 }, { "tomorrow", 1 }, { "yesterday", -1 } };

/* `count` digits at `at`, or -1. */
static int digits(struct span text, size_t at, size_t count)
{
	int number = 0;

	if (at + count > text.length)
		return -1;
	for (size_t i = at; i < at + count; i++) {
		if (text.text[i] < '0' || text.text[i] > '9')
			return -1;
		number = number * 10 + (text.text[i] - '0');
	}
	return number;
}

/* "2026-03-01" */
static bool read_date(struct span text, struct moment *out)
{
	out->civil = (struct civil){ .year = digits(text, 0, 4), .month = digits(text, 5, 2),
				     .day = digits(text, 8, 2) };
	out->base = MOMENT_CIVIL;
	out->is_day = true;
	if (text.length != 10 || text.text[4] != '-' || text.text[7] != '-' || out->civil.year < 1)
		return false;
	/* A day that the month does not have carries over and so comes back as another. */
	struct civil same = instant_civil(instant_from_civil(&out->civil, 0), 0);
	return out->civil.month >= 1 && out->civil.day >= 1 && same.month == out->civil.month &&
	       same.day == out->civil.day;
}

/* "10:00", "10:00:30" */
static bool read_clock(struct span text, struct moment *out)
{
	int hour = digits(text, 0, 2), minute = digits(text, 3, 2), second = 0;

	if ((text.length != 5 && text.length != 8) || text.text[2] != ':')
		return false;
	if (text.length == 8)
		second = text.text[5] == ':' ? digits(text, 6, 2) : -1;
	out->base = MOMENT_TODAY;
	out->civil = (struct civil){ .hour = hour, .minute = minute, .second = second };
	return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/* "now", "now+2h", "now-2h", "2h-ago" */
static bool read_relative(struct span text, struct moment *out)
{
	static const char ago[] = "-ago";
	size_t cut = sizeof ago - 1;
	struct span rest;

	out->base = MOMENT_NOW;
	if (is_word(text, "now"))
		return true;
	if (text.length > cut && strncasecmp(text.text + text.length - cut, ago, cut) == 0) {
		rest = (struct span){ text.text, text.length - cut };
		if (duration_read(rest, &out->us) || out->us < 0)
			return false;
		out->us = -out->us;
		return true;
	}
	if (text.length < 5 || strncasecmp(text.text, "now", 3) != 0 || !strchr("+-", text.text[3]))
		return false;
	rest = (struct span){ text.text + 4, text.length - 4 };
	if (duration_read(rest, &out->us) || out->us < 0)
		return false;
	out->us = text.text[3] == '-' ? -out->us : out->us;
	return true;
}

static bool read_day_word(struct span text, struct moment *out)
{
	for (size_t i = 0; i < COUNT_OF(day_words); i++) {
		if (!is_word(text, day_words[i].word))
			continue;
		out->base = MOMENT_TODAY;
		out->civil.day = day_words[i].days;
		out->is_day = true;
		return true;
	}
	return false;
}

static bool read_written_out(struct span text, struct moment *out)
{
	enum err err = instant_read(text, &out->us);

	out->base = MOMENT_FIXED;
	if (err != ERR_AGAIN)
		return err == ERR_NONE;
	out->base = MOMENT_CIVIL;
	out->civil = instant_civil(out->us, 0);
	return true;
}

static enum err read_moment(struct span text, struct expr_literal *out, struct fault *fault)
{
	static bool (*const readers[])(struct span, struct moment *) = {
		read_day_word, read_relative, read_clock, read_date, read_written_out,
	};

	out->kind = LITERAL_MOMENT;
	for (size_t i = 0; i < COUNT_OF(readers); i++) {
		out->moment = (struct moment){ 0 };
		if (readers[i](text, &out->moment))
			return ERR_NONE;
	}
	return refuse(text, fault, "this is no moment",
		      "write it as 2026-03-01, 2026-03-01T10:00, 10:00, today, tomorrow, now-2h or 2h-ago");
}

static int64_t within(int64_t at)
{
	return at < FIRST_US ? FIRST_US : at > LAST_US ? LAST_US : at;
}

static int64_t plus(int64_t at, int64_t us)
{
	int64_t sum;

	if (__builtin_add_overflow(at, us, &sum))
		return us < 0 ? FIRST_US : LAST_US;
	return within(sum);
}

static int64_t civil_instant(const struct expr_asker *asker, struct civil civil)
{
	return asker->zone ? zone_instant(asker->zone, &civil) : instant_from_civil(&civil, 0);
}

/* The civil fields that a CIVIL or TODAY moment starts with. */
static struct civil civil_begin(const struct moment *moment, const struct expr_asker *asker)
{
	if (moment->base == MOMENT_CIVIL)
		return moment->civil;
	struct civil today = asker->zone ? zone_civil(asker->zone, asker->now_us) :
					   instant_civil(asker->now_us, 0);
	struct civil civil = moment->civil;
	civil.year = today.year;
	civil.month = today.month;
	civil.day = today.day + moment->civil.day;
	return civil;
}

struct interval expr_moment(const struct moment *moment, const struct expr_asker *asker)
{
	int64_t begin;

	if (moment->base == MOMENT_FIXED)
		begin = within(moment->us);
	else if (moment->base == MOMENT_NOW)
		begin = plus(asker->now_us, moment->us);
	else
		begin = within(civil_instant(asker, civil_begin(moment, asker)));
	if (!moment->is_day)
		return (struct interval){ begin, begin + 1 };

	struct civil next = civil_begin(moment, asker);
	next.day++;
	return (struct interval){ begin, within(civil_instant(asker, next)) };
}

struct interval expr_due(const struct expr_field *field, int64_t duration_us,
			 const struct expr_asker *asker, enum compare *op)
{
	static const enum compare turned[] = {
		[COMPARE_EQ] = COMPARE_EQ, [COMPARE_LT] = COMPARE_GT, [COMPARE_LE] = COMPARE_GE,
		[COMPARE_GT] = COMPARE_LT, [COMPARE_GE] = COMPARE_LE, [COMPARE_HAS] = COMPARE_HAS,
	};
	bool is_age = field->kind == EXPR_AGE;

	if (is_age)
		*op = turned[*op];
	int64_t us = is_age ? (duration_us == INT64_MIN ? INT64_MAX : -duration_us) : duration_us;
	int64_t at = plus(asker->now_us, us);
	return (struct interval){ at, at + 1 };
}

enum err expr_literal_read(struct arena *arena, const struct expr_field *field, enum compare op,
			   struct span text, bool is_quoted, struct expr_literal *out, struct fault *fault)
{
	*out = (struct expr_literal){ 0 };
	if (!is_quoted && is_word(text, "none")) {
		out->kind = LITERAL_NONE;
		return op == COMPARE_EQ ? ERR_NONE : refuse_op(field, fault, "none goes with = and !=");
	}
	if (op == COMPARE_HAS && field->kind != EXPR_TEXT)
		return refuse_op(field, fault, "~ looks into text; use = here");
	switch (field->kind) {
	case EXPR_TEXT:
		return read_text(arena, field, op, text, is_quoted, out, fault);
	case EXPR_SET:
		return read_set(arena, field, op, text, out, fault);
	case EXPR_BOOL:
		return read_bool(field, op, text, out, fault);
	case EXPR_NUMBER:
		return read_number(text, out, fault);
	case EXPR_MONEY:
		return read_money(text, out, fault);
	case EXPR_INSTANT:
		return read_moment(text, out, fault);
	case EXPR_LEFT:
	case EXPR_AGE:
	case EXPR_DURATION:
		return read_duration(field, op, text, out, fault);
	}
	BUG("field %s is of no kind", field->name);
}

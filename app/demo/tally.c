/* SPDX-License-Identifier: MIT */
/* How things stand, and the last touch: the opening is made exact by late messages of partners and
 * by what people do about them. */
#include <string.h>

#include "base/log.h"
#include "demo/plot.h"
#include "demo/stage.h"
#include "pg/rows.h"

#define ROUNDS_MOST 10
#define MINE_MOST 8

struct counts {
	int64_t open, cannot_wait, within_hour, approvals, quiet, types;
};

int64_t tally_number(struct stage *stage, const char *statement)
{
	struct pg_result *result = NULL;
	struct fault fault = { 0 };
	int64_t number = -1;

	if (pg_sync_query(stage->admin, statement, NULL, &result, &fault) == ERR_NONE &&
	    pg_result_rows(result) > 0)
		number = pg_result_column_type(result, 0) == 1184 ? pg_result_instant(result, 0, 0)
			 : pg_result_column_type(result, 0) == 16 ? pg_result_bool(result, 0, 0)
								  : pg_result_i64(result, 0, 0, -1);
	pg_result_free(result);
	return number;
}

static enum err count(struct stage *stage, struct counts *out, struct fault *fault)
{
	struct pg_result *result = NULL;
	enum err err = pg_sync_query(stage->admin, "demo_counts", NULL, &result, fault);

	if (!err)
		*out = (struct counts) {
			pg_result_i64(result, 0, 0, 0), pg_result_i64(result, 0, 1, 0),
			pg_result_i64(result, 0, 2, 0), pg_result_i64(result, 0, 3, 0),
			pg_result_i64(result, 0, 4, 0), pg_result_i64(result, 0, 5, 0)
		};
	pg_result_free(result);
	return err;
}

static void log_counts(const struct counts *counts)
{
	log_line(LOG_INFO, "opening",
		 "%lld open, %lld cannot wait, %lld within the hour, %lld approvals, %lld quiet, "
		 "%lld types",
		 (long long)counts->open, (long long)counts->cannot_wait,
		 (long long)counts->within_hour, (long long)counts->approvals,
		 (long long)counts->quiet, (long long)counts->types);
}

static void add(struct stage *stage, const char *type, int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		story_add(&stage->story, type, (int)(i % WORLD_TENANTS), stage->story.open_at);
}

/* One act now, of whoever usually does it. */
static void act_now(struct stage *stage, const char *type, int tenant, const char *ref,
		    const char *owner, const char *verb, const char *a, const char *b,
		    const char *c)
{
	const struct story_item item = {
		.kind = STORY_ACT,
		.tenant = tenant,
		.ref = ref,
		.verb = verb,
		.words = { a, b, c },
		.who = owner[0]				 ? owner
		       : strcmp(type, "feed-quiet") == 0 ? "ivo"
							 : plot_worker(type, tenant),
		.word_count = (size_t)((a != NULL) + (b != NULL) + (c != NULL)),
	};

	people_act(stage, &item);
}

/* A case whose clock decides too soon: taken up and answered where that moves the clock, else ended
 * by its facts. */
static void calm(struct stage *stage, const struct pg_result *result, int row)
{
	struct story *story = &stage->story;
	int tenant = (int)pg_result_i64(result, row, 0, 1) - 1;
	const char *type = pg_result_text(result, row, 1),
		   *ref = arena_str(&story->arena, pg_result_text(result, row, 2));
	const char *owner = pg_result_text(result, row, 3), *clock = pg_result_text(result, row, 4);
	struct str next_at = { 0 };

	if (strcmp(clock, "respond") == 0 || strcmp(clock, "next_act") == 0) {
		str_adds(&next_at, "at=");
		instant_write(&next_at, story->open_at + 100 * US_PER_MIN);
		if (!owner[0])
			act_now(stage, type, tenant, ref, owner, "claim", NULL, NULL, NULL);
		act_now(stage, type, tenant, ref, owner, "call", "who=their desk", "says=other",
			"words=They look into it.");
		act_now(stage, type, tenant, ref, owner, "next", "words=ask again",
			str_text(&next_at), NULL);
	} else if (strcmp(type, "feed-quiet") != 0) {
		story_end_case(story, tenant, type, ref, story->open_at);
	}
	str_release(&next_at);
}

static enum err calm_some(struct stage *stage, int64_t number, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_i64(&params, number);
	err = pg_sync_query(stage->admin, "demo_due_soon", &params, &result, fault);
	for (int row = 0; !err && row < pg_result_rows(result); row++)
		calm(stage, result, row);
	pg_result_free(result);
	pg_params_release(&params);
	return err;
}

/* What is still wrong is set right, one kind of thing a round. */
static enum err correct(struct stage *stage, const struct counts *counts, bool *is_right,
			struct fault *fault)
{
	const struct story_opening *want = &story_opening;
	enum err err = ERR_NONE;

	*is_right = false;
	if (counts->cannot_wait < want->cannot_wait)
		add(stage, "temperature-excursion", want->cannot_wait - counts->cannot_wait);
	else if (counts->within_hour > want->within_hour)
		err = calm_some(stage, counts->within_hour - want->within_hour, fault);
	else if (counts->open < want->open_least)
		add(stage, "invoice-dispute", want->open_least - counts->open);
	else if (counts->within_hour < want->within_hour)
		add(stage, "stock-mismatch", want->within_hour - counts->within_hour);
	else
		*is_right = true;
	return err;
}

enum err tally_open(struct stage *stage, struct fault *fault)
{
	struct counts counts = { 0 };
	bool is_right = false;
	enum err err = ERR_NONE;

	for (int round = 0; !err && !is_right && round < ROUNDS_MOST; round++) {
		err = count(stage, &counts, fault);
		log_counts(&counts);
		if (!err)
			err = correct(stage, &counts, &is_right, fault);
		story_sort(&stage->story, stage->next_item);
		if (!err && !is_right)
			err = stage_play(stage, stage->story.open_at, fault);
	}
	return err;
}

static void say_rows(struct stage *stage, const struct pg_result *result)
{
	for (int row = 0; row < pg_result_rows(result); row++)
		stage_say(stage, "text", "%s  %-9s %-21s %-12s %-27.27s %-6s %5s  %s",
			  pg_result_text(result, row, 0), pg_result_text(result, row, 1),
			  pg_result_text(result, row, 2), pg_result_text(result, row, 3),
			  pg_result_text(result, row, 4), pg_result_text(result, row, 6),
			  pg_result_is_null(result, row, 7) ? "" : pg_result_text(result, row, 7),
			  pg_result_text(result, row, 5));
}

static void say_types(struct stage *stage)
{
	struct pg_result *result = NULL;
	struct fault fault = { 0 };
	struct str line = { 0 };

	if (pg_sync_query(stage->admin, "demo_types", NULL, &result, &fault) == ERR_NONE)
		for (int row = 0; row < pg_result_rows(result); row++)
			str_addf(&line, "%s%s %s+%s", row ? ", " : "",
				 pg_result_text(result, row, 0), pg_result_text(result, row, 1),
				 pg_result_text(result, row, 2));
	stage_say(stage, "text", "exception types seen (open+ended): %s", str_text(&line));
	str_release(&line);
	pg_result_free(result);
}

void tally_queue(struct stage *stage)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	struct fault fault = { 0 };

	pg_params_i64(&params, 20);
	stage_say(stage, "text", "%s",
		  "band, case, exception, about, customer, owner, work by, what");
	if (pg_sync_query(stage->admin, "demo_queue", &params, &result, &fault) == ERR_NONE)
		say_rows(stage, result);
	else
		log_fault("queue", &fault);
	pg_result_free(result);
	pg_params_release(&params);
	say_types(stage);
}

static void put_logins(struct stage *stage, struct pg_params *params)
{
	struct rows logins = { 0 };

	rows_begin(&logins);
	rows_text(&logins, stage->options->as);
	rows_text(&logins, stage->options->chair);
	pg_params_span(params, rows_end(&logins));
	rows_release(&logins);
}

/* Since the opening for whom sat at the console; all of it for nobody. */
static enum err sum(struct stage *stage, struct pg_result **out, struct fault *fault)
{
	bool is_all = stage->options->is_headless;
	struct pg_params params = { 0 };
	enum err err;

	pg_params_instant(&params, is_all ? stage->story.start_at : stage->story.open_at);
	pg_params_instant(&params, is_all ? 0 : stage->opened_at);
	put_logins(stage, &params);
	err = pg_sync_query(stage->admin, "demo_sums", &params, out, fault);
	pg_params_release(&params);
	return err;
}

/* What whoever sat here leaves open, and what happens next with it. */
static void say_mine(struct stage *stage)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	struct fault fault = { 0 };
	int rows;

	put_logins(stage, &params);
	pg_params_i64(&params, MINE_MOST);
	if (pg_sync_query(stage->admin, "demo_mine", &params, &result, &fault) != ERR_NONE)
		log_fault("mine", &fault);
	rows = result ? pg_result_rows(result) : 0;
	if (result && rows == 0)
		stage_say(stage, "text", "yours        nothing is open");
	for (int row = 0; row < rows; row++)
		stage_say(stage, "text", "%-12s %-8s %-14.14s %-12.12s %9s %.18s", row ? "" : "yours",
			  pg_result_text(result, row, 0), pg_result_text(result, row, 1),
			  pg_result_text(result, row, 2), pg_result_text(result, row, 4),
			  pg_result_text(result, row, 3));
	if (rows > 0 && pg_result_i64(result, 0, 5, 0) > rows)
		stage_say(stage, "text", "             and %lld more",
			  (long long)pg_result_i64(result, 0, 5, 0) - rows);
	pg_result_free(result);
	pg_params_release(&params);
}

void tally_summary(struct stage *stage)
{
	struct pg_result *result = NULL;
	struct fault fault = { 0 };
	long long n[15] = { 0 };

	if (sum(stage, &result, &fault) != ERR_NONE) {
		log_fault("summary", &fault);
		return;
	}
	if (!stage->options->is_headless)
		say_mine(stage);
	for (int i = 0; i < (int)COUNT_OF(n); i++)
		n[i] = (long long)pg_result_i64(result, 0, i, 0);
	stage_say(stage, "text",
		  "cases        %lld ended by people, %lld by themselves; %lld open, of %lld kinds",
		  n[0], n[1], n[2], n[3]);
	stage_say(stage, "text", "approvals    %lld asked, %lld approved, %lld waiting", n[5], n[6],
		  n[7]);
	stage_say(stage, "text", "write-backs  %lld done in ERP and TMS, %lld under way", n[8],
		  n[9]);
	stage_say(stage, "text", "told         %lld letters to customers released, %lld mails sent",
		  n[10], n[11]);
	stage_say(stage, "text",
		  "people       %lld acts, %lld of them from your chairs", n[13], n[14]);
	stage_say(stage, "text", "partners     %lld events, %lld dead letters", n[4], n[12]);
	pg_result_free(result);
}

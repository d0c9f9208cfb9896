/* SPDX-License-Identifier: MIT */
/* The life of an operation on stage: three days by a driven clock, then on, scaled, until the front
 * is gone. */
#include "demo/stage.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/log.h"

#define HOURS(n) ((n)*US_PER_HOUR)
#define MINUTES(n) ((n)*US_PER_MIN)
#define QUIET_US (120 * US_PER_S)
#define TICK_US (50 * US_PER_MS)
#define AHEAD_US HOURS(4)

void stage_say(struct stage *stage, const char *verb, const char *format, ...)
{
	struct str line = { 0 };
	char words[700];
	va_list list;

	va_start(list, format);
	vsnprintf(words, sizeof words, format, list);
	va_end(list);
	for (char *at = words; *at; at++)
		if (*at == '\n')
			*at = ' ';
	str_addf(&line, "%s %s", verb, words);
	if (stage->front)
		lines_send(stage->front, str_text(&line));
	str_release(&line);
}

/* An engine or a partner that died is started again: the store and the ledgers know what it did. */
static void revive(struct stage *stage)
{
	struct fault fault = { 0 };
	enum err err = ERR_NONE;

	if (stage->is_reviving)
		return;
	stage->is_reviving = true;
	if (stage->engine && !player_is_running(stage->engine))
		err = setting_start_engine(stage, &fault);
	if (!err)
		err = partners_revive(stage, &fault);
	stage->is_reviving = false;
	if (err && !stage->is_over) {
		stage->fault = fault;
		stage->is_over = true;
	}
}

enum err stage_wait(struct stage *stage, bool (*is_done)(struct stage *stage), int64_t wait_us,
		    const char *what, struct fault *fault)
{
	int64_t until = loop_now_us(stage->loop) + wait_us;

	while (!is_done(stage)) {
		if (stage->is_over)
			return stage->fault.err
				       ? (*fault = stage->fault).err
				       : fault_set(fault, ERR_AGAIN, "demo", "it was ended");
		if (loop_now_us(stage->loop) > until)
			return fault_set(fault, ERR_TIMEOUT, what,
					 "nothing came for %lld s: see the logs in %s",
					 (long long)(wait_us / US_PER_S), stage->folders.log);
		revive(stage);
		loop_run_for(stage->loop, 4 * US_PER_MS);
	}
	return ERR_NONE;
}

static bool is_quiet(struct stage *stage)
{
	return tally_number(stage, "demo_quiet") == 1;
}

enum err stage_quiet(struct stage *stage, struct fault *fault)
{
	return stage_wait(stage, is_quiet, QUIET_US, "the engine", fault);
}

/* Acts of the story up to `until`, in its order; next_item ends behind all that was played. */
static enum err play_acts(struct stage *stage, int64_t until, struct fault *fault)
{
	enum err err = ERR_NONE;

	while (!err && !stage->is_over && stage->next_item < stage->story.items.count) {
		const struct story_item item = stage->story.items.items[stage->next_item];
		if (item.at > until)
			break;
		stage->next_item++;
		if (item.kind != STORY_ACT || (stage->is_live && !people_may(stage, &item)))
			continue;
		people_act(stage, &item);
		if (!stage->is_live)
			err = stage_quiet(stage, fault);
	}
	return err;
}

enum err stage_play(struct stage *stage, int64_t until, struct fault *fault)
{
	enum err err = mailbag_send(stage, until, fault);

	if (!err && !stage->is_live)
		err = stage_quiet(stage, fault);
	return err ? err : play_acts(stage, until, fault);
}

/* ---------------------------------------------------------------- the days before */

static enum err advance(struct stage *stage, int64_t to, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_instant(&params, to);
	err = pg_sync_query(stage->admin, "demo_advance", &params, NULL, fault);
	pg_params_release(&params);
	return err ? err : stage_quiet(stage, fault);
}

/* Long steps at first, short ones at the end, where minutes count. */
static int64_t step_after(const struct stage *stage, int64_t at)
{
	int64_t left = stage->story.open_at - at;

	if (left > HOURS(7))
		return MINUTES(30);
	return left > HOURS(3) ? MINUTES(15) : MINUTES(5);
}

static void say_day(struct stage *stage, int64_t at)
{
	int64_t all = stage->story.open_at - stage->story.start_at;

	stage_say(stage, "say", "three days in the life of two clients: %lld %%",
		  (long long)((at - stage->story.start_at) * 100 / all));
}

static enum err rehearse(struct stage *stage, struct fault *fault)
{
	int64_t at = stage->story.start_at;
	enum err err = stage_play(stage, at, fault);

	stage_say(stage, "say", "%s", "three days in the life of two clients");
	while (!err && at < stage->story.open_at) {
		at += step_after(stage, at);
		err = advance(stage, at, fault);
		if (!err)
			err = stage_play(stage, at, fault);
		say_day(stage, at);
	}
	if (!err)
		err = pg_sync_query(stage->admin, "demo_letters_go", NULL, NULL, fault);
	if (!err)
		err = tally_open(stage, fault);
	return err;
}

/* ---------------------------------------------------------------- live */

static void misbehave(struct stage *stage)
{
	player_send(stage->players[ROLE_TMS], "{\"errors\":60,\"losses\":40}");
	player_send(stage->players[ROLE_ERP], "{\"errors\":60,\"losses\":0}");
}

static enum err let_go(struct stage *stage, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, STAGE_RATE);
	err = pg_sync_query(stage->admin, "demo_release", &params, NULL, fault);
	pg_params_release(&params);
	stage->is_live = true;
	misbehave(stage);
	return err;
}

/* A console that opens now finds the clock running. */
static enum err open_up(struct stage *stage, struct fault *fault)
{
	enum err err = stage->is_live ? ERR_NONE : let_go(stage, fault);

	stage->opened_at = loop_wall_us(stage->loop);
	if (!err)
		stage_say(stage, "live", "%s", "");
	return err;
}

static void live_step(struct stage *stage, struct fault *fault)
{
	int64_t now = tally_number(stage, "demo_now");

	if (now < 0 || stage->is_over)
		return;
	if (now > stage->story.told_until - AHEAD_US) {
		story_go_on(&stage->story, stage->story.told_until + HOURS(24));
		story_sort(&stage->story, stage->next_item);
	}
	if (stage_play(stage, now, fault) != ERR_NONE)
		log_fault("demo", fault);
	revive(stage);
	if (stage->wish[0])
		setting_wish(stage, stage->wish);
	stage->wish[0] = '\0';
}

static void answer_front(struct stage *stage)
{
	if (stage->wants_queue)
		tally_queue(stage);
	if (stage->wants_summary)
		tally_summary(stage);
	if (stage->wants_queue || stage->wants_summary)
		stage_say(stage, "end", "%s", "");
	stage->wants_queue = stage->wants_summary = false;
}

static enum err live(struct stage *stage, struct fault *fault)
{
	enum err err = ERR_NONE;

	while (!stage->is_over && !err) {
		if (stage->has_go && stage->opened_at == 0)
			err = open_up(stage, fault);
		if (stage->is_live && !err)
			live_step(stage, fault);
		answer_front(stage);
		loop_run_for(stage->loop, TICK_US);
	}
	return err ? err : stage->fault.err ? (*fault = stage->fault).err : ERR_NONE;
}

/* ---------------------------------------------------------------- start and end */

static void on_front(void *context, const char *line)
{
	struct stage *stage = context;

	if (!line)
		stage->is_over = true;
	else if (strcmp(line, "go") == 0)
		stage->has_go = true;
	else if (strcmp(line, "queue") == 0)
		stage->wants_queue = true;
	else if (strcmp(line, "summary") == 0)
		stage->wants_summary = true;
	else if (strncmp(line, "stop ", 5) == 0 || strncmp(line, "start ", 6) == 0)
		snprintf(stage->wish, sizeof stage->wish, "%s", line);
}

static void on_term(void *context, int number)
{
	struct stage *stage = context;

	(void)number;
	stage->is_over = true;
}

static void say_fault(struct stage *stage, const struct fault *fault)
{
	char words[800];

	fault_words(fault, words, sizeof words);
	log_line(LOG_ERROR, "demo", "%s", words);
	stage_say(stage, "fail", "%d %s", err_exit_code(fault->err), words);
}

static enum err perform(struct stage *stage, struct fault *fault)
{
	bool was_live;
	enum err err = setting_make(stage, fault);

	was_live = stage->is_live;
	if (!err && !was_live)
		err = rehearse(stage, fault);
	if (!err)
		stage_say(stage, "ready", "%d %s", stage->feed_port, stage->folders.socket);
	return err ? err : live(stage, fault);
}

int stage_run(const struct stage_options *options, int in_fd, int out_fd)
{
	struct stage stage = { .options = options,
			       .loop = loop_new(),
			       .folders = { .lock_fd = -1 } };
	struct fault fault = { 0 };
	enum err err;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	stage.term = loop_signal_new(stage.loop, SIGTERM, on_term, &stage);
	err = lines_new(stage.loop, in_fd, out_fd, on_front, &stage, &stage.front, &fault);
	if (!err)
		err = perform(&stage, &fault);
	if (err && fault.err) {
		stage.fault = fault;
		say_fault(&stage, &fault);
	}
	setting_end(&stage);
	lines_free(stage.front);
	loop_signal_free(stage.term);
	loop_free(stage.loop);
	return err_exit_code(err);
}

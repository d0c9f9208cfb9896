/* SPDX-License-Identifier: MIT */
/* What the play needs on stage: a store with the world in it, and the engine. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "config/config.h"
#include "demo/stage.h"
#include "demo/worldstore.h"
#include "pg/migrate.h"

/* Thursday 2026-10-15 13:00 UTC: afternoon in Europe, morning in America, no holiday near. */
#define OPEN_AT INT64_C(1792069200000000)
#define WAIT_US (60 * US_PER_S)
#define RESTARTS_MOST 5
#define IDS_OF_A_RUN 1000000

/* ---------------------------------------------------------------- what was kept */

struct kept {
	int64_t seed, at, runs;
};

static bool read_kept(struct stage *stage, struct kept *out)
{
	struct str text = { 0 };
	struct fault fault = { 0 };
	char at[64] = "";
	long long seed = 0, runs = 0;
	bool is_fine = config_file(stage->folders.kept, 256, &text, &fault) == ERR_NONE &&
		       sscanf(str_text(&text), "%lld %63s %lld", &seed, at, &runs) == 3 &&
		       instant_read(span_of(at), &out->at) == ERR_NONE &&
		       access(stage->folders.store, F_OK) == 0;

	str_release(&text);
	out->seed = seed;
	out->runs = runs;
	return is_fine && (uint64_t)seed == stage->options->seed;
}

/* Written before the store stops: where the clock stood. */
static void write_kept(struct stage *stage, int64_t runs)
{
	struct str text = { 0 };
	int fd = open(stage->folders.kept, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	str_addf(&text, "%lld ", (long long)stage->options->seed);
	instant_write(&text, tally_number(stage, "demo_now"));
	str_addf(&text, " %lld\n", (long long)runs);
	if (fd < 0 || write(fd, text.text, text.length) != (ssize_t)text.length)
		log_line(LOG_WARN, "demo", "%s cannot be written: the next demo begins afresh",
			 stage->folders.kept);
	if (fd >= 0)
		close(fd);
	str_release(&text);
}

/* ---------------------------------------------------------------- store and world */

static void on_store_end(void *context, struct player *player, int code, int number)
{
	struct stage *stage = context;

	(void)player;
	fault_set(&stage->fault, ERR_STORE, "PostgreSQL",
		  "it ended with %s %d: see %s/postgres.log", number ? "signal" : "code",
		  number ? number : code, stage->folders.log);
	stage->is_over = true;
}

static enum err open_admin(struct stage *stage, struct fault *fault)
{
	struct pg_options options = cluster_options(&stage->folders, CLUSTER_ADMIN);

	return pg_sync_open(&options, instant_monotonic_now, &stage->admin, fault);
}

static enum err make_store(struct stage *stage, struct fault *fault)
{
	const char *const *logins = worldstore_logins(&stage->world, &stage->folders.arena);
	enum err err = cluster_start(stage->loop, &stage->folders, logins, on_store_end, stage,
				     &stage->cluster, fault);

	if (!err)
		err = open_admin(stage, fault);
	if (!err)
		err = migrate_run(stage->admin, NULL, NULL, NULL, fault);
	return err;
}

static enum err go_back(struct stage *stage, const struct kept *kept, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_instant(&params, kept->at);
	err = pg_sync_query(stage->admin, "demo_clock_back", &params, NULL, fault);
	pg_params_release(&params);
	while (stage->next_item < stage->story.items.count &&
	       stage->story.items.items[stage->next_item].at <= kept->at)
		stage->next_item++;
	stage->story.next_id += (kept->runs + 1) * IDS_OF_A_RUN;
	return err;
}

/* ---------------------------------------------------------------- the engine */

static void on_engine_end(void *context, struct player *player, int code, int number)
{
	struct stage *stage = context;

	(void)player;
	stage->engine_ends++;
	log_line(LOG_WARN, "demo", "docketd ended with %s %d", number ? "signal" : "code",
		 number ? number : code);
	if (stage->engine_ends <= RESTARTS_MOST)
		return; /* it is started again between two steps */
	fault_set(&stage->fault, ERR_SYSTEM, "docketd", "it ended %d times: see %s/docketd.log",
		  stage->engine_ends, stage->folders.log);
	stage->is_over = true;
}

static const char *ports_path(struct stage *stage)
{
	return arena_printf(&stage->folders.arena, "%s/ports", stage->folders.state);
}

static enum err write_config(struct stage *stage, const char *path, struct fault *fault)
{
	struct str text = { 0 };
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	enum err err = ERR_NONE;

	str_addf(&text,
		 "store-host \"%s\"\nstore-name " CLUSTER_DATABASE
		 "\nstore-user docket_engine\nsecrets-dir \"%s\"\n"
		 "http-port %d\nfeed-port %d\nports-file \"%s\"\nmail-from desk@docket.example\n"
		 "send-retry 2s\nsend-retry-most 20s\naudit-head \"%s/audit-head\"\n",
		 stage->folders.socket, stage->folders.secrets, stage->http_port, stage->feed_port,
		 ports_path(stage), stage->folders.log);
	if (fd < 0 || write(fd, text.text, text.length) != (ssize_t)text.length)
		err = fault_set(fault, ERR_SYSTEM, path, "it cannot be written: %s",
				strerror(errno));
	if (fd >= 0)
		close(fd);
	str_release(&text);
	return err;
}

static bool has_ports(struct stage *stage)
{
	struct str text = { 0 };
	struct fault fault = { 0 };
	bool has = config_file(ports_path(stage), 64, &text, &fault) == ERR_NONE &&
		   sscanf(str_text(&text), "%d %d", &stage->http_port, &stage->feed_port) == 2;

	str_release(&text);
	return has || !player_is_running(stage->engine);
}

enum err setting_start_engine(struct stage *stage, struct fault *fault)
{
	const char *config =
		arena_printf(&stage->folders.arena, "%s/docketd.conf", stage->folders.state);
	const char *const words[] = { "--config", config, NULL };
	struct player_plan plan = { .name = "docketd",
				    .words = words,
				    .end_signal = SIGTERM,
				    .on_end = on_engine_end,
				    .context = stage };
	enum err err = folders_program(&stage->folders, "docketd", &plan.program, fault);

	if (!err)
		err = write_config(stage, config, fault);
	unlink(ports_path(stage));
	player_stop(stage->loop, stage->engine, SIGTERM, US_PER_S);
	stage->engine = NULL;
	if (!err)
		err = player_start(stage->loop, &stage->folders, &plan, &stage->engine, fault);
	if (!err)
		err = stage_wait(stage, has_ports, WAIT_US, "docketd", fault);
	if (!err && !player_is_running(stage->engine))
		err = fault_set(fault, ERR_SYSTEM, "docketd",
				"it did not start: see %s/docketd.log", stage->folders.log);
	if (!err)
		partners_tell_engine(stage);
	return err;
}

/* ---------------------------------------------------------------- all of it */

static enum err make_fresh(struct stage *stage, struct fault *fault)
{
	stage_say(stage, "say", "%s", "a private PostgreSQL");
	return make_store(stage, fault);
}

enum err setting_make(struct stage *stage, struct fault *fault)
{
	struct kept kept = { 0 };
	bool is_back;
	enum err err = folders_make(&stage->folders, fault);

	if (err)
		return err;
	is_back = stage->options->is_kept && read_kept(stage, &kept);
	if (!is_back)
		err = folders_clear(&stage->folders, fault);
	if (!err) {
		int fd =
			open(arena_printf(&stage->folders.arena, "%s/demo.log", stage->folders.log),
			     O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		log_to(fd, LOG_INFO);
	}
	world_make(&stage->world, stage->options->seed);
	story_write(&stage->story, &stage->world, OPEN_AT);
	if (!err)
		err = make_fresh(stage, fault);
	if (!err && !is_back)
		err = worldstore_write(&stage->world, &stage->folders, stage->admin,
				       stage->story.start_at, fault);
	if (!err && is_back)
		err = go_back(stage, &kept, fault);
	stage->is_live = is_back;
	stage_say(stage, "say", "%s", "the partners' systems and the engine");
	if (!err)
		err = partners_start(stage, fault);
	return err ? err : setting_start_engine(stage, fault);
}

void setting_wish(struct stage *stage, const char *wish)
{
	bool is_stop = strncmp(wish, "stop ", 5) == 0;
	const char *who = strchr(wish, ' ') ? strchr(wish, ' ') + 1 : "";
	struct fault fault = { 0 };

	if (strcmp(who, "engine") != 0) {
		partners_wish(stage, who, is_stop);
		return;
	}
	if (is_stop) {
		player_stop(stage->loop, stage->engine, SIGTERM, 10 * US_PER_S);
		stage->engine = NULL;
	} else if (!stage->engine && setting_start_engine(stage, &fault) != ERR_NONE) {
		log_fault("demo", &fault);
	}
}

void setting_end(struct stage *stage)
{
	struct fault fault = { 0 };
	struct kept kept = { 0 };
	bool is_kept = stage->options->is_kept && stage->is_live && !stage->fault.err;

	(void)read_kept(stage, &kept);
	player_stop(stage->loop, stage->engine, SIGTERM, 10 * US_PER_S);
	partners_end(stage);
	if (is_kept && stage->admin)
		write_kept(stage, kept.runs + 1);
	pg_sync_close(stage->admin);
	cluster_stop(stage->loop, stage->cluster);
	if (!is_kept && stage->folders.store &&
	    (!stage->fault.err || stage->fault.err == ERR_AGAIN) &&
	    folders_remove(stage->folders.store, &fault) != ERR_NONE)
		log_fault("demo", &fault);
	story_release(&stage->story);
	world_release(&stage->world);
	log_to(-1, LOG_ERROR);
	folders_release(&stage->folders);
}

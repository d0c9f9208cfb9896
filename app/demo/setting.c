/* SPDX-License-Identifier: MIT */
/* What the play needs on stage: a store with the world in it, the partners' systems, the engine. */
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
		       instant_read(span_of(at), &out->at) == ERR_NONE && access(stage->folders.store, F_OK) == 0;

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
		log_line(LOG_WARN, "demo", "%s cannot be written: the next demo begins afresh", stage->folders.kept);
	if (fd >= 0)
		close(fd);
	str_release(&text);
}

/* ---------------------------------------------------------------- store and world */

static void on_store_end(void *context, struct player *player, int code, int number)
{
	struct stage *stage = context;

	(void)player;
	fault_set(&stage->fault, ERR_STORE, "PostgreSQL", "it ended with %s %d: see %s/postgres.log", number ? "signal" : "code",
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
	enum err err = cluster_start(stage->loop, &stage->folders, logins, on_store_end, stage, &stage->cluster, fault);

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
	while (stage->next_item < stage->story.items.count && stage->story.items.items[stage->next_item].at <= kept->at)
		stage->next_item++;
	stage->story.next_id += (kept->runs + 1) * IDS_OF_A_RUN;
	return err;
}

/* ---------------------------------------------------------------- partners */

static void on_carriers(void *context, const char *line)
{
	mailbag_on_line(context, ROLE_CARRIERS, line);
}

static void on_wms(void *context, const char *line)
{
	mailbag_on_line(context, ROLE_WMS, line);
}

static void on_erp(void *context, const char *line)
{
	mailbag_on_line(context, ROLE_ERP, line);
}

static void on_tms(void *context, const char *line)
{
	mailbag_on_line(context, ROLE_TMS, line);
}

static void on_mail(void *context, const char *line)
{
	mailbag_on_line(context, ROLE_MAIL, line);
}

static const struct setting_role {
	const char *name;
	const char *words[3];        /* of docket-stub, beside what all get */
	bool is_listening;
	lines_on_line *on_line;
} roles[ROLE_COUNT] = {
	[ROLE_CARRIERS] = { "carriers", { NULL }, false, on_carriers },
	[ROLE_WMS] = { "wms", { NULL }, false, on_wms },
	[ROLE_ERP] = { "erp", { "--keys=no", "--ask=yes", NULL }, true, on_erp },
	[ROLE_TMS] = { "tms", { "--keys=yes", NULL }, true, on_tms },
	[ROLE_MAIL] = { "mail", { NULL }, true, on_mail },
};

static enum err start_role(struct stage *stage, enum stage_role role, struct fault *fault)
{
	struct arena *arena = &stage->folders.arena;
	const char *words[16] = { roles[role].name };
	size_t count = 1;
	const char *program = NULL;
	enum err err = folders_program(&stage->folders, "docket-stub", &program, fault);
	struct player_plan plan = { .name = roles[role].name, .program = program, .words = words, .end_signal = SIGTERM,
				    .has_lines = true, .on_line = roles[role].on_line, .context = stage };

	words[count++] = arena_printf(arena, "--secrets=%s", stage->folders.secrets);
	words[count++] = arena_printf(arena, "--engine=http://127.0.0.1:%d", stage->http_port);
	words[count++] = arena_printf(arena, "--seed=%llu", (unsigned long long)stage->options->seed);
	if (roles[role].is_listening) {
		words[count++] = arena_printf(arena, "--ledger=%s/%s.jsonl", stage->folders.ledger, roles[role].name);
		words[count++] = arena_printf(arena, "--port=%d", stage->ports[role]);
	}
	for (size_t i = 0; roles[role].words[i]; i++)
		words[count++] = roles[role].words[i];
	return err ? err : player_start(stage->loop, &stage->folders, &plan, &stage->players[role], fault);
}

static bool are_listening(struct stage *stage)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		if (roles[role].is_listening && stage->ports[role] == 0)
			return false;
	return true;
}

static enum err tell_url(struct stage *stage, const char *kind, const char *url, const char *ask_url, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, kind);
	pg_params_text(&params, url);
	pg_params_text(&params, ask_url);
	err = pg_sync_query(stage->admin, "demo_urls", &params, NULL, fault);
	pg_params_release(&params);
	return err;
}

/* Where docket finds the three: ports are new with each demo. */
static enum err tell_urls(struct stage *stage, struct fault *fault)
{
	static const enum stage_role listening[] = { ROLE_ERP, ROLE_TMS };
	char url[128], ask[160];
	enum err err;

	snprintf(url, sizeof url, "smtp://127.0.0.1:%d", stage->ports[ROLE_MAIL]);
	err = tell_url(stage, "mail", url, "", fault);
	for (size_t i = 0; !err && i < COUNT_OF(listening); i++) {
		const char *name = roles[listening[i]].name;
		snprintf(url, sizeof url, "http://127.0.0.1:%d/%s", stage->ports[listening[i]], name);
		snprintf(ask, sizeof ask, "%s/{key}", url);
		err = tell_url(stage, name, url, ask, fault);
	}
	return err ? err : pg_sync_query(stage->admin, "demo_told_texts", NULL, NULL, fault);
}

static enum err start_roles(struct stage *stage, struct fault *fault)
{
	enum err err = ERR_NONE;

	for (int role = 0; !err && role < ROLE_COUNT; role++)
		err = start_role(stage, (enum stage_role)role, fault);
	if (!err)
		err = stage_wait(stage, are_listening, WAIT_US, "the partners' systems", fault);
	return err ? err : tell_urls(stage, fault);
}

/* ---------------------------------------------------------------- the engine */

static void on_engine_end(void *context, struct player *player, int code, int number)
{
	struct stage *stage = context;

	(void)player;
	stage->engine_ends++;
	log_line(LOG_WARN, "demo", "docketd ended with %s %d", number ? "signal" : "code", number ? number : code);
	if (stage->engine_ends <= RESTARTS_MOST)
		return; /* it is started again between two steps */
	fault_set(&stage->fault, ERR_SYSTEM, "docketd", "it ended %d times: see %s/docketd.log", stage->engine_ends,
		  stage->folders.log);
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
		 "store-host \"%s\"\nstore-name " CLUSTER_DATABASE "\nstore-user docket_engine\nsecrets-dir \"%s\"\n"
		 "http-port %d\nfeed-port %d\nports-file \"%s\"\nmail-from desk@docket.example\n"
		 "send-retry 2s\nsend-retry-most 20s\naudit-head \"%s/audit-head\"\n",
		 stage->folders.socket, stage->folders.secrets, stage->http_port, stage->feed_port, ports_path(stage),
		 stage->folders.log);
	if (fd < 0 || write(fd, text.text, text.length) != (ssize_t)text.length)
		err = fault_set(fault, ERR_SYSTEM, path, "it cannot be written: %s", strerror(errno));
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

static void tell_engine(struct stage *stage)
{
	char line[96];

	snprintf(line, sizeof line, "{\"engine\":\"http://127.0.0.1:%d\"}", stage->http_port);
	for (int role = 0; role < ROLE_COUNT; role++)
		player_send(stage->players[role], line);
}

enum err setting_start_engine(struct stage *stage, struct fault *fault)
{
	const char *config = arena_printf(&stage->folders.arena, "%s/docketd.conf", stage->folders.state);
	const char *const words[] = { "--config", config, NULL };
	struct player_plan plan = { .name = "docketd", .words = words, .end_signal = SIGTERM, .on_end = on_engine_end,
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
		err = fault_set(fault, ERR_SYSTEM, "docketd", "it did not start: see %s/docketd.log", stage->folders.log);
	if (!err)
		tell_engine(stage);
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
		int fd = open(arena_printf(&stage->folders.arena, "%s/demo.log", stage->folders.log),
			      O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		log_to(fd, LOG_INFO);
	}
	world_make(&stage->world, stage->options->seed);
	story_write(&stage->story, &stage->world, OPEN_AT);
	if (!err)
		err = make_fresh(stage, fault);
	if (!err && !is_back)
		err = worldstore_write(&stage->world, &stage->folders, stage->admin, stage->story.start_at, fault);
	if (!err && is_back)
		err = go_back(stage, &kept, fault);
	stage->is_live = is_back;
	stage_say(stage, "say", "%s", "the partners' systems and the engine");
	if (!err)
		err = start_roles(stage, fault);
	return err ? err : setting_start_engine(stage, fault);
}

static void wish_role(struct stage *stage, enum stage_role role, bool is_stop)
{
	struct fault fault = { 0 };

	if (is_stop) {
		player_stop(stage->loop, stage->players[role], SIGTERM, US_PER_S);
		stage->players[role] = NULL;
	} else if (!stage->players[role] && start_role(stage, role, &fault) != ERR_NONE) {
		log_fault("demo", &fault);
	}
}

void setting_wish(struct stage *stage, const char *wish)
{
	bool is_stop = strncmp(wish, "stop ", 5) == 0;
	const char *who = strchr(wish, ' ') ? strchr(wish, ' ') + 1 : "";
	struct fault fault = { 0 };

	for (int role = 0; role < ROLE_COUNT; role++)
		if (strcmp(who, roles[role].name) == 0)
			wish_role(stage, (enum stage_role)role, is_stop);
	if (strcmp(who, "engine") != 0)
		return;
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
	for (int role = 0; role < ROLE_COUNT; role++)
		player_stop(stage->loop, stage->players[role], SIGTERM, 2 * US_PER_S);
	if (is_kept && stage->admin)
		write_kept(stage, kept.runs + 1);
	pg_sync_close(stage->admin);
	cluster_stop(stage->loop, stage->cluster);
	if (!is_kept && stage->folders.store && !stage->fault.err && folders_remove(stage->folders.store, &fault) != ERR_NONE)
		log_fault("demo", &fault);
	story_release(&stage->story);
	world_release(&stage->world);
	log_to(-1, LOG_ERROR);
	folders_release(&stage->folders);
}

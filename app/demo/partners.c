/* SPDX-License-Identifier: MIT */
/* The partners' processes: started, told where docket is, stopped and started on a wish. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "demo/stage.h"

#define WAIT_US (60 * US_PER_S)

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
	const char *words[3]; /* of docket-stub, beside what all get */
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
	struct player_plan plan = { .name = roles[role].name,
				    .program = program,
				    .words = words,
				    .end_signal = SIGTERM,
				    .has_lines = true,
				    .on_line = roles[role].on_line,
				    .context = stage };

	words[count++] = arena_printf(arena, "--secrets=%s", stage->folders.secrets);
	words[count++] = arena_printf(arena, "--engine=http://127.0.0.1:%d", stage->http_port);
	words[count++] =
		arena_printf(arena, "--seed=%llu", (unsigned long long)stage->options->seed);
	if (roles[role].is_listening) {
		words[count++] = arena_printf(arena, "--ledger=%s/%s.jsonl", stage->folders.ledger,
					      roles[role].name);
		words[count++] = arena_printf(arena, "--port=%d", stage->ports[role]);
	}
	for (size_t i = 0; roles[role].words[i]; i++)
		words[count++] = roles[role].words[i];
	return err ? err
		   : player_start(stage->loop, &stage->folders, &plan, &stage->players[role],
				  fault);
}

static bool are_listening(struct stage *stage)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		if (roles[role].is_listening && stage->ports[role] == 0)
			return false;
	return true;
}

static enum err tell_url(struct stage *stage, const char *kind, const char *url,
			 const char *ask_url, struct fault *fault)
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
		snprintf(url, sizeof url, "http://127.0.0.1:%d/%s", stage->ports[listening[i]],
			 name);
		snprintf(ask, sizeof ask, "%s/{key}", url);
		err = tell_url(stage, name, url, ask, fault);
	}
	return err ? err : pg_sync_query(stage->admin, "demo_told_texts", NULL, NULL, fault);
}

enum err partners_start(struct stage *stage, struct fault *fault)
{
	enum err err = ERR_NONE;

	for (int role = 0; !err && role < ROLE_COUNT; role++)
		err = start_role(stage, (enum stage_role)role, fault);
	if (!err)
		err = stage_wait(stage, are_listening, WAIT_US, "the partners' systems", fault);
	return err ? err : tell_urls(stage, fault);
}

void partners_tell_engine(struct stage *stage)
{
	char line[96];

	snprintf(line, sizeof line, "{\"engine\":\"http://127.0.0.1:%d\"}", stage->http_port);
	for (int role = 0; role < ROLE_COUNT; role++)
		player_send(stage->players[role], line);
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

enum err partners_revive(struct stage *stage, struct fault *fault)
{
	enum err err = ERR_NONE;

	for (int role = 0; !err && role < ROLE_COUNT; role++) {
		struct player *player = stage->players[role];
		if (!player || player_is_running(player))
			continue;
		log_line(LOG_WARN, "demo", "%s ended and is started again", roles[role].name);
		player_stop(stage->loop, player, SIGTERM, 0);
		stage->players[role] = NULL;
		err = start_role(stage, (enum stage_role)role, fault);
	}
	return err;
}

void partners_wish(struct stage *stage, const char *who, bool is_stop)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		if (strcmp(who, roles[role].name) == 0)
			wish_role(stage, (enum stage_role)role, is_stop);
}

void partners_end(struct stage *stage)
{
	for (int role = 0; role < ROLE_COUNT; role++)
		player_stop(stage->loop, stage->players[role], SIGTERM, 2 * US_PER_S);
}

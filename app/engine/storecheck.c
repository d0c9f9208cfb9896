/* SPDX-License-Identifier: MIT */
/* An engine on a store that forgets would answer 2xx for what a power cut takes: it refuses. */
#include "engine/storecheck.h"

#include <string.h>

#include "base/log.h"
#include "engine/api.h"
#include "engine/lane.h"
#include "engine/lease.h"
#include "engine/tenancy.h"

const char *storecheck_judge(const char *setting, const char *value)
{
	static const struct {
		const char *setting, *fit, *why;
	} rows[] = {
		{ "fsync", "on", "a power cut loses what was confirmed, or breaks the store" },
		{ "full_page_writes", "on", "a power cut may leave half-written pages" },
		{ "synchronous_commit", "on remote_write remote_apply",
		  "what was confirmed may be lost in a crash" },
	};
	size_t length = strlen(value);

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *found =
			strcmp(rows[i].setting, setting) == 0 ? strstr(rows[i].fit, value) : NULL;
		if (strcmp(rows[i].setting, setting) != 0)
			continue;
		if (length > 0 && found && (found[length] == ' ' || found[length] == '\0'))
			return NULL;
		return rows[i].why;
	}
	return NULL;
}

/* Logs each unfit setting; returns whether all are fit. */
static bool judge_all(const struct engine *engine, const struct pg_result *result)
{
	bool is_allowed = config_is(engine->config, "allow-unsafe-store");
	bool is_fit = true;

	for (int column = 0; column < pg_result_columns(result); column++) {
		const char *setting = pg_result_column_name(result, column);
		const char *value = pg_result_text(result, 0, column);
		const char *why = storecheck_judge(setting, value ? value : "");
		if (!why)
			continue;
		is_fit = false;
		log_line(is_allowed ? LOG_WARN : LOG_ERROR, "store", "%s is %s: %s%s", setting,
			 value, why,
			 is_allowed ? "" : "; set it to on (or, for a test, --allow-unsafe-store)");
	}
	if (strcmp(pg_result_text(result, 0, pg_result_column(result, "data_checksums")), "on") !=
	    0)
		log_line(LOG_WARN, "store",
			 "data checksums are off: damaged pages are not noticed (pg_checksums "
			 "--enable)");
	return is_fit || is_allowed;
}

static void on_settings(void *context, struct pg_result *result)
{
	struct engine *engine = context;

	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "store", result);
		return;
	}
	if (!judge_all(engine, result)) {
		engine_fail(engine, ERR_STORE);
		return;
	}
	if (!engine->is_store_checked)
		lease_give_back(engine); /* of an engine of this name that died */
	engine->is_store_checked = true;
	api_keys_changed(engine->api);
	tenancy_load_all(engine);
}

static void on_shapes(void *context, struct pg_result *result)
{
	struct engine *engine = context;

	if (pg_result_fault(result))
		lane_log_fault((void *)(uintptr_t) "store", result);
	else
		pg_shapes_read(&engine->shapes, result);
}

void storecheck_ask(struct engine *engine)
{
	if (lane_send(engine->lanes[LANE_TICK], "engine_shapes", NULL, on_shapes, engine) !=
	    ERR_NONE)
		log_line(LOG_DEBUG, "store", "the shapes of its rows are not asked for");
	if (lane_send(engine->lanes[LANE_TICK], "engine_server", NULL, on_settings, engine) !=
	    ERR_NONE)
		log_line(LOG_WARN, "store", "it cannot be asked for its settings");
}

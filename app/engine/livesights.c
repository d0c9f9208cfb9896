/* SPDX-License-Identifier: MIT */
/* These are not numbered: who misses one loses nothing that lasts. */
#include "engine/livesights.h"

#include <stdio.h>
#include <string.h>

#include "codec/json_write.h"
#include "engine/lane.h"
#include "engine/livescope.h"
#include "engine/refdata.h"

static void publish(struct engine *engine, int64_t tenant_id, const char *site,
		    const struct str *text)
{
	struct live_tag tag = { .tenant_id = tenant_id, .is_for_all = !site };
	struct feed_message message;

	snprintf(tag.site, sizeof tag.site, "%s", site ? site : "");
	message = (struct feed_message){
		.tag = { (const char *)&tag, sizeof tag },
		.text = { str_text(text), text->length },
	};
	feed_server_publish(engine->feed, &message);
}

/* Columns: tenant_id, case_id, who, doing, expires_at, site. A row is news if it was made or
 * renewed since the last look. */
static void on_presence(void *context, struct pg_result *result)
{
	struct engine *engine = context;
	struct str text = { 0 };

	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "presence", result);
		return;
	}
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct json_writer writer;
		str_clear(&text);
		writer = jsonw_on(&text);
		jsonw_open(&writer, NULL);
		jsonw_put_text(&writer, "m", "presence");
		jsonw_put_int(&writer, "tenant", pg_result_i64(result, row, 0, 0));
		jsonw_put_int(&writer, "case", pg_result_i64(result, row, 1, 0));
		jsonw_put_text(&writer, "who", pg_result_text(result, row, 2));
		jsonw_put_text(&writer, "doing", pg_result_text(result, row, 3));
		jsonw_put_instant(&writer, "until", pg_result_instant(result, row, 4));
		jsonw_close(&writer);
		publish(engine, pg_result_i64(result, row, 0, 0), pg_result_text(result, row, 5),
			&text);
		if (pg_result_instant(result, row, 4) > engine->presence_until)
			engine->presence_until = pg_result_instant(result, row, 4);
	}
	str_release(&text);
}

void livesights_tick(struct engine *engine)
{
	struct pg_params params = { 0 };

	if (!engine->feed || feed_server_figures(engine->feed).viewers == 0)
		return;
	pg_params_instant(&params, engine->presence_until);
	if (lane_send(engine->lanes[LANE_FEED], "engine_presence", &params, on_presence, engine) !=
	    ERR_NONE)
		engine->presence_until = INSTANT_NONE;
	pg_params_release(&params);
}

void livesights_interface(const struct tenancy *tenancy, int64_t interface_id, const char *state)
{
	const struct interface *interface =
		tenancy->refdata ? map_get_id(&tenancy->refdata->reference.interfaces, interface_id)
				 : NULL;
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	if (!interface || !tenancy->engine->feed)
		return;
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "m", "interface");
	jsonw_put_int(&writer, "tenant", tenancy->id);
	jsonw_put_int(&writer, "interface", interface_id);
	jsonw_put_text(&writer, "name", interface->name);
	jsonw_put_text(&writer, "state", state);
	jsonw_put_instant(&writer, "last_at", interface->last_at);
	jsonw_close(&writer);
	publish(tenancy->engine, tenancy->id, NULL, &text);
	str_release(&text);
}

void livesights_notice(struct engine *engine, const char *words)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "m", "notice");
	jsonw_put_text(&writer, "words", words);
	jsonw_close(&writer);
	for (size_t i = 0; engine->feed && i < engine->tenancies.count; i++)
		publish(engine, engine->tenancies.items[i]->id, NULL, &text);
	str_release(&text);
}

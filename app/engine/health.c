/* SPDX-License-Identifier: MIT */
/* What a watchdog and a person with curl want to know. */
#include "engine/health.h"

#include "base/instant.h"
#include "codec/json_write.h"
#include "engine/admission.h"
#include "engine/api.h"
#include "engine/lane.h"
#include "engine/tenancy.h"
#include "engine/workloop.h"

static void write_figures(struct json_writer *writer, const struct engine_figures *figures)
{
	const struct {
		const char *name;
		uint64_t value;
	} rows[] = {
		{ "requests", figures->requests },
		{ "accepted", figures->accepted },
		{ "duplicated", figures->duplicated },
		{ "conflicts", figures->conflicts },
		{ "refused", figures->refused },
		{ "turned_away", figures->turned_away },
		{ "decoded", figures->decoded },
		{ "dead", figures->dead },
		{ "decided", figures->decided },
		{ "redone", figures->redone },
		{ "sent", figures->sent },
		{ "unsure", figures->unsure },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		jsonw_put_int(writer, rows[i].name, (int64_t)rows[i].value);
}

void health_answer(struct engine *engine, struct http_request *request)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);
	bool is_well = engine->is_store_checked && lane_is_up(engine->lanes[LANE_INTAKE]) &&
		       !engine->is_ending;
	int64_t ours = 0;
	int64_t queued = 0;

	for (size_t i = 0; i < engine->tenancies.count; i++) {
		ours += tenancy_is_ours(engine->tenancies.items[i]);
		queued += (int64_t)workloop_queued(engine->tenancies.items[i]->work);
	}
	jsonw_open(&writer, NULL);
	jsonw_put_bool(&writer, "serving", is_well);
	jsonw_put_bool(&writer, "store", lane_is_up(engine->lanes[LANE_WORK]));
	jsonw_put_int(&writer, "up_s", (loop_now_us(engine->loop) - engine->started_us) / US_PER_S);
	jsonw_put_int(&writer, "tenants", (int64_t)engine->tenancies.count);
	jsonw_put_int(&writer, "tenants_worked", ours);
	jsonw_put_int(&writer, "queued", queued);
	jsonw_put_int(&writer, "viewers",
		      engine->feed ? (int64_t)feed_server_figures(engine->feed).viewers : 0);
	write_figures(&writer, &engine->figures);
	jsonw_open(&writer, "refused_for");
	for (int cause = 0; cause < REFUSAL_COUNT; cause++)
		jsonw_put_int(&writer, admission_word((enum refusal)cause), (int64_t)admission_count(engine->admission, (enum refusal)cause));
	jsonw_close(&writer);
	api_figures(engine->api, &writer);
	jsonw_close(&writer);
	http_request_answer(request, is_well ? 200 : 503, "application/json",
			    (struct span){ str_text(&text), text.length }, NULL, 0);
	str_release(&text);
}

/* SPDX-License-Identifier: MIT */
/* Connectors' texts by version: an effect is sent each time by the text by which it was sent first, whatever is in force since. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/lane.h"
#include "engine/sendtry.h"

/* Who asked the store for a text. */
struct question {
	struct shape *shape;
	struct pipe *pipe;
};

static void read_shape(struct shape *shape, const char *name, struct span text)
{
	if (connector_read(name, text, &shape->connector, &shape->fault))
		shape->connector = NULL;
}

static void on_text(void *context, struct pg_result *result)
{
	struct question *question = context;

	question->shape->is_asked = false;
	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "connectors", result);
		loop_timer_start(question->pipe->timer, US_PER_S, 0);
	} else {
		question->shape->fault = (struct fault){ 0 };
		if (pg_result_rows(result) == 0)
			fault_set(&question->shape->fault, ERR_NOT_FOUND, "connector", "the text by which it was sent is not kept any more");
		else
			read_shape(question->shape, "connector", pg_result_span(result, 0, 0));
		pipe_go(question->pipe);
	}
	mem_free(question);
}

static void ask(struct shape *shape, const struct sending *sending)
{
	struct question *question = mem_new(1, sizeof *question);
	struct pg_params params = { 0 };

	*question = (struct question){ shape, sending->pipe };
	pg_params_i64(&params, sending->tenancy->id);
	pg_params_text(&params, sending->interface->name);
	pg_params_i64(&params, sending->effect.connector_version);
	shape->is_asked = lane_send(sending->tenancy->engine->lanes[LANE_SEND], "engine_connector_text", &params, on_text, question) == ERR_NONE;
	pg_params_release(&params);
	if (!shape->is_asked) {
		loop_timer_start(sending->pipe->timer, US_PER_S, 0);
		mem_free(question);
	}
}

static struct shape *find(struct sender *sender, const struct sending *sending, int64_t version)
{
	char key[120];
	struct shape *shape;

	snprintf(key, sizeof key, "%lld:%lld:%s", (long long)sending->tenancy->id, (long long)version, sending->interface->name);
	shape = map_get(&sender->shapes, span_of(key));
	if (!shape) {
		shape = mem_new(1, sizeof *shape);
		shape->fault.err = version == 0 ? ERR_NONE : ERR_AGAIN;
		memcpy(shape->key, key, sizeof key);
		map_put(&sender->shapes, span_of(shape->key), shape);
	}
	return shape;
}

const struct shape *shape_of(const struct sending *sending)
{
	int64_t version = sending->effect.connector_version == INT_NONE ? 0 : sending->effect.connector_version;
	struct shape *shape = find(sending->pipe->sender, sending, version);
	const struct refdata_text *text;

	if (shape->fault.err != ERR_AGAIN)
		return shape;
	text = refdata_text(sending->refdata, "connector", sending->interface->name);
	if (text && text->version == version) {
		shape->fault = (struct fault){ 0 };
		read_shape(shape, text->name, text->body);
		return shape;
	}
	if (!shape->is_asked)
		ask(shape, sending);
	return NULL;
}

void shapes_free(struct sender *sender)
{
	struct shape *shape;
	size_t cursor = 0;

	while ((shape = map_next(&sender->shapes, &cursor))) {
		connector_free(shape->connector);
		mem_free(shape);
	}
	map_release(&sender->shapes);
}

/* SPDX-License-Identifier: MIT */
/* Changes are read from the store in their order, so also those that other engines wrote, and put
 * into the ring once. */
#include "engine/livefeed.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "codec/row_json.h"
#include "engine/batch.h"
#include "engine/lane.h"
#include "engine/livehello.h"
#include "engine/rowio.h"
#include "pg/rows.h"
#include "table/shown.h"

#define CHANGES_MOST 1000
#define PLACES_MOST  65536
#define KEEP_US      (120 * US_PER_S) /* a viewer that comes back within this finds all that it missed */

struct livefeed {
	struct engine *engine;
	int64_t watched_until_us; /* monotonic */
	struct str text, outside; /* of the message being made */
};

/* A row of docket.change. */
struct change {
	int64_t seq, id;
	const char *kind, *op, *site;
	const struct case_row *row;
};

/* One reading of a tenant's changes, until its rows are here too. */
struct reading {
	struct livefeed *livefeed;
	struct tenancy *tenancy;
	struct arena arena;
	struct change *changes;
	size_t count;
	struct map cases; /* case_id -> struct case_row * */
};

static void read_changes(struct livefeed *livefeed, struct tenancy *tenancy);

struct livefeed *livefeed_new(struct engine *engine)
{
	struct livefeed *livefeed = mem_new(1, sizeof *livefeed);

	livefeed->engine = engine;
	return livefeed;
}

/* ---------------------------------------------------------------- viewers */

static void on_open(void *context, struct feed_viewer *viewer)
{
	(void)context;
	feed_viewer_set_data(viewer, mem_new(1, sizeof(struct live_viewer)));
}

static void on_message(void *context, struct feed_viewer *viewer, struct span text)
{
	struct engine *engine = context;

	livehello_on_message(engine, viewer, text);
}

static enum feed_share on_share(void *context, const struct feed_viewer *viewer, const void *tag)
{
	const struct live_viewer *live = feed_viewer_data(viewer);

	(void)context;
	return live && live->is_welcome ? livescope_share(live, tag) : FEED_SKIP;
}

static void on_close(void *context, struct feed_viewer *viewer)
{
	(void)context;
	livehello_on_close(viewer);
}

const struct feed_server_calls livefeed_calls = {
	.on_open = on_open,
	.on_message = on_message,
	.on_share = on_share,
	.on_close = on_close,
};

/* ---------------------------------------------------------------- publishing */

static struct live_tag tag_of(int64_t tenant_id, const char *site)
{
	struct live_tag tag = { .tenant_id = tenant_id };

	snprintf(tag.site, sizeof tag.site, "%s", site ? site : "");
	return tag;
}

static uint64_t publish(struct livefeed *livefeed, const struct live_tag *tag)
{
	const struct feed_message message = {
		.tag = { (const char *)tag, sizeof *tag },
		.text = { str_text(&livefeed->text), livefeed->text.length },
		.outside = { str_text(&livefeed->outside), livefeed->outside.length },
	};

	if (livefeed->text.length > FEED_MESSAGE_MOST)
		return 0;
	return feed_server_publish(livefeed->engine->feed, &message);
}

static void write_numbers(struct json_writer *writer, const char *what,
			  const struct tenancy *tenancy, int64_t seq)
{
	jsonw_open(writer, NULL);
	jsonw_put_text(writer, "m", what);
	jsonw_put_int(writer, "tenant", tenancy->id);
	jsonw_put_int(writer, "epoch", tenancy->epoch);
	jsonw_put_int(writer, "seq", seq);
}

static void write_change(struct livefeed *livefeed, const struct tenancy *tenancy,
			 const struct change *change)
{
	struct json_writer writer;

	str_clear(&livefeed->text);
	str_clear(&livefeed->outside);
	writer = jsonw_on(&livefeed->text);
	write_numbers(&writer, "change", tenancy, change->seq);
	jsonw_put_text(&writer, "kind", change->kind);
	jsonw_put_int(&writer, "id", change->id);
	jsonw_put_text(&writer, "op", change->op);
	if (change->row)
		row_json_write(&writer, "row", &row_shown_case, change->row);
	jsonw_close(&writer);
	writer = jsonw_on(&livefeed->outside);
	write_numbers(&writer, "skip", tenancy, change->seq);
	jsonw_close(&writer);
}

static void note_place(struct tenancy *tenancy, int64_t seq, uint64_t number)
{
	struct feed_place *place;

	if (number == 0)
		return;
	if (tenancy->places.count >= PLACES_MOST) {
		size_t half = tenancy->places.count / 2;
		memmove(tenancy->places.items, tenancy->places.items + half,
			(tenancy->places.count - half) * sizeof *tenancy->places.items);
		tenancy->places.count -= half;
	}
	place = vec_push(&tenancy->places);
	*place = (struct feed_place){ seq, number };
}

/* Changes that say something to the engine itself. */
static void heed(struct livefeed *livefeed, struct tenancy *tenancy, const struct change *change)
{
	if (strcmp(change->kind, "member") == 0)
		livehello_expel(livefeed->engine, change->id);
	if (strcmp(change->kind, "case") != 0 && strcmp(change->kind, "approval") != 0 &&
	    strcmp(change->kind, "notice") != 0)
		refdata_load(tenancy);
}

static void publish_changes(struct reading *reading)
{
	struct livefeed *livefeed = reading->livefeed;
	struct tenancy *tenancy = reading->tenancy;

	for (size_t i = 0; i < reading->count; i++) {
		struct change *change = &reading->changes[i];
		struct live_tag tag = tag_of(tenancy->id, change->site);
		tag.is_for_all =
			strcmp(change->kind, "case") != 0 && strcmp(change->kind, "approval") != 0;
		if (strcmp(change->kind, "case") == 0 && strcmp(change->op, "put") == 0)
			change->row = map_get_id(&reading->cases, change->id);
		write_change(livefeed, tenancy, change);
		note_place(tenancy, change->seq, publish(livefeed, &tag));
		heed(livefeed, tenancy, change);
		tenancy->seq = change->seq;
	}
}

/* ---------------------------------------------------------------- reading */

static void end_reading(struct reading *reading)
{
	struct livefeed *livefeed = reading->livefeed;
	struct tenancy *tenancy = reading->tenancy;

	tenancy->is_reading = false;
	map_release(&reading->cases);
	arena_release(&reading->arena);
	mem_free(reading);
	if (tenancy->head_seq > tenancy->seq)
		read_changes(livefeed, tenancy);
}

static void on_cases(void *context, struct pg_result *result)
{
	struct reading *reading = context;
	struct fault fault = { 0 };
	void *rows = NULL;
	size_t count = 0;

	if (pg_result_err(result, &fault) != ERR_NONE ||
	    rowio_read_all(&row_shown_case, result, &reading->arena, &rows, &count, &fault) !=
		    ERR_NONE) {
		log_fault("feed", &fault);
		reading->tenancy->head_seq = reading->tenancy->seq; /* again with the next head */
		end_reading(reading);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct case_row *row = (struct case_row *)rows + i;
		map_put_id(&reading->cases, row->case_id, row);
	}
	publish_changes(reading);
	end_reading(reading);
}

static enum err ask_cases(struct reading *reading)
{
	struct rows ids = { 0 };
	struct pg_params params = { 0 };
	enum err err = ERR_NOT_FOUND;

	rows_begin(&ids);
	for (size_t i = 0; i < reading->count; i++)
		if (strcmp(reading->changes[i].kind, "case") == 0)
			rows_i64(&ids, reading->changes[i].id);
	if (ids.count > 0) {
		pg_params_i64(&params, reading->tenancy->id);
		pg_params_span(&params, rows_end(&ids));
		err = lane_send(reading->livefeed->engine->lanes[LANE_FEED], "engine_case_rows",
				&params, on_cases, reading);
	}
	pg_params_release(&params);
	rows_release(&ids);
	return err;
}

/* Columns: seq, kind, id, op, site. A number that is not the next one means that some were dropped:
 * all start over. */
static void take_changes(struct reading *reading, const struct pg_result *result)
{
	reading->count = (size_t)pg_result_rows(result);
	reading->changes = arena_new(&reading->arena, reading->count + 1, sizeof *reading->changes);
	for (size_t i = 0; i < reading->count; i++)
		reading->changes[i] = (struct change){
			.seq = pg_result_i64(result, (int)i, 0, 0),
			.kind = arena_str(&reading->arena, pg_result_text(result, (int)i, 1)),
			.id = pg_result_i64(result, (int)i, 2, 0),
			.op = arena_str(&reading->arena, pg_result_text(result, (int)i, 3)),
			.site = arena_str(&reading->arena, pg_result_text(result, (int)i, 4)),
		};
}

/* Is anybody there, or was there a moment ago? Else rows are not read for nobody's sake. */
static bool is_watched(struct livefeed *livefeed)
{
	int64_t now_us = loop_now_us(livefeed->engine->loop);

	if (feed_server_figures(livefeed->engine->feed).viewers > 0)
		livefeed->watched_until_us = now_us + KEEP_US;
	return now_us < livefeed->watched_until_us;
}

/* What the engine itself must know; who comes later takes a snapshot. */
static void pass_over(struct reading *reading)
{
	struct tenancy *tenancy = reading->tenancy;

	for (size_t i = 0; i < reading->count; i++) {
		heed(reading->livefeed, tenancy, &reading->changes[i]);
		tenancy->seq = reading->changes[i].seq;
	}
	tenancy->places.count = 0;
}

static void on_changes(void *context, struct pg_result *result)
{
	struct reading *reading = context;
	enum err err;

	if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "feed", result);
		reading->tenancy->head_seq = reading->tenancy->seq;
		end_reading(reading);
		return;
	}
	take_changes(reading, result);
	if (reading->count == 0)
		reading->tenancy->seq = reading->tenancy->head_seq;
	if (!is_watched(reading->livefeed)) {
		pass_over(reading);
		end_reading(reading);
		return;
	}
	err = ask_cases(reading);
	if (err == ERR_NONE)
		return;
	if (err == ERR_NOT_FOUND)
		publish_changes(reading);
	else
		reading->tenancy->head_seq = reading->tenancy->seq;
	end_reading(reading);
}

static void read_changes(struct livefeed *livefeed, struct tenancy *tenancy)
{
	struct reading *reading;
	struct pg_params params = { 0 };

	if (tenancy->is_reading)
		return;
	reading = mem_new(1, sizeof *reading);
	reading->livefeed = livefeed;
	reading->tenancy = tenancy;
	pg_params_i64(&params, tenancy->id);
	pg_params_i64(&params, tenancy->seq);
	pg_params_i64(&params, CHANGES_MOST);
	tenancy->is_reading = lane_send(livefeed->engine->lanes[LANE_FEED], "engine_changes",
					&params, on_changes, reading) == ERR_NONE;
	if (!tenancy->is_reading)
		mem_free(reading);
	pg_params_release(&params);
}

static void publish_resync(struct livefeed *livefeed, const struct tenancy *tenancy)
{
	struct live_tag tag = tag_of(tenancy->id, "");
	struct json_writer writer;

	tag.is_for_all = true;

	str_clear(&livefeed->text);
	str_clear(&livefeed->outside);
	writer = jsonw_on(&livefeed->text);
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "m", "resync");
	jsonw_put_int(&writer, "tenant", tenancy->id);
	jsonw_close(&writer);
	publish(livefeed, &tag);
}

void livefeed_head(struct livefeed *livefeed, struct tenancy *tenancy, int64_t epoch, int64_t seq)
{
	bool is_first = tenancy->epoch == 0;

	if (is_first || tenancy->epoch != epoch || seq < tenancy->seq) {
		tenancy->epoch = epoch;
		tenancy->seq = tenancy->head_seq = seq;
		tenancy->places.count = 0;
		if (!is_first && livefeed)
			publish_resync(livefeed, tenancy);
		return;
	}
	tenancy->head_seq = seq;
	if (livefeed && seq > tenancy->seq)
		read_changes(livefeed, tenancy);
}

/* ---------------------------------------------------------------- the tape */

static void write_event(struct str *text, const struct tenancy *tenancy,
			const struct batch_subject *subject, const struct event *event)
{
	const struct facts *facts = &subject->facts;
	struct json_writer writer = jsonw_on(text);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "m", "event");
	jsonw_put_int(&writer, "tenant", tenancy->id);
	jsonw_put_instant(&writer, "at", event->at);
	jsonw_put_instant(&writer, "known_at", event->known_at);
	jsonw_put_text(&writer, "type", event->type);
	jsonw_put_text(&writer, "subject", facts->subject.ref);
	jsonw_put_text(&writer, "kind", facts->subject.kind);
	jsonw_put_text(&writer, "nature", event->nature);
	jsonw_put_text(&writer, "milestone", event->milestone);
	jsonw_put_text(&writer, "source", event->source);
	jsonw_put_text(&writer, "words", event->words);
	if (facts->cases.count > 0)
		jsonw_put_int(&writer, "case", facts->cases.items[0].row.case_id);
	jsonw_close(&writer);
}

void livefeed_tape(struct tenancy *tenancy, const struct batch_subject *subject)
{
	struct livefeed *livefeed = tenancy->engine->livefeed;
	const struct site *site =
		map_get_id(&tenancy->refdata->reference.sites, subject->facts.subject.site_id);
	struct live_tag tag = tag_of(tenancy->id, site ? site->code : "");

	if (!livefeed || feed_server_figures(tenancy->engine->feed).viewers == 0)
		return;
	for (size_t i = 0; i < subject->facts.events.count; i++) {
		str_clear(&livefeed->text);
		str_clear(&livefeed->outside);
		write_event(&livefeed->text, tenancy, subject, &subject->facts.events.items[i]);
		publish(livefeed, &tag);
	}
}

void livefeed_free(struct livefeed *livefeed)
{
	if (!livefeed)
		return;
	str_release(&livefeed->text);
	str_release(&livefeed->outside);
	mem_free(livefeed);
}

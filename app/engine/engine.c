/* SPDX-License-Identifier: MIT */
/* The parts of an engine, put together and taken apart. */
#include "engine/engine.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"
#include "config/secret.h"
#include "engine/admission.h"
#include "engine/api.h"
#include "engine/door.h"
#include "engine/folder.h"
#include "engine/lane.h"
#include "engine/lease.h"
#include "engine/livefeed.h"
#include "engine/livesights.h"
#include "engine/pull.h"
#include "engine/reception.h"
#include "engine/refdata.h"
#include "engine/sender.h"
#include "engine/storecheck.h"
#include "engine/stream.h"
#include "engine/ticker.h"
#include "engine/upkeep.h"
#include "engine/webpost.h"
#include "engine/wsintake.h"
#include "engine/workloop.h"

#define END_MOST_US (10 * US_PER_S)

static void on_poll(void *context)
{
	struct engine *engine = context;

	if (engine->is_ending) {
		if ((sender_busy(engine->sender) == 0 && engine->reception->waiting == 0 && api_busy(engine->api) == 0) ||
		    loop_now_us(engine->loop) - engine->ending_us > END_MOST_US)
			loop_stop(engine->loop);
		return;
	}
	if (engine->is_store_checked)
		tenancy_load_all(engine);
	api_tick(engine->api);
	upkeep_tick(engine->upkeep);
	folder_tick(engine);
	pull_tick(engine);
	stream_tick(engine);
	livesights_tick(engine);
}

static void on_signal(void *context, int number)
{
	struct engine *engine = context;

	if (number == SIGHUP) {
		for (size_t i = 0; i < engine->tenancies.count; i++)
			refdata_load(engine->tenancies.items[i]);
		return;
	}
	if (engine->is_ending)
		loop_stop(engine->loop);
	else
		engine_end(engine);
}

/* The same engine, started again, has the same name where it listens on the same place: so it need
 * not wait for its own old leases to run out. */
static void name_engine(struct engine *engine)
{
	const struct config *config = engine->config;
	char host[40] = "host";

	gethostname(host, sizeof host - 1);
	if (config_text(config, "http-socket"))
		snprintf(engine->owner, sizeof engine->owner, "%s:%.50s", host,
			 config_text(config, "http-socket"));
	else if (config_number(config, "http-port") > 0)
		snprintf(engine->owner, sizeof engine->owner, "%s:%lld", host,
			 (long long)config_number(config, "http-port"));
	else
		snprintf(engine->owner, sizeof engine->owner, "%s:pid-%d-%08llx", host,
			 (int)getpid(),
			 (unsigned long long)(random_next(&engine->random) & 0xffffffffu));
}

struct engine *engine_new(struct loop *loop, const struct config *config)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGHUP };
	struct engine *engine = mem_new(1, sizeof *engine);

	engine->loop = loop;
	engine->config = config;
	engine->started_us = loop_now_us(loop);
	engine->server_offset_us = INSTANT_NONE;
	engine->presence_until = INSTANT_NONE;
	random_bytes(&engine->random, sizeof engine->random);
	name_engine(engine);
	engine->poll = loop_timer_new(loop, on_poll, engine);
	engine->hints = loop_timer_new(loop, ticker_on_timer, engine);
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		engine->signals[i] = loop_signal_new(loop, numbers[i], on_signal, engine);
	engine->admission = admission_new(engine);
	engine->reception = reception_new(engine);
	engine->api = api_new(engine);
	engine->sender = sender_new(engine);
	engine->upkeep = upkeep_new(engine);
	engine->client = http_client_new(loop);
	return engine;
}

/* ---------------------------------------------------------------- links */

static void on_tick_up(struct engine *engine)
{
	if (lane_listen(engine->lanes[LANE_TICK], "docket_engine") != ERR_NONE)
		return;
	storecheck_ask(engine);
}

static void on_work_up(struct engine *engine)
{
	for (size_t i = 0; i < engine->tenancies.count; i++)
		workloop_look(engine->tenancies.items[i]->work, WORKLOOP_LOOK_ALL);
}

static void open_links(struct engine *engine, const struct pg_options *options)
{
	static const struct {
		const char *name;
		int timeout_ms;
		struct lane_calls calls;
	} rows[LANE_COUNT] = {
		[LANE_INTAKE] = { "docketd-intake", 15000, { 0 } },
		[LANE_WORK] = { "docketd-work", 60000, { .on_up = on_work_up } },
		[LANE_STORE] = { "docketd-store", 60000, { 0 } },
		[LANE_TICK] = { "docketd-tick",
				15000,
				{ .on_up = on_tick_up, .on_notify = ticker_on_notify } },
		[LANE_FEED] = { "docketd-feed", 15000, { 0 } },
		[LANE_SEND] = { "docketd-send", 60000, { 0 } },
		[LANE_GROUP] = { "docketd-group", 60000, { 0 } },
	};

	for (size_t i = 0; i < LANE_COUNT; i++) {
		struct pg_options own = *options;
		own.statement_timeout_ms = rows[i].timeout_ms;
		engine->lanes[i] = lane_new(engine, rows[i].name, &own, &rows[i].calls);
	}
}

static enum err start_links(struct engine *engine, struct fault *fault)
{
	const struct config *config = engine->config;
	struct str secret = { 0 };
	struct pg_options options = {
		.host = config_text(config, "store-host"),
		.port = (int)config_number(config, "store-port"),
		.dbname = config_text(config, "store-name"),
		.user = config_text(config, "store-user"),
		.sslmode = config_text(config, "store-tls"),
		.sslrootcert = config_text(config, "store-tls-root"),
		.wants_writable = true,
		.lock_timeout_ms = 5000,
		.idle_in_transaction_ms = 10000,
	};
	enum err err = ERR_NONE;

	if (config_text(config, "store-secret")) {
		err = secret_read(config_text(config, "secrets-dir"),
				  config_text(config, "store-secret"), &secret, fault);
		options.password = str_text(&secret);
	}
	if (err == ERR_NONE)
		open_links(engine, &options);
	secret_release(&secret);
	return err;
}

/* ---------------------------------------------------------------- ports */

static enum err start_http(struct engine *engine, struct fault *fault)
{
	const struct config *config = engine->config;
	const struct http_server_options options = {
		.address = config_text(config, "http-address"),
		.port = (int)config_number(config, "http-port"),
		.socket_path = config_text(config, "http-socket"),
	};

	return http_server_new(engine->loop, &options, door_on_request, engine, &engine->http,
			       fault);
}

static enum err start_feed(struct engine *engine, struct fault *fault)
{
	const struct config *config = engine->config;
	const struct feed_server_options options = {
		.address = config_text(config, "feed-address"),
		.port = (int)config_number(config, "feed-port"),
		.resync_text = "{\"m\":\"resync\",\"tenant\":0}",
		.gather_us = 10 * US_PER_MS,
		.events = &wsintake_calls,
		.event_options = { .path = EVENTS_PATH },
	};

	return feed_server_new(engine->loop, &options, &livefeed_calls, engine, &engine->feed,
			       fault);
}

/* Written under another name first, so that who waits for the file never reads half of it. */
static enum err write_ports(const struct engine *engine, struct fault *fault)
{
	const char *path = config_text(engine->config, "ports-file");
	char text[64];
	char fresh[1024];
	int length = snprintf(text, sizeof text, "%d %d\n", http_server_port(engine->http),
			      feed_server_port(engine->feed));
	int fd;

	if (!path)
		return ERR_NONE;
	snprintf(fresh, sizeof fresh, "%s.new", path);
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, text, (size_t)length) != length || close(fd) != 0 ||
	    rename(fresh, path) != 0)
		return fault_set(fault, ERR_SYSTEM, path, "the ports cannot be written there");
	return ERR_NONE;
}

/* Leases are renewed with each look at the tenants: at least three times in their term. */
static int64_t beat_us(const struct config *config)
{
	int64_t poll = config_us(config, "poll");
	int64_t third = config_us(config, "lease") / 3;

	return poll < third ? poll : third;
}

enum err engine_start(struct engine *engine, struct fault *fault)
{
	enum err err = start_http(engine, fault);

	if (err == ERR_NONE)
		err = start_feed(engine, fault);
	if (err == ERR_NONE)
		err = start_links(engine, fault);
	if (err == ERR_NONE)
		err = write_ports(engine, fault);
	if (err != ERR_NONE)
		return err;
	engine->livefeed = livefeed_new(engine);
	loop_timer_start(engine->poll, beat_us(engine->config), beat_us(engine->config));
	log_line(LOG_INFO, "engine", "%s takes events on port %d, feeds consoles on port %d",
		 engine->owner, http_server_port(engine->http), feed_server_port(engine->feed));
	return ERR_NONE;
}

/* ---------------------------------------------------------------- end */

void engine_end(struct engine *engine)
{
	engine->is_ending = true;
	engine->ending_us = loop_now_us(engine->loop);
	log_line(LOG_INFO, "engine", "ending: what is under way is brought home");
	livesights_notice(engine, "this engine ends; go on with another, or wait until it is back");
	http_server_drain(engine->http);
	lease_give_back(engine);
	loop_timer_start(engine->poll, 20 * US_PER_MS, 20 * US_PER_MS);
}

void engine_fail(struct engine *engine, enum err err)
{
	engine->err = err;
	loop_stop(engine->loop);
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	sender_free(engine->sender);
	stream_free_all(engine);
	reception_free(engine->reception);
	admission_free(engine->admission);
	folder_free_all(engine);
	http_server_free(engine->http);
	api_free(engine->api);
	feed_server_free(engine->feed);
	http_client_free(engine->client);
	for (size_t i = 0; i < LANE_COUNT; i++)
		lane_free(engine->lanes[i]);
	pull_free_all(engine);
	tenancy_free_all(engine);
	livefeed_free(engine->livefeed);
	pg_shapes_release(&engine->shapes);
	upkeep_free(engine->upkeep);
	loop_timer_free(engine->poll);
	loop_timer_free(engine->hints);
	for (size_t i = 0; i < COUNT_OF(engine->signals); i++)
		loop_signal_free(engine->signals[i]);
	mem_free(engine);
}

int64_t engine_server_now(const struct engine *engine)
{
	return engine->server_offset_us == INSTANT_NONE
		       ? INSTANT_NONE
		       : engine->server_offset_us + loop_now_us(engine->loop);
}

struct tenancy *engine_tenancy(const struct engine *engine, int64_t tenant_id)
{
	return map_get_id(&engine->tenancy_ids, tenant_id);
}

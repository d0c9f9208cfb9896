/* SPDX-License-Identifier: MIT */
/* The lanes of a pool are few, so it is a list. */
#include "engine/apipool.h"

#include <string.h>

#include "base/instant.h"
#include "base/mem.h"
#include "config/secret.h"

#define CALLS_MOST 64        /* on one connection */
#define STATEMENT_MOST_MS 10000

struct apipool {
	struct engine *engine;
	apipool_on_state *on_state;
	void *context;
	struct api_link *links;
	size_t count;
};

struct apipool *apipool_new(struct engine *engine, apipool_on_state *on_state, void *context)
{
	struct apipool *pool = mem_new(1, sizeof *pool);

	*pool = (struct apipool){ .engine = engine, .on_state = on_state, .context = context };
	return pool;
}

/* One that was up and is lost comes back in a moment: new calls wait for it. Only one that does not come turns them away. */
static void on_state(void *owner, const struct fault *why)
{
	struct api_link *link = owner;

	link->has_failed = why && !link->was_up;
	link->was_up = !why;
	if (why)
		link->fault = *why;
	if (!why || link->has_failed)
		link->pool->on_state(link->pool->context, link, why);
}

static void close_link(struct apipool *pool, struct api_link **at)
{
	struct api_link *link = *at;

	*at = link->next;
	pool->count--;
	lane_free(link->lane);
	mem_free(link->login);
	mem_free(link);
}

void apipool_free(struct apipool *pool)
{
	if (!pool)
		return;
	while (pool->links)
		close_link(pool, &pool->links);
	mem_free(pool);
}

/* Where the engine itself needs a password a program's is the secret of its login's name. */
static enum err add_link(struct apipool *pool, const char *login, struct fault *fault)
{
	const struct config *config = pool->engine->config;
	struct api_link *link = mem_new(1, sizeof *link);
	struct lane_calls calls = { .on_state = on_state, .owner = link };
	struct str secret = { 0 };
	struct pg_options options = {
		.host = config_text(config, "store-host"),
		.port = (int)config_number(config, "store-port"),
		.dbname = config_text(config, "store-name"),
		.user = login,
		.sslmode = config_text(config, "store-tls"),
		.sslrootcert = config_text(config, "store-tls-root"),
		.wants_writable = true,
		.statement_timeout_ms = STATEMENT_MOST_MS,
		.lock_timeout_ms = 1000,
		.idle_in_transaction_ms = 3000,
	};
	enum err err = config_text(config, "store-secret")
			       ? secret_read(config_text(config, "secrets-dir"), login, &secret, fault)
			       : ERR_NONE;

	if (err) {
		mem_free(link);
		return err;
	}
	options.password = secret.length ? str_text(&secret) : NULL;
	*link = (struct api_link){ .pool = pool, .login = mem_text(login), .next = pool->links };
	link->lane = lane_new(pool->engine, "docketd-api", &options, &calls);
	pool->links = link;
	pool->count++;
	secret_release(&secret);
	return ERR_NONE;
}

/* Makes room for another by closing one that nobody uses. */
static bool has_room(struct apipool *pool)
{
	size_t most = (size_t)config_number(pool->engine->config, "api-links-most");

	for (struct api_link **at = &pool->links; *at && pool->count >= most;)
		if ((*at)->calls == 0)
			close_link(pool, at);
		else
			at = &(*at)->next;
	return pool->count < most;
}

/* One that does not come is nobody's choice while another does: the store may have room for one only. */
static bool is_better(const struct api_link *link, const struct api_link *best)
{
	if (!best || link->has_failed != best->has_failed)
		return !best || best->has_failed;
	return link->calls < best->calls;
}

static struct api_link *least_used(const struct apipool *pool, const char *login, size_t *count)
{
	struct api_link *best = NULL;

	*count = 0;
	for (struct api_link *link = pool->links; link; link = link->next) {
		if (strcmp(link->login, login) != 0)
			continue;
		++*count;
		if (is_better(link, best))
			best = link;
	}
	return best;
}

struct api_link *apipool_take(struct apipool *pool, const char *login, struct fault *fault)
{
	size_t count, most = (size_t)config_number(pool->engine->config, "api-links");
	struct api_link *link = least_used(pool, login, &count);

	if ((!link || (link->calls > 0 && !link->has_failed)) && count < most && has_room(pool)) {
		if (add_link(pool, login, fault))
			return NULL;
		link = pool->links;
	}
	if (!link || link->calls >= CALLS_MOST) {
		fault_set(fault, ERR_BUSY, "api", "too many calls are under way");
		fault_help(fault, "try again in a moment");
		return NULL;
	}
	link->calls++;
	return link;
}

void apipool_give(struct api_link *link)
{
	link->calls--;
	link->used_us = loop_now_us(link->pool->engine->loop);
}

void apipool_tick(struct apipool *pool)
{
	int64_t idle_us = config_us(pool->engine->config, "api-idle");
	int64_t now_us = loop_now_us(pool->engine->loop);

	for (struct api_link **at = &pool->links; *at;)
		if ((*at)->calls == 0 && now_us - (*at)->used_us >= idle_us)
			close_link(pool, at);
		else
			at = &(*at)->next;
}

size_t apipool_count(const struct apipool *pool)
{
	return pool->count;
}

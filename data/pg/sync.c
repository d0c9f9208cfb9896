/* SPDX-License-Identifier: MIT */
/* Steps a link with poll() until the answer is there. */
#include "pg/sync.h"

#include "base/mem.h"
#include "base/vec.h"

#include <poll.h>

#define MOST_NOTICES 1024

struct notice {
	char *channel; /* owned */
	char *payload; /* owned */
};

struct pg_sync {
	struct pg_link *link;
	int64_t (*clock)(void);
	struct fault lost;          /* why the link went; ERR_NONE while it is up */
	struct pg_result *answer;   /* of the statement waited for; owned until handed over */
	VEC(struct notice) notices; /* oldest first */
};

/* A stream's own callback, and whether it has ended. */
struct stream {
	pg_on_result *on_result;
	void *context;
	struct fault fault;
	bool is_done;
};

static void on_lost(void *context, const struct fault *fault)
{
	struct pg_sync *sync = context;

	sync->lost = *fault;
}

static struct notice take_notice(struct pg_sync *sync)
{
	struct notice notice = sync->notices.items[0];

	sync->notices.count--;
	for (size_t i = 0; i < sync->notices.count; i++)
		sync->notices.items[i] = sync->notices.items[i + 1];
	return notice;
}

static void free_notice(struct notice notice)
{
	mem_free(notice.channel);
	mem_free(notice.payload);
}

static void on_notify(void *context, struct span channel, struct span payload, int pid)
{
	struct pg_sync *sync = context;

	(void)pid;
	if (sync->notices.count == MOST_NOTICES)
		free_notice(take_notice(sync));
	*vec_push(&sync->notices) = (struct notice){
		mem_copy(channel.text, channel.length), mem_copy(payload.text, payload.length),
	};
}

/* Waits for the descriptor or until `until_us`, and steps. */
static void wait_once(struct pg_sync *sync, int64_t until_us)
{
	struct pg_wants wants = pg_link_wants(sync->link);
	struct pollfd poll_fd = { .fd = pg_link_fd(sync->link) };
	int64_t due_us = pg_link_due_us(sync->link), timeout_ms = -1;

	poll_fd.events = (short)((wants.read ? POLLIN : 0) | (wants.write ? POLLOUT : 0));
	if (until_us != INSTANT_NONE && (due_us == INSTANT_NONE || until_us < due_us))
		due_us = until_us;
	if (due_us != INSTANT_NONE) {
		timeout_ms = (due_us - sync->clock() + US_PER_MS - 1) / US_PER_MS;
		timeout_ms = timeout_ms < 0 ? 0 : timeout_ms > 60000 ? 60000 : timeout_ms;
	}
	poll(&poll_fd, 1, (int)timeout_ms);
	pg_link_step(sync->link, sync->clock());
}

enum err pg_sync_open(const struct pg_options *options, int64_t (*clock)(void),
		      struct pg_sync **out, struct fault *fault)
{
	struct pg_sync *sync = mem_new(1, sizeof *sync);
	struct pg_handlers handlers = { .context = sync, .on_lost = on_lost, .on_notify = on_notify };

	sync->clock = clock;
	sync->link = pg_link_new(options, &handlers);
	pg_link_open(sync->link, clock());
	while (!pg_link_is_ready(sync->link) && !sync->lost.err)
		wait_once(sync, INSTANT_NONE);
	if (sync->lost.err) {
		enum err err = sync->lost.err;
		if (fault)
			*fault = sync->lost;
		pg_sync_close(sync);
		return err;
	}
	*out = sync;
	return ERR_NONE;
}

void pg_sync_close(struct pg_sync *sync)
{
	if (!sync)
		return;
	pg_link_free(sync->link);
	pg_result_free(sync->answer);
	for (size_t i = 0; i < sync->notices.count; i++)
		free_notice(sync->notices.items[i]);
	vec_release(&sync->notices);
	mem_free(sync);
}

static void on_answer(void *context, struct pg_result *result)
{
	struct pg_sync *sync = context;

	sync->answer = pg_result_take(result);
}

/* Waits for what was sent, if it was; hands over the answer. */
static enum err finish(struct pg_sync *sync, enum err sent, struct pg_result **out,
		       struct fault *fault)
{
	if (sent)
		return sent;
	while (!sync->answer)
		wait_once(sync, INSTANT_NONE);
	struct pg_result *answer = sync->answer;
	sync->answer = NULL;
	enum err err = pg_result_err(answer, fault);
	if (err || !out)
		pg_result_free(answer);
	else
		*out = answer;
	return err;
}

enum err pg_sync_query(struct pg_sync *sync, const char *name, const struct pg_params *params,
		       struct pg_result **out, struct fault *fault)
{
	enum err sent = pg_link_send(sync->link, name, params, on_answer, sync, fault);

	return finish(sync, sent, out, fault);
}

enum err pg_sync_sql(struct pg_sync *sync, const char *sql, const struct pg_params *params,
		     struct pg_result **out, struct fault *fault)
{
	enum err sent = pg_link_send_sql(sync->link, sql, params, on_answer, sync, fault);

	return finish(sync, sent, out, fault);
}

enum err pg_sync_exec(struct pg_sync *sync, const char *script, struct pg_result **out,
		      struct fault *fault)
{
	enum err sent = pg_link_script(sync->link, script, on_answer, sync, fault);

	return finish(sync, sent, out, fault);
}

static void on_batch(void *context, struct pg_result *result)
{
	struct stream *stream = context;

	stream->is_done = pg_result_is_end(result);
	pg_result_err(result, &stream->fault);
	if (stream->on_result)
		stream->on_result(stream->context, result);
}

static enum err finish_stream(struct pg_sync *sync, enum err sent, struct stream *stream,
			      struct fault *fault)
{
	if (sent)
		return sent;
	while (!stream->is_done)
		wait_once(sync, INSTANT_NONE);
	if (stream->fault.err && fault)
		*fault = stream->fault;
	return stream->fault.err;
}

enum err pg_sync_stream(struct pg_sync *sync, const char *name, const struct pg_params *params,
			int batch_rows, pg_on_result *on_result, void *context, struct fault *fault)
{
	struct stream stream = { .on_result = on_result, .context = context };
	enum err sent = pg_link_stream(sync->link, name, params, batch_rows, on_batch, &stream, fault);

	return finish_stream(sync, sent, &stream, fault);
}

enum err pg_sync_stream_sql(struct pg_sync *sync, const char *sql, const struct pg_params *params,
			    int batch_rows, pg_on_result *on_result, void *context,
			    struct fault *fault)
{
	struct stream stream = { .on_result = on_result, .context = context };
	enum err sent =
		pg_link_stream_sql(sync->link, sql, params, batch_rows, on_batch, &stream, fault);

	return finish_stream(sync, sent, &stream, fault);
}

enum err pg_sync_wait_notify(struct pg_sync *sync, int timeout_ms, struct str *channel,
			     struct str *payload, struct fault *fault)
{
	int64_t until_us = sync->clock() + timeout_ms * US_PER_MS;

	while (!sync->notices.count && !sync->lost.err && sync->clock() < until_us)
		wait_once(sync, until_us);
	if (!sync->notices.count && sync->lost.err) {
		if (fault)
			*fault = sync->lost;
		return sync->lost.err;
	}
	if (!sync->notices.count)
		return fault_set(fault, ERR_TIMEOUT, "notification", "none came within %d ms",
				 timeout_ms);
	struct notice notice = take_notice(sync);
	if (channel)
		str_adds(channel, notice.channel);
	if (payload)
		str_adds(payload, notice.payload);
	free_notice(notice);
	return ERR_NONE;
}

struct pg_link *pg_sync_link(struct pg_sync *sync)
{
	return sync->link;
}

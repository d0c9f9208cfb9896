/* SPDX-License-Identifier: MIT */
/* A message is known by its CloudEvents id if it is one, else by its Nats-Msg-Id, else by its number in the stream: so what the server gives
 * once more, because an acknowledgement did not reach it, changes nothing. */
#include "engine/stream.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "codec/filetype.h"
#include "config/secret.h"
#include "engine/failpoint.h"
#include "engine/lane.h"
#include "engine/reception.h"
#include "engine/source.h"
#include "model/interface_line.h"
#include "net/nats.h"

struct stream {
	struct source head;
	int64_t fence;
	uint64_t mark; /* of its settings */
	struct nats_source *source;
	struct waiting *waiting;
	char trouble[200];
	bool is_written; /* trouble stands in the store */
};

/* A message that waits for its commit. */
struct waiting {
	struct stream *stream; /* NULL: that is gone, and the message with it */
	struct nats_message *message;
	struct waiting *next, **at;
};

/* ---------------------------------------------------------------- one message */

static void on_taken(void *context, const struct reception_answer *answer)
{
	struct waiting *waiting = context;
	struct stream *stream = waiting->stream;
	int status = answer->status;
	bool is_taken = status == 202 || status == 207;

	FAILPOINT("nats-stored");
	if (stream) {
		*waiting->at = waiting->next;
		if (waiting->next)
			waiting->next->at = waiting->at;
		if (!is_taken && status != 503) {
			log_line(LOG_WARN, "nats", "message %llu is refused and will not come again: %.300s",
				 (unsigned long long)nats_message_sequence(waiting->message), reception_words(answer));
			stream->is_written = false;
		}
		nats_message_answer(waiting->message, is_taken        ? NATS_ANSWER_TAKEN
						      : status == 503 ? NATS_ANSWER_LATER
								      : NATS_ANSWER_REFUSED);
	}
	mem_free(waiting);
}

static struct waiting *wait_for(struct stream *stream, struct nats_message *message)
{
	struct waiting *waiting = mem_new(1, sizeof *waiting);

	*waiting = (struct waiting){ stream, message, stream->waiting, &stream->waiting };
	if (waiting->next)
		waiting->next->at = &waiting->next;
	stream->waiting = waiting;
	return waiting;
}

static void store(struct stream *stream, struct tenancy *tenancy, const struct interface *interface, struct nats_message *message)
{
	const char *type = nats_message_header(message, "Content-Type"), *id = nats_message_header(message, "Nats-Msg-Id");
	struct span body = nats_message_body(message);
	struct str name = { 0 }, key = { 0 };
	struct arrival arrival;

	type = type ? type : nats_message_header(message, "content-type");
	str_addf(&key, "%s %llu", interface_setting(interface, "nats-stream"), (unsigned long long)nats_message_sequence(message));
	str_addf(&name, "%s %s", str_text(&key), nats_message_subject(message));
	arrival = (struct arrival){ .how = "nats",
				    .name = str_text(&name),
				    .key = id && id[0] ? id : str_text(&key),
				    .type = type && type[0] ? type : filetype_of("", body),
				    .body = body };
	reception_take_arrival(stream->head.engine->reception, tenancy, interface, &arrival, on_taken, wait_for(stream, message));
	str_release(&name);
	str_release(&key);
}

static void on_message(void *context, struct nats_message *message)
{
	struct stream *stream = context;
	struct tenancy *tenancy;
	const struct interface *interface = source_interface(&stream->head, &tenancy);

	if (!interface || !tenancy_is_ours(tenancy) || !reception_is_open(stream->head.engine->reception))
		nats_message_answer(message, NATS_ANSWER_LATER);
	else
		store(stream, tenancy, interface, message);
}

/* ---------------------------------------------------------------- how it does */

static void on_state(void *context, const char *trouble)
{
	struct stream *stream = context;

	if (trouble[0])
		log_line(LOG_WARN, "nats", "an interface's stream cannot be read, it is tried again: %s", trouble);
	else
		log_line(LOG_INFO, "nats", "an interface's stream is read");
	snprintf(stream->trouble, sizeof stream->trouble, "%s", trouble);
	stream->is_written = false;
}

static void write_state(struct stream *stream)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, stream->head.tenant_id);
	pg_params_i64(&params, stream->fence);
	pg_params_i64(&params, stream->head.interface_id);
	pg_params_text(&params, stream->trouble);
	stream->is_written = lane_send(stream->head.engine->lanes[LANE_SEND], "engine_stream_put", &params, lane_log_fault,
				       (void *)(uintptr_t) "nats") == ERR_NONE;
	pg_params_release(&params);
}

/* ---------------------------------------------------------------- which there are */

static void durable_name(const struct tenancy *tenancy, const struct interface *interface, char *out, size_t room)
{
	const char *said = interface_setting(interface, "nats-durable");

	if (said[0])
		snprintf(out, room, "%s", said);
	else
		snprintf(out, room, "docket-%s-%s", tenancy->name, interface->name);
	for (char *at = out; *at; at++)
		if (strchr(".*> \t", *at)) /* signs that a consumer's name cannot have */
			*at = '-';
}

/* A .creds file is read by libnats; other secrets by us. */
static enum err read_credentials(const struct stream *stream, const struct interface *interface, struct str *secret, char *path, size_t room,
				 struct fault *fault)
{
	const char *folder = config_text(stream->head.engine->config, "secrets-dir"), *name = interface_setting(interface, "nats-secret");
	enum err err;

	if (!name[0])
		return ERR_NONE;
	err = secret_read(folder, name, secret, fault);
	if (err == ERR_NONE && strstr(str_text(secret), "-----BEGIN NATS")) {
		snprintf(path, room, "%s/%s", folder, name);
		secret_release(secret);
	}
	return err;
}

static void connect_to(struct stream *stream, const struct tenancy *tenancy, const struct interface *interface)
{
	static const struct nats_calls calls = { on_message, on_state };
	char durable[160], path[600] = "";
	struct str secret = { 0 };
	struct nats_options options = { .url = interface_setting(interface, "nats"),
					.stream = interface_setting(interface, "nats-stream"),
					.subject = interface_setting(interface, "nats-subject"),
					.durable = durable };
	struct fault fault = { 0 };

	durable_name(tenancy, interface, durable, sizeof durable);
	if (read_credentials(stream, interface, &secret, path, sizeof path, &fault) != ERR_NONE) {
		if (strcmp(stream->trouble, fault.why) != 0)
			on_state(stream, fault.why);
		return;
	}
	options.credentials = str_text(&secret);
	options.creds_file = path[0] ? path : NULL;
	stream->source = nats_source_new(stream->head.engine->loop, &options, &calls, stream);
	secret_release(&secret);
}

static void disconnect(struct stream *stream)
{
	struct waiting *waiting;

	nats_source_free(stream->source);
	stream->source = NULL;
	while ((waiting = stream->waiting)) {
		stream->waiting = waiting->next;
		waiting->stream = NULL;
	}
}

static void look_at(struct engine *engine, struct tenancy *tenancy, const struct interface *interface)
{
	uint64_t mark = interface_settings_mark(interface);
	struct stream *stream;

	if (!interface_setting(interface, "nats")[0])
		return;
	stream = (struct stream *)source_find(&engine->streams, tenancy, interface, "");
	if (!stream) {
		stream = mem_new(1, sizeof *stream);
		*stream = (struct stream){ .mark = mark, .is_written = true };
		source_begin(engine, &engine->streams, &stream->head, tenancy, interface, "");
	}
	stream->fence = tenancy->fence;
	if (stream->mark != mark)
		disconnect(stream);
	stream->mark = mark;
	if (!stream->source)
		connect_to(stream, tenancy, interface);
	if (!stream->is_written)
		write_state(stream);
}

static void let_go(struct source *source)
{
	struct stream *stream = (struct stream *)source;

	disconnect(stream);
	mem_free(stream);
}

void stream_tick(struct engine *engine)
{
	static const struct source_kind streams = { true, look_at, let_go };

	source_tick(engine, &engine->streams, &streams);
}

void stream_free_all(struct engine *engine)
{
	source_end_all(&engine->streams, let_go);
}

/* SPDX-License-Identifier: MIT */
/* A partner's websocket over real sockets: what is under way is bounded, every message gets its answer, who is silent or too large goes. */
#include "check.h"

#include "base/instant.h"
#include "net/feed_client.h"
#include "net/feed_server.h"

struct door {
	struct loop *loop;
	struct feed_server *server;
	struct event_socket *socket;
	struct loop_timer *deadline;
	int opened, closed, waiting, most_waiting, total;
	bool answers;
	char name[64];
};

struct partner {
	struct door *door;
	struct feed_client *client;
	int opened, answers, closed, wanted;
	char why[200];
};

static void on_viewer(void *context, struct feed_viewer *viewer, struct span text)
{
	(void)context;
	(void)text;
	feed_viewer_close(viewer, "no viewers here");
}

static enum feed_share on_share(void *context, const struct feed_viewer *viewer, const void *tag)
{
	(void)context;
	(void)viewer;
	(void)tag;
	return FEED_SKIP;
}

static void on_open(void *context, struct event_socket *socket, const char *name)
{
	struct door *door = context;

	door->opened++;
	door->socket = socket;
	snprintf(door->name, sizeof door->name, "%s", name);
	event_socket_say(socket, span_of("hello"));
	if (strcmp(name, "silent") != 0)
		event_socket_welcome(socket, 1000);
}

static void on_message(void *context, struct event_socket *socket, struct span text)
{
	struct door *door = context;

	door->total++;
	if (door->answers) {
		event_socket_answer(socket, span_of("ok"), text.length);
		return;
	}
	if (++door->waiting > door->most_waiting)
		door->most_waiting = door->waiting;
}

static void on_close(void *context, struct event_socket *socket)
{
	struct door *door = context;

	(void)socket;
	door->closed++;
	door->socket = NULL;
}

static const struct feed_server_calls viewers = { .on_message = on_viewer, .on_share = on_share };
static const struct event_socket_calls sockets = { on_open, on_message, on_close };

static void on_deadline(void *context)
{
	loop_stop(((struct door *)context)->loop);
}

static struct door *door_new(bool has_events, int64_t limit_us)
{
	struct door *door = calloc(1, sizeof *door);
	struct feed_server_options options = { .events = has_events ? &sockets : NULL, .hello_limit_us = limit_us, .ping_every_us = limit_us,
					       .stall_limit_us = limit_us ? 3 * limit_us : 0 };
	struct fault fault = { 0 };

	door->loop = loop_new();
	door->deadline = loop_timer_new(door->loop, on_deadline, door);
	assert_int_equal(feed_server_new(door->loop, &options, &viewers, door, &door->server, &fault), ERR_NONE);
	return door;
}

static void door_free(struct door *door)
{
	feed_server_free(door->server);
	loop_timer_free(door->deadline);
	loop_free(door->loop);
	free(door);
}

static void on_client_open(void *context)
{
	((struct partner *)context)->opened++;
}

static void on_client_message(void *context, struct span text)
{
	struct partner *partner = context;

	partner->answers += span_is(text, "ok");
	if (span_is(text, "hello") || partner->answers == partner->wanted)
		loop_stop(partner->door->loop);
}

static void on_client_close(void *context, const char *why)
{
	struct partner *partner = context;

	partner->closed++;
	snprintf(partner->why, sizeof partner->why, "%s", why);
	loop_stop(partner->door->loop);
}

static const struct feed_client_calls calls = { on_client_open, on_client_message, on_client_close };

static void run(struct door *door, int64_t us)
{
	loop_timer_start(door->deadline, us, 0);
	loop_run(door->loop);
	loop_timer_stop(door->deadline);
}

static struct partner *partner_new(struct door *door, const char *path)
{
	struct partner *partner = calloc(1, sizeof *partner);
	struct feed_client_options options = { .address = "127.0.0.1", .port = feed_server_port(door->server), .path = path,
					       .send_most_bytes = 1 << 20 };
	struct fault fault = { 0 };

	partner->door = door;
	partner->wanted = -1;
	assert_int_equal(feed_client_new(door->loop, &options, &calls, partner, &partner->client, &fault), ERR_NONE);
	feed_client_connect(partner->client);
	run(door, 5 * US_PER_S);
	return partner;
}

static void partner_free(struct partner *partner)
{
	feed_client_free(partner->client);
	free(partner);
}

static void say(struct partner *partner, const char *text)
{
	assert_int_equal(feed_client_send(partner->client, span_of(text)), ERR_NONE);
}

#define MANY 1000

static void test_backpressure(void **state)
{
	struct door *door = door_new(true, 0);
	struct partner *partner = partner_new(door, "/v1/events/dhl");

	(void)state;
	check_str("name", door->name, "dhl");
	for (int i = 0; i < MANY; i++)
		say(partner, "a message with a line\nend");
	run(door, 300 * US_PER_MS);
	check_int("under way, nothing answered", door->waiting, (int)EVENT_SOCKET_UNDER_WAY_MOST);
	door->answers = true;
	partner->wanted = MANY;
	while (door->waiting > 0) {
		event_socket_answer(door->socket, span_of("ok"), strlen("a message with a line\nend"));
		door->waiting--;
	}
	run(door, 10 * US_PER_S);
	check_int("all are answered", partner->answers, MANY);
	check_int("each once", door->total, MANY);
	partner_free(partner);
	run(door, 100 * US_PER_MS);
	check_int("and gone", door->closed, 1);
	door_free(door);
}

static void test_too_large(void **state)
{
	struct door *door = door_new(true, 0);
	struct partner *partner = partner_new(door, "/v1/events/dhl");
	char large[1100];

	(void)state;
	memset(large, 'x', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	say(partner, large);
	run(door, 5 * US_PER_S);
	check_int("closed", partner->closed, 1);
	if (!strstr(partner->why, "1000 bytes at most"))
		fail_msg("words: %s", partner->why);
	check_int("nothing was given on", door->total, 0);
	partner_free(partner);
	door_free(door);
}

static void test_silent(void **state)
{
	struct door *door = door_new(true, 100 * US_PER_MS);
	struct partner *partner = partner_new(door, "/v1/events/silent");

	(void)state;
	run(door, 5 * US_PER_S);
	if (!strstr(partner->why, "nothing was signed in time"))
		fail_msg("words: %s", partner->why);
	check_int("counted", (int)feed_server_figures(door->server).stalled, 1);
	partner_free(partner);
	door_free(door);
}

static void test_closed_in_words(void **state)
{
	struct door *door = door_new(true, 0);
	struct partner *partner = partner_new(door, "/v1/events/dhl");

	(void)state;
	event_socket_say(door->socket, span_of("ok"));
	event_socket_close(door->socket, "the key holds no more");
	run(door, 5 * US_PER_S);
	check_int("what was said before arrives", partner->answers, 1);
	if (!strstr(partner->why, "the key holds no more"))
		fail_msg("words: %s", partner->why);
	partner_free(partner);
	door_free(door);
}

/* Without an owner of events, and under no name or one that is too long, nobody is let in. */
static void test_paths(void **state)
{
	static const struct {
		const char *path;
		bool has_events;
		int opened;
	} rows[] = {
		{ "/v1/events/dhl", true, 1 },
		{ "/v1/events/dhl", false, 0 },
		{ "/v1/events/", true, 0 },
		{ "/v1/event/dhl", true, 0 },
		{ "/v1/events/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct door *door = door_new(rows[i].has_events, 0);
		struct partner *partner = partner_new(door, rows[i].path);
		check_int(rows[i].path, door->opened, rows[i].opened);
		check_int(rows[i].path, partner->opened, rows[i].opened);
		partner_free(partner);
		door_free(door);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_backpressure), cmocka_unit_test(test_too_large), cmocka_unit_test(test_silent),
					    cmocka_unit_test(test_closed_in_words), cmocka_unit_test(test_paths) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The feed over real sockets: our client against our server, and raw sockets that behave badly. */
#include "check.h"

#include "base/mem.h"
#include "base/str.h"
#include "net/feed_client.h"
#include "net/feed_server.h"
#include "peer.h"

struct desk {
	struct loop *loop;
	struct feed_server *server;
	int opened, closed, resyncs, shares;
	bool starts_at_hello;
	struct feed_viewer *last;
};

struct console {
	struct desk *desk;
	struct feed_client *client;
	struct str seen; /* all messages, one a line */
	int messages, opened, closed;
	char why[200];
	const char *hello;
};

static void on_open(void *context, struct feed_viewer *viewer)
{
	struct desk *desk = context;

	desk->opened++;
	desk->last = viewer;
	check_str("ip", feed_viewer_ip(viewer), "127.0.0.1");
}

/* A hello is a letter, the viewer's scope: it sees tags of that letter whole and others outside. */
static void on_message(void *context, struct feed_viewer *viewer, struct span text)
{
	struct desk *desk = context;

	feed_viewer_set_data(viewer, (void *)(uintptr_t)text.text[0]);
	feed_viewer_send(viewer, span_of("welcome"));
	if (desk->starts_at_hello)
		feed_viewer_start(viewer, 1, (uint64_t)text.text[0]);
}

static enum feed_share on_share(void *context, const struct feed_viewer *viewer, const void *tag)
{
	char scope = *(const char *)tag;

	((struct desk *)context)->shares++;
	if (scope == (char)(uintptr_t)feed_viewer_data(viewer))
		return FEED_WHOLE;
	return scope == '-' ? FEED_SKIP : FEED_OUTSIDE;
}

static void on_resync(void *context, struct feed_viewer *viewer)
{
	(void)viewer;
	((struct desk *)context)->resyncs++;
}

static void on_close(void *context, struct feed_viewer *viewer)
{
	struct desk *desk = context;

	desk->closed++;
	if (desk->last == viewer)
		desk->last = NULL;
}

static const struct feed_server_calls server_calls = { .on_open = on_open,
						       .on_message = on_message,
						       .on_share = on_share,
						       .on_resync = on_resync,
						       .on_close = on_close };

static struct desk *desk_new(const struct feed_server_options *options)
{
	struct desk *desk = calloc(1, sizeof *desk);
	struct fault fault = { 0 };

	desk->loop = loop_new();
	desk->starts_at_hello = true;
	if (feed_server_new(desk->loop, options, &server_calls, desk, &desk->server, &fault))
		fail_msg("%s: %s", fault.what, fault.why);
	return desk;
}

static void desk_free(struct desk *desk)
{
	feed_server_free(desk->server);
	loop_free(desk->loop);
	free(desk);
}

static void publish(struct desk *desk, const char *tag, const char *text)
{
	const struct feed_message message = { .tag = span_of(tag),
					      .text = span_of(text),
					      .outside = span_of("gone") };

	feed_server_publish(desk->server, &message);
}

static void on_client_open(void *context)
{
	struct console *console = context;

	console->opened++;
	if (console->hello)
		assert_int_equal(feed_client_send(console->client, span_of(console->hello)),
				 ERR_NONE);
}

static void on_client_message(void *context, struct span text)
{
	struct console *console = context;

	console->messages++;
	if (console->seen.length < 4000) {
		str_add(&console->seen, text.text, text.length);
		str_addc(&console->seen, '\n');
	}
}

static void on_client_close(void *context, const char *why)
{
	struct console *console = context;

	console->closed++;
	snprintf(console->why, sizeof console->why, "%s", why);
}

static const struct feed_client_calls client_calls = { .on_open = on_client_open,
						       .on_message = on_client_message,
						       .on_close = on_client_close };

static struct console *console_new(struct desk *desk, const char *hello,
				   const struct feed_client_options *options)
{
	struct console *console = calloc(1, sizeof *console);
	struct feed_client_options all = options ? *options : (struct feed_client_options){ 0 };
	struct fault fault;

	all.address = all.address ? all.address : "127.0.0.1";
	all.port = all.port ? all.port : feed_server_port(desk->server);
	console->desk = desk;
	console->hello = hello;
	assert_int_equal(
		feed_client_new(desk->loop, &all, &client_calls, console, &console->client, &fault),
		ERR_NONE);
	feed_client_connect(console->client);
	return console;
}

static void console_free(struct console *console)
{
	feed_client_free(console->client);
	str_release(&console->seen);
	free(console);
}

/* Runs the loop until the number is reached, five seconds at most. */
static void until(struct desk *desk, const int *number, int want)
{
	for (int i = 0; *number < want && i < 2500; i++)
		loop_run_for(desk->loop, 2 * US_PER_MS);
}

static void test_scopes_and_order(void **state)
{
	struct desk *desk = desk_new(&(struct feed_server_options){ 0 });
	struct console *a = console_new(desk, "a", NULL), *b = console_new(desk, "b", NULL);

	(void)state;
	publish(desk, "a", "one");
	publish(desk, "b", "two");
	publish(desk, "-", "three");
	until(desk, &a->messages, 3);
	until(desk, &b->messages, 3);
	publish(desk, "a", "four");
	until(desk, &a->messages, 4);
	until(desk, &b->messages, 4);
	check_str("a", str_text(&a->seen), "welcome\none\ngone\nfour\n");
	check_str("b", str_text(&b->seen), "welcome\ngone\ntwo\ngone\n");
	assert_int_equal(feed_server_next(desk->server), 5);
	assert_int_equal(feed_server_oldest(desk->server), 1);
	assert_int_equal(feed_server_figures(desk->server).delivered, 6);
	assert_true(feed_client_is_open(a->client));
	console_free(a);
	console_free(b);
	until(desk, &desk->closed, 2);
	assert_int_equal(feed_server_figures(desk->server).viewers, 0);
	desk_free(desk);
}

/* Viewers of one scope at one place share the frame: what they may see is asked once. */
static void test_a_scope_shares_its_frames(void **state)
{
	const struct feed_server_options options = { .gather_us = 20 * US_PER_MS };
	struct desk *desk = desk_new(&options);
	struct console *consoles[8];

	(void)state;
	for (int i = 0; i < 8; i++)
		consoles[i] = console_new(desk, "a", NULL);
	for (int i = 0; i < 8; i++)
		until(desk, &consoles[i]->messages, 1);
	for (int i = 0; i < 100; i++)
		publish(desk, "a", "x");
	for (int i = 0; i < 8; i++)
		until(desk, &consoles[i]->messages, 101);
	assert_int_equal(desk->shares, 100);
	assert_int_equal(feed_server_figures(desk->server).frames, 8 + 8);
	for (int i = 0; i < 8; i++) {
		check_int("messages", consoles[i]->messages, 101);
		console_free(consoles[i]);
	}
	desk_free(desk);
}

/* After a quiet time the first message waits for nothing; the next one waits until the time of one frame is over, here a minute. */
static void test_the_first_after_quiet_leaves_at_once(void **state)
{
	const struct feed_server_options options = { .gather_us = US_PER_MIN };
	struct desk *desk = desk_new(&options);
	struct console *console = console_new(desk, "a", NULL);

	(void)state;
	until(desk, &console->messages, 1);
	publish(desk, "a", "first");
	until(desk, &console->messages, 2);
	publish(desk, "a", "second");
	loop_run_for(desk->loop, 100 * US_PER_MS);
	check_str("seen", str_text(&console->seen), "welcome\nfirst\n");
	console_free(console);
	desk_free(desk);
}

static void test_large_and_small(void **state)
{
	struct desk *desk = desk_new(&(struct feed_server_options){ 0 });
	struct console *console = console_new(desk, "a", NULL);
	char *large = calloc(1, 300001);

	(void)state;
	memset(large, 'L', 300000);
	until(desk, &console->messages, 1);
	for (int i = 0; i < 20; i++) {
		publish(desk, "a", "small");
		publish(desk, "a", large);
		large[70000 + i] = '\0'; /* and all sizes about the frame's */
	}
	until(desk, &console->messages, 41);
	assert_int_equal(console->messages, 41);
	free(large);
	console_free(console);
	desk_free(desk);
}

/* A hello as raw bytes, then a viewer that never reads. */
static struct peer *sleeper_new(struct desk *desk)
{
	static const char upgrade[] =
		"GET /feed HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
	struct peer *peer = peer_new(desk->loop, feed_server_port(desk->server));

	peer_send(peer, upgrade);
	peer_wait(peer, "\r\n\r\n", 1);
	assert_int_equal(peer_count(peer, "101 Switching"), 1);
	return peer;
}

static void say(struct peer *peer, const char *text)
{
	char frame[256] = { (char)0x81, (char)(0x80 | strlen(text)) }; /* mask of zeroes */

	memcpy(frame + 6, text, strlen(text));
	assert_true(send(peer->fd, frame, 6 + strlen(text), MSG_NOSIGNAL) > 0);
}

/* Reads on, keeping only the end of what came: a text may be cut by the next read. */
static void drain(struct peer *peer)
{
	if (peer->length > 64) {
		memmove(peer->in, peer->in + peer->length - 64, 64);
		peer->length = 64;
	}
	peer_take(peer);
	loop_run_for(peer->loop, 200);
}

static void test_slow_viewer_resyncs(void **state)
{
	const struct feed_server_options options = { .ring_most = 64 };
	struct desk *desk = desk_new(&options);
	struct peer *slow = sleeper_new(desk);
	struct console *quick = console_new(desk, "a", NULL);
	char text[8001];

	(void)state;
	memset(text, 't', sizeof text);
	text[8000] = '\0';
	say(slow, "a");
	until(desk, &quick->messages, 1);
	for (int i = 0; i < 4000; i++) {
		publish(desk, "a", text);
		loop_run_for(desk->loop, 0);
		if (i % 16 == 0)
			until(desk, &quick->messages, i);
	}
	until(desk, &quick->messages, 4001);
	assert_int_equal(quick->messages, 4001);
	assert_true(feed_server_figures(desk->server).delivered < 8000);
	for (int i = 0; !peer_count(slow, "{\"resync\":true}") && i < 5000; i++)
		drain(slow);
	assert_true(desk->resyncs >= 1);
	assert_int_equal(feed_server_figures(desk->server).resyncs, desk->resyncs);
	assert_int_equal(peer_count(slow, "{\"resync\":true}"), 1);
	publish(desk, "a", "{\"last\":1}");
	for (int i = 0; !peer_count(slow, "{\"last\":1}") && i < 5000; i++)
		drain(slow);
	assert_int_equal(peer_count(slow, "{\"last\":1}"), 1);
	peer_free(slow);
	console_free(quick);
	desk_free(desk);
}

static void test_direct_messages_are_bounded(void **state)
{
	const struct feed_server_options options = { .direct_most_bytes = 1000 };
	struct desk *desk = desk_new(&options);
	struct console *console = console_new(desk, "a", NULL);
	char text[301];

	(void)state;
	memset(text, 't', sizeof text);
	text[300] = '\0';
	until(desk, &console->messages, 1);
	for (int i = 0; i < 10; i++)
		feed_viewer_send(desk->last, span_of(text));
	until(desk, &console->closed, 1);
	assert_int_equal(console->messages, 4); /* welcome, and the three that fitted */
	check_str("why", console->why, "the engine closed the feed: too slow");
	assert_int_equal(feed_server_figures(desk->server).stalled, 1);
	console_free(console);
	desk_free(desk);
}

#define GET(path, upgrade)                                                                    \
	"GET " path " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: " upgrade "\r\n" \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

/* What a port for websockets is sent by those who want no websocket; all end closed, none as
 * 101. */
static const struct {
	const char *name;
	const char *send;
} strangers[] = {
	{ "plain get", "GET /feed HTTP/1.1\r\nHost: h\r\n\r\n" },
	{ "post", "POST /feed HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}" },
	{ "two posts in one packet", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
				     "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}" },
	{ "get and upgrade in one packet",
	  "GET / HTTP/1.1\r\nHost: h\r\n\r\n" GET("/feed", "websocket") },
	{ "h2c", GET("/feed", "h2c") },
	{ "h2c with settings",
	  "GET /feed HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
	  "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n" },
	{ "http/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
	{ "other path", GET("/other", "websocket") },
	{ "other upgrade", GET("/feed", "tls/1.0") },
	{ "header name that begins a known one",
	  "GET /feed HTTP/1.1\r\nHost: h\r\ncon: x\r\n\r\n" },
	{ "no http", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello hello hello\r\n\r\n" },
};

static void test_strangers_are_closed(void **state)
{
	struct desk *desk = desk_new(&(struct feed_server_options){ 0 });
	struct peer *peers[COUNT_OF(strangers)];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(strangers); i++) {
		peers[i] = peer_new(desk->loop, feed_server_port(desk->server));
		peer_send(peers[i], strangers[i].send);
	}
	for (size_t i = 0; i < COUNT_OF(strangers); i++) {
		for (int tries = 0; !peers[i]->is_over && tries < 3; tries++)
			peer_wait_over(peers[i]); /* an unfinished head has 5 s */
		check_int(strangers[i].name, peers[i]->is_over, true);
		check_int(strangers[i].name, peer_count(peers[i], " 101 "), 0);
		peer_free(peers[i]);
	}
	assert_int_equal(desk->opened, 0);
	desk_free(desk);
}

static void test_bad_frames_are_closed(void **state)
{
	static const char binary[] = "\x82\x81\0\0\0\0x";
	static const char large[] = "\x81\xff\x00\x00\x00\x01\x00\x00\x00\x00\0\0\0\0 and on";
	static const char not_text[] = "\x81\x82\0\0\0\0\xc3\x28";
	static const struct {
		const char *name;
		const char *frame;
		size_t length;
	} frames[] = {
		{ "binary", binary, sizeof binary - 1 },
		{ "4 GiB", large, sizeof large - 1 },
		{ "not UTF-8", not_text, sizeof not_text - 1 },
	};
	struct desk *desk = desk_new(&(struct feed_server_options){ 0 });
	struct peer *peers[COUNT_OF(frames)];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(frames); i++) {
		peers[i] = sleeper_new(desk);
		assert_true(send(peers[i]->fd, frames[i].frame, frames[i].length, MSG_NOSIGNAL) >
			    0);
	}
	for (size_t i = 0; i < COUNT_OF(frames); i++) {
		for (int tries = 0; !peers[i]->is_over && tries < 3; tries++)
			peer_wait_over(peers[i]); /* it has 5 s to answer the close frame */
		check_int(frames[i].name, peers[i]->is_over, true);
		peer_free(peers[i]);
	}
	assert_int_equal(desk->closed, COUNT_OF(frames));
	desk_free(desk);
}

static void test_silent_viewers_are_closed(void **state)
{
	const struct feed_server_options options = { .hello_limit_us = 150 * US_PER_MS,
						     .ping_every_us = 50 * US_PER_MS,
						     .stall_limit_us = 300 * US_PER_MS };
	struct desk *desk = desk_new(&options);
	struct console *good = console_new(desk, "a", NULL);
	struct console *silent = console_new(desk, NULL, NULL);
	struct peer *dead = sleeper_new(desk); /* says hello, answers no ping */

	(void)state;
	say(dead, "a");
	loop_run_for(desk->loop, 700 * US_PER_MS);
	assert_int_equal(silent->closed, 1);
	check_str("why", silent->why, "the engine closed the feed: no hello in time");
	peer_take(dead);
	assert_true(dead->is_over);
	check_str("good", good->why, "");
	assert_true(loop_now_us(desk->loop) - feed_client_heard_us(good->client) < 5 * US_PER_S);
	assert_int_equal(feed_server_figures(desk->server).stalled, 2);
	peer_free(dead);
	console_free(good);
	console_free(silent);
	desk_free(desk);
}

static void test_limits_of_connections(void **state)
{
	const struct feed_server_options options = { .viewers_most = 2 };
	struct desk *desk = desk_new(&options);
	struct console *consoles[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		consoles[i] = console_new(desk, "a", NULL);
		until(desk, i < 2 ? &consoles[i]->opened : &consoles[i]->closed, 1);
		check_int("opened", consoles[i]->opened, i < 2);
		if (i == 2)
			check_str("why", consoles[i]->why, "the engine's feed cannot be reached");
	}
	for (int i = 0; i < 3; i++)
		console_free(consoles[i]);
	desk_free(desk);
}

static void test_client_is_told_once_and_may_come_back(void **state)
{
	struct desk *desk = desk_new(&(struct feed_server_options){ 0 });
	struct console *console = console_new(desk, "a", NULL);

	(void)state;
	until(desk, &console->messages, 1);
	feed_viewer_close(desk->last, "maintenance");
	until(desk, &console->closed, 1);
	check_str("why", console->why, "the engine closed the feed: maintenance");
	assert_int_equal(feed_client_send(console->client, span_of("x")), ERR_LINK);
	feed_client_connect(console->client);
	feed_client_connect(console->client); /* already under way */
	until(desk, &console->messages, 2);
	assert_int_equal(console->opened, 2);
	feed_client_close(console->client);
	assert_int_equal(console->closed, 1); /* not from inside */
	until(desk, &console->closed, 2);
	loop_run_for(desk->loop, 50 * US_PER_MS);
	assert_int_equal(console->closed, 2);
	check_str("why", console->why, "closed here");
	until(desk, &desk->closed, 2);
	console_free(console);
	desk_free(desk);
}

static void test_client_without_a_server(void **state)
{
	struct desk *desk = desk_new(&(struct feed_server_options){ 0 });
	int mute = socket(AF_INET, SOCK_STREAM, 0); /* accepts by the kernel, never answers */
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof at;
	struct feed_client_options options = { .connect_limit_us = 200 * US_PER_MS };
	struct console *console;

	(void)state;
	assert_int_equal(bind(mute, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(getsockname(mute, (struct sockaddr *)&at, &length), 0);
	options.port = ntohs(at.sin_port);
	console = console_new(desk, NULL, &options); /* refused: nobody listens yet */
	until(desk, &console->closed, 1);
	check_str("refused", console->why, "the engine's feed cannot be reached");
	assert_int_equal(listen(mute, 4), 0);
	feed_client_connect(console->client);
	until(desk, &console->closed, 2);
	check_str("mute", console->why, "the engine's feed did not answer in time");
	feed_client_set_address(console->client, "localhost", 1);
	feed_client_connect(console->client);
	until(desk, &console->closed, 3);
	check_str("name", console->why, "the engine's feed has no numeric address");
	feed_client_set_address(console->client, "127.0.0.1", feed_server_port(desk->server));
	feed_client_connect(console->client);
	until(desk, &console->opened, 1);
	assert_int_equal(console->opened, 1);
	close(mute);
	console_free(console);
	desk_free(desk);
}

static void test_server_goes_first(void **state)
{
	struct desk *desk = desk_new(&(struct feed_server_options){ 0 });
	struct console *console = console_new(desk, "a", NULL);

	(void)state;
	until(desk, &console->messages, 1);
	feed_server_free(desk->server);
	desk->server = NULL;
	assert_int_equal(desk->closed, 1);
	until(desk, &console->closed, 1);
	assert_int_equal(console->closed, 1);
	console_free(console);
	desk_free(desk);
}

static void test_port_is_taken(void **state)
{
	struct desk *desk = desk_new(&(struct feed_server_options){ 0 });
	const struct feed_server_options options = { .port = feed_server_port(desk->server) };
	struct feed_server *second;
	struct fault fault;

	(void)state;
	assert_int_equal(
		feed_server_new(desk->loop, &options, &server_calls, NULL, &second, &fault),
		ERR_SYSTEM);
	assert_null(second);
	desk_free(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scopes_and_order),
		cmocka_unit_test(test_a_scope_shares_its_frames),
		cmocka_unit_test(test_the_first_after_quiet_leaves_at_once),
		cmocka_unit_test(test_large_and_small),
		cmocka_unit_test(test_slow_viewer_resyncs),
		cmocka_unit_test(test_direct_messages_are_bounded),
		cmocka_unit_test(test_strangers_are_closed),
		cmocka_unit_test(test_bad_frames_are_closed),
		cmocka_unit_test(test_silent_viewers_are_closed),
		cmocka_unit_test(test_limits_of_connections),
		cmocka_unit_test(test_client_is_told_once_and_may_come_back),
		cmocka_unit_test(test_client_without_a_server),
		cmocka_unit_test(test_server_goes_first),
		cmocka_unit_test(test_port_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

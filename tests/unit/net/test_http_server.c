/* SPDX-License-Identifier: MIT */
/* The intake against raw sockets: what is answered, what is refused, who is shut out. */
#include "check.h"

#include <sys/un.h>

#include "net/http_server.h"
#include "peer.h"

#define HELD_MOST 300

struct desk {
	struct loop *loop;
	struct http_server *server;
	bool is_holding;
	struct http_request *held[HELD_MOST];
	int held_count;
	int requests;
	char seen[512]; /* of the last request */
};

static void echo(struct http_request *request)
{
	const struct http_header headers[] = { { "Retry-After", "3" } };

	http_request_answer(request, 202, "text/plain", http_request_body(request), headers, 1);
}

static void on_request(void *context, struct http_request *request)
{
	struct desk *desk = context;
	struct span body = http_request_body(request);
	const char *type = http_request_header(request, "content-type");
	const char *word = http_request_argument(request, "word");

	desk->requests++;
	snprintf(desk->seen, sizeof desk->seen, "%s %s %s %s %.*s %s", http_request_method(request),
		 http_request_path(request), type ? type : "-", word ? word : "-",
		 (int)(body.length < 64 ? body.length : 64), body.text, http_request_ip(request));
	http_request_set_data(request, desk);
	assert_ptr_equal(http_request_data(request), desk);
	assert_true(http_request_at_us(request) > 0);
	if (desk->is_holding)
		desk->held[desk->held_count++] = request;
	else
		echo(request);
}

static struct desk *desk_new(const struct http_server_options *options)
{
	struct desk *desk = calloc(1, sizeof *desk);
	struct fault fault = { 0 };

	desk->loop = loop_new();
	if (http_server_new(desk->loop, options, on_request, desk, &desk->server, &fault))
		fail_msg("%s: %s", fault.what, fault.why);
	return desk;
}

static void desk_free(struct desk *desk)
{
	http_server_free(desk->server);
	loop_free(desk->loop);
	free(desk);
}

static struct peer *desk_peer(struct desk *desk)
{
	return peer_new(desk->loop, http_server_port(desk->server));
}

#define POST(head, body) "POST /in HTTP/1.1\r\nHost: h\r\n" head "\r\n" body

/* One connection each: what is sent, what the answer begins with, whether the connection is
 * closed. */
static const struct {
	const char *name;
	const char *send;
	const char *want;
	bool is_closed;
	int requests;
} exchanges[] = {
	{ "post", POST("Content-Length: 2\r\n", "hi"), "HTTP/1.1 202 ", false, 1 },
	{ "get", "GET /x HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 202 ", false, 1 },
	{ "chunks", POST("Transfer-Encoding: chunked\r\n", "2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n"),
	  "HTTP/1.1 202 ", false, 1 },
	{ "two same lengths", POST("Content-Length: 2\r\nContent-Length: 2\r\n", "hi"),
	  "HTTP/1.1 400 ", true, 0 },
	{ "two lengths", POST("Content-Length: 2\r\nContent-Length: 3\r\n", "hi!"), "HTTP/1.1 400 ",
	  true, 0 },
	{ "two lengths of nothing", POST("Content-Length: 0\r\ncontent-length: 0\r\n", ""),
	  "HTTP/1.1 400 ", true, 0 },
	{ "length and chunks",
	  POST("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "2\r\nhi\r\n0\r\n\r\n"),
	  "HTTP/1.1 400 ", true, 0 },
	{ "chunks twice",
	  POST("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
	  "HTTP/1.1 400 ", true, 0 },
	{ "unknown encoding", POST("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"),
	  "HTTP/1.1 400 ", true, 0 },
	{ "blank in a name", POST("Content-Length : 2\r\n", "hi"), "HTTP/1.1 400 ", true, 0 },
	{ "length below zero", POST("Content-Length: -5\r\n", ""), "HTTP/1.1 400 ", true, 0 },
	{ "length of words", POST("Content-Length: two\r\n", "hi"), "HTTP/1.1 400 ", true, 0 },
	{ "body too large", POST("Content-Length: 1001\r\n", ""), "HTTP/1.1 413 ", true, 0 },
	{ "length past counting", POST("Content-Length: 99999999999999999999999\r\n", ""),
	  "HTTP/1.1 4", true, 0 },
	{ "no host", "GET /x HTTP/1.1\r\n\r\n", "HTTP/1.1 400 ", true, 0 },
	{ "h2c is not spoken",
	  "GET /x HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
	  "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
	  "HTTP/1.1 202 ", false, 1 },
};

static void test_exchanges(void **state)
{
	struct desk *desk = desk_new(&(struct http_server_options){ .body_most_bytes = 1000 });

	(void)state;
	for (size_t i = 0; i < COUNT_OF(exchanges); i++) {
		struct peer *peer = desk_peer(desk);

		desk->requests = 0;
		peer_send(peer, exchanges[i].send);
		peer_wait(peer, "\r\n\r\n", 1);
		peer->in[strlen(exchanges[i].want)] = '\0';
		check_str(exchanges[i].name, peer->in, exchanges[i].want);
		loop_run_for(desk->loop, 20 * US_PER_MS);
		peer_take(peer);
		check_int(exchanges[i].name, peer->is_over, exchanges[i].is_closed);
		check_int(exchanges[i].name, desk->requests, exchanges[i].requests);
		peer_free(peer);
	}
	desk_free(desk);
}

static void test_what_the_owner_sees(void **state)
{
	struct desk *desk = desk_new(&(struct http_server_options){ 0 });
	struct peer *peer = desk_peer(desk);

	(void)state;
	peer_send(peer, "PUT /a%20b?word=x%26y&bare HTTP/1.1\r\nHost: h\r\nCONTENT-TYPE: a/b\r\n"
			"Content-Length: 5\r\n\r\nhe");
	loop_run_for(desk->loop, 20 * US_PER_MS);
	assert_int_equal(desk->requests, 0);
	peer_send(peer, "llo");
	peer_wait(peer, "hello", 1);
	check_str("seen", desk->seen, "PUT /a b a/b x&y hello 127.0.0.1");
	assert_int_equal(peer_count(peer, "Retry-After: 3\r\n"), 1);
	assert_int_equal(peer_count(peer, "Content-Type: text/plain\r\n"), 1);
	peer_free(peer);
	desk_free(desk);
}

static void test_pipelined(void **state)
{
	static const char both[] = POST("Content-Length: 2\r\n", "{}")
		POST("Content-Length: 2\r\n", "[]") "GET /last HTTP/1.1\r\nHost: h\r\n\r\n";
	struct desk *desk = desk_new(&(struct http_server_options){ 0 });

	(void)state;
	for (int is_holding = 0; is_holding < 2; is_holding++) {
		struct peer *peer = desk_peer(desk);

		desk->is_holding = is_holding;
		peer_send(peer, both);
		for (int i = 0; is_holding && i < 3; i++) {
			for (int turns = 0; !desk->held_count && turns < 200; turns++)
				loop_run_for(desk->loop, US_PER_MS);
			assert_int_equal(desk->held_count, 1);
			echo(desk->held[--desk->held_count]);
		}
		peer_wait(peer, "HTTP/1.1 202", 3);
		check_int(is_holding ? "held" : "at once", peer_count(peer, "HTTP/1.1 202"), 3);
		peer_free(peer);
	}
	desk_free(desk);
}

static void test_256_answered_in_one_go(void **state)
{
	struct desk *desk = desk_new(&(struct http_server_options){ 0 });
	struct peer *peers[256];

	(void)state;
	desk->is_holding = true;
	for (int i = 0; i < 256; i++) {
		peers[i] = desk_peer(desk);
		peer_send(peers[i], POST("Content-Length: 2\r\n", "hi"));
		loop_run_for(desk->loop, 0);
	}
	for (int turns = 0; desk->held_count < 256 && turns < 500; turns++)
		loop_run_for(desk->loop, US_PER_MS);
	assert_int_equal(desk->held_count, 256);
	assert_int_equal(http_server_figures(desk->server).held, 256);
	for (int i = 0; i < 256; i++)
		echo(desk->held[i]);
	for (int i = 0; i < 256; i++) {
		peer_wait(peers[i], "hi", 1);
		assert_int_equal(peer_count(peers[i], "HTTP/1.1 202"), 1);
		peer_free(peers[i]);
	}
	assert_int_equal(http_server_figures(desk->server).held, 0);
	assert_int_equal(http_server_figures(desk->server).requests, 256);
	desk_free(desk);
}

/* Sends one byte every 5 ms; an inactivity limit would never end this. */
static void drip(struct desk *desk, struct peer *peer, int64_t most_us)
{
	int64_t start_us = loop_now_us(desk->loop);

	while (!peer->is_over && loop_now_us(desk->loop) - start_us < most_us) {
		peer_send(peer, "x");
		loop_run_for(desk->loop, 5 * US_PER_MS);
		peer_take(peer);
	}
}

static void test_slow_senders_are_shut_out(void **state)
{
	static const char *const starts[] = { POST("Content-Length: 900\r\n", "slow"),
					      "POST /in HTTP/1.1\r\nHost: h\r\nX-Slow: ", "" };
	const struct http_server_options options = { .header_limit_us = 150 * US_PER_MS,
						     .body_limit_us = 150 * US_PER_MS };
	struct desk *desk = desk_new(&options);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(starts); i++) {
		struct peer *peer = desk_peer(desk);

		peer_send(peer, starts[i]);
		drip(desk, peer, 2 * US_PER_S);
		check_int(starts[i], peer->is_over, true);
		check_int(starts[i], http_server_figures(desk->server).expired, i + 1);
		peer_free(peer);
	}
	loop_run_for(desk->loop, 20 * US_PER_MS);
	assert_int_equal(http_server_figures(desk->server).open, 0);
	assert_int_equal(desk->requests, 0);
	desk_free(desk);
}

static void test_slow_header_on_a_used_connection(void **state)
{
	const struct http_server_options options = { .header_limit_us = 100 * US_PER_MS,
						     .idle_limit_us = 200 * US_PER_MS };
	struct desk *desk = desk_new(&options);
	struct peer *peer = desk_peer(desk);

	(void)state;
	peer_send(peer, POST("Content-Length: 2\r\n", "hi"));
	peer_wait(peer, "hi", 1);
	peer_send(peer, "GET /2 HTTP/1.1\r\nX: ");
	drip(desk, peer, 2 * US_PER_S);
	assert_true(peer->is_over);
	peer_free(peer);
	peer = desk_peer(desk);
	peer_send(peer, POST("Content-Length: 2\r\n", "hi"));
	peer_wait(peer, "hi", 1);
	assert_false(peer->is_over);
	peer_wait_over(peer); /* idle */
	assert_true(peer->is_over);
	peer_free(peer);
	desk_free(desk);
}

/* The held one has no deadline, and its body is there however long that takes. */
static void test_held_outlives_deadlines(void **state)
{
	const struct http_server_options options = { .header_limit_us = 50 * US_PER_MS,
						     .body_limit_us = 50 * US_PER_MS,
						     .idle_limit_us = 50 * US_PER_MS };
	struct desk *desk = desk_new(&options);
	struct peer *peer = desk_peer(desk);

	(void)state;
	desk->is_holding = true;
	peer_send(peer, POST("Content-Length: 4\r\n", "wait"));
	loop_run_for(desk->loop, 200 * US_PER_MS);
	assert_int_equal(desk->held_count, 1);
	echo(desk->held[0]);
	peer_wait(peer, "wait", 1);
	assert_int_equal(peer_count(peer, "HTTP/1.1 202"), 1);
	peer_free(peer);
	desk_free(desk);
}

static void test_too_much_in_chunks(void **state)
{
	const struct http_server_options options = { .body_most_bytes = 100,
						     .bodies_most_bytes = 150 };
	static const char chunk[] = "28\r\n0123456789012345678901234567890123456789\r\n";
	struct desk *desk = desk_new(&options);
	struct peer *one = desk_peer(desk), *two = desk_peer(desk);

	(void)state;
	peer_send(one, POST("Transfer-Encoding: chunked\r\n", ""));
	for (int i = 0; i < 3; i++)
		peer_send(one, chunk);
	peer_send(one, "0\r\n\r\n");
	peer_wait(one, "\r\n\r\n", 1);
	assert_int_equal(peer_count(one, "HTTP/1.1 413"), 1);
	peer_free(one);

	one = desk_peer(desk); /* 80 bytes each are too much for both */
	peer_send(one, POST("Content-Length: 90\r\n", ""));
	peer_send(
		one,
		"01234567890123456789012345678901234567890123456789012345678901234567890123456789");
	loop_run_for(desk->loop, 20 * US_PER_MS);
	peer_send(two, POST("Content-Length: 80\r\n", ""));
	peer_send(
		two,
		"01234567890123456789012345678901234567890123456789012345678901234567890123456789");
	peer_wait(two, "\r\n\r\n", 1);
	assert_int_equal(peer_count(two, "HTTP/1.1 503"), 1);
	peer_send(one, "0123456789");
	peer_wait(one, "\r\n\r\n", 1);
	assert_int_equal(peer_count(one, "HTTP/1.1 202"), 1);
	assert_int_equal(http_server_figures(desk->server).refused, 2);
	peer_free(one);
	peer_free(two);
	desk_free(desk);
}

static void test_connections_per_ip(void **state)
{
	struct desk *desk = desk_new(&(struct http_server_options){ .connections_per_ip = 2 });
	struct peer *peers[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		peers[i] = desk_peer(desk);
		loop_run_for(desk->loop, 10 * US_PER_MS);
		peer_take(peers[i]);
		check_int("shut out", peers[i]->is_over, i == 2);
	}
	for (int i = 0; i < 3; i++)
		peer_free(peers[i]);
	desk_free(desk);
}

static void test_peer_gone_while_held(void **state)
{
	struct desk *desk = desk_new(&(struct http_server_options){ 0 });
	struct peer *peer = desk_peer(desk);

	(void)state;
	desk->is_holding = true;
	peer_send(peer, POST("Content-Length: 2\r\n", "hi"));
	loop_run_for(desk->loop, 20 * US_PER_MS);
	peer_free(peer);
	loop_run_for(desk->loop, 20 * US_PER_MS);
	assert_int_equal(desk->held_count, 1);
	echo(desk->held[0]);
	loop_run_for(desk->loop, 20 * US_PER_MS);
	assert_int_equal(http_server_figures(desk->server).open, 0);
	desk_free(desk);
}

static void test_drain_and_free_with_held(void **state)
{
	struct desk *desk = desk_new(&(struct http_server_options){ 0 });
	struct peer *idle = desk_peer(desk), *held = desk_peer(desk);
	int port = http_server_port(desk->server);
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	peer_send(idle, POST("Content-Length: 2\r\n", "hi"));
	peer_wait(idle, "hi", 1);
	desk->is_holding = true;
	peer_send(held, POST("Content-Length: 2\r\n", "hi"));
	loop_run_for(desk->loop, 20 * US_PER_MS);
	http_server_drain(desk->server);
	peer_wait_over(idle);
	assert_true(idle->is_over);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), -1);
	peer_take(held);
	assert_false(held->is_over);
	desk_free(desk);
	peer_take(held);
	assert_int_equal(peer_count(held, "HTTP/1.1 503"), 1);
	assert_int_equal(peer_count(held, "Connection: close"), 1);
	close(fd);
	peer_free(idle);
	peer_free(held);
}

static void test_unix_socket(void **state)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct http_server_options options = { .socket_path = at.sun_path };
	struct desk *desk;
	struct peer peer = { 0 };
	struct http_server *second;
	struct fault fault;

	(void)state;
	snprintf(at.sun_path, sizeof at.sun_path, "/tmp/docket-test-%d.sock", (int)getpid());
	peer.fd = socket(AF_UNIX, SOCK_STREAM, 0); /* leaves a stale one */
	assert_int_equal(bind(peer.fd, (struct sockaddr *)&at, sizeof at), 0);
	close(peer.fd);
	desk = desk_new(&options);
	assert_int_equal(http_server_new(desk->loop, &options, on_request, NULL, &second, &fault),
			 ERR_SYSTEM);
	peer.loop = desk->loop;
	peer.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(connect(peer.fd, (struct sockaddr *)&at, sizeof at), 0);
	peer_send(&peer, POST("Content-Length: 2\r\n", "hi"));
	peer_wait(&peer, "hi", 1);
	check_str("seen", desk->seen, "POST /in - - hi local");
	close(peer.fd);
	desk_free(desk);
	assert_int_equal(access(at.sun_path, F_OK), -1);
}

static void test_port_is_taken(void **state)
{
	struct desk *desk = desk_new(&(struct http_server_options){ 0 });
	struct http_server_options options = { .port = http_server_port(desk->server) };
	struct http_server *server;
	struct fault fault;

	(void)state;
	assert_int_equal(http_server_new(desk->loop, &options, on_request, NULL, &server, &fault),
			 ERR_SYSTEM);
	assert_null(server);
	options = (struct http_server_options){ .address = "example.com" };
	assert_int_equal(http_server_new(desk->loop, &options, on_request, NULL, &server, &fault),
			 ERR_INVALID);
	desk_free(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exchanges),
		cmocka_unit_test(test_what_the_owner_sees),
		cmocka_unit_test(test_pipelined),
		cmocka_unit_test(test_256_answered_in_one_go),
		cmocka_unit_test(test_slow_senders_are_shut_out),
		cmocka_unit_test(test_slow_header_on_a_used_connection),
		cmocka_unit_test(test_held_outlives_deadlines),
		cmocka_unit_test(test_too_much_in_chunks),
		cmocka_unit_test(test_connections_per_ip),
		cmocka_unit_test(test_peer_gone_while_held),
		cmocka_unit_test(test_drain_and_free_with_held),
		cmocka_unit_test(test_unix_socket),
		cmocka_unit_test(test_port_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

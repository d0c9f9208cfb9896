/* SPDX-License-Identifier: MIT */
/* Effects going out, against a stub that answers, stays silent or hangs up at each point: what is
 * known of the message afterwards must be right each time. */
#include "check.h"

#include "net/http_client.h"
#include "net/net.h"
#include "peer.h"

struct stub {
	struct loop *loop;
	int port, listener, fd;
	struct loop_watch *accepting, *reading;
	const char *greeting;     /* said at once; NULL = nothing */
	const char *answer;       /* to a whole request; NULL = none */
	bool is_closing;          /* hangs up behind that */
	bool hangs_up_at_once;    /* on accept */
	const char *refuse;       /* SMTP: this command is answered 550 */
	const char *after_text;   /* SMTP: the answer to the text; NULL = hangs up */
	bool is_mail, is_in_text; /* SMTP */
	int connections, requests;
	char in[16384];
	size_t length;
	char last[16384]; /* the last whole request */
};

static void say(struct stub *stub, const char *text)
{
	assert_true(send(stub->fd, text, strlen(text), MSG_NOSIGNAL) >= 0 || errno == EPIPE ||
		    errno == ECONNRESET);
}

static void hang_up(struct stub *stub)
{
	loop_watch_free(stub->reading);
	stub->reading = NULL;
	close(stub->fd);
	stub->length = 0;
	stub->is_in_text = false;
}

static void http_more(struct stub *stub)
{
	const char *end = strstr(stub->in, "\r\n\r\n"),
		   *length = strcasestr(stub->in, "Content-Length:");
	size_t want = length ? strtoul(length + 15, NULL, 10) : 0;

	if (!end || stub->length < (size_t)(end + 4 - stub->in) + want)
		return;
	memcpy(stub->last, stub->in, sizeof stub->last);
	stub->length = 0;
	stub->requests++;
	if (stub->answer)
		say(stub, stub->answer);
	if (stub->is_closing)
		hang_up(stub);
}

static void mail_text_more(struct stub *stub)
{
	if (!strstr(stub->in, "\r\n.\r\n"))
		return;
	memcpy(stub->last, stub->in, sizeof stub->last);
	stub->requests++;
	stub->length = 0;
	stub->is_in_text = false;
	if (stub->after_text)
		say(stub, stub->after_text);
	else
		hang_up(stub);
}

static void mail_more(struct stub *stub)
{
	char *end;

	if (stub->is_in_text) {
		mail_text_more(stub);
		return;
	}
	while (stub->reading && !stub->is_in_text && (end = strstr(stub->in, "\r\n"))) {
		bool is_refused =
			stub->refuse && strncmp(stub->in, stub->refuse, strlen(stub->refuse)) == 0;

		stub->is_in_text = !is_refused && strncmp(stub->in, "DATA", 4) == 0;
		say(stub, is_refused         ? "550 not here\r\n"
			  : stub->is_in_text ? "354 go on\r\n"
					     : "250 fine\r\n");
		stub->length -= (size_t)(end + 2 - stub->in);
		memmove(stub->in, end + 2, stub->length + 1);
	}
	if (stub->reading && stub->is_in_text && stub->length)
		mail_text_more(stub);
}

static void on_stub_readable(void *context, unsigned ready)
{
	struct stub *stub = context;
	ssize_t got =
		recv(stub->fd, stub->in + stub->length, sizeof stub->in - 1 - stub->length, 0);

	(void)ready;
	if (got <= 0) {
		hang_up(stub);
		return;
	}
	stub->length += (size_t)got;
	stub->in[stub->length] = '\0';
	if (stub->is_mail)
		mail_more(stub);
	else
		http_more(stub);
}

static void on_stub_accept(void *context, unsigned ready)
{
	struct stub *stub = context;
	struct fault fault;

	(void)ready;
	if (stub->reading)
		hang_up(stub);
	stub->fd = accept(stub->listener, NULL, NULL);
	stub->connections++;
	if (stub->hangs_up_at_once) {
		close(stub->fd);
		return;
	}
	assert_int_equal(loop_watch_new(stub->loop, stub->fd, on_stub_readable, stub,
					&stub->reading, &fault),
			 ERR_NONE);
	loop_watch_set(stub->reading, LOOP_READ);
	if (stub->greeting)
		say(stub, stub->greeting);
}

static struct stub *stub_new(void)
{
	struct stub *stub = calloc(1, sizeof *stub);
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof at;
	struct fault fault;

	stub->loop = loop_new();
	stub->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(stub->listener, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(stub->listener, 16), 0);
	assert_int_equal(getsockname(stub->listener, (struct sockaddr *)&at, &length), 0);
	stub->port = ntohs(at.sin_port);
	assert_int_equal(loop_watch_new(stub->loop, stub->listener, on_stub_accept, stub,
					&stub->accepting, &fault),
			 ERR_NONE);
	loop_watch_set(stub->accepting, LOOP_READ);
	return stub;
}

static void stub_free(struct stub *stub)
{
	if (stub->reading)
		hang_up(stub);
	loop_watch_free(stub->accepting);
	close(stub->listener);
	loop_free(stub->loop);
	free(stub);
}

struct heard {
	struct loop *loop;
	int calls;
	enum http_outcome outcome;
	int status;
	bool is_cut;
	size_t body_length;
	char body[64], header[64], why[600];
	enum err err;
	struct http_call *to_cancel;
};

static void on_reply(void *context, const struct http_reply *reply)
{
	struct heard *heard = context;
	const char *header = http_reply_header(reply, "x-word");

	heard->calls++;
	heard->outcome = reply->outcome;
	heard->status = reply->status;
	heard->is_cut = reply->is_cut;
	heard->body_length = reply->body.length;
	heard->err = reply->fault.err;
	snprintf(heard->body, sizeof heard->body, "%.*s", (int)reply->body.length,
		 reply->body.text);
	snprintf(heard->header, sizeof heard->header, "%s", header ? header : "-");
	snprintf(heard->why, sizeof heard->why, "%s: %s", reply->fault.what, reply->fault.why);
	assert_true(reply->took_us >= 0);
	if (heard->to_cancel)
		http_call_cancel(heard->to_cancel);
	loop_stop(heard->loop);
}

static void url_of(const struct stub *stub, const char *url, char *out, size_t room)
{
	const char *at = strstr(url, "PORT");

	if (at)
		snprintf(out, room, "%.*s%d%s", (int)(at - url), url, stub->port, at + 4);
	else
		snprintf(out, room, "%s", url);
}

/* One call and what came of it. `url` has PORT for the stub's. */
static struct heard call(struct stub *stub, struct http_client *client, const char *url,
			 struct http_message message)
{
	const struct http_header headers[] = { { "Authorization", "Bearer s3cret" },
					       { "Idempotency-Key", "k-1" },
					       { "X-Empty", "" } };
	struct heard heard = { .loop = stub->loop };
	struct fault fault = { 0 };
	char at[128];

	url_of(stub, url, at, sizeof at);
	message.url = at;
	message.headers = headers;
	message.header_count = COUNT_OF(headers);
	if (!message.method)
		message.method = "POST";
	if (!message.body.text)
		message.body = span_of("{\"a\":1}");
	if (!message.timeout_us)
		message.timeout_us = 400 * US_PER_MS;
	if (http_client_call(client, &message, on_reply, &heard, NULL, &fault))
		fail_msg("%s: %s", fault.what, fault.why);
	assert_int_equal(heard.calls, 0);
	loop_run_for(stub->loop, 5 * US_PER_S);
	assert_int_equal(heard.calls, 1);
	assert_null(strstr(heard.why, "s3cret"));
	assert_null(strstr(heard.why, "token="));
	return heard;
}

#define OK_ANSWER "HTTP/1.1 200 OK\r\nX-Word: hello\r\nContent-Length: 4\r\n\r\ndone"

static const struct {
	const char *name;
	const char *url;
	const char *answer;
	bool is_closing;
	bool hangs_up_at_once;
	enum http_outcome outcome;
	int status;
	bool is_cut;
	const char *body;
} fates[] = {
	{ "answered", "http://127.0.0.1:PORT/in?token=1", OK_ANSWER, false, false, HTTP_ANSWERED,
	  200, false, "done" },
	{ "refused in words", "http://127.0.0.1:PORT/in",
	  "HTTP/1.1 503 x\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n", false, false,
	  HTTP_ANSWERED, 503, false, "" },
	{ "redirect is not followed", "http://127.0.0.1:PORT/in",
	  "HTTP/1.1 302 x\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", false,
	  false, HTTP_ANSWERED, 302, false, "" },
	{ "silence", "http://127.0.0.1:PORT/in?token=1", NULL, false, false, HTTP_UNKNOWN, 0, false,
	  "" },
	{ "hangs up behind the request", "http://127.0.0.1:PORT/in?token=1", NULL, true, false,
	  HTTP_UNKNOWN, 0, false, "" },
	{ "only 'go on'", "http://127.0.0.1:PORT/in", "HTTP/1.1 100 Continue\r\n\r\n", true, false,
	  HTTP_UNKNOWN, 0, false, "" },
	{ "half a status line", "http://127.0.0.1:PORT/in", "HTTP/1.1 20", true, false,
	  HTTP_UNKNOWN, 0, false, "" },
	{ "no http", "http://127.0.0.1:PORT/in", "220 mail here\r\n", true, false, HTTP_UNKNOWN, 0,
	  false, "" },
	{ "breaks in the body", "http://127.0.0.1:PORT/in",
	  "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ndone", true, false, HTTP_ANSWERED, 200, true,
	  "done" },
	{ "stops in the body", "http://127.0.0.1:PORT/in",
	  "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ndone", false, false, HTTP_ANSWERED, 200,
	  true, "done" },
	{ "nobody listens", "http://127.0.0.1:1/in?token=1", NULL, false, false, HTTP_NOT_SENT, 0,
	  false, "" },
	{ "no such name", "http://no-such-host.invalid/in?token=1", NULL, false, false,
	  HTTP_NOT_SENT, 0, false, "" },
	{ "no TLS there, silence", "https://127.0.0.1:PORT/in", NULL, false, false, HTTP_NOT_SENT,
	  0, false, "" },
	{ "no TLS there, hangs up", "https://127.0.0.1:PORT/in", NULL, false, true, HTTP_NOT_SENT,
	  0, false, "" },
	{ "user and password in the address", "http://u:s3cret@127.0.0.1:1/in", NULL, false, false,
	  HTTP_NOT_SENT, 0, false, "" },
};

static void test_fates(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(fates); i++) {
		struct stub *stub = stub_new();
		struct http_client *client = http_client_new(stub->loop);
		struct heard heard;

		stub->answer = fates[i].answer;
		stub->is_closing = fates[i].is_closing;
		stub->hangs_up_at_once = fates[i].hangs_up_at_once;
		heard = call(stub, client, fates[i].url, (struct http_message){ 0 });
		check_int(fates[i].name, heard.outcome, fates[i].outcome);
		check_int(fates[i].name, heard.status, fates[i].status);
		check_int(fates[i].name, heard.is_cut, fates[i].is_cut);
		check_str(fates[i].name, heard.body, fates[i].body);
		check_int(fates[i].name, heard.err != ERR_NONE, heard.outcome != HTTP_ANSWERED);
		check_int(fates[i].name, stub->requests <= 1, true);
		assert_int_equal(http_client_busy(client), 0);
		http_client_free(client);
		stub_free(stub);
	}
}

static void test_what_is_sent(void **state)
{
	struct stub *stub = stub_new();
	struct http_client *client = http_client_new(stub->loop);
	struct heard heard;

	(void)state;
	setenv("http_proxy", "http://127.0.0.1:1", 1); /* must not be asked */
	stub->answer = OK_ANSWER;
	heard = call(stub, client, "http://127.0.0.1:PORT/in?x=1", (struct http_message){ 0 });
	unsetenv("http_proxy");
	check_str("header", heard.header, "hello");
	assert_ptr_equal(strstr(stub->last, "POST /in?x=1 HTTP/1.1\r\n"), stub->last);
	assert_non_null(strstr(stub->last, "\r\nAuthorization: Bearer s3cret\r\n"));
	assert_non_null(strstr(stub->last, "\r\nX-Empty:\r\n"));
	assert_non_null(strstr(stub->last, "\r\nContent-Length: 7\r\n"));
	assert_non_null(strstr(stub->last, "\r\n\r\n{\"a\":1}"));
	assert_null(strcasestr(stub->last, "Content-Type"));
	assert_null(strcasestr(stub->last, "Expect"));
	call(stub, client, "http://127.0.0.1:PORT/r",
	     (struct http_message){ .method = "GET", .body = { "", 0 } });
	assert_ptr_equal(strstr(stub->last, "GET /r HTTP/1.1\r\n"), stub->last);
	http_client_free(client);
	stub_free(stub);
}

static void test_endless_body_is_cut(void **state)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
	struct stub *stub = stub_new();
	struct http_client *client = http_client_new(stub->loop);
	char *answer = calloc(1, 100000);
	struct heard heard;

	(void)state;
	memset(answer, 'x', 99999);
	memcpy(answer, head, sizeof head - 1);
	stub->answer = answer;
	heard = call(stub, client, "http://127.0.0.1:PORT/in",
		     (struct http_message){ .body_most_bytes = 1000 });
	assert_int_equal(heard.outcome, HTTP_ANSWERED);
	assert_int_equal(heard.body_length, 1000);
	assert_true(heard.is_cut);
	free(answer);
	http_client_free(client);
	stub_free(stub);
}

/* The server keeps the connection, and breaks it behind the next request: libcurl would send that
 * once more on a fresh one. Only a repeatable message may be treated so. */
static void test_kept_connection_never_doubles(void **state)
{
	(void)state;
	for (int is_repeatable = 0; is_repeatable < 2; is_repeatable++) {
		struct stub *stub = stub_new();
		struct http_client *client = http_client_new(stub->loop);
		struct http_message message = { .is_repeatable = is_repeatable };
		struct heard heard;

		stub->answer = OK_ANSWER;
		heard = call(stub, client, "http://127.0.0.1:PORT/in", message);
		assert_int_equal(heard.outcome, HTTP_ANSWERED);
		stub->answer = NULL;
		stub->is_closing = true;
		heard = call(stub, client, "http://127.0.0.1:PORT/in", message);
		assert_int_equal(heard.outcome, HTTP_UNKNOWN);
		check_int("requests", stub->requests, is_repeatable ? 3 : 2);
		http_client_free(client);
		stub_free(stub);
	}
}

static void test_invalid_calls(void **state)
{
	const struct http_header split[] = { { "X-A", "b\r\nX-C: d" } };
	const struct http_header name[] = { { "X A", "b" } };
	const struct http_message messages[] = {
		{ .method = "GET", .url = "file:///etc/passwd" },
		{ .method = "GET", .url = "ftp://127.0.0.1/" },
		{ .method = "GET", .url = "127.0.0.1/in" },
		{ .method = "GET", .url = "http://127.0.0.1/\r\nX: y" },
		{ .method = "GET /x", .url = "http://127.0.0.1/" },
		{ .method = "", .url = "http://127.0.0.1/" },
		{ .method = "GET",
		  .url = "http://127.0.0.1/",
		  .headers = split,
		  .header_count = 1 },
		{ .method = "GET", .url = "http://127.0.0.1/", .headers = name, .header_count = 1 },
	};
	struct stub *stub = stub_new();
	struct http_client *client = http_client_new(stub->loop);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(messages); i++) {
		struct http_call *handle;
		struct fault fault;

		check_int(messages[i].url,
			  http_client_call(client, &messages[i], on_reply, NULL, &handle, &fault),
			  ERR_INVALID);
		assert_null(handle);
		assert_true(fault.why[0] != '\0');
	}
	http_client_free(client);
	stub_free(stub);
}

static void test_cancel(void **state)
{
	struct stub *stub = stub_new();
	struct http_client *client = http_client_new(stub->loop);
	struct heard first = { .loop = stub->loop }, second = { .loop = stub->loop };
	struct http_message message = { .method = "GET", .url = "http://127.0.0.1:1/" };
	struct http_message mute = { .method = "GET" };
	struct http_call *handle;
	struct fault fault;
	char url[64];

	(void)state;
	snprintf(url, sizeof url, "http://127.0.0.1:%d/", stub->port);
	mute.url = url;
	assert_int_equal(http_client_call(client, &mute, on_reply, &second, &handle, &fault),
			 ERR_NONE);
	first.to_cancel = handle; /* from inside the other's reply */
	assert_int_equal(http_client_call(client, &message, on_reply, &first, NULL, &fault),
			 ERR_NONE);
	assert_int_equal(http_client_busy(client), 2);
	loop_run_for(stub->loop, 2 * US_PER_S);
	assert_int_equal(first.calls, 1);
	assert_int_equal(http_client_busy(client), 0);
	assert_int_equal(http_client_call(client, &mute, on_reply, &second, NULL, &fault),
			 ERR_NONE);
	loop_run_for(stub->loop, 50 * US_PER_MS);
	http_client_free(client); /* with one under way */
	assert_int_equal(second.calls, 0);
	stub_free(stub);
}

static const struct {
	const char *name;
	const char *greeting;
	const char *refuse;
	const char *after_text;
	enum http_outcome outcome;
	int status;
} mails[] = {
	{ "taken", "220 hi\r\n", NULL, "250 kept\r\n", HTTP_ANSWERED, 250 },
	{ "not for us", "220 hi\r\n", "RCPT", NULL, HTTP_NOT_SENT, 550 },
	{ "sender refused", "220 hi\r\n", "MAIL", NULL, HTTP_NOT_SENT, 550 },
	{ "text refused", "220 hi\r\n", NULL, "554 no\r\n", HTTP_ANSWERED, 554 },
	{ "later, please", "220 hi\r\n", NULL, "451 later\r\n", HTTP_ANSWERED, 451 },
	{ "hangs up behind the text", "220 hi\r\n", NULL, NULL, HTTP_UNKNOWN, 0 },
	{ "silence behind the text", "220 hi\r\n", NULL, "", HTTP_UNKNOWN, 0 },
	{ "never greets", NULL, NULL, NULL, HTTP_NOT_SENT, 0 },
};

static void test_mails(void **state)
{
	const char *const to[] = { "ops@example.com", "desk@example.com", NULL };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(mails); i++) {
		struct stub *stub = stub_new();
		struct http_client *client = http_client_new(stub->loop);
		struct heard heard = { .loop = stub->loop };
		struct http_mail mail = { .from = "docket@example.com",
					  .to = to,
					  .text = span_of("Subject: x\r\n\r\nbody\r\n.dot\r\n"),
					  .timeout_us = 500 * US_PER_MS };
		struct fault fault;
		char url[64];

		snprintf(url, sizeof url, "smtp://127.0.0.1:%d", stub->port);
		mail.url = url;
		stub->is_mail = true;
		stub->greeting = mails[i].greeting;
		stub->refuse = mails[i].refuse;
		stub->after_text = mails[i].after_text;
		assert_int_equal(http_client_mail(client, &mail, on_reply, &heard, NULL, &fault),
				 ERR_NONE);
		loop_run_for(stub->loop, 5 * US_PER_S);
		check_int(mails[i].name, heard.calls, 1);
		check_int(mails[i].name, heard.outcome, mails[i].outcome);
		check_int(mails[i].name, heard.status, mails[i].status);
		if (heard.outcome != HTTP_NOT_SENT)
			assert_non_null(strstr(stub->last, "body\r\n..dot\r\n.\r\n"));
		http_client_free(client);
		stub_free(stub);
	}
}

/* The loop goes on while a mail waits, and a cancelled one ends soon. */
static void test_mail_holds_nobody_up(void **state)
{
	const char *const to[] = { "ops@example.com", NULL };
	struct stub *stub = stub_new();
	struct http_client *client = http_client_new(stub->loop);
	struct heard heard = { .loop = stub->loop };
	struct http_mail mail = { .from = "docket@example.com",
				  .to = to,
				  .text = span_of("x\r\n") };
	int64_t start_us = loop_now_us(stub->loop);
	struct fault fault;
	char url[64];

	(void)state;
	snprintf(url, sizeof url, "smtp://127.0.0.1:%d", stub->port);
	mail.url = url;
	stub->is_mail = true;
	stub->greeting = "220 hi\r\n";
	stub->after_text = "";
	assert_int_equal(http_client_mail(client, &mail, on_reply, &heard, NULL, &fault), ERR_NONE);
	while (!stub->requests && loop_now_us(stub->loop) - start_us < 5 * US_PER_S)
		loop_run_for(stub->loop, 10 * US_PER_MS);
	assert_int_equal(stub->requests, 1);
	assert_int_equal(http_client_busy(client), 1);
	http_client_free(client);
	stub_free(stub);
	assert_int_equal(heard.calls, 0);
	assert_true(instant_monotonic_now() - start_us < 4 * US_PER_S); /* of 60 it might take */
}

static void test_invalid_mails(void **state)
{
	const char *const nobody[] = { NULL }, *const split[] = { "a@b\r\nDATA", NULL };
	const char *const good[] = { "a@example.com", NULL };
	const struct http_mail bad[] = {
		{ .url = "smtp://127.0.0.1:1", .from = "a@b", .to = nobody },
		{ .url = "smtp://127.0.0.1:1", .from = "a@b", .to = split },
		{ .url = "smtp://127.0.0.1:1", .from = "a@b> SIZE=1", .to = good },
		{ .url = "http://127.0.0.1:1", .from = "a@b", .to = good },
	};
	struct stub *stub = stub_new();
	struct http_client *client = http_client_new(stub->loop);
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		check_int(bad[i].from,
			  http_client_mail(client, &bad[i], on_reply, NULL, NULL, &fault),
			  ERR_INVALID);
	http_client_free(client);
	stub_free(stub);
}

static void test_backoff(void **state)
{
	static const struct {
		int attempt;
		int64_t base_us, cap_us, most_us;
	} rows[] = {
		{ 0, 100, 5000, 100 },
		{ 1, 100, 5000, 100 },
		{ 2, 100, 5000, 200 },
		{ 6, 100, 5000, 3200 },
		{ 7, 100, 5000, 5000 },
		{ 1000, 100, 5000, 5000 },
		{ 63, 1, INT64_MAX, INT64_C(1) << 62 },
		{ 200, 1, INT64_MAX, INT64_MAX },
		{ 1, 9000, 5000, 5000 },
		{ 3, 0, 5000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint64_t most = (uint64_t)rows[i].most_us;

		check_int("most",
			  net_backoff_us(rows[i].attempt, rows[i].base_us, rows[i].cap_us, most),
			  rows[i].most_us);
		check_int("least",
			  net_backoff_us(rows[i].attempt, rows[i].base_us, rows[i].cap_us, 0), 0);
		assert_true(net_backoff_us(rows[i].attempt, rows[i].base_us, rows[i].cap_us,
					   UINT64_MAX) >= 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fates),
		cmocka_unit_test(test_what_is_sent),
		cmocka_unit_test(test_endless_body_is_cut),
		cmocka_unit_test(test_kept_connection_never_doubles),
		cmocka_unit_test(test_invalid_calls),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_mails),
		cmocka_unit_test(test_mail_holds_nobody_up),
		cmocka_unit_test(test_invalid_mails),
		cmocka_unit_test(test_backoff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

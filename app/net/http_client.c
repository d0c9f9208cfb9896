/* SPDX-License-Identifier: MIT */
/* libcurl's multi interface on our loop: it says which descriptors and which time it waits for, and
 * is told when they come. Mails go through a worker instead: libcurl waits for a mail server's
 * answer to the text, and to its QUIT, without giving the loop back. */
#include "net/http_client.h"

#include "base/instant.h"
#include "base/mem.h"
#include "net/http_call.h"

#include <string.h>

/* A descriptor that libcurl waits for. */
struct http_socket {
	struct http_client *client;
	struct loop_watch *watch;
	curl_socket_t fd;
};

struct http_client {
	struct loop *loop;
	CURLM *multi;
	struct loop_timer *timer;
	struct http_call *calls;
	size_t busy;
	bool is_telling; /* on_reply runs */
};

static void leave(struct http_call *call)
{
	*call->at = call->next;
	if (call->next)
		call->next->at = call->at;
	call->client->busy--;
	if (!call->is_mail)
		curl_multi_remove_handle(call->client->multi, call->easy);
}

static void tell(struct http_call *call, CURLcode code)
{
	struct http_client *client = call->client;
	struct http_reply_headers headers = { .easy = call->easy };
	struct http_reply reply = { .headers = &headers,
				    .took_us = loop_now_us(client->loop) - call->began_us };

	http_call_outcome(call, code, &reply);
	leave(call);
	client->is_telling = true;
	call->on_reply(call->context, &reply);
	client->is_telling = false;
	http_call_free(call);
}

static void collect(struct http_client *client)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(client->multi, &left))) {
		struct http_call *call = NULL;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
		tell(call, message->data.result);
	}
}

static void act(struct http_client *client, curl_socket_t fd, int ready)
{
	int running;

	curl_multi_socket_action(client->multi, fd, ready, &running);
	collect(client);
}

static void on_ready(void *context, unsigned ready)
{
	const struct http_socket *socket = context;

	act(socket->client, socket->fd,
	    (ready & LOOP_READ ? CURL_CSELECT_IN : 0) |
		    (ready & LOOP_WRITE ? CURL_CSELECT_OUT : 0));
}

static void on_timer(void *context)
{
	act(context, CURL_SOCKET_TIMEOUT, 0);
}

static void socket_end(struct http_client *client, struct http_socket *socket)
{
	if (!socket)
		return;
	loop_watch_free(socket->watch);
	curl_multi_assign(client->multi, socket->fd, NULL);
	mem_free(socket);
}

static struct http_socket *socket_begin(struct http_client *client, curl_socket_t fd)
{
	struct http_socket *socket = mem_new(1, sizeof *socket);

	*socket = (struct http_socket){ .client = client, .fd = fd };
	if (loop_watch_new(client->loop, fd, on_ready, socket, &socket->watch, NULL) != ERR_NONE)
		BUG("a socket of libcurl cannot be watched");
	curl_multi_assign(client->multi, fd, socket);
	return socket;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *known)
{
	struct http_client *client = context;
	struct http_socket *socket = known;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		socket_end(client, socket);
		return 0;
	}
	if (!socket)
		socket = socket_begin(client, fd);
	loop_watch_set(socket->watch, (what & CURL_POLL_IN ? LOOP_READ : 0U) |
					      (what & CURL_POLL_OUT ? LOOP_WRITE : 0U));
	return 0;
}

static int on_time(CURLM *multi, long wait_ms, void *context)
{
	struct http_client *client = context;

	(void)multi;
	if (wait_ms < 0)
		loop_timer_stop(client->timer);
	else
		loop_timer_start(client->timer, wait_ms * US_PER_MS, 0);
	return 0;
}

struct http_client *http_client_new(struct loop *loop)
{
	struct http_client *client = mem_new(1, sizeof *client);

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		BUG("libcurl cannot start");
	client->loop = loop;
	client->timer = loop_timer_new(loop, on_timer, client);
	client->multi = curl_multi_init();
	if (!client->multi)
		BUG("no memory for libcurl");
	curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
	curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, on_time);
	curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
	return client;
}

static void work_mail(void *context)
{
	struct http_call *call = context;

	call->mail_code = curl_easy_perform(call->easy);
}

static void on_mail_done(void *context, bool was_run)
{
	struct http_call *call = context;

	if (atomic_load(&call->is_cancelled))
		http_call_free(call);
	else
		tell(call, was_run ? call->mail_code : CURLE_ABORTED_BY_CALLBACK);
}

/* Adding a handle only starts libcurl's timer, so nothing is called back from inside. */
static void start(struct http_client *client, struct http_call *call, http_on_reply *on_reply,
		  void *context)
{
	call->client = client;
	call->on_reply = on_reply;
	call->context = context;
	call->began_us = loop_now_us(client->loop);
	call->next = client->calls;
	call->at = &client->calls;
	if (call->next)
		call->next->at = &call->next;
	client->calls = call;
	client->busy++;
	if (call->is_mail)
		loop_job(client->loop, work_mail, on_mail_done, call);
	else if (curl_multi_add_handle(client->multi, call->easy) != CURLM_OK)
		BUG("libcurl takes no call");
}

static enum err start_or_free(struct http_client *client, struct http_call *call, enum err err,
			      http_on_reply *on_reply, void *context, struct http_call **out)
{
	if (err == ERR_NONE) {
		start(client, call, on_reply, context);
	} else {
		http_call_free(call);
		call = NULL;
	}
	if (out)
		*out = call;
	return err;
}

enum err http_client_call(struct http_client *client, const struct http_message *message,
			  http_on_reply *on_reply, void *context, struct http_call **out,
			  struct fault *fault)
{
	struct http_call *call = mem_new(1, sizeof *call);

	return start_or_free(client, call, http_call_message(call, message, fault), on_reply,
			     context, out);
}

enum err http_client_mail(struct http_client *client, const struct http_mail *mail,
			  http_on_reply *on_reply, void *context, struct http_call **out,
			  struct fault *fault)
{
	struct http_call *call = mem_new(1, sizeof *call);

	return start_or_free(client, call, http_call_mail(call, mail, fault), on_reply, context,
			     out);
}

void http_call_cancel(struct http_call *call)
{
	leave(call);
	if (call->is_mail)
		atomic_store(&call->is_cancelled, true); /* the worker still has it */
	else
		http_call_free(call);
}

size_t http_client_busy(const struct http_client *client)
{
	return client->busy;
}

const char *http_reply_header(const struct http_reply *reply, const char *name)
{
	struct curl_header *header;

	if (curl_easy_header(reply->headers->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return header->value;
}

void http_reply_cookies(const struct http_reply *reply, struct str *out)
{
	struct curl_header *header;

	for (size_t i = 0; curl_easy_header(reply->headers->easy, "Set-Cookie", i, CURLH_HEADER, -1, &header) == CURLHE_OK; i++) {
		str_adds(out, out->length > 0 ? "; " : "");
		str_add(out, header->value, strcspn(header->value, ";"));
	}
}

int64_t http_reply_later_us(const struct http_reply *reply)
{
	const char *value = reply->outcome == HTTP_ANSWERED ? http_reply_header(reply, "Retry-After") : NULL;
	int64_t seconds = 0;

	if (!value || str_to_i64(span_of(value), &seconds) != ERR_NONE || seconds < 0 || seconds > 86400)
		return 0;
	return seconds * US_PER_S;
}

void http_client_free(struct http_client *client)
{
	if (!client)
		return;
	BUG_IF(client->is_telling);
	while (client->calls)
		http_call_cancel(client->calls);
	curl_multi_cleanup(client->multi);
	loop_timer_free(client->timer);
	mem_free(client);
}

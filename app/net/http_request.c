/* SPDX-License-Identifier: MIT */
/* The life of one request: headers, body, the owner's answer at once or later. A request that waits
 * for its answer is suspended in libmicrohttpd, so it costs nothing. */
#include "net/intake.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct http_request *intake_begin(struct intake_peer *peer, const char *method, const char *path)
{
	struct http_request *request = mem_new(1, sizeof *request);

	request->peer = peer;
	request->method = method;
	request->path = path;
	return request;
}

static void release_body(struct http_request *request)
{
	request->peer->server->body_bytes -= request->body.length;
	str_release(&request->body);
}

void intake_take(struct http_request *request, const char *data, size_t length)
{
	struct http_server *server = request->peer->server;

	if (request->refuse_status)
		return;
	if (request->body.length + length > server->options.body_most_bytes) {
		request->refuse_status = MHD_HTTP_CONTENT_TOO_LARGE;
		request->refuse_words = "the body is too large";
	} else if (server->body_bytes + length > server->options.bodies_most_bytes) {
		request->refuse_status = MHD_HTTP_SERVICE_UNAVAILABLE;
		request->refuse_words = "too much is arriving at once, try again later";
	}
	if (request->refuse_status) {
		release_body(request);
		return;
	}
	str_add(&request->body, data, length);
	server->body_bytes += length;
}

static enum MHD_Result queue_answer(struct http_request *request)
{
	struct intake_peer *peer = request->peer;
	enum MHD_Result result =
		MHD_queue_response(peer->connection, (unsigned)request->status, request->response);

	MHD_destroy_response(request->response);
	request->response = NULL;
	intake_phase(peer, INTAKE_ANSWER, peer->server->options.idle_limit_us);
	return result;
}

static void make_response(struct http_request *request, int status, const char *type,
			  struct span body)
{
	/* Copied; libmicrohttpd's signature only lacks a const. */
	request->response = MHD_create_response_from_buffer(
		body.length, (void *)(uintptr_t)body.text, MHD_RESPMEM_MUST_COPY);
	if (!request->response)
		BUG("no memory for an answer of %zu bytes", body.length);
	request->status = status;
	request->is_answered = true;
	if (type)
		MHD_add_response_header(request->response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	if (request->peer->server->is_draining)
		MHD_add_response_header(request->response, MHD_HTTP_HEADER_CONNECTION, "close");
}

enum MHD_Result intake_refuse(struct http_request *request, int status, const char *words)
{
	struct str text = { 0 };

	str_addf(&text, "%s\n", words);
	make_response(request, status, "text/plain; charset=utf-8",
		      (struct span){ text.text, text.length });
	str_release(&text);
	if (!request->peer->server->is_draining)
		MHD_add_response_header(request->response, MHD_HTTP_HEADER_CONNECTION, "close");
	request->peer->server->figures.refused++;
	return queue_answer(request);
}

static void hold(struct http_request *request)
{
	struct http_server *server = request->peer->server;

	request->next = server->held;
	request->at = &server->held;
	if (request->next)
		request->next->at = &request->next;
	server->held = request;
	server->figures.held++;
	MHD_suspend_connection(request->peer->connection);
}

static void unhold(struct http_request *request)
{
	if (!request->at)
		return;
	*request->at = request->next;
	if (request->next)
		request->next->at = request->at;
	request->at = NULL;
	request->peer->server->figures.held--;
}

enum MHD_Result intake_whole(struct http_request *request)
{
	struct http_server *server = request->peer->server;

	if (request->response)
		return queue_answer(request);
	if (request->refuse_status)
		return intake_refuse(request, request->refuse_status, request->refuse_words);
	intake_phase(request->peer, INTAKE_HELD, 0);
	request->at_us = loop_now_us(server->loop);
	server->figures.requests++;
	request->is_asking = true;
	server->on_request(server->context, request);
	request->is_asking = false;
	if (request->response)
		return queue_answer(request);
	hold(request);
	return MHD_YES;
}

void intake_end(struct http_request *request)
{
	unhold(request);
	release_body(request);
	if (request->response)
		MHD_destroy_response(request->response);
	mem_free(request);
}

void http_request_answer(struct http_request *request, int status, const char *type,
			 struct span body, const struct http_header *headers, size_t header_count)
{
	BUG_IF(request->is_answered);
	make_response(request, status, type, body);
	for (size_t i = 0; i < header_count; i++)
		if (MHD_add_response_header(request->response, headers[i].name, headers[i].value) !=
		    MHD_YES)
			BUG("header %s cannot be sent", headers[i].name);
	if (request->is_asking)
		return;
	unhold(request);
	MHD_resume_connection(request->peer->connection);
	intake_wake(request->peer->server);
}

const char *http_request_method(const struct http_request *request)
{
	return request->method;
}

const char *http_request_path(const struct http_request *request)
{
	return request->path;
}

const char *http_request_argument(const struct http_request *request, const char *name)
{
	const char *value = NULL;
	enum MHD_Result is_there = MHD_lookup_connection_value_n(
		request->peer->connection, MHD_GET_ARGUMENT_KIND, name, strlen(name), &value, NULL);

	return is_there == MHD_YES && !value ? "" : value;
}

const char *http_request_header(const struct http_request *request, const char *name)
{
	return MHD_lookup_connection_value(request->peer->connection, MHD_HEADER_KIND, name);
}

struct header_visit {
	void (*visit)(void *context, const char *name, const char *value);
	void *context;
};

static enum MHD_Result visit_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	const struct header_visit *visit = context;

	(void)kind;
	visit->visit(visit->context, name, value ? value : "");
	return MHD_YES;
}

void http_request_each_header(const struct http_request *request, void (*visit)(void *context, const char *name, const char *value),
			      void *context)
{
	struct header_visit all = { visit, context };

	MHD_get_connection_values(request->peer->connection, MHD_HEADER_KIND, visit_header, &all);
}

struct span http_request_body(const struct http_request *request)
{
	return (struct span){ str_text(&request->body), request->body.length };
}

const char *http_request_ip(const struct http_request *request)
{
	return request->peer->ip;
}

int64_t http_request_at_us(const struct http_request *request)
{
	return request->at_us;
}

void http_request_set_data(struct http_request *request, void *data)
{
	request->data = data;
}

void *http_request_data(const struct http_request *request)
{
	return request->data;
}

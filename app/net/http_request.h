/* SPDX-License-Identifier: MIT */
/* One request of a partner, whole, and its one answer. Its texts are foreign: neither cleaned nor
 * checked for UTF-8. */
#ifndef DOCKET_NET_HTTP_REQUEST_H
#define DOCKET_NET_HTTP_REQUEST_H

#include "base/str.h"

struct http_request;

/* A header to send. */
struct http_header {
	const char *name;
	const char *value;
};

/* "POST", "GET", ... as sent. Borrowed until the answer, as all texts here. */
const char *http_request_method(const struct http_request *request);

/* The path with %xx decoded, without the query. */
const char *http_request_path(const struct http_request *request);

/* The value of a query argument, decoded; "" if it has none, NULL if it is not there. */
const char *http_request_argument(const struct http_request *request, const char *name);

/* The value of a header, its name in any case; the first if there are several; NULL if it is not
 * there. */
const char *http_request_header(const struct http_request *request, const char *name);

/* Visits all headers in the order in which they came; a header without a value has "". */
void http_request_each_header(const struct http_request *request, void (*visit)(void *context, const char *name, const char *value),
			      void *context);

/* The body's bytes as sent, decoded from chunks; empty if there is none. */
struct span http_request_body(const struct http_request *request);

/* The numeric address of the other side; "local" on a Unix socket. */
const char *http_request_ip(const struct http_request *request);

/* When it had arrived whole, on the loop's monotonic clock. */
int64_t http_request_at_us(const struct http_request *request);

/* A place for the owner's pointer, NULL at first; not owned. */
void http_request_set_data(struct http_request *request, void *data);

/* That pointer. */
void *http_request_data(const struct http_request *request);

/* Answers, exactly once, inside on_request or any time later on the loop's thread; the request is
 * dead afterwards. Answers given in one turn leave together. `type` may be NULL with an empty body.
 * `headers` are copied; the body too. A peer that went away meanwhile is not an error. */
void http_request_answer(struct http_request *request, int status, const char *type,
			 struct span body, const struct http_header *headers, size_t header_count);

#endif

/* SPDX-License-Identifier: MIT */
/* What http_client.c and http_call.c share: one call, as libcurl's easy handle and what it points
 * to. For this folder only. */
#ifndef DOCKET_NET_HTTP_CALL_H
#define DOCKET_NET_HTTP_CALL_H

#include <curl/curl.h>
#include <stdatomic.h>

#include "net/http_client.h"

struct http_call {
	struct http_client *client;
	CURL *easy;
	struct curl_slist *lines; /* header lines, or the recipients of a mail */
	struct span text;         /* what is sent: owned */
	size_t text_given;        /* of a mail: bytes that libcurl has taken */
	struct str body;          /* of the answer */
	size_t body_most_bytes;
	bool is_cut;
	bool is_mail;
	CURLcode mail_code;       /* of a mail, once the worker is through */
	atomic_bool is_cancelled; /* of a mail: read by the worker */
	char host[128];           /* for words */
	char error[CURL_ERROR_SIZE];
	int64_t began_us;
	http_on_reply *on_reply;
	void *context;
	struct http_call *next;
	struct http_call **at;
};

struct http_reply_headers {
	CURL *easy;
};

/* Makes libcurl's handle for a message or a mail. ERR_INVALID with words for what cannot be one. */
MUST_CHECK enum err http_call_message(struct http_call *call, const struct http_message *message,
				      struct fault *fault);

/* The same for a mail. */
MUST_CHECK enum err http_call_mail(struct http_call *call, const struct http_mail *mail,
				   struct fault *fault);

/* What is known of a call that is over: outcome, status and words. */
void http_call_outcome(const struct http_call *call, CURLcode code, struct http_reply *reply);

/* Frees a call that libcurl no longer holds. */
void http_call_free(struct http_call *call);

#endif

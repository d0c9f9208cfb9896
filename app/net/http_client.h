/* SPDX-License-Identifier: MIT */
/*
 * Effects going out, by libcurl on our loop: HTTP and mail. What matters most is what is known when
 * it fails: a message that was surely not sent may be sent again; one that may have arrived must
 * first be asked about. No redirects, no proxy from the environment, no cookies, HTTP/1.1, names
 * and certificates of https are checked. Nothing that is sent or received is ever logged here.
 */
#ifndef DOCKET_NET_HTTP_CLIENT_H
#define DOCKET_NET_HTTP_CLIENT_H

#include "base/str.h"
#include "loop/loop.h"
#include "net/http_request.h"

struct http_client;
struct http_call;
struct http_reply_headers;

enum http_outcome {
	HTTP_NOT_SENT, /* not one byte of it left: no such host, refused, no TLS */
	HTTP_UNKNOWN,  /* some of it left and no answer came: it may have arrived */
	HTTP_ANSWERED, /* the other side answered, with whatever status */
};

/* What came of a call; borrowed until the callback returns. */
struct http_reply {
	enum http_outcome outcome;
	int status;       /* of the answer: HTTP's, or SMTP's last code; 0 without one */
	struct span body; /* at most body_most_bytes */
	bool is_cut;      /* the body is not whole: too long, or the link broke */
	int64_t took_us;
	const struct http_reply_headers *headers; /* for http_reply_header */
	struct fault fault; /* in words, unless answered; without path and query */
};

/* The value of an answer's header, its name in any case; NULL if it is not there. Borrowed like the
 * reply. */
const char *http_reply_header(const struct http_reply *reply, const char *name);

/* Appends the cookies that an answer sets, as a request gives them back: "a=1; b=2". They are read, never kept: who wants them says so. */
void http_reply_cookies(const struct http_reply *reply, struct str *out);

/* For how long an answer asks to be left alone: the seconds of its Retry-After, at most a day; 0 without one. */
int64_t http_reply_later_us(const struct http_reply *reply);

/* Called once for each call that was started and not cancelled. May start and cancel calls. */
typedef void http_on_reply(void *context, const struct http_reply *reply);

/* What to send. Everything is borrowed until http_client_call returns. Only a repeatable message
 * may go over a connection that was kept open: if that turns out to be dead, libcurl sends the
 * message once more by itself. */
struct http_message {
	const char *method; /* "POST", ... */
	const char *url;    /* http:// or https:// */
	const struct http_header *headers;
	size_t header_count;
	struct span body;
	int64_t timeout_us;     /* for all; 0 = 15 s; connecting gets at most 10 s */
	bool is_repeatable;     /* harmless if it arrives twice; see below */
	const char *ca_file;    /* trusted instead of the system's certificates */
	size_t body_most_bytes; /* of the answer; 0 = 1 MiB */
};

/* A mail, already rendered: headers and body as RFC 5322 wants them. Borrowed until
 * http_client_mail returns. */
struct http_mail {
	const char *url;       /* smtp://host:port or smtps://... */
	const char *user;      /* NULL = no login */
	const char *password;  /* never logged, never in a fault */
	bool needs_tls;        /* refuse to go on without STARTTLS */
	const char *from;      /* bare address */
	const char *const *to; /* bare addresses, ended by NULL */
	struct span text;      /* the message */
	int64_t timeout_us;    /* 0 = 60 s */
	const char *ca_file;   /* as in http_message */
};

/* A client; the caller owns it. */
struct http_client *http_client_new(struct loop *loop);

/* Starts a call; on_reply comes later, never from inside. ERR_INVALID with words for what cannot be
 * a call (a URL of another scheme, a header with a line end): there is no on_reply then. The call
 * is borrowed until on_reply; `out` may be NULL. */
MUST_CHECK enum err http_client_call(struct http_client *client, const struct http_message *message,
				     http_on_reply *on_reply, void *context, struct http_call **out,
				     struct fault *fault);

/* The same for a mail; it runs on a worker, four at most at once. NOT_SENT is also "refused before
 * the text was given"; then `status` tells whether for good (5xx). */
MUST_CHECK enum err http_client_mail(struct http_client *client, const struct http_mail *mail,
				     http_on_reply *on_reply, void *context, struct http_call **out,
				     struct fault *fault);

/* Gives a call up: no on_reply. What was sent is sent. Dead afterwards. */
void http_call_cancel(struct http_call *call);

/* Calls under way. */
size_t http_client_busy(const struct http_client *client);

/* Cancels all and ends. Not from inside on_reply. NULL is fine. */
void http_client_free(struct http_client *client);

#endif

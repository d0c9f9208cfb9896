/* SPDX-License-Identifier: MIT */
/* Addresses that answers name, and what they may lead to; what is put into an address; dates of HTTP. */
#ifndef DOCKET_NET_HTTP_URL_H
#define DOCKET_NET_HTTP_URL_H

#include "base/str.h"

/* Appends where `reference`, as an answer to `base` names it, leads: an absolute address, or one that goes on from `base`. ERR_DENIED for
 * another host or port, another scheme (but https in place of http), or with a password; ERR_INVALID for what is no address. */
MUST_CHECK enum err http_url_follow(const char *base, struct span reference, struct str *out, struct fault *fault);

/* Appends text as a value in a query: all but letters, digits, '-', '.', '_' and '~' as %XX. */
void http_url_escape(struct str *out, const char *text);

/* Appends the address with one more parameter in its query; both are escaped. */
void http_url_add(struct str *out, const char *url, const char *name, const char *value);

/* Reads a date as HTTP has it ("Sun, 06 Nov 1994 08:49:37 GMT"); INSTANT_NONE for what is none, and for NULL. */
int64_t http_date(const char *text);

/* How long an answer asks to wait: the header Retry-After as seconds or as a date beside the answer's own (both may be NULL); 0 if it does
 * not say; at most a day. */
int64_t http_retry_after_us(const char *retry_after, const char *date, int64_t wall_us);

#endif

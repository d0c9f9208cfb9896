/* SPDX-License-Identifier: MIT */
/* Addresses of HTTP, taken apart and made by libcurl. */
#ifndef DOCKET_NET_HTTP_URL_H
#define DOCKET_NET_HTTP_URL_H

#include "base/str.h"

/* The address that `target`, as an answer from `base` wrote it, stands for: whole or relative, in `out` (cleared first). ERR_INVALID if
 * it is none; ERR_DENIED if it is of another scheme, host or port than `base`: what is shown to one server is not for another. */
MUST_CHECK enum err http_url_follow(const char *base, struct span target, struct str *out, struct fault *fault);

/* Appends `text` as a part of a query may hold it. */
void http_url_escape(struct str *out, const char *text);

/* Appends scheme, host, port and path of an address: what may stand in a log. Nothing for what is no address. */
void http_url_show(struct str *out, const char *url);

#endif

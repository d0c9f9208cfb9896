/* SPDX-License-Identifier: MIT */
/* The header Link of an answer (RFC 8288): where its next page is. */
#ifndef DOCKET_CODEC_WEBLINK_H
#define DOCKET_CODEC_WEBLINK_H

#include "base/str.h"

/* The address of the first link in `header` whose rel holds the word `rel`, in any case; `header` may be NULL. Borrowed from the header; no
 * text (NULL) if there is none, or the header is broken before it. */
struct span weblink_find(const char *header, const char *rel);

#endif

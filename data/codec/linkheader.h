/* SPDX-License-Identifier: MIT */
/* The Link header of an HTTP answer (RFC 8288). */
#ifndef DOCKET_CODEC_LINKHEADER_H
#define DOCKET_CODEC_LINKHEADER_H

#include "base/str.h"

/* The target of the first link with the relation `rel`, as it is written between < and >; an empty span if there is none, or if the header
 * cannot be read up to it. Borrowed from `header`. */
struct span linkheader_find(const char *header, const char *rel);

#endif

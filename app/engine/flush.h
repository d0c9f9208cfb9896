/* SPDX-License-Identifier: MIT */
/* Group commit: items of an interface that arrive within a few milliseconds become one transaction.
 * One that the store refuses is found by halving, and stands alone in the end. */
#ifndef DOCKET_ENGINE_FLUSH_H
#define DOCKET_ENGINE_FLUSH_H

#include "engine/reception.h"

/* When to commit what has gathered. */
struct flush_limits {
	int64_t gather_us;
	size_t items, bytes;
};

/* Is it time: enough items, enough bytes, or the oldest waited long enough? */
bool flush_is_due(const struct flush_limits *limits, size_t items, size_t bytes, int64_t oldest_us,
		  int64_t now_us);

/* Takes a delivery with at least one waiting item; it is answered later. */
void flush_add(struct reception *reception, struct delivery *delivery);

/* Numbers for messages came: what waited for them goes on. */
void flush_resume(struct reception *reception, struct tenancy *tenancy);

/* Does this SQLSTATE blame the data, so that halving helps? Anything else is about the store. */
bool flush_blames_data(const char *sqlstate);

/* Turns away all that waits, and frees. */
void flush_free_all(struct reception *reception);

#endif

/* SPDX-License-Identifier: MIT */
/* Moments as people type them. */
#ifndef DOCKET_MODEL_TYPEDTIME_H
#define DOCKET_MODEL_TYPEDTIME_H

#include "base/zone.h"

/* Reads a moment in `zone` (NULL = UTC) at `now`:
 *	now  +2h  -15m  16:40  9:00  tomorrow  tomorrow 9:00  yesterday 16:00  mon 9:00  2026-03-01  2026-03-01 10:00
 * and RFC 3339 with its offset. A day without a time is its beginning. `is_ahead` says that only what is to come makes
 * sense: a clock time gone by more than an hour ago is then meant for tomorrow, a weekday is the next of that name.
 * ERR_SYNTAX with the forms as help. */
MUST_CHECK enum err typedtime_read(struct span text, const struct zone *zone, int64_t now, bool is_ahead, int64_t *out,
				   struct fault *fault);

/* The two zones a person at a desk speaks in; NULL = UTC. */
struct typedtime_zones {
	const struct zone *here;   /* of the clock she looks at */
	const struct zone *there;  /* of the stop that is spoken of */
};

/* As typedtime_read in `zone`, but a last word may name the zone meant: "local" the one there, or what either is called at `now`
 * ("16:30 CDT"). */
MUST_CHECK enum err typedtime_read_zones(struct span text, const struct zone *zone, const struct typedtime_zones *zones, int64_t now,
					 bool is_ahead, int64_t *out, struct fault *fault);

#endif

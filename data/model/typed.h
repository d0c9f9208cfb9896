/* SPDX-License-Identifier: MIT */
/* Moments as people type them: "16:40", "tomorrow 9:00", "fri 14:30", "+2h", "3.12. 10:00", "2026-03-01 10:00", "now". */
#ifndef DOCKET_MODEL_TYPED_H
#define DOCKET_MODEL_TYPED_H

#include "base/zone.h"

/* Reads `text` as a moment near `now` in the zone (NULL = UTC). A bare time is the next such time unless it passed less than
 * two hours ago and `is_past` is set (a call logged just now). ERR_SYNTAX with a fault that says how to write it. */
MUST_CHECK enum err typed_instant(struct span text, int64_t now, const struct zone *zone, bool is_past, int64_t *out,
				  struct fault *fault);

#endif

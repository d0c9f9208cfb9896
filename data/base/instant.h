/* SPDX-License-Identifier: MIT */
/* Moments and durations. A moment is int64_t microseconds since 1970-01-01 UTC; a duration is microseconds too. */
#ifndef DOCKET_BASE_INSTANT_H
#define DOCKET_BASE_INSTANT_H

#include "base/str.h"

#define INSTANT_NONE INT64_MIN
#define US_PER_MS INT64_C(1000)
#define US_PER_S INT64_C(1000000)
#define US_PER_MIN (60 * US_PER_S)
#define US_PER_HOUR (60 * US_PER_MIN)
#define US_PER_DAY (24 * US_PER_HOUR)

/* Civil fields of a moment in some zone. month 1-12, day 1-31, weekday 0 = Sunday. */
struct civil {
	int year, month, day, hour, minute, second, us, weekday;
};

/* The civil fields of `at` shifted by `offset_s` seconds east of UTC; moments at the ends of int64_t are held a week inside. */
struct civil instant_civil(int64_t at, int offset_s);

/* The moment of civil fields at `offset_s` seconds east of UTC; fields out of range carry over;
 * what does not fit into int64_t is held a week inside its ends, so that small sums with it are safe. */
int64_t instant_from_civil(const struct civil *civil, int offset_s);

/* Reads RFC 3339 ("2011-03-14T14:30:00.25Z", "+01:00", a blank for T, seconds optional) as PostgreSQL and partners
 * write it. Without an offset: ERR_AGAIN with *out as if UTC (the caller applies a zone); bad text: ERR_SYNTAX. */
MUST_CHECK enum err instant_read(struct span text, int64_t *out);

/* Appends "2011-03-14T14:30:00Z" (with ".250000" only if there is a fraction); INSTANT_NONE appends nothing. */
void instant_write(struct str *out, int64_t at);

/* Reads "90s", "15m", "2h", "1d", "1h30", "1h30m", "-5m", "24 hours", "2 days"; a day is 24 hours here. ERR_SYNTAX else. */
MUST_CHECK enum err duration_read(struct span text, int64_t *out_us);

/* Appends the short form an operator reads: "45s", "12m", "1h30", "3d4h"; negative with '-'. */
void duration_write(struct str *out, int64_t duration_us);

/* The wall clock and the monotonic clock. Only app/ and tests may call these two; all else gets `now` as an argument. */
int64_t instant_wall_now(void);

/* Microseconds of the monotonic clock. */
int64_t instant_monotonic_now(void);

#endif

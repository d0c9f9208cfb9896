/* SPDX-License-Identifier: MIT */
/* Calls a minute, and how long calls took. Times are microseconds of one monotonic clock. */
#ifndef DOCKET_API_METER_H
#define DOCKET_API_METER_H

#include "base/err.h"

/* What one caller has used up; all zero is nothing. */
struct meter_rate {
	int64_t full_at_us; /* by then all that was used is his again */
};

/* May one more be made now, of `per_minute`? All of a minute's may come at once. If not, *wait_us says after how long the next may. */
bool meter_take(struct meter_rate *rate, int64_t per_minute, int64_t now_us, int64_t *wait_us);

#define METER_KEPT 512

/* How long the last METER_KEPT calls took; all zero is none. */
struct meter_times {
	int64_t took_us[METER_KEPT];
	size_t count, next;
	int64_t most_us; /* of all there ever were */
};

/* Adds one. */
void meter_add(struct meter_times *times, int64_t took_us);

/* What `percent` of those that are kept did not exceed; 0 if there are none. */
int64_t meter_quantile(const struct meter_times *times, int percent);

#endif

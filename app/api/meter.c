/* SPDX-License-Identifier: MIT */
/* One number is enough for a rate: when the caller would be back at nothing used. */
#include "api/meter.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"

#define MINUTE_US (60 * US_PER_S)

bool meter_take(struct meter_rate *rate, int64_t per_minute, int64_t now_us, int64_t *wait_us)
{
	int64_t each_us = MINUTE_US / (per_minute > 0 ? per_minute : 1);
	int64_t used_us = rate->full_at_us > now_us ? rate->full_at_us - now_us : 0;

	*wait_us = used_us + each_us - MINUTE_US;
	if (*wait_us > 0)
		return false;
	*wait_us = 0;
	rate->full_at_us = now_us + used_us + each_us;
	return true;
}

void meter_add(struct meter_times *times, int64_t took_us)
{
	times->took_us[times->next] = took_us;
	times->next = (times->next + 1) % METER_KEPT;
	times->count += times->count < METER_KEPT;
	times->most_us = took_us > times->most_us ? took_us : times->most_us;
}

static int by_length(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int64_t meter_quantile(const struct meter_times *times, int percent)
{
	int64_t sorted[METER_KEPT];

	if (times->count == 0)
		return 0;
	memcpy(sorted, times->took_us, times->count * sizeof *sorted);
	qsort(sorted, times->count, sizeof *sorted, by_length);
	return sorted[(times->count * (size_t)percent + 99) / 100 - 1];
}

/* SPDX-License-Identifier: MIT */
/* Tenant time from server time, and back. */
#include "engine/timing.h"

#include <string.h>

enum timing_kind timing_kind_of(const char *name)
{
	if (strcmp(name, "scaled") == 0)
		return TIMING_SCALED;
	return strcmp(name, "driven") == 0 ? TIMING_DRIVEN : TIMING_REAL;
}

int64_t timing_now(const struct timing *timing, int64_t server_now)
{
	switch (timing->kind) {
	case TIMING_REAL:
		return server_now;
	case TIMING_SCALED:
		return timing->base_at + (server_now - timing->real_at) * timing->rate;
	case TIMING_DRIVEN:
		return timing->base_at;
	}
	return server_now;
}

int64_t timing_wait_us(const struct timing *timing, int64_t server_now, int64_t at)
{
	int64_t left = at - timing_now(timing, server_now);
	int64_t rate = timing->kind == TIMING_SCALED && timing->rate > 0 ? timing->rate : 1;

	if (left <= 0)
		return 0;
	if (timing->kind == TIMING_DRIVEN)
		return INSTANT_NONE;
	return (left + rate - 1) / rate;
}

/* SPDX-License-Identifier: MIT */
/* A tenant's clock: real, scaled (a demo), or driven by hand (replay). Pure. */
#ifndef DOCKET_ENGINE_TIMING_H
#define DOCKET_ENGINE_TIMING_H

#include "base/instant.h"

enum timing_kind { TIMING_REAL, TIMING_SCALED, TIMING_DRIVEN };

struct timing {
	enum timing_kind kind;
	int64_t base_at; /* tenant time at real_at; of a driven clock: now */
	int64_t real_at; /* server time */
	int64_t rate;    /* tenant seconds per second, of a scaled one */
};

/* The kind called `name` in the store; real for anything else. */
enum timing_kind timing_kind_of(const char *name);

/* Tenant time when the server's clock says `server_now`. */
int64_t timing_now(const struct timing *timing, int64_t server_now);

/* Real microseconds from `server_now` until tenant time is `at`: 0 if it is past, INSTANT_NONE if a
 * hand must move it. */
int64_t timing_wait_us(const struct timing *timing, int64_t server_now, int64_t at);

#endif

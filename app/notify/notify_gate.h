/* SPDX-License-Identifier: MIT */
/* How many notices a minute. For this folder only. */
#ifndef DOCKET_NOTIFY_NOTIFY_GATE_H
#define DOCKET_NOTIFY_NOTIFY_GATE_H

#include "base/err.h"

#define NOTIFY_GATE_MOST 6

/* All zero is empty. */
struct notify_gate {
	int64_t passed_us[NOTIFY_GATE_MOST]; /* oldest first */
	size_t passed;
	unsigned held; /* kept back since the last count was told */
};

/* May one more be shown at `now_us` (monotonic)? Counts it as shown or as held back. Nothing passes
 * while some are held back: the count goes first. */
bool notify_gate_pass(struct notify_gate *gate, int64_t now_us);

/* When the count of those held back may be shown; INSTANT_NONE if there are none. */
int64_t notify_gate_due_us(const struct notify_gate *gate);

/* Takes that count, which is shown now and counts as one. */
unsigned notify_gate_take(struct notify_gate *gate, int64_t now_us);

#endif

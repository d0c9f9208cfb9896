/* SPDX-License-Identifier: MIT */
/* Which plots the story has. For this folder only. */
#ifndef DOCKET_DEMO_CAST_H
#define DOCKET_DEMO_CAST_H

#include "demo/plot.h"

/* What went wrong and was settled in the days before the opening. */
void cast_past(struct story *story);

/* What stands open at the opening, and the first minutes after it. */
void cast_opening(struct story *story);

/* What goes wrong from `from` to `until`, at a pace that a dispatcher can work. */
void cast_future(struct story *story, int64_t from, int64_t until);

#endif

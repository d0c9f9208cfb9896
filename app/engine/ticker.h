/* SPDX-License-Identifier: MIT */
/* Hints to consoles after commits of this engine, at once after idle and then every so often;
 * notices from other programs. A hint is never data: whoever gets one looks for himself. */
#ifndef DOCKET_ENGINE_TICKER_H
#define DOCKET_ENGINE_TICKER_H

#include "engine/tenancy.h"

/* This engine committed something of the tenant. */
void ticker_wrote(struct tenancy *tenancy);

/* A notice on channel docket_engine: "act", "clock", "message", "reference". */
void ticker_on_notify(struct engine *engine, struct span channel, struct span payload);

/* Tells other engines that something waits: "message". At most one such notice a hint time. */
void ticker_tell(struct engine *engine, const char *what);

/* The timer of hints. */
void ticker_on_timer(void *context);

#endif

/* SPDX-License-Identifier: MIT */
/* Which tenants' work is ours: rows of docket.lease, renewed in time, fenced in each write. Today a
 * part is a tenant; a tenant too large for one engine would be several parts, by hash of the
 * subject. */
#ifndef DOCKET_ENGINE_LEASE_H
#define DOCKET_ENGINE_LEASE_H

#include "engine/engine.h"

/* Takes what is free and keeps what is ours, if it is time. */
void lease_renew(struct engine *engine);

/* Gives back what is ours, so that another engine need not wait. */
void lease_give_back(struct engine *engine);

/* Until when (monotonic) a lease may be relied on that was asked for at `asked_us` for `term_us`:
 * it counts from the asking, less a tenth for clocks that run at another pace. */
int64_t lease_good_until_us(int64_t asked_us, int64_t term_us);

#endif

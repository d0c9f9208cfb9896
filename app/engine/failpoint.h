/* SPDX-License-Identifier: MIT */
/* Where a test may kill the engine: DOCKET_FAILPOINT=name:nth dies as if by kill -9 at the nth
 * pass. Compiled away unless built with DOCKET_FAILPOINTS. */
#ifndef DOCKET_ENGINE_FAILPOINT_H
#define DOCKET_ENGINE_FAILPOINT_H

#ifdef DOCKET_FAILPOINTS
/* Counts a pass of the point called `name`; does not return from the one that was asked for. */
void failpoint_pass(const char *name);
#define FAILPOINT(name) failpoint_pass(name)
#else
#define FAILPOINT(name) ((void)0)
#endif

#endif

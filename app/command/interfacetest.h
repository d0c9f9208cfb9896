/* SPDX-License-Identifier: MIT */
/* docket interfaces test I: a signed sample of what the interface takes, and what became of it. The sample is marked as a test by its id
 * and changes nothing. */
#ifndef DOCKET_COMMAND_INTERFACETEST_H
#define DOCKET_COMMAND_INTERFACETEST_H

#include "command/request.h"

/* Sends it, waits until it was understood, and tells. ERR_INVALID where the engine refused it. */
MUST_CHECK enum err interfacetest_run(struct request *request, const char *name, struct fault *fault);

#endif

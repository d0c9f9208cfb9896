/* SPDX-License-Identifier: MIT */
/* Every HTTP request: the table of routes says what it means and who answers. */
#ifndef DOCKET_ENGINE_DOOR_H
#define DOCKET_ENGINE_DOOR_H

#include "net/http_request.h"

/* An http_on_request with the engine as context. */
void door_on_request(void *context, struct http_request *request);

#endif

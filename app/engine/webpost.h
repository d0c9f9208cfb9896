/* SPDX-License-Identifier: MIT */
/* POST /v1/events/<interface> and GET /health: what comes over HTTP, and its answers. */
#ifndef DOCKET_ENGINE_WEBPOST_H
#define DOCKET_ENGINE_WEBPOST_H

#include "net/http_request.h"

/* Behind it stands the interface's name; the same over HTTP and over a websocket. */
#define EVENTS_PATH "/v1/events/"

/* An http_on_request with the engine as context. */
void webpost_on_request(void *context, struct http_request *request);

#endif

/* SPDX-License-Identifier: MIT */
/* POST /v1/events/<interface>: what partners send over HTTP, and its answers. */
#ifndef DOCKET_ENGINE_WEBPOST_H
#define DOCKET_ENGINE_WEBPOST_H

#include "engine/engine.h"

/* Behind it stands the interface's name; the same over HTTP and over a websocket. */
#define EVENTS_PATH "/v1/events/"

/* Takes what was posted for the interface of this name, and answers it once it is kept. */
void webpost_take(struct engine *engine, struct http_request *request, const char *name);

#endif

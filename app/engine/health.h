/* SPDX-License-Identifier: MIT */
/* GET /health: does it serve, and its figures, as JSON. */
#ifndef DOCKET_ENGINE_HEALTH_H
#define DOCKET_ENGINE_HEALTH_H

#include "engine/engine.h"

/* Answers 200 while events are taken, else 503. Tells no tenant's name: it asks for no key. */
void health_answer(struct engine *engine, struct http_request *request);

#endif

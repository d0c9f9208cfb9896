/* SPDX-License-Identifier: MIT */
/* What programs ask: who it is by the key, how often, then statements on a connection of that login, answered as JSON. */
#ifndef DOCKET_ENGINE_API_H
#define DOCKET_ENGINE_API_H

#include "api/route.h"
#include "codec/json_write.h"
#include "engine/engine.h"

struct api;

/* Knows no key yet; the engine owns it. */
struct api *api_new(struct engine *engine);

/* Frees, with calls that wait: their requests must be gone. NULL is fine. */
void api_free(struct api *api);

/* Takes a call and answers it, now or later. `match` lives in `arena`, which the call takes over. */
void api_take(struct api *api, struct http_request *request, const struct route_match *match, struct arena *arena);

/* Answers with the description of all of it, which asks for no key. */
void api_describe(struct api *api, struct http_request *request);

/* Now and then: reads the keys again, closes what nobody uses. */
void api_tick(struct api *api);

/* A key changed. */
void api_keys_changed(struct api *api);

/* Calls under way. */
size_t api_busy(const struct api *api);

/* Appends its figures as the member "api". */
void api_figures(const struct api *api, struct json_writer *json);

#endif

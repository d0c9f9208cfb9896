/* SPDX-License-Identifier: MIT */
/* POST /v1/events/<interface>: whose key signed it says which tenant; then items wait to be
 * committed together. */
#ifndef DOCKET_ENGINE_RECEPTION_H
#define DOCKET_ENGINE_RECEPTION_H

#include "engine/parcel.h"
#include "engine/tenancy.h"

/* A request that waits for the commit of its items. */
struct delivery {
	struct http_request *request;
	struct parcel *parcel;
	struct tenancy *tenancy;
};

struct reception {
	struct engine *engine;
	struct map flushes; /* "tenant:interface" -> struct flush * */
	size_t waiting;     /* deliveries not answered yet */
};

/* Made by engine_new; freed by reception_free. */
struct reception *reception_new(struct engine *engine);

/* An http_on_request with the engine as context. */
void reception_on_request(void *context, struct http_request *request);

/* Answers a delivery by what its items got, and frees it with its parcel, unless work takes the
 * parcel. */
void reception_answer(struct reception *reception, struct delivery *delivery);

/* Answers 503 with Retry-After: the sender should try again. Frees the delivery with its parcel. */
void reception_turn_away(struct reception *reception, struct delivery *delivery, const char *why);

/* Answers 422: the store cannot hold it. Frees as above. */
void reception_refuse(struct reception *reception, struct delivery *delivery, const char *why);

/* Frees; requests must be gone. NULL is fine. */
void reception_free(struct reception *reception);

#endif

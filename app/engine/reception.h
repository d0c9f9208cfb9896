/* SPDX-License-Identifier: MIT */
/* POST /v1/events/<interface>: whose key signed it says which tenant; then items wait to be
 * committed together. */
#ifndef DOCKET_ENGINE_RECEPTION_H
#define DOCKET_ENGINE_RECEPTION_H

#include "engine/parcel.h"
#include "engine/tenancy.h"

/* What became of an arrival, as a status of HTTP and in words: 202 if all of it stands in the store, 503 if it is to be tried again. */
typedef void reception_on_taken(void *context, int status, const char *words);

/* A message that came by no request: a file, an answer that was asked for. Borrowed. */
struct arrival {
	const char *how;  /* "file", "pull": kept with the message, before its name */
	const char *name; /* what its sender calls it, or where it is from; foreign text */
	const char *key;  /* its item's id; NULL = its digest */
	const char *type; /* content type */
	struct span body;
};

/* A request, or an arrival, that waits for the commit of its items. */
struct delivery {
	struct http_request *request; /* NULL: an arrival */
	reception_on_taken *on_taken;
	void *context;
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

/* Can anything be stored now? */
bool reception_is_open(const struct reception *reception);

/* Takes an arrival as if it were posted to the interface. It is copied; `on_taken` is called once, maybe at once. */
void reception_take(struct reception *reception, struct tenancy *tenancy, const struct interface *interface, const struct arrival *arrival,
		    reception_on_taken *on_taken, void *context);

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

/* SPDX-License-Identifier: MIT */
/* POST /v1/events/<interface>: whose key signed it says which tenant; then items wait to be
 * committed together. */
#ifndef DOCKET_ENGINE_RECEPTION_H
#define DOCKET_ENGINE_RECEPTION_H

#include "engine/parcel.h"
#include "engine/tenancy.h"

/* What became of a file, as a status of HTTP and in words: 202 if all of it stands in the store, 503 if it is to be tried again. */
typedef void reception_on_file(void *context, int status, const char *words);

/* A request, or a file, that waits for the commit of its items. */
struct delivery {
	struct http_request *request; /* NULL: a file */
	reception_on_file *on_file;
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

/* Takes a file as if it were posted to the interface: its key is its name if the interface says so
 * and it is no mail, else its digest. Body and type are
 * copied; `on_file` is called once, maybe at once. */
void reception_take_file(struct reception *reception, struct tenancy *tenancy, const struct interface *interface, const char *name,
			 const char *type, struct span body, reception_on_file *on_file, void *context);

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

/* SPDX-License-Identifier: MIT */
/* Messages of partners, however they came: made into items that wait to be committed together, and answered after that. */
#ifndef DOCKET_ENGINE_RECEPTION_H
#define DOCKET_ENGINE_RECEPTION_H

#include "codec/json_write.h"
#include "engine/parcel.h"
#include "engine/tenancy.h"

/* What a sender is told of a message: a status of HTTP, and why, or NULL where its items speak for themselves. */
struct reception_answer {
	int status;
	const char *why;
	const struct parcel *parcel; /* NULL: none was made of it */
};

/* Called once for each message that was taken, maybe at once; the answer is borrowed for the call. */
typedef void reception_on_answer(void *context, const struct reception_answer *answer);

/* What came, from whom. All is borrowed and copied where it is needed. */
struct reception_message {
	struct tenancy *tenancy;
	const struct interface *interface;
	const char *type;    /* content type, foreign; "" if it did not say */
	const char *headers; /* what is kept of them: lines "name: value", cleaned */
	const char *key;     /* the sender's own id; NULL: its digest */
	struct span body;
};

/* A message that came by no request: a file, an answer that was asked for. Borrowed. */
struct arrival {
	const char *how;  /* "file", "pull": kept with the message, before its name */
	const char *name; /* what its sender calls it, or where it is from; foreign text */
	const char *key;  /* its item's id; NULL = its digest */
	const char *type; /* content type */
	struct span body;
};

/* A message that waits for the commit of its items. */
struct delivery {
	reception_on_answer *on_answer;
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

/* Can anything be stored now? */
bool reception_is_open(const struct reception *reception);

/* Takes a message that was admitted: `on_answer` is told what became of it, after the commit if it is taken. */
void reception_take(struct reception *reception, const struct reception_message *message, reception_on_answer *on_answer, void *context);

/* Takes an arrival as if it were posted to the interface. */
void reception_take_arrival(struct reception *reception, struct tenancy *tenancy, const struct interface *interface,
			    const struct arrival *arrival, reception_on_answer *on_answer, void *context);

/* What is wrong with the message, or with the first of its items that was not taken; "" if all of it stands in the store. */
const char *reception_words(const struct reception_answer *answer);

/* What is wrong with an item; NULL if it was taken. */
const char *reception_item_words(const struct parcel_item *item);

/* Writes "items": one object for each, with its id, status and what is wrong with it. */
void reception_write_items(struct json_writer *writer, const struct parcel *parcel);

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

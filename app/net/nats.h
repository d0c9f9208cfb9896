/* SPDX-License-Identifier: MIT */
/* Messages of a NATS JetStream, by libnats: a durable pull consumer whose messages the owner acknowledges one by one. libnats waits, so it
 * has a thread of its own; all that is here is called on the loop's. */
#ifndef DOCKET_NET_NATS_H
#define DOCKET_NET_NATS_H

#include "base/str.h"
#include "loop/loop.h"

struct nats_source;
struct nats_message;

/* What is to become of a message. */
enum nats_answer {
	NATS_ANSWER_TAKEN,   /* it never comes again */
	NATS_ANSWER_LATER,   /* it comes again in two seconds */
	NATS_ANSWER_REFUSED, /* it never comes again, to us */
};

struct nats_options {
	const char *url;         /* nats:// or tls:// */
	const char *stream;      /* there already */
	const char *subject;     /* "" = all that the stream has */
	const char *durable;     /* the consumer, made where it is missing */
	const char *credentials; /* "" = none; "user:password", or a token */
	const char *creds_file;  /* path of a .creds file; NULL = none */
};

struct nats_calls {
	/* To be answered once, now or later. */
	void (*on_message)(void *context, struct nats_message *message);
	/* It is connected (""), or why not; told when that changes. */
	void (*on_state)(void *context, const char *trouble);
};

/* Begins to connect, and goes on trying. Texts are copied. The caller ends it with nats_source_free. */
struct nats_source *nats_source_new(struct loop *loop, const struct nats_options *options, const struct nats_calls *calls, void *context);

/* Ends it: no more calls, and messages that were not answered are dead; they come again. Its thread ends soon after. NULL is fine. */
void nats_source_free(struct nats_source *source);

/* The value of a message's header, its name as it was sent; NULL if there is none. Borrowed until the answer, as all of it. */
const char *nats_message_header(const struct nats_message *message, const char *name);

/* Its bytes. */
struct span nats_message_body(const struct nats_message *message);

/* The subject that it was sent to. */
const char *nats_message_subject(const struct nats_message *message);

/* Its number in the stream; 0 where the server does not say. */
uint64_t nats_message_sequence(const struct nats_message *message);

/* Answers, once; the message is dead afterwards. */
void nats_message_answer(struct nats_message *message, enum nats_answer answer);

#endif

/* SPDX-License-Identifier: MIT */
/* A stand-in for an ERP or a TMS: an HTTP server that takes what docket writes back, remembers each
 * arrival in a ledger, and misbehaves as often as it is told to. */
#ifndef DOCKET_DEMO_STANDIN_H
#define DOCKET_DEMO_STANDIN_H

#include "demo/ledger.h"
#include "loop/loop.h"

struct standin;

struct standin_options {
	const char *name;    /* "tms": in the ledger and in answers */
	bool has_keys;	     /* honours Idempotency-Key: the same key again is the same answer */
	bool can_be_asked;   /* GET ...?ref=KEY says whether it has that message */
	int errors_permille; /* answers 503 and does nothing */
	int losses_permille; /* does it, and the answer never comes */
	uint64_t seed;	     /* of these */
	int port;	     /* 0 = any free one */
};

/* A message was executed, once for each key. Borrowed until it returns. */
typedef void standin_on_executed(void *context, const char *key, struct span body);

/* Listens on 127.0.0.1. The ledger is borrowed. The caller ends it with standin_free. */
MUST_CHECK enum err standin_new(struct loop *loop, const struct standin_options *options,
				struct ledger *ledger, standin_on_executed *on_executed,
				void *context, struct standin **out, struct fault *fault);

/* The port it listens on. */
int standin_port(const struct standin *standin);

/* How it misbehaves from now on, per thousand. */
void standin_faults(struct standin *standin, int errors_permille, int losses_permille);

/* Ends it. NULL is fine. */
void standin_free(struct standin *standin);

#endif

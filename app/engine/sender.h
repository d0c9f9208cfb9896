/* SPDX-License-Identifier: MIT */
/* Effects going out: write-backs by HTTP and mail. Each is sent under one key that never changes;
 * what may have arrived is asked about or sent again under that key, and where neither is possible
 * a person is asked. */
#ifndef DOCKET_ENGINE_SENDER_H
#define DOCKET_ENGINE_SENDER_H

#include "engine/tenancy.h"
#include "net/http_client.h"

struct sender;

/* What is known of a target. */
struct sender_target {
	bool has_keys;     /* it does not do a thing twice under one key */
	bool can_be_asked; /* whether it did a thing, by the key */
};

/* What follows from a try. */
struct sender_verdict {
	const char *state; /* done, ready, unknown, dead, reconcile */
	bool is_later;     /* run_at moves by a delay */
	const char *words; /* of an error; "" for done */
};

/* Judges a try to send. `is_over` says that it has been tried for as long as the target remembers
 * keys. */
struct sender_verdict sender_judge(const struct sender_target *target, enum http_outcome outcome,
				   int status, bool is_over);

/* Judges an asking whether a key was done: 200 = done, 404 = not. */
struct sender_verdict sender_judge_asking(enum http_outcome outcome, int status, bool is_over);

/* The delay before try number `attempt` + 1: full jitter, doubling from `base_us` to `most_us`, not
 * below what the target asked for (`asked_us`, itself at most `most_us`). */
int64_t sender_delay_us(int attempt, int64_t base_us, int64_t most_us, int64_t asked_us,
			uint64_t random);

/* So many tries fit into the horizon, were each delay as long as it may be. At least 1. */
int64_t sender_tries_most(int64_t base_us, int64_t most_us, int64_t horizon_us);

/* Made by engine_new; freed by sender_free. */
struct sender *sender_new(struct engine *engine);

/* Looks for effects of the tenant that are to be sent now. */
void sender_look(struct tenancy *tenancy);

/* Calls under way and waiting for their turn. */
size_t sender_busy(const struct sender *sender);

/* Frees, giving up what is under way. NULL is fine. */
void sender_free(struct sender *sender);

#endif

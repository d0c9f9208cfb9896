/* SPDX-License-Identifier: MIT */
/* Effects going out: write-backs by HTTP and mail. Each is sent under one key that never changes, with the same bytes each time; what may
 * have arrived is asked about or sent again under that key while the target remembers it, and where neither is possible a person is
 * asked.
 *
 *   sender.h     this, and what is believed after a try (verdict.c, pure)
 *   sender.c     targets, each with its pace, and taking what is due; sendtry.h is private to these
 *   sendtry.c    one try: request, answer, what is asked; sendtext.c: the connector's text by which it is sent
 *   sent.c       what came of tries, written down together
 *   breaker.h    when a target is left alone
 */
#ifndef DOCKET_ENGINE_SENDER_H
#define DOCKET_ENGINE_SENDER_H

#include "codec/connector.h"
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
	const char *came;  /* what the store keeps of it: see docket.effect_done */
};

/* How long a write-back was tried, and may be. All instants are the server's. */
struct sender_age {
	int64_t due_at, first_at; /* INSTANT_NONE: no call of it can have arrived yet */
	bool maybe_there;
	int64_t horizon_us;
	int64_t keys_us; /* for how long the target remembers keys; 0 = not said */
};

/* Has it been tried for as long as it may be? */
bool sender_is_over(const struct sender_age *age, int64_t now);

/* May it have arrived so long ago that the target may have forgotten its key? Then it is not sent again. `call_us` is how long a call
 * may take. */
bool sender_is_forgotten(const struct sender_age *age, int64_t now, int64_t call_us);

/* Judges a try to send. */
struct sender_verdict sender_judge(const struct sender_target *target, enum http_outcome outcome,
				   int status, bool is_over);

/* The same for what a connector's text says of the answer; anything but CONNECTOR_UNSAID. */
struct sender_verdict sender_judge_said(enum connector_answer answer, bool is_over);

/* Judges an asking whether a key was done: 200 = done, 404 = not. */
struct sender_verdict sender_judge_asking(enum http_outcome outcome, int status, bool is_over);

/* Does such a try say that the target is broken? Being busy is not. */
bool sender_is_failure(enum http_outcome outcome, int status);

/* The delay before try number `attempt` + 1: full jitter, doubling from `base_us` to `most_us`, and behind what the target asked for
 * (`asked_us`, itself at most `most_us`), so that those who were all told the same do not come back all at once. */
int64_t sender_delay_us(int attempt, int64_t base_us, int64_t most_us, int64_t asked_us,
			uint64_t random);

/* Made by engine_new; freed by sender_free. */
struct sender *sender_new(struct engine *engine);

/* Looks for effects of the tenant that are to be sent now. */
void sender_look(struct tenancy *tenancy);

/* Calls under way and waiting for their turn, and what is not written down yet. */
size_t sender_busy(const struct sender *sender);

/* Frees, giving up what is under way. NULL is fine. */
void sender_free(struct sender *sender);

#endif

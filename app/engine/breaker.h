/* SPDX-License-Identifier: MIT */
/* When a target that fails is left alone: after so many failures in a row nothing is sent but one try after a pause, which grows while
 * tries fail; one that goes well lets everything go again. Pure: times and chance are arguments. */
#ifndef DOCKET_ENGINE_BREAKER_H
#define DOCKET_ENGINE_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_PAUSE_US      INT64_C(1000000)
#define BREAKER_PAUSE_MOST_US INT64_C(60000000)

struct breaker {
	int64_t failures;  /* in a row */
	int pauses;        /* since it stopped; 0 = it is not stopped */
	int64_t until_us;  /* of the pause, monotonic */
	bool is_probing;   /* the one try is under way */
};

/* What a call's end changed. */
enum breaker_turn { BREAKER_SAME, BREAKER_STOPS, BREAKER_GOES };

/* May a call begin now? */
bool breaker_may(const struct breaker *breaker, int64_t now_us);

/* Is nothing sent but tries? */
bool breaker_is_stopped(const struct breaker *breaker);

/* A call begins. */
void breaker_begin(struct breaker *breaker);

/* A call that had begun was put back before anything was sent. */
void breaker_put_back(struct breaker *breaker);

/* A call ended: `is_failure` says that the target did not answer, or answered that it is broken. It stops at the `most`-th failure in a
 * row, for a pause drawn by full jitter from `random`. BREAKER_STOPS is said again with each longer pause. */
enum breaker_turn breaker_end(struct breaker *breaker, bool is_failure, int64_t most, int64_t now_us, uint64_t random);

#endif

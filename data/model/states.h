/* SPDX-License-Identifier: MIT */
/*
 * The states of cases, clocks, tasks, quotes, approvals, effects and letters, and every legal move.
 * One table, also loaded into the store; whoever changes a state asks state_may first.
 */
#ifndef DOCKET_MODEL_STATES_H
#define DOCKET_MODEL_STATES_H

#include <stdbool.h>

/* A legal move of one kind of thing. from "" = a new one. */
struct state_move {
	const char *of; /* case, clock, task, quote, approval, effect, letter, event, dead */
	const char *from;
	const char *to;
	const char *help; /* when it is made */
};

/* All legal moves, ended by a row without `of`. */
extern const struct state_move state_moves[];

/* Is it legal for a thing of kind `of` to go from `from` to `to`? Staying is. */
bool state_may(const char *of, const char *from, const char *to);

/* Is a case in this state on the queue: open, waiting or cleared? */
bool is_case_live(const char *state);

/* Is an approval in this state still somebody's to decide (waiting), or to look at after it was done (review)? */
bool is_approval_open(const char *state);

/* Was it done at once, since it could not wait, and does a second person look at it now? */
bool is_approval_review(const char *state);

#endif

/* SPDX-License-Identifier: MIT */
/* A dead letter tried without consequence: the act `try`. It is decoded as a replay would be, with the mapping and the reference data in
 * force, finds its subjects, and these are decided on copies; what came of it is the act's answer and nothing else is kept.
 *
 * The answer has a line for each thing, its parts divided by tabs:
 *	event TYPE SUBJECT AT WORDS     an event that would come out: "shipment SHP-1", when it happened or ""; WORDS say what its reference
 *	                                leads to where that is not one subject that is known
 *	case NUMBER TYPE WORDS          a case that would change, "C-12" or "" for a new one, and how
 *	fault PLACE REASON              what would still not be understood
 *	note WORDS                      what else who replays it should know */
#ifndef DOCKET_ENGINE_TRIAL_H
#define DOCKET_ENGINE_TRIAL_H

#include "engine/batch.h"

/* Takes the letter of a row of engine_dead's answer for the batch's act number `act`; with a body of its own in place of what came. */
void trial_take(struct batch *batch, size_t act, const struct pg_result *result, int row, struct span body);

/* Decodes what was taken. What it says never gets among the batch's own events and dead letters. */
void trial_decode(struct batch *batch);

/* Finds the subjects of the events, once references are known; asks which of them are applied already. */
void trial_place(struct batch *batch);

/* Decides about a subject with what was tried, before it is decided in earnest. */
void trial_foresee(struct batch *batch, const struct rules_step *step, const struct batch_subject *subject);

/* Answers the acts. */
void trial_answer(struct batch *batch);

/* Frees what is held for them. */
void trial_release(struct batch *batch);

#endif

/* SPDX-License-Identifier: MIT */
/* What a dead letter would do, as the answer of the act `try` says it: a line for each thing, its parts divided by tabs.
 *	event TYPE SUBJECT AT WORDS     an event that would come out: "shipment SHP-1", when it happened (RFC 3339) or "", and what its
 *	                                reference leads to where that is not one thing that is known
 *	case NUMBER TYPE WORDS          a case that would change: "C-12", or "" for a new one, its exception, and how
 *	fault PLACE REASON              what would still not be understood
 *	note WORDS                      what else who replays it should know */
#ifndef DOCKET_MODEL_TRIAL_LINE_H
#define DOCKET_MODEL_TRIAL_LINE_H

#include "base/arena.h"

enum trial_kind { TRIAL_EVENT, TRIAL_CASE, TRIAL_FAULT, TRIAL_NOTE };

#define TRIAL_PARTS 4

struct trial_line {
	enum trial_kind kind;
	const char *parts[TRIAL_PARTS]; /* behind the first word; "" where there is none */
};

/* Reads an answer into lines in the arena; how many is returned. What is no such line is passed over. */
size_t trial_lines_read(struct arena *arena, const char *answer, const struct trial_line **out);

/* How many of a kind there are. */
size_t trial_lines_count(const struct trial_line *lines, size_t count, enum trial_kind kind);

#endif

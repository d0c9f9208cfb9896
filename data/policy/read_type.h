/* SPDX-License-Identifier: MIT */
/* Private to data/policy: the block of an exception type while it is read. */
#ifndef DOCKET_POLICY_READ_TYPE_H
#define DOCKET_POLICY_READ_TYPE_H

#include "policy/reader.h"

/* A type, and what this block (not an earlier one of the same type) said already. */
struct type_block {
	struct policy_type *type;
	struct policy_settings said;
};

/* The lines under one `detect`. */
struct grace_block {
	struct type_block *of;
	struct policy_detect *detect;
};

/* Is this the first line of the block with this verb and key? Then what an earlier block said is
 * replaced. */
bool begins_anew(struct type_block *block, const char *verb, const char *key);

/* Notes that the block said it, and how it was written. Call after begins_anew. */
void say(struct reader *reader, struct type_block *block, const struct conf_line *line,
	 const char *key);

/* Empties a list that an earlier block filled. */
#define BEGIN_ANEW(block, verb, list) \
	do { \
		if (begins_anew((block), (verb), "")) \
			(list)->count = 0; \
	} while (0)

/* `detect ...`, one line for each way to notice it. */
enum err read_detect(struct reader *reader, const struct conf_line *line, void *of);

/* `clear ...`. */
enum err read_clear(struct reader *reader, const struct conf_line *line, void *of);

/* What the whole manual shows of how a type is noticed: names of milestones, and what must be kept of events for it. */
void finish_detects(struct reader *reader, struct policy_type *type);

/* `task DESK "words" [in 2h] [when C]`. */
enum err read_task(struct reader *reader, const struct conf_line *line, void *of);

/* `next "words" [in 30m] [on WHOM] [when C]`. */
enum err read_next(struct reader *reader, const struct conf_line *line, void *of);

/* `clock KIND ...`. */
enum err read_clock(struct reader *reader, const struct conf_line *line, void *of);

/* `head NAME 45m ...`. */
enum err read_head(struct reader *reader, const struct conf_line *line, void *of);

/* `escalate CLOCK ran-out ...`. */
enum err read_escalation(struct reader *reader, const struct conf_line *line, void *of);

/* `lift after 24h ...`. */
enum err read_lift(struct reader *reader, const struct conf_line *line, void *of);

#endif

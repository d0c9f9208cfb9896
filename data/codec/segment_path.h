/* SPDX-License-Identifier: MIT */
/* Private to the source of segments: names of cells and loops in X12 and EDIFACT. What they may say is in mapping.h. */
#ifndef DOCKET_CODEC_SEGMENT_PATH_H
#define DOCKET_CODEC_SEGMENT_PATH_H

#include "base/arena.h"
#include "base/str.h"

#define SEGMENT_PATH_STEPS_MAX 3

/* A segment by its id, and by what one of its elements says: REF[BM], HL[3=S,O]. */
struct segment_step {
	const char *id;
	int element, component;         /* of the qualifier; element 0 = none */
	const char *values;             /* by commas */
};

/* A cell: N1[ST]/N4.1, C507[137].1:2. */
struct segment_path {
	struct segment_step steps[SEGMENT_PATH_STEPS_MAX];
	size_t count;
	int element, component;         /* component 0 = none was said */
};

/* Reads the name of a cell. */
MUST_CHECK enum err segment_path_read(struct arena *arena, const char *text, struct segment_path *out, struct fault *fault);

/* Reads a segment alone, as a loop names it. */
MUST_CHECK enum err segment_step_read(struct arena *arena, const char *text, struct segment_step *out, struct fault *fault);

/* Is the value among the step's? */
bool segment_step_holds(const struct segment_step *step, struct span value);

/* Is the id among those, by commas? */
bool segment_id_among(const char *ids, const char *id);

#endif

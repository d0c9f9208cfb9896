/* SPDX-License-Identifier: MIT */
/* Private to the JSON source: paths into a document. What one path may say is in mapping.h. */
#ifndef DOCKET_CODEC_JSON_PATH_H
#define DOCKET_CODEC_JSON_PATH_H

#include "base/arena.h"
#include "codec/json_read.h"

#define JSON_PATH_STEPS_MAX 32

enum json_step_kind { JSON_STEP_NAME, JSON_STEP_MEMBER, JSON_STEP_ALL, JSON_STEP_OUTER, JSON_STEP_ROOT, JSON_STEP_SELF };

struct json_step {
	enum json_step_kind kind;
	const char *name;               /* NAME, MEMBER: of the array */
	const char *key, *value;        /* MEMBER: [key=value] */
};

struct json_path {
	struct json_step steps[JSON_PATH_STEPS_MAX];
	size_t count;
};

/* Reads a path; *out is empty before. A pointer begins with / or is empty; of what is no pointer a leading / means the whole document. */
MUST_CHECK enum err json_path_read(struct arena *arena, const char *text, bool is_pointer, struct json_path *out,
				   struct fault *fault);

/* One step down from a node: a name asked of an array is asked of its first member. NULL if there is nothing; the node itself for the
 * steps that only a source can take (all, outer, root). */
const struct json_node *json_path_step(struct arena *arena, const struct json_step *step, const struct json_node *node);

/* Appends a step as it stands in a pointer. */
void json_path_write(const struct json_step *step, struct str *out);

#endif

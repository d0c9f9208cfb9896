/* SPDX-License-Identifier: MIT */
/* A JSON document read once, with limits, and asked by name. Nodes are borrowed from their document. */
#ifndef DOCKET_CODEC_JSON_READ_H
#define DOCKET_CODEC_JSON_READ_H

#include "base/arena.h"
#include "base/str.h"

struct json_doc;
struct json_node;

/* Reads one value; depth at most CODEC_DEPTH_MAX, duplicate keys and bytes behind the value are faults (line, column).
 * The caller owns *out: node_doc_free. */
MUST_CHECK enum err node_doc_read(struct span text, struct json_doc **out, struct fault *fault);

/* The same for a body of up to `most_bytes`, as mappings read files. */
MUST_CHECK enum err node_doc_read_large(struct span text, size_t most_bytes, struct json_doc **out, struct fault *fault);

/* Frees the document and every node of it; NULL is fine. */
void node_doc_free(struct json_doc *doc);

/* The outermost value. */
const struct json_node *node_doc_root(const struct json_doc *doc);

/* The value under `key` of an object; NULL if there is none or `node` is no object (NULL is fine). */
const struct json_node *node_get(const struct json_node *node, const char *key);

/* The value at a JSON pointer ("/data/legs/0/eta"); NULL if there is none. */
const struct json_node *node_at(const struct json_node *node, const char *pointer);

/* Elements of an array, members of an object; 0 for others and NULL. */
size_t node_count(const struct json_node *node);

/* The `n`-th element of an array; NULL if there is none. */
const struct json_node *node_item(const struct json_node *node, size_t n);

/* The next member of an object in its order: its value, and its key to *key (borrowed). *cursor is NULL before the first; NULL at the
 * end, and for what is no object. */
const struct json_node *node_next(const struct json_node *node, void **cursor, const char **key);

/* Is it an object? an array? null or missing? */
bool node_is_object(const struct json_node *node);

/* Is it an array? */
bool node_is_array(const struct json_node *node);

/* Is it null, or not there at all? */
bool node_is_null(const struct json_node *node);

/* Is it true or false? */
bool node_is_bool(const struct json_node *node);

/* The text of a string; NULL for anything else. Borrowed. */
const char *node_text(const struct json_node *node);

/* A whole number, or a string that is one: ERR_INVALID else. */
MUST_CHECK enum err node_int(const struct json_node *node, int64_t *out);

/* true for true and 1, "true", "yes". */
bool node_bool(const struct json_node *node);

/* Any scalar as text in the arena (numbers as written); arrays and objects as compact JSON; NULL for null. */
const char *node_scalar(struct arena *arena, const struct json_node *node);

#endif

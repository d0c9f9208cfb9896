/* SPDX-License-Identifier: MIT */
/* jansson behind a face of our own: a node is a json_t that nobody else may know. Its memory comes from the document's arena while it
 * reads, and goes with it: a document is some hundred pieces, and taking and freeing each cost as much as the reading. */
#include "codec/json_read.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "codec/codec.h"

struct json_doc {
	struct arena arena; /* holds all of root */
	json_t *root;
};

static _Thread_local struct arena *reading; /* of the document that is being read, else NULL */

static void *take(size_t size_bytes)
{
	return reading ? arena_new(reading, 1, size_bytes) : malloc(size_bytes);
}

static void give_back(void *memory)
{
	if (!reading)
		free(memory);
}

static json_t *load(struct span text, struct arena *arena, json_error_t *error)
{
	json_t *root;

	json_set_alloc_funcs(take, give_back);
	reading = arena;
	root = json_loadb(text.text, text.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, error);
	reading = NULL;
	return root;
}

/* json_t and json_node are one thing under two names; these two are the only places that know. */
static const json_t *inside(const struct json_node *node)
{
	return (const json_t *)(const void *)node;
}

static const struct json_node *outside(const json_t *value)
{
	return (const struct json_node *)(const void *)value;
}

/* Deeper than allowed? A byte scan, since jansson recurses first and asks later. */
static bool is_too_deep(struct span text)
{
	int depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < text.length; i++) {
		char sign = text.text[i];
		if (in_string && sign == '\\')
			i++;
		else if (sign == '"')
			in_string = !in_string;
		else if (!in_string && (sign == '{' || sign == '[') && ++depth > CODEC_DEPTH_MAX)
			return true;
		else if (!in_string && (sign == '}' || sign == ']'))
			depth--;
	}
	return false;
}

enum err node_doc_read(struct span text, struct json_doc **out, struct fault *fault)
{
	return node_doc_read_large(text, CODEC_BODY_BYTES_MAX, out, fault);
}

enum err node_doc_read_large(struct span text, size_t most_bytes, struct json_doc **out, struct fault *fault)
{
	json_error_t error;
	struct json_doc *doc;

	*out = NULL;
	if (text.length > most_bytes)
		return fault_set(fault, ERR_LIMIT, "JSON", "%zu bytes are more than the %zu allowed", text.length,
				 most_bytes);
	if (is_too_deep(text))
		return fault_set(fault, ERR_LIMIT, "JSON", "nested deeper than %d", CODEC_DEPTH_MAX);
	doc = mem_new(1, sizeof *doc);
	doc->root = load(text, &doc->arena, &error);
	if (!doc->root) {
		enum err err = fault_set(fault, ERR_SYNTAX, "JSON", "%s", error.text);
		if (fault) {
			fault->line = error.line;
			fault->column = error.column;
		}
		node_doc_free(doc);
		return err;
	}
	*out = doc;
	return ERR_NONE;
}

void node_doc_free(struct json_doc *doc)
{
	if (!doc)
		return;
	arena_release(&doc->arena);
	mem_free(doc);
}

const struct json_node *node_doc_root(const struct json_doc *doc)
{
	return outside(doc->root);
}

const struct json_node *node_get(const struct json_node *node, const char *key)
{
	return node ? outside(json_object_get(inside(node), key)) : NULL;
}

/* One step of a pointer: `name` with ~1 and ~0 undone. */
static const struct json_node *step(const struct json_node *node, const char *name, size_t length)
{
	char key[256];
	size_t used = 0, index = 0;

	for (size_t i = 0; i < length && used + 1 < sizeof key; i++) {
		bool is_escape = name[i] == '~' && i + 1 < length;
		key[used++] = !is_escape ? name[i] : name[i + 1] == '1' ? '/' : '~';
		i += is_escape;
	}
	key[used] = '\0';
	if (!node_is_array(node))
		return node_get(node, key);
	for (size_t i = 0; i < used; i++) {
		if (key[i] < '0' || key[i] > '9' || used > 9)
			return NULL;
		index = index * 10 + (size_t)(key[i] - '0');
	}
	return node_item(node, index);
}

const struct json_node *node_at(const struct json_node *node, const char *pointer)
{
	while (node && *pointer == '/') {
		size_t length = strcspn(++pointer, "/");
		node = step(node, pointer, length);
		pointer += length;
	}
	return node;
}

size_t node_count(const struct json_node *node)
{
	if (node_is_array(node))
		return json_array_size(inside(node));
	return node_is_object(node) ? json_object_size(inside(node)) : 0;
}

const struct json_node *node_item(const struct json_node *node, size_t n)
{
	return node_is_array(node) ? outside(json_array_get(inside(node), n)) : NULL;
}

const struct json_node *node_next(const struct json_node *node, void **cursor, const char **key)
{
	json_t *object = (json_t *)(void *)(uintptr_t)node;

	if (!node_is_object(node))
		return NULL;
	*cursor = *cursor ? json_object_iter_next(object, *cursor) : json_object_iter(object);
	if (!*cursor)
		return NULL;
	*key = json_object_iter_key(*cursor);
	return outside(json_object_iter_value(*cursor));
}

bool node_is_object(const struct json_node *node)
{
	return node && json_typeof(inside(node)) == JSON_OBJECT;
}

bool node_is_array(const struct json_node *node)
{
	return node && json_typeof(inside(node)) == JSON_ARRAY;
}

bool node_is_null(const struct json_node *node)
{
	return !node || json_typeof(inside(node)) == JSON_NULL;
}

bool node_is_bool(const struct json_node *node)
{
	return node && json_is_boolean(inside(node));
}

const char *node_text(const struct json_node *node)
{
	return node ? json_string_value(inside(node)) : NULL;
}

enum err node_int(const struct json_node *node, int64_t *out)
{
	if (node && json_is_integer(inside(node))) {
		*out = json_integer_value(inside(node));
		return ERR_NONE;
	}
	return node_text(node) ? str_to_i64(span_of(node_text(node)), out) : ERR_INVALID;
}

bool node_bool(const struct json_node *node)
{
	const char *text = node_text(node);
	int64_t number = 0;

	if (node && json_typeof(inside(node)) == JSON_TRUE)
		return true;
	if (text)
		return strcmp(text, "true") == 0 || strcmp(text, "yes") == 0 || strcmp(text, "1") == 0;
	return node_int(node, &number) == ERR_NONE && number == 1;
}

const char *node_scalar(struct arena *arena, const struct json_node *node)
{
	char *dumped, *kept;

	if (node_is_null(node))
		return NULL;
	if (node_text(node))
		return arena_str(arena, node_text(node));
	dumped = json_dumps(inside(node), JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(15));
	kept = arena_str(arena, dumped);
	free(dumped);
	return kept;
}

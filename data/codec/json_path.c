/* SPDX-License-Identifier: MIT */
/* Paths into a JSON document: read when a mapping is, taken step by step when a message is. */
#include "codec/json_path.h"

#include <string.h>

/* "name[key=value]" without its tail, which goes to the step. */
static enum err read_filter(struct arena *arena, const char *text, size_t length, struct json_step *step, struct fault *fault)
{
	const char *open = memchr(text, '[', length), *equals;
	size_t inside;

	if (!open)
		return ERR_NONE;
	inside = (size_t)(text + length - open);
	equals = memchr(open, '=', inside);
	if (text[length - 1] != ']' || !equals || equals == open + 1)
		return fault_set(fault, ERR_SYNTAX, "path", "behind [ stands KEY=VALUE], or ] alone for all members");
	step->kind = JSON_STEP_MEMBER;
	step->key = arena_text(arena, open + 1, (size_t)(equals - open - 1));
	step->value = arena_text(arena, equals + 1, (size_t)(text + length - 1 - equals - 1));
	return ERR_NONE;
}

/* A name with ~1 and ~0 undone. */
static const char *read_name(struct arena *arena, const char *text, size_t length)
{
	char *name = arena_text(arena, text, length);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		bool is_escape = text[i] == '~' && i + 1 < length && (text[i + 1] == '0' || text[i + 1] == '1');
		name[used++] = !is_escape ? text[i] : text[i + 1] == '1' ? '/' : '~';
		i += is_escape;
	}
	name[used] = '\0';
	return name;
}

/* The end of one step: its /, but not one inside [ ]. */
static size_t step_length(const char *text)
{
	size_t length = 0;

	for (bool is_inside = false; text[length] && (is_inside || text[length] != '/'); length++)
		is_inside = text[length] == '[' || (is_inside && text[length] != ']');
	return length;
}

static enum err add_step(struct json_path *out, enum json_step_kind kind, const char *name, struct fault *fault)
{
	if (out->count >= JSON_PATH_STEPS_MAX)
		return fault_set(fault, ERR_SYNTAX, "path", "a path has at most %d steps", JSON_PATH_STEPS_MAX);
	out->steps[out->count++] = (struct json_step){ .kind = kind, .name = name };
	return ERR_NONE;
}

static bool ends_in_all(const char *text, size_t length)
{
	return length >= 2 && memcmp(text + length - 2, "[]", 2) == 0;
}

/* "name", "name[key=value]", "name[]", "[]", "." or "..". */
static enum err read_step(struct arena *arena, const char *text, size_t length, struct json_path *out, struct fault *fault)
{
	bool is_all = ends_in_all(text, length);
	size_t named = is_all ? length - 2 : length;
	const char *open = memchr(text, '[', named);
	enum err err = ERR_NONE;

	if (named == 1 && text[0] == '.')
		err = add_step(out, JSON_STEP_SELF, "", fault);
	else if (named == 2 && memcmp(text, "..", 2) == 0)
		err = add_step(out, JSON_STEP_OUTER, "", fault);
	else if (named > 0)
		err = add_step(out, JSON_STEP_NAME, read_name(arena, text, open ? (size_t)(open - text) : named), fault);
	if (!err && open)
		err = read_filter(arena, text, named, &out->steps[out->count - 1], fault);
	return err || !is_all ? err : add_step(out, JSON_STEP_ALL, "", fault);
}

enum err json_path_read(struct arena *arena, const char *text, bool is_pointer, struct json_path *out, struct fault *fault)
{
	const char *at = text + (*text == '/');
	bool is_more = *text != '\0';
	enum err err = *text == '/' && !is_pointer ? add_step(out, JSON_STEP_ROOT, "", fault) : ERR_NONE;

	while (!err && is_more) {
		size_t length = step_length(at);
		if (length == 0)
			return fault_set(fault, ERR_SYNTAX, "path", "a step between / and / is empty");
		err = read_step(arena, at, length, out, fault);
		is_more = at[length] == '/';
		at += length + is_more;
	}
	return err;
}

static const struct json_node *find_member(struct arena *arena, const struct json_node *array, const struct json_step *step)
{
	size_t count = node_is_array(array) ? node_count(array) : array ? 1 : 0;

	for (size_t i = 0; i < count; i++) {
		const struct json_node *member = node_is_array(array) ? node_item(array, i) : array;
		const char *value = node_scalar(arena, node_get(member, step->key));
		if (value && strcmp(value, step->value) == 0)
			return member;
	}
	return NULL;
}

static bool is_number(const char *name)
{
	return *name && strspn(name, "0123456789") == strlen(name) && strlen(name) < 9;
}

static const struct json_node *take_name(const struct json_node *node, const char *name)
{
	size_t index = 0;

	if (node_is_array(node) && is_number(name)) {
		for (const char *at = name; *at; at++)
			index = index * 10 + (size_t)(*at - '0');
		return node_item(node, index);
	}
	while (node_is_array(node))
		node = node_item(node, 0);
	return node_get(node, name);
}

const struct json_node *json_path_step(struct arena *arena, const struct json_step *step, const struct json_node *node)
{
	if (step->kind == JSON_STEP_NAME)
		return take_name(node, step->name);
	if (step->kind == JSON_STEP_MEMBER)
		return find_member(arena, *step->name ? take_name(node, step->name) : node, step);
	return node;
}

void json_path_write(const struct json_step *step, struct str *out)
{
	if (step->kind == JSON_STEP_ROOT)
		str_clear(out);
	else if (step->kind == JSON_STEP_NAME)
		str_addf(out, "/%s", step->name);
	else if (step->kind == JSON_STEP_MEMBER)
		str_addf(out, "/%s[%s=%s]", step->name, step->key, step->value);
}

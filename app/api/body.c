/* SPDX-License-Identifier: MIT */
/* Reads what a program says by the table of acts, strictly: a machine that is misread does not notice. */
#include "api/body.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "api/route.h"
#include "base/instant.h"
#include "base/text.h"
#include "codec/json_read.h"

#define WORDS_MOST 4000
#define DIGEST_DIGITS 64

enum err body_check_text(const char *name, const char *text, size_t most, struct fault *fault)
{
	size_t length = text ? strlen(text) : 0;

	if (length > most)
		return fault_set(fault, ERR_INVALID, name, "it is longer than %zu bytes", most);
	if (length > 0 && !text_is_utf8(text, length))
		return fault_set(fault, ERR_INVALID, name, "it is no UTF-8");
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return fault_set(fault, ERR_INVALID, name, "it holds a control sign");
	return ERR_NONE;
}

enum err body_read_limit(const char *text, int64_t *out, struct fault *fault)
{
	*out = API_ROWS_USUAL;
	if (!text)
		return ERR_NONE;
	if (str_to_i64(span_of(text), out) == ERR_NONE && *out >= 1 && *out <= API_ROWS_MOST)
		return ERR_NONE;
	return fault_set(fault, ERR_INVALID, "limit", "it is a whole number from 1 to %d", API_ROWS_MOST);
}

const char *body_bearer(const char *header)
{
	if (!header || strncasecmp(header, "Bearer ", 7) != 0)
		return NULL;
	header += 7 + strspn(header + 7, " ");
	return *header ? header : NULL;
}

/* --- an act --- */

static enum err read_object(struct span body, struct json_doc **out, struct fault *fault)
{
	enum err err;

	*out = NULL;
	if (body.length == 0)
		return ERR_NONE;
	err = node_doc_read(body, out, fault);
	if (!err && !node_is_object(node_doc_root(*out)))
		err = fault_set(fault, ERR_SYNTAX, "body", "it is no JSON object");
	return err == ERR_NONE ? ERR_NONE : ERR_SYNTAX;
}

static enum err read_moment(const struct argument *argument, const char **value, struct arena *arena, struct fault *fault)
{
	struct str text = { 0 };
	int64_t at;

	if (instant_read(span_of(*value), &at)) {
		fault_set(fault, ERR_INVALID, argument->name, "\"%.60s\" is no moment with its offset", *value);
		fault_help(fault, "as in 2026-03-01T16:40:00+01:00");
		return ERR_INVALID;
	}
	instant_write(&text, at);
	*value = arena_str(arena, str_text(&text));
	str_release(&text);
	return ERR_NONE;
}

static enum err take_value(const char *name, const struct json_node *node, struct arena *arena, const char **value,
			   struct fault *fault)
{
	if (node_is_object(node) || node_is_array(node) || node_is_bool(node))
		return fault_set(fault, ERR_INVALID, name, "it is a text or a number");
	*value = node_scalar(arena, node);
	if (*value && strlen(*value) > WORDS_MOST)
		return fault_set(fault, ERR_INVALID, name, "it is longer than %d bytes", WORDS_MOST);
	return ERR_NONE;
}

/* Four whole numbers from 0 as PostgreSQL reads them. */
static enum err read_seen(const struct json_node *node, struct arena *arena, const char **out, struct fault *fault)
{
	int64_t versions[4];

	for (size_t i = 0; i < COUNT_OF(versions); i++)
		if (node_count(node) != COUNT_OF(versions) || node_int(node_item(node, i), &versions[i]) || versions[i] < 0 ||
		    versions[i] > INT32_MAX)
			return fault_set(fault, ERR_INVALID, "seen",
					 "it is [v_owner, v_state, v_money, v_plan] of the case as it was read");
	*out = arena_printf(arena, "{%lld,%lld,%lld,%lld}", (long long)versions[0], (long long)versions[1], (long long)versions[2],
			    (long long)versions[3]);
	return ERR_NONE;
}

static enum err take_member(struct verb_values *values, const char *name, const struct json_node *node, struct arena *arena,
			    struct body_act *out, struct fault *fault)
{
	const char **value = verb_values_at(values, span_of(name));

	if (value)
		return take_value(name, node, arena, value, fault);
	if (strcmp(name, "seen") == 0)
		return node_is_null(node) ? ERR_NONE : read_seen(node, arena, &out->seen, fault);
	return verb_values_unknown(values->verb, name, span_of(name), fault);
}

static enum err check_all(struct verb_values *values, struct arena *arena, struct fault *fault)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; !err && i < verb_argument_count(values->verb); i++) {
		const char **value = &values->values[i];
		err = verb_values_check(values, i, arena, fault);
		if (!err && *value && **value && argument_is_instant(&values->verb->arguments[i]))
			err = read_moment(&values->verb->arguments[i], value, arena, fault);
	}
	return err;
}

enum err body_read_act(const struct verb *verb, struct span body, struct arena *arena, struct body_act *out, struct fault *fault)
{
	struct verb_values values = { .verb = verb };
	struct json_doc *doc = NULL;
	enum err err = read_object(body, &doc, fault);
	const struct json_node *node;
	void *cursor = NULL;
	const char *name;

	*out = (struct body_act){ .seen = NULL };
	while (!err && doc && (node = node_next(node_doc_root(doc), &cursor, &name)))
		err = take_member(&values, arena_str(arena, name), node, arena, out, fault);
	if (!err)
		err = check_all(&values, arena, fault);
	if (!err)
		out->arg_count = verb_values_list(&values, out->args);
	node_doc_free(doc);
	return err;
}

/* --- a request --- */

static bool is_digest(const char *text)
{
	return text && strlen(text) == DIGEST_DIGITS && strspn(text, "0123456789abcdefABCDEF") == DIGEST_DIGITS;
}

static enum err check_names(const struct json_node *root, struct fault *fault)
{
	void *cursor = NULL;
	const char *name;

	while (node_next(root, &cursor, &name))
		if (strcmp(name, "quote") != 0 && strcmp(name, "digest") != 0 && strcmp(name, "words") != 0) {
			fault_set(fault, ERR_USAGE, "request", "it has no such argument: %.60s", name);
			fault_help(fault, "it takes quote, digest and words; what it costs is docket's to say");
			return ERR_USAGE;
		}
	return ERR_NONE;
}

enum err body_read_request(struct span body, struct arena *arena, struct body_request *out, struct fault *fault)
{
	struct json_doc *doc = NULL;
	enum err err = read_object(body, &doc, fault);
	const struct json_node *root = doc ? node_doc_root(doc) : NULL;

	*out = (struct body_request){ .words = "" };
	if (!err)
		err = check_names(root, fault);
	if (!err && (node_int(node_get(root, "quote"), &out->quote_id) || !is_digest(node_text(node_get(root, "digest")))))
		err = fault_set(fault, ERR_USAGE, "request", "quote and digest are those of a quote_shown row of the case");
	if (!err) {
		out->digest = arena_str(arena, node_text(node_get(root, "digest")));
		err = take_value("words", node_get(root, "words"), arena, &out->words, fault);
	}
	out->words = out->words ? out->words : "";
	node_doc_free(doc);
	return err;
}

/* SPDX-License-Identifier: MIT */
/* CloudEvents: the split works on bytes, so that each item's digest is of what was sent; then each item is read alone, and once: JSON is
 * the dearest part of taking a message. */
#include "codec/cloudevents.h"

#include <string.h>
#include <strings.h>

#include "base/vec.h"
#include "codec/codec.h"
#include "codec/json_read.h"
#include "table/stored_rows.h"

#define TYPE_ONE "application/cloudevents+json"
#define TYPE_BATCH "application/cloudevents-batch+json"

struct cut {
	VEC(struct span) parts;
};

static bool has_type(const char *content_type, const char *type)
{
	size_t length = strlen(type);

	return content_type && strncasecmp(content_type, type, length) == 0 &&
	       (content_type[length] == '\0' || content_type[length] == ';' || content_type[length] == ' ');
}

bool cloudevents_is_type(const char *content_type)
{
	return has_type(content_type, TYPE_ONE) || has_type(content_type, TYPE_BATCH);
}

/* The end of the JSON value that begins at `at`: behind its last byte. Trusts nothing; stops at the end of the text. */
static size_t value_end(struct span text, size_t at)
{
	int depth = 0;
	bool in_string = false;

	for (; at < text.length; at++) {
		char sign = text.text[at];
		if (in_string && sign == '\\')
			at++;
		else if (sign == '"')
			in_string = !in_string;
		else if (!in_string && (sign == '{' || sign == '['))
			depth++;
		else if (!in_string && (sign == '}' || sign == ']') && --depth < 0)
			return at;
		else if (!in_string && depth == 0 && sign == ',')
			return at;
	}
	return text.length; /* an escape at the very end steps over it */
}

static bool is_blank(char sign)
{
	return sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r';
}

static struct span trimmed(struct span span)
{
	while (span.length > 0 && is_blank(span.text[0])) {
		span.text++;
		span.length--;
	}
	while (span.length > 0 && is_blank(span.text[span.length - 1]))
		span.length--;
	return span;
}

static enum err need_text(const struct json_node *root, const char *name, const char **out, struct fault *fault)
{
	*out = node_text(node_get(root, name));
	if (*out && **out && strlen(*out) <= 512)
		return ERR_NONE;
	return fault_set(fault, ERR_SYNTAX, name, "the CloudEvents attribute \"%s\" is %s", name,
			 *out && **out ? "longer than 512 bytes" : "missing or no text");
}

/* An attribute's name is of a-z and 0-9. */
static bool is_attribute_name(const char *name)
{
	return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789") == strlen(name);
}

/* Texts, yes and no, whole numbers of 32 bits; null is an attribute that is not there. */
static bool is_attribute_value(const struct json_node *node)
{
	int64_t number;

	if (node_is_null(node) || node_text(node) || node_is_bool(node))
		return true;
	return node_int(node, &number) == ERR_NONE && number >= INT32_MIN && number <= INT32_MAX;
}

/* What the specification says of every attribute, ours or an extension. */
static enum err check_attributes(const struct json_node *root, struct fault *fault)
{
	const struct json_node *value;
	void *cursor = NULL;
	const char *key;

	if (!node_is_null(node_get(root, "data")) && !node_is_null(node_get(root, "data_base64")))
		return fault_set(fault, ERR_SYNTAX, "data", "the event has data and data_base64");
	while ((value = node_next(root, &cursor, &key))) {
		if (strcmp(key, "data") == 0 || strcmp(key, "data_base64") == 0)
			continue;
		if (!is_attribute_name(key))
			return fault_set(fault, ERR_SYNTAX, key, "the CloudEvents attribute \"%.60s\" is not of a-z and 0-9", key);
		if (!is_attribute_value(value))
			return fault_set(fault, ERR_SYNTAX, key, "the CloudEvents attribute \"%.60s\" is no text, no yes or no and no whole number of 32 bits",
					 key);
	}
	return ERR_NONE;
}

static enum err check_version(const struct json_node *root, struct fault *fault)
{
	const char *version;
	enum err err = need_text(root, "specversion", &version, fault);

	if (err || strcmp(version, "1.0") == 0)
		return err;
	fault_set(fault, ERR_SYNTAX, "specversion", "CloudEvents %.20s is not taken, only 1.0", version);
	fault_help(fault, "most senders have a setting for the version; 1.0 names its data_base64 and dataschema anew");
	return ERR_SYNTAX;
}

static enum err check_envelope(struct arena *arena, const struct json_node *root, struct cloudevents_item *item,
			       struct fault *fault)
{
	const char *id, *source, *type;
	enum err err = check_version(root, fault);

	if (!err)
		err = need_text(root, "id", &id, fault);
	if (!err)
		err = need_text(root, "source", &source, fault);
	if (!err)
		err = need_text(root, "type", &type, fault);
	if (!err)
		err = check_attributes(root, fault);
	if (!err)
		item->key = arena_printf(arena, "%s %s", source, id);
	return err;
}

/* The columns of an event that `data` may name directly: text ones, and moments. */
static const struct {
	const char *name;
	size_t offset;
	bool is_moment;
} data_fields[] = {
	{ "milestone", offsetof(struct event, milestone), false },
	{ "nature", offsetof(struct event, nature), false },
	{ "at", offsetof(struct event, at), true },
	{ "retracts", offsetof(struct event, retracts), false },
	{ "reason", offsetof(struct event, reason), false },
	{ "side", offsetof(struct event, side), false },
	{ "place", offsetof(struct event, place), false },
	{ "words", offsetof(struct event, words), false },
};

static enum err read_moment(const char *name, const char *text, int64_t *out, struct fault *fault)
{
	enum err err = instant_read(span_of(text), out);

	if (err == ERR_NONE || err == ERR_AGAIN)
		return ERR_NONE;
	return fault_set(fault, ERR_SYNTAX, name, "\"%.60s\" is no moment (such as 2026-03-01T10:00:00Z)", text);
}

static enum err read_field(struct arena *arena, const char *key, const struct json_node *node, struct event *event,
			   bool *is_taken, struct fault *fault)
{
	for (size_t i = 0; i < COUNT_OF(data_fields); i++) {
		void *place = (char *)event + data_fields[i].offset;
		const char *text;
		if (strcmp(data_fields[i].name, key) != 0)
			continue;
		*is_taken = true;
		text = node_scalar(arena, node);
		if (text && data_fields[i].is_moment)
			return read_moment(arena_printf(arena, "/data/%s", key), text, place, fault);
		if (text)
			*(const char **)place = text;
		return ERR_NONE;
	}
	if (strcmp(key, "stop") == 0) {
		*is_taken = true;
		if (node_int(node, &event->stop))
			return fault_set(fault, ERR_SYNTAX, "/data/stop", "is no whole number");
	}
	return ERR_NONE;
}

static enum err read_data(struct arena *arena, const struct json_node *data, struct event *event, struct fault *fault)
{
	size_t count = node_is_object(data) ? node_count(data) : 0;
	const struct json_node *node;
	void *cursor = NULL;
	const char *key;

	event->stop = 0;
	event->attrs.items = arena_new(arena, count * 2 + 1, sizeof *event->attrs.items);
	while ((node = node_next(data, &cursor, &key))) {
		const char *text;
		bool is_taken = false;
		enum err err = read_field(arena, key, node, event, &is_taken, fault);
		if (err)
			return err;
		text = is_taken ? NULL : node_scalar(arena, node);
		if (!text)
			continue;
		event->attrs.items[event->attrs.count++] = arena_str(arena, key);
		event->attrs.items[event->attrs.count++] = text;
	}
	return ERR_NONE;
}

/* data_base64: JSON in base64. */
static enum err read_packed(struct arena *arena, const char *text, struct event *event, struct fault *fault)
{
	struct str bytes = { 0 };
	struct json_doc *doc = NULL;
	enum err err = base64_read(span_of(text), &bytes);

	if (err)
		fault_set(fault, ERR_SYNTAX, "/data_base64", "is no base64");
	else
		err = node_doc_read((struct span){ str_text(&bytes), bytes.length }, &doc, fault);
	if (!err)
		err = read_data(arena, node_doc_root(doc), event, fault);
	node_doc_free(doc);
	str_release(&bytes);
	return err;
}

static enum err read_subject(struct arena *arena, const char *subject, struct event *event, struct fault *fault)
{
	const char *slash = subject ? strchr(subject, '/') : NULL;

	if (!slash || slash == subject || !slash[1])
		return fault_set(fault, ERR_SYNTAX, "/subject", "\"%.60s\" is not kind/reference, such as shipment/SHP-1001",
				 subject ? subject : "");
	event->subject_kind = arena_text(arena, subject, (size_t)(slash - subject));
	event->subject_ref = arena_str(arena, slash + 1);
	return ERR_NONE;
}

static enum err read_event(struct arena *arena, const struct json_node *root, struct event *event, struct fault *fault)
{
	const char *time = node_text(node_get(root, "time")), *text;
	enum err err = read_subject(arena, node_text(node_get(root, "subject")), event, fault);

	if (!err && time)
		err = read_moment("/time", time, &event->known_at, fault);
	if (err)
		return err;
	event->type = arena_str(arena, node_text(node_get(root, "type")));
	event->source = arena_str(arena, node_text(node_get(root, "source")));
	text = node_text(node_get(root, "data_base64"));
	return text ? read_packed(arena, text, event, fault) : read_data(arena, node_get(root, "data"), event, fault);
}

static const struct fault *kept(struct arena *arena, enum err err, const struct fault *fault)
{
	struct fault *copy;

	if (!err)
		return NULL;
	copy = arena_new(arena, 1, sizeof *copy);
	*copy = *fault;
	copy->err = err;
	return copy;
}

static void read_item(struct arena *arena, struct cloudevents_item *item)
{
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };
	enum err err = item->bytes.length > CODEC_EVENT_BYTES_MAX
			       ? fault_set(&fault, ERR_LIMIT, "event", "%zu bytes are more than the %d allowed",
					   item->bytes.length, CODEC_EVENT_BYTES_MAX)
			       : node_doc_read(item->bytes, &doc, &fault);

	if (!err)
		err = check_envelope(arena, node_doc_root(doc), item, &fault);
	item->envelope = kept(arena, err, &fault);
	if (!err)
		item->content = kept(arena, read_event(arena, node_doc_root(doc), &item->event, &fault), &fault);
	node_doc_free(doc);
}

static void take_item(struct arena *arena, struct span bytes, struct cloudevents_item *item)
{
	*item = (struct cloudevents_item){ .key = "", .bytes = bytes, .digest = digest_of(bytes.text, bytes.length) };
	row_init(&row_stored_event, &item->event);
	read_item(arena, item);
	item->event.partner_key = item->key;
	item->event.digest = (struct span){ (const char *)item->digest.bytes, DIGEST_BYTES };
}

/* Where the items of a batch are. */
static enum err cut_batch(struct span body, struct cut *out, struct fault *fault)
{
	size_t at;

	for (at = 1; at < body.length && body.text[at] != ']'; at++) {
		size_t end = value_end(body, at);
		struct span bytes = trimmed((struct span){ body.text + at, end - at });
		if (bytes.length > 0 && bytes.text[0] == '{')
			*vec_push(&out->parts) = bytes;
		else if (bytes.length > 0 || end >= body.length || body.text[end] != ']')
			return fault_set(fault, ERR_SYNTAX, "body", "item %zu of the batch is no object", out->parts.count + 1);
		at = end;
		if (at >= body.length || body.text[at] == ']')
			break;
	}
	if (at != body.length - 1 || body.text[at] != ']')
		return fault_set(fault, ERR_SYNTAX, "body", "the batch does not end with ]");
	return ERR_NONE;
}

enum err cloudevents_split(struct arena *arena, const char *content_type, struct span body, struct cloudevents_item **items,
			   size_t *count, struct fault *fault)
{
	bool is_batch = has_type(content_type, TYPE_BATCH);
	struct cut cut = { 0 };
	enum err err = ERR_NONE;

	body = trimmed(body);
	*count = 0;
	if (body.length < 2 || body.text[0] != (is_batch ? '[' : '{'))
		return fault_set(fault, ERR_SYNTAX, "body", "a JSON %s is expected", is_batch ? "array" : "object");
	if (is_batch)
		err = cut_batch(body, &cut, fault);
	else
		*vec_push(&cut.parts) = body;
	*items = arena_new(arena, cut.parts.count + 1, sizeof **items);
	for (size_t i = 0; !err && i < cut.parts.count; i++)
		take_item(arena, cut.parts.items[i], &(*items)[(*count)++]);
	vec_release(&cut.parts);
	return err;
}

enum err cloudevents_event(const struct cloudevents_item *item, int64_t received_at, struct event *event, struct fault *fault)
{
	if (item->content) {
		*fault = *item->content;
		return fault->err;
	}
	*event = item->event;
	if (event->known_at == INSTANT_NONE)
		event->known_at = received_at;
	return ERR_NONE;
}

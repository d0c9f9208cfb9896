/* SPDX-License-Identifier: MIT */
/* Binary mode: attributes stand in headers of the transport, the body is the data. It is brought into the structured form and read as that,
 * so that every rule of an event stands once. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "codec/cloudevents.h"
#include "codec/json_read.h"
#include "codec/json_write.h"

#define PREFIX "ce-"

/* One line "name: value" of the kept headers. */
struct header_line {
	struct span name, value;
};

static bool next_line(const char **at, struct header_line *out)
{
	const char *end, *colon;

	if (!**at)
		return false;
	end = strchrnul(*at, '\n');
	colon = memchr(*at, ':', (size_t)(end - *at));
	*out = (struct header_line){ { *at, (size_t)((colon ? colon : end) - *at) }, { end, 0 } };
	if (colon) {
		const char *value = colon + 1 < end && colon[1] == ' ' ? colon + 2 : colon + 1;
		out->value = (struct span){ value, (size_t)(end - value) };
	}
	*at = *end ? end + 1 : end;
	return true;
}

static bool is_attribute(const struct header_line *line)
{
	return line->name.length > strlen(PREFIX) && strncasecmp(line->name.text, PREFIX, strlen(PREFIX)) == 0;
}

bool cloudevents_is_binary(const char *content_type, const char *headers)
{
	static const char *const required[] = { "ce-specversion", "ce-id", "ce-source", "ce-type" };
	struct header_line line;

	if (cloudevents_is_type(content_type))
		return false;
	while (next_line(&headers, &line))
		for (size_t i = 0; i < COUNT_OF(required); i++)
			if (line.name.length == strlen(required[i]) && strncasecmp(line.name.text, required[i], line.name.length) == 0)
				return true;
	return false;
}

static int hex_of(char sign)
{
	if (sign >= '0' && sign <= '9')
		return sign - '0';
	sign |= 0x20;
	return sign >= 'a' && sign <= 'f' ? sign - 'a' + 10 : -1;
}

/* Quoted values are unquoted first; then one round of percent-decoding (HTTP protocol binding, 3.1.3.2). */
static enum err read_value(const struct header_line *line, struct str *out, struct fault *fault)
{
	struct span text = line->value;
	bool is_quoted = text.length >= 2 && text.text[0] == '"' && text.text[text.length - 1] == '"';
	size_t end = is_quoted ? text.length - 1 : text.length;

	for (size_t i = is_quoted; i < end; i++) {
		char sign = text.text[i];
		if (is_quoted && sign == '\\' && i + 1 < end)
			sign = text.text[++i];
		else if (sign == '%') {
			int high = i + 2 < end ? hex_of(text.text[i + 1]) : -1, low = i + 2 < end ? hex_of(text.text[i + 2]) : -1;
			if (high < 0 || low < 0)
				return fault_set(fault, ERR_SYNTAX, "", "%.*s: %% is not followed by two hex digits", (int)line->name.length,
						 line->name.text);
			sign = (char)(high << 4 | low);
			i += 2;
		} else if ((unsigned char)sign < 0x20 || (unsigned char)sign > 0x7e) {
			return fault_set(fault, ERR_SYNTAX, "", "%.*s: a sign outside of printable ASCII is not percent-encoded",
					 (int)line->name.length, line->name.text);
		}
		str_addc(out, sign);
	}
	return ERR_NONE;
}

/* A text of the decoded value: UTF-8, without NUL. */
static enum err put_attribute(struct json_writer *writer, const struct header_line *line, struct fault *fault)
{
	struct str name = { 0 }, value = { 0 };
	enum err err = read_value(line, &value, fault);

	if (!err && value.length > 0 && (!text_is_utf8(value.text, value.length) || memchr(value.text, '\0', value.length)))
		err = fault_set(fault, ERR_SYNTAX, "", "%.*s: what is percent-encoded there is no UTF-8", (int)line->name.length, line->name.text);
	for (size_t i = strlen(PREFIX); i < line->name.length; i++) {
		char sign = line->name.text[i];
		str_addc(&name, sign >= 'A' && sign <= 'Z' ? (char)(sign - 'A' + 'a') : sign);
	}
	/* Content-Type says it. */
	if (!err && strcmp(str_text(&name), "datacontenttype") != 0)
		jsonw_put_text(writer, str_text(&name), str_text(&value));
	str_release(&name);
	str_release(&value);
	return err;
}

/* application/json, text/json, application/vnd.x+json; what says no type is tried. */
static bool may_be_json(const char *content_type)
{
	size_t length = strcspn(content_type, "; \t");

	return length == 0 || (length >= 5 && (strncasecmp(content_type + length - 5, "/json", 5) == 0 ||
					       strncasecmp(content_type + length - 5, "+json", 5) == 0));
}

static bool is_json(const char *content_type, struct span body)
{
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };
	bool is_good = may_be_json(content_type) && node_doc_read(body, &doc, &fault) == ERR_NONE;

	node_doc_free(doc);
	return is_good;
}

/* JSON stands as it is, a text as a string, other bytes in base64. What calls itself JSON and is none becomes a fault of the content. */
static void put_data(struct json_writer *writer, const char *content_type, struct span body)
{
	struct str packed = { 0 };

	if (body.length == 0)
		return;
	if (is_json(content_type, body)) {
		jsonw_put_raw(writer, "data", body);
	} else if (!may_be_json(content_type) && text_is_utf8(body.text, body.length)) {
		jsonw_put_span(writer, "data", body);
	} else {
		base64_write(&packed, body.text, body.length);
		jsonw_put_text(writer, "data_base64", str_text(&packed));
	}
	str_release(&packed);
}

enum err cloudevents_unpack(struct arena *arena, const char *content_type, const char *headers, struct span body,
			    struct cloudevents_item **items, size_t *count, struct fault *fault)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);
	struct header_line line;
	enum err err = ERR_NONE;

	*count = 0;
	jsonw_open(&writer, NULL);
	while (!err && next_line(&headers, &line))
		if (is_attribute(&line))
			err = put_attribute(&writer, &line, fault);
	if (content_type[0])
		jsonw_put_text(&writer, "datacontenttype", content_type);
	put_data(&writer, content_type, body);
	jsonw_close(&writer);
	if (!err)
		err = cloudevents_split(arena, "application/cloudevents+json",
					(struct span){ arena_text(arena, str_text(&text), text.length), text.length }, items, count, fault);
	str_release(&text);
	return err;
}

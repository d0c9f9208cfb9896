/* SPDX-License-Identifier: MIT */
/* Templates: cut once, filled the same way each time. What a value may do where it stands is decided here and nowhere else. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "codec/connector_plan.h"
#include "codec/json_read.h"

#define NAME_SIGNS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
#define KEY_HEX    32
#define SHORT_SIGNS 16

/* ---------------------------------------------------------------- cutting */

static const struct {
	const char *name;
	enum template_form form;
	const char *sample;
} forms[] = {
	{ "plain", FORM_PLAIN, "x" },
	{ "number", FORM_NUMBER, "1" },
	{ "guid", FORM_GUID, "00000000000000000000000000000000" },
	{ "short", FORM_SHORT, "x" },
	{ "quoted", FORM_QUOTED, "x" },
	{ "date", FORM_DATE, "2026-01-02" },
};

/* "{name" or "{name:form:form}" at `text`: its bytes, or 0 for a brace that is only itself, as JSON has them. */
static size_t placeholder_bytes(const char *text)
{
	size_t length = 1 + strspn(text + 1, NAME_SIGNS ":");

	return length > 1 && text[length] == '}' ? length + 1 : 0;
}

static enum err read_form(const struct conf_line *line, struct span form, struct template_piece *piece, struct fault *fault)
{
	if (span_is(form, "optional")) {
		piece->is_optional = true;
		return ERR_NONE;
	}
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (span_is(form, forms[i].name)) {
			piece->form = forms[i].form;
			return ERR_NONE;
		}
	return conf_fault(line, NULL, fault, "{%s:%.*s}: a form is number, guid, short, quoted, date or optional", piece->name,
			  (int)form.length, form.text);
}

static enum err read_placeholder(struct arena *arena, const struct conf_line *line, struct span inside, struct template_piece *piece,
				 struct fault *fault)
{
	const char *colon = memchr(inside.text, ':', inside.length);
	size_t at = colon ? (size_t)(colon - inside.text) : inside.length;
	enum err err = ERR_NONE;

	piece->name = arena_text(arena, inside.text, at);
	while (!err && at < inside.length) {
		const char *next = memchr(inside.text + at + 1, ':', inside.length - at - 1);
		size_t end = next ? (size_t)(next - inside.text) : inside.length;
		err = read_form(line, (struct span){ inside.text + at + 1, end - at - 1 }, piece, fault);
		at = end;
	}
	return err;
}

/* In an address or header a brace that names nothing is a slip; in a body it is JSON's. */
bool template_has_brace(const struct template *template)
{
	for (size_t i = 0; i < template->count; i++)
		if (strpbrk(template->pieces[i].words, "{}"))
			return true;
	return false;
}

enum err template_read(struct arena *arena, const struct conf_line *line, const char *text, struct template *out, struct fault *fault)
{
	VEC(struct template_piece) pieces = { 0 };
	enum err err = ERR_NONE;
	const char *from = text;

	for (const char *at = text; !err && *at;) {
		size_t length = *at == '{' ? placeholder_bytes(at) : 0;
		struct template_piece *piece;
		if (length == 0) {
			at++;
			continue;
		}
		piece = vec_push(&pieces);
		piece->words = arena_text(arena, from, (size_t)(at - from));
		err = read_placeholder(arena, line, (struct span){ at + 1, length - 2 }, piece, fault);
		from = at += length;
	}
	vec_push(&pieces)->words = arena_str(arena, from);
	out->count = pieces.count;
	out->pieces = arena_new(arena, pieces.count, sizeof *out->pieces);
	memcpy(out->pieces, pieces.items, pieces.count * sizeof *out->pieces);
	vec_release(&pieces);
	return err;
}

/* ---------------------------------------------------------------- a value where it stands */

static void add_json(struct str *out, const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte == '"' || byte == '\\')
			str_addf(out, "\\%c", byte);
		else if (byte < 0x20)
			str_addf(out, "\\u%04x", byte);
		else
			str_addc(out, *text);
	}
}

static void add_xml(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("<>&\"'", *text))
			str_addf(out, "&#%d;", *text);
		else
			str_addc(out, (unsigned char)*text < 0x20 ? ' ' : *text);
	}
}

static void add_url(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("-._~", *text) || (*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
			str_addc(out, *text);
		else
			str_addf(out, "%%%02X", (unsigned char)*text);
	}
}

static void add_placed(struct str *out, enum template_place place, const char *text)
{
	if (place == PLACE_JSON)
		add_json(out, text);
	else if (place == PLACE_XML)
		add_xml(out, text);
	else if (place == PLACE_URL)
		add_url(out, text);
	else
		str_adds(out, text);
}

/* A JSON number; amounts are stored as such texts. */
static bool is_number(const char *text)
{
	const char *digits = text + (*text == '-');
	size_t whole = strspn(digits, "0123456789"), part;

	if (whole == 0 || (whole > 1 && digits[0] == '0'))
		return false;
	if (digits[whole] != '.')
		return digits[whole] == '\0';
	part = strspn(digits + whole + 1, "0123456789");
	return part > 0 && digits[whole + 1 + part] == '\0';
}

static const char *guid(const char *hex, char out[40])
{
	static const int parts[] = { 8, 4, 4, 4, 12 };
	char *at = out;

	if (strspn(hex, "0123456789abcdefABCDEF") != KEY_HEX || hex[KEY_HEX])
		return NULL;
	for (size_t i = 0; i < COUNT_OF(parts); i++, hex += parts[i - 1]) {
		if (i > 0)
			*at++ = '-';
		memcpy(at, hex, (size_t)parts[i]);
		at += parts[i];
	}
	*at = '\0';
	return out;
}

static void add_quoted(struct str *out, enum template_place place, const char *text)
{
	struct str doubled = { 0 };

	for (; *text; text++) {
		str_addc(&doubled, *text);
		if (*text == '\'')
			str_addc(&doubled, '\'');
	}
	add_placed(out, place, str_text(&doubled));
	str_release(&doubled);
}

/* False: it is not of that form. */
static bool add_formed(struct str *out, const struct template_piece *piece, enum template_place place, const char *text)
{
	char room[40];
	size_t day = strspn(text, "0123456789-");

	switch (piece->form) {
	case FORM_NUMBER:
		str_adds(out, text);
		return is_number(text);
	case FORM_GUID:
		text = guid(text, room);
		str_adds(out, text ? text : "");
		return text != NULL;
	case FORM_SHORT:
		str_add(out, text, strnlen(text, SHORT_SIGNS));
		return text[strspn(text, NAME_SIGNS)] == '\0';
	case FORM_QUOTED:
		add_quoted(out, place, text);
		return true;
	case FORM_DATE:
		str_add(out, text, day < 10 ? day : 10);
		return day >= 10;
	case FORM_PLAIN:
		break;
	}
	add_placed(out, place, text);
	return true;
}

/* ---------------------------------------------------------------- filling */

/* The value of a name, or NULL. The key and the address are not the payload's to say. */
static const char *value_of(const struct template_piece *piece, const struct connector_values *values, const struct json_doc *doc,
			    struct arena *arena)
{
	if (!values)
		return forms[piece->form].sample;
	if (strcmp(piece->name, "url") == 0)
		return values->url;
	if (strcmp(piece->name, "key") == 0)
		return values->key;
	return node_scalar(arena, node_get(node_doc_root(doc), piece->name));
}

static enum err fill_piece(const struct template_piece *piece, enum template_place place, const char *text, struct str *out,
			   struct fault *fault)
{
	if (!text && !piece->is_optional) {
		fault_set(fault, ERR_INVALID, "connector", "it needs {%s}, and this write-back has no %s", piece->name, piece->name);
		fault_help(fault, "{%s:optional} may be missing", piece->name);
		return ERR_INVALID;
	}
	if (!text)
		text = piece->form == FORM_NUMBER ? "0" : "";
	if (place == PLACE_URL && strcmp(piece->name, "url") == 0) {
		str_adds(out, text);
		return ERR_NONE;
	}
	if (!text_is_utf8(text, strlen(text)) || (place == PLACE_HEADER && strcspn(text, "\r\n\t\x7f") < strlen(text)))
		return fault_set(fault, ERR_INVALID, "connector", "{%s} does not fit where it stands", piece->name);
	if ((piece->is_optional && !*text) || add_formed(out, piece, place, text))
		return ERR_NONE;
	return fault_set(fault, ERR_INVALID, "connector", "{%s} is not what the text takes it for", piece->name);
}

enum err template_fill(const struct template *template, enum template_place place, const struct connector_values *values, struct str *out,
		       struct fault *fault)
{
	struct json_doc *doc = NULL;
	struct arena arena = { 0 };
	enum err err = ERR_NONE;

	if (values && node_doc_read(values->payload, &doc, NULL))
		err = fault_set(fault, ERR_DAMAGED, "connector", "the stored members of the write-back cannot be read");
	for (size_t i = 0; !err && i < template->count; i++) {
		const struct template_piece *piece = &template->pieces[i];
		str_adds(out, piece->words);
		if (piece->name)
			err = fill_piece(piece, place, value_of(piece, values, doc, &arena), out, fault);
	}
	node_doc_free(doc);
	arena_release(&arena);
	return err;
}

static enum err fill_kept(const struct template *template, enum template_place place, const struct connector_values *values,
			  struct arena *arena, struct span *out, struct fault *fault)
{
	struct str text = { 0 };
	enum err err = template_fill(template, place, values, &text, fault);

	*out = (struct span){ arena_text(arena, str_text(&text), text.length), text.length };
	str_release(&text);
	return err;
}

static enum err fill_all(const struct template *url, const struct header_line *headers, size_t count,
			 const struct connector_values *values, struct arena *arena, struct connector_request *out, struct fault *fault)
{
	struct span text = { 0 };
	enum err err = fill_kept(url, PLACE_URL, values, arena, &text, fault);

	out->url = text.text;
	for (size_t i = 0; !err && i < count; i++) {
		err = fill_kept(&headers[i].value, PLACE_HEADER, values, arena, &text, fault);
		out->headers[out->header_count++] = (struct connector_header){ headers[i].name, text.text };
	}
	return err;
}

enum err connector_fill(const struct connector_effect *effect, const struct connector_values *values, struct arena *arena,
			struct connector_request *out, struct fault *fault)
{
	enum err err;

	*out = (struct connector_request){ .method = effect->method, .body = values->payload };
	err = fill_all(&effect->url, effect->headers, effect->header_count, values, arena, out, fault);
	if (!err && effect->has_body)
		err = fill_kept(&effect->body, effect->body_place, values, arena, &out->body, fault);
	return err;
}

enum err connector_fill_ask(const struct connector_effect *effect, const struct connector_values *values, struct arena *arena,
			    struct connector_request *out, struct fault *fault)
{
	*out = (struct connector_request){ .method = "GET" };
	return fill_all(&effect->ask, effect->ask_headers, effect->ask_header_count, values, arena, out, fault);
}

const char *connector_token(const struct connector *connector, const struct connector_values *values, struct arena *arena,
			    struct connector_request *out)
{
	struct span url = { 0 };

	*out = (struct connector_request){ .method = "GET" };
	if (!connector || !connector->token_header || fill_kept(&connector->token_url, PLACE_URL, values, arena, &url, NULL))
		return NULL;
	out->url = url.text;
	out->headers[out->header_count++] = (struct connector_header){ connector->token_header, "Fetch" };
	return connector->token_header;
}

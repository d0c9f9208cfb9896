/* SPDX-License-Identifier: MIT */
/* The writer: every value goes through begin(), which sets comma and key. */
#include "codec/json_write.h"

#include "base/instant.h"
#include "base/text.h"

struct json_writer jsonw_on(struct str *out)
{
	return (struct json_writer){ out, 0, 0 };
}

static void put_escaped(struct str *out, const char *text, size_t length)
{
	str_addc(out, '"');
	for (size_t i = 0; i < length;) {
		unsigned char byte = (unsigned char)text[i];
		uint32_t sign;
		size_t bytes;
		if (byte >= 0x20 && byte < 0x7f) {
			if (byte == '"' || byte == '\\')
				str_addc(out, '\\');
			str_addc(out, (char)byte);
			i++;
			continue;
		}
		bytes = text_next(text + i, length - i, &sign);
		if (sign < 0x20 || sign == 0x7f || sign == 0x2028 || sign == 0x2029)
			str_addf(out, "\\u%04x", (unsigned)sign);
		else
			text_put(out, sign);
		i += bytes ? bytes : 1;
	}
	str_addc(out, '"');
}

static void begin(struct json_writer *writer, const char *key)
{
	uint32_t bit = UINT32_C(1) << writer->level;

	if (writer->has_items & bit)
		str_addc(writer->out, ',');
	writer->has_items |= bit;
	if (!key)
		return;
	put_escaped(writer->out, key, span_of(key).length);
	str_addc(writer->out, ':');
}

/* `has_items` keeps two bits a level: in the low half whether something stands there, in the high half whether it is an
 * array, so that closing needs no argument. */
static void open_with(struct json_writer *writer, const char *key, char sign)
{
	begin(writer, key);
	str_addc(writer->out, sign);
	BUG_IF(writer->level >= 15);
	writer->level++;
	writer->has_items &= ~(UINT32_C(1) << writer->level);
	writer->has_items = sign == '[' ? writer->has_items | UINT32_C(0x10000) << writer->level
					: writer->has_items & ~(UINT32_C(0x10000) << writer->level);
}

void jsonw_open(struct json_writer *writer, const char *key)
{
	open_with(writer, key, '{');
}

void jsonw_open_array(struct json_writer *writer, const char *key)
{
	open_with(writer, key, '[');
}

void jsonw_close(struct json_writer *writer)
{
	BUG_IF(writer->level < 1);
	str_addc(writer->out, writer->has_items & UINT32_C(0x10000) << writer->level ? ']' : '}');
	writer->level--;
}

void jsonw_put_span(struct json_writer *writer, const char *key, struct span text)
{
	begin(writer, key);
	put_escaped(writer->out, text.text, text.length);
}

void jsonw_put_text(struct json_writer *writer, const char *key, const char *text)
{
	if (text)
		jsonw_put_span(writer, key, span_of(text));
	else
		jsonw_put_raw(writer, key, span_of("null"));
}

void jsonw_put_int(struct json_writer *writer, const char *key, int64_t value)
{
	begin(writer, key);
	if (value == INT64_MIN)
		str_adds(writer->out, "null");
	else
		str_addf(writer->out, "%lld", (long long)value);
}

void jsonw_put_bool(struct json_writer *writer, const char *key, bool value)
{
	jsonw_put_raw(writer, key, span_of(value ? "true" : "false"));
}

void jsonw_put_instant(struct json_writer *writer, const char *key, int64_t at)
{
	begin(writer, key);
	if (at == INSTANT_NONE) {
		str_adds(writer->out, "null");
		return;
	}
	str_addc(writer->out, '"');
	instant_write(writer->out, at);
	str_addc(writer->out, '"');
}

void jsonw_put_raw(struct json_writer *writer, const char *key, struct span json)
{
	begin(writer, key);
	str_add(writer->out, json.text, json.length);
}

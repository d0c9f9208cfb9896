/* SPDX-License-Identifier: MIT */
/* HTML is read for its words only: one pass, no tree, so that what is broken or hostile costs no more than its length. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "codec/mail_read.h"

/* ---------------------------------------------------------------- HTML */

static bool is_name(struct span tag, const char *name)
{
	size_t length = strlen(name);

	return tag.length >= length && strncasecmp(tag.text, name, length) == 0 &&
	       (tag.length == length || !((tag.text[length] | 32) >= 'a' && (tag.text[length] | 32) <= 'z'));
}

/* Tags at which a reader would see a new line. */
static bool is_block(struct span tag)
{
	static const char *const names[] = { "br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "blockquote", "pre", "hr" };

	if (tag.length > 0 && tag.text[0] == '/')
		tag = (struct span){ tag.text + 1, tag.length - 1 };
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (is_name(tag, names[i]))
			return true;
	return false;
}

/* Where what follows `from` is found, or the end. */
static const char *behind(const char *from, const char *end, const char *mark)
{
	const char *found = memmem(from, (size_t)(end - from), mark, strlen(mark));

	return found ? found + strlen(mark) : end;
}

/* Behind the next `</name`, whatever its case. */
static const char *behind_element(const char *from, const char *end, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = from; (at = memchr(at, '<', (size_t)(end - at))); at++)
		if ((size_t)(end - at) > length + 2 && at[1] == '/' && strncasecmp(at + 2, name, length) == 0)
			return behind(at, end, ">");
	return end;
}

/* Elements whose content nobody sees. */
static const char *behind_hidden(struct span tag, const char *from, const char *end)
{
	static const char *const names[] = { "script", "style", "head", "title" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (is_name(tag, names[i]))
			return behind_element(from, end, names[i]);
	return from;
}

/* One blank or line end between words, none before the first. */
static void add_gap(struct str *out, char gap)
{
	if (out->length > 0 && out->text[out->length - 1] == ' ')
		str_cut(out, out->length - 1);
	if (out->length > 0 && out->text[out->length - 1] != '\n')
		str_addc(out, gap);
}

static const char *behind_tag(struct str *out, const char *at, const char *end)
{
	const char *close;
	struct span tag;

	if (end - at >= 4 && strncmp(at, "<!--", 4) == 0)
		return behind(at + 4, end, "-->");
	close = behind(at, end, ">");
	tag = (struct span){ at + 1, (size_t)(close - at) - 1 };
	if (is_block(tag))
		add_gap(out, '\n');
	else if (is_name(tag, "td") || is_name(tag, "th"))
		add_gap(out, ' ');
	return behind_hidden(tag, close, end);
}

static uint32_t number_of(const char *digits, bool is_hex)
{
	uint32_t sign = 0;

	for (; *digits && *digits != ';' && sign < 0x110000; digits++) {
		bool is_digit = *digits >= '0' && *digits <= '9';
		char letter = (char)(*digits | 32);
		if (!is_digit && !(is_hex && letter >= 'a' && letter <= 'f'))
			return 0;
		sign = sign * (is_hex ? 16 : 10) + (uint32_t)(is_digit ? *digits - '0' : letter - 'a' + 10);
	}
	return sign < 0x110000 ? sign : 0;
}

/* "&amp;", "&#8364;", "&#x20AC;": what it stands for; returns its length, 0 for what is none. */
static size_t entity(const char *at, const char *end, uint32_t *sign)
{
	static const struct {
		const char *name;
		uint32_t sign;
	} names[] = { { "amp;", '&' },     { "lt;", '<' },      { "gt;", '>' },      { "quot;", '"' },    { "apos;", '\'' },
		      { "nbsp;", ' ' },    { "auml;", 0xe4 },   { "ouml;", 0xf6 },   { "uuml;", 0xfc },   { "Auml;", 0xc4 },
		      { "Ouml;", 0xd6 },   { "Uuml;", 0xdc },   { "szlig;", 0xdf },  { "eacute;", 0xe9 }, { "egrave;", 0xe8 },
		      { "agrave;", 0xe0 }, { "ccedil;", 0xe7 }, { "euro;", 0x20ac }, { "ndash;", '-' },   { "mdash;", '-' } };
	char room[12] = "";
	size_t length = (size_t)(end - at) - 1;

	memcpy(room, at + 1, length < sizeof room - 1 ? length : sizeof room - 1);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strncmp(room, names[i].name, strlen(names[i].name)) == 0) {
			*sign = names[i].sign;
			return strlen(names[i].name) + 1;
		}
	if (room[0] != '#' || !strchr(room, ';'))
		return 0;
	*sign = (room[1] | 32) == 'x' ? number_of(room + 2, true) : number_of(room + 1, false);
	return *sign ? (size_t)(strchr(room, ';') - room) + 2 : 0;
}

void mail_text_of_html(struct str *out, struct span html)
{
	const char *at = html.text, *end = html.text + html.length;
	struct str words = { 0 };

	while (at < end && words.length < 4 * MAIL_TEXT_MAX) {
		uint32_t sign = 0;
		size_t length = *at == '&' ? entity(at, end, &sign) : 0;
		if (*at == '<' && at + 1 < end && !strchr(" \t\r\n<=", at[1])) {
			at = behind_tag(&words, at, end);
		} else if (length > 0) {
			text_put(&words, sign);
			at += length;
		} else if (strchr(" \t\r\n", *at)) {
			add_gap(&words, ' ');
			at++;
		} else {
			str_addc(&words, *at++);
		}
	}
	mail_text_lines(out, (struct span){ str_text(&words), words.length });
	str_release(&words);
}

/* ---------------------------------------------------------------- lines */

/* How much of it may be kept without cutting a sign. */
static size_t fitting(const char *text, size_t length, size_t most_bytes)
{
	if (length <= most_bytes)
		return length;
	while (most_bytes > 0 && ((unsigned char)text[most_bytes] & 0xc0) == 0x80)
		most_bytes--;
	return most_bytes;
}

static size_t without_blanks(const char *text, size_t length)
{
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\r' || text[length - 1] == '\t'))
		length--;
	return length;
}

void mail_text_lines(struct str *out, struct span text)
{
	const char *at = text.text, *end = text.text + text.length;
	struct str line = { 0 };
	bool was_empty = out->length == 0;

	while (at < end && out->length < MAIL_TEXT_MAX) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((stop ? stop : end) - at), raw = length < 4000 ? length : 4000;
		str_clear(&line);
		text_clean(&line, at, without_blanks(at, raw));
		size_t kept = without_blanks(str_text(&line), line.length);
		if (kept > 0 || !was_empty) {
			str_add(out, str_text(&line), fitting(str_text(&line), kept, MAIL_TEXT_MAX - out->length));
			str_addc(out, '\n');
		}
		was_empty = kept == 0;
		at = stop ? stop + 1 : end;
	}
	str_release(&line);
}

const char *mail_text_line(struct arena *arena, const char *text, size_t most_bytes)
{
	struct str line = { 0 };
	size_t length = text ? strlen(text) : 0;
	const char *kept, *from;

	text_clean(&line, text ? text : "", length < 4 * most_bytes ? length : 4 * most_bytes);
	from = str_text(&line) + strspn(str_text(&line), " ");
	length = fitting(from, strlen(from), most_bytes);
	kept = arena_text(arena, from, without_blanks(from, length));
	str_release(&line);
	return kept;
}

/* ---------------------------------------------------------------- names */

static const char *without_path(const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *back = strrchr(name, '\\');

	if (slash)
		name = slash + 1;
	return back && back + 1 > name ? back + 1 : name;
}

const char *mail_text_name(struct arena *arena, const char *name)
{
	const char *line = mail_text_line(arena, name ? without_path(name) : "", 4 * MAIL_NAME_MAX);
	struct str kept = { 0 };
	const char *dot, *out;

	line += strspn(line, ". -");
	dot = strrchr(line, '.');
	if (strlen(line) > MAIL_NAME_MAX && dot && strlen(dot) < 12) {
		str_add(&kept, line, fitting(line, strlen(line), MAIL_NAME_MAX - strlen(dot)));
		str_adds(&kept, dot);
	} else {
		str_add(&kept, line, fitting(line, strlen(line), MAIL_NAME_MAX));
	}
	for (size_t i = 0; i < kept.length; i++)
		if (strchr("<>:\"|?*", kept.text[i]))
			kept.text[i] = '_';
	out = arena_text(arena, str_text(&kept), kept.length);
	str_release(&kept);
	return out;
}

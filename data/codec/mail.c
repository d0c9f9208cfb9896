/* SPDX-License-Identifier: MIT */
/* What GMime would spend too much on, or fall over (a list of groups in groups is read by a function that calls itself), is counted and
 * refused before it sees it. */
#include "codec/mail.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "codec/mail_read.h"

/* No mail that people send comes near these. */
#define BOUNDARY_LINES_MAX 1000
#define NESTINGS_MAX       200
#define HEAD_LINES_MAX     5000 /* in a row */
#define HEAD_COLONS_MAX    500
#define HEAD_BYTES_MAX     ((size_t)16 * 1024) /* of one line of a head with what goes on with it */

bool mail_is_type(const char *content_type)
{
	size_t length = strlen(MAIL_TYPE);

	return content_type && strncasecmp(content_type, MAIL_TYPE, length) == 0 &&
	       (content_type[length] == '\0' || content_type[length] == ';' || content_type[length] == ' ');
}

/* ---------------------------------------------------------------- limits */

/* Lines that may end a part, words that may begin one inside of another; of heads the lines in a row, and the bytes and colons of one,
 * now and at most. */
struct tally {
	size_t boundaries, nestings, row, rows, head, heads, colon, colons;
};

static bool begins(const char *at, const char *end, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(end - at) >= length && strncasecmp(at, word, length) == 0;
}

/* "Name: value" */
static bool is_head(const char *at, const char *end)
{
	const char *from = at;

	while (at < end && (*at == '-' || g_ascii_isalnum(*at)))
		at++;
	if (at == from)
		return false;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at < end && *at == ':';
}

static size_t count_colons(const char *at, const char *end)
{
	size_t count = 0;

	for (; (at = memchr(at, ':', (size_t)(end - at))); at++)
		count++;
	return count;
}

static void tally_head(struct tally *tally, const char *at, const char *end)
{
	size_t length = (size_t)(end - at);
	bool goes_on = tally->row > 0 && length > 0 && (*at == ' ' || *at == '\t'), is_first = !goes_on && is_head(at, end);

	tally->row = goes_on || is_first ? tally->row + 1 : 0;
	tally->head = goes_on ? tally->head + length : is_first ? length : 0;
	tally->colon = goes_on || is_first ? count_colons(at, end) + (goes_on ? tally->colon : 0) : 0;
	tally->colons = tally->colon > tally->colons ? tally->colon : tally->colons;
	tally->rows = tally->row > tally->rows ? tally->row : tally->rows;
	tally->heads = tally->head > tally->heads ? tally->head : tally->heads;
}

static void tally_line(struct tally *tally, const char *at, const char *end)
{
	const char *slash = at;

	tally->boundaries += begins(at, end, "--");
	tally_head(tally, at, end);
	while ((slash = memchr(slash, '/', (size_t)(end - slash)))) {
		tally->nestings += slash - at >= 7 && begins(slash - 7, end, "message/");
		tally->nestings += slash - at >= 9 && begins(slash - 9, end, "multipart/");
		slash++;
	}
}

static enum err check(struct span bytes, struct fault *fault)
{
	const char *at = bytes.text, *end = bytes.text + bytes.length;
	struct tally tally = { 0 };

	if (bytes.length > MAIL_BYTES_MAX)
		return fault_set(fault, ERR_LIMIT, "mail", "it is larger than %zu MiB", MAIL_BYTES_MAX >> 20);
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		tally_line(&tally, at, stop ? stop : end);
		at = stop ? stop + 1 : end;
	}
	if (tally.boundaries > BOUNDARY_LINES_MAX || tally.nestings > NESTINGS_MAX)
		return fault_set(fault, ERR_LIMIT, "mail", "it is cut into more parts than docket takes");
	if (tally.rows > HEAD_LINES_MAX || tally.heads > HEAD_BYTES_MAX || tally.colons > HEAD_COLONS_MAX)
		return fault_set(fault, ERR_LIMIT, "mail", "its head is longer than docket takes");
	return ERR_NONE;
}

/* ---------------------------------------------------------------- head */

static const char *lower(struct arena *arena, const char *text)
{
	char *out = (char *)(uintptr_t)mail_text_line(arena, text, 254);

	for (char *at = out; *at; at++)
		*at = (char)g_ascii_tolower(*at);
	return out;
}

static InternetAddressMailbox *mailbox_at(InternetAddressList *list, int place)
{
	InternetAddress *address = internet_address_list_get_address(list, place);

	return address && INTERNET_ADDRESS_IS_MAILBOX(address) ? INTERNET_ADDRESS_MAILBOX(address) : NULL;
}

static void read_sender(struct arena *arena, GMimeMessage *message, struct mail_content *out)
{
	InternetAddressList *list = g_mime_message_get_from(message);
	InternetAddressMailbox *mailbox = list && internet_address_list_length(list) > 0 ? mailbox_at(list, 0) : NULL;

	out->from = lower(arena, mailbox ? internet_address_mailbox_get_addr(mailbox) : "");
	out->from_name = mail_text_line(arena, mailbox ? internet_address_get_name(INTERNET_ADDRESS(mailbox)) : "", 120);
}

static const char *receivers(struct arena *arena, GMimeMessage *message)
{
	InternetAddressList *list = g_mime_message_get_to(message);
	int count = list ? internet_address_list_length(list) : 0;
	struct str text = { 0 };
	const char *kept;

	for (int i = 0; i < count && i < 20; i++) {
		InternetAddressMailbox *mailbox = mailbox_at(list, i);
		if (mailbox)
			str_addf(&text, "%s%s", text.length ? ", " : "", lower(arena, internet_address_mailbox_get_addr(mailbox)));
	}
	kept = arena_text(arena, str_text(&text), text.length);
	str_release(&text);
	return kept;
}

static void add_answered(struct arena *arena, struct mail_content *out, const char *id, size_t length)
{
	if (out->answered_count < MAIL_ANSWERED_MAX && length > 0 && length < 250)
		out->answered[out->answered_count++] = mail_text_line(arena, arena_text(arena, id, length), 250);
}

/* Ids in brackets, from the last to the first: the newest comes last in References. */
static void read_ids(struct arena *arena, const char *text, struct mail_content *out)
{
	const char *end = text ? text + strlen(text) : NULL;

	while (end > text && out->answered_count < MAIL_ANSWERED_MAX) {
		const char *close = memrchr(text, '>', (size_t)(end - text));
		const char *open = close ? memrchr(text, '<', (size_t)(close - text)) : NULL;
		if (!open)
			return;
		add_answered(arena, out, open + 1, (size_t)(close - open) - 1);
		end = open;
	}
}

static void read_head(struct arena *arena, GMimeMessage *message, struct mail_content *out)
{
	GDateTime *date = g_mime_message_get_date(message);
	GMimeObject *object = GMIME_OBJECT(message);

	read_sender(arena, message, out);
	out->to = receivers(arena, message);
	out->title = mail_text_line(arena, g_mime_message_get_subject(message), 400);
	out->id = mail_text_line(arena, g_mime_message_get_message_id(message), 250);
	out->at = date ? g_date_time_to_unix(date) * US_PER_S : INSTANT_NONE;
	read_ids(arena, g_mime_object_get_header(object, "In-Reply-To"), out);
	read_ids(arena, g_mime_object_get_header(object, "References"), out);
}

/* ---------------------------------------------------------------- the whole */

static GMimeMessage *parse(struct span bytes)
{
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *message;

	g_mime_init();
	stream = g_mime_stream_mem_new_with_buffer(bytes.text, bytes.length);
	parser = g_mime_parser_new_with_stream(stream);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

static void keep_parts(struct mail_reader *reader, struct mail_content *out)
{
	struct mail_part *parts = arena_new(reader->arena, reader->parts.count + 1, sizeof *parts);
	const struct str *text = reader->text.length > 0 ? &reader->text : &reader->html;

	if (reader->parts.count > 0)
		memcpy(parts, reader->parts.items, reader->parts.count * sizeof *parts);
	out->parts = parts;
	out->part_count = reader->parts.count;
	out->text = arena_text(reader->arena, str_text(text), text->length);
}

enum err mail_read(struct arena *arena, struct span bytes, struct mail_content *out, struct fault *fault)
{
	struct mail_reader reader = { .arena = arena, .fault = fault };
	GMimeMessage *message;
	enum err err = check(bytes, fault);

	*out = (struct mail_content){ 0 };
	if (err)
		return err;
	message = parse(bytes);
	if (!message)
		return fault_set(fault, ERR_SYNTAX, "mail", "it is no mail");
	read_head(arena, message, out);
	if (g_mime_message_get_mime_part(message))
		err = mail_part_read(&reader, g_mime_message_get_mime_part(message), 0);
	if (!err)
		keep_parts(&reader, out);
	g_object_unref(message);
	vec_release(&reader.parts);
	str_release(&reader.text);
	str_release(&reader.html);
	return err;
}

/* "On Monday Ana wrote:" stands before what is quoted. */
static bool says_something(const char *line, size_t length)
{
	return length > 0 && line[0] != '>' && !(length > 1 && line[length - 1] == ':' && strncmp(line, "On ", 3) == 0) &&
	       strncmp(line, "-----", 5) != 0;
}

const char *mail_first_line(struct arena *arena, const struct mail_content *mail)
{
	for (const char *at = mail->text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		size_t length = strcspn(at, "\n");
		if (says_something(at, length))
			return mail_text_line(arena, arena_text(arena, at, length), 200);
	}
	return "";
}

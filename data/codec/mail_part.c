/* SPDX-License-Identifier: MIT */
/* A leaf is text of the mail or hangs on it. Text without a name and not sent as an attachment is the mail's own; a mail inside a mail
 * gives its text and its attachments to the outer one. */
#include <gmime/gmime.h>
#include <string.h>

#include "base/text.h"
#include "codec/mail_read.h"

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
	return g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype);
}

static bool is_attached(GMimeObject *object)
{
	const char *disposition = g_mime_object_get_disposition(object);

	return disposition && g_ascii_strcasecmp(disposition, "attachment") == 0;
}

/* Signatures of the mail itself are no papers. */
static bool is_signature(GMimeObject *object)
{
	return is_type(object, "application", "pgp-signature") || is_type(object, "application", "pkcs7-signature") ||
	       is_type(object, "application", "x-pkcs7-signature");
}

/* ---------------------------------------------------------------- attachments */

static const char *type_of(struct mail_reader *reader, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *name = g_mime_content_type_get_media_type(type), *sub = g_mime_content_type_get_media_subtype(type);
	char *lower = (char *)(uintptr_t)mail_text_line(
		reader->arena, arena_printf(reader->arena, "%.60s/%.80s", name ? name : "application", sub ? sub : "octet-stream"), 140);

	for (char *at = lower; *at; at++)
		*at = (char)g_ascii_tolower(*at);
	return lower;
}

static struct span decode(struct mail_reader *reader, GMimePart *part)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;
	struct span out = { "", 0 };

	if (wrapper && g_mime_data_wrapper_write_to_stream(wrapper, stream) >= 0) {
		bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
		out = (struct span){ arena_text(reader->arena, bytes->data ? (const char *)bytes->data : "", bytes->len), bytes->len };
	}
	g_object_unref(stream);
	return out;
}

/* An image beside the HTML that shows it. */
static bool is_shown(GMimeObject *object, bool is_related)
{
	return is_related && is_type(object, "image", "*") && g_mime_object_get_content_id(object) && !is_attached(object);
}

static enum err add_attachment(struct mail_reader *reader, GMimePart *part, bool is_related)
{
	GMimeObject *object = GMIME_OBJECT(part);
	const char *name = mail_text_name(reader->arena, g_mime_part_get_filename(part));
	struct mail_part *out = vec_push(&reader->parts);

	*out = (struct mail_part){ .name = name, .type = type_of(reader, object), .bytes = decode(reader, part) };
	out->is_shown = is_shown(object, is_related);
	out->digest = digest_of(out->bytes.text, out->bytes.length);
	if (!name[0])
		out->name = arena_printf(reader->arena, "part %zu", reader->parts.count);
	reader->decoded_bytes += out->bytes.length;
	if (reader->decoded_bytes > 2 * MAIL_BYTES_MAX)
		return fault_set(reader->fault, ERR_LIMIT, "mail", "its attachments are larger than %zu MiB", 2 * MAIL_BYTES_MAX >> 20);
	return ERR_NONE;
}

/* ---------------------------------------------------------------- text */

static void add_text(struct mail_reader *reader, GMimeObject *object)
{
	char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(object));
	struct span span = span_of(text ? text : "");

	if (is_type(object, "text", "html"))
		mail_text_of_html(&reader->html, span);
	else
		mail_text_lines(&reader->text, span);
	g_free(text);
}

static enum err read_leaf(struct mail_reader *reader, GMimeObject *object, bool is_related)
{
	const char *name = g_mime_part_get_filename(GMIME_PART(object));
	bool is_words = is_type(object, "text", "plain") || is_type(object, "text", "html");

	if (is_signature(object))
		return ERR_NONE;
	if (!is_words || !GMIME_IS_TEXT_PART(object) || is_attached(object) || (name && *name))
		return add_attachment(reader, GMIME_PART(object), is_related);
	add_text(reader, object);
	return ERR_NONE;
}

/* ---------------------------------------------------------------- the tree */

static enum err read_inner(struct mail_reader *reader, GMimeObject *object, int depth)
{
	GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
	const char *title = message ? g_mime_message_get_subject(message) : NULL;
	GMimeObject *part = message ? g_mime_message_get_mime_part(message) : NULL;

	if (title)
		mail_text_lines(&reader->text, span_of(title));
	return part ? mail_part_read(reader, part, depth + 1) : ERR_NONE;
}

static enum err read_many(struct mail_reader *reader, GMimeMultipart *multipart, int depth)
{
	bool is_related = is_type(GMIME_OBJECT(multipart), "multipart", "related");
	int count = g_mime_multipart_get_count(multipart);
	enum err err = ERR_NONE;

	for (int i = 0; !err && i < count; i++) {
		GMimeObject *object = g_mime_multipart_get_part(multipart, i);
		if (object && GMIME_IS_PART(object) && ++reader->count <= MAIL_PARTS_MAX)
			err = read_leaf(reader, object, is_related);
		else if (object)
			err = mail_part_read(reader, object, depth + 1);
	}
	return err;
}

enum err mail_part_read(struct mail_reader *reader, GMimeObject *object, int depth)
{
	if (depth >= MAIL_DEPTH_MAX)
		return fault_set(reader->fault, ERR_LIMIT, "mail", "its parts lie more than %d deep in each other", MAIL_DEPTH_MAX);
	if (++reader->count > MAIL_PARTS_MAX)
		return fault_set(reader->fault, ERR_LIMIT, "mail", "it has more than %d parts", MAIL_PARTS_MAX);
	if (GMIME_IS_MULTIPART(object))
		return read_many(reader, GMIME_MULTIPART(object), depth);
	if (GMIME_IS_MESSAGE_PART(object))
		return read_inner(reader, object, depth);
	return GMIME_IS_PART(object) ? read_leaf(reader, object, false) : ERR_NONE;
}

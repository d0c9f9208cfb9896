/* SPDX-License-Identifier: MIT */
/* Every header value is checked or encoded; the body is base64 in lines of 76. */
#include "engine/mailtext.h"

#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "codec/json_read.h"

#define LINE_BYTES 57 /* 76 of base64 */

static bool is_address(const char *address)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567"
				      "89.!#$%&'*+/=?^_`{|}~-@";
	const char *at = address ? strchr(address, '@') : NULL;

	return at && at != address && at[1] && !strchr(at + 1, '@') && strlen(address) <= 254 &&
	       address[strspn(address, allowed)] == '\0' && address[0] != '-';
}

/* RFC 2047 words of at most 45 bytes, cut between signs. */
static void write_title(struct str *out, const char *title)
{
	size_t left = strlen(title);

	while (left > 0) {
		size_t piece = left < 45 ? left : 45;
		while (piece < left && piece > 1 && ((unsigned char)title[piece] & 0xc0) == 0x80)
			piece--;
		str_adds(out, "=?UTF-8?B?");
		base64_write(out, title, piece);
		str_adds(out, "?=");
		title += piece;
		left -= piece;
		if (left > 0)
			str_adds(out, "\r\n ");
	}
}

static void write_date(struct str *out, int64_t now)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil civil = instant_civil(now, 0);

	str_addf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[civil.weekday],
		 civil.day, months[civil.month - 1], civil.year, civil.hour, civil.minute,
		 civil.second);
}

static void write_body(struct str *out, const char *body)
{
	size_t left = strlen(body);

	while (left > 0) {
		size_t piece = left < LINE_BYTES ? left : LINE_BYTES;
		base64_write(out, body, piece);
		str_adds(out, "\r\n");
		body += piece;
		left -= piece;
	}
}

static void write_mail(struct str *out, const struct effect *effect, const struct mailtext *mail,
		       const char *title, const char *body, int64_t now)
{
	write_date(out, now);
	str_addf(out, "From: <%s>\r\nTo: <%s>\r\nMessage-ID: <%s%s>\r\nSubject: ", mail->from,
		 mail->to, effect->key, strchr(mail->from, '@'));
	write_title(out, title);
	str_adds(out,
		 "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
		 "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
	write_body(out, body);
}

enum err mailtext_make(struct arena *arena, const struct effect *effect, const char *from,
		       int64_t now, struct mailtext *out, struct fault *fault)
{
	struct json_doc *doc = NULL;
	struct str text = { 0 };
	const struct json_node *root;
	const char *title, *body;
	enum err err = node_doc_read(effect->payload, &doc, fault);

	if (err != ERR_NONE)
		return err;
	root = node_doc_root(doc);
	*out = (struct mailtext){ from, arena_str(arena, node_text(node_get(root, "to"))), { 0 } };
	title = node_text(node_get(root, "title"));
	body = node_text(node_get(root, "body"));
	if (!is_address(out->from))
		err = fault_set(fault, ERR_INVALID, "mail",
				"docketd was not told who mails come from (mail-from)");
	else if (!is_address(out->to))
		err = fault_set(fault, ERR_INVALID, "mail",
				"the customer has no usable mail address");
	else if (!title || !body)
		err = fault_set(fault, ERR_INVALID, "mail", "the letter has no title or no text");
	if (err == ERR_NONE) {
		write_mail(&text, effect, out, title, body, now);
		out->text = (struct span){ arena_text(arena, str_text(&text), text.length),
					   text.length };
	}
	str_release(&text);
	node_doc_free(doc);
	return err;
}

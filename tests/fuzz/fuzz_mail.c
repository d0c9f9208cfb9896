/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* A mail of any bytes: no crash, every text is clean, every attachment is as its digest says. */
#include <string.h>

#include "base/text.h"
#include "codec/mail.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_line(const char *text, size_t most_bytes)
{
	size_t length = strlen(text);

	MUST(length <= most_bytes && text_is_utf8(text, length) && !strpbrk(text, "\n\r\t\033"));
}

static void must_be_part(const struct mail_part *part)
{
	struct digest digest = digest_of(part->bytes.text, part->bytes.length);

	must_be_line(part->name, MAIL_NAME_MAX);
	must_be_line(part->type, 140);
	MUST(part->name[0] && part->name[0] != '.' && !strpbrk(part->name, "/\\"));
	MUST(strchr(part->type, '/') && memcmp(digest.bytes, part->digest.bytes, DIGEST_BYTES) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	struct mail_content mail;
	enum err err = mail_read(&arena, (struct span){ (const char *)data, size }, &mail, &fault);

	MUST(!err || (fault.err && fault.why[0]));
	if (!err) {
		must_be_line(mail.from, 254);
		must_be_line(mail.from_name, 120);
		must_be_line(mail.title, 400);
		must_be_line(mail.id, 250);
		must_be_line(mail_first_line(&arena, &mail), 200);
		MUST(strlen(mail.text) <= MAIL_TEXT_MAX + 1 && text_is_utf8(mail.text, strlen(mail.text)));
		MUST(mail.part_count <= MAIL_PARTS_MAX && mail.answered_count <= MAIL_ANSWERED_MAX);
		for (size_t i = 0; i < mail.answered_count; i++)
			must_be_line(mail.answered[i], 250);
		for (size_t i = 0; i < mail.part_count; i++)
			must_be_part(&mail.parts[i]);
	}
	arena_release(&arena);
	return 0;
}

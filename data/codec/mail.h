/* SPDX-License-Identifier: MIT */
/*
 * A mail as it lies in a mailbox (RFC 5322, MIME), read into what docket asks of it: who wrote, about what, in answer to what, the text in
 * plain words, and the papers that hang on it. GMime stays behind this header.
 *
 *   mail.c         the door: limits, head
 *   mail_part.c    the tree of parts: texts and attachments
 *   mail_text.c    words out of HTML, lines made safe, names without paths
 */
#ifndef DOCKET_CODEC_MAIL_H
#define DOCKET_CODEC_MAIL_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/instant.h"

#define MAIL_TYPE         "message/rfc822"
#define MAIL_BYTES_MAX    ((size_t)10 * 1024 * 1024)
#define MAIL_PARTS_MAX    64
#define MAIL_DEPTH_MAX    8
#define MAIL_TEXT_MAX     ((size_t)64 * 1024)
#define MAIL_NAME_MAX     120
#define MAIL_ANSWERED_MAX 20

/* A paper that hangs on a mail. */
struct mail_part {
	const char *name;     /* cleaned, without any path; "part 2" if the sender gave none */
	const char *type;     /* "application/pdf", small letters */
	struct span bytes;    /* decoded */
	struct digest digest; /* of the bytes */
	bool is_shown;        /* an image that the text shows in its midst, such as a logo */
};

/* All texts are cleaned and never NULL. */
struct mail_content {
	const char *from;                        /* the address alone, small letters: "pod@carrier.example" */
	const char *from_name;                   /* what the sender calls himself; "" if he does not */
	const char *to;                          /* addresses, by commas */
	const char *title;                       /* the subject line */
	const char *id;                          /* Message-ID without its brackets; "" if there is none */
	const char *answered[MAIL_ANSWERED_MAX]; /* ids of what it answers: In-Reply-To, then References from the newest */
	size_t answered_count;
	int64_t at;                              /* Date; INSTANT_NONE if there is none */
	const char *text;                        /* lines; plain text where there is any, else the words of the HTML */
	const struct mail_part *parts;
	size_t part_count;
};

/* Is it the content type of a mail? */
bool mail_is_type(const char *content_type);

/* Reads a mail; everything lives in `arena`. ERR_LIMIT with words if it is larger, deeper or in more parts than docket takes. What is no
 * mail at all is one without a head: everything in it is text. */
MUST_CHECK enum err mail_read(struct arena *arena, struct span bytes, struct mail_content *out, struct fault *fault);

/* The first line of the text that says something: not empty, not quoted. In `arena`, at most 200 bytes. */
const char *mail_first_line(struct arena *arena, const struct mail_content *mail);

#endif

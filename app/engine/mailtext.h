/* SPDX-License-Identifier: MIT */
/* A letter as a mail: RFC 5322, UTF-8, base64, nothing in a header that could begin another one. */
#ifndef DOCKET_ENGINE_MAILTEXT_H
#define DOCKET_ENGINE_MAILTEXT_H

#include "base/arena.h"
#include "model/stored.h"

struct mailtext {
	const char *from, *to; /* bare addresses */
	struct span text;
};

/* Makes the mail of an effect whose payload is {"to": ..., "title": ..., "body": ...}; all in the
 * arena. The effect's key is in the Message-ID, so a mail that comes twice can be known.
 * ERR_INVALID with words for an address that is none. */
MUST_CHECK enum err mailtext_make(struct arena *arena, const struct effect *effect,
				  const char *from, int64_t now, struct mailtext *out,
				  struct fault *fault);

#endif

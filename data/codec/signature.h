/* SPDX-License-Identifier: MIT */
/*
 * How a message shows whose it is, said in an interface's text (data/model/interface_line.h) and in no code of a partner's: Standard
 * Webhooks, a plain HMAC that stands in a header, or a token that is the key itself. A form is a pattern of pieces:
 *
 *	signature-form  sha256={hex}  {base64}  t={timestamp},v1={hex}  Bearer {token}
 *	signature-of    {body}  {timestamp}.{body}  v0:{timestamp}:{body}  {x-path}{body}
 *
 * A form with commas or semicolons is a list of fields: they may come in any order, further ones are let be, and a signature may come
 * several times (both keys of a partner that is changing over), at most 16.
 */
#ifndef DOCKET_CODEC_SIGNATURE_H
#define DOCKET_CODEC_SIGNATURE_H

#include "base/arena.h"
#include "base/digest.h"
#include "model/stored.h"

#define SIGNATURE_HEADERS_MOST 4

enum signature_kind { SIGNATURE_STANDARD, SIGNATURE_HMAC, SIGNATURE_TOKEN };

/* A checked scheme; its texts are those of the interface's row, or constants. */
struct signature_scheme {
	enum signature_kind kind;
	enum digest_kind digest;
	const char *header, *form, *of;
	const char *timestamp_header; /* "": there is none, or it is a field of `header` */
	const char *key_header;       /* what {id} is; "" = none */
	const char *secret_form;      /* "text", "base64", "hex" */
	int64_t tolerance_s;
};

/* The value of a request's header, its name in any case; NULL if it is not there. */
typedef const char *signature_lookup(const void *context, const char *name);

/* A request to be judged. */
struct signature_request {
	signature_lookup *header;
	const void *context;
	struct span body;
};

/* A header that signs. */
struct signature_header {
	const char *name, *value;
};

/* Reads what the interface's settings say. ERR_INVALID with the line's name in `what` where they contradict each other or leave a
 * moment unsigned. */
MUST_CHECK enum err signature_read(const struct interface *interface, struct signature_scheme *out, struct fault *fault);

/* Does the request carry a signature of one of `secrets` (as kept; two while keys are changed over)? ERR_DENIED with a reason that tells
 * nothing of a secret. A secret that is empty or none signs nothing. Comparing takes constant time. */
MUST_CHECK enum err signature_verify(const struct signature_scheme *scheme, const struct span *secrets, size_t secret_count,
				     const struct signature_request *request, int64_t server_now, struct fault *fault);

/* The headers by which a partner would sign `body`, into `out` (SIGNATURE_HEADERS_MOST) with texts in `arena`; `id` is signed where the
 * scheme signs one. ERR_SYNTAX if the secret is none, ERR_INVALID if the scheme signs a header that only the partner knows. */
MUST_CHECK enum err signature_sign(const struct signature_scheme *scheme, struct span secret, const char *id, int64_t now_s, struct span body,
				   struct arena *arena, struct signature_header *out, size_t *count, struct fault *fault);

/* May this header be kept with the message? A token is the key itself: it never is. */
bool signature_may_keep(const struct signature_scheme *scheme, const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/* Standard Webhooks signatures: HMAC-SHA-256 over "id.timestamp.body", "v1,<base64>", several separated by blanks. */
#ifndef DOCKET_CODEC_WEBHOOK_H
#define DOCKET_CODEC_WEBHOOK_H

#include "base/str.h"

#define WEBHOOK_TOLERANCE_S 300

/* What a request says about itself; NULL where the header is missing. */
struct webhook_headers {
	const char *id;         /* webhook-id */
	const char *timestamp;  /* webhook-timestamp: seconds since 1970 */
	const char *signature;  /* webhook-signature: "v1,... v1,..." */
};

/* Verifies against any of `secrets` (as kept: "whsec_<base64>" or plain base64; during a rotation there are two). ERR_DENIED
 * with a reason that tells nothing of the secret, also for a moment more than `tolerance_s` away; at most 16 signatures are looked at; comparing
 * takes constant time. */
MUST_CHECK enum err webhook_verify(const struct span *secrets, size_t secret_count, const struct webhook_headers *headers,
				   struct span body, int64_t server_now, int64_t tolerance_s, struct fault *fault);

/* Appends the value of webhook-signature for a request. ERR_SYNTAX if the secret is none. */
MUST_CHECK enum err webhook_sign(struct span secret, const char *id, int64_t timestamp_s, struct span body, struct str *out);

#endif

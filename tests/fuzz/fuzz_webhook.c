/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* Signatures of any bytes: no crash, nothing made up is taken, and what was signed here is. */
#include <string.h>

#include "base/mem.h"
#include "codec/webhook.h"

#define MUST(holds) BUG_IF(!(holds))
#define NOW_S INT64_C(1700000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct span secret = { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 38 };
	char *text = mem_copy(data, size);
	size_t cut = strlen(text) < size ? strlen(text) + 1 : size;
	struct span body = { text + cut, size - cut };
	struct webhook_headers headers = { "msg_1", "1700000000", text };
	struct str signature = { 0 };
	struct fault fault = { 0 };

	MUST(webhook_verify(&secret, 1, &headers, body, NOW_S * 1000000, WEBHOOK_TOLERANCE_S, &fault) == ERR_DENIED);
	headers.timestamp = text;
	MUST(webhook_verify(&secret, 1, &headers, body, NOW_S * 1000000, WEBHOOK_TOLERANCE_S, &fault) == ERR_DENIED);
	headers.timestamp = "1700000000";
	MUST(webhook_sign(secret, "msg_1", NOW_S, body, &signature) == ERR_NONE);
	headers.signature = str_text(&signature);
	MUST(webhook_verify(&secret, 1, &headers, body, NOW_S * 1000000, WEBHOOK_TOLERANCE_S, &fault) == ERR_NONE);
	str_release(&signature);
	mem_free(text);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* Signature headers of any bytes, by every form: no crash, nothing made up is taken, and what was signed here is. The forms themselves are
 * foreign, too: read or a fault. */
#include <string.h>

#include "base/mem.h"
#include "codec/signature.h"

#define MUST(holds) BUG_IF(!(holds))
#define NOW_S INT64_C(1700000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *lookup(const void *context, const char *name)
{
	return strcmp(name, "X-Time") == 0 ? "1700000000" : context;
}

static void judge(const struct interface *interface, const char *header, struct span body)
{
	static const struct span secret = { "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 32 };
	struct signature_request request = { lookup, header, body };
	struct signature_header made[SIGNATURE_HEADERS_MOST];
	struct signature_scheme scheme;
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	size_t count = 0;

	if (signature_read(interface, &scheme, &fault) != ERR_NONE) {
		MUST(fault.err && fault.why[0]);
		return;
	}
	MUST(signature_verify(&scheme, &secret, 1, &request, NOW_S * 1000000, &fault) == ERR_DENIED);
	if (signature_sign(&scheme, secret, "id", NOW_S, body, &arena, made, &count, &fault) == ERR_NONE && count > 1) {
		request.context = made[1].value;
		if (!scheme.key_header[0])
			MUST(scheme.kind == SIGNATURE_STANDARD ||
			     signature_verify(&scheme, &secret, 1, &request, NOW_S * 1000000, &fault) == ERR_NONE);
	}
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *forms[][10] = {
		{ "signature", "hmac-sha256", "signature-header", "X" },
		{ "signature", "hmac-sha1", "signature-header", "X", "signature-form", "base64" },
		{ "signature", "hmac-sha256", "signature-header", "X", "signature-form", "t={timestamp},v1={hex}", "signature-of",
		  "{timestamp}.{body}" },
		{ "signature", "hmac-sha512", "signature-header", "X", "signature-form", "ts={timestamp};h1={base64}", "signature-of",
		  "{timestamp}:{body}" },
		{ "signature", "hmac-sha256", "signature-header", "X", "timestamp-header", "X-Time", "signature-of", "v0:{timestamp}:{body}" },
		{ "signature", "token" },
		{ "signature", "standard" },
		{ "signature", "hmac-sha256", "signature-header", "X", "signature-form", NULL },
		{ "signature", "hmac-sha256", "signature-header", "X", "signature-of", NULL },
		{ "signature", "token", "signature-form", NULL },
	};
	char *text = mem_copy(data, size);
	size_t cut = strlen(text) < size ? strlen(text) + 1 : size;

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct interface interface = { .settings = { forms[i], 0 }, .key_header = "" };
		while (interface.settings.count < 10 && forms[i][interface.settings.count]) {
			if (!forms[i][interface.settings.count + 1])
				forms[i][interface.settings.count + 1] = text;
			interface.settings.count += 2;
		}
		judge(&interface, text, (struct span){ text + cut, size - cut });
	}
	mem_free(text);
	return 0;
}

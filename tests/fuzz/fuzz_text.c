/* SPDX-License-Identifier: MIT */
/* links: data/base */
/* The cleaner: whatever goes in, what comes out is valid, has no control and no sign that turns the writing. */
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str clean = { 0 }, again = { 0 };
	char fixed[16];

	text_clean(&clean, (const char *)data, size);
	BUG_IF(!text_is_utf8(str_text(&clean), clean.length));
	for (size_t at = 0; at < clean.length;) {
		uint32_t sign;
		at += text_next(clean.text + at, clean.length - at, &sign);
		BUG_IF(sign < 0x20 || (sign >= 0x7f && sign < 0xa0) || (sign >= 0x202a && sign <= 0x202e));
	}
	text_clean(&again, str_text(&clean), clean.length);
	BUG_IF(again.length != clean.length);
	text_clean_into(fixed, sizeof fixed, (const char *)data, size);
	BUG_IF(!text_is_utf8(fixed, span_of(fixed).length));
	str_clear(&again);
	text_fold(&again, (const char *)data, size);
	BUG_IF(text_fit(str_text(&clean), clean.length, 10, NULL) > clean.length);
	str_release(&clean);
	str_release(&again);
	return 0;
}

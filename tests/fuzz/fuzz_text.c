/* SPDX-License-Identifier: MIT */
/* links: data/base */
/* Any bytes through the cleaner and the readers of short texts: what comes out is safe to show, and fits. */
#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/money.h"
#include "base/text.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_clean(const struct str *clean)
{
	uint32_t sign;

	MUST(text_is_utf8(str_text(clean), clean->length));
	for (size_t at = 0; at < clean->length;) {
		at += text_next(clean->text + at, clean->length - at, &sign);
		MUST(sign >= 0x20 && (sign < 0x7f || sign >= 0xa0));
		MUST((sign < 0x200b || sign > 0x200f) && (sign < 0x2028 || sign > 0x202e));
		MUST((sign < 0x2060 || sign > 0x206f) && (sign < 0xe0000 || sign > 0xe0fff));
	}
}

static void check_cleaner(const char *text, size_t size)
{
	struct str clean = { 0 }, again = { 0 }, folded = { 0 };
	char room[16];
	int cols;

	text_clean(&clean, text, size);
	MUST(clean.length <= size * 3);
	check_clean(&clean);
	text_clean(&again, str_text(&clean), clean.length);
	MUST(again.length == clean.length && memcmp(str_text(&again), str_text(&clean), clean.length) == 0);
	for (int most = 0; most < 20; most++)
		MUST(text_fit(str_text(&clean), clean.length, most, &cols) <= clean.length && cols <= most);
	text_fold(&folded, text, size);
	MUST(text_is_utf8(str_text(&folded), folded.length));
	text_clean_into(room, sizeof room, text, size);
	MUST(text_is_utf8(room, strlen(room)));
	str_release(&clean);
	str_release(&again);
	str_release(&folded);
}

/* What is written is read back as the same. */
static void check_readers(struct span text)
{
	struct str out = { 0 };
	struct money money, again;
	int64_t at, back, us;

	if (!money_read(text, &money)) {
		money_write(&out, money);
		MUST(!money_read(span_of(str_text(&out)), &again) && again.minor == money.minor);
	}
	str_clear(&out);
	if (!instant_read(text, &at)) {
		int year = instant_civil(at, 0).year;
		instant_write(&out, at);
		MUST(year < 0 || year > 9999 || (!instant_read(span_of(str_text(&out)), &back) && back == at));
	}
	if (!duration_read(text, &us))
		duration_write(&out, us);
	str_clear(&out);
	if (!base64_read(text, &out))
		MUST(out.length <= text.length);
	str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };

	check_cleaner((const char *)data, size);
	check_readers(text);
	return 0;
}

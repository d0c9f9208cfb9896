/* SPDX-License-Identifier: MIT */
/* links: data/policy */
/* Any bytes as a template of messages: read or refused with a place, never a crash; of what was read everybody it is for has a text, and it can
 * be compared with itself. */
#include "base/err.h"
#include "policy/letters.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct str words = { 0 };
	struct letter_template *letters;
	struct fault fault;

	if (letter_template_read(&arena, "fuzz", "fuzz", (struct span) { (const char *)data, size }, letter_include_shipped, NULL, NULL, &letters,
				 &fault) == ERR_NONE) {
		for (int role = 0; role < TO_COUNT; role++)
			if (letters->roles & 1U << role)
				BUG_IF(!letter_choose(letters, &(struct letter_wanted) { (enum letter_role)role, "x", "y", "zz-ZZ" }));
		letter_template_diff(NULL, letters, &words);
		str_clear(&words);
		letter_template_diff(letters, letters, &words);
		BUG_IF(words.length > 0);
	} else if (fault.err == ERR_NONE || fault.why[0] == '\0') {
		BUG("a refusal without a reason");
	}
	str_release(&words);
	arena_release(&arena);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* A number may have signs inside, never at its ends; a name of a file ends with what it is. Both are tried: POD-SH-1.pdf has POD-SH-1, SH-1
 * and 1 in it, and only what is known finds anything. */
#include "engine/mailrefs.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "engine/decode.h"

#define REF_BYTES_LEAST 3
#define REF_BYTES_MOST  40
#define PIECES_MOST     6

static bool is_sign(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_inner(char c)
{
	return c == '-' || c == '.' || c == '/' || c == '_';
}

static void add(struct arena *arena, const char *from, size_t length, struct mailrefs *refs)
{
	const char *ref;
	bool has_digit = false;

	for (size_t i = 0; i < length; i++)
		has_digit |= from[i] >= '0' && from[i] <= '9';
	if (!has_digit || length < REF_BYTES_LEAST || length > REF_BYTES_MOST || refs->count >= MAILREFS_MAX)
		return;
	ref = decode_fold_ref(arena, arena_text(arena, from, length));
	for (size_t i = 0; i < refs->count; i++)
		if (strcmp(refs->items[i], ref) == 0)
			return;
	if (!refs->items)
		refs->items = arena_new(arena, MAILREFS_MAX, sizeof *refs->items);
	refs->items[refs->count++] = ref;
}

/* A word as a whole, and each run of its pieces: SH-1 in POD_SH-1.pdf. */
static void add_word(struct arena *arena, const char *word, size_t length, struct mailrefs *refs)
{
	size_t starts[PIECES_MOST + 1] = { 0 }, count = 1;

	for (size_t i = 1; i < length && count < PIECES_MOST; i++)
		if (is_inner(word[i - 1]))
			starts[count++] = i;
	add(arena, word, length, refs);
	for (size_t from = 0; from < count; from++)
		for (size_t to = count; to > from; to--)
			add(arena, word + starts[from], (to < count ? starts[to] - 1 : length) - starts[from], refs);
}

void mailrefs_add(struct arena *arena, const char *text, struct mailrefs *refs)
{
	for (const char *at = text; *at && refs->count < MAILREFS_MAX;) {
		size_t length = 0;
		if (!is_sign(*at)) {
			at++;
			continue;
		}
		while (is_sign(at[length]) || (is_inner(at[length]) && is_sign(at[length + 1])))
			length++;
		add_word(arena, at, length, refs);
		at += length;
	}
}

int64_t mailrefs_case_no(const char *ref)
{
	int64_t no = 0;

	if (strncmp(ref, "C-", 2) != 0 || strlen(ref) > 11 || str_to_i64(span_of(ref + 2), &no) != ERR_NONE)
		return 0;
	return no;
}

static bool fits(const char *pattern, size_t length, const char *text)
{
	for (; length > 0 && *pattern != '*'; pattern++, text++, length--)
		if (*text == '\0' || strncasecmp(pattern, text, 1) != 0)
			return false;
	if (length == 0)
		return *text == '\0';
	for (;; text++) {
		if (fits(pattern + 1, length - 1, text))
			return true;
		if (*text == '\0')
			return false;
	}
}

bool mailrefs_is_from(const char *patterns, const char *address)
{
	for (const char *at = patterns; *at;) {
		size_t skip = strspn(at, ", "), length = strcspn(at + skip, ", ");
		if (length > 0 && fits(at + skip, length, address))
			return true;
		at += skip + length;
	}
	return patterns[strspn(patterns, ", ")] == '\0';
}

/* SPDX-License-Identifier: MIT */
/* Papers: what kind one is by its name, and which of those that policy requires are not here. Nothing is guessed: what no line of the manual
 * names is `other`. */
#include <string.h>

#include "base/text.h"
#include "model/document.h"
#include "rules/work.h"

/* ---------------------------------------------------------------- which are missing */

static const struct policy_require *required(struct work *work, const struct policy_type *type)
{
	for (size_t i = type->requires.count; i > 0; i--)
		if (work_when(work, &type->requires.items[i - 1].when))
			return &type->requires.items[i - 1];
	return NULL;
}

uint32_t documents_missing(struct work *work, const struct policy_type *type)
{
	const struct policy_require *set = required(work, type);
	uint32_t missing = 0;

	for (size_t i = 0; set && document_types[i].name; i++)
		if (set->types >> i & 1 && !milestone_done(work->facts, document_types[i].milestone, ""))
			missing |= UINT32_C(1) << i;
	return missing;
}

const char *documents_words(struct work *work, const struct policy_type *type)
{
	uint32_t missing = documents_missing(work, type);
	struct str text = { 0 };

	for (size_t i = 0; document_types[i].name; i++)
		if (missing >> i & 1)
			str_addf(&text, "%s%s", text.length > 0 ? ", " : "", document_types[i].words);
	if (text.length == 0)
		str_adds(&text, "nothing");
	return wording_keep(work, &text);
}

/* ---------------------------------------------------------------- what one is */

/* Words in small letters, each between two blanks; whatever is no letter or digit parts them. * stays where it is asked for. */
static void add_words(struct str *out, const char *text, bool is_pattern)
{
	struct str folded = { 0 };

	text_fold(&folded, text, strlen(text));
	str_addc(out, ' ');
	for (size_t i = 0; i < folded.length; i++) {
		unsigned char sign = (unsigned char)folded.text[i];
		bool is_word = sign >= 0x80 || (sign >= '0' && sign <= '9') || (sign >= 'a' && sign <= 'z') || (sign == '*' && is_pattern);
		if (is_word)
			str_addc(out, (char)sign);
		else if (out->text[out->length - 1] != ' ')
			str_addc(out, ' ');
	}
	if (out->text[out->length - 1] != ' ')
		str_addc(out, ' ');
	str_release(&folded);
}

/* Does the text begin with the pattern? A star stands for any part of one word. */
static bool begins_with(const char *text, const char *pattern)
{
	for (; *pattern && *pattern != '*'; text++, pattern++)
		if (*text != *pattern)
			return false;
	if (!*pattern)
		return true;
	for (;; text++) {
		if (begins_with(text, pattern + 1))
			return true;
		if (*text == '\0' || *text == ' ')
			return false;
	}
}

static bool has_words(const char *words, const char *pattern)
{
	struct str asked = { 0 };
	bool is_found = false;

	add_words(&asked, pattern, true);
	for (const char *at = words; asked.length > 2 && !is_found && (at = strchr(at, ' ')); at++)
		is_found = begins_with(at, str_text(&asked));
	str_release(&asked);
	return is_found;
}

const char *rules_document_type(const struct policy *policy, const char *name)
{
	const char *found = "other";
	struct str words = { 0 };

	add_words(&words, name, false);
	for (size_t i = 0; i < policy->documents.count && is_text(found, "other"); i++) {
		const struct policy_document *document = &policy->documents.items[i];
		for (size_t k = 0; k < document->patterns.count; k++)
			if (has_words(str_text(&words), document->patterns.items[k]))
				found = document->type;
	}
	str_release(&words);
	return found;
}

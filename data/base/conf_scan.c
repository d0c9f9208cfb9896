/* SPDX-License-Identifier: MIT */
/* One line of the grammar cut into verb and words, each with its column. */
#include "base/conf_scan.h"

#include <string.h>

#include "base/mem.h"
#include "base/vec.h"

bool conf_is_blank(char sign)
{
	return sign == ' ' || sign == '\t';
}

/* One line and how far it was read. */
struct scanner {
	struct arena *arena;
	const char *text;
	size_t at;
	bool has_comments;
};

/* Reads a quoted piece at `at` into `out`, moving behind the closing quote. */
static bool take_quoted(struct scanner *scanner, struct str *out)
{
	for (scanner->at++; scanner->text[scanner->at]; scanner->at++) {
		char sign = scanner->text[scanner->at];
		if (sign == '"') {
			scanner->at++;
			return true;
		}
		if (sign == '\\' && scanner->text[scanner->at + 1]) {
			sign = scanner->text[++scanner->at];
			sign = sign == 'n' ? '\n' : sign == 't' ? '\t' : sign;
		}
		str_addc(out, sign);
	}
	return false;
}

static bool is_key_sign(char sign)
{
	return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '-' ||
	       sign == '_' || sign == '.';
}

/* Bytes of a "key=" at the scanner, or 0. */
static size_t key_bytes(const struct scanner *scanner)
{
	const char *begin = scanner->text + scanner->at, *end = begin;

	while (is_key_sign(*end))
		end++;
	return *end == '=' && end > begin && end[1] != '=' ? (size_t)(end - begin) : 0;
}

/* Reads one word; false if a quote is not closed. */
static bool take_word(struct scanner *scanner, struct conf_word *word)
{
	size_t key = key_bytes(scanner);
	struct str text = { 0 };
	bool is_whole = true;

	word->column = (int)scanner->at + 1;
	if (key > 0) {
		word->key = arena_text(scanner->arena, scanner->text + scanner->at, key);
		scanner->at += key + 1;
	}
	word->is_quoted = scanner->text[scanner->at] == '"';
	while (is_whole && scanner->text[scanner->at] && !conf_is_blank(scanner->text[scanner->at])) {
		if (scanner->text[scanner->at] == '"')
			is_whole = take_quoted(scanner, &text);
		else
			str_addc(&text, scanner->text[scanner->at++]);
	}
	word->text = arena_text(scanner->arena, str_text(&text), text.length);
	str_release(&text);
	return is_whole;
}

static void skip_blanks(struct scanner *scanner)
{
	while (conf_is_blank(scanner->text[scanner->at]))
		scanner->at++;
}

static bool is_at_end(const struct scanner *scanner)
{
	return !scanner->text[scanner->at] || (scanner->has_comments && scanner->text[scanner->at] == '#');
}

/* What stands behind the verb, without the comment and the blanks around it. */
static void set_raw(const struct scanner *scanner, struct conf_line *line, size_t begin)
{
	size_t end = scanner->at;

	while (conf_is_blank(scanner->text[begin]))
		begin++;
	while (end > begin && conf_is_blank(scanner->text[end - 1]))
		end--;
	line->raw = arena_text(scanner->arena, scanner->text + begin, end > begin ? end - begin : 0);
	line->raw_column = (int)begin + 1;
}

/* A verb is never key=value, so that `a=b` alone is a verb of that name. */
static bool take_verb(struct scanner *scanner, struct conf_line *line)
{
	struct conf_word verb = { 0 };
	size_t begin = scanner->at;
	bool is_whole = true;

	line->column = (int)begin + 1;
	if (scanner->text[begin] == '"') {
		is_whole = take_word(scanner, &verb);
		line->verb = verb.text;
		return is_whole;
	}
	while (scanner->text[scanner->at] && !conf_is_blank(scanner->text[scanner->at]))
		scanner->at++;
	line->verb = arena_text(scanner->arena, scanner->text + begin, scanner->at - begin);
	return true;
}

bool conf_scan(struct arena *arena, const char *text, size_t at, bool has_comments, struct conf_line *line)
{
	struct scanner scanner = { arena, text, at, has_comments };
	VEC(struct conf_word) words = { 0 };
	struct conf_word *kept;
	bool is_whole = take_verb(&scanner, line);
	size_t behind = scanner.at;

	for (skip_blanks(&scanner); is_whole && !is_at_end(&scanner); skip_blanks(&scanner))
		is_whole = take_word(&scanner, vec_push(&words));
	set_raw(&scanner, line, behind);
	if (!is_whole && words.count > 0)
		line->column = words.items[words.count - 1].column;
	kept = arena_new(arena, words.count + 1, sizeof *kept);
	for (size_t i = 0; i < words.count; i++)
		kept[i] = words.items[i];
	line->words = kept;
	line->word_count = words.count;
	vec_release(&words);
	return is_whole;
}

/* SPDX-License-Identifier: MIT */
/* The line grammar: what it reads, and the place of every fault. */
#include "check.h"

#include "base/conf.h"

/* A small library of texts to include. */
static enum err on_include(void *context, const char *name, struct span *text)
{
	static const char *const texts[][2] = {
		{ "two", "second\nthird \"x" },
		{ "good", "inner 1\n  deeper 2\n" },
		{ "loop", "# again\ninclude loop\n" },
		{ "nest", "ok\n  include two\n" },
		{ "8", "last" },	{ "7", "include 8" }, { "6", "include 7" }, { "5", "include 6" }, { "4", "include 5" },
		{ "3", "include 4" }, { "2", "include 3" }, { "1", "include 2" }, { "0", "include 1" },
	};

	(void)context;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		*text = span_of(texts[i][1]);
		if (strcmp(texts[i][0], name) == 0)
			return ERR_NONE;
	}
	return ERR_NOT_FOUND;
}

static struct conf read_good(struct arena *arena, const char *text)
{
	struct conf conf = { 0 };
	struct fault fault = { 0 };
	enum err err = conf_read(arena, "test", span_of(text), on_include, NULL, &conf, &fault);

	if (err)
		fail_msg("%s: %d:%d %s", text, fault.line, fault.column, fault.why);
	return conf;
}

static void a_line_and_its_words(void **state)
{
	struct arena arena = { 0 };
	struct conf conf = read_good(&arena, "\n# nothing\nbind  x \"two words\" to=\"a \\\"b\\\"\\n\" n=5 a#b left<15m x==y # why\n");
	const struct conf_line *line = &conf.lines[0];

	(void)state;
	check_int("lines", conf.count, 1);
	check_str("file", line->file, "test");
	check_int("line", line->line, 3);
	check_int("column", line->column, 1);
	check_str("verb", line->verb, "bind");
	check_int("words", line->word_count, 7);
	check_str("two signs", line->words[6].key, NULL);
	check_str("plain", line->words[0].text, "x");
	check_int("plain", line->words[0].column, 7);
	check_str("quoted", line->words[1].text, "two words");
	check_int("quoted", line->words[1].is_quoted, 1);
	check_int("quoted", line->words[1].column, 9);
	check_str("key", line->words[2].key, "to");
	check_str("value", line->words[2].text, "a \"b\"\n");
	check_str("hash inside", line->words[4].text, "a#b");
	check_str("no key", line->words[5].key, NULL);
	check_str("raw", line->raw, "x \"two words\" to=\"a \\\"b\\\"\\n\" n=5 a#b left<15m x==y");
	check_int("raw", line->raw_column, 7);
	check_str("value of", conf_value(line, "n"), "5");
	check_str("value of", conf_value(line, "m"), NULL);
	arena_release(&arena);
}

static void blocks(void **state)
{
	static const int depths[] = { 0, 1, 2, 2, 1, 0, 1, 2, 1, 0 };
	struct arena arena = { 0 };
	struct conf conf = read_good(&arena, "a\n  b\n     c\n     d\n  e\n\n# x\nf\n    g\n\th\n    i\nj");

	(void)state;
	check_int("lines", conf.count, COUNT_OF(depths));
	for (size_t i = 0; i < conf.count; i++)
		check_int(conf.lines[i].verb, conf.lines[i].depth, depths[i]);
	arena_release(&arena);
}

static void lines_that_go_on(void **state)
{
	struct arena arena = { 0 };
	struct conf conf = read_good(&arena, "\xef\xbb\xbfone a \\\r\n  b \\\n c\r\ntwo\\");
	const struct conf_line *line = &conf.lines[0];
	struct fault fault;
	int at_line, at_column;

	(void)state;
	check_int("lines", conf.count, 2);
	check_str("words", line->words[2].text, "c");
	check_str("a last backslash is itself", conf.lines[1].verb, "two\\");
	check_int("next line", conf.lines[1].line, 4);
	conf_place(line, line->words[0].column, &at_line, &at_column);
	check_int("a", at_line * 100 + at_column, 105);
	conf_place(line, line->words[1].column, &at_line, &at_column);
	check_int("b", at_line * 100 + at_column, 203);
	check_int("fault", conf_fault(line, &line->words[2], &fault, "no %d", 7), ERR_SYNTAX);
	check_int("c", fault.line * 100 + fault.column, 302);
	check_str("why", fault.why, "no 7");
	check_int("fault", conf_fault(line, NULL, &fault, "verb"), ERR_SYNTAX);
	check_int("verb", fault.line * 100 + fault.column, 101);
	arena_release(&arena);
}

static void includes_stand_in_place(void **state)
{
	struct arena arena = { 0 };
	struct conf conf = read_good(&arena, "a\ninclude good\nb");

	(void)state;
	check_int("lines", conf.count, 4);
	check_str("first", conf.lines[1].verb, "inner");
	check_str("file", conf.lines[1].file, "good");
	check_int("line", conf.lines[2].line, 2);
	check_int("depth", conf.lines[2].depth, 1);
	check_str("back", conf.lines[3].file, "test");
	conf = read_good(&arena, "include 1");
	check_str("eight deep", conf.lines[0].verb, "last");
	arena_release(&arena);
}

static void faults_have_their_place(void **state)
{
	static const struct {
		const char *text, *file;
		int line, column;
		const char *why;
	} rows[] = {
		{ "a\nb \"open", "test", 2, 3, "quote" },
		{ "a x=\"open", "test", 1, 3, "quote" },
		{ "\"open", "test", 1, 1, "quote" },
		{ "a \"end\\", "test", 1, 3, "quote" },
		{ "a \\\n\\\n  \"open", "test", 3, 3, "quote" },
		{ "a\n b\xff", "test", 2, 3, "UTF-8" },
		{ "a \\\nb \xc2", "test", 2, 3, "UTF-8" },
		{ "# \xed\xa0\x80", "test", 1, 3, "UTF-8" },
		{ "include", "test", 1, 1, "one name" },
		{ "include a b", "test", 1, 1, "one name" },
		{ "a\n  include none", "test", 2, 11, "no \"none\"" },
		{ "include two", "two", 2, 7, "quote" },
		{ "include nest", "two", 2, 7, "quote" },
		{ "x\ninclude loop", "loop", 2, 9, "loop would include itself" },
		{ "include 0", "7", 1, 9, "deep" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct conf conf;
		struct fault fault = { 0 };
		check_int(rows[i].text, conf_read(&arena, "test", span_of(rows[i].text), on_include, NULL, &conf, &fault),
			  ERR_SYNTAX);
		check_str(rows[i].text, fault.what, rows[i].file);
		check_int(rows[i].text, fault.line, rows[i].line);
		check_int(rows[i].text, fault.column, rows[i].column);
		if (!strstr(fault.why, rows[i].why))
			fail_msg("%s: %s", rows[i].text, fault.why);
		arena_release(&arena);
	}
}

static void nul_and_no_includer(void **state)
{
	struct arena arena = { 0 };
	struct conf conf = { 0 };
	struct fault fault;

	(void)state;
	check_int("NUL", conf_read(&arena, "t", (struct span){ "a\nb\0c", 5 }, NULL, NULL, &conf, &fault), ERR_SYNTAX);
	check_int("NUL", fault.line * 100 + fault.column, 202);
	check_int("include", conf_read(&arena, "t", span_of("include x"), NULL, NULL, &conf, &fault), ERR_SYNTAX);
	check_int("no fault wanted", conf_read(&arena, "t", span_of("\"x"), NULL, NULL, &conf, NULL), ERR_SYNTAX);
	check_int("nothing", conf_read(&arena, "t", (struct span){ NULL, 0 }, NULL, NULL, &conf, NULL), ERR_NONE);
	check_int("nothing", conf.count, 0);
	arena_release(&arena);
}

static enum err read_many(const char *piece, int times, struct fault *fault)
{
	struct arena arena = { 0 };
	struct str text = { 0 };
	struct conf conf;
	enum err err;

	for (int i = 0; i < times; i++)
		str_adds(&text, piece);
	err = conf_read(&arena, "t", (struct span){ str_text(&text), text.length }, on_include, NULL, &conf, fault);
	str_release(&text);
	arena_release(&arena);
	return err;
}

/* Texts "1" to "7", each of which includes the next forty times: without a limit over all texts this would not end. */
static enum err on_bomb(void *context, const char *name, struct span *text)
{
	const struct str *texts = context;

	*text = span_of(str_text(&texts[name[0] - '0']));
	return ERR_NONE;
}

static void includes_do_not_multiply_without_end(void **state)
{
	struct arena arena = { 0 };
	struct str texts[8] = { 0 };
	struct fault fault;
	struct conf conf;

	(void)state;
	for (int level = 0; level < 7; level++)
		for (int i = 0; i < 40; i++)
			str_addf(&texts[level], "include %d\n", level + 1);
	check_int("bomb", conf_read(&arena, "0", span_of(str_text(&texts[0])), on_bomb, texts, &conf, &fault), ERR_LIMIT);
	for (int level = 0; level < 8; level++)
		str_release(&texts[level]);
	arena_release(&arena);
}

static void limits(void **state)
{
	struct arena arena = { 0 };
	struct str deep = { 0 };
	struct conf conf;
	struct fault fault;

	(void)state;
	check_int("lines", read_many("a\n", 20000, &fault), ERR_NONE);
	check_int("lines", read_many("a\n", 20001, &fault), ERR_LIMIT);
	check_int("lines", fault.line, 20001);
	check_int("line", read_many("x", 4096, &fault), ERR_NONE);
	check_int("line", read_many("x", 4097, &fault), ERR_LIMIT);
	check_int("joined", read_many("x\\\n", 2049, &fault), ERR_LIMIT);
	check_int("text", read_many("a################################################################\n", 16384, &fault), ERR_LIMIT);
	check_int("text", fault.line, 1);
	check_int("many", read_many("include good\n", 6666, &fault), ERR_NONE);
	check_int("many", read_many("include good\n", 6667, &fault), ERR_LIMIT);
	for (int i = 0; i < 17; i++)
		str_addf(&deep, "%*s%c\n", i, "", 'a' + i);
	check_int("deep", conf_read(&arena, "t", span_of(str_text(&deep)), NULL, NULL, &conf, &fault), ERR_LIMIT);
	check_int("deep", fault.line * 100 + fault.column, 1717);
	str_release(&deep);
	arena_release(&arena);
}

static void one_line(void **state)
{
	struct arena arena = { 0 };
	struct conf_line line;
	struct fault fault;

	(void)state;
	check_int("good", conf_read_line(&arena, span_of("  open C-1 #2 include"), &line, &fault), ERR_NONE);
	check_str("verb", line.verb, "open");
	check_int("column", line.column, 3);
	check_int("words", line.word_count, 3);
	check_str("no comments here", line.words[1].text, "#2");
	check_int("empty", conf_read_line(&arena, (struct span){ NULL, 0 }, &line, &fault), ERR_NONE);
	check_str("empty", line.verb, "");
	check_int("empty", line.word_count, 0);
	check_int("open", conf_read_line(&arena, span_of("say \"hi"), &line, &fault), ERR_SYNTAX);
	check_int("open", fault.column, 5);
	check_int("two lines", conf_read_line(&arena, span_of("a\nb"), &line, &fault), ERR_SYNTAX);
	check_int("NUL", conf_read_line(&arena, (struct span){ "a\0b", 3 }, &line, &fault), ERR_SYNTAX);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_and_its_words),	  cmocka_unit_test(blocks),
		cmocka_unit_test(lines_that_go_on),	  cmocka_unit_test(includes_stand_in_place),
		cmocka_unit_test(faults_have_their_place), cmocka_unit_test(nul_and_no_includer),
		cmocka_unit_test(limits),		  cmocka_unit_test(one_line),
		cmocka_unit_test(includes_do_not_multiply_without_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

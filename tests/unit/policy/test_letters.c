/* SPDX-License-Identifier: MIT */
/* Templates: what is wrong with one is said at its place, the closest text holds, and what changed is told in words. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "policy/letters.h"
#include "policy/policy.h"
#include "base/embed.h"

#define HEAD "template \"New time\"\nfor customer,site\n"
#define ALL  "text\n\ttitle all\n\t| words\n"

static enum err read_as(struct arena *arena, const char *text, struct letter_template **out, struct fault *fault)
{
	struct policy *policy = NULL;
	struct span core = { "", 0 };

	if (policy_include_shipped(NULL, "core", &core) != ERR_NONE ||
	    policy_read(arena, "core", core, policy_include_shipped, NULL, &policy, fault) != ERR_NONE)
		fail_msg("core: %s", fault->why);
	return letter_template_read(arena, "own.template", "own", span_of(text), letter_include_shipped, NULL, policy, out, fault);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		int line, column;
		const char *why, *help;
	} rows[] = {
		{ HEAD "text\n\ttitle a {custmer}\n\t| b\n", 4, 10, "there is no {custmer} to put in", "did you mean customer?" },
		{ HEAD "text\n\ttitle a\n\t| b {ref\n", 5, 6, "there is no {ref} to put in", "did you mean ref?" },
		{ HEAD "text language=de\n\ttitle a\n\t| b\n", 2, 1, "there is no text for a customer whose language has none",
		  "one `text` without language, type and tier, which always fits" },
		{ HEAD "text to=customer\n\ttitle a\n\t| b\n", 2, 1, "there is no text for a site whose language has none",
		  "one `text` without language, type and tier, which always fits" },
		{ HEAD ALL ALL, 6, 1, "line 3 has a text for all already", "give one of them another to=, type=, tier= or language=" },
		{ HEAD ALL "text language=de tier=gold\n\ttitle x\n\t| y\ntext tier=gold language=de\n\ttitle x\n\t| y\n", 9, 1,
		  "line 6 has a text for gold, de already", "give one of them another to=, type=, tier= or language=" },
		{ HEAD ALL "text type=eta-lat\n\ttitle x\n\t| y\n", 6, 6, "there is no exception called eta-lat", "did you mean eta-late?" },
		{ HEAD ALL "text lang=de\n\ttitle x\n\t| y\n", 6, 6, "a text is not chosen by lang", "to=, type=, tier=, language=" },
		{ "template X\nfor customers\n" ALL, 2, 5, "nobody is called customers", "did you mean customer?" },
		{ "template X\n" ALL, 2, 1, "it does not say for whom it is", "for customer, and a block `text`" },
		{ HEAD, 2, 1, "it has no text", "for customer, and a block `text`" },
		{ HEAD "text\n\t| b\n", 3, 1, "a text needs a title", NULL },
		{ HEAD "text\n\ttitle a\n", 3, 1, "a text needs words: lines that begin with |", NULL },
		{ HEAD "once daily\n" ALL, 3, 6, "daily is not known here", NULL },
		{ HEAD ALL "sender me\n", 6, 1, "a template knows no 'sender' here", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = { 0 };
		struct letter_template *letters = NULL;
		struct fault fault = { 0 };
		assert_int_not_equal(read_as(&arena, rows[i].text, &letters, &fault), ERR_NONE);
		check_str(rows[i].text, fault.why, rows[i].why);
		check_int(rows[i].text, fault.line, rows[i].line);
		check_int(rows[i].text, fault.column, rows[i].column);
		if (rows[i].help)
			check_str(rows[i].text, fault.help, rows[i].help);
		arena_release(&arena);
	}
}

/* Language before recipient, recipient before exception, exception before tier. */
static void test_choice(void **state)
{
	static const char text[] = HEAD ALL "text language=de\n\ttitle de\n\t| w\n"
					    "text tier=gold\n\ttitle gold\n\t| w\n"
					    "text type=eta-late\n\ttitle eta-late\n\t| w\n"
					    "text to=site\n\ttitle site\n\t| w\n"
					    "text type=eta-late tier=gold\n\ttitle eta-late gold\n\t| w\n"
					    "text language=de tier=gold\n\ttitle de gold\n\t| w\n"
					    "text language=de-AT\n\ttitle de-AT\n\t| w\n";
	static const struct {
		struct letter_wanted wanted;
		const char *title;
	} rows[] = {
		{ { TO_CUSTOMER, "x", "", "en" }, "all" },
		{ { TO_CUSTOMER, "x", "", "de" }, "de" },
		{ { TO_CUSTOMER, "x", "gold", "en" }, "gold" },
		{ { TO_CUSTOMER, "eta-late", "", "fr" }, "eta-late" },
		{ { TO_CUSTOMER, "eta-late", "gold", "fr" }, "eta-late gold" },
		{ { TO_CUSTOMER, "eta-late", "gold", "de" }, "de gold" },
		{ { TO_CUSTOMER, "eta-late", "gold", "de-CH" }, "de gold" },
		{ { TO_CUSTOMER, "eta-late", "gold", "de-AT" }, "de-AT" },
		{ { TO_SITE, "eta-late", "gold", "" }, "site" },
		{ { TO_SITE, "eta-late", "", "de" }, "de" },
		{ { TO_CUSTOMER, "x", "silver", "den" }, "all" },
	};
	struct arena arena = { 0 };
	struct letter_template *letters = NULL;
	struct fault fault = { 0 };

	(void)state;
	check_int("read", read_as(&arena, text, &letters, &fault), ERR_NONE);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_str(rows[i].wanted.language, letter_choose(letters, &rows[i].wanted)->title, rows[i].title);
	arena_release(&arena);
}

/* A client's own text goes before the one that it includes; the others stay. */
static void test_include(void **state)
{
	static const char text[] = "include new-eta\ntemplate \"Ours\"\ntext language=de\n\ttitle Unsere\n\t| Worte\n";
	struct arena arena = { 0 };
	struct letter_template *letters = NULL;
	struct fault fault = { 0 };

	(void)state;
	check_int("read", read_as(&arena, text, &letters, &fault), ERR_NONE);
	check_str("ours", letter_choose(letters, &(struct letter_wanted) { TO_CUSTOMER, "", "", "de" })->title, "Unsere");
	check_str("theirs", letter_choose(letters, &(struct letter_wanted) { TO_CUSTOMER, "", "", "en" })->title, "{ref}: new arrival time {eta}");
	check_str("closer", letter_choose(letters, &(struct letter_wanted) { TO_SITE, "", "", "de" })->title, "{ref} kommt {eta} statt {promise}");
	arena_release(&arena);
}

static void test_diff(void **state)
{
	static const char before[] = HEAD ALL "text language=de\n\ttitle alt\n\t| w\ntext tier=gold\n\ttitle g\n\t| w\n",
			  after[] = "template \"New time\"\nfor customer\nonce words\n"
				    "text\n\ttitle all\n\t| other\ntext language=de\n\ttitle neu\n\t| w\ntext language=fr\n\ttitle f\n\t| w\n";
	struct arena arena = { 0 };
	struct letter_template *old = NULL, *new = NULL;
	struct fault fault = { 0 };
	struct str out = { 0 };

	(void)state;
	check_int("before", read_as(&arena, before, &old, &fault), ERR_NONE);
	check_int("after", read_as(&arena, after, &new, &fault), ERR_NONE);
	letter_template_diff(old, new, &out);
	check_str("words", str_text(&out),
		  "New time: for customer, site -> customer\n"
		  "New time: once promise -> words\n"
		  "New time: text for all says something else\n"
		  "New time: text for de: title alt -> neu\n"
		  "New time: text for fr is new\n"
		  "New time: text for gold is gone\n");
	str_clear(&out);
	letter_template_diff(new, new, &out);
	check_str("nothing", str_text(&out), "");
	str_clear(&out);
	letter_template_diff(NULL, old, &out);
	check_str("first", str_text(&out),
		  "New time: a new template for customer, site\n"
		  "New time: text for all is new\nNew time: text for de is new\nNew time: text for gold is new\n");
	str_release(&out);
	arena_release(&arena);
}

/* All that ship can be read, each in two languages. */
static void test_shipped(void **state)
{
	static const char folder[] = "data/templates/";
	const struct embedded *file;
	size_t count = 0;

	(void)state;
	for (; (file = embed_nth(folder, count)); count++) {
		struct arena arena = { 0 };
		struct letter_template *letters = NULL;
		struct fault fault = { 0 };
		if (read_as(&arena, file->begin, &letters, &fault) != ERR_NONE)
			fail_msg("%s:%d:%d: %s", file->name, fault.line, fault.column, fault.why);
		check_str(file->name, letter_choose(letters, &(struct letter_wanted) { letters->first, "", "", "de" })->language, "de");
		arena_release(&arena);
	}
	assert_true(count >= 9);
}

/* The template that docs/templates.md shows is one. */
static void test_page(void **state)
{
	static const char fence[] = "```template\n";
	struct str page = { 0 };
	struct arena arena = { 0 };
	struct letter_template *letters = NULL;
	struct fault fault = { 0 };
	FILE *file = fopen("docs/templates.md", "r");
	char line[1024];

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof line, file))
		str_adds(&page, line);
	fclose(file);
	const char *at = strstr(page.text, fence), *end = at ? strstr(at + strlen(fence), "```") : NULL;
	assert_non_null(end);
	if (read_as(&arena, arena_text(&arena, at + strlen(fence), (size_t)(end - at) - strlen(fence)), &letters, &fault) != ERR_NONE)
		fail_msg("%d: %s", fault.line, fault.why);
	check_str("its own words", letter_choose(letters, &(struct letter_wanted) { TO_CUSTOMER, "", "gold", "de" })->title, "{ref} kommt {eta}");
	arena_release(&arena);
	str_release(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults), cmocka_unit_test(test_choice), cmocka_unit_test(test_include), cmocka_unit_test(test_diff),
		cmocka_unit_test(test_shipped), cmocka_unit_test(test_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

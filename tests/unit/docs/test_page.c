/* SPDX-License-Identifier: MIT */
/* The printed pages: what they must hold, whatever the tables say. */
#include "check.h"

#include "codec/json_read.h"
#include "docs/page.h"
#include "net/feed_words.h"
#include "table/stored_rows.h"
#include "verb/verb.h"

static void test_cells(void **state)
{
	static const struct {
		const char *name, *text, *cell, *code;
	} rows[] = {
		{ "plain", "a case", "| a case ", "| `a case` " },
		{ "empty", "", "|  ", "|  " },
		{ "a table's own sign", "in|out", "| in\\|out ", "| `in\\|out` " },
		{ "a tag", "<b>", "| \\<b> ", "| `<b>` " },
		{ "two lines", "a\nb", "| a<br>b ", "| `a\nb` " },
		{ "a fence", "`", "| ` ", "| `` ` `` " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		page_cell(&out, rows[i].text);
		check_str(rows[i].name, str_text(&out), rows[i].cell);
		str_clear(&out);
		page_code(&out, rows[i].text);
		check_str(rows[i].name, str_text(&out), rows[i].code);
		str_release(&out);
	}
}

static void test_pages_are_the_same_twice(void **state)
{
	(void)state;
	for (const struct page *page = pages; page->file; page++) {
		struct str first = { 0 }, second = { 0 };
		page->print(&first);
		page->print(&second);
		check_str(page->file, str_text(&first), str_text(&second));
		/* Markdown begins with its title, JSON with an object, a manual page with a note of where it is from. */
		const char *begin = strstr(page->file, ".json") ? "{\n" : strstr(page->file, ".5") ? ".\\" : "# ";
		if (strncmp(first.text, begin, 2) != 0 || first.text[first.length - 1] != '\n')
			fail_msg("%s: it has no title or no end", page->file);
		str_release(&first);
		str_release(&second);
	}
}

/* The part of docs/store.md about one table, NUL-terminated, or "". */
static const char *section(struct arena *arena, const char *page, const char *table)
{
	struct str head = { 0 };
	const char *begin, *end;

	str_addf(&head, "\n## %s\n", table);
	begin = strstr(page, str_text(&head));
	str_release(&head);
	if (!begin)
		return "";
	end = strstr(begin + 4, "\n## ");
	return arena_text(arena, begin, end ? (size_t)(end - begin) : strlen(begin));
}

/* Every column that a struct of the store has is on the page, under its table. */
static void test_store_has_every_column(void **state)
{
	struct arena arena = { 0 };
	struct str page = { 0 };

	(void)state;
	page_store(&page);
	for (const struct row_type *const *type = row_stored_types; *type; type++) {
		const char *of = section(&arena, page.text, (*type)->name);
		for (size_t i = 0; i < (*type)->column_count; i++) {
			struct str cell = { 0 };
			str_addf(&cell, "| `%s` |", (*type)->columns[i].name);
			if (!strstr(of, str_text(&cell)))
				fail_msg("%s.%s is not on the page", (*type)->name,
					 (*type)->columns[i].name);
			str_release(&cell);
		}
	}
	str_release(&page);
	arena_release(&arena);
}

static void test_feed_is_json(void **state)
{
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };
	struct str page = { 0 };
	const struct json_node *messages;
	const char *begin, *end;

	(void)state;
	page_feed(&page);
	begin = strstr(page.text, "```json\n") + 8;
	end = strstr(begin, "```");
	if (node_doc_read((struct span) { begin, (size_t)(end - begin) }, &doc, &fault))
		fail_msg("line %d: %s", fault.line, fault.why);
	messages = node_at(node_doc_root(doc), "/channels/feed/messages");
	for (const struct feed_word *word = feed_words; word->name; word++) {
		const struct json_node *message = node_get(messages, word->name);
		check_str(word->name, node_text(node_at(message, "/payload/properties/m/const")),
			  word->name);
	}
	node_doc_free(doc);
	str_release(&page);
}

static void test_commands_has_every_act(void **state)
{
	struct str page = { 0 };

	(void)state;
	page_commands(&page);
	for (const struct verb *verb = verb_acts; verb->name; verb++) {
		struct str head = { 0 };
		str_addf(&head, "\n### %s\n", verb->name);
		if (!strstr(page.text, str_text(&head)))
			fail_msg("%s is not on the page", verb->name);
		str_release(&head);
	}
	str_release(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_pages_are_the_same_twice),
		cmocka_unit_test(test_store_has_every_column),
		cmocka_unit_test(test_feed_is_json),
		cmocka_unit_test(test_commands_has_every_act),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

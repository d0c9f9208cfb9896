/* SPDX-License-Identifier: MIT */
/*
 * Rows: those that are shown, from their column tables, and those that are stored, from the
 * migrations themselves, whose comments say what each column means. (A test holds the C structs
 * of the store to the same columns.)
 */
#include <string.h>

#include "base/embed.h"
#include "base/vec.h"
#include "docs/page.h"
#include "table/shown.h"

static const char *const kinds[] = {
	[COLUMN_INT] = "number",     [COLUMN_TEXT] = "text",   [COLUMN_INSTANT] = "moment",
	[COLUMN_BOOL] = "yes or no", [COLUMN_BYTES] = "bytes", [COLUMN_TEXTS] = "texts",
};

static void print_shown(const struct row_type *type, struct str *out)
{
	str_addf(out, "\n## %s\n\n%s View `%s`.\n\n", type->name, type->help, type->source);
	page_head(out, "Column|Kind|Unit|On screen|What it is");
	for (size_t i = 0; i < type->column_count; i++) {
		const struct column *column = &type->columns[i];
		page_code(out, column->name);
		page_cell(out, kinds[column->kind]);
		page_cell(out, column->unit);
		page_cell(out, column->title);
		page_cell(out, column->help);
		page_end_row(out);
	}
}

void page_rows(struct str *out)
{
	page_open(out, "Rows", "data/table/shown.h");
	str_adds(out, "What screens, lists and the feed show, and the fields of `--json` and "
		      "`--csv`: one name for one thing everywhere. With\n"
		      "`--json` a number is a number, a moment is RFC 3339 in UTC, texts are an "
		      "array, and what is not known is left out. With\n"
		      "`--csv` it is empty. The unit `minor:currency` means minor units (cents) of "
		      "the currency in the column of that name.\n");
	for (const struct row_type *const *type = row_shown_types; *type; type++)
		print_shown(*type, out);
}

/* One column of a stored table as the migration writes it, or one of its keys. */
struct item {
	struct str text, words;
};

struct stored_table {
	struct str name, words;
	VEC(struct item) items;
};

static void release_table(struct stored_table *table)
{
	for (size_t i = 0; i < table->items.count; i++) {
		str_release(&table->items.items[i].text);
		str_release(&table->items.items[i].words);
	}
	vec_release(&table->items);
	str_release(&table->name);
	str_release(&table->words);
}

/* Appends a sign; runs of blanks become one, none stands at the start. */
static void add_sign(struct str *text, char sign)
{
	bool is_blank = strchr(" \t\n", sign) != NULL;

	if (!is_blank)
		str_addc(text, sign);
	else if (text->length > 0 && text->text[text->length - 1] != ' ')
		str_addc(text, ' ');
}

/* A comment belongs to the last column begun before it; before the first one it is the table's. */
static const char *read_comment(struct stored_table *table, const char *at)
{
	const char *begin = at + 2 + strspn(at + 2, " ");
	size_t length = strcspn(begin, "\n"), count = table->items.count;
	struct str *words = &table->words;

	while (count > 0 && table->items.items[count - 1].text.length == 0)
		count--;
	if (count > 0)
		words = &table->items.items[count - 1].words;
	if (words->length > 0)
		str_addc(words, ' ');
	str_add(words, begin, length);
	return begin + length;
}

static void end_item(struct stored_table *table)
{
	struct item *item = &table->items.items[table->items.count - 1];

	if (item->text.length > 0 && item->text.text[item->text.length - 1] == ' ')
		str_cut(&item->text, item->text.length - 1);
}

/* Reads from behind the opening parenthesis to the closing one. */
static void read_items(struct stored_table *table, const char *at)
{
	(void)vec_push(&table->items);
	for (int depth = 1; *at; at++) {
		if (at[0] == '-' && at[1] == '-')
			at = read_comment(table, at);
		depth += *at == '(';
		depth -= *at == ')';
		if (depth == 0)
			break;
		if (*at == ',' && depth == 1) {
			end_item(table);
			(void)vec_push(&table->items);
		} else {
			add_sign(&table->items.items[table->items.count - 1].text, *at);
		}
	}
	end_item(table);
}

static bool is_key(const struct item *item)
{
	static const char *const words[] = { "primary key", "unique", "check", "foreign key",
					     "like" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strncmp(str_text(&item->text), words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static void print_keys(const struct stored_table *table, struct str *out)
{
	bool is_more = false;

	for (size_t i = 0; i < table->items.count; i++)
		if (is_key(&table->items.items[i])) {
			str_addf(out, "%s`%s`", is_more ? ", " : "\n",
				 str_text(&table->items.items[i].text));
			is_more = true;
		}
	if (is_more)
		str_adds(out, "\n");
}

static void print_stored(const struct stored_table *table, struct str *out)
{
	bool has_head = false;

	str_addf(out, "\n## %s\n", str_text(&table->name));
	if (table->words.length)
		str_addf(out, "\n%s\n", str_text(&table->words));
	for (size_t i = 0; i < table->items.count; i++) {
		const struct item *item = &table->items.items[i];
		size_t name = strcspn(str_text(&item->text), " ");
		struct str column = { 0 };
		if (is_key(item))
			continue;
		if (!has_head) {
			str_addc(out, '\n');
			page_head(out, "Column|Type|What it is");
			has_head = true;
		}
		str_add(&column, str_text(&item->text), name);
		page_code(out, str_text(&column));
		page_code(out, item->text.length > name ? str_text(&item->text) + name + 1 : "");
		page_cell(out, str_text(&item->words));
		page_end_row(out);
		str_release(&column);
	}
	print_keys(table, out);
}

/* Where a line that makes a table has the table's name behind "docket.", or NULL. */
static const char *table_at(const char *line)
{
	static const char *const starts[] = { "create table docket.",
					      "create table if not exists docket.",
					      "create unlogged table docket.",
					      "create unlogged table if not exists docket." };

	for (size_t i = 0; i < COUNT_OF(starts); i++)
		if (strncmp(line, starts[i], strlen(starts[i])) == 0)
			return line + strlen(starts[i]);
	return NULL;
}

static void print_migration(const char *text, struct str *out)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *name;
		size_t length;
		line += *line == '\n';
		name = table_at(line);
		length = name ? strspn(name, "abcdefghijklmnopqrstuvwxyz_") : 0;
		if (length > 0 &&
		    strncmp(name + length, " (", 2) == 0) { /* not a partition of another */
			struct stored_table table = { 0 };
			str_add(&table.name, name, length);
			read_items(&table, name + length + 2);
			print_stored(&table, out);
			release_table(&table);
		}
	}
}

void page_store(struct str *out)
{
	const struct embedded *file;

	page_open(out, "Store", "data/sql/migrate");
	str_adds(out, "The tables of schema `docket`. Nobody but the engine reads them: operators "
		      "have the views of `docket_read` ([rows.md](rows.md))\n"
		      "and the functions of `docket_do`. Money is whole minor units beside a "
		      "currency; moments are UTC. Tables of clients lead\n"
		      "every key with `tenant_id`.\n");
	for (size_t n = 0; (file = embed_nth("data/sql/migrate/", n)); n++)
		print_migration(file->begin, out);
}

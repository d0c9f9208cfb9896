/* SPDX-License-Identifier: MIT */
/* The mappings that ship, as their own texts introduce them, and the verbs of the language. */
#include <string.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/embed.h"
#include "codec/mapping.h"
#include "docs/page.h"

#define FOLDER "data/mappings/"

/* The comment that a text begins with, as one line. */
static void add_comment(const char *text, struct str *out)
{
	while (*text == '#') {
		size_t length = strcspn(text, "\n");
		if (out->length > 0)
			str_addc(out, ' ');
		str_add(out, text + strspn(text, "# "), length - strspn(text, "# "));
		text += length + (text[length] == '\n');
	}
}

/* The name and title of a text's last `mapping` line, and what it reads; all empty for tables to include. */
struct shipped {
	const char *name, *title, *rows;
};

static void read_shipped(struct arena *arena, const char *text, struct shipped *out)
{
	*out = (struct shipped){ "", "", "" };
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		struct conf_line line;
		if ((strncmp(text, "mapping ", 8) != 0 && strncmp(text, "rows ", 5) != 0) ||
		    conf_read_line(arena, (struct span){ text, strcspn(text, "\n") }, &line, NULL) || line.word_count == 0)
			continue;
		if (line.verb[0] == 'r') {
			out->rows = line.words[0].text;
			continue;
		}
		out->name = line.words[0].text;
		out->title = line.word_count > 1 ? line.words[1].text : "";
	}
}

static void print_texts(bool is_parts, struct str *out)
{
	struct arena arena = { 0 };
	const struct embedded *text;

	for (size_t i = 0; (text = embed_nth(FOLDER, i)); i++) {
		struct str comment = { 0 }, name = { 0 };
		struct shipped shipped;
		read_shipped(&arena, text->begin, &shipped);
		add_comment(text->begin, &comment);
		str_add(&name, text->name + strlen(FOLDER), strlen(text->name) - strlen(FOLDER) - strlen(".mapping"));
		if (is_parts == (*shipped.name == '\0')) {
			page_code(out, str_text(&name));
			if (!is_parts)
				page_cell(out, *shipped.rows ? shipped.rows : "csv");
			if (!is_parts)
				page_cell(out, shipped.title);
			page_cell(out, str_text(&comment));
			page_end_row(out);
		}
		str_release(&comment);
		str_release(&name);
	}
	arena_release(&arena);
}

void page_mappings(struct str *out)
{
	page_open(out, "Mappings", "data/mappings");
	str_adds(out, "What ships: `mapping NAME` in an interface, or `--map NAME`. A mapping of your own may begin with `include NAME` "
		      "and say only what\nis different; [onboard.md](onboard.md) shows how.\n\n");
	page_head(out, "Mapping|Reads|What|Worth knowing");
	print_texts(false, out);
	str_adds(out, "\nTables for mappings to include:\n\n");
	page_head(out, "Part|What it holds");
	print_texts(true, out);
	str_adds(out, "\n## Values and conditions\n\nEvery verb that makes a value of a record or asks something of it. SOURCE is a cell or a "
		      "value by its name, or a template\n`\"{Cell} {value}\"`; the top of `data/codec/mapping.h` says all of it.\n\n```\n");
	for (size_t i = 0; mapping_usage(i); i++)
		str_addf(out, "%s\n", mapping_usage(i));
	str_adds(out, "```\n");
}

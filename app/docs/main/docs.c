/* SPDX-License-Identifier: MIT */
/* docket-docs writes the pages that are printed from the tables into docs/, or with --check says
 * which of them are stale. */
#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "docs/page.h"
#include "model/event_type.h"

#define PAGE_BYTES_MAX (1024 * 1024)

static bool write_page(const char *path, const struct str *text)
{
	FILE *file = fopen(path, "w");
	bool is_written = file && fwrite(text->text, 1, text->length, file) == text->length;

	if (file && fclose(file) != 0)
		is_written = false;
	if (!is_written)
		fprintf(stderr,
			"docket-docs: %s: it cannot be written: run this at the top of the "
			"source\n",
			path);
	return is_written;
}

static bool is_fresh(const char *path, const struct str *text)
{
	struct str there = { 0 };
	bool is_same = config_file(path, PAGE_BYTES_MAX, &there, NULL) == ERR_NONE &&
		       there.length == text->length &&
		       memcmp(str_text(&there), text->text, text->length) == 0;

	str_release(&there);
	if (!is_same)
		fprintf(stderr,
			"docket-docs: %s: it is not what the tables say now: run docket-docs\n",
			path);
	return is_same;
}

/* Written, or compared; frees the text. */
static bool judge(const char *path, struct str *text, bool is_check)
{
	bool is_well = is_check ? is_fresh(path, text) : write_page(path, text);

	str_release(text);
	return is_well;
}

int main(int argc, char **argv)
{
	bool is_check = argc == 2 && strcmp(argv[1], "--check") == 0, is_well = true;

	if (argc > 1 && !is_check) {
		fprintf(stderr, "docket-docs: %s: there is no such option: docket-docs [--check]\n",
			argv[1]);
		return err_exit_code(ERR_USAGE);
	}
	for (const struct page *page = pages; page->file; page++) {
		struct str text = { 0 };
		char path[64];
		page->print(&text);
		snprintf(path, sizeof path, "docs/%s", page->file);
		is_well &= judge(path, &text, is_check);
	}
	for (const struct event_type *type = event_types; type->name; type++) {
		struct str text = { 0 };
		char path[96];
		page_schema(type, &text);
		snprintf(path, sizeof path, "docs/schema/%s.%d.json", type->name, type->version);
		is_well &= judge(path, &text, is_check);
	}
	return is_well ? 0 : err_exit_code(ERR_CHANGED);
}

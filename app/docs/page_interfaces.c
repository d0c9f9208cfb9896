/* SPDX-License-Identifier: MIT */
/* What the text of an interface or a connector may say. */
#include <string.h>

#include "docs/page.h"
#include "model/interface_line.h"

static const char *kind_words(const struct interface_line *line)
{
	switch (line->kind) {
	case INTERFACE_CHOICE:
		return line->choices;
	case INTERFACE_PATH:
		return "a path, from /";
	case INTERFACE_URL:
		return "a URL";
	case INTERFACE_DURATION:
		return "a duration: 15m";
	case INTERFACE_COUNT:
		return "a number above 0";
	case INTERFACE_SIZE:
		return "a size: 64KiB";
	case INTERFACE_TEXT:
		break;
	}
	return "a text";
}

static void print_lines(const char *whom, struct str *out)
{
	page_head(out, "Line|Value|Without it|What it says");
	for (const struct interface_line *line = interface_lines; line->name; line++) {
		if (strcmp(line->whom, whom) != 0 && strcmp(line->whom, "both") != 0)
			continue;
		page_code(out, line->name);
		page_cell(out, kind_words(line));
		page_code(out, line->standard);
		page_cell(out, line->help);
		page_end_row(out);
	}
}

void page_interfaces(struct str *out)
{
	page_open(out, "Interfaces and connectors", "data/model/interface_line.c");
	str_adds(out, "`NAME.interface` is one way in, `NAME.connector` one way out; `docket apply` puts the text in force, and every engine "
		      "hears of it.\nA line is a name and one value, in quotes where it has blanks; [onboard.md](onboard.md) goes through one.\n\n"
		      "## NAME.interface\n\n");
	print_lines("in", out);
	str_adds(out, "\n## NAME.connector\n\n");
	print_lines("out", out);
}

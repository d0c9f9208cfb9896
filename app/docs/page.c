/* SPDX-License-Identifier: MIT */
/* The table of pages, and Markdown tables. */
#include "docs/page.h"

#include <string.h>

#include "verb/verb.h"

const struct page pages[] = {
	{ "keys.md", page_keys },     { "commands.md", page_commands },
	{ "filter.md", page_filter }, { "rows.md", page_rows },
	{ "store.md", page_store },   { "feed.md", page_feed },
	{ "events.md", page_events }, { "exceptions.md", page_exceptions },
	{ "mappings.md", page_mappings }, { "connectors.md", page_connectors }, { "interfaces.md", page_interfaces },
	{ "master.md", page_master }, { "templates.md", page_templates },
	{ "errors.md", page_errors }, { "options.md", page_options },
	{ "theme.md", page_theme },   { "api.md", page_api },
	{ "openapi.json", page_openapi }, { "docket-policy.5", page_policy }, { 0 },
};

void page_open(struct str *out, const char *title, const char *source)
{
	str_addf(out, "# %s\n\nPrinted from `%s` by docket-docs; change it there.\n\n", title,
		 source);
}

void page_head(struct str *out, const char *titles)
{
	str_adds(out, "| ");
	for (const char *sign = titles; *sign; sign++)
		if (*sign == '|')
			str_adds(out, " | ");
		else
			str_addc(out, *sign);
	str_adds(out, " |\n|---");
	for (const char *sign = titles; *sign; sign++)
		if (*sign == '|')
			str_adds(out, "|---");
	str_adds(out, "|\n");
}

void page_cell(struct str *out, const char *text)
{
	str_adds(out, "| ");
	for (const char *sign = text ? text : ""; *sign; sign++) {
		if (*sign == '|' || *sign == '<')
			str_addc(out, '\\');
		if (*sign == '\n')
			str_adds(out, "<br>");
		else
			str_addc(out, *sign);
	}
	str_addc(out, ' ');
}

void page_code(struct str *out, const char *text)
{
	bool has_fence = text && strchr(text, '`');

	str_adds(out, "| ");
	if (text && *text) {
		str_adds(out, has_fence ? "`` " : "`");
		for (const char *sign = text; *sign; sign++) {
			if (*sign == '|') /* a table's sign even inside code */
				str_addc(out, '\\');
			str_addc(out, *sign);
		}
		str_adds(out, has_fence ? " ``" : "`");
	}
	str_addc(out, ' ');
}

void page_end_row(struct str *out)
{
	str_adds(out, "|\n");
}

void page_json(const struct str *json, int depth_most, struct str *out)
{
	int depth = 0;
	bool is_quoted = false;

	for (size_t i = 0; i < json->length; i++) {
		char sign = json->text[i];
		if (sign == '"' && (i == 0 || json->text[i - 1] != '\\'))
			is_quoted = !is_quoted;
		depth -= !is_quoted && (sign == '}' || sign == ']');
		str_addc(out, sign);
		depth += !is_quoted && (sign == '{' || sign == '[');
		if (!is_quoted && depth <= depth_most && (sign == ',' || sign == '{'))
			str_addf(out, "\n%*s", depth * 2, "");
	}
	str_addc(out, '\n');
}

const char *page_verb_help(const char *command)
{
	char name[64] = "";
	size_t length = strcspn(command, " ;");
	const struct verb *verb;

	BUG_IF(length >= sizeof name);
	memcpy(name, command, length);
	verb = verb_find(verb_commands, name);
	if (!verb)
		verb = verb_find(verb_acts, name);
	if (!verb)
		BUG("a keymap binds \"%s\", which data/verb does not declare", name);
	return verb->help;
}

/* SPDX-License-Identifier: MIT */
/*
 * app/docs: the pages of docs/ that are printed from the tables, so that they cannot say
 * anything else than the program does.
 *
 *   page.h        the table of pages; what the printers share
 *   page_verbs.c  keys and commands
 *   page_rows.c   rows that are shown and rows that are stored
 *   page_words.c  feed, events, errors, options, theme roles
 *   page_mappings.c  the mappings that ship
 *   page_api.c    the HTTP API, for people and as OpenAPI
 *   page_connectors.c  how a target is told, and the connectors that ship
 *   page_interfaces.c  what the text of an interface may say
 *   page_master.c    tables of master data
 *   page_templates.c what is told to whom: templates of messages
 *   page_schema.c a JSON Schema of each canonical event
 *   page_ask.c    the expression language and the exceptions of the manual
 *
 * A page depends on nothing but the tables: no clock, no path, no environment.
 */
#ifndef DOCKET_DOCS_PAGE_H
#define DOCKET_DOCS_PAGE_H

#include "base/str.h"

struct event_type;

/* One page. */
struct page {
	const char *file;               /* in docs/: "keys.md" */
	void (*print)(struct str *out); /* appends the whole page */
};

/* All of them, ended by a row without a file. */
extern const struct page pages[];

/* Appends the title of a page and the line that says where it comes from: `source` is a file or
 * folder of the tree. */
void page_open(struct str *out, const char *title, const char *source);

/* Appends the head of a table: "Name|Kind|What it is". */
void page_head(struct str *out, const char *titles);

/* Appends one cell as words; what Markdown or a table would read as its own is escaped. NULL and
 * "" are an empty cell. */
void page_cell(struct str *out, const char *text);

/* Appends one cell as code. */
void page_code(struct str *out, const char *text);

/* Ends the row that cells were appended to. */
void page_end_row(struct str *out);

/* Appends JSON with one member a line down to `depth_most`, which is how a change to it is read best. */
void page_json(const struct str *json, int depth_most, struct str *out);

/* The words of a keymap's command: its verb's help; our mistake if nothing of that name is
 * declared. */
const char *page_verb_help(const char *command);

/* Appends docs/keys.md: what each key does in each context, in the keymaps that ship. */
void page_keys(struct str *out);

/* Appends docs/commands.md: acts, what the console can be told, subcommands with their options. */
void page_commands(struct str *out);

/* Appends docs/rows.md: every row that is shown, which are the fields of --json and --csv. */
void page_rows(struct str *out);

/* Appends docs/store.md: every table of the store with its columns. */
void page_store(struct str *out);

/* Appends docs/feed.md: the messages of the websocket, as a table and as AsyncAPI. */
void page_feed(struct str *out);

/* Appends docs/events.md: the canonical events. */
void page_events(struct str *out);

/* Appends docs/schema/TYPE.VERSION.json: the event as a CloudEvent. */
void page_schema(const struct event_type *type, struct str *out);

/* Appends docs/api.md: what a program may ask over HTTP. */
void page_api(struct str *out);

/* Appends docs/openapi.json: the same for machines. */
void page_openapi(struct str *out);

/* Appends docs/mappings.md: the mappings that ship, and the verbs of the language. */
void page_mappings(struct str *out);

/* Appends docs/interfaces.md: the lines of an interface's and a connector's text. */
void page_interfaces(struct str *out);

/* Tables of master data and their columns. */
void page_master(struct str *out);

/* Appends docs/templates.md: the language of templates, the rules of messages, what ships. */
void page_templates(struct str *out);

/* Appends docs/connectors.md: the connectors that ship, and the lines by which a target is told. */
void page_connectors(struct str *out);

/* Appends docs/errors.md: what can go wrong, with exit codes. */
void page_errors(struct str *out);

/* Appends docs/options.md: the options of docketd. */
void page_options(struct str *out);

/* Appends docs/theme.md: the roles that a theme gives looks to. */
void page_theme(struct str *out);

/* Appends docs/filter.md: the expression language and what a case can be asked. */
void page_filter(struct str *out);

/* Appends docs/exceptions.md: the exception types of the core manual, and what the clients'
 * manuals change. */
void page_exceptions(struct str *out);

/* Appends docs/docket-policy.5: the manual page of the policy language. */
void page_policy(struct str *out);

#endif

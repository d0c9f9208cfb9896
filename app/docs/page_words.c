/* SPDX-License-Identifier: MIT */
/* Pages of one table each: the feed's messages, events, errors, the engine's options, theme
 * roles. */
#include <string.h>

#include "base/arena.h"
#include "codec/json_write.h"
#include "config/engine_options.h"
#include "docs/page.h"
#include "model/event_type.h"
#include "net/feed_words.h"
#include "theme/role.h"

/* One member of a feed message: "ticket text good once". */
struct member {
	const char *name, *kind, *words;
};

/* The next of "name kind words; name kind words" from *at; false at the end. */
static bool next_member(struct arena *arena, const char **at, struct member *out)
{
	const char *begin = *at + strspn(*at, "; ");
	size_t length = strcspn(begin, ";"), name = strcspn(begin, " ;"), kind;
	const char *rest = begin + name + (begin[name] == ' ');

	if (length == 0)
		return false;
	kind = strcspn(rest, " ;");
	out->name = arena_text(arena, begin, name);
	out->kind = arena_text(arena, rest, kind);
	rest += kind + (rest[kind] == ' ');
	out->words = rest < begin + length
			     ? arena_text(arena, rest, (size_t)(begin + length - rest))
			     : "";
	*at = begin + length;
	return true;
}

static void print_messages(bool is_from_viewer, struct str *out)
{
	struct arena arena = { 0 };
	struct member member;

	for (const struct feed_word *word = feed_words; word->name; word++) {
		const char *at = word->members;
		if (word->is_from_viewer != is_from_viewer)
			continue;
		str_addf(out, "\n### %s\n\n%s\n\n", word->name, word->help);
		page_head(out, "Member|Kind|What it is");
		while (next_member(&arena, &at, &member)) {
			page_code(out, member.name);
			page_cell(out, member.kind);
			page_cell(out, member.words);
			page_end_row(out);
		}
	}
	arena_release(&arena);
}

static void put_kind(struct json_writer *json, const struct member *member)
{
	const char *type = strcmp(member->kind, "int") == 0      ? "integer"
			   : strcmp(member->kind, "array") == 0  ? "array"
			   : strcmp(member->kind, "object") == 0 ? "object"
								 : "string";

	jsonw_open(json, member->name);
	jsonw_put_text(json, "type", type);
	if (strcmp(member->kind, "instant") == 0)
		jsonw_put_text(json, "format", "date-time");
	if (member->words[0])
		jsonw_put_text(json, "description", member->words);
	jsonw_close(json);
}

static void put_message(struct json_writer *json, const struct feed_word *word)
{
	struct arena arena = { 0 };
	const char *at = word->members;
	struct member member;

	jsonw_open(json, word->name);
	jsonw_put_text(json, "summary", word->help);
	jsonw_open(json, "payload");
	jsonw_put_text(json, "type", "object");
	jsonw_open(json, "properties");
	jsonw_open(json, "m");
	jsonw_put_text(json, "const", word->name);
	jsonw_close(json);
	while (next_member(&arena, &at, &member))
		put_kind(json, &member);
	jsonw_close(json);
	jsonw_close(json);
	jsonw_close(json);
	arena_release(&arena);
}

static void put_operation(struct json_writer *json, bool is_from_viewer)
{
	jsonw_open(json, is_from_viewer ? "viewer" : "engine");
	jsonw_put_text(json, "action", is_from_viewer ? "receive" : "send");
	jsonw_open(json, "channel");
	jsonw_put_text(json, "$ref", "#/channels/feed");
	jsonw_close(json);
	jsonw_open_array(json, "messages");
	for (const struct feed_word *word = feed_words; word->name; word++) {
		struct str ref = { 0 };
		if (word->is_from_viewer != is_from_viewer)
			continue;
		str_addf(&ref, "#/channels/feed/messages/%s", word->name);
		jsonw_open(json, NULL);
		jsonw_put_text(json, "$ref", str_text(&ref));
		jsonw_close(json);
		str_release(&ref);
	}
	jsonw_close(json);
	jsonw_close(json);
}

/* One line a message: a JSON document as jsonw writes it, broken where people would look for the
 * next thing. */
static void add_broken(const struct str *json, struct str *out)
{
	int depth = 0;
	bool is_quoted = false;

	for (size_t i = 0; i < json->length; i++) {
		char sign = json->text[i];
		if (sign == '"' && (i == 0 || json->text[i - 1] != '\\'))
			is_quoted = !is_quoted;
		depth += !is_quoted && (sign == '{' || sign == '[');
		depth -= !is_quoted && (sign == '}' || sign == ']');
		str_addc(out, sign);
		if (!is_quoted && depth <= 4 && (sign == ',' || sign == '{')) {
			str_addc(out, '\n');
			for (int d = 0; d < depth; d++)
				str_adds(out, "  ");
		}
	}
	str_addc(out, '\n');
}

static void print_asyncapi(struct str *out)
{
	struct str text = { 0 };
	struct json_writer json = jsonw_on(&text);

	jsonw_open(&json, NULL);
	jsonw_put_text(&json, "asyncapi", "3.0.0");
	jsonw_open(&json, "info");
	jsonw_put_text(&json, "title", "docketd feed");
	jsonw_put_text(&json, "version", "1");
	jsonw_close(&json);
	jsonw_open(&json, "channels");
	jsonw_open(&json, "feed");
	jsonw_put_text(&json, "address", "/");
	jsonw_open(&json, "messages");
	for (const struct feed_word *word = feed_words; word->name; word++)
		put_message(&json, word);
	jsonw_close(&json);
	jsonw_close(&json);
	jsonw_close(&json);
	jsonw_open(&json, "operations");
	put_operation(&json, true);
	put_operation(&json, false);
	jsonw_close(&json);
	jsonw_close(&json);
	add_broken(&text, out);
	str_release(&text);
}

void page_feed(struct str *out)
{
	page_open(out, "Feed", "app/net/feed_words.c");
	str_addf(out,
		 "What docketd and a viewer say to each other on a websocket (`feed-address`, "
		 "`feed-port` in [options.md](options.md)). "
		 "Each\nmessage is one JSON object; its member `m` says which. The protocol number "
		 "is %d. A viewer shows a ticket from\n"
		 "`docket_do.ticket()`, hears every change after the numbers it has, and is told "
		 "`resync` rather than left with a gap.\n\n"
		 "## From the viewer\n",
		 FEED_PROTOCOL);
	print_messages(true, out);
	str_adds(out, "\n## From the engine\n");
	print_messages(false, out);
	str_adds(out, "\n## As AsyncAPI\n\n```json\n");
	print_asyncapi(out);
	str_adds(out, "```\n");
}

static const char *const attr_kinds[] = { "text", "a code or reference", "RFC 3339", "`412.00 EUR`",
					  "a whole number", "a decimal", "yes or no" };

void page_events(struct str *out)
{
	page_open(out, "Events", "data/model/event_type.c");
	str_adds(out, "What partners' messages become, whatever their format. An event is about a "
		      "subject, has a time at which it happened,\n"
		      "one at which its sender knew, and one at which it was stored, and may be "
		      "taken back. Attributes are texts: moments in\n"
		      "RFC 3339, money as `412.00 EUR`, parties and sites by their code.\n\n"
		      "A message that is a CloudEvent of one of these types needs no mapping.\n\n");
	page_head(out, "Type|About|Milestone|Nature|Makes it|Attributes|What it says|In the trade");
	for (const struct event_type *type = event_types; type->name; type++) {
		page_code(out, type->name);
		page_cell(out, type->kind);
		page_cell(out, type->milestone);
		page_cell(out, type->nature);
		page_cell(out, type->is_creating ? "yes" : "");
		page_cell(out, type->attrs);
		page_cell(out, type->help);
		page_cell(out, type->others);
		page_end_row(out);
	}
	str_adds(out, "\nMakes it: a subject that is not known yet is made from such an event; "
		      "others wait for their subject.\n\n");
	page_head(out, "Attribute|Written as|What it is");
	for (const struct event_attr *attr = event_attrs; attr->name; attr++) {
		page_code(out, attr->name);
		page_cell(out, attr_kinds[attr->kind]);
		page_cell(out, attr->help);
		page_end_row(out);
	}
	str_adds(out, "\nEach type as a CloudEvent has a JSON Schema, `docs/schema/*.json`, called by its type and version. "
		      "A version is raised when an attribute\nchanges its meaning or goes; new ones may come within it.\n");
}

void page_errors(struct str *out)
{
	page_open(out, "Errors", "data/base/err.h");
	str_adds(out, "A fault is told as `docket: what: why: what would help` on stderr; the "
		      "program ends with the code of its kind.\n\n");
	page_head(out, "Kind|Exit code|Sentence");
	for (int err = 0; err < ERR_COUNT_; err++) {
		page_code(out, err_name((enum err)err));
		str_addf(out, "| %d ", err_exit_code((enum err)err));
		page_cell(out, err_words((enum err)err));
		page_end_row(out);
	}
}

void page_options(struct str *out)
{
	page_open(out, "Options of docketd", "app/config/engine_options.c");
	str_adds(out,
		 "Each stands in the file of `--config FILE` as `name value`, or on the command "
		 "line as `--name=value`, which wins. Secrets\n"
		 "are never options: one names the file in `secrets-dir` where a secret lies.\n\n");
	page_head(out, "Option|Value|Without it|What it does");
	for (const struct option *option = engine_options; option->name; option++) {
		page_code(out, option->name);
		page_cell(out, option->kind == OPTION_YES && !option->unit[0] ? "yes or no"
									      : option->unit);
		page_cell(out, option->fallback);
		page_cell(out, option->help);
		page_end_row(out);
	}
}

void page_theme(struct str *out)
{
	page_open(out, "Theme roles", "ui/theme/role.h");
	str_adds(out, "A cell on screen has a role; a theme says how a role looks. A role that a "
		      "theme leaves out looks like its parent. Colour is\n"
		      "never the only carrier: without colours each role has attributes of its own "
		      "or those of its parent.\n\n");
	page_head(out, "Role|Like|What it is");
	for (int role = 0; role < ROLE_COUNT_; role++) {
		page_code(out, role_at(role)->name);
		page_cell(out, role_at(role)->parent == role
				       ? ""
				       : role_at(role_at(role)->parent)->name);
		page_cell(out, role_at(role)->help);
		page_end_row(out);
	}
}

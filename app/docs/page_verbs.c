/* SPDX-License-Identifier: MIT */
/* What can be asked for, and by which keys: the keymaps as they are in force, and the three
 * tables of data/verb. */
#include <string.h>

#include "command/request.h"
#include "command/runs.h"
#include "console/console.h"
#include "demo/demo.h"
#include "docs/page.h"
#include "keys/keymap.h"
#include "verb/verb.h"

static const struct {
	const char *name, *words;
} contexts[] = {
	{ "generic", "Everywhere but where text is typed or money is spent" },
	{ "queue", "The queue" },
	{ "case", "One case" },
	{ "approvals", "The list of approvals" },
	{ "sheet", "A sheet that asks before something is spent or sent" },
	{ "dead-list", "The list of dead letters" },
	{ "dead", "One dead letter" },
	{ "interface", "One interface" },
	{ "disruption", "A disruption" },
	{ "brief", "The page at the start" },
	{ "prompt", "The prompt: command line, filter, search" },
	{ "field", "A field of text" },
	{ "form", "A form" },
	{ "edit", "A copy of a message that is mended" },
};

/* Is this the first of a context's binds from `file` (NULL = any) to its command? */
static bool is_first(const struct keymap *map, const char *context, const char *file,
		     const struct keymap_bind *bind)
{
	const struct keymap_bind *other;
	size_t place = 0;

	while ((other = keymap_next(map, context, &place)) && other != bind)
		if (strcmp(other->context, context) == 0 &&
		    (!file || strcmp(other->file, file) == 0) &&
		    strcmp(other->command, bind->command) == 0)
			return false;
	return true;
}

static void all_keys(const struct keymap *map, const char *context, const char *file,
		     const char *command, struct str *out)
{
	const struct keymap_bind *bind;
	size_t place = 0;
	bool is_more = false;

	str_adds(out, "| ");
	while ((bind = keymap_next(map, context, &place))) {
		if (strcmp(bind->context, context) != 0 || strcmp(bind->command, command) != 0 ||
		    (file && strcmp(bind->file, file) != 0))
			continue;
		str_adds(out, is_more ? ", `" : "`");
		key_names(bind->keys, bind->key_count, out);
		str_addc(out, '`');
		is_more = true;
	}
	str_addc(out, ' ');
}

/* One context's own binds, one row a command. */
static void print_context(const struct keymap *map, size_t n, const char *file, struct str *out)
{
	const char *context = contexts[n].name;
	const struct keymap_bind *bind;
	bool has_head = false;
	size_t place = 0;

	while ((bind = keymap_next(map, context, &place))) {
		if (strcmp(bind->context, context) != 0 ||
		    (file && strcmp(bind->file, file) != 0) || !is_first(map, context, file, bind))
			continue;
		if (!has_head) {
			str_addf(out, "\n### %s (`%s`)\n\n", contexts[n].words, context);
			page_head(out, "Keys|Command|What it does");
			has_head = true;
		}
		all_keys(map, context, file, bind->command, out);
		page_code(out, bind->command);
		page_cell(out, page_verb_help(bind->command));
		page_end_row(out);
	}
}

/* Every context that a keymap binds keys in must be one that is printed. */
static void check_contexts(const struct keymap *map)
{
	for (size_t i = 0; i < map->binds.count; i++) {
		size_t n = 0;
		while (n < COUNT_OF(contexts) &&
		       strcmp(contexts[n].name, map->binds.items[i].context) != 0)
			n++;
		if (n == COUNT_OF(contexts))
			BUG("docs/keys.md does not know the context \"%s\"",
			    map->binds.items[i].context);
	}
}

static void print_map(const char *name, const char *file, struct str *out)
{
	struct keymap map = { 0 };
	struct fault fault = { 0 };

	if (keymap_shipped(&map, name, &fault))
		BUG("%s: %s", fault.what, fault.why);
	check_contexts(&map);
	for (size_t n = 0; n < COUNT_OF(contexts); n++)
		print_context(&map, n, file, out);
	keymap_release(&map);
}

void page_keys(struct str *out)
{
	page_open(out, "Keys", "keymaps/");
	str_adds(out, "A context has its own keys and those of `generic`, but for `prompt`, "
		      "`field`, `form` and `sheet`, which have only\n"
		      "their own. Several keys behind one another are typed one after the other. A "
		      "keymap of your own needs only\n"
		      "`include core.keys` or `include vi.keys` and the lines that differ: `bind "
		      "CONTEXT KEYS... COMMAND`, `unbind CONTEXT KEYS...`.\n"
		      "Commands are explained in [commands.md](commands.md).\n\n## core\n");
	print_map("core", NULL, out);
	str_adds(out, "\n## vi\n\nThe core, and these. It is what the console takes unless told "
		      "otherwise.\n");
	print_map("vi", "vi.keys", out);
}

static const struct {
	unsigned need;
	const char *words;
} needs[] = {
	{ NEEDS_CASE, "a case" },
	{ NEEDS_STORE, "a live link to the store" },
	{ NEEDS_ENGINE, "an engine that answers" },
	{ NEEDS_SUPERVISOR, "a supervisor" },
	{ NEEDS_QUOTE, "an offered quote" },
	{ NEEDS_DEMO, "a simulated operation" },
};

static void print_needs(const struct verb *verb, struct str *out)
{
	bool is_more = false;

	for (size_t i = 0; i < COUNT_OF(needs); i++)
		if (verb->needs & needs[i].need) {
			str_addf(out, "%s%s", is_more ? ", " : "Needs ", needs[i].words);
			is_more = true;
		}
	str_adds(out, is_more ? "." : "");
	if (verb->undo)
		str_addf(out, "%sTaken back by `undo`, which sends `%s`.", is_more ? " " : "", verb->undo);
	else if (verb->act)
		str_addf(out, "%sCannot be taken back.", is_more ? " " : "");
	if (verb->needs & NEEDS_DRAFT_OK)
		str_adds(out, " Kept as an unsent draft while cut off.");
	str_addc(out, '\n');
}

static const char *const argument_words[] = {
	[ARGUMENT_TEXT] = "text",     [ARGUMENT_CHOICE] = "choice", [ARGUMENT_INSTANT] = "moment",
	[ARGUMENT_PERSON] = "person", [ARGUMENT_REF] = "reference", [ARGUMENT_NUMBER] = "number",
	[ARGUMENT_FILE] = "file",     [ARGUMENT_INSTANT_THERE] = "moment at the stop",
};

static void print_arguments(const struct verb *verb, struct str *out)
{
	if (verb_argument_count(verb) == 0)
		return;
	str_addc(out, '\n');
	page_head(out, "Argument|Kind|Given|What it is");
	for (size_t i = 0; i < verb_argument_count(verb); i++) {
		const struct argument *argument = &verb->arguments[i];
		struct str given = { 0 };
		str_adds(&given, argument->is_needed ? "always" : "may be left out");
		if (argument->only_if)
			str_addf(&given, "%s where %s", argument->is_needed ? "" : ",",
				 argument->only_if);
		page_code(out, argument->name);
		if (argument->kind == ARGUMENT_CHOICE)
			page_code(out, argument->choices);
		else
			page_cell(out, argument_words[argument->kind]);
		page_cell(out,
			  str_text(&given) + (argument->only_if && argument->is_needed ? 7 : 0));
		page_cell(out, argument->help);
		page_end_row(out);
		str_release(&given);
	}
}

static void print_acts(struct str *out)
{
	str_adds(out, "## Acts\n\nWhat an operator does to a case, by key, by name in the console, "
		      "or as `docket do ACT CASE key=value ...`. "
		      "Moments are\nwritten as `16:40`, `tomorrow 9:00`, `+2h` or in RFC 3339, and "
		      "read in the zone of the case's place.\n");
	for (const struct verb *verb = verb_acts; verb->name; verb++) {
		str_addf(out, "\n### %s\n\n%s: %s\n", verb->name, verb->title, verb->help);
		print_needs(verb, out);
		print_arguments(verb, out);
		if (verb->examples)
			str_addf(out, "\n    docket do %s\n", verb->examples);
	}
}

static void add_line(const struct verb *verb, struct str *line)
{
	str_addf(line, ":%s", verb->name);
	for (size_t i = 0; i < verb_argument_count(verb); i++) {
		const struct argument *argument = &verb->arguments[i];
		const char *name =
			argument->kind == ARGUMENT_CHOICE ? argument->choices : argument->name;
		str_addf(line, argument->is_needed ? " %s" : " [%s]", name);
	}
}

static void print_console(struct str *out)
{
	str_adds(out, "\n## In the console\n\nTyped after `:`, chosen in the palette, or bound to "
		      "a key ([keys.md](keys.md)). Acts can be told the same way.\n\n");
	page_head(out, "Command|Where|What it does");
	for (const struct verb *verb = verb_commands; verb->name; verb++) {
		struct str line = { 0 };
		add_line(verb, &line);
		page_code(out, str_text(&line));
		page_cell(out, verb->contexts);
		page_cell(out, verb->help);
		page_end_row(out);
		str_release(&line);
	}
}

static void print_options(const struct option *options, struct str *out)
{
	if (!options)
		return;
	str_addc(out, '\n');
	page_head(out, "Option|Value|Without it|What it does");
	for (; options->name; options++) {
		struct str name = { 0 };
		str_addf(&name, "--%s", options->name);
		page_code(out, str_text(&name));
		page_cell(out, options->kind == OPTION_YES && !options->unit[0] ? "yes or no"
										: options->unit);
		page_cell(out, options->fallback);
		page_cell(out, options->help);
		page_end_row(out);
		str_release(&name);
	}
}

static const struct command *find_command(const char *name)
{
	const struct command *command = commands;

	while (command->name && strcmp(command->name, name) != 0)
		command++;
	return command->name ? command : NULL;
}

/* Has this source tree the subcommand? Three of them are not the command line's own. */
static bool is_there(const char *name)
{
	return find_command(name) || strcmp(name, "console") == 0 || strcmp(name, "screen") == 0 ||
	       strcmp(name, "demo") == 0;
}

static const struct option *own_options(const char *name)
{
	const struct command *command = find_command(name);

	if (strcmp(name, "console") == 0)
		return console_option_rows;
	if (strcmp(name, "demo") == 0)
		return demo_options;
	if (strcmp(name, "screen") == 0)
		return run_screen_options;
	return command ? command->options : NULL;
}

static void print_programs(struct str *out)
{
	str_adds(out, "\n## On the command line\n\nEvery subcommand that asks the store also takes "
		      "these options; every list takes `--json` "
		      "and `--csv`, whose fields are in\n[rows.md](rows.md). Exit codes are in "
		      "[errors.md](errors.md).\n");
	print_options(request_options, out);
	for (const struct verb *verb = verb_programs; verb->name; verb++) {
		if (!is_there(verb->name))
			continue;
		str_addf(out, "\n### docket %s\n\n    %s\n\n%s\n", verb->name, verb->title,
			 verb->help);
		print_options(own_options(verb->name), out);
	}
}

void page_commands(struct str *out)
{
	page_open(out, "Commands", "data/verb/");
	print_acts(out);
	print_console(out);
	print_programs(out);
}

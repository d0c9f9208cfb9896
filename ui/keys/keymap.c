/* SPDX-License-Identifier: MIT */
/*
 * Keymap files read into a list of binds, in the order of the files. A text is read into a list of
 * its own first and moved over when all of it holds, so a bad edit leaves the keys as they were.
 */
#include "keys/keymap.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/mem.h"

struct reading {
	struct keymap map; /* what the text added so far */
	keymap_is_command *is_command;
	void *context;
};

/* The keys at the words from `first` on; the number of words they take, 0 with a fault. */
static size_t read_keys(const struct conf_line *line, size_t first, struct keymap_bind *bind,
			struct fault *fault)
{
	size_t at = first;

	for (; at < line->word_count; at++) {
		const struct conf_word *word = &line->words[at];
		uint32_t key;
		if (word->key || key_parse(span_of(word->text), &key) != ERR_NONE)
			break;
		if (bind->key_count == KEYMAP_KEYS_MAX) {
			conf_fault(line, word, fault, "at most %d keys make a command",
				   KEYMAP_KEYS_MAX);
			return 0;
		}
		bind->keys[bind->key_count++] = key;
	}
	if (at == first) {
		const struct conf_word *word =
			first < line->word_count ? &line->words[first] : NULL;
		conf_fault(line, word, fault, "\"%s\" is no key", word ? word->text : "");
		fault_help(fault, "a key is one sign or a name such as <C-p>, <F9>, <Esc>, "
				  "<Space>; quote \"#\" and \"=\"");
		return 0;
	}
	return at - first;
}

/* What stands behind `count` words of the line, as it was written. */
static const char *behind(const struct conf_line *line, size_t count)
{
	const char *at = line->raw;

	for (size_t i = 0; i < count; i++) {
		bool is_quoted = false;
		for (; *at && (is_quoted || (*at != ' ' && *at != '\t')); at++) {
			if (*at == '"')
				is_quoted = !is_quoted;
			else if (*at == '\\' && at[1])
				at++;
		}
		at += strspn(at, " \t");
	}
	return at;
}

static enum err read_bind(const struct conf_line *line, struct reading *reading,
			  struct fault *fault)
{
	struct arena *arena = &reading->map.arena;
	struct keymap_bind bind = { .file = arena_str(arena, line->file), .line = line->line };
	const struct conf_word *command;
	size_t taken;

	if (line->word_count < 3 || line->words[0].key)
		return conf_fault(
			line, NULL, fault,
			"bind needs a context, keys and a command: bind queue g g move-first");
	bind.context = arena_str(arena, line->words[0].text);
	taken = read_keys(line, 1, &bind, fault);
	if (taken == 0)
		return ERR_SYNTAX;
	if (1 + taken == line->word_count)
		return conf_fault(line, NULL, fault, "the command is missing");
	command = &line->words[1 + taken];
	if (command->text[0] == '<' && strlen(command->text) > 1)
		return conf_fault(line, command, fault, "there is no key %s", command->text);
	if (reading->is_command && !reading->is_command(reading->context, command->text))
		return conf_fault(line, command, fault, "there is no command \"%s\"",
				  command->text);
	bind.command = arena_str(arena, behind(line, 1 + taken));
	*vec_push(&reading->map.binds) = bind;
	return ERR_NONE;
}

static enum err read_unbind(const struct conf_line *line, struct reading *reading,
			    struct fault *fault)
{
	struct arena *arena = &reading->map.arena;
	struct keymap_bind bind = { .file = arena_str(arena, line->file), .line = line->line };
	size_t taken;

	if (line->word_count < 2 || line->words[0].key)
		return conf_fault(line, NULL, fault,
				  "unbind needs a context and keys: unbind queue <C-k>");
	bind.context = arena_str(arena, line->words[0].text);
	taken = read_keys(line, 1, &bind, fault);
	if (taken == 0)
		return ERR_SYNTAX;
	if (1 + taken != line->word_count)
		return conf_fault(line, &line->words[1 + taken], fault, "\"%s\" is no key",
				  line->words[1 + taken].text);
	*vec_push(&reading->map.binds) = bind;
	return ERR_NONE;
}

static enum err read_context(const struct conf_line *line, struct reading *reading,
			     struct fault *fault)
{
	struct arena *arena = &reading->map.arena;
	const char *parent = conf_value(line, "parent");
	struct keymap_context *context;

	if (line->word_count != 2 || line->words[0].key || !parent)
		return conf_fault(line, NULL, fault,
				  "context needs a name and a parent: context field parent=none");
	context = vec_push(&reading->map.contexts);
	context->name = arena_str(arena, line->words[0].text);
	context->parent = strcmp(parent, "none") == 0 ? NULL : arena_str(arena, parent);
	return ERR_NONE;
}

static enum err read_line(const struct conf_line *line, struct reading *reading,
			  struct fault *fault)
{
	if (line->depth > 0)
		return conf_fault(line, NULL, fault,
				  "a keymap has no blocks: begin the line at its start");
	if (strcmp(line->verb, "bind") == 0)
		return read_bind(line, reading, fault);
	if (strcmp(line->verb, "unbind") == 0)
		return read_unbind(line, reading, fault);
	if (strcmp(line->verb, "context") == 0)
		return read_context(line, reading, fault);
	return conf_fault(line, NULL, fault,
			  "\"%s\" is not known in a keymap: bind, unbind, context, include",
			  line->verb);
}

/* Moves what was read over; its texts are copied, because arenas do not join. */
static void join(struct keymap *map, const struct keymap *more)
{
	for (size_t i = 0; i < more->binds.count; i++) {
		struct keymap_bind *bind = vec_push(&map->binds);
		*bind = more->binds.items[i];
		bind->context = arena_str(&map->arena, bind->context);
		bind->command = arena_str(&map->arena, bind->command);
		bind->file = arena_str(&map->arena, bind->file);
	}
	for (size_t i = 0; i < more->contexts.count; i++) {
		struct keymap_context *context = vec_push(&map->contexts);
		context->name = arena_str(&map->arena, more->contexts.items[i].name);
		context->parent = arena_str(&map->arena, more->contexts.items[i].parent);
	}
}

enum err keymap_read(struct keymap *map, const char *file, struct span text,
		     conf_include *on_include, keymap_is_command *is_command, void *context,
		     struct fault *fault)
{
	struct reading reading = { .is_command = is_command, .context = context };
	struct conf conf = { 0 };
	enum err err =
		conf_read(&reading.map.arena, file, text,
			  on_include ? on_include : keymap_include_shipped, context, &conf, fault);

	for (size_t i = 0; err == ERR_NONE && i < conf.count; i++)
		err = read_line(&conf.lines[i], &reading, fault);
	if (err == ERR_NONE)
		join(map, &reading.map);
	keymap_release(&reading.map);
	return err;
}

enum err keymap_include_shipped(void *context, const char *name, struct span *text)
{
	char path[128];
	const struct embedded *file;

	(void)context;
	snprintf(path, sizeof path, "keymaps/%s", name);
	file = embed_find(path);
	if (!file)
		return ERR_NOT_FOUND;
	*text = span_of(file->begin);
	return ERR_NONE;
}

enum err keymap_shipped(struct keymap *map, const char *name, struct fault *fault)
{
	struct str names = { 0 };
	const struct embedded *at;
	char file[96];
	struct span text;

	snprintf(file, sizeof file, "%s.keys", name);
	if (!strchr(name, '/') && keymap_include_shipped(NULL, file, &text) == ERR_NONE)
		return keymap_read(map, file, text, NULL, NULL, NULL, fault);
	for (size_t n = 0; (at = embed_nth("keymaps/", n)) != NULL; n++)
		str_addf(&names, "%s%.*s", n ? ", " : "", (int)strcspn(at->name + 8, "."),
			 at->name + 8);
	fault_set(fault, ERR_NOT_FOUND, "keymap", "there is no keymap \"%s\"", name);
	fault_help(fault, "there are %s", str_text(&names));
	str_release(&names);
	return ERR_NOT_FOUND;
}

void keymap_release(struct keymap *map)
{
	vec_release(&map->binds);
	vec_release(&map->contexts);
	arena_release(&map->arena);
}

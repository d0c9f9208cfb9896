/* SPDX-License-Identifier: MIT */
/* Options: a table, a file and the command line come together here. */
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/instant.h"
#include "base/text.h"

static size_t option_count(const struct option *options)
{
	size_t count = 0;

	while (options[count].name)
		count++;
	return count;
}

static int option_place(const struct option *options, const char *name)
{
	for (int i = 0; options[i].name; i++)
		if (strcmp(options[i].name, name) == 0)
			return i;
	return -1;
}

static const char *nearest(const struct option *options, const char *name)
{
	const char *best = NULL;
	int least = 4;

	for (; options->name; options++) {
		int distance = text_distance(options->name, name, least);
		if (distance < least) {
			least = distance;
			best = options->name;
		}
	}
	return best;
}

void config_start(struct config *config, const struct option *options)
{
	size_t count = option_count(options);

	*config = (struct config){ .options = options };
	config->values = arena_new(&config->arena, count + 1, sizeof *config->values);
	for (size_t i = 0; i < count; i++)
		config->values[i] = options[i].fallback;
}

static bool is_choice(const char *choices, const char *value)
{
	size_t length = strlen(value);

	while (*choices) {
		size_t piece = strcspn(choices, "|");
		if (piece == length && memcmp(choices, value, length) == 0)
			return true;
		choices += piece + (choices[piece] != '\0');
	}
	return false;
}

static bool is_yes(const char *value)
{
	return strcmp(value, "yes") == 0 || strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
}

static enum err check_value(const struct option *option, const char *value, struct fault *fault)
{
	int64_t number = 0;

	switch (option->kind) {
	case OPTION_TEXT:
		return ERR_NONE;
	case OPTION_NUMBER:
		if (str_to_i64(span_of(value), &number) == ERR_NONE && number >= 0)
			return ERR_NONE;
		return fault_set(fault, ERR_INVALID, option->name, "'%s' is no whole number from 0",
				 value);
	case OPTION_YES:
		if (is_yes(value) || is_choice("no|false|0", value))
			return ERR_NONE;
		return fault_set(fault, ERR_INVALID, option->name, "'%s' is neither yes nor no",
				 value);
	case OPTION_DURATION:
		if (duration_read(span_of(value), &number) == ERR_NONE && number >= 0)
			return ERR_NONE;
		return fault_set(fault, ERR_INVALID, option->name,
				 "'%s' is no duration such as 90s or 15m", value);
	case OPTION_CHOICE:
		if (is_choice(option->unit, value))
			return ERR_NONE;
		return fault_set(fault, ERR_INVALID, option->name, "'%s' is none of %s", value,
				 option->unit);
	}
	return ERR_NONE;
}

enum err config_set(struct config *config, const char *name, const char *value, struct fault *fault)
{
	int place = option_place(config->options, name);
	enum err err;

	if (place < 0) {
		const char *near = nearest(config->options, name);
		fault_set(fault, ERR_USAGE, name, "there is no such option");
		if (near)
			fault_help(fault, "did you mean %s?", near);
		return ERR_USAGE;
	}
	err = check_value(&config->options[place], value, fault);
	if (err == ERR_NONE)
		config->values[place] = arena_str(&config->arena, value);
	return err;
}

enum err config_read(struct config *config, const char *name, struct span text, struct fault *fault)
{
	struct conf conf = { 0 };
	enum err err = conf_read(&config->arena, name, text, NULL, NULL, &conf, fault);

	for (size_t i = 0; err == ERR_NONE && i < conf.count; i++) {
		const struct conf_line *line = &conf.lines[i];
		struct fault inner = { 0 };
		const char *value = line->word_count == 0 ? "yes" : line->words[0].text;

		if (line->word_count > 1 || (line->word_count == 1 && line->words[0].key))
			return conf_fault(line, &line->words[line->word_count - 1], fault,
					  "an option is one name and one value");
		if (config_set(config, line->verb, value, &inner) != ERR_NONE) {
			err = conf_fault(line, NULL, fault, "%s: %s", inner.what, inner.why);
			if (inner.help[0])
				fault_help(fault, "%s", inner.help);
		}
	}
	return err;
}

static enum err read_config_file(struct config *config, struct fault *fault)
{
	struct str text = { 0 };
	enum err err = config_file(config->file, 1024 * 1024, &text, fault);

	if (err == ERR_NONE)
		err = config_read(config, config->file,
				  (struct span){ str_text(&text), text.length }, fault);
	str_release(&text);
	return err;
}

/* Splits a word at its '='; a value that stands apart is the next word. Returns the words it took,
 * 0 for a fault. */
static int take_word(struct config *config, int left, char *const *words, const char **name,
		     const char **value, struct fault *fault)
{
	const char *word = words[0];
	const char *equals;
	int place;

	if (strncmp(word, "--", 2) != 0) {
		fault_set(fault, ERR_USAGE, word, "options begin with --");
		return 0;
	}
	equals = strchr(word, '=');
	*name = equals ? arena_text(&config->arena, word + 2, (size_t)(equals - word - 2))
		       : arena_str(&config->arena, word + 2);
	*value = equals ? equals + 1 : NULL;
	if (equals)
		return 1;
	place = option_place(config->options, *name);
	if (strcmp(*name, "help") == 0 ||
	    (place >= 0 && config->options[place].kind == OPTION_YES)) {
		*value = "yes";
		return 1;
	}
	if (left < 2) {
		fault_set(fault, ERR_USAGE, word, "its value is missing");
		return 0;
	}
	*value = words[1];
	return 2;
}

/* One pass over the words: only --config and --help, or all the others. */
static enum err read_pass(struct config *config, int count, char *const *words, bool is_first,
			  struct fault *fault)
{
	for (int at = 0; at < count;) {
		const char *name = NULL;
		const char *value = NULL;
		int taken = take_word(config, count - at, words + at, &name, &value, fault);

		if (taken == 0)
			return ERR_USAGE;
		at += taken;
		if (strcmp(name, "help") == 0)
			config->has_help = true;
		else if (strcmp(name, "config") == 0)
			config->file = arena_str(&config->arena, value);
		else if (!is_first && config_set(config, name, value, fault) != ERR_NONE)
			return ERR_USAGE;
	}
	return ERR_NONE;
}

enum err config_read_words(struct config *config, int count, char *const *words,
			   struct fault *fault)
{
	enum err err = read_pass(config, count, words, true, fault);

	if (err == ERR_NONE && config->file)
		err = read_config_file(config, fault);
	if (err == ERR_NONE)
		err = read_pass(config, count, words, false, fault);
	return err;
}

static int place_of(const struct config *config, const char *name)
{
	int place = option_place(config->options, name);

	if (place < 0)
		BUG("there is no option %s", name);
	return place;
}

const char *config_text(const struct config *config, const char *name)
{
	const char *value = config->values[place_of(config, name)];

	return value && value[0] ? value : NULL;
}

int64_t config_number(const struct config *config, const char *name)
{
	const char *value = config_text(config, name);
	int64_t number = 0;

	return value && str_to_i64(span_of(value), &number) == ERR_NONE ? number : 0;
}

bool config_is(const struct config *config, const char *name)
{
	const char *value = config_text(config, name);

	return value && is_yes(value);
}

int64_t config_us(const struct config *config, const char *name)
{
	const struct option *option = &config->options[place_of(config, name)];
	const char *value = config_text(config, name);
	int64_t us = 0;

	if (option->kind == OPTION_NUMBER)
		return config_number(config, name) *
		       (strcmp(option->unit, "s") == 0 ? US_PER_S : US_PER_MS);
	return value && duration_read(span_of(value), &us) == ERR_NONE ? us : 0;
}

void config_help(const struct option *options, struct str *out)
{
	for (; options->name; options++) {
		str_addf(out, "  --%s", options->name);
		if (options->unit[0])
			str_addf(out, " (%s)", options->unit);
		if (options->fallback)
			str_addf(out, " [%s]", options->fallback);
		str_addf(out, "\n      %s\n", options->help);
	}
}

void config_release(struct config *config)
{
	arena_release(&config->arena);
	*config = (struct config){ 0 };
}

static enum err file_fault(const char *path, struct fault *fault)
{
	return fault_set(fault, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, path, "%s",
			 strerror(errno));
}

enum err config_file(const char *path, size_t most_bytes, struct str *out, struct fault *fault)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char piece[4096];
	ssize_t got = 0;
	enum err err = ERR_NONE;

	if (fd < 0)
		return file_fault(path, fault);
	while (err == ERR_NONE && (got = read(fd, piece, sizeof piece)) > 0) {
		if (out->length + (size_t)got > most_bytes)
			err = fault_set(fault, ERR_LIMIT, path, "it is larger than %zu bytes",
					most_bytes);
		else
			str_add(out, piece, (size_t)got);
	}
	if (err == ERR_NONE && got < 0)
		err = file_fault(path, fault);
	close(fd);
	return err;
}

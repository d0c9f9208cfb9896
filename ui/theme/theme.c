/* SPDX-License-Identifier: MIT */
/* Theme files read into rules. A theme is read whole or not at all, so a bad edit leaves the last
 * good one in force. */
#include "theme/theme.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/text.h"

static const char *const colour_names[16] = {
	"black",        "red",           "green",       "yellow",         "blue",
	"magenta",      "cyan",          "white",       "bright-black",   "bright-red",
	"bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
	"bright-white",
};

static const struct attr_name {
	const char *name;
	uint8_t bit;
} attr_names[] = {
	{ "none", 0 },
	{ "bold", PAINT_BOLD },
	{ "dim", PAINT_DIM },
	{ "italic", PAINT_ITALIC },
	{ "underline", PAINT_UNDERLINE },
	{ "reverse", PAINT_REVERSE },
};

static bool parse_rgb(const char *text, int32_t *out)
{
	int32_t value = 0;

	if (strlen(text) != 7 || text[0] != '#')
		return false;
	for (int i = 1; i < 7; i++) {
		const char *digits = "0123456789abcdef", *found;
		char low = (char)(text[i] >= 'A' && text[i] <= 'F' ? text[i] + 32 : text[i]);
		found = memchr(digits, low, 16);
		if (!found)
			return false;
		value = value << 4 | (int32_t)(found - digits);
	}
	*out = value;
	return true;
}

static bool parse_colour(const char *text, struct theme_colour *out)
{
	int64_t number;

	out->is_set = true;
	out->is_rgb = false;
	if (strcmp(text, "default") == 0) {
		out->value = COLOUR_DEFAULT;
		return true;
	}
	for (int i = 0; i < 16; i++)
		if (strcmp(text, colour_names[i]) == 0) {
			out->value = i;
			return true;
		}
	if (parse_rgb(text, &out->value)) {
		out->is_rgb = true;
		return true;
	}
	if (str_to_i64(span_of(text), &number) != ERR_NONE || number < 0 || number > 255)
		return false;
	out->value = (int32_t)number;
	return true;
}

static bool parse_attr(const char *text, uint8_t *out)
{
	*out = 0;
	for (;;) {
		size_t length = strcspn(text, ","), i = 0;
		while (i < COUNT_OF(attr_names) &&
		       !span_is((struct span){ text, length }, attr_names[i].name))
			i++;
		if (i == COUNT_OF(attr_names))
			return false;
		*out |= attr_names[i].bit;
		if (!text[length])
			return true;
		text += length + 1;
	}
}

static enum err unknown_role(const struct conf_line *line, const struct conf_word *word,
			     struct fault *fault)
{
	int best = -1, best_distance = 4;

	for (int role = 0; role < ROLE_COUNT_; role++) {
		int distance = text_distance(word->text, role_name(role), 3);
		if (distance < best_distance) {
			best = role;
			best_distance = distance;
		}
	}
	conf_fault(line, word, fault, "there is no role \"%s\"", word->text);
	if (best >= 0)
		fault_help(fault, "did you mean \"%s\"?", role_name(best));
	return ERR_SYNTAX;
}

static enum err read_colour(const struct conf_line *line, const struct conf_word *word,
			    struct theme_colour *out, bool has_rgb, struct fault *fault)
{
	if (!parse_colour(word->text, out)) {
		conf_fault(line, word, fault, "\"%s\" is no colour", word->text);
		fault_help(fault,
			   "use default, a name such as red or bright-red, 0 to 255, or #rrggbb");
		return ERR_SYNTAX;
	}
	if (!has_rgb && (out->is_rgb || out->value > 15))
		return conf_fault(line, word, fault, "%s takes one of the 16 names or default",
				  word->key);
	return ERR_NONE;
}

static enum err read_attr(const struct conf_line *line, const struct conf_word *word, bool *has,
			  uint8_t *out, struct fault *fault)
{
	if (!parse_attr(word->text, out)) {
		conf_fault(line, word, fault, "\"%s\" is no attribute", word->text);
		fault_help(fault,
			   "use none, bold, dim, italic, underline, reverse, divided by commas");
		return ERR_SYNTAX;
	}
	*has = true;
	return ERR_NONE;
}

static enum err read_setting(const struct conf_line *line, const struct conf_word *word,
			     struct theme_rule *rule, struct fault *fault)
{
	if (!word->key)
		return conf_fault(line, word, fault, "expected key=value, such as fg=red");
	if (strcmp(word->key, "fg") == 0)
		return read_colour(line, word, &rule->fg, true, fault);
	if (strcmp(word->key, "bg") == 0)
		return read_colour(line, word, &rule->bg, true, fault);
	if (strcmp(word->key, "fg16") == 0)
		return read_colour(line, word, &rule->fg16, false, fault);
	if (strcmp(word->key, "bg16") == 0)
		return read_colour(line, word, &rule->bg16, false, fault);
	if (strcmp(word->key, "attr") == 0)
		return read_attr(line, word, &rule->has_attr, &rule->attr, fault);
	if (strcmp(word->key, "mono") == 0)
		return read_attr(line, word, &rule->has_mono, &rule->mono, fault);
	conf_fault(line, word, fault, "a colour has no \"%s\"", word->key);
	fault_help(fault, "it has fg, bg, fg16, bg16, attr and mono");
	return ERR_SYNTAX;
}

static enum err read_colour_line(const struct conf_line *line, struct theme *theme,
				 struct fault *fault)
{
	int role;

	if (line->word_count == 0 || line->words[0].key)
		return conf_fault(line, NULL, fault, "color needs a role: color overdue fg=red");
	role = role_find(line->words[0].text);
	if (role < 0)
		return unknown_role(line, &line->words[0], fault);
	for (size_t i = 1; i < line->word_count; i++) {
		enum err err = read_setting(line, &line->words[i], &theme->rules[role], fault);
		if (err != ERR_NONE)
			return err;
	}
	return ERR_NONE;
}

static enum err read_line(const struct conf_line *line, struct theme *theme, struct fault *fault)
{
	if (line->depth > 0)
		return conf_fault(line, NULL, fault,
				  "a theme has no blocks: begin the line at its start");
	if (strcmp(line->verb, "color") == 0 || strcmp(line->verb, "colour") == 0)
		return read_colour_line(line, theme, fault);
	if (strcmp(line->verb, "name") != 0)
		return conf_fault(line, NULL, fault,
				  "\"%s\" is not known in a theme: name, color, include",
				  line->verb);
	if (line->word_count != 1 || line->words[0].key)
		return conf_fault(line, NULL, fault, "name takes one text, in quotes");
	text_clean_into(theme->name, sizeof theme->name, line->words[0].text,
			strlen(line->words[0].text));
	return ERR_NONE;
}

enum err theme_include_shipped(void *context, const char *name, struct span *text)
{
	char path[128];
	const struct embedded *file;

	(void)context;
	snprintf(path, sizeof path, "themes/%s", name);
	file = embed_find(path);
	if (!file)
		return ERR_NOT_FOUND;
	*text = span_of(file->begin);
	return ERR_NONE;
}

enum err theme_read(const char *file, struct span text, conf_include *on_include, void *context,
		    struct theme *out, struct fault *fault)
{
	struct arena arena = { 0 };
	struct theme theme = { 0 };
	struct conf conf = { 0 };
	enum err err =
		conf_read(&arena, file, text, on_include ? on_include : theme_include_shipped,
			  context, &conf, fault);

	for (size_t i = 0; err == ERR_NONE && i < conf.count; i++)
		err = read_line(&conf.lines[i], &theme, fault);
	arena_release(&arena);
	if (err == ERR_NONE)
		*out = theme;
	return err;
}

bool theme_shipped_nth(size_t n, char *out, size_t room_bytes)
{
	const struct embedded *file = embed_nth("themes/", n);
	const char *name, *dot;

	if (!file)
		return false;
	name = file->name + strlen("themes/");
	dot = strrchr(name, '.');
	snprintf(out, room_bytes, "%.*s", (int)(dot ? dot - name : (ptrdiff_t)strlen(name)), name);
	return true;
}

static enum err no_such_theme(const char *name, struct fault *fault)
{
	struct str names = { 0 };
	char one[64];

	for (size_t n = 0; theme_shipped_nth(n, one, sizeof one); n++)
		str_addf(&names, "%s%s", n ? ", " : "", one);
	fault_set(fault, ERR_NOT_FOUND, "theme", "there is no theme \"%s\"", name);
	fault_help(fault, "there are %s", str_text(&names));
	str_release(&names);
	return ERR_NOT_FOUND;
}

enum err theme_shipped(const char *name, struct theme *out, struct fault *fault)
{
	char file[96];
	struct span text;

	snprintf(file, sizeof file, "%s.theme", name);
	if (strchr(name, '/') || theme_include_shipped(NULL, file, &text) != ERR_NONE)
		return no_such_theme(name, fault);
	return theme_read(file, text, NULL, NULL, out, fault);
}

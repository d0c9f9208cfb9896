/* SPDX-License-Identifier: MIT */
/* Words of a call: options go to the one reader of options in app/config, the rest is kept in order. */
#include "command/request.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_FILE "/etc/docket/docket.conf"
#define CONFIG_BYTES_MAX (64 * 1024)

const struct option request_options[] = {
	{ "socket", OPTION_TEXT, "/run/postgresql", "directory", "Where the store's socket is." },
	{ "host", OPTION_TEXT, NULL, "name", "The store's host, where it is not this one." },
	{ "port", OPTION_NUMBER, "5432", "", "The store's port." },
	{ "db", OPTION_TEXT, "docket", "", "The database." },
	{ "user", OPTION_TEXT, NULL, "login", "The login; without it the name of this process's user." },
	{ "password-file", OPTION_TEXT, NULL, "path", "A file with the password, where the store asks for one." },
	{ "tls-root", OPTION_TEXT, NULL, "path", "The authority that signed the store's certificate." },
	{ "tenant", OPTION_TEXT, NULL, "name", "Only this client." },
	{ "json", OPTION_YES, "no", "", "JSON Lines: one object a row, fields as in docs/rows.md." },
	{ "csv", OPTION_YES, "no", "", "Comma-separated, with a line of names." },
	{ "all-columns", OPTION_YES, "no", "", "Every column that has a title." },
	{ 0 },
};

/* What the environment may say; only the command line asks it. */
static const struct {
	const char *variable, *option;
} variables[] = {
	{ "DOCKET_SOCKET", "socket" },
	{ "DOCKET_DB", "db" },
	{ "DOCKET_USER", "user" },
};

static size_t count_options(const struct option *options)
{
	size_t count = 0;

	while (options && options[count].name)
		count++;
	return count;
}

/* The common options and its own as one table, in memory that lives as long as the request. */
static const struct option *join_options(struct arena *arena, const struct option *own)
{
	size_t common = count_options(request_options), more = count_options(own);
	struct option *all = arena_new(arena, common + more + 1, sizeof *all);

	memcpy(all, request_options, common * sizeof *all);
	if (more)
		memcpy(all + common, own, more * sizeof *all);
	return all;
}

static const struct option *find_option(const struct option *options, const char *name, size_t length)
{
	for (; options->name; options++)
		if (strlen(options->name) == length && memcmp(options->name, name, length) == 0)
			return options;
	return NULL;
}

/* One word that begins with "--"; *taken is how many words it used. */
static enum err read_option(struct request *request, int left, char *const *words, int *taken, struct fault *fault)
{
	const char *name = words[0] + 2, *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	const struct option *option = find_option(request->config.options, name, length);
	const char *value = equals ? equals + 1 : NULL;

	*taken = 1;
	if (!value && option && option->kind == OPTION_YES)
		value = "yes";
	if (!value && option) {
		if (left < 2)
			return fault_set(fault, ERR_USAGE, words[0], "its value is missing");
		*taken = 2;
		value = words[1];
	}
	name = arena_text(&request->config.arena, name, length);
	return config_set(&request->config, name, value ? value : "", fault) ? ERR_USAGE : ERR_NONE;
}

static enum err read_words(struct request *request, int count, char *const *words, struct fault *fault)
{
	bool is_plain = false;

	for (int at = 0, taken = 1; at < count; at += taken) {
		taken = 1;
		if (is_plain || strncmp(words[at], "--", 2) != 0) {
			*vec_push(&request->words) = words[at];
		} else if (words[at][2] == '\0') {
			is_plain = true;
		} else if (strcmp(words[at], "--help") == 0) {
			request->config.has_help = true;
		} else if (strncmp(words[at], "--config", 8) == 0) {
			taken = words[at][8] == '=' ? 1 : 2; /* was read before */
		} else if (read_option(request, count - at, words + at, &taken, fault)) {
			return ERR_USAGE;
		}
	}
	return ERR_NONE;
}

static const char *config_file_of(int count, char *const *words)
{
	for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
		if (strncmp(words[i], "--config=", 9) == 0)
			return words[i] + 9;
		if (strcmp(words[i], "--config") == 0 && i + 1 < count)
			return words[i + 1];
	}
	return NULL;
}

/* The file that was named must be there; the usual one may be missing. */
static enum err read_file(struct request *request, const char *file, struct fault *fault)
{
	struct str text = { 0 };
	enum err err;

	if (!file && access(CONFIG_FILE, R_OK) != 0)
		return ERR_NONE;
	file = file ? file : CONFIG_FILE;
	err = config_file(file, CONFIG_BYTES_MAX, &text, fault);
	if (!err)
		err = config_read(&request->config, file, (struct span){ str_text(&text), text.length }, fault);
	str_release(&text);
	return err;
}

static enum err read_environment(struct request *request, struct fault *fault)
{
	enum err err = ERR_NONE;

	for (size_t i = 0; !err && i < COUNT_OF(variables); i++) {
		const char *value = secure_getenv(variables[i].variable);
		if (value && *value)
			err = config_set(&request->config, variables[i].option, value, fault);
	}
	return err;
}

enum err request_read(struct request *request, const char *program, const struct option *own, int count,
		      char *const *words, struct fault *fault)
{
	enum err err;

	*request = (struct request){ .program = program };
	config_start(&request->config, join_options(&request->arena, own));
	err = read_file(request, config_file_of(count, words), fault);
	if (!err)
		err = read_environment(request, fault);
	if (!err)
		err = read_words(request, count, words, fault);
	if (!err && config_is(&request->config, "json") && config_is(&request->config, "csv"))
		err = fault_set(fault, ERR_USAGE, "--json --csv", "an answer has one of these forms, not both");
	request->format = config_is(&request->config, "json") ? FORMAT_JSON
			  : config_is(&request->config, "csv") ? FORMAT_CSV : FORMAT_TABLE;
	return err;
}

void request_release(struct request *request)
{
	vec_release(&request->words);
	config_release(&request->config);
	arena_release(&request->arena);
}

const char *request_word(struct request *request)
{
	return request->next < request->words.count ? request->words.items[request->next++] : NULL;
}

enum err request_need(struct request *request, const char *what, const char **out, struct fault *fault)
{
	*out = request_word(request);
	if (*out && **out)
		return ERR_NONE;
	fault_set(fault, ERR_USAGE, request->program, "%s is missing", what);
	fault_help(fault, "docket %s --help says how it is used", request->program);
	return ERR_USAGE;
}

enum err request_end(const struct request *request, struct fault *fault)
{
	if (request->next >= request->words.count)
		return ERR_NONE;
	fault_set(fault, ERR_USAGE, request->program, "there is a word too many: %s",
		  request->words.items[request->next]);
	fault_help(fault, "docket %s --help says how it is used", request->program);
	return ERR_USAGE;
}

enum err request_option(const struct request *request, const char *name, const char **out, struct fault *fault)
{
	*out = config_text(&request->config, name);
	if (*out)
		return ERR_NONE;
	fault_set(fault, ERR_USAGE, request->program, "--%s is missing", name);
	fault_help(fault, "docket %s --help says how it is used", request->program);
	return ERR_USAGE;
}

struct pg_options request_store(const struct request *request)
{
	const struct config *config = &request->config;
	const char *host = config_text(config, "host");

	return (struct pg_options){
		.host = host ? host : config_text(config, "socket"),
		.port = (int)config_number(config, "port"),
		.dbname = config_text(config, "db"),
		.user = config_text(config, "user"),
		.application_name = "docket",
		.sslmode = host && host[0] != '/' ? "verify-full" : NULL,
		.sslrootcert = config_text(config, "tls-root"),
		.wants_writable = host != NULL,
	};
}

void request_help(const struct option *own, struct str *out)
{
	if (own) {
		config_help(own, out);
		str_adds(out, "\n");
	}
	config_help(request_options, out);
	str_adds(out, "  --config (path)\n      Options from this file; without it " CONFIG_FILE " where there is one.\n");
}

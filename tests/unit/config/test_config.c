/* SPDX-License-Identifier: MIT */
/* Options from a file and from words; secrets from files that nobody else may read. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/instant.h"
#include "config/engine_options.h"
#include "config/secret.h"

static const struct option options[] = {
	{ "host", OPTION_TEXT, "/run", "path", "Where." },
	{ "port", OPTION_NUMBER, "5432", "", "Which." },
	{ "wait", OPTION_NUMBER, "5", "ms", "How long." },
	{ "retry", OPTION_DURATION, "2s", "", "When." },
	{ "mode", OPTION_CHOICE, "off", "off|on", "How." },
	{ "unsafe", OPTION_YES, "no", "", "Whether." },
	{ 0 },
};

static void starts_with_fallbacks(void **state)
{
	struct config config;

	(void)state;
	config_start(&config, options);
	assert_string_equal(config_text(&config, "host"), "/run");
	assert_int_equal(config_number(&config, "port"), 5432);
	assert_int_equal(config_us(&config, "wait"), 5 * US_PER_MS);
	assert_int_equal(config_us(&config, "retry"), 2 * US_PER_S);
	assert_false(config_is(&config, "unsafe"));
	config_release(&config);
}

static void reads_a_file(void **state)
{
	struct config config;
	struct fault fault = { 0 };

	(void)state;
	config_start(&config, options);
	assert_int_equal(config_read(&config, "x.conf",
				     span_of("# a\nhost \"/a b\"\nport 7 # c\nunsafe\nmode on\n"),
				     &fault),
			 ERR_NONE);
	assert_string_equal(config_text(&config, "host"), "/a b");
	assert_int_equal(config_number(&config, "port"), 7);
	assert_true(config_is(&config, "unsafe"));
	assert_string_equal(config_text(&config, "mode"), "on");
	config_release(&config);
}

static void tells_what_is_wrong(void **state)
{
	static const struct {
		const char *text, *words;
		int line;
	} rows[] = {
		{ "prot 7\n", "no such option", 1 },
		{ "\nport seven\n", "whole number", 2 },
		{ "mode maybe\n", "none of off|on", 1 },
		{ "retry soon\n", "no duration", 1 },
		{ "host a b\n", "one name and one value", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct config config;
		struct fault fault = { 0 };
		config_start(&config, options);
		assert_int_not_equal(config_read(&config, "x.conf", span_of(rows[i].text), &fault),
				     ERR_NONE);
		assert_non_null(strstr(fault.why, rows[i].words));
		assert_int_equal(fault.line, rows[i].line);
		config_release(&config);
	}
}

static void words_win_over_the_file(void **state)
{
	char path[] = "/tmp/dkt-config-XXXXXX";
	int fd = mkstemp(path);
	char option[64];
	char *words[] = { option, (char[]){ "--port=9" }, (char[]){ "--unsafe" },
			  (char[]){ "--mode" }, (char[]){ "on" } };
	struct config config;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(write(fd, "port 7\nhost /b\n", 15), 15);
	close(fd);
	snprintf(option, sizeof option, "--config=%s", path);
	config_start(&config, options);
	assert_int_equal(config_read_words(&config, 5, words, &fault), ERR_NONE);
	assert_int_equal(config_number(&config, "port"), 9);
	assert_string_equal(config_text(&config, "host"), "/b");
	assert_true(config_is(&config, "unsafe"));
	assert_string_equal(config_text(&config, "mode"), "on");
	config_release(&config);
	unlink(path);
}

static void suggests_the_nearest(void **state)
{
	char *words[] = { (char[]){ "--prot=9" } };
	struct config config;
	struct fault fault = { 0 };

	(void)state;
	config_start(&config, options);
	assert_int_equal(config_read_words(&config, 1, words, &fault), ERR_USAGE);
	assert_string_equal(fault.help, "did you mean port?");
	config_release(&config);
}

static void every_fallback_is_allowed(void **state)
{
	(void)state;
	for (const struct option *option = engine_options; option->name; option++) {
		struct config config;
		struct fault fault = { 0 };
		config_start(&config, engine_options);
		if (option->fallback)
			assert_int_equal(
				config_set(&config, option->name, option->fallback, &fault),
				ERR_NONE);
		assert_true(option->help[0] != '\0');
		config_release(&config);
	}
}

static void make_secret(const char *folder, const char *name, const char *text, mode_t mode)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
}

static void secrets_are_for_the_engine_alone(void **state)
{
	static const struct {
		const char *name;
		enum err err;
	} rows[] = {
		{ "good", ERR_NONE },       { "wide", ERR_DENIED },    { "empty", ERR_INVALID },
		{ "../good", ERR_INVALID }, { "none", ERR_NOT_FOUND }, { ".hidden", ERR_INVALID },
		{ "", ERR_INVALID },
	};
	char folder[] = "/tmp/dkt-secret-XXXXXX";
	struct str out = { 0 };
	struct fault fault = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	make_secret(folder, "good", " whsec_abc\n", 0400);
	make_secret(folder, "wide", "x\n", 0444);
	make_secret(folder, "empty", "\n", 0400);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(secret_read(folder, rows[i].name, &out, &fault), rows[i].err);
	assert_int_equal(secret_read(folder, "good", &out, &fault), ERR_NONE);
	assert_string_equal(str_text(&out), "whsec_abc");
	secret_release(&out);
	for (size_t i = 0; i < 3; i++) {
		char path[256];
		snprintf(path, sizeof path, "%s/%s", folder, rows[i].name);
		unlink(path);
	}
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_with_fallbacks),
		cmocka_unit_test(reads_a_file),
		cmocka_unit_test(tells_what_is_wrong),
		cmocka_unit_test(words_win_over_the_file),
		cmocka_unit_test(suggests_the_nearest),
		cmocka_unit_test(every_fallback_is_allowed),
		cmocka_unit_test(secrets_are_for_the_engine_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

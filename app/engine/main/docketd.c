/* SPDX-License-Identifier: MIT */
/* docketd: the engine as a program. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/log.h"
#include "config/engine_options.h"
#include "engine/engine.h"

static void tell(const struct fault *fault)
{
	char words[800];

	fault_words(fault, words, sizeof words);
	log_line(LOG_ERROR, "docketd", "%s", words);
}

static enum log_level level_of(const char *name)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum log_level)i;
	return LOG_INFO;
}

/* Keys are in this process's memory: no core files, no debugger of the same user. */
static void close_memory(void)
{
	const struct rlimit none = { 0, 0 };

	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
}

static void print_help(void)
{
	struct str text = { 0 };

	str_adds(&text,
		 "docketd [--config FILE] [--name=value ...]\n"
		 "The engine of docket. Options, the same in a file (name value) and here:\n\n");
	config_help(engine_options, &text);
	fputs(str_text(&text), stdout);
	str_release(&text);
}

static int run(const struct config *config)
{
	struct loop *loop = loop_new();
	struct engine *engine = engine_new(loop, config);
	struct fault fault = { 0 };
	enum err err = engine_start(engine, &fault);

	if (err == ERR_NONE) {
		loop_run(loop);
		err = engine->err;
	} else {
		tell(&fault);
	}
	engine_free(engine);
	loop_free(loop);
	return err_exit_code(err);
}

int main(int argc, char **argv)
{
	struct config config;
	struct fault fault = { 0 };
	enum err err;
	int code = 0;

	close_memory();
	config_start(&config, engine_options);
	err = config_read_words(&config, argc - 1, argv + 1, &fault);
	if (err != ERR_NONE) {
		tell(&fault);
		code = err_exit_code(err);
	} else if (config.has_help) {
		print_help();
	} else {
		log_to(2, level_of(config_text(&config, "log")));
		code = run(&config);
	}
	config_release(&config);
	return code;
}

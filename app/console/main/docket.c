/* SPDX-License-Identifier: MIT */
/* The program docket: the console, the demo, one screen as text, or a subcommand of the command line. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"

/* A part that is not in this source tree is told in words. */
__attribute__((unused)) static int is_missing(int argc, char **argv)
{
	fprintf(stderr, "docket: %s: this build does not have it: docket help lists what there is\n",
		argc > 1 ? argv[1] : "console");
	return err_exit_code(ERR_USAGE);
}

#if __has_include("console/console.h")
#include "console/console.h"
#else
#define console_run is_missing
#define screen_run NULL
#endif
#if __has_include("demo/demo.h")
#include "demo/demo.h"
#else
#define demo_run is_missing
#endif

/* Words before the first subcommand are options of the console. */
static bool is_console(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "console") == 0)
		return true;
	return argv[1][0] == '-' && strcmp(argv[1], "--help") != 0 && strcmp(argv[1], "-h") != 0;
}

int main(int argc, char **argv)
{
	if (is_console(argc, argv))
		return console_run(argc, argv);
	if (strcmp(argv[1], "demo") == 0)
		return demo_run(argc, argv);
	if (strcmp(argv[1], "screen") == 0)
		return command_run_screen(argc, argv, screen_run);
	return command_run(argc, argv);
}

/* SPDX-License-Identifier: MIT */
/* The program docket: the console, the demo, one screen as text, or a subcommand of the command line. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "console/console.h"
#include "demo/demo.h"

/* The console in front of the demo's operation. */
static int open_console(const struct demo_seat *seat)
{
	const struct console_options options = {
		.store = seat->store,
		.chair_user = seat->chair_user,
		.feed_address = "127.0.0.1",
		.feed_port = seat->feed_port,
		.is_demo = true,
		.tour = seat->tour,
		.context = seat->context,
		.on_demo = seat->on_demo,
	};

	return console_open(&options, NULL);
}

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
		return demo_run_with(argc, argv, open_console);
	if (strcmp(argv[1], "screen") == 0)
		return command_run_screen(argc, argv, screen_run);
	return command_run(argc, argv);
}

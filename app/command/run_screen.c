/* SPDX-License-Identifier: MIT */
/* docket screen: one view as text or picture. What draws it belongs to the console and comes in as a function. */
#include <stdio.h>

#include "command/command.h"
#include "command/runs.h"

#define LEAST_COLS 60
#define LEAST_ROWS 15
#define MOST_COLS 400
#define MOST_ROWS 100

const struct option run_screen_options[] = {
	{ "size", OPTION_TEXT, "80x24", "COLSxROWS", "From 60x15 to 400x100." },
	{ "svg", OPTION_YES, "no", "", "A picture." },
	{ "theme", OPTION_TEXT, NULL, "name", "The theme of the picture." },
	{ 0 },
};

static enum err read_size(const struct request *request, struct command_screen *screen, struct fault *fault)
{
	const char *size = config_text(&request->config, "size");
	char end = '\0';

	if (sscanf(size, "%4dx%4d%c", &screen->cols, &screen->rows, &end) == 2 && screen->cols >= LEAST_COLS &&
	    screen->cols <= MOST_COLS && screen->rows >= LEAST_ROWS && screen->rows <= MOST_ROWS)
		return ERR_NONE;
	fault_set(fault, ERR_INVALID, "--size", "\"%s\" is no size from 60x15 to 400x100", size);
	fault_help(fault, "80x24 means 80 columns and 24 rows");
	return ERR_INVALID;
}

enum err run_screen(struct request *request, command_on_screen *on_screen, int *exit_code, struct fault *fault)
{
	struct command_screen screen = { .is_svg = config_is(&request->config, "svg"),
					 .theme = config_text(&request->config, "theme") };
	struct pg_options store = request_store(request);
	enum err err = request_need(request, "a view", &screen.view, fault);

	screen.ref = err ? NULL : request_word(request);
	screen.store = &store;
	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = read_size(request, &screen, fault);
	if (!err && !on_screen)
		err = fault_set(fault, ERR_USAGE, "screen", "this build has no screens");
	if (!err)
		*exit_code = on_screen(&screen);
	return err;
}

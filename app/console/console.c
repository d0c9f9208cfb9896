/* SPDX-License-Identifier: MIT */
/* Start, run, end. The terminal comes back whole after any death: fatal signals restore it before they do what they do. */
#include "console/console.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/log.h"
#include "config/config.h"
#include "console/deck.h"

struct ui_event console_event(const struct console *console, enum ui_event_kind kind)
{
	return (struct ui_event){ .kind = kind, .now_us = loop_now_us(console->loop), .act_id = INT_NONE };
}

void console_fold(struct console *console, const struct ui_event *event)
{
	ui_update(&console->ui, event, &console->effects);
	carrying_out(console);
	painting_soon(console);
}

/* ---- fatal ends ---- */

/* The one variable that is not a table: a signal handler is given nothing else. */
static const struct term *volatile fatal_term;

static void on_fatal(int number)
{
	term_restore_raw((const struct term *)fatal_term);
	signal(number, SIG_DFL);
	raise(number);
}

static void on_bug(const char *words)
{
	(void)words;
	term_restore_raw((const struct term *)fatal_term);
}

static void guard_terminal(const struct term *term)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
	struct sigaction action = { .sa_handler = on_fatal };

	fatal_term = term;
	bug_set_handler(on_bug);
	for (size_t i = 0; i < COUNT_OF(fatal); i++)
		sigaction(fatal[i], &action, NULL);
}

/* ---- signals that end or change ---- */

static void on_end(void *context, int number)
{
	struct console *console = context;

	(void)number;
	loop_stop(console->loop);
}

static void on_resize(void *context, int number)
{
	(void)number;
	painting_resize(context);
}

#define SIGNALS 5

static void take_signals(struct console *console, struct loop_signal **handles)
{
	static const struct {
		int number;
		loop_on_signal *on_signal;
	} rows[SIGNALS] = { { SIGTERM, on_end }, { SIGHUP, on_end }, { SIGINT, on_end }, { SIGQUIT, on_end }, { SIGWINCH, on_resize } };

	for (size_t i = 0; i < SIGNALS; i++)
		handles[i] = loop_signal_new(console->loop, rows[i].number, rows[i].on_signal, console);
}

/* ---- the whole ---- */

static enum err set_up(struct console *console, struct fault *fault)
{
	uint64_t seed;
	enum err err;

	random_bytes(&seed, sizeof seed);
	console->random = seed;
	store_init(&console->store);
	err = keymap_shipped(&console->keymap, console->options->keymap ? console->options->keymap : "vi", fault);
	if (err)
		return err;
	ui_init(&console->ui, &console->store, &console->keymap, seed, loop_now_us(console->loop));
	console->ui.is_demo = console->options->is_demo;
	console->ui.scene.links = (struct scene_links){ .is_engine_up = true, .store_heard_at = loop_now_us(console->loop) };
	if (console->options->tour)
		err = ui_load_tour(&console->ui, span_of(console->options->tour), fault);
	if (!err && !console->options->view)
		ui_open_brief(&console->ui);
	else if (!err)
		ui_open_named(&console->ui, console->options->view, &console->effects);
	return err;
}

static void tear_down(struct console *console)
{
	feedlink_stop(console);
	storelink_stop(console);
	sending_release(console);
	notify_free(console->notify);
	ui_release(&console->ui);
	ui_effects_release(&console->effects);
	store_release(&console->store);
	keymap_release(&console->keymap);
}

static int refuse(const struct fault *fault)
{
	char words[800];

	fault_words(fault, words, sizeof words);
	fprintf(stderr, "docket: %s\n", words);
	return err_exit_code(fault->err);
}

int console_open(const struct console_options *options, struct console_figures *figures)
{
	struct console console = { .options = options, .user = options->store.user, .link_fd = -1 };
	struct loop_signal *handles[SIGNALS] = { 0 };
	struct fault fault = { 0 };
	int64_t began;

	log_to(-1, LOG_ERROR); /* the screen is ours alone */
	console.loop = loop_new();
	console.notify = notify_new(console.loop, "docket");
	began = loop_now_us(console.loop);
	if (set_up(&console, &fault) != ERR_NONE || painting_start(&console, &fault) != ERR_NONE) {
		painting_end(&console);
		tear_down(&console);
		loop_free(console.loop);
		return refuse(&fault);
	}
	guard_terminal(console.term);
	take_signals(&console, handles);
	storelink_start(&console);
	loop_run(console.loop);
	for (size_t i = 0; i < SIGNALS; i++)
		loop_signal_free(handles[i]);
	guard_terminal(NULL);
	painting_end(&console);
	console.figures.seconds = (loop_now_us(console.loop) - began) / US_PER_S;
	if (figures)
		*figures = console.figures;
	tear_down(&console);
	loop_free(console.loop);
	return console.exit_code;
}

/* ---- from the command line ---- */

const struct option console_option_rows[] = {
	{ "socket", OPTION_TEXT, NULL, "path", "Folder of the store's Unix socket." },
	{ "host", OPTION_TEXT, NULL, "", "Host of the store, instead of a socket." },
	{ "port", OPTION_NUMBER, "5432", "", "Port of the store." },
	{ "db", OPTION_TEXT, "docket", "", "Database of the store." },
	{ "user", OPTION_TEXT, NULL, "", "Your login at the store; without it your login here." },
	{ "feed", OPTION_TEXT, NULL, "address:port", "The engine's feed; without it the store alone is asked." },
	{ "theme", OPTION_TEXT, "default", "", "default, dark, light, mono, high-contrast." },
	{ "keymap", OPTION_TEXT, "vi", "", "core or vi." },
	{ "view", OPTION_TEXT, NULL, "", "Open this view instead of the brief." },
	{ "ascii", OPTION_YES, "no", "", "No line drawing." },
	{ "hints", OPTION_YES, "yes", "", "Listen for hints of the store." },
	{ 0 },
};

/* "127.0.0.1:8090" */
static void read_feed(const char *text, char *address, size_t room, struct console_options *options)
{
	const char *colon = text ? strrchr(text, ':') : NULL;

	int64_t port = 0;

	if (!colon || str_to_i64(span_of(colon + 1), &port) != ERR_NONE)
		return;
	snprintf(address, room, "%.*s", (int)(colon - text), text);
	options->feed_address = address;
	options->feed_port = (int)port;
}

static void fill(const struct config *config, char *address, size_t room, struct console_options *options)
{
	const char *socket_dir = config_text(config, "socket"), *environment = getenv("DOCKET_SOCKET");

	options->store.host = config_text(config, "host") ? config_text(config, "host") : socket_dir ? socket_dir : environment;
	if (!options->store.host)
		options->store.host = "/var/run/postgresql";
	options->store.port = (int)config_number(config, "port");
	options->store.dbname = config_text(config, "db");
	options->store.user = config_text(config, "user") ? config_text(config, "user") : getenv("DOCKET_USER");
	options->theme = config_text(config, "theme");
	options->keymap = config_text(config, "keymap");
	options->view = config_text(config, "view");
	options->is_ascii = config_is(config, "ascii");
	options->has_no_hints = !config_is(config, "hints");
	read_feed(config_text(config, "feed"), address, room, options);
}

static int print_help(void)
{
	struct str text = { 0 };

	str_adds(&text, "docket [options]: the console. Other commands: docket help\n\n");
	config_help(console_option_rows, &text);
	fputs(str_text(&text), stdout);
	str_release(&text);
	return 0;
}

int console_run(int argc, char **argv)
{
	int skip = argc > 1 && strcmp(argv[1], "console") == 0 ? 2 : 1;
	struct config config = { 0 };
	struct console_options options = { 0 };
	struct fault fault = { 0 };
	char address[64];
	int code;

	config_start(&config, console_option_rows);
	if (config_read_words(&config, argc - skip, argv + skip, &fault) != ERR_NONE) {
		code = refuse(&fault);
	} else if (config.has_help) {
		code = print_help();
	} else {
		fill(&config, address, sizeof address, &options);
		code = console_open(&options, NULL);
	}
	config_release(&config);
	return code;
}

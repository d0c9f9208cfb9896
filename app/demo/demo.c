/* SPDX-License-Identifier: MIT */
/* The process in front: reads the words, has the stage made behind it, opens the console, says what
 * was seen. */
#include "demo/demo.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/embed.h"
#include "config/config.h"
#include "demo/front.h"

const struct option demo_options[] = {
	{ "headless", OPTION_NUMBER, NULL, "seconds",
	  "No console: run that long, print what happened, and end." },
	{ "keep", OPTION_YES, "no", "",
	  "Leave the operation's data for the next demo with --keep, which goes on from there." },
	{ "as", OPTION_TEXT, "ana", "login",
	  "Whose seat to take: ana, sam, bo, kai, wanda, fin, cleo, omar, clara, ivo, petra, "
	  "hal." },
	{ "seed", OPTION_NUMBER, "1", "",
	  "Another operation; the same number is the same operation." },
	{ 0 },
};

static int say_fault(const struct fault *fault)
{
	char words[800];

	fault_words(fault, words, sizeof words);
	fprintf(stderr, "docket: %s\n", words);
	return err_exit_code(fault->err);
}

static void print_help(void)
{
	struct str text = { 0 };

	str_adds(&text,
		 "docket demo [--headless SECONDS] [--keep] [--as NAME] [--seed N]\n"
		 "A private store, a living simulated operation, the engine and the console.\n"
		 "Its data is in $XDG_STATE_HOME/docket or ~/.local/state/docket; nothing else is "
		 "touched.\n\n");
	config_help(demo_options, &text);
	fputs(str_text(&text), stdout);
	str_release(&text);
}

/* ---------------------------------------------------------------- in front of it */

static const char *on_demo(void *context, const char *verb, const char *who)
{
	static const struct {
		const char *who, *stopped;
	} known[] = {
		{ "erp", "the ERP is gone: write-backs to it wait, all else goes on" },
		{ "tms", "the TMS is gone: rebookings wait to be sent, plans do not come" },
		{ "mail", "the mail server is gone: letters wait" },
		{ "carriers", "the carriers are silent: their interfaces grow quiet" },
		{ "wms", "the warehouse system is silent" },
		{ "engine", "the engine is gone: nothing is decided or priced; notes, claims and "
			    "calls still work" },
	};
	struct front *front = context;
	bool is_stop = strcmp(verb, "stop") == 0;

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(known[i].who, who) == 0 && (is_stop || strcmp(verb, "start") == 0)) {
			char line[64];
			snprintf(line, sizeof line, "%s %s", verb, who);
			front_tell(front, line);
			snprintf(front->words, sizeof front->words, "%s; :demo %s %s",
				 is_stop ? known[i].stopped : "it comes back",
				 is_stop ? "start" : "stop", who);
			return front->words;
		}
	return "demo stop|start erp|tms|mail|carriers|wms|engine";
}

static void sit_without(struct front *front)
{
	printf("the operation runs; as %s: docket cases --socket %s --user %s\nCtrl-C ends it\n",
	       front->stage.as, front->socket, front->stage.as);
	fflush(stdout);
	front_wait(front, INT32_MAX);
}

static void sit(struct front *front, demo_on_console *on_console)
{
	const struct embedded *tour = embed_find("app/demo/texts/tour.txt");
	const struct demo_seat seat = {
		.store = { .host = front->socket,
			   .dbname = CLUSTER_DATABASE,
			   .user = front->stage.as },
		.chair_user = front->stage.chair,
		.feed_port = front->feed_port,
		.tour = tour ? tour->begin : "",
		.context = front,
		.on_demo = on_demo,
	};

	if (!front_go(front))
		return;
	if (!on_console) {
		sit_without(front);
	} else {
		int code = on_console(&seat);
		front->code = front->code ? front->code : code;
	}
}

static void say_goodbye(struct front *front)
{
	front_print(front, "summary");
	printf("next: ./app/try --keep        the same operation, again and again\n"
	       "      docket demo --seed %llu   another one\n"
	       "      docket help             what else there is\n",
	       (unsigned long long)front->stage.seed + 1);
}

static void run(struct front *front, demo_on_console *on_console)
{
	if (!front_wait_ready(front))
		return;
	if (front->stage.is_headless) {
		(void)front_go(front);
		front_wait(front, config_number(&front->config, "headless"));
		front_print(front, "queue");
		front_print(front, "summary");
	} else {
		sit(front, on_console);
		say_goodbye(front);
	}
}

static enum err read_words(struct front *front, int argc, char **argv, struct fault *fault)
{
	struct world world = { 0 };
	enum err err = config_read_words(&front->config, argc - 2, argv + 2, fault);
	const char *as = config_text(&front->config, "as");

	if (err || front->config.has_help)
		return err;
	front->stage = (struct stage_options) {
		.seed = (uint64_t)config_number(&front->config, "seed"),
		.as = as,
		.is_kept = config_is(&front->config, "keep"),
		.chair = strcmp(as, "sam") == 0 ? "ana" : "sam",
		.is_headless = config_text(&front->config, "headless") != NULL,
	};
	world_make(&world, 1);
	if (!world_person_find(&world, as)) {
		fault_set(fault, ERR_USAGE, as, "nobody of this name works here");
		fault_help(fault, "docket demo --help lists who does");
		err = ERR_USAGE;
	}
	world_release(&world);
	return err;
}

int demo_run_with(int argc, char **argv, demo_on_console *on_console)
{
	struct front front = { .in_fd = -1, .out_fd = -1, .pid = -1, .is_tty = isatty(2) };
	struct fault fault = { 0 };
	enum err err;

	config_start(&front.config, demo_options);
	err = read_words(&front, argc, argv, &fault);
	if (!err && front.config.has_help) {
		print_help();
	} else {
		if (!err) {
			err = front_start(&front, &fault);
		}
		if (!err)
			run(&front, on_console);
		front_end(&front);
	}
	if (err)
		front.code = say_fault(&fault);
	str_release(&front.text);
	config_release(&front.config);
	return front.code;
}

int demo_run(int argc, char **argv)
{
	return demo_run_with(argc, argv, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The process in front: reads the words, has the stage made behind it, opens the console, says what was seen. */
#include "demo/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/embed.h"
#include "base/instant.h"
#include "config/config.h"
#include "demo/stage.h"

#define ANSWER_MS 20000

static const struct option options[] = {
	{ "headless", OPTION_NUMBER, NULL, "seconds", "No console: run that long, print what happened, and end." },
	{ "keep", OPTION_YES, "no", "", "Leave the operation's data for the next demo with --keep, which goes on from there." },
	{ "as", OPTION_TEXT, "ana", "login", "Whose seat to take: ana, sam, bo, kai, wanda, fin, cleo, omar, clara, ivo, petra." },
	{ "seed", OPTION_NUMBER, "1", "", "Another operation; the same number is the same operation." },
	{ 0 },
};

/* What the front knows of the stage. */
struct front {
	struct config config;
	struct stage_options stage;
	int in_fd, out_fd;           /* from and to the stage */
	pid_t pid;
	struct str text;             /* what came and is not a whole line yet */
	bool is_tty, has_progress;
	int feed_port, code;         /* code: of "fail" */
	char socket[256];
	char words[200];             /* of on_demo */
};

static volatile sig_atomic_t ending;

static void on_ending(int number)
{
	ending = number;
}

static void take_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_ending };

	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		sigaction(numbers[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

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

	str_adds(&text, "docket demo [--headless SECONDS] [--keep] [--as NAME] [--seed N]\n"
			"A private store, a living simulated operation, the engine and the console.\n"
			"Its data is in $XDG_STATE_HOME/docket or ~/.local/state/docket; nothing else is touched.\n\n");
	config_help(options, &text);
	fputs(str_text(&text), stdout);
	str_release(&text);
}

/* ---------------------------------------------------------------- the stage behind */

/* A process of its own, in a session of its own: keys of the terminal are not for it. */
static enum err start_stage(struct front *front, struct fault *fault)
{
	int down[2], up[2];

	if (pipe2(down, O_CLOEXEC) || pipe2(up, O_CLOEXEC))
		return fault_set(fault, ERR_SYSTEM, "demo", "no pipes: %s", strerror(errno));
	fflush(NULL);
	front->pid = fork();
	if (front->pid < 0)
		return fault_set(fault, ERR_SYSTEM, "demo", "no process: %s", strerror(errno));
	if (front->pid == 0) {
		int code;
		close(down[1]);
		close(up[0]);
		setsid();
		signal(SIGINT, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		code = stage_run(&front->stage, down[0], up[1]);
		config_release(&front->config);
		exit(code);
	}
	close(down[0]);
	close(up[1]);
	front->in_fd = up[0];
	front->out_fd = down[1];
	return ERR_NONE;
}

static void tell(struct front *front, const char *line)
{
	struct str text = { 0 };

	str_addf(&text, "%s\n", line);
	if (front->out_fd >= 0 && write(front->out_fd, text.text, text.length) < 0)
		front->code = front->code ? front->code : err_exit_code(ERR_SYSTEM);
	str_release(&text);
}

/* The next line of the stage into `out`; false if it is gone, a signal came, or `wait_ms` (-1 = no limit) passed. */
static bool hear(struct front *front, struct str *out, int wait_ms)
{
	char bytes[4096];

	while (!ending) {
		char *end = front->text.length ? memchr(front->text.text, '\n', front->text.length) : NULL;
		struct pollfd poll_fd = { front->in_fd, POLLIN, 0 };
		ssize_t got;
		if (end) {
			size_t length = (size_t)(end - front->text.text);
			str_clear(out);
			str_add(out, front->text.text, length);
			memmove(front->text.text, end + 1, front->text.length - length - 1);
			str_cut(&front->text, front->text.length - length - 1);
			return true;
		}
		if (poll(&poll_fd, 1, wait_ms) <= 0)
			return false;
		got = read(front->in_fd, bytes, sizeof bytes);
		if (got <= 0)
			return false;
		str_add(&front->text, bytes, (size_t)got);
	}
	return false;
}

/* One line that is written over, on a terminal; elsewhere only what is new. */
static void show_progress(struct front *front, const char *words)
{
	if (front->is_tty) {
		fprintf(stderr, "\r\033[Kdocket demo: %s", words);
		front->has_progress = true;
	} else if (!strchr(words, '%')) {
		fprintf(stderr, "docket demo: %s\n", words);
	}
	fflush(stderr);
}

static void end_progress(struct front *front)
{
	if (front->has_progress)
		fputs("\r\033[K", stderr);
	front->has_progress = false;
	fflush(stderr);
}

/* "fail 13 words" */
static void take_failure(struct front *front, const char *words)
{
	const char *blank = strchr(words, ' ');

	end_progress(front);
	fprintf(stderr, "docket: %s\n", blank ? blank + 1 : words);
	front->code = (int)strtol(words, NULL, 10);
}

static bool is_word(const char *line, const char *word, const char **rest)
{
	size_t length = strlen(word);

	if (strncmp(line, word, length) != 0 || line[length] != ' ')
		return false;
	*rest = line + length + 1;
	return true;
}

/* Until the operation is open; false if it never will be. */
static bool wait_ready(struct front *front)
{
	struct str line = { 0 };
	const char *rest;
	bool is_ready = false;

	while (!is_ready && hear(front, &line, -1)) {
		if (is_word(str_text(&line), "say", &rest)) {
			show_progress(front, rest);
		} else if (is_word(str_text(&line), "fail", &rest)) {
			take_failure(front, rest);
			break;
		} else if (is_word(str_text(&line), "ready", &rest)) {
			is_ready = sscanf(rest, "%d %255s", &front->feed_port, front->socket) == 2;
		}
	}
	end_progress(front);
	str_release(&line);
	return is_ready;
}

/* Prints the lines of an answer until its end. */
static void print_answer(struct front *front, const char *question)
{
	struct str line = { 0 };
	const char *rest;

	tell(front, question);
	while (hear(front, &line, ANSWER_MS) && !is_word(str_text(&line), "end", &rest)) {
		if (is_word(str_text(&line), "text", &rest))
			printf("%s\n", rest);
		else if (is_word(str_text(&line), "fail", &rest))
			take_failure(front, rest);
	}
	fflush(stdout);
	str_release(&line);
}

/* ---------------------------------------------------------------- in front of it */

static void wait_seconds(struct front *front, int64_t seconds)
{
	int64_t until = instant_monotonic_now() + seconds * US_PER_S;
	struct str line = { 0 };
	const char *rest;

	while (!ending && !front->code && instant_monotonic_now() < until) {
		int64_t left_ms = (until - instant_monotonic_now()) / US_PER_MS + 1;
		if (hear(front, &line, left_ms > 500 ? 500 : (int)left_ms) && is_word(str_text(&line), "fail", &rest))
			take_failure(front, rest);
		if (waitpid(front->pid, NULL, WNOHANG) == front->pid) {
			front->pid = -1;
			front->code = front->code ? front->code : err_exit_code(ERR_SYSTEM);
		}
	}
	str_release(&line);
}

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
		{ "engine", "the engine is gone: nothing is decided or priced; notes, claims and calls still work" },
	};
	struct front *front = context;
	bool is_stop = strcmp(verb, "stop") == 0;

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (strcmp(known[i].who, who) == 0 && (is_stop || strcmp(verb, "start") == 0)) {
			char line[64];
			snprintf(line, sizeof line, "%s %s", verb, who);
			tell(front, line);
			snprintf(front->words, sizeof front->words, "%s; :demo %s %s", is_stop ? known[i].stopped : "it comes back",
				 is_stop ? "start" : "stop", who);
			return front->words;
		}
	return "demo stop|start erp|tms|mail|carriers|wms|engine";
}

static void sit_without(struct front *front)
{
	printf("the operation runs; as %s: docket cases --socket %s --user %s\nCtrl-C ends it\n", front->stage.as, front->socket,
	       front->stage.as);
	fflush(stdout);
	wait_seconds(front, INT32_MAX);
}

static void sit(struct front *front, demo_on_console *on_console)
{
	const struct embedded *tour = embed_find("app/demo/texts/tour.txt");
	const struct demo_seat seat = {
		.store = { .host = front->socket, .dbname = CLUSTER_DATABASE, .user = front->stage.as },
		.chair_user = front->stage.chair, .feed_port = front->feed_port, .tour = tour ? tour->begin : "",
		.context = front, .on_demo = on_demo,
	};

	tell(front, "go");
	if (!on_console) {
		sit_without(front);
	} else {
		int code = on_console(&seat);
		front->code = front->code ? front->code : code;
	}
}

static void say_goodbye(struct front *front)
{
	ending = 0; /* Ctrl-C ended the console; what was seen is said all the same */
	print_answer(front, "summary");
	printf("next: ./app/try --keep        the same operation, again and again\n"
	       "      docket demo --seed %llu   another one\n"
	       "      docket help             what else there is\n", (unsigned long long)front->stage.seed + 1);
}

/* The stage ends when we let go of it; its exit code counts if ours is none. */
static void end_stage(struct front *front)
{
	int status = 0;

	if (front->out_fd >= 0)
		close(front->out_fd);
	front->out_fd = -1;
	if (front->pid > 0)
		while (waitpid(front->pid, &status, 0) < 0 && errno == EINTR)
			;
	if (front->in_fd >= 0)
		close(front->in_fd);
	if (!front->code && front->pid > 0 && WIFEXITED(status))
		front->code = WEXITSTATUS(status);
}

static void run(struct front *front, demo_on_console *on_console)
{
	if (!wait_ready(front))
		return;
	if (front->stage.is_headless) {
		tell(front, "go");
		wait_seconds(front, config_number(&front->config, "headless"));
		ending = 0;
		print_answer(front, "queue");
		print_answer(front, "summary");
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
	front->stage = (struct stage_options){
		.seed = (uint64_t)config_number(&front->config, "seed"), .as = as, .is_kept = config_is(&front->config, "keep"),
		.chair = strcmp(as, "sam") == 0 ? "ana" : "sam", .is_headless = config_text(&front->config, "headless") != NULL,
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

	config_start(&front.config, options);
	err = read_words(&front, argc, argv, &fault);
	if (!err && front.config.has_help) {
		print_help();
	} else {
		if (!err) {
			take_signals();
			err = start_stage(&front, &fault);
		}
		if (!err)
			run(&front, on_console);
		end_stage(&front);
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

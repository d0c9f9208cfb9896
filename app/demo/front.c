/* SPDX-License-Identifier: MIT */
/* The process in front of a stage: forks it, hears it, and is told of by its end. */
#include "demo/front.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_MS 20000

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

/* A process of its own, in a session of its own: keys of the terminal are not for it. */
enum err front_start(struct front *front, struct fault *fault)
{
	int down[2], up[2];

	take_signals();
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

void front_tell(struct front *front, const char *line)
{
	struct str text = { 0 };

	str_addf(&text, "%s\n", line);
	if (front->out_fd >= 0 && write(front->out_fd, text.text, text.length) < 0)
		front->code = front->code ? front->code : err_exit_code(ERR_SYSTEM);
	str_release(&text);
}

/* The next line of the stage into `out`; false if it is gone, a signal came, or `wait_ms` (-1 = no
 * limit) passed. */
static bool hear(struct front *front, struct str *out, int wait_ms)
{
	char bytes[4096];

	while (!ending) {
		char *end = front->text.length ? memchr(front->text.text, '\n', front->text.length)
					       : NULL;
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
bool front_wait_ready(struct front *front)
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
	if (ending)
		front->code = 128 + ending;
	return is_ready;
}

bool front_go(struct front *front)
{
	struct str line = { 0 };
	const char *rest;
	bool is_live = false;

	front_tell(front, "go");
	while (!is_live && !front->code && hear(front, &line, ANSWER_MS))
		if (is_word(str_text(&line), "fail", &rest))
			take_failure(front, rest);
		else
			is_live = is_word(str_text(&line), "live", &rest);
	str_release(&line);
	return is_live;
}

/* Prints the lines of an answer until its end. */
void front_print(struct front *front, const char *question)
{
	struct str line = { 0 };
	const char *rest;

	ending = 0; /* Ctrl-C ended what was before; what was seen is said all the same */
	front_tell(front, question);
	while (hear(front, &line, ANSWER_MS) && !is_word(str_text(&line), "end", &rest)) {
		if (is_word(str_text(&line), "text", &rest))
			printf("%s\n", rest);
		else if (is_word(str_text(&line), "fail", &rest))
			take_failure(front, rest);
	}
	fflush(stdout);
	str_release(&line);
}

void front_wait(struct front *front, int64_t seconds)
{
	int64_t until = instant_monotonic_now() + seconds * US_PER_S;
	struct str line = { 0 };
	const char *rest;

	while (!ending && !front->code && instant_monotonic_now() < until) {
		int64_t left_ms = (until - instant_monotonic_now()) / US_PER_MS + 1;
		if (hear(front, &line, left_ms > 500 ? 500 : (int)left_ms) &&
		    is_word(str_text(&line), "fail", &rest))
			take_failure(front, rest);
		if (waitpid(front->pid, NULL, WNOHANG) == front->pid) {
			front->pid = -1;
			front->code = front->code ? front->code : err_exit_code(ERR_SYSTEM);
		}
	}
	str_release(&line);
}

/* The stage ends when we let go of it; its exit code counts if ours is none. */
void front_end(struct front *front)
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

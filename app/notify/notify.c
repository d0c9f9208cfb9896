/* SPDX-License-Identifier: MIT */
/* Our side of notices: words made fit to be shown, six a minute, and what became of them. */
#include "notify/notify.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/mem.h"
#include "base/text.h"
#include "notify/notify_gate.h"
#include "notify/notify_helper.h"

#define SUMMARY_MOST_SIGNS 80
#define BODY_MOST_SIGNS    200

struct notify {
	struct loop *loop;
	struct loop_watch *watch; /* NULL when there is no helper */
	struct loop_timer *later; /* the count of those held back is due */
	struct notify_gate gate;
	struct notify_figures figures;
	int fd;
	int pid;
};

bool notify_has_bus(void)
{
	struct str address = { 0 };
	bool has_bus = notify_helper_bus(&address);

	str_release(&address);
	return has_bus;
}

static void give_up(struct notify *notify)
{
	if (!notify->watch)
		return;
	loop_watch_free(notify->watch);
	notify->watch = NULL;
	close(notify->fd);
	kill(notify->pid, SIGKILL);
	while (waitpid(notify->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void count_fate(struct notify *notify, char fate)
{
	if (fate == NOTIFY_SHOWN)
		notify->figures.shown++;
	else if (fate == NOTIFY_TIMED_OUT)
		notify->figures.timed_out++;
	else
		notify->figures.failed++;
}

static void on_fate(void *context, unsigned ready)
{
	struct notify *notify = context;
	char fate;
	ssize_t got;

	(void)ready;
	while ((got = recv(notify->fd, &fate, 1, MSG_DONTWAIT)) == 1)
		count_fate(notify, fate);
	if (got == 0 || (errno != EAGAIN && errno != EINTR))
		give_up(notify);
}

/* At most `most` signs of cleaned text, with an ellipsis where something is cut off. */
static size_t fit_signs(const struct str *text, size_t most)
{
	size_t at = 0, before_last = 0, signs = 0;
	uint32_t sign;

	while (at < text->length && signs < most) {
		before_last = at;
		at += text_next(text->text + at, text->length - at, &sign);
		signs++;
	}
	return at < text->length ? before_last : at;
}

static void add_fitted(struct str *out, const char *text, size_t most, bool is_markup)
{
	struct str clean = { 0 };
	size_t length;

	text_clean(&clean, text, strlen(text));
	length = fit_signs(&clean, most);
	for (size_t i = 0; i < length; i++) {
		char byte = clean.text[i];

		if (!is_markup || !strchr("&<>", byte))
			str_addc(out, byte);
		else
			str_adds(out, byte == '&' ? "&amp;" : byte == '<' ? "&lt;" : "&gt;");
	}
	if (length < clean.length)
		str_adds(out, "\xe2\x80\xa6");
	str_release(&clean);
}

static void send_now(struct notify *notify, const char *summary, const char *body, bool is_urgent)
{
	struct str fit_summary = { 0 }, fit_body = { 0 };
	enum err err;

	add_fitted(&fit_summary, summary, SUMMARY_MOST_SIGNS, false);
	add_fitted(&fit_body, body, BODY_MOST_SIGNS, true);
	err = notify_helper_send(notify->fd, str_text(&fit_summary), str_text(&fit_body),
				 is_urgent);
	if (err != ERR_NONE)
		notify->figures.dropped++;
	if (err == ERR_LINK)
		give_up(notify);
	str_release(&fit_summary);
	str_release(&fit_body);
}

static void on_later(void *context)
{
	struct notify *notify = context;
	struct str summary = { 0 };
	unsigned held = notify_gate_take(&notify->gate, loop_now_us(notify->loop));

	if (notify->watch) {
		str_addf(&summary, "%u more notice%s", held, held == 1 ? "" : "s");
		send_now(notify, str_text(&summary), "They stand in the console.", false);
	}
	str_release(&summary);
}

static void start_helper(struct notify *notify, const char *program, const char *address)
{
	struct fault fault;

	if (notify_helper_start(program, address, &notify->fd, &notify->pid, &fault) != ERR_NONE)
		return;
	if (loop_watch_new(notify->loop, notify->fd, on_fate, notify, &notify->watch, &fault) !=
	    ERR_NONE)
		BUG("the helper's socket cannot be watched");
	loop_watch_set(notify->watch, LOOP_READ);
}

struct notify *notify_new(struct loop *loop, const char *program)
{
	struct notify *notify = mem_new(1, sizeof *notify);
	struct str address = { 0 };

	notify->loop = loop;
	notify->later = loop_timer_new(loop, on_later, notify);
	if (notify_helper_bus(&address))
		start_helper(notify, program, str_text(&address));
	str_release(&address);
	return notify;
}

bool notify_is_on(const struct notify *notify)
{
	return notify->watch != NULL;
}

void notify_send(struct notify *notify, const char *summary, const char *body, bool is_urgent)
{
	int64_t now_us = loop_now_us(notify->loop);

	if (!notify->watch)
		return;
	if (notify_gate_pass(&notify->gate, now_us)) {
		send_now(notify, summary, body, is_urgent);
		return;
	}
	notify->figures.held_back++;
	if (!loop_timer_is_running(notify->later))
		loop_timer_start(notify->later, notify_gate_due_us(&notify->gate) - now_us, 0);
}

struct notify_figures notify_figures(const struct notify *notify)
{
	return notify->figures;
}

void notify_free(struct notify *notify)
{
	if (!notify)
		return;
	loop_timer_free(notify->later);
	give_up(notify);
	mem_free(notify);
}

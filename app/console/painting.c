/* SPDX-License-Identifier: MIT */
/*
 * Between the state and the terminal. Keys are read until there are none, folded, then one frame is painted: a held key never
 * queues frames. Rows that come in are painted at most every 16 ms. Nothing that did not change is written.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/embed.h"
#include "console/deck.h"
#include "theme/theme.h"

#define FRAME_US (16 * US_PER_MS)

static void start_tick(struct console *console)
{
	int64_t wait = ui_wake_at(&console->ui) - loop_now_us(console->loop);

	if (console->tick_timer)
		loop_timer_start(console->tick_timer, wait > US_PER_MS ? wait : US_PER_MS, 0);
}

static void paint(struct console *console)
{
	struct ui_event rows;

	if (!console->term || term_is_writing(console->term))
		return; /* the frame before is not out yet; what is painted then is newer still */
	if (console->is_rows_due) {
		console->is_rows_due = false;
		rows = console_event(console, UI_ROWS);
		ui_update(&console->ui, &rows, &console->effects);
		store_settle(&console->store);
		carrying_out(console);
		if (console->is_detail_due) /* what is new stands beside the row: the story, a write-back */
			storelink_details(console, console->detail_tenant, console->detail_case);
	}
	console->is_dirty = false;
	console->painted_us = loop_now_us(console->loop);
	ui_draw(&console->ui, &console->grid);
	term_show(console->term, &console->grid, &console->palette, false);
	loop_watch_set(console->out_watch, term_is_writing(console->term) ? LOOP_WRITE : LOOP_NOTHING);
	start_tick(console); /* what was folded may be due at another time now */
}

void painting_soon(struct console *console)
{
	int64_t wait = console->painted_us + FRAME_US - loop_now_us(console->loop);

	console->is_dirty = true;
	if (console->paint_timer && !loop_timer_is_running(console->paint_timer))
		loop_timer_start(console->paint_timer, wait > 0 ? wait : 0, 0);
}

static void on_paint(void *context)
{
	paint(context);
}

static void on_writable(void *context, unsigned ready)
{
	struct console *console = context;

	(void)ready;
	if (term_flush(console->term)) {
		loop_watch_set(console->out_watch, LOOP_NOTHING);
		if (console->is_dirty || console->is_rows_due)
			paint(console);
	}
}

/* ---- keys ---- */

static void fold_key(struct console *console, const struct keyread_event *key)
{
	struct ui_event event = console_event(console, UI_KEY);

	switch (key->kind) {
	case KEYREAD_KEY:
		event.key = key->key;
		break;
	case KEYREAD_PASTE:
		event.kind = UI_PASTE;
		event.text = key->text;
		break;
	case KEYREAD_FOCUS_IN:
	case KEYREAD_FOCUS_OUT:
		event.kind = UI_FOCUS;
		event.is_on = key->kind == KEYREAD_FOCUS_IN;
		break;
	case KEYREAD_MOUSE:
	case KEYREAD_STATUS:
		return;
	}
	/* rows that came first are folded first, so that a key acts on what the next frame will show */
	if (console->is_rows_due) {
		struct ui_event rows = console_event(console, UI_ROWS);
		console->is_rows_due = false;
		ui_update(&console->ui, &rows, &console->effects);
		store_settle(&console->store);
	}
	ui_update(&console->ui, &event, &console->effects);
	carrying_out(console);
}

static void take_keys(struct console *console)
{
	struct keyread_event key;
	int64_t wait;
	bool has_any = false;

	while (console->term && keyread_next(&console->keyread, loop_now_us(console->loop), &key)) {
		fold_key(console, &key);
		has_any = true;
	}
	if (has_any)
		paint(console);
	wait = keyread_wait_us(&console->keyread, loop_now_us(console->loop));
	if (wait >= 0)
		loop_timer_start(console->esc_timer, wait, 0);
}

static void on_readable(void *context, unsigned ready)
{
	struct console *console = context;
	char bytes[4096];
	long got;

	(void)ready;
	while ((got = term_read(console->term, bytes, sizeof bytes)) > 0)
		keyread_feed(&console->keyread, bytes, (size_t)got, loop_now_us(console->loop));
	if (got < 0) { /* hung up: nobody is there to paint for */
		console->exit_code = 0;
		loop_stop(console->loop);
		return;
	}
	take_keys(console);
}

static void on_esc_timer(void *context)
{
	take_keys(context);
}

/* ---- time ---- */

static void on_tick(void *context)
{
	struct console *console = context;
	struct ui_event event = console_event(console, UI_TICK);

	console_fold(console, &event);
	start_tick(console);
}

/* ---- look ---- */

enum err painting_theme(struct console *console, const char *name, struct fault *fault)
{
	struct theme theme;
	int colours = console->term ? term_facts(console->term)->colours : 256;
	const char *no_color = getenv("NO_COLOR");
	enum err err = theme_shipped(name, &theme, fault);

	if (err)
		return err;
	theme_palette(&theme, no_color && *no_color ? THEME_MONO : theme_depth_of(colours), &console->palette);
	if (console->term)
		term_redraw(console->term);
	return ERR_NONE;
}

void painting_resize(struct console *console)
{
	struct ui_event event = console_event(console, UI_RESIZE);

	term_size(console->term, &event.rows, &event.cols);
	grid_resize(&console->grid, event.rows, event.cols);
	console_fold(console, &event);
	start_tick(console);
}

void painting_suspend(struct console *console)
{
	if (getsid(0) == getpid()) { /* docket is the login shell: nobody is there to bring it back */
		struct ui_event say = console_event(console, UI_SAY);
		say.words = "there is no shell behind this console to go back to";
		say.err = ERR_DENIED;
		console_fold(console, &say);
		return;
	}
	term_suspend(console->term);
	kill(0, SIGSTOP);
	term_resume(console->term);
	painting_resize(console);
}

enum err painting_start(struct console *console, struct fault *fault)
{
	struct term_options options = { .type = getenv("TERM") };
	enum err err = term_open(&options, &console->term, fault);

	if (err)
		return err;
	console->grid.glyphs = console->options->is_ascii || !term_facts(console->term)->is_utf8 ? GLYPH_ASCII : GLYPH_LINE;
	err = painting_theme(console, console->options->theme ? console->options->theme : "default", fault);
	if (!err)
		err = loop_watch_new(console->loop, term_in_fd(console->term), on_readable, console, &console->keys_watch, fault);
	if (!err) {
		int out = dup(term_out_fd(console->term)); /* one watch for one descriptor: the terminal is both */
		err = loop_watch_new(console->loop, out, on_writable, console, &console->out_watch, fault);
	}
	if (err)
		return err;
	console->paint_timer = loop_timer_new(console->loop, on_paint, console);
	console->esc_timer = loop_timer_new(console->loop, on_esc_timer, console);
	console->tick_timer = loop_timer_new(console->loop, on_tick, console);
	loop_watch_set(console->keys_watch, LOOP_READ);
	painting_resize(console);
	return ERR_NONE;
}

void painting_end(struct console *console)
{
	loop_watch_free(console->keys_watch);
	loop_watch_free(console->out_watch);
	loop_timer_free(console->paint_timer);
	loop_timer_free(console->esc_timer);
	loop_timer_free(console->tick_timer);
	console->keys_watch = console->out_watch = NULL;
	console->paint_timer = console->esc_timer = console->tick_timer = NULL;
	term_close(console->term);
	console->term = NULL;
	keyread_release(&console->keyread);
	grid_release(&console->grid);
}

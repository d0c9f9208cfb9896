/* SPDX-License-Identifier: MIT */
/*
 * ui/keys: from bytes to key presses, and from key presses to commands.
 *
 *   keyread.h  the input decoder: bytes of a terminal -> events
 *   sequence.h one control sequence taken apart, for the decoder
 *   keymap.h   which keys mean which command in which context; reads keymaps/
 *
 * Names of single keys are in cell/key.h. Nothing here reads a terminal or a clock: bytes and the
 * time are arguments.
 */
#ifndef DOCKET_KEYS_KEYREAD_H
#define DOCKET_KEYS_KEYREAD_H

#include "cell/key.h"

#define KEYREAD_PASTE_BYTES_MAX 65536
#define KEYREAD_PENDING_BYTES_MAX 65536

enum keyread_kind {
	KEYREAD_KEY,       /* `key` */
	KEYREAD_PASTE,     /* `text`: one paste, as it came; is_cut if it was too long */
	KEYREAD_FOCUS_IN,
	KEYREAD_FOCUS_OUT,
	KEYREAD_MOUSE,     /* row, col, button, is_press */
	KEYREAD_STATUS,    /* the terminal answered ESC[5n: it has shown what was sent before */
};

/* One event. `text` is borrowed until the next call with the same decoder. */
struct keyread_event {
	enum keyread_kind kind;
	uint32_t key;
	struct span text;
	bool is_cut;
	int row, col; /* 0-based */
	int button;   /* SGR button number: 0 left, 1 middle, 2 right, 64 and 65 the wheel */
	bool is_press;
};

/* The decoder. All zero is ready; esc_wait_us 0 means the usual 25 ms. */
struct keyread {
	int64_t esc_wait_us;  /* how long a lone Esc may be the start of something longer */
	struct str pending;   /* bytes not decoded yet */
	size_t done;          /* of pending, bytes already decoded */
	int64_t fed_at;       /* when the newest byte came, monotonic */
	bool is_pasting;
	bool is_paste_cut;
	bool is_skipping;     /* inside a reply that is thrown away */
	struct str paste;
};

/* Hands bytes over as they were read at `now_us` (monotonic). Beyond the limit bytes are lost. */
void keyread_feed(struct keyread *reader, const char *bytes, size_t length, int64_t now_us);

/* The next event, if one is complete at `now_us`: true and *out. Replies of the terminal (DA, OSC,
 * DCS, cursor position) are swallowed. Call until it says false. */
bool keyread_next(struct keyread *reader, int64_t now_us, struct keyread_event *out);

/* How long to wait from `now_us` until keyread_next may say more without new bytes (a lone Esc), in
 * microseconds; 0: at once; -1: nothing is pending. */
int64_t keyread_wait_us(const struct keyread *reader, int64_t now_us);

/* Throws away what was typed and not yet decoded: for sheets that must not take type-ahead. */
void keyread_flush(struct keyread *reader);

/* Frees; ready again. */
void keyread_release(struct keyread *reader);

#endif

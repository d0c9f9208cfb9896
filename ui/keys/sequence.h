/* SPDX-License-Identifier: MIT */
/* One control sequence of a terminal, CSI or SS3: taken apart, and what it means. Inside of
 * ui/keys. */
#ifndef DOCKET_KEYS_SEQUENCE_H
#define DOCKET_KEYS_SEQUENCE_H

#include "keys/keyread.h"

#define SEQUENCE_PARAMS_MAX 8
#define SEQUENCE_BYTES_MAX 64

struct sequence {
	char intro;      /* '[' or 'O' */
	char marker;     /* one of < = > ?, or 0 */
	char middle;     /* the last intermediate byte, or 0 */
	char final;      /* 0: it was broken off or too long; it means nothing */
	int params[SEQUENCE_PARAMS_MAX]; /* 0 where none is given; at most 999999 */
	int param_count;
};

/* Takes the sequence at the start of `bytes` apart, which begins with ESC [ or ESC O. Returns its
 * bytes, 0 if it is not whole yet. */
size_t sequence_read(const char *bytes, size_t length, struct sequence *out);

/* Does a paste begin behind it? */
bool sequence_is_paste(const struct sequence *sequence);

/* What it means: true and *out for an event, false for all that is swallowed. */
bool sequence_event(const struct sequence *sequence, struct keyread_event *out);

#endif

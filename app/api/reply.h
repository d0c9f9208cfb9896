/* SPDX-License-Identifier: MIT */
/* How a call that failed is answered. */
#ifndef DOCKET_API_REPLY_H
#define DOCKET_API_REPLY_H

#include "base/str.h"

/* The status of an error. */
int reply_status(enum err err);

/* Is it one after which the same call may be sent again in a moment? */
bool reply_is_passing(int status);

/* Appends {"error": "what: why: what would help", "what": ..., "why": ..., "help": ...}. */
void reply_fault(struct str *out, const struct fault *fault);

/* One status and when it is given; for the description. */
struct reply_meaning {
	int status;
	const char *words;
};

/* Those that a call with a key may be answered with, beside 200; ended by a row of status 0. */
extern const struct reply_meaning reply_meanings[];

#endif

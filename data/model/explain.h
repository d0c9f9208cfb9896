/* SPDX-License-Identifier: MIT */
/*
 * Explanations as rows: why here, what it costs, why refused. Rules make them, the store keeps them as text
 * (one line each: name TAB amount TAB unit TAB source), screens show them. Nobody else computes them.
 *
 * Units: "s" (seconds: a part of the head start), "at" (microseconds since 1970: a moment), "EUR" and other currencies
 * (minor units), "n" (a count), "" (words only: the name says it all). An amount that is not known is EXPLAIN_UNKNOWN and
 * prints as "unknown", never as 0.
 */
#ifndef DOCKET_MODEL_EXPLAIN_H
#define DOCKET_MODEL_EXPLAIN_H

#include "base/arena.h"
#include "base/str.h"

#define EXPLAIN_UNKNOWN INT64_MIN

struct explain_line {
	const char *name;    /* "due", "gold", "late penalty" */
	int64_t amount;
	const char *unit;
	const char *source;  /* where it comes from: "policy 3 line 41", "contract NW-7", "clock promise" */
};

/* Appends one line; tabs and newlines inside the texts become blanks. */
void explain_add(struct str *out, const char *name, int64_t amount, const char *unit, const char *source);

/* Splits a stored explanation; lines live in `arena`. Damaged lines come out with unit "" and the raw text as name. */
size_t explain_read(struct arena *arena, const char *text, const struct explain_line **out);

#endif

/* SPDX-License-Identifier: MIT */
/* Writing JSON into a str. Commas and nesting are kept here, so a caller cannot make a broken document. */
#ifndef DOCKET_CODEC_JSON_WRITE_H
#define DOCKET_CODEC_JSON_WRITE_H

#include "base/str.h"

/* All zero but `out` is a writer at the start. */
struct json_writer {
	struct str *out;      /* borrowed */
	uint32_t has_items;   /* low half, a bit per level: something stands there; high half: the level is an array */
	int level;
};

/* A writer that appends to `out`. */
struct json_writer jsonw_on(struct str *out);

/* Opens an object; `key` NULL inside arrays and at the top. */
void jsonw_open(struct json_writer *writer, const char *key);

/* Opens an array. */
void jsonw_open_array(struct json_writer *writer, const char *key);

/* Closes what was opened last. */
void jsonw_close(struct json_writer *writer);

/* A string; bytes that are no UTF-8 become U+FFFD. NULL text writes null. */
void jsonw_put_text(struct json_writer *writer, const char *key, const char *text);

/* The same with a length. */
void jsonw_put_span(struct json_writer *writer, const char *key, struct span text);

/* A whole number; INT64_MIN writes null. */
void jsonw_put_int(struct json_writer *writer, const char *key, int64_t value);

/* true or false. */
void jsonw_put_bool(struct json_writer *writer, const char *key, bool value);

/* A moment as RFC 3339 in UTC; INSTANT_NONE writes null. */
void jsonw_put_instant(struct json_writer *writer, const char *key, int64_t at);

/* JSON that is whole already. */
void jsonw_put_raw(struct json_writer *writer, const char *key, struct span json);

#endif

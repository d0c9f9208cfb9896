/* SPDX-License-Identifier: MIT */
/* The messages of the feed, declared once: the engine writes them, consoles read them, docs/feed.md
 * is printed from them. Each is one JSON object; its member "m" says which. */
#ifndef DOCKET_NET_FEED_WORDS_H
#define DOCKET_NET_FEED_WORDS_H

#include <stdbool.h>

#define FEED_PROTOCOL 1

struct feed_word {
	const char *name; /* the value of "m" */
	bool is_from_viewer;
	const char *members; /* "name kind words; name kind words" */
	const char *help;    /* one sentence */
};

/* All messages, ended by a row without a name. */
extern const struct feed_word feed_words[];

#endif

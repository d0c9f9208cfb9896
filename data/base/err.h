/* SPDX-License-Identifier: MIT */
/*
 * data/base: what everything else stands on. It knows nothing of freight.
 *
 *   err.h      what can go wrong, in one list; struct fault: a failure with its words
 *   mem.h      allocation that does not fail; arena.h: allocation that goes at once
 *   str.h      growing text; vec.h: growing arrays; map.h: text or number -> pointer
 *   text.h     the one cleaner of foreign text, display width, folding
 *   conf.h     the one line grammar: words, quotes, comments, include, place of every fault
 *   instant.h  moments and durations, written and read; zone.h: civil time in a named zone
 *   money.h    minor units with a currency
 *   digest.h   SHA-256, HMAC, base64, hex, random bytes
 *   log.h      one line per event, cleaned
 *   embed.h    the files that were compiled in
 */
#ifndef DOCKET_BASE_ERR_H
#define DOCKET_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Everything that can go wrong and is not our mistake: name, exit code, sentence for an operator. */
#define ERR_LIST(X)                                                                       \
	X(ERR_NONE, 0, "all is well")                                                     \
	X(ERR_USAGE, 2, "the command was not understood")                                 \
	X(ERR_SYNTAX, 3, "the text could not be read")                                    \
	X(ERR_INVALID, 3, "a value is not allowed")                                       \
	X(ERR_NOT_FOUND, 4, "there is no such thing")                                     \
	X(ERR_EXISTS, 5, "it is there already")                                           \
	X(ERR_CHANGED, 6, "it changed meanwhile")                                         \
	X(ERR_DENIED, 7, "this is not allowed")                                           \
	X(ERR_LIMIT, 8, "a limit was reached")                                            \
	X(ERR_BUSY, 9, "someone else holds it just now")                                  \
	X(ERR_LINK, 10, "the other side cannot be reached")                               \
	X(ERR_TIMEOUT, 11, "the other side did not answer in time")                       \
	X(ERR_STORE, 12, "the store refused")                                             \
	X(ERR_SYSTEM, 13, "the operating system refused")                                 \
	X(ERR_DAMAGED, 14, "the data does not add up")                                    \
	X(ERR_AGAIN, 15, "not yet")

enum err {
#define ERR_ENUM(name, code, words) name,
	ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
	ERR_COUNT_
};

/* A failure that can be shown: what was tried, why it failed, what would help. Each text is NUL
 * terminated and cut to its room; it is not cleaned yet (text_clean does that where it is shown). */
struct fault {
	enum err err;
	int line;          /* 1-based place in a text, 0 if none */
	int column;        /* 1-based, 0 if none */
	char sqlstate[6];  /* from PostgreSQL, else empty */
	char what[160];    /* the thing: "theme day.theme", "case C-10481" */
	char why[320];     /* the reason */
	char help[240];    /* what would help; may be empty */
};

/* The symbol of `err`, such as "ERR_LINK"; a constant. */
const char *err_name(enum err err);

/* The sentence of `err` for an operator; a constant. */
const char *err_words(enum err err);

/* The exit code a program ends with after `err`. */
int err_exit_code(enum err err);

/* Fills `fault` (which may be NULL) and returns `err`, so that `return fault_set(...)` reads well. */
enum err fault_set(struct fault *fault, enum err err, const char *what, const char *why_format, ...)
	PRINTF_LIKE(4, 5);

/* Adds what would help to a fault that is set; `fault` may be NULL. Returns fault's err or ERR_NONE. */
enum err fault_help(struct fault *fault, const char *help_format, ...) PRINTF_LIKE(2, 3);

/* Writes "what: why: what would help" into `out` (NUL terminated, cut to `room_bytes`). */
void fault_words(const struct fault *fault, char *out, size_t room_bytes);

/* Called with the words of a BUG before the program aborts; the console restores the terminal in it.
 * Set once at start; NULL means only stderr. */
void bug_set_handler(void (*on_bug)(const char *words));

/* Our own mistake: prints file, line and words, calls the handler, aborts. */
_Noreturn void bug_at(const char *file, int line, const char *format, ...) PRINTF_LIKE(3, 4);

#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
#define BUG_IF(condition)                                                                 \
	do {                                                                              \
		if (condition)                                                            \
			BUG("%s", #condition);                                            \
	} while (0)

#endif

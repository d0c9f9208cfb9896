/* SPDX-License-Identifier: MIT */
/*
 * A mapping: one text in the one line grammar (base/conf.h) that says what the rows of a file mean as canonical events.
 *
 *	mapping hflights "Flights as line-haul legs"
 *	rows csv                          rows of CSV, TSV or a dialect, packed or not, with a line of names
 *	zone America/Chicago              of every civil time in it
 *	missing NA "Date Not Captured"    cells that mean nothing, beside the empty one
 *
 * Then values, each from columns and from values above it. A value that rests on one that is missing is missing itself.
 *	text NAME "{Column} {Month:2} {other}"      columns and values put together; :2 = at least two digits
 *	number NAME COLUMN
 *	day NAME COLUMN|TEMPLATE FORMAT...          a day's beginning; formats of %Y %y %m %d %b %H %M, the first that fits
 *	clock NAME COLUMN                           a time of the day: 1640, 905, 16:40
 *	choice NAME COLUMN A=word B="words" else=words    cells without blanks
 *	at NAME DAY CLOCK [minus=NUMBER]            that time of that day; minus takes minutes off round the clock
 *	shift NAME INSTANT plus=NUMBER|minus=NUMBER|by=DURATION    minutes, or a duration such as -30d
 *	next NAME INSTANT CLOCK                     the first such time of the day at or after the instant
 *	first NAME A B C                            the first of them that is known
 *
 * Then events, in the order in which a row gives them:
 *	event shipment.milestone [when EXPR]        EXPR in the one expression language over the values
 *		about [KIND] VALUE                  the subject; KIND only where the type's own is not meant
 *		known VALUE                         when the sender knew; must be there
 *		at VALUE                            when it happened; an event whose `at` is missing is left out
 *		milestone CODE / nature NATURE / reason / side / place / words / source / key   VALUE or "template"
 *		set KEY VALUE|"template"            an attribute; one that is missing is left out
 *
 * A word without quotes and braces names a value, a quoted one is a text, {} in it are columns or values.
 * Without `key` an event's key is its reference, type, milestone and nature: the same row twice is the same event.
 */
#ifndef DOCKET_CODEC_MAPPING_H
#define DOCKET_CODEC_MAPPING_H

#include "base/arena.h"
#include "base/zone.h"
#include "model/stored.h"

#define MAPPING_COLUMNS_MAX 256
#define MAPPING_VALUES_MAX 256
#define MAPPING_EVENTS_MAX 64

struct mapping;

/* Reads and checks a mapping's text; `name` is for faults, which have line, column and a suggestion. The caller frees *out. */
MUST_CHECK enum err mapping_read(const char *name, struct span text, struct mapping **out, struct fault *fault);

/* Frees; NULL is fine. */
void mapping_free(struct mapping *mapping);

/* What it calls itself. */
const char *mapping_name(const struct mapping *mapping);

/* What mapping_decode tells; both borrow what they get until they return. `line` is that of the row. */
struct mapping_listener {
	void *context;
	/* One event: its texts live until the callback returns; ids, tenant and state are the caller's to fill. Anything but ERR_NONE ends
	 * the decoding with it. */
	enum err (*on_event)(void *context, const struct event *event, int line);
	/* A row that cannot be understood; the others go on. */
	void (*on_fault)(void *context, const struct fault *fault, int line);
};

/* Decodes a whole file: packed or not, at most `most_bytes` unpacked. *rows (may be NULL) counts its rows. A fault here is one of the
 * whole file: no line of names, a column that is not there. */
MUST_CHECK enum err mapping_decode(struct mapping *mapping, struct span bytes, size_t most_bytes,
				   const struct mapping_listener *listener, size_t *rows, struct fault *fault);

#endif

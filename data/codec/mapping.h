/* SPDX-License-Identifier: MIT */
/*
 * A mapping: one text in the one line grammar (base/conf.h) that says what a partner's messages mean as canonical events.
 *
 *	mapping hflights "Flights as line-haul legs"
 *	zone America/Chicago              of every civil time in it that has no other; inside a loop, of those in that loop
 *	missing NA "Date Not Captured"    cells that mean nothing, beside the empty one
 *	include NAME                      the lines of another mapping, in this place: its tables, or all of it
 *
 * A message is a tree of records, and a cell is asked of the record at hand:
 *	rows csv                          each row of CSV, TSV or a dialect, with a line of names; a cell is a column: {Carrier}
 *	rows json "/shipments[]" ""       members of the array that a JSON pointer names, the first of several that is there; without [] the
 *	                                  one value there ("" = the whole). A cell is a path from the record: {status/code}, {legs/0/eta};
 *	                                  {refs[type=BKG]/value} the member of an array by one of its own; {/id} from the whole document;
 *	                                  {../id} from the record one loop further out; {.} the record itself. A name asked of an array is
 *	                                  asked of its first member, and what is no array counts as an array of one
 *	rows xml "//Shipment"             elements by XPath 1.0 without prefixes of namespaces; a cell is XPath from the record: {@id}
 *	rows x12 214 until=LX             transaction sets of these types (none = all); a cell is an element of the first such segment, from
 *	                                  the set's beginning to one that until= names: {B10.2}, {N1.3:2} its second component, {REF[BM].2}
 *	                                  of a segment whose first element says BM, {DTM[2=011].1}, {REF[BM,MB].2} either, {N1[ST]/N4.1}
 *	                                  the N4 behind it and before the next N1; ISA and GS are those around the set
 *	rows edifact IFTSTA               messages, in the same way: {BGM.2} is the first component, {DTM[137].1:2} the second
 * In a record stand values and events, and inside of it
 *	loop "events[]"                   indented: records inside the record, which may use the values of the outer ones; of segments
 *	loop AT7 until=L11                from each AT7 to the next, to one that until= names, or to the end of what is around it
 * Several `rows` are several ways to read the same message, one after the other.
 *
 * Values, each from cells and from values above it. A value that rests on one that is missing is missing itself. SOURCE is a cell or a
 * value by its bare name, or a template; TEMPLATE is "{Cell} {value} {Month:2}" (:2 = at least two digits). A value hides a cell of its
 * name; in JSON and XML {./name} is the cell all the same.
 *	text NAME SOURCE|TEMPLATE                   words in quotes are themselves
 *	number NAME SOURCE [round]                  whole; `round` takes decimals too
 *	day NAME SOURCE FORMAT...                   a day's beginning; formats of %Y %y %m %d %b %H %I %p %M %S %f %j %z, the first that fits
 *	time NAME SOURCE [FORMAT...] [zone=ZONE]    a moment: without formats ISO 8601 with or without an offset, else formats as above (%z an
 *	                                            offset, %f a fraction, both may be left out) or epoch, epoch-ms; ZONE is a value that
 *	                                            holds a zone's name or offset, or a zone
 *	clock NAME SOURCE                           a time of the day: 1640, 905, 16:40
 *	choice NAME SOURCE A=word B="words" else=words    cells without blanks
 *	code NAME SOURCE TABLE.COLUMN [else=words]  what a table says of the cell
 *	join NAME "SEPARATOR" VALUE|TEMPLATE...     those of them that are known, put together
 *	part NAME SOURCE "SEPARATOR" NUMBER         a piece of it, from 1; -1 is the last
 *	same NAME SOURCE SOURCE                     yes or no: are these two, where both are there, the same
 *	money NAME SOURCE VALUE|"EUR" [implied=2]   an amount and its currency; implied: digits behind a point that is not written
 *	measure NAME SOURCE VALUE|"LB" to=kg        an amount in another unit: kg g t lb oz, m cm mm in ft km mi, l ml m3 gal, celsius fahrenheit
 *	                                            kelvin, min h s d, and what partners write for them
 *	at NAME DAY CLOCK [minus=NUMBER]            that time of that day; minus takes minutes off round the clock
 *	shift NAME INSTANT plus=NUMBER|minus=NUMBER [each=1d]    so many minutes, or what each= says; or by=DURATION, such as -30d
 *	next NAME INSTANT CLOCK                     the first such time of the day at or after the instant
 *	first NAME A B C                            the first of them that is known
 *	when EXPR                                   a record for which this does not hold is passed over
 *	must "words" EXPR                           one for which this does not hold is a fault with these words
 * A cell that cannot be read is a fault of its record; bad=missing at the end of a value's line makes it missing instead.
 * `received` is a value that is always there: when the message came. EXPR is the one expression language over the values above it.
 *
 *	table NAME COLUMN...                        what codes mean; its indented lines are CODE WORD "WORDS"..., a word for each column,
 *		X1 arrive "came to the consignee"   - for none; CODE* stands for all that begin so. A later line for the same code wins, so
 *		D* -      "other"                   who includes a mapping and names its table again changes some of it for one partner
 *
 * Events, in the order in which a record gives them:
 *	event shipment.milestone [when EXPR]        the type, or "{value}" for one that code or choice gives (missing = no event)
 *		about [KIND] VALUE                  the subject; KIND only where the type's own is not meant
 *		known VALUE                         when the sender knew; must be there
 *		at VALUE                            when it happened; an event whose `at` is missing is left out
 *		stop VALUE                          a number: which stop of the road; without it, or if it is missing, the road as a whole
 *		milestone CODE / nature NATURE / reason / side / place / words / source / key   VALUE or TEMPLATE
 *		retracts VALUE|TEMPLATE             the key of an event that is taken back; "KEY *" is every one whose key is KEY or goes on
 *		set KEY VALUE|TEMPLATE              an attribute; one that is missing is left out
 *
 * A word without quotes and braces names a value, a quoted one is a text, {} in it are cells or values.
 * Without `key` an event's key is its reference, type, milestone and nature: the same record twice is the same event.
 */
#ifndef DOCKET_CODEC_MAPPING_H
#define DOCKET_CODEC_MAPPING_H

#include "base/arena.h"
#include "base/zone.h"
#include "model/stored.h"

#define MAPPING_CELLS_MAX 1024
#define MAPPING_VALUES_MAX 1024
#define MAPPING_EVENTS_MAX 256
#define MAPPING_LOOPS_MAX 64
#define MAPPING_LOOP_DEPTH_MAX 8
#define MAPPING_FAULTS_MAX 1000 /* of a message that is hardly understood, see mapping_decode */

struct mapping;

/* Reads and checks a mapping's text; `name` is for faults, which have line, column and a suggestion. What it includes is looked for
 * among the mappings that ship. The caller frees *out. */
MUST_CHECK enum err mapping_read(const char *name, struct span text, struct mapping **out, struct fault *fault);

/* Frees; NULL is fine. */
void mapping_free(struct mapping *mapping);

/* The n-th verb that makes a value or a condition, as a line of usage; NULL behind the last. */
const char *mapping_usage(size_t n);

/* What it calls itself. */
const char *mapping_name(const struct mapping *mapping);

/* Are the bytes, by what stands in them, of the kind of file that it reads? */
bool mapping_takes(const struct mapping *mapping, struct span bytes);

/* What became of one value or event of a record. */
struct mapping_told {
	const char *what;   /* "eta", "event shipment.eta" */
	const char *text;   /* a value as text; NULL = it is missing, or the event was left out */
	const char *why;    /* then: why; else "" */
};

/* What mapping_decode tells; all borrow what they get until they return. `place` is that of the record: "line 4", a JSON pointer, an
 * XPath. */
struct mapping_listener {
	void *context;
	/* One event: its texts live until the callback returns; ids, tenant and state are the caller's to fill. Anything but ERR_NONE ends
	 * the decoding with it. */
	enum err (*on_event)(void *context, const struct event *event, const char *place);
	/* A record that cannot be understood; the others go on. `about` is what its events would have been about, where that can be told; else
	 * "". */
	void (*on_fault)(void *context, const struct fault *fault, const char *place, const char *about);
	/* Every value of every record and every event that was left out; may be NULL. */
	void (*on_told)(void *context, const struct mapping_told *told, const char *place);
};

/* Decodes a whole message: packed or not, at most `most_bytes` unpacked. *rows (may be NULL) counts its records. A fault here is one of
 * the whole message: it is no JSON, a column is not there. Where of more than MAPPING_FAULTS_MAX records with a fault each tenth did not
 * become an event either, the message is of another kind or the mapping is wrong: the last fault told says so at the place "/", and the
 * rest is not looked at. */
MUST_CHECK enum err mapping_decode(struct mapping *mapping, struct span bytes, size_t most_bytes, int64_t received_at,
				   const struct mapping_listener *listener, size_t *rows, struct fault *fault);

#endif

/* SPDX-License-Identifier: MIT */
/* Where in a message's text a place lies that a decoder named: "line 4", a JSON pointer, the XPath of an element, a segment of a set.
 * Made for people who look at what is wrong: where the place itself is not there, what is around it is given. */
#ifndef DOCKET_CODEC_PLACE_H
#define DOCKET_CODEC_PLACE_H

#include "base/str.h"

/* Bytes of a text, from `begin` to before `end`. */
struct place_range {
	size_t begin, end;
};

/* Finds it, without blanks and line ends around it; false if the place names nothing that is in the text. The text may be damaged. */
bool place_find(struct span text, const char *place, struct place_range *out);

#endif

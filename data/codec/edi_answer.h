/* SPDX-License-Identifier: MIT */
/* Private to the writers of acknowledgements: segments that count themselves, and the findings of a set. */
#ifndef DOCKET_CODEC_EDI_ANSWER_H
#define DOCKET_CODEC_EDI_ANSWER_H

#include "codec/edi_ack.h"

/* What is said about one segment of a set. */
struct edi_note {
	size_t segment;            /* its number in the file; 0 = not begun */
	char id[EDI_ID_BYTES];
	const char *code;
};

/* One answer being written. Sets and groups are gone by in the order of the file, so each is looked at once. */
struct edi_answer {
	const struct edi_file *file;
	struct edi_ack *ack;
	struct str *out;
	struct edi_signs signs;
	size_t next[EDI_LEVELS_];  /* the first group and set that was not gone by */
	size_t finding;            /* of ack->findings: the first that was not said and may still be */
	struct edi_cursor cursor;  /* over the set whose notes are gone through */
	size_t segments;           /* written since the caller set it to 0 */
	size_t pending;            /* separators before the next element that is not empty */
	bool has_una;                 /* an interchange before had its signs said */
};

/* Opens a segment. */
void edi_answer_open(struct edi_answer *answer, const char *id);

/* An element of letters and digits; NULL or "" leaves it empty. */
void edi_answer_text(struct edi_answer *answer, const char *text);

/* An element made like printf. */
void edi_answer_format(struct edi_answer *answer, const char *format, ...) PRINTF_LIKE(2, 3);

/* A byte of somebody else's, a blank if it is one of the signs: they may have been chosen here, where the sender's were
 * missing. */
char edi_answer_byte(const struct edi_answer *answer, char byte);

/* An element as it came, released signs released, cut to `most` bytes. */
void edi_answer_raw(struct edi_answer *answer, struct span raw, size_t most);

/* Closes it; empty elements at its end are left out. */
void edi_answer_close(struct edi_answer *answer);

/* The next of what is to be said about segments of a set, the caller's findings and ids that are none; begins with
 * note->segment 0. `odd` is the code for an id that is none. False at the end. */
bool edi_answer_note(struct edi_answer *answer, size_t set, const char *odd, struct edi_note *note);

/* The verdict on a set with its findings. */
enum edi_verdict edi_answer_verdict(struct edi_answer *answer, size_t set);

/* The next envelope of `level` that lies in the one at `place` of `outer`, without going by it; EDI_NONE = there is none. */
size_t edi_answer_look(struct edi_answer *answer, int level, int outer, size_t place);

/* The same, and goes by it. */
size_t edi_answer_take(struct edi_answer *answer, int level, int outer, size_t place);

/* Reads the header of an envelope. */
void edi_answer_header(const struct edi_answer *answer, const struct edi_envelope *envelope, struct edi_segment *header);

/* The answer to one interchange; false if it has none. */
bool edi_ack_x12(struct edi_answer *answer, const struct edi_envelope *interchange, size_t place);

/* The same for EDIFACT. */
bool edi_ack_contrl(struct edi_answer *answer, const struct edi_envelope *interchange, size_t place);

#endif

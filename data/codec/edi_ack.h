/* SPDX-License-Identifier: MIT */
/*
 * What is answered to whoever sent an interchange: 997 and 999 for X12, CONTRL for EDIFACT. Made from a file that was read,
 * without a clock: moments and control numbers are arguments. One answer for each interchange, written with that interchange's
 * own signs, sender and recipient changed over. An acknowledgement is never answered: groups of type FA and interchanges of
 * CONTRL alone are left out.
 *
 * A set is rejected whose trailer is missing, counts wrongly or has another control number, or that names neither type nor
 * number. It is accepted with errors when a segment in it has an id that is none, or its control number came before. A group or
 * interchange whose own trailer is wrong is rejected with all that is in it. What only a mapping can find, the caller gives as
 * findings.
 *
 * EDIFACT has no word for an interchange that is accepted with errors; its messages have: acknowledged (7) with UCS behind it.
 */
#ifndef DOCKET_CODEC_EDI_ACK_H
#define DOCKET_CODEC_EDI_ACK_H

#include "base/instant.h"
#include "codec/edi_file.h"

enum edi_ack_kind { EDI_ACK_997, EDI_ACK_999, EDI_ACK_CONTRL, EDI_ACK_KINDS_ };

enum edi_verdict { EDI_ACCEPTED, EDI_ACCEPTED_WITH_ERRORS, EDI_REJECTED };

/* What somebody found in a segment of a set; sorted by set, then by segment. */
struct edi_finding {
	size_t set;               /* its place in file.levels[EDI_SET] */
	size_t segment;           /* number in the file */
	const char *code;         /* X12: AK304 or IK304, such as "8"; EDIFACT: 0085, such as "12" */
	enum edi_verdict verdict; /* on the set */
};

struct edi_ack {
	enum edi_ack_kind kind;
	struct civil at;             /* when the answer is made; partners read it as UTC or by agreement */
	int64_t interchange_number;  /* of the next answer; counted on */
	int64_t group_number;        /* X12: of its next group; counted on */
	bool has_lines;              /* a line end behind each terminator, for people */
	const struct edi_finding *findings;
	size_t finding_count;
};

/* The kind called "997", "999" or "contrl". ERR_INVALID else. */
MUST_CHECK enum err edi_ack_kind_read(const char *name, enum edi_ack_kind *out, struct fault *fault);

/* Appends the answers to all interchanges of a file; the numbers in `ack` are those of the next answer then. ERR_INVALID if the
 * kind is not one of the file's standard; ERR_NOT_FOUND if nothing in it is answered. */
MUST_CHECK enum err edi_ack_write(const struct edi_file *file, struct edi_ack *ack, struct str *out, struct fault *fault);

/* What the structure of a set alone makes of it. */
enum edi_verdict edi_ack_verdict(const struct edi_envelope *set);

#endif

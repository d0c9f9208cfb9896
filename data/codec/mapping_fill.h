/* SPDX-License-Identifier: MIT */
/* Private to the mapping's files: how each verb makes its value for a record. The manual (mapping.h) says what each is. A value that
 * cannot be read is ERR_INVALID; one that rests on something missing is left missing. */
#ifndef DOCKET_CODEC_MAPPING_FILL_H
#define DOCKET_CODEC_MAPPING_FILL_H

#include "codec/mapping_plan.h"

typedef enum err mapping_fill(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault);

/* Texts: mapping_fill.c. */
mapping_fill mapping_fill_text, mapping_fill_choice, mapping_fill_code, mapping_fill_join, mapping_fill_part, mapping_fill_same,
	mapping_fill_first;

/* Conditions: mapping_fill.c. */
mapping_fill mapping_fill_when, mapping_fill_must;

/* Amounts: mapping_amount.c. */
mapping_fill mapping_fill_number, mapping_fill_money, mapping_fill_measure;

/* Moments: mapping_moment.c. */
mapping_fill mapping_fill_day, mapping_fill_time, mapping_fill_clock, mapping_fill_at, mapping_fill_shift, mapping_fill_next;

/* The text of a step's source in the row's arena: false if it is missing, and the slot says why. */
bool mapping_fill_source(struct mapping_row *row, const struct template *source, struct slot *slot, struct span *out);

/* Are the values known that a step rests on? If not, the slot says why. */
bool mapping_fill_operands(const struct mapping_row *row, const struct step *step, struct slot *slot);

/* ERR_INVALID: "CELL" is no such thing. */
enum err mapping_fill_refuse(const struct step *step, struct span cell, const char *what, struct fault *fault);

#endif

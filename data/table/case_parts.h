/* SPDX-License-Identifier: MIT */
/* What belongs to one case, each part a view with its order: for `docket case`, its JSON and the API alike. */
#ifndef DOCKET_TABLE_CASE_PARTS_H
#define DOCKET_TABLE_CASE_PARTS_H

#include "table/shown.h"

/* One part: rows of `type` where tenant_id and case_id are the case's. */
struct case_part {
	const struct row_type *type;
	const char *order; /* " order by ..." or "": the view's own */
};

/* All of them, in the order of the JSON; ended by a row without a type. */
extern const struct case_part case_parts[];

/* The order of the part of this type; "" for what is no part. */
const char *case_part_order(const struct row_type *type);

#endif

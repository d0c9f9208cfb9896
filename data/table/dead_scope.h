/* SPDX-License-Identifier: MIT */
/* What dead letters can be asked in the expression language, of the store only. */
#ifndef DOCKET_TABLE_DEAD_SCOPE_H
#define DOCKET_TABLE_DEAD_SCOPE_H

#include "expr/expr.h"

/* Columns are those of docket_read.dead_letter. */
extern const struct expr_scope dead_scope;

#endif

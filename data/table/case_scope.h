/* SPDX-License-Identifier: MIT */
/* What a case can be asked in the expression language: the same words for filters, saved views, `docket cases` and alerts. */
#ifndef DOCKET_TABLE_CASE_SCOPE_H
#define DOCKET_TABLE_CASE_SCOPE_H

#include "expr/expr.h"
#include "table/shown.h"

/* The scope: columns are those of docket_read.case_queue. */
extern const struct expr_scope case_scope;

/* Fits expr_values; `context` is a const struct case_row *. */
void case_scope_value(void *context, const struct expr_field *field, struct expr_value *out);

#endif

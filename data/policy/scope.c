/* SPDX-License-Identifier: MIT */
/* The scope of policy conditions, expanded from the one list of fields. */
#include "policy/scope.h"

#define FIELD_ROW(field_id, field_name, field_kind, set_words, field_help) \
	{ .name = #field_name, \
	  .kind = EXPR_##field_kind, \
	  .unit_us = 1, \
	  .words = set_words, \
	  .help = field_help, \
	  .id = field_id },

static const struct expr_field fields[] = { POLICY_FIELDS(FIELD_ROW) };

const struct expr_scope policy_scope = { .name = "policy",
					 .fields = fields,
					 .field_count = COUNT_OF(fields) };

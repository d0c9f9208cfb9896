/* SPDX-License-Identifier: MIT */
/* The stored row types, expanded from the column lists in model/stored.h. */
#include "table/stored_rows.h"

#define COLUMN_OF(kind, name) { #name, COLUMN_##kind, offsetof(struct ROW, name), NULL, "", 0, NULL },

#define ROW party
static const struct column party_columns[] = { PARTY_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW site
static const struct column site_columns[] = { SITE_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW contact
static const struct column contact_columns[] = { CONTACT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW contract
static const struct column contract_columns[] = { CONTRACT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW rate
static const struct column rate_columns[] = { RATE_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW stock
static const struct column stock_columns[] = { STOCK_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW interface
static const struct column interface_columns[] = { INTERFACE_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW event
static const struct column event_columns[] = { EVENT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW dead
static const struct column dead_columns[] = { DEAD_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW subject
static const struct column subject_columns[] = { SUBJECT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW subject_ref
static const struct column subject_ref_columns[] = { SUBJECT_REF_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW subject_link
static const struct column subject_link_columns[] = { SUBJECT_LINK_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW stop
static const struct column stop_columns[] = { STOP_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW milestone
static const struct column milestone_columns[] = { MILESTONE_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW case_open
static const struct column case_open_columns[] = { CASE_OPEN_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW case_clock
static const struct column case_clock_columns[] = { CASE_CLOCK_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW task
static const struct column task_columns[] = { TASK_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW case_step
static const struct column case_step_columns[] = { CASE_STEP_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW act
static const struct column act_columns[] = { ACT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW quote
static const struct column quote_columns[] = { QUOTE_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW approval
static const struct column approval_columns[] = { APPROVAL_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW effect
static const struct column effect_columns[] = { EFFECT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW letter
static const struct column letter_columns[] = { LETTER_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW audit
static const struct column audit_columns[] = { AUDIT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW message
static const struct column message_columns[] = { MESSAGE_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW mail
static const struct column mail_columns[] = { MAIL_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW document
static const struct column document_columns[] = { DOCUMENT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW member
static const struct column member_columns[] = { MEMBER_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW tenant
static const struct column tenant_columns[] = { TENANT_COLUMNS(COLUMN_OF) };
#undef ROW

#define ROW_TYPE(table, list)                                                             \
	const struct row_type row_stored_##table = {                                      \
		#table, "docket." #table, table##_columns, COUNT_OF(table##_columns),          \
		sizeof(struct table), "",                                                 \
	};
STORED_TABLES(ROW_TYPE)

#define ROW_POINTER(table, list) &row_stored_##table,
const struct row_type *const row_stored_types[] = { STORED_TABLES(ROW_POINTER) NULL };

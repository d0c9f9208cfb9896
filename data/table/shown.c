/* SPDX-License-Identifier: MIT */
/* The shown row types, expanded from the lists in table/shown.h. */
#include "table/shown.h"

/* An empty title means "no column on screen". */
#define COLUMN_OF(kind, name, title, unit, width, help) \
	{ #name, COLUMN_##kind, offsetof(struct ROW, name), title, unit, width, help },

#define ROW case_row
static const struct column case_columns[] = { CASE_ROW(COLUMN_OF) };
#undef ROW

#define ROW story_row
static const struct column story_columns[] = { STORY_ROW(COLUMN_OF) };
#undef ROW

#define ROW milestone_shown_row
static const struct column milestone_shown_columns[] = { MILESTONE_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW contact_shown_row
static const struct column contact_shown_columns[] = { CONTACT_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW clock_shown_row
static const struct column clock_shown_columns[] = { CLOCK_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW link_row
static const struct column link_columns[] = { LINK_ROW(COLUMN_OF) };
#undef ROW

#define ROW quote_shown_row
static const struct column quote_shown_columns[] = { QUOTE_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW approval_shown_row
static const struct column approval_shown_columns[] = { APPROVAL_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW stall_shown_row
static const struct column stall_shown_columns[] = { STALL_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW sla_row
static const struct column sla_columns[] = { SLA_ROW(COLUMN_OF) };
#undef ROW

#define ROW cause_row
static const struct column cause_columns[] = { CAUSE_ROW(COLUMN_OF) };
#undef ROW

#define ROW effect_shown_row
static const struct column effect_shown_columns[] = { EFFECT_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW letter_shown_row
static const struct column letter_shown_columns[] = { LETTER_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW task_shown_row
static const struct column task_shown_columns[] = { TASK_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW step_shown_row
static const struct column step_shown_columns[] = { STEP_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW interface_shown_row
static const struct column interface_shown_columns[] = { INTERFACE_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW dead_shown_row
static const struct column dead_shown_columns[] = { DEAD_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW interface_page_row
static const struct column interface_page_columns[] = { INTERFACE_PAGE_ROW(COLUMN_OF) };
#undef ROW

#define ROW interface_fault_row
static const struct column interface_fault_columns[] = { INTERFACE_FAULT_ROW(COLUMN_OF) };
#undef ROW

#define ROW interface_shipment_row
static const struct column interface_shipment_columns[] = { INTERFACE_SHIPMENT_ROW(COLUMN_OF) };
#undef ROW

#define ROW document_shown_row
static const struct column document_shown_columns[] = { DOCUMENT_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW mail_shown_row
static const struct column mail_shown_columns[] = { MAIL_SHOWN_ROW(COLUMN_OF) };
#undef ROW

#define ROW disruption_row
static const struct column disruption_columns[] = { DISRUPTION_ROW(COLUMN_OF) };
#undef ROW

#define ROW disruption_member_row
static const struct column disruption_member_columns[] = { DISRUPTION_MEMBER_ROW(COLUMN_OF) };
#undef ROW

#define ROW bulk_row
static const struct column bulk_columns[] = { BULK_ROW(COLUMN_OF) };
#undef ROW

#define ROW receipt_row
static const struct column receipt_columns[] = { RECEIPT_ROW(COLUMN_OF) };
#undef ROW

#define ROW me_row
static const struct column me_columns[] = { ME_ROW(COLUMN_OF) };
#undef ROW

#define ROW found_row
static const struct column found_columns[] = { FOUND_ROW(COLUMN_OF) };
#undef ROW

#define ROW act_answer_row
static const struct column act_answer_columns[] = { ACT_ANSWER_ROW(COLUMN_OF) };
#undef ROW

#define ROW_TYPE(row, list, view, help)                                                   \
	const struct row_type row_shown_##row = {                                         \
		#row, "docket_read." view, row##_columns, COUNT_OF(row##_columns),             \
		sizeof(struct row##_row), help,                                           \
	};
SHOWN_TYPES(ROW_TYPE)

#define ROW_POINTER(row, list, view, help) &row_shown_##row,
const struct row_type *const row_shown_types[] = { SHOWN_TYPES(ROW_POINTER) NULL };

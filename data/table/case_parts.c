/* SPDX-License-Identifier: MIT */
/* The parts of a case, one row each. */
#include "table/case_parts.h"

const struct case_part case_parts[] = {
	{ &row_shown_contact_shown, "" },
	{ &row_shown_quote_shown, " order by act_id, option_no" },
	{ &row_shown_approval_shown, " order by approval_id" },
	{ &row_shown_milestone_shown, "" },
	{ &row_shown_clock_shown, " order by due_at nulls last, kind" },
	{ &row_shown_link, " order by kind, ref" },
	{ &row_shown_effect_shown, " order by effect_id" },
	{ &row_shown_document_shown, " order by received_at, document_id" },
	{ &row_shown_letter_shown, " order by letter_id" },
	{ &row_shown_task_shown, " order by due_at nulls last, task_id" },
	{ &row_shown_step_shown, " order by run, ord" },
	{ &row_shown_story, " order by at, item_id" },
	{ 0 },
};

const char *case_part_order(const struct row_type *type)
{
	for (const struct case_part *part = case_parts; part->type; part++)
		if (part->type == type)
			return part->order;
	return "";
}

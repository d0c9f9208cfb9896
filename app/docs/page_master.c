/* SPDX-License-Identifier: MIT */
/* docs/master.md: the tables of master data and their columns. */
#include "docs/page.h"

#include "model/master.h"

static const char *kind_words(const struct master_column *column)
{
	switch (column->kind) {
	case MASTER_CHOICE: return column->choices;
	case MASTER_ZONE: return "a time zone: Europe/Berlin";
	case MASTER_MONEY: return "an amount: 120.00 EUR";
	case MASTER_DURATION: return "a duration: 6h";
	case MASTER_TIME: return "a time of day: 07:30";
	case MASTER_PARTY: return "kind:code";
	case MASTER_CODE: return "a code";
	case MASTER_TEXT: break;
	}
	return "a text";
}

static void print_kind(const struct master_kind *kind, struct str *out)
{
	str_addf(out, "\n## %s.csv\n\n%s\n\n", kind->name, kind->help);
	page_head(out, "Column|Value|In every row|What it says");
	for (const struct master_column *column = kind->columns; column->name; column++) {
		page_code(out, column->name);
		page_cell(out, kind_words(column));
		page_cell(out, column->is_needed ? column->is_key ? "yes, tells rows apart" : "yes" : column->is_key ? "tells rows apart" : "");
		page_cell(out, column->help);
		page_end_row(out);
	}
}

void page_master(struct str *out)
{
	page_open(out, "Master data", "data/model/master.c");
	str_adds(out, "The ERP owns customers, carriers, sites, contracts and rates; docket works with a copy of what it needs. It comes as tables, "
		      "CSV of any dialect with a line of\nnames:\n\n"
		      "    docket master parties.csv sites.csv rates.csv --tenant acme    puts them in force\n"
		      "    docket master rates --tenant acme                              what is in force, in the same columns\n\n"
		      "A file is taken whole or not at all; a fault names its line and column. Rows that are there are changed, others made, and none is taken "
		      "away. A column that a\nfile does not have keeps what is there, an empty cell empties it. Every engine hears of it at once, and the audit "
		      "has who did it. A file may be sent\nagain: the second time changes nothing.\n");
	for (const struct master_kind *kind = master_kinds; kind->name; kind++)
		print_kind(kind, out);
}

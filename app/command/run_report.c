/* SPDX-License-Identifier: MIT */
/* docket report: were limits kept, and what comes again and again. Each is a view with a row for every value of a dimension and every
 * period; the options pick. */
#include <string.h>

#include "command/listing.h"
#include "command/runs.h"

const struct option run_report_options[] = {
	{ "by", OPTION_TEXT, NULL, "what", "sla: all, desk, type, tier, customer, carrier, site. causes: reason, side, type, carrier, site, region, customer, lane." },
	{ "periods", OPTION_NUMBER, "4", "", "So many weeks, or of `causes` units, back from now; sla: 0 is all weeks together." },
	{ "unit", OPTION_CHOICE, "month", "week|month|quarter", "causes: what a period is." },
	{ 0 },
};

/* A report: its rows, what it may be told by (the first one if nothing is said), and how it is asked for. $1: client, $2: by, $3: periods,
 * $4: unit. */
static const struct report {
	const char *name, *by[9];
	const struct row_type *type;
	const char *tail, *empty, *columns[12];
} reports[] = {
	{ "sla",
	  { "all", "desk", "type", "tier", "customer", "carrier", "site" },
	  &row_shown_sla,
	  "where ($1::text is null or tenant = $1) and by = $2 and $4::text is not null"
	  " and case when $3::int = 0 then week_at is null else ago < $3::int end"
	  " order by tenant, week_at desc, clock, breached desc, cases desc, value",
	  "No case had a limit in that time.",
	  { "tenant", "week_at", "value", "clock", "cases", "met", "breached", "running", "kept_pct", "median_s", "p90_s" } },
	{ "causes",
	  { "reason", "side", "type", "carrier", "site", "region", "customer", "lane" },
	  &row_shown_cause,
	  "where ($1::text is null or tenant = $1) and by = $2 and unit = $4"
	  " and ago < $3::int"
	  " order by tenant, from_at desc, cases desc, value",
	  "No case was opened in that time.",
	  { "tenant", "from_at", "value", "cases", "before", "late", "carriers", "sites", "regions", "top_type", "risk_minor" } },
};

static const struct report *find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(reports); i++)
		if (strcmp(reports[i].name, name) == 0)
			return &reports[i];
	return NULL;
}

static bool is_among(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

static enum err check(const struct report *report, const char *by, struct fault *fault)
{
	if (is_among(report->by, by))
		return ERR_NONE;
	fault_set(fault, ERR_INVALID, by, "%s is not told by that", report->name);
	fault_help(fault, "docket report --help says by what, and over which periods");
	return ERR_INVALID;
}

static enum err list(struct request *request, const struct report *report, struct fault *fault)
{
	const char *by = config_text(&request->config, "by"), *unit = config_text(&request->config, "unit");
	struct session session = { 0 };
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	by = by ? by : report->by[0];
	err = check(report, by, fault);
	if (!err)
		err = session_open(&session, request, fault);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	pg_params_text(&params, by);
	pg_params_i64(&params, config_number(&request->config, "periods"));
	pg_params_text(&params, unit);
	if (!err)
		err = session_rows(&session, report->type, NULL, report->tail, &params, &rows, fault);
	if (!err)
		listing_print(&session, request, &rows, report->columns, report->empty);
	pg_params_release(&params);
	session_close(&session);
	return err;
}

enum err run_report(struct request *request, struct fault *fault)
{
	const char *name = NULL;
	const struct report *report = NULL;
	enum err err = request_need(request, "which report: sla or causes", &name, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		report = find(name);
	if (!err && !report) {
		err = fault_set(fault, ERR_INVALID, name, "there is no such report");
		fault_help(fault, "docket report sla, docket report causes");
	}
	return err ? err : list(request, report, fault);
}

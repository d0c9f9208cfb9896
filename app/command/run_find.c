/* SPDX-License-Identifier: MIT */
/* docket find REF, and how every subcommand finds the case that was meant. */
#include "command/runs.h"

#include <ctype.h>
#include <string.h>

#include "command/listing.h"

#define FOUND_MOST 50

static const char *const columns[] = { "kind", "ref", "matched", "case_ref", "words", NULL };
static const char *const columns_of_many[] = { "tenant", "kind", "ref", "matched", "case_ref", "words", NULL };

/* The store searches; it answers only what the asker may see. */
static enum err search(struct session *session, const char *text, struct session_rows *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, text);
	pg_params_i64(&params, FOUND_MOST);
	err = session_rows(session, &row_shown_found, "docket_do.find($1, $2)", "", &params, out, fault);
	pg_params_release(&params);
	return err;
}

enum err run_find(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	struct session_rows rows = { 0 };
	const char *ref = NULL;
	enum err err = request_need(request, "a reference", &ref, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = search(&session, ref, &rows, fault);
	if (!err)
		listing_print(&session, request, &rows, scene_tenants(&session.scene) > 1 ? columns_of_many : columns,
			      "Nothing is called that.");
	session_close(&session);
	return err;
}

/* "10481", "c-10481" and "C-10481" are one case number; other text is none. */
static bool case_number(const char *ref, struct str *out)
{
	const char *digits = (ref[0] == 'C' || ref[0] == 'c') && ref[1] == '-' ? ref + 2 : ref;

	if (!*digits || strspn(digits, "0123456789") != strlen(digits))
		return false;
	str_adds(out, "C-");
	str_adds(out, digits);
	return true;
}

static enum err by_number(struct session *session, const struct request *request, const char *number,
			  struct session_rows *out, struct fault *fault)
{
	static const char tail[] = "where ref = $1 and ($2::text is null or tenant = $2) order by tenant limit 3";
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, number);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = session_rows(session, &row_shown_case, NULL, tail, &params, out, fault);
	if (!err && out->count == 0)
		err = session_rows(session, &row_shown_case, "docket_read.case_all", tail, &params, out, fault);
	pg_params_release(&params);
	return err;
}

/* Every open case of the subjects that a reference finds. */
static enum err by_reference(struct session *session, const struct request *request, const char *ref,
			     struct session_rows *out, struct fault *fault)
{
	static const char tail[] = "where (tenant_id, case_id) in (select tenant_id, case_id from docket_do.find($1, $3))"
				   " and ($2::text is null or tenant = $2)"
				   " order by band, work_by nulls last, case_id limit 3";
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, ref);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	pg_params_i64(&params, FOUND_MOST);
	err = session_rows(session, &row_shown_case, NULL, tail, &params, out, fault);
	pg_params_release(&params);
	return err;
}

static enum err several(const struct session_rows *rows, const char *ref, struct fault *fault)
{
	const struct case_row *a = rows->rows[0], *b = rows->rows[1];

	fault_set(fault, ERR_INVALID, ref, "several cases could be meant: %s of %s, %s of %s%s", a->ref, a->tenant, b->ref,
		  b->tenant, rows->count > 2 ? ", ..." : "");
	fault_help(fault, "%s", strcmp(a->ref, b->ref) == 0 ? "say which client with --tenant" : "give the case's number");
	return ERR_INVALID;
}

enum err run_case_find(struct session *session, const struct request *request, const char *ref,
		       const struct case_row **out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct str number = { 0 };
	enum err err = ERR_NONE;

	if (case_number(ref, &number))
		err = by_number(session, request, str_text(&number), &rows, fault);
	if (!err && rows.count == 0)
		err = by_reference(session, request, ref, &rows, fault);
	str_release(&number);
	if (err)
		return err;
	if (rows.count > 1)
		return several(&rows, ref, fault);
	if (rows.count == 0) {
		fault_set(fault, ERR_NOT_FOUND, ref, "no case of yours is called that or belongs to it");
		fault_help(fault, "docket find %s also finds what has no case", ref);
		return ERR_NOT_FOUND;
	}
	*out = rows.rows[0];
	return ERR_NONE;
}

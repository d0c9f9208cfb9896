/* SPDX-License-Identifier: MIT */
/* Disruptions, their cases and receipts, asked of the store. */
#include "command/disruptcall.h"

#include <string.h>

const char *disruptcall_number(const char *ref)
{
	return (ref[0] == 'D' || ref[0] == 'd' || ref[0] == 'B' || ref[0] == 'b') && ref[1] == '-' ? ref + 2 : ref;
}

enum err disruptcall_find(struct session *session, const struct request *request, const char *ref, const struct disruption_row **out,
			  struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, disruptcall_number(ref));
	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = session_rows(session, &row_shown_disruption, NULL, "where ref = 'D-' || $1 and ($2::text is null or tenant = $2) order by tenant", &params, &rows,
			   fault);
	pg_params_release(&params);
	if (err)
		return err;
	if (rows.count != 1) {
		fault_set(fault, ERR_NOT_FOUND, ref, rows.count ? "several clients have a disruption of that number" : "there is no such disruption of yours");
		return fault_help(fault, rows.count ? "say which with --tenant" : "docket disruptions lists them");
	}
	*out = rows.rows[0];
	return ERR_NONE;
}

enum err disruptcall_members(struct session *session, const struct disruption_row *of, const char *pile, struct session_rows *out,
			     struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, of->tenant_id);
	pg_params_i64(&params, of->disruption_id);
	pg_params_text(&params, pile);
	err = session_rows(session, &row_shown_disruption_member, NULL,
			   "where tenant_id = $1 and disruption_id = $2 and ($3::text is null or (pile = $3 and left_at is null and state in ('open', 'waiting', 'cleared')))"
			   " order by (left_at is not null), array_position(array['rebook', 'tell', 'wait'], pile),"
			   " (state not in ('open', 'waiting', 'cleared')), band, work_by, case_id",
			   &params, out, fault);
	pg_params_release(&params);
	return err;
}

enum err disruptcall_bulks(struct session *session, const struct disruption_row *of, const char *ref, struct session_rows *out,
			   struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, of->tenant_id);
	pg_params_i64(&params, of->disruption_id);
	pg_params_text(&params, ref ? disruptcall_number(ref) : NULL);
	err = session_rows(session, &row_shown_bulk, NULL,
			   "where tenant_id = $1 and disruption_id = $2 and ($3::text is null or ref = 'B-' || $3) order by bulk_id", &params, out, fault);
	pg_params_release(&params);
	return err;
}

enum err disruptcall_receipts(struct session *session, const struct bulk_row *of, struct session_rows *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, of->tenant_id);
	pg_params_i64(&params, of->bulk_id);
	err = session_rows(session, &row_shown_receipt, NULL,
			   "where tenant_id = $1 and bulk_id = $2"
			   " order by array_position(array['refused', 'unknown', 'not yet', 'ready', 'under way', 'done'], state), case_id",
			   &params, out, fault);
	pg_params_release(&params);
	return err;
}

void disruptcall_counts(const struct bulk_row *of, struct str *out)
{
	const struct {
		const char *name;
		int64_t count;
	} counts[] = { { "done", of->done },	   { "refused", of->refused }, { "unknown", of->unknown }, { "under way", of->under_way },
		       { "not yet", of->waiting }, { "ready", of->ready } };
	bool is_first = true;

	str_addf(out, "%s of %s: %s, %lld cases: ", of->ref, of->disruption, of->what, (long long)of->members);
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		if (counts[i].count > 0) {
			str_addf(out, "%s%lld %s", is_first ? "" : ", ", (long long)counts[i].count, counts[i].name);
			is_first = false;
		}
	str_addc(out, '\n');
}

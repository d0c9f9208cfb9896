/* SPDX-License-Identifier: MIT */
/* docket approvals, approve, deny: decisions on exactly one quote, or on several like ones. The amount is compared here, so that nobody says yes
 * to a figure that was not read; the store gets no figure, only digests. */
#include "command/runs.h"

#include <string.h>
#include <unistd.h>

#include "command/decidemany.h"
#include "command/listing.h"
#include "command/papersheet.h"

const struct option run_decide_options[] = {
	{ "amount", OPTION_TEXT, NULL, "412.00EUR", "What it costs, exactly as the sheet says." },
	{ "total", OPTION_TEXT, NULL, "1234.00EUR", "approve several: what they cost together." },
	{ "reason", OPTION_TEXT, NULL, "words", "Why." },
	{ 0 },
};

const struct option run_approvals_options[] = {
	{ "stalled", OPTION_YES, "no", "", "Where approvals stall: by action, role and who decides, in the last 30 days." },
	{ 0 },
};

static const char *const columns[] = { "ref", "action", "label", "amount_minor", "nothing_minor", "customer", "asked_by",
				       "due_at", "state", "signs", "with_whom", "goes_to", "ask_words", NULL };
static const char *const columns_of_many[] = { "tenant", "ref", "action", "label", "amount_minor", "nothing_minor", "customer",
					       "asked_by", "due_at", "state", "signs", "with_whom", "goes_to", "ask_words", NULL };

static const char decide_call[] = "select code, words, act_id, id from docket_do.decide($1::int, $2, $3, $4, $5, "
				  "$6, $7)";

/* What was late comes first. */
static enum err list_stalled(struct session *session, const struct request *request, const struct pg_params *params, struct fault *fault)
{
	struct session_rows rows = { 0 };
	enum err err = session_rows(session, &row_shown_stall_shown, NULL,
				    "where $1::text is null or tenant = $1"
				    " order by repeats = '', went_up + expired desc, oldest_s desc nulls last, median_s desc, action, role, level, who",
				    params, &rows, fault);

	if (!err)
		listing_print(session, request, &rows, NULL, "Nothing was asked for in the last 30 days.");
	return err;
}

static enum err list_all(struct session *session, const struct request *request, const struct pg_params *params, struct fault *fault)
{
	struct session_rows rows = { 0 };
	enum err err = session_rows(session, &row_shown_approval_shown, NULL,
				    "where $1::text is null or tenant = $1"
				    " order by decided_at is not null, due_at nulls last, approval_id",
				    params, &rows, fault);

	if (!err)
		listing_print(session, request, &rows, scene_tenants(&session->scene) > 1 ? columns_of_many : columns,
			      "Nothing waits for a decision.");
	return err;
}

enum err run_approvals(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	struct pg_params params = { 0 };
	enum err err = request_end(request, fault);

	if (!err)
		err = session_open(&session, request, fault);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	if (!err)
		err = (config_is(&request->config, "stalled") ? list_stalled : list_all)(&session, request, &params, fault);
	pg_params_release(&params);
	session_close(&session);
	return err;
}

/* --- one of them --- */

enum err deciding_find(struct session *session, const struct request *request, const char *id,
			   const struct approval_shown_row **out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, id);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = session_rows(session, &row_shown_approval_shown, NULL,
			   "where (approval_id::text = $1 or upper(ref) = upper($1))"
			   " and ($2::text is null or tenant = $2)"
			   " order by state not in ('waiting', 'review'), decided_at desc nulls first limit 9",
			   &params, &rows, fault);
	pg_params_release(&params);
	if (err)
		return err;
	if (rows.count == 0) {
		fault_set(fault, ERR_NOT_FOUND, id, "no approval of yours has this number, and none is asked for this case");
		fault_help(fault, "docket approvals lists what waits");
		return ERR_NOT_FOUND;
	}
	*out = rows.rows[0];
	if (rows.count > 1 && strcmp(((struct approval_shown_row *)rows.rows[1])->state, "waiting") == 0) {
		const struct approval_shown_row *other = rows.rows[1];
		return fault_set(fault, ERR_INVALID, id, "several wait there: give the number, %lld or %lld",
				 (long long)(*out)->approval_id, (long long)other->approval_id);
	}
	return ERR_NONE;
}

static enum err find_quote(struct session *session, const struct approval_shown_row *approval,
			   const struct quote_shown_row **out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, approval->tenant_id);
	pg_params_i64(&params, approval->case_id);
	pg_params_i64(&params, approval->quote_id);
	err = session_rows(session, &row_shown_quote_shown, NULL,
			   "where tenant_id = $1 and case_id = $2 and quote_id = $3", &params, &rows, fault);
	pg_params_release(&params);
	*out = !err && rows.count ? rows.rows[0] : NULL;
	return err;
}

static enum err decide(struct session *session, const struct approval_shown_row *approval, const char *verdict,
		       const char *reason, struct fault *fault)
{
	const char *tty = ttyname(0);
	struct pg_params params = { 0 };
	struct answer answer;
	struct str out = { 0 };
	enum err err;

	pg_params_i64(&params, approval->tenant_id);
	pg_params_i64(&params, approval->quote_id);
	pg_params_text(&params, approval->digest);
	pg_params_text(&params, verdict);
	pg_params_text(&params, reason ? reason : "");
	pg_params_text(&params, answer_new_key(&session->arena));
	pg_params_text(&params, tty ? tty : "no terminal");
	err = answer_ask(session, decide_call, &params, &answer, fault);
	pg_params_release(&params);
	if (!err)
		err = answer_check(&answer, approval->ref, fault);
	if (err)
		return err;
	session_hint(session);
	str_addf(&out, "%s: %s\n", approval->ref, *answer.words ? answer.words : "done");
	listing_out(&out);
	str_release(&out);
	return ERR_NONE;
}

enum err deciding_sheet(struct session *session, const struct approval_shown_row *approval, struct fault *fault)
{
	const struct quote_shown_row *quote = NULL;
	struct str out = { 0 };
	enum err err = find_quote(session, approval, &quote, fault);

	if (err)
		return err;
	papersheet_approval(session, approval, quote, &out);
	listing_out(&out);
	str_release(&out);
	return ERR_NONE;
}

static enum err check_amount(struct session *session, const struct approval_shown_row *approval, const char *typed,
			     struct fault *fault)
{
	struct money amount = { 0 };
	enum err err;

	if (typed && money_read(span_of(typed), &amount) == ERR_NONE && amount.minor == approval->amount_minor &&
	    strcmp(amount.currency, approval->currency) == 0)
		return ERR_NONE;
	err = deciding_sheet(session, approval, fault);
	if (err)
		return err;
	if (!typed)
		fault_set(fault, ERR_INVALID, approval->ref, "the amount was not given");
	else if (!money_is_known(amount))
		fault_set(fault, ERR_INVALID, approval->ref, "%s is no amount with a currency", typed);
	else
		fault_set(fault, ERR_CHANGED, approval->ref, "%s is not what it costs", typed);
	fault_help(fault, "read the sheet, then give its cost as --amount");
	return fault->err;
}

static enum err decide_one(struct session *session, const struct request *request, const char *id, bool is_yes, const char *reason,
			   struct fault *fault)
{
	const struct approval_shown_row *approval = NULL;
	enum err err = deciding_find(session, request, id, &approval, fault);

	if (!err && config_text(&request->config, "total"))
		err = fault_set(fault, ERR_USAGE, "total", "is for several: one has an --amount");
	if (!err && is_yes)
		err = check_amount(session, approval, config_text(&request->config, "amount"), fault);
	if (!err)
		err = decide(session, approval, is_yes ? "approve" : "deny", reason, fault);
	return err;
}

static enum err run_decide(struct request *request, bool is_yes, struct fault *fault)
{
	const char *ids[DECIDING_MOST], *reason = config_text(&request->config, "reason");
	struct session session = { 0 };
	size_t count = 0;
	enum err err = request_need(request, "which approval or case", &ids[count++], fault);

	while (!err && count < DECIDING_MOST && (ids[count] = request_word(request)) != NULL)
		count++;
	if (!err)
		err = request_end(request, fault);
	if (!err && !is_yes)
		err = request_option(request, "reason", &reason, fault);
	if (!err)
		err = session_open(&session, request, fault);
	if (!err && count == 1)
		err = decide_one(&session, request, ids[0], is_yes, reason, fault);
	else if (!err)
		err = deciding_batch(&session, request, ids, count, is_yes ? "approve" : "deny", reason ? reason : "", fault);
	session_close(&session);
	return err;
}

enum err run_approve(struct request *request, struct fault *fault)
{
	return run_decide(request, true, fault);
}

enum err run_deny(struct request *request, struct fault *fault)
{
	return run_decide(request, false, fault);
}

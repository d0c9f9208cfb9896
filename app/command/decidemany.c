/* SPDX-License-Identifier: MIT */
/* Several like requests decided by one word: each named, their total typed, each with a receipt of its own. */
#include "command/decidemany.h"

#include <string.h>
#include <unistd.h>

#include "command/answer.h"
#include "command/listing.h"
#include "pg/rows.h"

static const char batch_call[] = "select coalesce(quote_id, 0), code, words from"
				 " docket_do.decide_batch($1::int, $2::bigint[], $3::text[], $4, $5, $6, $7)";

struct several {
	const struct approval_shown_row *rows[DECIDING_MOST];
	size_t count;
};

static enum err find_all(struct session *session, const struct request *request, const char *const *ids, size_t count,
			 struct several *out, struct fault *fault)
{
	for (out->count = 0; out->count < count; out->count++) {
		enum err err = deciding_find(session, request, ids[out->count], &out->rows[out->count], fault);
		if (err)
			return err;
		if (out->rows[out->count]->tenant_id != out->rows[0]->tenant_id)
			return fault_set(fault, ERR_INVALID, ids[out->count], "is of another client: only like requests are decided together");
	}
	return ERR_NONE;
}

static enum err add_up(const struct several *several, struct money *out, struct fault *fault)
{
	*out = money_of(0, several->rows[0]->currency);
	for (size_t i = 0; i < several->count; i++) {
		const struct approval_shown_row *row = several->rows[i];
		if (row->amount_minor == INT_NONE || money_add(*out, money_of(row->amount_minor, row->currency), out))
			return fault_set(fault, ERR_INVALID, row->ref, "its cost does not add up with the others");
	}
	return ERR_NONE;
}

/* The typed total must be theirs; else the sheets and the total are printed. */
static enum err check_total(struct session *session, const struct several *several, const char *typed, struct fault *fault)
{
	struct money total, given = { 0 };
	struct str out = { 0 };
	enum err err = add_up(several, &total, fault);

	if (!err && typed && money_read(span_of(typed), &given) == ERR_NONE && given.minor == total.minor &&
	    strcmp(given.currency, total.currency) == 0)
		return ERR_NONE;
	for (size_t i = 0; !err && i < several->count; i++)
		err = deciding_sheet(session, several->rows[i], fault);
	if (err)
		return err;
	str_addf(&out, "%zu together: ", several->count);
	money_write(&out, total);
	str_addc(&out, '\n');
	listing_out(&out);
	str_release(&out);
	fault_set(fault, typed ? ERR_CHANGED : ERR_INVALID, typed ? typed : "total", typed ? "is not what they cost together" : "was not given");
	fault_help(fault, "read the sheets, then give what they cost together as --total");
	return fault->err;
}

static void add_params(const struct several *several, const char *verdict, const char *reason, const char *key, struct pg_params *params)
{
	const char *tty = ttyname(0);
	struct rows quotes = { 0 }, digests = { 0 };

	rows_begin(&quotes);
	rows_begin(&digests);
	for (size_t i = 0; i < several->count; i++) {
		struct str number = { 0 };
		str_addf(&number, "%lld", (long long)several->rows[i]->quote_id);
		rows_text(&quotes, str_text(&number));
		str_release(&number);
		rows_text(&digests, several->rows[i]->digest);
	}
	pg_params_i64(params, several->rows[0]->tenant_id);
	pg_params_span(params, rows_end(&quotes));
	pg_params_span(params, rows_end(&digests));
	pg_params_text(params, verdict);
	pg_params_text(params, reason);
	pg_params_text(params, key);
	pg_params_text(params, tty ? tty : "no terminal");
	rows_release(&quotes);
	rows_release(&digests);
}

static const char *ref_of(const struct several *several, int64_t quote_id)
{
	for (size_t i = 0; i < several->count; i++)
		if (several->rows[i]->quote_id == quote_id)
			return several->rows[i]->ref;
	return "together";
}

/* A line for each; what the first that was not decided says is the fault. */
static enum err say_receipts(const struct several *several, struct pg_result *result, struct fault *fault)
{
	struct str out = { 0 };
	int undone = 0;

	for (int row = 0; row < pg_result_rows(result); row++) {
		const char *ref = ref_of(several, pg_result_i64(result, row, 0, 0));
		str_addf(&out, "%s: %s%s\n", ref, strcmp(pg_result_text(result, row, 1), "done") == 0 ? "" : "NOT DECIDED: ",
			 pg_result_text(result, row, 2));
		if (strcmp(pg_result_text(result, row, 1), "done") != 0 && undone++ == 0)
			fault_set(fault, ERR_CHANGED, ref, "%s", pg_result_text(result, row, 2));
	}
	listing_out(&out);
	str_release(&out);
	return undone ? ERR_CHANGED : ERR_NONE;
}

enum err deciding_batch(struct session *session, const struct request *request, const char *const *ids, size_t count, const char *verdict,
			const char *reason, struct fault *fault)
{
	struct several several;
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err = find_all(session, request, ids, count, &several, fault);

	if (!err && strcmp(verdict, "approve") == 0)
		err = check_total(session, &several, config_text(&request->config, "total"), fault);
	if (err)
		return err;
	add_params(&several, verdict, reason, answer_new_key(&session->arena), &params);
	err = pg_sync_sql(session->sync, batch_call, &params, &result, fault);
	pg_params_release(&params);
	if (err)
		return err;
	session_hint(session);
	err = say_receipts(&several, result, fault);
	pg_result_free(result);
	return err;
}

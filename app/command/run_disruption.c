/* SPDX-License-Identifier: MIT */
/* docket disruptions; docket disruption D-12: one of them whole, or what a person does to it. */
#include <string.h>

#include "base/text.h"
#include "command/disruptcall.h"
#include "command/listing.h"
#include "pg/rows.h"
#include "view/words.h"

const struct option run_disruptions_options[] = {
	{ "all", OPTION_YES, "no", "", "Also those that ended in the last 30 days." },
	{ 0 },
};

const struct option run_disruption_options[] = {
	{ "pile", OPTION_TEXT, NULL, "rebook|tell|wait", "Only the open cases of this pile." },
	{ "receipts", OPTION_YES, "no", "", "What came of each act on many of its cases, case by case." },
	{ 0 },
};

static const char *const list_columns[] = { "ref", "tenant", "cause", "title", "members", "rebook", "tell", "wait", "risk", "first_at", "owner", "state", NULL };
static const char *const member_columns[] = { "pile", "ref", "work_by", "customer", "tier", "subject", "why", "owner", NULL };
static const char *const receipt_columns[] = { "bulk", "ref", "subject", "customer", "state", "words", NULL };

enum err run_disruptions(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err = session_open(&session, request, fault);

	if (!err)
		err = request_end(request, fault);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	if (!err)
		err = session_rows(&session, &row_shown_disruption, NULL,
				   config_is(&request->config, "all") ? "where $1::text is null or tenant = $1 order by (state <> 'open'), band, first_at"
								      : "where ($1::text is null or tenant = $1) and state = 'open' order by band, first_at",
				   &params, &rows, fault);
	pg_params_release(&params);
	if (!err)
		listing_print(&session, request, &rows, list_columns, "No disruptions: no cases with one cause.");
	session_close(&session);
	return err;
}

/* ---------------------------------------------------------------- one, whole */

static void say_head(const struct session *session, const struct disruption_row *row, struct str *out)
{
	int64_t now = session_now(session, row->tenant_id);

	str_addf(out, "%s  %s: %s, %s\n", row->ref, row->title, row->cause, row->state);
	text_clean(out, row->reason, strlen(row->reason));
	str_addc(out, '\n');
	if (*row->words)
		str_addf(out, "%s\n", row->words);
	str_addf(out, "%lld cases, %lld open: %lld to rebook now, %lld to be told, %lld can wait", (long long)row->members, (long long)row->members_open,
		 (long long)row->rebook, (long long)row->tell, (long long)row->wait);
	if (*row->risk)
		str_addf(out, "; at stake %s", row->risk);
	str_adds(out, "\nsince ");
	words_when_zone(out, row->first_at, now, row->zone);
	str_addf(out, ", led by %s\n\n", *row->owner ? row->owner : "nobody");
}

static enum err say_receipts(struct session *session, struct request *request, const struct disruption_row *of, struct fault *fault)
{
	struct session_rows bulks = { 0 };
	enum err err = disruptcall_bulks(session, of, NULL, &bulks, fault);

	for (size_t i = 0; !err && i < bulks.count; i++) {
		struct session_rows receipts = { 0 };
		struct str out = { 0 };
		err = disruptcall_receipts(session, bulks.rows[i], &receipts, fault);
		if (!err && request->format == FORMAT_TABLE)
			disruptcall_counts(bulks.rows[i], &out);
		listing_out(&out);
		str_release(&out);
		if (!err)
			listing_print(session, request, &receipts, receipt_columns, "No receipts.");
	}
	if (!err && bulks.count == 0 && request->format == FORMAT_TABLE)
		listing_say("Nothing was done to many of its cases at once.\n");
	return err;
}

static enum err show(struct session *session, struct request *request, const struct disruption_row *row, struct fault *fault)
{
	struct session_rows members = { 0 }, bulks = { 0 };
	struct str out = { 0 };
	enum err err;

	if (config_is(&request->config, "receipts"))
		return say_receipts(session, request, row, fault);
	err = disruptcall_members(session, row, config_text(&request->config, "pile"), &members, fault);
	if (!err)
		err = disruptcall_bulks(session, row, NULL, &bulks, fault);
	if (err)
		return err;
	if (request->format == FORMAT_TABLE) {
		say_head(session, row, &out);
		for (size_t i = 0; i < bulks.count; i++)
			disruptcall_counts(bulks.rows[i], &out);
		listing_out(&out);
	}
	str_release(&out);
	listing_print(session, request, &members, member_columns, "It has no cases.");
	return ERR_NONE;
}

/* ---------------------------------------------------------------- what is done to it */

static const char disruption_call[] = "select code, words, act_id, id from docket_do.disruption($1::int, $2, $3, $4::bigint[], $5::text[], $6)";

/* Words are cases, but for key=value. */
static enum err read_words(struct session *session, struct request *request, struct rows *cases, struct rows *args, struct fault *fault)
{
	const char *word;
	enum err err = ERR_NONE;

	rows_begin(cases);
	rows_begin(args);
	while (!err && (word = request_word(request))) {
		const char *equals = strchr(word, '=');
		const struct case_row *row = NULL;
		if (equals) {
			rows_span(args, (struct span){ word, (size_t)(equals - word) });
			rows_text(args, equals + 1);
			continue;
		}
		err = run_case_find(session, request, word, &row, fault);
		if (!err)
			rows_i64(cases, row->case_id);
	}
	return err;
}

static enum err act(struct session *session, struct request *request, const struct disruption_row *row, const char *verb, struct fault *fault)
{
	struct rows cases = { 0 }, args = { 0 };
	struct pg_params params = { 0 };
	struct answer answer;
	enum err err = read_words(session, request, &cases, &args, fault);

	pg_params_i64(&params, row->tenant_id);
	pg_params_i64(&params, row->disruption_id);
	pg_params_text(&params, verb);
	pg_params_span(&params, rows_end(&cases));
	pg_params_span(&params, rows_end(&args));
	pg_params_text(&params, answer_new_key(&session->arena));
	if (!err)
		err = answer_ask(session, disruption_call, &params, &answer, fault);
	if (!err)
		err = answer_check(&answer, row->ref, fault);
	if (!err) {
		session_hint(session);
		listing_say("%s: %s\n", row->ref, answer.words);
	}
	pg_params_release(&params);
	rows_release(&cases);
	rows_release(&args);
	return err;
}

enum err run_disruption(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	const struct disruption_row *row = NULL;
	const char *ref = NULL, *verb = NULL;
	enum err err = request_need(request, "a disruption (D-12)", &ref, fault);

	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = disruptcall_find(&session, request, ref, &row, fault);
	if (!err) {
		verb = request_word(request);
		err = verb ? act(&session, request, row, verb, fault) : show(&session, request, row, fault);
	}
	session_close(&session);
	return err;
}

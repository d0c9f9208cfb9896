/* SPDX-License-Identifier: MIT */
/* docket bulk: one thing done to many cases of a disruption, with a receipt for each. What costs money or leaves the house is priced or drafted
 * first, and done by `docket bulk go`. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/money.h"
#include "base/text.h"
#include "codec/json_write.h"
#include "command/disruptcall.h"
#include "command/listing.h"
#include "model/typedtime.h"
#include "pg/rows.h"

#define WAIT_STEP_NS (50 * 1000 * 1000L)
#define STILL_MOST_US (10 * US_PER_S) /* nothing moved for so long: what is left goes on without us waiting */
#define CHUNK 50

const struct option run_bulk_options[] = {
	{ "pile", OPTION_TEXT, NULL, "rebook|tell|wait", "Only the cases of this pile." },
	{ "cases", OPTION_TEXT, NULL, "C-1,C-2", "Only these cases of it." },
	{ "preview", OPTION_YES, "no", "", "Say how many would be done, how many refused and why; do nothing." },
	{ "amount", OPTION_TEXT, NULL, "4,120.00EUR", "With go: what all of it costs, exactly as it was shown." },
	{ 0 },
};

static const char begin_call[] = "select code, words, act_id, id from docket_do.bulk($1::int, $2, $3, $4::bigint[], $5::text[], $6)";
static const char go_call[] = "select code, words, act_id, id from docket_do.bulk_go($1::int, $2, $3::int, $4)";

/* ---------------------------------------------------------------- on which cases, with what */

static bool is_named(const char *list, const char *ref)
{
	size_t length = strlen(ref);

	for (const char *at = list; (at = strstr(at, ref)); at += length)
		if ((at == list || at[-1] == ',') && (at[length] == '\0' || at[length] == ','))
			return true;
	return false;
}

static enum err add_cases(struct session *session, const struct request *request, const struct disruption_row *of, struct pg_params *params,
			  struct fault *fault)
{
	const char *pile = config_text(&request->config, "pile"), *named = config_text(&request->config, "cases");
	struct session_rows members = { 0 };
	struct rows ids = { 0 };
	enum err err = disruptcall_members(session, of, pile, &members, fault);

	rows_begin(&ids);
	for (size_t i = 0; !err && i < members.count; i++) {
		const struct disruption_member_row *member = members.rows[i];
		if (member->left_at == INSTANT_NONE && (pile || named || member->work_by != INSTANT_NONE || strcmp(member->state, "closed") != 0) &&
		    (!named || is_named(named, member->ref)))
			rows_i64(&ids, member->case_id);
	}
	pg_params_span(params, rows_end(&ids));
	rows_release(&ids);
	return err;
}

static enum err add_instant(const struct session *session, const struct disruption_row *of, const char *text, struct rows *args, struct fault *fault)
{
	struct typedtime_zones zones = { NULL, NULL };
	struct str written = { 0 };
	int64_t at = 0;
	enum err err;

	if (zone_find(of->zone, &zones.here) != ERR_NONE)
		zones.here = NULL;
	zones.there = zones.here;
	err = typedtime_read_zones(span_of(text), zones.here, &zones, session_now(session, of->tenant_id), true, &at, fault);
	if (!err) {
		instant_write(&written, at);
		rows_text(args, str_text(&written));
	}
	str_release(&written);
	return err;
}

static enum err add_args(const struct session *session, struct request *request, const struct disruption_row *of, struct pg_params *params,
			 struct fault *fault)
{
	struct rows args = { 0 };
	const char *word;
	enum err err = ERR_NONE;

	rows_begin(&args);
	while (!err && (word = request_word(request))) {
		const char *equals = strchr(word, '=');
		if (!equals) {
			err = fault_set(fault, ERR_USAGE, word, "is no key=value");
			break;
		}
		rows_span(&args, (struct span){ word, (size_t)(equals - word) });
		if (strncmp(word, "at=", 3) == 0)
			err = add_instant(session, of, equals + 1, &args, fault);
		else
			rows_text(&args, equals + 1);
	}
	pg_params_span(params, rows_end(&args));
	rows_release(&args);
	return err;
}

/* ---------------------------------------------------------------- preview */

/* What would become of so many cases; words may hold what partners wrote. */
static void add_foreseen(const struct request *request, const struct pg_result *result, int row, struct str *out)
{
	const char *would = pg_result_text(result, row, 0), *words = pg_result_text(result, row, 1), *cases = pg_result_text(result, row, 2);
	struct json_writer writer = jsonw_on(out);
	struct str clean = { 0 };

	if (request->format == FORMAT_JSON) {
		jsonw_open(&writer, NULL);
		jsonw_put_text(&writer, "would", would);
		jsonw_put_text(&writer, "words", words);
		jsonw_put_int(&writer, "cases", strtoll(cases, NULL, 10));
		jsonw_close(&writer);
		str_addc(out, '\n');
		return;
	}
	text_clean(&clean, words, strlen(words));
	str_addf(out, "%5s  %-8s %s\n", cases, would, str_text(&clean));
	str_release(&clean);
}

static enum err preview(struct session *session, const struct request *request, const struct disruption_row *of, const char *kind,
			const struct pg_params *params, struct fault *fault)
{
	struct pg_result *result = NULL;
	struct str out = { 0 };
	enum err err = pg_sync_sql(session->sync,
				   "select would, words, count(*) from docket_do.bulk_preview($1::int, $2, $3, $4::bigint[], $5::text[]) group by would, words"
				   " order by would, count(*) desc, words",
				   params, &result, fault);

	for (int row = 0; !err && row < pg_result_rows(result); row++)
		add_foreseen(request, result, row, &out);
	if (!err && request->format == FORMAT_TABLE)
		str_addf(&out, "%s of %s: a preview; nothing was done\n", kind, of->ref);
	listing_out(&out);
	str_release(&out);
	pg_result_free(result);
	return err;
}

/* ---------------------------------------------------------------- doing */

static enum err find_bulk(struct session *session, int64_t tenant_id, int64_t bulk_id, const char *ref, const struct bulk_row **out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, tenant_id);
	pg_params_i64(&params, bulk_id);
	pg_params_text(&params, disruptcall_number(ref));
	err = session_rows(session, &row_shown_bulk, NULL, "where ($2::bigint <> 0 and tenant_id = $1 and bulk_id = $2::bigint) or ($2::bigint = 0 and ref = 'B-' || $3)", &params, &rows, fault);
	pg_params_release(&params);
	if (!err && rows.count != 1) {
		fault_set(fault, ERR_NOT_FOUND, ref, "there is no such act on many cases of yours");
		return fault_help(fault, "docket disruption D-12 shows them");
	}
	if (!err)
		*out = rows.rows[0];
	return err;
}

static enum err go_once(struct session *session, const struct bulk_row *of, const char *digest, int64_t *left, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct answer answer;
	enum err err;

	pg_params_i64(&params, of->tenant_id);
	pg_params_i64(&params, of->bulk_id);
	pg_params_i64(&params, CHUNK);
	pg_params_text(&params, digest);
	err = answer_ask(session, go_call, &params, &answer, fault);
	pg_params_release(&params);
	if (!err)
		err = answer_check(&answer, of->ref, fault);
	if (!err && str_to_i64(span_of(answer.words), left) != ERR_NONE)
		*left = 0;
	session_hint(session);
	return err;
}

/* Chunk by chunk until nothing is left, or nothing moves any more. */
static enum err go_through(struct session *session, const struct bulk_row *of, const char *digest, struct fault *fault)
{
	const struct timespec step = { .tv_nsec = WAIT_STEP_NS };
	int64_t left = 0, before = -1, moved_us = instant_monotonic_now();
	enum err err;

	for (;;) {
		err = go_once(session, of, digest, &left, fault);
		digest = NULL;
		if (err || left == 0)
			return err;
		if (left != before)
			moved_us = instant_monotonic_now();
		else if (instant_monotonic_now() - moved_us > STILL_MOST_US)
			return ERR_NONE;
		else
			nanosleep(&step, NULL);
		before = left;
	}
}

static enum err say(struct session *session, const struct request *request, const struct bulk_row *of, struct fault *fault)
{
	struct session_rows receipts = { 0 };
	struct str out = { 0 };
	enum err err = find_bulk(session, of->tenant_id, of->bulk_id, of->ref, &of, fault);

	if (!err && request->format != FORMAT_TABLE) {
		err = disruptcall_receipts(session, of, &receipts, fault);
		if (!err)
			listing_print(session, request, &receipts, NULL, "");
		return err;
	}
	if (err)
		return err;
	disruptcall_counts(of, &out);
	if (of->ready > 0 && strcmp(of->kind, "rebook") == 0)
		str_addf(&out, "the %lld that are ready cost %s in all; docket bulk go %s --amount \"%s\" does them\n", (long long)of->ready, of->amount, of->ref,
			 of->amount);
	else if (of->ready > 0)
		str_addf(&out, "the letters are drafted and nothing has left; docket bulk go %s sends them\n", of->ref);
	str_addf(&out, "case by case: docket disruption %s --receipts\n", of->disruption);
	listing_out(&out);
	str_release(&out);
	return err;
}

static enum err check_amount(const struct request *request, const struct bulk_row *of, struct fault *fault)
{
	const char *typed = config_text(&request->config, "amount");
	struct money given = { 0 }, wanted = { 0 };

	if (strcmp(of->kind, "rebook") != 0 || of->ready == 0 || of->confirmed_at != INSTANT_NONE)
		return ERR_NONE;
	if (typed && money_read(span_of(typed), &given) == ERR_NONE && money_read(span_of(of->amount), &wanted) == ERR_NONE && given.minor == wanted.minor &&
	    strcmp(given.currency, wanted.currency) == 0)
		return ERR_NONE;
	fault_set(fault, ERR_INVALID, of->ref, typed ? "it does not cost %s" : "%s", typed ? typed : "the amount was not given");
	return fault_help(fault, "what is ready costs %s in all: give that as --amount", of->amount);
}

static enum err go(struct session *session, struct request *request, struct fault *fault)
{
	const struct bulk_row *of = NULL;
	const char *ref = NULL;
	enum err err = request_need(request, "its number (B-7)", &ref, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = find_bulk(session, 0, 0, ref, &of, fault);
	if (!err)
		err = check_amount(request, of, fault);
	if (!err)
		err = go_through(session, of, of->ready > 0 ? of->digest : NULL, fault);
	return err ? err : say(session, request, of, fault);
}

static enum err begin(struct session *session, struct request *request, const char *kind, struct fault *fault)
{
	const struct disruption_row *of = NULL;
	const struct bulk_row *bulk = NULL;
	const char *ref = NULL;
	struct pg_params params = { 0 };
	struct answer answer;
	enum err err = request_need(request, "a disruption (D-12)", &ref, fault);

	if (!err)
		err = disruptcall_find(session, request, ref, &of, fault);
	if (err)
		return err;
	pg_params_i64(&params, of->tenant_id);
	pg_params_i64(&params, of->disruption_id);
	pg_params_text(&params, kind);
	err = add_cases(session, request, of, &params, fault);
	if (!err)
		err = add_args(session, request, of, &params, fault);
	if (!err && config_is(&request->config, "preview")) {
		err = preview(session, request, of, kind, &params, fault);
		pg_params_release(&params);
		return err;
	}
	pg_params_text(&params, answer_new_key(&session->arena));
	if (!err)
		err = answer_ask(session, begin_call, &params, &answer, fault);
	pg_params_release(&params);
	if (!err)
		err = answer_check(&answer, of->ref, fault);
	if (!err)
		err = find_bulk(session, of->tenant_id, answer.id, of->ref, &bulk, fault);
	if (!err)
		err = go_through(session, bulk, NULL, fault);
	return err ? err : say(session, request, bulk, fault);
}

enum err run_bulk(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	const char *kind = NULL;
	enum err err = request_need(request, "what to do: claim, release, note, next, tell, rebook; or go", &kind, fault);

	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = strcmp(kind, "go") == 0 ? go(&session, request, fault) : begin(&session, request, kind, fault);
	session_close(&session);
	return err;
}

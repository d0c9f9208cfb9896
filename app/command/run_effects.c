/* SPDX-License-Identifier: MIT */
/* docket effects: what targets were to be told and were not: the list, or one whole with what a person can do about it. */
#include <string.h>

#include "base/text.h"
#include "codec/row_json.h"
#include "command/listing.h"
#include "command/runs.h"
#include "view/words.h"

const struct option run_effects_options[] = {
	{ "all", OPTION_YES, "no", "", "Also those that are done, and those that are still sent by themselves." },
	{ "interface", OPTION_TEXT, NULL, "name", "Only those of this connector." },
	{ 0 },
};

static const char *const columns[] = { "effect_id", "tenant", "ref",	  "interface", "words",	    "state",
				       "attempts",  "due_at", "last_error", "receipt",	 "by_person", NULL };

static enum err list(struct session *session, struct request *request, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	bool is_all = config_is(&request->config, "all");
	enum err err;

	pg_params_text(&params, config_text(&request->config, "tenant"));
	pg_params_text(&params, config_text(&request->config, "interface"));
	err = session_rows(session, &row_shown_effect_shown, NULL,
			   is_all ? "where ($1::text is null or tenant = $1) and ($2::text is null or interface = $2) order by due_at, effect_id"
				  : "where ($1::text is null or tenant = $1) and ($2::text is null or interface = $2)"
				    " and state in ('dead', 'reconcile') order by due_at, effect_id",
			   &params, &rows, fault);
	if (!err)
		listing_print(session, request, &rows, columns, is_all ? "No write-backs." : "No write-back waits for a person.");
	pg_params_release(&params);
	return err;
}

static void line(struct str *out, const char *name, const char *text)
{
	if (!*text)
		return;
	str_addf(out, "%-10s", name);
	text_clean(out, text, strlen(text));
	str_addc(out, '\n');
}

/* What can be done about it, as it is typed. */
static void add_ways(struct str *out, const struct effect_shown_row *row)
{
	bool is_unsure = strcmp(row->state, "reconcile") == 0 || strcmp(row->state, "unknown") == 0;

	if (strcmp(row->state, "done") == 0)
		return;
	str_addf(out, "\ndone by phone    docket do effect-done %s effect=%lld who=NAME ref=NUMBER\n", row->ref, (long long)row->effect_id);
	if (is_unsure) {
		str_addf(out, "it is there      docket do effect-there %s effect=%lld ref=NUMBER\n", row->ref, (long long)row->effect_id);
		str_addf(out, "it is not there  docket do effect-missing %s effect=%lld who=NAME\n", row->ref, (long long)row->effect_id);
	}
	if (strcmp(row->state, "dead") == 0 || strcmp(row->state, "reconcile") == 0)
		str_addf(out, "send it again    docket do effect-again %s effect=%lld\n", row->ref, (long long)row->effect_id);
}

static void page(const struct session *session, const struct effect_shown_row *row, struct str *out)
{
	line(out, "what", row->words);
	line(out, "to", row->target);
	line(out, "case", arena_printf((struct arena *)(uintptr_t)&session->arena, "%s %s", row->ref, row->case_what));
	line(out, "state", words_effect_state(row->state));
	line(out, "why", row->last_error);
	line(out, "receipt", row->receipt);
	line(out, "by", row->by_person);
	line(out, "instead of", row->moved_from);
	str_addf(out, "%-10s%lld\n", "tries", (long long)row->attempts);
	line(out, "key", row->key);
	add_ways(out, row);
}

static enum err show(struct session *session, const struct request *request, const char *id, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	struct str out = { 0 };
	enum err err;

	pg_params_text(&params, id);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = session_rows(session, &row_shown_effect_shown, NULL, "where effect_id::text = $1 and ($2::text is null or tenant = $2)", &params,
			   &rows, fault);
	pg_params_release(&params);
	if (!err && rows.count != 1) {
		err = fault_set(fault, rows.count ? ERR_INVALID : ERR_NOT_FOUND, id,
				rows.count ? "several clients have a write-back of that number" : "there is no such write-back of yours");
		fault_help(fault, rows.count ? "say which client with --tenant" : "docket effects lists them");
	}
	if (!err && request->format == FORMAT_JSON)
		listing_json(&rows, &out);
	else if (!err)
		page(session, rows.rows[0], &out);
	if (!err)
		listing_out(&out);
	str_release(&out);
	return err;
}

enum err run_effects(struct request *request, struct fault *fault)
{
	const char *id = request_word(request);
	struct session session = { 0 };
	enum err err = request_end(request, fault);

	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = id ? show(&session, request, id, fault) : list(&session, request, fault);
	session_close(&session);
	return err;
}

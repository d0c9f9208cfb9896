/* SPDX-License-Identifier: MIT */
/* docket policy log, docket policy show: the versions of a client's manual and of what it includes; who wrote and who agreed, and what each
 * changed, in words. Proposals stand among them. */
#include "command/runs.h"

#include <string.h>

#include "base/text.h"
#include "codec/json_write.h"
#include "command/listing.h"
#include "command/policytexts.h"

const struct option run_policy_options[] = {
	{ "version", OPTION_NUMBER, NULL, "version", "show: this version instead of the one in force." },
	{ 0 },
};

struct policy_run {
	struct session session;
	const struct request *request;
	struct arena arena;
	bool is_admin;
	int64_t tenant_id;
	struct policytexts policies;
	struct str out;
};

/* One row of the versions: name, version, body, by, second, stored, in force since, in force. */
#define OF_ADMIN \
	"select v.name, v.version, v.body, coalesce(p.short, 'administrator'), coalesce(s.short, ''), v.stored_at, v.in_force_at, v.in_force" \
	" from docket.text_version v left join docket.person p on p.person_id = v.by_person" \
	" left join docket.person s on s.person_id = v.second_person where v.tenant_id = $1::int and v.kind = 'policy'"
#define OF_OPERATOR \
	"select v.name, v.version, v.body, coalesce(nullif(v.by_person, ''), 'administrator'), v.second_person, v.stored_at, v.in_force_at," \
	" v.in_force from docket_read.text_version v where v.tenant_id = $1::int and v.kind = 'policy'"

static enum err ask(struct policy_run *run, const char *name, const char *tail, struct pg_result **out, struct fault *fault)
{
	const char *sql = arena_printf(&run->arena, "%s and ($2::text is null or v.name = $2) and ($3::int is null or v.version = $3::int) %s",
				       run->is_admin ? OF_ADMIN : OF_OPERATOR, tail);
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, run->tenant_id);
	pg_params_text(&params, name);
	pg_params_text(&params, config_text(&run->request->config, "version"));
	err = pg_sync_sql(run->session.sync, sql, &params, out, fault);
	pg_params_release(&params);
	return err;
}

static struct span body_of(struct policy_run *run, const struct pg_result *result, int row)
{
	struct span body = pg_result_span(result, row, 2);

	return (struct span){ arena_text(&run->arena, body.text, body.length), body.length };
}

/* The manual as it would be with that body among the texts that are in force now; NULL if it cannot be read any more. */
static struct policy *manual_with(struct policy_run *run, const char *name, struct span body)
{
	struct policytexts with = policytexts_with(&run->policies, &run->arena, (struct policy_text){ name, body });
	struct policy *policy = NULL;
	struct fault fault = { 0 };

	return policytexts_manual(&with, &run->arena, &policy, &fault) ? NULL : policy;
}

/* What version `row` changed against the one before it, which stands in the next row if it is of the same text. */
static void add_changes(struct policy_run *run, const struct pg_result *result, int row, struct str *out)
{
	const char *name = arena_str(&run->arena, pg_result_text(result, row, 0));
	bool has_before = row + 1 < pg_result_rows(result) && strcmp(pg_result_text(result, row + 1, 0), name) == 0;
	struct policy *after = manual_with(run, name, body_of(run, result, row));
	struct policy *before = has_before ? manual_with(run, name, body_of(run, result, row + 1)) : NULL;

	if (after && before)
		policy_diff(before, after, out);
	else
		str_adds(out, has_before ? "it cannot be compared: one of the two cannot be read any more\n" : "the first version\n");
	if (out->length == 0)
		str_adds(out, "nothing that counts: notes or order of lines\n");
}

static void add_lines(struct policy_run *run, const char *text)
{
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		str_adds(&run->out, "    ");
		text_clean(&run->out, at, strcspn(at, "\n"));
		str_addc(&run->out, '\n');
	}
}

static const char *state_of(const struct pg_result *result, int row)
{
	return pg_result_text(result, row, 7)[0] == 't'		     ? "in force"
	       : pg_result_instant(result, row, 6) != INSTANT_NONE ? "was in force"
								     : "proposed";
}

static void add_version(struct policy_run *run, const struct pg_result *result, int row)
{
	const char *second = pg_result_text(result, row, 4);
	int64_t since = pg_result_instant(result, row, 6);
	struct str changes = { 0 };

	add_changes(run, result, row, &changes);
	str_addf(&run->out, "%s version %s, %s: written by %s ", pg_result_text(result, row, 0), pg_result_text(result, row, 1),
		 state_of(result, row), pg_result_text(result, row, 3));
	instant_write(&run->out, pg_result_instant(result, row, 5));
	if (since != INSTANT_NONE) {
		str_addf(&run->out, ", put in force by %s ", *second ? second : pg_result_text(result, row, 3));
		instant_write(&run->out, since);
	}
	str_addc(&run->out, '\n');
	add_lines(run, str_text(&changes));
	str_release(&changes);
}

static void add_json(struct policy_run *run, const struct pg_result *result, int row)
{
	struct json_writer writer = jsonw_on(&run->out);
	struct str changes = { 0 };

	add_changes(run, result, row, &changes);
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "name", pg_result_text(result, row, 0));
	jsonw_put_int(&writer, "version", pg_result_i64(result, row, 1, 0));
	jsonw_put_text(&writer, "state", state_of(result, row));
	jsonw_put_text(&writer, "by", pg_result_text(result, row, 3));
	jsonw_put_text(&writer, "second", pg_result_text(result, row, 4));
	jsonw_put_instant(&writer, "stored_at", pg_result_instant(result, row, 5));
	jsonw_put_instant(&writer, "in_force_at", pg_result_instant(result, row, 6));
	jsonw_put_text(&writer, "changes", str_text(&changes));
	jsonw_close(&writer);
	str_addc(&run->out, '\n');
	str_release(&changes);
}

static enum err fault_none(const char *name, struct fault *fault)
{
	fault_set(fault, ERR_NOT_FOUND, name ? name : "policy", "the client has no such text, or it is not yours to see");
	return fault_help(fault, "docket policy log lists them; docket apply brings one");
}

static enum err run_log(struct policy_run *run, const char *name, struct fault *fault)
{
	struct pg_result *result = NULL;
	enum err err = ask(run, name, "order by v.name, v.version desc", &result, fault);

	if (!err && pg_result_rows(result) == 0)
		err = fault_none(name, fault);
	for (int row = 0; !err && row < pg_result_rows(result); row++)
		if (run->request->format == FORMAT_JSON)
			add_json(run, result, row);
		else
			add_version(run, result, row);
	pg_result_free(result);
	return err;
}

/* As it was written, so that it can be kept, changed and applied. */
static enum err run_show(struct policy_run *run, const char *name, struct fault *fault)
{
	const struct policy_text *manual = policy_texts_manual(&run->policies.texts, run->policies.tenant);
	bool is_any = config_text(&run->request->config, "version") != NULL;
	struct pg_result *result = NULL;
	enum err err;

	name = name ? name : manual ? manual->name : "core";
	err = ask(run, name, is_any ? "" : "and v.in_force", &result, fault);
	if (!err && pg_result_rows(result) == 0)
		err = fault_none(name, fault);
	if (!err)
		str_add(&run->out, pg_result_span(result, 0, 2).text, pg_result_span(result, 0, 2).length);
	pg_result_free(result);
	return err;
}

enum err run_policy(struct request *request, struct fault *fault)
{
	struct policy_run run = { .request = request };
	const char *word = NULL, *name;
	enum err err = request_need(request, "log or show", &word, fault);

	name = err ? NULL : request_word(request);
	if (!err && strcmp(word, "log") != 0 && strcmp(word, "show") != 0) {
		fault_set(fault, ERR_USAGE, word, "docket policy knows no such word");
		err = fault_help(fault, "docket policy log, or docket policy show");
	}
	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = session_open_any(&run.session, request, &run.is_admin, fault);
	if (!err)
		err = policytexts_client(&run.session, request, run.is_admin, &run.tenant_id, fault);
	if (!err)
		err = policytexts_load(&run.session, run.is_admin, run.tenant_id, &run.arena, &run.policies, fault);
	if (!err)
		err = strcmp(word, "log") == 0 ? run_log(&run, name, fault) : run_show(&run, name, fault);
	if (!err)
		listing_out(&run.out);
	str_release(&run.out);
	session_close(&run.session);
	arena_release(&run.arena);
	return err;
}

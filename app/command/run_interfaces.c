/* SPDX-License-Identifier: MIT */
/* docket interfaces, dead, replay: how partners' systems do, and what could not be understood. */
#include "command/runs.h"

#include <string.h>

#include "codec/codec.h"
#include "command/act.h"
#include "command/interfacetest.h"
#include "command/listing.h"

const struct option run_interfaces_options[] = {
	{ "file", OPTION_TEXT, NULL, "path", "test: the sample; without it the newest message that came, or an event." },
	{ "type", OPTION_TEXT, NULL, "content type", "test: what the file is; without it by its suffix." },
	{ "ref", OPTION_TEXT, NULL, "reference", "test: the shipment that the event is about." },
	{ "url", OPTION_TEXT, "http://127.0.0.1:8080", "url", "test: where docketd takes messages." },
	{ "secrets-dir", OPTION_TEXT, "/etc/docket/secrets", "path", "test: the folder of secrets." },
	{ "secret", OPTION_TEXT, NULL, "name", "test: the secret to sign with; without it the interface's name." },
	{ 0 },
};

const struct option run_dead_options[] = {
	{ "all", OPTION_YES, "no", "", "Also those that were replayed or dropped." },
	{ 0 },
};

const struct option run_replay_options[] = {
	{ "mend", OPTION_TEXT, NULL, "path", "Try it with these bytes in place of what came." },
	{ "drop", OPTION_YES, "no", "", "Drop it for good instead." },
	{ 0 },
};

static const char *const interface_columns[] = { "tenant", "name", "direction", "mode", "state", "last_at", "rhythm_s",
						 "received", "rejected", "dead", "waiting", "would_raise", "trouble", "title",
						 "owner", "contract", NULL };
static const char *const dead_columns[] = { "dead_id", "tenant", "interface", "at", "reason", "place", "ref", "case_ref",
					    "state", NULL };

/* One list of a view, of one client or all. */
static enum err list(struct request *request, const struct row_type *type, const char *tail, const char *const *columns,
		     const char *empty, struct fault *fault)
{
	struct session session = { 0 };
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err = request_end(request, fault);

	if (!err)
		err = session_open(&session, request, fault);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	if (!err)
		err = session_rows(&session, type, NULL, tail, &params, &rows, fault);
	if (!err)
		listing_print(&session, request, &rows, columns, empty);
	pg_params_release(&params);
	session_close(&session);
	return err;
}

static enum err test(struct request *request, struct fault *fault)
{
	const char *name = NULL;
	enum err err = request_need(request, "an interface", &name, fault);

	if (!err)
		err = request_end(request, fault);
	return err ? err : interfacetest_run(request, name, fault);
}

enum err run_interfaces(struct request *request, struct fault *fault)
{
	if (request->words.count > 0 && strcmp(request->words.items[0], "test") == 0) {
		(void)request_word(request);
		return test(request, fault);
	}
	return list(request, &row_shown_interface_shown,
		    "where $1::text is null or tenant = $1 order by tenant, direction, name", interface_columns,
		    "There are no interfaces yet: docket apply NAME.interface.", fault);
}

enum err run_dead(struct request *request, struct fault *fault)
{
	bool is_all = config_is(&request->config, "all");

	return list(request, &row_shown_dead_shown,
		    is_all ? "where $1::text is null or tenant = $1 order by at, dead_id"
			   : "where ($1::text is null or tenant = $1) and state in ('open', 'waiting') order by at, dead_id",
		    dead_columns, "No dead letters.", fault);
}

static enum err find_dead(struct session *session, const char *id, const struct dead_shown_row **out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, id);
	err = session_rows(session, &row_shown_dead_shown, NULL, "where dead_id::text = $1", &params, &rows, fault);
	pg_params_release(&params);
	if (err)
		return err;
	if (rows.count == 0) {
		fault_set(fault, ERR_NOT_FOUND, id, "there is no such dead letter of yours");
		fault_help(fault, "docket dead lists them");
		return ERR_NOT_FOUND;
	}
	*out = rows.rows[0];
	return ERR_NONE;
}

/* The mended body goes as it is when it is text. */
static enum err read_mended(const struct request *request, struct str *out, struct fault *fault)
{
	const char *path = config_text(&request->config, "mend");
	enum err err = path ? config_file(path, CODEC_BODY_BYTES_MAX, out, fault) : ERR_NONE;

	if (!err && memchr(str_text(out), '\0', out->length))
		return fault_set(fault, ERR_INVALID, path, "it holds a NUL byte: only text can be given");
	return err;
}

enum err run_replay(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	const struct dead_shown_row *dead = NULL;
	const char *id = NULL, *words = NULL;
	struct str body = { 0 };
	bool is_drop = config_is(&request->config, "drop");
	enum err err = request_need(request, "the number of the dead letter", &id, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = read_mended(request, &body, fault);
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = find_dead(&session, id, &dead, fault);
	if (!err) {
		const char *args[] = { "dead", id, "body", str_text(&body) };
		const struct act_call call = { .kind = is_drop ? "drop-dead" : body.length ? "mend" : "replay",
					 .tenant_id = dead->tenant_id, .case_id = INT_NONE, .args = args,
					 .arg_count = body.length ? 4 : 2, .what = id };
		err = act_do(&session, &call, &words, fault);
	}
	if (!err)
		listing_say("%s: %s\n", id, words);
	str_release(&body);
	session_close(&session);
	return err;
}

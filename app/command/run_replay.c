/* SPDX-License-Identifier: MIT */
/* docket replay: a dead letter tried again, mended or not; only tried, to see what would change; dropped; or all of an interface, with a
 * receipt each, up to the first that fails in the same way again. */
#include "command/runs.h"

#include <string.h>

#include "codec/codec.h"
#include "codec/json_write.h"
#include "command/act.h"
#include "command/deadletter.h"
#include "command/listing.h"
#include "model/trial_line.h"
#include "view/trialwords.h"

const struct option run_replay_options[] = {
	{ "mend", OPTION_TEXT, NULL, "path", "Try it with these bytes in place of what came; of a batch, the item alone." },
	{ "dry-run", OPTION_YES, "no", "", "Only say what would change; nothing is changed." },
	{ "drop", OPTION_YES, "no", "", "Drop it for good instead." },
	{ "reason", OPTION_TEXT, NULL, "text", "Why it is dropped." },
	{ "interface", OPTION_TEXT, NULL, "name", "With --all: those of this interface." },
	{ "all", OPTION_YES, "no", "", "All that are open, the oldest first, up to the first that fails in the same way again." },
	{ 0 },
};

struct replay {
	struct request *request;
	struct session session;
	struct str body;                /* mended; empty = as it came */
	size_t done, failed;
	VEC(const char *) reasons;      /* of those that failed in this run */
};

/* The mended body goes as it is when it is text. */
static enum err read_mended(const struct request *request, struct str *out, struct fault *fault)
{
	const char *path = config_text(&request->config, "mend");
	enum err err = path ? config_file(path, CODEC_BODY_BYTES_MAX, out, fault) : ERR_NONE;

	if (!err && memchr(str_text(out), '\0', out->length))
		return fault_set(fault, ERR_INVALID, path, "it holds a NUL byte: only text can be given");
	return err;
}

static enum err act(struct replay *replay, const struct dead_shown_row *row, const char *kind, const char **words, struct fault *fault)
{
	const char *id = arena_printf(&replay->session.arena, "%lld", (long long)row->dead_id);
	const char *reason = config_text(&replay->request->config, "reason");
	const char *args[] = { "dead", id, NULL, NULL };
	struct act_call call = { .kind = kind, .tenant_id = row->tenant_id, .case_id = INT_NONE, .args = args, .arg_count = 2, .what = id };

	if (replay->body.length > 0 || strcmp(kind, "drop-dead") == 0) {
		bool is_drop = replay->body.length == 0;
		args[2] = is_drop ? "words" : "body";
		args[3] = is_drop ? reason : str_text(&replay->body);
		call.arg_count = 4;
	}
	return act_do(&replay->session, &call, words, fault);
}

/* ---------------------------------------------------------------- dry run */

static void trial_json(const struct dead_shown_row *row, const char *answer, struct str *out)
{
	static const char *const lists[] = { "events", "cases", "faults", "notes" };
	static const char *const names[][TRIAL_PARTS] = {
		{ "type", "subject", "at", "words" }, { "ref", "type", "words" }, { "place", "reason" }, { "words" } };
	struct arena arena = { 0 };
	const struct trial_line *lines;
	size_t count = trial_lines_read(&arena, answer, &lines);
	struct json_writer writer = jsonw_on(out);

	jsonw_open(&writer, NULL);
	jsonw_put_int(&writer, "dead_id", row->dead_id);
	for (size_t kind = 0; kind < COUNT_OF(lists); kind++) {
		jsonw_open_array(&writer, lists[kind]);
		for (size_t i = 0; i < count; i++) {
			if (lines[i].kind != (enum trial_kind)kind)
				continue;
			jsonw_open(&writer, NULL);
			for (size_t k = 0; k < TRIAL_PARTS && names[kind][k]; k++)
				jsonw_put_text(&writer, names[kind][k], lines[i].parts[k]);
			jsonw_close(&writer);
		}
		jsonw_close(&writer);
	}
	jsonw_close(&writer);
	str_addc(out, '\n');
	arena_release(&arena);
}

static enum err try_one(struct replay *replay, const struct dead_shown_row *row, struct fault *fault)
{
	struct str out = { 0 };
	const char *words = NULL;
	enum err err = act(replay, row, "try", &words, fault);

	if (!err && replay->request->format == FORMAT_JSON) {
		trial_json(row, words, &out);
	} else if (!err) {
		str_addf(&out, "%lld: ", (long long)row->dead_id);
		trialwords_verdict(words, &out);
		str_addc(&out, '\n');
		trialwords_lines(&replay->session.scene, row->tenant_id, words, &out);
	}
	listing_out(&out);
	str_release(&out);
	return err;
}

/* ---------------------------------------------------------------- receipts */

static void receipt(const struct replay *replay, const struct dead_shown_row *row, const char *state, const char *words)
{
	struct str out = { 0 };
	struct json_writer writer = jsonw_on(&out);

	if (replay->request->format != FORMAT_JSON) {
		listing_say("%lld: %s\n", (long long)row->dead_id, words);
		return;
	}
	jsonw_open(&writer, NULL);
	jsonw_put_int(&writer, "dead_id", row->dead_id);
	jsonw_put_text(&writer, "state", state);
	jsonw_put_text(&writer, "words", words);
	jsonw_close(&writer);
	str_addc(&out, '\n');
	listing_out(&out);
	str_release(&out);
}

static enum err do_one(struct replay *replay, const struct dead_shown_row *row, struct fault *fault)
{
	bool is_drop = config_is(&replay->request->config, "drop");
	const char *words = NULL;
	enum err err;

	if (config_is(&replay->request->config, "dry-run"))
		return try_one(replay, row, fault);
	err = act(replay, row, is_drop ? "drop-dead" : replay->body.length > 0 ? "mend" : "replay", &words, fault);
	if (!err)
		receipt(replay, row, is_drop ? "dropped" : "replayed", words);
	return err;
}

/* ---------------------------------------------------------------- all */

/* What it is dead for, or what another one of this run failed for: trying on would only repeat it. */
static bool is_repeat(struct replay *replay, const struct dead_shown_row *row, const char *words)
{
	static const char still[] = "still dead: ";
	const char *reason = strncmp(words, still, sizeof still - 1) == 0 ? words + sizeof still - 1 : words;

	if (strcmp(reason, row->reason) == 0)
		return true;
	for (size_t i = 0; i < replay->reasons.count; i++)
		if (strcmp(reason, replay->reasons.items[i]) == 0)
			return true;
	*vec_push(&replay->reasons) = arena_str(&replay->session.arena, reason);
	return false;
}

/* One of many; true if the run ends with it. */
static bool do_next(struct replay *replay, const struct dead_shown_row *row)
{
	struct fault fault = { 0 };
	const char *words = NULL;

	if (act(replay, row, "replay", &words, &fault) == ERR_NONE) {
		replay->done++;
		receipt(replay, row, "replayed", words);
		return false;
	}
	replay->failed++;
	receipt(replay, row, "open", fault.why);
	return is_repeat(replay, row, fault.why);
}

static enum err do_all(struct replay *replay, struct fault *fault)
{
	struct session_rows rows = { 0 };
	enum err err = deadletter_list(&replay->session, replay->request, "", "state = 'open'", &rows, fault);
	bool is_dry = config_is(&replay->request->config, "dry-run"), is_over = false;
	size_t i = 0;

	for (; !err && is_dry && i < rows.count; i++)
		err = try_one(replay, rows.rows[i], fault);
	for (; !err && !is_over && i < rows.count; i++)
		is_over = do_next(replay, rows.rows[i]);
	if (!err && !is_dry && replay->failed == 0 && replay->request->format != FORMAT_JSON)
		listing_say("%zu replayed\n", replay->done);
	if (!err && replay->failed > 0)
		err = fault_set(fault, ERR_INVALID, "replay", "%s%zu replayed, %zu failed, %zu left", is_over ? "stopped at the first repeat: " : "",
				replay->done, replay->failed, rows.count - i);
	return err;
}

/* ---------------------------------------------------------------- all of it */

static enum err check(const struct request *request, struct fault *fault)
{
	bool is_all = config_is(&request->config, "all"), is_drop = config_is(&request->config, "drop");
	const char *mend = config_text(&request->config, "mend");

	if (is_all && (mend || is_drop || request->words.count > 0))
		return fault_set(fault, ERR_USAGE, "replay", "--all is for letters as they came: none is named, mended or dropped");
	if (is_drop && !config_text(&request->config, "reason"))
		return fault_set(fault, ERR_USAGE, "replay", "dropping one needs --reason: it is kept with the audit");
	if (is_drop && (mend || config_is(&request->config, "dry-run")))
		return fault_set(fault, ERR_USAGE, "replay", "--drop goes with --reason alone");
	return ERR_NONE;
}

enum err run_replay(struct request *request, struct fault *fault)
{
	struct replay replay = { .request = request };
	const struct dead_shown_row *row = NULL;
	const char *id = NULL;
	bool is_all = config_is(&request->config, "all");
	enum err err = check(request, fault);

	if (!err && !is_all)
		err = request_need(request, "the number of the dead letter", &id, fault);
	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = read_mended(request, &replay.body, fault);
	if (!err)
		err = session_open(&replay.session, request, fault);
	if (!err && !is_all)
		err = deadletter_find(&replay.session, id, &row, fault);
	if (!err)
		err = is_all ? do_all(&replay, fault) : do_one(&replay, row, fault);
	vec_release(&replay.reasons);
	str_release(&replay.body);
	session_close(&replay.session);
	return err;
}

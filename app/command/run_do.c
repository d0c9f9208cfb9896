/* SPDX-License-Identifier: MIT */
/* docket do: an act of the table of acts, its arguments read as that table says. What is asked of the engine is waited for. */
#include "command/runs.h"

#include <string.h>

#include "command/act.h"
#include "command/listing.h"
#include "command/papersheet.h"
#include "model/typedtime.h"
#include "verb/verb_values.h"
#include "view/words.h"

const struct option run_do_options[] = {
	{ "preview", OPTION_YES, "no", "", "Say what it would do, with its price; do nothing." },
	{ "at-once", OPTION_YES, "no", "", "Do it now and have it reviewed after, where policy calls it urgent; words= is the reason." },
	{ "badge", OPTION_TEXT, NULL, "badge", "At a station: who acts." },
	{ "pin-file", OPTION_TEXT, NULL, "path", "At a station: a file with the person's PIN." },
	{ 0 },
};

static const char request_call[] = "select code, words, act_id, id from docket_do.request($1::int, $2, $3, $4, $5, $6)";

struct doing {
	struct session *session;
	const struct request *request;
	const struct verb *verb;
	const struct case_row *row;  /* NULL for an act on no case */
	int64_t tenant_id;
	struct verb_values given;
	const char *option;          /* option=N: which quote to ask for */
};

/* --- its arguments --- */

static enum err take_argument(struct doing *doing, const char *word, struct fault *fault)
{
	const char *equals = strchr(word, '=');
	struct span name = { word, equals ? (size_t)(equals - word) : strlen(word) };
	const char **value = equals ? verb_values_at(&doing->given, name) : NULL;

	if (value)
		*value = equals + 1;
	else if (span_is(name, "option") && equals && strcmp(doing->verb->act, "ask") == 0)
		doing->option = equals + 1;
	else
		return verb_values_unknown(doing->verb, word, name, fault);
	return ERR_NONE;
}

static enum err read_instant(struct doing *doing, const struct argument *argument, const char **value,
			     struct fault *fault)
{
	const struct me_row *me = scene_me_at(&doing->session->scene, doing->tenant_id);
	const char *there = doing->row ? session_zone(doing->session, &row_shown_case, doing->row) : "UTC";
	struct typedtime_zones zones = { NULL, NULL };
	bool is_there = argument->kind == ARGUMENT_INSTANT_THERE;
	struct str text = { 0 };
	int64_t at = 0;
	enum err err;

	if (zone_find(there, &zones.there))
		zones.there = NULL;
	if (!me || zone_find(me->zone, &zones.here))
		zones.here = me ? NULL : zones.there;
	err = typedtime_read_zones(span_of(*value), is_there ? zones.there : zones.here, &zones,
				   session_now(doing->session, doing->tenant_id), argument->is_needed, &at, fault);
	if (err)
		return err;
	instant_write(&text, at);
	*value = arena_str(&doing->session->arena, str_text(&text));
	str_release(&text);
	return ERR_NONE;
}

static enum err check_argument(struct doing *doing, size_t i, struct fault *fault)
{
	const struct argument *argument = &doing->verb->arguments[i];
	const char **value = &doing->given.values[i];
	enum err err = verb_values_check(&doing->given, i, &doing->session->arena, fault);

	return !err && *value && **value && argument_is_instant(argument) ? read_instant(doing, argument, value, fault) : err;
}

static enum err read_arguments(struct doing *doing, struct request *request, struct fault *fault)
{
	enum err err = ERR_NONE;
	const char *word;

	while (!err && (word = request_word(request)))
		err = take_argument(doing, word, fault);
	for (size_t i = 0; !err && i < verb_argument_count(doing->verb); i++)
		err = check_argument(doing, i, fault);
	return err;
}

/* --- the call --- */

/* A PIN is never an argument: others could read it in the list of processes. */
static enum err read_pin(const struct doing *doing, struct str *out, struct fault *fault)
{
	const char *path = config_text(&doing->request->config, "pin-file");
	enum err err = path ? config_file(path, 64, out, fault) : ERR_NONE;

	while (!err && out->length > 0 && out->text[out->length - 1] == '\n')
		str_cut(out, out->length - 1);
	return err;
}

static const char *about(const struct doing *doing)
{
	return doing->row ? doing->row->ref : doing->verb->name;
}

static enum err call_act(struct doing *doing, struct answer *out, struct fault *fault)
{
	const char *args[VERB_TEXTS_MAX];
	struct str pin = { 0 };
	struct act_call call = { .kind = doing->verb->act, .tenant_id = doing->tenant_id, .seen = doing->row,
				 .case_id = doing->row ? doing->row->case_id : INT_NONE, .args = args,
				 .badge = config_text(&doing->request->config, "badge"), .what = about(doing) };
	enum err err = read_pin(doing, &pin, fault);

	call.arg_count = verb_values_list(&doing->given, args);
	call.pin = pin.length ? str_text(&pin) : NULL;
	if (!err)
		err = act_send(doing->session, &call, out, fault);
	str_release(&pin);
	return err;
}

/* --- what came of it --- */

static enum err load_case(struct doing *doing, int64_t case_id, struct session_rows *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, doing->tenant_id);
	pg_params_i64(&params, case_id);
	err = session_rows(doing->session, &row_shown_case, "docket_read.case_all",
			   "where tenant_id = $1 and case_id = $2", &params, out, fault);
	pg_params_release(&params);
	return err;
}

static void say_case(const struct doing *doing, const struct case_row *row, struct str *out)
{
	str_addf(out, "%s: %s", row->ref, row->state);
	if (*row->owner)
		str_addf(out, ", worked by %s", row->owner);
	if (row->work_by != INSTANT_NONE) {
		str_adds(out, ", work by ");
		words_when_zone(out, row->work_by, session_now(doing->session, row->tenant_id),
				session_zone(doing->session, &row_shown_case, row));
	}
	str_addc(out, '\n');
}

static enum err say_done(struct doing *doing, const struct answer *answer, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct str out = { 0 };
	const char *words = NULL;
	int64_t case_id = doing->row ? doing->row->case_id : answer->id;
	enum err err = answer->act_id == INT_NONE ? ERR_NONE : act_wait(doing->session, doing->tenant_id, answer->act_id, about(doing), &words, fault);

	if (!err && case_id != INT_NONE)
		err = load_case(doing, case_id, &rows, fault);
	if (err)
		return err;
	str_addf(&out, "%s: %s\n", doing->verb->name, words && *words ? words : *answer->words ? answer->words : "done");
	if (!words && answer->act_id != INT_NONE)
		str_adds(&out, "it is stored; no engine has taken it up within 5 s\n");
	if (doing->request->format == FORMAT_JSON) {
		str_clear(&out);
		listing_json(&rows, &out);
	} else if (rows.count) {
		say_case(doing, rows.rows[0], &out);
	}
	listing_out(&out);
	str_release(&out);
	return ERR_NONE;
}

/* --- acts that need a price --- */

static enum err load_quotes(struct doing *doing, int64_t act_id, struct session_rows *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, doing->tenant_id);
	pg_params_i64(&params, doing->row->case_id);
	pg_params_i64(&params, act_id);
	err = session_rows(doing->session, &row_shown_quote_shown, NULL,
			   "where tenant_id = $1 and case_id = $2 and act_id = $3 order by option_no", &params, out, fault);
	pg_params_release(&params);
	return err;
}

static enum err show_quotes(struct doing *doing, const struct session_rows *quotes)
{
	struct str out = { 0 };

	if (doing->request->format == FORMAT_JSON)
		listing_json(quotes, &out);
	else if (doing->request->format == FORMAT_CSV)
		listing_csv(quotes, &out);
	else
		for (size_t i = 0; i < quotes->count; i++)
			papersheet_quote(doing->session, quotes->rows[i], &out);
	listing_out(&out);
	str_release(&out);
	return ERR_NONE;
}

static enum err request_quote(struct doing *doing, const struct quote_shown_row *quote, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct answer answer;
	struct str out = { 0 };
	enum err err;

	pg_params_i64(&params, quote->tenant_id);
	pg_params_i64(&params, quote->quote_id);
	pg_params_text(&params, quote->digest);
	pg_params_text(&params, doing->given.values[0] ? doing->given.values[0] : "");
	pg_params_text(&params, answer_new_key(&doing->session->arena));
	pg_params_bool(&params, config_is(&doing->request->config, "at-once"));
	err = answer_ask(doing->session, request_call, &params, &answer, fault);
	pg_params_release(&params);
	if (!err)
		err = answer_check(&answer, doing->row->ref, fault);
	if (err)
		return err;
	session_hint(doing->session);
	str_addf(&out, "%s: %s\n", doing->row->ref, *answer.words ? answer.words : "done");
	listing_out(&out);
	str_release(&out);
	return ERR_NONE;
}

static enum err choose_quote(struct doing *doing, const struct session_rows *quotes, struct fault *fault)
{
	int64_t wanted = 0;

	for (size_t i = 0; str_to_i64(span_of(doing->option), &wanted) == ERR_NONE && i < quotes->count; i++) {
		const struct quote_shown_row *quote = quotes->rows[i];
		if (quote->option_no == wanted && strcmp(quote->state, "offered") == 0)
			return request_quote(doing, quote, fault);
	}
	fault_set(fault, ERR_NOT_FOUND, doing->row->ref, "option %s is not offered", doing->option);
	fault_help(fault, "the options above are what there is now");
	return ERR_NOT_FOUND;
}

/* The price is the engine's: ask, wait for its quotes, show them, and with option=N do or ask for that one. */
static enum err ask(struct doing *doing, struct fault *fault)
{
	struct session_rows quotes = { 0 };
	struct answer answer;
	const char *words = NULL;
	enum err err = call_act(doing, &answer, fault);

	if (err)
		return err;
	err = act_wait(doing->session, doing->tenant_id, answer.act_id, about(doing), &words, fault);
	if (!err && !words) {
		fault_set(fault, ERR_TIMEOUT, doing->row->ref, "no engine has answered within 5 s");
		fault_help(fault, "docket doctor says whether one runs");
		return ERR_TIMEOUT;
	}
	if (!err)
		err = load_quotes(doing, answer.act_id, &quotes, fault);
	if (err)
		return err;
	if (quotes.count == 0)
		return fault_set(fault, ERR_NOT_FOUND, doing->row->ref, "%s", *words ? words : "there is no option");
	show_quotes(doing, &quotes);
	if (!doing->option || config_is(&doing->request->config, "preview"))
		return ERR_NONE;
	return choose_quote(doing, &quotes, fault);
}

/* --- which act on what --- */

static enum err preview(const struct doing *doing)
{
	struct str out = { 0 };

	str_addf(&out, "%s: %s\n", doing->verb->name, doing->verb->help);
	if (doing->verb->undo)
		str_addf(&out, "taken back by %s\n", doing->verb->undo);
	else
		str_adds(&out, "it cannot be taken back\n");
	for (size_t i = 0; i < verb_argument_count(doing->verb); i++)
		if (doing->given.values[i])
			str_addf(&out, "  %s = %s\n", doing->verb->arguments[i].name, doing->given.values[i]);
	listing_out(&out);
	str_release(&out);
	return ERR_NONE;
}

static enum err find_verb(struct request *request, const struct verb **out, struct fault *fault)
{
	const char *name = NULL, *nearest;
	enum err err = request_need(request, "an action", &name, fault);

	if (err)
		return err;
	*out = verb_find(verb_acts, name);
	if (*out)
		return ERR_NONE;
	nearest = verb_nearest(verb_acts, name);
	fault_set(fault, ERR_USAGE, name, "there is no such action");
	if (nearest)
		fault_help(fault, "did you mean %s?", nearest);
	return ERR_USAGE;
}

/* The case, or for an act on no case its client; the first word of the latter is its first argument. */
static enum err find_target(struct doing *doing, struct request *request, struct fault *fault)
{
	const struct me_row *me = NULL;
	const char *ref = NULL;
	enum err err = request_need(request, doing->verb->needs & NEEDS_CASE ? "a case" : "a reference", &ref, fault);

	if (!err && (doing->verb->needs & NEEDS_CASE)) {
		err = run_case_find(doing->session, request, ref, &doing->row, fault);
		doing->tenant_id = err ? 0 : doing->row->tenant_id;
	} else if (!err) {
		err = session_tenant(doing->session, request, &me, fault);
		doing->tenant_id = err ? 0 : me->tenant_id;
		doing->given.values[0] = ref;
	}
	return err;
}

static enum err act(struct doing *doing, struct fault *fault)
{
	struct answer answer;
	enum err err;

	if (strcmp(doing->verb->act, "ask") == 0)
		return ask(doing, fault);
	if (config_is(&doing->request->config, "preview"))
		return preview(doing);
	err = call_act(doing, &answer, fault);
	return err ? err : say_done(doing, &answer, fault);
}

enum err run_do(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	struct doing doing = { .session = &session, .request = request };
	enum err err = find_verb(request, &doing.verb, fault);

	doing.given.verb = doing.verb;
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = find_target(&doing, request, fault);
	if (!err)
		err = read_arguments(&doing, request, fault);
	if (!err)
		err = act(&doing, fault);
	session_close(&session);
	return err;
}

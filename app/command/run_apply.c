/* SPDX-License-Identifier: MIT */
/* docket apply, docket diff: a text is checked by what reads it, then put in force as a new version. Applied by an operator it goes through
 * the engine, and where money moves a second person agrees; the store's administrator puts it in force at once. */
#include "command/runs.h"

#include <string.h>

#include "base/text.h"
#include "codec/connector.h"
#include "codec/mapping.h"
#include "command/act.h"
#include "command/interfacetext.h"
#include "command/linediff.h"
#include "command/listing.h"
#include "command/policytexts.h"
#include "pg/rows.h"
#include "policy/letters.h"
#include "policy/policy.h"

#define TEXT_BYTES_MAX (1024 * 1024)

const struct option run_apply_options[] = {
	{ "agree", OPTION_NUMBER, NULL, "version", "Be the second person of this proposed version; the file says which text." },
	{ 0 },
};

enum text_kind { TEXT_POLICY, TEXT_MAPPING, TEXT_INTERFACE, TEXT_CONNECTOR, TEXT_TEMPLATE };

static const char *const kinds[] = { "policy", "mapping", "interface", "connector", "template" };

/* A text of a file. */
struct applied {
	const char *path;
	enum text_kind kind;
	const char *name;          /* the file's, without folders and suffix */
	struct span body;
	struct policy *policy;     /* of kind policy: the manual that it is, or belongs to */
	struct interfacetext interface;
	struct letter_template *letters;
};

struct applying {
	struct session session;
	const struct request *request;
	struct arena arena;
	bool is_admin;
	int64_t tenant_id;
	struct policytexts policies; /* of the client, those of this call that were applied among them */
};

/* --- the file --- */

static enum err read_kind(struct applying *applying, struct applied *text, struct fault *fault)
{
	const char *slash = strrchr(text->path, '/'), *base = slash ? slash + 1 : text->path, *dot = strrchr(base, '.');

	for (size_t i = 0; dot && i < COUNT_OF(kinds); i++)
		if (strcmp(dot + 1, kinds[i]) == 0) {
			text->kind = (enum text_kind)i;
			text->name = arena_text(&applying->arena, base, (size_t)(dot - base));
			return ERR_NONE;
		}
	fault_set(fault, ERR_INVALID, text->path, "the end of its name does not say what it is");
	fault_help(fault, "names end in .policy, .mapping, .interface, .connector or .template");
	return ERR_INVALID;
}

/* What a connector includes is put in place: the text in force says all of it, whatever ships later. */
static enum err check_connector(struct applying *applying, struct applied *text, struct fault *fault)
{
	struct connector *connector = NULL;
	struct str whole = { 0 };
	enum err err = connector_whole(text->path, text->body, &whole, fault);

	if (!err) {
		text->body = (struct span){ arena_text(&applying->arena, str_text(&whole), whole.length), whole.length };
		err = connector_read(text->path, text->body, &connector, fault);
	}
	connector_free(connector);
	str_release(&whole);
	return err ? err : interfacetext_read(&applying->arena, text->path, "out", text->body, &text->interface, fault);
}

/* Its exceptions are those of the client's manual; one that cannot be read any more names none. */
static enum err check_template(struct applying *applying, struct applied *text, struct fault *fault)
{
	struct policy *policy = NULL;
	struct fault unused = { 0 };

	if (policytexts_manual(&applying->policies, &applying->arena, &policy, &unused))
		policy = NULL;
	return letter_template_read(&applying->arena, text->path, text->name, text->body, letter_include_shipped, NULL, policy, &text->letters, fault);
}

static enum err check_text(struct applying *applying, struct applied *text, struct fault *fault)
{
	struct mapping *mapping = NULL;
	enum err err = ERR_NONE;

	if (!text_is_utf8(text->body.text, text->body.length))
		return fault_set(fault, ERR_SYNTAX, text->path, "it is no UTF-8 text");
	if (text->kind == TEXT_POLICY)
		return policytexts_read(&applying->policies, &applying->arena, text->path, (struct policy_text){ text->name, text->body },
					&text->policy, fault);
	if (text->kind == TEXT_CONNECTOR)
		return check_connector(applying, text, fault);
	if (text->kind == TEXT_INTERFACE)
		return interfacetext_read(&applying->arena, text->path, "in", text->body, &text->interface, fault);
	if (text->kind == TEXT_TEMPLATE)
		return check_template(applying, text, fault);
	if (text->kind == TEXT_MAPPING)
		err = mapping_read(text->path, text->body, &mapping, fault);
	mapping_free(mapping);
	return err;
}

static enum err read_text(struct applying *applying, const char *path, struct applied *text, struct fault *fault)
{
	struct str body = { 0 };
	enum err err;

	*text = (struct applied){ .path = path };
	err = read_kind(applying, text, fault);
	if (!err)
		err = config_file(path, TEXT_BYTES_MAX, &body, fault);
	if (!err) {
		text->body = (struct span){ arena_text(&applying->arena, str_text(&body), body.length), body.length };
		err = check_text(applying, text, fault);
	}
	str_release(&body);
	return err;
}

/* --- by the administrator --- */

static void add_rules(const struct policy *policy, struct pg_params *params)
{
	const struct policy_action_rule *rules = NULL;
	struct rows rows = { 0 };
	size_t count = policy_action_rules(policy, &rules);

	rows_begin(&rows);
	for (size_t i = 0; i < count; i++) {
		rows_open(&rows);
		rows_null(&rows);
		rows_text(&rows, rules[i].action);
		rows_text(&rows, rules[i].role);
		rows_text(&rows, rules[i].approve_role);
		rows_i64(&rows, rules[i].shipment_minor);
		rows_text(&rows, rules[i].currency);
		rows_i64(&rows, rules[i].approve_s);
		rows_i64(&rows, rules[i].cap_minor);
		rows_i64(&rows, rules[i].batch_most);
		rows_i64(&rows, rules[i].batch_minor);
		rows_i64(&rows, rules[i].batch_each_minor);
		rows_close(&rows);
	}
	pg_params_span(params, rows_end(&rows));
	rows_release(&rows);
}

static enum err put_text(struct applying *applying, const struct applied *text, int64_t *version, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_i64(&params, applying->tenant_id);
	pg_params_text(&params, kinds[text->kind]);
	pg_params_text(&params, text->name);
	pg_params_span(&params, text->body);
	if (text->policy)
		add_rules(text->policy, &params);
	else
		pg_params_null(&params);
	err = pg_sync_sql(applying->session.sync, "select docket.text_put($1::int, $2, $3, $4, null, null, true,"
			  " $5::docket.action_rule[])", &params, &result, fault);
	*version = err ? 0 : pg_result_i64(result, 0, 0, 0);
	pg_result_free(result);
	pg_params_release(&params);
	return err;
}

static enum err put_interface(struct applying *applying, const struct applied *text, struct fault *fault)
{
	const struct texts *said = &text->interface.settings;
	struct pg_params params = { 0 };
	struct rows rows = { 0 };
	enum err err;

	rows_begin(&rows);
	for (size_t i = 0; i < said->count; i++)
		rows_text(&rows, said->items[i]);
	pg_params_i64(&params, applying->tenant_id);
	pg_params_text(&params, text->name);
	pg_params_text(&params, text->kind == TEXT_CONNECTOR ? "out" : "in");
	pg_params_span(&params, rows_end(&rows));
	err = pg_sync_sql(applying->session.sync, "select docket.interface_put($1::int, $2, $3, $4::text[])", &params, NULL, fault);
	rows_release(&rows);
	pg_params_release(&params);
	return err;
}

static enum err put(struct applying *applying, const struct applied *text, struct fault *fault)
{
	int64_t version = 0;
	enum err err = put_text(applying, text, &version, fault);

	if (!err && (text->kind == TEXT_INTERFACE || text->kind == TEXT_CONNECTOR))
		err = put_interface(applying, text, fault);
	if (!err)
		listing_say("%s %s: version %lld is in force\n", kinds[text->kind], text->name, (long long)version);
	return err;
}

/* --- by an operator --- */

static enum err propose(struct applying *applying, const struct applied *text, struct fault *fault)
{
	const char *agreed = config_text(&applying->request->config, "agree");
	const char *args[] = { "kind", kinds[text->kind], "name", text->name, agreed ? "version" : "body",
			       agreed ? agreed : text->body.text };
	const struct act_call call = { .kind = agreed ? "agree" : "apply", .tenant_id = applying->tenant_id, .case_id = INT_NONE,
				       .args = args, .arg_count = COUNT_OF(args), .what = text->name };
	const char *words = NULL;
	enum err err;

	if (text->kind == TEXT_INTERFACE || text->kind == TEXT_CONNECTOR) {
		fault_set(fault, ERR_DENIED, text->path, "interfaces are put in force by the store's administrator");
		return fault_help(fault, "runuser -u postgres -- docket apply ...");
	}
	err = act_do(&applying->session, &call, &words, fault);
	if (!err)
		listing_say("%s %s: %s\n", kinds[text->kind], text->name, words);
	return err;
}

/* --- the door --- */

static enum err each_file(struct request *request, enum err (*one)(struct applying *, const struct applied *, struct fault *),
			  struct fault *fault)
{
	struct applying applying = { .request = request };
	const char *path = NULL;
	enum err err = request_need(request, "a file", &path, fault);

	if (!err)
		err = session_open_any(&applying.session, request, &applying.is_admin, fault);
	if (!err)
		err = policytexts_client(&applying.session, request, applying.is_admin, &applying.tenant_id, fault);
	if (!err)
		err = policytexts_load(&applying.session, applying.is_admin, applying.tenant_id, &applying.arena, &applying.policies, fault);
	for (; !err && path; path = request_word(request)) {
		struct applied text;
		err = read_text(&applying, path, &text, fault);
		if (!err)
			err = one(&applying, &text, fault);
		if (!err && text.policy)
			applying.policies = policytexts_with(&applying.policies, &applying.arena, (struct policy_text){ text.name, text.body });
	}
	session_close(&applying.session);
	arena_release(&applying.arena);
	return err;
}

static enum err apply_one(struct applying *applying, const struct applied *text, struct fault *fault)
{
	return applying->is_admin ? put(applying, text, fault) : propose(applying, text, fault);
}

enum err run_apply(struct request *request, struct fault *fault)
{
	return each_file(request, apply_one, fault);
}

/* --- what would change --- */

static enum err load_in_force(struct applying *applying, const struct applied *text, struct str *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_i64(&params, applying->tenant_id);
	pg_params_text(&params, kinds[text->kind]);
	pg_params_text(&params, text->name);
	err = pg_sync_sql(applying->session.sync,
			  applying->is_admin ? "select body from docket.text_version where tenant_id = $1::int and kind = $2 and name = $3 and in_force"
					     : "select body from docket_read.text_version where tenant_id = $1::int and kind = $2 and name = $3"
					       " and in_force",
			  &params, &result, fault);
	if (!err && pg_result_rows(result) > 0)
		str_add(out, pg_result_span(result, 0, 0).text, pg_result_span(result, 0, 0).length);
	pg_result_free(result);
	pg_params_release(&params);
	return err;
}

/* A policy's change is told in the words of what it does, in all that includes it; a text that cannot be read any more, by its lines. */
static void add_policy_words(struct applying *applying, const struct applied *text, struct str *out)
{
	struct policy *before = NULL;
	struct fault fault = { 0 };
	size_t length = out->length;

	if (policytexts_manual(&applying->policies, &applying->arena, &before, &fault))
		return;
	policy_diff(before, text->policy, out);
	if (out->length > length)
		str_addc(out, '\n');
}

/* Against what is in force, or ships; by its lines where that cannot be read. */
static void add_template_words(struct applying *applying, const struct applied *text, const struct str *old, struct str *out)
{
	struct letter_template *before = NULL;
	struct span shipped = { str_text(old), old->length };
	struct fault fault = { 0 };
	bool is_known = old->length > 0 || letter_include_shipped(NULL, text->name, &shipped) == ERR_NONE;

	if (is_known && letter_template_read(&applying->arena, arena_printf(&applying->arena, "%s.template", text->name), text->name, shipped, letter_include_shipped, NULL, NULL, &before, &fault))
		return;
	letter_template_diff(before, text->letters, out);
	if (out->length > 0)
		str_addc(out, '\n');
}

static enum err diff_one(struct applying *applying, const struct applied *text, struct fault *fault)
{
	struct str old = { 0 }, out = { 0 };
	size_t lines = 0;
	enum err err = load_in_force(applying, text, &old, fault);

	if (!err) {
		if (text->policy)
			add_policy_words(applying, text, &out);
		if (text->letters)
			add_template_words(applying, text, &old, &out);
		lines = linediff_write((struct span){ str_text(&old), old.length }, text->body, &out);
		if (lines)
			listing_out(&out);
		listing_say("%s %s: %zu lines differ%s\n", kinds[text->kind], text->name, lines, old.length ? "" : ", none is in force yet");
	}
	str_release(&old);
	str_release(&out);
	return err;
}

enum err run_diff(struct request *request, struct fault *fault)
{
	return each_file(request, diff_one, fault);
}

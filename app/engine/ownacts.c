/* SPDX-License-Identifier: MIT */
/* Each act keeps its answer in batch->acts until the batch is stored. */
#include "engine/ownacts.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "engine/inbox.h"
#include "engine/mailroom.h"
#include "engine/rowio.h"
#include "engine/trial.h"
#include "model/states.h"
#include "pg/rows.h"
#include "policy/letters.h"
#include "table/stored_rows.h"

static bool is_kind(const struct batch_act *act, const char *kind)
{
	return strcmp(act->act.kind, kind) == 0;
}

static bool is_about_dead(const struct batch_act *act)
{
	return is_kind(act, "mend") || is_kind(act, "replay") || is_kind(act, "drop-dead") || is_kind(act, "try");
}

static const char *arg(const struct batch_act *act, const char *name)
{
	const char *value = texts_value(&act->act.args, name);

	return value ? value : "";
}

static int64_t arg_id(const struct batch_act *act, const char *name)
{
	int64_t id = 0;

	return str_to_i64(span_of(arg(act, name)), &id) == ERR_NONE ? id : 0;
}

static void answer(struct batch_act *act, const char *state, const char *words)
{
	act->act.state = state;
	act->act.answer = words;
}

/* ---------------------------------------------------------------- dead letters */

static void drop_dead(struct batch *batch, struct batch_act *act, struct dead *dead)
{
	dead->state = "dropped";
	dead->by_person = act->act.person_id;
	*vec_push(&batch->deads) = *dead;
	answer(act, "folded", "dropped");
}

/* Does one act about a letter, unless another one of the batch did already. */
static void act_on_dead(struct batch *batch, size_t n, struct dead *dead, const struct pg_result *result, int row, bool *is_done)
{
	struct batch_act *act = &batch->acts.items[n];

	if (is_kind(act, "try")) {
		trial_take(batch, n, result, row, span_of(arg(act, "body")));
	} else if (*is_done) {
		answer(act, "refused", "somebody else is at it at this moment: look again");
	} else if (is_kind(act, "drop-dead")) {
		*is_done = true;
		drop_dead(batch, act, dead);
	} else {
		*is_done = true;
		act->dead_id = dead->dead_id;
		inbox_take_dead(batch, result, row, act->act.person_id, span_of(is_kind(act, "mend") ? arg(act, "body") : ""));
	}
}

/* Columns: those of a dead letter, then content_type, received_at, body of its message. */
static enum err read_dead(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct dead dead;
		bool is_done = false;
		enum err err = rowio_read(&row_stored_dead, result, row, 0, &dead, &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		for (size_t i = 0; i < batch->acts.count; i++) {
			struct batch_act *act = &batch->acts.items[i];
			if (!is_about_dead(act) || arg_id(act, "dead") != dead.dead_id)
				continue;
			if (strcmp(dead.state, "open") != 0 && strcmp(dead.state, "waiting") != 0)
				answer(act, "refused", arena_printf(&batch->arena, "it is %s already", dead.state));
			else
				act_on_dead(batch, i, &dead, result, row, &is_done);
		}
	}
	return ERR_NONE;
}

static void ask_deads(struct batch *batch)
{
	struct rows ids = { 0 };
	struct pg_params params = { 0 };

	rows_begin(&ids);
	for (size_t i = 0; i < batch->acts.count; i++)
		if (is_about_dead(&batch->acts.items[i]))
			rows_i64(&ids, arg_id(&batch->acts.items[i], "dead"));
	if (ids.count > 0) {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_span(&params, rows_end(&ids));
		batch_ask(batch, "engine_dead", &params, read_dead);
	}
	pg_params_release(&params);
	rows_release(&ids);
}

static const struct dead *dead_of(const struct batch *batch, int64_t dead_id)
{
	for (size_t i = 0; i < batch->deads.count; i++)
		if (batch->deads.items[i].dead_id == dead_id)
			return &batch->deads.items[i];
	return NULL;
}

void ownacts_answer(struct batch *batch)
{
	for (size_t i = 0; i < batch->acts.count; i++) {
		struct batch_act *act = &batch->acts.items[i];
		const struct dead *dead;
		if (act->act.answer[0] || act->subject_id != INT_NONE)
			continue;
		dead = act->dead_id ? dead_of(batch, act->dead_id) : NULL;
		if (dead && strcmp(dead->state, "waiting") == 0)
			answer(act, "folded", "it waits, and is tried by itself once what it speaks of is announced");
		else if (dead)
			answer(act, "refused",
			       arena_printf(&batch->arena, "still dead: %s", dead->reason));
		else if (act->dead_id)
			answer(act, "folded", "replayed");
		else if (is_about_dead(act))
			answer(act, "refused", "there is no such dead letter");
		else if (is_kind(act, "new"))
			answer(act, "refused",
			       "nothing, or more than one thing, is known by that reference");
	}
}

/* ---------------------------------------------------------------- texts */

bool ownacts_needs_two(const char *kind)
{
	return strcmp(kind, "policy") == 0 || strcmp(kind, "connector") == 0 ||
	       strcmp(kind, "interface") == 0;
}

/* The text itself, for its own faults, then the manual that it is, or is a part of. */
static enum err read_manual(struct batch *batch, const char *name, const char *body, struct policy **out, struct fault *fault)
{
	const struct policy_text text = { name, span_of(body) };
	const struct refdata *refdata = batch->refdata;
	struct policy_texts texts = refdata_policies(refdata, &batch->arena, &text);
	const struct policy_text *manual = policy_texts_manual(&texts, refdata->reference.tenant.name);
	enum err err = policy_read(&batch->arena, name, text.body, policy_include_texts, &texts, out, fault);

	if (!err && manual && strcmp(manual->name, name) != 0)
		err = policy_read(&batch->arena, manual->name, manual->body, policy_include_texts, &texts, out, fault);
	return err;
}

/* The rules of a policy that SQL checks, as docket.action_rule[]. */
static enum err write_rules(struct batch *batch, const char *name, const char *body,
			    struct rows *out, struct fault *fault)
{
	struct policy *policy = NULL;
	const struct policy_action_rule *rules = NULL;
	size_t count;
	enum err err = read_manual(batch, name, body, &policy, fault);

	rows_begin(out);
	if (err != ERR_NONE)
		return err;
	count = policy_action_rules(policy, &rules);
	for (size_t i = 0; i < count; i++) {
		rows_open(out);
		rows_i64(out, batch->tenancy->id);
		rows_text(out, rules[i].action);
		rows_text(out, rules[i].role);
		rows_text(out, rules[i].approve_role);
		rows_i64(out, rules[i].shipment_minor);
		rows_text(out, rules[i].currency);
		rows_i64(out, rules[i].approve_s);
		rows_i64(out, rules[i].cap_minor);
		rows_i64(out, rules[i].batch_most);
		rows_i64(out, rules[i].batch_minor);
		rows_i64(out, rules[i].batch_each_minor);
		rows_close(out);
	}
	return ERR_NONE;
}

static enum err read_version(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < batch->acts.count; i++) {
		struct batch_act *act = &batch->acts.items[i];
		long long version = (long long)pg_result_i64(result, 0, 0, 0);
		if (!act->is_asked || act->act.answer[0])
			continue;
		if (is_kind(act, "agree") || !ownacts_needs_two(arg(act, "kind")))
			answer(act, "folded",
			       arena_printf(&batch->arena, "version %lld is in force", version));
		else
			answer(act, "folded",
			       arena_printf(&batch->arena,
					    "version %lld waits for a second person: agree kind=%s "
					    "name=%s version=%lld",
					    version, arg(act, "kind"), arg(act, "name"), version));
		return ERR_NONE;
	}
	return ERR_NONE;
}

static void refuse_text(struct batch *batch, struct batch_act *act, const struct fault *fault)
{
	char words[700];

	fault_words(fault, words, sizeof words);
	answer(act, "refused", arena_printf(&batch->arena, "line %d: %s", fault->line, words));
}

/* A text that nothing could be written with is no template. */
static enum err check_template(struct batch *batch, const char *name, const char *body, struct fault *fault)
{
	struct letter_template *letters = NULL;

	return letter_template_read(&batch->arena, arena_printf(&batch->arena, "%s.template", name), name, span_of(body), letter_include_shipped, NULL,
				    batch->refdata->policy, &letters, fault);
}

static void ask_apply(struct batch *batch, struct batch_act *act)
{
	const char *kind = arg(act, "kind");
	struct rows rules = { 0 };
	struct pg_params params = { 0 };
	struct fault fault = { 0 };

	if ((strcmp(kind, "policy") == 0 && write_rules(batch, arg(act, "name"), arg(act, "body"), &rules, &fault) != ERR_NONE) ||
	    (strcmp(kind, "template") == 0 && check_template(batch, arg(act, "name"), arg(act, "body"), &fault) != ERR_NONE)) {
		refuse_text(batch, act, &fault);
	} else {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_text(&params, kind);
		pg_params_text(&params, arg(act, "name"));
		pg_params_text(&params, arg(act, "body"));
		pg_params_i64(&params, act->act.person_id);
		pg_params_bool(&params, !ownacts_needs_two(kind));
		act->is_asked = true;
		batch_ask(batch, "engine_text_put", &params, read_version);
	}
	pg_params_release(&params);
	rows_release(&rules);
}

/* Columns: by_person, body. */
static enum err read_proposal(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < batch->acts.count; i++) {
		struct batch_act *act = &batch->acts.items[i];
		if (!is_kind(act, "agree") || act->proposal || act->act.answer[0])
			continue;
		if (pg_result_rows(result) == 0)
			answer(act, "refused", "there is no such version");
		else if (pg_result_i64(result, 0, 0, 0) == act->act.person_id)
			answer(act, "refused", "who proposed it cannot be the second person");
		else
			act->proposal = arena_str(&batch->arena, pg_result_text(result, 0, 1));
		return ERR_NONE;
	}
	return ERR_NONE;
}

static void ask_proposal(struct batch *batch, const struct batch_act *act)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, batch->tenancy->id);
	pg_params_text(&params, arg(act, "kind"));
	pg_params_text(&params, arg(act, "name"));
	pg_params_i64(&params, arg_id(act, "version"));
	batch_ask(batch, "engine_text_proposed", &params, read_proposal);
	pg_params_release(&params);
}

static void put_in_force(struct batch *batch, struct batch_act *act)
{
	bool is_policy = strcmp(arg(act, "kind"), "policy") == 0;
	struct rows rules = { 0 };
	struct pg_params params = { 0 };
	struct fault fault = { 0 };

	if (is_policy &&
	    write_rules(batch, arg(act, "name"), act->proposal, &rules, &fault) != ERR_NONE) {
		refuse_text(batch, act, &fault);
	} else {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_text(&params, arg(act, "kind"));
		pg_params_text(&params, arg(act, "name"));
		pg_params_i64(&params, arg_id(act, "version"));
		pg_params_i64(&params, act->act.person_id);
		if (is_policy)
			pg_params_span(&params, rows_end(&rules));
		else
			pg_params_null(&params);
		act->is_asked = true;
		batch_ask(batch, "engine_text_in_force", &params, read_version);
	}
	pg_params_release(&params);
	rows_release(&rules);
}

/* ---------------------------------------------------------------- what cannot be folded */

void ownacts_refuse(struct batch *batch, struct batch_subject *subject, const char *words)
{
	for (size_t i = 0; i < subject->facts.acts.count; i++) {
		struct batch_act *own = vec_push(&batch->answered);
		own->act = subject->facts.acts.items[i];
		own->subject_id = subject->subject_id;
		answer(own, "refused", words);
	}
	subject->facts.acts.count = 0;
}

/* ---------------------------------------------------------------- the two steps */

void ownacts_ask(struct batch *batch)
{
	ask_deads(batch);
	mailroom_ask_acts(batch);
	for (size_t i = 0; i < batch->acts.count; i++) {
		struct batch_act *act = &batch->acts.items[i];
		if (is_kind(act, "apply"))
			ask_apply(batch, act);
		else if (is_kind(act, "agree"))
			ask_proposal(batch, act);
	}
}

void ownacts_do(struct batch *batch)
{
	for (size_t i = 0; i < batch->acts.count; i++)
		if (batch->acts.items[i].proposal && !batch->acts.items[i].act.answer[0])
			put_in_force(batch, &batch->acts.items[i]);
}

/* SPDX-License-Identifier: MIT */
/* What operators did. The store changed the case at once where an act is direct (owner, state, next
 * act, outcome); here its consequences follow: events from phone calls, clocks, quotes, letters,
 * tasks. */
#include "rules/work.h"
#include "base/digest.h"
#include "model/document.h"
#include "table/stored_rows.h"

#include <string.h>

static const char *arg(const struct act *act, const char *name)
{
	const char *value = texts_value(&act->args, name);

	return value ? value : "";
}

static int64_t arg_instant(const struct act *act, const char *name)
{
	int64_t at;

	return instant_read(span_of(arg(act, name)), &at) == ERR_SYNTAX || arg(act, name)[0] == '\0'
		       ? INSTANT_NONE
		       : at;
}

static int64_t arg_id(const struct act *act, const char *name)
{
	int64_t id;

	return str_to_i64(span_of(arg(act, name)), &id) == ERR_NONE ? id : INT_NONE;
}

static void touch(struct work *work, struct fact_case_open *of, const struct act *act)
{
	const char *words = arg(act, "words");

	of->row.touches++;
	if (of->row.touched_at == INSTANT_NONE || of->row.touched_at < act->at)
		of->row.touched_at = act->at;
	if (words[0] != '\0')
		of->row.last_words = words;
	of->is_dirty = true;
	(void)work;
}

/* What "they say" on the phone means as an event: milestone and nature, or a type of its own. */
static const struct saying {
	const char *says, *type, *milestone, *nature;
} sayings[] = {
	{ "eta", "shipment.eta", MILESTONE_DELIVER, "estimated" },
	{ "picked-up", "shipment.picked-up", MILESTONE_PICKUP, "actual" },
	{ "departed", "shipment.dispatched", MILESTONE_DEPART, "actual" },
	{ "arrived", "shipment.arrived", MILESTONE_ARRIVE, "actual" },
	{ "delivered", "delivery.completed", MILESTONE_DELIVER, "actual" },
	{ "pod", "pod.received", MILESTONE_POD, "actual" },
	{ "refused", "delivery.refused", "", "" },
};

static void make_event(struct work *work, const struct act *act, const struct saying *saying)
{
	struct event *event = vec_push(&work->facts->new_events);
	struct digest digest = digest_of(act->client_key, strlen(act->client_key));
	bool is_eta = is_text(saying->says, "eta");

	row_init(&row_stored_event, event);
	event->tenant_id = work->facts->subject.tenant_id;
	event->event_id = work_id(work);
	event->item = event->stop = 0;
	event->type = saying->type;
	event->subject_id = work->facts->subject.subject_id;
	event->subject_kind = work->facts->subject.kind;
	event->subject_ref = work->facts->subject.ref;
	event->milestone = saying->milestone;
	event->nature = saying->nature;
	event->at = arg_instant(act, is_eta ? "eta" : "at");
	if (event->at == INSTANT_NONE && !is_eta)
		event->at = act->at;
	event->known_at = act->at;
	event->stored_at = work->step->server_now;
	event->words = arg(act, "words");
	event->place = arg(act, "place");
	event->source = arg(act, "who")[0] ? arg(act, "who") : "OPERATOR";
	event->person_id = act->person_id;
	event->partner_key = act->client_key;
	event->digest = (struct span) {
		arena_text(work->arena, (const char *)digest.bytes, DIGEST_BYTES), DIGEST_BYTES
	};
	event->state = "pending";
}

static const char *fold_call(struct work *work, struct fact_case_open *of, struct act *act)
{
	const char *says = arg(act, "says"), *who = arg(act, "who");

	if (of && !is_text(says, "no-answer"))
		clock_stop(work, of->row.case_id, "respond");
	for (size_t i = 0; i < COUNT_OF(sayings); i++) {
		if (!is_text(sayings[i].says, says))
			continue;
		if (is_text(says, "eta") && arg_instant(act, "eta") == INSTANT_NONE) {
			act->state = "refused";
			return "an arrival time is missing";
		}
		make_event(work, act, &sayings[i]);
		if (is_text(says, "eta"))
			return arena_printf(work->arena, "%s says it arrives %s", who[0] ? who : "they",
					    wording_time(work, arg_instant(act, "eta"), work->facts->subject.dest_zone));
		return arena_printf(work->arena, "%s says %s", who[0] ? who : "they", says);
	}
	return is_text(says, "no-answer") ? "no answer: the respond clock runs on" : "noted";
}

static const char *fold_wait(struct work *work, struct fact_case_open *of, struct act *act)
{
	int64_t until = arg_instant(act, "until");

	if (until == INSTANT_NONE || !is_text(of->row.state, "waiting"))
		return "it no longer waits";
	if (until <= work->at) {
		case_wake(work, of, "the time it waited for is here");
		return "that time has passed";
	}
	clocks_pause(work, of->row.case_id, arg(act, "reason"), until);
	clock_set_next(work, of->row.case_id, until);
	return arena_printf(work->arena, "waits until %s",
			    wording_time(work, until, ""));
}

/* Plans are told in the client's own time, by which its people plan. */
static const char *fold_next(struct work *work, struct fact_case_open *of, struct act *act)
{
	if (is_case_live(of->row.state))
		clock_set_next(work, of->row.case_id, of->row.next_act_at);
	return arena_printf(work->arena, "next: %s, %s",
			    of->row.next_act[0] ? of->row.next_act : arg(act, "words"),
			    wording_time(work, arg_instant(act, "at"), ""));
}

/* No longer waiting, or with another next act than was planned; an owner who is left without one gets that of policy. */
static const char *fold_resume(struct work *work, struct fact_case_open *of, struct act *act)
{
	const struct policy_type *type = policy_type_find(work->policy, of->row.type);

	(void)act;
	if (!is_case_live(of->row.state))
		return "it is closed meanwhile";
	clocks_resume(work, of->row.case_id, work->at);
	clock_set_next(work, of->row.case_id, of->row.next_act_at);
	work->looked = &of->row;
	if (is_text(of->row.state, "cleared"))
		case_look_again(work, of);
	else if (of->row.next_act_at == INSTANT_NONE && type)
		case_set_next(work, of, type);
	if (of->row.next_act_at == INSTANT_NONE)
		return "open, nothing planned";
	return arena_printf(work->arena, "open, next: %s, %s", of->row.next_act, wording_time(work, of->row.next_act_at, ""));
}

/* Every owned case has a next act; a fresh owner gets the one of policy, which goes when he gives the case back. */
static const char *fold_owner(struct work *work, struct fact_case_open *of, struct act *act)
{
	const struct policy_type *type = policy_type_find(work->policy, of->row.type);

	(void)act;
	if (is_case_live(of->row.state) && of->row.owner_id == INT_NONE && of->row.next_act_at == INSTANT_NONE)
		clock_set_next(work, of->row.case_id, INSTANT_NONE);
	if (!is_case_live(of->row.state) || of->row.owner_id == INT_NONE)
		return "back at its desk";
	work->looked = &of->row;
	if (of->row.next_act_at == INSTANT_NONE && type && !is_text(of->row.state, "waiting"))
		case_set_next(work, of, type);
	return "taken";
}

static const char *fold_resolve(struct work *work, struct fact_case_open *of, struct act *act)
{
	if (!is_text(of->row.state, "resolved"))
		return "it is open again";
	if (of->row.cause_side[0] == '\0')
		of->row.cause_side = arg(act, "side");
	case_end(work, of, "resolved", of->row.outcome[0] ? of->row.outcome : arg(act, "outcome"),
		 of->row.reason[0] ? of->row.reason : arg(act, "reason"));
	return "resolved";
}

static const char *fold_reopen(struct work *work, struct fact_case_open *of, struct act *act)
{
	const struct policy_type *type = policy_type_find(work->policy, of->row.type);

	if (!is_case_live(of->row.state) || !type)
		return "it was not opened again";
	work->looked = &of->row;
	of->row.closed_at = of->row.cleared_at = INSTANT_NONE;
	of->row.outcome = "";
	of->is_dirty = true;
	clock_reopen(work, of->row.case_id, "resolve");
	clocks_start(work, of, type);
	if (arg_instant(act, "at") != INSTANT_NONE)
		clock_set_next(work, of->row.case_id, of->row.next_act_at);
	else
		case_set_next(work, of, type);
	return "open again";
}

static const char *fold_ask(struct work *work, struct fact_case_open *of, struct act *act)
{
	bool is_refused;
	const char *words = quote_ask(work, of, act, &is_refused);

	if (is_refused)
		act->state = "refused";
	return words;
}

static const char *fold_tell(struct work *work, struct fact_case_open *of, struct act *act)
{
	const struct telling telling = { arg(act, "template"), arg(act, "to"), act->person_id };
	bool is_refused;
	const char *words = tell_draft(work, of, &telling, &is_refused);

	if (is_refused)
		act->state = "refused";
	return words;
}

static const char *fold_letter(struct work *work, struct fact_case_open *of, struct act *act)
{
	struct fact_letter *letter = letter_by_id(work->facts, arg_id(act, "letter"));
	bool is_refused = !letter || letter->row.case_id != of->row.case_id || !is_text(letter->row.state, "draft");
	const char *words = "there is no such draft any more";

	if (!is_refused && is_text(act->kind, "send-letter")) {
		words = tell_release(work, of, letter, act->person_id, &is_refused);
	} else if (!is_refused) {
		letter->row.state = "dropped";
		letter->row.by_person = act->person_id;
		letter->row.released_at = INSTANT_NONE;
		letter->is_dirty = true;
		words = "dropped";
	}
	if (is_refused)
		act->state = "refused";
	return words;
}

/* The store took it back at once. What the message stopped runs again: nobody was told. */
static const char *fold_recall(struct work *work, struct fact_case_open *of, struct act *act)
{
	const struct fact_letter *letter = letter_by_id(work->facts, arg_id(act, "letter"));
	struct fact_case_clock *clock = of ? clock_find(work->facts, of->row.case_id, "respond") : NULL;

	if (letter && clock && is_text(clock->row.state, "met") && clock->row.ended_at == letter->row.released_at)
		clock_restart(work, of->row.case_id, "respond");
	return act->answer;
}

/* That desk has seen it: how long it lay there is known from now on. */
static const char *fold_task_take(struct work *work, struct fact_case_open *of, struct act *act)
{
	int64_t task_id = arg_id(act, "task");

	(void)of;
	for (size_t i = 0; i < work->facts->tasks.count; i++) {
		struct fact_task *task = &work->facts->tasks.items[i];
		if (task->row.task_id != task_id || !is_text(task->row.state, "open"))
			continue;
		if (task->row.taken_at == INSTANT_NONE)
			task->row.taken_at = work->at;
		task->row.owner_id = act->person_id;
		task->is_dirty = true;
		return arena_printf(work->arena, "taken: %s", task->row.words);
	}
	act->state = "refused";
	return "there is no such open task";
}

static const char *fold_task(struct work *work, struct fact_case_open *of, struct act *act)
{
	int64_t task_id = arg_id(act, "task");

	(void)of;
	for (size_t i = 0; i < work->facts->tasks.count; i++) {
		struct fact_task *task = &work->facts->tasks.items[i];
		if (task->row.task_id != task_id || !is_text(task->row.state, "open"))
			continue;
		task->row.state = "done";
		task->row.done_at = work->at;
		if (task->row.taken_at == INSTANT_NONE)
			task->row.taken_at = work->at;
		task->row.owner_id = act->person_id;
		task->is_dirty = true;
		return arena_printf(work->arena, "done: %s", task->row.words);
	}
	act->state = "refused";
	return "there is no such open task";
}

/* A request is due before the option can no longer keep the promise. */
static void bound_approval(struct work *work, int64_t quote_id)
{
	struct facts *facts = work->facts;
	int64_t by;

	for (size_t i = 0; i < facts->quotes.count; i++) {
		const struct quote *quote = &facts->quotes.items[i].row;
		const char *text = quote->quote_id == quote_id
					   ? texts_value(&quote->args, "decide_by")
					   : NULL;
		if (!text || instant_read(span_of(text), &by) != ERR_NONE)
			continue;
		for (size_t k = 0; k < facts->approvals.count; k++) {
			struct fact_approval *of = &facts->approvals.items[k];
			if (of->row.quote_id != quote_id || !is_text(of->row.state, "waiting") ||
			    (of->row.due_at != INSTANT_NONE && of->row.due_at <= by))
				continue;
			of->row.due_at = by;
			of->is_dirty = true;
		}
	}
}

static int64_t asker_of(const struct work *work, int64_t approval_id)
{
	for (size_t i = 0; i < work->facts->approvals.count; i++)
		if (work->facts->approvals.items[i].row.approval_id == approval_id)
			return work->facts->approvals.items[i].row.asked_by;
	return INT_NONE;
}

/* What was denied is work again: it comes back at once, with why not, to who owns it; a case of nobody's to who asked. */
static void give_back(struct work *work, struct fact_case_open *of, const struct act *act)
{
	int64_t asked_by = asker_of(work, arg_id(act, "approval"));

	of->row.next_act = arena_printf(work->arena, "denied by %s: %s", arg(act, "by"), arg(act, "reason"));
	of->row.next_act_at = work->at;
	of->row.waiting_on = "";
	if (of->row.owner_id == INT_NONE && map_get_id(&work->reference->people, asked_by)) {
		of->row.owner_id = asked_by;
		of->row.claimed_at = work->at;
		of->row.v_owner++;
	}
	of->is_dirty = true;
}

static const char *fold_money(struct work *work, struct fact_case_open *of, struct act *act)
{
	if (is_text(arg(act, "verdict"), "deny") && is_text(arg(act, "was"), "waiting"))
		give_back(work, of, act);
	bound_approval(work, arg_id(act, "quote"));
	clock_stop(work, of->row.case_id, "respond");
	return "noted";
}

static const char *fold_mail(struct work *work, struct fact_case_open *of, struct act *act)
{
	(void)act;
	clock_stop(work, of->row.case_id, "respond");
	return "noted";
}

static const char *fold_note(struct work *work, struct fact_case_open *of, struct act *act)
{
	(void)work;
	(void)of;
	(void)act;
	return "noted";
}

/* A paper whose name said nothing: a person looked at it. Told as news of the partner's paper, not as what she heard. */
static const char *fold_document(struct work *work, struct fact_case_open *of, struct act *act)
{
	const struct document_type *type = document_type_find(arg(act, "type"));
	const char **attrs = arena_new(work->arena, 4, sizeof *attrs);
	struct event *event;

	(void)of;
	if (!type || !type->milestone[0]) {
		act->state = "refused";
		return arena_printf(work->arena, "there is no kind of paper called %s", arg(act, "type"));
	}
	make_event(work, act, &(struct saying) { "", type->event, type->milestone, "actual" });
	event = &work->facts->new_events.items[work->facts->new_events.count - 1];
	attrs[0] = "document";
	attrs[1] = type->name;
	event->attrs = (struct texts) { attrs, 2 };
	event->person_id = INT_NONE;
	event->words = arena_printf(work->arena, "a paper is the %s", type->words);
	return arena_printf(work->arena, "kept as %s", type->words);
}

/* The store did it at once and said what came of it; here it counts as work on the case. */
static const char *fold_by_hand(struct work *work, struct fact_case_open *of, struct act *act)
{
	(void)work, (void)of;
	return act->answer;
}

static const struct act_rule {
	const char *kind;
	const char *(*fold)(struct work *work, struct fact_case_open *of, struct act *act);
} act_rules[] = {
	{ "claim", fold_owner },        { "assign", fold_owner }, { "release", fold_owner },
	{ "note", fold_note },          { "call", fold_call },    { "mail", fold_mail },
	{ "next", fold_next },          { "wait", fold_wait },    { "resolve", fold_resolve },
	{ "reopen", fold_reopen },      { "resume", fold_resume },
	{ "tell", fold_tell },    { "send-letter", fold_letter },
	{ "recall-letter", fold_recall }, { "drop-letter", fold_letter }, { "ask", fold_ask },      { "task-done", fold_task },
	{ "task-take", fold_task_take },
	{ "request", fold_money },      { "decide", fold_money },
	{ "type-document", fold_document },
	{ "effect-done", fold_by_hand },  { "effect-again", fold_by_hand },
	{ "effect-there", fold_by_hand }, { "effect-missing", fold_by_hand },
};

/* Acts that are no less true when their case is over. */
static bool is_for_closed(const char *kind)
{
	return is_text(kind, "call") || is_text(kind, "note") || is_text(kind, "type-document") ||
	       is_text(kind, "recall-letter") ||
	       strncmp(kind, "effect-", 7) == 0;
}

/* Opens a case by hand; the subject may be anything that is known. */
static const char *fold_new(struct work *work, struct act *act)
{
	const char *name = arg(act, "type");
	const struct policy_type *type = name[0] ? policy_type_find(work->policy, name)
						 : work->policy->person_type;
	struct fact_case_open *of;

	if (!type) {
		act->state = "refused";
		return "policy knows no such exception";
	}
	of = case_open_or_move(work, type, "");
	if (!of) {
		act->state = "refused";
		return "a case about it is open already";
	}
	touch(work, of, act);
	of->row.what = arg(act, "words");
	act->case_id = of->row.case_id;
	return arena_printf(work->arena, "C-%lld", (long long)of->row.no);
}

static const char *fold_on_case(struct work *work, struct act *act)
{
	struct fact_case_open *of = case_by_id(work->facts, act->case_id);

	for (size_t i = 0; i < COUNT_OF(act_rules); i++) {
		if (!is_text(act_rules[i].kind, act->kind))
			continue;
		if (!of && !is_for_closed(act->kind))
			break;
		if (of)
			touch(work, of, act);
		return act_rules[i].fold(work, of, act);
	}
	act->state = "refused";
	return of ? arena_printf(work->arena, "docket knows no act called %s", act->kind)
		  : "the case is closed";
}

void act_fold(struct work *work, struct act *act)
{
	act->state = "folded";
	act->answer = is_text(act->kind, "new") ? fold_new(work, act) : fold_on_case(work, act);
}

/* SPDX-License-Identifier: MIT */
/* Private to data/rules: one decision while it is made, and what its files offer each other. */
#ifndef DOCKET_RULES_WORK_H
#define DOCKET_RULES_WORK_H

#include "model/event_type.h"
#include "model/explain.h"
#include "model/states.h"
#include "policy/letters.h"
#include "policy/manual.h"
#include "policy/scope.h"
#include "rules/rules.h"

#define DURATION_NONE INT64_MIN

/* A deadline of a type, and the milestone row that notes whether it fired. */
struct deadline {
	const struct policy_type *type;
	const struct policy_detect *detect;
	const char *milestone;
	int64_t stop;
	int64_t base_at; /* what was planned or promised */
	int64_t due_at;  /* base and grace */
};

/* The decision: everything is looked at as of `at`, which only the loop in decide.c moves. */
struct work {
	const struct rules_step *step;
	const struct policy *policy;
	const struct reference *reference;
	struct arena *arena;
	struct facts *facts;
	int64_t at;
	struct event *event;                 /* being folded, or NULL */
	const struct event_type *event_type; /* of it */
	int64_t taken_back_id;               /* the event that it takes back; INT_NONE = none */
	const struct act *act;               /* being folded, or NULL */
	const struct case_open *looked; /* the case that conditions and words speak of, or NULL */
	const char *recipient, *language; /* of the message that is written, or NULL */
	bool is_plan_changed;   /* by the item being folded: milestones, phase, carrier, promise */
	bool is_backlog_folded; /* all items are: what fell due in the dark may be judged now */
	int64_t late_before;    /* before the item */
	uint64_t when_before;   /* types whose condition held before the item */
	uint64_t over_before;   /* before a retraction: types of which a case would have been over */
	VEC(struct deadline) met; /* before a retraction: deadlines that fired and were met since */
};

/* ---- decide.c */

/* A new id. */
int64_t work_id(struct work *work);

/* Notes a change that the rules made on their own account: names and values, ended by NULL. */
void work_audit(struct work *work, const char *what, const char *kind, int64_t id, int64_t case_id,
		...);

/* ---- fold.c */

/* The milestone row, or NULL. */
struct fact_milestone *milestone_find(const struct facts *facts, const char *code, int64_t stop);

/* The milestone row, made if there is none. */
struct fact_milestone *milestone_get(struct work *work, const char *code, int64_t stop);

/* The milestone that ends the road: the last stop's deliver, else its arrive; NULL if neither is
 * known. */
const struct milestone *milestone_last(const struct facts *facts);

/* Is the actual of `code` known (of stop `disc`, if that is a number)? */
const struct milestone *milestone_done(const struct facts *facts, const char *code,
				       const char *disc);

/* Folds one nature of a milestone; the later known one wins. True if what is believed changed. */
bool milestone_fold(struct work *work, const char *code, int64_t stop, const char *nature,
		    int64_t at, int64_t known_at, int64_t tie, const char *source);

/* The tie break of an event: the first bytes of its digest as a number that is not negative. */
int64_t event_tie(const struct event *event);

/* Folds the milestone that the event speaks of; sets work->is_plan_changed. */
void fold_event_milestone(struct work *work, const struct event *event);

/* How far the best estimate or the actual lies behind the promise; DURATION_NONE if not known. */
int64_t subject_late_us(const struct facts *facts);

/* The promise: the customer's, else the plan; INSTANT_NONE if neither. */
int64_t subject_promise_at(const struct facts *facts);

/* The best estimate of arrival; the actual where it is known. */
int64_t subject_eta_at(const struct facts *facts);

/* Who said it, in words for the screens. */
const char *work_source(const struct work *work, const struct event *event);

/* Forgets all milestones and folds the history, the events of this step that are folded already and `also` (may be NULL), without
 * retracted ones. */
void fold_again(struct work *work, const struct event *also);

/* ---- parts.c */

/* Does a plan say of how many pieces or of which parts the shipment is? */
bool parts_are_planned(const struct event *event);

/* Folds that, nothing else. */
void parts_plan(struct work *work, const struct event *event);

/* Folds the delivery, its proof or its estimate where it is that of a part only; false if it is that of the whole. */
bool parts_fold(struct work *work, const struct event *event, const char *code, const char *nature, int64_t at);

/* Forgets what the words of the milestone count. */
void parts_forget(struct fact_milestone *of);

/* ---- shipment.c */

/* Does the event say what its subject is, so that others may be about it? */
bool is_announcing(const struct event *event);

/* Folds what the event says about the subject itself; may make it. False if the event cannot be
 * used (it is a dead letter then). */
bool subject_fold(struct work *work, struct event *event);

/* Folds what the event says of the subject itself, as if it were the newest news of it. */
void subject_say(struct work *work, const struct event *event);

/* Forgets what the event said of the subject itself: who does so says again what others said. */
void subject_unsay(struct work *work, const struct event *event);

/* What the manual calls the shipment or order by what is known of it now; noted when it changes. */
void class_settle(struct work *work);

/* Derives phase from milestones. */
void subject_settle(struct work *work);

/* ---- again.c */

/* The order in which news counts: when it was known, what announces the subject before what happened to it, when it happened, the
 * digest. Less than, equal to or greater than 0. */
int event_compare(const struct event *a, const struct event *b);

/* Does it say something of the subject itself that stands until somebody says otherwise? */
bool event_says(const struct event *event);

/* Can the event be folded only with all that was ever said: a retraction, and news that others may have answered already? */
bool again_is_needed(struct work *work, const struct event *event);

/* Called for an event; true stops. */
typedef bool on_event(struct event *event, void *context);

/* Calls for each event that counts: earlier ones that are loaded, and those of this step that are folded. */
bool again_each(const struct facts *facts, on_event *on, void *context);

/* The event of the type that counts and was known last; NULL if there is none. What is not loaded is not looked at. */
struct event *again_newest(const struct work *work, const char *type);

/* Was one of the type known after `event`, which came late? */
bool again_is_known_since(const struct work *work, const char *type, const struct event *event);

/* Says what `also` (may be NULL) says of the subject itself; where all earlier news is loaded, at its place among all that was said. */
void again_fold(struct work *work, const struct event *also);

/* ---- retract.c */

/* Was the event taken back before it came? */
bool retract_is_noted(struct work *work, const struct event *event);

/* Takes back what the event says it takes back. */
void retract_fold(struct work *work, const struct event *event);

/* ---- announce.c: the setters note what changed; a value of NULL says nothing */

/* Sets a text field. */
void subject_set_text(struct work *work, const char **field, const char *value);

/* Sets a party by kind and code; an unknown code says nothing. */
void subject_set_party(struct work *work, int64_t *field, const char *kind, const char *code);

/* Sets a site by code, and the zone of its times. */
void subject_set_site(struct work *work, int64_t *field, const char **zone, const char *code);

/* Sets an instant from RFC 3339. */
void subject_set_instant(struct work *work, int64_t *field, const char *text);

/* Makes the subject findable by a reference; carrier_id: whose number it is, if it is a carrier's. */
void subject_add_ref(struct work *work, const char *kind, const char *text, size_t length, int64_t carrier_id);

/* Makes the subject findable by the references that the event names. */
void subject_add_refs(struct work *work, const struct event *event);

/* Folds what an announcement says. */
void subject_announce(struct work *work, const struct event *event);

/* Empties the fields that an announcement filled. */
void subject_unannounce(struct work *work, const struct event *event);

/* ---- deadline.c */

/* The next deadline that is not fired yet and due at or before `until`; false if there is none. */
bool deadline_next(struct work *work, int64_t until, struct deadline *out);

/* The earliest deadline not fired yet: for wake_at. INSTANT_NONE if none. */
int64_t deadline_wake(struct work *work);

/* Opens its case at work->at and notes that it fired. */
void deadline_fire(struct work *work, const struct deadline *deadline);

/* Notes, before something is taken back, which deadlines fired and were met since. */
void deadline_note_met(struct work *work);

/* Lets those fire again that are missed now: what met them was taken back. */
void deadline_forget_met(struct work *work);

/* Is the deadline that opened this case still missed? A new plan may have moved it. */
bool deadline_holds(struct work *work, const struct policy_type *type, const struct case_open *c);

/* ---- documents.c */

/* The papers that the type requires of the subject and that are not here: bits by the places of document_types. */
uint32_t documents_missing(struct work *work, const struct policy_type *type);

/* The same in words: "bill of lading, packing list"; "nothing". */
const char *documents_words(struct work *work, const struct policy_type *type);

/* ---- watch.c */

/* Keeps of the event what the manual asks for. */
void watch_fold(struct work *work, const struct event *event);

/* Forgets what can be folded again. */
void watch_forget(struct facts *facts);

/* Was the attribute told by any event that counts? Only of those that the manual asks for. */
bool watch_is_told(const struct facts *facts, const char *attr);

/* The moments of events of that type, seconds, each once, in order; how many. */
size_t watch_times(struct work *work, const char *event, int64_t *out, size_t room);

/* ---- measure.c */

/* Holds what the event measured against the limits of the manual. */
void measure_fold(struct work *work, const struct event *event);

/* All readings again, in the order in which they were taken, `also` (may be NULL) among them. */
void measure_again(struct work *work, const struct event *also);

/* Is there a reading that was taken at that moment or later? */
bool measure_is_late(struct work *work, const struct event *event);

/* Were readings of this step taken in another order than they were told? */
bool measure_is_mixed(struct work *work);

/* Since when do the conditions hold that must last? After each item. */
void measure_settle(struct work *work);

/* The newest value that a line of the type measures, as it came; "" if there is none. */
const char *measure_value(const struct work *work, const struct policy_type *type);

/* ---- pattern.c */

/* Does what was told so far call for the type? */
bool pattern_holds(struct work *work, const struct policy_type *type);

/* All types of which it does, as bits. */
uint64_t pattern_types(struct work *work);

/* "deliver 14:00 CET before pickup 15:00 CET". */
const char *pattern_order_words(struct work *work, const struct policy_type *type);

/* How often, as a number. */
const char *pattern_count_words(struct work *work, const struct policy_type *type);

/* ---- missing.c */

/* Is anything that the line names missing? Milestones at that stop (0 = any), and up to that moment. */
bool missing_any(struct work *work, const struct policy_type *type, const struct policy_detect *detect, int64_t stop, int64_t until);

/* What is missing, in words: "pickup, customer ref"; papers for a type that waits for them; "nothing". */
const char *missing_words(struct work *work, const struct policy_type *type);

/* ---- detect.c */

/* Is the type about this kind of subject, and looked for? */
bool type_is_about(struct work *work, const struct policy_type *type);

/* Which types' conditions hold now. */
uint64_t detect_conditions(struct work *work);

/* Of which types that events call for a case would be over now, by what ends it. */
uint64_t detect_overs(struct work *work);

/* Opens what the event and the changed conditions call for. */
void detect_openings(struct work *work);

/* Would a case of this type be over as soon as it is opened, because what ends it is known already?
 */
bool detect_is_over(struct work *work, const struct policy_type *type, const char *disc);

/* Is the cause of a live case gone? The reason in words goes to *why. */
bool detect_is_gone(struct work *work, const struct policy_type *type, const struct case_open *c,
		    const char **why);

/* ---- cases.c */

/* The live case of a type and discriminator, or NULL. */
struct fact_case_open *case_find(const struct facts *facts, const char *type, const char *disc);

/* The case by id, live or not, or NULL. */
struct fact_case_open *case_by_id(const struct facts *facts, int64_t case_id);

/* Opens a case of `type`, or moves a live one on to it, or leaves it to the live one that came
 * after it. NULL then. */
struct fact_case_open *case_open_or_move(struct work *work, const struct policy_type *type,
					 const char *disc);

/* Clears, closes or brings back each live case as its cause is; refreshes words and money. After
 * each item. */
void cases_settle(struct work *work);

/* Ends a case: clocks stop, tasks and requests go, effects on end are made. `state` is closed or
 * resolved. */
void case_end(struct work *work, struct fact_case_open *of, const char *state, const char *outcome,
	      const char *reason);

/* Wakes a waiting case. */
void case_wake(struct work *work, struct fact_case_open *of, const char *why);

/* Gives the case to another desk: whose it was is free of it. */
void case_hand_over(struct work *work, struct fact_case_open *of, const char *desk);

/* When a solved case that somebody works on comes back to be looked at, unless a person planned something. */
void case_look_again(struct work *work, struct fact_case_open *of);

/* Says what happens next, by policy. */
void case_set_next(struct work *work, struct fact_case_open *of, const struct policy_type *type);

/* ---- clocks.c */

/* Starts the clocks that policy gives to the case and that do not run yet. */
void clocks_start(struct work *work, struct fact_case_open *of, const struct policy_type *type);

/* Gives running clocks the limits of a new type; what was spent stays spent. */
void clocks_retarget(struct work *work, struct fact_case_open *of, const struct policy_type *type);

/* Follows promise, plan and actuals: due instants that moved, promises that were kept. */
void clocks_follow(struct work *work, struct fact_case_open *of);

/* Pauses what policy lets pause for `reason`. */
void clocks_pause(struct work *work, int64_t case_id, const char *reason, int64_t until);

/* Resumes what is paused. */
void clocks_resume(struct work *work, int64_t case_id, int64_t at);

/* Stops one clock as met; nothing if it does not run. */
void clock_stop(struct work *work, int64_t case_id, const char *kind);

/* What met a clock was no end: it goes on from now with what was left; the time between is nobody's. Nothing if it was not met. */
void clock_reopen(struct work *work, int64_t case_id, const char *kind);

/* What met a clock did not happen: it is due when it was due before. Nothing if it was not met. */
void clock_restart(struct work *work, int64_t case_id, const char *kind);

/* Sets the next act's clock; INSTANT_NONE = cancels it. */
void clock_set_next(struct work *work, int64_t case_id, int64_t due_at);

/* Ends all clocks of a case. */
void clocks_end(struct work *work, int64_t case_id);

/* The clock of a case, or NULL. */
struct fact_case_clock *clock_find(const struct facts *facts, int64_t case_id, const char *kind);

/* The earliest instant at which a clock runs out or a pause ends. */
int64_t clocks_due(const struct facts *facts);

/* Lets what is due at work->at run out or resume. */
void clocks_fire(struct work *work);

/* ---- order.c */

/* Band, deciding clock, work-by and why of a live case, as of work->at. */
void order_case(struct work *work, struct fact_case_open *of);

/* The band alone; noted where it changed. After each item. */
void order_band(struct work *work, struct fact_case_open *of);

/* The next scheduled step of a case's band; INSTANT_NONE if none. */
int64_t order_step_at(struct work *work, const struct case_open *c);

/* ---- escalate.c */

/* The earliest instant at which an escalation of the manual is due. */
int64_t escalate_due(struct work *work);

/* Does what is due of them at work->at. */
void escalate_fire(struct work *work);

/* The band to which the clocks and tasks of a case have raised it; -1 = none did. */
int64_t escalate_band(struct work *work, const struct case_open *c);

/* ---- tasks.c */

/* Opens the tasks that a type brings to a case. */
void tasks_add(struct work *work, const struct case_open *c, const struct policy_type *type);

/* Cancels the open tasks of a case. */
void tasks_cancel(struct work *work, int64_t case_id);

/* Says in open tasks what is true now, such as a new time; only where it is plain which task is meant. */
void tasks_follow(struct work *work, const struct case_open *c, const struct policy_type *type);

/* A new open task; due_at INSTANT_NONE = none. Its id. */
int64_t task_open(struct work *work, const struct case_open *c, const char *desk, const char *words, int64_t due_at);

/* Cancels one task that nobody has taken. */
void task_cancel(struct work *work, int64_t task_id);

/* ---- playbook.c */

/* Begins the playbook that policy gives to the case as it is; nothing if there is none. */
void playbook_start(struct work *work, struct fact_case_open *of, const struct policy_type *type);

/* Ends the playbook that runs: what is not over is passed over, what can be taken back is taken back, last first. */
void playbook_end(struct work *work, struct fact_case_open *of, const char *why);

/* Goes on with every playbook as far as it can. After each item, and after what was decided. */
void playbooks_settle(struct work *work);

/* The next instant at which a playbook goes on by itself; INSTANT_NONE if none. */
int64_t playbooks_due(struct facts *facts);

/* The band that the case was raised to by its playbook; -1 = it was not. */
int64_t playbook_band(struct work *work, const struct case_open *c);

/* Was the task opened by a playbook, and has nobody taken it? Then it is no sign that somebody works on the case. */
bool playbook_has_untouched(const struct work *work, const struct task *task);

/* ---- steps.c */

/* How a step stands after it was looked at; where the playbook goes on: a step, "end", "" = the next one. */
struct step_look {
	const char *state; /* running, done, skipped, failed */
	const char *answer, *go_on;
};

/* Begins a step: opens its task, makes its effect, drafts its letter. */
struct step_look step_begin(struct work *work, struct fact_case_open *of, struct fact_case_step *step);

/* Looks whether it is over. */
struct step_look step_check(struct work *work, struct fact_case_open *of, struct fact_case_step *step);

/* What a step is, for people: "Wait for pickup". */
const char *step_words(struct work *work, const struct policy_step *plan);

/* ---- cost.c */

/* Cost of doing nothing and money at stake, as explanation lines too. */
void cost_settle(struct work *work, struct fact_case_open *of);

/* What being late still costs if the freight arrives then: minor units of *currency, the contract's; 0 in time, INT_NONE if it is not known. Its
 * parts are appended to `lines`. */
int64_t cost_if_arriving(struct work *work, int64_t arrives_at, const char **currency, struct str *lines);

/* ---- acts.c */

/* Folds one act. */
void act_fold(struct work *work, struct act *act);

/* ---- whereabouts.c */

/* Where the freight can be taken over, and when: for options and for the words of a refusal. */
struct whereabouts {
	const struct site *from;
	int64_t ready_at;
	const char *words; /* "at Kassel hub since 11:40 CET" */
};

/* Finds it by phase. from NULL = not known; words say why. */
struct whereabouts whereabouts_of(struct work *work);

/* ---- quote.c */

/* Answers an asking with quotes; the act's answer in words is returned, *is_refused if nothing can
 * be offered. */
const char *quote_ask(struct work *work, struct fact_case_open *of, const struct act *act,
		      bool *is_refused);

/* ---- ladder.c */

/* The rungs of an action that hold for the case looked at, four texts each, as docket.quote.ladder keeps them: from what amount in minor units,
 * how many people, their roles joined by '+', and up to what ("" = each up to her own limit). */
struct texts ladder_of(struct work *work, const struct policy_action *action);

/* The one rung of what sets a rule aside. */
struct texts ladder_of_override(struct work *work, const struct policy_action *action);

/* Who agrees to an action where no other rung is reached. */
const char *action_role(const struct policy *policy, const char *action);

/* ---- approve.c */

/* What follows decisions, and what lapses. After each item. */
void approve_settle(struct work *work);

/* The earliest approval that runs out. */
int64_t approve_due(const struct facts *facts);

/* Lets what is due run out or go up a level. */
void approve_fire(struct work *work);

/* ---- effect.c */

/* Makes the effects of an approved quote. */
void effects_of_quote(struct work *work, struct fact_case_open *of, const struct quote *quote);

/* Makes the effects that policy ties to the opening or the end of a case. */
void effects_of_case(struct work *work, const struct case_open *c, const struct policy_type *type,
		     enum effect_when on);

/* Makes the effect of a step, or with `undo` what takes it back; the same key whenever it is computed again. Its id. `after_id`: the effect
 * that must arrive before it; INT_NONE = none. */
int64_t effect_of_step(struct work *work, const struct case_open *c, const struct case_step *step, const char *target, const char *kind,
		       const char *words, int64_t after_id);

/* Makes the mail, or the webhook, of a released letter. */
void effect_of_letter(struct work *work, const struct case_open *c, const struct letter *letter);

/* ---- shadow.c */

/* Decides about a copy of `from`, with those events of the interface beside its own. The caller ends it with facts_release. */
void shadow_decide(const struct rules_step *step, const struct facts *from, const struct event *events, size_t count, int64_t interface_id,
		   struct facts *to);

/* ---- tell.c */

/* Who asks for a message, and for what. */
struct telling {
	const char *template, *to; /* to: a role's word; "" = the first one that the template is for */
	int64_t person_id;         /* INT_NONE = a playbook */
};

/* Drafts it; the answer in words, *is_refused if it cannot, or if all were told this already. */
const char *tell_draft(struct work *work, struct fact_case_open *of, const struct telling *telling, bool *is_refused);

/* Lets a draft go; the answer in words, *is_refused if it is true no more or was told meanwhile. */
const char *tell_release(struct work *work, struct fact_case_open *of, struct fact_letter *letter, int64_t person_id, bool *is_refused);

/* The letter, or NULL. */
struct fact_letter *letter_by_id(struct facts *facts, int64_t letter_id);

/* ---- recipients.c */

#define RECIPIENTS_MAX 8

/* Somebody who is told. */
struct recipient {
	enum letter_role role;
	const char *name, *mail, *hook; /* hook: a connector's name; "" = by mail */
	const char *language, *tier;
	int64_t party_id;               /* INT_NONE = none */
};

/* Who has this role for the subject, with a way to be told; how many. 0: *why says in words what is missing. */
size_t recipients_of(struct work *work, enum letter_role role, struct recipient out[RECIPIENTS_MAX], const char **why);

/* ---- feed.c */

/* When the interface counts as quiet; INSTANT_NONE if it has no rhythm or the subject is none. */
int64_t feed_quiet_at(struct work *work, const struct policy_detect *detect);

/* Is the subject's carrier dark at that moment? Then deadlines that fall due then wait. */
bool feed_hides(const struct work *work, int64_t at);

/* The list of what hangs on a quiet interface. */
void feed_settle(struct work *work, struct fact_case_open *of);

/* The next promise that falls due while dark. */
int64_t feed_step_at(const struct work *work);

/* Does a promise fall due while it is dark? */
bool feed_is_check_by_hand(const struct work *work);

/* ---- fields.c */

/* Does the subject have a value of the field of conditions that is called so? */
bool field_is_known(struct work *work, const char *name);

/* Does the condition hold for the subject, event and looked-at case? */
bool work_when(struct work *work, const struct policy_when *when);

/* The last value of a list whose condition holds, or NULL. */
const struct policy_value *work_value(struct work *work, const struct policy_value *items,
				      size_t count);

/* ---- wording.c */

/* Replaces {names}; what is not known says so. The text is arena memory. */
const char *wording_fill(struct work *work, const char *text);

/* The same for letters, with facts of a quote under work (may be NULL). */
const char *wording_fill_quote(struct work *work, const char *text, const struct quote *quote);

/* "16:40 CET", with the day if it is another one than today there, in the language of the message that is written. */
const char *wording_time(struct work *work, int64_t at, const char *zone);

/* The name of a party; "" if there is none. */
const char *party_name(const struct work *work, int64_t party_id);

/* The party, or NULL. */
const struct party *party_of(const struct work *work, int64_t party_id);

/* The site, or NULL. */
const struct site *site_of(const struct work *work, int64_t site_id);

/* The contract of the subject or its customer, or NULL. */
const struct contract *contract_of(const struct work *work);

/* Money as "412.00 EUR" in the arena; "unknown" if it is. */
const char *wording_money(struct work *work, int64_t minor, const char *currency);

/* Moves the text into the arena and empties `text`. */
const char *wording_keep(struct work *work, struct str *text);

/* Same text? Neither is NULL. */
bool is_text(const char *a, const char *b);

/* The earlier of two instants, where INSTANT_NONE is never. */
int64_t instant_sooner(int64_t a, int64_t b);

#endif

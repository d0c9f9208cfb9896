/* SPDX-License-Identifier: MIT */
/*
 * data/rules: the decisions. Pure: no I/O, no clock, no randomness; what comes in is what comes
 * out, so every bug replays.
 *
 *   rules.h       facts in, row images out; the door is rules_decide
 *   work.h        private: one decision while it is made, and what the files below offer each other
 *   decide.c      the loop over time: events, acts and due instants in order
 *   refs.c        references: which an event names, how they are compared
 *   match.c       which subject an event is about
 *   fold.c        events into milestones
 *   shipment.c    events into the subject itself
 *   classify.c    the class that the manual gives it by its facts
 *   announce.c    what an announcement says of its subject
 *   retract.c     news that is taken back
 *   again.c       late news: what it says is folded again with all that was said
 *   parts.c       several deliveries that together are one
 *   deadline.c    deadlines that pass in silence
 *   documents.c   kinds of papers by their names, and which of the required ones are missing
 *   detect.c      events and conditions that call for a case, and when its cause is gone
 *   cases.c       opening, moving on, clearing, closing
 *   clocks.c      start, pause, resume, stop, run out
 *   escalate.c    what is done when a clock or a task comes near its limit, or passes it
 *   order.c       band, work-by and why
 *   tasks.c       what other desks have to do
 *   playbook.c    playbooks: begun, gone on with, ended, undone; steps.c: what each kind of step does
 *   cost.c        cost of doing nothing and money at stake
 *   acts.c        what operators did
 *   whereabouts.c where the freight can be taken over
 *   quote.c       options and their price
 *   approve.c     what follows a decision, and what lapses
 *   effect.c      outgoing messages
 *   tell.c        messages: drafted, not twice; recipients.c: who is told and how
 *   feed.c        quiet interfaces
 *   shadow.c      what the news of an interface that is not live yet would have raised
 *   foresee.c     how cases would change
 *   disrupt.c     which cases share a cause (disrupt.h); piles.c: what each of them needs
 *   fields.c      values of the fields that conditions name
 *   wording.c     texts with names and local times
 *
 * A subject and all that hangs on it (milestones, stops, open cases, clocks, tasks, quotes,
 * approvals, effects, letters) is a `struct facts`. The engine loads it, hands in the events and
 * operators' acts that are new and the tenant's `now`; the rules fold them in the order of time,
 * fire every deadline that fell due up to `now` (a deadline due at the very instant of an event
 * fires before it), and change the rows in place, marking what is dirty. The engine stores the
 * dirty rows if nobody changed them meanwhile, else it loads again and asks again: the same input
 * gives the same output.
 */
#ifndef DOCKET_RULES_RULES_H
#define DOCKET_RULES_RULES_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "model/stored.h"
#include "policy/policy.h"

struct letter_template;
struct policy_step;

/* A row and whether the store must hear of it. */
#define FACT(type) \
	struct fact_##type { \
		struct type row; \
		bool is_dirty; \
	}

FACT(milestone);
FACT(stop);
FACT(case_open);
FACT(case_clock);
FACT(task);
FACT(quote);
FACT(approval);
FACT(effect);
FACT(letter);

/* A step, and what its plan says; found when it is first looked at. */
struct fact_case_step {
	struct case_step row;
	bool is_dirty;
	const struct policy_step *plan;
	bool is_fresh; /* its playbook began with the news that is folded: that is not what it waits for */
};

/* Numbers for new rows, reserved by the engine: at least RULES_IDS_PER_ITEM for each event, act and
 * due instant of the step. */
#define RULES_IDS_PER_ITEM 128

struct rules_ids {
	int64_t next;         /* one sequence for every kind of id of the tenant */
	int64_t next_case_no; /* the number people see, without "C-" */
};

/* Reference data of a tenant, loaded once by the engine and again when it changed. All rows
 * borrowed. Maps by id. */
struct reference {
	int64_t tenant_id;
	struct tenant tenant;
	struct map parties;        /* party_id -> const struct party * */
	struct map party_codes;    /* "carrier:DHLF" -> const struct party * (kind:code) */
	struct map sites;          /* site_id -> const struct site * */
	struct map site_codes;     /* code -> const struct site * */
	struct map contracts;      /* contract_id -> const struct contract * */
	struct map party_contract; /* party_id -> const struct contract * */
	struct map interfaces;     /* interface_id -> const struct interface * */
	struct map people;         /* person_id -> const struct member * (first role) */
	const struct rate *rates;
	size_t rate_count;
	/* Where effects go; NULL = none: effects end as "would send". */
	const struct interface *out_tms, *out_erp, *out_mail;
	struct map hooks;     /* name -> const struct interface *: every outbound one */
	struct map templates; /* name -> const struct letter_template * */
	const struct contact *contacts; /* who can be written to, in the order in which they were made */
	size_t contact_count;
};

/* Everything the rules may know about one subject. Rows and vectors live in the engine's batch
 * arena or are owned by it. */
struct facts {
	struct subject subject; /* version 0 and kind, ref set = does not exist yet */
	bool is_subject_dirty;
	VEC(struct fact_milestone) milestones; /* words note which deadline fired for which plan */
	VEC(struct fact_stop) stops;
	VEC(struct fact_case_open) cases;      /* open; those closed here stay in */
	VEC(struct fact_case_clock) clocks;    /* of those cases */
	VEC(struct fact_task) tasks;
	VEC(struct fact_quote) quotes;         /* offered, asked, approved */
	VEC(struct fact_approval) approvals;   /* waiting, review, approved, and just denied of those quotes */
	VEC(struct fact_effect) effects;       /* not done */
	VEC(struct fact_letter) letters;       /* drafts and sent of those cases */
	VEC(struct fact_case_step) steps;      /* of those cases, by case, run and ord */
	struct stock stock;                    /* kind stock only */
	bool has_stock, is_stock_dirty;
	const struct interface *carrier_feed;  /* the inbound interface of its carrier, or NULL */
	int64_t dark_since;                    /* that is quiet since; INSTANT_NONE = not dark */
	/* The newest dark spell that ended; INSTANT_NONE = none. What fell due in it is judged by
	 * when things happened, not by when they were told. */
	int64_t dark_from, dark_until;
	const struct subject *covered;         /* of an interface: what hangs on it, by promise */
	size_t covered_count;
	VEC(struct event) events;              /* in: new ones, any order; out: state, subject_id */
	VEC(struct event) history;             /* in, when asked for: all earlier ones, any order */
	bool has_history;                      /* in: `history` is whole */
	VEC(struct act) acts;                  /* in: to fold; out: folded or refused, in words */
	/* Out only. wants_history: nothing was decided, load `history` and decide again. is_restless: its rules chase their own tail, and nothing
	 * is fired in it before there is news of it, or for an hour. */
	bool wants_history, is_restless;
	VEC(struct event) retracted;           /* earlier ones with a new state, in order */
	VEC(struct subject_ref) new_refs;
	VEC(struct subject_link) new_links;
	VEC(struct event) new_events;          /* made by acts (source: who was spoken to) */
	VEC(struct audit) new_audits;          /* what the rules changed by themselves; act_id 0 */
	VEC(struct dead) new_deads;
};

/* One batch of subjects of one tenant. `arena` owns every text the rules make; it must outlive the
 * rows. */
struct rules_step {
	const struct policy *policy;
	const struct reference *reference;
	struct rules_ids *ids;
	struct arena *arena;
	int64_t now;        /* tenant time */
	int64_t server_now; /* server time, for expires_at and run_at */
};

/* Decides about one subject. Never fails: what cannot be decided becomes a dead letter, a refused
 * act, or an audit row. */
void rules_decide(const struct rules_step *step, struct facts *facts);

/* ---- references */

/* The most that are looked at of one event. */
#define RULES_REFS_MAX 24

/* A reference that an event may name in an attribute, which may list several. */
struct rules_ref_kind {
	const char *attr, *kind;
	bool is_identity; /* leads to the subject; others are only looked for by people */
	bool is_carriers; /* issued by a carrier: unique with that only */
};

/* A reference and its kind; "" is the one that the event is about. */
struct rules_ref {
	const char *kind, *ref;
};

/* A subject that is known by a reference; several form a list. */
struct rules_candidate {
	const char *ref_kind; /* order, pro, bol ...; the subject's kind for its own number */
	const char *subject_kind, *own_ref, *phase;
	int64_t subject_id, carrier_id;
	int64_t ref_carrier_id; /* whose number it is; INT_NONE = not known */
	const struct rules_candidate *next;
};

#define RULES_MATCH_NONE    0
#define RULES_MATCH_SEVERAL (-1)

/* The subject that an event is about, or one of RULES_MATCH_; why it is none, in words. */
struct rules_match {
	int64_t subject_id;
	const char *why;
};

/* All kinds of references, ended by one without attr, in the order in which they are tried. */
const struct rules_ref_kind *rules_ref_kinds(void);

/* Is a reference of this kind a carrier's own number? */
bool rules_is_carriers(const char *ref_kind);

/* May a reference of this kind lead an event to its subject? */
bool rules_is_identity(const char *ref_kind);

/* A reference as it is compared: upper case, without blanks. */
const char *rules_fold_ref(struct arena *arena, const char *text, size_t length);

/* A part of a shipment: its carrier's number, folded, and the carrier's code, "" if it is not said. */
struct rules_part {
	const char *number, *carrier;
};

/* Takes the next part off a list like "UPS:1Z999,DHL:00340434"; false at its end. NULL is an empty list. */
bool rules_next_part(struct arena *arena, const char **list, struct rules_part *out);

/* May this event make its subject if there is none? */
bool rules_may_make(const struct event *event);

/* The references of an event, folded, its own first; how many is returned. */
size_t rules_refs(struct arena *arena, const struct event *event, struct rules_ref out[RULES_REFS_MAX]);

/* The same as a list of texts, in `arena`. */
struct texts rules_ref_texts(struct arena *arena, const struct event *event);

/* The carrier with that code; INT_NONE = there is none. */
int64_t rules_carrier_by_code(const struct reference *reference, struct arena *arena, const char *code);

/* The carrier that speaks: the one the event names, else that of its interface; INT_NONE = none. */
int64_t rules_carrier_of(const struct reference *reference, struct arena *arena, const struct event *event);

/* Chooses among the candidates of each reference: lists[i] is of refs[i], NULL = none. */
struct rules_match rules_match(const struct reference *reference, struct arena *arena, const struct event *event,
			       const struct rules_ref *refs, const struct rules_candidate *const *lists, size_t count);

/* How far the news of an interface counts: not at all, only to see what it would raise, or in full. */
enum rules_mode { RULES_LIVE, RULES_TEST, RULES_SHADOW };

/* The mode of an inbound interface; NULL is live. */
enum rules_mode rules_mode_of(const struct interface *interface);

/* live, test or shadow. */
const char *rules_mode_word(enum rules_mode mode);

/* An exception that the news of an interface would have raised on a subject. */
struct rules_raise {
	int64_t interface_id;
	const char *type;
};

/* A growing array of them (base/vec.h). */
struct rules_raised {
	struct rules_raise *items;
	size_t count, room;
};

/* Adds to `out` what the events of each interface would have raised on the subject, beside what happens without them. `facts` are those
 * of rules_decide before it is called, and stay as they are; so do the numbers of `step`. */
void rules_shadow(const struct rules_step *step, const struct facts *facts, const struct event *events, size_t count,
		  struct rules_raised *out);

/* A case that news would change. */
struct rules_change {
	const char *ref;   /* "C-12"; "" = it would be opened */
	const char *type;  /* of the exception, as it would be */
	const char *words; /* how */
};

/* A growing array of them (base/vec.h); texts live in the step's arena. */
struct rules_foreseen {
	struct rules_change *items;
	size_t count, room;
};

/* Adds to `out` how cases of the subject would change with these events, beside what happens without them; as rules_shadow, it changes
 * nothing. What a retraction takes back is not foreseen. The events are of one interface. */
void rules_foresee(const struct rules_step *step, const struct facts *facts, const struct event *events, size_t count,
		   struct rules_foreseen *out);

/* Frees the vectors of `facts` (not what their rows point at). All of them grow by vec_push, so
 * they are never arena memory. */
void facts_release(struct facts *facts);

/* What kind of paper is called so (a file's name, or words of a subject line), by the manual: a row of document_types, "other" if no line
 * of it fits. */
const char *rules_document_type(const struct policy *policy, const char *name);

/* The next instant (tenant time) at which this subject must be decided again without new events;
 * INSTANT_NONE = never. It is also what rules_decide leaves in facts->subject.wake_at. */
int64_t rules_wake_at(const struct rules_step *step, const struct facts *facts);

#endif

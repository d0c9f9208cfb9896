/* SPDX-License-Identifier: MIT */
/* One round of a tenant's work: look, decode, match, load, decide, store. Each step sends its
 * statements in one row and goes on when all are answered. Everything it holds lives in one arena.
 */
#ifndef DOCKET_ENGINE_BATCH_H
#define DOCKET_ENGINE_BATCH_H

#include "engine/refdata.h"
#include "engine/workloop.h"
#include "pg/params.h"
#include "pg/result.h"
#include "rules/rules.h"

/* A subject of the batch: what is known of it and what came for it. */
struct batch_subject {
	int64_t subject_id;     /* 0 until it has one */
	const char *kind, *ref; /* ref as the sender wrote it */
	struct facts facts;
	VEC(struct parcel *) parcels; /* of facts.events, one each; NULL for a pending one */
	VEC(struct event) shadow;     /* about it, of interfaces in shadow; see unlive.h */
	bool is_looked_at;            /* for these alone: nothing of it is stored */
	bool is_there;                /* it has a row in the store */
	bool is_refused;              /* somebody changed or holds it: decided again later */
};

/* An act and whose it is. */
struct batch_act {
	struct act act;
	int64_t subject_id;   /* INT_NONE: of none */
	int64_t dead_id;      /* of the dead letter that is tried for it, else 0; see ownacts.c */
	const char *proposal; /* the text that is agreed to */
	bool is_asked;        /* the store does what it says */
};

/* An event on its way to its subject. */
struct batch_event {
	struct event event;
	struct parcel *parcel; /* NULL: it lay in the store as pending */
	const char *ref;       /* folded */
	const struct rules_ref *refs; /* all that it names, the one above first */
	size_t ref_count;
	enum rules_mode mode;  /* what is not live changes nothing */
	bool is_placed;        /* it found its subject, or its dead letter; of a trial: it is there already */
	const struct batch_subject *subject; /* of a trial; NULL: none, or several */
};

/* A dead letter that is only tried; see trial.h. */
struct batch_trial {
	size_t act;            /* number of its act */
	struct parcel *parcel; /* owned */
	VEC(struct batch_event) events;
	VEC(struct dead) faults;
	VEC(const char *) lines; /* of the answer: cases that would change */
};

/* What an event in shadow would have raised, and on what. */
struct batch_raise {
	struct rules_raise raise;
	const char *kind, *ref;
};

struct batch_mail;
struct mail_target;

/* A mail that an act is about, as it stood. */
struct batch_mail_act {
	struct mail row;
	size_t act;   /* its place in batch->acts */
	bool is_kept; /* its message is still there */
};

struct batch {
	struct workloop *work;
	struct tenancy *tenancy;
	struct refdata *refdata;
	struct arena arena;
	int64_t now, server_now;
	VEC(struct parcel *) parcels;
	VEC(struct batch_event) events;
	VEC(struct batch_act) acts;
	VEC(struct batch_act) answered; /* acts about subjects that the engine answered itself */
	VEC(struct dead) deads;
	VEC(struct batch_trial) trials;
	VEC(struct batch_mail *) mails;           /* read in this batch; see mailroom.h */
	VEC(struct batch_mail_act) mail_acts;     /* assigned or dropped by people */
	VEC(struct mail) mail_rows;               /* what became of mails */
	VEC(struct document) documents;           /* their papers */
	struct map mail_targets;                  /* "C-10001", "<id>" -> struct mail_target * */
	VEC(int64_t) due;
	VEC(struct batch_raise) raised;
	VEC(int64_t) lost; /* pending events without a subject: dead letters now */
	VEC(struct batch_subject *) subjects;
	struct map by_id;      /* subject_id -> struct batch_subject * */
	struct map by_ref;     /* "kind REF" -> struct batch_subject * */
	struct map by_case;    /* case_id -> struct batch_subject * */
	struct map candidates; /* folded ref -> struct candidate_list *; see matching.c */
	struct map tried;      /* "interface key" of events of mapped records that are tried again */
	struct rules_ids ids;
	int64_t first_id,
		first_case_no; /* of what was taken for this batch, to give back what is left */
	unsigned look, look_again;
	bool has_new_subject, has_new_ref; /* what waits may have found its subject */
	bool is_parted;        /* it is stored by more than one call */
	bool is_behind;        /* more waits that happened before now: nothing later may fire yet */
	bool is_starved;       /* waits for numbers */
	size_t decided;        /* of the subjects, so far */
	bool wants_history;    /* one of them */
	struct loop_timer *turn; /* goes on with them; NULL = one turn was enough */
	bool has_delayed;      /* something waits for a subject that is held */
	int expected, answers; /* of the statements of this step */
	struct fault fault;
	void (*next)(struct batch *batch);
	bool is_orphan; /* its work is gone: ends with the last answer */
};

/* Reads an answer of a step; a fault is the step's. */
typedef enum err batch_reader(struct batch *batch, struct pg_result *result, struct fault *fault);

/* Begins a batch of what waits. */
void batch_begin(struct workloop *work);

/* What waits behind this batch was known at `at`: the batch is decided as of then, so that no
 * deadline fires before what would have met it is looked at. */
void batch_fall_behind(struct batch *batch, int64_t at);

/* Numbers came: one that waited for them goes on. */
void batch_resume(struct batch *batch);

/* Sends a statement of the step; its answer goes to `reader`, which may be NULL. */
void batch_ask(struct batch *batch, const char *statement, const struct pg_params *params,
	       batch_reader *reader);

/* The same on another lane than that of work. */
void batch_ask_on(struct batch *batch, enum engine_lane lane, const char *statement,
		  const struct pg_params *params, batch_reader *reader);

/* All of the step is sent: `next` is called when all is answered well: at once if none was. */
void batch_then(struct batch *batch, void (*next)(struct batch *batch));

/* The subject with this id, made if it is not in the batch yet. */
struct batch_subject *batch_subject(struct batch *batch, int64_t subject_id);

/* The subject that is to be made from events about `kind` and `ref` (folded: `folded`). */
struct batch_subject *batch_new_subject(struct batch *batch, const char *kind, const char *ref,
					const char *folded);

/* The name under which `by_ref` knows it; in the arena. */
const char *batch_ref_key(struct batch *batch, const char *kind, const char *folded);

/* Is its row here, or is it new? Else it was deleted, and nothing can be decided. */
bool batch_is_decidable(const struct batch_subject *subject);

/* Adds a dead letter for an event's item; the row, until the next one is added. */
struct dead *batch_bury(struct batch *batch, const struct parcel *parcel, int item, const char *state,
		const char *subject_ref, const char *place, const char *reason);

/* The unused ids go back. */
void batch_give_back_ids(struct batch *batch);

/* Frees; answers that are still to come find it gone. NULL is fine. */
void batch_free(struct batch *batch);

#endif

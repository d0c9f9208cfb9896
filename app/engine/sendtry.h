/* SPDX-License-Identifier: MIT */
/* Private to the sender's files: a target and its calls, and one try. */
#ifndef DOCKET_ENGINE_SENDTRY_H
#define DOCKET_ENGINE_SENDTRY_H

#include "engine/breaker.h"
#include "engine/refdata.h"
#include "engine/sender.h"

struct sending;

/* A connector's text in one version, and whether it says how effects are sent. */
struct shape {
	char key[120];
	struct connector *connector; /* NULL: sent as effects always were */
	struct fault fault;          /* it cannot be read */
	bool is_asked;               /* its text is on its way from the store */
};

/* A target and the calls to it: never more than so many, never faster than so. */
struct pipe {
	struct sender *sender;
	struct tenancy *tenancy;
	int64_t interface_id;
	char key[48];
	VEC(struct sending *) waiting;
	size_t busy;
	int64_t next_us; /* before that no call begins; monotonic */
	struct loop_timer *timer;
	struct breaker breaker;
	bool is_told;      /* the store knows how it fares */
	bool has_more;     /* the store had as much as there was room for */
	bool is_moving;    /* what waits is being given to another target */
	int64_t moved_us;  /* when that was begun last; monotonic */
	struct str token, cookies; /* what the target wants with each call */
};

struct sending {
	struct pipe *pipe;
	struct tenancy *tenancy;
	struct refdata *refdata; /* held: the interface is its row */
	const struct interface *interface;
	const struct shape *shape;
	const struct connector_effect *how; /* of the shape; NULL = as effects always were sent */
	struct arena arena;
	struct effect effect;
	bool is_asking, is_fetching; /* fetching: a token, before the call itself */
	int64_t taken_us; /* one that waited too long is put back: another engine will take it for lost */
	struct http_call *call;
};

/* What came of a try, until it is written down. */
struct outcome {
	struct tenancy *tenancy;
	int64_t effect_id, attempts, run_at;
	const char *state, *came; /* of the program's own text */
	char *receipt, *error;
};

struct sender {
	struct engine *engine;
	struct map pipes;  /* "tenant:interface" -> struct pipe * */
	struct map shapes; /* "tenant:version:name" -> struct shape * */
	VEC(struct sending *) all;
	VEC(struct outcome) outcomes;
	struct loop_timer *flush;
	bool is_ending;
};

/* How hard a target may be pressed: what its text says, else what docketd was told. */
struct pressing {
	int64_t most, rate, timeout_us, retry_us, retry_most_us, horizon_us, keys_us, stop_after;
};

/* Of an interface that is written to. */
struct pressing pressing_of(const struct interface *interface, const struct config *config);

/* How long a taken one may wait for its turn before it is put back. */
int64_t sending_stale_us(const struct config *config);

/* Begins a try; its pipe counts it already. It may end at once. */
void sending_begin(struct sending *sending);

/* Puts back what was not begun, for another turn in a while. */
void sending_put_back(struct sending *sending, const char *words);

/* Ends one without a try, with a word for a person. */
void sending_end_as(struct sending *sending, const char *state, const char *came, const char *words);

/* Forgets it: its call must be over. */
void sending_free(struct sending *sending);

/* The text by which an effect is sent, if it is known already; else it is asked for, and pipe_go called when it is there. */
const struct shape *shape_of(const struct sending *sending);

/* Frees what is known of connectors. */
void shapes_free(struct sender *sender);

/* Keeps what came of a try, to be written down with others in a moment. */
void sent_keep(struct sending *sending, const struct sender_verdict *verdict, const char *receipt, int64_t run_at);

/* Writes down what is kept. */
void sent_flush(struct sender *sender);

/* Begins what may begin now. */
void pipe_go(struct pipe *pipe);

/* A call ended: the next one may begin, and how the target fares is told when that changed. */
void pipe_end(struct pipe *pipe, const struct interface *interface, bool is_failure, const char *words);

#endif

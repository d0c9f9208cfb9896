/* SPDX-License-Identifier: MIT */
/* One call of a program on its way: what apiread.c and apido.c share with api.c. A call is over when it was answered, and freed once no
 * statement of it is under way. */
#ifndef DOCKET_ENGINE_APICALL_H
#define DOCKET_ENGINE_APICALL_H

#include "api/body.h"
#include "api/route.h"
#include "base/vec.h"
#include "codec/json_write.h"
#include "engine/api.h"
#include "engine/apipool.h"
#include "expr/expr.h"
#include "table/shown.h"

struct api_call;

/* What is done with the answer of a statement, which is none of a fault; `about` is as it was given. */
typedef void apicall_step(struct api_call *call, struct pg_result *result, void *about);

/* Rows of one kind, in the call's arena. */
struct api_rows {
	void *rows;
	size_t count;
};

/* The case that is meant. */
struct api_case {
	int64_t tenant_id, case_id;
	const char *tenant;
};

struct api_call {
	struct api *api;
	struct http_request *request; /* dead once answered */
	struct route_match match;
	struct arena arena;
	struct api_link *link;
	int64_t began_us;
	bool is_begun;  /* its first statement was sent */
	bool is_over;
	bool is_cut;    /* its connection went while it was asked: it begins again once all statements are answered */
	bool was_cut;   /* it began again: once is enough */
	size_t waiting; /* statements under way */
	struct loop_timer *timer; /* of one that waits for an act; NULL else */
	struct api_call *next;
	struct api_call **at;

	/* what it asks */
	const char *tenant;     /* of the query; NULL = any */
	const char *filter;     /* as it was written; NULL = none */
	const char *client_key; /* Idempotency-Key */
	int64_t limit;
	int64_t number;         /* of an act */
	const struct expr *expr;
	const struct verb *verb;
	struct body_act act;
	struct body_request quote;

	/* what was found */
	struct api_case found;
	struct api_rows *parts;  /* of a case: itself, then as case_parts */
	VEC(void *) rows;        /* of a list; released with the call */
	int64_t act_id;
	int64_t until_us, pause_us; /* of waiting for an act */
	int tries;
};

/* Sends a statement on the call's connection; `step` gets its answer. A fault ends the call. */
void apicall_ask(struct api_call *call, const char *sql, const struct pg_params *params, apicall_step *step, void *about);

/* Sends "select the type's columns from `source` tail"; `source` NULL = the type's own. */
void apicall_select(struct api_call *call, const struct row_type *type, const char *source, const char *tail,
		    const struct pg_params *params, apicall_step *step, void *about);

/* Reads an answer's rows into the arena. False, with the call ended, if they cannot be read. */
bool apicall_rows(struct api_call *call, const struct row_type *type, const struct pg_result *result, struct api_rows *out);

/* Answers with a status and JSON; `location` NULL = none. The call is over. */
void apicall_answer(struct api_call *call, int status, const struct str *json, const char *location);

/* Answers with a fault. */
void apicall_fail(struct api_call *call, const struct fault *fault);

/* The same with words: about `what`, why, what would help (may be ""). */
void apicall_refuse(struct api_call *call, enum err err, const char *what, const char *why, const char *help);

/* Ends a turn of a call: frees one that is over and has nothing under way, lets one whose connection was cut wait for the next. Whatever
 * else than an answer wakes a call ends with it. */
void apicall_settle(struct api_call *call);

/* The loop it runs on. */
struct loop *apicall_loop(const struct api_call *call);

/* How long an act waits for what the engine makes of it. */
int64_t apicall_wait_us(const struct api_call *call);

/* Reads the call's own arguments, before anything is asked of the store; ERR_NONE, or the fault to answer with. */
MUST_CHECK enum err apiread_check(struct api_call *call, struct fault *fault);

/* Sends the first statement of a call that reads. */
void apiread_begin(struct api_call *call);

/* Finds the one case that a path means, then goes on with `next`; the call ends if there is none or are several. */
void apiread_case(struct api_call *call, const char *ref, void (*next)(struct api_call *call));

/* Reads body and header of a call that acts. */
MUST_CHECK enum err apido_check(struct api_call *call, struct fault *fault);

/* Sends the first statement of a call that acts. */
void apido_begin(struct api_call *call);

/* Answers with what became of an act: its row, and of an asking its quotes. Also GET /v1/acts/{act}. */
void apido_show(struct api_call *call);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * app/api: what docketd can be asked over HTTP, as data and pure functions; app/engine answers it.
 *
 *   route.h    every path in one table, and which of them a request means
 *   body.h     what a request says: an act's JSON, a query's arguments
 *   reply.h    faults as statuses and JSON
 *   meter.h    calls a minute, and how long they take
 *   openapi.h  all of it as OpenAPI, printed from these tables, the columns of rows and the table of acts
 */
#ifndef DOCKET_API_ROUTE_H
#define DOCKET_API_ROUTE_H

#include "base/arena.h"
#include "base/str.h"
#include "table/table.h"

enum route_id {
	ROUTE_HEALTH,
	ROUTE_EVENTS,
	ROUTE_OPENAPI,
	ROUTE_ME,
	ROUTE_CASES,
	ROUTE_CASE,
	ROUTE_NEW,     /* opens a case by hand */
	ROUTE_REQUEST, /* does what was quoted, or asks for approval */
	ROUTE_DO,      /* any other act on a case */
	ROUTE_ACT,
	ROUTE_FIND,
	ROUTE_APPROVALS,
};

enum route_body { BODY_NONE, BODY_EVENTS, BODY_ACT, BODY_REQUEST };

/* One argument of the query. */
struct route_argument {
	const char *name;
	bool is_number;
	const char *help;
};

#define ROUTE_ARGUMENTS_MAX 4
#define ROUTE_VALUES_MAX 2

struct route {
	enum route_id id;
	const char *name;           /* the operation's: "cases" */
	const char *method;
	const char *path;           /* "/v1/cases/{case}"; a last "{+ref}" takes the rest, slashes too */
	const char *help;           /* one sentence */
	const char *list;           /* the answer's member that holds `rows`; NULL = its members are named as their row types are */
	const struct row_type *rows; /* what the answer is made of; NULL = see help */
	enum route_body body;
	bool needs_key;             /* of a program; events are signed instead */
	struct route_argument arguments[ROUTE_ARGUMENTS_MAX]; /* ended by a row without a name */
};

/* All of them, ended by a row without a path. The first that fits is meant. */
extern const struct route routes[];

/* Most rows that one answer lists, and how many it does unless told. */
#define API_ROWS_MOST 1000
#define API_ROWS_USUAL 200
/* Most bytes of a call's body, and of an answer. */
#define API_BODY_MOST ((size_t)64 * 1024)
#define API_ANSWER_MOST ((size_t)8 * 1024 * 1024)

enum route_found { ROUTE_FOUND, ROUTE_OTHER_METHOD, ROUTE_NOWHERE };

struct route_match {
	const struct route *route;
	const char *values[ROUTE_VALUES_MAX]; /* what stood for each {name}, in their order; in the arena */
};

/* Which route a method and a decoded path mean. */
enum route_found route_match(const char *method, const char *path, struct arena *arena, struct route_match *out);

/* Appends the methods that a path has: "GET, POST". */
void route_methods(const char *path, struct str *out);

#endif

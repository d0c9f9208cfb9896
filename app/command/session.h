/* SPDX-License-Identifier: MIT */
/* The link to the store for one call: who asks, what time it is for each tenant, and rows of any shown type. */
#ifndef DOCKET_COMMAND_SESSION_H
#define DOCKET_COMMAND_SESSION_H

#include "command/request.h"
#include "pg/sync.h"
#include "table/shown.h"
#include "view/scene.h"

/* Most rows that one answer may hold. */
#define SESSION_ROWS_MAX 1000000

struct session {
	struct pg_sync *sync;
	struct arena arena;  /* every row and text of the call */
	struct store store;  /* holds who asks (STORE_ME): what ui/view's words and views read */
	struct scene scene;  /* of that store; its clock is frozen at the moment of asking */
};

/* Rows in memory of the session, in the order of the answer. */
struct session_rows {
	const struct row_type *type;
	void **rows;
	size_t count;
};

/* Connects as an operator and asks who that is. ERR_DENIED if the login is nobody's. The caller ends it with session_close,
 * also after a fault. */
MUST_CHECK enum err session_open(struct session *session, const struct request *request, struct fault *fault);

/* Connects as the store's administrator: over the local socket, as a superuser. ERR_DENIED else. */
MUST_CHECK enum err session_open_admin(struct session *session, const struct request *request, struct fault *fault);

/* Connects as whoever the login is: *is_admin says whether as the store's administrator; an operator is asked who she is. */
MUST_CHECK enum err session_open_any(struct session *session, const struct request *request, bool *is_admin,
				     struct fault *fault);

/* Ends it; an all-zero session is fine. */
void session_close(struct session *session);

/* Rows of a shown type: "select its columns from `source` " and then `tail` ("where ..."). `source` NULL = the type's own. */
MUST_CHECK enum err session_rows(struct session *session, const struct row_type *type, const char *source,
				 const char *tail, const struct pg_params *params, struct session_rows *out,
				 struct fault *fault);

/* Reads an answer's rows by the order of the type's columns. */
MUST_CHECK enum err session_decode(struct session *session, const struct row_type *type,
				   const struct pg_result *result, struct session_rows *out, struct fault *fault);

/* The tenant that --tenant names, or the only one there is; ERR_USAGE that lists them if there are several. */
MUST_CHECK enum err session_tenant(struct session *session, const struct request *request, const struct me_row **out,
				   struct fault *fault);

/* Tenant time now; INSTANT_NONE for a tenant that is not the asker's. */
int64_t session_now(const struct session *session, int64_t tenant_id);

/* The zone of a row: its own where it has one, else its tenant's, else "UTC". */
const char *session_zone(const struct session *session, const struct row_type *type, const void *row);

/* Tells the engines that something is to do: a statement of its own, after the commit. Failing does no harm. */
void session_hint(struct session *session);

#endif

/* SPDX-License-Identifier: MIT */
/* A private PostgreSQL: a data folder of ours, one Unix socket, no passwords: who runs the demo may
 * be any of its people. */
#ifndef DOCKET_DEMO_CLUSTER_H
#define DOCKET_DEMO_CLUSTER_H

#include "demo/troupe.h"
#include "pg/sync.h"

#define CLUSTER_ADMIN "postgres"
#define CLUSTER_DATABASE "docket"
#define CLUSTER_PROGRAM "docket_api_erp" /* the login of a program that whoever plays with the demo may make */

struct cluster;

/* Starts the cluster in folders->store, making it first if it is not there. `logins` (then NULL)
 * are the names that the process's user may log in as, beside the admin. `on_end` is called if the
 * server ends by itself. ERR_NOT_FOUND without PostgreSQL 15 or newer, else words and the log's
 * path. The caller ends it with cluster_stop. */
MUST_CHECK enum err cluster_start(struct loop *loop, struct folders *folders,
				  const char *const *logins, player_on_end *on_end, void *context,
				  struct cluster **out, struct fault *fault);

/* Where the store is, for `user`; texts are borrowed from folders. */
struct pg_options cluster_options(const struct folders *folders, const char *user);

/* Stops it in order: sessions are ended, what is committed is on disk. NULL is fine. */
void cluster_stop(struct loop *loop, struct cluster *cluster);

#endif

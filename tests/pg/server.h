/* SPDX-License-Identifier: MIT */
/* What every test against a server starts with: a database of its own in the cluster of
 * DOCKET_TEST_SOCKET. */
#ifndef DOCKET_TESTS_SERVER_H
#define DOCKET_TESTS_SERVER_H

#include "check.h"

#include "base/instant.h"
#include "pg/sync.h"

/* Fails the test with the fault's words. */
#define check_fine(call, fault)                                                                  \
	do {                                                                                     \
		if ((call) != ERR_NONE) {                                                        \
			char words_[800];                                                        \
			fault_words((fault), words_, sizeof words_);                             \
			fail_msg("%s: %s", #call, words_);                                       \
		}                                                                                \
	} while (0)

/* Options for a database of the test cluster, as its superuser. */
static inline struct pg_options server_options(const char *dbname)
{
	const char *socket = getenv("DOCKET_TEST_SOCKET");

	if (!socket) {
		fprintf(stderr, "run this through tests/lib/with-cluster\n");
		exit(2);
	}
	return (struct pg_options){ .host = socket, .dbname = dbname, .user = "postgres" };
}

/* Connects. */
static inline struct pg_sync *server_open(const char *dbname)
{
	struct pg_options options = server_options(dbname);
	struct fault fault = { 0 };
	struct pg_sync *sync = NULL;

	check_fine(pg_sync_open(&options, instant_monotonic_now, &sync, &fault), &fault);
	return sync;
}

/* Runs a script that must not fail. */
static inline void server_exec(struct pg_sync *sync, const char *script)
{
	struct fault fault = { 0 };

	check_fine(pg_sync_exec(sync, script, NULL, &fault), &fault);
}

/* Makes an empty database, dropping one of that name. */
static inline void server_create(const char *dbname)
{
	struct pg_sync *sync = server_open("postgres");
	char sql[160];

	snprintf(sql, sizeof sql, "drop database if exists \"%s\" with (force)", dbname);
	server_exec(sync, sql);
	snprintf(sql, sizeof sql, "create database \"%s\"", dbname);
	server_exec(sync, sql);
	pg_sync_close(sync);
}

#endif

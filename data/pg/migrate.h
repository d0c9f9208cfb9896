/* SPDX-License-Identifier: MIT */
/*
 * The schema, brought up to date: numbered scripts data/sql/migrate/NNN_name.sql in order, each in
 * one transaction together with its row in docket.schema_version (number, name, sha256 of its text,
 * when, by whom). Safe to run twice and at the same time. A script is never changed once shipped:
 * one whose text differs from what ran is refused.
 *
 * A script whose first line is `-- migrate: no transaction` (index builds) runs statement by
 * statement, parted by lines `-- next`; such a script must be safe to run again from its start.
 */
#ifndef DOCKET_PG_MIGRATE_H
#define DOCKET_PG_MIGRATE_H

#include "pg/sync.h"

/* One script. */
struct migrate_step {
	int number;       /* from 1, no gaps */
	const char *name; /* "001_tables.sql", without the folder; borrowed */
	struct span sql;  /* NUL-terminated */
};

/* The `n`-th shipped script (from 0). ERR_NOT_FOUND behind the last. */
MUST_CHECK enum err migrate_shipped(size_t n, struct migrate_step *out);

/* Called for each script before it runs; may be NULL. */
typedef void migrate_on_step(void *context, const struct migrate_step *step);

/* Runs all shipped scripts that have not run. *done (may be NULL) counts them. ERR_DAMAGED if a
 * recorded one differs, ERR_INVALID if the store is newer than this program, else the store's
 * refusal with the script's name. Takes an advisory lock and waits for others that migrate. */
MUST_CHECK enum err migrate_run(struct pg_sync *sync, migrate_on_step *on_step, void *context, int *done,
				struct fault *fault);

/* The same with a given list. */
MUST_CHECK enum err migrate_run_steps(struct pg_sync *sync, const struct migrate_step *steps, size_t count,
				      migrate_on_step *on_step, void *context, int *done, struct fault *fault);

/* How far the store is: number of the last script that ran, 0 for an empty store. */
MUST_CHECK enum err migrate_version(struct pg_sync *sync, int *out, struct fault *fault);

#endif

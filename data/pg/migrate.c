/* SPDX-License-Identifier: MIT */
/* Runs the scripts that the store has not seen, one transaction each, one migrator at a time. */
#include "pg/migrate.h"

#include "base/digest.h"
#include "base/embed.h"
#include "base/mem.h"
#include "base/vec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char folder[] = "data/sql/migrate/";
static const char no_transaction[] = "-- migrate: no transaction";
static const char part_mark[] = "\n-- next";

/* The lock's number is "docket" read as one; it holds for the session, over all transactions of a
 * run. */
static const char lock_sql[] = "select pg_try_advisory_lock(110386840463732)";
static const char unlock_sql[] = "select pg_advisory_unlock(110386840463732)";

/* Made with the first script's record, since the schema itself is that script's to make. */
static const char ledger_sql[] =
	"create schema if not exists docket;"
	"create table if not exists docket.schema_version ("
	" number int primary key,"
	" name text not null,"
	" sha256 bytea not null,"
	" applied_at timestamptz not null default clock_timestamp(),"
	" applied_by text not null default session_user)";

enum err migrate_shipped(size_t n, struct migrate_step *out)
{
	const struct embedded *file = embed_nth(folder, n);

	if (!file)
		return ERR_NOT_FOUND;
	out->name = file->name + sizeof folder - 1;
	out->number = atoi(out->name);
	out->sql = (struct span){ file->begin, (size_t)(file->end - file->begin) };
	return ERR_NONE;
}

/* --- what the store has --- */

static enum err has_ledger(struct pg_sync *sync, bool *out, struct fault *fault)
{
	struct pg_result *result;
	enum err err = pg_sync_sql(sync, "select to_regclass('docket.schema_version') is not null", NULL,
				   &result, fault);

	if (err)
		return err;
	*out = pg_result_bool(result, 0, 0);
	pg_result_free(result);
	return ERR_NONE;
}

enum err migrate_version(struct pg_sync *sync, int *out, struct fault *fault)
{
	struct pg_result *result;
	bool has;
	enum err err = has_ledger(sync, &has, fault);

	*out = 0;
	if (err || !has)
		return err;
	err = pg_sync_sql(sync, "select coalesce(max(number), 0) from docket.schema_version", NULL,
			  &result, fault);
	if (err)
		return err;
	*out = (int)pg_result_i64(result, 0, 0, 0);
	pg_result_free(result);
	return ERR_NONE;
}

/* Compares one recorded row (number, name, sha256) with the script of its number. */
static enum err check_recorded(const struct pg_result *rows, int row,
			       const struct migrate_step *steps, size_t count, struct fault *fault)
{
	int64_t number = pg_result_i64(rows, row, 0, 0);
	struct str recorded = { 0 };

	if (number < 1 || (size_t)number > count) {
		fault_set(fault, ERR_INVALID, "schema", "the store is at %s, which this program does not know",
			  pg_result_text(rows, row, 1));
		return fault_help(fault, "use a newer docket");
	}
	const struct migrate_step *step = &steps[number - 1];
	struct digest shipped = digest_of(step->sql.text, step->sql.length);
	pg_result_bytes(rows, row, 2, &recorded);
	bool is_same = recorded.length == DIGEST_BYTES &&
		       memcmp(recorded.text, shipped.bytes, DIGEST_BYTES) == 0;
	str_release(&recorded);
	if (is_same)
		return ERR_NONE;
	fault_set(fault, ERR_DAMAGED, step->name, "its text is not the one that ran on this store");
	return fault_help(fault, "restore the file as it was; changes to the schema need a new number");
}

/* Fills `ran` for each number on record. */
static enum err read_ledger(struct pg_sync *sync, const struct migrate_step *steps, size_t count,
			    bool *ran, struct fault *fault)
{
	struct pg_result *rows;
	bool has;
	enum err err = has_ledger(sync, &has, fault);

	if (err || !has)
		return err;
	err = pg_sync_sql(sync, "select number, name, sha256 from docket.schema_version order by 1",
			  NULL, &rows, fault);
	if (err)
		return err;
	for (int row = 0; row < pg_result_rows(rows) && !err; row++) {
		err = check_recorded(rows, row, steps, count, fault);
		if (!err)
			ran[pg_result_i64(rows, row, 0, 0) - 1] = true;
	}
	pg_result_free(rows);
	return err;
}

/* --- running --- */

static enum err record(struct pg_sync *sync, const struct migrate_step *step, struct fault *fault)
{
	struct digest digest = digest_of(step->sql.text, step->sql.length);
	struct pg_params params = { 0 };
	enum err err = pg_sync_exec(sync, ledger_sql, NULL, fault);

	if (err)
		return err;
	pg_params_i64(&params, step->number);
	pg_params_text(&params, step->name);
	pg_params_bytes(&params, (struct span){ (const char *)digest.bytes, DIGEST_BYTES });
	err = pg_sync_sql(sync,
		"insert into docket.schema_version (number, name, sha256) values ($1, $2, $3)", &params,
		NULL, fault);
	pg_params_release(&params);
	return err;
}

static enum err run_in_transaction(struct pg_sync *sync, const struct migrate_step *step,
				   struct fault *fault)
{
	enum err err = pg_sync_sql(sync, "begin", NULL, NULL, fault);

	if (!err)
		err = pg_sync_exec(sync, step->sql.text, NULL, fault);
	if (!err && !pg_link_in_transaction(pg_sync_link(sync)))
		return fault_set(fault, ERR_INVALID, step->name, "it ends its transaction itself");
	if (!err)
		err = record(sync, step, fault);
	if (!err)
		return pg_sync_sql(sync, "commit", NULL, NULL, fault);
	if (pg_sync_sql(sync, "rollback", NULL, NULL, NULL))
		return err; /* the link is gone, and so the transaction */
	return err;
}

/* Statement by statement, without a transaction around them. */
static enum err run_parts(struct pg_sync *sync, const struct migrate_step *step, struct fault *fault)
{
	const char *at = step->sql.text;
	enum err err = ERR_NONE;

	while (at && !err) {
		const char *mark = strstr(at, part_mark);
		char *part = mem_copy(at, mark ? (size_t)(mark - at) : strlen(at));
		err = pg_sync_exec(sync, part, NULL, fault);
		mem_free(part);
		at = mark ? mark + sizeof part_mark - 1 : NULL;
	}
	return err ? err : record(sync, step, fault);
}

static enum err run_step(struct pg_sync *sync, const struct migrate_step *step, struct fault *fault)
{
	bool is_bare = strncmp(step->sql.text, no_transaction, sizeof no_transaction - 1) == 0;
	enum err err = is_bare ? run_parts(sync, step, fault) : run_in_transaction(sync, step, fault);

	if (err && fault)
		snprintf(fault->what, sizeof fault->what, "%s", step->name);
	return err;
}

/* Waits by asking again: a session that blocks in pg_advisory_lock holds a snapshot, for which an
 * index build of the other migrator would wait in turn. */
static enum err lock(struct pg_sync *sync, struct fault *fault)
{
	for (bool is_ours = false; !is_ours;) {
		struct pg_result *result;
		enum err err = pg_sync_sql(sync, lock_sql, NULL, &result, fault);
		if (err)
			return err;
		is_ours = pg_result_bool(result, 0, 0);
		pg_result_free(result);
		if (!is_ours)
			err = pg_sync_wait_notify(sync, 100, NULL, NULL, fault);
		if (err && err != ERR_TIMEOUT)
			return err;
	}
	return ERR_NONE;
}

static enum err run_locked(struct pg_sync *sync, const struct migrate_step *steps, size_t count,
			   migrate_on_step *on_step, void *context, int *done, struct fault *fault)
{
	bool *ran = mem_new(count + 1, sizeof *ran);
	enum err err = read_ledger(sync, steps, count, ran, fault);

	for (size_t i = 0; i < count && !err; i++) {
		if (ran[i])
			continue;
		if (on_step)
			on_step(context, &steps[i]);
		err = run_step(sync, &steps[i], fault);
		*done += !err;
	}
	mem_free(ran);
	return err;
}

enum err migrate_run_steps(struct pg_sync *sync, const struct migrate_step *steps, size_t count,
			   migrate_on_step *on_step, void *context, int *done, struct fault *fault)
{
	int ran = 0;

	if (!done)
		done = &ran;
	*done = 0;
	for (size_t i = 0; i < count; i++)
		if (steps[i].number != (int)i + 1)
			return fault_set(fault, ERR_INVALID, steps[i].name, "it should be number %zu", i + 1);
	enum err err = lock(sync, fault);
	if (err)
		return err;
	err = run_locked(sync, steps, count, on_step, context, done, fault);
	enum err unlocked = pg_sync_sql(sync, unlock_sql, NULL, NULL, err ? NULL : fault);
	return err ? err : unlocked;
}

enum err migrate_run(struct pg_sync *sync, migrate_on_step *on_step, void *context, int *done,
		     struct fault *fault)
{
	VEC(struct migrate_step) steps = { 0 };
	struct migrate_step step;

	for (size_t n = 0; migrate_shipped(n, &step) == ERR_NONE; n++)
		*vec_push(&steps) = step;
	enum err err = migrate_run_steps(sync, steps.items, steps.count, on_step, context, done, fault);
	vec_release(&steps);
	return err;
}

/* SPDX-License-Identifier: MIT */
/* Every row type against the catalogue: same columns, same order, kinds that fit. So that a list and its table cannot drift. */
#include "server.h"

#include "base/mem.h"
#include "pg/migrate.h"
#include "table/shown.h"
#include "table/stored_rows.h"

/* What kinds a PostgreSQL type may be read as. */
static bool fits(const char *type, enum column_kind kind)
{
	static const struct {
		const char *type;
		enum column_kind kind;
	} rows[] = {
		{ "integer", COLUMN_INT },   { "bigint", COLUMN_INT },	   { "smallint", COLUMN_INT },	{ "text", COLUMN_TEXT },
		{ "name", COLUMN_TEXT },     { "date", COLUMN_TEXT },	   { "boolean", COLUMN_BOOL },	{ "bytea", COLUMN_BYTES },
		{ "text[]", COLUMN_TEXTS },  { "timestamp with time zone", COLUMN_INSTANT },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strcmp(rows[i].type, type) == 0)
			return rows[i].kind == kind;
	return false;
}

static struct pg_result *columns_of(struct pg_sync *sync, const char *source)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	struct fault fault = { 0 };

	pg_params_text(&params, source);
	check_fine(pg_sync_sql(sync,
			       "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = $1::regclass "
			       "and attnum > 0 and not attisdropped order by attnum",
			       &params, &result, &fault),
		   &fault);
	pg_params_release(&params);
	return result;
}

/* A table may have columns behind those of its list only if the list says so: it may not. A view may. */
static void check_type(struct pg_sync *sync, const struct row_type *type, bool is_exact)
{
	struct pg_result *result = columns_of(sync, type->source);
	size_t count = (size_t)pg_result_rows(result);

	if (is_exact ? count != type->column_count : count < type->column_count)
		fail_msg("%s has %zu columns, its list %zu", type->source, count, type->column_count);
	for (size_t i = 0; i < type->column_count; i++) {
		const char *name = pg_result_text(result, (int)i, 0), *kind = pg_result_text(result, (int)i, 1);
		check_str(type->source, name, type->columns[i].name);
		if (!fits(kind, type->columns[i].kind))
			fail_msg("%s.%s is %s, which its list does not read", type->source, name, kind);
	}
	pg_result_free(result);
}

static void lists_are_the_catalogue(void **state)
{
	struct pg_sync *sync;
	struct fault fault = { 0 };

	(void)state;
	server_create("rowtypes");
	sync = server_open("rowtypes");
	check_fine(migrate_run(sync, NULL, NULL, NULL, &fault), &fault);
	for (size_t i = 0; row_stored_types[i]; i++)
		check_type(sync, row_stored_types[i], true);
	for (size_t i = 0; row_shown_types[i]; i++)
		check_type(sync, row_shown_types[i], false);
	pg_sync_close(sync);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lists_are_the_catalogue) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

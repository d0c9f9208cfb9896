/* SPDX-License-Identifier: MIT */
/* docket master: master data as tables of the ERP, in force at once; and what is in force, in the same columns. */
#include "command/runs.h"

#include <string.h>

#include "codec/json_read.h"
#include "command/listing.h"
#include "command/mastertext.h"
#include "base/text.h"

#define FILE_BYTES_MAX (64 * 1024 * 1024)

const struct option run_master_options[] = {
	{ "kind", OPTION_TEXT, NULL, "parties|sites|contacts|contracts|rates", "What the files hold; without it by their names: rates.csv." },
	{ 0 },
};

/* ---------------------------------------------------------------- which */

/* "rates" of "/tmp/rates.csv". */
static const char *stem_of(struct arena *arena, const char *path)
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

	return arena_text(arena, base, strcspn(base, "."));
}

static enum err kind_of(struct request *request, const char *path, const struct master_kind **out, struct fault *fault)
{
	const char *said = config_text(&request->config, "kind");
	const char *name = said ? said : stem_of(&request->arena, path);

	*out = master_kind_find(name);
	if (*out)
		return ERR_NONE;
	fault_set(fault, ERR_USAGE, path, "%s is no kind of master data", name);
	fault_help(fault, "call it parties.csv, sites.csv, contacts.csv, contracts.csv or rates.csv, or say --kind");
	return ERR_USAGE;
}

/* ---------------------------------------------------------------- in */

static enum err store(struct session *session, const struct request *request, const struct master_kind *kind, const char *path,
		      const struct str *json, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_text(&params, config_text(&request->config, "tenant"));
	pg_params_text(&params, kind->name);
	pg_params_text(&params, strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	pg_params_text(&params, str_text(json));
	err = pg_sync_sql(session->sync, "select added, changed, same from docket.master_put(docket.tenant_id_of($1), $2, $3, $4::jsonb)", &params,
			  &result, fault);
	if (!err)
		listing_say("%s: %lld new, %lld changed, %lld as they were\n", path, (long long)pg_result_i64(result, 0, 0, 0),
			    (long long)pg_result_i64(result, 0, 1, 0), (long long)pg_result_i64(result, 0, 2, 0));
	pg_params_release(&params);
	pg_result_free(result);
	return err;
}

static enum err put_file(struct session *session, struct request *request, const char *path, struct fault *fault)
{
	const struct master_kind *kind = NULL;
	struct str text = { 0 }, json = { 0 };
	size_t rows = 0;
	enum err err = kind_of(request, path, &kind, fault);

	if (!err)
		err = config_file(path, FILE_BYTES_MAX, &text, fault);
	if (!err)
		err = mastertext_read(kind, path, (struct span){ str_text(&text), text.length }, &json, &rows, fault);
	if (!err)
		err = store(session, request, kind, path, &json, fault);
	str_release(&text);
	str_release(&json);
	return err;
}

/* ---------------------------------------------------------------- out */

/* Quoted where CSV asks for it. */
static void add_cell(struct str *out, const char *cell)
{
	if (!strpbrk(cell, ",\"\n\r")) {
		str_adds(out, cell);
		return;
	}
	str_addc(out, '"');
	for (; *cell; cell++) {
		if (*cell == '"')
			str_addc(out, '"');
		str_addc(out, *cell);
	}
	str_addc(out, '"');
}

static const char *cell_of(struct arena *arena, const struct master_column *column, const struct json_node *row)
{
	const char *kept = node_scalar(arena, node_get(row, column->name));
	const char *currency = node_scalar(arena, node_get(row, "currency"));
	struct str cell = { 0 }, clean = { 0 };
	const char *out;

	mastertext_write(column, kept ? kept : "", currency ? currency : "", &cell);
	text_clean(&clean, str_text(&cell), cell.length);
	out = arena_text(arena, str_text(&clean), clean.length);
	str_release(&cell);
	str_release(&clean);
	return out;
}

static enum err add_row(struct arena *arena, const struct master_kind *kind, const char *json, struct str *out, struct fault *fault)
{
	struct json_doc *doc = NULL;
	enum err err = node_doc_read(span_of(json), &doc, fault);

	for (const struct master_column *column = kind->columns; !err && column->name; column++) {
		if (column != kind->columns)
			str_addc(out, ',');
		add_cell(out, cell_of(arena, column, node_doc_root(doc)));
	}
	str_addc(out, '\n');
	node_doc_free(doc);
	return err;
}

static enum err list(struct session *session, const struct request *request, const struct master_kind *kind, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	struct str out = { 0 };
	enum err err;

	pg_params_text(&params, config_text(&request->config, "tenant"));
	pg_params_text(&params, kind->name);
	err = pg_sync_sql(session->sync, "select row::text from docket.master_get(docket.tenant_id_of($1), $2) row", &params, &result, fault);
	for (const struct master_column *column = kind->columns; column->name; column++)
		str_addf(&out, "%s%s", column == kind->columns ? "" : ",", column->name);
	str_addc(&out, '\n');
	for (int row = 0; !err && row < pg_result_rows(result); row++)
		err = add_row(&session->arena, kind, pg_result_text(result, row, 0), &out, fault);
	if (!err)
		listing_out(&out);
	str_release(&out);
	pg_params_release(&params);
	pg_result_free(result);
	return err;
}

enum err run_master(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	const char *word = NULL, *tenant = NULL;
	enum err err = request_need(request, "a file such as rates.csv, or what to list: parties, sites, contacts, contracts, rates", &word, fault);

	if (!err)
		err = request_option(request, "tenant", &tenant, fault);
	if (!err)
		err = session_open_admin(&session, request, fault);
	for (; !err && word; word = request_word(request))
		err = master_kind_find(word) ? list(&session, request, master_kind_find(word), fault) : put_file(&session, request, word, fault);
	session_close(&session);
	return err;
}

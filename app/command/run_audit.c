/* SPDX-License-Identifier: MIT */
/* docket audit verify: every row of the audit hashed again, link by link, then compared with the head in the store and the one that
 * docketd keeps outside of it. */
#include "command/runs.h"

#include <string.h>

#include "base/vec.h"
#include "command/auditchain.h"
#include "command/listing.h"
#include "pg/rows.h"

#define BATCH_ROWS 5000
#define HEAD_FILE_BYTES_MAX (64 * 1024 * 1024)
#define UNSEALED_S "5 s"

const struct option run_audit_options[] = {
	{ "head", OPTION_TEXT, NULL, "path", "The file that docketd's audit-head writes." },
	{ 0 },
};

struct verifying {
	struct session *session;
	int64_t tenant_id;
	const char *tenant;
	int64_t last_no, rows, faults;
	struct digest last;
	bool has_last;
	int64_t head_no;       /* of the head in the store, read before the rows */
	struct digest head;
	struct str said;       /* one line for each thing that is wrong */
	const char *head_file; /* its text, or NULL */
};

static void wrong(struct verifying *v, int64_t no, const char *words)
{
	v->faults++;
	if (v->faults <= 20)
		str_addf(&v->said, "%s: row %lld: %s\n", v->tenant, (long long)no, words);
}

/* --- one row --- */

static bool read_digest(struct span hex, struct digest *out)
{
	return hex.length == 2 * DIGEST_BYTES && hex_read(hex, out->bytes, DIGEST_BYTES) == ERR_NONE;
}

struct field_list {
	VEC(struct span) spans;
	struct arena arena;
};

static void read_fields(struct span literal, struct field_list *out)
{
	struct str text = { 0 };
	size_t place = 0;
	bool is_null = false;

	while (rows_next(literal, &place, &text, &is_null) == ERR_NONE) {
		struct span *span = vec_push(&out->spans);
		if (!is_null)
			*span = (struct span){ arena_text(&out->arena, str_text(&text), text.length), text.length };
	}
	str_release(&text);
}

static struct auditchain_row read_row(const struct pg_result *result, int row)
{
	return (struct auditchain_row){
		.tenant_id = pg_result_i64(result, row, 0, INT_NONE),
		.audit_no = pg_result_i64(result, row, 1, INT_NONE),
		.row_id = pg_result_i64(result, row, 2, INT_NONE),
		.at = pg_result_instant(result, row, 3),
		.stored_at = pg_result_instant(result, row, 4),
		.person_id = pg_result_i64(result, row, 5, INT_NONE),
		.login = pg_result_span(result, row, 6),
		.station = pg_result_span(result, row, 7),
		.what = pg_result_span(result, row, 8),
		.kind = pg_result_span(result, row, 9),
		.id = pg_result_i64(result, row, 10, INT_NONE),
		.case_id = pg_result_i64(result, row, 11, INT_NONE),
		.act_id = pg_result_i64(result, row, 12, INT_NONE),
	};
}

/* The next link: its number, and its digest over what it says and the digest before it. */
static void verify_row(struct verifying *v, const struct pg_result *result, int place)
{
	struct auditchain_row row = read_row(result, place);
	struct field_list fields = { 0 };
	struct digest told = { { 0 } }, found;

	read_fields(pg_result_span(result, place, 13), &fields);
	row.fields = fields.spans.items;
	row.field_count = fields.spans.count;
	if (v->rows > 0 && row.audit_no != v->last_no + 1)
		wrong(v, v->last_no + 1, "it is missing");
	found = auditchain_next(v->has_last ? &v->last : NULL, &row);
	if (!read_digest(pg_result_span(result, place, 14), &told))
		wrong(v, row.audit_no, "it has no digest");
	else if (!digest_equal(found.bytes, told.bytes, DIGEST_BYTES))
		wrong(v, row.audit_no, "it is not what was sealed: it or the row before it was changed");
	else if (row.audit_no == v->head_no && !digest_equal(found.bytes, v->head.bytes, DIGEST_BYTES))
		wrong(v, row.audit_no, "the head in the store has another digest");
	v->last = told;
	v->has_last = true;
	v->last_no = row.audit_no;
	v->rows++;
	vec_release(&fields.spans);
	arena_release(&fields.arena);
}

/* --- the chain --- */

static enum err ask(struct verifying *v, const char *sql, int64_t number, struct pg_result **out, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, v->tenant_id);
	pg_params_i64(&params, number);
	err = pg_sync_sql(v->session->sync, sql, &params, out, fault);
	pg_params_release(&params);
	return err;
}

/* Rows that were dropped with their partition are anchored by the block that ended before the first that is left. */
static enum err find_anchor(struct verifying *v, struct fault *fault)
{
	struct pg_result *result = NULL;
	int64_t first;
	enum err err = ask(v, "select min(audit_no) from docket.audit where tenant_id = $1::int and $2::bigint = 0", 0, &result,
			   fault);

	if (err)
		return err;
	first = pg_result_i64(result, 0, 0, 1);
	pg_result_free(result);
	if (first <= 1)
		return ERR_NONE;
	err = ask(v, "select encode(digest, 'hex') from docket.audit_block where tenant_id = $1::int and last_no = $2", first - 1,
		  &result, fault);
	if (err)
		return err;
	v->has_last = pg_result_rows(result) == 1 && read_digest(pg_result_span(result, 0, 0), &v->last);
	if (!v->has_last)
		wrong(v, first - 1, "no block anchors what was dropped before the first row");
	pg_result_free(result);
	return ERR_NONE;
}

static enum err verify_rows(struct verifying *v, struct fault *fault)
{
	static const char sql[] = "select tenant_id, audit_no, row_id, at, stored_at, person_id, login, station, what, kind, id,"
				  " case_id, act_id, fields, encode(digest, 'hex') from docket.audit"
				  " where tenant_id = $1::int and audit_no > $2 order by audit_no limit 5000";
	int count = BATCH_ROWS;
	enum err err = ERR_NONE;

	while (!err && count == BATCH_ROWS) {
		struct pg_result *result = NULL;
		err = ask(v, sql, v->last_no, &result, fault);
		count = err ? 0 : pg_result_rows(result);
		for (int row = 0; row < count; row++)
			verify_row(v, result, row);
		pg_result_free(result);
	}
	return err;
}

/* Read first: rows that come meanwhile stand behind it, and none before it may be missing. */
static enum err read_head(struct verifying *v, struct fault *fault)
{
	struct pg_result *result = NULL;
	enum err err = ask(v, "select audit_no, encode(audit_hash, 'hex') from docket.tenant_head where tenant_id = $1::int"
			   " and $2::bigint = 0", 0, &result, fault);

	if (err)
		return err;
	v->head_no = pg_result_i64(result, 0, 0, 0);
	if (v->head_no > 0 && !read_digest(pg_result_span(result, 0, 1), &v->head))
		wrong(v, v->head_no, "the head in the store has no digest");
	pg_result_free(result);
	return ERR_NONE;
}

/* --- the head kept outside --- */

/* "2026-03-01T10:00:00Z nordwind 1 4711 <hex>": the last line of the tenant. */
static bool read_head_line(const char *line, size_t length, const char *tenant, int64_t *no, struct digest *digest)
{
	struct span words[5];
	size_t count = 0;

	for (size_t at = 0; at < length && count < 5; count++) {
		size_t begin = at;
		while (at < length && line[at] != ' ')
			at++;
		words[count] = (struct span){ line + begin, at - begin };
		at++;
	}
	return count == 5 && span_is(words[1], tenant) && str_to_i64(words[3], no) == ERR_NONE && read_digest(words[4], digest);
}

static enum err compare_outside(struct verifying *v, int64_t no, const struct digest *outside, struct fault *fault)
{
	struct pg_result *result = NULL;
	struct digest stored = { { 0 } };
	enum err err = ask(v, "select encode(digest, 'hex') from docket.audit where tenant_id = $1::int and audit_no = $2"
			   " union all select encode(digest, 'hex') from docket.audit_block where tenant_id = $1::int and last_no = $2",
			   no, &result, fault);

	if (err)
		return err;
	if (pg_result_rows(result) == 0)
		wrong(v, no, "the head kept outside knows it, the store does not");
	else if (!read_digest(pg_result_span(result, 0, 0), &stored) ||
		 !digest_equal(stored.bytes, outside->bytes, DIGEST_BYTES))
		wrong(v, no, "the head kept outside has another digest");
	pg_result_free(result);
	return ERR_NONE;
}

static enum err verify_outside(struct verifying *v, bool *is_known, struct fault *fault)
{
	int64_t no = 0, last_no = 0;
	struct digest digest, last = { { 0 } };

	*is_known = false;
	for (const char *line = v->head_file; line && *line;) {
		size_t length = strcspn(line, "\n");
		if (read_head_line(line, length, v->tenant, &no, &digest)) {
			*is_known = true;
			last_no = no;
			last = digest;
		}
		line += length + (line[length] == '\n');
	}
	return *is_known && last_no > 0 ? compare_outside(v, last_no, &last, fault) : ERR_NONE;
}

/* --- what is not sealed yet --- */

static enum err count_unsealed(struct verifying *v, int64_t *all, int64_t *old, struct fault *fault)
{
	struct pg_result *result = NULL;
	enum err err = ask(v, "select count(*), count(*) filter (where stored_at < clock_timestamp() - interval '" UNSEALED_S "'"
			   " and docket.is_engine_online(tenant_id)) from docket.audit"
			   " where tenant_id = $1::int and audit_no is null and $2::bigint = 0", 0, &result, fault);

	*all = err ? 0 : pg_result_i64(result, 0, 0, 0);
	*old = err ? 0 : pg_result_i64(result, 0, 1, 0);
	pg_result_free(result);
	return err;
}

static void say(const struct verifying *v, int64_t unsealed, int64_t old, bool is_outside, enum request_format format)
{
	struct str out = { 0 };
	const char *outside = is_outside ? "the head kept outside fits" : "no head kept outside was compared";

	if (format == FORMAT_JSON) {
		str_addf(&out, "{\"tenant\":\"%s\",\"rows\":%lld,\"last\":%lld,\"faults\":%lld,\"unsealed\":%lld,\"unsealed_old\":%lld,"
			 "\"outside\":%s}\n", v->tenant, (long long)v->rows, (long long)v->last_no, (long long)v->faults,
			 (long long)unsealed, (long long)old, is_outside ? "true" : "false");
	} else {
		str_adds(&out, str_text(&v->said));
		str_addf(&out, "%s: %lld rows to number %lld, %s; %lld not sealed yet", v->tenant, (long long)v->rows,
			 (long long)v->last_no, v->faults ? "the chain is broken" : outside, (long long)unsealed);
		str_addf(&out, old ? ", %lld of them for longer than " UNSEALED_S " while an engine runs\n" : "\n", (long long)old);
	}
	listing_out(&out);
	str_release(&out);
}

static enum err verify_tenant(struct verifying *v, enum request_format format, struct fault *fault)
{
	int64_t unsealed = 0, old = 0;
	bool is_outside = false;
	enum err err = read_head(v, fault);

	if (!err)
		err = find_anchor(v, fault);
	if (!err)
		err = verify_rows(v, fault);
	if (!err && v->last_no < v->head_no)
		wrong(v, v->head_no, "the head in the store knows it, but it is missing");
	if (!err)
		err = verify_outside(v, &is_outside, fault);
	if (!err)
		err = count_unsealed(v, &unsealed, &old, fault);
	if (!err)
		say(v, unsealed, old, is_outside, format);
	return err;
}

static enum err verify_all(struct session *session, const struct request *request, const char *head_file,
			   struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *tenants = NULL;
	int64_t faults = 0;
	enum err err;

	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = pg_sync_sql(session->sync, "select tenant_id, name from docket.tenant where $1::text is null or name = $1"
			  " order by name", &params, &tenants, fault);
	pg_params_release(&params);
	if (!err && pg_result_rows(tenants) == 0)
		err = fault_set(fault, ERR_NOT_FOUND, "audit", "there is no such client");
	for (int i = 0; !err && i < pg_result_rows(tenants); i++) {
		struct verifying v = { .session = session, .tenant_id = pg_result_i64(tenants, i, 0, 0),
				       .tenant = pg_result_text(tenants, i, 1), .head_file = head_file };
		err = verify_tenant(&v, request->format, fault);
		faults += v.faults;
		str_release(&v.said);
	}
	pg_result_free(tenants);
	if (!err && faults > 0) {
		fault_set(fault, ERR_DAMAGED, "audit", "%lld places do not fit", (long long)faults);
		err = fault_help(fault, "keep the store as it is, and compare with a backup");
	}
	return err;
}

enum err run_audit(struct request *request, struct fault *fault)
{
	const char *path = config_text(&request->config, "head"), *word = NULL;
	struct session session = { 0 };
	struct str head = { 0 };
	enum err err = request_need(request, "verify", &word, fault);

	if (!err && strcmp(word, "verify") != 0) {
		fault_set(fault, ERR_USAGE, word, "docket audit knows no such word");
		err = fault_help(fault, "did you mean docket audit verify?");
	}
	if (!err)
		err = request_end(request, fault);
	if (!err && path)
		err = config_file(path, HEAD_FILE_BYTES_MAX, &head, fault);
	if (!err)
		err = session_open_admin(&session, request, fault);
	if (!err)
		err = verify_all(&session, request, path ? str_text(&head) : NULL, fault);
	str_release(&head);
	session_close(&session);
	return err;
}

/* SPDX-License-Identifier: MIT */
/* docket doc: papers of a case or shipment. One that is written out is checked against its digest first, and never goes to a terminal. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "command/act.h"
#include "command/listing.h"
#include "command/runs.h"

const struct option run_doc_options[] = {
	{ "out", OPTION_TEXT, NULL, "path", "get: the file to make; it must not be there yet." },
	{ 0 },
};

static const char *const columns[] = { "document_id", "type", "name", "received_at", "size_bytes", "source", "subject", "digest", NULL };

/* ---------------------------------------------------------------- list */

static enum err of_case(struct session *session, const struct case_row *row, struct session_rows *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, row->tenant_id);
	pg_params_i64(&params, row->case_id);
	err = session_rows(session, &row_shown_document_shown, NULL, "where tenant_id = $1 and case_id = $2 order by received_at, document_id",
			   &params, out, fault);
	pg_params_release(&params);
	return err;
}

/* Of whatever is known by exactly that reference, with or without a case. */
static enum err of_ref(struct session *session, const struct request *request, const char *ref, struct session_rows *out, struct fault *fault)
{
	static const char tail[] = "where (tenant_id, subject) in (select f.tenant_id, f.ref from docket_read.found f"
				   " where f.matched = upper(replace($1, ' ', '')) and ($2::text is null or f.tenant = $2))"
				   " order by received_at, document_id";
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, ref);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = session_rows(session, &row_shown_document_shown, "docket_read.document", tail, &params, out, fault);
	pg_params_release(&params);
	return err;
}

static enum err find_list(struct session *session, const struct request *request, const char *ref, struct session_rows *out, struct fault *fault)
{
	const struct case_row *row = NULL;
	struct fault none = { 0 };
	enum err err = of_ref(session, request, ref, out, fault);

	if (err || out->count > 0 || run_case_find(session, request, ref, &row, &none) != ERR_NONE)
		return err;
	return of_case(session, row, out, fault);
}

static enum err list(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	struct session_rows rows = { 0 };
	const char *ref = NULL;
	enum err err = request_need(request, "a case or a reference", &ref, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = find_list(&session, request, ref, &rows, fault);
	if (!err)
		listing_print(&session, request, &rows, columns, "No papers of it are here.");
	session_close(&session);
	return err;
}

/* ---------------------------------------------------------------- get, type */

static enum err find(struct session *session, const char *id, const struct document_shown_row **out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, id);
	err = session_rows(session, &row_shown_document_shown, "docket_read.document", "where document_id::text = $1", &params, &rows, fault);
	pg_params_release(&params);
	if (err)
		return err;
	if (rows.count == 0) {
		fault_set(fault, ERR_NOT_FOUND, id, "there is no such document of yours");
		fault_help(fault, "docket doc list REF lists them");
		return ERR_NOT_FOUND;
	}
	*out = rows.rows[0];
	return ERR_NONE;
}

static enum err read_bytes(struct session *session, const struct document_shown_row *row, struct str *out, struct fault *fault)
{
	struct pg_result *result = NULL;
	struct pg_params params = { 0 };
	struct digest digest;
	struct str hex = { 0 };
	enum err err;

	pg_params_i64(&params, row->tenant_id);
	pg_params_i64(&params, row->document_id);
	err = pg_sync_sql(session->sync, "select bytes from docket_read.document_bytes where tenant_id = $1 and document_id = $2", &params, &result,
			  fault);
	if (!err && pg_result_rows(result) == 1)
		pg_result_bytes(result, 0, 0, out);
	digest = digest_of(str_text(out), out->length);
	hex_write(&hex, digest.bytes, DIGEST_BYTES);
	if (!err && strcmp(str_text(&hex), row->digest) != 0)
		err = fault_set(fault, ERR_INVALID, row->name, "its bytes are not those that came: their sha256 is another one");
	str_release(&hex);
	pg_params_release(&params);
	pg_result_free(result);
	return err;
}

static enum err write_all(int fd, const struct str *bytes, const char *path, struct fault *fault)
{
	size_t done = 0;

	while (done < bytes->length) {
		ssize_t wrote = write(fd, bytes->text + done, bytes->length - done);
		if (wrote < 0 && errno != EINTR)
			return fault_set(fault, ERR_SYSTEM, path, "it cannot be written: %s", strerror(errno));
		done += wrote > 0 ? (size_t)wrote : 0;
	}
	return ERR_NONE;
}

static enum err write_file(const char *path, const struct str *bytes, struct fault *fault)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	enum err err;

	if (fd < 0)
		return fault_set(fault, ERR_SYSTEM, path, "it cannot be made: %s", strerror(errno));
	err = write_all(fd, bytes, path, fault);
	if (close(fd) != 0 && !err)
		err = fault_set(fault, ERR_SYSTEM, path, "it cannot be written: %s", strerror(errno));
	return err;
}

/* Foreign bytes can make a terminal do anything. */
static enum err check_stdout(const char *path, const char *id, struct fault *fault)
{
	if (path || !isatty(STDOUT_FILENO))
		return ERR_NONE;
	fault_set(fault, ERR_USAGE, id, "a document is not written to a terminal");
	fault_help(fault, "give --out FILE");
	return ERR_USAGE;
}

static enum err get(struct request *request, struct fault *fault)
{
	const char *path = config_text(&request->config, "out"), *id = NULL;
	const struct document_shown_row *row = NULL;
	struct session session = { 0 };
	struct str bytes = { 0 };
	enum err err = request_need(request, "the number of a document", &id, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = check_stdout(path, id, fault);
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = find(&session, id, &row, fault);
	if (!err)
		err = read_bytes(&session, row, &bytes, fault);
	if (!err)
		err = path ? write_file(path, &bytes, fault) : write_all(STDOUT_FILENO, &bytes, "stdout", fault);
	if (!err && path)
		listing_say("%s: %zu bytes, sha256 %s\n", path, bytes.length, row->digest);
	str_release(&bytes);
	session_close(&session);
	return err;
}

static enum err say_type(struct request *request, struct fault *fault)
{
	const struct document_shown_row *row = NULL;
	struct session session = { 0 };
	const char *id = NULL, *type = NULL, *words = NULL;
	enum err err = request_need(request, "the number of a document", &id, fault);

	if (!err)
		err = request_need(request, "what it is: pod, bol, invoice, customs, packing-list or damage-photo", &type, fault);
	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = find(&session, id, &row, fault);
	if (!err) {
		const char *args[] = { "document", id, "type", type };
		const struct act_call call = { .kind = "type-document", .tenant_id = row->tenant_id, .case_id = INT_NONE, .args = args,
					       .arg_count = COUNT_OF(args), .what = id };
		err = act_do(&session, &call, &words, fault);
	}
	if (!err)
		listing_say("%s: %s\n", id, words);
	session_close(&session);
	return err;
}

enum err run_doc(struct request *request, struct fault *fault)
{
	static const struct {
		const char *name;
		enum err (*run)(struct request *request, struct fault *fault);
	} verbs[] = { { "list", list }, { "get", get }, { "type", say_type } };
	const char *word = NULL;
	enum err err = request_need(request, "list, get or type", &word, fault);

	for (size_t i = 0; !err && i < COUNT_OF(verbs); i++)
		if (strcmp(verbs[i].name, word) == 0)
			return verbs[i].run(request, fault);
	return err ? err : fault_set(fault, ERR_USAGE, word, "docket doc knows list, get and type");
}

/* SPDX-License-Identifier: MIT */
/* docket interfaces: how partners' systems do, all of them or one. */
#include "command/runs.h"

#include <string.h>

#include "codec/row_json.h"
#include "command/interfacetest.h"
#include "command/listing.h"
#include "view/interfacewords.h"

const struct option run_interfaces_options[] = {
	{ "file", OPTION_TEXT, NULL, "path", "test: the sample; without it the newest message that came, or an event." },
	{ "type", OPTION_TEXT, NULL, "content type", "test: what the file is; without it by its suffix." },
	{ "ref", OPTION_TEXT, NULL, "reference", "test: the shipment that the event is about." },
	{ "url", OPTION_TEXT, "http://127.0.0.1:8080", "url", "test: where docketd takes messages." },
	{ "secrets-dir", OPTION_TEXT, "/etc/docket/secrets", "path", "test: the folder of secrets." },
	{ "secret", OPTION_TEXT, NULL, "name", "test: the secret to sign with; without it the interface's name." },
	{ 0 },
};

static const char *const interface_columns[] = { "tenant", "name", "direction", "mode", "state", "last_at", "rhythm_s",
						 "received", "rejected", "dead", "waiting", "stuck", "would_raise", "trouble", "title",
						 "owner", "contract", NULL };
static const char *const shipment_columns[] = { "mark", "ref", "customer", "promise_at", "work_by", "case_ref", "place", "last_event_at", NULL };

#define SHIPMENTS_MOST 500

/* One list of a view, of one client or all. */
static enum err list(struct request *request, const struct row_type *type, const char *tail, const char *const *columns,
		     const char *empty, struct fault *fault)
{
	struct session session = { 0 };
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err = request_end(request, fault);

	if (!err)
		err = session_open(&session, request, fault);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	if (!err)
		err = session_rows(&session, type, NULL, tail, &params, &rows, fault);
	if (!err)
		listing_print(&session, request, &rows, columns, empty);
	pg_params_release(&params);
	session_close(&session);
	return err;
}

static enum err test(struct request *request, struct fault *fault)
{
	const char *name = NULL;
	enum err err = request_need(request, "an interface", &name, fault);

	if (!err)
		err = request_end(request, fault);
	return err ? err : interfacetest_run(request, name, fault);
}

/* Rows of one interface. */
static enum err part(struct session *session, const struct row_type *type, const struct interface_page_row *page, const char *order,
		     struct session_rows *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct str tail = { 0 };
	enum err err;

	str_addf(&tail, "where tenant_id = $1 and interface_id = $2 order by %s limit %d", order, SHIPMENTS_MOST);
	pg_params_i64(&params, page->tenant_id);
	pg_params_i64(&params, page->interface_id);
	err = session_rows(session, type, NULL, str_text(&tail), &params, out, fault);
	pg_params_release(&params);
	str_release(&tail);
	return err;
}

static void page_text(const struct session *session, const struct interface_page_row *page, const struct session_rows *faults,
		      const struct session_rows *shipments, struct str *out)
{
	str_addf(out, "%s  %s, of %s\n\n", page->name, page->title, page->tenant);
	interfacewords_lines(&session->scene, page, out);
	if (faults->count > 0)
		str_adds(out, "\nRefused, or not understood, in seven days\n");
	for (size_t i = 0; i < faults->count; i++) {
		str_adds(out, "  ");
		interfacewords_fault(&session->scene, faults->rows[i], out);
		str_addc(out, '\n');
	}
	if (shipments->count == 0)
		return;
	str_adds(out, "\nHangs on it, by when it must be worked\n");
	listing_table(session, shipments, shipment_columns, listing_room_cols(), 2, out);
}

static void page_json(const struct session_rows *pages, const struct session_rows *faults, const struct session_rows *shipments, struct str *out)
{
	const struct session_rows *const lists[] = { faults, shipments };
	static const char *const names[] = { "faults", "shipments" };
	struct json_writer writer = jsonw_on(out);

	jsonw_open(&writer, NULL);
	row_json_write(&writer, "interface", pages->type, pages->rows[0]);
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		jsonw_open_array(&writer, names[i]);
		for (size_t k = 0; k < lists[i]->count; k++)
			row_json_write(&writer, NULL, lists[i]->type, lists[i]->rows[k]);
		jsonw_close(&writer);
	}
	jsonw_close(&writer);
	str_addc(out, '\n');
}

static enum err find_page(struct session *session, const struct request *request, const char *name, struct session_rows *out,
			  struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, name);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = session_rows(session, &row_shown_interface_page, NULL, "where name = $1 and ($2::text is null or tenant = $2) order by direction, tenant",
			   &params, out, fault);
	pg_params_release(&params);
	if (err || out->count > 0)
		return err;
	fault_set(fault, ERR_NOT_FOUND, name, "there is no such interface of yours");
	return fault_help(fault, "docket interfaces lists them");
}

static enum err show_page(struct session *session, const struct request *request, const struct session_rows *pages, size_t n, struct fault *fault)
{
	const struct interface_page_row *page = pages->rows[n];
	struct session_rows one = { pages->type, &pages->rows[n], 1 }, faults = { 0 }, shipments = { 0 };
	struct str out = { 0 };
	enum err err = part(session, &row_shown_interface_fault, page, "times desc, words", &faults, fault);

	if (!err)
		err = part(session, &row_shown_interface_shipment, page, "mark desc, work_by nulls last, promise_at, ref", &shipments, fault);
	if (!err && request->format == FORMAT_JSON)
		page_json(&one, &faults, &shipments, &out);
	else if (!err)
		page_text(session, page, &faults, &shipments, &out);
	listing_out(&out);
	str_release(&out);
	return err;
}

/* The same name may be an interface of several clients: each has a page. */
static enum err show(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	struct session_rows pages = { 0 };
	const char *name = request_word(request);
	enum err err = request_end(request, fault);

	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = find_page(&session, request, name, &pages, fault);
	for (size_t i = 0; !err && i < pages.count; i++) {
		if (i > 0 && request->format != FORMAT_JSON)
			listing_say("\n");
		err = show_page(&session, request, &pages, i, fault);
	}
	session_close(&session);
	return err;
}

enum err run_interfaces(struct request *request, struct fault *fault)
{
	if (request->words.count > 0 && strcmp(request->words.items[0], "test") == 0) {
		(void)request_word(request);
		return test(request, fault);
	}
	if (request->words.count > 0)
		return show(request, fault);
	return list(request, &row_shown_interface_shown,
		    "where $1::text is null or tenant = $1 order by tenant, direction, name", interface_columns,
		    "There are no interfaces yet: docket apply NAME.interface.", fault);
}

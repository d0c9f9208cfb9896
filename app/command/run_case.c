/* SPDX-License-Identifier: MIT */
/* docket case: one page with everything that is linked, the reason first. */
#include "command/runs.h"

#include <string.h>

#include "base/text.h"
#include "codec/row_json.h"
#include "command/listing.h"
#include "command/papersheet.h"
#include "table/case_parts.h"
#include "view/words.h"

/* One section of the page: a part of the case. */
struct section {
	const char *title;
	const struct row_type *type;
	const char *columns[9];
};

static const struct section sections[] = {
	{ "Plan, estimate, actual", &row_shown_milestone_shown,
	  { "code", "place", "planned_at", "estimated_at", "actual_at", "state", "source" } },
	{ "Playbook", &row_shown_step_shown,
	  { "step", "state", "words", "waits_on", "due_at", "ended_at", "by_person", "answer" } },
	{ "Clocks", &row_shown_clock_shown,
	  { "kind", "state", "due_at", "pause_reason", "pause_until", "breached_at", "words" } },
	{ "Linked", &row_shown_link, { "kind", "ref", "words", "known_at" } },
	{ "Documents", &row_shown_document_shown,
	  { "document_id", "type", "name", "received_at", "size_bytes", "source" } },
	{ "Write-backs", &row_shown_effect_shown,
	  { "target", "words", "state", "attempts", "receipt", "last_error" } },
	{ "Messages", &row_shown_letter_shown,
	  { "letter_id", "role", "party", "title", "state", "released_by", "released_at", "goes_at" } },
	{ "Tasks", &row_shown_task_shown,
	  { "task_id", "desk", "words", "state", "due_at", "owner", "taken_at", "done_at" } },
	{ "Story", &row_shown_story, { "at", "source", "words", "ref" } },
};

static enum err load_part(struct session *session, const struct row_type *type, const struct case_row *row,
			  struct session_rows *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct str tail = { 0 };
	enum err err;

	pg_params_i64(&params, row->tenant_id);
	pg_params_i64(&params, row->case_id);
	str_adds(&tail, "where tenant_id = $1 and case_id = $2");
	str_adds(&tail, case_part_order(type));
	err = session_rows(session, type, NULL, str_text(&tail), &params, out, fault);
	pg_params_release(&params);
	str_release(&tail);
	return err;
}

static void label(struct str *out, const char *name)
{
	str_addf(out, "%-16s", name);
}

static void add_text(struct str *out, const char *text)
{
	text_clean(out, *text ? text : "-", *text ? strlen(text) : 1);
}

static void when_line(const struct session *session, const struct case_row *row, const char *name, int64_t at,
		      struct str *out)
{
	label(out, name);
	words_when_zone(out, at, session_now(session, row->tenant_id), session_zone(session, &row_shown_case, row));
	str_addc(out, '\n');
}

static void text_line(const char *name, const char *text, struct str *out)
{
	label(out, name);
	add_text(out, text);
	str_addc(out, '\n');
}

static void head(const struct session *session, const struct case_row *row, struct str *out)
{
	int64_t now = session_now(session, row->tenant_id);

	str_addf(out, "%s  ", row->ref);
	words_type(out, row->type, true);
	str_addf(out, "  %s, %s, %s\n", words_band(row->band), row->state, *row->owner ? row->owner : "worked by nobody");
	add_text(out, row->what);
	str_adds(out, "\n\n");
	label(out, "why here");
	words_explain(out, row->why, now, session_zone(session, &row_shown_case, row), true);
	str_addc(out, '\n');
	when_line(session, row, "promised", row->promise_at, out);
	when_line(session, row, "expected", row->eta_at, out);
	label(out, *row->due_clock ? row->due_clock : "left");
	words_left(out, row->due_at, now);
	str_addc(out, '\n');
	label(out, "at risk");
	words_money(out, row->risk_minor, row->risk_currency);
	str_adds(out, "\n");
	label(out, "doing nothing");
	words_money(out, row->nothing_minor, row->nothing_currency);
	str_adds(out, "\n");
}

/* What doing nothing is made of stands on every quote; the newest one says it best. */
static void nothing_lines(const struct session *session, const struct session_rows *quotes, struct str *out)
{
	const struct quote_shown_row *newest = NULL;

	for (size_t i = 0; i < quotes->count; i++) {
		const struct quote_shown_row *quote = quotes->rows[i];
		if (*quote->nothing_basis && (!newest || quote->quoted_at >= newest->quoted_at))
			newest = quote;
	}
	if (newest)
		papersheet_lines(session, newest->tenant_id, newest->zone, newest->nothing_basis, 16, out);
}

static void about(const struct case_row *row, struct str *out)
{
	text_line(*row->subject_kind ? row->subject_kind : "about", row->subject, out);
	text_line("goods", row->title, out);
	label(out, "customer");
	add_text(out, row->customer);
	if (*row->tier)
		str_addf(out, ", %s", row->tier);
	str_addc(out, '\n');
	if (*row->class)
		text_line("class", row->class, out);
	text_line("carrier", row->carrier, out);
	text_line("where", row->place, out);
	text_line("lane", row->lane, out);
	text_line("desk", row->desk, out);
	text_line("next", row->next_act, out);
	if (*row->waiting_on)
		text_line("waiting on", row->waiting_on, out);
	if (row->is_feed_dark == 1)
		text_line("UNHEARD", "its carrier's interface is quiet", out);
	text_line("references", row->refs, out);
}

/* Minutes of the day at which a contact opens next, in words. */
static void add_hours(const struct contact_shown_row *contact, int64_t now, struct str *out)
{
	if (words_is_open(contact, now)) {
		str_adds(out, "open now");
		return;
	}
	str_addf(out, "opens %02d:%02d", (int)(contact->opens_min / 60), (int)(contact->opens_min % 60));
	if (*contact->days && strcmp(contact->days, "1234567") != 0)
		str_addf(out, " (days %s)", contact->days);
	str_addf(out, " %s", contact->zone);
}

static void contacts(const struct session *session, const struct session_rows *rows, struct str *out)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct contact_shown_row *contact = rows->rows[i];
		str_adds(out, "  ");
		add_text(out, contact->role);
		str_adds(out, ": ");
		add_text(out, contact->name);
		str_adds(out, ", ");
		add_text(out, contact->company);
		str_adds(out, "  ");
		add_text(out, *contact->phone ? contact->phone : contact->mail);
		str_adds(out, "  ");
		add_hours(contact, session_now(session, contact->tenant_id), out);
		str_addc(out, '\n');
	}
}

static void title(const char *text, struct str *out)
{
	str_addf(out, "\n%s\n", text);
}

static enum err add_parts(struct session *session, const struct case_row *row, struct str *out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	enum err err = ERR_NONE;
	int room = listing_room_cols();

	for (size_t i = 0; !err && i < COUNT_OF(sections); i++) {
		err = load_part(session, sections[i].type, row, &rows, fault);
		if (err || rows.count == 0)
			continue;
		title(sections[i].title, out);
		listing_table(session, &rows, sections[i].columns, room, 2, out);
	}
	return err;
}

static enum err add_approvals(struct session *session, const struct case_row *row, struct str *out, struct fault *fault)
{
	static const char *const columns[] = { "action", "label", "amount_minor", "asked_by", "due_at", "state",
					       "decided_by", "reason", NULL };
	struct session_rows rows = { 0 };
	enum err err = load_part(session, &row_shown_approval_shown, row, &rows, fault);

	if (err || rows.count == 0)
		return err;
	title("Approvals", out);
	listing_table(session, &rows, columns, listing_room_cols(), 2, out);
	return ERR_NONE;
}

static enum err page(struct session *session, const struct case_row *row, struct str *out, struct fault *fault)
{
	struct session_rows quotes = { 0 }, people = { 0 };
	enum err err = load_part(session, &row_shown_quote_shown, row, &quotes, fault);

	if (!err)
		err = load_part(session, &row_shown_contact_shown, row, &people, fault);
	if (err)
		return err;
	head(session, row, out);
	nothing_lines(session, &quotes, out);
	about(row, out);
	if (people.count)
		title("Whom to call", out);
	contacts(session, &people, out);
	for (size_t i = 0; i < quotes.count; i++) {
		if (i == 0)
			title("Options", out);
		papersheet_quote(session, quotes.rows[i], out);
	}
	err = add_approvals(session, row, out, fault);
	return err ? err : add_parts(session, row, out, fault);
}

static enum err json_part(struct session *session, struct json_writer *writer, const struct row_type *type,
			  const struct case_row *row, struct fault *fault)
{
	struct session_rows rows = { 0 };
	enum err err = load_part(session, type, row, &rows, fault);

	jsonw_open_array(writer, type->name);
	for (size_t i = 0; !err && i < rows.count; i++)
		row_json_write(writer, NULL, type, rows.rows[i]);
	jsonw_close(writer);
	return err;
}

/* One object: the case's own fields under "case", then an array for each part by its row type's name. */
static enum err json(struct session *session, const struct case_row *row, struct str *out, struct fault *fault)
{
	struct json_writer writer = jsonw_on(out);
	enum err err = ERR_NONE;

	jsonw_open(&writer, NULL);
	row_json_write(&writer, row_shown_case.name, &row_shown_case, row);
	for (const struct case_part *part = case_parts; !err && part->type; part++)
		err = json_part(session, &writer, part->type, row, fault);
	jsonw_close(&writer);
	str_addc(out, '\n');
	return err;
}

enum err run_case(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	const struct case_row *row = NULL;
	const char *ref = NULL;
	struct str out = { 0 };
	enum err err = request_need(request, "a case or a reference", &ref, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = run_case_find(&session, request, ref, &row, fault);
	if (!err && request->format == FORMAT_JSON)
		err = json(&session, row, &out, fault);
	else if (!err)
		err = page(&session, row, &out, fault);
	if (!err)
		listing_out(&out);
	str_release(&out);
	session_close(&session);
	return err;
}

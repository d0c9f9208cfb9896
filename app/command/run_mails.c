/* SPDX-License-Identifier: MIT */
/* docket mails: what came by mail and could not be placed; a person reads it and says whose story it joins, or that it joins none. */
#include <string.h>

#include "base/text.h"
#include "command/act.h"
#include "command/listing.h"
#include "command/runs.h"
#include "view/words.h"

const struct option run_mails_options[] = {
	{ "all", OPTION_YES, "no", "", "Also mail that joined a story, came twice, or was dropped." },
	{ "reason", OPTION_TEXT, NULL, "words", "drop: why it belongs to no story." },
	{ 0 },
};

static const char *const columns[] = { "mail_id", "tenant", "at", "sender", "title", "words", "parts", "state", "reason", "ref", NULL };

static enum err list(struct request *request, struct fault *fault)
{
	bool is_all = config_is(&request->config, "all");
	struct session session = { 0 };
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err = session_open(&session, request, fault);

	pg_params_text(&params, config_text(&request->config, "tenant"));
	if (!err)
		err = session_rows(&session, &row_shown_mail_shown, NULL,
				   is_all ? "where $1::text is null or tenant = $1 order by at, mail_id"
					  : "where ($1::text is null or tenant = $1) and state = 'open' order by at, mail_id",
				   &params, &rows, fault);
	if (!err)
		listing_print(&session, request, &rows, columns, "No mail waits for a person.");
	pg_params_release(&params);
	session_close(&session);
	return err;
}

static enum err find(struct session *session, const struct request *request, const char *id, const struct mail_shown_row **out,
		     struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, id);
	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = session_rows(session, &row_shown_mail_shown, NULL, "where mail_id::text = $1 and ($2::text is null or tenant = $2)", &params, &rows,
			   fault);
	pg_params_release(&params);
	if (err)
		return err;
	if (rows.count != 1) {
		fault_set(fault, rows.count ? ERR_INVALID : ERR_NOT_FOUND, id,
			  rows.count ? "several clients have a mail of that number" : "there is no such mail of yours");
		fault_help(fault, rows.count ? "say which client with --tenant" : "docket mails lists them");
		return fault->err;
	}
	*out = rows.rows[0];
	return ERR_NONE;
}

static void line(struct str *out, const char *name, const char *text)
{
	str_addf(out, "%-10s", name);
	text_clean(out, *text ? text : "-", *text ? strlen(text) : 1);
	str_addc(out, '\n');
}

/* Its lines as they came, each cleaned. */
static void body(struct str *out, const char *text)
{
	str_addc(out, '\n');
	for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		text_clean(out, at, strcspn(at, "\n"));
		str_addc(out, '\n');
	}
}

static void page(const struct session *session, const struct mail_shown_row *mail, struct str *out)
{
	line(out, "from", mail->sender);
	line(out, "subject", mail->title);
	str_addf(out, "%-10s", "came");
	words_when_zone(out, mail->at, session_now(session, mail->tenant_id), session_zone(session, &row_shown_mail_shown, mail));
	str_addc(out, '\n');
	line(out, "papers", mail->parts);
	line(out, "state", mail->state);
	if (*mail->reason)
		line(out, "why", mail->reason);
	if (*mail->ref)
		line(out, "joined", mail->ref);
	body(out, mail->body);
}

static enum err show(struct request *request, const char *id, struct fault *fault)
{
	struct session session = { 0 };
	const struct mail_shown_row *mail = NULL;
	struct str out = { 0 };
	enum err err = session_open(&session, request, fault);

	if (!err)
		err = find(&session, request, id, &mail, fault);
	if (!err && request->format == FORMAT_JSON)
		listing_json(&(struct session_rows){ &row_shown_mail_shown, (void *[]){ (void *)(uintptr_t)mail }, 1 }, &out);
	else if (!err)
		page(&session, mail, &out);
	if (!err)
		listing_out(&out);
	str_release(&out);
	session_close(&session);
	return err;
}

/* assign ID REF, or drop ID --reason. */
static enum err decide(struct request *request, bool is_drop, struct fault *fault)
{
	struct session session = { 0 };
	const struct mail_shown_row *mail = NULL;
	const char *id = NULL, *value = NULL, *words = NULL;
	enum err err = request_need(request, "the number of the mail", &id, fault);

	if (!err)
		err = is_drop ? request_option(request, "reason", &value, fault) : request_need(request, "a case or a reference", &value, fault);
	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = session_open(&session, request, fault);
	if (!err)
		err = find(&session, request, id, &mail, fault);
	if (!err) {
		const char *args[] = { "mail", id, is_drop ? "reason" : "ref", value };
		const struct act_call call = { .kind = is_drop ? "drop-mail" : "assign-mail", .tenant_id = mail->tenant_id, .case_id = INT_NONE,
					       .args = args, .arg_count = COUNT_OF(args), .what = id };
		err = act_do(&session, &call, &words, fault);
	}
	if (!err)
		listing_say("%s: %s\n", id, words);
	session_close(&session);
	return err;
}

enum err run_mails(struct request *request, struct fault *fault)
{
	const char *word = request_word(request);
	enum err err;

	if (word && (strcmp(word, "assign") == 0 || strcmp(word, "drop") == 0))
		return decide(request, strcmp(word, "drop") == 0, fault);
	err = request_end(request, fault);
	if (err)
		return err;
	return word ? show(request, word, fault) : list(request, fault);
}

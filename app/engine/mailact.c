/* SPDX-License-Identifier: MIT */
/* What people say about mails that nobody could place: whose they are, or that they are nobody's. Rights were checked where the act was stored. */
#include <string.h>

#include "engine/decode.h"
#include "engine/mailroom.h"
#include "engine/matching.h"
#include "engine/rowio.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

static bool is_about_mail(const struct act *act)
{
	return strcmp(act->kind, "assign-mail") == 0 || strcmp(act->kind, "drop-mail") == 0;
}

static int64_t mail_of(const struct act *act)
{
	const char *text = texts_value(&act->args, "mail");
	int64_t id = 0;

	return text && str_to_i64(span_of(text), &id) == ERR_NONE ? id : 0;
}

/* Columns: those of a mail, then whether its message is kept. */
static enum err read_mails(struct batch *batch, struct pg_result *result, struct fault *fault)
{
	for (int row = 0; row < pg_result_rows(result); row++) {
		struct batch_mail_act known = { .is_kept = strcmp(pg_result_text(result, row, (int)row_stored_mail.column_count), "f") != 0 };
		enum err err = rowio_read(&row_stored_mail, result, row, 0, &known.row, &batch->arena, fault);
		if (err != ERR_NONE)
			return err;
		for (known.act = 0; known.act < batch->acts.count; known.act++)
			if (is_about_mail(&batch->acts.items[known.act].act) && mail_of(&batch->acts.items[known.act].act) == known.row.mail_id)
				*vec_push(&batch->mail_acts) = known;
	}
	return ERR_NONE;
}

void mailroom_ask_acts(struct batch *batch)
{
	struct rows ids = { 0 };
	struct pg_params params = { 0 };

	rows_begin(&ids);
	for (size_t i = 0; i < batch->acts.count; i++)
		if (is_about_mail(&batch->acts.items[i].act))
			rows_i64(&ids, mail_of(&batch->acts.items[i].act));
	if (ids.count > 0) {
		pg_params_i64(&params, batch->tenancy->id);
		pg_params_span(&params, rows_end(&ids));
		batch_ask(batch, "engine_mail_kept", &params, read_mails);
	}
	pg_params_release(&params);
	rows_release(&ids);
}

static void answer(struct act *act, bool is_done, const char *words)
{
	act->state = is_done ? "folded" : "refused";
	act->answer = words;
}

/* Is the message of this mail read in the same batch, or did an act before decide about it? */
static const char *why_not(const struct batch *batch, const struct batch_mail_act *of)
{
	for (size_t i = 0; i < batch->parcels.count; i++)
		if (batch->parcels.items[i]->message_id == of->row.message_id)
			return "it is being read at this moment: once more";
	for (size_t i = 0; i < batch->mail_rows.count; i++)
		if (batch->mail_rows.items[i].mail_id == of->row.mail_id)
			return "somebody else decided about it at this moment";
	return of->is_kept ? NULL : "its message is not kept any more: what it says is in docket mails";
}

static void drop(struct batch *batch, const struct batch_mail_act *of, struct act *act)
{
	struct mail *row = vec_push(&batch->mail_rows);

	*row = of->row;
	row->state = "dropped";
	row->reason = texts_value(&act->args, "reason");
	row->by_person = act->person_id;
	answer(act, true, "dropped");
}

static void assign(struct batch *batch, const struct batch_mail_act *of, struct act *act)
{
	const char *ref = decode_fold_ref(&batch->arena, texts_value(&act->args, "ref"));
	int64_t subject_id = mailroom_find(batch, &(struct mailrefs){ &ref, 1 }, NULL);
	struct mail *row;

	if (subject_id <= 0) {
		answer(act, false, subject_id < 0 ? "several are known by that reference" : "nothing is known by that reference");
		return;
	}
	row = vec_push(&batch->mail_rows);
	*row = of->row;
	row->state = "joined";
	row->reason = "";
	row->subject_id = subject_id;
	row->by_person = act->person_id;
	answer(act, true, arena_printf(&batch->arena, "joined %s", ref));
}

static void place_act(struct batch *batch, const struct batch_mail_act *of)
{
	struct act *act = &batch->acts.items[of->act].act;
	const char *why = why_not(batch, of);

	if (strcmp(of->row.state, "open") != 0)
		answer(act, false, arena_printf(&batch->arena, "it is %s already", of->row.state));
	else if (strcmp(act->kind, "drop-mail") == 0 && !(why && of->is_kept))
		drop(batch, of, act);
	else if (why)
		answer(act, false, why);
	else
		assign(batch, of, act);
}

void mailroom_place_acts(struct batch *batch)
{
	for (size_t i = 0; i < batch->mail_acts.count; i++)
		place_act(batch, &batch->mail_acts.items[i]);
	for (size_t i = 0; i < batch->acts.count; i++)
		if (is_about_mail(&batch->acts.items[i].act) && !batch->acts.items[i].act.answer[0])
			answer(&batch->acts.items[i].act, false, "there is no such mail");
}

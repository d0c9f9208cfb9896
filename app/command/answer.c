/* SPDX-License-Identifier: MIT */
/* Answers and what would help. */
#include "command/answer.h"

#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "verb/answer_code.h"

#define KEY_BYTES 16
#define BUSY_TRIES 20
#define BUSY_PAUSE_MS 50

/* What would help here; other errors say it in their words. */
static const struct {
	enum err err;
	const char *help;
} helps[] = {
	{ ERR_CHANGED, "look at it again: docket case" },
	{ ERR_BUSY, "try it again in a moment" },
	{ ERR_LINK, "docket doctor says whether an engine runs" },
};

static const char *text_at(struct session *session, const struct pg_result *result, int column)
{
	const char *text = pg_result_text(result, 0, column);

	return text ? arena_str(&session->arena, text) : "";
}

static enum err ask_once(struct session *session, const char *call, const struct pg_params *params, struct answer *out,
			 struct fault *fault)
{
	struct pg_result *result = NULL;
	enum err err = pg_sync_sql(session->sync, call, params, &result, fault);

	if (err)
		return err;
	*out = (struct answer){ "invalid", "the store gave no answer", INT_NONE, INT_NONE };
	if (pg_result_rows(result) > 0 && pg_result_columns(result) >= 4) {
		out->code = text_at(session, result, 0);
		out->words = text_at(session, result, 1);
		out->act_id = pg_result_i64(result, 0, 2, INT_NONE);
		out->id = pg_result_i64(result, 0, 3, INT_NONE);
	}
	pg_result_free(result);
	return ERR_NONE;
}

/* What somebody writes at this moment is free again in a moment: the same key again does nothing twice. */
enum err answer_ask(struct session *session, const char *call, const struct pg_params *params, struct answer *out,
		    struct fault *fault)
{
	static const struct timespec pause = { .tv_nsec = BUSY_PAUSE_MS * 1000000L };
	enum err err = ERR_NONE;

	for (int tries = 0; tries < BUSY_TRIES; tries++) {
		err = ask_once(session, call, params, out, fault);
		if (err || strcmp(out->code, "busy") != 0)
			break;
		nanosleep(&pause, NULL);
	}
	return err;
}

enum err answer_check(const struct answer *answer, const char *what, struct fault *fault)
{
	enum err err = answer_code_err(answer->code);

	if (err == ERR_STORE)
		return fault_set(fault, err, what, "the store answered %s: %s", answer->code, answer->words);
	if (err)
		fault_set(fault, err, what, "%s", *answer->words ? answer->words : err_words(err));
	for (size_t i = 0; i < COUNT_OF(helps); i++)
		if (helps[i].err == err)
			fault_help(fault, "%s", helps[i].help);
	return err;
}

const char *answer_new_key(struct arena *arena)
{
	unsigned char bytes[KEY_BYTES];
	struct str hex = { 0 };
	const char *key;

	random_bytes(bytes, sizeof bytes);
	hex_write(&hex, bytes, sizeof bytes);
	key = arena_str(arena, str_text(&hex));
	str_release(&hex);
	return key;
}

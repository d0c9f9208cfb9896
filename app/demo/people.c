/* SPDX-License-Identifier: MIT */
/* The simulated people act as real ones do: by the command line, under their own logins. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/vec.h"
#include "demo/stage.h"

#define ACT_US (40 * US_PER_S)

typedef VEC(const char *) word_list;

static bool is_seat(const struct stage *stage, const char *who)
{
	return !stage->options->is_headless && stage->is_live &&
	       (strcmp(who, stage->options->as) == 0 || strcmp(who, stage->options->chair) == 0);
}

/* Runs docket with the words as that person. */
static bool run(struct stage *stage, const char *who, int tenant, word_list *words)
{
	const char *program = NULL;
	struct str out = { 0 };
	struct fault fault = { 0 };
	int code = -1;
	enum err err = folders_program(&stage->folders, "docket", &program, &fault);

	*vec_push(words) = "--socket";
	*vec_push(words) = stage->folders.socket;
	*vec_push(words) = "--user";
	*vec_push(words) = who;
	*vec_push(words) = "--tenant";
	*vec_push(words) = stage->world.tenants[tenant].name;
	vec_push(words);
	if (!err)
		err = player_run(stage->loop, &stage->folders, "people", program, words->items,
				 ACT_US, &code, &out, &fault);
	if (err)
		log_fault("people", &fault);
	log_line(code == 0 ? LOG_DEBUG : LOG_INFO, "people", "%s: %s %s: exit %d: %s", who,
		 words->items[0], words->items[1], code, str_text(&out));
	str_release(&out);
	vec_release(words);
	return code == 0;
}

static struct pg_result *ask(struct stage *stage, const char *statement, int tenant,
			     const char *ref)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	struct fault fault = { 0 };

	pg_params_i64(&params, tenant + 1);
	pg_params_text(&params, ref);
	if (pg_sync_query(stage->admin, statement, &params, &result, &fault) != ERR_NONE)
		log_fault("people", &fault);
	pg_params_release(&params);
	return result;
}

static bool do_act(struct stage *stage, const struct story_item *item, const char *verb)
{
	word_list words = { 0 };

	*vec_push(&words) = "do";
	*vec_push(&words) = verb;
	*vec_push(&words) = item->ref;
	for (size_t i = 0; i < item->word_count; i++)
		*vec_push(&words) = item->words[i];
	return run(stage, item->who, item->tenant, &words);
}

/* Reads the sheet's cost first, as the command line wants to be told it. */
static bool approve(struct stage *stage, const struct story_item *item)
{
	struct pg_result *result = ask(stage, "demo_waiting", item->tenant, item->ref);
	word_list words = { 0 };
	char id[32] = "", amount[64] = "";
	bool is_waiting = result && pg_result_rows(result) == 1;

	if (is_waiting) {
		int64_t minor = pg_result_i64(result, 0, 1, 0);
		snprintf(id, sizeof id, "%lld", (long long)pg_result_i64(result, 0, 0, 0));
		snprintf(amount, sizeof amount, "%lld.%02lld%s", (long long)(minor / 100),
			 (long long)(minor % 100), pg_result_text(result, 0, 2));
	}
	pg_result_free(result);
	if (!is_waiting)
		return false;
	*vec_push(&words) = "approve";
	*vec_push(&words) = id;
	*vec_push(&words) = "--amount";
	*vec_push(&words) = amount;
	return run(stage, item->who, item->tenant, &words);
}

/* The draft, then its release. */
static bool inform(struct stage *stage, const struct story_item *item)
{
	struct pg_result *result;
	word_list words = { 0 };
	char letter[48] = "";

	if (!do_act(stage, item, "tell"))
		return false;
	result = ask(stage, "demo_draft", item->tenant, item->ref);
	if (result && pg_result_rows(result) == 1)
		snprintf(letter, sizeof letter, "letter=%lld",
			 (long long)pg_result_i64(result, 0, 0, 0));
	pg_result_free(result);
	if (!letter[0])
		return false;
	*vec_push(&words) = "do";
	*vec_push(&words) = "send-letter";
	*vec_push(&words) = item->ref;
	*vec_push(&words) = letter;
	return run(stage, item->who, item->tenant, &words);
}

bool people_may(struct stage *stage, const struct story_item *item)
{
	struct pg_result *result;
	bool may;

	if (is_seat(stage, item->who))
		return false;
	if (strcmp(item->verb, "approve") == 0 || strcmp(item->verb, "inform") == 0)
		return true;
	result = ask(stage, "demo_case", item->tenant, item->ref);
	may = result && pg_result_rows(result) == 1;
	if (may) {
		const char *owner = pg_result_text(result, 0, 3);
		may = !owner[0] || strcmp(owner, item->who) == 0;
	}
	pg_result_free(result);
	return may;
}

void people_act(struct stage *stage, const struct story_item *item)
{
	bool is_done;

	if (strcmp(item->verb, "approve") == 0)
		is_done = approve(stage, item);
	else if (strcmp(item->verb, "inform") == 0)
		is_done = inform(stage, item);
	else
		is_done = do_act(stage, item, item->verb);
	if (is_done)
		stage->acts_done++;
	else
		stage->acts_refused++;
}

/* SPDX-License-Identifier: MIT */
/* First what is still wrong, since nothing else matters then. */
#include "view/trialwords.h"

#include "model/trial_line.h"
#include "view/words.h"

static void add_count(struct str *out, size_t count, const char *one, const char *many)
{
	if (count > 0)
		str_addf(out, "%s%zu %s", out->length ? ", " : "", count, count == 1 ? one : many);
}

void trialwords_verdict(const char *answer, struct str *out)
{
	struct arena arena = { 0 };
	struct str words = { 0 };
	const struct trial_line *lines;
	size_t count = trial_lines_read(&arena, answer, &lines), cases = trial_lines_count(lines, count, TRIAL_CASE),
	       faults = trial_lines_count(lines, count, TRIAL_FAULT);

	add_count(&words, faults, "fault would be left", "faults would be left");
	add_count(&words, trial_lines_count(lines, count, TRIAL_EVENT), "event would come out", "events would come out");
	add_count(&words, cases, "case would change", "cases would change");
	if (words.length == 0)
		str_adds(&words, "nothing would come of it");
	else if (cases == 0 && faults == 0)
		str_adds(&words, ", no case would change");
	str_add(out, str_text(&words), words.length);
	str_release(&words);
	arena_release(&arena);
}

bool trialwords_is_dead(const char *answer)
{
	struct arena arena = { 0 };
	const struct trial_line *lines;
	size_t count = trial_lines_read(&arena, answer, &lines);
	bool is_dead = trial_lines_count(lines, count, TRIAL_FAULT) > 0;

	arena_release(&arena);
	return is_dead;
}

static void add_event(const struct scene *scene, int64_t tenant_id, const struct trial_line *line, struct str *out)
{
	const struct me_row *me = scene_me_at(scene, tenant_id);
	int64_t at;

	str_addf(out, "Event: %s of %s", line->parts[0], line->parts[1]);
	if (instant_read(span_of(line->parts[2]), &at) == ERR_NONE) {
		str_adds(out, ", at ");
		words_when_zone(out, at, scene_now(scene, tenant_id), me ? me->zone : NULL);
	}
	if (*line->parts[3])
		str_addf(out, ": %s", line->parts[3]);
	str_addc(out, '\n');
}

static void add_case(const struct trial_line *line, struct str *out)
{
	str_addf(out, "%s ", *line->parts[0] ? line->parts[0] : "A case");
	words_type(out, line->parts[1], true);
	str_addf(out, " %s\n", line->parts[2]);
}

void trialwords_lines(const struct scene *scene, int64_t tenant_id, const char *answer, struct str *out)
{
	struct arena arena = { 0 };
	const struct trial_line *lines;
	size_t count = trial_lines_read(&arena, answer, &lines);

	for (size_t i = 0; i < count; i++)
		if (lines[i].kind == TRIAL_FAULT)
			str_addf(out, "Still wrong%s%s: %s\n", *lines[i].parts[0] ? " at " : "", lines[i].parts[0], lines[i].parts[1]);
	for (size_t i = 0; i < count; i++)
		if (lines[i].kind == TRIAL_EVENT)
			add_event(scene, tenant_id, &lines[i], out);
	for (size_t i = 0; i < count; i++)
		if (lines[i].kind == TRIAL_CASE)
			add_case(&lines[i], out);
	for (size_t i = 0; i < count; i++)
		if (lines[i].kind == TRIAL_NOTE)
			str_addf(out, "Note: %s\n", lines[i].parts[0]);
	arena_release(&arena);
}

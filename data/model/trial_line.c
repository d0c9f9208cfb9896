/* SPDX-License-Identifier: MIT */
#include "model/trial_line.h"

#include <string.h>

static const char *const kinds[] = { [TRIAL_EVENT] = "event", [TRIAL_CASE] = "case", [TRIAL_FAULT] = "fault", [TRIAL_NOTE] = "note" };

/* Cuts the line in place at its tabs; false if its first word is none of ours. */
static bool read_line(char *line, struct trial_line *out)
{
	int kind = -1;

	for (int i = 0; i < TRIAL_PARTS; i++)
		out->parts[i] = "";
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strncmp(line, kinds[i], strlen(kinds[i])) == 0 && line[strlen(kinds[i])] == '\t')
			kind = (int)i;
	for (int i = 0; kind >= 0 && i < TRIAL_PARTS && (line = strchr(line, '\t')); i++) {
		*line++ = '\0';
		out->parts[i] = line;
	}
	out->kind = (enum trial_kind)kind;
	return kind >= 0;
}

size_t trial_lines_read(struct arena *arena, const char *answer, const struct trial_line **out)
{
	char *text = arena_str(arena, answer), *save = NULL;
	struct trial_line *lines;
	size_t most = 1, count = 0;

	for (const char *at = answer; *at; at++)
		most += *at == '\n';
	*out = lines = arena_new(arena, most, sizeof *lines);
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		count += read_line(line, &lines[count]);
	return count;
}

size_t trial_lines_count(const struct trial_line *lines, size_t count, enum trial_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += lines[i].kind == kind;
	return n;
}

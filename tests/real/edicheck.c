/* SPDX-License-Identifier: MIT */
/*
 * Compares what `docket inspect --json` says with what others expect of the same files: edicheck EXPECTED.json <ANSWERS
 *
 * Of a file on which two or more other readers agree, every field and the set of problem codes must be the same. Of the others,
 * one that is expected to have problems must have one. A line for each difference; at the end "agreed N other N". Exit 1 =
 * differences.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char *const fields[][14] = {
	{ "x12", "format", "bom", "element_sep", "component_sep", "repetition_sep", "segment_term", "segments", "segment_ids",
	  "interchanges", "groups", "sets" },
	{ "edifact", "format", "bom", "element_sep", "component_sep", "decimal", "release", "segment_term", "segments", "segment_ids",
	  "interchanges", "groups", "messages" },
};

static int differences;

static void differ(const char *file, const char *what, json_t *got, json_t *want)
{
	char *got_text = got ? json_dumps(got, JSON_ENCODE_ANY | JSON_COMPACT) : strdup("nothing");
	char *want_text = json_dumps(want, JSON_ENCODE_ANY | JSON_COMPACT);

	printf("not ok - %s: %s: got %s, want %s\n", file, what, got_text, want_text);
	differences++;
	free(got_text);
	free(want_text);
}

/* Is there a problem with this code? */
static int has_code(json_t *problems, const char *code)
{
	json_t *problem;
	size_t i;

	json_array_foreach (problems, i, problem)
		if (strcmp(json_string_value(json_object_get(problem, "code")), code) == 0)
			return 1;
	return 0;
}

static int is_in(json_t *codes, const char *code)
{
	json_t *other;
	size_t i;

	json_array_foreach (codes, i, other)
		if (strcmp(json_string_value(other), code) == 0)
			return 1;
	return 0;
}

static void compare_problems(const char *file, json_t *got, json_t *want)
{
	json_t *one;
	size_t i;
	int same = 1;

	json_array_foreach (got, i, one) {
		same &= is_in(want, json_string_value(json_object_get(one, "code")));
		if (!json_is_string(json_object_get(one, "place")) || !json_string_length(json_object_get(one, "words")))
			differ(file, "a problem without place or words", one, want);
	}
	json_array_foreach (want, i, one)
		same &= has_code(got, json_string_value(one));
	if (!same)
		differ(file, "problems", got, want);
}

static void compare(const char *file, json_t *got, json_t *want)
{
	const char *const *names = fields[strcmp(json_string_value(json_object_get(want, "format")), fields[0][0]) != 0];

	for (size_t i = 1; i < 14 && names[i]; i++)
		if (!json_equal(json_object_get(got, names[i]), json_object_get(want, names[i])))
			differ(file, names[i], json_object_get(got, names[i]), json_object_get(want, names[i]));
	compare_problems(file, json_object_get(got, "problems"), json_object_get(want, "problems"));
}

/* The answer whose path ends with this name. */
static json_t *answer_of(json_t *answers, const char *name)
{
	json_t *answer;
	size_t i;

	json_array_foreach (answers, i, answer) {
		const char *path = json_string_value(json_object_get(answer, "file"));
		if (strcmp(strrchr(path, '/') ? strrchr(path, '/') + 1 : path, name) == 0)
			return answer;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	json_t *expected = argc == 2 ? json_load_file(argv[1], 0, NULL) : NULL, *answers = json_array(), *row;
	char *line = NULL;
	size_t room = 0, i;
	int agreed = 0, other = 0;

	if (!expected)
		return 2;
	while (getline(&line, &room, stdin) > 0)
		if (json_array_append_new(answers, json_loads(line, 0, NULL))) {
			printf("not ok - no JSON: %s", line);
			return 1;
		}
	json_array_foreach (json_object_get(expected, "files"), i, row) {
		const char *file = json_string_value(json_object_get(row, "file"));
		json_t *want = json_object_get(row, "expected"), *got = answer_of(answers, file);
		if (!got) {
			differ(file, "no answer", NULL, want);
		} else if (strcmp(json_string_value(json_object_get(row, "verdict")), "agreed") == 0) {
			agreed++;
			compare(file, got, want);
		} else {
			other++;
			if (json_array_size(json_object_get(want, "problems")) && !json_array_size(json_object_get(got, "problems")))
				differ(file, "no problem", json_object_get(got, "problems"), json_object_get(want, "problems"));
		}
	}
	printf("agreed %d other %d\n", agreed, other);
	free(line);
	json_decref(answers);
	json_decref(expected);
	return differences > 0;
}

/* SPDX-License-Identifier: MIT */
/* links: app/api */
/* Paths and bodies of programs: no crash, a refusal has words, what is taken is UTF-8 of arguments that the act has. The first byte picks the
 * act, the first line is the path, the rest is the body. */
#include <string.h>

#include "api/body.h"
#include "api/route.h"
#include "base/mem.h"
#include "base/text.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_path(const char *path)
{
	static const char *const methods[] = { "GET", "POST", "PUT" };

	for (size_t i = 0; i < COUNT_OF(methods); i++) {
		struct arena arena = { 0 };
		struct route_match match;
		enum route_found found = route_match(methods[i], path, &arena, &match);
		MUST((found == ROUTE_FOUND) == (match.route != NULL));
		for (size_t n = 0; match.route && n < ROUTE_VALUES_MAX; n++)
			MUST(!match.values[n] || (*match.values[n] && strstr(path, match.values[n])));
		arena_release(&arena);
	}
}

static void check_act(const struct verb *verb, struct span body)
{
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	struct body_act act;

	if (body_read_act(verb, body, &arena, &act, &fault)) {
		MUST(fault.err && fault.why[0]);
	} else {
		MUST(act.arg_count % 2 == 0 && act.arg_count <= VERB_TEXTS_MAX);
		for (size_t i = 0; i < act.arg_count; i++)
			MUST(text_is_utf8(act.args[i], strlen(act.args[i])));
	}
	arena_release(&arena);
}

static void check_request(struct span body)
{
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	struct body_request request;

	if (body_read_request(body, &arena, &request, &fault))
		MUST(fault.err && fault.why[0]);
	else
		MUST(strlen(request.digest) == 64 && request.words);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;
	size_t acts = 0, line;

	if (size < 1)
		return 0;
	while (verb_acts[acts].name)
		acts++;
	text = mem_copy(data + 1, size - 1);
	line = strcspn(text, "\n");
	check_act(&verb_acts[data[0] % acts], (struct span){ text + line, size - 1 - line });
	check_request((struct span){ text + line, size - 1 - line });
	text[line] = '\0';
	check_path(text);
	mem_free(text);
	return 0;
}

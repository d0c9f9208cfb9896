/* SPDX-License-Identifier: MIT */
/* What can be asked over HTTP, from the table of routes. */
#include <stdio.h>
#include <string.h>

#include "api/openapi.h"
#include "api/reply.h"
#include "api/route.h"
#include "docs/page.h"
#include "table/case_parts.h"
#include "verb/verb.h"

static void print_start(struct str *out)
{
	page_open(out, "API", "app/api");
	str_adds(out,
		 "What programs ask docketd over HTTP; [openapi.json](openapi.json) says the same to machines and is served as "
		 "`GET /v1/openapi.json`.\n"
		 "Making a program and its key: [operate.md](operate.md#programs).\n\n"
		 "    curl -H \"Authorization: Bearer $KEY\" 'http://127.0.0.1:8080/v1/cases?filter=late%3E1h&limit=20'\n"
		 "    curl -H \"Authorization: Bearer $KEY\" -H 'Idempotency-Key: erp-4711-note' \\\n"
		 "         -d '{\"words\": \"driver has no phone\"}' http://127.0.0.1:8080/v1/cases/C-10481/note\n\n"
		 "A call runs as the program's own login of the store: it sees and does what its roles, sites and limits allow, as a "
		 "person's\nconsole would. A program decides no approval and agrees to no text. Rows have the fields of [rows.md](rows.md); "
		 "an amount is in\nminor units beside its currency, a moment is RFC 3339, what is not known is left out.\n");
}

static void print_arguments(const struct route *route, struct str *out)
{
	struct str all = { 0 };

	for (const struct route_argument *argument = route->arguments; argument->name; argument++)
		str_addf(&all, "%s%s", all.length ? ", " : "", argument->name);
	page_code(out, str_text(&all));
	str_release(&all);
}

static void print_routes(struct str *out)
{
	str_adds(out, "\n## Paths\n\n");
	page_head(out, "Method|Path|Key|Query|Rows|What it does");
	for (const struct route *route = routes; route->path; route++) {
		page_code(out, route->method);
		page_code(out, route->path);
		page_cell(out, route->needs_key ? "yes" : "");
		print_arguments(route, out);
		page_code(out, route->rows ? route->rows->name : "");
		page_cell(out, route->help);
		page_end_row(out);
	}
	str_adds(out, "\nA list comes as `{\"cases\": [...], \"more\": true}`, by the name of its last path part. One case is an object "
		      "of `case` and an array for each of\n");
	for (const struct case_part *part = case_parts; part->type; part++)
		str_addf(out, "%s`%s`", part == case_parts ? "" : ", ", part->type->name);
	str_adds(out, ", as with `docket case --json`.\n");
}

static void print_acts(struct str *out)
{
	str_adds(out,
		 "\n## Acts\n\n`POST /v1/cases/{case}/{act}` with a JSON object of the act's arguments ([commands.md](commands.md) explains "
		 "them); moments need\ntheir offset. `Idempotency-Key` is needed: the same key again is the same act and gets its answer, "
		 "for other arguments it is\nrefused. `seen`, the four `v_` versions of the case as it was read, makes the act fail with 409 "
		 "if what it rests on changed.\n\nThe answer is the act as a row `act_answer` with the engine's words, 200 once an engine has "
		 "taken it up; until then 202 with\n`Location: /v1/acts/{act}`. An act that asks for a price is answered with its options as "
		 "`quote_shown`; `request` with `quote`\nand `digest` of one asks people to approve "
		 "it. No amount is ever sent.\n\n");
	page_head(out, "Act|Arguments|What it does");
	for (const struct verb *verb = verb_acts; verb->name; verb++) {
		struct str arguments = { 0 };
		if (!(verb->needs & NEEDS_CASE))
			continue;
		for (size_t i = 0; i < verb_argument_count(verb); i++)
			str_addf(&arguments, "%s%s", i ? ", " : "", verb->arguments[i].name);
		page_code(out, verb->name);
		page_code(out, str_text(&arguments));
		page_cell(out, verb->help);
		page_end_row(out);
		str_release(&arguments);
	}
}

static void print_answers(struct str *out)
{
	char status[8];

	str_adds(out, "\n## Refusals\n\nA refusal is `{\"error\": \"what: why: what would help\", \"what\": ..., \"why\": ..., "
		      "\"help\": ...}`.\n\n");
	page_head(out, "Status|When");
	for (const struct reply_meaning *meaning = reply_meanings; meaning->status; meaning++) {
		snprintf(status, sizeof status, "%d", meaning->status);
		page_code(out, status);
		page_cell(out, meaning->words);
		page_end_row(out);
	}
	str_addf(out, "\nA body has at most %zu KiB, a list at most %d rows, an answer at most %zu MiB.\n", API_BODY_MOST / 1024,
		 API_ROWS_MOST, API_ANSWER_MOST / 1024 / 1024);
}

void page_api(struct str *out)
{
	print_start(out);
	print_routes(out);
	print_acts(out);
	print_answers(out);
}

void page_openapi(struct str *out)
{
	struct str json = { 0 };

	openapi_print(&json);
	page_json(&json, 8, out);
	str_release(&json);
}

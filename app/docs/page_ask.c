/* SPDX-License-Identifier: MIT */
/* What a case can be asked, and what the manual that ships calls an exception. */
#include <string.h>

#include "base/embed.h"
#include "docs/page.h"
#include "policy/policy.h"
#include "policy/scope.h"
#include "table/case_scope.h"

static const char *const language = "One language for the filter of the queue, `docket cases "
				    "'EXPR'`, conditions of policies and mappings.\n\n"
				    "    carrier=DHL,UPS left<15m (risk>=250EUR or tier=gold) "
				    "-site=HAM \"blue pallets\" not mine\n\n"
				    "- A blank is `and`; `or` binds less; `not`, `-` and `!` "
				    "negate what follows; parentheses group.\n"
				    "- `field op value`, where op is `=` `!=` `<` `<=` `>` `>=` or "
				    "`~` (holds the text). With `=`, `!=` and `~` a list\n"
				    "  `a,b,c` means any of them.\n"
				    "- A bare word or \"a phrase\" is searched in the fields "
				    "marked so below. Case and accents do not count.\n"
				    "- `field=none` has no value, `field!=none` has one. A missing "
				    "value fails every comparison but `!=`.\n"
				    "- A field or a unit that is not known is marked at its "
				    "column, with what was perhaps meant.\n\n";

static const struct {
	const char *name, *words;
} kinds[] = {
	[EXPR_TEXT] = { "text", "a word, or \"words\"" },
	[EXPR_NUMBER] = { "number", "a whole number: 2, -1" },
	[EXPR_INSTANT] = { "moment", "2026-03-01T10:00, 10:00 (today), now, now+2h, 2h-ago; whole "
				     "days: 2026-03-01, today, tomorrow, yesterday" },
	[EXPR_LEFT] = { "time left",
			"how long until then: 15m, 2h, 1d, 1h30; negative once it has passed" },
	[EXPR_AGE] = { "age", "how long since then: 90s, 2h, 1d" },
	[EXPR_DURATION] = { "duration", "90s, 15m, 2h, 1d, 1h30" },
	[EXPR_MONEY] = { "money", "250EUR, 99.50 EUR; another currency never matches" },
	[EXPR_BOOL] = { "yes or no", "yes, no" },
	[EXPR_SET] = { "choice", "one of its words" },
};

static void print_kinds(struct str *out)
{
	page_head(out, "Kind|Values");
	for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
		page_cell(out, kinds[kind].name);
		page_cell(out, kinds[kind].words);
		page_end_row(out);
	}
}

static void print_fields(const struct expr_scope *scope, struct str *out)
{
	page_head(out, "Field|Kind|Searched|What it is");
	for (size_t i = 0; i < scope->field_count; i++) {
		const struct expr_field *field = &scope->fields[i];
		page_code(out, field->name);
		page_cell(out, kinds[field->kind].name);
		page_cell(out, field->is_searched ? "yes" : "");
		page_cell(out, field->help);
		page_end_row(out);
	}
}

void page_filter(struct str *out)
{
	page_open(out, "Filters", "data/table/case_scope.c");
	str_adds(out, language);
	print_kinds(out);
	str_adds(out, "\n## Fields of a case\n\n");
	print_fields(&case_scope, out);
	str_adds(out, "\n## Fields of a policy's conditions\n\nNothing here moves with the clock "
		      "alone, so what a condition says changes "
		      "with events and scheduled steps only.\n\n");
	print_fields(&policy_scope, out);
	str_adds(out, "\n## Short words\n\nThey may stand where a case is asked.\n\n");
	page_head(out, "Word|Means|");
	for (size_t i = 0; i < case_scope.alias_count; i++) {
		page_code(out, case_scope.aliases[i].name);
		page_code(out, case_scope.aliases[i].text);
		page_cell(out, case_scope.aliases[i].help);
		page_end_row(out);
	}
}

/* A shipped policy; that it can be read is what its tests say. */
static const struct policy *read_shipped(struct arena *arena, const char *name)
{
	struct policy *policy = NULL;
	struct fault fault = { 0 };
	struct span text;

	if (policy_include_shipped(NULL, name, &text) ||
	    policy_read(arena, name, text, policy_include_shipped, NULL, &policy, &fault))
		BUG("policy %s: %s", name, fault.why);
	return policy;
}

static void print_list(const struct policy_exception *types, size_t count, struct str *out)
{
	page_head(out, "Exception|Path|Band|Severity|Side|Desk|Detected|Clocks");
	for (size_t i = 0; i < count; i++) {
		page_code(out, types[i].name);
		page_cell(out, types[i].path);
		str_addf(out, "| %d ", types[i].band);
		page_cell(out, types[i].severity);
		page_cell(out, types[i].side);
		page_cell(out, types[i].desk);
		page_cell(out, types[i].detection);
		page_cell(out, types[i].clocks);
		page_end_row(out);
	}
}

static void print_playbooks(const struct policy_exception *types, size_t count, struct str *out)
{
	str_adds(out, "\n## What to do\n");
	for (size_t i = 0; i < count; i++) {
		if (!types[i].playbook[0])
			continue;
		str_addf(out, "\n### %s\n\n- ", types[i].title);
		for (const char *sign = types[i].playbook; *sign; sign++) {
			str_addc(out, *sign);
			if (*sign == '\n' && sign[1])
				str_adds(out, "- ");
		}
		if (out->text[out->length - 1] != '\n')
			str_addc(out, '\n');
	}
}

static bool is_on_another(const struct embedded *file)
{
	return strstr(file->begin, "\ninclude ") || strncmp(file->begin, "include ", 8) == 0;
}

/* Each shipped policy that begins with another one, as what it changes in the core. */
static void print_changes(struct arena *arena, const struct policy *core, struct str *out)
{
	const struct embedded *file;

	str_adds(out, "\n## What clients' manuals change\n\nThe manuals that ship and include the "
		      "core, or a region's that does, each as `docket diff` says it.\n");
	for (size_t n = 0; (file = embed_nth("data/policies/", n)); n++) {
		const char *base = strrchr(file->name, '/') + 1;
		const char *name = arena_text(arena, base, strcspn(base, "."));
		if (!is_on_another(file))
			continue;
		str_addf(out, "\n### %s\n\n```\n", name);
		policy_diff(core, read_shipped(arena, name), out);
		str_adds(out, "```\n");
	}
}

void page_exceptions(struct str *out)
{
	struct arena arena = { 0 };
	const struct policy *core = read_shipped(&arena, "core");
	const struct policy_exception *types;
	size_t count = policy_exceptions(core, &arena, &types);

	page_open(out, "Exceptions", "data/policies");
	str_adds(out, "The types of the core manual, which every client's own begins with. "
		      "[policy.md](policy.md) says how one is written.\n\n");
	print_list(types, count, out);
	print_playbooks(types, count, out);
	str_adds(out, "\n## Every setting of a manual\n\n```\n");
	policy_usage(out);
	str_adds(out, "```\n");
	print_changes(&arena, core, out);
	arena_release(&arena);
}

/* SPDX-License-Identifier: MIT */
/* docket-policy(5), the reference of the policy language, from the tables by which policies are read. */
#include "docs/page.h"
#include "policy/policy.h"
#include "policy/scope.h"

#include <string.h>

/* Text as roff prints it: no escapes, no requests, signs that can be copied. */
static void add_roff(struct str *out, const char *text)
{
	bool begins = true;

	for (; *text; text++) {
		if (begins && (*text == '.' || *text == '\''))
			str_adds(out, "\\&");
		if (*text == '\\')
			str_adds(out, "\\e");
		else if (*text == '-')
			str_adds(out, "\\-");
		else
			str_addc(out, *text);
		begins = *text == '\n';
	}
}

static void add_term(struct str *out, const char *term, const char *text)
{
	str_adds(out, ".TP\n.B ");
	for (const char *sign = term; *sign; sign++)
		if (*sign == '"')
			str_adds(out, "\\(dq");
		else
			add_roff(out, (char[2]){ *sign, '\0' });
	str_addc(out, '\n');
	add_roff(out, text);
	str_addc(out, '\n');
}

static void add_settings(struct str *out)
{
	const struct policy_grammar *rows;
	size_t count = policy_grammar(&rows);

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || rows[i].block != rows[i - 1].block) {
			str_adds(out, ".SS ");
			add_roff(out, rows[i].block);
			str_addc(out, '\n');
			add_roff(out, rows[i].block_help);
			str_addc(out, '\n');
		}
		add_term(out, rows[i].usage, rows[i].help);
	}
}

static void add_fields(struct str *out)
{
	for (size_t i = 0; i < policy_scope.field_count; i++)
		add_term(out, policy_scope.fields[i].name, policy_scope.fields[i].help);
}

static const char *const start =
	".\\\" Printed from data/policy by docket-docs; change it there.\n"
	".TH DOCKET\\-POLICY 5 \"\" \"docket\" \"docket\"\n"
	".SH NAME\ndocket\\-policy \\- the operations manual of a client, as text\n"
	".SH DESCRIPTION\n"
	"A policy says what counts as an exception, how it is noticed, who owns it, how long it may take, what is done about it and what that\n"
	"may cost. One setting stands on a line; a block is indented under its head; # begins a comment; a line that ends in a backslash goes\n"
	"on in the next.\n"
	".PP\n"
	".B include NAME\n"
	"puts another text in place: one that the client's store has in force under that name, else one that ships, such as\n"
	".BR core .\n"
	"A block with the name of one that is there replaces the settings that it names and keeps the rest.\n"
	".PP\n"
	".B when CONDITION\n"
	"may end a line. Where a setting stands several times, the last line whose condition holds wins.\n"
	".PP\n"
	"Durations: 30m, 2h, \\(dq24 hours\\(dq are that much time, of open hours where a calendar is named; \\(dq1 day\\(dq ends at the same\n"
	"wall time of the next day, or working day.\n"
	".SH SETTINGS\n";

static const char *const end =
	".SH EXAMPLE\n.nf\ninclude core\n\nexception late\\-arrival\n\tdetect deadline deliver by promise\n\t\tgrace 30m\n"
	"\t\tgrace 0m when tier=gold\n.fi\n"
	".SH SEE ALSO\n"
	".B docket diff FILE\nsays what a text would change,\n.B docket apply FILE\nproposes it,\n.B docket policy log\nwho changed what.\n"
	"docs/policy.md has recipes, docs/exceptions.md the core manual.\n";

void page_policy(struct str *out)
{
	str_adds(out, start);
	add_settings(out);
	str_adds(out, ".SH CONDITIONS\nfield op value, where op is one of = != < <= > >= ~; lists a,b,c mean any of them; a blank is \\(lqand\\(rq.\n");
	add_fields(out);
	str_adds(out, end);
}

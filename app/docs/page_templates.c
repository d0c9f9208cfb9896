/* SPDX-License-Identifier: MIT */
/* docs/templates.md: what is told to whom: the language of templates, and those that ship. */
#include "docs/page.h"

#include <string.h>

#include "base/embed.h"
#include "policy/letters.h"

#define FOLDER "data/templates/"

static void print_shipped(struct str *out)
{
	const struct embedded *file;

	page_head(out, "Template|What it is|For");
	for (size_t i = 0; (file = embed_nth(FOLDER, i)); i++) {
		struct arena arena = { 0 };
		struct letter_template *letters = NULL;
		struct fault fault = { 0 };
		const char *base = file->name + strlen(FOLDER), *name = arena_text(&arena, base, strcspn(base, "."));
		const struct span text = { file->begin, (size_t)(file->end - file->begin - 1) };
		if (letter_template_read(&arena, file->name, name, text, NULL, NULL, NULL, &letters, &fault) != ERR_NONE)
			BUG("%s: %s", file->name, fault.why);
		page_code(out, letters->name);
		page_cell(out, letters->title);
		page_cell(out, letter_roles_words(&arena, letters->roles));
		page_end_row(out);
		arena_release(&arena);
	}
}

static void print_lines(struct str *out)
{
	const char *usage, *help;

	page_head(out, "Line|What it says");
	for (size_t i = 0; (usage = letter_usage(i, &help)); i++) {
		page_code(out, usage);
		page_cell(out, help);
		page_end_row(out);
	}
}

static void print_names(struct str *out)
{
	page_head(out, "Name|What stands there");
	for (const struct letter_name *name = letter_names; name->name; name++) {
		page_code(out, name->name);
		page_cell(out, name->help);
		page_end_row(out);
	}
}

static const char intro[] =
	"`NAME.template` is one kind of message, in as many wordings as there are people to read it. `docket diff NAME.template` says in words what\n"
	"it would change, `docket apply NAME.template --tenant acme` puts it in force as a new version; without one of its own a client has what\n"
	"ships. `include new-eta` puts the shipped texts in, and what the client's own file says for the same takes their place: one block is enough\n"
	"for a customer's own words.\n\n"
	"```template\ninclude new-eta\ntemplate \"New arrival time\"\n\ntext tier=gold\n\ttitle {ref} arrives {eta}\n\t| Dear {customer},\n\t|\n"
	"\t| {ref} arrives {eta} instead of {promise}. Your desk: +49 40 1234.\n\ntext tier=gold language=de\n\ttitle {ref} kommt {eta}\n"
	"\t| Guten Tag {customer},\n\t|\n\t| {ref} kommt {eta} statt {promise}. Ihr Draht zu uns: +49 40 1234.\n```\n\n";

static const char rules[] =
	"\n## Which text is taken\n\n"
	"A text fits where all that it names fits. Of those that fit, the one in the recipient's language goes before all others (`de-AT` is content\n"
	"with `de`), then one `to` that recipient, then one for the exception (`type`), then one for the `tier`; among equals the later one. Each\n"
	"recipient must have a text without language, type and tier, so that there is always one. Where a recipient's language has none, whoever\n"
	"drafts the message is told.\n\n"
	"The language is that of the master data: of the party, of the contact, else of the contact's party. Times are local to the place of\n"
	"delivery and carry their day, in English or German words, for other languages in figures.\n\n"
	"## Who is told, and how\n\n"
	"| To | Who that is |\n|---|---|\n"
	"| `customer`, `carrier` | The party of the shipment, at its `mail` or by its `webhook`; without either the first of its contacts that has one. |\n"
	"| `site` | The first contact, with an address, of where it goes: the plant, the shop, the dock. |\n"
	"| `supplier` | The contact with the role supplier of where it leaves. |\n"
	"| `stakeholder` | Each contact with the role stakeholder of the customer, of where it goes, of where it leaves: a message each. |\n\n"
	"`docket do tell CASE template=milestone to=site` drafts one, in the console `t`; a playbook does with `step NAME tell TEMPLATE [to=ROLE]`.\n"
	"By `webhook`, the connector that the master data names is told: a POST of JSON, signed as Standard Webhooks have it, or as the connector's\n"
	"own `effect message.send` says ([connectors.md](connectors.md)). Retries, keys, pace and the stop after failures are those of any write-back.\n\n"
	"## Draft, release, undo\n\n"
	"- Nothing leaves before a person releases it: `S` and `y`, or `docket do send-letter CASE letter=N`.\n"
	"- Then it waits as long as the manual said when it was drafted: `message delay 60s [template=NAME] [when CONDITION]`. Until it goes, `u` or\n"
	"  `docket do recall-letter CASE letter=N` takes it back; it is a draft again, and the clock that it had stopped runs on.\n"
	"- `once promise`: about the same promised and expected time, to the minute, nobody is told twice about a shipment. Another time may be told;\n"
	"  an unsent draft is then written anew, and one that is true no more is not released.\n"
	"- What was said is kept as it was said, with the template's version, the text's digest, and for whom that text is.\n\n"
	"## What ships\n\n";

void page_templates(struct str *out)
{
	page_open(out, "Templates of messages", "data/policy/read_template.c, data/policy/letters.c and data/templates");
	str_adds(out, intro);
	print_lines(out);
	str_adds(out, rules);
	print_shipped(out);
	str_adds(out, "\n## Names in braces\n\n");
	print_names(out);
}

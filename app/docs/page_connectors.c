/* SPDX-License-Identifier: MIT */
/* How a target is written to: the connectors that ship, and the lines of the language. */
#include <string.h>

#include "base/embed.h"
#include "codec/connector.h"
#include "docs/page.h"

#define FOLDER "data/connectors/"

/* The comment that a text begins with, as one line. */
static void add_comment(const char *text, struct str *out)
{
	while (*text == '#') {
		size_t length = strcspn(text, "\n");
		str_adds(out, out->length > 0 ? " " : "");
		str_add(out, text + strspn(text, "# "), length - strspn(text, "# "));
		text += length + (text[length] == '\n');
	}
}

static void print_shipped(struct str *out)
{
	const struct embedded *text;

	page_head(out, "Connector|What it does, and how far it was tried");
	for (size_t i = 0; (text = embed_nth(FOLDER, i)); i++) {
		struct str comment = { 0 }, name = { 0 };
		add_comment(text->begin, &comment);
		str_add(&name, text->name + strlen(FOLDER), strlen(text->name) - strlen(FOLDER) - strlen(".connector"));
		page_code(out, str_text(&name));
		page_cell(out, str_text(&comment));
		page_end_row(out);
		str_release(&comment);
		str_release(&name);
	}
}

static void print_lines(struct str *out)
{
	const char *usage, *help;

	page_head(out, "Line|What it says");
	for (size_t i = 0; (usage = connector_usage(i, &help)); i++) {
		page_code(out, usage);
		page_cell(out, help);
		page_end_row(out);
	}
}

void page_connectors(struct str *out)
{
	page_open(out, "Connectors", "data/connectors and data/codec/connector.c");
	str_adds(out,
		 "`NAME.connector` is one way out: where a target is and how hard it may be pressed ([interfaces.md](interfaces.md) has these lines),\n"
		 "and how it wants to be told. `docket apply NAME.connector` puts it in force. Without an `effect` block a write-back is its stored\n"
		 "members as JSON, by POST, signed as Standard Webhooks have it.\n\n"
		 "```\ninclude sap-s4hana\ntitle \"S/4HANA\"\nmode live\nurl https://my.s4hana.example\nsecret sap\nsend-rate 20\nalternate desk-mail-hook\n"
		 "alternate-after 10m\n\neffect invoice.free\n\turl \"{url}/own/free\"\n\tbody {\"delivery\": \"{shipment}\", \"key\": \"{key}\"}\n"
		 "\tsuccess 200 /state=free\n\tbusy 423\n```\n\n"
		 "`include` puts a text that ships in its place, once, when it is applied; a later line or block takes the place of an earlier one.\n\n"
		 "## What ships\n\n");
	print_shipped(out);
	str_adds(out, "\n## Lines about what is told\n\n");
	print_lines(out);
	str_adds(out,
		 "\nCODES are statuses by commas: `200,201`, `400-499`. A CONDITION is about the answer: `/pointer` (something is there),\n"
		 "`no /pointer`, `/pointer=text`, `/pointer~part`, or `~part` of the whole answer. The first line that fits holds; what no line knows\n"
		 "is judged by docket's own rules: 2xx done (where the text does not say what success is), 429 and 503 busy, other 5xx and no answer\n"
		 "unknown, the rest refused.\n\n"
		 "A TEMPLATE holds `{name}`: a member that is stored with the write-back, `{key}` its key, `{url}` the target's address. Policy's\n"
		 "write-backs store `kind`, `key`, the subject by its kind (`shipment`), `case`, `current_carrier`, `decided_at`, `words`; those of\n"
		 "actions also the quote, its arguments, `payee`, `charge_to`, `amount`, `currency`. A value is written so that it fits its place (JSON,\n"
		 "XML, address). `{name:number}` is a number, `{key:guid}` a GUID, `{key:short}` its first 16 signs, `{name:quoted}` has its `'` doubled,\n"
		 "`{name:date}` is the day of an instant, `{name:optional}` may be missing.\n\n"
		 "## What is promised\n\n"
		 "- A write-back has one key, and each time the same bytes, by the version of the text that was in force when it was sent first.\n"
		 "- Nothing is sent blindly: what may have arrived is asked about (`ask`), or sent again under its key while the target remembers keys\n"
		 "  (`keys`, `key-header`); else a person looks: `docket effects`.\n"
		 "- After `stop-after` failures in a row nothing is sent but one try now and then: `docket interfaces` says stopped, and why.\n"
		 "- `alternate` takes only what the target certainly has not: never sent, or asked about and not there. A key never goes to both.\n"
		 "- A person can say that it was done by phone, that it is there or is not, or have it sent again under its key:\n"
		 "  `docket do effect-done|effect-there|effect-missing|effect-again CASE effect=N`; not while an engine is sending it.\n"
		 "- Of one case, what is told to a target later waits for what is told to it before.\n");
}

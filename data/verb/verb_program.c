/* SPDX-License-Identifier: MIT */
/* Subcommands of the program `docket`. */
#include "verb/verb.h"

#define PROGRAM(name, usage, help) { name, usage, help, "program", 0, NULL, NULL, NULL, { { 0 } } }

const struct verb verb_programs[] = {
	PROGRAM("console", "docket", "The console."),
	PROGRAM("demo", "docket demo [--headless SECONDS] [--keep] [--as NAME] [--seed N]",
		"A private store, a living simulated operation, the engine and the console."),
	PROGRAM("migrate", "docket migrate", "Bring the schema up to date; safe to run twice."),
	PROGRAM("doctor", "docket doctor", "What is wrong with this installation, in words."),
	PROGRAM("tenant", "docket tenant add|list|clock ...", "Clients of the operation; by the admin over the local socket only."),
	PROGRAM("operator", "docket operator add|end|desk|site|limit|delegate|list ...",
		"People, their logins, roles and limits; by the admin over the local socket only."),
	PROGRAM("master", "docket master KIND | FILE.csv... --tenant T",
		"Master data as tables: parties, sites, contacts, contracts, rates. A file is put in force, a kind is listed; by the admin."),
	PROGRAM("key", "docket key INTERFACE | docket key api NAME [--end-old | --end]",
		"The key that a partner signs with, or that a program comes with; each is shown once."),
	PROGRAM("apply", "docket apply FILE...", "Put a policy, mapping, interface, connector or template in force."),
	PROGRAM("diff", "docket diff FILE...", "What applying a file would change, in words."),
	PROGRAM("cases", "docket cases [EXPR] [--limit N] [--at INSTANT]", "The queue, as a console would order it."),
	PROGRAM("case", "docket case ID", "One case with everything linked."),
	PROGRAM("find", "docket find REF", "Any order, shipment, PRO, BOL, container, PO, with or without a case."),
	PROGRAM("do", "docket do ACTION CASE [key=value ...] [--preview]", "Act on a case; --preview prints the quote."),
	PROGRAM("approvals", "docket approvals", "What waits for a decision."),
	PROGRAM("approve", "docket approve ID --amount 412.00EUR", "Approve exactly what the sheet shows."),
	PROGRAM("deny", "docket deny ID --reason TEXT", "Deny it, with a reason."),
	PROGRAM("send", "docket send FILE... --interface I", "Hand messages to the engine as a partner would."),
	PROGRAM("inspect", "docket inspect FILE... [--ack 997|999|contrl]",
		"What is in a file, X12 or EDIFACT: structure and problems, or what is answered; no store."),
	PROGRAM("decode", "docket decode --map M FILE...", "Message to canonical events, offline, no store."),
	PROGRAM("load", "docket load --map M FILE...", "Reference data or history."),
	PROGRAM("interfaces", "docket interfaces [I | test I]",
		"Health of each interface, or one whole; test sends a sample and says what became of it."),
	PROGRAM("dead", "docket dead [ID | EXPR]", "Dead letters: what could not be understood, and what it blocks; or one with its message."),
	PROGRAM("mails", "docket mails [ID | assign ID REF | drop ID]", "Mail that nobody could place: read it, say whose story it joins, or drop it."),
	PROGRAM("doc", "docket doc list REF | get ID | type ID TYPE", "Papers of a case or shipment: list them, write one out, say what one is."),
	PROGRAM("replay", "docket replay ID|--all [--dry-run] [--mend FILE]", "Try a dead letter again, mended or not, or see what would come of it; or all of them."),
	PROGRAM("audit", "docket audit verify", "Verify the chain of the audit, and the head kept outside."),
	PROGRAM("screen", "docket screen VIEW --size 80x24 [--svg]", "One view as text or picture, no terminal needed."),
	{ 0 },
};

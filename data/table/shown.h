/* SPDX-License-Identifier: MIT */
/*
 * The row types of schema docket_read: what screens, lists, --json, --csv and the feed show. One list per view; the view in
 * data/sql has the same columns in the same order (a test compares). A row: X(kind, name, title, unit, width, help).
 * title "" = not a column on screen. Times are tenant time unless the unit says server time.
 */
#ifndef DOCKET_TABLE_SHOWN_H
#define DOCKET_TABLE_SHOWN_H

#include "table/table.h"

#define SHOWN_FIELD(kind, name, title, unit, width, help) FIELD_##kind(name)

#define CASE_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant, as a number.") \
	X(INT, case_id, "", "", 0, "The case, as a number inside docket.") \
	X(TEXT, ref, "CASE", "", 8, "The number people use: C-10481.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client (tenant) by its short name.") \
	X(TEXT, type, "", "", 0, "Exception type as policy names it: late-pickup.") \
	X(TEXT, what, "WHAT", "", 24, "What is wrong, in a few words, with the figures that matter.") \
	X(TEXT, state, "STATE", "", 8, "open, waiting, cleared, resolved or closed.") \
	X(INT, band, "BAND", "", 2, "0 may never wait, then 1, 2, 3.") \
	X(INSTANT, work_by, "WORK BY", "tenant time", 6, "The moment by which it must be worked; none = all clocks paused.") \
	X(INSTANT, due_at, "LEFT", "tenant time", 7, "When the deciding clock runs out.") \
	X(TEXT, due_clock, "CLOCK", "", 8, "The clock that decides: promise, respond, resolve, next act, ...") \
	X(TEXT, why, "", "", 0, "Why it stands here: explanation lines.") \
	X(TEXT, subject, "SHIPMENT", "", 12, "What it is about, by its own number.") \
	X(TEXT, subject_kind, "", "", 0, "shipment, order, stock, invoice, interface ...") \
	X(TEXT, title, "GOODS", "", 20, "The goods or the thing in words.") \
	X(TEXT, customer, "CUSTOMER", "", 16, "Who waits for it.") \
	X(TEXT, tier, "TIER", "", 6, "The customer tier: gold, silver, ...") \
	X(TEXT, carrier, "CARRIER", "", 12, "Who moves it.") \
	X(TEXT, place, "WHERE", "", 14, "Where the freight is, as last heard.") \
	X(TEXT, lane, "LANE", "", 18, "From and to, by city.") \
	X(TEXT, site, "SITE", "", 6, "The site it belongs to, by code.") \
	X(TEXT, dest_zone, "", "", 0, "Zone of the place where it is due; times print in it.") \
	X(TEXT, desk, "DESK", "", 10, "The desk that owns the work.") \
	X(TEXT, owner, "OWNER", "", 6, "The person who works it; - for nobody.") \
	X(INT, owner_id, "", "", 0, "That person, as a number.") \
	X(TEXT, next_act, "NEXT", "", 18, "What happens next.") \
	X(INSTANT, next_act_at, "NEXT AT", "tenant time", 6, "When it comes back.") \
	X(TEXT, waiting_on, "WAITING ON", "", 12, "Whom the next act waits for.") \
	X(INSTANT, opened_at, "OPENED", "tenant time", 6, "When it was opened.") \
	X(INSTANT, touched_at, "TOUCHED", "tenant time", 6, "When a person last acted on it.") \
	X(INSTANT, promise_at, "PROMISED", "tenant time", 6, "What the customer was promised.") \
	X(INSTANT, eta_at, "ETA", "tenant time", 6, "The best estimate of arrival.") \
	X(INT, risk_minor, "AT RISK", "minor:risk_currency", 9, "Money at stake.") \
	X(TEXT, risk_currency, "", "", 0, "Its currency; empty = unknown.") \
	X(INT, nothing_minor, "NOTHING", "minor:nothing_currency", 9, "What doing nothing costs.") \
	X(TEXT, nothing_currency, "", "", 0, "Its currency; empty = unknown.") \
	X(INT, measure_s, "LATE BY", "s", 6, "How late, in seconds, where that is the measure.") \
	X(TEXT, cause_side, "SIDE", "", 8, "carrier, warehouse, shipper, customer, customs, external.") \
	X(INT, siblings, "+", "n", 2, "Other open cases of the same shipment.") \
	X(INT, tasks_open, "TASKS", "n", 2, "Tasks of other desks that are open.") \
	X(INT, approvals_waiting, "APPR", "n", 2, "Approvals that wait.") \
	X(INT, is_feed_dark, "", "", 0, "1 while the interface of its carrier is quiet or failing, so that what is known may be old; never for an interface's own case.") \
	X(TEXT, refs, "", "", 0, "Orders, POs, containers, SKUs: what a bare word searches, with id and customer.") \
	X(TEXT, last_words, "LAST", "", 24, "The last thing said about it.") \
	X(INSTANT, last_event_at, "HEARD", "tenant time", 6, "When a partner was last heard about it.") \
	X(INT, v_owner, "", "", 0, "Version of owner and claim.") \
	X(INT, v_state, "", "", 0, "Version of state.") \
	X(INT, v_money, "", "", 0, "Version of money.") \
	X(INT, v_plan, "", "", 0, "Version of the plan.") \
	X(INT, version, "", "", 0, "Version of the row.") \
	X(TEXT, nothing_basis, "", "", 0, "What the cost of doing nothing is made of: explanation lines.") \
	X(INSTANT, stuck_at, "STUCK", "tenant time", 6, "From when on its playbook is stuck: a step failed, or should have been over for four hours.") \
	X(TEXT, disruption, "DISRUPTION", "", 12, "The disruption it is part of, and of how many cases: D-12 of 42; empty = none.") \
	X(INT, disruption_id, "", "", 0, "That disruption; none = none.") \
	X(TEXT, class, "CLASS", "", 10, "What the manual calls it by service, margin, stock and what else it looks at.")

/* The queue: one row per open case that the asker may see, with names in place of codes. View docket_read.case_queue. */
struct case_row {
	CASE_ROW(SHOWN_FIELD)
};

#define STORY_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(INT, item_id, "", "", 0, "Event, act, effect or letter, as a number.") \
	X(INSTANT, at, "WHEN", "tenant time", 6, "When it happened.") \
	X(INSTANT, known_at, "KNOWN", "tenant time", 6, "When the sender knew.") \
	X(TEXT, kind, "", "", 0, "event, act, effect, letter, clock, case.") \
	X(TEXT, source, "WHO", "", 14, "Who said or did it: a partner, a person, docket.") \
	X(TEXT, words, "WHAT", "", 50, "What, in words.") \
	X(TEXT, nature, "", "", 0, "planned, estimated, actual or empty.") \
	X(TEXT, ref, "REF", "", 12, "The partner reference.") \
	X(INT, message_id, "", "", 0, "The raw message behind it; none for acts.")

/* Everything that happened about a case and its shipment, over all systems, by time. View docket_read.case_story. */
struct story_row {
	STORY_ROW(SHOWN_FIELD)
};

#define MILESTONE_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(TEXT, code, "MILESTONE", "", 10, "pickup, depart, arrive, deliver, pod ...") \
	X(TEXT, place, "WHERE", "", 14, "Where.") \
	X(TEXT, zone, "", "", 0, "Zone of that place.") \
	X(INSTANT, planned_at, "PLANNED", "tenant time", 11, "What was planned.") \
	X(INSTANT, estimated_at, "ESTIMATED", "tenant time", 11, "The newest estimate.") \
	X(INSTANT, actual_at, "ACTUAL", "tenant time", 11, "What happened.") \
	X(INSTANT, known_at, "KNOWN", "tenant time", 6, "When the newest of these was known.") \
	X(TEXT, source, "SOURCE", "", 12, "Who said the estimate.") \
	X(TEXT, state, "", "", 0, "done, late, due, open.")

/* Planned against estimated against actual, in order. View docket_read.case_milestone. */
struct milestone_shown_row {
	MILESTONE_SHOWN_ROW(SHOWN_FIELD)
};

#define CONTACT_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(INT, contact_id, "", "", 0, "The contact.") \
	X(TEXT, role, "ROLE", "", 14, "carrier desk, driver, dock, customer ...") \
	X(TEXT, name, "NAME", "", 18, "The person.") \
	X(TEXT, company, "COMPANY", "", 16, "Of whom.") \
	X(TEXT, phone, "PHONE", "", 18, "The number.") \
	X(TEXT, mail, "MAIL", "", 24, "The address.") \
	X(INT, opens_min, "", "", 0, "Local minute of opening.") \
	X(INT, closes_min, "", "", 0, "Local minute of closing.") \
	X(TEXT, zone, "", "", 0, "Zone of the hours.") \
	X(TEXT, days, "", "", 0, "Days of the week, 1 = Monday.")

/* Whom to call now about a case, nearest first. View docket_read.case_contact. */
struct contact_shown_row {
	CONTACT_SHOWN_ROW(SHOWN_FIELD)
};

#define CLOCK_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(TEXT, kind, "CLOCK", "", 10, "respond, resolve, promise, ...") \
	X(TEXT, state, "STATE", "", 9, "running, paused, met, breached, cancelled.") \
	X(INSTANT, started_at, "FROM", "tenant time", 6, "Since when.") \
	X(INSTANT, due_at, "DUE", "tenant time", 6, "Until when.") \
	X(TEXT, pause_reason, "WHY PAUSED", "", 16, "Why it stands.") \
	X(INSTANT, pause_until, "UNTIL", "tenant time", 6, "Until when it stands.") \
	X(INSTANT, ended_at, "ENDED", "tenant time", 6, "When it stopped.") \
	X(INSTANT, breached_at, "BREACHED", "tenant time", 6, "When it ran out.") \
	X(TEXT, words, "WORDS", "", 24, "What the limit is, as policy says it.")

/* The clocks of a case. View docket_read.case_clock. */
struct clock_shown_row {
	CLOCK_SHOWN_ROW(SHOWN_FIELD)
};

#define LINK_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(TEXT, kind, "KIND", "", 10, "class, sales order, PO, invoice, POD, inventory, contract, customer terms, customer SLA, rate card, rate, case, reference, not understood (a dead letter).") \
	X(TEXT, ref, "REF", "", 14, "Its number.") \
	X(TEXT, words, "WHAT", "", 40, "What it says.") \
	X(INSTANT, known_at, "AS OF", "tenant time", 6, "How fresh.")

/* What belongs to a case: orders, stock, contract, customer, sibling cases, dead letters about it. View docket_read.case_link. */
struct link_row {
	LINK_ROW(SHOWN_FIELD)
};

#define QUOTE_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(INT, quote_id, "", "", 0, "The quote.") \
	X(INT, act_id, "", "", 0, "The asking it answers.") \
	X(INT, option_no, "#", "", 2, "Number of the option.") \
	X(TEXT, action, "ACTION", "", 10, "rebook, forward, ...") \
	X(TEXT, label, "OPTION", "", 26, "The option in words.") \
	X(INT, amount_minor, "COST", "minor:currency", 10, "What it costs; none = unknown.") \
	X(TEXT, currency, "", "", 0, "Currency of the cost.") \
	X(TEXT, payee, "PAYEE", "", 14, "Who is paid.") \
	X(TEXT, charge_to, "CHARGED TO", "", 12, "Who pays.") \
	X(TEXT, effects, "", "", 0, "What will be sent: lines of target TAB words.") \
	X(INT, nothing_minor, "NOTHING", "minor:nothing_currency", 10, "What doing nothing costs.") \
	X(TEXT, nothing_currency, "", "", 0, "Its currency.") \
	X(TEXT, nothing_basis, "", "", 0, "Explanation lines of it.") \
	X(TEXT, basis, "", "", 0, "Explanation lines of the cost.") \
	X(TEXT, rival, "", "", 30, "The other option and its cost.") \
	X(INSTANT, arrives_at, "ARRIVES", "tenant time", 6, "When the freight would arrive.") \
	X(TEXT, zone, "", "", 0, "Zone of that moment.") \
	X(INT, policy_version, "", "", 0, "The policy it rests on.") \
	X(TEXT, asked_by, "ASKED BY", "", 8, "Who asked.") \
	X(INT, asked_by_id, "", "", 0, "That person.") \
	X(INSTANT, quoted_at, "", "tenant time", 0, "When it was made.") \
	X(INSTANT, expires_at, "", "server time", 0, "Until when it holds.") \
	X(TEXT, digest, "", "hex", 0, "What a decision binds to.") \
	X(TEXT, state, "STATE", "", 9, "offered, asked, approved, denied, done, lapsed, expired, refused.") \
	X(INT, needs_approval, "", "", 0, "1 if it is above the asker limit.") \
	X(TEXT, limit_words, "", "", 0, "Why: your limit is 250 EUR, left today 100 EUR.") \
	X(INT, at_once, "", "", 0, "1 if policy lets the asker do it at once, with a reason and a review after.") \
	X(TEXT, rung_words, "", "", 0, "Who would have to agree: a supervisor, 2 people.") \
	X(TEXT, override, "", "", 0, "What rule it sets aside, and why; empty = none.")

/* Options with their price and consequence. View docket_read.case_quote. */
struct quote_shown_row {
	QUOTE_SHOWN_ROW(SHOWN_FIELD)
};

#define APPROVAL_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(INT, approval_id, "", "", 0, "The approval.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(INT, quote_id, "", "", 0, "The quote.") \
	X(TEXT, ref, "CASE", "", 8, "The case number.") \
	X(TEXT, action, "ACTION", "", 10, "What is asked.") \
	X(INT, amount_minor, "COST", "minor:currency", 10, "What it costs.") \
	X(TEXT, currency, "", "", 0, "Its currency.") \
	X(INT, nothing_minor, "NOTHING", "minor:nothing_currency", 10, "What doing nothing costs.") \
	X(TEXT, nothing_currency, "", "", 0, "Its currency.") \
	X(INSTANT, due_at, "DUE", "tenant time", 6, "Decide by.") \
	X(TEXT, asked_by, "ASKED BY", "", 8, "Who asks.") \
	X(INT, asked_by_id, "", "", 0, "That person.") \
	X(TEXT, signs, "SAID", "", 24, "Who said what: 1 of 2: sam said yes 14:02.") \
	X(TEXT, with_whom, "WITH", "", 14, "Whose move it is: max (for sam).") \
	X(TEXT, state, "STATE", "", 9, "waiting, approved, denied, lapsed, expired, review.") \
	X(TEXT, label, "OPTION", "", 24, "The option in words.") \
	X(TEXT, customer, "CUSTOMER", "", 16, "Whose freight.") \
	X(TEXT, tier, "", "", 0, "Tier.") \
	X(TEXT, payee, "PAYEE", "", 14, "Who is paid.") \
	X(INSTANT, asked_at, "ASKED", "tenant time", 6, "Since when.") \
	X(TEXT, ask_words, "WHY", "", 30, "Why, in the asker words.") \
	X(TEXT, decided_by, "BY", "", 8, "Who decided.") \
	X(INSTANT, decided_at, "AT", "tenant time", 6, "When.") \
	X(TEXT, reason, "REASON", "", 20, "Why so.") \
	X(TEXT, digest, "", "hex", 0, "What the decision binds to.") \
	X(INT, may_decide, "", "", 0, "1 if the asker of this view may decide it.") \
	X(TEXT, may_words, "", "", 0, "Why not: you asked for it yourself; above your limit.") \
	X(INT, needed, "OF", "n", 0, "So many people must say yes.") \
	X(INT, given, "YES", "n", 0, "So many did, and still may.") \
	X(TEXT, needs, "NEEDS", "", 0, "Who is still needed: a supervisor and a manager.") \
	X(TEXT, who_may, "WHO MAY", "", 0, "All who may decide it now.") \
	X(TEXT, goes_to, "THEN", "", 14, "To whom it goes when its time is over.") \
	X(INT, level, "", "", 0, "How often it was put to somebody; 0 = done alone.") \
	X(TEXT, override, "OVERRIDE", "", 20, "What rule it sets aside, and why; empty = none.") \
	X(INT, policy_version, "", "", 0, "The policy that says who must agree.")

/* Approvals: those that wait and those decided in the last day. View docket_read.approval_queue. */
struct approval_shown_row {
	APPROVAL_SHOWN_ROW(SHOWN_FIELD)
};

#define STALL_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(TEXT, action, "ACTION", "", 10, "What is asked.") \
	X(TEXT, role, "ROLE", "", 10, "Who decides it.") \
	X(INT, level, "LEVEL", "n", 5, "How often it went up.") \
	X(TEXT, who, "WITH", "", 8, "Whom it is with, or was last.") \
	X(INT, asked, "ASKED", "n", 5, "So many in 30 days.") \
	X(INT, waiting, "WAIT", "n", 4, "So many wait now.") \
	X(INT, oldest_s, "OLDEST", "s", 7, "The longest wait of those.") \
	X(INT, median_s, "MEDIAN", "s", 7, "Half waited less, until a decision or until now.") \
	X(INT, longest_s, "LONGEST", "s", 7, "The longest until a decision.") \
	X(INT, went_up, "UP", "n", 3, "So many went up a level.") \
	X(INT, expired, "RAN OUT", "n", 7, "So many nobody decided in time.") \
	X(INT, denied, "DENIED", "n", 6, "So many were denied.") \
	X(INT, overrides, "OVER", "n", 4, "So many set a rule aside.") \
	X(TEXT, repeats, "REPEATS", "", 14, "3 of 7 late, where it happens again and again.")

/* Where approvals stall, in the last 30 days. View docket_read.approval_stall. */
struct stall_shown_row {
	STALL_SHOWN_ROW(SHOWN_FIELD)
};

#define SLA_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(TEXT, by, "", "", 0, "By what: all, desk, type, tier, customer, carrier, site.") \
	X(TEXT, value, "OF", "", 16, "Which of them.") \
	X(INSTANT, week_at, "WEEK", "tenant time", 11, "The Monday of the week in which its cases were opened; none = all weeks together.") \
	X(TEXT, clock, "LIMIT", "", 10, "The limit: respond, resolve, promise, ...") \
	X(INT, cases, "CASES", "n", 5, "So many cases had it.") \
	X(INT, met, "MET", "n", 5, "So many ended before it ran out.") \
	X(INT, breached, "BREACHED", "n", 8, "So many ran out.") \
	X(INT, running, "RUN", "n", 4, "So many still run, or are paused.") \
	X(INT, kept_pct, "KEPT %", "n", 6, "Met of met and breached, in whole percent, rounded down; none = nothing ended.") \
	X(INT, median_s, "MEDIAN", "s", 7, "Half took less, from its start to what it was there for, also where that came too late.") \
	X(INT, p90_s, "P90", "s", 7, "Nine of ten took less.") \
	X(INT, ago, "", "n", 0, "So many weeks ago it began, 0 is the one that runs; none = all weeks together.")

/* Whether the limits of cases were kept. View docket_read.sla_report. */
struct sla_row {
	SLA_ROW(SHOWN_FIELD)
};

#define CAUSE_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(TEXT, by, "", "", 0, "By what: reason, side, type, carrier, site, region, customer, lane.") \
	X(TEXT, value, "CAUSE", "", 20, "Which of them; empty = not known.") \
	X(TEXT, unit, "", "", 0, "The period: week, month, quarter.") \
	X(INSTANT, from_at, "FROM", "tenant time", 11, "When the period begins, in the client's zone.") \
	X(INT, cases, "CASES", "n", 5, "So many cases were opened in it.") \
	X(INT, before, "BEFORE", "n", 6, "So many in the period before.") \
	X(INT, late, "LATE", "n", 5, "So many of them had a limit that ran out.") \
	X(INT, carriers, "CARRIERS", "n", 8, "Over so many carriers.") \
	X(INT, sites, "SITES", "n", 5, "From so many sites.") \
	X(INT, regions, "REGIONS", "n", 7, "To so many countries.") \
	X(TEXT, top_type, "MOSTLY", "", 14, "The type that is most frequent.") \
	X(INT, risk_minor, "AT RISK", "minor:currency", 10, "Money at stake, in the client's currency.") \
	X(TEXT, currency, "", "", 0, "That currency.") \
	X(INT, ago, "", "n", 0, "So many periods ago it began, 0 is the one that runs.")

/* Which causes come again and again. View docket_read.cause_report. */
struct cause_row {
	CAUSE_ROW(SHOWN_FIELD)
};

#define EFFECT_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(TEXT, ref, "CASE", "", 8, "The case number.") \
	X(INT, effect_id, "", "", 0, "The effect.") \
	X(TEXT, target, "TARGET", "", 12, "TMS, ERP, mail.") \
	X(TEXT, words, "WHAT", "", 36, "What was sent.") \
	X(TEXT, state, "STATE", "", 10, "ready, sending, unknown, asking, done, dead, reconcile, waiting.") \
	X(INT, attempts, "TRIES", "n", 3, "How often it was sent.") \
	X(TEXT, receipt, "RECEIPT", "", 16, "What the target answered.") \
	X(TEXT, last_error, "ERROR", "", 24, "Why not yet.") \
	X(INSTANT, run_at, "NEXT", "server time", 6, "When it is tried again.") \
	X(INSTANT, done_at, "DONE", "server time", 6, "When it was applied.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(TEXT, interface, "CONNECTOR", "", 14, "By which it goes.") \
	X(TEXT, kind, "KIND", "", 14, "What the target is to do: invoice.hold.") \
	X(TEXT, key, "KEY", "", 32, "Under which the target knows it; the same each time.") \
	X(TEXT, case_what, "CASE SAYS", "", 24, "What is wrong there.") \
	X(INSTANT, due_at, "SINCE", "server time", 9, "Since when it is to be sent.") \
	X(INT, maybe_there, "", "", 0, "1 if the target may have it, and has not said that it does not.") \
	X(TEXT, by_person, "BY", "", 8, "Who did it by hand, looked it up, or had it sent again.") \
	X(TEXT, moved_from, "INSTEAD OF", "", 14, "The target that it was moved away from.")

/* Write-backs of a case: applied, accepted or why not. View docket_read.case_effect. */
struct effect_shown_row {
	EFFECT_SHOWN_ROW(SHOWN_FIELD)
};

#define LETTER_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(INT, letter_id, "", "", 0, "The letter.") \
	X(TEXT, role, "WHO", "", 11, "customer, site, carrier, supplier, stakeholder.") \
	X(TEXT, party, "TO", "", 16, "Who is told.") \
	X(TEXT, to_mail, "MAIL", "", 24, "The address, or \"webhook\" and its connector.") \
	X(TEXT, title, "SUBJECT", "", 30, "Its subject.") \
	X(TEXT, body, "", "", 0, "Its text.") \
	X(TEXT, state, "STATE", "", 9, "draft, released, sent, dropped.") \
	X(TEXT, template, "TEMPLATE", "", 16, "The template and its version; none as it ships.") \
	X(TEXT, variant, "TEXT", "", 16, "Which of its texts: for whom it is.") \
	X(TEXT, language, "LANGUAGE", "", 8, "Of the text; empty where it is the one for all.") \
	X(TEXT, released_by, "BY", "", 8, "Who drafted or released it.") \
	X(INSTANT, released_at, "AT", "tenant time", 6, "When it was released.") \
	X(INT, delay_s, "", "s", 0, "How long it waits then.") \
	X(INSTANT, goes_at, "GOES", "tenant time", 6, "When it goes out; until then it can be taken back.") \
	X(INT, version, "", "", 0, "Version of the row.")

/* What somebody is or was told. View docket_read.case_letter. */
struct letter_shown_row {
	LETTER_SHOWN_ROW(SHOWN_FIELD)
};

#define TASK_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(INT, task_id, "", "", 0, "The task.") \
	X(TEXT, desk, "DESK", "", 10, "Who does it.") \
	X(TEXT, words, "WHAT", "", 40, "What.") \
	X(TEXT, state, "STATE", "", 8, "open, done, cancelled.") \
	X(INSTANT, due_at, "DUE", "tenant time", 6, "Until when.") \
	X(TEXT, owner, "OWNER", "", 6, "Who has it.") \
	X(INSTANT, opened_at, "OPENED", "tenant time", 6, "When it was handed to that desk.") \
	X(INSTANT, taken_at, "TAKEN", "tenant time", 6, "When somebody there had it in hand.") \
	X(INSTANT, done_at, "DONE", "tenant time", 6, "When it was done or cancelled.")

/* Tasks of a case by desk. View docket_read.case_task. */
struct task_shown_row {
	TASK_SHOWN_ROW(SHOWN_FIELD)
};

#define STEP_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(INT, run, "", "", 0, "Which playbook of the case, from 1.") \
	X(INT, ord, "#", "", 2, "The place of the step in its playbook.") \
	X(TEXT, playbook, "PLAYBOOK", "", 14, "The playbook.") \
	X(TEXT, step, "STEP", "", 14, "The step, by the name that policy gives it.") \
	X(TEXT, kind, "", "", 0, "task, wait, ask, effect, tell, timer, if, parallel, escalate, end.") \
	X(TEXT, state, "STATE", "", 8, "waiting, running, done, skipped, undone, failed.") \
	X(TEXT, words, "WHAT", "", 40, "What is to be done, or waited for.") \
	X(TEXT, waits_on, "WAITS ON", "", 12, "The desk, person, partner or news that it waits for.") \
	X(INSTANT, started_at, "BEGAN", "tenant time", 6, "When its turn came.") \
	X(INSTANT, due_at, "DUE", "tenant time", 6, "When it should be over.") \
	X(INSTANT, until_at, "", "tenant time", 0, "When the playbook goes on without it.") \
	X(INSTANT, ended_at, "ENDED", "tenant time", 6, "When it was over.") \
	X(TEXT, by_person, "BY", "", 6, "Who did it.") \
	X(TEXT, answer, "RESULT", "", 20, "What came of it, or why not.") \
	X(INT, is_stuck, "", "", 0, "1 where it failed, or should have been over for four hours.") \
	X(INT, policy_version, "", "", 0, "The version of policy that its playbook began with.")

/* The steps of the playbooks of a case. View docket_read.case_step. */
struct step_shown_row {
	STEP_SHOWN_ROW(SHOWN_FIELD)
};

#define INTERFACE_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(INT, interface_id, "", "", 0, "The interface.") \
	X(TEXT, name, "NAME", "", 16, "Its name.") \
	X(TEXT, title, "INTERFACE", "", 24, "What it is.") \
	X(TEXT, direction, "DIR", "", 3, "in or out.") \
	X(TEXT, mode, "MODE", "", 6, "test, shadow, live.") \
	X(TEXT, state, "STATE", "", 8, "new, ok, quiet, failing, stopped.") \
	X(INSTANT, last_at, "LAST", "tenant time", 6, "Last heard.") \
	X(INT, rhythm_s, "EVERY", "s", 6, "Expected at least this often; 0 = no expectation.") \
	X(INT, dead, "DEAD", "n", 5, "Dead letters open.") \
	X(INT, received, "RECEIVED", "n", 9, "Items taken.") \
	X(INT, rejected, "REJECTED", "n", 8, "Items refused.") \
	X(INT, waiting, "QUEUED", "n", 6, "Effects that wait for it.") \
	X(TEXT, would_raise, "WOULD RAISE", "", 24, "In shadow: each exception type and on how many subjects it would have been raised.") \
	X(TEXT, owner, "OWNER", "", 16, "Who answers for it when it fails.") \
	X(TEXT, contract, "CONTRACT", "", 10, "The version of what was agreed with the partner.") \
	X(TEXT, trouble, "TROUBLE", "", 36, "Why the last try to ask or to listen failed, or why nothing is sent to it; empty when it did not.") \
	X(INT, failures, "FAILED", "n", 6, "Such tries since the last that did not fail.") \
	X(INSTANT, next_at, "NEXT", "server time", 6, "When it is tried or asked again.") \
	X(INT, stuck, "STUCK", "n", 5, "Effects that wait for a person: refused for good, or to be looked up.")

/* Health of each interface. View docket_read.interface_health. */
struct interface_shown_row {
	INTERFACE_SHOWN_ROW(SHOWN_FIELD)
};

#define DEAD_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(INT, dead_id, "", "", 0, "The dead letter.") \
	X(INSTANT, at, "WHEN", "tenant time", 9, "Since when.") \
	X(TEXT, interface, "INTERFACE", "", 14, "From where.") \
	X(TEXT, case_ref, "BLOCKS", "", 8, "The case that waits for it: the most pressing of what its reference leads to.") \
	X(TEXT, reason, "REASON", "", 36, "Why.") \
	X(TEXT, ref, "SUBJECT", "", 14, "What it seems to be about.") \
	X(TEXT, place, "PLACE", "", 16, "Where in the message.") \
	X(TEXT, state, "STATE", "", 8, "open, waiting (for its subject), replayed, dropped.") \
	X(INT, message_id, "", "", 0, "The message.") \
	X(INT, interface_id, "", "", 0, "The interface, as a number.") \
	X(INT, case_id, "", "", 0, "That case, as a number; none = it blocks none.") \
	X(TEXT, case_what, "", "", 0, "What is wrong there.") \
	X(TEXT, by_person, "", "", 0, "Who tried it last.") \
	X(INT, is_mended, "", "", 0, "1 if it holds what a person made of it, and that was not understood either.")

/* Dead letters: what could not be understood and what it blocks. View docket_read.dead_letter. */
struct dead_shown_row {
	DEAD_SHOWN_ROW(SHOWN_FIELD)
};

#define INTERFACE_PAGE_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(INT, interface_id, "", "", 0, "The interface.") \
	X(TEXT, name, "NAME", "", 16, "Its name.") \
	X(TEXT, title, "INTERFACE", "", 24, "What it is.") \
	X(TEXT, direction, "DIR", "", 3, "in or out.") \
	X(TEXT, mode, "MODE", "", 6, "test, shadow, live.") \
	X(TEXT, state, "STATE", "", 8, "new, ok, quiet, failing, stopped.") \
	X(TEXT, mapping, "MAPPING", "", 14, "What explains its messages; empty = CloudEvents only.") \
	X(TEXT, party, "PARTY", "", 16, "Whose it is.") \
	X(INSTANT, last_at, "LAST", "tenant time", 9, "Last heard.") \
	X(INT, rhythm_s, "EVERY", "s", 6, "Expected at least this often; 0 = no expectation.") \
	X(INT, lag_us, "LAG", "us", 8, "From when its newest news happened or was known until it was stored: half of it was quicker.") \
	X(INT, lag_most_us, "LAG MOST", "us", 8, "The slowest of these.") \
	X(INT, lag_count, "", "n", 0, "How many these are.") \
	X(INT, last_hour, "HOUR", "n", 7, "Items of the last hour.") \
	X(INT, last_day, "DAY", "n", 8, "Items of the last 24 hours.") \
	X(INT, received, "RECEIVED", "n", 9, "Items taken in all.") \
	X(INT, duplicates, "AGAIN", "n", 7, "Items that had come before, with the same bytes.") \
	X(INT, rejected, "CONFLICTS", "n", 8, "Items whose id was used before for other bytes.") \
	X(INT, dead, "DEAD", "n", 5, "Dead letters that are open or wait.") \
	X(INSTANT, oldest_at, "OLDEST", "tenant time", 9, "Since when the oldest of them is.") \
	X(INT, waiting, "QUEUED", "n", 6, "Effects that wait for it.") \
	X(TEXT, would_raise, "WOULD RAISE", "", 24, "In shadow: each exception type and on how many subjects it would have been raised.") \
	X(INT, hanging, "SHIPMENTS", "n", 9, "Open shipments of its carrier.") \
	X(INT, by_hand, "BY HAND", "n", 7, "Those whose promise fell due while it is dark.") \
	X(INT, case_id, "", "", 0, "Its own case, as a number.") \
	X(TEXT, case_ref, "CASE", "", 8, "Its own case: that it is quiet, or fails.") \
	X(TEXT, case_what, "", "", 0, "What that case says.")

/* One interface, whole: its health and its figures. View docket_read.interface_page. */
struct interface_page_row {
	INTERFACE_PAGE_ROW(SHOWN_FIELD)
};

#define INTERFACE_FAULT_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, interface_id, "", "", 0, "The interface.") \
	X(TEXT, kind, "KIND", "", 10, "signature, size, rate, form, store, conflict: refused at the door; content: a dead letter.") \
	X(TEXT, words, "WHAT", "", 48, "The newest of that kind; of content each reason, with ... for what it quotes and N for its figures.") \
	X(INT, times, "TIMES", "n", 7, "How often.") \
	X(INSTANT, last_at, "LAST", "tenant time", 9, "When it came last.")

/* What was wrong with what came through an interface in the last seven days, by kind. View docket_read.interface_fault. */
struct interface_fault_row {
	INTERFACE_FAULT_ROW(SHOWN_FIELD)
};

#define INTERFACE_SHIPMENT_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, interface_id, "", "", 0, "The interface.") \
	X(INT, subject_id, "", "", 0, "The shipment, as a number.") \
	X(TEXT, mark, "CHECK", "", 13, "CHECK BY HAND where the promise fell due while the interface is dark.") \
	X(TEXT, ref, "SHIPMENT", "", 14, "Its number.") \
	X(TEXT, customer, "CUSTOMER", "", 18, "Who waits for it.") \
	X(TEXT, tier, "TIER", "", 6, "The customer tier.") \
	X(INSTANT, promise_at, "PROMISED", "tenant time", 9, "What the customer was promised.") \
	X(INSTANT, work_by, "WORK BY", "tenant time", 9, "When its case must be worked; without a case, its promise.") \
	X(TEXT, case_ref, "CASE", "", 8, "Its most pressing open case.") \
	X(INT, case_id, "", "", 0, "That case, as a number.") \
	X(TEXT, place, "WHERE", "", 14, "Where it is, as last heard.") \
	X(INSTANT, last_event_at, "HEARD", "tenant time", 9, "When a partner was last heard about it.") \
	X(TEXT, dest_zone, "", "", 0, "Zone of the place where it is due.")

/* What hangs on an interface: the open shipments of its carrier. View docket_read.interface_shipment. */
struct interface_shipment_row {
	INTERFACE_SHIPMENT_ROW(SHOWN_FIELD)
};

#define DOCUMENT_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, case_id, "", "", 0, "The case; none where all papers of a subject are asked for.") \
	X(INT, document_id, "ID", "", 6, "The document, for docket doc get.") \
	X(TEXT, type, "TYPE", "", 12, "pod, bol, invoice, customs, packing-list, damage-photo, other.") \
	X(TEXT, name, "NAME", "", 28, "The name of its file.") \
	X(INSTANT, received_at, "CAME", "tenant time", 6, "When it came.") \
	X(INT, size_bytes, "SIZE", "bytes", 9, "Its size.") \
	X(TEXT, content_type, "", "", 0, "Its content type, as the sender said it.") \
	X(TEXT, digest, "", "hex", 0, "The digest of its bytes.") \
	X(TEXT, source, "FROM", "", 20, "Who sent it.") \
	X(TEXT, ref, "BY", "", 12, "By which reference it found its subject.") \
	X(TEXT, subject, "SHIPMENT", "", 12, "What it is about.")

/* Papers: proof of delivery, bill of lading, photos. View docket_read.case_document. */
struct document_shown_row {
	DOCUMENT_SHOWN_ROW(SHOWN_FIELD)
};

#define MAIL_SHOWN_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(INT, mail_id, "MAIL", "", 6, "The mail, for docket mails assign.") \
	X(TEXT, interface, "", "", 0, "Through which mailbox.") \
	X(INSTANT, at, "CAME", "tenant time", 6, "When it came.") \
	X(TEXT, sender, "FROM", "", 22, "The sender address, as the mail says it.") \
	X(TEXT, title, "SUBJECT", "", 28, "Its subject line.") \
	X(TEXT, words, "SAYS", "", 24, "The first line of its text.") \
	X(TEXT, parts, "PAPERS", "", 16, "What hangs on it, by name, one a line.") \
	X(TEXT, state, "STATE", "", 7, "joined, open, same, dropped.") \
	X(TEXT, reason, "WHY", "", 28, "Why a person must say whose it is, or why it was dropped.") \
	X(TEXT, ref, "SHIPMENT", "", 12, "What it joined.") \
	X(TEXT, body, "", "", 0, "Its text.") \
	X(INT, message_id, "", "", 0, "The raw message.")

/* Mail, and whose story it joined. View docket_read.mail. */
struct mail_shown_row {
	MAIL_SHOWN_ROW(SHOWN_FIELD)
};

#define DISRUPTION_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, disruption_id, "", "", 0, "The disruption.") \
	X(TEXT, ref, "NO", "", 6, "Its number: D-12.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(TEXT, cause, "CAUSE", "", 18, "What its cases have in common.") \
	X(INT, members, "CASES", "n", 5, "Its cases that the asker may see.") \
	X(INT, rebook, "REBOOK", "n", 6, "Open cases to be rebooked now.") \
	X(INT, tell, "TELL", "n", 4, "Open cases of which the customer or the plant must be told.") \
	X(INT, wait, "WAIT", "n", 4, "Open cases that can wait.") \
	X(INSTANT, first_at, "SINCE", "tenant time", 6, "Its first case was opened.") \
	X(TEXT, owner, "LED BY", "", 6, "Who leads the work on it.") \
	X(TEXT, risk, "AT STAKE", "", 16, "Money at stake in its open cases, by currency.") \
	X(TEXT, title, "WHAT", "", 0, "What it is, by the policy.") \
	X(TEXT, reason, "WHY", "", 40, "Why these cases are one disruption.") \
	X(TEXT, state, "", "", 0, "open, merged, dissolved, over, closed.") \
	X(INT, band, "", "n", 0, "The band of its most pressing open case.") \
	X(INT, members_open, "", "n", 0, "Those that are not closed.") \
	X(INSTANT, last_at, "", "tenant time", 0, "Its last case was opened.") \
	X(INT, owner_id, "", "", 0, "Who leads it; none = nobody.") \
	X(TEXT, words, "", "", 0, "Why it ended.") \
	X(INSTANT, opened_at, "", "tenant time", 0, "When it was found.") \
	X(INSTANT, closed_at, "", "tenant time", 0, "When it ended; none = it goes on.") \
	X(TEXT, zone, "", "", 0, "Zone of its times.") \
	X(INT, version, "", "", 0, "Version of the row.")

/* Disruptions of which the asker may see a case. View docket_read.disruption. */
struct disruption_row {
	DISRUPTION_ROW(SHOWN_FIELD)
};

#define DISRUPTION_MEMBER_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, disruption_id, "", "", 0, "The disruption.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(TEXT, pile, "PILE", "", 6, "rebook now, can wait, or tell.") \
	X(TEXT, ref, "CASE", "", 8, "Its number.") \
	X(INSTANT, work_by, "WORK BY", "tenant time", 7, "When it must be worked; none = paused or closed.") \
	X(TEXT, customer, "CUSTOMER", "", 14, "For whom.") \
	X(TEXT, why, "WHY", "", 60, "Why it is in this pile.") \
	X(TEXT, owner, "OWNER", "", 6, "Who has the case.") \
	X(INT, risk_minor, "AT STAKE", "minor:risk_currency", 9, "Money at stake.") \
	X(TEXT, subject, "SHIPMENT", "", 12, "What it is about.") \
	X(TEXT, tier, "TIER", "", 6, "The customer's tier.") \
	X(INT, band, "B", "n", 1, "Its band.") \
	X(TEXT, state, "", "", 0, "Of the case.") \
	X(TEXT, risk_currency, "", "", 0, "The currency of what is at stake.") \
	X(TEXT, how, "", "", 0, "How it came in: rule, merge, person.") \
	X(INSTANT, joined_at, "", "tenant time", 0, "When.") \
	X(INSTANT, left_at, "", "tenant time", 0, "When it left; none = it is in.") \
	X(TEXT, left_how, "", "", 0, "How it left: rule, split, merge, person, closed, over.") \
	X(TEXT, zone, "", "", 0, "Zone of its times.") \
	X(INT, version, "", "", 0, "Version of the case.")

/* Cases of disruptions, now or once, by pile and work-by. View docket_read.disruption_member. */
struct disruption_member_row {
	DISRUPTION_MEMBER_ROW(SHOWN_FIELD)
};

#define BULK_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, bulk_id, "", "", 0, "The act on many.") \
	X(TEXT, ref, "NO", "", 6, "Its number: B-7.") \
	X(INT, disruption_id, "", "", 0, "The disruption.") \
	X(TEXT, disruption, "OF", "", 6, "That disruption's number.") \
	X(TEXT, kind, "ACT", "", 8, "claim, next, tell, rebook.") \
	X(TEXT, what, "WHAT", "", 24, "What was to be done, in words.") \
	X(TEXT, person, "WHO", "", 8, "Who did it.") \
	X(INT, person_id, "", "", 0, "That person.") \
	X(INSTANT, at, "AT", "tenant time", 6, "When.") \
	X(INT, members, "CASES", "n", 5, "On how many cases.") \
	X(INT, done, "DONE", "n", 5, "Done.") \
	X(INT, refused, "REFUSED", "n", 7, "Refused, by the rules, a person or the partner.") \
	X(INT, unknown, "UNKNOWN", "n", 7, "The partner has not said whether it was done.") \
	X(INT, under_way, "UNDER WAY", "n", 9, "On its way to the partner, or waiting for a decision.") \
	X(INT, waiting, "NOT YET", "n", 7, "Not tried yet, or waiting for a price or draft.") \
	X(INT, ready, "READY", "n", 5, "Priced or drafted; waits for your go.") \
	X(TEXT, amount, "COSTS", "", 14, "What is priced and ready costs in all.") \
	X(TEXT, digest, "", "", 0, "What a go binds to: all that is ready.") \
	X(INSTANT, confirmed_at, "", "tenant time", 0, "When the go was given; none = not yet, or none is needed.")

/* What was done to many cases at once, with how it stands now. View docket_read.bulk. */
struct bulk_row {
	BULK_ROW(SHOWN_FIELD)
};

#define RECEIPT_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, bulk_id, "", "", 0, "The act on many.") \
	X(TEXT, bulk, "OF", "", 6, "Its number: B-7.") \
	X(INT, disruption_id, "", "", 0, "The disruption.") \
	X(INT, case_id, "", "", 0, "The case.") \
	X(TEXT, ref, "CASE", "", 8, "Its number.") \
	X(TEXT, state, "STATE", "", 9, "done, refused, unknown, under way, ready, not yet.") \
	X(TEXT, words, "WHAT CAME OF IT", "", 60, "In words.") \
	X(TEXT, customer, "CUSTOMER", "", 14, "For whom.") \
	X(TEXT, subject, "SHIPMENT", "", 12, "What it is about.") \
	X(INT, amount_minor, "COSTS", "minor:currency", 9, "What it costs; none = nothing.") \
	X(TEXT, currency, "", "", 0, "Its currency.") \
	X(INT, letter_id, "", "", 0, "The letter that tells of it; none = none.") \
	X(INT, approval_id, "", "", 0, "The approval; none = none.") \
	X(INSTANT, at, "AT", "tenant time", 6, "When it was tried; none = not yet.")

/* What came of an act on many, case by case; it follows the write-backs. View docket_read.bulk_receipt. */
struct receipt_row {
	RECEIPT_ROW(SHOWN_FIELD)
};

#define ME_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "", "", 0, "Its short name.") \
	X(TEXT, tenant_title, "", "", 0, "Its title.") \
	X(TEXT, zone, "", "", 0, "Its zone.") \
	X(TEXT, currency, "", "", 0, "Its currency.") \
	X(INT, person_id, "", "", 0, "The person.") \
	X(TEXT, handle, "", "", 0, "Short name.") \
	X(TEXT, name, "", "", 0, "Name.") \
	X(TEXT, role, "", "", 0, "Role.") \
	X(TEXT, desk, "", "", 0, "Desk.") \
	X(TEXTS, sites, "", "", 0, "Sites; empty = all.") \
	X(INT, ask_minor, "", "minor:currency", 0, "May do alone.") \
	X(INT, approve_minor, "", "minor:currency", 0, "May approve.") \
	X(INT, day_left_minor, "", "minor:currency", 0, "Left of the daily budget.") \
	X(TEXT, channel, "", "", 0, "Channel of hints.") \
	X(INT, is_simulated, "", "", 0, "1 in a demo.") \
	X(TEXT, clock_kind, "", "", 0, "real, scaled or driven.") \
	X(INSTANT, tenant_now, "", "tenant time", 0, "Tenant time at server_now.") \
	X(INSTANT, server_now, "", "server time", 0, "The server clock.") \
	X(INT, clock_rate, "", "n", 0, "Tenant seconds per second.") \
	X(INT, epoch, "", "", 0, "Of the head.") \
	X(INT, seq, "", "", 0, "Newest change.")

/* Who is asking: one row per role. View docket_read.me. */
struct me_row {
	ME_ROW(SHOWN_FIELD)
};

#define FOUND_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(TEXT, tenant, "CLIENT", "", 10, "The client.") \
	X(TEXT, kind, "KIND", "", 10, "shipment, order, case, stock ...") \
	X(TEXT, ref, "REF", "", 14, "Its number.") \
	X(TEXT, matched, "MATCHED", "", 16, "By which reference.") \
	X(INT, subject_id, "", "", 0, "The subject.") \
	X(INT, case_id, "", "", 0, "Its most urgent open case; none = no case.") \
	X(TEXT, case_ref, "CASE", "", 8, "That case number.") \
	X(TEXT, words, "WHAT", "", 40, "What it is and where.")

/* What a search found: with or without a case. View docket_read.found. */
struct found_row {
	FOUND_ROW(SHOWN_FIELD)
};

#define ACT_ANSWER_ROW(X) \
	X(INT, tenant_id, "", "", 0, "The tenant.") \
	X(INT, act_id, "ACT", "", 10, "The act.") \
	X(INT, case_id, "", "", 0, "The case; none = about no case.") \
	X(TEXT, kind, "KIND", "", 10, "claim, note, call, ask, request, ...") \
	X(TEXT, state, "STATE", "", 8, "stored, folded, refused.") \
	X(TEXT, answer, "ANSWER", "", 40, "What the engine said; before that what the store said.") \
	X(INSTANT, at, "AT", "tenant time", 6, "When it was done.") \
	X(INT, person_id, "", "", 0, "Who did it.") \
	X(TEXT, person, "WHO", "", 8, "That person, or program.") \
	X(INT, seq, "", "", 0, "The change it was folded in.") \
	X(TEXT, client_key, "", "", 0, "The key it was sent under.")

/* What became of an act. View docket_read.act_answer. */
struct act_answer_row {
	ACT_ANSWER_ROW(SHOWN_FIELD)
};

/* T(row, view, help): every shown row type; the constant is row_shown_<row>. */
#define SHOWN_TYPES(T) \
	T(case, CASE_ROW, "case_queue", "The queue: one row per open case that the asker may see, with names in place of codes.") \
	T(story, STORY_ROW, "case_story", "Everything that happened about a case and its shipment, over all systems, by time.") \
	T(milestone_shown, MILESTONE_SHOWN_ROW, "case_milestone", "Planned against estimated against actual, in order.") \
	T(contact_shown, CONTACT_SHOWN_ROW, "case_contact", "Whom to call now about a case, nearest first.") \
	T(clock_shown, CLOCK_SHOWN_ROW, "case_clock", "The clocks of a case.") \
	T(link, LINK_ROW, "case_link", "What belongs to a case: its class, orders, invoice, POD, stock, contract with its terms, rates, customer, sibling cases, dead letters about it.") \
	T(quote_shown, QUOTE_SHOWN_ROW, "case_quote", "Options with their price and consequence.") \
	T(approval_shown, APPROVAL_SHOWN_ROW, "approval_queue", "Approvals: those that wait and those decided in the last day.") \
	T(stall_shown, STALL_SHOWN_ROW, "approval_stall", "Where approvals stall, in the last 30 days: by action, role and who decides.") \
	T(sla, SLA_ROW, "sla_report", "Whether the limits of cases were kept, by week.") \
	T(cause, CAUSE_ROW, "cause_report", "Which causes come again, by period, against the period before.") \
	T(effect_shown, EFFECT_SHOWN_ROW, "case_effect", "Write-backs of a case: applied, accepted or why not.") \
	T(letter_shown, LETTER_SHOWN_ROW, "case_letter", "What somebody is or was told.") \
	T(task_shown, TASK_SHOWN_ROW, "case_task", "Tasks of a case by desk.") \
	T(step_shown, STEP_SHOWN_ROW, "case_step", "The steps of the playbooks of a case.") \
	T(interface_shown, INTERFACE_SHOWN_ROW, "interface_health", "Health of each interface.") \
	T(dead_shown, DEAD_SHOWN_ROW, "dead_letter", "Dead letters: what could not be understood and what it blocks.") \
	T(interface_page, INTERFACE_PAGE_ROW, "interface_page", "One interface, whole: its health and its figures.") \
	T(interface_fault, INTERFACE_FAULT_ROW, "interface_fault", "What was wrong with what came through an interface in the last seven days, by kind.") \
	T(interface_shipment, INTERFACE_SHIPMENT_ROW, "interface_shipment", "What hangs on an interface: the open shipments of its carrier.") \
	T(document_shown, DOCUMENT_SHOWN_ROW, "case_document", "Papers: proof of delivery, bill of lading, photos.") \
	T(mail_shown, MAIL_SHOWN_ROW, "mail", "Mail, and whose story it joined.") \
	T(disruption, DISRUPTION_ROW, "disruption", "Disruptions: cases with one cause, worked as one.") \
	T(disruption_member, DISRUPTION_MEMBER_ROW, "disruption_member", "Cases of disruptions, now or once, by pile and work-by.") \
	T(bulk, BULK_ROW, "bulk", "What was done to many cases at once, with how it stands now.") \
	T(receipt, RECEIPT_ROW, "bulk_receipt", "What came of an act on many, case by case; it follows the write-backs.") \
	T(me, ME_ROW, "me", "Who is asking: one row per role.") \
	T(found, FOUND_ROW, "found", "What a search found: with or without a case.") \
	T(act_answer, ACT_ANSWER_ROW, "act_answer", "What became of an act: the engine's answer, and the change it was folded in.")

#define SHOWN_TYPE(row, columns, view, help) extern const struct row_type row_shown_##row;
SHOWN_TYPES(SHOWN_TYPE)
#undef SHOWN_TYPE

/* All of them, ended by NULL. */
extern const struct row_type *const row_shown_types[];

#endif

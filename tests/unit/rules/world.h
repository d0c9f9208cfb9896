/* SPDX-License-Identifier: MIT */
/*
 * A small operation for tests of the rules: two customers, three carriers, four sites, contracts
 * and rates, and one subject that is decided about as the engine would, with lines that read like a
 * log:
 *
 *   10:00 shipment.planned customer=ADLER carrier=DHLF promise=16:00
 *   15:00 shipment.eta at=17:30
 *   15:05 call says=eta eta=16:20
 *
 * Times are of Monday 2026-03-02, UTC; 26:00 is two o'clock on Tuesday. Whatever is not an event is
 * an act; direct acts change the case as the store's functions do.
 */
#ifndef DOCKET_TESTS_WORLD_H
#define DOCKET_TESTS_WORLD_H

#include "check.h"

#include "base/conf.h"
#include "base/digest.h"
#include "base/mem.h"
#include "policy/letters.h"
#include "rules/rules.h"
#include "table/stored_rows.h"

#define MONDAY INT64_C(1772409600000000) /* 2026-03-02T00:00:00Z */
#define LINES_MAX 64

struct world {
	struct arena arena, policy_arena;
	struct policy *policy;
	struct reference reference;
	struct rules_ids ids;
	struct facts facts;
	VEC(struct case_open) closed;
	VEC(struct effect) effects;
	VEC(struct audit) audits;
	VEC(struct dead) deads;
	VEC(struct event) log; /* all events that were decided, for history */
	VEC(struct act) acts;  /* folded */
	int64_t next_event, next_act;
	struct party parties[5];
	struct site sites[4];
	struct contract contract;
	struct rate rates[6];
	struct interface feed, tms, erp, mail, self, hook;
	struct contact contacts[4];
};

static inline int64_t clock_of(const char *text)
{
	int hour = 0, minute = 0, second = 0;

	if (sscanf(text, "%d:%d:%d", &hour, &minute, &second) < 2)
		fail_msg("%s is no time", text);
	return MONDAY + (hour * INT64_C(3600) + minute * 60 + second) * US_PER_S;
}

static const char world_new_eta[] = "template \"New arrival time\"\n"
				    "for customer,site,carrier,stakeholder\n"
				    "text\n\ttitle {ref}: new time {eta}\n\t| Dear {customer}, promised {promise}.\n"
				    "text language=de\n\ttitle {ref}: neue Zeit {eta}\n\t| Guten Tag {recipient}, zugesagt {promise}, Ort {place}.\n"
				    "text tier=gold type=delivery-failed\n\ttitle {ref}: sorry\n\t| {reason}\n";
static const char world_failed[] = "template \"Failed\"\nfor customer\nonce words\ntext\n\ttitle {ref}: failed\n\t| {eta}\n";

/* A template of the world. */
static inline void world_template(struct world *w, const char *name, const char *text)
{
	struct letter_template *letters;
	struct fault fault;

	if (letter_template_read(&w->arena, name, name, span_of(text), NULL, NULL, NULL, &letters, &fault) != ERR_NONE)
		fail_msg("%s:%d: %s", name, fault.line, fault.why);
	letters->version = 3;
	map_put(&w->reference.templates, span_of(letters->name), letters);
}

static inline void world_reference(struct world *w)
{
	static const char *const parties[][3] = { { "customer", "ADLER", "gold" },
						  { "customer", "BIRKE", "" },
						  { "carrier", "DHLF", "" },
						  { "carrier", "KUHN", "" },
						  { "carrier", "RAPID", "" } };
	static const char *const names[] = { "Adler Markt", "Birke Bau", "DHL Freight",
					     "Kuhn Logistik", "Rapid Express" };
	static const char *const sites[][3] = { { "HAM", "Hamburg warehouse", "Hamburg" },
						{ "KAS", "Kassel hub", "Kassel" },
						{ "BER", "Berlin store", "Berlin" },
						{ "VIE", "Vienna plant", "Vienna" } };
	static const int64_t rates[][5] = { { 4, 101, 103, 41200, 4 }, { 5, 101, 103, 68000, 2 },
					    { 3, 101, 103, 30000, 5 }, { 5, 102, 103, 52000, 2 },
					    { 4, 102, 103, 29000, 6 }, { 4, 101, 104, 90000, 9 } };

	for (size_t i = 0; i < COUNT_OF(parties); i++) {
		struct party *p = &w->parties[i];
		row_init(&row_stored_party, p);
		p->party_id = (int64_t)i + 1;
		p->kind = parties[i][0];
		p->code = parties[i][1];
		p->tier = parties[i][2];
		p->name = names[i];
		p->mail = i == 0 ? "dock@adler.example" : "";
		map_put_id(&w->reference.parties, p->party_id, p);
		map_put(&w->reference.party_codes,
			span_of(arena_printf(&w->arena, "%s:%s", p->kind, p->code)), p);
	}
	for (size_t i = 0; i < COUNT_OF(sites); i++) {
		struct site *s = &w->sites[i];
		row_init(&row_stored_site, s);
		s->site_id = 101 + (int64_t)i;
		s->code = sites[i][0];
		s->name = sites[i][1];
		s->city = sites[i][2];
		s->zone = "UTC";
		map_put_id(&w->reference.sites, s->site_id, s);
		map_put(&w->reference.site_codes, span_of(s->code), s);
	}
	row_init(&row_stored_contract, &w->contract);
	w->contract.contract_id = 1;
	w->contract.party_id = 1;
	w->contract.ref = "AM-7";
	w->contract.late_minor_hour = 8000;
	w->contract.late_cap_minor = 120000;
	w->contract.currency = "EUR";
	map_put_id(&w->reference.contracts, 1, &w->contract);
	map_put_id(&w->reference.party_contract, 1, &w->contract);
	for (size_t i = 0; i < COUNT_OF(rates); i++)
		w->rates[i] = (struct rate) {
			1,           (int64_t)i + 1,
			rates[i][0], rates[i][1],
			rates[i][2], "road",
			"",          rates[i][3],
			"EUR",       rates[i][4] * 3600,
			1800,        arena_printf(&w->arena, "R-%zu", i + 1)
		};
	for (size_t i = 0; i < COUNT_OF(w->contacts); i++) {
		static const char *const contacts[][3] = { { "dock", "Bea at the dock", "dock@ber.example" },
							   { "stakeholder", "Chief", "chief@adler.example" },
							   { "stakeholder", "Planner", "plan@adler.example" },
							   { "supplier", "Holz AG", "out@holz.example" } };
		struct contact *c = &w->contacts[i];
		row_init(&row_stored_contact, c);
		c->contact_id = 301 + (int64_t)i;
		c->party_id = i == 1 || i == 2 ? 1 : INT_NONE;
		c->site_id = i == 0 ? 103 : i == 3 ? 101 : INT_NONE;
		c->role = contacts[i][0];
		c->name = contacts[i][1];
		c->mail = contacts[i][2];
	}
	w->reference.contacts = w->contacts;
	w->reference.contact_count = COUNT_OF(w->contacts);
	w->reference.rates = w->rates;
	w->reference.rate_count = COUNT_OF(rates);
}

static inline void world_interfaces(struct world *w)
{
	struct interface *const rows[] = { &w->feed, &w->tms, &w->erp, &w->mail, &w->self, &w->hook };
	static const char *const names[] = { "dhl", "tms", "erp", "mail", "dhl-self", "adler-hook" };

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		row_init(&row_stored_interface, rows[i]);
		rows[i]->interface_id = 201 + (int64_t)i;
		rows[i]->name = rows[i]->title = names[i];
		map_put_id(&w->reference.interfaces, rows[i]->interface_id, rows[i]);
	}
	w->reference.out_tms = &w->tms;
	w->reference.out_erp = &w->erp;
	w->reference.out_mail = &w->mail;
	map_put(&w->reference.hooks, span_of(w->hook.name), &w->hook);
}

/* With a policy that was read. */
static inline void world_begin_with(struct world *w, struct policy *policy)
{
	*w = (struct world) { .ids = { 1000, 1 }, .next_event = 1, .next_act = 1 };
	w->policy = policy;
	w->reference.tenant_id = 1;
	row_init(&row_stored_tenant, &w->reference.tenant);
	w->reference.tenant.zone = "UTC";
	w->reference.tenant.currency = "EUR";
	w->reference.tenant.title = "Nordwind Retail";
	world_template(w, "new-eta", world_new_eta);
	world_template(w, "delivery-failed", world_failed);
	world_reference(w);
	world_interfaces(w);
	row_init(&row_stored_subject, &w->facts.subject);
	w->facts.subject.tenant_id = 1;
	w->facts.subject.subject_id = 1;
	w->facts.subject.kind = "shipment";
	w->facts.subject.ref = "SHP-1";
	w->facts.subject.version = 0;
	w->facts.dark_since = w->facts.dark_from = w->facts.dark_until = INSTANT_NONE;
}

static inline struct policy *world_policy(struct arena *arena, const char *name, struct span text)
{
	struct policy *policy;
	struct fault fault;

	if (policy_read(arena, name, text, policy_include_shipped, NULL, &policy, &fault) != ERR_NONE)
		fail_msg("%s: %d:%d: %s (%s)", fault.what, fault.line, fault.column, fault.why, fault.help);
	return policy;
}

/* With a policy of one's own. */
static inline void world_begin_text(struct world *w, const char *policy_name, struct span text)
{
	struct arena arena = { 0 };
	struct policy *policy = world_policy(&arena, policy_name, text);

	world_begin_with(w, policy);
	w->policy_arena = arena;
}

/* With one that ships: read once, as it never changes and there are thousands of worlds. */
static inline void world_begin(struct world *w, const char *policy_name)
{
	static struct {
		const char *name;
		struct policy *policy;
	} known[8];
	static struct arena kept;
	struct span text;
	size_t i = 0;

	while (i < COUNT_OF(known) - 1 && known[i].name && strcmp(known[i].name, policy_name) != 0)
		i++;
	if (!known[i].name) {
		check_int(policy_name, policy_include_shipped(NULL, policy_name, &text), ERR_NONE);
		known[i].policy = world_policy(&kept, policy_name, text);
		known[i].name = policy_name;
	}
	world_begin_with(w, known[i].policy);
}

static inline void world_end(struct world *w)
{
	facts_release(&w->facts);
	vec_release(&w->closed);
	vec_release(&w->effects);
	vec_release(&w->audits);
	vec_release(&w->deads);
	vec_release(&w->log);
	vec_release(&w->acts);
	map_release(&w->reference.parties);
	map_release(&w->reference.party_codes);
	map_release(&w->reference.sites);
	map_release(&w->reference.site_codes);
	map_release(&w->reference.contracts);
	map_release(&w->reference.party_contract);
	map_release(&w->reference.interfaces);
	map_release(&w->reference.hooks);
	map_release(&w->reference.templates);
	arena_release(&w->arena);
	arena_release(&w->policy_arena);
}

/* A word of a line as it goes into an attribute or argument: "16:00" becomes an instant. */
static inline const char *world_value(struct world *w, const char *text)
{
	struct str out = { 0 };
	int hour, minute, used = 0;

	if (sscanf(text, "%d:%d%n", &hour, &minute, &used) != 2 || text[used] != '\0')
		return text;
	instant_write(&out, clock_of(text));
	text = arena_str(&w->arena, str_text(&out));
	str_release(&out);
	return text;
}

static inline struct texts world_pairs(struct world *w, const struct conf_line *line, size_t from)
{
	const char **items = arena_new(&w->arena, line->word_count * 2 + 1, sizeof *items);
	size_t count = 0;

	for (size_t i = from; i < line->word_count; i++) {
		if (!line->words[i].key)
			fail_msg("%s is not key=value", line->words[i].text);
		items[count++] = line->words[i].key;
		items[count++] = world_value(w, line->words[i].text);
	}
	return (struct texts) { items, count };
}

static inline struct event world_event(struct world *w, const char *at, const char *type,
				       struct texts attrs)
{
	struct event event;
	const char *value;

	row_init(&row_stored_event, &event);
	event.tenant_id = 1;
	event.event_id = w->next_event++;
	event.interface_id = 201;
	event.item = event.stop = 0;
	event.type = type;
	event.subject_kind = w->facts.subject.kind;
	event.subject_ref = w->facts.subject.ref;
	event.known_at = clock_of(at);
	event.at = event.known_at;
	event.state = "pending";
	event.attrs = attrs;
	event.partner_key = arena_printf(&w->arena, "k%lld", (long long)event.event_id);
	event.digest = (struct span) {
		arena_printf(&w->arena, "%08lld", (long long)(event.event_id * 7919 % 100000)), 8
	};
	if ((value = texts_value(&attrs, "at")) && strcmp(value, "none") == 0)
		event.at = INSTANT_NONE;
	else if (value && instant_read(span_of(value), &event.at) != ERR_NONE)
		fail_msg("%s is no instant", value);
#define TAKE(field, key) \
	if ((value = texts_value(&attrs, key))) \
	event.field = value
	TAKE(milestone, "milestone");
	TAKE(nature, "nature");
	TAKE(reason, "reason");
	TAKE(side, "side");
	TAKE(place, "place");
	TAKE(words, "words");
	TAKE(retracts, "retracts");
	TAKE(partner_key, "key");
#undef TAKE
	if ((value = texts_value(&attrs, "stop")))
		event.stop = atoi(value);
	return event;
}

/* What the store's function does to the case before the engine sees the act. */
static inline void world_direct(struct world *w, struct act *act)
{
	const char *value;

	if (w->facts.cases.count == 0)
		return;
	struct fact_case_open *of = &w->facts.cases.items[w->facts.cases.count - 1];
	act->case_id = of->row.case_id;
	if (strcmp(act->kind, "claim") == 0)
		of->row.owner_id = act->person_id;
	else if (strcmp(act->kind, "release") == 0)
		of->row.owner_id = of->row.next_act_at = INT_NONE;
	else if (strcmp(act->kind, "resume") == 0) {
		of->row.state = "open";
		of->row.next_act_at = INSTANT_NONE;
		if ((value = texts_value(&act->args, "at")))
			check_int(value, instant_read(span_of(value), &of->row.next_act_at), ERR_NONE);
	} else if (strcmp(act->kind, "wait") == 0)
		of->row.state = "waiting";
	else if (strcmp(act->kind, "resolve") == 0)
		of->row.state = "resolved";
	else if (strcmp(act->kind, "next") == 0 && (value = texts_value(&act->args, "at")))
		check_int(value, instant_read(span_of(value), &of->row.next_act_at), ERR_NONE);
	if (strcmp(act->kind, "wait") == 0 && (value = texts_value(&act->args, "until")))
		check_int(value, instant_read(span_of(value), &of->row.next_act_at), ERR_NONE);
}

/* Reads one line into the facts: an event, or an act on the newest case. */
static inline void world_say(struct world *w, const char *text)
{
	struct conf_line line;
	struct fault fault;

	if (conf_read_line(&w->arena, span_of(text), &line, &fault) != ERR_NONE ||
	    line.word_count < 1)
		fail_msg("%s: %s", text, fault.why);
	if (strchr(line.words[0].text, '.') || strcmp(line.words[0].text, "position") == 0 ||
	    strcmp(line.words[0].text, "retraction") == 0) {
		*vec_push(&w->facts.events) = world_event(w, line.verb, line.words[0].text,
							  world_pairs(w, &line, 1));
		return;
	}
	struct act *act = vec_push(&w->facts.acts);
	row_init(&row_stored_act, act);
	act->tenant_id = 1;
	act->act_id = w->next_act++;
	act->kind = line.words[0].text;
	act->person_id = 7;
	act->at = clock_of(line.verb);
	act->args = world_pairs(w, &line, 1);
	act->client_key = arena_printf(&w->arena, "a%lld", (long long)act->act_id);
	act->state = "stored";
	world_direct(w, act);
}

/* What the store does between two decisions: closed cases leave, versions grow, lists that are only
 * told are taken. */
static inline void world_store(struct world *w)
{
	struct facts *f = &w->facts;
	size_t kept = 0;

	for (size_t i = 0; i < f->cases.count; i++) {
		struct fact_case_open *of = &f->cases.items[i];
		of->row.version += of->is_dirty;
		of->is_dirty = false;
		if (strcmp(of->row.state, "closed") == 0 || strcmp(of->row.state, "resolved") == 0)
			*vec_push(&w->closed) = of->row;
		else
			f->cases.items[kept++] = *of;
	}
	f->cases.count = kept;
	f->subject.version += f->is_subject_dirty;
	f->is_subject_dirty = false;
	for (size_t i = 0; i < f->events.count; i++)
		*vec_push(&w->log) = f->events.items[i];
	for (size_t i = 0; i < f->new_events.count; i++)
		*vec_push(&w->log) = f->new_events.items[i];
	for (size_t i = 0; i < f->retracted.count; i++)
		for (size_t k = 0; k < w->log.count; k++)
			if (w->log.items[k].event_id == f->retracted.items[i].event_id)
				w->log.items[k].state = f->retracted.items[i].state;
	for (size_t i = 0; i < f->acts.count; i++)
		*vec_push(&w->acts) = f->acts.items[i];
	for (size_t i = 0; i < f->effects.count; i++)
		*vec_push(&w->effects) = f->effects.items[i].row;
	for (size_t i = 0; i < f->new_audits.count; i++)
		*vec_push(&w->audits) = f->new_audits.items[i];
	for (size_t i = 0; i < f->new_deads.count; i++)
		*vec_push(&w->deads) = f->new_deads.items[i];
	f->events.count = f->acts.count = f->new_events.count = f->new_audits.count =
		f->new_deads.count = 0;
	f->effects.count = f->new_refs.count = f->retracted.count = f->history.count = 0;
	f->has_history = false;
}

/* Decides at a time of day and stores. */
static inline void world_decide(struct world *w, const char *now)
{
	struct rules_step step = { w->policy, &w->reference, &w->ids,
				   &w->arena, clock_of(now), MONDAY + 1000 * US_PER_DAY };

	rules_decide(&step, &w->facts);
	if (w->facts.wants_history) {
		for (size_t i = 0; i < w->log.count; i++)
			*vec_push(&w->facts.history) = w->log.items[i];
		w->facts.has_history = true;
		rules_decide(&step, &w->facts);
	}
	world_store(w);
}

/* The newest open case, else the newest closed one; fails if there is none. */
static inline const struct case_open *world_case(const struct world *w)
{
	if (w->facts.cases.count > 0)
		return &w->facts.cases.items[w->facts.cases.count - 1].row;
	if (w->closed.count == 0)
		fail_msg("there is no case");
	return &w->closed.items[w->closed.count - 1];
}

/* "16:30", or "-" for no instant. */
static inline const char *hhmm(struct world *w, int64_t at)
{
	int64_t s = at == INSTANT_NONE ? 0 : (at - MONDAY) / US_PER_S;

	return at == INSTANT_NONE ? "-"
				  : arena_printf(&w->arena, "%02lld:%02lld", (long long)(s / 3600),
						 (long long)(s / 60 % 60));
}

/* One line of all cases: "late-arrival open 1 at 16:30 due respond 16:45 by 15:15; ..." */
static inline const char *world_cases(struct world *w)
{
	char *out = arena_str(&w->arena, "");

	for (size_t i = 0; i < w->closed.count + w->facts.cases.count; i++) {
		const struct case_open *c =
			i < w->closed.count ? &w->closed.items[i]
					    : &w->facts.cases.items[i - w->closed.count].row;
		bool is_live = i >= w->closed.count;
		out = arena_printf(&w->arena, "%s%s%s %s %lld at %s", out, i > 0 ? "; " : "",
				   c->type, c->state, (long long)c->band, hhmm(w, c->opened_at));
		if (is_live)
			out = arena_printf(&w->arena, "%s due %s %s by %s", out, c->due_clock,
					   hhmm(w, c->due_at), hhmm(w, c->work_by));
		else
			out = arena_printf(&w->arena, "%s end %s", out, hhmm(w, c->closed_at));
	}
	return out;
}

/* The clock of the newest case as "running 16:45", "paused", "met 16:10", "-". */
static inline const char *world_clock(struct world *w, const char *kind)
{
	int64_t case_id = world_case(w)->case_id;

	for (size_t i = 0; i < w->facts.clocks.count; i++) {
		const struct case_clock *c = &w->facts.clocks.items[i].row;
		if (c->case_id == case_id && strcmp(c->kind, kind) == 0)
			return arena_printf(
				&w->arena, "%s %s", c->state,
				hhmm(w, strcmp(c->state, "running") == 0    ? c->due_at
					: strcmp(c->state, "paused") == 0   ? c->pause_until
					: strcmp(c->state, "breached") == 0 ? c->breached_at
									    : c->ended_at));
	}
	return "-";
}

static inline void world_dump_row(const struct row_type *type, const void *row, struct str *out)
{
	for (size_t i = 0; i < type->column_count; i++)
		if (strcmp(type->columns[i].name, "version") != 0) {
			str_addf(out, "%s=", type->columns[i].name);
			size_t from = out->length;
			row_write(&type->columns[i], row, out);
			for (size_t k = from; k < out->length; k++)
				if (out->text[k] == '\n')
					out->text[k] = '|';
			str_addc(out, ' ');
		}
	str_addc(out, '\n');
}

static inline int world_by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a text in order: rows have none. */
static inline const char *world_sorted(struct world *w, char *text)
{
	char *lines[512], *out = arena_str(&w->arena, "");
	size_t count = 0;

	for (char *line = strtok(text, "\n"); line && count < 512; line = strtok(NULL, "\n"))
		lines[count++] = line;
	qsort(lines, count, sizeof *lines, world_by_text);
	for (size_t i = 0; i < count; i++)
		out = arena_printf(&w->arena, "%s%s\n", out, lines[i]);
	return out;
}

/* Everything that is left at the end, byte for byte: what two runs of the same input must share. */
static inline const char *world_dump(struct world *w)
{
	struct facts *f = &w->facts;
	struct str out = { 0 };

	world_dump_row(&row_stored_subject, &f->subject, &out);
#define DUMP(list, type) \
	for (size_t i = 0; i < f->list.count; i++) \
	world_dump_row(&row_stored_##type, &f->list.items[i].row, &out)
	DUMP(milestones, milestone);
	DUMP(cases, case_open);
	DUMP(clocks, case_clock);
	DUMP(tasks, task);
	DUMP(quotes, quote);
	DUMP(approvals, approval);
	DUMP(letters, letter);
	DUMP(steps, case_step);
#undef DUMP
	for (size_t i = 0; i < w->closed.count; i++)
		world_dump_row(&row_stored_case_open, &w->closed.items[i], &out);
	for (size_t i = 0; i < w->effects.count; i++)
		world_dump_row(&row_stored_effect, &w->effects.items[i], &out);
	for (size_t i = 0; i < w->audits.count; i++)
		world_dump_row(&row_stored_audit, &w->audits.items[i], &out);
	const char *kept = world_sorted(w, arena_str(&w->arena, str_text(&out)));
	str_release(&out);
	return kept;
}

#endif

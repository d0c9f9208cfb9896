/* SPDX-License-Identifier: MIT */
/* The block of an action: who may ask, the limits, when it is possible and what it
 * sends. And calendars. */
#include "policy/reader.h"

#include <stdio.h>
#include <string.h>

static enum err read_ask(struct reader *reader, const struct conf_line *line, void *of)
{
	(void)reader;
	((struct action_block *)of)->ask = line->words[0].text;
	return ERR_NONE;
}

static enum err read_shipment(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_action_rule *rule = &((struct action_block *)of)->rule;
	struct money money;
	enum err err = reader_money(reader, line, 0, &money);

	if (err)
		return err;
	rule->shipment_minor = money.minor;
	memcpy(rule->currency, money.currency, sizeof rule->currency);
	return ERR_NONE;
}

static enum err read_seconds(struct reader *reader, const struct conf_line *line, int64_t *out_s)
{
	int64_t us;
	enum err err = reader_duration(reader, line, 0, &us);

	*out_s = err ? 0 : us / US_PER_S;
	return err;
}

static enum err read_decide(struct reader *reader, const struct conf_line *line, void *of)
{
	return read_seconds(reader, line, &((struct action_block *)of)->rule.approve_s);
}

static enum err read_quote(struct reader *reader, const struct conf_line *line, void *of)
{
	return read_seconds(reader, line, &((struct action_block *)of)->action->quote_s);
}

static enum err read_urgent(struct reader *reader, const struct conf_line *line, void *of)
{
	struct action_block *block = of;
	struct money money;
	enum err err = reader_money(reader, line, 0, &money);

	if (err)
		return err;
	if (strcmp(money.currency, block->rule.currency) != 0)
		return conf_fault(line, &line->words[0], reader->fault,
				  "the cap must be in the currency of the shipment limit");
	block->rule.cap_minor = money.minor;
	return ERR_NONE;
}

static enum err read_phase(struct reader *reader, const struct conf_line *line, void *of)
{
	static const char *const names[] = { "planned",   "moving",    "terminal",
					     "delivered", "cancelled", NULL };
	struct policy_action *action = ((struct action_block *)of)->action;
	int64_t choice;

	action->phases.count = 0;
	for (size_t i = 0; i < line->word_count; i++) {
		enum err err = reader_choice(reader, line, i, names, &choice);
		if (err)
			return err;
		*policy_push(reader->arena, &action->phases) = names[choice];
	}
	return ERR_NONE;
}

static enum err read_charge(struct reader *reader, const struct conf_line *line, void *of)
{
	(void)reader;
	((struct action_block *)of)->action->charge_to = line->words[0].text;
	return ERR_NONE;
}

static enum err read_options(struct reader *reader, const struct conf_line *line, void *of)
{
	return reader_number(reader, line, 0, 1, 9, &((struct action_block *)of)->action->options);
}

static enum err read_action_effect(struct reader *reader, const struct conf_line *line, void *of)
{
	struct action_block *block = of;

	if (!block->has_effects)
		block->action->effects.count = 0;
	block->has_effects = true;
	return reader_effect(reader, line,
			     policy_push(reader->arena, &block->action->effects));
}

const struct setting action_settings[] = {
	{ "ask", read_ask, 1, "ask dispatcher,supervisor",
	  "The roles that may ask for it." },
	{ "approve", read_approve, 1, "approve ROLE[,ROLE] [from 500EUR] [when CONDITION]",
	  "Who approves what is above the asker's own limit, or from an amount on: one of each line." },
	{ "two", read_two, 2, "two from 25000EUR [when CONDITION]", "From there on two people at least." },
	{ "override", read_override, 1, "override ROLE [up to 5000EUR]", "Who agrees that a rule is set aside." },
	{ "batch", read_batch, 4, "batch 10 up to 2000EUR [each 300EUR]", "What one word may decide together." },
	{ "shipment", read_shipment, 1, "shipment 1500EUR",
	  "What may be spent on one shipment without approval, in its whole life." },
	{ "decide", read_decide, 1, "decide 30m",
	  "How long an approval may take before it goes up a level." },
	{ "quote", read_quote, 1, "quote 20m",
	  "How long an offer holds." },
	{ "urgent", read_urgent, 1, "urgent 500EUR",
	  "What may be done at once in band 0, with a reason; a second person looks at it after." },
	{ "phase", read_phase, 1, "phase planned terminal",
	  "Where the freight must be for it." },
	{ "charge", read_charge, 1, "charge \"our account\"",
	  "Where the cost goes." },
	{ "options", read_options, 1, "options 3",
	  "How many offers are made at most." },
	{ "effect", read_action_effect, 3, "effect tms|erp|mail KIND \"words\" [when CONDITION]",
	  "What is sent out once it is approved." },
	{ 0 },
};

static void drop_rules(struct policy *policy, const char *action)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->action_rules.count; i++)
		if (strcmp(policy->action_rules.items[i].action, action) != 0)
			policy->action_rules.items[kept++] = policy->action_rules.items[i];
	policy->action_rules.count = kept;
}

/* One rule for each role that may ask. */
static void add_rules(struct reader *reader, const struct action_block *block)
{
	const char *text = block->ask;

	drop_rules(reader->policy, block->action->name);
	while (*text) {
		size_t length = strcspn(text, ",");
		struct policy_action_rule *rule = policy_push(reader->arena,
							      &reader->policy->action_rules);
		*rule = block->rule;
		rule->role = arena_text(reader->arena, text, length);
		text += length + (text[length] == ',');
	}
}

/* The block begins with what an earlier one of the same action said. */
static struct action_block action_begin(struct reader *reader, const struct conf_line *line)
{
	struct policy *policy = reader->policy;
	const char *name = line->words[0].text;
	struct action_block block = {
		.ask = "dispatcher,supervisor",
		.rule = { .action = name, .approve_role = "supervisor", .approve_s = 1800 }
	};

	for (size_t i = 0; i < policy->action_rules.count; i++)
		if (strcmp(policy->action_rules.items[i].action, name) == 0)
			block.rule = policy->action_rules.items[i];
	for (size_t i = 0; i < policy->actions.count; i++)
		if (strcmp(policy->actions.items[i].name, name) == 0)
			block.action = &policy->actions.items[i];
	if (!block.action) {
		block.action = policy_push(reader->arena, &policy->actions);
		*block.action = (struct policy_action) { .name = name,
							 .title = name,
							 .quote_s = 1200,
							 .options = 3,
							 .charge_to = "our account",
							 .override_role = "",
							 .line = line->line };
	}
	return block;
}

enum err read_action(struct reader *reader, const struct conf_line *line, void *unused)
{
	struct action_block block = action_begin(reader, line);
	enum err err;

	(void)unused;
	if (line->word_count > 1)
		block.action->title = line->words[1].text;
	for (size_t i = reader->at;
	     i < reader->conf.count && reader->conf.lines[i].depth > line->depth; i++)
		drop_settings(&block.action->settings, reader->conf.lines[i].verb, "");
	for (size_t i = reader->at;
	     i < reader->conf.count && reader->conf.lines[i].depth > line->depth; i++)
		keep_setting(reader, &block.action->settings, reader->conf.lines[i].verb, "",
			     reader->conf.lines[i].raw);
	err = reader_block(reader, line, action_settings, &block);
	if (!err && block.rule.currency[0] == '\0')
		err = conf_fault(line, NULL, reader->fault,
				 "an action needs a limit for each shipment: shipment 1500EUR");
	if (!err)
		err = finish_ladder(reader, line, &block);
	if (!err)
		add_rules(reader, &block);
	return err;
}

static enum err read_zone(struct reader *reader, const struct conf_line *line, void *of)
{
	if (zone_find(line->words[0].text, &((struct calendar *)of)->zone) != ERR_NONE)
		return conf_fault(line, &line->words[0], reader->fault,
				  "there is no time zone called %s", line->words[0].text);
	return ERR_NONE;
}

/* "mon-fri" or "sat" as weekdays; false if it is neither. */
static bool weekdays(const char *text, int *first, int *last)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	*first = *last = -1;
	for (int i = 0; i < 7; i++) {
		if (strncmp(text, names[i], 3) == 0)
			*first = i;
		if (text[0] && strlen(text) == 7 && text[3] == '-' &&
		    strcmp(text + 4, names[i]) == 0)
			*last = i;
	}
	if (strlen(text) == 3)
		*last = *first;
	return *first >= 0 && *last >= 0;
}

static enum err read_open(struct reader *reader, const struct conf_line *line, void *of)
{
	struct calendar *calendar = of;
	int first, last, from_hour, from_min, to_hour, to_min, used = 0;

	if (!weekdays(line->words[0].text, &first, &last))
		return conf_fault(line, &line->words[0], reader->fault,
				  "%s is not a weekday or mon-fri", line->words[0].text);
	if (sscanf(line->words[1].text, "%2d:%2d-%2d:%2d%n", &from_hour, &from_min, &to_hour,
		   &to_min, &used) != 4 ||
	    line->words[1].text[used] != '\0' || from_hour < 0 || from_min < 0 || from_min > 59 ||
	    to_min < 0 || to_min > 59 || to_hour * 60 + to_min > 1440 ||
	    from_hour * 60 + from_min >= to_hour * 60 + to_min)
		return conf_fault(line, &line->words[1], reader->fault,
				  "%s are not hours like 07:00-18:00", line->words[1].text);
	for (int day = first;; day = (day + 1) % 7) {
		if (calendar->hour_count == CALENDAR_HOURS_MAX)
			return conf_fault(line, NULL, reader->fault, "too many spells");
		calendar->hours[calendar->hour_count++] = (struct calendar_hours) {
			day, from_hour * 60 + from_min, to_hour * 60 + to_min
		};
		if (day == last)
			return ERR_NONE;
	}
}

static enum err read_closed(struct reader *reader, const struct conf_line *line, void *of)
{
	struct calendar *calendar = of;
	int year, month, day, used = 0;
	struct calendar_closed *closed;

	if (sscanf(line->words[0].text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
	    line->words[0].text[used] != '\0' || month < 1 || month > 12 || day < 1 || day > 31)
		return conf_fault(line, &line->words[0], reader->fault,
				  "%s is not a day like 2026-12-25", line->words[0].text);
	calendar->closed = policy_grow(reader->arena, calendar->closed, calendar->closed_count,
				       sizeof *closed);
	closed = &calendar->closed[calendar->closed_count++];
	*closed = (struct calendar_closed) { year * 10000 + month * 100 + day,
					     line->word_count > 1 ? line->words[1].text : "" };
	return ERR_NONE;
}

const struct setting calendar_settings[] = {
	{ "zone", read_zone, 1, "zone Europe/Berlin",
	  "Where the hours are." },
	{ "open", read_open, 2, "open mon-fri 07:00-18:00",
	  "Hours of a weekday, or of several; three spells a day at most." },
	{ "closed", read_closed, 1, "closed 2026-12-25 \"Christmas Day\"",
	  "A day off." },
	{ 0 },
};

static int by_opening(const struct calendar_hours *a, const struct calendar_hours *b)
{
	return a->opens_min - b->opens_min;
}

/* Spells of a day must follow each other: calendar_add walks them in order. */
static void sort_hours(struct calendar *calendar)
{
	for (size_t i = 1; i < calendar->hour_count; i++)
		for (size_t k = i;
		     k > 0 && by_opening(&calendar->hours[k - 1], &calendar->hours[k]) > 0; k--) {
			struct calendar_hours moved = calendar->hours[k];
			calendar->hours[k] = calendar->hours[k - 1];
			calendar->hours[k - 1] = moved;
		}
}

enum err read_calendar(struct reader *reader, const struct conf_line *line, void *unused)
{
	struct policy *policy = reader->policy;
	struct calendar fresh = { .name = line->words[0].text };
	struct calendar *calendar = NULL;
	enum err err;

	(void)unused;
	if (zone_find("UTC", &fresh.zone) != ERR_NONE)
		BUG("no zone UTC");
	for (size_t i = 0; i < policy->calendars.count; i++)
		if (strcmp(policy->calendars.items[i].name, fresh.name) == 0)
			calendar = &policy->calendars.items[i];
	if (!calendar)
		calendar = policy_push(reader->arena, &policy->calendars);
	*calendar = fresh;
	drop_settings(&policy->settings, "calendar", fresh.name);
	for (size_t i = reader->at;
	     i < reader->conf.count && reader->conf.lines[i].depth > line->depth; i++)
		keep_setting(reader, &policy->settings, "calendar", fresh.name,
			     arena_printf(reader->arena, "%s: %s %s", fresh.name,
					  reader->conf.lines[i].verb, reader->conf.lines[i].raw));
	err = reader_block(reader, line, calendar_settings, calendar);
	if (!err && calendar->hour_count == 0)
		err = conf_fault(line, NULL, reader->fault,
				 "a calendar needs hours: open mon-fri 07:00-18:00");
	sort_hours(calendar);
	return err;
}

/* SPDX-License-Identifier: MIT */
/* What changed between two policies, as an operations manager says it: "Late pickup, gold: respond 30m -> 15m". Lines of one setting are
 * paired first by their condition, then by their order. */
#include "policy/manual.h"

#include <string.h>

/* A setting cut for telling: what it says, and under which condition. */
struct said {
	const char *verb, *key;
	struct span body, condition; /* without its `when` */
	bool is_paired;
};

struct side {
	struct said *items;
	size_t count;
};

struct telling {
	struct str *out;
	struct arena *arena;
	const char *title; /* of the block */
};

/* Where a bare `when` stands in a line; its end if nowhere. A line that begins with it says nothing else: detect when late>30m. */
static size_t find_when(const char *raw)
{
	bool is_quoted = false, begins = true;

	for (size_t i = 0; raw[i]; i++) {
		if (raw[i] == '"' && (i == 0 || raw[i - 1] != '\\'))
			is_quoted = !is_quoted;
		else if (i > 0 && begins && !is_quoted && strncmp(raw + i, "when", 4) == 0 && (raw[i + 4] == ' ' || raw[i + 4] == '\t'))
			return i;
		begins = raw[i] == ' ' || raw[i] == '\t';
	}
	return strlen(raw);
}

static struct span trim(const char *text, size_t length)
{
	while (length > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		length--;
	}
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	return (struct span){ text, length };
}

static struct side cut(struct arena *arena, const struct policy_settings *settings)
{
	size_t count = settings ? settings->count : 0;
	struct side side = { arena_new(arena, count + 1, sizeof *side.items), count };

	for (size_t i = 0; i < count; i++) {
		const struct policy_setting *from = &settings->items[i];
		size_t when = find_when(from->raw);
		side.items[i] = (struct said){ .verb = from->verb, .key = from->key, .body = trim(from->raw, when) };
		if (from->raw[when])
			side.items[i].condition = trim(from->raw + when + 4, strlen(from->raw + when + 4));
	}
	return side;
}

/* ---------------------------------------------------------------- words */

/* "tier=gold,silver" is "gold, silver" to whoever knows the client; other conditions stand as they are written. */
static void add_condition(struct telling *telling, struct span condition)
{
	static const char *const plain[] = { "tier=", "mode=", "customer=", "carrier=", "type=" };

	for (size_t i = 0; i < COUNT_OF(plain); i++) {
		size_t length = strlen(plain[i]);
		if (condition.length <= length || strncmp(condition.text, plain[i], length) != 0 ||
		    memchr(condition.text, ' ', condition.length))
			continue;
		for (size_t k = length; k < condition.length; k++)
			str_adds(telling->out, condition.text[k] == ',' ? " or " : (char[2]){ condition.text[k], '\0' });
		return;
	}
	str_addf(telling->out, "when %.*s", (int)condition.length, condition.text);
}

static void begin_line(struct telling *telling, const struct said *said)
{
	str_adds(telling->out, telling->title);
	if (said->condition.length > 0) {
		str_adds(telling->out, ", ");
		add_condition(telling, said->condition);
	}
	str_adds(telling->out, ": ");
}

/* A clock, a head start are called by their names; of a calendar each line says which; the others by their verb. */
static const char *verb_words(struct telling *telling, const struct said *said)
{
	if (strcmp(said->verb, "clock") == 0 || strcmp(said->verb, "calendar") == 0)
		return "";
	return arena_printf(telling->arena, "%s ", said->verb);
}

/* Bytes of the words that both begin with; a text in quotes is one word. */
static size_t common_start(struct span a, struct span b)
{
	size_t kept = 0;
	bool is_quoted = false;

	for (size_t i = 0; i < a.length && i < b.length && a.text[i] == b.text[i]; i++) {
		is_quoted ^= a.text[i] == '"';
		if (a.text[i] == ' ' && !is_quoted)
			kept = i + 1;
	}
	return kept;
}

/* Bytes of the words that both end with, behind `start`. */
static size_t common_end(struct span a, struct span b, size_t start)
{
	size_t kept = 0;
	bool is_quoted = false;

	for (size_t i = 1; i + start < a.length && i + start < b.length && a.text[a.length - i] == b.text[b.length - i]; i++) {
		is_quoted ^= a.text[a.length - i] == '"';
		if (a.text[a.length - i] == ' ' && !is_quoted)
			kept = i;
	}
	return kept;
}

static void add_whole(struct telling *telling, const struct said *said)
{
	str_addf(telling->out, "%.*s", (int)said->body.length, said->body.text);
	if (said->condition.length == 0)
		return;
	str_adds(telling->out, ", ");
	add_condition(telling, said->condition);
}

/* Another condition: both lines in whole. */
static void tell_moved(struct telling *telling, const struct said *was, const struct said *is)
{
	str_addf(telling->out, "%s: %s", telling->title, verb_words(telling, is));
	add_whole(telling, was);
	str_adds(telling->out, " -> ");
	add_whole(telling, is);
	str_addc(telling->out, '\n');
}

static void tell_change(struct telling *telling, const struct said *was, const struct said *is)
{
	size_t start = common_start(was->body, is->body), end = common_end(was->body, is->body, start);

	if (!span_equal(was->condition, is->condition)) {
		tell_moved(telling, was, is);
		return;
	}
	begin_line(telling, is);
	str_addf(telling->out, "%s%.*s", verb_words(telling, is), (int)start, is->body.text);
	str_addf(telling->out, "%.*s -> ", (int)(was->body.length - start - end), was->body.text + start);
	str_addf(telling->out, "%.*s\n", (int)(is->body.length - start - end), is->body.text + start);
}

static void tell_one(struct telling *telling, const char *how, const struct said *said)
{
	begin_line(telling, said);
	str_addf(telling->out, "%s: %s%.*s\n", how, verb_words(telling, said), (int)said->body.length, said->body.text);
}

/* ---------------------------------------------------------------- pairs */

static bool is_same_setting(const struct said *a, const struct said *b)
{
	return strcmp(a->verb, b->verb) == 0 && strcmp(a->key, b->key) == 0;
}

/* A line of a calendar begins with what it says of it: "office: zone". */
static size_t inner_verb(const struct said *said)
{
	size_t key = strlen(said->key) + 2;

	if (strcmp(said->verb, "calendar") != 0 || said->body.length <= key)
		return 0;
	const char *blank = memchr(said->body.text + key, ' ', said->body.length - key);
	return blank ? (size_t)(blank - said->body.text) : said->body.length;
}

static bool is_same_line(const struct said *a, const struct said *b)
{
	size_t inner = inner_verb(a);

	return inner == inner_verb(b) && strncmp(a->body.text, b->body.text, inner) == 0;
}

enum closeness { SAME_BODY, SAME_CONDITION, SAME_SETTING };

static bool is_close(const struct said *a, const struct said *b, enum closeness closeness)
{
	if (a->is_paired || b->is_paired || !is_same_setting(a, b) || !is_same_line(a, b))
		return false;
	bool is_condition = span_equal(a->condition, b->condition);
	return closeness == SAME_BODY ? is_condition && span_equal(a->body, b->body) : closeness == SAME_CONDITION ? is_condition : true;
}

static const struct said *pair(struct side *old, struct said *said, enum closeness closeness)
{
	for (size_t i = 0; i < old->count; i++)
		if (is_close(&old->items[i], said, closeness)) {
			old->items[i].is_paired = said->is_paired = true;
			return &old->items[i];
		}
	return NULL;
}

static void diff_settings(struct telling *telling, const struct policy_settings *before, const struct policy_settings *after)
{
	struct side old = cut(telling->arena, before), new = cut(telling->arena, after);
	const struct said **was = arena_new(telling->arena, new.count + 1, sizeof *was);

	for (enum closeness closeness = SAME_BODY; closeness <= SAME_SETTING; closeness++)
		for (size_t i = 0; i < new.count; i++)
			if (!new.items[i].is_paired)
				was[i] = pair(&old, &new.items[i], closeness);
	for (size_t i = 0; i < new.count; i++) {
		if (!was[i])
			tell_one(telling, "new", &new.items[i]);
		else if (!span_equal(was[i]->body, new.items[i].body) || !span_equal(was[i]->condition, new.items[i].condition))
			tell_change(telling, was[i], &new.items[i]);
	}
	for (size_t i = 0; i < old.count; i++)
		if (!old.items[i].is_paired)
			tell_one(telling, "no longer", &old.items[i]);
}

/* ---------------------------------------------------------------- blocks */

static void diff_types(struct telling *telling, const struct policy *old, const struct policy *new)
{
	for (size_t i = 0; i < new->types.count; i++) {
		const struct policy_type *type = &new->types.items[i], *was = old ? policy_type_find(old, type->name) : NULL;
		telling->title = type->title;
		if (!was)
			str_addf(telling->out, "%s: new exception %s\n", type->title, type->name);
		else if (strcmp(was->title, type->title) != 0)
			str_addf(telling->out, "%s: is now called %s\n", was->title, type->title);
		diff_settings(telling, was ? &was->settings : NULL, &type->settings);
	}
	for (size_t i = 0; old && i < old->types.count; i++)
		if (!policy_type_find(new, old->types.items[i].name))
			str_addf(telling->out, "%s: no longer an exception\n", old->types.items[i].title);
}

static void diff_actions(struct telling *telling, const struct policy *old, const struct policy *new)
{
	for (size_t i = 0; i < new->actions.count; i++) {
		const struct policy_action *action = &new->actions.items[i], *was = old ? policy_action_find(old, action->name) : NULL;
		telling->title = arena_printf(telling->arena, "Action %s", action->name);
		if (!was)
			str_addf(telling->out, "%s: new\n", telling->title);
		diff_settings(telling, was ? &was->settings : NULL, &action->settings);
	}
	for (size_t i = 0; old && i < old->actions.count; i++)
		if (!policy_action_find(new, old->actions.items[i].name))
			str_addf(telling->out, "Action %s: no longer there\n", old->actions.items[i].name);
}

static void diff_playbooks(struct telling *telling, const struct policy *old, const struct policy *new)
{
	for (size_t i = 0; i < new->playbooks.count; i++) {
		const struct policy_playbook *book = &new->playbooks.items[i], *was = old ? policy_playbook_find(old, book->name) : NULL;
		telling->title = arena_printf(telling->arena, "Playbook %s", book->name);
		diff_settings(telling, was ? &was->settings : NULL, &book->settings);
	}
	for (size_t i = 0; old && i < old->playbooks.count; i++)
		if (!policy_playbook_find(new, old->playbooks.items[i].name))
			str_addf(telling->out, "Playbook %s: no longer there\n", old->playbooks.items[i].name);
}

static const struct policy_disruption *find_disruption(const struct policy *policy, const char *name)
{
	for (size_t i = 0; policy && i < policy->disruptions.count; i++)
		if (strcmp(policy->disruptions.items[i].name, name) == 0)
			return &policy->disruptions.items[i];
	return NULL;
}

static void diff_disruptions(struct telling *telling, const struct policy *old, const struct policy *new)
{
	for (size_t i = 0; i < new->disruptions.count; i++) {
		const struct policy_disruption *disruption = &new->disruptions.items[i], *was = find_disruption(old, disruption->name);
		telling->title = arena_printf(telling->arena, "Disruption %s", disruption->name);
		if (!was)
			str_addf(telling->out, "%s: new\n", telling->title);
		diff_settings(telling, was ? &was->settings : NULL, &disruption->settings);
	}
	for (size_t i = 0; old && i < old->disruptions.count; i++)
		if (!find_disruption(new, old->disruptions.items[i].name))
			str_addf(telling->out, "Disruption %s: no longer there\n", old->disruptions.items[i].name);
}

void policy_diff(const struct policy *old, const struct policy *new, struct str *out)
{
	struct arena arena = { 0 };
	struct telling telling = { out, &arena, "Manual" };

	diff_settings(&telling, old ? &old->settings : NULL, &new->settings);
	telling.title = "Every exception";
	diff_settings(&telling, old ? &old->every : NULL, &new->every);
	diff_types(&telling, old, new);
	diff_playbooks(&telling, old, new);
	diff_disruptions(&telling, old, new);
	diff_actions(&telling, old, new);
	arena_release(&arena);
}

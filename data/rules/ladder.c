/* SPDX-License-Identifier: MIT */
/* Who must agree to an action for this case: the rungs of policy whose conditions hold now, as the store picks among them by amount. */
#include "rules/work.h"

#include <string.h>

static const char *number(struct work *work, int64_t value)
{
	return arena_printf(work->arena, "%lld", (long long)value);
}

/* "supervisor,manager" as the store writes it: "supervisor+manager". */
static const char *joined(struct work *work, const char *roles)
{
	char *text = arena_text(work->arena, roles, strlen(roles));

	for (char *at = text; *at; at++)
		if (*at == ',')
			*at = '+';
	return text;
}

/* The roles at an amount: of the highest rung that holds and is reached, the last of equals; NULL if none is. */
static const char *roles_at(struct work *work, const struct policy_action *action, int64_t minor)
{
	const struct policy_rung *best = NULL;

	for (size_t i = 0; i < action->rungs.count; i++) {
		const struct policy_rung *rung = &action->rungs.items[i];
		if (rung->roles && rung->from.minor <= minor && (!best || rung->from.minor >= best->from.minor) &&
		    work_when(work, &rung->when))
			best = rung;
	}
	return best ? best->roles : NULL;
}

static bool is_two_at(struct work *work, const struct policy_action *action, int64_t minor)
{
	for (size_t i = 0; i < action->rungs.count; i++) {
		const struct policy_rung *rung = &action->rungs.items[i];
		if (!rung->roles && rung->from.minor <= minor && work_when(work, &rung->when))
			return true;
	}
	return false;
}

static int64_t persons_of(const char *roles)
{
	int64_t count = 1;

	for (; *roles; roles++)
		count += *roles == ',';
	return count;
}

static bool is_said(const struct texts *ladder, const char *from)
{
	for (size_t i = 0; i < ladder->count; i += 4)
		if (is_text(ladder->items[i], from))
			return true;
	return false;
}

static void add(struct texts *ladder, const char **items, const char *from, const char *persons, const char *roles, const char *cap)
{
	const char *const rung[] = { from, persons, roles, cap };

	memcpy(items + ladder->count, rung, sizeof rung);
	ladder->count += COUNT_OF(rung);
}

struct texts ladder_of(struct work *work, const struct policy_action *action)
{
	const char **items = arena_new(work->arena, action->rungs.count * 4 + 1, sizeof *items);
	struct texts ladder = { items, 0 };

	for (size_t i = 0; i < action->rungs.count; i++) {
		int64_t minor = action->rungs.items[i].from.minor;
		const char *from = number(work, minor), *roles;
		int64_t persons;
		if (!work_when(work, &action->rungs.items[i].when) || is_said(&ladder, from))
			continue;
		roles = roles_at(work, action, minor);
		if (!roles)
			roles = action_role(work->policy, action->name);
		persons = persons_of(roles);
		if (persons == 1 && is_two_at(work, action, minor))
			persons = 2;
		add(&ladder, items, from, number(work, persons), joined(work, roles), "");
	}
	return ladder;
}

struct texts ladder_of_override(struct work *work, const struct policy_action *action)
{
	const char **items = arena_new(work->arena, 4, sizeof *items);
	struct texts ladder = { items, 0 };
	bool has_cap = action->override_most.currency[0] != '\0';

	add(&ladder, items, "0", number(work, persons_of(action->override_role)), joined(work, action->override_role),
	    has_cap ? number(work, action->override_most.minor) : "");
	return ladder;
}

const char *action_role(const struct policy *policy, const char *action)
{
	for (size_t i = 0; i < policy->action_rules.count; i++)
		if (is_text(policy->action_rules.items[i].action, action))
			return policy->action_rules.items[i].approve_role;
	return "supervisor";
}

/* SPDX-License-Identifier: MIT */
/* A policy in words: its exception types as rows, and what changed between two of them. */
#include "policy/manual.h"

#include <string.h>

/* All settings of a verb, joined. */
static const char *join(struct arena *arena, const struct policy_settings *settings,
			const char *verb, const char *between)
{
	char *text = arena_str(arena, "");

	for (size_t i = 0; i < settings->count; i++)
		if (strcmp(settings->items[i].verb, verb) == 0)
			text = arena_printf(arena, "%s%s%s", text, text[0] ? between : "",
					    settings->items[i].raw);
	return text;
}

static const char *plays(struct arena *arena, const struct policy_type *type)
{
	char *text = arena_str(arena, "");

	for (size_t i = 0; i < type->plays.count; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "\n" : "",
				    type->plays.items[i].text);
	return text;
}

size_t policy_exceptions(const struct policy *policy, struct arena *arena,
			 const struct policy_exception **out)
{
	size_t count = policy->types.count;
	struct policy_exception *rows = arena_new(arena, count > 0 ? count : 1, sizeof *rows);

	for (size_t i = 0; i < count; i++) {
		const struct policy_type *type = &policy->types.items[i];
		rows[i] = (struct policy_exception) {
			.name = type->name,
			.title = type->title,
			.path = type->path,
			.severity = type->severity,
			.side = type->sides.count > 0 ? type->sides.items[0].text : "",
			.desk = type->desks.items[0].text,
			.detection = join(arena, &type->settings, "detect", "; or "),
			.clocks = join(arena, &type->settings, "clock", ", "),
			.playbook = plays(arena, type),
			.band = (int)type->bands.items[0].number
		};
	}
	*out = rows;
	return count;
}

/* The n-th setting of the same verb and key. */
static const char *nth(const struct policy_settings *settings, const struct policy_setting *like,
		       size_t n)
{
	for (size_t i = 0; settings && i < settings->count; i++)
		if (strcmp(settings->items[i].verb, like->verb) == 0 &&
		    strcmp(settings->items[i].key, like->key) == 0 && n-- == 0)
			return settings->items[i].raw;
	return NULL;
}

static size_t place_of(const struct policy_settings *settings, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < at; i++)
		n += strcmp(settings->items[i].verb, settings->items[at].verb) == 0 &&
		     strcmp(settings->items[i].key, settings->items[at].key) == 0;
	return n;
}

static void diff_settings(const char *name, const struct policy_settings *old,
			  const struct policy_settings *new, struct str *out)
{
	for (size_t i = 0; new &&i < new->count; i++) {
		const char *was = nth(old, &new->items[i], place_of(new, i));
		if (!was)
			str_addf(out, "%s: new: %s %s\n", name, new->items[i].verb,
				 new->items[i].raw);
		else if (strcmp(was, new->items[i].raw) != 0)
			str_addf(out, "%s: %s %s -> %s\n", name, new->items[i].verb, was,
				 new->items[i].raw);
	}
	for (size_t i = 0; old && i < old->count; i++)
		if (!nth(new, &old->items[i], place_of(old, i)))
			str_addf(out, "%s: no longer: %s %s\n", name, old->items[i].verb,
				 old->items[i].raw);
}

static const char *playbook_name(const struct policy_playbook *playbook, struct str *room)
{
	str_clear(room);
	str_addf(room, "playbook %s", playbook->name);
	return str_text(room);
}

static void diff_playbooks(const struct policy *old, const struct policy *new, struct str *out)
{
	struct str name = { 0 };

	for (size_t i = 0; i < new->playbooks.count; i++) {
		const struct policy_playbook *book = &new->playbooks.items[i], *was = old ? policy_playbook_find(old, book->name) : NULL;
		diff_settings(playbook_name(book, &name), was ? &was->settings : NULL, &book->settings, out);
	}
	for (size_t i = 0; old && i < old->playbooks.count; i++)
		if (!policy_playbook_find(new, old->playbooks.items[i].name))
			str_addf(out, "%s: no longer a playbook\n", playbook_name(&old->playbooks.items[i], &name));
	str_release(&name);
}

static void diff_types(const struct policy *old, const struct policy *new, struct str *out)
{
	for (size_t i = 0; i < new->types.count; i++) {
		const struct policy_type *type = &new->types.items[i],
					 *was = old ? policy_type_find(old, type->name) : NULL;
		if (!was)
			str_addf(out, "%s: new exception: %s\n", type->name, type->title);
		diff_settings(type->name, was ? &was->settings : NULL, &type->settings, out);
	}
	for (size_t i = 0; old && i < old->types.count; i++)
		if (!policy_type_find(new, old->types.items[i].name))
			str_addf(out, "%s: no longer an exception\n", old->types.items[i].name);
}

void policy_diff(const struct policy *old, const struct policy *new, struct str *out)
{
	diff_settings(new->name, old ? &old->settings : NULL, &new->settings, out);
	diff_types(old, new, out);
	diff_playbooks(old, new, out);
	for (size_t i = 0; i < new->actions.count; i++) {
		const struct policy_action *was = old ? policy_action_find(
								old, new->actions.items[i].name)
						      : NULL;
		diff_settings(new->actions.items[i].name, was ? &was->settings : NULL,
			      &new->actions.items[i].settings, out);
	}
	for (size_t i = 0; old && i < old->actions.count; i++)
		if (!policy_action_find(new, old->actions.items[i].name))
			str_addf(out, "%s: no longer an action\n", old->actions.items[i].name);
}

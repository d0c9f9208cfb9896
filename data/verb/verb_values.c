/* SPDX-License-Identifier: MIT */
/* One place says what an act's arguments must be like, whoever gives them. */
#include "verb/verb_values.h"

#include <string.h>

const char **verb_values_at(struct verb_values *values, struct span name)
{
	for (size_t i = 0; i < verb_argument_count(values->verb); i++)
		if (span_is(name, values->verb->arguments[i].name))
			return &values->values[i];
	return NULL;
}

static const char *nearest(const struct verb *verb, struct span name)
{
	struct verb names[VERB_ARGUMENTS_MAX + 1] = { 0 };
	struct str text = { 0 };
	const char *found;

	for (size_t i = 0; i < verb_argument_count(verb); i++)
		names[i].name = verb->arguments[i].name;
	str_add(&text, name.text, name.length);
	found = verb_nearest(names, str_text(&text));
	str_release(&text);
	return found;
}

static void list_all(const struct verb *verb, struct str *out)
{
	for (size_t i = 0; i < verb_argument_count(verb); i++)
		str_addf(out, "%s%s=%s", i ? " " : "", verb->arguments[i].name,
			 verb->arguments[i].choices ? verb->arguments[i].choices : "...");
}

enum err verb_values_unknown(const struct verb *verb, const char *what, struct span name, struct fault *fault)
{
	const char *meant = nearest(verb, name);
	struct str all = { 0 };

	list_all(verb, &all);
	fault_set(fault, ERR_USAGE, what, "%s has no such argument", verb->name);
	if (meant)
		fault_help(fault, "did you mean %s=?", meant);
	else
		fault_help(fault, "%s", all.length ? str_text(&all) : "it takes none");
	str_release(&all);
	return ERR_USAGE;
}

/* "says=eta": is it so here? */
static bool is_wanted(struct verb_values *values, const struct argument *argument)
{
	const char *equals = argument->only_if ? strchr(argument->only_if, '=') : NULL;
	const char **other;

	if (!equals)
		return true;
	other = verb_values_at(values, (struct span){ argument->only_if, (size_t)(equals - argument->only_if) });
	return !other || (*other && strcmp(*other, equals + 1) == 0);
}

/* By what means somebody was spoken to is nearly always the first choice; everything else must be said. */
static bool is_prefilled(const struct argument *argument)
{
	return strcmp(argument->name, "how") == 0;
}

static enum err missing(const struct verb *verb, const struct argument *argument, struct fault *fault)
{
	fault_set(fault, ERR_USAGE, verb->name, "%s= is missing: %s", argument->name, argument->help);
	if (argument->choices)
		fault_help(fault, "one of %s", argument->choices);
	return ERR_USAGE;
}

enum err verb_values_check(struct verb_values *values, size_t i, struct arena *arena, struct fault *fault)
{
	const struct argument *argument = &values->verb->arguments[i];
	const char **value = &values->values[i];
	int64_t number = 0;

	if (!*value && is_prefilled(argument) && is_wanted(values, argument))
		*value = arena_text(arena, argument->choices, strcspn(argument->choices, "|"));
	if (!*value || !**value)
		return argument->is_needed && is_wanted(values, argument) ? missing(values->verb, argument, fault) : ERR_NONE;
	if (!argument_allows(argument, *value)) {
		fault_set(fault, ERR_INVALID, argument->name, "\"%s\" is none of its choices", *value);
		fault_help(fault, "one of %s", argument->choices);
		return ERR_INVALID;
	}
	if (argument->kind == ARGUMENT_NUMBER && str_to_i64(span_of(*value), &number))
		return fault_set(fault, ERR_INVALID, argument->name, "\"%s\" is no whole number", *value);
	return ERR_NONE;
}

size_t verb_values_list(const struct verb_values *values, const char **out)
{
	size_t count = 0;

	if (strcmp(values->verb->act, "ask") == 0) {
		out[count++] = "action";
		out[count++] = values->verb->name;
	}
	for (size_t i = 0; i < verb_argument_count(values->verb); i++)
		if (values->values[i] && *values->values[i]) {
			out[count++] = values->verb->arguments[i].name;
			out[count++] = values->values[i];
		}
	return count;
}

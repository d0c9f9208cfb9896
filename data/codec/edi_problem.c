/* SPDX-License-Identifier: MIT */
/* A list with an end: whoever sends a thousand faults learns nothing from the next. Lines are counted on from the place before.
 * */
#include "codec/edi_problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WORDS_BYTES 400

/* The 1-based line of a byte; one before those that were counted is put into the line at hand. */
static size_t line_of(struct edi_problems *list, size_t byte)
{
	size_t end = byte < list->text.length ? byte : list->text.length;

	while (list->counted_to < end) {
		const char *from = list->text.text + list->counted_to;
		const char *line_end = memchr(from, '\n', end - list->counted_to);
		list->line += line_end != NULL;
		list->counted_to = line_end ? (size_t)(line_end - list->text.text) + 1 : end;
	}
	return list->line + 1;
}

static const char *place_words(struct edi_problems *list, struct edi_place place)
{
	size_t line = line_of(list, place.byte);

	if (!place.segment)
		return arena_printf(&list->arena, "line %zu, byte %zu", line, place.byte);
	return arena_printf(&list->arena, "segment %zu (%s), line %zu, byte %zu", place.segment, place.id, line, place.byte);
}

void edi_problem_add(struct edi_problems *list, enum edi_weight weight, struct edi_place place, const char *code,
		     const char *words, ...)
{
	struct edi_problem *problem;
	char text[WORDS_BYTES];
	va_list arguments;

	if (!list || list->counts[weight]++ >= EDI_PROBLEMS_MOST)
		return;
	va_start(arguments, words);
	vsnprintf(text, sizeof text, words, arguments);
	va_end(arguments);
	problem = vec_push(&list->items);
	problem->weight = weight;
	problem->code = arena_str(&list->arena, code);
	problem->place = place_words(list, place);
	problem->words = arena_str(&list->arena, text);
	problem->segment = place.segment;
	problem->byte = place.byte;
}

void edi_problems_release(struct edi_problems *list)
{
	vec_release(&list->items);
	arena_release(&list->arena);
	*list = (struct edi_problems){ 0 };
}

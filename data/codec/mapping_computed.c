/* SPDX-License-Identifier: MIT */
/* The lines of a mapping's text that make values from values alone: at, next, shift, first. */
#include "codec/mapping_reader.h"

#include <string.h>

#include "codec/mapping_fill.h"

/* plus=NUMBER, minus=NUMBER, by=DURATION behind the operands. */
static enum err read_amount(struct mapping_reader *reader, struct step *step, const struct conf_word *word)
{
	if (strcmp(word->key, "by") == 0 && step->verb->fill == mapping_fill_shift) {
		if (duration_read(span_of(word->text), &step->by_us) == ERR_NONE)
			return ERR_NONE;
		return conf_fault(reader->line, word, reader->fault, "%s is no duration", word->text);
	}
	if (strcmp(word->key, "each") == 0 && step->verb->fill == mapping_fill_shift) {
		if (duration_read(span_of(word->text), &step->each_us) == ERR_NONE && step->each_us > 0)
			return ERR_NONE;
		return conf_fault(reader->line, word, reader->fault, "%s is no duration", word->text);
	}
	if (strcmp(word->key, "plus") != 0 && strcmp(word->key, "minus") != 0)
		return conf_fault(reader->line, word, reader->fault, "only plus=, minus=, each= and by= may stand here");
	step->sign = word->key[0] == 'p' ? 1 : -1;
	return mapping_read_value(reader, word, word->text, VALUE_NUMBER, &step->number);
}

static enum err read_of_values(struct mapping_reader *reader, struct step *step, size_t count)
{
	static const enum value_kind kinds[] = { VALUE_INSTANT, VALUE_CLOCK };
	enum err err = ERR_NONE;

	step->number = -1;
	step->each_us = US_PER_MIN;
	for (size_t i = 1; !err && i < reader->line->word_count; i++) {
		const struct conf_word *word = &reader->line->words[i];
		if (word->key)
			err = read_amount(reader, step, word);
		else if (step->operand_count >= count)
			err = mapping_word_too_many(reader, word, step);
		else {
			err = mapping_read_value(reader, word, word->text, kinds[step->operand_count],
						 &step->operands[step->operand_count]);
			step->operand_count++;
		}
	}
	if (!err && step->operand_count < count)
		return mapping_need_words(reader, SIZE_MAX, step->verb->usage);
	return err;
}

enum err mapping_read_shift(struct mapping_reader *reader, struct step *step)
{
	return read_of_values(reader, step, 1);
}

enum err mapping_read_at(struct mapping_reader *reader, struct step *step)
{
	return read_of_values(reader, step, 2);
}

/* All of one kind, which is the kind it gives. */
enum err mapping_read_first(struct mapping_reader *reader, struct step *step)
{
	enum err err = ERR_NONE;

	for (size_t i = 1; !err && i < reader->line->word_count; i++) {
		const struct conf_word *word = &reader->line->words[i];
		int number = mapping_find(reader, span_of(word->text));
		if (step->operand_count >= MAPPING_OPERANDS_MAX)
			return conf_fault(reader->line, word, reader->fault, "at most %d values", MAPPING_OPERANDS_MAX);
		if (number < 0)
			return mapping_no_value(reader, word, word->text);
		if (i == 1)
			step->gives = reader->mapping->steps.items[number].gives;
		err = mapping_read_value(reader, word, word->text, step->gives, &step->operands[step->operand_count++]);
	}
	return err;
}

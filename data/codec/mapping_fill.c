/* SPDX-License-Identifier: MIT */
/* One record's values in order. What is missing spreads to what rests on it, and says why where somebody listens. */
#include "codec/mapping_fill.h"

#include <string.h>

#include "base/text.h"

/* --- texts --- */

/* A cell without the blanks around it; false for one that means nothing. */
static bool cell_of(const struct mapping_row *row, int number, struct span *out)
{
	const struct mapping *mapping = row->mapping;
	struct span cell = { 0 };

	if (!mapping->kind->cell(row->message, row->record, (size_t)number, row->arena, &cell))
		return false;
	*out = record_trim(cell);
	for (size_t i = 0; out->length > 0 && i < mapping->missing.count; i++)
		if (span_is(*out, mapping->missing.items[i]))
			return false;
	return out->length > 0;
}

/* Texts of the store are UTF-8: bytes that are not are read as Latin-1, signs of control are left out. */
static void add_text(struct str *out, struct span text)
{
	bool is_utf8 = text_is_utf8(text.text, text.length);

	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.text[i];
		if (byte < 0x20 || byte == 0x7f)
			str_addc(out, ' ');
		else if (byte < 0x80 || is_utf8)
			str_addc(out, (char)byte);
		else
			text_put(out, byte);
	}
}

static void add_padded(struct str *out, struct span text, int digits)
{
	for (int i = (int)text.length; i < digits; i++)
		str_addc(out, '0');
	add_text(out, text);
}

static void add_money(const struct slot *slot, struct str *out)
{
	char currency[4] = "";
	int digits;
	int64_t unit = 1, minor = slot->number < 0 ? -slot->number : slot->number;

	memcpy(currency, slot->text.text, slot->text.length < 3 ? slot->text.length : 3);
	digits = money_digits(currency);
	for (int i = 0; i < digits; i++)
		unit *= 10;
	str_addf(out, "%s%lld", slot->number < 0 ? "-" : "", (long long)(minor / unit));
	if (digits > 0)
		str_addf(out, ".%0*lld", digits, (long long)(minor % unit));
	str_addf(out, " %s", currency);
}

void mapping_slot_text(const struct step *step, const struct slot *slot, int digits, struct str *out)
{
	if (step->gives == VALUE_TEXT)
		add_padded(out, slot->text, digits);
	else if (step->gives == VALUE_INSTANT)
		instant_write(out, slot->number);
	else if (step->gives == VALUE_CLOCK)
		str_addf(out, "%02d:%02d", (int)(slot->number / 60), (int)(slot->number % 60));
	else if (step->gives == VALUE_MONEY)
		add_money(slot, out);
	else
		str_addf(out, "%0*lld", digits, (long long)slot->number);
}

static const char *lacks(const struct mapping_row *row, const struct piece *piece)
{
	if (!row->is_told)
		return "";
	if (piece->kind == PIECE_VALUE)
		return arena_printf(row->arena, "it rests on %s, which is missing", row->mapping->steps.items[piece->number].name);
	return arena_printf(row->arena, "{%s} is empty or not there", row->mapping->cells.items[piece->number].name);
}

bool mapping_row_text(const struct mapping_row *row, const struct template *source, struct str *out, const char **why)
{
	for (size_t i = 0; i < source->count; i++) {
		const struct piece *piece = &source->pieces[i];
		struct span cell = piece->words;
		bool is_there = piece->kind == PIECE_WORDS || (piece->kind == PIECE_VALUE ? row->slots[piece->number].is_known
											  : cell_of(row, piece->number, &cell));
		if (!is_there) {
			*why = lacks(row, piece);
			return false;
		}
		if (piece->kind == PIECE_VALUE)
			mapping_slot_text(&row->mapping->steps.items[piece->number], &row->slots[piece->number], piece->pad_digits, out);
		else if (piece->kind == PIECE_WORDS)
			str_add(out, cell.text, cell.length);
		else
			add_padded(out, cell, piece->pad_digits);
	}
	return true;
}

bool mapping_fill_source(struct mapping_row *row, const struct template *source, struct slot *slot, struct span *out)
{
	struct str text = { 0 };
	bool is_known = mapping_row_text(row, source, &text, &slot->why);

	*out = is_known ? (struct span){ arena_text(row->arena, str_text(&text), text.length), text.length } : (struct span){ "", 0 };
	str_release(&text);
	return is_known;
}

bool mapping_fill_operands(const struct mapping_row *row, const struct step *step, struct slot *slot)
{
	struct piece piece = { .kind = PIECE_VALUE };
	int lacking = step->number >= 0 && !row->slots[step->number].is_known ? step->number : -1;

	for (size_t i = 0; lacking < 0 && i < step->operand_count; i++)
		if (!row->slots[step->operands[i]].is_known)
			lacking = step->operands[i];
	piece.number = lacking;
	if (lacking >= 0)
		slot->why = lacks(row, &piece);
	slot->is_known = lacking < 0;
	return slot->is_known;
}

enum err mapping_fill_refuse(const struct step *step, struct span cell, const char *what, struct fault *fault)
{
	return fault_set(fault, ERR_INVALID, step->name, "\"%.*s\" is no %s", (int)(cell.length < 80 ? cell.length : 80), cell.text,
			 what);
}

enum err mapping_fill_text(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	(void)fault;
	slot->is_known = mapping_fill_source(row, &step->source, slot, &slot->text);
	return ERR_NONE;
}

/* `words` where something was found, else= where not; else it is missing. */
static void take(struct mapping_row *row, const struct step *step, struct slot *slot, const char *words, const char *why)
{
	if (!words)
		words = step->otherwise;
	slot->is_known = words != NULL;
	slot->text = span_of(words);
	if (!words && why)
		slot->why = row->is_told ? why : "";
}

enum err mapping_fill_choice(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct span cell;
	const char *words = NULL;

	(void)fault;
	if (!mapping_fill_source(row, &step->source, slot, &cell)) {
		take(row, step, slot, NULL, NULL);
		return ERR_NONE;
	}
	for (size_t i = 0; i < step->choice_count; i++)
		if (span_equal(cell, step->choices[i].cell))
			words = step->choices[i].words;
	take(row, step, slot, words, words ? NULL : arena_printf(row->arena, "no choice says what \"%s\" means", cell.text));
	return ERR_NONE;
}

enum err mapping_fill_code(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	const struct mapping_table *table = &row->mapping->tables.items[step->table];
	const struct table_row *found;
	struct span cell;
	const char *words;

	(void)fault;
	if (!mapping_fill_source(row, &step->source, slot, &cell)) {
		take(row, step, slot, NULL, NULL);
		return ERR_NONE;
	}
	found = mapping_table_row(table, cell);
	words = found ? found->words[step->column] : NULL;
	take(row, step, slot, words,
	     words ? NULL : arena_printf(row->arena, "the table %s says no %s of \"%s\"", table->name, table->columns[step->column], cell.text));
	return ERR_NONE;
}

enum err mapping_fill_join(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct str text = { 0 };

	(void)fault;
	for (size_t i = 0; i < step->part_count; i++) {
		struct span part;
		if (!mapping_fill_source(row, &step->parts[i], slot, &part) || part.length == 0)
			continue;
		if (text.length > 0)
			str_adds(&text, step->words);
		str_add(&text, part.text, part.length);
	}
	slot->is_known = text.length > 0;
	slot->text = (struct span){ arena_text(row->arena, str_text(&text), text.length), text.length };
	str_release(&text);
	return ERR_NONE;
}

/* The n-th piece from `text`, counted from 1; false if there are fewer. */
static bool take_piece(struct span text, const char *separator, int n, struct span *out)
{
	size_t length = strlen(separator);

	for (const char *end; ; text = (struct span){ end + length, (size_t)(text.text + text.length - end) - length }) {
		end = memmem(text.text, text.length, separator, length);
		*out = end ? (struct span){ text.text, (size_t)(end - text.text) } : text;
		if (--n == 0)
			return true;
		if (!end)
			return false;
	}
}

static int count_pieces(struct span text, const char *separator)
{
	struct span piece;
	int count = 1;

	while (count < 100000 && take_piece(text, separator, count + 1, &piece))
		count++;
	return count;
}

enum err mapping_fill_part(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct span cell;
	int n = step->number;

	(void)fault;
	if (!mapping_fill_source(row, &step->source, slot, &cell))
		return ERR_NONE;
	if (n < 0)
		n += count_pieces(cell, step->words) + 1;
	slot->is_known = n > 0 && take_piece(cell, step->words, n, &slot->text) && slot->text.length > 0;
	if (!slot->is_known)
		slot->why = row->is_told ? arena_printf(row->arena, "\"%s\" has no such piece", cell.text) : "";
	return ERR_NONE;
}

enum err mapping_fill_same(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	struct span first, second;

	(void)fault;
	slot->is_known = mapping_fill_source(row, &step->source, slot, &first) && mapping_fill_source(row, &step->second, slot, &second);
	if (slot->is_known)
		slot->text = span_of(span_equal(first, second) ? "yes" : "no");
	return ERR_NONE;
}

enum err mapping_fill_first(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < step->operand_count && !slot->is_known; i++)
		*slot = row->slots[step->operands[i]];
	if (!slot->is_known)
		slot->why = "none of them is known";
	return ERR_NONE;
}

/* --- conditions --- */

enum err mapping_fill_when(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	(void)slot;
	(void)fault;
	row->is_passed_over = !mapping_row_match(row, step->expr);
	return ERR_NONE;
}

enum err mapping_fill_must(struct mapping_row *row, const struct step *step, struct slot *slot, struct fault *fault)
{
	(void)slot;
	return mapping_row_match(row, step->expr) ? ERR_NONE : fault_set(fault, ERR_INVALID, "the record", "%s", step->words);
}

/* One value; what cannot be read is missing, and a fault unless the mapping says that it does not matter. */
static enum err fill_step(struct mapping_row *row, int number, struct fault *fault)
{
	const struct step *step = &row->mapping->steps.items[number];
	enum err err;

	row->slots[number] = (struct slot){ .why = "" };
	err = step->verb->fill(row, step, &row->slots[number], fault);
	if (!err)
		return ERR_NONE;
	row->slots[number] = (struct slot){ .why = row->is_told && step->is_lenient ? arena_str(row->arena, fault->why) : "" };
	if (!step->is_lenient)
		return err;
	*fault = (struct fault){ 0 };
	return ERR_NONE;
}

enum err mapping_row_fill(struct mapping_row *row, struct fault *fault)
{
	enum err err = ERR_NONE;

	row->is_passed_over = false;
	for (size_t i = 0; (err || !row->is_passed_over) && i < row->loop->steps.count; i++) {
		struct fault later = { 0 }; /* behind the first fault only what the record is about is of use */
		enum err own = fill_step(row, row->loop->steps.items[i], err ? &later : fault);
		err = err ? err : own;
	}
	return err;
}

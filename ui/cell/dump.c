/* SPDX-License-Identifier: MIT */
/* Grids as text: what golden screens compare. */
#include "cell/dump.h"

#include "base/text.h"

static bool is_blank(const struct cell *cell)
{
	return cell->sign == ' ' && cell->width == 1 && !cell->marks[0];
}

static void add_cell(const struct cell *cell, struct str *out)
{
	if (cell->width == 0)
		return;
	text_put(out, cell->sign);
	for (int i = 0; i < CELL_MARKS && cell->marks[i]; i++)
		text_put(out, cell->marks[i]);
}

void grid_dump(const struct grid *grid, struct str *out)
{
	for (int row = 0; row < grid->rows; row++) {
		int end = grid->cols;
		while (end > 0 && is_blank(grid_at(grid, row, end - 1)))
			end--;
		for (int col = 0; col < end; col++)
			add_cell(grid_at(grid, row, col), out);
		str_addc(out, '\n');
	}
}

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* Letters in order of appearance, so that a new role changes only the screens that show it. */
struct legend {
	char letter_of[256];
	int roles[sizeof letters];
	size_t count;
};

static char letter(struct legend *legend, int role)
{
	if (role == 0)
		return '.';
	if (!legend->letter_of[role]) {
		if (legend->count == sizeof letters - 1)
			return '?';
		legend->roles[legend->count] = role;
		legend->letter_of[role] = letters[legend->count++];
	}
	return legend->letter_of[role];
}

void grid_dump_roles(const struct grid *grid, dump_role_name *on_name, struct str *out)
{
	struct legend legend = { 0 };

	for (int row = 0; row < grid->rows; row++) {
		int end = grid->cols;
		while (end > 0 && grid_at(grid, row, end - 1)->role == 0)
			end--;
		for (int col = 0; col < end; col++)
			str_addc(out, letter(&legend, grid_at(grid, row, col)->role));
		str_addc(out, '\n');
	}
	for (size_t i = 0; i < legend.count; i++)
		str_addf(out, "%c = %s\n", letters[i], on_name(legend.roles[i]));
}

/* SPDX-License-Identifier: MIT */
/* Bars and small charts. */
#include "widget/gauge.h"

#include <inttypes.h>
#include <stdio.h>

#include "theme/role.h"

#define STEPS 8

static int64_t largest(const int64_t *values, size_t count, int64_t most)
{
	if (most > 0)
		return most;
	for (size_t i = 0; i < count; i++)
		most = values[i] > most ? values[i] : most;
	return most;
}

/* `value` of `most` in `whole` parts, rounded; a value above 0 is never drawn as nothing. */
static int parts_of(int64_t value, int64_t most, int whole)
{
	double share;
	int parts;

	if (value <= 0 || most <= 0 || whole <= 0)
		return 0;
	share = (double)value / (double)most;
	parts = share >= 1.0 ? whole : (int)(share * whole + 0.5);
	return parts > 0 ? parts : 1;
}

void gauge_bar(struct pane pane, int row, int col, int cols, int role, int64_t value, int64_t most)
{
	int halves = parts_of(value, most, cols * 2);

	for (int i = 0; i < cols; i++) {
		enum glyph glyph = 2 * i + 1 < halves ? GLYPH_BAR_FULL
				   : 2 * i < halves   ? GLYPH_BAR_HALF
						      : GLYPH_BAR_EMPTY;
		pane_glyph(pane, row, col + i, glyph == GLYPH_BAR_EMPTY ? ROLE_DIM : role, glyph);
	}
}

/* The value under column `i` of `cols`, the newest at the right; 0 where there is none. */
static int64_t value_at(const int64_t *values, size_t count, int i, int cols)
{
	size_t from_right = (size_t)(cols - 1 - i);

	return from_right < count ? values[count - 1 - from_right] : 0;
}

static void rise(struct pane pane, int row, int col, int role, int eighths)
{
	if (eighths > 0)
		pane_glyph(pane, row, col, role,
			   (enum glyph)(GLYPH_RISE_1 + (eighths > STEPS ? STEPS : eighths) - 1));
	else
		pane_put(pane, row, col, role, ' ');
}

void gauge_spark(struct pane pane, int row, int col, int cols, int role, const int64_t *values,
		 size_t count, int64_t most)
{
	most = largest(values, count, most);
	for (int i = 0; i < cols; i++)
		rise(pane, row, col + i, role,
		     parts_of(value_at(values, count, i, cols), most, STEPS));
}

void gauge_columns(struct pane pane, int role, const int64_t *values, size_t count, int64_t most)
{
	int rows = pane.rect.rows, cols = pane.rect.cols;

	most = largest(values, count, most);
	for (int i = 0; i < cols; i++) {
		int eighths = parts_of(value_at(values, count, i, cols), most, rows * STEPS);
		for (int row = 0; row < rows; row++)
			rise(pane, row, i, role, eighths - (rows - 1 - row) * STEPS);
	}
}

void gauge_list(struct pane pane, const struct gauge_row *rows, int count, int label_cols)
{
	int64_t most = 0;
	int words_cols = 0, bar_cols;
	char number[24];

	for (int i = 0; i < count; i++) {
		int cols;
		snprintf(number, sizeof number, "%" PRId64, rows[i].value);
		cols = grid_text_cols(pane.grid, span_of(rows[i].words ? rows[i].words : number));
		words_cols = cols > words_cols ? cols : words_cols;
		most = rows[i].value > most ? rows[i].value : most;
	}
	bar_cols = pane.rect.cols - label_cols - words_cols - 2;
	for (int i = 0; i < count && i < pane.rect.rows; i++) {
		snprintf(number, sizeof number, "%" PRId64, rows[i].value);
		pane_fit(pane, i, 0, label_cols, ROLE_LABEL, ALIGN_LEFT, span_of(rows[i].label));
		if (bar_cols > 0)
			gauge_bar(pane, i, label_cols + 1, bar_cols, rows[i].role, rows[i].value,
				  most);
		pane_fit(pane, i, pane.rect.cols - words_cols, words_cols, ROLE_VALUE, ALIGN_RIGHT,
			 span_of(rows[i].words ? rows[i].words : number));
	}
}

/* SPDX-License-Identifier: MIT */
/* A terminal small enough to be read at once: what ncurses writes for xterm, turned back into signs
 * on a screen. It fails on every sequence it does not know, so nothing else is sent. */
#ifndef DOCKET_TESTS_UNIT_TERM_VT_H
#define DOCKET_TESTS_UNIT_TERM_VT_H

#include "base/text.h"

#define VT_ROWS 60
#define VT_COLS 200

struct vt {
	int rows, cols, row, col, top, bottom;
	uint32_t signs[VT_ROWS][VT_COLS]; /* 0: right half of a wide sign */
	uint32_t last;
	bool is_wrapping;
	bool modes[3000]; /* DEC private modes */
	int frames, asked;
};

static void vt_blank(struct vt *vt, int row, int from, int to)
{
	for (int col = from; col < to; col++)
		vt->signs[row][col] = ' ';
}

static void vt_scroll(struct vt *vt, int top, int lines)
{
	for (; lines > 0; lines--) {
		memmove(vt->signs[top], vt->signs[top + 1],
			sizeof vt->signs[0] * (size_t)(vt->bottom - top));
		vt_blank(vt, vt->bottom, 0, vt->cols);
	}
	for (; lines < 0; lines++) {
		memmove(vt->signs[top + 1], vt->signs[top],
			sizeof vt->signs[0] * (size_t)(vt->bottom - top));
		vt_blank(vt, top, 0, vt->cols);
	}
}

static void vt_start(struct vt *vt, int rows, int cols)
{
	memset(vt, 0, sizeof *vt);
	vt->rows = rows;
	vt->cols = cols;
	vt->bottom = rows - 1;
	for (int row = 0; row < rows; row++)
		vt_blank(vt, row, 0, cols);
}

static void vt_put(struct vt *vt, uint32_t sign)
{
	int cols = text_sign_cols(sign);

	if (cols == 0)
		return; /* marks are not looked at */
	if (vt->is_wrapping || vt->col + cols > vt->cols) {
		vt->col = 0;
		if (vt->row == vt->bottom)
			vt_scroll(vt, vt->top, 1);
		else if (vt->row < vt->rows - 1)
			vt->row++;
	}
	vt->signs[vt->row][vt->col] = vt->last = sign;
	if (cols == 2)
		vt->signs[vt->row][vt->col + 1] = 0;
	vt->col += cols;
	vt->is_wrapping = vt->col >= vt->cols;
	if (vt->is_wrapping)
		vt->col = vt->cols - 1;
}

static int vt_within(int value, int most)
{
	return value < 0 ? 0 : value > most ? most : value;
}

static void vt_shift(struct vt *vt, int count)
{
	uint32_t *line = vt->signs[vt->row];

	for (; count > 0; count--) {
		memmove(&line[vt->col + 1], &line[vt->col],
			sizeof *line * (size_t)(vt->cols - vt->col - 1));
		line[vt->col] = ' ';
	}
	for (; count < 0; count++) {
		memmove(&line[vt->col], &line[vt->col + 1],
			sizeof *line * (size_t)(vt->cols - vt->col - 1));
		line[vt->cols - 1] = ' ';
	}
}

static void vt_erase(struct vt *vt, int from_row, int to_row)
{
	for (int row = from_row; row < to_row; row++)
		vt_blank(vt, row, 0, vt->cols);
}

static void vt_csi(struct vt *vt, char marker, const int *p, int count, char final)
{
	int n = p[0] ? p[0] : 1;

	vt->is_wrapping =
		vt->is_wrapping && (final == 'm' || final == 'h' || final == 'l' || final == 'n');
	switch (final) {
	case 'm': return;
	case 'n': vt->asked += p[0] == 5; return;
	case 'h':
	case 'l':
		if (marker == '?')
			vt->modes[p[0]] = final == 'h';
		vt->frames += marker == '?' && p[0] == 2026 && final == 'h';
		return;
	case 'H':
		vt->row = vt_within(n - 1, vt->rows - 1);
		vt->col = vt_within((count > 1 && p[1] ? p[1] : 1) - 1, vt->cols - 1);
		return;
	case 'A': vt->row = vt_within(vt->row - n, vt->rows - 1); return;
	case 'B': vt->row = vt_within(vt->row + n, vt->rows - 1); return;
	case 'C': vt->col = vt_within(vt->col + n, vt->cols - 1); return;
	case 'D': vt->col = vt_within(vt->col - n, vt->cols - 1); return;
	case 'G': vt->col = vt_within(n - 1, vt->cols - 1); return;
	case 'd': vt->row = vt_within(n - 1, vt->rows - 1); return;
	case 'K':
		vt_blank(vt, vt->row, p[0] == 1 ? 0 : vt->col, p[0] == 1 ? vt->col + 1 : vt->cols);
		return;
	case 'J':
		if (p[0] == 0)
			vt_blank(vt, vt->row, vt->col, vt->cols);
		vt_erase(vt, p[0] == 0 ? vt->row + 1 : 0, p[0] == 1 ? vt->row : vt->rows);
		return;
	case 'X': vt_blank(vt, vt->row, vt->col, vt_within(vt->col + n, vt->cols)); return;
	case '@': vt_shift(vt, n); return;
	case 'P': vt_shift(vt, -n); return;
	case 'L': vt_scroll(vt, vt->row, -n); return;
	case 'M': vt_scroll(vt, vt->row, n); return;
	case 'S': vt_scroll(vt, vt->top, n); return;
	case 'T': vt_scroll(vt, vt->top, -n); return;
	case 'b':
		while (n-- > 0)
			vt_put(vt, vt->last);
		return;
	case 'r':
		vt->top = n - 1;
		vt->bottom = (count > 1 && p[1] ? p[1] : vt->rows) - 1;
		vt->row = vt->col = 0;
		return;
	case 't': return; /* window titles kept and given back, by smcup and rmcup */
	default: fail_msg("unknown sequence CSI %c %c", marker ? marker : ' ', final);
	}
}

static size_t vt_escape(struct vt *vt, const char *text, size_t length)
{
	int params[8] = { 0 }, count = 1;
	char marker = 0;

	if (length > 2 && (text[1] == '(' || text[1] == ')'))
		return 3;
	if (text[1] == 'M') {
		if (vt->row == vt->top)
			vt_scroll(vt, vt->top, -1);
		else if (vt->row > 0)
			vt->row--;
		return 2;
	}
	if (text[1] == ']') {
		const char *end = memchr(text, '\\', length);
		if (!end || text[2] != '5') /* the clipboard; the palette is not ours to touch */
			fail_msg("unknown sequence OSC %.8s", text + 2);
		return (size_t)(end - text) + 1;
	}
	if (text[1] != '[')
		return 2;
	for (size_t i = 2; i < length; i++) {
		if (text[i] >= '0' && text[i] <= '9')
			params[count - 1] = params[count - 1] * 10 + text[i] - '0';
		else if (text[i] == ';')
			count += count < 8;
		else if (text[i] >= '<' && text[i] <= '?')
			marker = text[i];
		else {
			vt_csi(vt, marker, params, count, text[i]);
			return i + 1;
		}
	}
	fail_msg("a sequence is cut off");
	return length;
}

static void vt_write(struct vt *vt, const char *text, size_t length)
{
	while (length > 0) {
		uint32_t sign;
		size_t bytes = 1;
		if (*text == '\033')
			bytes = vt_escape(vt, text, length);
		else if (*text == '\r' || *text == '\b') {
			vt->col = *text == '\r' || vt->col == 0 ? 0 : vt->col - 1;
			vt->is_wrapping = false;
		} else if (*text == '\n') {
			vt->is_wrapping = false;
			if (vt->row == vt->bottom)
				vt_scroll(vt, vt->top, 1);
			else if (vt->row < vt->rows - 1)
				vt->row++;
		} else if ((unsigned char)*text >= 0x20) {
			bytes = text_next(text, length, &sign);
			vt_put(vt, sign);
		}
		text += bytes;
		length -= bytes;
	}
}

#endif

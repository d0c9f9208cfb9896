/* SPDX-License-Identifier: MIT */
/* A numbered menu. */
#include "widget/choice.h"

#include "theme/role.h"

static enum choice_result take(struct choice *choice, const struct choice_item *items, int index)
{
	choice->cursor = index;
	return items[index].refused ? CHOICE_REFUSED : CHOICE_TAKEN;
}

static enum choice_result move(struct choice *choice, int count, int to)
{
	choice->cursor = (to % count + count) % count;
	return CHOICE_MOVED;
}

enum choice_result choice_key(struct choice *choice, const struct choice_item *items, int count,
			      uint32_t key)
{
	if (key == K_ESC || key == ('c' | K_CTRL))
		return CHOICE_CANCEL;
	if (count <= 0)
		return CHOICE_IGNORED;
	if (choice->cursor >= count)
		choice->cursor = count - 1;
	for (int i = 0; i < count; i++)
		if (items[i].key && items[i].key == key)
			return take(choice, items, i);
	if (key >= '1' && key <= '9' && (int)(key - '1') < count)
		return take(choice, items, (int)(key - '1'));
	switch (key) {
	case K_UP: return move(choice, count, choice->cursor - 1);
	case K_DOWN: return move(choice, count, choice->cursor + 1);
	case K_HOME: return move(choice, count, 0);
	case K_END: return move(choice, count, count - 1);
	case K_ENTER: return take(choice, items, choice->cursor);
	default: return CHOICE_IGNORED;
	}
}

static void draw_item(const struct choice_item *item, int index, bool is_chosen, struct pane line)
{
	int role = is_chosen ? ROLE_SHEET_CHOSEN : item->refused ? ROLE_DIM : ROLE_SHEET_CHOICE;
	char name[KEY_NAME_BYTES];
	int col = 2;

	pane_clear(line, is_chosen ? ROLE_SHEET_CHOSEN : ROLE_SHEET);
	if (is_chosen)
		pane_glyph(line, 0, 0, role, GLYPH_CURSOR);
	if (item->key)
		col += pane_text(line, 0, col, -1, is_chosen ? role : ROLE_HINT_KEY,
				 key_name(item->key, name));
	else if (index < 9)
		pane_put(line, 0, col++, is_chosen ? role : ROLE_HINT_KEY, (uint32_t)('1' + index));
	else
		col++;
	col++;
	col += pane_text(line, 0, col, -1, role, item->text) + 2;
	if (item->refused)
		pane_text(line, 0, col, -1, is_chosen ? role : ROLE_WARN, item->refused);
	else if (item->detail)
		pane_text(line, 0, col, -1, is_chosen ? role : ROLE_DIM, item->detail);
}

void choice_draw(const struct choice *choice, const struct choice_item *items, int count,
		 struct pane pane, bool has_focus)
{
	int rows = pane.rect.rows, top = choice->cursor >= rows ? choice->cursor - rows + 1 : 0;

	for (int row = 0; row < rows; row++) {
		struct pane line = pane_part(pane, (struct rect){ row, 0, 1, pane.rect.cols });
		int index = top + row;
		if (index >= count) {
			pane_clear(line, ROLE_SHEET);
			continue;
		}
		draw_item(&items[index], index, has_focus && index == choice->cursor, line);
		if (has_focus && index == choice->cursor)
			pane_cursor(line, 0, 0, false);
	}
}

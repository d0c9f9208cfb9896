/* SPDX-License-Identifier: MIT */
/* Fields under each other. A field is checked when it is left, and all of them before the form is
 * handed in. */
#include "widget/form.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "theme/role.h"

static int find(const struct form *form, const char *name)
{
	for (int i = 0; i < form->field_count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return i;
	return -1;
}

static int must_find(const struct form *form, const char *name)
{
	int index = find(form, name);

	if (index < 0)
		BUG("a form has no field %s", name);
	return index;
}

static const char *value_of(const struct form *form, int index)
{
	const struct form_field *field = &form->fields[index];

	return field->choices ? field->choices[form->inputs[index].chosen]
			      : lineedit_text(&form->inputs[index].edit);
}

static int choice_count(const struct form_field *field)
{
	int count = 0;

	while (field->choices[count])
		count++;
	return count;
}

void form_open(struct form *form, const struct form_field *fields, int field_count, void *context)
{
	BUG_IF(field_count < 1 || field_count > FORM_FIELDS_MAX);
	form_release(form);
	form->fields = fields;
	form->field_count = field_count;
	form->context = context;
	for (int i = 0; i < field_count; i++) {
		BUG_IF(fields[i].choices && !fields[i].choices[0]);
		form->inputs[i].edit.is_secret = fields[i].is_secret;
	}
}

void form_set(struct form *form, const char *name, const char *value)
{
	int index = must_find(form, name);
	const struct form_field *field = &form->fields[index];

	form->inputs[index].error[0] = '\0';
	if (!field->choices) {
		lineedit_set(&form->inputs[index].edit, value);
		return;
	}
	for (int i = 0; field->choices[i]; i++)
		if (strcmp(field->choices[i], value) == 0)
			form->inputs[index].chosen = i;
}

const char *form_value(const struct form *form, const char *name)
{
	return value_of(form, must_find(form, name));
}

void form_refuse(struct form *form, const char *name, const char *words)
{
	int index = find(form, name);

	if (index >= 0)
		form->active = index;
	snprintf(form->inputs[form->active].error, FORM_ERROR_BYTES, "%s", words);
}

static bool is_right(struct form *form, int index)
{
	const struct form_field *field = &form->fields[index];
	const char *value = value_of(form, index);
	char *error = form->inputs[index].error;
	bool is_empty = value[strspn(value, " ")] == '\0';
	bool holds = true;

	if (is_empty && field->is_required) {
		snprintf(error, FORM_ERROR_BYTES, "%s is needed", field->label);
		return false;
	}
	error[0] = '\0';
	if (!is_empty && field->on_check)
		holds = field->on_check(form->context, value, error, FORM_ERROR_BYTES);
	if (holds)
		error[0] = '\0';
	else if (!error[0])
		snprintf(error, FORM_ERROR_BYTES, "%s is not right", field->label);
	return holds;
}

bool form_validate(struct form *form, int index)
{
	bool holds = true;

	if (index >= 0)
		return is_right(form, index);
	for (int i = form->field_count; i-- > 0;)
		if (!is_right(form, i)) {
			form->active = i;
			holds = false;
		}
	return holds;
}

static enum form_result go_to(struct form *form, int index)
{
	if (value_of(form, form->active)[0])
		form_validate(form, form->active);
	form->active = (index + form->field_count) % form->field_count;
	return FORM_TAKEN;
}

static enum form_result submit(struct form *form)
{
	return form_validate(form, -1) ? FORM_SUBMIT : FORM_TAKEN;
}

static enum form_result choice_key_of(struct form *form, uint32_t key)
{
	struct form_input *input = &form->inputs[form->active];
	const struct form_field *field = &form->fields[form->active];
	int count = choice_count(field);

	if (key == K_LEFT || key == K_RIGHT || key == ' ') {
		input->chosen = (input->chosen + (key == K_LEFT ? count - 1 : 1)) % count;
	} else if (key >= '1' && key <= '9' && (int)(key - '1') < count) {
		input->chosen = (int)(key - '1');
	} else if (key_is_text(key) &&
		   key < 0x80) { /* the next choice that begins with the letter */
		for (int step = 1; step <= count; step++) {
			int i = (input->chosen + step) % count;
			if ((field->choices[i][0] | 0x20) == (int)(key | 0x20)) {
				input->chosen = i;
				break;
			}
		}
	} else {
		return FORM_IGNORED;
	}
	input->error[0] = '\0';
	return FORM_TAKEN;
}

static enum form_result text_key_of(struct form *form, uint32_t key)
{
	struct form_input *input = &form->inputs[form->active];

	switch (lineedit_key(&input->edit, key)) {
	case LINEEDIT_CHANGED: input->error[0] = '\0'; return FORM_TAKEN;
	case LINEEDIT_IGNORED: return FORM_IGNORED;
	default: return FORM_TAKEN;
	}
}

enum form_result form_key(struct form *form, uint32_t key)
{
	switch (key) {
	case K_TAB:
	case K_DOWN: return go_to(form, form->active + 1);
	case K_TAB | K_SHIFT:
	case K_UP: return go_to(form, form->active - 1);
	case K_ENTER:
		return form->active + 1 < form->field_count ? go_to(form, form->active + 1)
							    : submit(form);
	case K_ENTER | K_CTRL:
	case 's' | K_CTRL: return submit(form);
	case K_ESC:
	case 'c' | K_CTRL: return FORM_CANCEL;
	default: break;
	}
	return form->fields[form->active].choices ? choice_key_of(form, key)
						  : text_key_of(form, key);
}

enum form_result form_paste(struct form *form, struct span text)
{
	if (form->fields[form->active].choices)
		return FORM_IGNORED;
	lineedit_paste(&form->inputs[form->active].edit, text);
	form->inputs[form->active].error[0] = '\0';
	return FORM_TAKEN;
}

static int label_cols(const struct form *form, int cols)
{
	int most = 0;

	for (int i = 0; i < form->field_count; i++) {
		int taken = text_cols(form->fields[i].label, strlen(form->fields[i].label)) +
			    (form->fields[i].is_required ? 2 : 0);
		most = taken > most ? taken : most;
	}
	return most + 2 < cols / 2 ? most + 2 : cols / 2;
}

/* All choices, side by side and on as many lines as they need; the chosen one is marked. Returns
 * the lines; draws only into a pane. */
static int lay_choices(const struct form *form, int index, int cols, const struct pane *pane, bool is_active)
{
	const struct form_field *field = &form->fields[index];
	int chosen = form->inputs[index].chosen, col = 0, row = 0;

	for (int i = 0; field->choices[i]; i++) {
		int taken = text_cols(field->choices[i], strlen(field->choices[i])) + 2;
		int role = i != chosen ? ROLE_DIM : is_active ? ROLE_FIELD_ACTIVE : ROLE_FIELD;
		if (col > 0 && col + taken > cols) {
			col = 0;
			row++;
		}
		if (pane) {
			pane_put(*pane, row, col, role, i == chosen ? '[' : ' ');
			pane_text(*pane, row, col + 1, -1, role, field->choices[i]);
			pane_put(*pane, row, col + taken - 1, role, i == chosen ? ']' : ' ');
			if (i == chosen && is_active)
				pane_cursor(*pane, row, col + taken - 1, false);
		}
		col += taken + 1;
	}
	return row + 1;
}

static int field_rows(const struct form *form, int index, int cols)
{
	int rows = form->fields[index].choices ? lay_choices(form, index, cols - label_cols(form, cols), NULL, false) : 1;

	return rows + (form->inputs[index].error[0] ? 1 : 0);
}

int form_rows(const struct form *form, int cols)
{
	int rows = 0;

	for (int i = 0; i < form->field_count; i++)
		rows += field_rows(form, i, cols);
	return rows;
}

/* The text, and behind it how it is understood. */
static void draw_text(const struct form *form, int index, struct pane line, bool is_active)
{
	const struct form_field *field = &form->fields[index];
	const struct form_input *input = &form->inputs[index];
	struct str note = { 0 };
	int cols = line.rect.cols, note_cols = 0;

	if (field->on_note) {
		field->on_note(form->context, form, index, &note);
		note_cols = grid_text_cols(line.grid, (struct span){ str_text(&note), note.length });
	}
	if (note_cols > 0)
		cols = cols - note_cols - 1 > 12 ? cols - note_cols - 1 : 12;
	lineedit_draw(&input->edit, line, 0, 0, cols, is_active ? ROLE_FIELD_ACTIVE : ROLE_FIELD,
		      is_active);
	if (field->hint && input->edit.text.length == 0)
		pane_text(line, 0, is_active ? 1 : 0, cols - 1, ROLE_DIM, field->hint);
	if (note_cols > 0)
		pane_text(line, 0, cols + 1, -1, ROLE_LABEL, str_text(&note));
	str_release(&note);
}

static void draw_field(const struct form *form, int index, int label, struct pane pane, int row,
		       bool has_focus)
{
	const struct form_field *field = &form->fields[index];
	const struct form_input *input = &form->inputs[index];
	bool is_active = has_focus && index == form->active;
	int rows = field_rows(form, index, pane.rect.cols) - (input->error[0] ? 1 : 0);
	struct pane line = pane_part(pane, (struct rect){ row, label, rows, pane.rect.cols - label });
	int used = pane_text(pane, row, 0, label - 2, ROLE_LABEL, field->label);

	if (field->is_required)
		pane_put(pane, row, used + 1, ROLE_WARN, '*');
	if (field->choices) {
		lay_choices(form, index, line.rect.cols, &line, is_active);
	} else {
		draw_text(form, index, line, is_active);
	}
	if (input->error[0])
		pane_text(pane, row + rows, label, -1, ROLE_ERROR, input->error);
}

/* The first row to show so that the active field and its error are in sight. */
static int first_shown(const struct form *form, int rows, int cols)
{
	int end = 0;

	for (int i = 0; i <= form->active; i++)
		end += field_rows(form, i, cols);
	return end > rows ? end - rows : 0;
}

void form_draw(const struct form *form, struct pane pane, bool has_focus)
{
	int cols = pane.rect.cols, label = label_cols(form, cols);
	int row = -first_shown(form, pane.rect.rows, cols);

	pane_clear(pane, ROLE_SHEET);
	for (int i = 0; i < form->field_count; i++) {
		if (row + field_rows(form, i, cols) > 0 && row < pane.rect.rows)
			draw_field(form, i, label, pane, row, has_focus);
		row += field_rows(form, i, cols);
	}
}

void form_release(struct form *form)
{
	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		lineedit_release(&form->inputs[i].edit);
	*form = (struct form){ 0 };
}

/* SPDX-License-Identifier: MIT */
/* Several labelled fields, text or choice, each with its error under it. Tab, S-Tab, Up and Down
 * move, Left and Right or the blank change a choice, Enter goes on and submits on the last field,
 * ctrl-s or ctrl-Enter submits from anywhere. */
#ifndef DOCKET_WIDGET_FORM_H
#define DOCKET_WIDGET_FORM_H

#include "widget/lineedit.h"

#define FORM_FIELDS_MAX 24
#define FORM_ERROR_BYTES 160

/* Is `value` right for the field? False and words for the operator into error (cut to its room) if
 * not. */
typedef bool form_check(void *context, const char *value, char *error, size_t room_bytes);

struct form;

/* What stands dim behind the text of a field: how it is understood. Called for each frame. */
typedef void form_note(void *context, const struct form *form, int index, struct str *out);

/* One field as declared, usually a row of a const table. */
struct form_field {
	const char *name;            /* for form_value */
	const char *label;
	const char *hint;            /* shown dim while the field is empty; may be NULL */
	const char *const *choices;  /* NULL-ended; NULL: a text field */
	bool is_required;
	bool is_secret;
	form_check *on_check;        /* may be NULL; asked only for values that are not empty */
	form_note *on_note;          /* may be NULL */
};

/* A field's state. */
struct form_input {
	struct lineedit edit;        /* of text fields */
	int chosen;                  /* of choice fields, index into choices */
	char error[FORM_ERROR_BYTES];
};

enum form_result {
	FORM_IGNORED,
	FORM_TAKEN,
	FORM_SUBMIT, /* all fields hold */
	FORM_CANCEL,
};

/* All zero, then form_open. Borrows the declarations, owns the inputs. */
struct form {
	const struct form_field *fields;
	int field_count;             /* at most FORM_FIELDS_MAX */
	int active;
	void *context;               /* of on_check */
	struct form_input inputs[FORM_FIELDS_MAX];
};

/* Makes the form empty with the first field active. */
void form_open(struct form *form, const struct form_field *fields, int field_count, void *context);

/* Sets a field's value by name (a choice by its text); an unknown name is a BUG. */
void form_set(struct form *form, const char *name, const char *value);

/* A field's value, never NULL; an unknown name is a BUG. Borrowed until the next change. */
const char *form_value(const struct form *form, const char *name);

/* Puts an error (from the engine's answer) under a field and makes it active; a name that is none
 * goes to the active field. */
void form_refuse(struct form *form, const char *name, const char *words);

/* One key. On submit all fields are checked; the first that fails becomes active. */
enum form_result form_key(struct form *form, uint32_t key);

/* A paste goes into the active text field. */
enum form_result form_paste(struct form *form, struct span text);

/* Checks one field or (index -1) all; true if nothing is wrong. Sets and clears errors. */
bool form_validate(struct form *form, int index);

/* Rows that the form takes now at a width, errors included. */
int form_rows(const struct form *form, int cols);

/* Draws it, scrolled so that the active field is in sight. */
void form_draw(const struct form *form, struct pane pane, bool has_focus);

/* Frees; usable again by form_open. */
void form_release(struct form *form);

#endif

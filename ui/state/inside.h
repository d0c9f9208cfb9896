/* SPDX-License-Identifier: MIT */
/* What the files of ui/state share with each other and with nobody else. */
#ifndef DOCKET_STATE_INSIDE_H
#define DOCKET_STATE_INSIDE_H

#include "state/ui.h"
#include "theme/role.h"

/* Keys that reach a deciding sheet earlier than this were meant for what was there before. */
#define ARM_US (300 * US_PER_MS)

/* The layer on top, or NULL: then the queue has the keys. */
struct layer *layer_top(struct ui *ui);

/* The row under the cursor of a list, of the type of its set; NULL if it has none. It is the store's, until the set is loaded again. */
const void *layer_list_row(const struct ui *ui, const struct layer *layer);

/* Opens a layer of a kind; the newest of too many replaces the one below it. */
struct layer *layer_push(struct ui *ui, enum layer_kind kind);

/* Closes the layer on top. */
void layer_pop(struct ui *ui);

/* Closes all layers. */
void layer_clear(struct ui *ui);

/* The keymap context of what has the keys. */
const char *layer_context(struct ui *ui);

/* The case an act is about: the opened one, else the one under the cursor; NULL if there is none. */
const struct case_row *layer_case(struct ui *ui);

/* Opens a case and asks for its details. */
void layer_open_case(struct ui *ui, int64_t tenant_id, int64_t case_id, struct ui_effects *out);

/* Rows that a text to read has on this screen. */
int layer_pager_rows(const struct ui *ui);

/* And its columns. */
int layer_pager_cols(const struct ui *ui);

/* Opens text to read; both texts are copied. */
struct layer *layer_open_text(struct ui *ui, const char *title, const char *text);

/* Shows words on the message line. */
void ui_say(struct ui *ui, int role, const char *format, ...) PRINTF_LIKE(3, 4);

/* Appends an effect, zeroed but for its kind. */
struct ui_effect *ui_effect_add(struct ui_effects *out, enum ui_effect_kind kind);

/* A command by its words ("claim", "view approvals", "note C-10481 words=..."). */
void ui_command(struct ui *ui, const char *line, struct ui_effects *out);

/* Looks for a reference and shows what is found. */
void ui_find(struct ui *ui, const char *words, struct ui_effects *out);

/* A scroll or move command for what has the keys; false if it is none. */
bool ui_move(struct ui *ui, const char *command);

/* Begins an act: with all needed arguments it is sent, else its form is opened. */
void acting_begin(struct ui *ui, const struct verb *verb, const struct conf_line *line, struct ui_effects *out);

/* The value of an argument, NULL or "" if there is none. */
typedef const char *acting_value(void *context, const char *name);

/* Sends an act whose values come from `on_value`; false if it may not be sent now, which was said. */
bool acting_send(struct ui *ui, const struct verb *verb, const struct case_row *row, acting_value *on_value, void *context,
		 struct ui_effects *out);

/* Opens the form of an act, prefilled from the line (may be NULL) and the case (may be NULL). */
void filling_open(struct ui *ui, const struct verb *verb, const struct conf_line *line, const struct case_row *row);

/* A key for a form. */
void filling_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out);

/* In which zones the moments of an act are typed and told. */
struct moments {
	const struct verb *verb;
	const char *here, *there;    /* names: of the clock in the title, of the stop that is spoken of */
	int64_t now;
};

/* Of an act on a case (may be NULL); `says` is what a call says (may be NULL): it names the stop. */
struct moments moments_of(const struct ui *ui, const struct verb *verb, const struct case_row *row, const char *says);

/* Of the act in a form. */
struct moments moments_of_form(const struct ui *ui, const struct layer *layer);

/* Reads what was typed as a moment of the act. */
MUST_CHECK enum err moments_read(const struct moments *moments, const struct argument *argument, const char *text, int64_t *out,
				 struct fault *fault);

/* A form_note: the zone a field is read in, or how what stands in it is understood. */
void moments_note(void *context, const struct form *form, int index, struct str *out);

/* May it be sent now? Refuses in words. Notes and calls become drafts while the store is lost. */
bool acting_may(struct ui *ui, const struct verb *verb, bool *is_draft);

/* The effect of an act with a key of its own and room for its arguments; the row may be NULL. */
struct ui_effect *acting_new(struct ui *ui, const struct verb *verb, const struct case_row *row, bool is_draft, struct ui_effects *out);

/* Puts an argument into an act. */
void acting_put(struct ui_effects *out, struct texts *args, const char *key, const char *value);

/* Keeps what takes this act back, if anything does; `effect` NULL: it was not sent. */
void undoing_remember(struct ui *ui, const struct verb *verb, const struct case_row *row, const struct ui_effect *effect);

/* Is the act with this key what would be taken back? */
bool undoing_is_of(const struct ui *ui, const char *client_key);

/* Takes the last act back, or says what could be. */
void undoing_do(struct ui *ui, struct ui_effects *out);

/* Opens the menu of acts. */
void acting_menu(struct ui *ui);

/* What came of something that was sent. */
void acting_answer(struct ui *ui, const struct ui_event *event, struct ui_effects *out);

/* A fresh client key in the effects' arena. */
const char *acting_key_text(struct ui *ui, struct ui_effects *out);

/* Opens the sheet of the approval under the cursor. */
void deciding_open(struct ui *ui, struct ui_effects *out);

/* Keys for the sheet of options and for an approval's. */
void deciding_options_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out);

/* A key for an approval's sheet. */
void deciding_key(struct ui *ui, struct layer *layer, uint32_t key, int64_t now_us, struct ui_effects *out);

/* The facts may have changed under an open approval: then it is armed anew and says so. */
void deciding_rows_changed(struct ui *ui, int64_t now_us);

/* Sends the decision of the approval below the prompt. */
void deciding_send(struct ui *ui, const char *verdict, const char *reason, struct ui_effects *out);

/* Does the chosen option now, for this reason; somebody looks at it after. */
void deciding_at_once(struct ui *ui, const char *reason, struct ui_effects *out);

/* Opens a prompt. */
void prompt_open(struct ui *ui, enum prompt_kind kind);

/* A key for a prompt, the palette, or help. */
void prompt_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out);

/* Opens the palette. */
void prompt_palette(struct ui *ui);

/* Opens help for what has the keys. */
void prompt_help(struct ui *ui);

/* The n-th command or act that the palette shows for what is typed; NULL behind the last. */
const struct verb *prompt_match(struct ui *ui, const struct layer *layer, int n);

/* Looks for what an operator must be told on the desktop. */
void alarm_look(struct ui *ui, struct ui_effects *out);

/* Something happened that a step of the tour may wait for. */
void ui_happened(struct ui *ui, const char *what);

/* The coach line, or NULL. */
const char *tour_line(const struct ui *ui);

/* ---- going.c ---- */

/* A command of the table in commanding.c: the line is what was typed, or what the key is bound to. */
typedef void command_function(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Goes to a view; what is open is closed. */
void going_to(struct ui *ui, int view);

/* Opens what is under the cursor: a case, a letter, an interface, a thing that was found, an approval's sheet. */
void going_open(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Closes what is on top; on a queue its filter goes, then its held order. */
void going_back(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Goes to the view that is named. */
void going_view(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Goes to the view after this one. */
void going_next_view(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* A case's next pane, elsewhere the next view. */
void going_next_pane(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Opens the list of interfaces. */
void going_interfaces(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Opens the list of write-backs that wait for a person. */
void going_effects(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Opens the page of the interface that is named, of the one that what is on top is about, or the list of all. */
void going_interface(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Opens the dead letters of the interface that is named, of the one on top, or of all. */
void going_dead(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Opens the case that the letter or the interface on top holds up. */
void going_blocked(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Looks for the words, or asks for them. */
void going_find(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Sets the view's filter, or asks for it. */
void going_filter(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Takes the view's filter away. */
void going_filter_off(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Opens the sheet of the approval under the cursor, or goes to the approvals. */
void going_approve(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* ---- mending.c ---- */

/* Opens the list of dead letters: of an interface, or of all where it is NULL or "". */
void mending_list(struct ui *ui, const char *interface, struct ui_effects *out);

/* Opens the letter under the cursor of the list on top. */
void mending_open(struct ui *ui, struct ui_effects *out);

/* The letter that the page or the list on top is about, or NULL. */
const struct dead_shown_row *mending_row(struct ui *ui);

/* Its message came. */
void mending_text(struct ui *ui, const struct ui_dead_text *text);

/* Begins to edit the copy on the page on top. */
void mending_edit(struct ui *ui);

/* A key while the copy is edited. */
void mending_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out);

/* Asks what the letter on top would do, as it is or as its copy is now: the sheet opens. Where several are marked, those are replayed. */
void mending_try(struct ui *ui, struct ui_effects *out);

/* A key on that sheet. */
void mending_sheet_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out);

/* Drops the letter for this reason. */
void mending_drop(struct ui *ui, const char *reason, struct ui_effects *out);

/* An answer to something of these; false if it is to none. */
bool mending_answer(struct ui *ui, const struct ui_event *event, struct ui_effects *out);

/* May the page on top be left? Says so once if a changed copy would be lost. */
bool mending_may_leave(struct ui *ui);

/* An act on a dead letter, which must be answered; NULL if it may not be sent now, which was said. */
struct ui_effect *mending_send(struct ui *ui, const char *kind, int64_t tenant_id, int64_t dead_id, struct ui_effects *out);

/* ---- many.c ---- */

/* Marks the request under the cursor for a decision over several, or takes the mark off. */
void together_mark(struct ui *ui);

/* Asks for what the marked requests cost together. */
void together_begin(struct ui *ui);

/* Sends one word on all of them if that is what was typed; else says so on the prompt's layer. */
void together_total(struct ui *ui, struct layer *layer, const char *text, struct ui_effects *out);

/* Replays the marked letters, one after the other. */
void many_begin(struct ui *ui, struct ui_effects *out);

/* The answer to the one under way; false if it is another's. */
bool many_answer(struct ui *ui, const struct ui_event *event, struct ui_effects *out);

/* Frees. */
void many_release(struct ui *ui);

/* ---- interfacing.c ---- */

/* Opens the page of an interface. */
void interfacing_open(struct ui *ui, int64_t tenant_id, int64_t interface_id, struct ui_effects *out);

/* The interface that is called so; NULL if there is none. */
const struct interface_shown_row *interfacing_find(const struct ui *ui, const char *name);

/* Opens what is under the cursor of the page on top: a shipment's case, or the shipment. */
void interfacing_enter(struct ui *ui, struct ui_effects *out);

/* The page's rows, if they are of that interface; NULL while they are not here. */
const struct interface_page_row *interfacing_page(const struct ui *ui, const struct layer *layer);

/* ---- disrupted.c ---- */

/* Opens the list of disruptions. */
void disrupted_list(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Opens the disruption of the case under the cursor or on top; on a page, what is named: D-12. */
void disrupted_open(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* Opens the one under the cursor of the list on top. */
void disrupted_row(struct ui *ui, struct ui_effects *out);

/* Opens the case under the cursor of the page on top. */
void disrupted_enter(struct ui *ui, struct ui_effects *out);

/* The row of the disruption that the layer is about, or NULL. */
const struct disruption_row *disrupted_of(const struct ui *ui, const struct layer *layer);

/* The case under the cursor of the page, or NULL. */
const struct disruption_member_row *disrupted_member(const struct ui *ui, const struct layer *layer);

/* Marks the case under the cursor. */
void disrupted_mark(struct ui *ui);

/* Shows receipts instead of cases, or cases again. */
void disrupted_receipts(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* What is looked at is read again. */
void disrupted_refresh(struct ui *ui, struct ui_effects *out);

/* ---- bulking.c ---- */

/* `bulk KIND [key=value ...]`: opens the sheet that says what would come of it, for the marked cases or the pile under the cursor. */
void bulking_begin(struct ui *ui, const struct conf_line *line, struct ui_effects *out);

/* A key on that sheet: y does what it says. */
void bulking_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out);

/* What came of it. */
void bulking_said(struct ui *ui, const struct ui_event *event, struct ui_effects *out);

/* ---- lettering.c ---- */

/* Opens the case's drafted message for reading; says so if there is none. */
void lettering_open(struct ui *ui, const struct case_row *row);

/* A key on the opened message: y sends it, d throws it away. */
void lettering_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out);

#endif

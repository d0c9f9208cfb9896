/* SPDX-License-Identifier: MIT */
/* Every role a cell may have: what it is, not how it looks. The one list of their names. */
#ifndef DOCKET_THEME_ROLE_H
#define DOCKET_THEME_ROLE_H

#include <stdint.h>

/* enumerator, name in a theme file, parent, attributes without colours (0: none, INHERIT: the
 * parent's), what it is for */
#define ROLE_LIST(X)                                                                              \
	X(BASE, "base", BASE, 0, "everything not named below")                                    \
	X(DIM, "dim", BASE, DIM, "less important text")                                           \
	X(STALE, "stale", DIM, INHERIT, "a value older than its limit")                           \
	X(LABEL, "label", DIM, 0, "the name before a value")                                      \
	X(VALUE, "value", BASE, 0, "a value")                                                     \
	X(GOOD, "good", BASE, 0, "done, in time, accepted")                                       \
	X(WARN, "warn", BASE, UNDERLINE, "look at this")                                          \
	X(BAD, "bad", BASE, BOLD, "failed, lost, refused")                                        \
	X(ERROR, "error", BAD, REVERSE, "an input or act that was refused")                       \
	X(TITLE, "title", BASE, BOLD, "the top line")                                             \
	X(TITLE_ENV, "title-env", TITLE, REVERSE, "the name of the operation in the top line")    \
	X(LINK_LIVE, "link-live", GOOD, INHERIT, "link state: live")                              \
	X(LINK_STALE, "link-stale", WARN, INHERIT, "link state: late")                            \
	X(LINK_LOST, "link-lost", BAD, REVERSE, "link state: lost")                               \
	X(TAB, "tab", DIM, 0, "a view that is not open")                                          \
	X(TAB_ACTIVE, "tab-active", TITLE, REVERSE, "the open view")                              \
	X(HEAD, "head", DIM, UNDERLINE, "column titles")                                          \
	X(ROW, "row", BASE, 0, "a row of a list")                                                 \
	X(ROW_CURSOR_MARK, "row-cursor-mark", BASE, BOLD, "the sign at the selected row")         \
	X(ROW_NEW, "row-new", WARN, 0, "the sign at a new or changed row")                        \
	X(ROW_GONE, "row-gone", DIM, INHERIT, "a row that left the list while it is held")        \
	X(MARK, "mark", WARN, BOLD, "the sign at a marked row, and their count")                  \
	X(HELD, "held", WARN, REVERSE, "the order is held")                                       \
	X(MATCH, "match", WARN, UNDERLINE, "what a search found")                                 \
	X(ID, "id", VALUE, 0, "a case or order number")                                           \
	X(BAND_0, "band-0", BAD, REVERSE, "band: cannot wait, safety")                            \
	X(BAND_1, "band-1", BAD, BOLD, "band: today, promise at stake")                           \
	X(BAND_2, "band-2", WARN, 0, "band: soon")                                                \
	X(BAND_3, "band-3", BASE, 0, "band: can wait")                                            \
	X(OVERDUE, "overdue", BAD, BOLD, "a limit that has passed")                               \
	X(DUE_SOON, "due-soon", WARN, INHERIT, "a limit that is near")                            \
	X(DUE_LATER, "due-later", BASE, 0, "a limit that is far")                                 \
	X(MONEY, "money", VALUE, BOLD, "an amount that this costs")                               \
	X(PRESENCE, "presence", DIM, 0, "who else has it open")                                   \
	X(BORDER, "border", DIM, 0, "lines between panes")                                        \
	X(BORDER_FOCUS, "border-focus", BASE, BOLD, "the line around the pane with the keys")     \
	X(SCROLL, "scroll", BORDER, 0, "where in a long list you are")                            \
	X(MESSAGE, "message", BASE, 0, "the message line")                                        \
	X(HINT_KEY, "hint-key", BASE, BOLD, "a key in the hint line")                             \
	X(HINT_TEXT, "hint-text", DIM, 0, "what that key does")                                   \
	X(COACH, "coach", DIM, 0, "what to do next, for those who are new")                       \
	X(FIELD, "field", BASE, UNDERLINE, "an input field")                                      \
	X(FIELD_ACTIVE, "field-active", FIELD, REVERSE, "the input field with the cursor")        \
	X(SHEET, "sheet", BASE, 0, "a sheet above the screen")                                    \
	X(SHEET_TITLE, "sheet-title", TITLE, INHERIT, "the title of a sheet")                     \
	X(SHEET_CHOICE, "sheet-choice", BASE, 0, "a choice on a sheet")                           \
	X(SHEET_CHOSEN, "sheet-chosen", SHEET_CHOICE, REVERSE, "the choice under the cursor")     \
	X(SHEET_COST, "sheet-cost", MONEY, INHERIT, "the amount that a yes would spend")          \
	X(DIFF_ADD, "diff-add", GOOD, BOLD, "what came in")                                       \
	X(DIFF_DEL, "diff-del", BAD, DIM, "what went out")                                        \
	X(CHART_AXIS, "chart-axis", DIM, 0, "axes and legends")                                   \
	X(CHART_1, "chart-1", BASE, 0, "first series")                                            \
	X(CHART_2, "chart-2", BASE, 0, "second series")                                           \
	X(CHART_3, "chart-3", BASE, 0, "third series")                                            \
	X(CHART_4, "chart-4", BASE, 0, "fourth series")                                           \
	X(CHART_5, "chart-5", BASE, 0, "fifth series")

enum role {
#define ROLE_ENUM(id, name, parent, mono, help) ROLE_##id,
	ROLE_LIST(ROLE_ENUM)
#undef ROLE_ENUM
	ROLE_COUNT_
};

/* One role as declared. */
struct role_row {
	const char *name;
	int parent;        /* enum role; itself for the base */
	int mono;          /* enum paint_attr or-ed, or -1: the parent's */
	const char *help;
};

/* The row of `role`, 0 to ROLE_COUNT_ - 1; a constant. */
const struct role_row *role_at(int role);

/* The name of `role`; "?" for a number that is none. Fits dump_role_name. */
const char *role_name(int role);

/* The role called `name`, or -1. */
int role_find(const char *name);

/* The role of band 0 to 3; bands behind are shown as the last. */
enum role role_band(int band);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * ncurses, as a painter: it gets the cells that differ from the last frame and finds the cheapest
 * bytes for them. It writes into a memory file, so a frame can be wrapped, counted and sent in one
 * piece.
 */
#define NCURSES_WIDECHAR 1
#include <curses.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "base/mem.h"
#include "term/painter.h"

#define MODES_OFF       "\033[?2026l\033[?2004l\033[?1004l"
#define SYNC_FROM_BYTES 400 /* a smaller frame comes in one packet and cannot tear */
#define SYNC_ON         "\033[?2026h"
#define SYNC_OFF        "\033[?2026l"
#define ASK_STATUS      "\033[5n"

struct painter {
	SCREEN *handle;
	FILE *file;                     /* over the memory file; ncurses wants one */
	struct grid shown;              /* what the terminal shows */
	struct palette palette;         /* with which it was painted */
	short pairs[PALETTE_ROLES_MAX]; /* colour pair of each role */
	attr_t attrs[PALETTE_ROLES_MAX];
	bool is_stale;     /* paint all */
	bool is_returning; /* the next frame is the first after a suspend */
	bool is_cursor_shown;
};

/* Types to fall back on, the likeliest first: `asked` begins with `prefix`. */
static const struct {
	const char *prefix, *type;
} fallbacks[] = {
	{ "xterm", "xterm-256color" },
	{ "kitty", "xterm-256color" },
	{ "ghostty", "xterm-256color" },
	{ "foot", "xterm-256color" },
	{ "wezterm", "xterm-256color" },
	{ "alacritty", "xterm-256color" },
	{ "contour", "xterm-256color" },
	{ "rxvt", "rxvt-256color" },
	{ "tmux", "screen-256color" },
	{ "screen", "screen" },
	{ "linux", "linux" },
	{ "vt", "vt100" },
	{ "", "xterm" },
	{ "", "vt100" },
	{ "", "ansi" },
};

/* ncurses sets handlers where the default is still in force; signals belong to the loop, so they
 * are put back. */
static SCREEN *new_screen(const char *type, FILE *file)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
	struct sigaction saved[COUNT_OF(signals)];
	SCREEN *handle;

	for (size_t i = 0; i < COUNT_OF(signals); i++)
		sigaction(signals[i], NULL, &saved[i]);
	handle = newterm(type, file, file);
	for (size_t i = 0; i < COUNT_OF(signals); i++)
		sigaction(signals[i], &saved[i], NULL);
	return handle;
}

/* ncurses on a type that is known and can place its cursor, else NULL. */
static SCREEN *try_type(const char *type, FILE *file)
{
	SCREEN *handle = *type && !strchr(type, '/') ? new_screen(type, file) : NULL;
	const char *place;

	if (!handle)
		return NULL;
	place = tigetstr("cup");
	if (place && place != (char *)-1 && *place)
		return handle;
	endwin();
	delscreen(handle);
	return NULL;
}

static SCREEN *choose_type(const char *asked, FILE *file, const char **type)
{
	SCREEN *handle = try_type(asked, file);

	*type = asked;
	if (strcmp(asked, "dumb") == 0 || strcmp(asked, "unknown") == 0)
		return handle; /* said on purpose: no screen here */
	for (size_t i = 0; !handle && i < COUNT_OF(fallbacks); i++)
		if (strncmp(asked, fallbacks[i].prefix, strlen(fallbacks[i].prefix)) == 0) {
			*type = fallbacks[i].type;
			handle = try_type(*type, file);
		}
	return handle;
}

static enum err no_type(const struct term *term, struct fault *fault)
{
	fault_set(fault, ERR_INVALID, "terminal",
		  "the type \"%s\" cannot place its cursor or is not known here",
		  term->facts.asked);
	fault_help(fault, "set TERM to what your terminal is (xterm-256color fits most), or use "
			  "the subcommands");
	return ERR_INVALID;
}

static void add_leave(struct term *term, const char *text)
{
	size_t length = strlen(text);

	if (length > sizeof term->leave - term->leave_bytes)
		return;
	memcpy(term->leave + term->leave_bytes, text, length);
	term->leave_bytes += length;
}

/* A capability without the padding marks of old entries, which are not for write(2). */
static void add_capability(struct term *term, const char *name)
{
	const char *text = tigetstr(name);

	for (; text && text != (char *)-1 && *text; text++) {
		if (text[0] == '$' && text[1] == '<' && strchr(text, '>'))
			text = strchr(text, '>');
		else if (term->leave_bytes < sizeof term->leave)
			term->leave[term->leave_bytes++] = *text;
	}
}

/* CAN first: it ends a sequence that was cut off. */
static void make_leave(struct term *term)
{
	add_leave(term, "\030");
	add_leave(term, term->has_modes ? MODES_OFF : "");
	add_capability(term, "sgr0");
	add_capability(term, "rmkx");
	add_capability(term, "cnorm");
	add_capability(term, "rmcup");
}

/* Private modes are said only to terminals that are known to swallow at least those they lack. */
static bool knows_modes(const char *type)
{
	return strncmp(type, "xterm", 5) == 0 || strncmp(type, "tmux", 4) == 0 ||
	       strncmp(type, "screen", 6) == 0 || strncmp(type, "rxvt", 4) == 0;
}

static void start_colours(struct term *term)
{
	term->facts.colours = has_colors() && start_color() == OK ? COLORS : 0;
	if (term->facts.colours)
		use_default_colors();
}

static void set_up(struct term *term)
{
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	typeahead(-1);
	curs_set(0);
	start_colours(term);
}

enum err painter_open(struct term *term, struct fault *fault)
{
	struct painter *painter = term->painter = mem_new(1, sizeof *painter);
	const char *type;

	term->memory_fd = memfd_create("docket-screen", MFD_CLOEXEC);
	painter->file = term->memory_fd >= 0 ? fdopen(dup(term->memory_fd), "r+") : NULL;
	if (!painter->file)
		return fault_set(fault, ERR_SYSTEM, "terminal", "no memory file for the screen: %s",
				 strerror(errno));
	painter->handle = choose_type(term->facts.asked, painter->file, &type);
	if (!painter->handle)
		return no_type(term, fault);
	snprintf(term->facts.type, sizeof term->facts.type, "%s", type);
	term->has_modes = knows_modes(type);
	set_up(term);
	make_leave(term);
	painter->is_stale = true;
	return ERR_NONE;
}

void painter_size(struct term *term, int rows, int cols)
{
	struct painter *painter = term->painter;

	if (painter->shown.rows != rows || painter->shown.cols != cols) {
		/* resizeterm would also put a KEY_RESIZE into a queue that nobody reads. */
		resize_term(rows, cols);
		grid_resize(&painter->shown, rows, cols);
	}
	painter->is_stale = true;
}

void term_redraw(struct term *term)
{
	term->painter->is_stale = true;
}

/* What ncurses wrote since the last call goes to the end of `out` (or nowhere). */
static void collect(struct term *term, struct str *out)
{
	off_t end;
	char part[4096];
	size_t bytes = 0;

	fflush(term->painter->file);
	end = lseek(term->memory_fd, 0, SEEK_CUR);
	while (end > 0 && bytes < (size_t)end) {
		ssize_t got = pread(term->memory_fd, part, sizeof part, (off_t)bytes);
		if (got <= 0)
			break;
		if (out)
			str_add(out, part, (size_t)got);
		bytes += (size_t)got;
	}
	if (end > 0 &&
	    (ftruncate(term->memory_fd, 0) != 0 || lseek(term->memory_fd, 0, SEEK_SET) != 0))
		BUG("the screen's memory file cannot be emptied");
}

static attr_t attr_of(uint8_t attr)
{
	return (attr & PAINT_BOLD ? A_BOLD : 0) | (attr & PAINT_DIM ? A_DIM : 0) |
	       (attr & PAINT_ITALIC ? A_ITALIC : 0) | (attr & PAINT_UNDERLINE ? A_UNDERLINE : 0) |
	       (attr & PAINT_REVERSE ? A_REVERSE : 0);
}

static bool same_colours(const struct paint *a, const struct paint *b)
{
	return a->fg == b->fg && a->bg == b->bg;
}

/* One pair for each two colours that occur; roles share them, since old terminals have only 64. */
static void take_palette(struct term *term, const struct palette *palette)
{
	struct painter *painter = term->painter;
	const struct paint *paints = palette->paints;
	short used = 0;

	for (int role = 0; role < PALETTE_ROLES_MAX; role++) {
		int same = 0;
		painter->attrs[role] = attr_of(paints[role].attr);
		painter->pairs[role] = 0;
		if (!term->facts.colours ||
		    (paints[role].fg == COLOUR_DEFAULT && paints[role].bg == COLOUR_DEFAULT))
			continue;
		while (same < role && !same_colours(&paints[same], &paints[role]))
			same++;
		if (same < role)
			painter->pairs[role] = painter->pairs[same];
		else if (used + 1 < COLOR_PAIRS &&
			 init_pair((short)(used + 1), paints[role].fg, paints[role].bg) == OK)
			painter->pairs[role] = ++used;
	}
	painter->palette = *palette;
	painter->is_stale = true;
}

/* A sign whose width ncurses sees otherwise than the grid would shift the line behind it. */
static bool is_agreed(const struct term *term, const struct cell *cell)
{
	if (cell->sign < 0x7f)
		return true;
	return term->facts.is_utf8 && wcwidth((wchar_t)cell->sign) == cell->width;
}

static void paint_sign(const struct term *term, int row, int col, const struct cell *cell)
{
	const struct painter *painter = term->painter;
	wchar_t signs[CELL_MARKS + 2] = { (wchar_t)cell->sign };
	size_t count = 1;
	cchar_t painted;
	bool is_shown = is_agreed(term, cell);

	if (!is_shown)
		signs[0] = L'?';
	for (int i = 0; is_shown && i < CELL_MARKS && cell->marks[i]; i++)
		if (wcwidth((wchar_t)cell->marks[i]) == 0)
			signs[count++] = (wchar_t)cell->marks[i];
	if (setcchar(&painted, signs, painter->attrs[cell->role], painter->pairs[cell->role],
		     NULL) == OK)
		mvadd_wch(row, col, &painted);
	if (!is_shown && cell->width == 2) {
		wchar_t blank[2] = L" ";
		if (setcchar(&painted, blank, painter->attrs[cell->role],
			     painter->pairs[cell->role], NULL) == OK)
			mvadd_wch(row, col + 1, &painted);
	}
}

/* Hands the differing cells to ncurses. A wide sign is painted anew also when only its right half
 * changed. */
static bool paint_cells(struct term *term, const struct grid *grid)
{
	struct painter *painter = term->painter;
	bool has_changed = false;

	for (int row = 0; row < grid->rows; row++) {
		const struct cell *want = grid_at(grid, row, 0),
				  *have = grid_at(&painter->shown, row, 0);
		if (!painter->is_stale &&
		    memcmp(want, have, (size_t)grid->cols * sizeof *want) == 0)
			continue;
		has_changed = true;
		for (int col = 0; col < grid->cols; col++) {
			bool is_same = memcmp(&want[col], &have[col], sizeof *want) == 0;
			bool is_right_same =
				want[col].width != 2 || col + 1 >= grid->cols ||
				memcmp(&want[col + 1], &have[col + 1], sizeof *want) == 0;
			if (want[col].width && (painter->is_stale || !is_same || !is_right_same))
				paint_sign(term, row, col, &want[col]);
		}
	}
	return has_changed;
}

static void remember(struct painter *painter, const struct grid *grid)
{
	memcpy(painter->shown.cells, grid->cells,
	       (size_t)grid->rows * (size_t)grid->cols * sizeof *grid->cells);
	painter->shown.cursor_row = grid->cursor_row;
	painter->shown.cursor_col = grid->cursor_col;
	painter->is_cursor_shown = grid->is_cursor_shown;
	painter->is_stale = false;
}

/* Coming back, ncurses resets all 256 colours to what it thinks they were. We change none, so
 * whoever did keeps them. */
static void leave_colours_alone(struct str *frame)
{
	const char *reset = tigetstr("oc");
	size_t length = reset && reset != (char *)-1 ? strlen(reset) : 0;
	char *found =
		length && frame->length ? memmem(frame->text, frame->length, reset, length) : NULL;

	if (!found)
		return;
	memmove(found, found + length, frame->length - (size_t)(found - frame->text) - length);
	str_cut(frame, frame->length - length);
}

/* Collects one frame into `out`, wrapped; nothing at all if ncurses found nothing to write. */
static size_t collect_frame(struct term *term, bool is_asking)
{
	struct str frame = { 0 };
	size_t before = term->out.length;

	collect(term, &frame);
	if (term->painter->is_returning)
		leave_colours_alone(&frame);
	term->painter->is_returning = false;
	if (frame.length > 0) {
		bool is_synced =
			term->has_modes && term->has_sync && frame.length >= SYNC_FROM_BYTES;
		str_adds(&term->out, is_synced ? SYNC_ON : "");
		str_add(&term->out, frame.text, frame.length);
		str_adds(&term->out, is_synced ? SYNC_OFF : "");
		if (is_asking)
			str_adds(&term->out, ASK_STATUS);
	}
	str_release(&frame);
	return term->out.length - before;
}

size_t term_show(struct term *term, const struct grid *grid, const struct palette *palette,
		 bool is_asking)
{
	struct painter *painter = term->painter;
	size_t bytes;
	bool has_moved;

	if (term->is_suspended || !term_flush(term))
		return 0;
	if (memcmp(&painter->palette, palette, sizeof *palette) != 0)
		take_palette(term, palette);
	if (grid->rows != painter->shown.rows || grid->cols != painter->shown.cols)
		painter_size(term, grid->rows, grid->cols);
	has_moved = grid->cursor_row != painter->shown.cursor_row ||
		    grid->cursor_col != painter->shown.cursor_col ||
		    grid->is_cursor_shown != painter->is_cursor_shown;
	if (painter->is_stale)
		clearok(curscr, TRUE);
	if (!paint_cells(term, grid) && !has_moved && !painter->is_stale)
		return 0;
	if (grid->is_cursor_shown != painter->is_cursor_shown)
		curs_set(grid->is_cursor_shown ? 1 : 0);
	move(grid->cursor_row, grid->cursor_col);
	refresh();
	remember(painter, grid);
	bytes = collect_frame(term, is_asking);
	term_flush(term);
	return bytes;
}

void painter_leave(struct term *term)
{
	endwin();
	collect(term, NULL);
}

void painter_enter(struct term *term)
{
	term->painter->is_stale = term->painter->is_returning = true;
}

void painter_close(struct term *term)
{
	struct painter *painter = term->painter;

	if (!painter)
		return;
	if (painter->handle) {
		endwin();
		delscreen(painter->handle);
	}
	if (painter->file)
		fclose(painter->file);
	if (term->memory_fd >= 0)
		close(term->memory_fd);
	grid_release(&painter->shown);
	mem_free(painter);
	term->painter = NULL;
}

/* SPDX-License-Identifier: MIT */
/*
 * The terminal. ncurses is given a file in memory instead of the tty: it decides which bytes turn what was shown into what
 * is to be shown, and we hand those bytes to the tty in one write that never blocks. Modes of the tty are ours alone.
 */
#include "term/term.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>

#include "base/mem.h"
#include "base/text.h"
#include "term/paint.h"

#define LEAVE_BYTES_MAX 256
#define SYNC_FROM_BYTES 400 /* below this a frame cannot tear, and the marks would cost more than they save */

struct term {
	int tty;                    /* our own description of the terminal, non-blocking */
	int paper;                  /* the file in memory that ncurses writes to */
	FILE *paper_file, *input_file;
	SCREEN *screen;
	struct termios before, raw;
	struct term_facts facts;
	bool has_modes;             /* understands paste, focus and synchronized output */
	bool has_sync;
	bool is_away;               /* suspended */
	struct paint_state paint;
	struct str out;             /* bytes of the frame that are not out yet */
	size_t written;
	char leave[LEAVE_BYTES_MAX]; /* what gives the screen back, for fatal signals */
	size_t leave_bytes;
};

static const char enter_modes[] = "\x1b[?2004h\x1b[?1004h", leave_modes[] = "\x1b[?2026l\x1b[?2004l\x1b[?1004l";

/* ---- the tty ---- */

static enum err open_tty(struct term *term, const struct term_options *options, struct fault *fault)
{
	int out_fd = options->out_fd ? options->out_fd : 1, in_fd = options->in_fd;
	const char *name;

	if (!isatty(out_fd) || !isatty(in_fd)) {
		fault_set(fault, ERR_SYSTEM, "terminal", "input or output is no terminal");
		fault_help(fault, "run the console in a terminal; `docket cases` and `docket screen` need none");
		return ERR_SYSTEM;
	}
	name = ttyname(out_fd);
	term->tty = name ? open(name, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
	if (term->tty < 0) { /* no name in this place: the description is shared, and so is its mode */
		term->tty = fcntl(out_fd, F_DUPFD_CLOEXEC, 3);
		if (term->tty >= 0)
			fcntl(term->tty, F_SETFL, fcntl(term->tty, F_GETFL) | O_NONBLOCK);
	}
	if (term->tty < 0 || tcgetattr(term->tty, &term->before) != 0)
		return fault_set(fault, ERR_SYSTEM, "terminal", "%s", strerror(errno));
	term->raw = term->before;
	cfmakeraw(&term->raw);
	term->raw.c_cc[VMIN] = 1;
	term->raw.c_cc[VTIME] = 0;
	return ERR_NONE;
}

/* Writes all of it, waiting as long as a stuck terminal may take: for leaving, not for frames. */
static void write_all(int fd, const char *bytes, size_t length)
{
	for (int tries = 0; length > 0 && tries < 200;) {
		ssize_t wrote = write(fd, bytes, length);
		if (wrote > 0) {
			bytes += wrote;
			length -= (size_t)wrote;
		} else {
			tries++;
			usleep(5000);
		}
	}
}

/* ---- the type ---- */

/* Names that Debian's terminfo does not have, and what they are like. */
static const struct {
	const char *prefix, *type;
} known_types[] = {
	{ "xterm", "xterm-256color" }, { "tmux", "screen-256color" }, { "screen", "screen-256color" }, { "kitty", "xterm-256color" },
	{ "ghostty", "xterm-256color" }, { "foot", "xterm-256color" }, { "wezterm", "xterm-256color" }, { "alacritty", "xterm-256color" },
	{ "rxvt", "xterm-256color" }, { "st-", "xterm-256color" }, { "vt", "vt100" }, { "linux", "linux" },
};

static const char *like(const char *asked)
{
	for (size_t i = 0; i < COUNT_OF(known_types); i++)
		if (strncmp(asked, known_types[i].prefix, strlen(known_types[i].prefix)) == 0)
			return known_types[i].type;
	return "xterm";
}

/* A capability of the screen's type; NULL if it has none. */
static const char *capability(const char *name)
{
	const char *text = tigetstr(name);

	return text == (const char *)-1 ? NULL : text;
}

static bool try_type(struct term *term, const char *type)
{
	term->screen = newterm(type, term->paper_file, term->input_file);
	if (!term->screen)
		return false;
	if (!capability("cup")) { /* it cannot move its cursor */
		endwin();
		delscreen(term->screen);
		term->screen = NULL;
		return false;
	}
	text_clean_into(term->facts.type, sizeof term->facts.type, type, strlen(type));
	return true;
}

static enum err open_screen(struct term *term, const char *asked, struct fault *fault)
{
	const char *const chain[] = { asked, like(asked), "xterm", "vt100", "ansi" };

	text_clean_into(term->facts.asked, sizeof term->facts.asked, asked, strlen(asked));
	if (strcmp(asked, "dumb") == 0) {
		fault_set(fault, ERR_INVALID, "terminal", "TERM=dumb cannot move its cursor");
		fault_help(fault, "set TERM to what the terminal is, such as xterm; the command line works without");
		return ERR_INVALID;
	}
	for (size_t i = 0; i < COUNT_OF(chain); i++)
		if (*chain[i] && try_type(term, chain[i]))
			return ERR_NONE;
	return fault_set(fault, ERR_INVALID, "terminal", "nothing is known of TERM=%s, nor of xterm, vt100, ansi", term->facts.asked);
}

/* Keeps the bytes that give the screen back, without padding marks, for a handler that may only write. */
static void keep_leave(struct term *term)
{
	const char *const parts[] = { term->has_modes ? leave_modes : "", capability("sgr0"), capability("rmkx"), capability("cnorm"),
				      capability("rmcup") };

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		for (const char *at = parts[i]; at && *at && term->leave_bytes < LEAVE_BYTES_MAX; at++) {
			if (at[0] == '$' && at[1] == '<') {
				at = strchr(at, '>');
				if (!at)
					break;
				continue;
			}
			term->leave[term->leave_bytes++] = *at;
		}
}

static void set_up_screen(struct term *term, const struct term_options *options)
{
	set_term(term->screen);
	term->has_modes = strncmp(term->facts.type, "xterm", 5) == 0 || strncmp(term->facts.type, "tmux", 4) == 0 ||
			  strncmp(term->facts.type, "screen", 6) == 0;
	term->has_sync = term->has_modes && !options->is_sync_off;
	typeahead(-1);
	keypad(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	if (has_colors()) {
		start_color();
		use_default_colors();
		term->facts.colours = COLORS;
	}
	keep_leave(term);
	term->paint.colours = term->facts.colours;
	term->paint.cursor_shown = -1;
}

/* ---- frames ---- */

/* Moves what ncurses wrote into `out`; returns its bytes. */
static size_t take_paper(struct term *term, struct str *out)
{
	char bytes[8192];
	ssize_t got;
	size_t total = 0;

	fflush(term->paper_file);
	lseek(term->paper, 0, SEEK_SET);
	while ((got = read(term->paper, bytes, sizeof bytes)) > 0) {
		str_add(out, bytes, (size_t)got);
		total += (size_t)got;
	}
	lseek(term->paper, 0, SEEK_SET);
	return ftruncate(term->paper, 0) == 0 ? total : 0;
}

bool term_flush(struct term *term)
{
	while (term->written < term->out.length) {
		ssize_t wrote = write(term->tty, term->out.text + term->written, term->out.length - term->written);
		if (wrote <= 0)
			return false;
		term->written += (size_t)wrote;
	}
	term->written = 0;
	str_clear(&term->out);
	return true;
}

bool term_is_writing(const struct term *term)
{
	return term->out.length > 0;
}

size_t term_show(struct term *term, const struct grid *grid, const struct palette *palette, bool is_asking)
{
	struct str frame = { 0 };
	size_t bytes;

	if (term->is_away || !term_flush(term))
		return 0;
	set_term(term->screen);
	paint_grid(&term->paint, grid, palette);
	bytes = take_paper(term, &frame);
	if (bytes > 0) {
		bool is_marked = term->has_sync && bytes >= SYNC_FROM_BYTES;
		str_adds(&term->out, is_marked ? "\x1b[?2026h" : "");
		str_add(&term->out, frame.text, frame.length);
		str_adds(&term->out, is_marked ? "\x1b[?2026l" : "");
		str_adds(&term->out, is_asking ? "\x1b[5n" : "");
		bytes = term->out.length;
		term_flush(term);
	}
	str_release(&frame);
	return bytes;
}

/* ---- open and close ---- */

static enum err open_paper(struct term *term, struct fault *fault)
{
	term->paper = memfd_create("screen", MFD_CLOEXEC);
	term->paper_file = term->paper >= 0 ? fdopen(term->paper, "r+") : NULL;
	term->input_file = fopen("/dev/null", "re");
	if (!term->paper_file || !term->input_file)
		return fault_set(fault, ERR_SYSTEM, "terminal", "%s", strerror(errno));
	return ERR_NONE;
}

static void enter(struct term *term)
{
	tcsetattr(term->tty, TCSADRAIN, &term->raw);
	if (term->has_modes)
		str_adds(&term->out, enter_modes);
}

enum err term_open(const struct term_options *options, struct term **out, struct fault *fault)
{
	struct term *term = mem_new(1, sizeof *term);
	const char *asked = options->type ? options->type : getenv("TERM");
	const char *locale = setlocale(LC_CTYPE, "");
	enum err err;

	term->tty = term->paper = -1;
	unsetenv("LINES"); /* ncurses would believe them before the terminal */
	unsetenv("COLUMNS");
	term->facts.is_utf8 = locale && (strstr(locale, "UTF-8") || strstr(locale, "utf8"));
	err = open_tty(term, options, fault);
	if (!err)
		err = open_paper(term, fault);
	if (!err)
		err = open_screen(term, asked && *asked ? asked : "xterm", fault);
	if (err) {
		term_close(term);
		return err;
	}
	set_up_screen(term, options);
	enter(term);
	*out = term;
	return ERR_NONE;
}

const struct term_facts *term_facts(const struct term *term)
{
	return &term->facts;
}

static int clamp(int value, int most)
{
	return value < 1 ? 1 : value > most ? most : value;
}

void term_size(struct term *term, int *rows, int *cols)
{
	struct winsize size = { 0 };

	if (ioctl(term->tty, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	*rows = clamp(size.ws_row, GRID_ROWS_MAX);
	*cols = clamp(size.ws_col, GRID_COLS_MAX);
	set_term(term->screen);
	resizeterm(*rows, *cols);
	paint_forget(&term->paint);
}

long term_read(struct term *term, char *out, size_t room_bytes)
{
	ssize_t got = read(term->tty, out, room_bytes);

	if (got > 0)
		return got;
	return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

int term_in_fd(const struct term *term)
{
	return term->tty;
}

int term_out_fd(const struct term *term)
{
	return term->tty;
}

void term_redraw(struct term *term)
{
	set_term(term->screen);
	paint_forget(&term->paint);
	clearok(curscr, TRUE);
}

void term_bell(struct term *term)
{
	if (!term_is_writing(term))
		write_all(term->tty, "\a", 1);
}

bool term_copy(struct term *term, const char *text, size_t length)
{
	static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	if (length > 56000)
		return false;
	str_adds(&term->out, "\x1b]52;c;");
	for (size_t i = 0; i < length; i += 3) {
		unsigned group = (unsigned char)text[i] * 65536u;
		group += i + 1 < length ? (unsigned char)text[i + 1] * 256u : 0;
		group += i + 2 < length ? (unsigned char)text[i + 2] : 0;
		str_addc(&term->out, signs[group >> 18]);
		str_addc(&term->out, signs[group >> 12 & 63]);
		str_addc(&term->out, i + 1 < length ? signs[group >> 6 & 63] : '=');
		str_addc(&term->out, i + 2 < length ? signs[group & 63] : '=');
	}
	str_adds(&term->out, "\x1b\\");
	term_flush(term);
	return true;
}

/* Gives the screen back in order: what is left of the frame, the modes, then what ncurses undoes. */
static void leave(struct term *term)
{
	set_term(term->screen);
	endwin();
	take_paper(term, &term->out);
	if (term->has_modes)
		str_adds(&term->out, leave_modes);
	write_all(term->tty, str_text(&term->out) + term->written, term->out.length - term->written);
	str_clear(&term->out);
	term->written = 0;
	tcsetattr(term->tty, TCSADRAIN, &term->before);
}

void term_suspend(struct term *term)
{
	leave(term);
	term->is_away = true;
}

void term_resume(struct term *term)
{
	term->is_away = false;
	tcflush(term->tty, TCIFLUSH);
	enter(term);
	term_redraw(term);
}

void term_close(struct term *term)
{
	if (!term)
		return;
	if (term->screen) {
		if (!term->is_away)
			leave(term);
		delscreen(term->screen);
	}
	if (term->paper_file)
		fclose(term->paper_file);
	else if (term->paper >= 0)
		close(term->paper);
	if (term->input_file)
		fclose(term->input_file);
	if (term->tty >= 0)
		close(term->tty);
	paint_release(&term->paint);
	str_release(&term->out);
	mem_free(term);
}

void term_restore_raw(const struct term *term)
{
	if (!term || term->is_away)
		return;
	if (write(term->tty, term->leave, term->leave_bytes) < 0)
		return;
	tcsetattr(term->tty, TCSANOW, &term->before);
}

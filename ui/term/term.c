/* SPDX-License-Identifier: MIT */
/*
 * Opening, closing and what lies between. Two descriptors matter: the terminal, which we open anew
 * by its name so that our not waiting does not become the shell's, and a memory file, which ncurses
 * takes for its terminal. After each doupdate what ncurses wrote into memory is moved to `out` and
 * leaves in one write that never blocks.
 */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/mem.h"
#include "term/painter.h"

#define MODES_ON       "\033[?2004h\033[?1004h"
#define COPY_BYTES_MAX 56000
#define LEAVE_WAIT_MS  1000

static enum err no_terminal(struct fault *fault, const char *why)
{
	fault_set(fault, ERR_SYSTEM, "terminal", "%s", why);
	fault_help(fault,
		   "run it in a terminal, or use the subcommands (docket cases, docket case ID)");
	return ERR_SYSTEM;
}

/* Our own way to the terminal behind `fd`, not waiting; the given descriptor where it cannot be
 * opened again. */
static int open_again(int fd, int flags, bool *is_ours)
{
	char name[128];
	int own;

	*is_ours = false;
	if (ttyname_r(fd, name, sizeof name) != 0)
		return fd;
	own = open(name, flags | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (own < 0)
		return fd;
	*is_ours = true;
	return own;
}

static enum err open_descriptors(const struct term_options *options, struct term *term,
				 struct fault *fault)
{
	int in = options->in_fd, out = options->out_fd ? options->out_fd : STDOUT_FILENO;

	if (!isatty(in) || !isatty(out))
		return no_terminal(fault, "input or output is no terminal");
	if (tcgetattr(in, &term->saved_mode) != 0)
		return no_terminal(fault, strerror(errno));
	term->in_fd = open_again(in, O_RDONLY, &term->is_in_ours);
	term->out_fd = open_again(out, O_WRONLY, &term->is_out_ours);
	return ERR_NONE;
}

/* Every byte as it is typed, none changed on the way out. Ctrl-C and Ctrl-Z are keys. */
void term_set_raw(struct term *term)
{
	struct termios mode = term->saved_mode;

	cfmakeraw(&mode);
	mode.c_cc[VMIN] = 1;
	mode.c_cc[VTIME] = 0;
	tcsetattr(term->in_fd, TCSADRAIN, &mode);
}

static void find_facts(const struct term_options *options, struct term *term)
{
	const char *type = options->type;

	setlocale(LC_CTYPE, "");
	term->facts.is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	strncpy(term->facts.asked, type ? type : "", sizeof term->facts.asked - 1);
	term->has_sync = !options->is_sync_off;
	/* With these set, ncurses would not believe the terminal's real size. */
	unsetenv("LINES");
	unsetenv("COLUMNS");
}

enum err term_open(const struct term_options *options, struct term **out, struct fault *fault)
{
	struct term *term = mem_new(1, sizeof *term);
	enum err err;

	term->in_fd = term->out_fd = term->memory_fd = -1;
	find_facts(options, term);
	err = open_descriptors(options, term, fault);
	if (err == ERR_NONE)
		err = painter_open(term, fault);
	if (err != ERR_NONE) {
		term_close(term);
		return err;
	}
	term->is_open = true;
	term_set_raw(term);
	str_adds(&term->out, term->has_modes ? MODES_ON : "");
	term_flush(term);
	*out = term;
	return ERR_NONE;
}

const struct term_facts *term_facts(const struct term *term)
{
	return &term->facts;
}

void term_size(struct term *term, int *rows, int *cols)
{
	struct winsize size = { 0 };

	if (ioctl(term->out_fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	*rows = size.ws_row < GRID_ROWS_MAX ? size.ws_row : GRID_ROWS_MAX;
	*cols = size.ws_col < GRID_COLS_MAX ? size.ws_col : GRID_COLS_MAX;
	painter_size(term, *rows, *cols);
}

bool term_flush(struct term *term)
{
	while (term->out_done < term->out.length) {
		ssize_t bytes = write(term->out_fd, term->out.text + term->out_done,
				      term->out.length - term->out_done);
		if (bytes < 0 && errno == EINTR)
			continue;
		if (bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return false;
		if (bytes <= 0)
			break; /* the terminal is gone; reading will say so */
		term->out_done += (size_t)bytes;
	}
	str_clear(&term->out);
	term->out_done = 0;
	return true;
}

bool term_is_writing(const struct term *term)
{
	return term->out_done < term->out.length;
}

long term_read(struct term *term, char *out, size_t room_bytes)
{
	struct pollfd ready = { .fd = term->in_fd, .events = POLLIN };
	ssize_t bytes;

	if (poll(&ready, 1, 0) <= 0)
		return 0;
	do {
		bytes = read(term->in_fd, out, room_bytes);
	} while (bytes < 0 && errno == EINTR);
	if (bytes > 0)
		return bytes;
	return bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : -1;
}

int term_in_fd(const struct term *term)
{
	return term->in_fd;
}

int term_out_fd(const struct term *term)
{
	return term->out_fd;
}

void term_bell(struct term *term)
{
	str_addc(&term->out, '\a');
	term_flush(term);
}

bool term_copy(struct term *term, const char *text, size_t length)
{
	if (length > COPY_BYTES_MAX)
		return false;
	str_adds(&term->out, "\033]52;c;");
	base64_write(&term->out, text, length);
	str_adds(&term->out, "\033\\");
	term_flush(term);
	return true;
}

/* Writes what is left, but waits for no terminal that has stopped: a cut sequence is cancelled by
 * the leave bytes. */
static void flush_for_leaving(struct term *term)
{
	struct pollfd ready = { .fd = term->out_fd, .events = POLLOUT };

	while (!term_flush(term))
		if (poll(&ready, 1, LEAVE_WAIT_MS) <= 0)
			break;
	str_clear(&term->out);
	term->out_done = 0;
}

void term_suspend(struct term *term)
{
	if (term->is_suspended)
		return;
	term->is_suspended = true;
	flush_for_leaving(term);
	painter_leave(term);
	term_restore_raw(term);
}

void term_resume(struct term *term)
{
	if (!term->is_suspended)
		return;
	term->is_suspended = false;
	term_set_raw(term);
	tcflush(term->in_fd, TCIFLUSH);
	str_adds(&term->out, term->has_modes ? MODES_ON : "");
	painter_enter(term);
}

void term_close(struct term *term)
{
	if (!term)
		return;
	if (term->is_open && !term->is_suspended) {
		flush_for_leaving(term);
		term_restore_raw(term);
	}
	painter_close(term);
	if (term->is_in_ours)
		close(term->in_fd);
	if (term->is_out_ours)
		close(term->out_fd);
	str_release(&term->out);
	mem_free(term);
}

/* Async-signal-safe: nothing but write and tcsetattr on what was made ready at open. */
void term_restore_raw(const struct term *term)
{
	size_t done = 0;
	int tries = 0;

	if (!term || !term->is_open)
		return;
	while (done < term->leave_bytes && tries++ < 100) {
		ssize_t bytes = write(term->out_fd, term->leave + done, term->leave_bytes - done);
		if (bytes > 0)
			done += (size_t)bytes;
		else if (bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			poll(&(struct pollfd){ .fd = term->out_fd, .events = POLLOUT }, 1, 10);
		else if (bytes < 0 && errno != EINTR)
			break;
	}
	tcsetattr(term->in_fd, TCSANOW, &term->saved_mode);
}

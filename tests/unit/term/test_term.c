/* SPDX-License-Identifier: MIT */
/* The terminal on a pty: what is painted is what the grid says, what it costs in bytes, and that it
 * is given back. */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "term/term.h"
#include "vt.h"

struct desk {
	int master, slave;
	struct termios before;
	struct term *term;
	struct grid grid;
	struct palette palette;
	struct vt vt;
	struct str bytes; /* what came since the last call of hear */
};

static void resize(struct desk *desk, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };

	assert_int_equal(ioctl(desk->master, TIOCSWINSZ, &size), 0);
}

/* Takes all that the terminal was sent and lets the little terminal read it. */
static size_t hear(struct desk *desk)
{
	struct pollfd ready = { .fd = desk->master, .events = POLLIN };
	char part[65536];
	ssize_t got;

	str_clear(&desk->bytes);
	while (poll(&ready, 1, 20) > 0 && (got = read(desk->master, part, sizeof part)) > 0) {
		str_add(&desk->bytes, part, (size_t)got);
		if (desk->term)
			term_flush(desk->term);
	}
	if (desk->bytes.length)
		vt_write(&desk->vt, desk->bytes.text, desk->bytes.length);
	return desk->bytes.length;
}

static enum err start_as(struct desk *desk, const char *type, int rows, int cols,
			 struct fault *fault)
{
	struct term_options options = { .type = type };
	enum err err;

	memset(desk, 0, sizeof *desk);
	assert_int_equal(openpty(&desk->master, &desk->slave, NULL, NULL, NULL), 0);
	resize(desk, rows, cols);
	tcgetattr(desk->slave, &desk->before);
	options.in_fd = options.out_fd = desk->slave;
	for (int role = 0; role < PALETTE_ROLES_MAX; role++)
		desk->palette.paints[role] =
			(struct paint){ .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT };
	desk->palette.paints[1] =
		(struct paint){ .fg = 32, .bg = COLOUR_DEFAULT, .attr = PAINT_BOLD };
	desk->palette.paints[2] = (struct paint){ .fg = 200, .bg = 17, .attr = PAINT_REVERSE };
	vt_start(&desk->vt, rows < VT_ROWS ? rows : VT_ROWS, cols < VT_COLS ? cols : VT_COLS);
	err = term_open(&options, &desk->term, fault);
	if (err == ERR_NONE) {
		term_size(desk->term, &rows, &cols);
		grid_resize(&desk->grid, rows, cols);
	}
	return err;
}

static void start(struct desk *desk, int rows, int cols)
{
	struct fault fault = { 0 };

	if (start_as(desk, "xterm-256color", rows, cols, &fault) != ERR_NONE)
		fail_msg("%s: %s", fault.what, fault.why);
}

static void stop(struct desk *desk)
{
	term_close(desk->term);
	desk->term = NULL;
	grid_release(&desk->grid);
	str_release(&desk->bytes);
	close(desk->master);
	close(desk->slave);
}

static size_t show(struct desk *desk)
{
	size_t bytes = term_show(desk->term, &desk->grid, &desk->palette, false);

	hear(desk);
	return bytes;
}

static void check_screen(const char *name, const struct desk *desk)
{
	for (int row = 0; row < desk->grid.rows; row++)
		for (int col = 0; col < desk->grid.cols; col++) {
			const struct cell *cell = grid_at(&desk->grid, row, col);
			if (desk->vt.signs[row][col] != (cell->width ? cell->sign : 0))
				fail_msg("%s: at %d,%d the terminal has %x, the grid %x", name, row,
					 col, desk->vt.signs[row][col], cell->sign);
		}
	check_int(name, desk->vt.row, desk->grid.cursor_row);
	check_int(name, desk->vt.col, desk->grid.cursor_col);
	check_int(name, desk->vt.modes[25], desk->grid.is_cursor_shown);
}

static void draw_list(struct desk *desk, int cursor, int first)
{
	struct pane pane;

	grid_clear(&desk->grid);
	pane = grid_pane(&desk->grid);
	pane_text(pane, 0, 0, -1, 2, "docket  prod  LIVE");
	for (int row = 1; row < desk->grid.rows - 1; row++)
		pane_textf(pane, row, 2, -1, (first + row) % 3,
			   "C-%05d late pickup \xe6\x9d\xb1\xe4\xba\xac  %d EUR", first + row,
			   (first + row) * 37 % 9000);
	pane_glyph(pane, cursor, 0, 1, GLYPH_CURSOR);
	pane_cursor(pane, cursor, 0, false);
}

static void test_costs(void **state)
{
	struct desk desk;

	(void)state;
	start(&desk, 24, 80);
	draw_list(&desk, 3, 0);
	assert_true(show(&desk) > 500);
	check_screen("first", &desk);
	check_int("modes",
		  desk.vt.modes[1049] && desk.vt.modes[2004] && desk.vt.modes[1004] &&
			  !desk.vt.modes[2026],
		  1);
	check_int("equal cells", show(&desk), 0);
	check_int("nothing heard", hear(&desk), 0);
	grid_clear(&desk.grid);
	draw_list(&desk, 3, 0);
	check_int("erased and drawn again", show(&desk), 0);
	for (int row = 4; row < 20; row++) {
		draw_list(&desk, row, 0);
		size_t bytes = show(&desk);
		if (bytes > 45)
			fail_msg("a cursor move costs %zu bytes: %s", bytes, desk.bytes.text);
		check_screen("move", &desk);
	}
	draw_list(&desk, 19, 1);
	if (show(&desk) > 400)
		fail_msg("a scroll by one row costs %zu bytes", desk.bytes.length);
	check_screen("scroll", &desk);
	stop(&desk);
}

/* Whatever the frames are, the terminal ends up with the grid. */
static void test_random_frames(void **state)
{
	struct desk desk;
	unsigned seed = 12345;

	(void)state;
	start(&desk, 20, 60);
	for (int frame = 0; frame < 300; frame++) {
		int changes;
		seed = seed * 1103515245u + 12345u;
		changes = (int)(seed >> 16 & 15);
		if ((seed >> 20 & 31) == 0)
			grid_clear(&desk.grid);
		for (int i = 0; i < changes; i++) {
			static const char *const texts[] = { "abc",
							     "\xe6\x9d\xb1",
							     "x\xe4\xba\xacy",
							     "     ",
							     "e\xcc\x81t",
							     "------------------",
							     "\xe2\x94\x80\xe2\x94\x82",
							     "\x1b[2J" };
			seed = seed * 1103515245u + 12345u;
			pane_text(grid_pane(&desk.grid), (int)(seed >> 8 & 31) - 2,
				  (int)(seed >> 13 & 63) - 2, -1,
				  (int)(seed >> 19 & 1) + (int)(seed >> 20 & 1),
				  texts[seed >> 22 & 7]);
		}
		pane_cursor(grid_pane(&desk.grid), (int)(seed >> 9 & 15), (int)(seed >> 14 & 63),
			    seed >> 21 & 1);
		show(&desk);
		check_screen("random", &desk);
	}
	stop(&desk);
}

static void test_one_write_and_pacing(void **state)
{
	struct desk desk;

	(void)state;
	start(&desk, 24, 80);
	hear(&desk);
	desk.vt.frames = 0;
	draw_list(&desk, 3, 0);
	term_show(desk.term, &desk.grid, &desk.palette, true);
	hear(&desk);
	check_int("one frame", desk.vt.frames, 1);
	check_int("asked", desk.vt.asked, 1);
	assert_memory_equal(desk.bytes.text, "\033[?2026h", 8);
	assert_memory_equal(desk.bytes.text + desk.bytes.length - 12, "\033[?2026l\033[5n", 12);
	term_show(desk.term, &desk.grid, &desk.palette, true);
	check_int("nothing painted, nothing asked", hear(&desk), 0);
	stop(&desk);
}

static void test_palette(void **state)
{
	struct desk desk;

	(void)state;
	start(&desk, 5, 40);
	pane_text(grid_pane(&desk.grid), 0, 0, -1, 1, "coloured");
	show(&desk);
	assert_non_null(strstr(desk.bytes.text, "38;5;32m"));
	desk.palette.paints[1].fg = 99;
	assert_true(show(&desk) > 0);
	assert_non_null(strstr(desk.bytes.text, "38;5;99m"));
	check_screen("same text", &desk);
	check_int("then nothing", show(&desk), 0);
	stop(&desk);
}

static void test_resize(void **state)
{
	struct desk desk;
	int rows, cols;

	(void)state;
	start(&desk, 24, 80);
	draw_list(&desk, 3, 0);
	show(&desk);
	resize(&desk, 40, 132);
	vt_start(&desk.vt, 40, 132);
	term_size(desk.term, &rows, &cols);
	check_int("rows", rows, 40);
	check_int("cols", cols, 132);
	grid_resize(&desk.grid, rows, cols);
	draw_list(&desk, 30, 0);
	show(&desk);
	check_screen("larger", &desk);
	resize(&desk, 10, 30);
	vt_start(&desk.vt, 10, 30);
	term_size(desk.term, &rows, &cols);
	grid_resize(&desk.grid, rows, cols);
	draw_list(&desk, 3, 0);
	show(&desk);
	check_screen("smaller", &desk);
	resize(&desk, 60000, 60000);
	term_size(desk.term, &rows, &cols);
	check_int("clamped rows", rows, GRID_ROWS_MAX);
	check_int("clamped cols", cols, GRID_COLS_MAX);
	resize(&desk, 0, 0);
	term_size(desk.term, &rows, &cols);
	check_int("unknown", rows * 1000 + cols, 24080);
	stop(&desk);
}

static void check_given_back(const char *name, const struct desk *desk)
{
	struct termios now;

	check_int(name,
		  desk->vt.modes[1049] || desk->vt.modes[2004] || desk->vt.modes[1004] ||
			  desk->vt.modes[2026],
		  0);
	check_int(name, desk->vt.modes[25], 1);
	tcgetattr(desk->slave, &now);
	check_int(name, now.c_lflag, desk->before.c_lflag);
	check_int(name, now.c_oflag, desk->before.c_oflag);
	check_int(name, now.c_iflag, desk->before.c_iflag);
}

static void test_given_back(void **state)
{
	struct desk desk;

	(void)state;
	start(&desk, 24, 80);
	draw_list(&desk, 3, 0);
	show(&desk);
	term_suspend(desk.term);
	hear(&desk);
	check_given_back("suspend", &desk);
	check_int("nothing while away", show(&desk), 0);
	assert_int_equal(write(desk.master, "typed", 5), 5);
	usleep(20000);
	term_resume(desk.term);
	vt_start(&desk.vt, 24, 80);
	show(&desk);
	check_screen("back", &desk);
	check_int("modes again", desk.vt.modes[1049] && desk.vt.modes[2004] && desk.vt.modes[1004],
		  1);
	term_restore_raw(desk.term);
	term_restore_raw(desk.term);
	hear(&desk);
	check_given_back("raw", &desk);
	term_resume(desk.term);
	term_close(desk.term);
	desk.term = NULL;
	hear(&desk);
	check_given_back("close", &desk);
	term_restore_raw(NULL);
	stop(&desk);
}

static void test_input(void **state)
{
	struct desk desk;
	char got[16];
	int flags;

	(void)state;
	start(&desk, 24, 80);
	check_int("nothing", term_read(desk.term, got, sizeof got), 0);
	assert_int_equal(write(desk.master, "\003\032\r\033[A", 6), 6);
	usleep(20000);
	check_int("raw", term_read(desk.term, got, sizeof got), 6);
	assert_memory_equal(got, "\003\032\r\033[A", 6);
	flags = fcntl(desk.slave, F_GETFL);
	check_int("the shell's descriptor still waits", flags & O_NONBLOCK, 0);
	close(desk.master);
	desk.master = -1;
	usleep(20000);
	check_int("gone", term_read(desk.term, got, sizeof got), -1);
	stop(&desk);
}

/* A terminal that does not read must not stop us; later frames wait their turn. */
static void test_stuck(void **state)
{
	struct desk desk;
	int tries = 0;

	(void)state;
	start(&desk, 50, 190);
	while (!term_is_writing(desk.term) && tries++ < 500) {
		draw_list(&desk, tries % 40 + 1, tries * 1000);
		term_show(desk.term, &desk.grid, &desk.palette, false);
	}
	assert_true(term_is_writing(desk.term));
	draw_list(&desk, 1, 7);
	check_int("no second frame", term_show(desk.term, &desk.grid, &desk.palette, false), 0);
	hear(&desk);
	assert_true(term_flush(desk.term));
	hear(&desk);
	show(&desk);
	check_screen("the newest frame in the end", &desk);
	stop(&desk);
}

static void test_types(void **state)
{
	static const struct {
		const char *asked, *used;
		enum err err;
	} rows[] = {
		{ "xterm-256color", "xterm-256color", ERR_NONE },
		{ "xterm-nobody-knows", "xterm-256color", ERR_NONE },
		{ "tmux-nobody-knows", "screen-256color", ERR_NONE },
		{ "vt100", "vt100", ERR_NONE },
		{ "linux", "linux", ERR_NONE },
		{ "nobody-knows", "xterm", ERR_NONE },
		{ "../../etc/passwd", "xterm", ERR_NONE },
		{ "dumb", "", ERR_INVALID },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct desk desk;
		struct fault fault = { 0 };
		check_int(rows[i].asked, start_as(&desk, rows[i].asked, 24, 80, &fault),
			  rows[i].err);
		if (rows[i].err == ERR_NONE) {
			check_str(rows[i].asked, term_facts(desk.term)->type, rows[i].used);
			check_str(rows[i].asked, term_facts(desk.term)->asked, rows[i].asked);
			hear(&desk);
			check_int(rows[i].asked, desk.vt.modes[2004],
				  strcmp(rows[i].used, "vt100") != 0 &&
					  strcmp(rows[i].used, "linux") != 0);
		} else {
			assert_non_null(strstr(fault.help, "TERM"));
		}
		stop(&desk);
	}
}

static void test_no_terminal(void **state)
{
	int pipes[2];
	struct term *term = NULL;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	check_int("pipe",
		  term_open(&(struct term_options){ .in_fd = pipes[0], .out_fd = pipes[1] }, &term,
			    &fault),
		  ERR_SYSTEM);
	assert_null(term);
	close(pipes[0]);
	close(pipes[1]);
}

static void test_environment(void **state)
{
	struct desk desk;
	struct sigaction winch;
	int rows, cols;

	(void)state;
	setenv("LINES", "5", 1);
	setenv("COLUMNS", "9", 1);
	start(&desk, 24, 80);
	term_size(desk.term, &rows, &cols);
	check_int("real size", rows * 1000 + cols, 24080);
	assert_null(getenv("LINES"));
	sigaction(SIGWINCH, NULL, &winch);
	assert_true(winch.sa_handler == SIG_DFL);
	sigaction(SIGTSTP, NULL, &winch);
	assert_true(winch.sa_handler == SIG_DFL);
	stop(&desk);
}

static void test_copy_and_bell(void **state)
{
	struct desk desk;

	(void)state;
	start(&desk, 24, 80);
	hear(&desk);
	assert_true(term_copy(desk.term, "C-10481", 7));
	term_bell(desk.term);
	hear(&desk);
	check_str("bytes", str_text(&desk.bytes), "\033]52;c;Qy0xMDQ4MQ==\033\\\a");
	assert_false(term_copy(desk.term, "x", 56001));
	stop(&desk);
}

/* ncurses forgets some memory for each type it does not know; see tests/lib/lsan.supp. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:new_prescr\n";
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_costs),       cmocka_unit_test(test_random_frames),
		cmocka_unit_test(test_palette),     cmocka_unit_test(test_one_write_and_pacing),
		cmocka_unit_test(test_resize),      cmocka_unit_test(test_given_back),
		cmocka_unit_test(test_input),       cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_types),       cmocka_unit_test(test_no_terminal),
		cmocka_unit_test(test_environment), cmocka_unit_test(test_copy_and_bell),
	};

	setenv("LC_ALL", "C.UTF-8", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

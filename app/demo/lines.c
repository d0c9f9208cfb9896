/* SPDX-License-Identifier: MIT */
/* Lines over pipes, without blocking on either end. A line longer than LINE_MOST_BYTES is a mistake
 * of ours: both ends are. */
#include "demo/lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define LINE_MOST_BYTES ((size_t)16 * 1024 * 1024)
#define READ_BYTES 65536

struct lines {
	struct loop_watch *reading, *writing;
	int in_fd, out_fd;
	lines_on_line *on_line;
	void *context;
	struct str in, out;
	bool is_calling; /* on_line runs: memory must stay */
	bool is_over;	 /* freed meanwhile */
};

static void release(struct lines *lines)
{
	str_release(&lines->in);
	str_release(&lines->out);
	mem_free(lines);
}

static void call(struct lines *lines, const char *line)
{
	if (lines->on_line && !lines->is_over)
		lines->on_line(lines->context, line);
}

/* Hands over every whole line; what is left stays. */
static void take_lines(struct lines *lines)
{
	size_t from = 0;

	for (size_t at = 0; at < lines->in.length && !lines->is_over; at++)
		if (lines->in.text[at] == '\n') {
			lines->in.text[at] = '\0';
			call(lines, lines->in.text + from);
			from = at + 1;
		}
	memmove(lines->in.text, lines->in.text + from, lines->in.length - from);
	str_cut(&lines->in, lines->in.length - from);
	BUG_IF(lines->in.length > LINE_MOST_BYTES);
}

static void end_reading(struct lines *lines)
{
	loop_watch_free(lines->reading);
	lines->reading = NULL;
	call(lines, NULL);
}

static void on_readable(void *context, unsigned ready)
{
	struct lines *lines = context;
	char bytes[READ_BYTES];
	ssize_t got = read(lines->in_fd, bytes, sizeof bytes);

	(void)ready;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	lines->is_calling = true;
	if (got > 0) {
		str_add(&lines->in, bytes, (size_t)got);
		take_lines(lines);
	} else {
		end_reading(lines);
	}
	lines->is_calling = false;
	if (lines->is_over)
		release(lines);
}

static void flush(struct lines *lines)
{
	while (lines->out.length > 0) {
		ssize_t gone = write(lines->out_fd, lines->out.text, lines->out.length);
		if (gone < 0 && errno == EINTR)
			continue;
		if (gone < 0 && errno == EAGAIN)
			break;
		if (gone < 0) { /* nobody reads any more: the reading side tells its owner */
			str_clear(&lines->out);
			break;
		}
		memmove(lines->out.text, lines->out.text + gone, lines->out.length - (size_t)gone);
		str_cut(&lines->out, lines->out.length - (size_t)gone);
	}
	if (lines->writing)
		loop_watch_set(lines->writing, lines->out.length > 0 ? LOOP_WRITE : LOOP_NOTHING);
}

static void on_writable(void *context, unsigned ready)
{
	(void)ready;
	flush(context);
}

enum err lines_new(struct loop *loop, int in_fd, int out_fd, lines_on_line *on_line, void *context,
		   struct lines **out, struct fault *fault)
{
	struct lines *lines = mem_new(1, sizeof *lines);
	enum err err = ERR_NONE;

	*lines = (struct lines) {
		.in_fd = in_fd, .out_fd = out_fd, .on_line = on_line, .context = context
	};
	if (in_fd >= 0)
		err = loop_watch_new(loop, in_fd, on_readable, lines, &lines->reading, fault);
	if (!err && out_fd >= 0)
		err = loop_watch_new(loop, out_fd, on_writable, lines, &lines->writing, fault);
	if (err) {
		lines_free(lines);
		return err;
	}
	if (lines->reading)
		loop_watch_set(lines->reading, LOOP_READ);
	*out = lines;
	return ERR_NONE;
}

void lines_send(struct lines *lines, const char *text)
{
	str_adds(&lines->out, text);
	str_addc(&lines->out, '\n');
	flush(lines);
}

void lines_free(struct lines *lines)
{
	if (!lines || lines->is_over)
		return;
	loop_watch_free(lines->reading);
	loop_watch_free(lines->writing);
	lines->reading = lines->writing = NULL;
	if (lines->in_fd > 2)
		close(lines->in_fd);
	if (lines->out_fd > 2)
		close(lines->out_fd);
	lines->is_over = true;
	if (!lines->is_calling)
		release(lines);
}

/* SPDX-License-Identifier: MIT */
/* One line per event, cleaned at this one point, written in one write so that lines of several programs never mix. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/str.h"
#include "base/text.h"

static int log_fd = 2;
static enum log_level log_least = LOG_INFO;

void log_to(int fd, enum log_level level)
{
	log_fd = fd;
	log_least = level;
}

void log_line(enum log_level level, const char *area, const char *format, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	char words[1024], clean[1024];
	struct str line = { 0 };
	va_list args;

	if (log_fd < 0 || level < log_least)
		return;
	va_start(args, format);
	vsnprintf(words, sizeof words, format, args);
	va_end(args);
	text_clean_into(clean, sizeof clean, words, span_of(words).length);
	instant_write(&line, instant_wall_now() / US_PER_MS * US_PER_MS);
	str_addf(&line, " %s %s: %s\n", names[level], area, clean);
	if (write(log_fd, str_text(&line), line.length) < 0 && (errno == EPIPE || errno == EBADF))
		log_fd = -1; /* nobody listens any more; after any other failure only this line is lost */
	str_release(&line);
}

void log_fault(const char *area, const struct fault *fault)
{
	char words[800];

	fault_words(fault, words, sizeof words);
	log_line(LOG_WARN, area, "%s", words);
}

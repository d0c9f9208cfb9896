/* SPDX-License-Identifier: MIT */
/* One cleaned line per event to stderr or a file: time, level, area, words. Never secrets, never a payload. */
#ifndef DOCKET_BASE_LOG_H
#define DOCKET_BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Sends lines of `level` and above to the descriptor `fd` from now on (2 and LOG_INFO at start); fd -1 = nowhere. */
void log_to(int fd, enum log_level level);

/* Writes one line; `area` is a word such as "intake". A newline in the words becomes a blank. */
void log_line(enum log_level level, const char *area, const char *format, ...) PRINTF_LIKE(3, 4);

/* Writes a fault as one line of level warn. */
void log_fault(const char *area, const struct fault *fault);

#endif

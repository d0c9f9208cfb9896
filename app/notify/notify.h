/* SPDX-License-Identifier: MIT */
/*
 * app/notify: desktop notices by libnotify, which can block for minutes on a bus that does not
 * answer. So a helper process, forked early, shows each notice in a child of its own that the
 * kernel ends after five seconds. Our side only writes to a socket and never waits. It decides
 * nothing about what is worth a notice.
 *
 *   notify.h         send a notice
 *   notify_gate.h    how many a minute
 *   notify_helper.h  the helper process, and what it is told
 */
#ifndef DOCKET_NOTIFY_NOTIFY_H
#define DOCKET_NOTIFY_NOTIFY_H

#include "loop/loop.h"

struct notify;

/* What became of notices. */
struct notify_figures {
	uint64_t shown;     /* the desktop took it */
	uint64_t failed;    /* it refused, or there is none behind the bus */
	uint64_t timed_out; /* it did not answer in five seconds */
	uint64_t held_back; /* over six a minute; told later as a count */
	uint64_t dropped;   /* the helper was still busy with earlier ones */
};

/* Is there a session bus to talk to: a unix: address in DBUS_SESSION_BUS_ADDRESS, or
 * XDG_RUNTIME_DIR/bus? Other kinds of address are not used: some of them start programs. */
bool notify_has_bus(void);

/* Forks the helper: call it early, before threads and large data. Without a bus there is no helper
 * and nothing is ever shown; that is no error. `program` is the name on the notices. The caller
 * owns the result. */
struct notify *notify_new(struct loop *loop, const char *program);

/* Is there a helper, and has it not given up? */
bool notify_is_on(const struct notify *notify);

/* Shows a notice, if the desktop lets it. Foreign text is cleaned; the summary is cut to 80 signs,
 * the body to 200, and in the body, where desktops read markup, & < > are escaped. Urgent ones stay
 * until they are read. At most six a minute; the rest is told as a count when that is over. */
void notify_send(struct notify *notify, const char *summary, const char *body, bool is_urgent);

/* The figures now. */
struct notify_figures notify_figures(const struct notify *notify);

/* Ends the helper and frees. NULL is fine. */
void notify_free(struct notify *notify);

#endif

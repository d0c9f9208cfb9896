/* SPDX-License-Identifier: MIT */
/* A stand-in for a mail server: takes every letter by SMTP, keeps it in a ledger, delivers nothing.
 */
#ifndef DOCKET_DEMO_MAILSINK_H
#define DOCKET_DEMO_MAILSINK_H

#include "demo/ledger.h"
#include "loop/loop.h"

struct mailsink;

/* A letter was taken. Borrowed until it returns. */
typedef void mailsink_on_letter(void *context, const char *to, struct span text);

/* Listens on 127.0.0.1, on `port` (0 = any free one). The ledger is borrowed. ERR_SYSTEM with
 * words. The caller ends it with mailsink_free. */
MUST_CHECK enum err mailsink_new(struct loop *loop, int port, struct ledger *ledger,
				 mailsink_on_letter *on_letter, void *context,
				 struct mailsink **out, struct fault *fault);

/* The port it listens on. */
int mailsink_port(const struct mailsink *sink);

/* Ends it with every session. NULL is fine. */
void mailsink_free(struct mailsink *sink);

#endif

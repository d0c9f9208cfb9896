/* SPDX-License-Identifier: MIT */
/* Where a demo keeps its things: one folder of state, locked while it runs, and a short one for
 * sockets. */
#ifndef DOCKET_DEMO_FOLDERS_H
#define DOCKET_DEMO_FOLDERS_H

#include "base/arena.h"

struct folders {
	struct arena arena;
	const char *state;   /* $XDG_STATE_HOME/docket or ~/.local/state/docket */
	const char *store;   /* of these: PostgreSQL's data, */
	const char *secrets; /* keys of interfaces, */
	const char *log;
	const char *ledger;   /* what arrived at stand-ins, */
	const char *kept;     /* and a file that says what was kept */
	const char *socket;   /* /run/user/UID/docket-XXXXXX or /tmp/docket-UID-XXXXXX */
	const char *programs; /* where this program lies, and docketd and docket-stub beside it */
	const char *user;     /* the name of the process's user */
	int lock_fd;
};

/* Finds and makes them, 0700. ERR_DENIED for root, ERR_BUSY if a demo runs there, ERR_SYSTEM with
 * words. The caller ends it with folders_release, also after a fault. */
MUST_CHECK enum err folders_make(struct folders *folders, struct fault *fault);

/* Empties what an operation left: store, secrets, ledger. Logs go too. */
MUST_CHECK enum err folders_clear(const struct folders *folders, struct fault *fault);

/* The path of a program beside this one; in the arena. ERR_NOT_FOUND if it is not there. */
MUST_CHECK enum err folders_program(struct folders *folders, const char *name, const char **out,
				    struct fault *fault);

/* Removes a folder and all in it; fine if it is not there. ERR_SYSTEM with the path. */
MUST_CHECK enum err folders_remove(const char *path, struct fault *fault);

/* Removes the folder of sockets, unlocks, frees. */
void folders_release(struct folders *folders);

#endif

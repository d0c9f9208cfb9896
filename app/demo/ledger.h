/* SPDX-License-Identifier: MIT */
/* What arrived at a stand-in, with its bytes: one JSON object a line, on disk before it is
 * answered. It is also the stand-in's memory over a restart. */
#ifndef DOCKET_DEMO_LEDGER_H
#define DOCKET_DEMO_LEDGER_H

#include "base/map.h"
#include "base/str.h"

struct ledger;

/* One arrival. */
struct ledger_entry {
	const char *target; /* "erp" */
	const char *method; /* "POST", "MAIL" */
	const char *path;
	const char *key; /* what the sender calls the message; "" = nothing */
	struct span body;
	int status;	    /* what was answered; 0 = the answer was dropped */
	const char *answer; /* its body */
	bool is_executed;   /* it changed something; false for repeats and refusals */
	int64_t at;	    /* wall clock */
};

/* What a message that was executed got as its answer. */
struct ledger_answer {
	char *key;
	char *text;
	char sha256[65];
	int status;
};

/* Opens or makes the file and reads what was executed before. The caller ends it with ledger_free.
 * ERR_SYSTEM with the path, ERR_DAMAGED for a file that is none. */
MUST_CHECK enum err ledger_open(const char *path, struct ledger **out, struct fault *fault);

/* Appends and syncs; ERR_SYSTEM if the disk refuses. */
MUST_CHECK enum err ledger_add(struct ledger *ledger, const struct ledger_entry *entry,
			       struct fault *fault);

/* What the key got when it was executed, or NULL. Borrowed. */
const struct ledger_answer *ledger_find(const struct ledger *ledger, const char *key);

/* Lines in it. */
int64_t ledger_count(const struct ledger *ledger);

/* Ends it. NULL is fine. */
void ledger_free(struct ledger *ledger);

#endif

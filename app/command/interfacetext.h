/* SPDX-License-Identifier: MIT */
/*
 * The text of an interface or connector, in the one line grammar:
 *
 *	title "DHL Freight, webhook"
 *	party carrier:DHLF
 *	mapping dhl-status          how its messages are read; CloudEvents need none
 *	mode test                   test, shadow or live
 *	secret dhl                  the name of the key's file (docket key)
 *	secret-next dhl.next        while the key is changed over
 *	rhythm 15m                  expected at least this often
 *	folder /srv/in/dhl          files that the partner puts there are taken, too
 *	file-id name                a file of the same name is the same file; without it, one of the same content
 * and for a connector, where effects go out:
 *	url https://tms.example/api
 *	key-header Idempotency-Key
 *	ask-url https://tms.example/api/by-key
 */
#ifndef DOCKET_COMMAND_INTERFACETEXT_H
#define DOCKET_COMMAND_INTERFACETEXT_H

#include "base/arena.h"
#include "base/str.h"

struct interfacetext {
	const char *title, *kind, *party, *mapping, *mode, *secret, *secret_next, *url, *key_header, *ask_url,
		*folder, *file_id; /* never NULL */
	int64_t rhythm_s;
};

/* Reads it; all texts live in `arena`. A fault names line, column and the nearest word. */
MUST_CHECK enum err interfacetext_read(struct arena *arena, const char *name, struct span text, struct interfacetext *out,
				       struct fault *fault);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The text of an interface or connector, in the one line grammar, each line a name and its value as data/model/interface_line.h
 * declares them (docs/interfaces.md has them all):
 *
 *	title "DHL Freight, webhook"
 *	party carrier:DHLF
 *	mapping dhl-status
 *	mode live
 *	secret dhl
 *	rhythm 15m
 */
#ifndef DOCKET_COMMAND_INTERFACETEXT_H
#define DOCKET_COMMAND_INTERFACETEXT_H

#include "base/arena.h"
#include "codec/signature.h"
#include "model/interface_line.h"

struct interfacetext {
	struct texts settings; /* name, value as it is kept, in the table's order; lines that were not written have their standard */
};

/* Reads it; all texts live in `arena`. `whom`: "in" or "out", see the table. A fault names line, column and the nearest word. */
MUST_CHECK enum err interfacetext_read(struct arena *arena, const char *name, const char *whom, struct span text, struct interfacetext *out,
				       struct fault *fault);

/* How the interface's settings have its messages signed: of a text that was read, or as the store keeps them. ERR_INVALID names the line. */
MUST_CHECK enum err interfacetext_signature(const struct texts *settings, const char *key_header, struct signature_scheme *out,
					    struct fault *fault);

#endif

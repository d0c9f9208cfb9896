/* SPDX-License-Identifier: MIT */
/* One signed POST to an engine, as a partner sends it. */
#ifndef DOCKET_COMMAND_SIGNEDPOST_H
#define DOCKET_COMMAND_SIGNEDPOST_H

#include "codec/signature.h"

struct signedpost {
	const char *url; /* of the engine, without a path */
	const char *interface;
	const struct signature_scheme *signature; /* NULL: Standard Webhooks */
	struct span secret;
	const char *id, *type;
	struct span body;
};

struct signedpost_answer {
	int status;
	struct str body; /* the engine's words; the caller releases it */
	int64_t took_us;
};

/* Sends it and waits. ERR_LINK if nobody answers; any answer is one, whatever its status. */
MUST_CHECK enum err signedpost_send(const struct signedpost *post, struct signedpost_answer *out, struct fault *fault);

#endif

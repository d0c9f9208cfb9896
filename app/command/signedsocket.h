/* SPDX-License-Identifier: MIT */
/* Messages to an engine over one websocket, as a partner sends them: signed once, several under way, an answer to each. */
#ifndef DOCKET_COMMAND_SIGNEDSOCKET_H
#define DOCKET_COMMAND_SIGNEDSOCKET_H

#include "codec/signature.h"

/* A message; texts are borrowed. */
struct signedsocket_message {
	const char *name; /* for people: the file's */
	const char *id, *type;
	struct span body;
};

struct signedsocket {
	const char *where; /* "127.0.0.1:8081": numeric address and port of the engine's feed */
	const char *interface;
	const struct signature_scheme *signature;
	struct span secret;
	const struct signedsocket_message *messages;
	size_t count;

	/* Called once for each message that was answered, in the order of the answers. */
	void (*on_answer)(void *context, const struct signedsocket_message *message, int status, const char *error);
	void *context;
};

/* Sends all and waits for all answers. ERR_LINK, with the engine's words, if the socket breaks before the last of them. */
MUST_CHECK enum err signedsocket_send(const struct signedsocket *what, struct fault *fault);

#endif

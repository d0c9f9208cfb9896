/* SPDX-License-Identifier: MIT */
/*
 * Messages of partners over a websocket: the same reception as POST, another door. On the wire, one JSON object a frame:
 *
 *	engine   {"challenge": NONCE}                           a random text, once
 *	partner  {"headers": {NAME: VALUE, ...}}                those that would sign a POST with the body "docket websocket NONCE PATH"
 *	engine   {"ready": true, "interface": ..., "size_most": bytes, "under_way_most": 64}
 *	partner  a CloudEvent, or {"id": ..., "type": CONTENT TYPE}, a line end, and the message itself
 *	engine   {"n": 1, "id": ..., "status": 202}             after the commit; "error" and "items" as over HTTP, "retry_s" with 429
 *
 * What is signed holds the engine's own random text: who listens in cannot open a second socket by it, at this engine or another.
 */
#ifndef DOCKET_ENGINE_WSINTAKE_H
#define DOCKET_ENGINE_WSINTAKE_H

#include "net/event_socket.h"

/* Its side of the feed server; the context is the engine. */
extern const struct event_socket_calls wsintake_calls;

#endif

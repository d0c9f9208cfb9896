/* SPDX-License-Identifier: MIT */
/* libwebsockets as a guest on our libuv loop. */
#include "net/websocket.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

static void on_words(int level, const char *words)
{
	size_t length = strlen(words);

	(void)level;
	if (length && words[length - 1] == '\n')
		length--;
	log_line(LOG_DEBUG, "feed", "%.*s", (int)length, words);
}

struct lws_context *websocket_context(struct loop *loop, const struct lws_protocols *protocols,
				      void *user, struct lws_context **at)
{
	void *native = loop_native(loop);
	struct lws_context_creation_info info = { 0 };

	BUG_IF(!native);
	lws_set_log_level(LLL_ERR | LLL_WARN, on_words);
	info.protocols = protocols;
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.foreign_loops = &native;
	info.user = user;
	info.pcontext = at;
	info.timeout_secs = 5;
	*at = lws_create_context(&info);
	return *at;
}

struct ending {
	struct lws_context **at;
	void *owner;
};

/* With a foreign loop, lws_context_destroy stops half way and wants to be called again when the loop
 * is through with its handles; otherwise a third of a megabyte stays. */
static void on_loop_freed(void *context)
{
	struct ending *ending = context;

	if (*ending->at)
		lws_context_destroy(*ending->at);
	mem_free(ending->owner);
	mem_free(ending);
}

void websocket_end(struct loop *loop, struct lws_context **at, void *owner)
{
	struct ending *ending = mem_new(1, sizeof *ending);

	*ending = (struct ending){ .at = at, .owner = owner };
	if (*at)
		lws_context_destroy(*at);
	loop_at_free(loop, on_loop_freed, ending);
}

void websocket_kill(struct lws *wsi)
{
	lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_SYNC);
}

void websocket_close(struct lws *wsi, int status, const char *why)
{
	unsigned char words[123];
	size_t length = strnlen(why, sizeof words);

	memcpy(words, why, length);
	lws_close_reason(wsi, (enum lws_close_status)status, words, length);
	websocket_kill(wsi);
}

bool websocket_gather(struct lws *wsi, struct str *text, const void *piece, size_t length,
		      size_t most_bytes, int *status)
{
	if (lws_frame_is_binary(wsi))
		*status = LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE;
	else if (text->length + length + lws_remaining_packet_payload(wsi) > most_bytes)
		*status = LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE;
	if (*status)
		return false;
	str_add(text, piece, length);
	if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi))
		return false;
	if (!text_is_utf8(text->text, text->length))
		*status = LWS_CLOSE_STATUS_INVALID_PAYLOAD;
	return !*status;
}

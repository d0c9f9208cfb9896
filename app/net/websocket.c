/* SPDX-License-Identifier: MIT */
/* libwebsockets as a guest on our libuv loop. */
#include "net/websocket.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"

#define EVENT_FD_SEARCH 1024 /* descriptors above are not looked at */

static void on_words(int level, const char *words)
{
	size_t length = strlen(words);

	(void)level;
	if (length && words[length - 1] == '\n')
		length--;
	log_line(LOG_DEBUG, "feed", "%.*s", (int)length, words);
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static bool is_eventfd(int fd)
{
	char path[32], target[32] = "";

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return readlink(path, target, sizeof target - 1) > 0 && strstr(target, "[eventfd]");
}

static bool create(struct websocket *websocket, struct loop *loop,
		   const struct lws_protocols *protocols, void *user)
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
	info.pcontext = &websocket->lws;
	info.timeout_secs = WEBSOCKET_HEAD_LIMIT_S;
	info.timeout_secs_ah_idle = WEBSOCKET_HEAD_LIMIT_S;
	websocket->lws = lws_create_context(&info);
	return websocket->lws != NULL;
}

bool websocket_open(struct websocket *websocket, struct loop *loop,
		    const struct lws_protocols *protocols, void *user)
{
	bool was_open[EVENT_FD_SEARCH];

	for (int fd = 0; fd < EVENT_FD_SEARCH; fd++)
		was_open[fd] = is_open(fd);
	*websocket = (struct websocket){ .event_fd = -1 };
	if (!create(websocket, loop, protocols, user))
		return false;
	for (int fd = 0; fd < EVENT_FD_SEARCH && websocket->event_fd < 0; fd++)
		if (!was_open[fd] && is_eventfd(fd))
			websocket->event_fd = fd;
	return true;
}

/* libwebsockets closes its eventfd now and once more in a later turn of the loop: by then the
 * number may be someone else's. So something of ours stands there until then. */
static void plug(int fd)
{
	int null;

	if (fd < 0 || is_open(fd))
		return;
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null < 0 || null == fd)
		return;
	dup3(null, fd, O_CLOEXEC);
	close(null);
}

struct ending {
	struct websocket *websocket;
	void *owner;
};

/* With a foreign loop, lws_context_destroy stops half way and wants to be called again when the
 * loop is through with its handles; otherwise a third of a megabyte stays. */
static void on_loop_freed(void *context)
{
	struct ending *ending = context;

	if (ending->websocket->lws)
		lws_context_destroy(ending->websocket->lws);
	mem_free(ending->owner);
	mem_free(ending);
}

void websocket_end(struct websocket *websocket, struct loop *loop, void *owner)
{
	struct ending *ending = mem_new(1, sizeof *ending);

	*ending = (struct ending){ .websocket = websocket, .owner = owner };
	if (websocket->lws) {
		lws_context_destroy(websocket->lws);
		plug(websocket->event_fd);
	}
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

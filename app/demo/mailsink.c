/* SPDX-License-Identifier: MIT */
/* As much SMTP as a sender needs: greeting, one letter after the other, goodbye. */
#include "demo/mailsink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"

#define LETTER_MOST_BYTES ((size_t)4 * 1024 * 1024)

struct mail_session {
	struct mailsink *sink;
	struct mail_session *next, **at;
	struct loop_watch *watch;
	struct str in, text, from, to;
	int fd;
	bool is_text; /* between DATA and the lone point */
	bool is_over;
};

struct mailsink {
	struct loop *loop;
	struct loop_watch *watch;
	struct ledger *ledger;
	mailsink_on_letter *on_letter;
	void *context;
	struct mail_session *sessions;
	int fd, port;
};

static void session_free(struct mail_session *session)
{
	*session->at = session->next;
	if (session->next)
		session->next->at = session->at;
	loop_watch_free(session->watch);
	close(session->fd);
	str_release(&session->in);
	str_release(&session->text);
	str_release(&session->from);
	str_release(&session->to);
	mem_free(session);
}

/* Answers are short: a peer that does not even take these is let go. */
static void say(struct mail_session *session, const char *words)
{
	size_t length = strlen(words);

	if (send(session->fd, words, length, MSG_NOSIGNAL) != (ssize_t)length)
		session->is_over = true;
}

static void forget_letter(struct mail_session *session)
{
	str_clear(&session->text);
	str_clear(&session->from);
	str_clear(&session->to);
	session->is_text = false;
}

static void take_letter(struct mail_session *session)
{
	struct mailsink *sink = session->sink;
	struct span body = { str_text(&session->text), session->text.length };
	const struct ledger_entry entry = {
		.target = "mail",
		.method = "MAIL",
		.path = str_text(&session->to),
		.key = "",
		.body = body,
		.status = 250,
		.answer = "",
		.is_executed = true,
		.at = loop_wall_us(sink->loop),
	};
	struct fault fault = { 0 };

	if (ledger_add(sink->ledger, &entry, &fault) != ERR_NONE) {
		log_fault("mail", &fault);
		say(session, "451 the ledger cannot be written\r\n");
	} else {
		sink->on_letter(sink->context, str_text(&session->to), body);
		say(session, "250 taken\r\n");
	}
	forget_letter(session);
}

/* A line of the letter; a point that was doubled on the way is one again. */
static void take_text(struct mail_session *session, const char *line, size_t length)
{
	if (length == 1 && line[0] == '.') {
		take_letter(session);
		return;
	}
	if (length > 0 && line[0] == '.') {
		line++;
		length--;
	}
	str_add(&session->text, line, length);
	str_addc(&session->text, '\n');
	if (session->text.length > LETTER_MOST_BYTES)
		session->is_over = true;
}

static bool is_command(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

/* The address between < and >. */
static void take_address(struct str *out, const char *line)
{
	const char *begin = strchr(line, '<'), *end = strchr(line, '>');

	if (!begin || !end || end < begin)
		return;
	if (out->length > 0)
		str_adds(out, ", ");
	str_add(out, begin + 1, (size_t)(end - begin - 1));
}

static void take_command(struct mail_session *session, const char *line)
{
	if (is_command(line, "EHLO") || is_command(line, "HELO")) {
		say(session, "250 stand-in for a mail server\r\n");
	} else if (is_command(line, "MAIL FROM:")) {
		forget_letter(session);
		take_address(&session->from, line);
		say(session, "250 fine\r\n");
	} else if (is_command(line, "RCPT TO:")) {
		take_address(&session->to, line);
		say(session, "250 fine\r\n");
	} else if (is_command(line, "DATA")) {
		session->is_text = session->to.length > 0;
		say(session,
		    session->is_text ? "354 end with a lone point\r\n" : "503 to whom?\r\n");
	} else if (is_command(line, "QUIT")) {
		say(session, "221 goodbye\r\n");
		session->is_over = true;
	} else if (is_command(line, "RSET") || is_command(line, "NOOP")) {
		say(session, "250 fine\r\n");
	} else {
		say(session, "500 not understood\r\n");
	}
}

static void take_lines(struct mail_session *session)
{
	size_t from = 0;

	for (size_t at = 0; at < session->in.length && !session->is_over; at++) {
		size_t length = at - from;
		char *line = session->in.text + from;
		if (session->in.text[at] != '\n')
			continue;
		if (length > 0 && line[length - 1] == '\r')
			length--;
		line[length] = '\0';
		from = at + 1;
		if (session->is_text)
			take_text(session, line, length);
		else
			take_command(session, line);
	}
	memmove(session->in.text, session->in.text + from, session->in.length - from);
	str_cut(&session->in, session->in.length - from);
}

static void on_session(void *context, unsigned ready)
{
	struct mail_session *session = context;
	char bytes[16384];
	ssize_t got = recv(session->fd, bytes, sizeof bytes, 0);

	(void)ready;
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0 || session->in.length > LETTER_MOST_BYTES) {
		session_free(session);
		return;
	}
	str_add(&session->in, bytes, (size_t)got);
	take_lines(session);
	if (session->is_over)
		session_free(session);
}

static void on_caller(void *context, unsigned ready)
{
	struct mailsink *sink = context;
	int fd = accept4(sink->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct mail_session *session;
	struct fault fault = { 0 };

	(void)ready;
	if (fd < 0)
		return;
	session = mem_new(1, sizeof *session);
	session->sink = sink;
	session->fd = fd;
	session->next = sink->sessions;
	session->at = &sink->sessions;
	if (sink->sessions)
		sink->sessions->at = &session->next;
	sink->sessions = session;
	if (loop_watch_new(sink->loop, fd, on_session, session, &session->watch, &fault) !=
	    ERR_NONE) {
		session_free(session);
		return;
	}
	loop_watch_set(session->watch, LOOP_READ);
	say(session, "220 docket's stand-in for a mail server\r\n");
}

static enum err listen_here(struct mailsink *sink, int port, struct fault *fault)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int yes = 1;

	sink->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (sink->fd < 0 || setsockopt(sink->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) ||
	    bind(sink->fd, (struct sockaddr *)&address, sizeof address) || listen(sink->fd, 16) ||
	    getsockname(sink->fd, (struct sockaddr *)&address, &length))
		return fault_set(fault, ERR_SYSTEM, "mail",
				 "127.0.0.1:%d cannot be listened on: %s", port, strerror(errno));
	sink->port = ntohs(address.sin_port);
	return ERR_NONE;
}

enum err mailsink_new(struct loop *loop, int port, struct ledger *ledger,
		      mailsink_on_letter *on_letter, void *context, struct mailsink **out,
		      struct fault *fault)
{
	struct mailsink *sink = mem_new(1, sizeof *sink);
	enum err err;

	*sink = (struct mailsink) {
		.loop = loop, .ledger = ledger, .on_letter = on_letter, .context = context
	};
	err = listen_here(sink, port, fault);
	if (!err)
		err = loop_watch_new(loop, sink->fd, on_caller, sink, &sink->watch, fault);
	if (err) {
		mailsink_free(sink);
		return err;
	}
	loop_watch_set(sink->watch, LOOP_READ);
	*out = sink;
	return ERR_NONE;
}

int mailsink_port(const struct mailsink *sink)
{
	return sink->port;
}

void mailsink_free(struct mailsink *sink)
{
	if (!sink)
		return;
	while (sink->sessions)
		session_free(sink->sessions);
	loop_watch_free(sink->watch);
	if (sink->fd >= 0)
		close(sink->fd);
	mem_free(sink);
}

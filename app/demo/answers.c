/* SPDX-License-Identifier: MIT */
/* One file is one answer, read when it is asked for. */
#include "demo/answers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "config/config.h"
#include "net/http_server.h"

#define FILE_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define HEADERS_MAX    16

struct answers {
	struct http_server *server;
	char *folder;
	int log;
};

/* A file taken apart in place. */
struct answer {
	int status;
	const char *type, *etag;
	struct http_header headers[HEADERS_MAX];
	size_t count;
	struct span body;
};

static void name_file(const struct http_request *request, char *out, size_t room)
{
	static const char *const arguments[] = { "cursor", "page" };
	const char *path = http_request_path(request), *place = NULL;

	for (size_t i = 0; i < COUNT_OF(arguments) && !place; i++)
		place = http_request_argument(request, arguments[i]);
	snprintf(out, room, "%s%s%s", path + (path[0] == '/'), place && place[0] ? "@" : "", place ? place : "");
}

static void take_header(struct answer *answer, char *line)
{
	char *colon = strstr(line, ": ");

	if (!colon)
		return;
	*colon = '\0';
	if (strcasecmp(line, "Content-Type") == 0) {
		answer->type = colon + 2;
		return;
	}
	if (strcasecmp(line, "ETag") == 0)
		answer->etag = colon + 2;
	if (answer->count < HEADERS_MAX)
		answer->headers[answer->count++] = (struct http_header){ line, colon + 2 };
}

static void take_apart(char *text, size_t length, struct answer *out)
{
	char *line = text, *end;

	*out = (struct answer){ .type = "application/json", .status = (int)strtol(text, NULL, 10) };
	while ((end = strchr(line, '\n'))) {
		*end = '\0';
		if (end == line)
			break;
		if (line != text)
			take_header(out, line);
		line = end + 1;
	}
	if (end)
		out->body = (struct span){ end + 1, length - (size_t)(end + 1 - text) };
}

static void note(const struct answers *answers, const struct http_request *request, const char *name, int status)
{
	static const char *const headers[] = { "If-None-Match", "Authorization", "X-Api-Key" };
	const char *since = http_request_argument(request, "since");
	struct str line = { 0 };

	str_addf(&line, "%s since=%s", name, since ? since : "");
	for (size_t i = 0; i < COUNT_OF(headers); i++) {
		const char *value = http_request_header(request, headers[i]);
		str_addf(&line, " %s=%s", headers[i], value ? value : "");
	}
	str_addf(&line, " %d\n", status);
	if (write(answers->log, str_text(&line), line.length) != (ssize_t)line.length)
		log_line(LOG_WARN, "answers", "a request cannot be written down");
	str_release(&line);
}

static void answer_file(const struct answers *answers, struct http_request *request, const char *name, struct str *text)
{
	const char *match = http_request_header(request, "If-None-Match");
	struct answer answer;

	take_apart(text->text, text->length, &answer);
	if (match && answer.etag && strcmp(match, answer.etag) == 0) {
		answer.status = 304;
		answer.body.length = 0;
	}
	note(answers, request, name, answer.status);
	http_request_answer(request, answer.status, answer.type, answer.body, answer.headers, answer.count);
}

static void on_request(void *context, struct http_request *request)
{
	const struct answers *answers = context;
	struct str text = { 0 };
	struct fault fault = { 0 };
	char name[300], path[800];

	name_file(request, name, sizeof name);
	snprintf(path, sizeof path, "%.400s/%s", answers->folder, name);
	if (strchr(name, '/') || name[0] == '.' || config_file(path, FILE_BYTES_MAX, &text, &fault) != ERR_NONE || text.length == 0) {
		note(answers, request, name, 404);
		http_request_answer(request, 404, "application/json", span_of("{\"error\":\"nothing here\"}"), NULL, 0);
	} else {
		answer_file(answers, request, name, &text);
	}
	str_release(&text);
}

enum err answers_new(struct loop *loop, const char *folder, const char *log, int port, struct answers **out, struct fault *fault)
{
	const struct http_server_options options = { .port = port };
	struct answers *answers = mem_new(1, sizeof *answers);
	enum err err = ERR_NONE;

	answers->folder = mem_text(folder);
	answers->log = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (answers->log < 0)
		err = fault_set(fault, ERR_SYSTEM, log, "the requests cannot be written there");
	if (err == ERR_NONE)
		err = http_server_new(loop, &options, on_request, answers, &answers->server, fault);
	if (err != ERR_NONE)
		answers_free(answers);
	else
		*out = answers;
	return err;
}

int answers_port(const struct answers *answers)
{
	return http_server_port(answers->server);
}

void answers_free(struct answers *answers)
{
	if (!answers)
		return;
	http_server_free(answers->server);
	if (answers->log >= 0)
		close(answers->log);
	mem_free(answers->folder);
	mem_free(answers);
}

/* SPDX-License-Identifier: MIT */
/* An append-only file of JSON lines. */
#include "demo/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/mem.h"
#include "codec/json_read.h"
#include "codec/json_write.h"
#include "config/config.h"

#define FILE_MOST_BYTES ((size_t)256 * 1024 * 1024)

struct ledger {
	char *path;
	int fd;
	int64_t count;
	struct map answers; /* key -> struct ledger_answer * */
};

static void body_sha256(struct span body, char *out)
{
	struct digest digest = digest_of(body.text, body.length);
	struct str hex = { 0 };

	hex_write(&hex, digest.bytes, DIGEST_BYTES);
	memcpy(out, str_text(&hex), 65);
	str_release(&hex);
}

static void remember(struct ledger *ledger, const char *key, const char *sha256, int status,
		     const char *text)
{
	struct ledger_answer *answer;

	if (!key[0] || map_get(&ledger->answers, span_of(key)))
		return;
	answer = mem_new(1, sizeof *answer);
	answer->key = mem_text(key);
	answer->text = mem_text(text);
	answer->status = status;
	memcpy(answer->sha256, sha256, strnlen(sha256, 64));
	map_put(&ledger->answers, span_of(answer->key), answer);
}

static const char *text_or(const struct json_node *root, const char *name)
{
	const char *text = node_text(node_get(root, name));

	return text ? text : "";
}

static enum err read_line(struct ledger *ledger, struct span line, struct fault *fault)
{
	struct json_doc *doc = NULL;
	const struct json_node *root;
	int64_t status = 0;
	enum err err = node_doc_read(line, &doc, fault);

	if (err)
		return fault_set(fault, ERR_DAMAGED, ledger->path, "line %lld is no ledger line",
				 (long long)ledger->count + 1);
	root = node_doc_root(doc);
	if (node_bool(node_get(root, "executed")) &&
	    node_int(node_get(root, "status"), &status) == ERR_NONE)
		remember(ledger, text_or(root, "key"), text_or(root, "sha256"),
			 status ? (int)status : 200, text_or(root, "answer"));
	ledger->count++;
	node_doc_free(doc);
	return ERR_NONE;
}

static enum err read_all(struct ledger *ledger, struct fault *fault)
{
	struct str text = { 0 };
	size_t from = 0;
	enum err err;

	if (access(ledger->path, F_OK) != 0)
		return ERR_NONE;
	err = config_file(ledger->path, FILE_MOST_BYTES, &text, fault);
	for (size_t at = 0; !err && at < text.length; at++)
		if (text.text[at] == '\n') {
			err = read_line(ledger, (struct span) { text.text + from, at - from },
					fault);
			from = at + 1;
		}
	str_release(&text);
	return err;
}

enum err ledger_open(const char *path, struct ledger **out, struct fault *fault)
{
	struct ledger *ledger = mem_new(1, sizeof *ledger);
	enum err err;

	ledger->path = mem_text(path);
	ledger->fd = -1;
	err = read_all(ledger, fault);
	if (!err) {
		ledger->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (ledger->fd < 0)
			err = fault_set(fault, ERR_SYSTEM, path, "it cannot be written: %s",
					strerror(errno));
	}
	if (err) {
		ledger_free(ledger);
		return err;
	}
	*out = ledger;
	return ERR_NONE;
}

static void write_entry(struct str *out, int64_t no, const struct ledger_entry *entry,
			const char *sha256)
{
	struct json_writer writer = jsonw_on(out);

	jsonw_open(&writer, NULL);
	jsonw_put_int(&writer, "no", no);
	jsonw_put_instant(&writer, "at", entry->at);
	jsonw_put_text(&writer, "target", entry->target);
	jsonw_put_text(&writer, "method", entry->method);
	jsonw_put_text(&writer, "path", entry->path);
	jsonw_put_text(&writer, "key", entry->key);
	jsonw_put_int(&writer, "status", entry->status);
	jsonw_put_text(&writer, "answer", entry->answer);
	jsonw_put_bool(&writer, "executed", entry->is_executed);
	jsonw_put_text(&writer, "sha256", sha256);
	jsonw_put_span(&writer, "body", entry->body);
	jsonw_close(&writer);
	str_addc(out, '\n');
}

static enum err append(struct ledger *ledger, const struct str *line, struct fault *fault)
{
	ssize_t gone = write(ledger->fd, line->text, line->length);

	if (gone == (ssize_t)line->length && fdatasync(ledger->fd) == 0)
		return ERR_NONE;
	return fault_set(fault, ERR_SYSTEM, ledger->path, "it cannot be written: %s",
			 strerror(errno));
}

enum err ledger_add(struct ledger *ledger, const struct ledger_entry *entry, struct fault *fault)
{
	struct str line = { 0 };
	char sha256[65] = { 0 };
	enum err err;

	body_sha256(entry->body, sha256);
	write_entry(&line, ledger->count + 1, entry, sha256);
	err = append(ledger, &line, fault);
	str_release(&line);
	if (err)
		return err;
	ledger->count++;
	if (entry->is_executed)
		remember(ledger, entry->key, sha256, entry->status ? entry->status : 200,
			 entry->answer);
	return ERR_NONE;
}

const struct ledger_answer *ledger_find(const struct ledger *ledger, const char *key)
{
	return map_get(&ledger->answers, span_of(key));
}

int64_t ledger_count(const struct ledger *ledger)
{
	return ledger->count;
}

void ledger_free(struct ledger *ledger)
{
	struct ledger_answer *answer;
	size_t cursor = 0;

	if (!ledger)
		return;
	while ((answer = map_next(&ledger->answers, &cursor))) {
		mem_free(answer->key);
		mem_free(answer->text);
		mem_free(answer);
	}
	map_release(&ledger->answers);
	if (ledger->fd >= 0)
		close(ledger->fd);
	mem_free(ledger->path);
	mem_free(ledger);
}

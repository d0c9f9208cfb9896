/* SPDX-License-Identifier: MIT */
/* The websocket feed: changes with their numbers and rows. A number that does not follow is a reason to ask the store; the feed is
 * never trusted with what is missing. */
#include <string.h>

#include "base/digest.h"
#include "codec/json_read.h"
#include "codec/json_write.h"
#include "codec/row_json.h"
#include "console/deck.h"
#include "net/feed_words.h"
#include "net/net.h"

/* Columns: the ticket. With it and our numbers the feed is greeted. */
static void on_ticket(void *context, struct pg_result *result)
{
	struct console *console = context;
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	if (pg_result_fault(result) || pg_result_rows(result) == 0 || !console->feed)
		return;
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "m", "hello");
	jsonw_put_int(&writer, "protocol", FEED_PROTOCOL);
	jsonw_put_text(&writer, "ticket", pg_result_text(result, 0, 0));
	jsonw_open_array(&writer, "heads");
	for (size_t i = 0; i < console->head_count; i++) {
		jsonw_open(&writer, NULL);
		jsonw_put_int(&writer, "tenant", console->heads[i].tenant_id);
		jsonw_put_int(&writer, "epoch", console->heads[i].epoch);
		jsonw_put_int(&writer, "seq", console->heads[i].seq);
		jsonw_close(&writer);
	}
	jsonw_close(&writer);
	jsonw_close(&writer);
	if (feed_client_send(console->feed, (struct span){ str_text(&text), text.length }) != ERR_NONE)
		feed_client_close(console->feed);
	str_release(&text);
}

static void on_open(void *context)
{
	struct console *console = context;
	struct fault fault;

	if (!storelink_is_up(console) ||
	    pg_link_send(console->link, "console_ticket", NULL, on_ticket, console, &fault) != ERR_NONE)
		feed_client_close(console->feed);
	else
		storelink_watch(console);
}

static int64_t int_of(const struct json_node *node, const char *name)
{
	int64_t value = 0;

	return node_int(node_get(node, name), &value) == ERR_NONE ? value : 0;
}

static void put_row(struct console *console, const struct json_node *object)
{
	struct arena arena = { 0 };
	struct case_row row;
	struct fault fault;

	row_init(&row_shown_case, &row);
	if (row_json_read(&row_shown_case, object, &arena, &row, &fault) == ERR_NONE)
		store_put_case(&console->store, &row);
	arena_release(&arena);
}

static void on_change(struct console *console, const struct json_node *root)
{
	int64_t tenant_id = int_of(root, "tenant");
	const char *kind = node_text(node_get(root, "kind")), *op = node_text(node_get(root, "op"));
	bool is_next = storelink_number(console, tenant_id, int_of(root, "epoch"), int_of(root, "seq"));

	if (!is_next) {
		storelink_behind(console, tenant_id, false);
		return;
	}
	if (!kind || !op)
		return;
	if (strcmp(kind, "case") == 0)
		storelink_case_moved(console, tenant_id, int_of(root, "id"));
	if (strcmp(kind, "case") != 0)
		storelink_lists(console);
	else if (strcmp(op, "gone") == 0)
		store_drop_case(&console->store, tenant_id, int_of(root, "id"));
	else if (node_is_object(node_get(root, "row")))
		put_row(console, node_get(root, "row"));
	else
		store_drop_case(&console->store, tenant_id, int_of(root, "id")); /* put, and not in the queue any more */
	storelink_rows_came(console);
}

static void on_skip(struct console *console, const struct json_node *root)
{
	if (!storelink_number(console, int_of(root, "tenant"), int_of(root, "epoch"), int_of(root, "seq")))
		storelink_behind(console, int_of(root, "tenant"), false);
}

static void on_resync(struct console *console, const struct json_node *root)
{
	(void)root;
	storelink_snapshot(console);
}

static void on_welcome(struct console *console, const struct json_node *root)
{
	(void)root;
	console->is_feed_welcome = true;
	console->feed_attempts = 0;
	storelink_report(console);
}

static void on_notice(struct console *console, const struct json_node *root)
{
	struct ui_event event = console_event(console, UI_SAY);

	event.words = node_text(node_get(root, "words"));
	if (event.words)
		console_fold(console, &event);
}

/* What each message does here; those that are not listed are for other viewers. */
static const struct {
	const char *name;
	void (*on_message)(struct console *console, const struct json_node *root);
} messages[] = {
	{ "welcome", on_welcome }, { "change", on_change }, { "skip", on_skip }, { "resync", on_resync }, { "notice", on_notice },
};

static void on_message(void *context, struct span text)
{
	struct console *console = context;
	struct json_doc *doc;
	const char *name;

	if (node_doc_read(text, &doc, NULL) != ERR_NONE)
		return;
	console->ui.scene.links.feed_heard_at = loop_now_us(console->loop);
	name = node_text(node_get(node_doc_root(doc), "m"));
	for (size_t i = 0; name && i < COUNT_OF(messages); i++)
		if (strcmp(messages[i].name, name) == 0)
			messages[i].on_message(console, node_doc_root(doc));
	node_doc_free(doc);
}

static void on_close(void *context, const char *why)
{
	struct console *console = context;

	(void)why;
	console->is_feed_welcome = false;
	console->feed_attempts++;
	loop_timer_start(console->feed_timer,
			 net_backoff_us(console->feed_attempts, 300 * US_PER_MS, 5 * US_PER_S, random_next(&console->random)), 0);
	for (size_t i = 0; i < console->head_count; i++)
		storelink_behind(console, console->heads[i].tenant_id, false);
	storelink_report(console);
}

static void on_feed_timer(void *context)
{
	struct console *console = context;

	if (storelink_is_up(console))
		feed_client_connect(console->feed);
	else
		loop_timer_start(console->feed_timer, US_PER_S, 0);
}

void feedlink_start(struct console *console)
{
	const struct feed_client_calls calls = { on_open, on_message, on_close };
	struct feed_client_options options = { 0 };
	struct fault fault;

	if (!console->options->feed_address)
		return;
	if (!console->feed) {
		options.address = console->options->feed_address;
		options.port = console->options->feed_port;
		if (feed_client_new(console->loop, &options, &calls, console, &console->feed, &fault) != ERR_NONE)
			return;
		console->feed_timer = loop_timer_new(console->loop, on_feed_timer, console);
	}
	feed_client_connect(console->feed);
}

void feedlink_stop(struct console *console)
{
	feed_client_free(console->feed);
	console->feed = NULL;
	loop_timer_free(console->feed_timer);
	console->feed_timer = NULL;
	console->is_feed_welcome = false;
}

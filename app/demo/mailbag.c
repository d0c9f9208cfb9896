/* SPDX-License-Identifier: MIT */
/* The story's messages on their way: grouped by interface as partners batch them, and what comes of
 * them. */
#include <string.h>

#include "base/log.h"
#include "codec/json_read.h"
#include "codec/json_write.h"
#include "demo/stage.h"

#define BATCH_MOST 150
#define WAIT_US (90 * US_PER_S)

static enum stage_role role_of(const char *interface)
{
	if (strcmp(interface, "wms") == 0)
		return ROLE_WMS;
	if (strcmp(interface, "tms-events") == 0)
		return ROLE_TMS;
	return strcmp(interface, "erp-events") == 0 ? ROLE_ERP : ROLE_CARRIERS;
}

/* One message of one or more items, as a line for the partner's process. */
static void post(struct stage *stage, int tenant, const char *interface, const struct str *body)
{
	struct str line = { 0 }, secret = { 0 };
	struct json_writer writer = jsonw_on(&line);

	str_addf(&secret, "%s.%s", stage->world.tenants[tenant].name, interface);
	jsonw_open(&writer, NULL);
	jsonw_put_int(&writer, "id", ++stage->posted);
	jsonw_put_text(&writer, "interface", interface);
	jsonw_put_text(&writer, "secret", str_text(&secret));
	jsonw_put_text(&writer, "type", "application/cloudevents-batch+json");
	jsonw_put_text(&writer, "body", str_text(body));
	jsonw_close(&writer);
	stage->posting++;
	player_send(stage->players[role_of(interface)], str_text(&line));
	str_release(&line);
	str_release(&secret);
}

/* All items from `first` on that are this tenant's and interface's: sent, and marked as sent. */
static void post_group(struct stage *stage, size_t first, size_t end, bool *is_sent)
{
	const struct story_item *items = stage->story.items.items;
	struct str body = { 0 };
	size_t count = 0;

	for (size_t i = first; i < end && count < BATCH_MOST; i++) {
		if (is_sent[i - stage->next_item] || items[i].tenant != items[first].tenant ||
		    strcmp(items[i].interface, items[first].interface) != 0)
			continue;
		str_adds(&body, count++ ? "," : "[");
		str_adds(&body, items[i].json);
		is_sent[i - stage->next_item] = true;
	}
	str_adds(&body, "]");
	post(stage, items[first].tenant, items[first].interface, &body);
	str_release(&body);
}

static bool is_answered(struct stage *stage)
{
	return stage->posting == 0;
}

enum err mailbag_send(struct stage *stage, int64_t until, struct fault *fault)
{
	const struct story_item *items = stage->story.items.items;
	size_t end = stage->next_item;
	struct arena arena = { 0 };
	bool *is_sent;

	while (end < stage->story.items.count && items[end].at <= until)
		end++;
	is_sent = arena_new(&arena, end - stage->next_item + 1, sizeof *is_sent);
	for (size_t i = stage->next_item; i < end; i++)
		is_sent[i - stage->next_item] = items[i].kind != STORY_EVENT || !items[i].interface;
	for (size_t i = stage->next_item; i < end; i++)
		if (!is_sent[i - stage->next_item])
			post_group(stage, i, end, is_sent);
	arena_release(&arena);
	return stage->is_live ? ERR_NONE
			      : stage_wait(stage, is_answered, WAIT_US,
					   "the engine's answer to partners", fault);
}

/* Another carrier has it now: what the old one and the planners would have said of it is not said.
 */
static void drop_old_leg(struct stage *stage, const char *ref)
{
	for (size_t i = stage->next_item; i < stage->story.items.count; i++) {
		struct story_item *item = &stage->story.items.items[i];
		if (item->kind == STORY_EVENT && item->interface && strcmp(item->ref, ref) == 0 &&
		    (item->is_leg || strncmp(item->type, "route.", 6) == 0))
			item->interface = NULL;
	}
}

static int64_t instant_of(const struct json_node *root, const char *name)
{
	const char *text = node_text(node_get(root, name));
	int64_t at;

	return text && instant_read(span_of(text), &at) == ERR_NONE ? at : INSTANT_NONE;
}

/* The TMS was told to rebook or forward: it and the new carrier answer, as they would. */
static void follow_route(struct stage *stage, const struct json_node *order)
{
	const char *kind = node_text(node_get(order, "kind")),
		   *ref = node_text(node_get(order, "shipment"));
	const char *carrier = node_text(node_get(order, "carrier")),
		   *quote = node_text(node_get(order, "quote"));
	int64_t now = tally_number(stage, "demo_now");
	int tenant;

	if (!kind || !ref || !carrier ||
	    (strcmp(kind, "shipment.rebook") != 0 && strcmp(kind, "shipment.forward") != 0))
		return;
	tenant = strncmp(ref, stage->world.tenants[0].prefix, 2) == 0 ? 0 : 1;
	drop_old_leg(stage, ref);
	story_route(&stage->story, tenant, arena_str(&stage->story.arena, ref),
		    arena_str(&stage->story.arena, carrier),
		    quote ? arena_str(&stage->story.arena, quote) : "", instant_of(order, "pickup"),
		    instant_of(order, "deliver"), now);
	story_sort(&stage->story, stage->next_item);
}

static void take_executed(struct stage *stage, enum stage_role role, const struct json_node *root)
{
	const char *body = node_text(node_get(root, "body"));
	struct json_doc *doc = NULL;

	if (role == ROLE_TMS && body && node_doc_read(span_of(body), &doc, NULL) == ERR_NONE)
		follow_route(stage, node_doc_root(doc));
	node_doc_free(doc);
}

static void take_posted(struct stage *stage, const struct json_node *root)
{
	int64_t status = 0;
	const char *answer = node_text(node_get(root, "answer"));

	if (stage->posting > 0)
		stage->posting--;
	if (node_int(node_get(root, "status"), &status) == ERR_NONE && status == 202)
		return;
	stage->refused_posts++;
	log_line(LOG_WARN, "partner", "a message was refused with %lld: %s", (long long)status,
		 answer ? answer : "");
}

void mailbag_on_line(struct stage *stage, enum stage_role role, const char *line)
{
	struct json_doc *doc = NULL;
	const struct json_node *root;
	int64_t port = 0;

	if (!line || node_doc_read(span_of(line), &doc, NULL) != ERR_NONE)
		return;
	root = node_doc_root(doc);
	if (node_get(root, "posted"))
		take_posted(stage, root);
	else if (node_get(root, "executed"))
		take_executed(stage, role, root);
	else if (node_get(root, "letter"))
		stage->told++;
	else if (node_int(node_get(root, "listening"), &port) == ERR_NONE)
		stage->ports[role] = (int)port;
	node_doc_free(doc);
}

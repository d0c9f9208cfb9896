/* SPDX-License-Identifier: MIT */
/* The ticket is used up by the store as it is looked up; what the viewer may see comes with the
 * answer. */
#include "engine/livehello.h"

#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "codec/json_read.h"
#include "codec/json_write.h"
#include "engine/lane.h"
#include "engine/rowio.h"
#include "net/feed_words.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

struct wanted {
	int64_t tenant_id, epoch, seq;
};

struct hello {
	struct engine *engine;
	struct feed_viewer *viewer;
	struct live_viewer *live;
	VEC(struct wanted) heads;
};

static void end_hello(struct hello *hello)
{
	vec_release(&hello->heads);
	mem_free(hello);
}

static void free_live(struct live_viewer *live)
{
	arena_release(&live->arena);
	mem_free(live);
}

/* The first ring message behind a change number of the tenant; false if the ring does not reach
 * back so far. */
static bool find_place(const struct tenancy *tenancy, const struct feed_server *server, int64_t seq,
		       uint64_t *place)
{
	uint64_t oldest = feed_server_oldest(server);

	*place = feed_server_next(server);
	if (seq >= tenancy->seq)
		return true;
	for (size_t i = tenancy->places.count; i-- > 0;) {
		const struct feed_place *at = &tenancy->places.items[i];
		if (at->number < oldest)
			return false;
		*place = at->number;
		if (at->seq <= seq + 1)
			return true;
	}
	return false;
}

static void send_resync(struct feed_viewer *viewer, int64_t tenant_id)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "m", "resync");
	jsonw_put_int(&writer, "tenant", tenant_id);
	jsonw_close(&writer);
	feed_viewer_send(viewer, (struct span){ str_text(&text), text.length });
	str_release(&text);
}

static void send_welcome(const struct hello *hello)
{
	struct str text = { 0 };
	struct json_writer writer = jsonw_on(&text);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "m", "welcome");
	jsonw_put_int(&writer, "protocol", FEED_PROTOCOL);
	jsonw_open_array(&writer, "heads");
	for (size_t i = 0; i < hello->live->count; i++) {
		const struct tenancy *tenancy =
			engine_tenancy(hello->engine, hello->live->members[i].tenant_id);
		if (!tenancy)
			continue;
		jsonw_open(&writer, NULL);
		jsonw_put_int(&writer, "tenant", tenancy->id);
		jsonw_put_int(&writer, "epoch", tenancy->epoch);
		jsonw_put_int(&writer, "seq", tenancy->seq);
		jsonw_close(&writer);
	}
	jsonw_close(&writer);
	jsonw_close(&writer);
	feed_viewer_send(hello->viewer, (struct span){ str_text(&text), text.length });
	str_release(&text);
}

static const struct wanted *wanted_of(const struct hello *hello, int64_t tenant_id)
{
	for (size_t i = 0; i < hello->heads.count; i++)
		if (hello->heads.items[i].tenant_id == tenant_id)
			return &hello->heads.items[i];
	return NULL;
}

/* Starts at the earliest place that any of its tenants needs. A tenant that cannot be continued
 * takes a new snapshot. */
static void start_viewer(const struct hello *hello)
{
	struct feed_server *server = hello->engine->feed;
	uint64_t from = feed_server_next(server);

	send_welcome(hello);
	for (size_t i = 0; i < hello->live->count; i++) {
		const struct tenancy *tenancy =
			engine_tenancy(hello->engine, hello->live->members[i].tenant_id);
		const struct wanted *wanted = tenancy ? wanted_of(hello, tenancy->id) : NULL;
		uint64_t place = from;
		if (!wanted)
			continue;
		if (wanted->epoch != tenancy->epoch ||
		    !find_place(tenancy, server, wanted->seq, &place))
			send_resync(hello->viewer, tenancy->id);
		else if (place < from)
			from = place;
	}
	feed_viewer_start(hello->viewer, from, livescope_number(hello->live));
}

static void read_members(struct live_viewer *live, const struct pg_result *result)
{
	struct fault fault = { 0 };
	struct member *members = NULL;
	void *rows = NULL;
	size_t count = 0;

	if (rowio_read_all(&row_stored_member, result, &live->arena, &rows, &count, &fault) !=
	    ERR_NONE) {
		log_fault("feed", &fault);
		return;
	}
	members = rows;
	live->members = arena_new(&live->arena, count + 1, sizeof *live->members);
	for (size_t i = 0; i < count; i++) {
		live->person_id = members[i].person_id;
		live->members[live->count++] = (struct live_member){
			.tenant_id = members[i].tenant_id,
			.has_all_sites = members[i].sites.count == 0,
			.sites = members[i].sites,
		};
	}
}

static void on_ticket(void *context, struct pg_result *result)
{
	struct hello *hello = context;
	struct live_viewer *live = hello->live;

	live->is_asking = false;
	if (live->is_gone) {
		free_live(live);
	} else if (pg_result_fault(result)) {
		lane_log_fault((void *)(uintptr_t) "feed", result);
		feed_viewer_close(hello->viewer, "the store cannot be asked just now");
	} else {
		read_members(live, result);
		live->is_welcome = live->count > 0;
		if (live->is_welcome)
			start_viewer(hello);
		else
			feed_viewer_close(hello->viewer, "the ticket is not good any more");
	}
	end_hello(hello);
}

static bool ask_ticket(struct hello *hello, const char *ticket)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, ticket);
	err = lane_send(hello->engine->lanes[LANE_FEED], "engine_ticket", &params, on_ticket,
			hello);
	pg_params_release(&params);
	return err == ERR_NONE;
}

static void read_heads(struct hello *hello, const struct json_node *heads)
{
	for (size_t i = 0; i < node_count(heads) && i < 1000; i++) {
		const struct json_node *head = node_item(heads, i);
		struct wanted wanted = { 0 };
		if (node_int(node_get(head, "tenant"), &wanted.tenant_id) == ERR_NONE &&
		    node_int(node_get(head, "epoch"), &wanted.epoch) == ERR_NONE &&
		    node_int(node_get(head, "seq"), &wanted.seq) == ERR_NONE)
			*vec_push(&hello->heads) = wanted;
	}
}

static const char *judge_hello(const struct json_node *root)
{
	const char *what = node_text(node_get(root, "m"));
	int64_t protocol = 0;

	if (!what || strcmp(what, "hello") != 0)
		return "only a hello is expected";
	if (node_int(node_get(root, "protocol"), &protocol) != ERR_NONE ||
	    protocol != FEED_PROTOCOL)
		return "this engine speaks another protocol: bring console and engine to one "
		       "version";
	if (!node_text(node_get(root, "ticket")))
		return "the hello has no ticket";
	return NULL;
}

void livehello_on_message(struct engine *engine, struct feed_viewer *viewer, struct span text)
{
	struct live_viewer *live = feed_viewer_data(viewer);
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };
	const char *why = "this is no JSON";

	if (!live || live->is_welcome || live->is_asking)
		return;
	if (node_doc_read(text, &doc, &fault) == ERR_NONE)
		why = judge_hello(node_doc_root(doc));
	if (!why) {
		struct hello *hello = mem_new(1, sizeof *hello);
		hello->engine = engine;
		hello->viewer = viewer;
		hello->live = live;
		read_heads(hello, node_get(node_doc_root(doc), "heads"));
		live->is_asking =
			ask_ticket(hello, node_text(node_get(node_doc_root(doc), "ticket")));
		if (!live->is_asking) {
			why = "the store cannot be asked just now";
			end_hello(hello);
		}
	}
	if (why)
		feed_viewer_close(viewer, why);
	node_doc_free(doc);
}

void livehello_on_close(struct feed_viewer *viewer)
{
	struct live_viewer *live = feed_viewer_data(viewer);

	feed_viewer_set_data(viewer, NULL);
	if (!live)
		return;
	if (live->is_asking)
		live->is_gone = true;
	else
		free_live(live);
}

struct expelling {
	int64_t person_id;
};

static void expel_one(void *context, struct feed_viewer *viewer)
{
	const struct expelling *expelling = context;
	const struct live_viewer *live = feed_viewer_data(viewer);

	if (live && live->person_id == expelling->person_id)
		feed_viewer_close(viewer, "your rights changed: a new ticket is needed");
}

void livehello_expel(struct engine *engine, int64_t person_id)
{
	struct expelling expelling = { person_id };

	feed_server_each(engine->feed, expel_one, &expelling);
}

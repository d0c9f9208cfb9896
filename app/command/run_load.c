/* SPDX-License-Identifier: MIT */
/* docket load: history, as if it came now. Events go in by the order in which they were known; a driven clock moves with them, and
 * each step waits until the engine has decided, so that no deadline is judged before what was known by then. */
#include "command/runs.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "command/listing.h"
#include "command/mapfile.h"
#include "model/typedtime.h"
#include "pg/rows.h"
#include "table/stored_rows.h"

#define STEP_EVENTS 500      /* what an engine takes in one batch */
#define ENGINE_MOST_US (60 * US_PER_S)
#define WAIT_STEP_NS (2 * 1000 * 1000L)

const struct option run_load_options[] = {
	{ "map", OPTION_TEXT, NULL, "name or path", "The mapping." },
	{ "interface", OPTION_TEXT, NULL, "name", "Through which interface; without it one called as the mapping." },
	{ "until", OPTION_TEXT, NULL, "time", "Move a driven clock there at the end." },
	{ 0 },
};

static const char load_call[] = "select loaded, same, conflicts from docket.load_events($1::int, $2, $3::docket.event[], $4)";

struct loading {
	struct session session;
	struct arena arena;      /* of all events */
	VEC(struct event) events;
	struct fault first_fault;
	size_t faults;
	int64_t tenant_id, interface_id;
	bool is_driven;
	int64_t clock_at;        /* of a driven clock */
	int64_t loaded, same, conflicts;
};

/* --- from the file --- */

static enum err on_event(void *context, const struct event *event, const char *place)
{
	struct loading *loading = context;
	struct event *kept = vec_push(&loading->events);
	struct arena *arena = &loading->arena;

	(void)place;
	*kept = *event;
	kept->subject_ref = arena_str(arena, event->subject_ref);
	kept->partner_key = arena_str(arena, event->partner_key);
	kept->milestone = arena_str(arena, event->milestone);
	kept->nature = arena_str(arena, event->nature);
	kept->reason = arena_str(arena, event->reason);
	kept->side = arena_str(arena, event->side);
	kept->place = arena_str(arena, event->place);
	kept->words = arena_str(arena, event->words);
	kept->source = arena_str(arena, event->source);
	kept->retracts = arena_str(arena, event->retracts);
	kept->type = arena_str(arena, event->type);
	kept->subject_kind = arena_str(arena, event->subject_kind);
	kept->digest.text = arena_text(arena, event->digest.text, event->digest.length);
	kept->attrs.items = arena_new(arena, event->attrs.count + 1, sizeof *kept->attrs.items);
	for (size_t i = 0; i < event->attrs.count; i++)
		kept->attrs.items[i] = arena_str(arena, event->attrs.items[i]);
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *place, const char *about)
{
	struct loading *loading = context;

	(void)place;
	(void)about;
	if (loading->faults++ == 0)
		loading->first_fault = *fault;
}

/* By what was known first; what is known at the same moment stays in the file's order, which the merge below keeps. */
static int by_known(const void *a, const void *b)
{
	const struct event *left = a, *right = b;

	if (left->known_at != right->known_at)
		return left->known_at < right->known_at ? -1 : 1;
	return left->item < right->item ? -1 : left->item > right->item;
}

static void sort_events(struct loading *loading)
{
	for (size_t i = 0; i < loading->events.count; i++)
		loading->events.items[i].item = (int64_t)i;
	if (loading->events.count > 1)
		qsort(loading->events.items, loading->events.count, sizeof *loading->events.items, by_known);
}

/* --- to the store --- */

static void add_attrs(struct rows *rows, const struct texts *attrs, struct rows *inner)
{
	rows_begin(inner);
	for (size_t i = 0; i < attrs->count; i++)
		rows_text(inner, attrs->items[i]);
	rows_span(rows, rows_end(inner));
}

/* In the order of the store's columns; a test holds that order to the catalogue. */
static void add_event(struct rows *rows, const struct event *event, struct rows *inner)
{
	rows_open(rows);
	for (size_t c = 0; c < row_stored_event.column_count; c++) {
		const struct column *column = &row_stored_event.columns[c];
		const void *field = (const char *)event + column->offset;
		if (column->kind == COLUMN_TEXTS)
			add_attrs(rows, field, inner);
		else if (column->kind == COLUMN_BYTES)
			rows_bytes(rows, *(const struct span *)field);
		else if (column->kind == COLUMN_TEXT)
			rows_text(rows, *(const char *const *)field);
		else if (row_is_null(column, event))
			rows_null(rows);
		else if (column->kind == COLUMN_INSTANT)
			rows_instant(rows, row_int(column, event));
		else
			rows_i64(rows, row_int(column, event));
	}
	rows_close(rows);
}

static void pause_a_moment(void)
{
	struct timespec step = { .tv_nsec = WAIT_STEP_NS };

	nanosleep(&step, NULL);
}

static enum err ask_caught_up(struct loading *loading, bool *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_i64(&params, loading->tenant_id);
	err = pg_sync_sql(loading->session.sync, "select docket.is_caught_up($1::int)", &params, &result, fault);
	pg_params_release(&params);
	*out = !err && pg_result_bool(result, 0, 0);
	pg_result_free(result);
	return err;
}

static enum err wait_caught_up(struct loading *loading, struct fault *fault)
{
	int64_t end = instant_monotonic_now() + ENGINE_MOST_US;
	bool is_done = false;
	enum err err = ask_caught_up(loading, &is_done, fault);

	while (!err && !is_done) {
		if (instant_monotonic_now() > end) {
			fault_set(fault, ERR_TIMEOUT, "load", "the engine has not decided within 60 s");
			fault_help(fault, "is docketd running? The same command goes on where this one stopped");
			return ERR_TIMEOUT;
		}
		pause_a_moment();
		err = ask_caught_up(loading, &is_done, fault);
	}
	return err;
}

/* Events [from, to) with the clock moved to `clock_at` (INSTANT_NONE = not). */
static enum err store_step(struct loading *loading, size_t from, size_t to, int64_t clock_at, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	struct rows rows = { 0 }, inner = { 0 };
	enum err err;

	rows_begin(&rows);
	for (size_t i = from; i < to; i++)
		add_event(&rows, &loading->events.items[i], &inner);
	pg_params_i64(&params, loading->tenant_id);
	pg_params_i64(&params, loading->interface_id);
	pg_params_span(&params, rows_end(&rows));
	pg_params_instant(&params, clock_at);
	err = pg_sync_sql(loading->session.sync, load_call, &params, &result, fault);
	if (!err) {
		loading->loaded += pg_result_i64(result, 0, 0, 0);
		loading->same += pg_result_i64(result, 0, 1, 0);
		loading->conflicts += pg_result_i64(result, 0, 2, 0);
	}
	pg_result_free(result);
	pg_params_release(&params);
	rows_release(&rows);
	rows_release(&inner);
	return err;
}

/* A step never parts events that were known at the same moment, unless there are more than an engine takes at once. */
static size_t step_end(const struct loading *loading, size_t from)
{
	size_t count = loading->events.count, end = from + STEP_EVENTS < count ? from + STEP_EVENTS : count;
	size_t back = end;

	if (end == count)
		return end;
	while (back > from && loading->events.items[back - 1].known_at == loading->events.items[end].known_at)
		back--;
	return back > from ? back : end;
}

static enum err store_all(struct loading *loading, int64_t until, struct fault *fault)
{
	enum err err = ERR_NONE;

	for (size_t from = 0, to; !err && from < loading->events.count; from = to) {
		to = step_end(loading, from);
		err = store_step(loading, from, to, loading->is_driven ? loading->events.items[to - 1].known_at : INSTANT_NONE,
				 fault);
		if (!err && loading->is_driven)
			err = wait_caught_up(loading, fault);
	}
	if (!err && until != INSTANT_NONE && loading->is_driven)
		err = store_step(loading, 0, 0, until, fault);
	return err ? err : wait_caught_up(loading, fault);
}

/* --- the whole --- */

static enum err find_tenant(struct loading *loading, const struct request *request, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	const char *tenant = NULL;
	enum err err = request_option(request, "tenant", &tenant, fault);

	if (err)
		return err;
	pg_params_text(&params, tenant);
	err = pg_sync_sql(loading->session.sync, "select tenant_id, kind = 'driven', base_at, docket.is_engine_online(tenant_id)"
			  " from docket.tenant_clock where tenant_id = docket.tenant_id_of($1)", &params, &result, fault);
	pg_params_release(&params);
	if (err)
		return err;
	loading->tenant_id = pg_result_i64(result, 0, 0, 0);
	loading->is_driven = pg_result_bool(result, 0, 1);
	loading->clock_at = pg_result_instant(result, 0, 2);
	if (!pg_result_bool(result, 0, 3)) {
		fault_set(fault, ERR_LINK, "load", "no engine works for %s", tenant);
		err = fault_help(fault, "start docketd; docket doctor says what it needs");
	}
	pg_result_free(result);
	return err;
}

static enum err find_interface(struct loading *loading, const struct request *request, const char *name,
			       struct fault *fault)
{
	const char *given = config_text(&request->config, "interface");
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_i64(&params, loading->tenant_id);
	pg_params_text(&params, given ? given : name);
	pg_params_text(&params, name);
	err = pg_sync_sql(loading->session.sync, "select docket.load_interface($1::int, $2, $3)", &params, &result, fault);
	pg_params_release(&params);
	if (!err)
		loading->interface_id = pg_result_i64(result, 0, 0, 0);
	pg_result_free(result);
	return err;
}

static enum err read_files(struct loading *loading, struct request *request, struct mapping *mapping, size_t *rows,
			   struct fault *fault)
{
	const struct mapping_listener listener = { loading, on_event, on_fault, NULL };
	const char *path = NULL;
	enum err err = request_need(request, "a file", &path, fault);

	for (; !err && path; path = request_word(request))
		err = mapfile_decode(mapping, path, &listener, rows, fault);
	if (!err && loading->faults) {
		*fault = loading->first_fault;
		fault_help(fault, "%zu rows like this one; docket decode shows them all; nothing was loaded", loading->faults);
		err = ERR_INVALID;
	}
	return err;
}

/* What the engine could not place: an event of something that nothing had planned before. */
static enum err count_dead(struct loading *loading, int64_t *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_i64(&params, loading->tenant_id);
	pg_params_i64(&params, loading->interface_id);
	err = pg_sync_sql(loading->session.sync, "select count(*) from docket.dead where tenant_id = $1::int and interface_id = $2"
			  " and state in ('open', 'waiting')", &params, &result, fault);
	pg_params_release(&params);
	*out = err ? 0 : pg_result_i64(result, 0, 0, 0);
	pg_result_free(result);
	return err;
}

static void say(const struct loading *loading, const struct request *request, size_t rows, int64_t dead, int64_t took_us)
{
	struct str out = { 0 };
	long long took_ms = (long long)(took_us / US_PER_MS);

	if (request->format == FORMAT_JSON)
		str_addf(&out, "{\"rows\":%zu,\"events\":%zu,\"loaded\":%lld,\"same\":%lld,\"conflicts\":%lld,\"dead\":%lld,\"ms\":%lld}\n", rows,
			 loading->events.count, (long long)loading->loaded, (long long)loading->same,
			 (long long)loading->conflicts, (long long)dead, took_ms);
	else
		str_addf(&out, "%zu rows, %zu events: %lld new, %lld known before, %lld changed under the same key (left out), %lld.%lld s\n",
			 rows, loading->events.count, (long long)loading->loaded, (long long)loading->same,
			 (long long)loading->conflicts, took_ms / 1000, took_ms % 1000 / 100);
	if (dead > 0 && request->format != FORMAT_JSON)
		str_addf(&out, "%lld of this interface's events found nothing that they are about: docket dead\n",
			 (long long)dead);
	listing_out(&out);
	str_release(&out);
}

static enum err load(struct loading *loading, struct request *request, struct mapping *mapping, struct fault *fault)
{
	int64_t started = instant_monotonic_now(), until = INSTANT_NONE, dead = 0;
	const char *until_text = config_text(&request->config, "until");
	size_t rows = 0;
	enum err err = ERR_NONE;

	if (until_text)
		err = typedtime_read(span_of(until_text), NULL, instant_wall_now(), false, &until, fault);
	if (!err)
		err = find_tenant(loading, request, fault);
	if (!err)
		err = read_files(loading, request, mapping, &rows, fault);
	if (!err)
		err = find_interface(loading, request, mapping_name(mapping), fault);
	if (!err) {
		sort_events(loading);
		err = store_all(loading, until, fault);
	}
	if (!err)
		err = count_dead(loading, &dead, fault);
	if (!err)
		say(loading, request, rows, dead, instant_monotonic_now() - started);
	return err;
}

enum err run_load(struct request *request, struct fault *fault)
{
	struct loading loading = { 0 };
	struct mapping *mapping = NULL;
	enum err err = mapfile_open(request, &mapping, fault);

	if (!err)
		err = session_open_admin(&loading.session, request, fault);
	if (!err)
		err = load(&loading, request, mapping, fault);
	session_close(&loading.session);
	vec_release(&loading.events);
	arena_release(&loading.arena);
	mapping_free(mapping);
	return err;
}

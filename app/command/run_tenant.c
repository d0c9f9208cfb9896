/* SPDX-License-Identifier: MIT */
/* docket tenant: clients of the operation, made and looked at by the store's administrator. */
#include "command/runs.h"

#include "command/listing.h"
#include "command/part.h"
#include "model/typedtime.h"

const struct option run_tenant_options[] = {
	{ "title", OPTION_TEXT, NULL, "words", "add: its name as people write it." },
	{ "zone", OPTION_TEXT, "UTC", "Area/City", "add: the zone in which its days are counted." },
	{ "currency", OPTION_TEXT, "EUR", "EUR", "add: what its limits and budgets are in." },
	{ "clock", OPTION_CHOICE, "real", "real|scaled|driven", "add: how its time runs; fixed for good." },
	{ "start", OPTION_TEXT, NULL, "time", "add: where a scaled or driven clock starts." },
	{ "rate", OPTION_NUMBER, "1", "", "add, clock: tenant seconds a second of a scaled clock." },
	{ "go-live", OPTION_TEXT, NULL, "time", "add: deadlines before it raise nothing." },
	{ "simulated", OPTION_YES, "no", "", "add: a demo; screens say so." },
	{ "advance", OPTION_TEXT, NULL, "time", "clock: moves a driven clock there." },
	{ "release", OPTION_YES, "no", "", "clock: lets a driven clock go at --rate." },
	{ 0 },
};

#define TENANT_ROW(X) \
	X(TEXT, name, "CLIENT", "") X(TEXT, title, "TITLE", "") X(TEXT, zone, "ZONE", "") X(TEXT, currency, "MONEY", "") \
	X(TEXT, clock, "CLOCK", "") X(INT, rate, "RATE", "") X(INSTANT, now_at, "ITS TIME", "tenant time") \
	X(INSTANT, go_live_at, "GOES LIVE", "tenant time") X(INT, cases, "CASES", "n") X(INT, people, "PEOPLE", "n") \
	X(TEXT, engine, "ENGINE", "")

#define TENANT_FIELD(kind, name, title, unit) FIELD_##kind(name)
#define TENANT_COLUMN(kind, name, title, unit) \
	{ #name, COLUMN_##kind, offsetof(struct tenant_row, name), title, unit, 0, NULL },

struct tenant_row {
	TENANT_ROW(TENANT_FIELD)
};

static const struct column tenant_columns[] = { TENANT_ROW(TENANT_COLUMN) };

static const char tenant_source[] =
	"(select t.name, t.title, t.zone, t.currency, c.kind as clock, c.rate, docket.tenant_now(t.tenant_id) as now_at,"
	" nullif(t.go_live_at, '-infinity') as go_live_at,"
	" (select count(*) from docket.case_open o where o.tenant_id = t.tenant_id"
	" and o.state in ('open', 'waiting', 'cleared')) as cases,"
	" (select count(distinct m.person_id) from docket.member m where m.tenant_id = t.tenant_id and m.ended_at is null) as people,"
	" case when docket.is_engine_online(t.tenant_id) then 'runs' else 'none' end as engine"
	" from docket.tenant t join docket.tenant_clock c using (tenant_id)) tenants";

static const struct row_type row_tenant = {
	"tenant", tenant_source, tenant_columns, COUNT_OF(tenant_columns), sizeof(struct tenant_row),
	"A client of the operation.",
};

/* A moment of an option, or INSTANT_NONE; read in UTC where it has no offset. */
static enum err read_time(const struct request *request, const char *name, int64_t now, int64_t *out, struct fault *fault)
{
	const char *text = config_text(&request->config, name);

	*out = INSTANT_NONE;
	return text ? typedtime_read(span_of(text), NULL, now, false, out, fault) : ERR_NONE;
}

static enum err add(struct session *session, struct request *request, struct fault *fault)
{
	const struct config *config = &request->config;
	const char *name = NULL, *title = config_text(config, "title");
	struct pg_params params = { 0 };
	int64_t start = INSTANT_NONE, go_live = INSTANT_NONE;
	struct str out = { 0 };
	enum err err = request_need(request, "the name of the client", &name, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = read_time(request, "start", instant_wall_now(), &start, fault);
	if (!err)
		err = read_time(request, "go-live", instant_wall_now(), &go_live, fault);
	pg_params_text(&params, name);
	pg_params_text(&params, title ? title : name);
	pg_params_text(&params, config_text(config, "zone"));
	pg_params_text(&params, config_text(config, "currency"));
	pg_params_text(&params, config_text(config, "clock"));
	pg_params_instant(&params, start);
	pg_params_i64(&params, config_number(config, "rate"));
	pg_params_bool(&params, config_is(config, "simulated"));
	pg_params_instant(&params, go_live);
	if (!err)
		err = pg_sync_sql(session->sync, "select docket.create_tenant($1, $2, $3, $4, $5, $6, $7::int, $8, "
				  "coalesce($9, '-infinity'::timestamptz))", &params, NULL, fault);
	pg_params_release(&params);
	if (err)
		return err;
	str_addf(&out, "%s is a client now; next: docket apply its policy, docket operator add\n", name);
	listing_out(&out);
	str_release(&out);
	return ERR_NONE;
}

static enum err list(struct session *session, struct request *request, struct fault *fault)
{
	struct session_rows rows = { 0 };
	enum err err = request_end(request, fault);

	if (!err)
		err = session_rows(session, &row_tenant, NULL, "order by name", NULL, &rows, fault);
	if (!err)
		listing_print(session, request, &rows, NULL, "There are no clients yet: docket tenant add.");
	return err;
}

static enum err move_clock(struct session *session, const struct request *request, const char *name, int64_t to,
			   struct fault *fault)
{
	bool is_release = config_is(&request->config, "release");
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, name);
	if (is_release)
		pg_params_i64(&params, config_number(&request->config, "rate"));
	else
		pg_params_instant(&params, to);
	err = pg_sync_sql(session->sync, is_release ? "select docket.release_clock(docket.tenant_id_of($1), $2::int)"
			  : "select docket.advance_clock(docket.tenant_id_of($1), $2)", &params, NULL, fault);
	pg_params_release(&params);
	return err;
}

static enum err clock(struct session *session, struct request *request, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	const char *name = NULL;
	int64_t to = INSTANT_NONE;
	enum err err = request_need(request, "the name of the client", &name, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = read_time(request, "advance", instant_wall_now(), &to, fault);
	if (!err && (to != INSTANT_NONE || config_is(&request->config, "release")))
		err = move_clock(session, request, name, to, fault);
	pg_params_text(&params, name);
	if (!err)
		err = session_rows(session, &row_tenant, NULL, "where name = $1", &params, &rows, fault);
	pg_params_release(&params);
	if (!err && rows.count == 0)
		return fault_set(fault, ERR_NOT_FOUND, name, "there is no such client");
	if (!err)
		listing_print(session, request, &rows, (const char *const[]){ "name", "clock", "rate", "now_at", "engine", NULL },
			      "");
	return err;
}

enum err run_tenant(struct request *request, struct fault *fault)
{
	static const struct part parts[] = { { "add", add }, { "list", list }, { "clock", clock }, { 0 } };

	return part_run_admin(request, parts, fault);
}

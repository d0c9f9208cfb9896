/* SPDX-License-Identifier: MIT */
/* docket operator: people, their logins, roles and limits. The PostgreSQL role is made by the store's administrator and by nobody
 * else; who may log in as it is pg_ident's to say. */
#include "command/runs.h"

#include <string.h>

#include "base/money.h"
#include "command/listing.h"
#include "command/operator.h"
#include "command/part.h"
#include "model/typedtime.h"
#include "pg/rows.h"

#define ENGINE_USER "docket_engine" /* as whom docketd runs unless it is said otherwise */

const struct option run_operator_options[] = {
	{ "name", OPTION_TEXT, NULL, "words", "add: the person's name." },
	{ "login", OPTION_TEXT, NULL, "login", "add, end: the PostgreSQL login; without it the short name." },
	{ "os-user", OPTION_TEXT, NULL, "user", "add: who may use the login on this host; without it the login's name, of a program docketd's user docket_engine." },
	{ "mail", OPTION_TEXT, "", "address", "add: her mail." },
	{ "phone", OPTION_TEXT, "", "number", "add: her phone." },
	{ "role", OPTION_TEXT, NULL, "role", "dispatcher, supervisor, warehouse, finance, service, ..., program." },
	{ "desk", OPTION_TEXT, NULL, "desk", "add: her desk; \"all\" for every one." },
	{ "sites", OPTION_TEXT, NULL, "HAM,LEJ", "add: only these sites; without it all." },
	{ "ask", OPTION_TEXT, NULL, "250EUR", "add, limit: what she may do alone, an action." },
	{ "approve", OPTION_TEXT, NULL, "2000EUR", "add, limit: what she may approve for others." },
	{ "day", OPTION_TEXT, NULL, "1000EUR", "add, limit: what she may spend a day without approval." },
	{ "limit", OPTION_TEXT, NULL, "500EUR", "delegate: up to what." },
	{ "from", OPTION_TEXT, "now", "time", "delegate, on-call: from when." },
	{ "until", OPTION_TEXT, NULL, "time", "delegate, on-call: until when." },
	{ "weekly", OPTION_TEXT, NULL, "mon-fri 18:00-08:00", "on-call: each week, in the client's zone; over midnight where it ends before it begins." },
	{ "off", OPTION_YES, "no", "", "on-call: takes her off." },
	{ "program", OPTION_YES, "no", "", "add: no human: it comes by the API with a key (docket key api), has a login of its own, decides nothing." },
	{ "station", OPTION_YES, "no", "", "add: the login is a shared terminal; people show their badge." },
	{ "badge", OPTION_TEXT, NULL, "badge", "add: what a station's scanner reads." },
	{ "pin-file", OPTION_TEXT, NULL, "path", "add: a file with the PIN that goes with the badge." },
	{ 0 },
};

#define OPERATOR_ROW(X) \
	X(TEXT, short_name, "WHO", "") X(TEXT, name, "NAME", "") X(TEXT, logins, "LOGINS", "") X(TEXT, client, "CLIENT", "") \
	X(TEXT, role, "ROLE", "") X(TEXT, desk, "DESK", "") X(TEXTS, sites, "SITES", "") \
	X(INT, ask_minor, "ALONE", "minor:currency") X(INT, approve_minor, "APPROVES", "minor:currency") \
	X(INT, day_minor, "A DAY", "minor:currency") X(TEXT, currency, "", "") X(INSTANT, ended_at, "ENDED", "server time")

#define OPERATOR_FIELD(kind, name, title, unit) FIELD_##kind(name)
#define OPERATOR_COLUMN(kind, name, title, unit) \
	{ #name, COLUMN_##kind, offsetof(struct operator_row, name), title, unit, 0, NULL },

struct operator_row {
	OPERATOR_ROW(OPERATOR_FIELD)
};

static const struct column operator_columns[] = { OPERATOR_ROW(OPERATOR_COLUMN) };

static const char operator_source[] =
	"(select p.short as short_name, p.name,"
	" (select string_agg(l.login || case when l.is_station then ' (station)' else '' end"
	" || case when l.ended_at is not null then ' (ended)' else '' end, ', ' order by l.login)"
	" from docket.login l where l.person_id = p.person_id) as logins,"
	" t.name as client, m.role, m.desk, m.sites, m.ask_minor, m.approve_minor, m.day_minor, t.currency, m.ended_at"
	" from docket.person p left join docket.member m using (person_id) left join docket.tenant t using (tenant_id)) operators";

static const struct row_type row_operator = {
	"operator", operator_source, operator_columns, COUNT_OF(operator_columns), sizeof(struct operator_row),
	"A role of a person at a client.",
};

/* --- the client --- */

enum err operator_client(struct session *session, const struct request *request, struct operator_client *out, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err = request_option(request, "tenant", &out->name, fault);

	pg_params_text(&params, out->name);
	if (!err)
		err = pg_sync_sql(session->sync, "select tenant_id, currency, zone, docket.tenant_id_of($1)"
				  " from docket.tenant where tenant_id = docket.tenant_id_of($1)", &params, &result, fault);
	pg_params_release(&params);
	if (err)
		return err;
	out->id = pg_result_i64(result, 0, 0, 0);
	out->currency = arena_str(&session->arena, pg_result_text(result, 0, 1));
	out->zone = arena_str(&session->arena, pg_result_text(result, 0, 2));
	pg_result_free(result);
	return ERR_NONE;
}

/* The amount of an option in the client's currency as a parameter; NULL where it was not given. */
static enum err add_limit(const struct request *request, const char *name, const struct operator_client *client,
			  struct pg_params *params, struct fault *fault)
{
	const char *text = config_text(&request->config, name);
	struct money money = { 0 };

	if (!text) {
		pg_params_null(params);
		return ERR_NONE;
	}
	if (money_read(span_of(text), &money) || strcmp(money.currency, client->currency) != 0) {
		fault_set(fault, ERR_INVALID, name, "\"%s\" is no amount in %s", text, client->currency);
		fault_help(fault, "limits of %s are in %s: 250%s", client->name, client->currency, client->currency);
		return ERR_INVALID;
	}
	pg_params_i64(params, money.minor);
	return ERR_NONE;
}

static void add_sites(const char *list, struct pg_params *params)
{
	struct rows rows = { 0 };

	if (!list || strcmp(list, "all") == 0) {
		pg_params_null(params);
		return;
	}
	rows_begin(&rows);
	while (*list) {
		size_t length = strcspn(list, ",");
		if (length)
			rows_span(&rows, (struct span){ list, length });
		list += length + (list[length] == ',');
	}
	pg_params_span(params, rows_end(&rows));
	rows_release(&rows);
}

/* --- parts --- */

static enum err set_member(struct session *session, const struct request *request, const struct operator_client *client,
			   const char *who, const char *role, const char *desk, const char *sites, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, client->id);
	pg_params_text(&params, who);
	pg_params_text(&params, role);
	pg_params_text(&params, desk);
	add_sites(sites, &params);
	err = add_limit(request, "ask", client, &params, fault);
	if (!err)
		err = add_limit(request, "approve", client, &params, fault);
	if (!err)
		err = add_limit(request, "day", client, &params, fault);
	if (!err)
		err = pg_sync_sql(session->sync, "select docket.member_set($1::int, $2, $3, $4, $5::text[], $6, $7, $8)",
				  &params, NULL, fault);
	pg_params_release(&params);
	return err;
}

static enum err set_badge(struct session *session, const struct request *request, const char *who, struct fault *fault)
{
	const char *badge = config_text(&request->config, "badge"), *path = config_text(&request->config, "pin-file");
	struct pg_params params = { 0 };
	struct str pin = { 0 };
	enum err err = path ? config_file(path, 64, &pin, fault) : ERR_NONE;

	while (pin.length > 0 && pin.text[pin.length - 1] == '\n')
		str_cut(&pin, pin.length - 1);
	pg_params_text(&params, who);
	pg_params_text(&params, badge);
	pg_params_text(&params, pin.length ? str_text(&pin) : NULL);
	if (!err && badge)
		err = pg_sync_sql(session->sync, "select docket.badge_set($1, $2, $3)", &params, NULL, fault);
	pg_params_release(&params);
	str_release(&pin);
	return err;
}

static void say_added(const struct request *request, const char *who, const char *login)
{
	bool is_program = config_is(&request->config, "program");
	const char *user = config_text(&request->config, "os-user");
	struct str out = { 0 };

	user = user ? user : is_program ? ENGINE_USER : login;
	str_addf(&out, "%s works here now, login %s\n", who, login);
	str_addf(&out, "pg_ident.conf, %s (map docket):\n", is_program ? "so that docketd may open it" : "for people who log in on this host");
	str_addf(&out, "docket\t%s\t%s\n", user, login);
	if (is_program)
		str_addf(&out, "then select pg_reload_conf(), and: docket key api %s\n", who);
	listing_out(&out);
	str_release(&out);
}

/* A program has no badge, no desk's terminal and no login of a person. */
static enum err check_program(const struct config *config, struct fault *fault)
{
	static const char *const strange[] = { "login", "badge", "pin-file" };

	for (size_t i = 0; i < COUNT_OF(strange); i++)
		if (config_text(config, strange[i]))
			return fault_set(fault, ERR_USAGE, strange[i], "a program has none");
	return config_is(config, "station") ? fault_set(fault, ERR_USAGE, "station", "a program is none") : ERR_NONE;
}

/* Makes the person and her login, or the program and its. *login is what the store calls it. */
static enum err add_login(struct session *session, const struct config *config, const char *who, const char **login,
			  struct fault *fault)
{
	const char *name = config_text(config, "name"), *mail = config_text(config, "mail"), *phone = config_text(config, "phone");
	bool is_program = config_is(config, "program");
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	if (!is_program)
		pg_params_text(&params, *login);
	pg_params_text(&params, who);
	pg_params_text(&params, name ? name : who);
	pg_params_text(&params, mail ? mail : "");
	if (!is_program) {
		pg_params_text(&params, phone ? phone : "");
		pg_params_bool(&params, config_is(config, "station"));
	}
	err = pg_sync_sql(session->sync, is_program ? "select docket.program_add($1, $2, $3)" : "select docket.operator_add($1, $2, $3, $4, $5, $6)",
			  &params, &result, fault);
	if (!err && is_program)
		*login = arena_str(&session->arena, pg_result_text(result, 0, 0));
	pg_result_free(result);
	pg_params_release(&params);
	return err;
}

/* A person who is there gets one more login or role; the same twice changes nothing. A program's role is that unless another is said. */
static enum err add(struct session *session, struct request *request, struct fault *fault)
{
	const struct config *config = &request->config;
	bool is_program = config_is(config, "program");
	const char *who = NULL, *role = is_program ? "program" : NULL, *login = config_text(config, "login");
	struct operator_client client = { 0 };
	enum err err = request_need(request, "the short name of the person", &who, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err && is_program)
		err = check_program(config, fault);
	if (!err && (!is_program || config_text(config, "role")))
		err = request_option(request, "role", &role, fault);
	if (!err)
		err = operator_client(session, request, &client, fault);
	if (err)
		return err;
	login = login ? login : who;
	err = add_login(session, config, who, &login, fault);
	if (!err)
		err = set_member(session, request, &client, who, role, config_text(config, "desk"),
				 config_text(config, "sites"), fault);
	if (!err)
		err = set_badge(session, request, who, fault);
	if (!err)
		say_added(request, who, login);
	return err;
}

enum err operator_say(const char *words, const char *who)
{
	struct str out = { 0 };

	str_addf(&out, "%s: %s\n", who, words);
	listing_out(&out);
	str_release(&out);
	return ERR_NONE;
}

/* With a client: the person's role there; without: the login, at once. */
static enum err end(struct session *session, struct request *request, struct fault *fault)
{
	const char *who = NULL, *login = config_text(&request->config, "login");
	const char *role = config_text(&request->config, "role");
	struct pg_params params = { 0 };
	struct operator_client client = { 0 };
	bool is_member = config_text(&request->config, "tenant") != NULL;
	enum err err = request_need(request, "the short name of the person", &who, fault);

	if (!err)
		err = request_end(request, fault);
	if (!err && is_member)
		err = operator_client(session, request, &client, fault);
	if (err)
		return err;
	if (is_member) {
		pg_params_i64(&params, client.id);
		pg_params_text(&params, who);
		pg_params_text(&params, role);
		err = pg_sync_sql(session->sync, "select docket.member_end($1::int, $2, $3)", &params, NULL, fault);
	} else {
		pg_params_text(&params, login ? login : who);
		err = pg_sync_sql(session->sync, "select docket.operator_end($1)", &params, NULL, fault);
	}
	pg_params_release(&params);
	return err ? err : operator_say(is_member ? "has no such role there any more" : "the login is ended, its sessions too", who);
}

/* The role that is meant: the one that was named, or the only one there. */
static enum err find_member(struct session *session, const struct request *request, const struct operator_client *client,
			    const char *who, struct operator_row **out, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, who);
	pg_params_text(&params, client->name);
	pg_params_text(&params, config_text(&request->config, "role"));
	err = session_rows(session, &row_operator, NULL, "where short_name = $1 and client = $2 and ended_at is null"
			   " and ($3::text is null or role = $3) order by role", &params, &rows, fault);
	pg_params_release(&params);
	if (err)
		return err;
	if (rows.count == 0)
		return fault_set(fault, ERR_NOT_FOUND, who, "has no such role at %s", client->name);
	if (rows.count > 1) {
		fault_set(fault, ERR_USAGE, who, "has several roles at %s", client->name);
		fault_help(fault, "say which one with --role");
		return ERR_USAGE;
	}
	*out = rows.rows[0];
	return ERR_NONE;
}

static const char *join_sites(struct session *session, const struct texts *sites)
{
	struct str all = { 0 };
	const char *text;

	for (size_t i = 0; i < sites->count; i++)
		str_addf(&all, "%s%s", i ? "," : "", sites->items[i]);
	text = all.length ? arena_str(&session->arena, str_text(&all)) : NULL;
	str_release(&all);
	return text;
}

enum change { CHANGE_DESK, CHANGE_SITES, CHANGE_LIMITS };

/* Changes one thing of a role and leaves the others as they are. */
static enum err change_member(struct session *session, struct request *request, enum change change, struct fault *fault)
{
	const char *who = NULL, *value = NULL;
	struct operator_row *member = NULL;
	struct operator_client client = { 0 };
	enum err err = request_need(request, "the short name of the person", &who, fault);

	if (!err && change != CHANGE_LIMITS)
		err = request_need(request, change == CHANGE_DESK ? "the desk" : "the sites, or \"all\"", &value, fault);
	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = operator_client(session, request, &client, fault);
	if (!err)
		err = find_member(session, request, &client, who, &member, fault);
	if (!err)
		err = set_member(session, request, &client, who, member->role, change == CHANGE_DESK ? value : NULL,
				 change == CHANGE_SITES ? value : join_sites(session, &member->sites), fault);
	return err ? err : operator_say("changed; sessions follow within seconds", who);
}

static enum err desk(struct session *session, struct request *request, struct fault *fault)
{
	return change_member(session, request, CHANGE_DESK, fault);
}

static enum err site(struct session *session, struct request *request, struct fault *fault)
{
	return change_member(session, request, CHANGE_SITES, fault);
}

static enum err limit(struct session *session, struct request *request, struct fault *fault)
{
	return change_member(session, request, CHANGE_LIMITS, fault);
}

enum err operator_moment(const struct request *request, const char *name, const struct operator_client *client, struct pg_params *params,
		    struct fault *fault)
{
	const struct zone *zone = NULL;
	const char *text = NULL;
	int64_t at = 0;
	enum err err = request_option(request, name, &text, fault);

	if (zone_find(client->zone, &zone))
		zone = NULL;
	if (!err)
		err = typedtime_read(span_of(text), zone, instant_wall_now(), true, &at, fault);
	pg_params_instant(params, at);
	return err;
}

static enum err delegate(struct session *session, struct request *request, struct fault *fault)
{
	const char *from = NULL, *to = NULL, *limit_text = NULL;
	struct pg_params params = { 0 };
	struct operator_client client = { 0 };
	enum err err = request_need(request, "who hands over", &from, fault);

	if (!err)
		err = request_need(request, "to whom", &to, fault);
	if (!err)
		err = request_end(request, fault);
	if (!err)
		err = request_option(request, "limit", &limit_text, fault);
	if (!err)
		err = operator_client(session, request, &client, fault);
	if (err)
		return err;
	pg_params_i64(&params, client.id);
	pg_params_text(&params, from);
	pg_params_text(&params, to);
	err = add_limit(request, "limit", &client, &params, fault);
	if (!err)
		err = operator_moment(request, "from", &client, &params, fault);
	if (!err)
		err = operator_moment(request, "until", &client, &params, fault);
	if (!err)
		err = pg_sync_sql(session->sync, "select docket.delegation_add($1::int, $2, $3, $4, $5, $6)", &params, NULL,
				  fault);
	pg_params_release(&params);
	return err ? err : operator_say("decides in the other's place for that time", to);
}

static enum err list(struct session *session, struct request *request, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err = request_end(request, fault);

	pg_params_text(&params, config_text(&request->config, "tenant"));
	if (!err)
		err = session_rows(session, &row_operator, NULL, "where $1::text is null or client = $1"
				   " order by short_name, client, role", &params, &rows, fault);
	pg_params_release(&params);
	if (!err)
		listing_print(session, request, &rows, NULL, "Nobody works here yet: docket operator add.");
	return err;
}

enum err run_operator(struct request *request, struct fault *fault)
{
	static const struct part parts[] = {
		{ "add", add },     { "end", end },     { "desk", desk }, { "site", site },
		{ "limit", limit }, { "delegate", delegate }, { "on-call", operator_on_call }, { "list", list }, { 0 },
	};

	return part_run_admin(request, parts, fault);
}

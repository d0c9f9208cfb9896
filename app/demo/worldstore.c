/* SPDX-License-Identifier: MIT */
/* Rows of the world. Ids are ranges by kind, so that a row finds another without asking. */
#include "demo/worldstore.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/embed.h"
#include "demo/interfaces.h"
#include "model/stored.h"
#include "pg/rows.h"
#include "policy/policy.h"

/* Taken from the tenant's numbers at once; ranges inside. */
#define IDS_COUNT 10000
#define ID_CUSTOMER 100
#define ID_CARRIER 200
#define ID_SITE 300
#define ID_CONTRACT 500
#define ID_CONTACT 600
#define ID_INTERFACE 1000
#define ID_SUBJECT 1200
#define ID_RATE 2000

struct writing {
	const struct world *world;
	const struct folders *folders;
	struct pg_sync *sync;
	struct fault *fault;
	struct rows rows;
	struct arena arena;
	int64_t first[WORLD_TENANTS]; /* of the taken ids */
};

static int64_t id_of(const struct writing *writing, int tenant, int range, int at)
{
	return writing->first[tenant] + range + at;
}

static enum err send_rows(struct writing *writing, const char *statement)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_span(&params, rows_end(&writing->rows));
	err = pg_sync_query(writing->sync, statement, &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

static enum err make_tenant(struct writing *writing, int tenant, int64_t start_at)
{
	const struct world_tenant *of = &writing->world->tenants[tenant];
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_text(&params, of->name);
	pg_params_text(&params, of->title);
	pg_params_text(&params, of->zone);
	pg_params_instant(&params, start_at);
	err = pg_sync_query(writing->sync, "demo_tenant", &params, &result, writing->fault);
	if (!err && pg_result_i64(result, 0, 0, 0) != tenant + 1)
		err = fault_set(writing->fault, ERR_EXISTS, of->name, "the store is not empty");
	pg_result_free(result);
	result = NULL;
	pg_params_clear(&params);
	pg_params_i64(&params, tenant + 1);
	pg_params_i64(&params, IDS_COUNT);
	if (!err)
		err = pg_sync_query(writing->sync, "demo_ids", &params, &result, writing->fault);
	if (!err)
		writing->first[tenant] = pg_result_i64(result, 0, 0, 0);
	pg_result_free(result);
	pg_params_release(&params);
	return err;
}

static void add_rules(struct rows *rows, int tenant, const struct policy *policy)
{
	const struct policy_action_rule *rules = NULL;
	size_t count = policy_action_rules(policy, &rules);

	rows_begin(rows);
	for (size_t i = 0; i < count; i++) {
		rows_open(rows);
		rows_i64(rows, tenant + 1);
		rows_text(rows, rules[i].action);
		rows_text(rows, rules[i].role);
		rows_text(rows, rules[i].approve_role);
		rows_i64(rows, rules[i].shipment_minor);
		rows_text(rows, rules[i].currency);
		rows_i64(rows, rules[i].approve_s);
		rows_i64(rows, rules[i].cap_minor);
		rows_close(rows);
	}
}

static enum err put_policy(struct writing *writing, int tenant)
{
	const char *name = writing->world->tenants[tenant].policy;
	const struct embedded *file = embed_find(arena_printf(&writing->arena, "data/policies/%s.policy", name));
	struct pg_params params = { 0 };
	struct policy *policy = NULL;
	struct span body;
	enum err err;

	if (!file)
		return fault_set(writing->fault, ERR_NOT_FOUND, name, "this build has no policy of that name");
	body = (struct span){ file->begin, (size_t)(file->end - file->begin) - 1 }; /* a NUL ends it */
	err = policy_read(&writing->arena, name, body, policy_include_shipped, NULL, &policy, writing->fault);
	if (err)
		return err;
	add_rules(&writing->rows, tenant, policy);
	pg_params_i64(&params, tenant + 1);
	pg_params_text(&params, name);
	pg_params_span(&params, body);
	pg_params_span(&params, rows_end(&writing->rows));
	err = pg_sync_query(writing->sync, "demo_policy", &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

static const char *lower(struct writing *writing, const char *text)
{
	char *out = arena_str(&writing->arena, text);

	for (char *at = out; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return out;
}

static void add_party(struct writing *writing, int tenant, int64_t id, const char *kind, const char *code, const char *name,
		      const char *tier, const char *zone, const char *mail)
{
	struct rows *rows = &writing->rows;

	rows_open(rows);
	rows_i64(rows, tenant + 1);
	rows_i64(rows, id);
	rows_text(rows, kind);
	rows_text(rows, code);
	rows_text(rows, name);
	rows_text(rows, tier);
	rows_text(rows, zone);
	rows_text(rows, mail);
	rows_text(rows, "en");
	rows_close(rows);
}

static enum err put_parties(struct writing *writing)
{
	const struct world *world = writing->world;

	rows_begin(&writing->rows);
	for (int i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct world_customer *of = &world->customers[i];
		add_party(writing, of->tenant, id_of(writing, of->tenant, ID_CUSTOMER, i), "customer", of->code, of->name, of->tier,
			  world->sites[of->site].city->zone,
			  arena_printf(&writing->arena, "receiving@%s.example", lower(writing, of->code)));
	}
	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++)
		for (int i = 0; i < WORLD_CARRIERS; i++) {
			const struct world_carrier *of = &world->carriers[i];
			if (of->serves[tenant])
				add_party(writing, tenant, id_of(writing, tenant, ID_CARRIER, i), "carrier", of->code, of->name, "",
					  of->is_american ? "America/New_York" : "Europe/Berlin",
					  arena_printf(&writing->arena, "desk@%s.example", lower(writing, of->code)));
		}
	return send_rows(writing, "demo_parties");
}

static enum err put_sites(struct writing *writing)
{
	struct rows *rows = &writing->rows;

	rows_begin(rows);
	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++)
		for (size_t i = 0; i < writing->world->site_count; i++) {
			const struct world_site *of = &writing->world->sites[i];
			if (of->tenant >= 0 && of->tenant != tenant)
				continue;
			rows_open(rows);
			rows_i64(rows, tenant + 1);
			rows_i64(rows, id_of(writing, tenant, ID_SITE, (int)i));
			rows_text(rows, of->code);
			rows_text(rows, of->name);
			rows_text(rows, of->city->name);
			rows_text(rows, of->city->country);
			rows_text(rows, of->city->zone);
			rows_text(rows, of->kind);
			rows_close(rows);
		}
	return send_rows(writing, "demo_sites");
}

/* Someone to call; `party` and `site` are ids or INT_NONE. Numbers are of ranges that belong to nobody. */
static void add_contact(struct writing *writing, int tenant, int at, int64_t party, int64_t site, const char *role, const char *name,
			const char *zone, int opens_min, int closes_min)
{
	bool is_american = strncmp(zone, "America/", 8) == 0;
	struct rows *rows = &writing->rows;

	rows_open(rows);
	rows_i64(rows, tenant + 1);
	rows_i64(rows, id_of(writing, tenant, ID_CONTACT, at));
	if (party == INT_NONE)
		rows_null(rows);
	else
		rows_i64(rows, party);
	if (site == INT_NONE)
		rows_null(rows);
	else
		rows_i64(rows, site);
	rows_null(rows);
	rows_text(rows, role);
	rows_text(rows, name);
	rows_text(rows, is_american ? arena_printf(&writing->arena, "+1 212 555 01%02d", at % 100)
				    : arena_printf(&writing->arena, "+49 30 23125 %03d", at % 1000));
	rows_text(rows, "");
	rows_i64(rows, opens_min);
	rows_i64(rows, closes_min);
	rows_text(rows, zone);
	rows_text(rows, closes_min - opens_min >= 1440 ? "1234567" : "12345");
	rows_close(rows);
}

static enum err put_contacts(struct writing *writing)
{
	static const char *const drivers[] = { "Milan R.", "Jo K.", "Tess V.", "Adam P.", "Rosa D.", "Ed W.", "Nils B.", "Ira S.",
					       "Gert H.", "Luz M.", "Cal T.", "Bea F." };
	const struct world *world = writing->world;
	int at = 0;

	rows_begin(&writing->rows);
	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++)
		for (int i = 0; i < WORLD_CARRIERS; i++) {
			const struct world_carrier *of = &world->carriers[i];
			const char *zone = of->is_american ? "America/New_York" : "Europe/Berlin";
			int64_t party = id_of(writing, tenant, ID_CARRIER, i);
			if (!of->serves[tenant])
				continue;
			add_contact(writing, tenant, at++, party, INT_NONE, "carrier desk",
				    arena_printf(&writing->arena, "%s desk", of->name), zone, 0, 1440);
			add_contact(writing, tenant, at++, party, INT_NONE, "driver", drivers[i], zone, 300, 1260);
		}
	for (int i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct world_customer *of = &world->customers[i];
		const char *zone = world->sites[of->site].city->zone;
		add_contact(writing, of->tenant, at++, id_of(writing, of->tenant, ID_CUSTOMER, i), INT_NONE, "customer", of->person,
			    zone, 480, 1080);
		add_contact(writing, of->tenant, at++, INT_NONE, id_of(writing, of->tenant, ID_SITE, of->site), "dock",
			    arena_printf(&writing->arena, "Dock, %s", world->sites[of->site].city->name), zone, 360, 1200);
	}
	for (int i = 0; i < WORLD_WAREHOUSES; i++)
		add_contact(writing, world->sites[i].tenant, at++, INT_NONE, id_of(writing, world->sites[i].tenant, ID_SITE, i), "dock",
			    arena_printf(&writing->arena, "Shipping, %s", world->sites[i].name), world->sites[i].city->zone, 300,
			    1320);
	return send_rows(writing, "demo_contacts");
}

static void add_minor(struct rows *rows, int64_t minor)
{
	if (minor == INT64_MIN)
		rows_null(rows);
	else
		rows_i64(rows, minor);
}

static enum err put_contracts(struct writing *writing)
{
	struct rows *rows = &writing->rows;

	rows_begin(rows);
	for (int i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct world_customer *of = &writing->world->customers[i];
		rows_open(rows);
		rows_i64(rows, of->tenant + 1);
		rows_i64(rows, id_of(writing, of->tenant, ID_CONTRACT, i));
		rows_i64(rows, id_of(writing, of->tenant, ID_CUSTOMER, i));
		rows_text(rows, arena_printf(&writing->arena, "%s-2026-%02d", writing->world->tenants[of->tenant].prefix, i + 1));
		rows_text(rows, arena_printf(&writing->arena, "Delivery terms with %s", of->name));
		add_minor(rows, of->late_minor_hour);
		add_minor(rows, of->late_cap_minor);
		add_minor(rows, of->failed_minor);
		add_minor(rows, of->line_minor_hour);
		add_minor(rows, of->detention_minor_hour);
		rows_text(rows, "EUR");
		rows_i64(rows, of->pod_due_s);
		rows_close(rows);
	}
	return send_rows(writing, "demo_contracts");
}

static enum err put_rates(struct writing *writing)
{
	struct rows *rows = &writing->rows;

	rows_begin(rows);
	for (size_t i = 0; i < writing->world->rate_count; i++) {
		const struct world_rate *of = &writing->world->rates[i];
		rows_open(rows);
		rows_i64(rows, of->tenant + 1);
		rows_i64(rows, id_of(writing, of->tenant, ID_RATE, (int)i));
		rows_i64(rows, id_of(writing, of->tenant, ID_CARRIER, of->carrier));
		rows_i64(rows, id_of(writing, of->tenant, ID_SITE, of->from));
		rows_i64(rows, id_of(writing, of->tenant, ID_SITE, of->to));
		rows_text(rows, of->mode);
		rows_text(rows, of->service);
		rows_i64(rows, of->amount_minor);
		rows_text(rows, "EUR");
		rows_i64(rows, of->transit_s);
		rows_i64(rows, of->lead_s);
		rows_text(rows, of->ref);
		rows_close(rows);
	}
	return send_rows(writing, "demo_rates");
}

/* ---------------------------------------------------------------- interfaces */

/* A key as `docket key` makes it: random, in a file that the engine's user alone reads. */
static enum err make_key(struct writing *writing, const char *name)
{
	const char *path = arena_printf(&writing->arena, "%s/%s", writing->folders->secrets, name);
	struct str text = { 0 };
	uint8_t bytes[32];
	enum err err = ERR_NONE;
	int fd;

	random_bytes(bytes, sizeof bytes);
	str_adds(&text, "whsec_");
	base64_write(&text, bytes, sizeof bytes);
	str_addc(&text, '\n');
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text.text, text.length) != (ssize_t)text.length)
		err = fault_set(writing->fault, ERR_SYSTEM, path, "it cannot be written: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	str_release(&text);
	return err;
}

static enum err put_subject(struct writing *writing, const struct interfaces_row *row, int64_t subject_id, int64_t party_id)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, row->tenant + 1);
	pg_params_i64(&params, subject_id);
	pg_params_text(&params, row->name);
	pg_params_text(&params, row->title);
	if (party_id == INT_NONE)
		pg_params_null(&params);
	else
		pg_params_i64(&params, party_id);
	err = pg_sync_query(writing->sync, "demo_interface_subject", &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

static enum err put_interface(struct writing *writing, const struct interfaces_row *row, int at)
{
	int64_t party_id = row->carrier < 0 ? INT_NONE : id_of(writing, row->tenant, ID_CARRIER, row->carrier);
	int64_t subject_id = id_of(writing, row->tenant, ID_SUBJECT, at);
	bool is_in = strcmp(row->direction, "in") == 0;
	struct pg_params params = { 0 };
	enum err err = put_subject(writing, row, subject_id, party_id);

	if (!err && row->secret[0])
		err = make_key(writing, row->secret);
	pg_params_i64(&params, row->tenant + 1);
	pg_params_i64(&params, id_of(writing, row->tenant, ID_INTERFACE, at));
	pg_params_text(&params, row->name);
	pg_params_text(&params, row->title);
	pg_params_text(&params, row->direction);
	pg_params_text(&params, row->kind);
	if (party_id == INT_NONE)
		pg_params_null(&params);
	else
		pg_params_i64(&params, party_id);
	pg_params_text(&params, row->secret);
	pg_params_text(&params, "");
	pg_params_text(&params, row->has_keys ? "Idempotency-Key" : "");
	pg_params_text(&params, !is_in && row->can_be_asked ? "set at start" : "");
	pg_params_i64(&params, row->rhythm_s);
	pg_params_i64(&params, subject_id);
	if (!err)
		err = pg_sync_query(writing->sync, "demo_interface", &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

static enum err put_interfaces(struct writing *writing)
{
	struct interfaces_row row;
	enum err err = ERR_NONE;

	for (int i = 0; !err && interfaces_nth(writing->world, &writing->arena, i, &row); i++)
		err = put_interface(writing, &row, i);
	return err;
}

/* ---------------------------------------------------------------- people */

static enum err put_member(struct writing *writing, const struct world_person *person, int tenant)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, tenant + 1);
	pg_params_text(&params, person->login);
	pg_params_text(&params, person->role);
	pg_params_text(&params, person->desk);
	pg_params_text(&params, person->site ? arena_printf(&writing->arena, "{%s}", person->site) : NULL);
	pg_params_i64(&params, person->ask_minor);
	pg_params_i64(&params, person->approve_minor);
	pg_params_i64(&params, person->day_minor);
	err = pg_sync_query(writing->sync, "demo_member", &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

static enum err put_person(struct writing *writing, const struct world_person *person, int number)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, person->login);
	pg_params_text(&params, person->name);
	pg_params_text(&params, arena_printf(&writing->arena, "%s@docket.example", person->login));
	pg_params_text(&params, arena_printf(&writing->arena, "ext. %d", 200 + number));
	err = pg_sync_query(writing->sync, "demo_person", &params, NULL, writing->fault);
	pg_params_clear(&params);
	pg_params_text(&params, person->login);
	pg_params_text(&params, arena_printf(&writing->arena, "B%04d", 4100 + number));
	if (!err)
		err = pg_sync_query(writing->sync, "demo_badge", &params, NULL, writing->fault);
	for (int tenant = 0; !err && tenant < WORLD_TENANTS; tenant++)
		if (person->works_for[tenant])
			err = put_member(writing, person, tenant);
	pg_params_release(&params);
	return err;
}

static enum err put_people(struct writing *writing)
{
	enum err err = ERR_NONE;

	for (int i = 0; !err && writing->world->people[i].login; i++)
		err = put_person(writing, &writing->world->people[i], i);
	return err;
}

enum err worldstore_write(const struct world *world, const struct folders *folders, struct pg_sync *sync, int64_t start_at,
			  struct fault *fault)
{
	enum err (*const parts[])(struct writing *) = { put_parties, put_sites, put_contacts, put_contracts, put_rates,
							put_interfaces, put_people };
	struct writing writing = { .world = world, .folders = folders, .sync = sync, .fault = fault };
	enum err err = ERR_NONE;

	for (int tenant = 0; !err && tenant < WORLD_TENANTS; tenant++) {
		err = make_tenant(&writing, tenant, start_at);
		if (!err)
			err = put_policy(&writing, tenant);
	}
	for (size_t i = 0; !err && i < COUNT_OF(parts); i++)
		err = parts[i](&writing);
	rows_release(&writing.rows);
	arena_release(&writing.arena);
	return err;
}

const char *const *worldstore_logins(const struct world *world, struct arena *arena)
{
	size_t count = 0;
	const char **out;

	while (world->people[count].login)
		count++;
	out = arena_new(arena, count + 2, sizeof *out);
	for (size_t i = 0; i < count; i++)
		out[i] = world->people[i].login;
	out[count] = "docket_engine";
	return out;
}

/* SPDX-License-Identifier: MIT */
/* Rows of the world. Ids are ranges by kind, so that a row finds another without asking. */
#include <ctype.h>
#include <string.h>

#include "demo/worldwriting.h"
#include "model/stored.h"

static const char *lower(struct writing *writing, const char *text)
{
	char *out = arena_str(&writing->arena, text);

	for (char *at = out; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return out;
}

static void add_party(struct writing *writing, int tenant, int64_t id, const char *kind,
		      const char *code, const char *name, const char *tier, const char *zone,
		      const char *mail)
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
	rows_text(rows, "");
	rows_close(rows);
}

static enum err put_parties(struct writing *writing)
{
	const struct world *world = writing->world;

	rows_begin(&writing->rows);
	for (int i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct world_customer *of = &world->customers[i];
		add_party(writing, of->tenant, writing_id(writing, of->tenant, ID_CUSTOMER, i),
			  "customer", of->code, of->name, of->tier,
			  world->sites[of->site].city->zone,
			  arena_printf(&writing->arena, "receiving@%s.example",
				       lower(writing, of->code)));
	}
	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++)
		for (int i = 0; i < WORLD_CARRIERS; i++) {
			const struct world_carrier *of = &world->carriers[i];
			if (of->serves[tenant])
				add_party(writing, tenant,
					  writing_id(writing, tenant, ID_CARRIER, i), "carrier",
					  of->code, of->name, "",
					  of->is_american ? "America/New_York" : "Europe/Berlin",
					  arena_printf(&writing->arena, "desk@%s.example",
						       lower(writing, of->code)));
		}
	return writing_send(writing, "demo_parties");
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
			rows_i64(rows, writing_id(writing, tenant, ID_SITE, (int)i));
			rows_text(rows, of->code);
			rows_text(rows, of->name);
			rows_text(rows, of->city->name);
			rows_text(rows, of->city->country);
			rows_text(rows, of->city->zone);
			rows_text(rows, of->kind);
			rows_close(rows);
		}
	return writing_send(writing, "demo_sites");
}

/* Someone to call; `party` and `site` are ids or INT_NONE. Numbers are of ranges that belong to
 * nobody. */
static void add_contact(struct writing *writing, int tenant, int at, int64_t party, int64_t site,
			const char *role, const char *name, const char *zone, int opens_min,
			int closes_min)
{
	bool is_american = strncmp(zone, "America/", 8) == 0;
	struct rows *rows = &writing->rows;

	rows_open(rows);
	rows_i64(rows, tenant + 1);
	rows_i64(rows, writing_id(writing, tenant, ID_CONTACT, at));
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
	rows_text(rows, is_american
				? arena_printf(&writing->arena, "+1 212 555 01%02d", at % 100)
				: arena_printf(&writing->arena, "+49 30 23125 %03d", at % 1000));
	rows_text(rows, "");
	rows_i64(rows, opens_min);
	rows_i64(rows, closes_min);
	rows_text(rows, zone);
	rows_text(rows, closes_min - opens_min >= 1440 ? "1234567" : "12345");
	rows_text(rows, "");
	rows_text(rows, "");
	rows_close(rows);
}

static enum err put_contacts(struct writing *writing)
{
	static const char *const drivers[] = { "Milan R.", "Jo K.",  "Tess V.", "Adam P.",
					       "Rosa D.",  "Ed W.",  "Nils B.", "Ira S.",
					       "Gert H.",  "Luz M.", "Cal T.",	"Bea F." };
	const struct world *world = writing->world;
	int at = 0;

	rows_begin(&writing->rows);
	for (int tenant = 0; tenant < WORLD_TENANTS; tenant++)
		for (int i = 0; i < WORLD_CARRIERS; i++) {
			const struct world_carrier *of = &world->carriers[i];
			const char *zone = of->is_american ? "America/New_York" : "Europe/Berlin";
			int64_t party = writing_id(writing, tenant, ID_CARRIER, i);
			if (!of->serves[tenant])
				continue;
			add_contact(writing, tenant, at++, party, INT_NONE, "carrier desk",
				    arena_printf(&writing->arena, "%s desk", of->name), zone, 0,
				    1440);
			add_contact(writing, tenant, at++, party, INT_NONE, "driver", drivers[i],
				    zone, 300, 1260);
		}
	for (int i = 0; i < WORLD_CUSTOMERS; i++) {
		const struct world_customer *of = &world->customers[i];
		const char *zone = world->sites[of->site].city->zone;
		add_contact(writing, of->tenant, at++,
			    writing_id(writing, of->tenant, ID_CUSTOMER, i), INT_NONE, "customer",
			    of->person, zone, 480, 1080);
		add_contact(writing, of->tenant, at++, INT_NONE,
			    writing_id(writing, of->tenant, ID_SITE, of->site), "dock",
			    arena_printf(&writing->arena, "Dock, %s",
					 world->sites[of->site].city->name),
			    zone, 360, 1200);
	}
	for (int i = 0; i < WORLD_WAREHOUSES; i++)
		add_contact(writing, world->sites[i].tenant, at++, INT_NONE,
			    writing_id(writing, world->sites[i].tenant, ID_SITE, i), "dock",
			    arena_printf(&writing->arena, "Shipping, %s", world->sites[i].name),
			    world->sites[i].city->zone, 300, 1320);
	return writing_send(writing, "demo_contacts");
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
		rows_i64(rows, writing_id(writing, of->tenant, ID_CONTRACT, i));
		rows_i64(rows, writing_id(writing, of->tenant, ID_CUSTOMER, i));
		rows_text(rows, arena_printf(&writing->arena, "%s-2026-%02d",
					     writing->world->tenants[of->tenant].prefix, i + 1));
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
	return writing_send(writing, "demo_contracts");
}

static enum err put_rates(struct writing *writing)
{
	struct rows *rows = &writing->rows;

	rows_begin(rows);
	for (size_t i = 0; i < writing->world->rate_count; i++) {
		const struct world_rate *of = &writing->world->rates[i];
		rows_open(rows);
		rows_i64(rows, of->tenant + 1);
		rows_i64(rows, writing_id(writing, of->tenant, ID_RATE, (int)i));
		rows_i64(rows, writing_id(writing, of->tenant, ID_CARRIER, of->carrier));
		rows_i64(rows, writing_id(writing, of->tenant, ID_SITE, of->from));
		rows_i64(rows, writing_id(writing, of->tenant, ID_SITE, of->to));
		rows_text(rows, of->mode);
		rows_text(rows, of->service);
		rows_i64(rows, of->amount_minor);
		rows_text(rows, "EUR");
		rows_i64(rows, of->transit_s);
		rows_i64(rows, of->lead_s);
		rows_text(rows, of->ref);
		rows_close(rows);
	}
	return writing_send(writing, "demo_rates");
}

enum err worldrows_write(struct writing *writing)
{
	enum err (*const parts[])(struct writing *) = { put_parties, put_sites, put_contacts,
							put_contracts, put_rates };
	enum err err = ERR_NONE;

	for (size_t i = 0; !err && i < COUNT_OF(parts); i++)
		err = parts[i](writing);
	return err;
}

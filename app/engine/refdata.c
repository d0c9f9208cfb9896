/* SPDX-License-Identifier: MIT */
/* A tenant's reference data comes as the answers of one row of statements, one for each table. */
#include "engine/refdata.h"

#include <stdio.h>
#include <string.h>

#include "base/embed.h"
#include "base/log.h"
#include "base/mem.h"
#include "codec/mapping.h"
#include "config/secret.h"
#include "engine/lane.h"
#include "engine/rowio.h"
#include "policy/letters.h"
#include "table/stored_rows.h"

/* One table: its statement, its rows' type, and what is made of them. */
struct table_load {
	const char *statement;
	const struct row_type *type; /* NULL = read by hand */
	void (*place)(struct refdata *refdata, void *rows, size_t count);
};

struct loading {
	struct tenancy *tenancy;
	struct refdata *refdata;
	size_t answers, expected;
	struct fault fault;
};

static void put_text(struct map *map, const char *key, const void *value)
{
	map_put(map, span_of(key), (void *)(uintptr_t)value);
}

static void place_tenant(struct refdata *refdata, void *rows, size_t count)
{
	if (count == 1)
		refdata->reference.tenant = *(struct tenant *)rows;
}

static void place_parties(struct refdata *refdata, void *rows, size_t count)
{
	const struct party *parties = rows;

	for (size_t i = 0; i < count; i++) {
		const char *code =
			arena_printf(&refdata->arena, "%s:%s", parties[i].kind, parties[i].code);
		map_put_id(&refdata->reference.parties, parties[i].party_id,
			   (void *)(uintptr_t)&parties[i]);
		put_text(&refdata->reference.party_codes, code, &parties[i]);
	}
}

static void place_sites(struct refdata *refdata, void *rows, size_t count)
{
	const struct site *sites = rows;

	for (size_t i = 0; i < count; i++) {
		map_put_id(&refdata->reference.sites, sites[i].site_id,
			   (void *)(uintptr_t)&sites[i]);
		put_text(&refdata->reference.site_codes, sites[i].code, &sites[i]);
	}
}

static void place_contracts(struct refdata *refdata, void *rows, size_t count)
{
	const struct contract *contracts = rows;

	for (size_t i = 0; i < count; i++) {
		void *contract = (void *)(uintptr_t)&contracts[i];
		map_put_id(&refdata->reference.contracts, contracts[i].contract_id, contract);
		map_put_id(&refdata->reference.party_contract, contracts[i].party_id, contract);
	}
}

static void place_rates(struct refdata *refdata, void *rows, size_t count)
{
	refdata->reference.rates = rows;
	refdata->reference.rate_count = count;
}

static void place_contacts(struct refdata *refdata, void *rows, size_t count)
{
	refdata->reference.contacts = rows;
	refdata->reference.contact_count = count;
}

static void place_people(struct refdata *refdata, void *rows, size_t count)
{
	const struct member *members = rows;

	for (size_t i = 0; i < count; i++)
		if (!map_get_id(&refdata->reference.people, members[i].person_id))
			map_put_id(&refdata->reference.people, members[i].person_id,
				   (void *)(uintptr_t)&members[i]);
}

/* Where effects go is known by what the outbound interface is: kinds are tms, erp and mail, or http
 * called so. */
static void place_outbound(struct reference *reference, const struct interface *interface)
{
	const struct {
		const char *word;
		const struct interface **place;
	} targets[] = {
		{ "tms", &reference->out_tms },
		{ "erp", &reference->out_erp },
		{ "mail", &reference->out_mail },
	};

	for (size_t i = 0; i < COUNT_OF(targets); i++)
		if (!*targets[i].place && (strcmp(interface->kind, targets[i].word) == 0 ||
					   strstr(interface->name, targets[i].word)))
			*targets[i].place = interface;
}

static void place_interfaces(struct refdata *refdata, void *rows, size_t count)
{
	const struct interface *interfaces = rows;

	refdata->interfaces = interfaces;
	refdata->interface_count = count;
	for (size_t i = 0; i < count; i++) {
		void *interface = (void *)(uintptr_t)&interfaces[i];
		map_put_id(&refdata->reference.interfaces, interfaces[i].interface_id, interface);
		if (strcmp(interfaces[i].direction, "out") == 0) {
			place_outbound(&refdata->reference, &interfaces[i]);
			put_text(&refdata->reference.hooks, interfaces[i].name, interface);
		} else {
			put_text(&refdata->interface_names, interfaces[i].name, interface);
		}
		if (strcmp(interfaces[i].direction, "out") != 0 &&
		    interfaces[i].party_id != INT_NONE && rules_mode_of(&interfaces[i]) == RULES_LIVE)
			map_put_id(&refdata->feeds, interfaces[i].party_id, interface);
	}
}

static const struct table_load loads[] = {
	{ "engine_tenant", &row_stored_tenant, place_tenant },
	{ "engine_parties", &row_stored_party, place_parties },
	{ "engine_sites", &row_stored_site, place_sites },
	{ "engine_contacts", &row_stored_contact, place_contacts },
	{ "engine_contracts", &row_stored_contract, place_contracts },
	{ "engine_rates", &row_stored_rate, place_rates },
	{ "engine_members", &row_stored_member, place_people },
	{ "engine_interfaces", &row_stored_interface, place_interfaces },
	{ "engine_texts", NULL, NULL },
};

static enum err read_texts(struct refdata *refdata, const struct pg_result *result)
{
	size_t count = (size_t)pg_result_rows(result);
	struct refdata_text *texts = arena_new(&refdata->arena, count + 1, sizeof *texts);

	for (size_t i = 0; i < count; i++) {
		struct span body = pg_result_span(result, (int)i, 3);
		texts[i] = (struct refdata_text){
			.kind = arena_str(&refdata->arena, pg_result_text(result, (int)i, 0)),
			.name = arena_str(&refdata->arena, pg_result_text(result, (int)i, 1)),
			.version = (int)pg_result_i64(result, (int)i, 2, 0),
			.body = { arena_text(&refdata->arena, body.text, body.length),
				  body.length },
		};
	}
	refdata->texts = texts;
	refdata->text_count = count;
	return ERR_NONE;
}

/* What ships: data/policies/core.policy, data/mappings/x.map: the name before the first dot. */
static const struct refdata_text *shipped_text(const struct refdata *refdata, const char *kind,
					       const char *name)
{
	char prefix[160];
	const struct embedded *file;
	struct refdata_text *text;

	snprintf(prefix, sizeof prefix, "data/%s/%s.",
		 strcmp(kind, "policy") == 0 ? "policies" : "mappings", name);
	file = embed_nth(prefix, 0);
	if (!file)
		return NULL;
	text = arena_new((struct arena *)(uintptr_t)&refdata->arena, 1, sizeof *text);
	*text = (struct refdata_text){
		kind, name, 0, { file->begin, (size_t)(file->end - file->begin - 1) }
	};
	return text;
}

const struct refdata_text *refdata_text(const struct refdata *refdata, const char *kind,
					const char *name)
{
	for (size_t i = 0; i < refdata->text_count; i++)
		if (strcmp(refdata->texts[i].kind, kind) == 0 &&
		    strcmp(refdata->texts[i].name, name) == 0)
			return &refdata->texts[i];
	return shipped_text(refdata, kind, name);
}

struct mapping *refdata_mapping(struct refdata *refdata, const char *name, struct fault *fault)
{
	struct mapping *mapping = map_get(&refdata->mappings, span_of(name));
	const struct refdata_text *text;

	if (mapping)
		return mapping;
	text = refdata_text(refdata, "mapping", name);
	if (!text) {
		fault_set(fault, ERR_NOT_FOUND, "", "the mapping %s is not in force", name);
		return NULL;
	}
	if (mapping_read(name, text->body, &mapping, fault) != ERR_NONE)
		return NULL;
	put_text(&refdata->mappings, arena_str(&refdata->arena, name), mapping);
	return mapping;
}

static bool read_template(struct refdata *refdata, const struct refdata_text *text)
{
	struct letter_template *letters = NULL;
	struct fault fault = { 0 };

	if (letter_template_read(&refdata->arena, arena_printf(&refdata->arena, "%s.template", text->name), text->name, text->body, letter_include_shipped, NULL, NULL, &letters, &fault) !=
	    ERR_NONE) {
		log_fault("template", &fault);
		return false;
	}
	letters->version = text->version;
	put_text(&refdata->reference.templates, letters->name, letters);
	return true;
}

/* The client's own, and of what ships what it has none of, or none that this docket can read. */
static void read_templates(struct refdata *refdata)
{
	static const char folder[] = "data/templates/";
	const struct embedded *file;

	for (size_t i = 0; i < refdata->text_count; i++)
		if (strcmp(refdata->texts[i].kind, "template") == 0)
			read_template(refdata, &refdata->texts[i]);
	for (size_t i = 0; (file = embed_nth(folder, i)); i++) {
		const char *name = file->name + strlen(folder);
		const struct refdata_text text = { "template", arena_text(&refdata->arena, name, strcspn(name, ".")), 0,
						   { file->begin, (size_t)(file->end - file->begin - 1) } };
		if (!map_get(&refdata->reference.templates, span_of(text.name)))
			read_template(refdata, &text);
	}
}

struct policy_texts refdata_policies(const struct refdata *refdata, struct arena *arena, const struct policy_text *instead)
{
	struct policy_text *items = arena_new(arena, refdata->text_count + 1, sizeof *items);
	size_t count = 0;
	bool is_new = instead != NULL;

	for (size_t i = 0; i < refdata->text_count; i++) {
		const struct refdata_text *text = &refdata->texts[i];
		bool is_it = instead && strcmp(text->name, instead->name) == 0;
		if (strcmp(text->kind, "policy") != 0)
			continue;
		is_new &= !is_it;
		items[count++] = is_it ? *instead : (struct policy_text){ text->name, text->body };
	}
	if (is_new)
		items[count++] = *instead;
	return (struct policy_texts){ items, count };
}

static enum err read_policy(struct refdata *refdata, struct fault *fault)
{
	struct policy_texts texts = refdata_policies(refdata, &refdata->arena, NULL);
	const struct policy_text *manual = policy_texts_manual(&texts, refdata->reference.tenant.name);
	const struct refdata_text *text = refdata_text(refdata, "policy", manual ? manual->name : "core");
	enum err err;

	if (!text)
		return fault_set(fault, ERR_NOT_FOUND, "policy",
				 "the tenant has none, and none ships");
	err = policy_read(&refdata->arena, text->name, text->body, policy_include_texts, &texts,
			  &refdata->policy, fault);
	if (err == ERR_NONE)
		policy_set_version(refdata->policy, text->version);
	return err;
}

/* The key to change over to may be named where there is none: then nothing is being changed over. */
static void read_secret(const char *folder, const char *name, bool is_next, struct str *out)
{
	struct fault fault = { 0 };
	enum err err = name[0] ? secret_read(folder, name, out, &fault) : ERR_NONE;

	if (err && !(is_next && err == ERR_NOT_FOUND))
		log_fault("secrets", &fault);
}

/* Applied texts are checked; what stands in the store all the same is told, and takes nothing. */
static bool is_signature_fit(const struct interface *interface, struct signature_scheme *out)
{
	struct fault fault = { 0 };

	if (signature_read(interface, out, &fault) == ERR_NONE)
		return true;
	log_line(LOG_WARN, "interfaces", "%s takes nothing: %s: %s", interface->name, fault.what, fault.why);
	return false;
}

static void read_keys(struct refdata *refdata, const char *folder)
{
	for (size_t i = 0; i < refdata->interface_count; i++) {
		const struct interface *interface = &refdata->interfaces[i];
		struct refdata_keys *keys = mem_new(1, sizeof *keys);
		read_secret(folder, interface->secret, false, &keys->key);
		read_secret(folder, interface->secret_next, true, &keys->next);
		keys->is_fit = is_signature_fit(interface, &keys->signature);
		map_put_id(&refdata->keys, interface->interface_id, keys);
	}
}

/* An interface that was quiet and is not any more leaves its dark spell with the tenant. */
static void note_spells(struct tenancy *tenancy, const struct refdata *old,
			const struct refdata *new)
{
	for (size_t i = 0; old && i < old->interface_count; i++) {
		const struct interface *before = &old->interfaces[i];
		const struct interface *after =
			map_get_id(&new->reference.interfaces, before->interface_id);
		struct dark_spell *spell;
		if (!after || strcmp(before->state, "quiet") != 0 ||
		    strcmp(after->state, "quiet") == 0)
			continue;
		spell = vec_push(&tenancy->spells);
		*spell = (struct dark_spell){ before->interface_id, before->last_at,
					      tenancy_now(tenancy) };
	}
}

void refdata_dark_spell(const struct tenancy *tenancy, int64_t interface_id, int64_t *from,
			int64_t *until)
{
	*from = *until = INSTANT_NONE;
	for (size_t i = tenancy->spells.count; i-- > 0;)
		if (tenancy->spells.items[i].interface_id == interface_id) {
			*from = tenancy->spells.items[i].from;
			*until = tenancy->spells.items[i].until;
			return;
		}
}

static void take_place(struct loading *loading)
{
	struct tenancy *tenancy = loading->tenancy;
	struct refdata *refdata = loading->refdata;

	refdata->reference.tenant_id = tenancy->id;
	read_templates(refdata);
	read_keys(refdata, config_text(tenancy->engine->config, "secrets-dir"));
	note_spells(tenancy, tenancy->refdata, refdata);
	refdata_drop(tenancy->refdata);
	tenancy->refdata = refdata;
	tenancy_resume(tenancy);
}

static void end_loading(struct loading *loading)
{
	struct tenancy *tenancy = loading->tenancy;

	if (loading->fault.err == ERR_NONE &&
	    read_policy(loading->refdata, &loading->fault) == ERR_NONE) {
		take_place(loading);
	} else {
		if (loading->fault.err != ERR_LINK)
			log_fault("reference", &loading->fault);
		refdata_drop(loading->refdata);
	}
	tenancy->is_loading = false;
	tenancy->is_load_due |= loading->fault.err == ERR_LINK;
	if (loading->fault.err == ERR_NONE && tenancy->is_load_due)
		refdata_load(tenancy);
	mem_free(loading);
}

static void on_table(void *context, struct pg_result *result)
{
	struct loading *loading = context;
	const struct table_load *load = &loads[loading->answers];
	struct refdata *refdata = loading->refdata;
	void *rows = NULL;
	size_t count = 0;

	if (loading->fault.err != ERR_NONE || pg_result_err(result, &loading->fault) != ERR_NONE) {
		/* the first fault stays */
	} else if (!load->type) {
		loading->fault.err = read_texts(refdata, result);
	} else if (rowio_read_all(load->type, result, &refdata->arena, &rows, &count,
				  &loading->fault) == ERR_NONE) {
		load->place(refdata, rows, count);
	}
	if (++loading->answers == loading->expected)
		end_loading(loading);
}

static void send_all(struct loading *loading, struct lane *lane)
{
	struct pg_params params = { 0 };

	pg_params_i64(&params, loading->tenancy->id);
	for (size_t i = 0; i < COUNT_OF(loads); i++)
		if (loading->fault.err == ERR_NONE) {
			loading->fault.err =
				lane_send(lane, loads[i].statement, &params, on_table, loading);
			loading->expected += loading->fault.err == ERR_NONE;
		}
	pg_params_release(&params);
}

void refdata_load(struct tenancy *tenancy)
{
	struct lane *lane = tenancy->engine->lanes[LANE_TICK];
	struct loading *loading;

	tenancy->is_load_due = true;
	if (tenancy->is_loading || !lane_is_up(lane) ||
	    lane_in_flight(lane) > PG_LINK_MOST_IN_FLIGHT / 2)
		return;
	tenancy->is_load_due = false;
	tenancy->is_loading = true;
	loading = mem_new(1, sizeof *loading);
	loading->tenancy = tenancy;
	loading->refdata = mem_new(1, sizeof *loading->refdata);
	loading->refdata->users = 1;
	send_all(loading, lane);
	if (loading->expected == 0)
		end_loading(loading);
}

struct refdata *refdata_hold(struct refdata *refdata)
{
	refdata->users++;
	return refdata;
}

static void free_keys(struct refdata *refdata)
{
	struct refdata_keys *keys;
	size_t cursor = 0;

	while ((keys = map_next(&refdata->keys, &cursor))) {
		secret_release(&keys->key);
		secret_release(&keys->next);
		mem_free(keys);
	}
	map_release(&refdata->keys);
}

static void free_mappings(struct refdata *refdata)
{
	struct mapping *mapping;
	size_t cursor = 0;

	while ((mapping = map_next(&refdata->mappings, &cursor)))
		mapping_free(mapping);
}

void refdata_drop(struct refdata *refdata)
{
	struct reference *reference;

	if (!refdata || --refdata->users > 0)
		return;
	reference = &refdata->reference;
	struct map *const maps[] = {
		&reference->parties,    &reference->party_codes, &reference->sites,
		&reference->site_codes, &reference->contracts,   &reference->party_contract,
		&reference->interfaces, &reference->people,      &refdata->interface_names,
		&reference->hooks,      &reference->templates,
		&refdata->mappings,     &refdata->feeds
	};

	free_keys(refdata);
	free_mappings(refdata);
	for (size_t i = 0; i < COUNT_OF(maps); i++)
		map_release(maps[i]);
	arena_release(&refdata->arena);
	mem_free(refdata);
}

const struct interface *refdata_interface(const struct refdata *refdata, const char *name)
{
	return map_get(&refdata->interface_names, span_of(name));
}

const struct refdata_keys *refdata_keys(const struct refdata *refdata, int64_t interface_id)
{
	return map_get_id(&refdata->keys, interface_id);
}

void refdata_heard(struct refdata *refdata, int64_t interface_id, int64_t last_at)
{
	struct interface *interface = map_get_id(&refdata->reference.interfaces, interface_id);

	if (interface && last_at != INSTANT_NONE)
		interface->last_at = last_at;
}

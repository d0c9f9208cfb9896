/* SPDX-License-Identifier: MIT */
#include "engine/source.h"

#include <stdio.h>
#include <string.h>

#include "engine/refdata.h"

static void write_key(char *out, size_t room, const struct tenancy *tenancy, const struct interface *interface, const char *what)
{
	snprintf(out, room, "%lld:%lld:%s", (long long)tenancy->id, (long long)interface->interface_id, what);
}

struct source *source_find(struct map *sources, const struct tenancy *tenancy, const struct interface *interface, const char *what)
{
	struct source *source;
	char key[sizeof source->key];

	write_key(key, sizeof key, tenancy, interface, what);
	source = map_get(sources, span_of(key));
	if (source)
		source->is_named = true;
	return source;
}

void source_begin(struct engine *engine, struct map *sources, struct source *source, const struct tenancy *tenancy,
		  const struct interface *interface, const char *what)
{
	*source = (struct source){ .engine = engine, .tenant_id = tenancy->id, .interface_id = interface->interface_id, .is_named = true };
	write_key(source->key, sizeof source->key, tenancy, interface, what);
	map_put(sources, span_of(source->key), source);
}

void source_end(struct map *sources, struct source *source, void (*let_go)(struct source *source))
{
	map_remove(sources, span_of(source->key));
	let_go(source);
}

/* One at a time: a map that is walked is not changed. */
static bool end_one(struct map *sources, bool is_all, void (*let_go)(struct source *source))
{
	struct source *source;
	size_t cursor = 0;

	while ((source = map_next(sources, &cursor)))
		if (is_all || !source->is_named) {
			source_end(sources, source, let_go);
			return true;
		}
	return false;
}

static void look_at_all(struct engine *engine, struct tenancy *tenancy, const struct source_kind *kind)
{
	for (size_t i = 0; i < tenancy->refdata->interface_count; i++)
		if (strcmp(tenancy->refdata->interfaces[i].direction, "in") == 0)
			kind->look_at(engine, tenancy, &tenancy->refdata->interfaces[i]);
}

void source_tick(struct engine *engine, struct map *sources, const struct source_kind *kind)
{
	struct source *source;
	size_t cursor = 0;

	while ((source = map_next(sources, &cursor)))
		source->is_named = false;
	for (size_t i = 0; i < engine->tenancies.count; i++) {
		struct tenancy *tenancy = engine->tenancies.items[i];
		if (tenancy->refdata && (kind->is_leased ? tenancy_is_ours(tenancy) : !tenancy->is_gone))
			look_at_all(engine, tenancy, kind);
	}
	while (end_one(sources, false, kind->let_go))
		;
}

void source_end_all(struct map *sources, void (*let_go)(struct source *source))
{
	while (end_one(sources, true, let_go))
		;
	map_release(sources);
}

const struct interface *source_interface(const struct source *source, struct tenancy **tenancy)
{
	struct tenancy *found = engine_tenancy(source->engine, source->tenant_id);

	if (tenancy)
		*tenancy = found;
	return found && found->refdata ? map_get_id(&found->refdata->reference.interfaces, source->interface_id) : NULL;
}

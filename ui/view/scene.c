/* SPDX-License-Identifier: MIT */
/* Questions about who sits here and what time it is, answered from the rows of hello. */
#include "view/scene.h"

#include <string.h>

const struct me_row *scene_me(const struct scene *scene)
{
	return scene->store->sets[STORE_ME].count > 0 ? store_row(scene->store, STORE_ME, 0) : NULL;
}

const struct me_row *scene_me_at(const struct scene *scene, int64_t tenant_id)
{
	for (size_t i = 0; i < scene->store->sets[STORE_ME].count; i++) {
		const struct me_row *me = store_row(scene->store, STORE_ME, i);
		if (me->tenant_id == tenant_id)
			return me;
	}
	return NULL;
}

int64_t scene_now(const struct scene *scene, int64_t tenant_id)
{
	const struct me_row *me = scene_me_at(scene, tenant_id);

	if (!me)
		me = scene_me(scene);
	if (!me || me->tenant_now == INSTANT_NONE)
		return INSTANT_NONE;
	if (strcmp(me->clock_kind, "driven") == 0)
		return me->tenant_now;
	return me->tenant_now + (scene->now_us - scene->me_at_us) * me->clock_rate;
}

bool scene_is_simulated(const struct scene *scene)
{
	const struct me_row *me = scene_me(scene);

	return me && me->is_simulated == 1;
}

bool scene_is_approver(const struct scene *scene)
{
	for (size_t i = 0; i < scene->store->sets[STORE_ME].count; i++) {
		const struct me_row *me = store_row(scene->store, STORE_ME, i);
		if (me->approve_minor > 0)
			return true;
	}
	return false;
}

size_t scene_tenants(const struct scene *scene)
{
	size_t count = 0;

	for (size_t i = 0; i < scene->store->sets[STORE_ME].count; i++) {
		const struct me_row *me = store_row(scene->store, STORE_ME, i);
		bool is_first = true;
		for (size_t j = 0; j < i; j++) {
			const struct me_row *other = store_row(scene->store, STORE_ME, j);
			is_first &= other->tenant_id != me->tenant_id;
		}
		count += is_first;
	}
	return count;
}

const char *scene_zone(const struct scene *scene)
{
	const struct me_row *me = scene_me(scene);

	return me && *me->zone ? me->zone : "UTC";
}

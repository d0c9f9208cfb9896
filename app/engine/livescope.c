/* SPDX-License-Identifier: MIT */
/* The same rule as the views of docket_read: the person's tenants, and there all sites or the
 * listed ones. */
#include "engine/livescope.h"

#include <string.h>

#include "base/digest.h"

static bool may_site(const struct live_member *member, const char *site)
{
	if (member->has_all_sites)
		return true;
	for (size_t i = 0; i < member->sites.count; i++)
		if (strcmp(member->sites.items[i], site) == 0)
			return true;
	return false;
}

enum feed_share livescope_share(const struct live_viewer *viewer, const struct live_tag *tag)
{
	enum feed_share share = FEED_SKIP;

	for (size_t i = 0; i < viewer->count; i++) {
		if (viewer->members[i].tenant_id != tag->tenant_id)
			continue;
		if (tag->is_for_all || may_site(&viewer->members[i], tag->site))
			return FEED_WHOLE;
		share = FEED_OUTSIDE;
	}
	return share;
}

uint64_t livescope_number(const struct live_viewer *viewer)
{
	struct digest_state *state = digest_begin();
	struct digest digest;
	uint64_t number = 0;

	for (size_t i = 0; i < viewer->count; i++) {
		const struct live_member *member = &viewer->members[i];
		digest_add_field(state, (const char *)&member->tenant_id, sizeof member->tenant_id);
		digest_add_field(state, member->has_all_sites ? "all" : "some",
				 member->has_all_sites ? 3 : 4);
		for (size_t k = 0; k < member->sites.count; k++)
			digest_add_field(state, member->sites.items[k],
					 strlen(member->sites.items[k]));
	}
	digest = digest_end(state);
	memcpy(&number, digest.bytes, sizeof number);
	return number ? number : 1;
}

bool livescope_has(const struct live_viewer *viewer, int64_t tenant_id)
{
	for (size_t i = 0; i < viewer->count; i++)
		if (viewer->members[i].tenant_id == tenant_id)
			return true;
	return false;
}

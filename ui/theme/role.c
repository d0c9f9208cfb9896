/* SPDX-License-Identifier: MIT */
/* The table of roles. */
#include "theme/role.h"

#include <assert.h>
#include <string.h>

#include "base/err.h"
#include "cell/palette.h"

#define BOLD      PAINT_BOLD
#define DIM       PAINT_DIM
#define UNDERLINE PAINT_UNDERLINE
#define REVERSE   PAINT_REVERSE
#define INHERIT   (-1)

static const struct role_row roles[ROLE_COUNT_] = {
#define ROLE_ROW(id, name, parent, mono, help) [ROLE_##id] = { name, ROLE_##parent, mono, help },
	ROLE_LIST(ROLE_ROW)
#undef ROLE_ROW
};

static_assert(ROLE_COUNT_ <= PALETTE_ROLES_MAX, "a palette has room for every role");

const struct role_row *role_at(int role)
{
	BUG_IF(role < 0 || role >= ROLE_COUNT_);
	return &roles[role];
}

const char *role_name(int role)
{
	return role >= 0 && role < ROLE_COUNT_ ? roles[role].name : "?";
}

int role_find(const char *name)
{
	for (int role = 0; role < ROLE_COUNT_; role++)
		if (strcmp(roles[role].name, name) == 0)
			return role;
	return -1;
}

enum role role_band(int band)
{
	return band < 0 ? ROLE_BAND_0 : band > 3 ? ROLE_BAND_3 : (enum role)(ROLE_BAND_0 + band);
}

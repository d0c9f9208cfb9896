/* SPDX-License-Identifier: MIT */
/* Civil time in a named zone, from the system's TZif files, each read once. Names are checked: no paths. */
#ifndef DOCKET_BASE_ZONE_H
#define DOCKET_BASE_ZONE_H

#include "base/instant.h"

struct zone;

/* The zone called `name` ("Europe/Berlin", "UTC"), read from /usr/share/zoneinfo at first use and kept for the life
 * of the program. ERR_NOT_FOUND for an unknown or unsafe name. Thread: loop only. */
MUST_CHECK enum err zone_find(const char *name, const struct zone **out);

/* Seconds east of UTC at `at`; the abbreviation ("CET") goes to *abbreviation if not NULL (borrowed, lasts). */
int zone_offset_s(const struct zone *zone, int64_t at, const char **abbreviation);

/* Civil fields of `at` in the zone. */
struct civil zone_civil(const struct zone *zone, int64_t at);

/* The moment of civil fields in the zone. A time that occurs twice is the first; one that does not occur is moved
 * forward by the gap. */
int64_t zone_instant(const struct zone *zone, const struct civil *civil);

/* `at` plus civil days in the zone ("1 day" keeps the wall time, so it may be 23 or 25 hours). */
int64_t zone_add_days(const struct zone *zone, int64_t at, int days);

/* The name it was found under; borrowed, lasts. */
const char *zone_name(const struct zone *zone);

#endif

/* SPDX-License-Identifier: MIT */
/* The points themselves are one line each in the code they are about. */
#include "engine/failpoint.h"

#ifdef DOCKET_FAILPOINTS
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void failpoint_pass(const char *name)
{
	static int passed;
	const char *wish = getenv("DOCKET_FAILPOINT");
	size_t length = strlen(name);

	if (!wish || strncmp(wish, name, length) != 0 ||
	    (wish[length] != '\0' && wish[length] != ':'))
		return;
	if (++passed >= (wish[length] == ':' ? (int)strtol(wish + length + 1, NULL, 10) : 1))
		_exit(137);
}
#endif

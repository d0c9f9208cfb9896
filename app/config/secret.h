/* SPDX-License-Identifier: MIT */
/* Secrets by name: one file each in a folder, never in options, environment or log. */
#ifndef DOCKET_CONFIG_SECRET_H
#define DOCKET_CONFIG_SECRET_H

#include "base/str.h"

/* Reads the secret called `name` from `folder` into `out` (cleared first), without blanks at its
 * ends. Names are letters, digits, '.', '_' and '-', not starting with a dot. ERR_NOT_FOUND,
 * ERR_DENIED for a file that others may read, ERR_INVALID for a bad name or an empty file. The
 * fault never holds the secret. */
MUST_CHECK enum err secret_read(const char *folder, const char *name, struct str *out,
				struct fault *fault);

/* Overwrites the bytes, then frees. */
void secret_release(struct str *secret);

#endif

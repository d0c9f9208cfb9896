/* SPDX-License-Identifier: MIT */
/* A mapping by its name or its file, and a file of rows read whole. */
#ifndef DOCKET_COMMAND_MAPFILE_H
#define DOCKET_COMMAND_MAPFILE_H

#include "codec/mapping.h"
#include "command/request.h"

#define MAPFILE_PACKED_BYTES_MAX (256 * 1024 * 1024)
#define MAPFILE_BYTES_MAX ((size_t)1024 * 1024 * 1024)

/* The mapping of --map: a shipped one by its name, else a file. The caller frees *out. */
MUST_CHECK enum err mapfile_open(const struct request *request, struct mapping **out, struct fault *fault);

/* Decodes one file with it. */
MUST_CHECK enum err mapfile_decode(struct mapping *mapping, const char *path, const struct mapping_listener *listener,
				   size_t *rows, struct fault *fault);

#endif

/* SPDX-License-Identifier: MIT */
/* The content type of a file that comes without one. */
#ifndef DOCKET_CODEC_FILETYPE_H
#define DOCKET_CODEC_FILETYPE_H

#include "base/str.h"

/* By the suffix of its name; one that has none is JSON if it begins like it. JSON that names its specification is a CloudEvent or a batch
 * of them, any other is a mapping's matter. Never NULL; a constant. */
const char *filetype_of(const char *name, struct span bytes);

#endif

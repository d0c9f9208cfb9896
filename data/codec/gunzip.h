/* SPDX-License-Identifier: MIT */
/* Files packed by gzip, unpacked in memory. zlib stays behind this header. */
#ifndef DOCKET_CODEC_GUNZIP_H
#define DOCKET_CODEC_GUNZIP_H

#include "base/str.h"

/* Do the bytes begin as a gzip file does? */
bool gunzip_is_packed(struct span bytes);

/* Appends what is packed in `bytes` (several members follow each other) to `out`. ERR_LIMIT beyond `most_bytes`, ERR_DAMAGED for
 * what is no whole gzip file. */
MUST_CHECK enum err gunzip_read(struct span bytes, size_t most_bytes, struct str *out, struct fault *fault);

#endif

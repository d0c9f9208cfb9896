/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* A Link header of any bytes: an end comes, and what is found lies in it. */
#include "codec/linkheader.h"

#include <string.h>

#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *header = mem_new(size + 1, 1);
	struct span found;

	memcpy(header, data, size);
	found = linkheader_find(header, "next");
	BUG_IF(found.length > 0 && (found.text <= header || found.text + found.length >= header + strlen(header)));
	mem_free(header);
	return 0;
}

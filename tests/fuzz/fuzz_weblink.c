/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* The header Link with any bytes: no crash, and an address that is found lies in the header between its signs. */
#include <string.h>

#include "base/mem.h"
#include "codec/weblink.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *header = mem_new(1, size + 1);
	struct span found;

	memcpy(header, data, size);
	found = weblink_find(header, "next");
	if (found.text) {
		MUST(found.text > header && found.text + found.length < header + strlen(header));
		MUST(found.text[-1] == '<' && found.text[found.length] == '>');
		MUST(!memchr(found.text, '>', found.length));
	}
	mem_free(header);
	return 0;
}

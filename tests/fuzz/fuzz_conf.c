/* SPDX-License-Identifier: MIT */
/* links: data/base */
/* The line grammar: any bytes are read or refused with a place, never worse. */
#include "base/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct fault fault = { 0 };
	struct span text = { (const char *)data, size };
	struct conf_line line;
	struct conf conf;

	if (conf_read(&arena, "fuzz", text, NULL, NULL, &conf, &fault) == ERR_NONE)
		for (size_t i = 0; i < conf.count; i++)
			BUG_IF(!conf.lines[i].verb || !conf.lines[i].raw || conf.lines[i].line < 1);
	else
		BUG_IF(fault.err == ERR_NONE);
	if (conf_read_line(&arena, text, &line, &fault) == ERR_NONE)
		BUG_IF(!line.verb);
	arena_release(&arena);
	return 0;
}

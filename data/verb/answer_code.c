/* SPDX-License-Identifier: MIT */
/* Codes and errors, one row each. */
#include "verb/answer_code.h"

#include <string.h>

static const struct {
	const char *code;
	enum err err;
} codes[] = {
	{ "done", ERR_NONE },	     { "changed", ERR_CHANGED }, { "denied", ERR_DENIED },   { "limit", ERR_LIMIT },
	{ "busy", ERR_BUSY },	     { "invalid", ERR_INVALID }, { "no-engine", ERR_LINK },  { "not-found", ERR_NOT_FOUND },
};

enum err answer_code_err(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].err;
	return ERR_STORE;
}

/* SPDX-License-Identifier: MIT */
/* The description of everything that can be asked over HTTP. */
#ifndef DOCKET_API_OPENAPI_H
#define DOCKET_API_OPENAPI_H

#include "base/str.h"

/* Appends it as OpenAPI 3.1, compact JSON: the routes, each act with its arguments, each row with its columns. */
void openapi_print(struct str *out);

#endif

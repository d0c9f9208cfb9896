/* SPDX-License-Identifier: MIT */
/* The codes that the functions of docket_do answer with, as errors: one table for whoever calls them. */
#ifndef DOCKET_VERB_ANSWER_CODE_H
#define DOCKET_VERB_ANSWER_CODE_H

#include "base/err.h"

/* ERR_NONE for "done"; ERR_STORE for a code that is none. */
enum err answer_code_err(const char *code);

#endif

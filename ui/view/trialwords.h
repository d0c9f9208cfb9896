/* SPDX-License-Identifier: MIT */
/* What a dead letter would do, in words: of the answer of the act `try`. */
#ifndef DOCKET_VIEW_TRIALWORDS_H
#define DOCKET_VIEW_TRIALWORDS_H

#include "view/scene.h"

/* Appends a line that says it all: "1 event would come out, 1 case would change". */
void trialwords_verdict(const char *answer, struct str *out);

/* Appends what would come out, change, or still be wrong, a line each; times by the tenant's clock. */
void trialwords_lines(const struct scene *scene, int64_t tenant_id, const char *answer, struct str *out);

/* Would it still not be understood? */
bool trialwords_is_dead(const char *answer);

#endif

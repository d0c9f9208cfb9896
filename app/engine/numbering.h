/* SPDX-License-Identifier: MIT */
/* The last step before the rules: what is new gets its number, and each subject learns how its carrier's feed is. */
#ifndef DOCKET_ENGINE_NUMBERING_H
#define DOCKET_ENGINE_NUMBERING_H

#include "engine/batch.h"

/* Gives numbers to what the engine itself makes: new subjects, events, dead letters. */
void numbering_give(struct batch *batch);

#endif

/* SPDX-License-Identifier: MIT */
/* Acts that the engine answers itself, since they are about no case's facts: dead letters mended,
 * replayed, dropped; texts proposed, agreed to, put in force; write-backs sent again. */
#ifndef DOCKET_ENGINE_OWNACTS_H
#define DOCKET_ENGINE_OWNACTS_H

#include "engine/batch.h"

/* Asks for what such acts of the batch are about. */
void ownacts_ask(struct batch *batch);

/* With that known, asks for what they do. */
void ownacts_do(struct batch *batch);

/* Refuses all acts of a subject that cannot be decided. */
void ownacts_refuse(struct batch *batch, struct batch_subject *subject, const char *words);

/* What became of the dead letters that were tried: answers their acts. Called when all else is
 * decided. */
void ownacts_answer(struct batch *batch);

/* Must a second person agree before this kind of text is in force? */
bool ownacts_needs_two(const char *kind);

#endif

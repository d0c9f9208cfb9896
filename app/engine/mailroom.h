/* SPDX-License-Identifier: MIT */
/*
 * Mail on its way to the story it belongs to. A mail that answers one that joined, or a letter of ours, belongs there; else what its subject
 * line names, else its text; a paper whose own name leads elsewhere belongs there. Where that is not exactly one, a person says it. What
 * was decided is stored before the events that follow, and is what counts if the mail is read again.
 */
#ifndef DOCKET_ENGINE_MAILROOM_H
#define DOCKET_ENGINE_MAILROOM_H

#include "codec/mail.h"
#include "engine/batch.h"
#include "engine/mailrefs.h"

struct rows;

/* What an id or a case number leads to; a mail's own id may have several. */
struct mail_target {
	int64_t subject_id; /* 0: of a mail that joined nothing */
	bool is_shipment;
	struct span digest; /* of the mail; empty for letters and cases */
	struct mail_target *next;
};

/* A mail of the batch. */
struct batch_mail {
	struct parcel *parcel;
	struct mail_content content;
	struct digest digest;     /* of what it says */
	struct mailrefs title, text;
	struct mailrefs *names;   /* of content.parts, one each */
	bool *is_message;         /* of content.parts: the mapping read it, so it is no paper */
	struct mail row;          /* what became of it before; mail_id INT_NONE = nothing */
};

/* Reads a mail and what hangs on it into batch->mails; attachments that its interface's mapping takes are decoded. ERR_LIMIT and others with
 * words: it is a dead letter. */
MUST_CHECK enum err mailroom_read(struct batch *batch, struct parcel *parcel, struct fault *fault);

/* Adds the references of all mails, and of people's acts about mails, to those that are asked for. */
void mailroom_want(struct batch *batch, struct rows *refs);

/* Asks for what else must be known: what became of these mails before, cases, mails and letters that are answered. */
void mailroom_ask(struct batch *batch);

/* The mails that acts are about. */
void mailroom_ask_acts(struct batch *batch);

/* Gives each mail's events and papers to the subjects they belong to; answers the acts. */
void mailroom_place(struct batch *batch);

/* The same for acts alone: part of mailroom_place. */
void mailroom_place_acts(struct batch *batch);

/* What an id or a case number leads to; NULL if nothing is known of it. */
const struct mail_target *mailroom_target(const struct batch *batch, const char *key);

/* The one subject that references lead to: a shipment before anything else. 0 = none, -1 = several. *ref (may be NULL) is by which. */
int64_t mailroom_find(struct batch *batch, const struct mailrefs *refs, const char **ref);

/* Stores what became of mails, before the events. */
void mailroom_send(struct batch *batch);

/* All is stored: mails that made no event are done. */
void mailroom_finish(struct batch *batch);

#endif

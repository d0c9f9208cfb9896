/* SPDX-License-Identifier: MIT */
/* Patterns of literal pieces and {names}, the fields of a header by such a pattern, and what is signed by one. For this folder only. */
#ifndef DOCKET_CODEC_SIGNATURE_FORM_H
#define DOCKET_CODEC_SIGNATURE_FORM_H

#include "codec/signature.h"

#define SIGNATURE_PIECES_MOST 16
#define SIGNATURE_FIELDS_MOST 4
#define SIGNATURES_MOST       16

/* A piece of a pattern: `text` as it stands, or a name in braces. */
struct signature_piece {
	struct span text;
	bool is_name;
};

/* One field of a header: the prefix before the value, and what the value is. */
struct signature_field {
	struct span prefix, name;
};

/* Cuts a pattern into at most SIGNATURE_PIECES_MOST pieces; their count, or 0 if it is empty, too long or a brace is not closed. */
size_t signature_pieces(const char *pattern, struct signature_piece *out);

/* Cuts a form into its fields; their count, or 0 if one of them is not a prefix and one name at its end. *separator: ',' or ';', or 0 for
 * a single field. */
size_t signature_fields(const char *form, struct signature_field *out, char *separator);

/* The next value of the field called `name` in `header` by that form, from *at on (0 at first); false at the end. */
bool signature_next(const char *form, const char *header, const char *name, size_t *at, struct span *value);

/* Does the form have a field of that name? */
bool signature_has_field(const char *form, const char *name);

/* What the names of a pattern stand for in one request. */
struct signature_values {
	const struct signature_request *request;
	const char *id, *timestamp;
};

/* The pieces of what is signed, each as its bytes, into `parts` (SIGNATURE_PIECES_MOST); 0 if one of them is not there. */
size_t signature_gather(const struct signature_scheme *scheme, const struct signature_values *values, struct span *parts);

/* The key's bytes; ERR_SYNTAX for a secret that is none: an empty key would sign anybody's message. Wipe it after. */
MUST_CHECK enum err signature_key(const struct signature_scheme *scheme, struct span secret, struct str *key);

/* Forgets what a secret was, and frees. */
void signature_wipe(struct str *key);

#endif

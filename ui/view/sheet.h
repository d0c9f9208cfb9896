/* SPDX-License-Identifier: MIT */
/*
 * The sheets on which money is decided: options with their price (for who asks) and one approval (for who decides). Fixed layout;
 * partner text stands only inside its fields; amount and payee come from typed columns. Nothing here is decided by Enter.
 */
#ifndef DOCKET_VIEW_SHEET_H
#define DOCKET_VIEW_SHEET_H

#include "view/scene.h"

/* The quotes of one asking, as the options of a sheet. */
struct sheet_options {
	int64_t tenant_id, case_id, act_id; /* which quotes of STORE_QUOTES; act_id 0 = the newest asking */
	int chosen;                         /* index among them */
};

/* How many options there are (offered ones of that asking). */
size_t sheet_option_count(const struct scene *scene, const struct sheet_options *options);

/* The n-th option, or NULL. */
const struct quote_shown_row *sheet_option(const struct scene *scene, const struct sheet_options *options, size_t n);

/* Draws the options; before they are there, that they are being priced. */
void sheet_options_draw(const struct scene *scene, const struct sheet_options *options, const struct case_row *row,
			struct pane pane);

/* The approval with this number, or NULL. */
const struct approval_shown_row *sheet_approval(const struct scene *scene, int64_t tenant_id, int64_t approval_id);

/* The quote behind an approval if it is loaded, or NULL. */
const struct quote_shown_row *sheet_quote(const struct scene *scene, int64_t quote_id);

/* Draws one approval: cost against doing nothing, who asks and why, the rival option, what will be sent. `notice` (may be "") is
 * what changed since it was opened. */
void sheet_approval_draw(const struct scene *scene, const struct approval_shown_row *approval, const char *notice,
			 struct pane pane);

#endif

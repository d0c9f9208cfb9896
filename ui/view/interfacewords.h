/* SPDX-License-Identifier: MIT */
/* How an interface does, in lines of a label and words: for its page and for the command line. */
#ifndef DOCKET_VIEW_INTERFACEWORDS_H
#define DOCKET_VIEW_INTERFACEWORDS_H

#include "view/scene.h"

#define INTERFACEWORDS_LABEL_COLS 14

/* Appends the lines; each label is padded to INTERFACEWORDS_LABEL_COLS. Without its faults, which are rows of their own. */
void interfacewords_lines(const struct scene *scene, const struct interface_page_row *page, struct str *out);

/* Appends one fault: "signature 12 times, last 10:02: signed with none of its keys". */
void interfacewords_fault(const struct scene *scene, const struct interface_fault_row *fault, struct str *out);

#endif

/* SPDX-License-Identifier: MIT */
/* A grid written down: as text and as roles for golden screens, as SVG for documents. */
#ifndef DOCKET_CELL_DUMP_H
#define DOCKET_CELL_DUMP_H

#include "cell/grid.h"
#include "cell/palette.h"

/* The name of a role; never NULL. ui/theme's role_name fits. */
typedef const char *dump_role_name(int role);

/* Appends the grid as UTF-8, a line per row, blanks at line ends cut off. */
void grid_dump(const struct grid *grid, struct str *out);

/* Appends one letter per cell for its role ('.' is role 0; a, b, c ... in order of appearance), a
 * line per row, dots at line ends cut off, then a legend line `a = title` for each letter. */
void grid_dump_roles(const struct grid *grid, dump_role_name *on_name, struct str *out);

/* Appends an SVG picture: fixed cell size, monospace, `palette`'s colours on a dark ground where a
 * role leaves the terminal's own. Foreign text is escaped; no scripts, no outside references. */
void grid_svg(const struct grid *grid, const struct palette *palette, struct str *out);

#endif

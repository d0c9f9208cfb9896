/* SPDX-License-Identifier: MIT */
/* One interface: how it does, what was wrong with what came, and the shipments that hang on it. */
#ifndef DOCKET_VIEW_INTERFACEPAGE_H
#define DOCKET_VIEW_INTERFACEPAGE_H

#include "view/scene.h"
#include "widget/rowlist.h"

/* Draws it into the whole pane; `page` NULL is not here yet. The list is that of STORE_INTERFACE_SHIPMENTS. */
void interfacepage_draw(const struct scene *scene, const struct interface_page_row *page, struct rowlist *list, bool has_focus,
			struct pane pane);

#endif

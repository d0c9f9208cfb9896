/* SPDX-License-Identifier: MIT */
#include "model/document.h"

#include <string.h>

#include "model/event_type.h"

const struct document_type document_types[] = {
	{ "pod", "proof of delivery", MILESTONE_POD, "pod.received" },
	{ "bol", "bill of lading", "document-bol", "document.received" },
	{ "invoice", "invoice", "document-invoice", "document.received" },
	{ "customs", "customs papers", "document-customs", "document.received" },
	{ "packing-list", "packing list", "document-packing-list", "document.received" },
	{ "damage-photo", "photo of the damage", "document-damage-photo", "document.received" },
	{ "other", "paper that no rule names", "", "document.received" },
	{ 0 },
};

const struct document_type *document_type_find(const char *name)
{
	for (const struct document_type *type = document_types; type->name; type++)
		if (strcmp(type->name, name) == 0)
			return type;
	return NULL;
}

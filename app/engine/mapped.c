/* SPDX-License-Identifier: MIT */
/* Messages of other formats than docket's own. */
#include "engine/mapped.h"

#include "engine/decode.h"

enum err mapped_decode(struct batch *batch, struct parcel *parcel, size_t item, struct fault *fault)
{
	const struct interface *interface =
		map_get_id(&batch->refdata->reference.interfaces, parcel->interface_id);

	(void)item;
	if (!interface || !interface->mapping[0])
		return fault_set(fault, ERR_NOT_FOUND, "", "its interface names no mapping");
	return fault_set(fault, ERR_NOT_FOUND, "", "the mapping %s is not in force", interface->mapping);
}

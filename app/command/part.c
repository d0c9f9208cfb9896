/* SPDX-License-Identifier: MIT */
/* Finds the part and opens the session for it. */
#include "command/part.h"

#include <string.h>

static enum err no_part(const struct request *request, const struct part *parts, const char *name, struct fault *fault)
{
	struct str all = { 0 };

	for (size_t i = 0; parts[i].name; i++)
		str_addf(&all, "%s%s", i ? ", " : "", parts[i].name);
	if (name)
		fault_set(fault, ERR_USAGE, name, "docket %s knows no such word", request->program);
	else
		fault_set(fault, ERR_USAGE, request->program, "it must be said what to do");
	fault_help(fault, "one of %s", str_text(&all));
	str_release(&all);
	return ERR_USAGE;
}

enum err part_run_admin(struct request *request, const struct part *parts, struct fault *fault)
{
	struct session session = { 0 };
	const char *name = request_word(request);
	const struct part *part = parts;
	enum err err;

	while (part->name && (!name || strcmp(part->name, name) != 0))
		part++;
	if (!part->name)
		return no_part(request, parts, name, fault);
	err = session_open_admin(&session, request, fault);
	if (!err)
		err = part->run(&session, request, fault);
	session_close(&session);
	return err;
}

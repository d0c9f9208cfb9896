/* SPDX-License-Identifier: MIT */
/* docket migrate: the schema brought up to date. */
#include "command/listing.h"
#include "command/runs.h"
#include "pg/migrate.h"

static void on_step(void *context, const struct migrate_step *step)
{
	str_addf(context, "%s\n", step->name);
}

enum err run_migrate(struct request *request, struct fault *fault)
{
	struct session session = { 0 };
	struct str out = { 0 };
	int done = 0, version = 0;
	enum err err = request_end(request, fault);

	if (!err)
		err = session_open_admin(&session, request, fault);
	if (!err)
		err = migrate_run(session.sync, on_step, &out, &done, fault);
	if (!err)
		err = migrate_version(session.sync, &version, fault);
	if (!err && done == 0)
		str_addf(&out, "the schema is up to date: version %d\n", version);
	else if (!err)
		str_addf(&out, "the schema is at version %d now, %d of it new\n", version, done);
	listing_out(&out);
	str_release(&out);
	session_close(&session);
	return err;
}

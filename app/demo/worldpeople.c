/* SPDX-License-Identifier: MIT */
/* Interfaces with keys of their own, and people with logins, roles and limits. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "demo/interfaces.h"
#include "demo/worldwriting.h"
#include "model/stored.h"

/* A key as `docket key` makes it: random, in a file that the engine's user alone reads. */
static enum err make_key(struct writing *writing, const char *name)
{
	const char *path = arena_printf(&writing->arena, "%s/%s", writing->folders->secrets, name);
	struct str text = { 0 };
	uint8_t bytes[32];
	enum err err = ERR_NONE;
	int fd;

	random_bytes(bytes, sizeof bytes);
	str_adds(&text, "whsec_");
	base64_write(&text, bytes, sizeof bytes);
	str_addc(&text, '\n');
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text.text, text.length) != (ssize_t)text.length)
		err = fault_set(writing->fault, ERR_SYSTEM, path, "it cannot be written: %s",
				strerror(errno));
	if (fd >= 0)
		close(fd);
	str_release(&text);
	return err;
}

static enum err put_subject(struct writing *writing, const struct interfaces_row *row,
			    int64_t subject_id, int64_t party_id)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, row->tenant + 1);
	pg_params_i64(&params, subject_id);
	pg_params_text(&params, row->name);
	pg_params_text(&params, row->title);
	writing_number(&params, party_id, INT_NONE);
	err = pg_sync_query(writing->sync, "demo_interface_subject", &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

static enum err put_interface(struct writing *writing, const struct interfaces_row *row, int at)
{
	int64_t party_id = row->carrier < 0
				   ? INT_NONE
				   : writing_id(writing, row->tenant, ID_CARRIER, row->carrier);
	int64_t subject_id = writing_id(writing, row->tenant, ID_SUBJECT, at);
	bool is_in = strcmp(row->direction, "in") == 0;
	struct pg_params params = { 0 };
	enum err err = put_subject(writing, row, subject_id, party_id);

	if (!err && row->secret[0])
		err = make_key(writing, row->secret);
	pg_params_i64(&params, row->tenant + 1);
	pg_params_i64(&params, writing_id(writing, row->tenant, ID_INTERFACE, at));
	pg_params_text(&params, row->name);
	pg_params_text(&params, row->title);
	pg_params_text(&params, row->direction);
	pg_params_text(&params, row->kind);
	writing_number(&params, party_id, INT_NONE);
	pg_params_text(&params, row->secret);
	pg_params_text(&params, "");
	pg_params_text(&params, row->has_keys ? "Idempotency-Key" : "");
	pg_params_text(&params, !is_in && row->can_be_asked ? "set at start" : "");
	pg_params_i64(&params, row->rhythm_s);
	pg_params_i64(&params, subject_id);
	if (!err)
		err = pg_sync_query(writing->sync, "demo_interface", &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

static enum err put_interfaces(struct writing *writing)
{
	struct interfaces_row row;
	enum err err = ERR_NONE;

	for (int i = 0; !err && interfaces_nth(writing->world, &writing->arena, i, &row); i++)
		err = put_interface(writing, &row, i);
	return err;
}

/* ---------------------------------------------------------------- people */

static enum err put_member(struct writing *writing, const struct world_person *person, int tenant)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, tenant + 1);
	pg_params_text(&params, person->login);
	pg_params_text(&params, person->role);
	pg_params_text(&params, person->desk);
	pg_params_text(&params,
		       person->site ? arena_printf(&writing->arena, "{%s}", person->site) : NULL);
	pg_params_i64(&params, person->ask_minor);
	pg_params_i64(&params, person->approve_minor);
	pg_params_i64(&params, person->day_minor);
	err = pg_sync_query(writing->sync, "demo_member", &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

static enum err put_person(struct writing *writing, const struct world_person *person, int number)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, person->login);
	pg_params_text(&params, person->name);
	pg_params_text(&params, arena_printf(&writing->arena, "%s@docket.example", person->login));
	pg_params_text(&params, arena_printf(&writing->arena, "ext. %d", 200 + number));
	err = pg_sync_query(writing->sync, "demo_person", &params, NULL, writing->fault);
	pg_params_clear(&params);
	pg_params_text(&params, person->login);
	pg_params_text(&params, arena_printf(&writing->arena, "B%04d", 4100 + number));
	if (!err)
		err = pg_sync_query(writing->sync, "demo_badge", &params, NULL, writing->fault);
	for (int tenant = 0; !err && tenant < WORLD_TENANTS; tenant++)
		if (person->works_for[tenant])
			err = put_member(writing, person, tenant);
	pg_params_release(&params);
	return err;
}

static enum err put_people(struct writing *writing)
{
	enum err err = ERR_NONE;

	for (int i = 0; !err && writing->world->people[i].login; i++)
		err = put_person(writing, &writing->world->people[i], i);
	return err;
}

enum err worldpeople_write(struct writing *writing)
{
	enum err err = put_interfaces(writing);

	return err ? err : put_people(writing);
}

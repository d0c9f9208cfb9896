/* SPDX-License-Identifier: MIT */
/* Tenants and policies first; the rest hangs on them. */
#include "base/embed.h"
#include "demo/worldwriting.h"
#include "policy/policy.h"

int64_t writing_id(const struct writing *writing, int tenant, int range, int at)
{
	return writing->first[tenant] + range + at;
}

enum err writing_send(struct writing *writing, const char *statement)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_span(&params, rows_end(&writing->rows));
	err = pg_sync_query(writing->sync, statement, &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

void writing_number(struct pg_params *params, int64_t number, int64_t none)
{
	if (number == none)
		pg_params_null(params);
	else
		pg_params_i64(params, number);
}

static enum err make_tenant(struct writing *writing, int tenant, int64_t start_at)
{
	const struct world_tenant *of = &writing->world->tenants[tenant];
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	pg_params_text(&params, of->name);
	pg_params_text(&params, of->title);
	pg_params_text(&params, of->zone);
	pg_params_instant(&params, start_at);
	err = pg_sync_query(writing->sync, "demo_tenant", &params, &result, writing->fault);
	if (!err && pg_result_i64(result, 0, 0, 0) != tenant + 1)
		err = fault_set(writing->fault, ERR_EXISTS, of->name, "the store is not empty");
	pg_result_free(result);
	result = NULL;
	pg_params_clear(&params);
	pg_params_i64(&params, tenant + 1);
	pg_params_i64(&params, IDS_COUNT);
	if (!err)
		err = pg_sync_query(writing->sync, "demo_ids", &params, &result, writing->fault);
	if (!err)
		writing->first[tenant] = pg_result_i64(result, 0, 0, 0);
	pg_result_free(result);
	pg_params_release(&params);
	return err;
}

static void add_rules(struct rows *rows, int tenant, const struct policy *policy)
{
	const struct policy_action_rule *rules = NULL;
	size_t count = policy_action_rules(policy, &rules);

	rows_begin(rows);
	for (size_t i = 0; i < count; i++) {
		rows_open(rows);
		rows_i64(rows, tenant + 1);
		rows_text(rows, rules[i].action);
		rows_text(rows, rules[i].role);
		rows_text(rows, rules[i].approve_role);
		rows_i64(rows, rules[i].shipment_minor);
		rows_text(rows, rules[i].currency);
		rows_i64(rows, rules[i].approve_s);
		rows_i64(rows, rules[i].cap_minor);
		rows_i64(rows, rules[i].batch_most);
		rows_i64(rows, rules[i].batch_minor);
		rows_i64(rows, rules[i].batch_each_minor);
		rows_close(rows);
	}
}

static enum err put_policy(struct writing *writing, int tenant)
{
	const char *name = writing->world->tenants[tenant].policy;
	const struct embedded *file =
		embed_find(arena_printf(&writing->arena, "data/policies/%s.policy", name));
	struct pg_params params = { 0 };
	struct policy *policy = NULL;
	struct span body;
	enum err err;

	if (!file)
		return fault_set(writing->fault, ERR_NOT_FOUND, name,
				 "this build has no policy of that name");
	body = (struct span) { file->begin,
			       (size_t)(file->end - file->begin) - 1 }; /* a NUL ends it */
	err = policy_read(&writing->arena, name, body, policy_include_shipped, NULL, &policy,
			  writing->fault);
	if (err)
		return err;
	add_rules(&writing->rows, tenant, policy);
	pg_params_i64(&params, tenant + 1);
	pg_params_text(&params, name);
	pg_params_span(&params, body);
	pg_params_span(&params, rows_end(&writing->rows));
	err = pg_sync_query(writing->sync, "demo_policy", &params, NULL, writing->fault);
	pg_params_release(&params);
	return err;
}

enum err worldstore_write(const struct world *world, const struct folders *folders,
			  struct pg_sync *sync, int64_t start_at, struct fault *fault)
{
	struct writing writing = {
		.world = world, .folders = folders, .sync = sync, .fault = fault
	};
	enum err err = ERR_NONE;

	for (int tenant = 0; !err && tenant < WORLD_TENANTS; tenant++) {
		err = make_tenant(&writing, tenant, start_at);
		if (!err)
			err = put_policy(&writing, tenant);
	}
	if (!err)
		err = worldrows_write(&writing);
	if (!err)
		err = worldpeople_write(&writing);
	rows_release(&writing.rows);
	arena_release(&writing.arena);
	return err;
}

const char *const *worldstore_logins(const struct world *world, struct arena *arena)
{
	size_t count = 0;
	const char **out;

	while (world->people[count].login)
		count++;
	out = arena_new(arena, count + 2, sizeof *out);
	for (size_t i = 0; i < count; i++)
		out[i] = world->people[i].login;
	out[count] = "docket_engine";
	return out;
}

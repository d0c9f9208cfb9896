/* SPDX-License-Identifier: MIT */
/* A client's policies as they stand in the store. */
#include "command/policytexts.h"

#include <string.h>

#include "pg/rows.h"

static struct span keep(struct arena *arena, struct span text)
{
	return (struct span){ arena_text(arena, text.text, text.length), text.length };
}

enum err policytexts_client(struct session *session, struct request *request, bool is_admin, int64_t *tenant_id, struct fault *fault)
{
	const struct me_row *me = NULL;
	const char *name = NULL;
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	enum err err;

	*tenant_id = 0;
	if (!is_admin) {
		err = session_tenant(session, request, &me, fault);
		*tenant_id = err ? 0 : me->tenant_id;
		return err;
	}
	err = request_option(request, "tenant", &name, fault);
	pg_params_text(&params, name);
	if (!err)
		err = pg_sync_sql(session->sync, "select docket.tenant_id_of($1)", &params, &result, fault);
	*tenant_id = err ? 0 : pg_result_i64(result, 0, 0, 0);
	pg_result_free(result);
	pg_params_release(&params);
	return err;
}

enum err policytexts_load(struct session *session, bool is_admin, int64_t tenant_id, struct arena *arena, struct policytexts *out,
			  struct fault *fault)
{
	static const char of_admin[] = "select v.name, v.body, t.name from docket.text_version v join docket.tenant t using (tenant_id)"
				       " where tenant_id = $1::int and kind = 'policy' and in_force order by v.name",
			  of_operator[] = "select name, body, tenant from docket_read.text_version where tenant_id = $1::int"
					  " and kind = 'policy' and in_force order by name";
	struct pg_params params = { 0 };
	struct pg_result *result = NULL;
	struct policy_text *items;
	int count;
	enum err err;

	*out = (struct policytexts){ .tenant = "" };
	pg_params_i64(&params, tenant_id);
	err = pg_sync_sql(session->sync, is_admin ? of_admin : of_operator, &params, &result, fault);
	pg_params_release(&params);
	if (err)
		return err;
	count = pg_result_rows(result);
	items = arena_new(arena, (size_t)count + 1, sizeof *items);
	for (int i = 0; i < count; i++) {
		items[i] = (struct policy_text){ arena_str(arena, pg_result_text(result, i, 0)), keep(arena, pg_result_span(result, i, 1)) };
		out->tenant = arena_str(arena, pg_result_text(result, i, 2));
	}
	out->texts = (struct policy_texts){ items, (size_t)count };
	pg_result_free(result);
	return ERR_NONE;
}

struct policytexts policytexts_with(const struct policytexts *all, struct arena *arena, struct policy_text text)
{
	struct policy_text *items = arena_new(arena, all->texts.count + 1, sizeof *items);
	size_t count = 0;

	for (size_t i = 0; i < all->texts.count; i++)
		if (strcmp(all->texts.items[i].name, text.name) != 0)
			items[count++] = all->texts.items[i];
	items[count++] = text;
	return (struct policytexts){ { items, count }, all->tenant };
}

static enum err read_one(const struct policytexts *all, struct arena *arena, const char *path, struct span body, struct policy **out,
			 struct fault *fault)
{
	struct policy_texts texts = all->texts;

	return policy_read(arena, path, body, policy_include_texts, &texts, out, fault);
}

enum err policytexts_manual(const struct policytexts *all, struct arena *arena, struct policy **out, struct fault *fault)
{
	const struct policy_text *manual = policy_texts_manual(&all->texts, all->tenant);
	struct span core = { "", 0 };
	enum err err = manual ? ERR_NONE : policy_include_shipped(NULL, "core", &core);

	return err ? err : read_one(all, arena, manual ? manual->name : "core", manual ? manual->body : core, out, fault);
}

enum err policytexts_read(const struct policytexts *all, struct arena *arena, const char *path, struct policy_text text,
			  struct policy **out, struct fault *fault)
{
	struct policytexts with = policytexts_with(all, arena, text);
	const struct policy_text *manual = policy_texts_manual(&with.texts, with.tenant);
	enum err err = read_one(&with, arena, path, text.body, out, fault);

	return err || !manual || strcmp(manual->name, text.name) == 0 ? err : policytexts_manual(&with, arena, out, fault);
}

/* SPDX-License-Identifier: MIT */
/* One blocking link. What the asker may see is the store's to say; nothing is filtered here. */
#include "command/session.h"

#include <string.h>

#include "pg/rowread.h"

static enum err read_password(const struct request *request, struct str *out, struct fault *fault)
{
	const char *path = config_text(&request->config, "password-file");
	enum err err = path ? config_file(path, 4096, out, fault) : ERR_NONE;

	while (!err && out->length > 0 && (out->text[out->length - 1] == '\n' || out->text[out->length - 1] == '\r'))
		str_cut(out, out->length - 1);
	return err;
}

static enum err connect_store(struct session *session, const struct request *request, struct fault *fault)
{
	struct pg_options options = request_store(request);
	struct str password = { 0 };
	enum err err = read_password(request, &password, fault);

	if (!err) {
		options.password = password.length ? str_text(&password) : NULL;
		err = pg_sync_open(&options, instant_monotonic_now, &session->sync, fault);
	}
	if (err == ERR_LINK && !fault->help[0])
		fault_help(fault, "is PostgreSQL running there? --socket DIR or --host NAME says where to look");
	if (password.length)
		explicit_bzero(password.text, password.length);
	str_release(&password);
	return err;
}

static enum err load_me(struct session *session, struct fault *fault)
{
	struct session_rows me = { 0 };
	enum err err = session_rows(session, &row_shown_me, NULL, "order by tenant, role", NULL, &me, fault);
	struct me_row *rows;

	if (err)
		return err;
	rows = arena_new(&session->arena, me.count + 1, sizeof *rows);
	for (size_t i = 0; i < me.count; i++)
		rows[i] = *(struct me_row *)me.rows[i];
	store_load(&session->store, STORE_ME, rows, me.count);
	if (me.count > 0)
		return ERR_NONE;
	fault_set(fault, ERR_DENIED, "docket", "this login belongs to nobody who works here");
	fault_help(fault, "the store's administrator adds people with docket operator add");
	return ERR_DENIED;
}

static void start(struct session *session)
{
	*session = (struct session){ 0 };
	store_init(&session->store);
	session->scene.store = &session->store;
	session->scene.now_us = session->scene.me_at_us = instant_monotonic_now();
}

enum err session_open(struct session *session, const struct request *request, struct fault *fault)
{
	enum err err;

	start(session);
	err = connect_store(session, request, fault);
	return err ? err : load_me(session, fault);
}

static enum err refuse_admin(struct fault *fault, const char *why)
{
	fault_set(fault, ERR_DENIED, "docket", "%s", why);
	fault_help(fault, "run it as the cluster's administrator on the store's own host: "
			  "runuser -u postgres -- docket ...");
	return ERR_DENIED;
}

static enum err ask_admin(struct session *session, bool *is_admin, struct fault *fault)
{
	struct pg_result *result = NULL;
	enum err err = pg_sync_sql(session->sync, "select rolsuper from pg_roles where rolname = session_user", NULL, &result,
				   fault);

	*is_admin = !err && pg_result_rows(result) == 1 && pg_result_bool(result, 0, 0);
	pg_result_free(result);
	return err;
}

enum err session_open_any(struct session *session, const struct request *request, bool *is_admin, struct fault *fault)
{
	enum err err;

	start(session);
	err = connect_store(session, request, fault);
	if (!err)
		err = ask_admin(session, is_admin, fault);
	return err || *is_admin ? err : load_me(session, fault);
}

enum err session_open_admin(struct session *session, const struct request *request, struct fault *fault)
{
	struct pg_options options = request_store(request);
	bool is_admin = false;
	enum err err;

	start(session);
	if (!options.host || options.host[0] != '/')
		return refuse_admin(fault, "this is done over the store's local socket only");
	err = connect_store(session, request, fault);
	if (!err)
		err = ask_admin(session, &is_admin, fault);
	if (err)
		return err;
	return is_admin ? ERR_NONE : refuse_admin(fault, "this login is not the store's administrator");
}

void session_close(struct session *session)
{
	pg_sync_close(session->sync);
	store_release(&session->store);
	arena_release(&session->arena);
	*session = (struct session){ 0 };
}

enum err session_decode(struct session *session, const struct row_type *type, const struct pg_result *result,
			struct session_rows *out, struct fault *fault)
{
	void *all;
	size_t count;
	enum err err = rowread_all(type, result, &session->arena, &all, &count, fault);

	*out = (struct session_rows){ type, arena_new(&session->arena, count + 1, sizeof(void *)), count };
	for (size_t i = 0; i < count; i++)
		out->rows[i] = (char *)all + i * type->size_bytes;
	return err;
}

enum err session_rows(struct session *session, const struct row_type *type, const char *source, const char *tail,
		      const struct pg_params *params, struct session_rows *out, struct fault *fault)
{
	struct pg_result *result = NULL;
	struct str sql = { 0 };
	enum err err;

	str_adds(&sql, "select ");
	row_type_select(type, &sql);
	str_adds(&sql, " from ");
	str_adds(&sql, source ? source : type->source);
	str_adds(&sql, " ");
	str_adds(&sql, tail);
	err = pg_sync_sql(session->sync, str_text(&sql), params, &result, fault);
	str_release(&sql);
	if (!err)
		err = session_decode(session, type, result, out, fault);
	pg_result_free(result);
	return err;
}

static void list_tenants(const struct session *session, struct str *out)
{
	const struct store_rows *me = &session->store.sets[STORE_ME];
	const char *last = "";

	for (size_t i = 0; i < me->count; i++) {
		const struct me_row *row = me->rows[i];
		if (strcmp(row->tenant, last) != 0)
			str_addf(out, "%s%s", *last ? ", " : "", row->tenant);
		last = row->tenant;
	}
}

enum err session_tenant(struct session *session, const struct request *request, const struct me_row **out,
			struct fault *fault)
{
	const struct store_rows *me = &session->store.sets[STORE_ME];
	const char *name = config_text(&request->config, "tenant");
	struct str names = { 0 };

	for (size_t i = 0; i < me->count; i++) {
		*out = me->rows[i];
		if (name ? strcmp((*out)->tenant, name) == 0 : scene_tenants(&session->scene) == 1)
			return ERR_NONE;
	}
	list_tenants(session, &names);
	fault_set(fault, name ? ERR_NOT_FOUND : ERR_USAGE, request->program, name ? "there is no client %s here"
		  : "it must be said for which client%s", name ? name : "");
	fault_help(fault, "--tenant takes one of %s", str_text(&names));
	str_release(&names);
	return fault->err;
}

int64_t session_now(const struct session *session, int64_t tenant_id)
{
	return scene_now(&session->scene, tenant_id);
}

static const char *text_of(const struct row_type *type, const void *row, const char *name)
{
	const struct column *column = row_type_column(type, name);

	return column && column->kind == COLUMN_TEXT ? row_text(column, row) : "";
}

const char *session_zone(const struct session *session, const struct row_type *type, const void *row)
{
	const struct column *tenant = row_type_column(type, "tenant_id");
	const struct me_row *me = tenant ? scene_me_at(&session->scene, row_int(tenant, row)) : NULL;
	const char *zone = text_of(type, row, "dest_zone");

	if (!*zone)
		zone = text_of(type, row, "zone");
	if (!*zone && me)
		zone = me->zone;
	return *zone ? zone : "UTC";
}

void session_hint(struct session *session)
{
	struct fault fault = { 0 };

	if (pg_sync_sql(session->sync, "select pg_notify('docket_engine', 'act')", NULL, NULL, &fault))
		return; /* the engines look by themselves a moment later */
}

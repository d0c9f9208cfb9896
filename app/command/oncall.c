/* SPDX-License-Identifier: MIT */
/* docket operator on-call: who decides first what nobody else is asked for, by role, desk and hours. */
#include <stdio.h>
#include <string.h>

#include "command/listing.h"
#include "command/operator.h"
#include "pg/rows.h"

#define ROSTER_ROW(X) \
	X(TEXT, short_name, "WHO", "") X(TEXT, client, "CLIENT", "") X(TEXT, role, "ROLE", "") X(TEXT, desk, "DESK", "") \
	X(INSTANT, from_at, "FROM", "tenant time") X(INSTANT, to_at, "UNTIL", "tenant time") X(TEXT, weekly, "EACH WEEK", "") \
	X(TEXT, is_now, "NOW", "")

#define ROSTER_FIELD(kind, name, title, unit) FIELD_##kind(name)
#define ROSTER_COLUMN(kind, name, title, unit) { #name, COLUMN_##kind, offsetof(struct roster_row, name), title, unit, 0, NULL },

struct roster_row {
	ROSTER_ROW(ROSTER_FIELD)
};

static const struct column roster_columns[] = { ROSTER_ROW(ROSTER_COLUMN) };

static const char roster_source[] =
	"(select p.short as short_name, t.name as client, o.role, o.desk, o.from_at, o.to_at,"
	" case when o.days = '' then '' else (select string_agg((array['mon','tue','wed','thu','fri','sat','sun'])[d::int], ','"
	" order by d) from regexp_split_to_table(o.days, '') d) || ' ' || to_char(make_interval(mins => o.opens_min), 'HH24:MI')"
	" || '-' || to_char(make_interval(mins => o.closes_min), 'HH24:MI') end as weekly,"
	" case when docket.is_on_call(o.tenant_id, o.person_id, array[o.role], o.desk, docket.tenant_now(o.tenant_id))"
	" then 'on call' else '' end as is_now"
	" from docket.on_call o join docket.person p using (person_id) join docket.tenant t using (tenant_id)) roster";

static const struct row_type row_roster = {
	"roster", roster_source, roster_columns, COUNT_OF(roster_columns), sizeof(struct roster_row), "A spell of a person on call.",
};

/* The weekdays "mon-fri" or "sat", as the store writes them: "12345"; false if it is neither. */
static bool read_days(const char *text, size_t length, char out[8])
{
	static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	int first = -1, last = -1, count = 0;

	if (length != 3 && (length != 7 || text[3] != '-'))
		return false;
	for (int i = 0; i < 7; i++) {
		if (strncmp(text, names[i], 3) == 0)
			first = i;
		if (strncmp(text + length - 3, names[i], 3) == 0)
			last = i;
	}
	if (first < 0 || last < 0)
		return false;
	for (int day = first;; day = (day + 1) % 7) {
		out[count++] = (char)('1' + day);
		if (day == last || count == 7)
			break;
	}
	out[count] = '\0';
	return true;
}

/* "mon-fri 18:00-08:00". */
static enum err add_week(const char *text, struct pg_params *params, struct fault *fault)
{
	size_t length = strcspn(text, " ");
	int from_hour, from_min, to_hour, to_min, used = 0;
	char days[8];

	if (!read_days(text, length, days) ||
	    sscanf(text + length, " %2d:%2d-%2d:%2d%n", &from_hour, &from_min, &to_hour, &to_min, &used) != 4 || text[length + (size_t)used] ||
	    from_hour < 0 || from_hour > 24 || from_min < 0 || from_min > 59 || to_hour < 0 || to_hour > 24 || to_min < 0 || to_min > 59) {
		fault_set(fault, ERR_INVALID, "weekly", "\"%s\" is no day or days with hours", text);
		fault_help(fault, "write: --weekly \"mon-fri 18:00-08:00\"");
		return ERR_INVALID;
	}
	pg_params_null(params);
	pg_params_null(params);
	pg_params_text(params, days);
	pg_params_i64(params, from_hour * 60 + from_min);
	pg_params_i64(params, to_hour * 60 + to_min);
	return ERR_NONE;
}

static enum err add_spell(const struct request *request, const struct operator_client *client, struct pg_params *params, struct fault *fault)
{
	const char *weekly = config_text(&request->config, "weekly");
	enum err err;

	if (weekly)
		return add_week(weekly, params, fault);
	err = operator_moment(request, "from", client, params, fault);
	if (!err)
		err = operator_moment(request, "until", client, params, fault);
	pg_params_text(params, "");
	pg_params_i64(params, 0);
	pg_params_i64(params, 1440);
	return err;
}

static enum err put_on(struct session *session, const struct request *request, const char *who, struct fault *fault)
{
	const char *role = NULL, *desk = config_text(&request->config, "desk");
	struct operator_client client = { 0 };
	struct pg_params params = { 0 };
	enum err err = request_option(request, "role", &role, fault);

	if (!err)
		err = operator_client(session, request, &client, fault);
	if (err)
		return err;
	pg_params_i64(&params, client.id);
	pg_params_text(&params, who);
	pg_params_text(&params, role);
	pg_params_text(&params, desk ? desk : "");
	err = add_spell(request, &client, &params, fault);
	if (!err)
		err = pg_sync_sql(session->sync, "select docket.on_call_set($1::int, $2, $3, $4, $5, $6, $7, $8::int, $9::int)", &params, NULL, fault);
	pg_params_release(&params);
	return err ? err : operator_say("is asked first in that time", who);
}

static enum err take_off(struct session *session, const struct request *request, const char *who, struct fault *fault)
{
	struct operator_client client = { 0 };
	struct pg_params params = { 0 };
	enum err err = operator_client(session, request, &client, fault);

	if (err)
		return err;
	pg_params_i64(&params, client.id);
	pg_params_text(&params, who);
	pg_params_text(&params, config_text(&request->config, "role"));
	err = pg_sync_sql(session->sync, "select docket.on_call_end($1::int, $2, $3)", &params, NULL, fault);
	pg_params_release(&params);
	return err ? err : operator_say("is not on call any more", who);
}

static enum err list_roster(struct session *session, const struct request *request, struct fault *fault)
{
	struct session_rows rows = { 0 };
	struct pg_params params = { 0 };
	enum err err;

	pg_params_text(&params, config_text(&request->config, "tenant"));
	err = session_rows(session, &row_roster, NULL, "where $1::text is null or client = $1 order by client, role, desk, from_at, weekly, short_name",
			   &params, &rows, fault);
	pg_params_release(&params);
	if (!err)
		listing_print(session, request, &rows, NULL, "Nobody is on call: docket operator on-call WHO --role ROLE --weekly \"mon-fri 18:00-08:00\".");
	return err;
}

enum err operator_on_call(struct session *session, struct request *request, struct fault *fault)
{
	const char *who = request_word(request);
	enum err err = request_end(request, fault);

	if (err)
		return err;
	if (!who)
		return list_roster(session, request, fault);
	return config_is(&request->config, "off") ? take_off(session, request, who, fault) : put_on(session, request, who, fault);
}

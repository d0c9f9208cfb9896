/* SPDX-License-Identifier: MIT */
/* OpenAPI from the tables: what is not in a table is not said here. */
#include "api/openapi.h"

#include <stdio.h>
#include <string.h>

#include "api/reply.h"
#include "api/route.h"
#include "codec/json_write.h"
#include "table/case_parts.h"
#include "verb/verb.h"

static void put_ref_to(struct json_writer *json, const char *key, const char *kind, const char *name)
{
	struct str ref = { 0 };

	str_addf(&ref, "#/components/%s/%s", kind, name);
	jsonw_open(json, key);
	jsonw_put_text(json, "$ref", str_text(&ref));
	jsonw_close(json);
	str_release(&ref);
}

static void put_ref(struct json_writer *json, const char *key, const char *row)
{
	put_ref_to(json, key, "schemas", row);
}

static void put_list(struct json_writer *json, const char *key, const char *row)
{
	jsonw_open(json, key);
	jsonw_put_text(json, "type", "array");
	put_ref(json, "items", row);
	jsonw_close(json);
}

/* --- rows --- */

static const struct {
	const char *type, *format;
} kinds[] = {
	[COLUMN_INT] = { "integer", "int64" }, [COLUMN_TEXT] = { "string", NULL },  [COLUMN_INSTANT] = { "string", "date-time" },
	[COLUMN_BOOL] = { "boolean", NULL },   [COLUMN_BYTES] = { "string", NULL }, [COLUMN_TEXTS] = { "array", NULL },
};

static void put_column(struct json_writer *json, const struct column *column)
{
	struct str help = { 0 };

	jsonw_open(json, column->name);
	jsonw_put_text(json, "type", kinds[column->kind].type);
	if (kinds[column->kind].format)
		jsonw_put_text(json, "format", kinds[column->kind].format);
	if (column->kind == COLUMN_TEXTS) {
		jsonw_open(json, "items");
		jsonw_put_text(json, "type", "string");
		jsonw_close(json);
	}
	str_adds(&help, column->help);
	if (*column->unit)
		str_addf(&help, " Unit: %s.", column->unit);
	jsonw_put_text(json, "description", str_text(&help));
	jsonw_close(json);
	str_release(&help);
}

static void put_row(struct json_writer *json, const struct row_type *type)
{
	jsonw_open(json, type->name);
	jsonw_put_text(json, "type", "object");
	jsonw_put_text(json, "description", type->help);
	jsonw_open(json, "properties");
	for (size_t i = 0; i < type->column_count; i++)
		put_column(json, &type->columns[i]);
	jsonw_close(json);
	jsonw_close(json);
}

static bool is_used(const struct row_type *type)
{
	if (type == &row_shown_quote_shown)
		return true;
	for (const struct case_part *part = case_parts; part->type; part++)
		if (part->type == type)
			return true;
	for (const struct route *route = routes; route->path; route++)
		if (route->rows == type)
			return true;
	return false;
}

static void put_error(struct json_writer *json)
{
	static const char *const members[] = { "error", "what", "why", "help" };

	jsonw_open(json, "fault");
	jsonw_put_text(json, "type", "object");
	jsonw_put_text(json, "description", "What failed, why, what would help; `error` is all of it as one text.");
	jsonw_open(json, "properties");
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		jsonw_open(json, members[i]);
		jsonw_put_text(json, "type", "string");
		jsonw_close(json);
	}
	jsonw_close(json);
	jsonw_close(json);
}

/* --- what is sent --- */

static void put_parameter(struct json_writer *json, struct span name, const char *place, bool is_needed, bool is_number,
			  const char *help)
{
	jsonw_open(json, NULL);
	jsonw_put_span(json, "name", name);
	jsonw_put_text(json, "in", place);
	if (is_needed)
		jsonw_put_bool(json, "required", true);
	jsonw_put_text(json, "description", help);
	jsonw_open(json, "schema");
	jsonw_put_text(json, "type", is_number ? "integer" : "string");
	jsonw_close(json);
	jsonw_close(json);
}

static const struct {
	const char *name, *help;
} values[] = {
	{ "{case}", "The case's number: C-10481 or 10481." },
	{ "{act}", "The act's number, as its answer said." },
	{ "{+ref}", "What it is called, or how that begins." },
	{ "{interface}", "The interface by its name." },
};

static void put_parameters(struct json_writer *json, const struct route *route, bool has_verb)
{
	jsonw_open_array(json, "parameters");
	for (size_t i = 0; i < COUNT_OF(values); i++) {
		const char *name = values[i].name + (values[i].name[1] == '+' ? 2 : 1);
		if (strstr(route->path, values[i].name) && !(has_verb && strcmp(values[i].name, "{act}") == 0))
			put_parameter(json, (struct span){ name, strlen(name) - 1 }, "path", true, false, values[i].help);
	}
	for (const struct route_argument *argument = route->arguments; argument->name; argument++)
		put_parameter(json, span_of(argument->name), "query", false, argument->is_number, argument->help);
	if (route->needs_key && route->body != BODY_NONE)
		put_parameter(json, span_of("Idempotency-Key"), "header", true, false,
			      "8 to 100 characters; the same key again is the same act, however often it is sent.");
	jsonw_close(json);
}

static void put_choices(struct json_writer *json, const char *choices)
{
	jsonw_open_array(json, "enum");
	for (size_t length; *choices; choices += length + (choices[length] == '|')) {
		length = strcspn(choices, "|");
		jsonw_put_span(json, NULL, (struct span){ choices, length });
	}
	jsonw_close(json);
}

static void put_argument(struct json_writer *json, const struct argument *argument)
{
	struct str help = { 0 };

	jsonw_open(json, argument->name);
	jsonw_put_text(json, "type", argument->kind == ARGUMENT_NUMBER ? "integer" : "string");
	if (argument->kind == ARGUMENT_CHOICE)
		put_choices(json, argument->choices);
	if (argument_is_instant(argument))
		jsonw_put_text(json, "format", "date-time");
	str_adds(&help, argument->help);
	if (argument->only_if)
		str_addf(&help, " Where %s.", argument->only_if);
	jsonw_put_text(json, "description", str_text(&help));
	jsonw_close(json);
	str_release(&help);
}

static void put_needed(struct json_writer *json, const struct verb *verb)
{
	bool has_any = false;

	for (size_t i = 0; i < verb_argument_count(verb); i++) {
		const struct argument *argument = &verb->arguments[i];
		if (!argument->is_needed || argument->only_if || strcmp(argument->name, "how") == 0)
			continue;
		if (!has_any)
			jsonw_open_array(json, "required");
		has_any = true;
		jsonw_put_text(json, NULL, argument->name);
	}
	if (has_any)
		jsonw_close(json);
}

static void put_seen(struct json_writer *json)
{
	jsonw_open(json, "seen");
	jsonw_put_text(json, "type", "array");
	jsonw_open(json, "items");
	jsonw_put_text(json, "type", "integer");
	jsonw_close(json);
	jsonw_put_text(json, "description",
		       "v_owner, v_state, v_money, v_plan of the case as it was read: if what the act rests on changed since, it is "
		       "refused with 409.");
	jsonw_close(json);
}

static void put_act_schema(struct json_writer *json, const struct verb *verb)
{
	jsonw_put_text(json, "type", "object");
	put_needed(json, verb);
	jsonw_open(json, "properties");
	for (size_t i = 0; i < verb_argument_count(verb); i++)
		put_argument(json, &verb->arguments[i]);
	if (verb->needs & NEEDS_CASE)
		put_seen(json);
	jsonw_close(json);
}

static void put_request_schema(struct json_writer *json)
{
	static const struct {
		const char *name, *type, *help;
	} members[] = {
		{ "quote", "integer", "quote_id of the quote that is meant." },
		{ "digest", "string", "Its digest: what was read is what is done." },
		{ "words", "string", "Why, for who approves it." },
	};

	jsonw_put_text(json, "type", "object");
	jsonw_open_array(json, "required");
	jsonw_put_text(json, NULL, "quote");
	jsonw_put_text(json, NULL, "digest");
	jsonw_close(json);
	jsonw_open(json, "properties");
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		jsonw_open(json, members[i].name);
		jsonw_put_text(json, "type", members[i].type);
		jsonw_put_text(json, "description", members[i].help);
		jsonw_close(json);
	}
	jsonw_close(json);
}

static void put_body(struct json_writer *json, const struct route *route, const struct verb *verb)
{
	if (route->body == BODY_NONE)
		return;
	jsonw_open(json, "requestBody");
	jsonw_put_bool(json, "required", route->body != BODY_ACT || verb_argument_count(verb) > 0);
	jsonw_open(json, "content");
	jsonw_open(json, route->body == BODY_EVENTS ? "application/cloudevents+json" : "application/json");
	jsonw_open(json, "schema");
	if (route->body == BODY_ACT)
		put_act_schema(json, verb);
	else if (route->body == BODY_REQUEST)
		put_request_schema(json);
	else
		jsonw_put_text(json, "type", "object");
	jsonw_close(json);
	jsonw_close(json);
	jsonw_close(json);
	jsonw_close(json);
}

/* --- what is answered --- */

static void put_members(struct json_writer *json, const struct route *route)
{
	jsonw_open(json, "properties");
	if (route->list) {
		put_list(json, route->list, route->rows->name);
		if (route->id == ROUTE_CASES) {
			jsonw_open(json, "more");
			jsonw_put_text(json, "type", "boolean");
			jsonw_close(json);
		}
	} else {
		put_ref(json, route->rows->name, route->rows->name);
	}
	for (const struct case_part *part = case_parts; route->id == ROUTE_CASE && part->type; part++)
		put_list(json, part->type->name, part->type->name);
	if (route->rows == &row_shown_act_answer && route->id != ROUTE_NEW && route->id != ROUTE_REQUEST)
		put_list(json, row_shown_quote_shown.name, row_shown_quote_shown.name);
	jsonw_close(json);
}

static void put_content(struct json_writer *json, const struct route *route)
{
	jsonw_open(json, "content");
	jsonw_open(json, "application/json");
	if (route && route->rows) {
		jsonw_open(json, "schema");
		jsonw_put_text(json, "type", "object");
		put_members(json, route);
		jsonw_close(json);
	} else if (route) {
		jsonw_open(json, "schema");
		jsonw_put_text(json, "type", "object");
		jsonw_close(json);
	} else {
		put_ref(json, "schema", "fault");
	}
	jsonw_close(json);
	jsonw_close(json);
}

static void put_response(struct json_writer *json, int status, const char *words, const struct route *route)
{
	char key[8];

	snprintf(key, sizeof key, "%d", status);
	jsonw_open(json, key);
	jsonw_put_text(json, "description", words);
	put_content(json, route);
	jsonw_close(json);
}

static void put_refusal(struct json_writer *json, int status)
{
	char key[8];

	snprintf(key, sizeof key, "%d", status);
	put_ref_to(json, key, "responses", key);
}

static void put_responses(struct json_writer *json, const struct route *route)
{
	bool is_act = route->needs_key && route->body != BODY_NONE;

	jsonw_open(json, "responses");
	put_response(json, route->body == BODY_EVENTS ? 202 : 200, is_act ? "Done; what became of it." : "The answer.", route);
	if (is_act)
		put_response(json, 202, "Stored; Location says where to ask what became of it.", route);
	for (const struct reply_meaning *meaning = reply_meanings; route->needs_key && meaning->status; meaning++)
		put_refusal(json, meaning->status);
	jsonw_close(json);
}

/* What every call with a key may be refused with, once. */
static void put_refusals(struct json_writer *json)
{
	jsonw_open(json, "responses");
	for (const struct reply_meaning *meaning = reply_meanings; meaning->status; meaning++)
		put_response(json, meaning->status, meaning->words, NULL);
	jsonw_close(json);
}

static void put_components(struct json_writer *json)
{
	jsonw_open(json, "components");
	jsonw_open(json, "securitySchemes");
	jsonw_open(json, "key");
	jsonw_put_text(json, "type", "http");
	jsonw_put_text(json, "scheme", "bearer");
	jsonw_close(json);
	jsonw_close(json);
	jsonw_open(json, "schemas");
	for (const struct row_type *const *type = row_shown_types; *type; type++)
		if (is_used(*type))
			put_row(json, *type);
	put_error(json);
	jsonw_close(json);
	put_refusals(json);
	jsonw_close(json);
}

/* --- paths --- */

static void put_operation(struct json_writer *json, const struct route *route, const struct verb *verb)
{
	jsonw_open(json, strcmp(route->method, "GET") == 0 ? "get" : "post");
	jsonw_put_text(json, "operationId", verb ? verb->name : route->name);
	jsonw_put_text(json, "summary", verb ? verb->help : route->help);
	put_parameters(json, route, verb != NULL);
	put_body(json, route, verb);
	put_responses(json, route);
	jsonw_open_array(json, "security");
	if (route->needs_key) {
		jsonw_open(json, NULL);
		jsonw_open_array(json, "key");
		jsonw_close(json);
		jsonw_close(json);
	}
	jsonw_close(json);
	jsonw_close(json);
}

/* Is this the first route of its path? One path of OpenAPI holds all of its methods. */
static bool is_first(const struct route *route)
{
	for (const struct route *other = routes; other != route; other++)
		if (strcmp(other->path, route->path) == 0)
			return false;
	return true;
}

static const struct verb *verb_of(const struct route *route)
{
	return route->id == ROUTE_NEW ? verb_find(verb_acts, "new") : NULL;
}

static void put_path(struct json_writer *json, const struct route *route)
{
	const char *plus = strchr(route->path, '+');
	struct str path = { 0 };

	str_add(&path, route->path, plus ? (size_t)(plus - route->path) : strlen(route->path));
	str_adds(&path, plus ? plus + 1 : "");
	jsonw_open(json, str_text(&path));
	for (const struct route *other = route; other->path; other++)
		if (strcmp(other->path, route->path) == 0)
			put_operation(json, other, verb_of(other));
	jsonw_close(json);
	str_release(&path);
}

static void put_acts(struct json_writer *json, const struct route *route)
{
	for (const struct verb *verb = verb_acts; verb->name; verb++) {
		struct str path = { 0 };
		if (!(verb->needs & NEEDS_CASE))
			continue;
		str_addf(&path, "/v1/cases/{case}/%s", verb->name);
		jsonw_open(json, str_text(&path));
		put_operation(json, route, verb);
		jsonw_close(json);
		str_release(&path);
	}
}

void openapi_print(struct str *out)
{
	struct json_writer json = jsonw_on(out);

	jsonw_open(&json, NULL);
	jsonw_put_text(&json, "openapi", "3.1.0");
	jsonw_open(&json, "info");
	jsonw_put_text(&json, "title", "docket");
	jsonw_put_text(&json, "version", "1");
	jsonw_put_text(&json, "description",
		       "What docketd answers over HTTP. A program's key comes as a bearer token; it may see and do what its operator's "
		       "roles, sites and limits say, and decides nothing. Moments are RFC 3339; amounts are minor units beside a currency; "
		       "what is not known is left out.");
	jsonw_close(&json);
	jsonw_open(&json, "paths");
	for (const struct route *route = routes; route->path; route++)
		if (route->id == ROUTE_DO)
			put_acts(&json, route);
		else if (is_first(route))
			put_path(&json, route);
	jsonw_close(&json);
	put_components(&json);
	jsonw_close(&json);
}

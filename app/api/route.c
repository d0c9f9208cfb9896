/* SPDX-License-Identifier: MIT */
/* Every path, once: docketd dispatches by this table and OpenAPI is printed from it. */
#include "api/route.h"

#include <string.h>

#include "table/shown.h"

#define TENANT { "tenant", false, "Only this client; needed where a number is of several." }
#define OF_TENANT { "tenant", false, "The client, where the program works for several." }

const struct route routes[] = {
	{ ROUTE_HEALTH, "health", "GET", "/health", "Does it serve, and its figures; 503 while it does not.", NULL, NULL, BODY_NONE,
	  false, { { 0 } } },
	{ ROUTE_OPENAPI, "openapi", "GET", "/v1/openapi.json", "This description.", NULL, NULL, BODY_NONE, false, { { 0 } } },
	{ ROUTE_EVENTS, "events", "POST", "/v1/events/{interface}",
	  "Takes a partner's message, signed as the interface says; answered for each item once it is kept.", NULL, NULL, BODY_EVENTS,
	  false, { { 0 } } },
	{ ROUTE_ME, "me", "GET", "/v1/me", "As whom the key acts: a row for each client and role, with limits.", "me", &row_shown_me,
	  BODY_NONE, true, { { 0 } } },
	{ ROUTE_CASES, "cases", "GET", "/v1/cases", "Open cases in the order of the queue; `more` says whether there are others behind.",
	  "cases", &row_shown_case, BODY_NONE, true,
	  { { "filter", false, "An expression, as `docket cases` takes it: late>1h carrier~dhl." },
	    { "limit", true, "At most so many rows, 1 to 1000; 200 without it." },
	    { "tenant", false, "Only this client." } } },
	{ ROUTE_NEW, "new", "POST", "/v1/cases", "Opens a case by hand on any shipment, order or other reference.", NULL,
	  &row_shown_act_answer, BODY_ACT, true, { OF_TENANT } },
	{ ROUTE_CASE, "case", "GET", "/v1/cases/{case}", "One case, open or closed, by its number, with everything that is linked.",
	  NULL, &row_shown_case, BODY_NONE, true, { TENANT } },
	{ ROUTE_REQUEST, "request", "POST", "/v1/cases/{case}/request",
	  "Asks people to approve what was quoted: a program spends nothing by itself.", NULL, &row_shown_act_answer,
	  BODY_REQUEST, true, { TENANT } },
	{ ROUTE_DO, "do", "POST", "/v1/cases/{case}/{act}", "Acts on a case.", NULL, &row_shown_act_answer, BODY_ACT, true, { TENANT } },
	{ ROUTE_ACT, "act", "GET", "/v1/acts/{act}", "What became of an act; of one that asked for a price, with its quotes.", NULL,
	  &row_shown_act_answer, BODY_NONE, true, { TENANT } },
	{ ROUTE_FIND, "find", "GET", "/v1/find/{+ref}",
	  "Whatever is called that, with or without a case: order, shipment, PRO, BOL, container, PO.", "found", &row_shown_found,
	  BODY_NONE, true, { { "tenant", false, "Only this client." } } },
	{ ROUTE_APPROVALS, "approvals", "GET", "/v1/approvals",
	  "What waits for a decision, and what was decided in the last day. To read only: people decide.", "approvals",
	  &row_shown_approval_shown, BODY_NONE, true, { { "tenant", false, "Only this client." } } },
	{ 0 },
};

/* Does the path fit the template? Fills what stands for its names. */
static bool fits(const char *template, const char *path, struct arena *arena, const char **values)
{
	size_t count = 0;

	while (*template && *path) {
		size_t length;
		if (*template != '{') {
			if (*template++ != *path++)
				return false;
			continue;
		}
		length = template[1] == '+' ? strlen(path) : strcspn(path, "/");
		if (length == 0 || count == ROUTE_VALUES_MAX)
			return false;
		values[count++] = arena_text(arena, path, length);
		path += length;
		template += strcspn(template, "}") + 1;
	}
	return !*template && !*path;
}

enum route_found route_match(const char *method, const char *path, struct arena *arena, struct route_match *out)
{
	enum route_found found = ROUTE_NOWHERE;

	for (const struct route *route = routes; route->path; route++) {
		*out = (struct route_match){ .route = route };
		if (!fits(route->path, path, arena, out->values))
			continue;
		if (strcmp(route->method, method) == 0)
			return ROUTE_FOUND;
		found = ROUTE_OTHER_METHOD;
	}
	out->route = NULL;
	return found;
}

void route_methods(const char *path, struct str *out)
{
	static const char *const methods[] = { "GET", "POST" };
	struct arena arena = { 0 };
	struct route_match match;
	size_t begin = out->length;

	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (route_match(methods[i], path, &arena, &match) == ROUTE_FOUND)
			str_addf(out, "%s%s", out->length > begin ? ", " : "", methods[i]);
	arena_release(&arena);
}

/* SPDX-License-Identifier: MIT */
/* One door for partners, programs and watchdogs. */
#include "engine/door.h"

#include "api/reply.h"
#include "engine/api.h"
#include "engine/health.h"
#include "engine/webpost.h"

static void refuse(struct http_request *request, int status, const struct fault *fault, const char *allow)
{
	const struct http_header methods = { "Allow", allow };
	struct str json = { 0 };

	reply_fault(&json, fault);
	http_request_answer(request, status, "application/json", (struct span){ str_text(&json), json.length }, &methods,
			    allow ? 1 : 0);
	str_release(&json);
}

static void no_path(struct http_request *request)
{
	struct fault fault = { 0 };

	fault_set(&fault, ERR_NOT_FOUND, "the path", "there is none like it");
	fault_help(&fault, "GET /v1/openapi.json lists what there is");
	refuse(request, 404, &fault, NULL);
}

static void other_method(struct http_request *request)
{
	struct fault fault = { 0 };
	struct str methods = { 0 };

	route_methods(http_request_path(request), &methods);
	fault_set(&fault, ERR_USAGE, "the method", "this path is asked by another one");
	fault_help(&fault, "by %s", str_text(&methods));
	refuse(request, 405, &fault, str_text(&methods));
	str_release(&methods);
}

static void answer(struct engine *engine, struct http_request *request, const struct route_match *match, struct arena *arena)
{
	switch (match->route->id) {
	case ROUTE_HEALTH:
		health_answer(engine, request);
		break;
	case ROUTE_EVENTS:
		webpost_take(engine, request, match->values[0]);
		break;
	case ROUTE_OPENAPI:
		api_describe(engine->api, request);
		break;
	default:
		api_take(engine->api, request, match, arena);
	}
}

void door_on_request(void *context, struct http_request *request)
{
	struct arena arena = { 0 };
	struct route_match match;

	switch (route_match(http_request_method(request), http_request_path(request), &arena, &match)) {
	case ROUTE_FOUND:
		answer(context, request, &match, &arena);
		break;
	case ROUTE_OTHER_METHOD:
		other_method(request);
		break;
	case ROUTE_NOWHERE:
		no_path(request);
		break;
	}
	arena_release(&arena);
}

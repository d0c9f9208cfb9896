/* SPDX-License-Identifier: MIT */
/* A canonical event as JSON Schema: the envelope of CloudEvents with docket's subject, and what its data may hold. */
#include <string.h>

#include "codec/json_write.h"
#include "docs/page.h"
#include "model/event_type.h"

static void put_text(struct json_writer *json, const char *key, const char *help)
{
	jsonw_open(json, key);
	jsonw_put_text(json, "type", "string");
	if (help)
		jsonw_put_text(json, "description", help);
	jsonw_close(json);
}

static void put_moment(struct json_writer *json, const char *key, const char *help)
{
	jsonw_open(json, key);
	jsonw_put_text(json, "type", "string");
	jsonw_put_text(json, "format", "date-time");
	jsonw_put_text(json, "description", help);
	jsonw_close(json);
}

static void put_pattern(struct json_writer *json, const char *key, const char *pattern, const char *help)
{
	jsonw_open(json, key);
	jsonw_put_text(json, "type", "string");
	jsonw_put_text(json, "pattern", pattern);
	jsonw_put_text(json, "description", help);
	jsonw_close(json);
}

/* Whole numbers and decimals may come as numbers or as texts of them. */
static void put_number(struct json_writer *json, const struct event_attr *attr)
{
	jsonw_open(json, attr->name);
	jsonw_open_array(json, "type");
	jsonw_put_text(json, NULL, attr->kind == EVENT_ATTR_NUMBER ? "integer" : "number");
	jsonw_put_text(json, NULL, "string");
	jsonw_close(json);
	jsonw_put_text(json, "pattern", attr->kind == EVENT_ATTR_NUMBER ? "^-?[0-9]+$" : "^-?[0-9]+(\\.[0-9]+)?$");
	jsonw_put_text(json, "description", attr->help);
	jsonw_close(json);
}

static void put_attr(struct json_writer *json, const struct event_attr *attr)
{
	switch (attr->kind) {
	case EVENT_ATTR_INSTANT:
		put_moment(json, attr->name, attr->help);
		break;
	case EVENT_ATTR_MONEY:
		put_pattern(json, attr->name, "^-?[0-9]+(\\.[0-9]+)? [A-Z]{3}$", attr->help);
		break;
	case EVENT_ATTR_NUMBER:
	case EVENT_ATTR_DECIMAL:
		put_number(json, attr);
		break;
	case EVENT_ATTR_YES:
		put_pattern(json, attr->name, "^(yes|no)$", attr->help);
		break;
	default:
		put_text(json, attr->name, attr->help);
	}
}

static void put_words(struct json_writer *json, const char *key, const char *const *words, const char *help)
{
	jsonw_open(json, key);
	jsonw_open_array(json, "enum");
	for (; *words; words++)
		jsonw_put_text(json, NULL, *words);
	jsonw_close(json);
	jsonw_put_text(json, "description", help);
	jsonw_close(json);
}

static void put_data(struct json_writer *json, const struct event_type *type)
{
	static const char *const natures[] = { "planned", "estimated", "actual", NULL };

	jsonw_open(json, "data");
	jsonw_put_text(json, "type", "object");
	jsonw_open(json, "properties");
	put_text(json, "milestone", type->milestone[0] ? "left out: the type says it" : "which milestone of the road");
	put_words(json, "nature", natures, type->nature[0] ? "left out: the type says it" : "how sure it is");
	put_moment(json, "at", "when it happened or will");
	put_text(json, "retracts", "the key (source and id) of the event that it takes back");
	put_text(json, "reason", "why, in a word or code");
	put_text(json, "side", "whose cause: carrier, warehouse, shipper, customer, customs, external");
	put_text(json, "place", "where");
	put_text(json, "words", "as a person would say it");
	for (const char *at = type->attrs; *at; at += strcspn(at, " "), at += *at == ' ') {
		const struct event_attr *attr = event_attr_find(at, strcspn(at, " "));
		if (attr)
			put_attr(json, attr);
	}
	jsonw_close(json);
	jsonw_close(json);
}

static void put_properties(struct json_writer *json, const struct event_type *type)
{
	jsonw_open(json, "properties");
	jsonw_open(json, "specversion");
	jsonw_put_text(json, "const", "1.0");
	jsonw_close(json);
	jsonw_open(json, "type");
	jsonw_put_text(json, "const", type->name);
	jsonw_close(json);
	put_text(json, "id", "the sender's own; the same id from the same source is the same event");
	put_text(json, "source", "who says it");
	put_pattern(json, "subject", "^[a-z-]+/.+$", "kind/reference, such as shipment/SHP-1001");
	put_moment(json, "time", "when the sender knew");
	put_data(json, type);
	jsonw_close(json);
}

void page_schema(const struct event_type *type, struct str *out)
{
	static const char *const needed[] = { "specversion", "type", "id", "source", "subject", NULL };
	struct str text = { 0 }, id = { 0 };
	struct json_writer json = jsonw_on(&text);

	str_addf(&id, "urn:docket:event:%s:%d", type->name, type->version);
	jsonw_open(&json, NULL);
	jsonw_put_text(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
	jsonw_put_text(&json, "$id", str_text(&id));
	jsonw_put_text(&json, "title", type->name);
	jsonw_put_text(&json, "description", type->help);
	jsonw_put_text(&json, "type", "object");
	jsonw_open_array(&json, "required");
	for (const char *const *name = needed; *name; name++)
		jsonw_put_text(&json, NULL, *name);
	jsonw_close(&json);
	put_properties(&json, type);
	jsonw_close(&json);
	page_json(&text, 4, out);
	str_release(&text);
	str_release(&id);
}

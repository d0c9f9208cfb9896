/* SPDX-License-Identifier: MIT */
#include "codec/filetype.h"

#include <string.h>
#include <strings.h>

#define TYPE_JSON "application/json"

static const struct {
	const char *suffix, *type;
} types[] = {
	{ ".json", TYPE_JSON },                         { ".xml", "application/xml" },      { ".csv", "text/csv" },
	{ ".eml", "message/rfc822" },
	{ ".edi", "application/edi-x12" },              { ".x12", "application/edi-x12" },  { ".edifact", "application/edifact" },
};

static char first_of(struct span bytes)
{
	for (size_t i = 0; i < bytes.length; i++)
		if (!strchr(" \t\r\n", bytes.text[i]) || bytes.text[i] == '\0')
			return bytes.text[i];
	return '\0';
}

static const char *json_type(struct span bytes)
{
	static const char mark[] = "\"specversion\"";

	if (!memmem(bytes.text, bytes.length, mark, sizeof mark - 1))
		return TYPE_JSON;
	return first_of(bytes) == '[' ? "application/cloudevents-batch+json" : "application/cloudevents+json";
}

const char *filetype_of(const char *name, struct span bytes)
{
	const char *dot = strrchr(name, '.');
	char first = first_of(bytes);
	const char *type = first == '{' || first == '[' ? TYPE_JSON : "application/octet-stream";

	for (size_t i = 0; dot && i < COUNT_OF(types); i++)
		if (strcasecmp(dot, types[i].suffix) == 0)
			type = types[i].type;
	return strcmp(type, TYPE_JSON) == 0 ? json_type(bytes) : type;
}

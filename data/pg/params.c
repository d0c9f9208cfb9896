/* SPDX-License-Identifier: MIT */
/* Parameters lie one behind the other in one buffer; pointers into it are made when they are sent.
 * */
#include "pg/params.h"

#include "pg/rows.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static void add(struct pg_params *params, struct span value, bool is_binary)
{
	if (params->count == PG_PARAMS_MOST || value.length > INT_MAX) {
		params->err = ERR_LIMIT;
		return;
	}
	params->begin[params->count] = params->bytes.length;
	params->length[params->count] = value.text ? (int)value.length : -1;
	params->is_binary[params->count] = is_binary;
	params->count++;
	str_add(&params->bytes, value.text ? value.text : "", value.length);
	str_addc(&params->bytes, '\0');
}

void pg_params_span(struct pg_params *params, struct span text)
{
	if (text.text && memchr(text.text, '\0', text.length))
		params->err = ERR_INVALID;
	add(params, text, false);
}

void pg_params_text(struct pg_params *params, const char *text)
{
	add(params, (struct span){ text, text ? strlen(text) : 0 }, false);
}

void pg_params_i64(struct pg_params *params, int64_t number)
{
	char text[24];
	int length = snprintf(text, sizeof text, "%" PRId64, number);

	add(params, (struct span){ text, (size_t)length }, false);
}

void pg_params_bool(struct pg_params *params, bool yes)
{
	add(params, span_of(yes ? "t" : "f"), false);
}

void pg_params_instant(struct pg_params *params, int64_t at)
{
	struct str text = { 0 };

	instant_write(&text, at);
	if (at == INSTANT_NONE)
		pg_params_null(params);
	else
		add(params, (struct span){ str_text(&text), text.length }, false);
	str_release(&text);
}

void pg_params_bytes(struct pg_params *params, struct span bytes)
{
	add(params, bytes, true);
}

void pg_params_rows(struct pg_params *params, struct rows *rows)
{
	add(params, rows_end(rows), rows->shape != NULL);
}

void pg_params_null(struct pg_params *params)
{
	add(params, (struct span){ NULL, 0 }, false);
}

void pg_params_clear(struct pg_params *params)
{
	str_clear(&params->bytes);
	params->count = 0;
	params->err = ERR_NONE;
}

void pg_params_release(struct pg_params *params)
{
	str_release(&params->bytes);
	pg_params_clear(params);
}

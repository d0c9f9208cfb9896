/* SPDX-License-Identifier: MIT */
/* Private to the connector's files: what a text was read into. */
#ifndef DOCKET_CODEC_CONNECTOR_PLAN_H
#define DOCKET_CODEC_CONNECTOR_PLAN_H

#include "base/conf.h"
#include "base/vec.h"
#include "codec/connector.h"

#define RANGES_MAX 16

/* Where a template stands, which decides how a value is written in it. */
enum template_place { PLACE_URL, PLACE_HEADER, PLACE_JSON, PLACE_XML };

enum template_form { FORM_PLAIN, FORM_NUMBER, FORM_GUID, FORM_SHORT, FORM_QUOTED, FORM_DATE };

/* Words, or a value behind them. */
struct template_piece {
	const char *words;
	const char *name; /* NULL: words only */
	enum template_form form;
	bool is_optional;
};

struct template {
	struct template_piece *pieces;
	size_t count;
};

struct header_line {
	const char *name;
	struct template value;
};

enum rule_test { TEST_NONE, TEST_THERE, TEST_EQUALS, TEST_HOLDS, TEST_BODY_HOLDS };

/* "success 200,201 /d/number" */
struct answer_rule {
	enum connector_answer answer;
	struct {
		int from, to;
	} ranges[RANGES_MAX];
	size_t range_count;
	enum rule_test test;
	bool is_not;
	const char *pointer, *text;
};

struct connector_effect {
	const char *kind;
	const char *method;
	struct template url, body, ask;
	struct header_line headers[CONNECTOR_HEADERS_MAX], ask_headers[CONNECTOR_HEADERS_MAX];
	size_t header_count, ask_header_count;
	VEC(struct answer_rule) rules;
	const char *receipt, *receipt_header;
	enum template_place body_place;
	bool has_url, has_body, has_ask;
	struct str body_text; /* while it is read */
	const struct conf_line *body_line, *line;
};

struct connector {
	struct arena arena;
	const char *token_header; /* NULL: none */
	struct template token_url;
	VEC(struct connector_effect *) effects;
};

/* Cuts a template; a fault is about a word of `line`. */
MUST_CHECK enum err template_read(struct arena *arena, const struct conf_line *line, const char *text, struct template *out,
				  struct fault *fault);

/* Does it hold a brace that is no placeholder's? */
bool template_has_brace(const struct template *template);

/* Appends it, filled. `values` NULL: with samples. */
MUST_CHECK enum err template_fill(const struct template *template, enum template_place place, const struct connector_values *values,
				  struct str *out, struct fault *fault);

/* Reads "success CODES [no] CONDITION". */
MUST_CHECK enum err rule_read(struct arena *arena, const struct conf_line *line, enum connector_answer answer, struct answer_rule *out,
			      struct fault *fault);

#endif

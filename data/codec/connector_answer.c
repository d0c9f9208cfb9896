/* SPDX-License-Identifier: MIT */
/* What an answer means: the lines of a text, the first that fits. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "codec/codec.h"
#include "codec/connector_plan.h"
#include "codec/json_read.h"

/* ---------------------------------------------------------------- reading a line */

static bool read_status(const char **at, int *out)
{
	size_t digits = strspn(*at, "0123456789");

	if (digits != 3)
		return false;
	*out = (int)strtol(*at, NULL, 10);
	*at += digits;
	return *out >= 100 && *out < 600;
}

static bool read_codes(const char *at, struct answer_rule *out)
{
	for (;;) {
		int from = 0, to;
		if (out->range_count == RANGES_MAX || !read_status(&at, &from))
			return false;
		to = from;
		if (*at == '-' && (at++, !read_status(&at, &to)))
			return false;
		out->ranges[out->range_count].from = from;
		out->ranges[out->range_count++].to = to;
		if (*at == '\0')
			return from <= to;
		if (*at++ != ',')
			return false;
	}
}

/* "/pointer", "/pointer=text", "/pointer~part", "~part" */
static bool read_condition(struct arena *arena, const char *text, struct answer_rule *out)
{
	size_t length = strcspn(text, "=~");

	if (text[0] != '/' && text[0] != '~')
		return false;
	out->pointer = arena_text(arena, text, length);
	out->text = arena_str(arena, text[length] ? text + length + 1 : "");
	out->test = text[0] == '~' ? TEST_BODY_HOLDS : text[length] == '=' ? TEST_EQUALS : text[length] == '~' ? TEST_HOLDS : TEST_THERE;
	return (out->test != TEST_HOLDS && out->test != TEST_BODY_HOLDS) || *out->text;
}

enum err rule_read(struct arena *arena, const struct conf_line *line, enum connector_answer answer, struct answer_rule *out,
		   struct fault *fault)
{
	bool has_no = line->word_count > 1 && strcmp(line->words[1].text, "no") == 0;
	size_t at = has_no ? 2 : 1;

	out->answer = answer;
	out->is_not = has_no;
	if (line->word_count == 0 || line->words[0].key || !read_codes(line->words[0].text, out))
		return conf_fault(line, NULL, fault, "%s begins with statuses: 200,201 or 400-499", line->verb);
	if (line->word_count > at + 1 || (has_no && line->word_count == at))
		return conf_fault(line, NULL, fault, "%s has one condition behind its statuses", line->verb);
	if (line->word_count == at)
		return ERR_NONE;
	if (line->words[at].key || !read_condition(arena, line->words[at].text, out))
		return conf_fault(line, &line->words[at], fault, "a condition is /pointer, /pointer=text, /pointer~part or ~part");
	return ERR_NONE;
}

/* ---------------------------------------------------------------- judging */

static bool is_status(const struct answer_rule *rule, int status)
{
	for (size_t i = 0; i < rule->range_count; i++)
		if (status >= rule->ranges[i].from && status <= rule->ranges[i].to)
			return true;
	return false;
}

static bool holds(struct span whole, const char *part)
{
	size_t length = strlen(part);

	for (size_t i = 0; i + length <= whole.length; i++)
		if (memcmp(whole.text + i, part, length) == 0)
			return true;
	return false;
}

/* Something is there that says anything: not null, not "", not an empty list. */
static bool is_said(struct arena *arena, const struct json_node *node)
{
	const char *text = node_is_null(node) ? NULL : node_scalar(arena, node);

	return text && *text && !(node_is_array(node) && node_count(node) == 0);
}

static bool is_fit(const struct answer_rule *rule, const struct json_doc *doc, struct span body, struct arena *arena)
{
	const struct json_node *node = doc ? node_at(node_doc_root(doc), rule->pointer ? rule->pointer : "") : NULL;
	const char *text = node && rule->test != TEST_THERE ? node_scalar(arena, node) : NULL;

	switch (rule->test) {
	case TEST_NONE:
		return true;
	case TEST_THERE:
		return is_said(arena, node);
	case TEST_EQUALS:
		return text && strcmp(text, rule->text) == 0;
	case TEST_HOLDS:
		return text && holds(span_of(text), rule->text);
	case TEST_BODY_HOLDS:
		return holds(body, rule->text);
	}
	return false;
}

/* A condition that rests on the answer's members asks for an answer that has some: "no" to an answer that cannot be read is no answer. */
static bool is_readable(const struct answer_rule *rule, const struct json_doc *doc)
{
	return doc || rule->test == TEST_NONE || rule->test == TEST_BODY_HOLDS;
}

static enum connector_answer standard(bool is_asking, const struct connector_effect *effect, int status)
{
	bool has_there = false, has_missing = false, has_success = false;

	for (size_t i = 0; i < effect->rules.count; i++) {
		has_there |= effect->rules.items[i].answer == CONNECTOR_THERE;
		has_missing |= effect->rules.items[i].answer == CONNECTOR_MISSING;
		has_success |= effect->rules.items[i].answer == CONNECTOR_SUCCESS || effect->rules.items[i].answer == CONNECTOR_ACCEPTED;
	}
	if (!is_asking)
		return !has_success && status >= 200 && status < 300 ? CONNECTOR_SUCCESS : CONNECTOR_UNSAID;
	if (!has_there && status >= 200 && status < 300)
		return CONNECTOR_THERE;
	return !has_missing && status == 404 ? CONNECTOR_MISSING : CONNECTOR_UNSAID;
}

static bool is_about(const struct answer_rule *rule, bool is_asking)
{
	return is_asking == (rule->answer == CONNECTOR_THERE || rule->answer == CONNECTOR_MISSING);
}

enum connector_answer connector_judge(const struct connector_effect *effect, bool is_asking, const struct connector_reply *reply)
{
	enum connector_answer answer = CONNECTOR_UNSAID;
	struct json_doc *doc = NULL;
	struct arena arena = { 0 };

	if (node_doc_read_large(reply->body, CODEC_BODY_BYTES_MAX, &doc, NULL))
		doc = NULL;
	for (size_t i = 0; !answer && i < effect->rules.count; i++) {
		const struct answer_rule *rule = &effect->rules.items[i];
		if (is_about(rule, is_asking) && is_status(rule, reply->status) && is_readable(rule, doc) &&
		    is_fit(rule, doc, reply->body, &arena) != rule->is_not)
			answer = rule->answer;
	}
	node_doc_free(doc);
	arena_release(&arena);
	return answer ? answer : standard(is_asking, effect, reply->status);
}

void connector_receipt(const struct connector_effect *effect, const struct connector_reply *reply, char *out, size_t room)
{
	struct json_doc *doc = NULL;
	struct arena arena = { 0 };
	const char *text = NULL;

	out[0] = '\0';
	if (effect->receipt && node_doc_read_large(reply->body, CODEC_BODY_BYTES_MAX, &doc, NULL) == ERR_NONE)
		text = node_scalar(&arena, node_at(node_doc_root(doc), effect->receipt));
	if (text)
		text_clean_into(out, room, text, strlen(text));
	node_doc_free(doc);
	arena_release(&arena);
}

const char *connector_receipt_header(const struct connector_effect *effect)
{
	return effect->receipt_header;
}

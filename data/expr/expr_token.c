/* SPDX-License-Identifier: MIT */
/* Signs to words, operators and values; and faults at their place. */
#include "expr/expr_token.h"

#include "base/text.h"

#include <string.h>

enum err token_fault_at(struct parser *p, size_t at, enum err err)
{
	if (err && p->fault && !p->in_alias)
		p->fault->column = (int)at + 1;
	return err;
}

enum err token_fail(struct parser *p, size_t at, enum err err, struct span what, const char *why,
		     const char *help)
{
	char name[60];

	text_clean_into(name, sizeof name, what.text, what.length);
	fault_set(p->fault, err, *name ? name : "expression", "%s", why);
	if (*help)
		fault_help(p->fault, "%s", help);
	return token_fault_at(p, at, err);
}

char token_sign(const struct parser *p, size_t ahead)
{
	return p->at + ahead < p->text.length ? p->text.text[p->at + ahead] : '\0';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void token_skip_blanks(struct parser *p)
{
	while (p->at < p->text.length && is_blank(token_sign(p, 0)))
		p->at++;
}

static const struct op_text op_texts[] = {
	{ "!=", COMPARE_EQ, true }, { "<=", COMPARE_LE, false }, { ">=", COMPARE_GE, false },
	{ "=", COMPARE_EQ, false }, { "<", COMPARE_LT, false }, { ">", COMPARE_GT, false },
	{ "~", COMPARE_HAS, false },
};

static const struct op_text *op_at(const struct parser *p, size_t ahead)
{
	for (size_t i = 0; i < COUNT_OF(op_texts); i++) {
		size_t length = strlen(op_texts[i].text);
		if (p->at + ahead + length <= p->text.length &&
		    memcmp(p->text.text + p->at + ahead, op_texts[i].text, length) == 0)
			return &op_texts[i];
	}
	return NULL;
}

const struct op_text *token_take_op(struct parser *p)
{
	size_t ahead = 0;

	while (is_blank(token_sign(p, ahead)))
		ahead++;
	const struct op_text *op = op_at(p, ahead);
	if (op)
		p->at += ahead + strlen(op->text);
	return op;
}

enum err token_take_quoted(struct parser *p, struct token *out)
{
	struct str text = { 0 };
	size_t begin = p->at++;

	while (p->at < p->text.length && token_sign(p, 0) != '"') {
		if (token_sign(p, 0) == '\\' && (token_sign(p, 1) == '"' || token_sign(p, 1) == '\\'))
			p->at++;
		str_addc(&text, token_sign(p, 0));
		p->at++;
	}
	out->at = begin;
	out->is_quoted = true;
	out->text = (struct span){ arena_text(p->arena, str_text(&text), text.length), text.length };
	str_release(&text);
	if (p->at++ >= p->text.length)
		return token_fail(p, begin, ERR_SYNTAX, (struct span){ "\"", 1 }, "this quote does not end", "");
	return ERR_NONE;
}

void token_take_word(struct parser *p, struct token *out)
{
	out->at = p->at;
	out->is_quoted = false;
	while (p->at < p->text.length && !is_blank(token_sign(p, 0)) && !strchr("()\"", token_sign(p, 0)) &&
	       !op_at(p, 0))
		p->at++;
	out->text = (struct span){ p->text.text + out->at, p->at - out->at };
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The comma in 12,000EUR is of the number. */
static bool ends_value(const struct parser *p, const struct expr_field *field)
{
	char c = token_sign(p, 0);

	if (c == ',' && field->kind == EXPR_MONEY && p->at > 0)
		return !(is_digit(p->text.text[p->at - 1]) && is_digit(token_sign(p, 1)));
	return c == ',' || c == '(' || c == ')' || c == '"' || is_blank(c);
}

/* "250 EUR": the currency may stand apart. */
static void take_currency(struct parser *p, struct token *out)
{
	bool is_code = is_blank(token_sign(p, 0)) && out->text.length &&
		       is_digit(out->text.text[out->text.length - 1]);

	for (size_t i = 1; i <= 3; i++)
		is_code = is_code && token_sign(p, i) >= 'A' && token_sign(p, i) <= 'Z';
	if (!is_code || (token_sign(p, 4) && !strchr(" \t,)", token_sign(p, 4))))
		return;
	p->at += 4;
	out->text.length += 4;
}

enum err token_take_value(struct parser *p, const struct expr_field *field, struct token *out)
{
	token_skip_blanks(p);
	if (token_sign(p, 0) == '"')
		return token_take_quoted(p, out);
	out->at = p->at;
	out->is_quoted = false;
	while (p->at < p->text.length && !ends_value(p, field))
		p->at++;
	out->text = (struct span){ p->text.text + out->at, p->at - out->at };
	if (field->kind == EXPR_MONEY)
		take_currency(p, out);
	if (out->text.length)
		return ERR_NONE;
	return token_fail(p, p->at, ERR_SYNTAX, span_of(field->name), "a value should follow", "");
}

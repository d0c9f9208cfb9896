/* SPDX-License-Identifier: MIT */
/* Text to tree by recursive descent, checked against the scope as it goes, so a fault knows its
 * place. */
#include "expr/expr_token.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static enum err parse_or(struct parser *p, struct expr_node **out);

static bool is_word(struct span text, const char *word)
{
	return text.length == strlen(word) && strncasecmp(text.text, word, text.length) == 0;
}

struct nearest {
	const char *name;
	int distance;
};

static void consider(struct nearest *nearest, const char *word, const char *name)
{
	int distance = text_distance(word, name, nearest->distance);

	if (strncmp(word, name, strlen(word)) == 0)
		distance = 0;
	if (distance >= nearest->distance)
		return;
	*nearest = (struct nearest){ name, distance };
}

static const char *nearest_name(const struct expr_scope *scope, struct span word, bool with_aliases)
{
	char text[40];
	size_t length = word.length < sizeof text ? word.length : sizeof text - 1;
	struct nearest nearest = { NULL, 3 };

	memcpy(text, word.text, length);
	text[length] = '\0';
	if (length < 3)
		nearest.distance = 2;
	for (size_t i = 0; i < scope->field_count; i++)
		consider(&nearest, text, scope->fields[i].name);
	for (size_t i = 0; with_aliases && i < scope->alias_count; i++)
		consider(&nearest, text, scope->aliases[i].name);
	return nearest.name;
}

static enum err fail_unknown(struct parser *p, const struct token *word, bool is_field)
{
	const char *near = nearest_name(p->scope, word->text, !is_field);
	char name[60], help[80] = "";

	text_clean_into(name, sizeof name, word->text.text, word->text.length);
	if (near)
		snprintf(help, sizeof help, "did you mean %s?", near);
	fault_set(p->fault, ERR_INVALID, name, "a %s has no such %s", p->scope->name,
		  is_field ? "field" : "field or flag");
	if (*help)
		fault_help(p->fault, "%s", help);
	return token_fault_at(p, word->at, ERR_INVALID);
}

/* --- the tree --- */

static struct expr_node *node_new(struct parser *p, enum node_kind kind)
{
	struct expr_node *node = arena_new(p->arena, 1, sizeof *node);

	node->kind = kind;
	return node;
}

static struct expr_node *negated(struct parser *p, struct expr_node *node)
{
	struct expr_node *not_node = node_new(p, NODE_NOT);

	not_node->first = node;
	return not_node;
}

static enum err enter(struct parser *p)
{
	struct span none = { "", 0 };

	if (++p->depth <= EXPR_MOST_DEPTH)
		return ERR_NONE;
	return token_fail(p, p->at, ERR_LIMIT, none, "too many parentheses and nots inside each other", "");
}

const struct expr_field *expr_scope_field(const struct expr_scope *scope, struct span name)
{
	for (size_t i = 0; i < scope->field_count; i++)
		if (is_word(name, scope->fields[i].name))
			return &scope->fields[i];
	return NULL;
}

/* "a,b,c" behind an operator. */
static enum err parse_values(struct parser *p, struct expr_node *node)
{
	VEC(struct expr_literal) list = { 0 };
	bool goes_on = true;
	enum err err = ERR_NONE;

	while (goes_on && !err) {
		struct token value;
		err = token_take_value(p, node->field, &value);
		if (err)
			break;
		err = token_fault_at(p, value.at,
				expr_literal_read(p->arena, node->field, node->op, value.text, value.is_quoted,
						  vec_push(&list), p->fault));
		goes_on = token_sign(p, 0) == ',';
		p->at += goes_on;
		if (goes_on && !err && node->op != COMPARE_EQ && node->op != COMPARE_HAS)
			err = token_fail(p, p->at - 1, ERR_INVALID, span_of(node->field->name),
				   "a list goes with = != and ~ only", "");
	}
	node->literal_count = list.count;
	node->literals = arena_new(p->arena, list.count ? list.count : 1, sizeof *list.items);
	if (list.count)
		memcpy(node->literals, list.items, list.count * sizeof *list.items);
	vec_release(&list);
	return err;
}

static enum err parse_compare(struct parser *p, const struct token *name, const struct op_text *op,
			      struct expr_node **out)
{
	const struct expr_field *field = expr_scope_field(p->scope, name->text);

	if (!field)
		return fail_unknown(p, name, true);
	struct expr_node *node = node_new(p, NODE_COMPARE);
	node->field = field;
	node->op = op->op;
	*out = op->is_negated ? negated(p, node) : node;
	return parse_values(p, node);
}

static bool has_search(const struct expr_scope *scope)
{
	for (size_t i = 0; i < scope->field_count; i++)
		if (expr_is_searched(&scope->fields[i]))
			return true;
	return false;
}

static enum err parse_search(struct parser *p, const struct token *word, struct expr_node **out)
{
	static const struct expr_field as_folded = { .kind = EXPR_TEXT, .folded = "" };
	static const struct expr_field as_lowered = { .kind = EXPR_TEXT };
	struct str folded = { 0 }, lowered = { 0 };
	struct expr_node *node = node_new(p, NODE_SEARCH);

	expr_fold(&as_folded, word->text, &folded);
	expr_fold(&as_lowered, word->text, &lowered);
	node->scope = p->scope;
	node->literals = arena_new(p->arena, 1, sizeof *node->literals);
	node->literal_count = 1;
	node->literals->text =
		(struct span){ arena_text(p->arena, str_text(&folded), folded.length), folded.length };
	node->literals->lowered =
		(struct span){ arena_text(p->arena, str_text(&lowered), lowered.length), lowered.length };
	str_release(&folded);
	str_release(&lowered);
	*out = node;
	if (node->literals->text.length == 0)
		return token_fail(p, word->at, ERR_INVALID, word->text, "there is nothing here to search for", "");
	return ERR_NONE;
}

/* An alias is parsed where it stands, with a depth of its own; a fault in it is a mistake of the
 * scope. */
static enum err parse_alias(struct parser *p, const struct expr_alias *alias, struct expr_node **out)
{
	struct fault fault = { 0 };
	struct parser inner = { .arena = p->arena, .scope = p->scope, .text = span_of(alias->text),
				.in_alias = true, .fault = &fault };

	if (parse_or(&inner, out) || inner.at < inner.text.length)
		BUG("alias %s of scope %s: %s: %s", alias->name, p->scope->name, fault.what, fault.why);
	return ERR_NONE;
}

static const struct expr_alias *find_alias(const struct parser *p, struct span name)
{
	for (size_t i = 0; !p->in_alias && i < p->scope->alias_count; i++)
		if (is_word(name, p->scope->aliases[i].name))
			return &p->scope->aliases[i];
	return NULL;
}

static enum err parse_bare(struct parser *p, const struct token *word, struct expr_node **out)
{
	const struct expr_alias *alias = find_alias(p, word->text);
	const struct expr_field *field = expr_scope_field(p->scope, word->text);

	if (alias)
		return parse_alias(p, alias, out);
	if (field && field->kind != EXPR_BOOL)
		return token_fail(p, word->at, ERR_SYNTAX, word->text, "this field needs a comparison",
			    "to search for the word itself, put it in quotes");
	if (!field)
		return has_search(p->scope) ? parse_search(p, word, out) : fail_unknown(p, word, false);
	struct expr_node *node = node_new(p, NODE_COMPARE);
	node->field = field;
	node->op = COMPARE_EQ;
	node->literals = arena_new(p->arena, 1, sizeof *node->literals);
	node->literal_count = 1;
	*node->literals = (struct expr_literal){ .kind = LITERAL_NUMBER, .number = 1 };
	*out = node;
	return ERR_NONE;
}

static enum err parse_quoted(struct parser *p, struct expr_node **out)
{
	struct token phrase;
	enum err err = token_take_quoted(p, &phrase);

	if (err)
		return err;
	if (!has_search(p->scope))
		return token_fail(p, phrase.at, ERR_INVALID, phrase.text, "there is nothing to search here",
			    "name a field: field=\"...\"");
	return parse_search(p, &phrase, out);
}

static enum err parse_group(struct parser *p, struct expr_node **out)
{
	size_t begin = p->at++;
	struct span open = { "(", 1 };
	enum err err = parse_or(p, out);

	if (err)
		return err;
	if (token_sign(p, 0) != ')')
		return token_fail(p, begin, ERR_SYNTAX, open, "this parenthesis is not closed", "");
	p->at++;
	return ERR_NONE;
}

static enum err parse_unary(struct parser *p, struct expr_node **out);

static enum err parse_not(struct parser *p, struct expr_node **out)
{
	enum err err = parse_unary(p, out);

	if (!err)
		*out = negated(p, *out);
	return err;
}

static enum err parse_term(struct parser *p, struct expr_node **out)
{
	struct token word;
	char c = token_sign(p, 0);

	if (c == '(')
		return parse_group(p, out);
	if (c == '"')
		return parse_quoted(p, out);
	if (c == '-' || (c == '!' && token_sign(p, 1) != '=')) {
		p->at++;
		return parse_not(p, out);
	}
	token_take_word(p, &word);
	const struct op_text *op = token_take_op(p);
	if (word.text.length == 0)
		return token_fail(p, word.at, ERR_SYNTAX, (struct span){ p->text.text + word.at, p->at - word.at },
			    "something should stand here to compare or to search for", "");
	if (op)
		return parse_compare(p, &word, op, out);
	if (is_word(word.text, "not"))
		return parse_not(p, out);
	return parse_bare(p, &word, out);
}

static enum err parse_unary(struct parser *p, struct expr_node **out)
{
	token_skip_blanks(p);
	enum err err = enter(p);
	if (err)
		return err;
	err = parse_term(p, out);
	p->depth--;
	return err;
}

/* Is the next word this one (and no field of that name being compared)? Takes it if so. */
static bool take_keyword(struct parser *p, const char *keyword)
{
	struct parser ahead = *p;
	struct token word;

	token_skip_blanks(&ahead);
	token_take_word(&ahead, &word);
	if (!is_word(word.text, keyword) || token_take_op(&ahead))
		return false;
	p->at = ahead.at;
	return true;
}

static bool ends_here(struct parser *p)
{
	struct parser ahead = *p;

	token_skip_blanks(p);
	return p->at >= p->text.length || token_sign(p, 0) == ')' || take_keyword(&ahead, "or");
}

static enum err parse_and(struct parser *p, struct expr_node **out)
{
	struct expr_node *all = node_new(p, NODE_AND), **end = &all->first;
	enum err err;

	do {
		err = parse_unary(p, end);
		if (err)
			return err;
		end = &(*end)->next;
		/* `and` is welcome between two terms, and must have a second. */
		if (take_keyword(p, "and"))
			continue;
		if (ends_here(p))
			break;
	} while (true);
	*out = all->first->next ? all : all->first;
	return ERR_NONE;
}

static enum err parse_or(struct parser *p, struct expr_node **out)
{
	struct expr_node *any = node_new(p, NODE_OR), **end = &any->first;
	enum err err;

	do {
		err = parse_and(p, end);
		if (err)
			return err;
		end = &(*end)->next;
	} while (take_keyword(p, "or"));
	token_skip_blanks(p);
	*out = any->first->next ? any : any->first;
	return ERR_NONE;
}

enum err expr_parse(struct arena *arena, const struct expr_scope *scope, struct span text,
		    const struct expr **out, struct fault *fault)
{
	struct fault ignored;
	struct parser p = { .arena = arena, .scope = scope, .text = text,
			    .fault = fault ? fault : &ignored };
	struct expr_node *root = NULL;

	if (text.length > EXPR_MOST_BYTES)
		return fault_set(fault, ERR_LIMIT, "expression", "it is longer than %d bytes", EXPR_MOST_BYTES);
	struct expr *expr = arena_new(arena, 1, sizeof *expr);
	expr->scope = scope;
	token_skip_blanks(&p);
	if (p.at < text.length) {
		enum err err = parse_or(&p, &root);
		if (err)
			return err;
		if (p.at < text.length)
			return token_fail(&p, p.at, ERR_SYNTAX, (struct span){ ")", 1 }, "this parenthesis was not opened", "");
	}
	expr->root = root;
	*out = expr;
	return ERR_NONE;
}

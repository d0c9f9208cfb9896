/* SPDX-License-Identifier: MIT */
/* Does one row match? Two-valued: a comparison with a missing value is false, and `not` turns that
 * round. */
#include "expr/expr_tree.h"

#include <string.h>

/* One row being asked. */
struct matcher {
	expr_values *values;
	void *context;
	const struct expr_asker *asker;
	struct str value; /* room for the row's text, as compared */
	struct str me;    /* room for the asker's */
};

static bool matches(struct matcher *m, const struct expr_node *node);

static bool holds(enum compare op, int order)
{
	switch (op) {
	case COMPARE_EQ:
		return order == 0;
	case COMPARE_LT:
		return order < 0;
	case COMPARE_LE:
		return order <= 0;
	case COMPARE_GT:
		return order > 0;
	case COMPARE_GE:
		return order >= 0;
	case COMPARE_HAS:
		break;
	}
	return false;
}

static int order_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int order_of_text(struct span a, struct span b)
{
	int order = memcmp(a.text, b.text, a.length < b.length ? a.length : b.length);

	return order ? order : (a.length > b.length) - (a.length < b.length);
}

static bool has(struct span text, struct span part)
{
	return memmem(text.text, text.length, part.text, part.length) != NULL;
}

/* The value of a field; false if it is missing. Text comes as the field is compared. */
static bool fetch(struct matcher *m, const struct expr_field *field, struct expr_value *out)
{
	*out = (struct expr_value){ .is_missing = true };
	m->values(m->context, field, out);
	if (out->is_missing)
		return false;
	switch (field->kind) {
	case EXPR_TEXT:
	case EXPR_SET:
		if (!out->is_folded || !field->folded) {
			str_clear(&m->value);
			expr_fold(field, out->text, &m->value);
			out->text = (struct span){ str_text(&m->value), m->value.length };
		}
		return out->text.length > 0;
	case EXPR_INSTANT:
	case EXPR_LEFT:
	case EXPR_AGE:
		return out->number != INSTANT_NONE;
	case EXPR_MONEY:
		return money_is_known(out->money);
	case EXPR_NUMBER:
	case EXPR_DURATION:
	case EXPR_BOOL:
		break;
	}
	return true;
}

static bool text_holds(enum compare op, struct span value, struct span literal)
{
	return op == COMPARE_HAS ? has(value, literal) : holds(op, order_of_text(value, literal));
}

static bool is_me(struct matcher *m, const struct expr_field *field, struct span value)
{
	if (!m->asker->me)
		return false;
	str_clear(&m->me);
	expr_fold(field, span_of(m->asker->me), &m->me);
	return span_equal(value, (struct span){ str_text(&m->me), m->me.length });
}

/* Before the interval is less, behind it is greater, within is equal. */
static bool moment_holds(enum compare op, int64_t at, struct interval interval)
{
	return holds(op, at < interval.begin ? -1 : at >= interval.end);
}

static bool due_holds(const struct matcher *m, const struct expr_field *field, enum compare op,
		      int64_t at, int64_t duration_us)
{
	struct interval due = expr_due(field, duration_us, m->asker, &op);

	return moment_holds(op, at, due);
}

static bool money_holds(enum compare op, struct money value, struct money literal)
{
	return strcmp(value.currency, literal.currency) == 0 &&
	       holds(op, order_of(value.minor, literal.minor));
}

static bool literal_holds(struct matcher *m, const struct expr_node *node,
			  const struct expr_literal *literal, const struct expr_value *value)
{
	switch (literal->kind) {
	case LITERAL_TEXT:
		return text_holds(node->op, value->text, literal->text);
	case LITERAL_ME:
		return is_me(m, node->field, value->text);
	case LITERAL_MONEY:
		return money_holds(node->op, value->money, literal->money);
	case LITERAL_MOMENT:
		return moment_holds(node->op, value->number, expr_moment(&literal->moment, m->asker));
	case LITERAL_NUMBER:
		if (node->field->kind == EXPR_LEFT || node->field->kind == EXPR_AGE)
			return due_holds(m, node->field, node->op, value->number, literal->number);
		return holds(node->op, order_of(value->number, literal->number));
	case LITERAL_NONE:
	case LITERAL_NEVER:
		break;
	}
	return false;
}

static bool compare_matches(struct matcher *m, const struct expr_node *node)
{
	struct expr_value value;
	bool is_there = fetch(m, node->field, &value);

	for (size_t i = 0; i < node->literal_count; i++) {
		const struct expr_literal *literal = &node->literals[i];
		if (!is_there ? literal->kind == LITERAL_NONE : literal_holds(m, node, literal, &value))
			return true;
	}
	return false;
}

static bool search_matches(struct matcher *m, const struct expr_node *node,
			   const struct expr_scope *scope)
{
	struct expr_value value;

	for (size_t i = 0; i < scope->field_count; i++) {
		const struct expr_field *field = &scope->fields[i];
		if (!expr_is_searched(field) || !fetch(m, field, &value))
			continue;
		if (has(value.text, field->folded ? node->literals->text : node->literals->lowered))
			return true;
	}
	return false;
}

static bool any_matches(struct matcher *m, const struct expr_node *node, bool want)
{
	for (const struct expr_node *child = node->first; child; child = child->next)
		if (matches(m, child) == want)
			return true;
	return false;
}

static bool matches(struct matcher *m, const struct expr_node *node)
{
	switch (node->kind) {
	case NODE_AND:
		return !any_matches(m, node, false);
	case NODE_OR:
		return any_matches(m, node, true);
	case NODE_NOT:
		return !matches(m, node->first);
	case NODE_COMPARE:
		return compare_matches(m, node);
	case NODE_SEARCH:
		return search_matches(m, node, node->scope);
	}
	return false;
}

bool expr_match(const struct expr *expr, expr_values *values, void *context,
		const struct expr_asker *asker)
{
	struct matcher m = { .values = values, .context = context, .asker = asker };
	bool result = !expr->root || matches(&m, expr->root);

	str_release(&m.value);
	str_release(&m.me);
	return result;
}

static void each_field(const struct expr_node *node,
		       void (*on_field)(void *context, const struct expr_field *field), void *context)
{
	if (node->kind == NODE_COMPARE)
		on_field(context, node->field);
	for (size_t i = 0; node->kind == NODE_SEARCH && i < node->scope->field_count; i++)
		if (expr_is_searched(&node->scope->fields[i]))
			on_field(context, &node->scope->fields[i]);
	for (const struct expr_node *child = node->first; child; child = child->next)
		each_field(child, on_field, context);
}

void expr_each_field(const struct expr *expr,
		     void (*on_field)(void *context, const struct expr_field *field), void *context)
{
	if (expr->root)
		each_field(expr->root, on_field, context);
}

static bool is_timed(const struct expr_node *node)
{
	for (size_t i = 0; i < node->literal_count; i++) {
		const struct expr_literal *literal = &node->literals[i];
		if (literal->kind == LITERAL_MOMENT && (literal->moment.base == MOMENT_NOW ||
							literal->moment.base == MOMENT_TODAY))
			return true;
		if (literal->kind == LITERAL_NUMBER && node->field &&
		    (node->field->kind == EXPR_LEFT || node->field->kind == EXPR_AGE))
			return true;
	}
	for (const struct expr_node *child = node->first; child; child = child->next)
		if (is_timed(child))
			return true;
	return false;
}

bool expr_is_timed(const struct expr *expr)
{
	return expr->root && is_timed(expr->root);
}

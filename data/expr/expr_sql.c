/* SPDX-License-Identifier: MIT */
/*
 * The same answer from SQL. A comparison with NULL is NULL there, which a where clause takes for
 * false, and so do `and` and `or` on the way up. Only under `not` it would come out wrong, so
 * negations are pushed down to the comparisons, and become "is not true" there. Empty text counts
 * as NULL.
 */
#include "expr/expr_tree.h"

#include "base/mem.h"

#include <string.h>

struct renderer {
	const struct expr_asker *asker;
	struct arena *arena;
	struct expr_sql *out;
	int first; /* number of the first parameter */
	struct fault *fault;
};

static enum err render(struct renderer *r, const struct expr_node *node, bool is_negated);

static const char *const op_texts[] = {
	[COMPARE_EQ] = "=", [COMPARE_LT] = "<", [COMPARE_LE] = "<=", [COMPARE_GT] = ">", [COMPARE_GE] = ">=",
	[COMPARE_HAS] = "",
};

static void add(struct renderer *r, const char *text)
{
	str_adds(&r->out->text, text);
}

static void add_param(struct renderer *r, struct expr_param param)
{
	static const char *const casts[] = {
		[EXPR_PARAM_TEXT] = "text", [EXPR_PARAM_NUMBER] = "bigint", [EXPR_PARAM_INSTANT] = "timestamptz",
	};

	*vec_push(&r->out->params) = param;
	str_addf(&r->out->text, "$%d::%s", r->first + (int)r->out->params.count - 1, casts[param.kind]);
}

static void add_text(struct renderer *r, struct span text)
{
	add_param(r, (struct expr_param){ .kind = EXPR_PARAM_TEXT, .text = text });
}

static void add_number(struct renderer *r, int64_t number)
{
	add_param(r, (struct expr_param){ .kind = EXPR_PARAM_NUMBER, .number = number });
}

static void add_instant(struct renderer *r, int64_t at)
{
	add_param(r, (struct expr_param){ .kind = EXPR_PARAM_INSTANT, .number = at });
}

/* The column as its text is compared. */
static void add_column(struct renderer *r, const struct expr_field *field)
{
	bool is_lowered = field->kind == EXPR_TEXT && !field->folded;

	if (is_lowered)
		str_addf(&r->out->text, "lower(%s collate \"C\")", field->column);
	else
		add(r, field->kind == EXPR_TEXT ? field->folded : field->column);
}

static void render_text(struct renderer *r, const struct expr_field *field, enum compare op,
			struct span text)
{
	add(r, op == COMPARE_HAS ? "strpos(" : op == COMPARE_EQ ? "" : "nullif(");
	add_column(r, field);
	if (op == COMPARE_HAS)
		add(r, ", ");
	else if (op == COMPARE_EQ)
		add(r, " = ");
	else
		str_addf(&r->out->text, ", '') collate \"C\" %s ", op_texts[op]);
	add_text(r, text);
	if (op == COMPARE_HAS)
		add(r, ") > 0");
}

static void render_interval(struct renderer *r, const struct expr_field *field, enum compare op,
			    struct interval interval)
{
	bool from_begin = op == COMPARE_GE || op == COMPARE_LT;

	if (op == COMPARE_EQ) {
		str_addf(&r->out->text, "(%s >= ", field->column);
		add_instant(r, interval.begin);
		str_addf(&r->out->text, " and %s < ", field->column);
		add_instant(r, interval.end);
		add(r, ")");
		return;
	}
	/* after the whole interval, or within it too */
	const char *sign = op == COMPARE_GT || op == COMPARE_GE ? ">=" : "<";
	str_addf(&r->out->text, "%s %s ", field->column, sign);
	add_instant(r, from_begin ? interval.begin : interval.end);
}

static void render_number(struct renderer *r, const struct expr_field *field, enum compare op,
			  int64_t number)
{
	if (field->kind == EXPR_LEFT || field->kind == EXPR_AGE) {
		struct interval due = expr_due(field, number, r->asker, &op);
		render_interval(r, field, op, due);
	} else if (field->kind == EXPR_BOOL) {
		str_addf(&r->out->text, "%s = %s", field->column, number ? "true" : "false");
	} else {
		str_addf(&r->out->text, "%s %s ", field->column, op_texts[op]);
		add_number(r, number);
	}
}

static void render_money(struct renderer *r, const struct expr_field *field, enum compare op,
			 const struct money *money)
{
	str_addf(&r->out->text, "(%s = ", field->currency);
	add_text(r, span_of(money->currency));
	str_addf(&r->out->text, " and %s %s ", field->column, op_texts[op]);
	add_number(r, money->minor);
	add(r, ")");
}

static void render_missing(struct renderer *r, const struct expr_field *field)
{
	if (field->kind == EXPR_TEXT || field->kind == EXPR_SET) {
		add(r, "coalesce(");
		add_column(r, field);
		add(r, ", '') = ''");
	} else if (field->kind == EXPR_MONEY) {
		str_addf(&r->out->text, "(%s is null or coalesce(%s, '') = '')", field->column, field->currency);
	} else {
		str_addf(&r->out->text, "%s is null", field->column);
	}
}

static void render_me(struct renderer *r, const struct expr_field *field)
{
	struct str me = { 0 };

	if (r->asker->me)
		expr_fold(field, span_of(r->asker->me), &me);
	if (me.length)
		render_text(r, field, COMPARE_EQ,
			    (struct span){ arena_text(r->arena, str_text(&me), me.length), me.length });
	else
		add(r, "false");
	str_release(&me);
}

static void render_literal(struct renderer *r, const struct expr_node *node,
			   const struct expr_literal *literal)
{
	const struct expr_field *field = node->field;

	switch (literal->kind) {
	case LITERAL_TEXT:
		render_text(r, field, node->op, literal->text);
		return;
	case LITERAL_NUMBER:
		render_number(r, field, node->op, literal->number);
		return;
	case LITERAL_MONEY:
		render_money(r, field, node->op, &literal->money);
		return;
	case LITERAL_MOMENT:
		render_interval(r, field, node->op, expr_moment(&literal->moment, r->asker));
		return;
	case LITERAL_ME:
		render_me(r, field);
		return;
	case LITERAL_NONE:
		render_missing(r, field);
		return;
	case LITERAL_NEVER:
		add(r, "false");
		return;
	}
}

static enum err check_column(struct renderer *r, const struct expr_field *field)
{
	bool has_all = field->column && (field->kind != EXPR_MONEY || field->currency);

	if (has_all || (field->kind == EXPR_TEXT && field->folded))
		return ERR_NONE;
	return fault_set(r->fault, ERR_INVALID, field->name, "the store cannot be asked for this field");
}

static void render_compare(struct renderer *r, const struct expr_node *node)
{
	for (size_t i = 0; i < node->literal_count; i++) {
		add(r, i ? " or " : "");
		render_literal(r, node, &node->literals[i]);
	}
}

static enum err render_search(struct renderer *r, const struct expr_node *node)
{
	bool has_some = false;

	for (size_t i = 0; i < node->scope->field_count; i++) {
		const struct expr_field *field = &node->scope->fields[i];
		if (!expr_is_searched(field))
			continue;
		enum err err = check_column(r, field);
		if (err)
			return err;
		add(r, has_some ? " or " : "");
		has_some = true;
		render_text(r, field, COMPARE_HAS,
			    field->folded ? node->literals->text : node->literals->lowered);
	}
	return ERR_NONE;
}

/* A comparison, in parentheses of its own. */
static enum err render_leaf(struct renderer *r, const struct expr_node *node, bool is_negated)
{
	enum err err = node->kind == NODE_COMPARE ? check_column(r, node->field) : ERR_NONE;

	if (err)
		return err;
	add(r, is_negated ? "((" : "(");
	if (node->kind == NODE_COMPARE)
		render_compare(r, node);
	else
		err = render_search(r, node);
	add(r, is_negated ? ") is not true)" : ")");
	return err;
}

static enum err render_children(struct renderer *r, const struct expr_node *node, bool is_negated)
{
	bool is_and = (node->kind == NODE_AND) != is_negated;

	add(r, "(");
	for (const struct expr_node *child = node->first; child; child = child->next) {
		enum err err = render(r, child, is_negated);
		if (err)
			return err;
		if (child->next)
			add(r, is_and ? " and " : " or ");
	}
	add(r, ")");
	return ERR_NONE;
}

static enum err render(struct renderer *r, const struct expr_node *node, bool is_negated)
{
	switch (node->kind) {
	case NODE_AND:
	case NODE_OR:
		return render_children(r, node, is_negated);
	case NODE_NOT:
		return render(r, node->first, !is_negated);
	case NODE_COMPARE:
	case NODE_SEARCH:
		return render_leaf(r, node, is_negated);
	}
	return ERR_NONE;
}

enum err expr_sql(const struct expr *expr, const struct expr_asker *asker, struct arena *arena,
		  int first, struct expr_sql *out, struct fault *fault)
{
	struct renderer r = { asker, arena, out, first - (int)out->params.count, fault };

	if (expr->root)
		return render(&r, expr->root, false);
	add(&r, "true");
	return ERR_NONE;
}

void expr_sql_release(struct expr_sql *sql)
{
	str_release(&sql->text);
	vec_release(&sql->params);
}

/* SPDX-License-Identifier: MIT */
/* Who agrees to an action: from what amount, how many, who may set a rule aside, and what one word may decide together. */
#include "policy/reader.h"

#include <string.h>

static struct policy_rung *add_rung(struct reader *reader, const struct conf_line *line, struct action_block *block)
{
	struct policy_rung *rung;

	if (!block->has_rungs)
		block->action->rungs.count = 0;
	block->has_rungs = true;
	rung = policy_push(reader->arena, &block->action->rungs);
	rung->line = line;
	return rung;
}

/* Roles stand in tables and words: small letters, digits and a dash, apart by commas. */
static enum err check_roles(struct reader *reader, const struct conf_line *line, const char *roles)
{
	size_t length = strspn(roles, "abcdefghijklmnopqrstuvwxyz0123456789-_,");

	if (roles[length] || !roles[0] || roles[0] == ',' || strstr(roles, ",,") || roles[length - 1] == ',')
		return conf_fault(line, &line->words[0], reader->fault, "%s is no role, or several apart by commas", roles);
	return ERR_NONE;
}

/* `from AMOUNT` behind `word`, up to the condition; nothing there is from the first cent. */
static enum err read_from(struct reader *reader, const struct conf_line *line, const struct clause *clause, size_t word, struct money *out)
{
	*out = (struct money) { 0 };
	if (clause->word_count == word)
		return ERR_NONE;
	if (clause->word_count != word + 2 || !word_is(line, clause, word, "from"))
		return conf_fault(line, &line->words[word], reader->fault, "an amount is missing: from 500EUR");
	return reader_money(reader, line, word + 1, out);
}

enum err read_approve(struct reader *reader, const struct conf_line *line, void *of)
{
	struct clause clause;
	struct policy_rung *rung;
	enum err err = reader_clause(reader, line, &clause);

	if (err)
		return err;
	if (clause.word_count == 0)
		return conf_fault(line, NULL, reader->fault, "who approves is missing: approve supervisor");
	rung = add_rung(reader, line, of);
	rung->roles = line->words[0].text;
	rung->when = clause.when;
	err = check_roles(reader, line, rung->roles);
	return err ? err : read_from(reader, line, &clause, 1, &rung->from);
}

enum err read_two(struct reader *reader, const struct conf_line *line, void *of)
{
	struct clause clause;
	struct policy_rung *rung;
	enum err err = reader_clause(reader, line, &clause);

	if (err)
		return err;
	if (clause.word_count != 2)
		return conf_fault(line, NULL, reader->fault, "from what amount is missing: two from 25000EUR");
	rung = add_rung(reader, line, of);
	rung->when = clause.when;
	return read_from(reader, line, &clause, 0, &rung->from);
}

/* `up to AMOUNT` at `word`. */
static enum err read_up_to(struct reader *reader, const struct conf_line *line, size_t word, struct money *out)
{
	if (line->word_count < word + 3 || strcmp(line->words[word].text, "up") != 0 || strcmp(line->words[word + 1].text, "to") != 0)
		return conf_fault(line, &line->words[word], reader->fault, "an amount is missing: up to 2000EUR");
	return reader_money(reader, line, word + 2, out);
}

enum err read_override(struct reader *reader, const struct conf_line *line, void *of)
{
	struct policy_action *action = ((struct action_block *)of)->action;
	enum err err = check_roles(reader, line, line->words[0].text);

	if (err)
		return err;
	action->override_role = line->words[0].text;
	action->override_most = (struct money) { 0 };
	if (line->word_count == 1)
		return ERR_NONE;
	return read_up_to(reader, line, 1, &action->override_most);
}

enum err read_batch(struct reader *reader, const struct conf_line *line, void *of)
{
	struct action_block *block = of;
	struct money together, each = { 0 };
	enum err err = reader_number(reader, line, 0, 2, 100, &block->rule.batch_most);

	if (!err)
		err = read_up_to(reader, line, 1, &together);
	if (!err && line->word_count > 4 && (line->word_count != 6 || strcmp(line->words[4].text, "each") != 0))
		err = conf_fault(line, &line->words[4], reader->fault, "an amount is missing: each 300EUR");
	else if (!err && line->word_count == 6)
		err = reader_money(reader, line, 5, &each);
	if (err)
		return err;
	if (block->rule.currency[0] &&
	    (strcmp(together.currency, block->rule.currency) != 0 || (each.minor && strcmp(each.currency, block->rule.currency) != 0)))
		return conf_fault(line, &line->words[3], reader->fault, "it must be in the currency of the shipment limit");
	block->rule.batch_minor = together.minor;
	block->rule.batch_each_minor = each.minor;
	return ERR_NONE;
}

static bool is_other(const struct money *money, const char *currency)
{
	return money->currency[0] && strcmp(money->currency, currency) != 0;
}

enum err finish_ladder(struct reader *reader, const struct conf_line *line, struct action_block *block)
{
	const struct policy_action *action = block->action;
	int64_t lowest = INT64_MAX;

	if (is_other(&action->override_most, block->rule.currency))
		return conf_fault(line, NULL, reader->fault, "what an override costs at most must be in the currency of the shipment limit");
	for (size_t i = 0; i < action->rungs.count; i++) {
		const struct policy_rung *rung = &action->rungs.items[i];
		if (is_other(&rung->from, block->rule.currency))
			return conf_fault(block->has_rungs ? rung->line : line, NULL, reader->fault,
					  "the amount must be in the currency of the shipment limit");
		if (!rung->roles || rung->when.expr || rung->from.minor > lowest)
			continue;
		lowest = rung->from.minor;
		block->rule.approve_role = arena_text(reader->arena, rung->roles, strcspn(rung->roles, ","));
	}
	return ERR_NONE;
}

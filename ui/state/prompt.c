/* SPDX-License-Identifier: MIT */
/* Lines that are typed: the filter with its live count, find, commands, reasons; the palette and help, which search. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "state/inside.h"
#include "view/words.h"

static const char *history(void *context, int back)
{
	const struct ui *ui = context;
	int at = ui->history_at - back;

	if (back < 1 || back > (int)COUNT_OF(ui->history) || at < 0)
		return NULL;
	return str_text(&ui->history[at % (int)COUNT_OF(ui->history)]);
}

static void remember(struct ui *ui, const char *text)
{
	struct str *slot = &ui->history[ui->history_at % (int)COUNT_OF(ui->history)];

	if (!*text || (ui->history_at > 0 && strcmp(history(ui, 1), text) == 0))
		return;
	str_clear(slot);
	str_adds(slot, text);
	ui->history_at++;
}

/* ---- completion ---- */

/* Names of both tables that begin with `prefix`, the n-th of them. */
static const char *nth_name(const char *prefix, size_t length, int n)
{
	const struct verb *const tables[] = { verb_commands, verb_acts };

	for (size_t i = 0; i < COUNT_OF(tables); i++)
		for (const struct verb *verb = tables[i]; verb->name; verb++)
			if (strncmp(verb->name, prefix, length) == 0 && n-- == 0)
				return verb->name;
	return NULL;
}

static bool complete_command(void *context, const char *text, size_t cursor, int n, struct str *out, size_t *out_cursor)
{
	const char *name = memchr(text, ' ', cursor) ? NULL : nth_name(text, cursor, n);

	(void)context;
	if (!name)
		return false;
	str_addf(out, "%s ", name);
	*out_cursor = out->length;
	str_adds(out, text + cursor);
	return true;
}

static bool complete_filter(void *context, const char *text, size_t cursor, int n, struct str *out, size_t *out_cursor)
{
	struct expr_candidates candidates = { 0 };
	bool has;

	(void)context;
	expr_complete(&case_scope, span_of(text), cursor, &candidates);
	has = n >= 0 && (size_t)n < candidates.list.count;
	if (has) {
		str_add(out, text, candidates.begin);
		str_adds(out, candidates.list.items[n].text);
		*out_cursor = out->length;
		str_adds(out, text + candidates.end);
	}
	expr_candidates_release(&candidates);
	return has;
}

/* ---- opening ---- */

void prompt_open(struct ui *ui, enum prompt_kind kind)
{
	struct layer *layer = layer_push(ui, LAYER_PROMPT);

	layer->prompt = kind;
	layer->edit.is_bs_cancel = kind == PROMPT_COMMAND;
	layer->edit.on_history = history;
	layer->edit.context = ui;
	layer->edit.on_complete = kind == PROMPT_COMMAND ? complete_command : kind == PROMPT_FILTER ? complete_filter : NULL;
	if (kind == PROMPT_FILTER && ui->view != VIEW_APPROVALS)
		lineedit_set(&layer->edit, str_text(&ui->queues[ui->view].filter_text));
}

void prompt_palette(struct ui *ui)
{
	layer_push(ui, LAYER_PALETTE);
}

/* ---- the filter's count while typing ---- */

static void count(struct ui *ui, struct layer *layer)
{
	size_t found;
	struct fault fault;

	if (ui->view == VIEW_APPROVALS)
		return;
	layer->is_bad = queue_count(&ui->queues[ui->view], &ui->scene, lineedit_text(&layer->edit), &found, &fault) != ERR_NONE;
	if (layer->is_bad)
		snprintf(layer->note, sizeof layer->note, "column %d: %.90s%s%.50s", fault.column, fault.why, *fault.help ? "; " : "", fault.help);
	else
		snprintf(layer->note, sizeof layer->note, "%zu match", found);
	if (!layer->is_bad && found == 0) {
		struct str hint = { 0 };
		queue_hint(&ui->queues[ui->view], &ui->scene, lineedit_text(&layer->edit), &hint);
		if (hint.length > 0)
			snprintf(layer->note, sizeof layer->note, "0 match; %.120s", str_text(&hint));
		str_release(&hint);
	}
}

/* ---- done ---- */

static void done_filter(struct ui *ui, struct layer *layer, const char *text)
{
	struct fault fault;

	if (ui->view == VIEW_APPROVALS) {
		layer_pop(ui);
		return;
	}
	if (queue_filter(&ui->queues[ui->view], &ui->scene, text, &fault)) {
		count(ui, layer);
		return;
	}
	layer_pop(ui);
}

/* The amount must be the one on the sheet, in money and currency. */
static void done_amount(struct ui *ui, struct layer *layer, const char *text, struct ui_effects *out)
{
	const struct layer *sheet = &ui->layers[ui->layer_count - 2];
	const struct approval_shown_row *approval = sheet_approval(&ui->scene, sheet->tenant_id, sheet->approval_id);
	struct str with_currency = { 0 };
	struct money money = { 0, "" };
	bool is_same;

	str_adds(&with_currency, text);
	if (approval && money_read(span_of(text), &money))
		str_addf(&with_currency, " %s", approval->currency);
	is_same = approval && money_read((struct span){ str_text(&with_currency), with_currency.length }, &money) == ERR_NONE &&
		  money.minor == approval->amount_minor && strcmp(money.currency, approval->currency) == 0;
	str_release(&with_currency);
	if (!is_same) {
		layer->is_bad = true;
		snprintf(layer->note, sizeof layer->note, "that is not the amount on the sheet");
		return;
	}
	layer_pop(ui);
	deciding_send(ui, "approve", "", out);
}

static void done_deny(struct ui *ui, struct layer *layer, const char *text, struct ui_effects *out)
{
	char reason[240];

	if (!*text) {
		layer->is_bad = true;
		snprintf(layer->note, sizeof layer->note, "a reason is needed: who asked will read it");
		return;
	}
	snprintf(reason, sizeof reason, "%.230s", text);
	layer_pop(ui);
	deciding_send(ui, "deny", reason, out);
}

static void done_urgent(struct ui *ui, const char *text, struct ui_effects *out)
{
	char reason[256];

	snprintf(reason, sizeof reason, "%.250s", text);
	if (!reason[0]) {
		ui_say(ui, ROLE_ERROR, "doing it at once needs a reason; Esc leaves");
		return;
	}
	layer_pop(ui);
	deciding_at_once(ui, reason, out);
}

static void done_drop(struct ui *ui, struct layer *layer, const char *text, struct ui_effects *out)
{
	char reason[240];

	if (!*text) {
		layer->is_bad = true;
		snprintf(layer->note, sizeof layer->note, "a reason is needed: it is kept");
		return;
	}
	snprintf(reason, sizeof reason, "%.230s", text);
	layer_pop(ui);
	mending_drop(ui, reason, out);
}

static void done(struct ui *ui, struct layer *layer, struct ui_effects *out)
{
	char text[1024], line[1100];
	enum prompt_kind kind = layer->prompt;

	snprintf(text, sizeof text, "%s", lineedit_text(&layer->edit));
	switch (kind) {
	case PROMPT_FILTER:
		remember(ui, text);
		done_filter(ui, layer, text);
		break;
	case PROMPT_DENY:
		done_deny(ui, layer, text, out);
		break;
	case PROMPT_DROP:
		done_drop(ui, layer, text, out);
		break;
	case PROMPT_URGENT:
		done_urgent(ui, text, out);
		break;
	case PROMPT_AMOUNT:
		done_amount(ui, layer, text, out);
		break;
	case PROMPT_TOTAL:
		together_total(ui, layer, text, out);
		break;
	case PROMPT_COMMAND:
	case PROMPT_FIND:
		remember(ui, text);
		layer_pop(ui);
		snprintf(line, sizeof line, "%s%s", kind == PROMPT_FIND && *text ? "find " : "", text);
		ui_command(ui, line, out);
		break;
	}
}

/* ---- palette and help ---- */

/* Do the letters of what is typed stand in this order in the title or the name? */
static bool fits(const char *typed, const struct verb *verb)
{
	struct str title = { 0 }, wanted = { 0 };
	const char *at;
	bool is_fit = true;

	str_addf(&title, "%s %s", verb->name, verb->title);
	text_fold(&wanted, typed, strlen(typed));
	str_addc(&title, ' ');
	str_adds(&title, verb->help);
	for (size_t i = 0; i < title.length; i++)
		if (title.text[i] >= 'A' && title.text[i] <= 'Z')
			title.text[i] = (char)(title.text[i] + 32);
	at = str_text(&wanted);
	while (*at && is_fit) { /* each word must stand there */
		size_t length = strcspn(at, " ");
		char word[64];
		snprintf(word, sizeof word, "%.*s", (int)length, at);
		is_fit = strstr(str_text(&title), word) != NULL;
		at += length + strspn(at + length, " ");
	}
	str_release(&title);
	str_release(&wanted);
	return is_fit;
}

const struct verb *prompt_match(struct ui *ui, const struct layer *layer, int n)
{
	const struct verb *const tables[] = { verb_acts, verb_commands };

	for (size_t i = 0; i < COUNT_OF(tables); i++)
		for (const struct verb *verb = tables[i]; verb->name; verb++) {
			if ((verb->needs & NEEDS_DEMO) && !ui->is_demo)
				continue;
			if (strncmp(verb->name, "move-", 5) == 0 || strncmp(verb->name, "page-", 5) == 0)
				continue;
			if (fits(lineedit_text(&layer->edit), verb) && n-- == 0)
				return verb;
		}
	return NULL;
}

static void take_from_palette(struct ui *ui, struct layer *layer, struct ui_effects *out)
{
	const struct verb *verb = prompt_match(ui, layer, layer->choice.cursor);
	char keys[64], before[200];

	if (!verb)
		return;
	layer_pop(ui);
	keymap_keys_of(ui->keymap, layer_context(ui), verb->name, keys, sizeof keys);
	snprintf(before, sizeof before, "%s", str_text(&ui->message));
	ui_command(ui, verb->name, out);
	if (*keys && strcmp(before, str_text(&ui->message)) == 0)
		ui_say(ui, ROLE_MESSAGE, "next time: %s", keys);
}

static void palette_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	if (key == K_DOWN || key == (K_CTRL | 'n'))
		layer->choice.cursor += prompt_match(ui, layer, layer->choice.cursor + 1) != NULL;
	else if (key == K_UP || key == (K_CTRL | 'p'))
		layer->choice.cursor -= layer->choice.cursor > 0;
	else if (key == K_ENTER)
		take_from_palette(ui, layer, out);
	else if (key == K_ESC)
		layer_pop(ui);
	else if (lineedit_key(&layer->edit, key) == LINEEDIT_CHANGED)
		layer->choice.cursor = 0;
}

/* One line of help: keys, then what they do by the verb tables. */
static void help_line(const struct keymap_bind *bind, struct str *out)
{
	char name[64];
	const struct verb *verb;
	struct str keys = { 0 };

	snprintf(name, sizeof name, "%.*s", (int)strcspn(bind->command, " "), bind->command);
	verb = verb_find(verb_commands, name);
	verb = verb ? verb : verb_find(verb_acts, name);
	key_names(bind->keys, bind->key_count, &keys);
	str_addf(out, "  %-10s %-14s %s\n", str_text(&keys), bind->command, verb ? verb->title : "");
	str_release(&keys);
}

/* Signs and words that stand on the screen without their meaning. */
static const char legend[] =
	"\nSigns and words\n\n"
	"  !!  !  -     how pressing: cannot wait, today, soon; none: can wait\n"
	"  LEFT         until the deciding clock runs out; -12m: it did, 12 minutes ago. Rows stand by when work must begin, which is earlier: `why` says how\n"
	"  HELD         rows stay where they are, while keys move or after hold-order; \"+2 new\" wait above. It lets go 10 seconds after the last key, or with Esc\n"
	"  *            marked: the next act is for all marked rows\n"
	"  UNHEARD      its carrier's interface is quiet or failing: what stands here may be old\n"
	"  CHECK BY HAND  nothing is heard of it, and it falls due just now: ask by hand\n";

/* The operators of data/expr, as docs/filter.md explains them. */
static const char operators[] =
	"\nFilter operators\n\n"
	"  field=value  is it, whole; a,b: one of them; none: has no value\n"
	"  field~text   holds the text: carrier~tram\n"
	"  != < <= > >= as usual: left<15m risk>=250EUR\n"
	"  word         and \"a phrase\": searched where people look\n"
	"  blank or not a blank is `and`; `or`; `not` and - negate; ( ) group\n";

void prompt_help(struct ui *ui)
{
	const struct keymap_bind *bind;
	const char *context = layer_context(ui);
	struct str text = { 0 };

	str_addf(&text, "Keys here (%s), then everywhere.  : and a name does the same.\n\n", context);
	for (size_t n = 0; (bind = keymap_nth(ui->keymap, context, n)); n++)
		if (bind->command)
			help_line(bind, &text);
	str_adds(&text, legend);
	str_adds(&text, operators);
	str_adds(&text, "\nActs by name (:name, or from the palette)\n\n");
	for (const struct verb *verb = verb_acts; verb->name; verb++)
		str_addf(&text, "  %-14s %s\n", verb->name, verb->title);
	str_adds(&text, "\nFilter words\n\n");
	for (size_t i = 0; i < case_scope.field_count; i++)
		str_addf(&text, "  %-12s %s\n", case_scope.fields[i].name, case_scope.fields[i].help);
	for (size_t i = 0; i < case_scope.alias_count; i++)
		str_addf(&text, "  %-12s %s (%s)\n", case_scope.aliases[i].name, case_scope.aliases[i].help, case_scope.aliases[i].text);
	layer_open_text(ui, "Keys and words", str_text(&text));
	str_release(&text);
}

void prompt_key(struct ui *ui, struct layer *layer, uint32_t key, struct ui_effects *out)
{
	if (layer->kind == LAYER_PALETTE) {
		palette_key(ui, layer, key, out);
		return;
	}
	switch (lineedit_key(&layer->edit, key)) {
	case LINEEDIT_DONE:
		done(ui, layer, out);
		break;
	case LINEEDIT_CANCEL:
		layer_pop(ui);
		break;
	case LINEEDIT_CHANGED:
		layer->note[0] = '\0';
		layer->is_bad = false;
		if (layer->prompt == PROMPT_FILTER)
			count(ui, layer);
		break;
	case LINEEDIT_MOVED:
	case LINEEDIT_IGNORED:
		break;
	}
}

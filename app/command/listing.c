/* SPDX-License-Identifier: MIT */
/* Lists on stdout. Each cell is made once; widths come from what stands in them. */
#include "command/listing.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "codec/row_json.h"
#include "view/words.h"

#define GAP "  "
#define LEAST_COLS 6
#define MOST_FLOOR_COLS 12

/* --- one field --- */

static void money_cell(const struct row_type *type, const struct column *column, const void *row, struct str *out)
{
	const struct column *currency = row_type_column(type, column->unit + strlen("minor:"));

	words_money(out, row_int(column, row), currency ? row_text(currency, row) : "");
}

static void instant_cell(const struct session *session, const struct row_type *type, const struct column *column,
			 const void *row, struct str *out)
{
	const struct column *tenant = row_type_column(type, "tenant_id");
	int64_t now = tenant ? session_now(session, row_int(tenant, row)) : INSTANT_NONE;
	bool is_left = column->title && strcmp(column->title, "LEFT") == 0;

	if (is_left)
		words_left(out, row_int(column, row), now);
	else
		words_when(out, row_int(column, row), now, session_zone(session, type, row));
}

static void texts_cell(const struct texts *texts, struct str *out)
{
	for (size_t i = 0; i < texts->count; i++) {
		str_adds(out, i ? ", " : "");
		text_clean(out, texts->items[i], strlen(texts->items[i]));
	}
}

void listing_cell(const struct session *session, const struct row_type *type, const struct column *column,
		  const void *row, struct str *out)
{
	bool is_money = column->kind == COLUMN_INT && strncmp(column->unit, "minor:", 6) == 0;

	if (is_money)
		money_cell(type, column, row, out);
	else if (row_is_null(column, row))
		str_addc(out, '-');
	else if (column->kind == COLUMN_INSTANT)
		instant_cell(session, type, column, row, out);
	else if (column->kind == COLUMN_INT && strcmp(column->unit, "s") == 0)
		duration_write(out, row_int(column, row) * US_PER_S);
	else if (column->kind == COLUMN_TEXT)
		text_clean(out, row_text(column, row), strlen(row_text(column, row)));
	else if (column->kind == COLUMN_TEXTS)
		texts_cell((const struct texts *)(const void *)((const char *)row + column->offset), out);
	else if (column->kind == COLUMN_BOOL)
		str_adds(out, row_int(column, row) ? "yes" : "no");
	else
		row_write(column, row, out);
}

/* --- a table --- */

struct table {
	const struct column **columns;
	int *widths;
	bool *is_right; /* numbers and money stand at the right */
	size_t count;
	char **cells;   /* rows * count, in the session's arena */
};

/* A number that is no column on screen still needs a head where it is asked for: it is what people type. */
static const char *head_of(const struct column *column)
{
	return column->title && *column->title ? column->title : "NO";
}

static bool is_right(const struct column *column)
{
	return column->kind == COLUMN_INT;
}

static size_t pick_columns(const struct row_type *type, const char *const *names, const struct column **out)
{
	size_t count = 0;

	if (!names) {
		for (size_t i = 0; i < type->column_count; i++)
			if (type->columns[i].title && *type->columns[i].title)
				out[count++] = &type->columns[i];
		return count;
	}
	for (; *names; names++) {
		out[count] = row_type_column(type, *names);
		if (!out[count])
			BUG("%s has no column %s", type->name, *names);
		count++;
	}
	return count;
}

static void fill(const struct session *session, const struct session_rows *rows, struct arena *arena,
		 struct table *table)
{
	struct str cell = { 0 };

	for (size_t c = 0; c < table->count; c++) {
		table->widths[c] = text_cols(head_of(table->columns[c]), strlen(head_of(table->columns[c])));
		table->is_right[c] = is_right(table->columns[c]);
	}
	for (size_t i = 0; i < rows->count * table->count; i++) {
		size_t c = i % table->count;
		int cols;

		str_clear(&cell);
		listing_cell(session, rows->type, table->columns[c], rows->rows[i / table->count], &cell);
		table->cells[i] = arena_text(arena, str_text(&cell), cell.length);
		cols = text_cols(str_text(&cell), cell.length);
		table->widths[c] = cols > table->widths[c] ? cols : table->widths[c];
	}
	str_release(&cell);
}

/* How narrow a column may become: words down to their wish (12 at most), numbers and times not at all. */
static int floor_of(const struct table *table, size_t c)
{
	const struct column *column = table->columns[c];
	int wish = column->width_cols < LEAST_COLS ? LEAST_COLS : column->width_cols > MOST_FLOOR_COLS ? MOST_FLOOR_COLS
										      : column->width_cols;

	return column->kind == COLUMN_TEXT || column->kind == COLUMN_TEXTS ? wish : table->widths[c];
}

/* Takes columns from the widest until the line fits, or nothing can be taken. */
static void shrink(struct table *table, int room_cols)
{
	for (;;) {
		size_t widest = SIZE_MAX;
		int total = -(int)strlen(GAP);

		for (size_t c = 0; c < table->count; c++) {
			total += table->widths[c] + (int)strlen(GAP);
			if (table->widths[c] > floor_of(table, c) &&
			    (widest == SIZE_MAX || table->widths[c] > table->widths[widest]))
				widest = c;
		}
		if (total <= room_cols || widest == SIZE_MAX)
			return;
		table->widths[widest]--;
	}
}

static void add_blanks(struct str *out, int count)
{
	for (; count > 0; count--)
		str_addc(out, ' ');
}

/* One cell in its width; a text that does not fit ends in '~', an amount never loses its head. */
static void add_cell(struct str *out, const char *text, int width, bool right, bool is_last)
{
	size_t length = strlen(text);
	int used = 0;
	size_t fits = text_fit(text, length, width, &used);

	if (fits < length)
		fits = text_fit(text, length, width - 1, &used);
	if (right)
		add_blanks(out, width - used - (fits < length));
	str_add(out, text, fits);
	if (fits < length)
		str_addc(out, '~');
	if (!right && !is_last)
		add_blanks(out, width - used - (fits < length));
}

static void add_line(const struct table *table, char *const *cells, int indent, struct str *out)
{
	add_blanks(out, indent);
	for (size_t c = 0; c < table->count; c++) {
		bool is_last = c + 1 == table->count;
		add_cell(out, cells[c], table->widths[c], table->is_right[c], is_last);
		str_adds(out, is_last ? "\n" : GAP);
	}
}

void listing_table(const struct session *session, const struct session_rows *rows, const char *const *names,
		   int room_cols, int indent, struct str *out)
{
	struct arena arena = { 0 };
	size_t most = rows->type->column_count;
	struct table table = { .columns = arena_new(&arena, most, sizeof *table.columns) };
	char **heads;

	table.count = pick_columns(rows->type, names, table.columns);
	table.widths = arena_new(&arena, most, sizeof *table.widths);
	table.is_right = arena_new(&arena, most, sizeof *table.is_right);
	table.cells = arena_new(&arena, rows->count * table.count + 1, sizeof *table.cells);
	heads = arena_new(&arena, most, sizeof *heads);
	for (size_t c = 0; c < table.count; c++)
		heads[c] = arena_str(&arena, head_of(table.columns[c]));
	fill(session, rows, &arena, &table);
	if (room_cols > 0)
		shrink(&table, room_cols - indent);
	add_line(&table, heads, indent, out);
	for (size_t i = 0; i < rows->count; i++)
		add_line(&table, table.cells + i * table.count, indent, out);
	arena_release(&arena);
}

/* --- for programs --- */

void listing_json(const struct session_rows *rows, struct str *out)
{
	for (size_t i = 0; i < rows->count; i++) {
		struct json_writer writer = jsonw_on(out);
		row_json_write(&writer, NULL, rows->type, rows->rows[i]);
		str_addc(out, '\n');
	}
}

/* A field that a spreadsheet would take for a formula gets a quote in front. */
static void add_csv(struct str *out, const char *text, size_t length, bool is_text)
{
	bool is_quoted = memchr(text, ',', length) || memchr(text, '"', length) || memchr(text, '\n', length) ||
			 memchr(text, '\r', length);

	if (is_quoted)
		str_addc(out, '"');
	if (is_text && length > 0 && strchr("=+-@\t\r", text[0]))
		str_addc(out, '\'');
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '"')
			str_addc(out, '"');
		str_addc(out, text[i]);
	}
	if (is_quoted)
		str_addc(out, '"');
}

void listing_csv(const struct session_rows *rows, struct str *out)
{
	const struct row_type *type = rows->type;
	struct str field = { 0 };

	for (size_t c = 0; c < type->column_count; c++)
		str_addf(out, "%s%s", c ? "," : "", type->columns[c].name);
	str_adds(out, "\r\n");
	for (size_t i = 0; i < rows->count; i++)
		for (size_t c = 0; c < type->column_count; c++) {
			bool is_text = type->columns[c].kind == COLUMN_TEXT || type->columns[c].kind == COLUMN_TEXTS;
			str_clear(&field);
			row_write(&type->columns[c], rows->rows[i], &field);
			str_adds(out, c ? "," : "");
			add_csv(out, str_text(&field), field.length, is_text);
			if (c + 1 == type->column_count)
				str_adds(out, "\r\n");
		}
	str_release(&field);
}

/* --- stdout --- */

int listing_room_cols(void)
{
	struct winsize size = { 0 };

	return isatty(1) && ioctl(1, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void listing_out(const struct str *text)
{
	for (size_t at = 0; at < text->length;) {
		ssize_t wrote = write(1, text->text + at, text->length - at);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			_exit(err_exit_code(ERR_SYSTEM));
		at += (size_t)wrote;
	}
}

void listing_fault(const struct fault *fault)
{
	struct str line = { 0 };
	char words[1024];

	fault_words(fault, words, sizeof words);
	str_adds(&line, "docket: ");
	text_clean(&line, words, strlen(words));
	str_addc(&line, '\n');
	if (write(2, line.text, line.length) < 0) {
		/* nobody is there to tell */
	}
	str_release(&line);
}

void listing_print(const struct session *session, const struct request *request, const struct session_rows *rows,
		   const char *const *names, const char *empty)
{
	struct str out = { 0 };

	if (request->format == FORMAT_JSON)
		listing_json(rows, &out);
	else if (request->format == FORMAT_CSV)
		listing_csv(rows, &out);
	else if (rows->count == 0)
		str_addf(&out, "%s\n", empty);
	else
		listing_table(session, rows, config_is(&request->config, "all-columns") ? NULL : names,
			      listing_room_cols(), 0, &out);
	listing_out(&out);
	str_release(&out);
}

void listing_say(const char *format, ...)
{
	struct str clean = { 0 };
	va_list args;
	char *text = NULL;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	BUG_IF(length < 0);
	for (const char *line = text, *end; *line; line = *end ? end + 1 : end) {
		end = line + strcspn(line, "\n");
		text_clean(&clean, line, (size_t)(end - line));
		if (*end)
			str_addc(&clean, '\n');
	}
	listing_out(&clean);
	free(text);
	str_release(&clean);
}

/* SPDX-License-Identifier: MIT */
/* A dead letter's text: what is shown of each format, the place that is wrong in it, and lines that put together are the text again. */
#include "check.h"

#include "base/mem.h"
#include "codec/dead_text.h"

#define X12                                                                                                                           \
	"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260301*1000*U*00401*000000001*0*P*>~GS*QM*A*B*20260301*" \
	"1000*1*X*004010~ST*214*0001~B10*P*S1*ACME~AT7*XB*NS***20260301*0900*LT~AT7*D1*NS***99999999*1000*LT~SE*5*0001~GE*1*1~IEA*1*"   \
	"000000001~"

struct row {
	const char *name, *type, *body;
	int item;
	const char *place, *reason;
	const char *mark;        /* "" = none */
	size_t line;             /* that holds it, from 1 */
};

static const struct row rows[] = {
	{ "a pointer", "application/json", "{\"a\":{\"b\":[1,{\"c\":\"x\"}]}}", 0, "/a/b/1/c", "", "\"x\"", 1 },
	{ "the value that is quoted", "application/json", "{\"a\":[{\"when\":\"soon\",\"x\":1}]}", 0, "/a/0", "\"soon\" is no moment", "soon", 1 },
	{ "what is around what is not there", "application/json", "{\"data\":{\"x\":1}}", 0, "/data/at", "it is not there", "{\"x\":1}", 1 },
	{ "escapes in strings", "application/json", "{\"a\\\"}\":\"\\\\\",\"b\":[\"]\",2]}", 0, "/b/1", "", "2", 1 },
	{ "a slash in a name", "application/json", "{\"a/b\":{\"~\":7}}", 0, "/a~1b/~0", "", "7", 1 },
	{ "a line", "text/csv", "A,B\r\n1,soon\r\n2,x\r\n", 0, "line 2", "", "1,soon", 2 },
	{ "a cell of a line", "text/csv", "A,B\n1,soon\n", 0, "line 2", "\"soon\" is no moment", "soon", 2 },
	{ "no such line", "text/csv", "A,B\n", 0, "line 9", "", "", 1 },
	{ "an element", "application/xml", "<?xml version=\"1.0\"?><!-- <S/> --><L><S n=\"1>2\"><E/></S><S><E>x</E><E>y</E></S></L>", 0,
	  "/L/S[2]/E[2]", "", "<E>y</E>", 9 },
	{ "with prefixes and stars", "application/xml", "<a:L><a:S/><b:S><c/></b:S></a:L>", 0, "/*/*[2]/c", "", "<c/>", 1 },
	{ "a segment", "application/edi-x12", X12, 0, "214 0001 segment 6 (AT7)", "\"99999999\" is no day", "99999999", 6 },
	{ "a set", "application/edi-x12", X12, 0, "214 0001", "", "ST*214*0001", 3 },
	{ "an item of a batch", "application/cloudevents-batch+json",
	  "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}, {\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"s\",\"type\":\"odd\"}]",
	  1, "/type", "", "\"odd\"", 1 },
	{ "damaged", "application/json", "{\"a\":[1,2", 0, "/a/1", "", "2", 1 },
	{ "nothing", "application/json", "   ", 0, "/a", "", "", 1 },
};

static void check_lines(const char *name, const struct dead_text *text)
{
	size_t before = 0;

	assert_true(text->line_count > 0);
	check_int(name, text->lines[0].begin, 0);
	for (size_t i = 1; i < text->line_count; i++) {
		assert_true(text->lines[i].begin > before && text->lines[i].begin < text->text.length);
		before = text->lines[i].begin;
	}
}

static void test_marks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *row = &rows[i];
		struct arena arena = { 0 };
		struct dead_text text;
		char *mark;
		dead_text_read(&arena, row->type, span_of(row->body), row->item, row->place, row->reason, &text);
		check_lines(row->name, &text);
		mark = arena_text(&arena, text.text.text + text.mark.begin, text.has_mark ? text.mark.end - text.mark.begin : 0);
		check_str(row->name, mark, row->mark);
		check_int(row->name, dead_text_line_of(&text, text.mark.begin) + 1, row->line);
		arena_release(&arena);
	}
}

static void test_lines(void **state)
{
	static const struct {
		const char *name, *body;
		size_t lines;
	} cuts[] = {
		{ "short ones stay", "{\"a\":1,\"b\":2}", 1 },
		{ "one long line is cut by its members",
		  "{\"a\":\"0123456789012345678901234567890123456789012345678901234567890123456789,[]{}\",\"b\":[1,2],\"c\":\"0123456789012345678901234"
		  "56789012345678901234567890123456789012345678901234567890123456789\"}",
		  8 },
		{ "an empty text is a line", "", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		struct arena arena = { 0 };
		struct dead_text text;
		dead_text_read(&arena, "application/json", span_of(cuts[i].body), 0, "/", "", &text);
		check_lines(cuts[i].name, &text);
		check_int(cuts[i].name, text.line_count, cuts[i].lines);
		arena_release(&arena);
	}
}

static void test_bytes(void **state)
{
	struct arena arena = { 0 };
	struct dead_text text;

	(void)state;
	dead_text_read(&arena, "text/csv", (struct span){ "A\nM\xfcnchen\n", 10 }, 0, "line 2", "", &text);
	assert_true(text.is_recoded);
	check_str("Latin-1 is read", text.text.text, "A\nM\xc3\xbcnchen\n");
	check_int("the mark is in what is shown", text.mark.end - text.mark.begin, 8);
	dead_text_read(&arena, "x", (struct span){ "a\0b", 3 }, 0, "line 1", "", &text);
	assert_non_null(text.why_not);
	dead_text_read(&arena, "x", (struct span){ "\x1f\x8b\x08\x00", 4 }, 0, "line 1", "", &text);
	assert_non_null(text.why_not);
	check_int("nothing to show is one line", text.line_count, 1);
	dead_text_read(&arena, "application/cloudevents-batch+json", span_of(" {\"id\":\"1\"}"), 3, "/id", "", &text);
	assert_false(text.is_item);
	check_int("an item that was mended alone", text.mark.end - text.mark.begin, 3);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_marks), cmocka_unit_test(test_lines), cmocka_unit_test(test_bytes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

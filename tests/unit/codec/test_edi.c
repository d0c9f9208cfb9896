/* SPDX-License-Identifier: MIT */
/* X12 and EDIFACT as they lie: signs, segments, elements, values. Every text is told as one line and compared. */
#include "check.h"

#include "codec/edi.h"
#include "codec/edi_problem.h"
#include "codec/edi_scan.h"

/* An ISA of 105 signs; its terminator follows. */
#define ISA_OF(e, r, version, c)                                                                                       \
	"ISA" e "00" e "          " e "00" e "          " e "ZZ" e "SENDER         " e "ZZ" e "RECEIVER       " e "230517" e \
	"1710" e r e version e "000000007" e "0" e "P" e c
#define ISA ISA_OF("*", "U", "00401", ">")
#define GS "GS*QM*S*R*20230517*1710*7*X*004010"

static void add_sign(struct str *out, unsigned char sign)
{
	if (sign > 0x20 && sign < 0x7f)
		str_addc(out, (char)sign);
	else if (sign)
		str_addf(out, "%02x", sign);
	else
		str_addc(out, '-');
}

static void add_signs(struct str *out, const struct edi_signs *signs)
{
	add_sign(out, signs->element);
	add_sign(out, signs->component);
	add_sign(out, signs->repetition);
	add_sign(out, signs->release);
	add_sign(out, signs->decimal);
	add_sign(out, signs->terminator);
}

static void add_problems(struct str *out, const struct edi_problems *problems)
{
	for (size_t i = 0; i < problems->items.count; i++)
		str_addf(out, " %s@%zu", problems->items.items[i].code, problems->items.items[i].segment);
}

/* Signs at the end, ids of the segments, codes of the problems; "no" for what is no EDI. */
static void tell(struct span text, struct str *out)
{
	struct edi_problems problems = { .text = text };
	struct edi_cursor cursor;
	struct edi_segment segment;
	enum edi_format format;

	str_clear(out);
	if (!edi_is(text, &format)) {
		str_adds(out, "no");
		return;
	}
	edi_start(&cursor, text, format, &problems);
	while (edi_next(&cursor, &segment)) {
		str_addf(out, "%s%s%zu ", segment.id, segment.is_terminated ? "" : "!", segment.element_count);
		check_int("number", segment.number, cursor.number);
		check_int("place", segment.bytes.text - text.text, segment.begin);
	}
	add_signs(out, &cursor.signs);
	add_problems(out, &problems);
	edi_problems_release(&problems);
}

struct row {
	const char *text, *want;
};

static void check_rows(const struct row *rows, size_t count)
{
	struct str out = { 0 };

	for (size_t i = 0; i < count; i++) {
		tell(span_of(rows[i].text), &out);
		check_str(rows[i].text, str_text(&out), rows[i].want);
	}
	str_release(&out);
}

static void test_x12_signs(void **state)
{
	static const struct row rows[] = {
		{ ISA "~" GS "~", "ISA16 GS8 *>---~" },
		{ ISA "\n" GS "\n", "ISA16 GS8 *>---0a" },
		{ ISA "\r\n" GS "\r\n", "ISA16 GS8 *>---0a" },
		{ ISA "\r" GS "\r", "ISA16 GS8 *>---0d" },
		{ ISA "\x15\r\n" GS "\x15\r\n", "ISA16 GS8 *>---15" },
		{ ISA "|\n" GS "|\n", "ISA16 GS8 *>---|" },
		{ ISA_OF("\x1d", "U", "00401", "\x1f") "\x1c" "GS\x1d" "A\x1c", "ISA16 GS1 1d1f---1c" },
		{ ISA_OF("|", "^", "00501", "~") "'GS|PO'", "ISA16 GS1 |~^--'" },
		{ ISA_OF("*", "^", "00501", ":") "~" GS "~", "ISA16 GS8 *:^--~" },
		{ "\xef\xbb\xbf" ISA "~" GS "~", "ISA16 GS8 *>---~" },
		{ "\r\n  \t" ISA "~  " GS "~", "ISA16 GS8 *>---~" },
		/* not at its fixed places */
		{ "ISA*00* *00* *02*SCAC *02*KLSA *060301*0028*U*00401*001*0*P*:~\nGS*QM*SCAC~", "ISA16 GS2 *:---~ ISA-not-106@1" },
		{ "ISA*00* *00* *30*22 *14*57 *120530*1144*U*00401*000000001*0*P*~\\\nGS*RA*2\\", "ISA16 GS2 *~---\\ ISA-not-106@1" },
		{ "ISA*00*          *00*          *02*SCAC           *ZZ*A              \n*160726*1303*U*00403*000082265*0*T*>~GS*A~",
		  "ISA16 GS1 *>---~ ISA-not-106@1" },
		/* as wide in signs, wider in bytes: no-break spaces */
		{ "ISA*00*        \xc2\xa0\xc2\xa0*00*          *ZZ*SENDER         *ZZ*RECEIVER       *230517*1710*U*00401*000000007*0*P*>~"
		  "GS*A~", "ISA16 GS1 *>---~" },
		/* element 16 left out */
		{ ISA_OF("*", "U", "00401", "") "~" GS "~", "ISA16 GS8 *----~ ISA16-missing@1" },
		{ ISA_OF("*", "U", "00401", "") "~\n" GS "~\n", "ISA16 GS8 *----~ ISA16-missing@1" },
		{ ISA_OF("*", "U", "00401", "") "\n" GS "\n", "ISA16 GS8 *----0a ISA16-missing@1" },
		/* elements left out */
		{ "ISA*00**00**ZZ*A*ZZ*B*230517*1710*U*00401*1*0*P~\nGS*PO*A*B~", "ISA15 GS3 *----~ ISA-not-106@1" },
		/* cut off */
		{ ISA, "ISA!16 *>---- ISA-not-106@1" },
		{ "ISA*00*          *00*  ", "ISA!4 *----- ISA-not-106@1" },
		/* parts without their envelope */
		{ "ST*214*0001~\nB10*1*2~\nSE*3*0001~", "ST2 B102 SE2 *>---~ no-ISA-first@0" },
		{ "ST*214*0001\nSE*2*0001\n", "ST2 SE2 *>---0a no-ISA-first@0" },
		{ "GS+QM+S+R+20230517+1710+7+X+004010'ST+214+1'", "GS8 ST2 +>---' no-ISA-first@0" },
		{ "B10*1*2~\nL11*3~\n", "B102 L111 *>---~ no-ISA-first@0" },
		{ "B10*1*2\nL11*3\n", "B102 L111 *>---0a no-ISA-first@0" },
		/* behind other bytes */
		{ "Content-Type: application/edi-x12\r\n\r\n" ISA "~", "ISA16 *>---~ no-ISA-first@0" },
		{ "STATE,CITY\nTX,AUSTIN\n", "no" },
		{ "{\"edi\":\"" ISA "~\"}", "no" },
		{ "ISAAC*x", "no" },
		{ "", "no" },
		{ "IS", "no" },
	};

	(void)state;
	check_rows(rows, COUNT_OF(rows));
}

static void test_edifact_signs(void **state)
{
	static const struct row rows[] = {
		{ "UNB+UNOA:2+A+B+110314:1430+1'UNH+1+IFTSTA:D:01B:UN'", "UNB5 UNH2 +:-?.'" },
		{ "UNA:+.? 'UNB+UNOA:2+A+B'", "UNB3 +:-?.'" },
		{ "UNA:+,? '\r\nUNB+UNOC:3+A'", "UNB2 +:-?,'" },
		{ "UNA:+.= #\nUNB+UNOC:3+A#\nUNH+1#", "UNB2 UNH1 +:-=.#" },
		{ "UNA|^.? ~UNB^UNOA|2^A~", "UNB2 ^|-?.~" },
		{ "UNA:+.  'UNB+UNOA:2+A'", "UNB2 +:--.'" },
		/* repetitions came with syntax 4 */
		{ "UNA:+.?*'UNB+UNOC:4+A'", "UNB2 +:*?.'" },
		{ "UNA:+.?*'UNB+UNOC:3+A'", "UNB2 +:-?.'" },
		{ "UNA:+.? 'UNB+UNOC:4+A'", "UNB2 +:-?.'" },
		{ "UNB+UNOC:4+A'", "UNB2 +:*?.'" },
		/* a level that cannot be printed, and signs without a UNA */
		{ "UNB\x1dUNOB\x1f" "1\x1d" "A\x1cUNH\x1d" "1\x1c", "UNB2 UNH1 1d1f--.1c" },
		{ "UNB*UNOA|2*A*B~\nUNH*1*X~", "UNB3 UNH2 *|-?.~" },
		/* UNA that is wrong */
		{ "UNA:+.?'UNB+UNOA:2+A'", "UNB2 +:-?.' UNA-not-9@0" },
		{ "UNA:+.?'\nUNB+UNOA:2+A'\n", "UNB2 +:-?.' UNA-not-9@0" },
		{ "UNA++.? 'UNB+UNOA:2+A'", "UNB2 +:-?.' UNA-signs@0" },
		{ "UNA:*.? 'UNB+UNOA:2+A'", "UNB2 +:-?.' UNA-not-used@1" },
		/* parts */
		{ "UNH+1+COPRAR:D:95B:UN'BGM+1'", "UNH2 BGM1 +:-?.' no-UNB-first@0" },
		{ "UNA:+.? 'UNH+1+COPRAR:D:95B:UN'", "UNH2 +:-?.' no-UNB-first@0" },
		{ "BGM+23+1+9'\nDTM+137:20110314:102'", "BGM3 DTM1 +:-?.' no-UNB-first@0" },
		{ "UNB+++++4'UNB+UNOA:3+A'", "UNB5 UNB2 +:-?.'" },
		{ "\xef\xbb\xbf\nUNB+UNOA:2+A'", "UNB2 +:-?.'" },
		{ "UNBOUND,UNHAPPY\n1,2\n", "no" },
	};

	(void)state;
	check_rows(rows, COUNT_OF(rows));
}

static void test_segments(void **state)
{
	static const struct row rows[] = {
		/* interchanges with signs of their own, one after the other */
		{ ISA "~" GS "~IEA*1*7~\r\n" ISA_OF("|", "U", "00401", "@") "\nGS|A\nIEA|1|7\n", "ISA16 GS8 IEA2 ISA16 GS1 IEA2 |@---0a" },
		{ "UNA:+.? 'UNB+UNOA:2+A'UNZ+0+1'UNA|*.! #UNB*UNOA|2*A#UNZ*0*1#", "UNB2 UNZ2 UNB2 UNZ2 *|-!.#" },
		/* a UNA stands for its own interchange, and for the next where the usual signs do not fit */
		{ "UNA:+,! 'UNB+UNOA:2+A'UNZ+0+1'\nUNB+UNOA:2+A'UNZ+0+2'", "UNB2 UNZ2 UNB2 UNZ2 +:-?.'" },
		{ "UNA:+.? #UNB+UNOA:2+A#UNZ+0+1#\nUNB+UNOA:2+A#UNZ+0+2#", "UNB2 UNZ2 UNB2 UNZ2 +:-?.#" },
		{ "UNA:+.? #UNB+UNOA:2+A#UNZ+0+1#\nUNB+UNOA:2+A'UNZ+0+2'", "UNB2 UNZ2 UNB2 UNZ2 +:-?.'" },
		/* what is no segment */
		{ ISA "~~\n~" GS "~\n\n", "ISA16 GS8 *>---~" },
		{ ISA "~IEA*0*7~\x1a", "ISA16 IEA2 *>---~ data-after-IEA@0" },
		{ ISA "~IEA*0*7~-- \nsent by hand\n" ISA "~IEA*0*7~", "ISA16 IEA2 ISA16 IEA2 *>---~ data-after-IEA@0" },
		{ ISA "~IEA*0*7~" GS "~", "ISA16 IEA2 GS8 *>---~" },
		/* a terminator that is missing */
		{ ISA "~" GS "\n" ISA "~IEA*0*7~", "ISA16 GS!8 ISA16 IEA2 *>---~ segment-without-terminator@2" },
		{ "UNB+UNOA:2+A'UNZ+0+1\nUNB+UNOA:2+A+BCDEFGHIJKLMNOPQRSTUVWXYZ'", "UNB2 UNZ!2 UNB3 +:-?.' segment-without-terminator@2" },
		{ "UNB+UNOA:2+A'UNZ+0+1", "UNB2 UNZ!2 +:-?.'" },
		/* release characters */
		{ "UNB+UNOA:2+A'FTX+a?'b?+c+d?\?'X+1'", "UNB2 FTX2 X1 +:-?.'" },
		{ "UNB+UNOA:2+A'FTX+a?\n'b'", "UNB2 FTX1 +:-?.'" },
		{ "UNB+UNOA:2+A'FTX+a?", "UNB2 FTX!1 +:-?.'" },
		/* wrapped at a width */
		{ "UNB+UNOA:2+A'DT\r\nM+137:2011\r\n0314:102'", "UNB2 DTM1 +:-?.'" },
		{ ISA "~InvalidSegmentWithALongName*1~", "ISA16 InvalidSegmentW1 *>---~" },
	};

	(void)state;
	check_rows(rows, COUNT_OF(rows));
}

/* The one segment of a text behind its header. */
static void second(const char *text, struct edi_segment *segment)
{
	struct edi_cursor cursor;
	enum edi_format format;

	assert_true(edi_is(span_of(text), &format));
	edi_start(&cursor, span_of(text), format, NULL);
	assert_true(edi_next(&cursor, segment));
	assert_true(edi_next(&cursor, segment));
}

static void check_span(const char *what, struct span got, const char *want)
{
	if (!span_is(got, want))
		fail_msg("%s: got \"%.*s\", want \"%s\"", what, (int)got.length, got.text, want);
}

static void test_elements(void **state)
{
	struct edi_segment segment;

	(void)state;
	second(ISA_OF("*", "^", "00501", ":") "~SV1*HC:99213^AD:D0120**40*UN~", &segment);
	check_int("count", segment.element_count, 4);
	check_span("1", edi_element(&segment, 1), "HC:99213^AD:D0120");
	check_span("1/2", edi_repetition(&segment.signs, edi_element(&segment, 1), 2), "AD:D0120");
	check_span("1/3", edi_repetition(&segment.signs, edi_element(&segment, 1), 3), "");
	check_span("1.2", edi_field(&segment, 1, 2), "99213");
	check_span("1.3", edi_field(&segment, 1, 3), "");
	check_span("2", edi_element(&segment, 2), "");
	check_span("4", edi_element(&segment, 4), "UN");
	check_span("5", edi_element(&segment, 5), "");
	check_span("0", edi_element(&segment, 0), "");
	check_span("component 0", edi_field(&segment, 1, 0), "");
	assert_int_equal(segment.tag, EDI_TAG("SV1"));
	second("UNB+UNOA:4+A'RFF+a?+b:c?:d*e::g+h??+?''", &segment);
	check_span("1.1", edi_field(&segment, 1, 1), "a?+b");
	check_span("1.2", edi_field(&segment, 1, 2), "c?:d");
	check_span("1/2.3", edi_component(&segment.signs, edi_repetition(&segment.signs, edi_element(&segment, 1), 2), 3), "g");
	check_span("2", edi_element(&segment, 2), "h??");
	check_span("3", edi_element(&segment, 3), "?'");
}

/* All parts of an element, one after the other. */
static void test_walk(void **state)
{
	struct edi_segment segment;
	struct span rest, part;
	struct str out = { 0 };

	(void)state;
	second("UNB+UNOA:4+A'X+a?:b::c:+'", &segment);
	for (size_t n = 1; n <= 3; n++) {
		rest = edi_element(&segment, n);
		while (edi_take(&segment.signs, segment.signs.component, &rest, &part))
			str_addf(&out, "[%.*s]", (int)part.length, part.text);
		str_addc(&out, ' ');
	}
	check_str("parts", str_text(&out), "[a?:b][][c][] [] [] ");
	check_int("no sign, one part", edi_take(&segment.signs, 0, &rest, &part), false);
	str_release(&out);
}

/* Where no release character stands, nobody need look for one. */
static void test_release_is_needed(void **state)
{
	struct edi_segment segment;

	(void)state;
	second("UNB+UNOA:4+A'X+a'", &segment);
	check_int("none", segment.signs.release, 0);
	second("UNB+UNOA:4+A'X+a?+'", &segment);
	check_int("one", segment.signs.release, '?');
}

/* An ISA holds the signs themselves, so nothing in it is split. */
static void test_isa_is_whole(void **state)
{
	struct edi_cursor cursor;
	struct edi_segment segment;

	(void)state;
	edi_start(&cursor, span_of(ISA_OF("*", "^", "00501", ":") "~"), EDI_X12, NULL);
	assert_true(edi_next(&cursor, &segment));
	check_span("ISA11", edi_field(&segment, 11, 1), "^");
	check_span("ISA16", edi_field(&segment, 16, 1), ":");
	check_int("of the interchange", cursor.signs.component, ':');
}

/* More elements than a segment keeps the places of. */
static void test_many_elements(void **state)
{
	struct str text = { 0 };
	struct edi_segment segment;
	char want[16];

	(void)state;
	str_adds(&text, "UNB+UNOA:2+A'PIA");
	for (int i = 1; i <= EDI_CUTS_MOST * 3; i++)
		str_addf(&text, "+e?+%d", i);
	str_addc(&text, '\'');
	second(str_text(&text), &segment);
	check_int("count", segment.element_count, EDI_CUTS_MOST * 3);
	for (int i = 1; i <= EDI_CUTS_MOST * 3; i++) {
		snprintf(want, sizeof want, "e?+%d", i);
		check_span(want, edi_element(&segment, (size_t)i), want);
	}
	str_release(&text);
}

static void test_values(void **state)
{
	static const struct {
		const char *raw, *want;
		bool is_copied;
	} rows[] = {
		{ "", "", false },	   { "plain", "plain", false },	     { "  two words ", "two words", false },
		{ "a?+b", "a+b", true },   { "?'?:??", "':?", true },	     { "19?\r\n'", "19'", true },
		{ "wra\r\npped", "wrapped", true }, { "open?", "open", true },
	};
	const struct edi_signs signs = { '+', ':', 0, '?', '.', '\'' }, x12 = { '*', '>', 0, 0, 0, '~' };
	struct arena arena = { 0 };
	char small[4];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct span raw = span_of(rows[i].raw), value = edi_value(&signs, raw, &arena);
		check_span(rows[i].raw, value, rows[i].want);
		check_int(rows[i].raw, value.length > 0 && (value.text < raw.text || value.text > raw.text + raw.length), rows[i].is_copied);
	}
	check_span("no release in X12", edi_value(&x12, span_of("a?b"), &arena), "a?b");
	check_str("cut", edi_value_into(&signs, span_of("a?+bcd"), small, sizeof small), "a+b");
	arena_release(&arena);
}

/* The same, one byte after the other. */
static void plain_signs(const char *text, size_t from, size_t length, struct str *out)
{
	bool is_released = false;

	str_clear(out);
	for (size_t i = from; i < length; i++) {
		if (is_released && (text[i] == '\n' || text[i] == '\r'))
			continue;
		if (!is_released && (text[i] == '~' || text[i] == '*'))
			str_addf(out, "%zu%c", i, text[i]);
		is_released = !is_released && text[i] == '\xff';
	}
}

static void scanned_signs(const char *text, size_t from, size_t length, struct str *out)
{
	struct edi_scan scan;

	str_clear(out);
	edi_scan_start(&scan, (struct span){ text, length }, from, (struct edi_scan_signs){ '~', '*', 0xff });
	while (edi_scan_next(&scan))
		for (uint64_t bits = scan.ends | scan.cuts; bits; bits &= bits - 1) {
			size_t at = scan.block + (size_t)__builtin_ctzll(bits);
			str_addf(out, "%zu%c", at, text[at]);
		}
}

/* Signs in every place of a block, released ones in the next block too, by vectors and one by one. */
static void test_scan(void **state)
{
	static const char signs[] = "~*\xff\n\r~*\xff" "abcdefghijklmno";
	struct str want = { 0 }, got = { 0 };
	char text[300];
	unsigned seed = 7;

	(void)state;
	for (size_t length = 0; length <= sizeof text; length++) {
		for (size_t i = 0; i < length; i++) {
			seed = seed * 1103515245 + 12345;
			text[i] = signs[(seed >> 16) % (length % 3 ? sizeof signs - 1 : 8)];
		}
		plain_signs(text, length / 3, length, &want);
		scanned_signs(text, length / 3, length, &got);
		check_str("signs", str_text(&got), str_text(&want));
	}
	assert_true(edi_scan_plain("a~b~c", 5, '~') == 0x0a);
	str_release(&want);
	str_release(&got);
}

static void test_problems(void **state)
{
	struct edi_problems problems = { .text = span_of("a\nb\nc") };

	(void)state;
	edi_problem_add(NULL, EDI_PROBLEM, (struct edi_place){ 1, "A", 0 }, "nobody", "hears");
	edi_problem_add(&problems, EDI_PROBLEM, (struct edi_place){ 2, "BGM", 2 }, "code", "words %d", 1);
	edi_problem_add(&problems, EDI_REMARK, (struct edi_place){ 0, "", 5 }, "end", "words");
	check_str("place", problems.items.items[0].place, "segment 2 (BGM), line 2, byte 2");
	check_str("words", problems.items.items[0].words, "words 1");
	check_str("no segment", problems.items.items[1].place, "line 3, byte 5");
	for (size_t i = 0; i < EDI_PROBLEMS_MOST + 5; i++)
		edi_problem_add(&problems, EDI_REMARK, (struct edi_place){ 0, "", 5 }, "more", "words");
	check_int("kept", problems.items.count, EDI_PROBLEMS_MOST + 1);
	check_int("counted", problems.counts[EDI_REMARK], EDI_PROBLEMS_MOST + 6);
	edi_problems_release(&problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x12_signs),   cmocka_unit_test(test_edifact_signs), cmocka_unit_test(test_segments),
		cmocka_unit_test(test_elements),    cmocka_unit_test(test_walk),
		cmocka_unit_test(test_release_is_needed), cmocka_unit_test(test_isa_is_whole),  cmocka_unit_test(test_many_elements),
		cmocka_unit_test(test_values),	    cmocka_unit_test(test_scan),	  cmocka_unit_test(test_problems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Envelopes: what is counted, what is wrong, how a set is read; and what kind of file somebody sent. */
#include "check.h"

#include "codec/edi_file.h"
#include "codec/edi_tally.h"
#include "codec/filekind.h"

#define ISA "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *230517*1710*U*00401*000000007*0*P*>~"
#define GS "GS*QM*S*R*20230517*1710*7*X*004010~"
#define SET "ST*214*0001~B10*1*2~SE*3*0001~"
#define UNB "UNB+UNOA:2+A+B+110314:1430+77'"
#define MESSAGE "UNH+1+IFTSTA:D:01B:UN'BGM+1'UNT+3+1'"

/* "interchanges/groups/sets segments: problems; remarks" */
static void tell(struct span text, struct str *out)
{
	struct edi_file file;
	struct fault fault = { 0 };

	str_clear(out);
	if (edi_file_read(&file, text, &fault)) {
		str_adds(out, err_name(fault.err));
	} else {
		str_addf(out, "%zu/%zu/%zu %zu:", file.levels[EDI_INTERCHANGE].count, file.levels[EDI_GROUP].count,
			 file.levels[EDI_SET].count, file.segments);
		for (int weight = 0; weight < EDI_WEIGHTS_; weight++) {
			for (size_t i = 0; i < file.problems.items.count; i++)
				if ((int)file.problems.items.items[i].weight == weight)
					str_addf(out, " %s@%zu", file.problems.items.items[i].code, file.problems.items.items[i].segment);
			str_adds(out, weight ? "" : ";");
		}
	}
	edi_file_release(&file);
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

static void test_x12(void **state)
{
	static const struct row rows[] = {
		{ ISA GS SET "GE*1*7~IEA*1*000000007~", "1/1/1 7:;" },
		/* counts are numbers here, control numbers texts */
		{ ISA GS "ST*214*0001~SE*0002*0001~GE*000001*7~IEA*01*000000007~", "1/1/1 6:;" },
		{ ISA GS "ST*214*0001~SE*5*0001~GE*1*7~IEA*1*000000007~", "1/1/1 6: SE01=5-actual=2@4;" },
		{ ISA GS "ST*214*0001~SE**0001~GE*x*7~IEA*1*000000007~", "1/1/1 6: SE01=-actual=2@4 GE01=x-actual=1@5;" },
		{ ISA GS "ST*214*0001~SE*2*0002~GE*1*8~IEA*1*7~",
		  "1/1/1 6: SE02=0002-ST02=0001@4 GE02=8-GS06=7@5 IEA02=7-ISA13=000000007@6;" },
		{ ISA GS SET "GE*2*7~IEA*2*000000007~", "1/1/1 7: GE01=2-actual=1@6 IEA01=2-actual=1@7;" },
		{ ISA GS "ST*214*0001 ~SE*2* 0001~GE*1*7~IEA*1*000000007~", "1/1/1 6:;" },
		/* acknowledgements of interchanges stand in no group */
		{ ISA "TA1*000484889*040709*1339*R*015~IEA*0*000000007~", "1/0/0 3:;" },
		/* trailers that are missing, headers that are */
		{ ISA GS SET "GE*1*7~", "1/1/1 6: ISA-without-IEA@0;" },
		{ ISA GS "ST*214*0001~B10*1*2~", "1/1/1 4: ST-without-SE@0 GS-without-GE@0 ISA-without-IEA@0;" },
		{ ISA GS SET "IEA*1*000000007~", "1/1/1 6: GS-without-GE@6;" },
		{ ISA GS "ST*214*1~ST*214*2~SE*2*2~GE*2*7~IEA*1*000000007~", "1/1/2 7: ST-without-SE@4;" },
		{ ISA GS "SE*2*1~GE*0*7~IEA*1*000000007~", "1/1/0 5: SE-without-ST@3;" },
		{ ISA ISA "IEA*0*000000007~", "2/0/0 3: ISA-without-IEA@2;" },
		{ SET, "0/0/1 3: no-ISA-first@0;" },
		{ GS SET "GE*1*7~", "0/1/1 5: no-ISA-first@0;" },
		/* odd, and read all the same */
		{ ISA GS SET "GE*1*7~IEA*1*000000007", "1/1/1 7:; no-final-terminator@7" },
		{ ISA SET "IEA*0*000000007~", "1/0/1 5:; ST-outside-GS@2" },
		{ ISA GS SET SET "GE*2*7~IEA*1*000000007~", "1/1/2 10:; control-number-again@6" },
		{ ISA GS "ST*1*9~SE*2*9~ST*1*10~SE*2*10~ST*1*11~SE*2*11~ST*1*10~SE*2*10~ST*1*12~SE*2*12~ST*1*9~SE*2*9~GE*6*7~IEA*1*000000007~",
		  "1/1/6 16:; control-number-again@9 control-number-again@13" },
		{ ISA GS SET "GE*1*7~" "GS*QM*S*R*20230517*1710*8*X*004010~" SET "GE*1*8~IEA*2*000000007~", "1/2/2 12:;" },
		{ ISA GS "ST*214*0001~Oops*1~SE*3*0001~GE*1*7~IEA*1*000000007~", "1/1/1 7:; segment-id@4" },
		{ "a,b\n1,2\n", "ERR_NOT_FOUND" },
		{ "", "ERR_NOT_FOUND" },
	};

	(void)state;
	check_rows(rows, COUNT_OF(rows));
}

static void test_edifact(void **state)
{
	static const struct row rows[] = {
		{ UNB MESSAGE "UNZ+1+77'", "1/0/1 5:;" },
		{ "UNA:+.? '" UNB MESSAGE "UNZ+1+77'", "1/0/1 5:;" },
		{ UNB "UNG+IFTSTA+A+B+110314:1430+5+UN+D:01B'" MESSAGE "UNE+1+5'UNZ+1+77'", "1/1/1 7:;" },
		{ UNB "UNG+IFTSTA+A+B+110314:1430+5+UN+D:01B'" MESSAGE "UNE+2+6'UNZ+2+77'",
		  "1/1/1 7: UNE=2-actual=1@6 UNE-ref=6-UNG=5@6 UNZ=2-actual=1@7;" },
		{ UNB MESSAGE "UNZ+2+78'", "1/0/1 5: UNZ=2-actual=1@5 UNZ-ref=78-UNB=77@5;" },
		/* zeros that mean nothing must be left out here */
		{ UNB "UNH+1+X:D'UNT+02+1'UNZ+1+77'", "1/0/1 4: UNT=02-actual=2@3;" },
		{ UNB "UNH+1+X:D'UNT+3'UNZ+1'", "1/0/1 4: UNT=3-actual=2@3 UNT-ref=-UNH=1@3 UNZ-ref=-UNB=77@4;" },
		{ "UNB+UNOA:2'UNZ+0'", "1/0/0 2:;" },
		{ UNB MESSAGE, "1/0/1 4: UNB-without-UNZ@0;" },
		{ UNB "UNH+1+X:D'", "1/0/1 2: UNH-without-UNT@0 UNB-without-UNZ@0;" },
		{ UNB MESSAGE "UNZ+1+77", "1/0/1 5: no-final-terminator@5;" },
		{ MESSAGE, "0/0/1 3: no-UNB-first@0;" },
		{ UNB "UNH+?+1+X:D'UNT+2+?+1'UNZ+1+77'", "1/0/1 4:;" },
		{ UNB "UNZ+0+7\r\n7'", "1/0/0 2:;" },
		{ UNB MESSAGE MESSAGE "UNZ+2+77'", "1/0/2 8:; control-number-again@5" },
	};

	(void)state;
	check_rows(rows, COUNT_OF(rows));
}

/* What a mapping does: sets with where they lie, and their segments. */
static void test_sets(void **state)
{
	static const char text[] = ISA GS SET "ST*990*0002~B1*X>Y~SE*3*0002~GE*2*7~IEA*1*000000007~"
				   "ISA|00|          |00|          |ZZ|SENDER         |ZZ|RECEIVER       |230517|1710|U|00401|000000008|0|P|@\n"
				   "GS|SM|S|R|20230517|1710|9|X|004010\nST|204|0001\nL11|A@B\nSE|9|0001\nGE|1|9\nIEA|1|000000008\n";
	static const char *const wanted[] = { "214 ST B10 SE ", "990 ST B1=Y SE ", "204 ST L11=B SE " };
	struct edi_file file;
	struct edi_cursor cursor;
	struct edi_segment segment;
	struct fault fault;
	struct str out = { 0 };

	(void)state;
	assert_int_equal(edi_file_read(&file, span_of(text), &fault), ERR_NONE);
	check_int("sets", file.levels[EDI_SET].count, COUNT_OF(wanted));
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		const struct edi_envelope *set = &file.levels[EDI_SET].items[i];
		size_t count = 0;
		str_clear(&out);
		edi_file_type(set, &out);
		str_addc(&out, ' ');
		edi_file_open(&file, set, &cursor);
		while (edi_next(&cursor, &segment)) {
			struct span part = edi_field(&segment, 1, 2);
			str_addf(&out, "%s%s%.*s ", segment.id, part.length ? "=" : "", (int)part.length, part.text);
			check_int("number", segment.number, set->first_segment + count++);
		}
		check_str("set", str_text(&out), wanted[i]);
		check_int("segments", set->segments, count);
	}
	check_int("interchange", file.levels[EDI_SET].items[2].inside[EDI_INTERCHANGE], 1);
	check_int("group", file.levels[EDI_SET].items[2].inside[EDI_GROUP], 1);
	check_int("sets of a group", file.levels[EDI_GROUP].items[0].parts[EDI_SET], 2);
	check_int("flaws", file.levels[EDI_SET].items[2].flaws, EDI_FLAW_COUNT);
	str_release(&out);
	edi_file_release(&file);
}

/* A set that lacks its trailer ends where something else begins; an envelope is read with the signs of its interchange. */
static void test_open_ends(void **state)
{
	static const char text[] = "UNA|*.! #UNB*UNOA|2*A*B*1|2*7#UNH*1*X|D#FTX*a!*b#UNH*2*Y|D#UNT*2*2#UNZ*2*7#";
	struct edi_file file;
	struct edi_cursor cursor;
	struct edi_segment segment;
	struct fault fault;
	char value[8];

	(void)state;
	assert_int_equal(edi_file_read(&file, span_of(text), &fault), ERR_NONE);
	check_int("flaws", file.levels[EDI_SET].items[0].flaws, EDI_FLAW_NO_END);
	check_int("segments", file.levels[EDI_SET].items[0].segments, 2);
	edi_file_open(&file, &file.levels[EDI_SET].items[0], &cursor);
	assert_true(edi_next(&cursor, &segment) && edi_next(&cursor, &segment));
	check_str("text", edi_value_into(&segment.signs, edi_field(&segment, 1, 1), value, sizeof value), "a*b");
	assert_false(edi_next(&cursor, &segment));
	edi_file_open(&file, &file.levels[EDI_INTERCHANGE].items[0], &cursor);
	assert_true(edi_next(&cursor, &segment));
	check_str("sender", edi_value_into(&segment.signs, edi_field(&segment, 2, 1), value, sizeof value), "A");
	edi_file_release(&file);
}

static void test_types(void **state)
{
	static const struct row rows[] = {
		{ "UNH+1+IFTSTA:D:01B:UN:X'", "IFTSTA:D:01B" }, { "UNH+1+ORDERS:D'", "ORDERS:D" }, { "UNH+1+:D:95B'", ":D:95B" },
		{ "UNH+1'", "?" },				{ "ST*214*0001~", "214" },	   { "UNH+1+ORDERS::96A'", "ORDERS::96A" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct edi_file file;
		struct fault fault;
		struct str out = { 0 };
		assert_int_equal(edi_file_read(&file, span_of(rows[i].text), &fault), ERR_NONE);
		edi_file_type(&file.levels[EDI_SET].items[0], &out);
		check_str(rows[i].text, str_text(&out), rows[i].want);
		str_release(&out);
		edi_file_release(&file);
	}
}

static void test_tally(void **state)
{
	struct edi_tally tally = { 0 };

	(void)state;
	edi_tally_sort(&tally);
	edi_tally_add(&tally, span_of("N4"));
	edi_tally_add(&tally, span_of("N1"));
	edi_tally_add(&tally, span_of("N"));
	edi_tally_add(&tally, span_of("N4"));
	edi_tally_sort(&tally);
	check_int("names", tally.counts.count, 3);
	check_str("first", tally.counts.items[0]->name, "N");
	check_str("last", tally.counts.items[2]->name, "N4");
	check_int("count", tally.counts.items[2]->count, 2);
	edi_tally_release(&tally);
}

static void test_kinds(void **state)
{
	static const struct row rows[] = {
		{ ISA, "x12" },
		{ "ST*214*0001~", "x12" },
		{ UNB, "edifact" },
		{ "{\"a\":1}", "json" },
		{ "\xef\xbb\xbf [1]", "json" },
		{ "<?xml version=\"1.0\"?><a/>", "xml" },
		{ "a;b\n1;2\n", "csv" },
		{ "a\tb\n1\t2\n", "csv" },
		{ "Dear all, hello.\nWe are late.\n", "unknown" },
		{ "\x01\x02", "unknown" },
		{ "PK\003\004", "unknown" },
		{ "\xff\xfeI", "unknown" },
		{ " \n", "unknown" },
		{ "", "unknown" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *words = NULL;
		check_str(rows[i].text, filekind_name(filekind_find(span_of(rows[i].text), &words)), rows[i].want);
		assert_true(words && *words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x12),   cmocka_unit_test(test_edifact), cmocka_unit_test(test_sets),  cmocka_unit_test(test_open_ends),
		cmocka_unit_test(test_types), cmocka_unit_test(test_tally),   cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

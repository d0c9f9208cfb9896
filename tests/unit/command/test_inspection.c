/* SPDX-License-Identifier: MIT */
/* What docket inspect answers, whatever the file is. */
#include "check.h"

#include <unistd.h>
#include <zlib.h>

#include "command/inspection.h"

static char file_name[] = "/tmp/docket-test-XXXXXX";

static const char x12[] =
	"ISA*00*          *00*          *ZZ*SENDER         *02*RECEIVER       *230517*1710*U*00401*000000007*0*P*>\x15\r\n"
	"GS*QM*S*R*20230517*1710*7*X*004010\x15\r\nST*214*0001\x15\r\nAT7*X3\x15\r\nSE*9*0001\x15\r\nGE*1*7\x15\r\nIEA*1*000000007\x15\r\n";

static void write_file(const char *bytes, size_t length)
{
	FILE *file = fopen(file_name, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
}

/* The answer without the path. */
static void answer(void (*tell)(const struct inspection *inspection, struct str *out), struct str *out)
{
	struct inspection inspection;
	struct fault fault = { 0 };

	str_clear(out);
	assert_int_equal(inspection_read(&inspection, file_name, &fault), ERR_NONE);
	inspection.path = "f";
	tell(&inspection, out);
	inspection_release(&inspection);
}

static void check_json(const char *bytes, size_t length, const char *want)
{
	struct str out = { 0 };

	write_file(bytes, length);
	answer(inspection_json, &out);
	check_str(bytes, str_text(&out), want);
	str_release(&out);
}

static void test_x12(void **state)
{
	(void)state;
	check_json(x12, sizeof x12 - 1,
		   "{\"file\":\"f\",\"format\":\"x12\",\"words\":\"ANSI X12\",\"bytes\":207,\"packed\":false,\"bom\":false,"
		   "\"element_sep\":\"*\",\"component_sep\":\">\",\"repetition_sep\":null,\"segment_term\":\"U+0015\",\"segments\":7,"
		   "\"segment_ids\":{\"AT7\":1,\"GE\":1,\"GS\":1,\"IEA\":1,\"ISA\":1,\"SE\":1,\"ST\":1},\"interchanges\":1,\"groups\":1,"
		   "\"sets\":{\"214\":1},\"problems\":[{\"code\":\"SE01=9-actual=3\",\"place\":\"segment 5 (SE), line 5, byte 168\","
		   "\"words\":\"SE counts 9 segments, there are 3\"}],\"remarks\":[]}\n");
}

static void test_edifact(void **state)
{
	static const char text[] = "\xef\xbb\xbfUNA:+,? '\nUNB+UNOC:3+A+B+230517:1710+7'UNH+1+IFTSTA:D:01B:UN'UNT+2+1'UNZ+1+7'";

	(void)state;
	check_json(text, sizeof text - 1,
		   "{\"file\":\"f\",\"format\":\"edifact\",\"words\":\"UN/EDIFACT\",\"bytes\":80,\"packed\":false,\"bom\":true,"
		   "\"element_sep\":\"+\",\"component_sep\":\":\",\"repetition_sep\":null,\"decimal\":\",\",\"release\":\"?\","
		   "\"segment_term\":\"'\",\"segments\":5,\"segment_ids\":{\"UNB\":1,\"UNH\":1,\"UNT\":1,\"UNZ\":1},\"interchanges\":1,"
		   "\"groups\":0,\"messages\":{\"IFTSTA:D:01B\":1},\"problems\":[],\"remarks\":[]}\n");
}

static void test_other_kinds(void **state)
{
	(void)state;
	check_json("", 0,
		   "{\"file\":\"f\",\"format\":\"unknown\",\"words\":\"an empty file\",\"bytes\":0,\"packed\":false,\"bom\":false,"
		   "\"problems\":[{\"code\":\"empty-file\",\"place\":\"byte 0\",\"words\":\"an empty file\"}]}\n");
	check_json("a,b\n1,2\n", 8,
		   "{\"file\":\"f\",\"format\":\"csv\",\"words\":\"rows of text, such as CSV\",\"bytes\":8,\"packed\":false,\"bom\":false,"
		   "\"problems\":[]}\n");
	check_json("\x1f\x8b\x08\x00", 4,
		   "{\"file\":\"f\",\"format\":\"unknown\",\"words\":\"packed by gzip, and it is cut off or damaged\",\"bytes\":4,"
		   "\"packed\":true,\"bom\":false,\"problems\":[{\"code\":\"damaged\",\"place\":\"byte 0\",\"words\":\"packed by gzip, and it is "
		   "cut off or damaged\"}]}\n");
}

static void test_packed(void **state)
{
	gzFile file = gzopen(file_name, "wb");
	struct str out = { 0 };

	(void)state;
	assert_int_equal(gzwrite(file, x12, sizeof x12 - 1), sizeof x12 - 1);
	gzclose(file);
	answer(inspection_json, &out);
	assert_non_null(strstr(str_text(&out), "\"format\":\"x12\",\"words\":\"ANSI X12\",\"bytes\":207,\"packed\":true,"));
	str_release(&out);
}

static void test_page(void **state)
{
	struct str out = { 0 };

	(void)state;
	write_file(x12, sizeof x12 - 1);
	answer(inspection_page, &out);
	check_str("page", str_text(&out),
		  "f: ANSI X12, 1 interchange, 1 group, 1 transaction set, 7 segments, 207 bytes\n"
		  "  signs        element *   component >   repetition none   terminator U+0015\n"
		  "  interchange  000000007  from SENDER (ZZ) to RECEIVER (02)  230517 1710  00401, 1 set\n"
		  "  group        7  from S to R  20230517 1710  004010, 1 set\n"
		  "  sets         214 1\n"
		  "  segments     AT7 1, GE 1, GS 1, IEA 1, ISA 1, SE 1, ST 1\n"
		  "  problems     1\n"
		  "    SE01=9-actual=3\n"
		  "        segment 5 (SE), line 5, byte 168: SE counts 9 segments, there are 3\n");
	write_file("{}", 2);
	answer(inspection_page, &out);
	check_str("JSON", str_text(&out), "f: JSON, 2 bytes\n");
	str_release(&out);
}

static void test_signs(void **state)
{
	static const struct {
		unsigned char sign;
		const char *want;
	} rows[] = { { '*', "*" }, { '\n', "\\n" }, { '\r', "\\r" }, { '\t', "\\t" }, { 0x15, "U+0015" }, { 0x7f, "\x7f" }, { 0xa6, "\xc2\xa6" }, { 0, "" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct str out = { 0 };
		inspection_sign(rows[i].sign, &out);
		check_str(rows[i].want, str_text(&out), rows[i].want);
		str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x12),    cmocka_unit_test(test_edifact), cmocka_unit_test(test_other_kinds),
		cmocka_unit_test(test_packed), cmocka_unit_test(test_page),    cmocka_unit_test(test_signs),
	};

	int file = mkstemp(file_name), failed;

	if (file < 0)
		return 1;
	close(file);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(file_name);
	return failed;
}

/* SPDX-License-Identifier: MIT */
/* Records of JSON and XML: loops in one another, paths out of them, what partners write once where they may write it often, and what
 * is refused with its place. */
#include "check.h"

#include "codec/mapping.h"

struct heard {
	struct str events; /* place reference words, one a line */
	struct str faults;
	size_t told;
};

static enum err on_event(void *context, const struct event *event, const char *place)
{
	struct heard *heard = context;

	str_addf(&heard->events, "%s|%s|%s\n", place, event->subject_ref, event->words);
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *place)
{
	struct heard *heard = context;

	str_addf(&heard->faults, "%s|%s|%s\n", place, fault->what, fault->why);
}

static void on_told(void *context, const struct mapping_told *told, const char *place)
{
	struct heard *heard = context;

	(void)place;
	heard->told += told->text == NULL && *told->why;
}

/* A mapping of `rows` and lines for its records, with one event that is about `ref` and says `words`. */
static enum err decode(const char *rows, const char *lines, const char *message, struct heard *heard, struct fault *fault)
{
	const struct mapping_listener listener = { heard, on_event, on_fault, on_told };
	struct mapping *mapping = NULL;
	struct str text = { 0 };
	enum err err;

	str_addf(&text, "mapping m\nrows %s\n%s", rows, lines);
	err = mapping_read("m.mapping", (struct span){ text.text, text.length }, &mapping, fault);
	if (!err)
		err = mapping_decode(mapping, span_of(message), 1 << 20, 0, &listener, NULL, fault);
	mapping_free(mapping);
	str_release(&text);
	return err;
}

#define EVENT(indent) indent "event position\n" indent "\tabout ref\n" indent "\tknown received\n" indent "\twords \"{words}\"\n"

static void check_all(const char *const (*rows)[5], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct heard heard = { 0 };
		struct fault fault = { 0 };
		char words[800];
		if (decode(rows[i][0], rows[i][1], rows[i][2], &heard, &fault)) {
			fault_words(&fault, words, sizeof words);
			fail_msg("%s: %s", rows[i][2], words);
		}
		check_str(rows[i][2], str_text(&heard.events), rows[i][3]);
		check_str(rows[i][2], str_text(&heard.faults), rows[i][4]);
		str_release(&heard.events);
		str_release(&heard.faults);
	}
}

#define ONE "text ref \"{id}\"\ntext words \"{say}\"\n" EVENT("")
#define NESTED "text ref \"{id}\"\nloop \"parts[]\"\n\ttext words \"{say} of {../id} in {/all}\"\n" EVENT("\t")

static void test_json(void **state)
{
	static const char *const rows[][5] = {
		{ "json", ONE, "{\"id\":\"A\",\"say\":1}", "/|A|1\n", "" },
		{ "json \"/a[]\"", ONE, "{\"a\":[{\"id\":\"A\",\"say\":1.5},{\"id\":\"B\",\"say\":true}]}", "/a/0|A|1.5\n/a/1|B|true\n", "" },
		{ "json \"[]\"", ONE, "[{\"id\":7777777770,\"say\":\"x\"},{\"id\":2,\"say\":\"y\"}]", "/0|7777777770|x\n/1|2|y\n", "" },
		/* what is no array counts as an array of one; what is null or not there has no members */
		{ "json \"/a[]\"", ONE, "{\"a\":{\"id\":\"A\",\"say\":\"x\"}}", "/a|A|x\n", "" },
		{ "json \"/a[]\"", ONE, "{\"a\":null}", "", "" },
		{ "json \"/a[]\"", ONE, "{\"a\":[]}", "", "" },
		{ "json \"/a[]\"", ONE, "{}", "", "" },
		/* the first pointer that is there */
		{ "json \"/a[]\" \"/b[]\" \"\"", ONE, "{\"b\":[{\"id\":\"B\",\"say\":1}],\"id\":\"C\",\"say\":2}", "/b/0|B|1\n", "" },
		{ "json \"/a[]\" \"/b[]\" \"\"", ONE, "{\"id\":\"C\",\"say\":2}", "/|C|2\n", "" },
		{ "json \"/a[]\" \"\"", ONE, "{\"a\":[],\"id\":\"C\",\"say\":2}", "", "" },
		/* several [] are records in records, and .. goes out by one */
		{ "json \"/a[]/b[]\"", "text ref \"{../id}\"\ntext words \"{say}\"\n" EVENT(""),
		  "{\"a\":[{\"id\":\"A\",\"b\":[{\"say\":1},{\"say\":2}]},{\"id\":\"B\"},{\"id\":\"C\",\"b\":{\"say\":3}}]}",
		  "/a/0/b/0|A|1\n/a/0/b/1|A|2\n/a/2/b|C|3\n", "" },
		{ "json \"/a[]\"", NESTED, "{\"all\":9,\"a\":[{\"id\":\"A\",\"parts\":[{\"say\":1},{\"say\":2}]},{\"id\":\"B\",\"parts\":[{\"say\":3}]}]}",
		  "/a/0/parts/0|A|1 of A in 9\n/a/0/parts/1|A|2 of A in 9\n/a/1/parts/0|B|3 of B in 9\n", "" },
		/* behind [] a step further; members by one of their own; scalars as records; escapes */
		{ "json \"/a[]/x\"", ONE, "{\"a\":[{\"x\":{\"id\":\"A\",\"say\":1}},{\"y\":2}]}", "/a/0/x|A|1\n", "" },
		{ "json", "text ref \"{refs[type=BKG]/value}\"\ntext words \"{refs[type=X/Y]/value} {legs/1/at} {legs/at} {a~1b~0c}\"\n" EVENT(""),
		  "{\"refs\":[{\"type\":\"X/Y\",\"value\":1},{\"type\":\"BKG\",\"value\":\"B1\"}],\"legs\":[{\"at\":\"P\"},{\"at\":\"Q\"}],\"a/b~c\":\"z\"}",
		  "/|B1|1 Q P z\n", "" },
		{ "json \"/epcs[]\"", "text ref \"{.}\"\ntext words \"{../kind}{/kind}\"\n" EVENT(""), "{\"kind\":\"k\",\"epcs\":[\"E1\",\"E2\"]}",
		  "/epcs/0|E1|kk\n/epcs/1|E2|kk\n", "" },
		{ "json", "text words \"{kind}\"\nloop \"epcs[]\"\n\ttext ref \"{.}\"\n" EVENT("\t"), "{\"kind\":\"k\",\"epcs\":[\"E1\",\"E2\"]}",
		  "/epcs/0|E1|k\n/epcs/1|E2|k\n", "" },
		/* a fault is one of its record: the others go on */
		{ "json \"/a[]\"", "number n k\n" ONE, "{\"a\":[{\"id\":\"A\",\"k\":\"x\"},{\"id\":\"B\",\"k\":2,\"say\":1}]}", "/a/1|B|1\n",
		  "/a/0|n|\"x\" is no whole number\n" },
		{ "json \"/a[]\"", ONE, "{\"a\":[{\"say\":1},{\"id\":\"B\",\"say\":1}]}", "/a/1|B|1\n",
		  "/a/0|position|the record does not say what it is about: it rests on ref, which is missing\n" },
		/* conditions of the record */
		{ "json \"/a[]\"", "text t \"{t}\"\nwhen t=yes\n" ONE, "{\"a\":[{\"id\":\"A\",\"t\":\"no\"},{\"id\":\"B\",\"t\":\"yes\",\"say\":1}]}", "/a/1|B|1\n", "" },
		{ "json \"/a[]\"", "text t \"{t}\"\nmust \"t is yes or no\" t=yes,no\n" ONE, "{\"a\":[{\"id\":\"A\",\"t\":\"maybe\"},{\"id\":\"B\",\"t\":\"yes\",\"say\":1}]}",
		  "/a/1|B|1\n", "/a/0|the record|t is yes or no\n" },
	};

	(void)state;
	check_all(rows, COUNT_OF(rows));
}

static void test_xml(void **state)
{
	static const char *const rows[][5] = {
		{ "xml \"//e\"", "text ref \"{@id}\"\ntext words \"{say}\"\n" EVENT(""), "<d><e id='A'><say> x\n </say></e><e id='B'><say>y</say></e></d>",
		  "/d/e[1]|A|x\n/d/e[2]|B|y\n", "" },
		/* prefixes and namespaces are not told */
		{ "xml \"/d/e\"", "text ref \"{id}\"\ntext words \"{n:say}{@t}\"\n" EVENT(""), "<d/>", "", "" },
		{ "xml \"/d/e\"", "text ref \"{id}\"\ntext words \"{say}{@t}\"\n" EVENT(""),
		  "<x:d xmlns:x='u' xmlns='v'><e x:t='1'><x:id>A</x:id><say>s</say></e></x:d>", "/d/e|A|s1\n", "" },
		{ "xml \"/d/s\"", "text ref \"{no}\"\nloop \"ev\"\n\ttext words \"{@c} of {../no}, {count(../ev)} in all\"\n" EVENT("\t"),
		  "<d><s><no>S1</no><ev c='1'/><ev c='2'/></s><s><no>S2</no></s><s><no>S3</no><ev c='3'/></s></d>",
		  "/d/s[1]/ev[1]|S1|1 of S1, 2 in all\n/d/s[1]/ev[2]|S1|2 of S1, 2 in all\n/d/s[3]/ev|S3|3 of S3, 1 in all\n", "" },
		{ "xml \"//none\" \"//e\"", "text ref \"{@id}\"\ntext words \"{text()}\"\n" EVENT(""), "<d><e id='A'>&#233;&lt;</e></d>", "/d/e|A|\xc3\xa9<\n", "" },
		{ "xml \"//e\"", "text ref \"{@id}\"\ntext words \"x{none}\"\n" EVENT(""), "<d><e id='A'/></d>", "/d/e|A|\n", "" },
	};

	(void)state;
	check_all(rows, COUNT_OF(rows));
}

#define ISA "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260301*1000*U*00401*000000001*0*P*>~GS*QM*A*B*20260301*1000*1*X*004010~"
#define ENDED "GE*1*1~IEA*1*000000001~"
#define X12                                                                                                         \
	ISA "ST*214*0001~B10*P1*S1*SCAC~L11*L1*BM~N1*SH*ACME~N4*RUMFORD*ME~N1*CN*BIG>CO~N4*WEST ALLIS*WI~LX*1~"    \
	    "AT7*X1*NS~MS1*BERN~AT7*D1*NS~LX*2~AT7*AF~MS1*ULM~L11*L2*PO~SE*15*0001~"                               \
	    "ST*990*0002~B1*SCAC*S1**A~SE*3*0002~ST*214*0003~B10*P2*S2*SCAC~SE*3*0003~" ENDED
#define EDIFACT                                                                                                     \
	"UNB+UNOC:3+A:14+B:14+260301:1000+1'UNH+1+IFTSTA:D:01B:UN'BGM+77+D1:2+9'DTM+137:202603011000:203'CNI+1+C1'"  \
	"STS+1+21::87:it?'s here'DTM+78:202603010900:203'LOC+14+X:::ULM'CNI+2+C2'STS+1+24'UNT+10+1'UNZ+1+1'"

static void test_segments(void **state)
{
	static const char *const rows[][5] = {
		{ "x12 990", "text ref \"{B1.2}\"\ntext words \"{B1.4} from {GS.2} {ISA.9}\"\n" EVENT(""), X12, "990 0002|S1|A from A 260301\n", "" },
		{ "x12 214", "text ref \"{B10.2}\"\ntext words \"{N1[CN]/N4.1}, {N1[SH].2}, {L11[2=BM].1}, {N1[XX,CN].2}\"\n" EVENT(""), X12,
		  "214 0001|S1|WEST ALLIS, ACME, L1, BIG>CO\n214 0003|S2|\n", "" },
		/* a component; what lies behind the first loop is not the header's where until= says so */
		{ "x12 214 until=LX", "text ref \"{B10.2}\"\ntext words \"{N1[CN].2:2} {L11[2=PO].1}\"\n" EVENT(""), X12,
		  "214 0001|S1|\n214 0003|S2|\n", "" },
		{ "x12 214", "text ref \"{B10.2}\"\ntext words \"{N1[CN].2:2} {L11[2=PO].1}\"\n" EVENT(""), X12,
		  "214 0001|S1|CO L2\n214 0003|S2|\n", "" },
		{ "x12 214", "text ref \"{B10.2}\"\nloop AT7\n\ttext words \"{AT7.1} {MS1.1}\"\n" EVENT("\t"), X12,
		  "214 0001 segment 11 (AT7)|S1|X1 BERN\n214 0001 segment 13 (AT7)|S1|\n214 0001 segment 15 (AT7)|S1|AF ULM\n", "" },
		{ "x12 214", "text ref \"{B10.2}\"\nloop LX\n\ttext no \"{LX.1}\"\n\tloop AT7[X1,AF]\n\t\ttext words \"{no} {AT7.1}\"\n" EVENT("\t\t"), X12,
		  "214 0001 segment 11 (AT7)|S1|1 X1\n214 0001 segment 15 (AT7)|S1|2 AF\n", "" },
		{ "x12 214", "text ref \"{B10.2}\"\nloop AT7 until=LX,L11\n\ttext words \"{AT7.1} {L11.1}\"\n" EVENT("\t"), X12,
		  "214 0001 segment 11 (AT7)|S1|\n214 0001 segment 13 (AT7)|S1|\n214 0001 segment 15 (AT7)|S1|\n", "" },
		/* several ways through one message */
		{ "x12 990\ntext ref \"{B1.2}\"\ntext words \"answer\"\n" EVENT("") "rows x12 214", "text ref \"{B10.1}\"\ntext words \"status\"\n" EVENT(""), X12,
		  "990 0002|S1|answer\n214 0001|P1|status\n214 0003|P2|status\n", "" },
		{ "edifact IFTSTA", "text doc \"{BGM.2}\"\nloop CNI\n\ttext ref \"{CNI.2}\"\n\ttext words \"{doc} {STS.2:1} {STS.2:4} {DTM[78].1:2} {UNB.4:2} {LOC.2:4}\"\n" EVENT("\t"),
		  EDIFACT, "IFTSTA 1 segment 5 (CNI)|C1|D1 21 it's here 202603010900 1000 ULM\nIFTSTA 1 segment 9 (CNI)|C2|\n", "" },
	};

	(void)state;
	check_all(rows, COUNT_OF(rows));
}

/* Messages that are none of their kind, and texts that are none: words, and the line of a mapping's text. */
static void test_refused(void **state)
{
	static const struct {
		const char *rows, *lines, *message, *words;
		int line;
	} rows[] = {
		{ "json", ONE, "{\"id\":", "JSON", 1 },
		{ "json", ONE, "{\"a\":1,\"a\":2}", "duplicate", 1 },
		{ "json", ONE, "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "nested deeper", 0 },
		{ "xml \"//e\"", ONE, "<d><e></d>", "XML", 1 },
		{ "xml \"//e\"", ONE, "<!DOCTYPE d [<!ENTITY x \"y\">]>\n<d><e id='A'>&x;</e></d>", "document type", 0 },
		{ "xml \"//e\"", ONE, "<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><d/>", "document type", 0 },
		{ "xml \"//e\"", ONE, "<d>&x;</d>", "x", 1 },
		{ "xml \"//e[\"", ONE, "", "no XPath", 2 },
		{ "xml", ONE, "", "XPath is missing", 2 },
		{ "xml \"//e\"", "text ref \"{a b c}\"\n", "", "no XPath", 3 },
		{ "json \"a[]\"", ONE, "", "begins with /", 2 },
		{ "json \"/a//b\"", ONE, "", "is empty", 2 },
		{ "json", "text ref \"{a[]}\"\n", "", "one value", 3 },
		{ "json", "text ref \"{a[b]}\"\n", "", "KEY=VALUE", 3 },
		{ "jsn", ONE, "", "did you mean json", 2 },
		{ "x12 210", "text ref \"{B3.2}\"\ntext words \"{B3.3}\"\n" EVENT(""), X12, "it holds 214, 990, 214", 0 },
		{ "x12 214", "text ref \"{B3.2}\"\ntext words \"{B3.3}\"\n" EVENT(""), EDIFACT, "it is EDIFACT", 0 },
		{ "x12 214", "text ref \"{B3.2}\"\ntext words \"{B3.3}\"\n" EVENT(""), "id,when\n", "EDI", 0 },
		{ "x12 214", "text ref \"{B10}\"\n", "", "SEGMENT.ELEMENT", 3 },
		{ "x12 214", "text ref \"{b10.2}\"\n", "", "capitals", 3 },
		{ "x12 214", "text ref \"{REF[BM.2}\"\n", "", "no ]", 3 },
		{ "x12 214", "text ref \"{N1[x=BM].2}\"\n", "", "number of an element", 3 },
		{ "x12 214", "text ref \"{N1.2:}\"\n", "", "component", 3 },
		{ "x12 214 unti=LX", ONE, "", "only until=", 2 },
		{ "x12 214", "loop\n\ttext ref \"{AT7.1}\"\n", "", "missing", 3 },
		{ "x12 214", "loop AT7 MS1\n\ttext ref \"{AT7.1}\"\n", "", "one segment opens", 3 },
		{ "csv", "text ref \"{a}\"\nloop x\n", "", "hold no others", 4 },
		{ "json\nrows xml \"/a\"", ONE, "", "already", 3 },
		{ "json", "\ttext ref \"{a}\"\n", "", "belongs to nothing", 3 },
		{ "json", "loop \"a[]\"\n\ttext x \"{a}\"\ntext y \"{x}\"\nevent position\n\tabout x\n", "", "no value x", 7 },
		{ "json", "loop \"a[]\"\n\ttext x \"{a}\"\n\tevent position\n\t\tabout x\n", "", "when it was known", 5 },
		{ "json", "loop \"a[]\"\n\trows json\n", "", "never stands inside a loop", 4 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct heard heard = { 0 };
		struct fault fault = { 0 };
		char words[800];
		if (decode(rows[i].rows, rows[i].lines, rows[i].message, &heard, &fault) == ERR_NONE)
			fail_msg("was taken: %s %s %s", rows[i].rows, rows[i].lines, rows[i].message);
		fault_words(&fault, words, sizeof words);
		if (!strstr(words, rows[i].words))
			fail_msg("%s %s: %s", rows[i].rows, rows[i].lines, words);
		check_int(words, fault.line, rows[i].line);
		if (!*rows[i].message && (!*fault.help || fault.column == 0))
			fail_msg("%s: no help or no column: %s", rows[i].lines, words);
		str_release(&heard.events);
		str_release(&heard.faults);
	}
}

/* Why a value is missing is told only where somebody listens, and for each that is. */
/* A message that is hardly understood ends early, and says so; one that is mostly understood is gone through. */
static void test_hopeless(void **state)
{
	static const struct {
		size_t bad, good;
		bool is_ended;
	} rows[] = { { 2000, 0, true }, { 1000, 0, false }, { 1001, 0, true }, { 1500, 1500, false } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct heard heard = { 0 };
		struct fault fault = { 0 };
		struct str text = { 0 };
		str_addc(&text, '[');
		for (size_t n = 0; n < rows[i].good; n++)
			str_adds(&text, "{\"id\":\"A\",\"say\":1},");
		for (size_t n = 0; n < rows[i].bad; n++)
			str_addf(&text, "%s{}", n ? "," : "");
		str_addc(&text, ']');
		check_int("decode", decode("json \"[]\"", ONE, text.text, &heard, &fault), ERR_NONE);
		check_int("ended early", strstr(str_text(&heard.faults), "/|message|1001 of its first 1001 records") != NULL, rows[i].is_ended);
		str_release(&text);
		str_release(&heard.events);
		str_release(&heard.faults);
	}
}

/* The parser compares each attribute of an element with each; what only looks like attributes is none. */
static void test_crowded(void **state)
{
	static const struct {
		const char *before, *unit, *behind;
		enum err err;
	} rows[] = {
		{ "<d ", "a%zu='1' ", "/>", ERR_LIMIT },
		{ "<d><e x='<>'/><e ", "a%zu=\"1\" ", "/></d>", ERR_LIMIT },
		{ "<d><!-- <e ", "a%zu= ", "--></d>", ERR_NONE },
		{ "<d><![CDATA[ <e ", "a%zu= ", "]]></d>", ERR_NONE },
		{ "<d><?e ", "a%zu= ", "?></d>", ERR_NONE },
		{ "<d x='", "a%zu= ", "'/>", ERR_NONE },
		{ "<d>", "<a%zu b='1'/>", "</d>", ERR_NONE },
		{ "<d><!-", "a%zu= ", "", ERR_SYNTAX },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct heard heard = { 0 };
		struct fault fault = { 0 };
		struct str text = { 0 };
		str_adds(&text, rows[i].before);
		for (size_t n = 0; n < 300; n++) {
			const char *number = strstr(rows[i].unit, "%zu");
			str_addf(&text, "%.*s%zu%s", (int)(number - rows[i].unit), rows[i].unit, n, number + 3);
		}
		str_adds(&text, rows[i].behind);
		check_int(rows[i].before, decode("xml \"//none\"", ONE, text.text, &heard, &fault), rows[i].err);
		str_release(&text);
		str_release(&heard.faults);
	}
}

static void test_told(void **state)
{
	struct heard heard = { 0 };
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(decode("json", "text a \"{none}\"\ntext b \"{a}\"\nfirst c a b\n" ONE, "{\"id\":1}", &heard, &fault), ERR_NONE);
	assert_int_equal(heard.told, 4);
	str_release(&heard.events);
	str_release(&heard.faults);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_json), cmocka_unit_test(test_xml), cmocka_unit_test(test_hopeless), cmocka_unit_test(test_crowded), cmocka_unit_test(test_segments),
					    cmocka_unit_test(test_refused),
					    cmocka_unit_test(test_told) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

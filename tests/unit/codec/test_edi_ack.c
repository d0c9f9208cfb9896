/* SPDX-License-Identifier: MIT */
/* Acknowledgements, written by hand from the standards and compared as a whole. */
#include "check.h"

#include "codec/edi_ack.h"

#define HEAD "ISA*00*          *00*          *ZZ*CARRIER        *02*SHIPPER        *230517*1710*U*00401*000000007*0*P*>~\n"
#define ACK_HEAD "ISA*00*          *00*          *02*SHIPPER        *ZZ*CARRIER        *260308*0905*U*00401*000000041*0*P*>~\n"
#define GROUP "GS*QM*CARR*SHIP*20230517*1710*70*X*004010VICS~\n"
#define ACK_GROUP "GS*FA*SHIP*CARR*20260308*0905*12*X*004010~\n"
#define GOOD_SET "ST*214*0001~\nB10*1*2~\nSE*3*0001~\n"
#define TAIL "GE*1*70~\nIEA*1*000000007~\n"
#define ACK_TAIL "GE*1*12~\nIEA*1*000000041~\n"

#define UNB "UNB+UNOC:3+CARRIER:14:ROUTE+SHIPPER:ZZ+230517:1710+77'\n"
#define ACK_UNB "UNB+UNOC:3+SHIPPER:ZZ+CARRIER:14:ROUTE+260308:0905+41'\nUNH+1+CONTRL:D:3:UN'\n"
#define UCI "UCI+77+CARRIER:14:ROUTE+SHIPPER:ZZ+"
#define MESSAGE "UNH+1+IFTSTA:D:01B:UN'\nBGM+1'\nUNT+3+1'\n"
#define ACK_UNZ "UNZ+1+41'\n"

static const struct edi_ack usual = {
	.at = { .year = 2026, .month = 3, .day = 8, .hour = 9, .minute = 5 },
	.interchange_number = 41,
	.group_number = 12,
	.has_lines = true,
};

static void check_ack(const char *text, struct edi_ack ack, const char *want)
{
	struct edi_file file;
	struct fault fault = { 0 };
	struct str out = { 0 };

	assert_int_equal(edi_file_read(&file, span_of(text), &fault), ERR_NONE);
	if (edi_ack_write(&file, &ack, &out, &fault))
		str_addf(&out, "%s: %s", err_name(fault.err), fault.why);
	check_str(text, str_text(&out), want);
	str_release(&out);
	edi_file_release(&file);
}

struct row {
	const char *text, *want;
};

static void check_rows(enum edi_ack_kind kind, const struct row *rows, size_t count)
{
	struct edi_ack ack = usual;

	ack.kind = kind;
	for (size_t i = 0; i < count; i++)
		check_ack(rows[i].text, ack, rows[i].want);
}

static void test_997(void **state)
{
	static const struct row rows[] = {
		/* accepted */
		{ HEAD GROUP GOOD_SET TAIL,
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2*214*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\n" ACK_TAIL },
		/* accepted with errors: a segment that has no id, a control number that comes again */
		{ HEAD GROUP "ST*214*0001~\nB10*1*2~\nOops*1~\nSE*4*0001~\n" TAIL,
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2*214*0001~\nAK3*Oop*3**1~\nAK5*E*5~\nAK9*E*1*1*1~\nSE*7*0001~\n" ACK_TAIL },
		{ HEAD GROUP GOOD_SET GOOD_SET "GE*2*70~\nIEA*1*000000007~\n",
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2*214*0001~\nAK5*A~\nAK2*214*0001~\nAK5*E*23~\nAK9*E*2*2*2~\nSE*8*0001~\n" ACK_TAIL },
		/* one of two rejected */
		{ HEAD GROUP GOOD_SET "ST*990*0002~\nB1*1~\nSE*9*0003~\n" "GE*2*70~\nIEA*1*000000007~\n",
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2*214*0001~\nAK5*A~\nAK2*990*0002~\nAK5*R*3*4~\nAK9*P*2*2*1~\nSE*8*0001~\n" ACK_TAIL },
		/* all rejected: no trailer; no type and no number */
		{ HEAD GROUP "ST*214*0001~\nB10*1*2~\n" TAIL,
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2*214*0001~\nAK5*R*2~\nAK9*R*1*1*0~\nSE*6*0001~\n" ACK_TAIL },
		{ HEAD GROUP "ST~\nSE*2*~\n" TAIL,
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2~\nAK5*R*6*7~\nAK9*R*1*1*0~\nSE*6*0001~\n" ACK_TAIL },
		/* a group that is wrong itself takes its sets with it */
		{ HEAD GROUP GOOD_SET "GE*5*71~\nIEA*1*000000007~\n",
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK9*R*5*1*0*4*5~\nSE*4*0001~\n" ACK_TAIL },
		{ HEAD GROUP GOOD_SET "IEA*1*000000007~\n",
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK9*R*1*1*0*3~\nSE*4*0001~\n" ACK_TAIL },
		/* an empty group */
		{ HEAD GROUP "GE*0*70~\nIEA*1*000000007~\n",
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK9*A*0*0*0~\nSE*4*0001~\n" ACK_TAIL },
		/* two groups, one of them acknowledgements */
		{ HEAD "GS*FA*CARR*SHIP*20230517*1710*69*X*004010~\nST*997*1~\nSE*2*1~\nGE*1*69~\n" GROUP GOOD_SET "GE*1*70~\nIEA*2*000000007~\n",
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2*214*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\n" ACK_TAIL },
		{ HEAD "GS*FA*CARR*SHIP*20230517*1710*69*X*004010~\nST*997*1~\nSE*2*1~\nGE*1*69~\nIEA*1*000000007~\n",
		  "ERR_NOT_FOUND: there is nothing to answer: no interchange with a header, or acknowledgements only" },
		{ GOOD_SET, "ERR_NOT_FOUND: there is nothing to answer: no interchange with a header, or acknowledgements only" },
	};

	(void)state;
	check_rows(EDI_ACK_997, rows, COUNT_OF(rows));
	check_rows(EDI_ACK_CONTRL, &(struct row){ HEAD, "ERR_INVALID: it does not answer X12" }, 1);
}

/* Several interchanges, each with its own signs; further numbers are counted on. */
static void test_several(void **state)
{
	static const char text[] =
		HEAD GROUP GOOD_SET TAIL
		"ISA|00|          |00|          |01|A              |01|B              |230517|1710|^|00501|000000008|1|T|@'"
		"GS|PO|A1|B1|20230517|1710|1|X|005010X220A1'ST|850|1|005010X220'SE|2|1'GE|1|1'"
		"GS|IN|A2|B2|20230517|1710|2|X|005010'ST|810|1'SE|2|1'GE|1|2'IEA|2|000000008'";

	(void)state;
	check_rows(EDI_ACK_997, &(struct row){ text,
		ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2*214*0001~\nAK5*A~\nAK9*A*1*1*1~\nSE*6*0001~\n" ACK_TAIL
		"ISA|00|          |00|          |01|B              |01|A              |260308|0905|^|00501|000000042|0|T|@'\n"
		"GS|FA|B1|A1|20260308|0905|13|X|005010'\nST|997|0001'\nAK1|PO|1|005010X220A1'\nAK2|850|1|005010X220'\nAK5|A'\nAK9|A|1|1|1'\nSE|6|0001'\nGE|1|13'\n"
		"GS|FA|B2|A2|20260308|0905|14|X|005010'\nST|997|0001'\nAK1|IN|2|005010'\nAK2|810|1'\nAK5|A'\nAK9|A|1|1|1'\nSE|6|0001'\nGE|1|14'\n"
		"IEA|2|000000042'\n" }, 1);
}

static void test_999(void **state)
{
	static const struct row rows[] = {
		{ HEAD GROUP GOOD_SET "ST*990*0002~\noops~\nSE*9*0002~\nGE*2*70~\nIEA*1*000000007~\n",
		  ACK_HEAD "GS*FA*SHIP*CARR*20260308*0905*12*X*005010X231A1~\nST*999*0001*005010X231A1~\nAK1*QM*70*004010VICS~\n"
		  "AK2*214*0001~\nIK5*A~\nAK2*990*0002~\nIK3*oop*2**1~\nIK5*R*4*5~\nAK9*P*2*2*1~\nSE*9*0001~\n" ACK_TAIL },
	};

	(void)state;
	check_rows(EDI_ACK_999, rows, COUNT_OF(rows));
}

static void test_contrl(void **state)
{
	static const struct row rows[] = {
		/* accepted */
		{ UNB MESSAGE "UNZ+1+77'", ACK_UNB UCI "7'\nUCM+1+IFTSTA:D:01B:UN+7'\nUNT+4+1'\n" ACK_UNZ },
		/* accepted with errors */
		{ UNB "UNH+1+IFTSTA:D:01B:UN'bgm+1'UNT+3+1'UNZ+1+77'",
		  ACK_UNB UCI "7'\nUCM+1+IFTSTA:D:01B:UN+7'\nUCS+2+15'\nUNT+5+1'\n" ACK_UNZ },
		{ UNB MESSAGE MESSAGE "UNZ+2+77'",
		  ACK_UNB UCI "7'\nUCM+1+IFTSTA:D:01B:UN+7'\nUCM+1+IFTSTA:D:01B:UN+7+26+UNH+2'\nUNT+5+1'\n" ACK_UNZ },
		/* one of two rejected, each for another reason */
		{ UNB MESSAGE "UNH+2+DESADV:D:96A:UN'UNT+9+2'UNZ+2+77'",
		  ACK_UNB UCI "7'\nUCM+1+IFTSTA:D:01B:UN+7'\nUCM+2+DESADV:D:96A:UN+4+29+UNT+2'\nUNT+5+1'\n" ACK_UNZ },
		{ UNB "UNH+2+DESADV:D:96A:UN'UNT+2+3'UNZ+1+77'", ACK_UNB UCI "7'\nUCM+2+DESADV:D:96A:UN+4+28+UNT+3'\nUNT+4+1'\n" ACK_UNZ },
		{ UNB "UNH+2+DESADV:D:96A:UN'UNZ+1+77'", ACK_UNB UCI "7'\nUCM+2+DESADV:D:96A:UN+4+13+UNT'\nUNT+4+1'\n" ACK_UNZ },
		/* all of it rejected */
		{ UNB MESSAGE "UNZ+2+77'", ACK_UNB UCI "4+29+UNZ+2'\nUNT+3+1'\n" ACK_UNZ },
		{ UNB MESSAGE "UNZ+1+78'", ACK_UNB UCI "4+28+UNZ+3'\nUNT+3+1'\n" ACK_UNZ },
		{ UNB MESSAGE, ACK_UNB UCI "4+13+UNZ'\nUNT+3+1'\n" ACK_UNZ },
		/* groups */
		{ UNB "UNG+IFTSTA+A:1+B:2+230517:1710+5+UN+D:01B'" MESSAGE "UNE+1+5'UNG+IFTSTA+A+B+230517:1710+6+UN+D:01B'" MESSAGE "UNE+2+6'UNZ+2+77'",
		  ACK_UNB UCI "7'\nUCF+5+A:1+B:2+7'\nUCM+1+IFTSTA:D:01B:UN+7'\nUCF+6+A+B+4+29+UNE+2'\nUNT+6+1'\n" ACK_UNZ },
		/* released signs stay released, an answer is not answered, a test is one */
		{ "UNB+UNOC:3+A?+B+C+230517:1710+7?'7++++++1'UNH+1?:+X?+Y:D:01B:UN'UNT+2+1?:'UNZ+1+7?'7'",
		  "UNB+UNOC:3+C+A?+B+260308:0905+41++++++1'\nUNH+1+CONTRL:D:3:UN'\nUCI+7?'7+A?+B+C+7'\nUCM+1?:+X?+Y:D:01B:UN+7'\nUNT+4+1'\n" ACK_UNZ },
		{ UNB "UNH+1+CONTRL:D:3:UN'UNT+2+1'UNZ+1+77'",
		  "ERR_NOT_FOUND: there is nothing to answer: no interchange with a header, or acknowledgements only" },
		{ UNB "UNZ+0+77'", ACK_UNB UCI "7'\nUNT+3+1'\n" ACK_UNZ },
		/* syntax 4, and signs of its own */
		{ "UNA|^.! #UNB^UNOC|4^A^B^20230517|1710^7#UNH^1^X|D#UNT^2^1#UNZ^1^7#",
		  "UNA|^.! #\nUNB^UNOC|4^B^A^20260308|0905^41#\nUNH^1^CONTRL|4|1|UN#\nUCI^7^A^B^7#\nUCM^1^X|D^7#\nUNT^4^1#\nUNZ^1^41#\n" },
	};

	(void)state;
	check_rows(EDI_ACK_CONTRL, rows, COUNT_OF(rows));
	check_rows(EDI_ACK_997, &(struct row){ UNB, "ERR_INVALID: it does not answer EDIFACT" }, 1);
}

/* What only a mapping can find. */
static void test_findings(void **state)
{
	static const struct edi_finding found[] = {
		{ 0, 4, "8", EDI_ACCEPTED_WITH_ERRORS }, { 0, 5, "2", EDI_ACCEPTED_WITH_ERRORS }, { 1, 8, "3", EDI_REJECTED }, { 1, 8, "8", EDI_REJECTED },
	};
	static const struct edi_finding in_edifact[] = { { 0, 3, "12", EDI_REJECTED } };
	struct edi_ack ack = usual;

	(void)state;
	ack.findings = found;
	ack.finding_count = COUNT_OF(found);
	check_ack(HEAD GROUP "ST*214*0001~\nB10*1*2~\nlx*1~\nSE*4*0001~\n" "ST*214*0002~\nB10*1~\nSE*3*0002~\nGE*2*70~\nIEA*1*000000007~\n", ack,
		  ACK_HEAD ACK_GROUP "ST*997*0001~\nAK1*QM*70~\nAK2*214*0001~\nAK3*B10*2**8~\nAK3*lx*3**2~\nAK5*E*5~\n"
		  "AK2*214*0002~\nAK3*B10*2**3~\nAK3*B10*2**8~\nAK5*R*5~\nAK9*P*2*2*1~\nSE*12*0001~\n" ACK_TAIL);
	ack.kind = EDI_ACK_CONTRL;
	ack.findings = in_edifact;
	ack.finding_count = COUNT_OF(in_edifact);
	check_ack(UNB MESSAGE "UNZ+1+77'", ack, ACK_UNB UCI "7'\nUCM+1+IFTSTA:D:01B:UN+4'\nUCS+2+12'\nUNT+5+1'\n" ACK_UNZ);
}

/* On the wire, without line ends; an answer can be read again and adds up. */
static void test_round(void **state)
{
	struct edi_ack ack = usual;
	struct edi_file file, answer;
	struct fault fault;
	struct str out = { 0 };

	(void)state;
	ack.has_lines = false;
	assert_int_equal(edi_file_read(&file, span_of(HEAD GROUP GOOD_SET TAIL), &fault), ERR_NONE);
	assert_int_equal(edi_ack_write(&file, &ack, &out, &fault), ERR_NONE);
	assert_null(strchr(str_text(&out), '\n'));
	assert_int_equal(edi_file_read(&answer, (struct span){ str_text(&out), out.length }, &fault), ERR_NONE);
	check_int("problems", answer.problems.items.count, 0);
	check_int("sets", answer.levels[EDI_SET].count, 1);
	edi_file_release(&answer);
	edi_file_release(&file);
	str_release(&out);
}

static void test_kinds(void **state)
{
	enum edi_ack_kind kind;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(edi_ack_kind_read("CONTRL", &kind, &fault), ERR_NONE);
	assert_int_equal(kind, EDI_ACK_CONTRL);
	assert_int_equal(edi_ack_kind_read("824", &kind, &fault), ERR_INVALID);
	check_str("help", fault.help, "997 and 999 answer X12, contrl answers EDIFACT");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_997),    cmocka_unit_test(test_several),	cmocka_unit_test(test_999),   cmocka_unit_test(test_contrl),
		cmocka_unit_test(test_findings), cmocka_unit_test(test_round), cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Papers: what kind one is, which are required of whom, and that one that does not come is an exception in words. */
#include "world.h"

static const char manual[] = "include core\n"
			     "without exception pod-missing\n"
			     "exception documents-missing \"Documents missing\"\n"
			     "\tdetect deadline documents after deliver 8h\n"
			     "\trequire pod\n"
			     "\trequire pod,bol,packing-list when customer=ADLER\n"
			     "\trequire nothing when mode=parcel\n"
			     "document customs \"mrn\"\n";

#define PLAN(customer) "06:00 shipment.planned customer=" customer " carrier=DHLF promise=16:00"
#define DONE "10:00 delivery.completed"

static void test_cases(void **state)
{
	static const struct {
		const char *name, *lines[8], *want, *what;
	} rows[] = {
		{ "nothing came", { PLAN("ADLER"), DONE, "= 18:10" },
		  "documents-missing open 3 at 18:00 due respond 54:00 by 52:30",
		  "delivered 10:00 UTC, not here yet: proof of delivery, bill of lading, packing list" },
		{ "not yet", { PLAN("ADLER"), DONE, "= 17:59" }, "", NULL },
		{ "all came in time",
		  { PLAN("ADLER"), DONE, "11:00 pod.received", "12:00 document.received document=bol", "12:30 document.received document=packing-list",
		    "= 30:00" },
		  "", NULL },
		{ "papers may come before it is delivered",
		  { PLAN("ADLER"), "09:00 document.received document=bol", "09:10 document.received document=packing-list", DONE, "11:00 pod.received",
		    "= 30:00" },
		  "", NULL },
		{ "a POD alone does not end it, though the freight is done",
		  { PLAN("ADLER"), DONE, "11:00 pod.received", "= 18:10" }, "documents-missing open 3 at 18:00 due respond 54:00 by 52:30",
		  "delivered 10:00 UTC, not here yet: bill of lading, packing list" },
		{ "some of it comes after",
		  { PLAN("ADLER"), DONE, "= 18:10", "19:00 document.received document=bol", "= 19:10" },
		  "documents-missing open 3 at 18:00 due respond 54:00 by 52:30",
		  "delivered 10:00 UTC, not here yet: proof of delivery, packing list" },
		{ "the rest comes: it closes itself",
		  { PLAN("ADLER"), DONE, "= 18:10", "19:00 document.received document=bol", "19:30 pod.received",
		    "20:00 document.received document=packing-list", "= 20:10" },
		  "documents-missing closed 3 at 18:00 end 20:00", NULL },
		{ "a paper that no rule names is none of them",
		  { PLAN("ADLER"), DONE, "11:00 pod.received", "11:30 document.received document=packing-list", "12:00 document.received document=other",
		    "= 18:10" },
		  "documents-missing open 3 at 18:00 due respond 54:00 by 52:30", "delivered 10:00 UTC, not here yet: bill of lading" },
		{ "another customer needs less", { PLAN("BIRKE"), DONE, "11:00 document.received document=pod", "= 30:00" }, "", NULL },
		{ "and gets that named", { PLAN("BIRKE"), DONE, "= 18:10" }, "documents-missing open 3 at 18:00 due respond 54:00 by 54:00",
		  "delivered 10:00 UTC, not here yet: proof of delivery" },
		{ "a set may be empty", { PLAN("BIRKE") " mode=parcel", DONE, "= 30:00" }, "", NULL },
		{ "what is taken back is missing again",
		  { PLAN("BIRKE"), DONE, "11:00 pod.received key=p1", "= 11:10", "12:00 retraction retracts=p1", "= 18:10" },
		  "documents-missing open 3 at 18:00 due respond 54:00 by 54:00", NULL },
		{ "cancelled freight has no papers", { PLAN("BIRKE"), "09:00 shipment.cancelled", "= 30:00" },
		  "cancelled open 1 at 09:00 due promise 16:00 by 15:40", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world w;
		world_begin_text(&w, "papers", span_of(manual));
		for (const char *const *line = rows[i].lines; *line; line++)
			if (**line == '=')
				world_decide(&w, *line + 2);
			else
				world_say(&w, *line);
		check_str(rows[i].name, world_cases(&w), rows[i].want);
		if (rows[i].what)
			check_str(rows[i].name, world_case(&w)->what, rows[i].what);
		if (w.facts.cases.count == 0 && w.closed.count > 0)
			check_str(rows[i].name, world_case(&w)->reason, "all papers are here");
		world_end(&w);
	}
}

static void test_wake(void **state)
{
	struct world w;
	struct rules_step step;

	(void)state;
	world_begin_text(&w, "papers", span_of(manual));
	world_say(&w, PLAN("ADLER"));
	world_say(&w, DONE);
	world_decide(&w, "10:10");
	check_str("it is looked at when the papers are due", hhmm(&w, w.facts.subject.wake_at), "18:00");
	world_say(&w, "11:00 pod.received");
	world_decide(&w, "11:10");
	check_str("also when the freight is done", hhmm(&w, w.facts.subject.wake_at), "18:00");
	world_say(&w, "12:00 document.received document=bol");
	world_say(&w, "12:00 document.received document=packing-list");
	world_decide(&w, "12:10");
	check_str("and not once all is here", hhmm(&w, w.facts.subject.wake_at), "-");
	step = (struct rules_step){ w.policy, &w.reference, &w.ids, &w.arena, clock_of("30:00"), MONDAY };
	check_int("nor ever", rules_wake_at(&step, &w.facts), INSTANT_NONE);
	world_end(&w);
}

static void test_kinds(void **state)
{
	static const struct {
		const char *name, *want;
	} rows[] = {
		{ "POD_SH-1.pdf", "pod" },
		{ "pod12345.PDF", "pod" },
		{ "Proof-of_Delivery 7.pdf", "pod" },
		{ "Ablieferbeleg f\xc3\xbcr SO-1.pdf", "pod" },
		{ "tripod.pdf", "other" },
		{ "CMR 4711.pdf", "bol" },
		{ "bill of lading.pdf", "bol" },
		{ "bill of materials.pdf", "other" },
		{ "Rechnungskopie.pdf", "invoice" },
		{ "26DE-MRN-1.pdf", "customs" },
		{ "zoll.pdf", "other" }, /* the manual says anew what customs papers are called */
		{ "Packing List.xlsx", "packing-list" },
		{ "schadenfoto.jpg", "damage-photo" },
		{ "POD invoice.pdf", "pod" }, /* the first line of the manual that fits */
		{ "scan0001.pdf", "other" },
		{ "winmail.dat", "other" },
		{ "", "other" },
	};
	struct world w;

	(void)state;
	world_begin_text(&w, "papers", span_of(manual));
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_str(rows[i].name, rules_document_type(w.policy, rows[i].name), rows[i].want);
	world_end(&w);
}

static void test_mail_stops_nothing(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, "core");
	world_say(&w, PLAN("BIRKE"));
	world_say(&w, "10:00 shipment.eta at=18:00");
	world_decide(&w, "10:05");
	world_say(&w, "10:10 mail.received words=\"ana@dhl.example: late\"");
	world_decide(&w, "10:11");
	check_str("a mail is no answer of ours", world_clock(&w, "respond"), "running 10:30");
	check_str("and moves no case", world_cases(&w), "eta-late open 2 at 10:00 due respond 10:30 by 10:30");
	world_end(&w);
}

static void test_manual_faults(void **state)
{
	static const struct {
		const char *name, *text, *why;
	} rows[] = {
		{ "no such paper", "include core\nexception documents-missing\n\trequire pod,podd\n", "no paper that can be waited for is called podd" },
		{ "other cannot be waited for", "include core\nexception documents-missing\n\trequire other\n",
		  "no paper that can be waited for is called other" },
		{ "no such kind", "include core\ndocument bill \"x\"\n", "there is no kind of paper called bill" },
		{ "no words", "include core\ndocument pod\n", "document needs more words" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct policy *policy;
		struct fault fault = { 0 };
		if (policy_read(&arena, "p", span_of(rows[i].text), policy_include_shipped, NULL, &policy, &fault) == ERR_NONE)
			fail_msg("%s: it is taken", rows[i].name);
		check_str(rows[i].name, fault.why, rows[i].why);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases), cmocka_unit_test(test_wake),          cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_mail_stops_nothing), cmocka_unit_test(test_manual_faults),
	};

	return cmocka_run_group_tests_name("documents", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Messages: who is told, in which words, how long they can be taken back, and that nobody is told the same twice. */
#include "world.h"

#define GOLD \
	"08:00 shipment.planned customer=ADLER carrier=DHLF origin=HAM dest=BER promise=16:00 " \
	"goods=tiles"
#define LATE "09:00 shipment.eta at=18:00"

/* A world with a late shipment; its policy says `more` beside the core. */
static void late(struct world *w, const char *more)
{
	static char policies[8][400];
	static int used;
	char *text = policies[used++ % 8];

	snprintf(text, sizeof policies[0], "include core\n%s\n", more);
	world_begin_text(w, "own", span_of(text));
	world_say(w, GOLD);
	world_say(w, LATE);
	world_decide(w, "09:01");
}

/* Says one act and decides; its answer. */
static const char *answer(struct world *w, const char *line, const char *now)
{
	world_say(w, line);
	world_decide(w, now);
	return w->acts.items[w->acts.count - 1].answer;
}

static const struct letter *letter(const struct world *w, size_t n)
{
	if (n >= w->facts.letters.count)
		fail_msg("there is no letter %zu", n);
	return &w->facts.letters.items[n].row;
}

static const char *release(struct world *w, size_t n, const char *at, const char *now)
{
	return answer(w, arena_printf(&w->arena, "%s send-letter letter=%lld", at, (long long)letter(w, n)->letter_id), now);
}

static void test_language(void **state)
{
	static const struct {
		const char *language, *title, *body, *answer;
	} rows[] = {
		{ "de", "SHP-1: neue Zeit Mo, 2. März 18:00 UTC", "Guten Tag Adler Markt, zugesagt Mo, 2. März 16:00 UTC, Ort nicht bekannt.\n",
		  "drafted to Adler Markt: SHP-1: neue Zeit Mo, 2. März 18:00 UTC" },
		{ "de-AT", "SHP-1: neue Zeit Mo, 2. März 18:00 UTC", NULL, NULL },
		{ "en", "SHP-1: new time Mon 2 Mar 18:00 UTC", NULL, NULL },
		{ "fr", "SHP-1: new time Mon 2 Mar 18:00 UTC", NULL,
		  "drafted to Adler Markt: SHP-1: new time Mon 2 Mar 18:00 UTC (no text in fr: this is the one for all)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world w;
		const char *said;
		late(&w, "");
		w.parties[0].language = rows[i].language;
		said = answer(&w, "09:10 tell template=new-eta", "09:11");
		check_str(rows[i].language, letter(&w, 0)->title, rows[i].title);
		if (rows[i].body)
			check_str(rows[i].language, letter(&w, 0)->body, rows[i].body);
		if (rows[i].answer)
			check_str(rows[i].language, said, rows[i].answer);
		world_end(&w);
	}
}

/* What was written stays; the row says from which text of which version. */
static void test_kept(void **state)
{
	struct world w;

	(void)state;
	late(&w, "");
	w.parties[0].language = "de";
	answer(&w, "09:10 tell template=new-eta", "09:11");
	check_str("text", letter(&w, 0)->variant, "de");
	check_str("language", letter(&w, 0)->language, "de");
	check_int("version", letter(&w, 0)->template_version, 3);
	check_int("and its digest", strlen(letter(&w, 0)->mark), 12);
	check_str("who", letter(&w, 0)->recipient, "Adler Markt");
	check_str("as what", letter(&w, 0)->role, "customer");
	world_end(&w);
}

/* The same template about the same times goes once; with another time it goes again. */
static void test_once(void **state)
{
	struct world w;

	(void)state;
	late(&w, "");
	answer(&w, "09:10 tell template=new-eta", "09:11");
	check_str("goes", release(&w, 0, "09:12", "09:13"), "goes to dock@adler.example in 1m unless it is taken back");
	check_str("not twice", answer(&w, "09:20 tell template=new-eta", "09:21"),
		  "Adler Markt is being told this 09:12 UTC, in \"SHP-1: new time Mon 2 Mar 18:00 UTC\": a new message goes when the promised or "
		  "expected time changes");
	check_str("refused", w.acts.items[w.acts.count - 1].state, "refused");
	check_int("one letter", w.facts.letters.count, 1);
	world_say(&w, "09:30 shipment.eta at=2026-03-02T18:00:30Z");
	world_decide(&w, "09:31");
	check_str("seconds are no other time", answer(&w, "09:32 tell template=new-eta", "09:33"), w.acts.items[w.acts.count - 2].answer);
	world_say(&w, "09:40 shipment.eta at=19:00");
	world_decide(&w, "09:41");
	check_str("another time", answer(&w, "09:42 tell template=new-eta", "09:43"), "drafted to Adler Markt: SHP-1: new time Mon 2 Mar 19:00 UTC");
	check_int("a second letter", w.facts.letters.count, 2);
	check_str("somebody else is told, too", answer(&w, "09:50 tell template=new-eta to=site", "09:51"),
		  "drafted to Bea at the dock: SHP-1: new time Mon 2 Mar 19:00 UTC");
	world_end(&w);
}

/* An unsent draft is written anew, and one that is true no more does not go. */
static void test_draft_is_superseded(void **state)
{
	struct world w;

	(void)state;
	late(&w, "");
	answer(&w, "09:10 tell template=new-eta", "09:11");
	int64_t id = letter(&w, 0)->letter_id;
	world_say(&w, "09:20 shipment.eta at=19:00");
	world_decide(&w, "09:21");
	check_str("it does not go", release(&w, 0, "09:22", "09:23"),
		  "it tells of another time: it is expected 19:00 UTC now, promised 16:00 UTC; draft it anew");
	check_str("it stays a draft", letter(&w, 0)->state, "draft");
	answer(&w, "09:30 tell template=new-eta", "09:31");
	check_int("one draft", w.facts.letters.count, 1);
	check_int("the same one", letter(&w, 0)->letter_id, id);
	check_str("written anew", letter(&w, 0)->title, "SHP-1: new time Mon 2 Mar 19:00 UTC");
	check_str("goes", release(&w, 0, "09:32", "09:33"), "goes to dock@adler.example in 1m unless it is taken back");
	world_end(&w);
}

/* `once words`: another failure with other words is told. */
static void test_once_words(void **state)
{
	struct world w;

	(void)state;
	late(&w, "");
	answer(&w, "09:10 tell template=delivery-failed", "09:11");
	release(&w, 0, "09:12", "09:13");
	answer(&w, "09:20 tell template=delivery-failed", "09:21");
	check_int("the same words", w.facts.letters.count, 1);
	world_say(&w, "09:30 shipment.eta at=19:00");
	world_decide(&w, "09:31");
	answer(&w, "09:32 tell template=delivery-failed", "09:33");
	check_int("other words", w.facts.letters.count, 2);
	world_end(&w);
}

static void test_delay(void **state)
{
	static const struct {
		const char *policy;
		int64_t delay_s;
		const char *answer;
	} rows[] = {
		{ "", 60, "goes to dock@adler.example in 1m unless it is taken back" },
		{ "message delay 2m", 120, "goes to dock@adler.example in 2m unless it is taken back" },
		{ "message delay 5m template=new-eta", 300, "goes to dock@adler.example in 5m unless it is taken back" },
		{ "message delay 5m template=delayed", 60, NULL },
		{ "message delay 10m when tier=silver", 60, NULL },
		{ "message delay 0s when tier=gold", 0, "goes to dock@adler.example now" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world w;
		const char *said;
		late(&w, rows[i].policy);
		answer(&w, "09:10 tell template=new-eta", "09:11");
		check_int(rows[i].policy, letter(&w, 0)->delay_s, rows[i].delay_s);
		said = release(&w, 0, "09:12", "09:13");
		if (rows[i].answer)
			check_str(rows[i].policy, said, rows[i].answer);
		check_int(rows[i].policy, w.effects.items[0].run_at, MONDAY + 1000 * US_PER_DAY + rows[i].delay_s * US_PER_S);
		world_end(&w);
	}
}

static void test_webhook(void **state)
{
	struct world w;
	struct str payload = { 0 };

	(void)state;
	late(&w, "");
	w.parties[0].webhook = "adler-hook";
	answer(&w, "09:10 tell template=new-eta", "09:11");
	check_str("no mail", letter(&w, 0)->to_mail, "");
	check_str("goes", release(&w, 0, "09:12", "09:13"), "goes to Adler Markt in 1m unless it is taken back");
	check_int("by its connector", w.effects.items[0].interface_id, w.hook.interface_id);
	check_str("as a message", w.effects.items[0].kind, "message.send");
	str_add(&payload, w.effects.items[0].payload.text, w.effects.items[0].payload.length);
	assert_non_null(strstr(str_text(&payload), "\"role\":\"customer\",\"template\":\"new-eta\""));
	assert_non_null(strstr(str_text(&payload), "\"expected\":\"2026-03-02T18:00:00Z\""));
	str_release(&payload);
	world_end(&w);

	late(&w, "");
	w.parties[0].webhook = "gone";
	check_str("none of that name", answer(&w, "09:10 tell template=new-eta", "09:11"),
		  "Adler Markt is told by the connector gone, and none of that name is in force");
	check_int("no letter", w.facts.letters.count, 0);
	world_end(&w);
}

static void test_roles(void **state)
{
	struct world w;

	(void)state;
	late(&w, "");
	check_str("not for them", answer(&w, "09:10 tell template=new-eta to=supplier", "09:11"),
		  "new-eta is for customer, site, carrier, stakeholder, not for supplier");
	check_str("no address", answer(&w, "09:12 tell template=new-eta to=carrier", "09:13"), "DHL Freight has no address to write to");
	check_str("each of them", answer(&w, "09:14 tell template=new-eta to=stakeholder", "09:15"),
		  "drafted to Chief: SHP-1: new time Mon 2 Mar 18:00 UTC; drafted to Planner: SHP-1: new time Mon 2 Mar 18:00 UTC");
	check_int("two", w.facts.letters.count, 2);
	check_str("there", letter(&w, 1)->to_mail, "plan@adler.example");
	check_str("the first of it", answer(&w, "09:16 tell template=new-eta to=\"whom it is for\"", "09:17"),
		  "drafted to Adler Markt: SHP-1: new time Mon 2 Mar 18:00 UTC");
	world_template(&w, "pickup", "template Pickup\nfor supplier\ntext\n\ttitle {ref}\n\t| {recipient}\n");
	check_str("the supplier, where it leaves", answer(&w, "09:18 tell template=pickup", "09:19"), "drafted to Holz AG: SHP-1");
	world_end(&w);
}

/* Taken back: what it stopped runs on, and released again it is another mail. */
static void test_recall(void **state)
{
	struct world w;
	const char *line, *key;

	(void)state;
	late(&w, "");
	answer(&w, "09:10 tell template=new-eta", "09:11");
	release(&w, 0, "09:12", "09:13");
	check_str("respond is met", world_clock(&w, "respond"), "met 09:12");
	key = w.effects.items[0].key;
	line = arena_printf(&w.arena, "09:12 recall-letter letter=%lld", (long long)letter(&w, 0)->letter_id);
	w.facts.letters.items[0].row.state = "draft"; /* as the store does */
	for (size_t i = 0; i < w.facts.effects.count; i++)
		w.facts.effects.items[i].row.state = "withdrawn";
	answer(&w, line, "09:13");
	check_str("respond runs", world_clock(&w, "respond"), "running 09:30");
	release(&w, 0, "09:20", "09:21");
	check_str("respond is met later", world_clock(&w, "respond"), "met 09:20");
	for (size_t i = 1; i < w.effects.count; i++)
		if (strcmp(w.effects.items[i].state, "ready") == 0)
			assert_string_not_equal(w.effects.items[i].key, key);
	world_end(&w);
}

/* Every name that a template may hold is filled in. */
static void test_names(void **state)
{
	struct world w;
	struct str text = { 0 };

	(void)state;
	late(&w, "");
	str_adds(&text, "template All\nfor customer\ntext\n\ttitle {ref}\n");
	for (const struct letter_name *name = letter_names; name->name; name++)
		str_addf(&text, "\t| {%s}\n", name->name);
	world_template(&w, "all", str_text(&text));
	str_release(&text);
	answer(&w, "09:10 tell template=all", "09:11");
	assert_null(strchr(letter(&w, 0)->body, '{'));
	world_end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_language), cmocka_unit_test(test_kept),	  cmocka_unit_test(test_once),
		cmocka_unit_test(test_draft_is_superseded), cmocka_unit_test(test_once_words), cmocka_unit_test(test_delay),
		cmocka_unit_test(test_webhook),	 cmocka_unit_test(test_roles),	  cmocka_unit_test(test_recall),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* Messages that are no rows: JSON, XML, X12 and EDIFACT by fixed mappings that use every way to make a value. The first byte says which kind. No crash,
 * no hang, every event is whole, every fault has words. */
#include <string.h>

#include "base/text.h"
#include "codec/mapping.h"
#include "model/event_type.h"

#define MUST(holds) BUG_IF(!(holds))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define VALUES                                                                                                      \
	"\ttime at \"{at}\" zone=\"{zone}\"\n\ttime stamp \"{stamp}\" epoch epoch-ms \"%Y%j %H%M\" zone=Europe/Berlin\n" \
	"\tday day \"{day}\" \"%Y-%m-%d\" \"%d-%b-%y\" \"%m/%d/%Y %I:%M:%S %p%z\"\n\tclock clock \"{clock}\"\n"    \
	"\tat planned day clock\n\tnumber late \"{late}\" round\n\tshift eta planned plus=late\n\tnext following eta clock\n" \
	"\tmoney cost \"{cost}\" \"{currency}\" implied=2\n\tmeasure weight \"{weight}\" \"{unit}\" to=kg\n"        \
	"\tpart last \"{id}\" \":\" -1\n\tjoin place \", \" \"{city}\" \"{country}\"\n\tcode type \"{code}\" t.type\n" \
	"\tfirst when_known at stamp received\n\tmust \"late is less than a year\" not late>600000\n"              \
	"\tevent \"{type}\"\n\t\tabout \"{id}\"\n\t\tknown when_known\n\t\tat eta\n\t\tplace place\n\t\tset value cost\n" \
	"\t\tset weight_kg weight\n\tevent position when cost>=1EUR or late=none\n\t\tabout \"{../ref}{last}\"\n\t\tknown received\n" \
	"\t\tkey \"{id} {late:6}\"\n"

static const char *const texts[] = {
	"mapping j\nmissing NA\ntable t type\n\tA shipment.eta\n\tB* position\nrows json \"/shipments[]\" \"[]\" \"\"\ntext skip \"{skip}\"\nwhen not skip=true\n"
	"loop \"events[]/detail\"\n" VALUES,
	"mapping j\ntable t type\n\tA shipment.eta\n\tB* position\nrows json\ntext ref \"{refs[type=BKG]/value}\"\nloop \"a[]/b[]\"\n" VALUES
	"\tloop \"c[]\"\n\t\tevent position\n\t\t\tabout \"{.}\"\n\t\t\tknown received\n",
	"mapping x\ntable t type\n\tA shipment.eta\n\tB* position\nrows xml \"//shipment\" \"/*\"\nloop \"event|*/event\"\n" VALUES,
};

static const char *const shipped[] = { "include x12-motor\n", "include edifact-iftsta\ninclude edifact-desadv\ninclude edifact-invoic\n" };

static enum err on_event(void *context, const struct event *event, const char *place)
{
	(void)context;
	MUST(*place && event_type_find(event->type) && *event->subject_ref && *event->partner_key);
	MUST(event->known_at != INSTANT_NONE && event->attrs.count % 2 == 0 && event->digest.length == 32);
	MUST(text_is_utf8(event->subject_ref, strlen(event->subject_ref)) && text_is_utf8(event->place, strlen(event->place)));
	return ERR_NONE;
}

static void on_fault(void *context, const struct fault *fault, const char *place, const char *about)
{
	(void)context;
	MUST(fault->err && fault->why[0] && *place && about);
}

static void on_told(void *context, const struct mapping_told *told, const char *place)
{
	(void)context;
	MUST(*place && *told->what && told->why && (told->text || *told->why));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mapping *mappings[COUNT_OF(texts) + COUNT_OF(shipped)];
	const struct mapping_listener listener = { NULL, on_event, on_fault, on_told };
	struct fault fault = { 0 };
	size_t which = size > 0 ? data[0] % COUNT_OF(mappings) : 0;
	const char *text = which < COUNT_OF(texts) ? texts[which] : shipped[which - COUNT_OF(texts)];
	char words[800];

	if (!mappings[which] && mapping_read("fuzz", span_of(text), &mappings[which], &fault)) {
		fault_words(&fault, words, sizeof words);
		BUG("%s", words);
	}
	if (size > 0 && mapping_decode(mappings[which], (struct span){ (const char *)data + 1, size - 1 }, 1024 * 1024, 0, &listener, NULL, &fault))
		MUST(fault.err && fault.why[0]);
	return 0;
}

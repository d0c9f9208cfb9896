/* SPDX-License-Identifier: MIT */
/* The page of docket inspect: what somebody who was handed a file asks first, from who sent it to whom down to what is wrong
 * with it. */
#include "command/inspection.h"

#include <string.h>

#include "base/text.h"

#define LABEL "  %-13s"
#define LINES_MOST 40   /* of interchanges and groups */
#define WIDTH_COLS 100  /* of counts, which go over several lines */

static void add_clean(struct str *out, const char *text)
{
	text_clean(out, text, strlen(text));
}

/* The value of an element, cleaned; "-" if it is empty. */
static void add_field(struct str *out, const struct edi_segment *segment, size_t element, size_t component)
{
	char value[200];

	edi_value_into(&segment->signs, edi_field(segment, element, component), value, sizeof value);
	add_clean(out, *value ? value : "-");
}

/* One thing by its count: "1 group", "3 groups". */
static void add_counted(struct str *out, size_t count, const char *name)
{
	str_addf(out, ", %zu %s%s", count, name, count == 1 ? "" : "s");
}

static void head_line(const struct inspection *inspection, struct str *out)
{
	const struct edi_file *file = &inspection->file;

	add_clean(out, inspection->path);
	str_addf(out, ": %s", inspection->words);
	if (file->text.text) {
		add_counted(out, file->levels[EDI_INTERCHANGE].count, "interchange");
		add_counted(out, file->levels[EDI_GROUP].count, "group");
		add_counted(out, file->levels[EDI_SET].count, file->format == EDI_X12 ? "transaction set" : "message");
		add_counted(out, file->segments, "segment");
	}
	add_counted(out, inspection->bytes.length, "byte");
	str_addf(out, "%s\n", inspection->is_packed && !*inspection->damage ? " unpacked" : "");
}

static void add_sign(struct str *out, const char *name, unsigned char sign)
{
	str_addf(out, "%s ", name);
	if (sign)
		inspection_sign(sign, out);
	else
		str_adds(out, "none");
	str_adds(out, "   ");
}

static void signs_line(const struct edi_file *file, struct str *out)
{
	str_addf(out, LABEL, "signs");
	add_sign(out, "element", file->signs.element);
	add_sign(out, "component", file->signs.component);
	add_sign(out, "repetition", file->signs.repetition);
	if (file->format == EDI_EDIFACT) {
		add_sign(out, "decimal", file->signs.decimal);
		add_sign(out, "release", file->signs.release);
	}
	add_sign(out, "terminator", file->signs.terminator);
	str_cut(out, out->length - 3);
	str_adds(out, file->has_bom ? "   (after a byte order mark)\n" : "\n");
}

/* The places of what a person looks for in a header: qualifier and name of both sides, date, time, version. */
struct header {
	const char *label;
	unsigned char sender, recipient, date, time, version;
	bool has_qualifiers;  /* of the names */
	bool has_components;  /* name, qualifier as components; else the qualifier stands in the element before */
};

static const struct header headers[][2] = {
	[EDI_X12] = { { "interchange", 6, 8, 9, 10, 12, true, false }, { "group", 2, 3, 4, 5, 8, false, false } },
	[EDI_EDIFACT] = { { "interchange", 2, 3, 4, 4, 1, true, true }, { "group", 2, 3, 4, 4, 0, true, true } },
};

static void add_party(struct str *out, const struct edi_segment *segment, const struct header *header, size_t element)
{
	size_t of_qualifier = header->has_components ? element : element - 1, component = header->has_components ? 2 : 1;

	add_field(out, segment, element, 1);
	if (!header->has_qualifiers || !edi_field(segment, of_qualifier, component).length)
		return;
	str_adds(out, " (");
	add_field(out, segment, of_qualifier, component);
	str_addc(out, ')');
}

static void envelope_line(const struct edi_file *file, const struct edi_envelope *envelope, int level, struct str *out)
{
	const struct header *header = &headers[file->format][level];
	struct edi_cursor cursor;
	struct edi_segment segment;
	char ref[80];

	edi_file_open(file, envelope, &cursor);
	if (!edi_next(&cursor, &segment))
		return;
	str_addf(out, LABEL, header->label);
	edi_value_into(&envelope->signs, envelope->ref, ref, sizeof ref);
	add_clean(out, *ref ? ref : "-");
	str_adds(out, "  from ");
	add_party(out, &segment, header, header->sender);
	str_adds(out, " to ");
	add_party(out, &segment, header, header->recipient);
	str_adds(out, "  ");
	add_field(out, &segment, header->date, 1);
	str_addc(out, ' ');
	add_field(out, &segment, header->time, header->time == header->date ? 2 : 1);
	if (header->version) {
		str_adds(out, "  ");
		add_field(out, &segment, header->version, 1);
		if (file->format == EDI_EDIFACT) {
			str_addc(out, ':');
			add_field(out, &segment, header->version, 2);
		}
	}
	add_counted(out, envelope->parts[EDI_SET], file->format == EDI_X12 ? "set" : "message");
	str_addc(out, '\n');
}

/* Interchanges, each with its groups. */
static void envelope_lines(const struct edi_file *file, struct str *out)
{
	size_t lines = 0, group = 0, all = file->levels[EDI_INTERCHANGE].count + file->levels[EDI_GROUP].count;

	for (size_t i = 0; i < file->levels[EDI_INTERCHANGE].count && lines < LINES_MOST; i++, lines++) {
		envelope_line(file, &file->levels[EDI_INTERCHANGE].items[i], EDI_INTERCHANGE, out);
		for (; group < file->levels[EDI_GROUP].count && lines < LINES_MOST; group++, lines++) {
			const struct edi_envelope *envelope = &file->levels[EDI_GROUP].items[group];
			if (envelope->inside[EDI_INTERCHANGE] != i && envelope->inside[EDI_INTERCHANGE] != EDI_NONE)
				break;
			envelope_line(file, envelope, EDI_GROUP, out);
		}
	}
	if (lines < all)
		str_addf(out, LABEL "and %zu more\n", "", all - lines);
}

static void tally_lines(const char *label, const struct edi_tally *tally, struct str *out)
{
	size_t begin = out->length;

	str_addf(out, LABEL, label);
	for (size_t i = 0; i < tally->counts.count; i++) {
		if (out->length - begin > WIDTH_COLS) {
			str_addc(out, '\n');
			begin = out->length;
			str_addf(out, LABEL, "");
		}
		add_clean(out, tally->counts.items[i]->name);
		str_addf(out, " %zu%s", tally->counts.items[i]->count, i + 1 < tally->counts.count ? ", " : "");
	}
	str_adds(out, tally->counts.count ? "\n" : "none\n");
}

static void problem_lines(const struct edi_problems *problems, enum edi_weight weight, const char *label, struct str *out)
{
	size_t kept = 0;

	str_addf(out, LABEL "%zu\n", label, problems->counts[weight]);
	for (size_t i = 0; i < problems->items.count; i++) {
		const struct edi_problem *problem = &problems->items.items[i];
		if (problem->weight != weight)
			continue;
		kept++;
		str_adds(out, "    ");
		add_clean(out, problem->code);
		str_adds(out, "\n        ");
		add_clean(out, problem->place);
		str_adds(out, ": ");
		add_clean(out, problem->words);
		str_addc(out, '\n');
	}
	if (kept < problems->counts[weight])
		str_addf(out, "    and %zu more\n", problems->counts[weight] - kept);
}

void inspection_page(const struct inspection *inspection, struct str *out)
{
	const struct edi_file *file = &inspection->file;

	head_line(inspection, out);
	if (!file->text.text)
		return;
	signs_line(file, out);
	envelope_lines(file, out);
	tally_lines(file->format == EDI_X12 ? "sets" : "messages", &inspection->types, out);
	tally_lines("segments", &inspection->ids, out);
	problem_lines(&file->problems, EDI_PROBLEM, "problems", out);
	if (file->problems.counts[EDI_REMARK])
		problem_lines(&file->problems, EDI_REMARK, "remarks", out);
}

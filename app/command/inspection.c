/* SPDX-License-Identifier: MIT */
/* Reading a file, and its JSON: one object whose names other programs rely on. */
#include "command/inspection.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/gunzip.h"
#include "codec/json_write.h"
#include "config/config.h"

#define PACKED_BYTES_MAX (256 * 1024 * 1024)
#define UNPACKED_BYTES_MAX ((size_t)1024 * 1024 * 1024)

static struct span bytes_of(const struct inspection *inspection)
{
	return (struct span){ str_text(&inspection->bytes), inspection->bytes.length };
}

/* False if it is packed and cannot be unpacked, which is an answer too. */
static bool unpack(struct inspection *inspection)
{
	struct str unpacked = { 0 };
	struct fault fault = { 0 };

	inspection->is_packed = gunzip_is_packed(bytes_of(inspection));
	if (!inspection->is_packed)
		return true;
	if (gunzip_read(bytes_of(inspection), UNPACKED_BYTES_MAX, &unpacked, &fault)) {
		str_release(&unpacked);
		snprintf(inspection->damage, sizeof inspection->damage, "packed by gzip, and %s", fault.why);
		inspection->words = inspection->damage;
		inspection->kind = FILEKIND_UNKNOWN;
		return false;
	}
	str_release(&inspection->bytes);
	inspection->bytes = unpacked;
	return true;
}

static void count(struct inspection *inspection)
{
	const struct edi_file *file = &inspection->file;
	struct edi_cursor cursor;
	struct edi_segment segment;
	struct str type = { 0 };

	edi_start(&cursor, file->text, file->format, NULL);
	while (edi_next(&cursor, &segment))
		edi_tally_add(&inspection->ids, span_of(segment.id));
	for (size_t i = 0; i < file->levels[EDI_SET].count; i++) {
		str_clear(&type);
		edi_file_type(&file->levels[EDI_SET].items[i], &type);
		edi_tally_add(&inspection->types, (struct span){ str_text(&type), type.length });
	}
	edi_tally_sort(&inspection->ids);
	edi_tally_sort(&inspection->types);
	str_release(&type);
}

enum err inspection_read(struct inspection *inspection, const char *path, struct fault *fault)
{
	enum err err;

	*inspection = (struct inspection){ .path = path, .words = "" };
	err = config_file(path, PACKED_BYTES_MAX, &inspection->bytes, fault);
	if (err || !unpack(inspection))
		return err;
	inspection->kind = filekind_find(bytes_of(inspection), &inspection->words);
	if (inspection->kind != FILEKIND_X12 && inspection->kind != FILEKIND_EDIFACT)
		return ERR_NONE;
	err = edi_file_read(&inspection->file, bytes_of(inspection), fault);
	if (!err)
		count(inspection);
	return err;
}

void inspection_release(struct inspection *inspection)
{
	edi_tally_release(&inspection->ids);
	edi_tally_release(&inspection->types);
	edi_file_release(&inspection->file);
	str_release(&inspection->bytes);
}

/* --- JSON --- */

void inspection_sign(unsigned char sign, struct str *out)
{
	static const char named[] = "\nn\rr\tt";
	const char *name = sign ? strchr(named, sign) : NULL;

	if (name)
		str_addf(out, "\\%c", name[1]);
	else if (sign && sign < 0x20)
		str_addf(out, "U+%04X", (unsigned)sign);
	else if (sign)
		text_put(out, sign);
}

static void put_sign(struct json_writer *writer, const char *key, unsigned char sign)
{
	struct str words = { 0 };

	inspection_sign(sign, &words);
	jsonw_put_span(writer, key, (struct span){ str_text(&words), words.length });
	str_release(&words);
}

static void put_signs(struct json_writer *writer, const struct edi_file *file)
{
	const struct edi_signs *signs = &file->signs;

	put_sign(writer, "element_sep", signs->element);
	put_sign(writer, "component_sep", signs->component);
	if (signs->repetition)
		put_sign(writer, "repetition_sep", signs->repetition);
	else
		jsonw_put_text(writer, "repetition_sep", NULL);
	if (file->format == EDI_EDIFACT) {
		put_sign(writer, "decimal", signs->decimal);
		put_sign(writer, "release", signs->release ? signs->release : ' ');
	}
	put_sign(writer, "segment_term", signs->terminator);
}

static void put_tally(struct json_writer *writer, const char *key, const struct edi_tally *tally)
{
	jsonw_open(writer, key);
	for (size_t i = 0; i < tally->counts.count; i++)
		jsonw_put_int(writer, tally->counts.items[i]->name, (int64_t)tally->counts.items[i]->count);
	jsonw_close(writer);
}

static void put_problems(struct json_writer *writer, const char *key, const struct edi_problems *problems, enum edi_weight weight)
{
	jsonw_open_array(writer, key);
	for (size_t i = 0; i < problems->items.count; i++) {
		const struct edi_problem *problem = &problems->items.items[i];
		if (problem->weight != weight)
			continue;
		jsonw_open(writer, NULL);
		jsonw_put_text(writer, "code", problem->code);
		jsonw_put_text(writer, "place", problem->place);
		jsonw_put_text(writer, "words", problem->words);
		jsonw_close(writer);
	}
	jsonw_close(writer);
}

static void put_edi(struct json_writer *writer, const struct inspection *inspection)
{
	const struct edi_file *file = &inspection->file;

	put_signs(writer, file);
	jsonw_put_int(writer, "segments", (int64_t)(file->segments + file->una_count));
	put_tally(writer, "segment_ids", &inspection->ids);
	jsonw_put_int(writer, "interchanges", (int64_t)file->levels[EDI_INTERCHANGE].count);
	jsonw_put_int(writer, "groups", (int64_t)file->levels[EDI_GROUP].count);
	put_tally(writer, file->format == EDI_X12 ? "sets" : "messages", &inspection->types);
	put_problems(writer, "problems", &file->problems, EDI_PROBLEM);
	put_problems(writer, "remarks", &file->problems, EDI_REMARK);
}

/* A file that is no EDI has one problem: what it is instead, where that is nothing to read. */
static void put_other(struct json_writer *writer, const struct inspection *inspection)
{
	jsonw_open_array(writer, "problems");
	if (inspection->kind == FILEKIND_UNKNOWN) {
		jsonw_open(writer, NULL);
		jsonw_put_text(writer, "code", *inspection->damage ? "damaged" : inspection->bytes.length ? "unknown-format" : "empty-file");
		jsonw_put_text(writer, "place", "byte 0");
		jsonw_put_text(writer, "words", inspection->words);
		jsonw_close(writer);
	}
	jsonw_close(writer);
}

void inspection_json(const struct inspection *inspection, struct str *out)
{
	struct json_writer writer = jsonw_on(out);
	struct span bytes = bytes_of(inspection);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "file", inspection->path);
	jsonw_put_text(&writer, "format", filekind_name(inspection->kind));
	jsonw_put_text(&writer, "words", inspection->words);
	jsonw_put_int(&writer, "bytes", (int64_t)bytes.length);
	jsonw_put_bool(&writer, "packed", inspection->is_packed);
	jsonw_put_bool(&writer, "bom", bytes.length >= 3 && memcmp(bytes.text, "\xef\xbb\xbf", 3) == 0);
	if (inspection->file.text.text)
		put_edi(&writer, inspection);
	else
		put_other(&writer, inspection);
	jsonw_close(&writer);
	str_addc(out, '\n');
}

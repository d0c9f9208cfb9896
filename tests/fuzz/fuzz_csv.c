/* SPDX-License-Identifier: MIT */
/* links: data/codec */
/* Rows of any bytes, packed or not: no crash, fields lie inside what was given or in the reader's own memory, an end comes. */
#include "codec/csv.h"
#include "codec/gunzip.h"

#define MUST(holds) BUG_IF(!(holds))
#define UNPACKED_MOST (1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_rows(struct span text)
{
	struct csv csv;
	struct fault fault = { 0 };
	size_t before = 0;
	enum err err;

	csv_start(&csv, text);
	while ((err = csv_next(&csv, &fault)) == ERR_NONE) {
		MUST(csv.at > before);
		MUST(csv.fields.count > 0 && csv.fields.count <= CSV_FIELDS_MAX && csv.line > 0);
		for (size_t i = 0; i < csv.fields.count; i++)
			MUST(csv.fields.items[i].length <= CSV_FIELD_BYTES_MAX);
		before = csv.at;
	}
	MUST(err == ERR_NOT_FOUND || (err == fault.err && fault.line > 0));
	csv_release(&csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size };
	struct str out = { 0 };
	struct fault fault = { 0 };

	if (gunzip_is_packed(bytes) && gunzip_read(bytes, UNPACKED_MOST, &out, &fault) == ERR_NONE) {
		MUST(out.length <= UNPACKED_MOST);
		read_rows((struct span){ str_text(&out), out.length });
	}
	str_release(&out);
	read_rows(bytes);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* What was compiled in equals the files it came from, byte for byte. Runs from the top of the source. */
#include "check.h"

#include "base/embed.h"
#include "base/mem.h"

static char *file_text(const char *name, size_t *length)
{
	char *bytes = mem_new(1, 4 * 1024 * 1024);
	FILE *file = fopen(name, "rb");

	assert_non_null(file);
	*length = fread(bytes, 1, 4 * 1024 * 1024, file);
	fclose(file);
	return bytes;
}

static void same_bytes_sorted_and_terminated(void **state)
{
	const char *before = "";
	size_t count = 0;

	(void)state;
	for (const struct embedded *file = embedded_files; file->name; file++, count++) {
		size_t length;
		char *text = file_text(file->name, &length);
		check_int(file->name, file->end - file->begin - 1, length);
		assert_memory_equal(file->begin, text, length);
		check_int(file->name, file->end[-1], 0);
		assert_true(strcmp(before, file->name) < 0);
		assert_ptr_equal(embed_find(file->name), file);
		assert_ptr_equal(embed_nth("", count), file);
		before = file->name;
		mem_free(text);
	}
	assert_null(embed_nth("", count));
	assert_null(embed_find("no/such file"));
	assert_null(embed_nth("no/such folder", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(same_bytes_sorted_and_terminated) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}

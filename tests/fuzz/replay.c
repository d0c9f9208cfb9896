/* SPDX-License-Identifier: MIT */
/*
 * Runs a fuzz harness without libFuzzer: over the files and folders given, and always over a few byte strings that trouble parsers.
 * So every build runs every harness, and a finding once kept in tests/fuzz/corpus/<harness>/ stays tested.
 */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FILE_BYTES_MAX (8 * 1024 * 1024)

static const struct {
	const char *bytes;
	size_t length;
} built_in[] = {
#define ROW(text) { text, sizeof(text) - 1 }
	ROW(""),
	ROW("\0"),
	ROW("\n"),
	ROW("\r\n\r\n"),
	ROW("a"),
	ROW("\\"),
	ROW("\""),
	ROW("{}"),
	ROW("[[[[[[[[[[[[[[[[[[[["),
	ROW("((((((((((((((((((((((((((((((((("),
	ROW("{\"a\":1e400,\"a\":\"\\u0000\"}"),
	ROW("{\"id\":\"1\",\"source\":\"/x\",\"type\":\"t\",\"specversion\":\"1.0\"}"),
	ROW("-9223372036854775808"),
	ROW("2011-02-29T24:00:00+99:99"),
	ROW("1h30m 99999999999999999999d"),
	ROW("12,000.50EUR"),
	ROW("verb word key=\"a \\\" b\" \\\n  more # comment\n\tindented\ninclude x\n"),
	ROW("status=open carrier=DHL,UPS (cost>=250EUR or left<15m) eta>tomorrow ~\"x\""),
	ROW("\033[2J\033]52;c;\a\x9b\x7f\b\r"),
	ROW("\xe2\x80\xae\xe2\x80\x8d\xf3\xa0\x81\x81\xef\xb8\x8f\xcc\x81\xcc\x81\xcc\x81\xcc\x81"),
	ROW("\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80\xff\xfe\xe2\x82"),
	ROW("ISA*00*          *00*          *ZZ*A              *ZZ*B              *110314*1430*U*00401*000000001*0*P*>~IEA*0*1~"),
	ROW("UNA:+.? 'UNB+UNOA:2+A+B+110314:1430+1'UNH+1+IFTSTA:D:01B:UN'UNT+2+1'UNZ+1+1'"),
#undef ROW
};

/* A copy of exact size on the heap, so that the sanitizer sees a read past its end. */
static void run(const void *bytes, size_t length)
{
	uint8_t *copy = malloc(length ? length : 1);

	if (!copy)
		exit(1);
	memcpy(copy, bytes, length);
	LLVMFuzzerTestOneInput(copy, length);
	free(copy);
}

static int run_file(const char *name)
{
	uint8_t *bytes = malloc(FILE_BYTES_MAX);
	FILE *file = fopen(name, "rb");
	size_t length = file && bytes ? fread(bytes, 1, FILE_BYTES_MAX, file) : 0;

	if (!file || !bytes) {
		fprintf(stderr, "replay: %s cannot be read\n", name);
		free(bytes);
		return 1;
	}
	fclose(file);
	run(bytes, length);
	free(bytes);
	return 0;
}

static int run_folder(const char *path, DIR *folder)
{
	struct dirent *entry;
	int failed = 0;

	while ((entry = readdir(folder))) {
		char name[4096];
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		failed |= run_file(name);
	}
	closedir(folder);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++)
		run(built_in[i].bytes, built_in[i].length);
	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		failed |= folder ? run_folder(argv[i], folder) : run_file(argv[i]);
	}
	return failed;
}

/* SPDX-License-Identifier: MIT */
/* Runs a harness over kept inputs without libFuzzer: each file named on the command line, or found in a folder
 * named there, and the empty input. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(1 << 20);
	size_t size = 0;

	if (!file || !data) {
		fprintf(stderr, "%s: cannot be read\n", path);
		free(data);
		return 1;
	}
	size = fread(data, 1, 1 << 20, file);
	fclose(file);
	/* An exact copy, so that AddressSanitizer sees a read past its end. */
	uint8_t *exact = malloc(size ? size : 1);
	if (exact) {
		memcpy(exact, data, size);
		LLVMFuzzerTestOneInput(exact, size);
	}
	free(exact);
	free(data);
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

	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		failed |= folder ? run_folder(argv[i], folder) : run_file(argv[i]);
	}
	return failed;
}

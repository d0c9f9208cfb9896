/* SPDX-License-Identifier: MIT */
/*
 * How fast the structure of X12 and EDIFACT is read from memory: editime read|worst ...
 *
 * editime read ROUNDS FILE... a line for each round over all files, in MB/s: envelopes read and checked; every segment, element
 * and component looked at; one after the other editime worst 256 KiB of what is worst for the reader: name, milliseconds, peak
 * of memory in KiB
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "codec/edi_file.h"

#define ROUND_S 0.5
#define WORST_BYTES ((size_t)256 * 1024)

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "editime: %s\n", what);
	exit(1);
}

static struct span load(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *bytes;
	long length;

	if (!file || fseek(file, 0, SEEK_END) || (length = ftell(file)) < 0)
		die(path);
	rewind(file);
	bytes = malloc((size_t)length + 1);
	if (!bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length)
		die(path);
	fclose(file);
	return (struct span){ bytes, (size_t)length };
}

/* Envelopes; returns how many segments they hold. */
static size_t read_envelopes(struct span text)
{
	struct edi_file file;
	struct fault fault;
	size_t segments;

	if (edi_file_read(&file, text, &fault))
		die(fault.why);
	segments = file.segments;
	edi_file_release(&file);
	return segments;
}

/* Every component of every element; returns how many bytes they hold. */
static size_t read_elements(struct span text)
{
	struct edi_cursor cursor;
	struct edi_segment segment;
	enum edi_format format;
	size_t bytes = 0;

	if (!edi_is(text, &format))
		die("a file that is no EDI");
	edi_start(&cursor, text, format, NULL);
	while (edi_next(&cursor, &segment)) {
		for (size_t n = 1; n <= segment.element_count; n++) {
			struct span rest = edi_element(&segment, n), part;
			while (edi_take(&segment.signs, segment.signs.component, &rest, &part))
				bytes += part.length;
		}
	}
	return bytes;
}

/* MB/s of one way to read all files, as often as fits into half a second. */
static double speed(size_t (*read)(struct span text), const struct span *files, size_t count)
{
	double begin = now_s(), took;
	size_t bytes = 0, seen = 0;

	do {
		for (size_t i = 0; i < count; i++) {
			seen += read(files[i]);
			bytes += files[i].length;
		}
		took = now_s() - begin;
	} while (took < ROUND_S);
	if (seen == 0)
		die("nothing was read");
	return (double)bytes / 1e6 / took;
}

static void measure(int rounds, const struct span *files, size_t count)
{
	for (int round = 0; round < rounds; round++) {
		double envelopes = speed(read_envelopes, files, count), elements = speed(read_elements, files, count);
		printf("%.1f %.1f %.1f\n", envelopes, elements, 1 / (1 / envelopes + 1 / elements));
	}
}

/* Texts that make a reader look again and again; each is repeated behind its head. */
static const struct {
	const char *name, *head, *again;
} worst[] = {
	{ "ISA without an end", "", "\nISA*00*" },
	{ "ISA on one line", "", "ISA*00*" },
	{ "ISA that is none", "ISA*00*", "ISA*000*" },
	{ "ISA and elements", "ISA*00*", "\nISA*00*********" },
	{ "ISA and lines", "", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*>\n\n\n\n\n\n\n\n" },
	{ "lines behind ISA16", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*", "\n" },
	{ "ST", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*>~", "ST*1~" },
	{ "SE", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*>~", "SE~" },
	{ "GS and GE", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*>~", "GS*A~GE~" },
	{ "elements", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*>~N1", "*" },
	{ "terminators", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*>~", "~" },
	{ "IEA and others", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*>~", "IEA~\n-" },
	{ "ids that are none", "ISA*00**00**ZZ*A*ZZ*B*1*1*U*00401*1*0*P*>~", "?~" },
	{ "UNB without an end", "", "\nUNB+A" },
	{ "UNB of any sign", "", "\nUNB^U" },
	{ "UNA", "", "UNA:+.? 'UNB+U" },
	{ "UNB", "", "UNB+U'" },
	{ "UNH", "UNB+UNOA:1+A+B+C+1'", "UNH+1'" },
	{ "UNT", "UNB+UNOA:1+A+B+C+1'", "UNT'" },
	{ "release characters", "UNB+UNOA:1+A'FTX+", "?" },
	{ "released terminators", "UNB+UNOA:1+A'FTX+", "?'" },
	{ "components", "UNB+UNOA:1+A'FTX+", ":" },
	{ "line ends released", "UNB+UNOA:1+A'FTX+", "?\n" },
};

static void measure_worst(void)
{
	char *bytes = malloc(WORST_BYTES);

	if (!bytes)
		die("no memory");
	for (size_t i = 0; i < COUNT_OF(worst); i++) {
		size_t length = strlen(worst[i].head), again = strlen(worst[i].again);
		struct rusage usage;
		double best = 1e9;
		memcpy(bytes, worst[i].head, length);
		for (; length + again <= WORST_BYTES; length += again)
			memcpy(bytes + length, worst[i].again, again);
		for (int round = 0; round < 3; round++) {
			double begin = now_s(), took;
			read_envelopes((struct span){ bytes, length });
			took = now_s() - begin;
			best = took < best ? took : best;
		}
		getrusage(RUSAGE_SELF, &usage);
		printf("%s\t%.2f\t%ld\n", worst[i].name, best * 1e3, usage.ru_maxrss);
	}
	free(bytes);
}

int main(int argc, char **argv)
{
	struct span *files = calloc((size_t)argc, sizeof *files);

	if (argc == 2 && strcmp(argv[1], "worst") == 0) {
		measure_worst();
	} else if (argc > 3 && strcmp(argv[1], "read") == 0 && files) {
		for (int i = 3; i < argc; i++)
			files[i - 3] = load(argv[i]);
		measure(atoi(argv[2]), files, (size_t)argc - 3);
	} else {
		die("read ROUNDS FILE..., or worst");
	}
	return 0;
}

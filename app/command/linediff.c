/* SPDX-License-Identifier: MIT */
/* The longest common run of lines between what is the same at both ends, by the plain table; texts of docket are short. */
#include "command/linediff.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/vec.h"

#define CELLS_MAX ((size_t)16 * 1024 * 1024)

struct lines {
	VEC(struct span) list;
};

struct diff {
	const struct span *old, *new; /* what is left between the ends */
	size_t old_count, new_count;
	size_t before;                /* lines that were the same before them */
	uint32_t *longest;            /* (old_count + 1) * (new_count + 1) */
	struct str *out;
	size_t differing;
};

static void split(struct span text, struct lines *out)
{
	for (size_t at = 0; at < text.length;) {
		const char *end = memchr(text.text + at, '\n', text.length - at);
		size_t length = end ? (size_t)(end - text.text) - at : text.length - at;
		*vec_push(&out->list) = (struct span){ text.text + at, length };
		at += length + 1;
	}
}

static void add_line(struct diff *diff, char sign, const struct span *line, size_t place)
{
	str_addf(diff->out, "%c %4zu  ", sign, place + 1);
	text_clean(diff->out, line->text, line->length);
	str_addc(diff->out, '\n');
	diff->differing++;
}

static uint32_t *cell(struct diff *diff, size_t i, size_t j)
{
	return &diff->longest[i * (diff->new_count + 1) + j];
}

static void fill(struct diff *diff)
{
	for (size_t i = diff->old_count; i-- > 0;)
		for (size_t j = diff->new_count; j-- > 0;) {
			uint32_t down = *cell(diff, i + 1, j), right = *cell(diff, i, j + 1);
			*cell(diff, i, j) = span_equal(diff->old[i], diff->new[j]) ? *cell(diff, i + 1, j + 1) + 1
					    : down > right ? down : right;
		}
}

/* Texts too long for the table are told as one block taken out and one put in. */
static void walk(struct diff *diff)
{
	size_t i = 0, j = 0;

	while (i < diff->old_count || j < diff->new_count) {
		bool has_both = i < diff->old_count && j < diff->new_count;
		if (has_both && diff->longest && span_equal(diff->old[i], diff->new[j])) {
			i++;
			j++;
		} else if (i < diff->old_count &&
			   (j >= diff->new_count || !diff->longest || *cell(diff, i + 1, j) >= *cell(diff, i, j + 1))) {
			add_line(diff, '-', &diff->old[i], diff->before + i);
			i++;
		} else {
			add_line(diff, '+', &diff->new[j], diff->before + j);
			j++;
		}
	}
}

size_t linediff_write(struct span old, struct span new, struct str *out)
{
	struct lines a = { 0 }, b = { 0 };
	struct diff diff = { .out = out };
	size_t after = 0;

	split(old, &a);
	split(new, &b);
	while (diff.before < a.list.count && diff.before < b.list.count &&
	       span_equal(a.list.items[diff.before], b.list.items[diff.before]))
		diff.before++;
	while (after < a.list.count - diff.before && after < b.list.count - diff.before &&
	       span_equal(a.list.items[a.list.count - 1 - after], b.list.items[b.list.count - 1 - after]))
		after++;
	diff.old_count = a.list.count - diff.before - after;
	diff.new_count = b.list.count - diff.before - after;
	diff.old = a.list.items ? a.list.items + diff.before : NULL;
	diff.new = b.list.items ? b.list.items + diff.before : NULL;
	if ((diff.old_count + 1) * (diff.new_count + 1) <= CELLS_MAX) {
		diff.longest = mem_new((diff.old_count + 1) * (diff.new_count + 1), sizeof *diff.longest);
		fill(&diff);
	}
	walk(&diff);
	mem_free(diff.longest);
	vec_release(&a.list);
	vec_release(&b.list);
	return diff.differing;
}

#!/bin/sh
# Every function that a header declares says what it does, directly above.
. "$(dirname "$0")/lib/style.sh"

check() {
	files=$(c_files data ui app | grep '\.h$')
	[ -z "$files" ] || awk -f "$lib/c.awk" -f "$lib/prototypes.awk" $files
}

plant() {
	mkdir -p data/base
	cat >data/base/planted.h <<'END'
/* SPDX-License-Identifier: MIT */
/* The folder. */

struct plain {
	int (*on_thing)(void *context);
};
enum two { A, B };
#define CALL(x)     \
	int x(void)
typedef void on_end(void *context);
_Static_assert(sizeof(int) == 4, "int");
extern const char *const names[];

/* Says what it does. */
int commented(void);

/* Says what it does,
 * on two lines. */
MUST_CHECK enum err
two_lines(struct plain *plain,
	  int more) PRINTF_LIKE(1, 2);
int bare(void);

/* A line between. */

int apart(struct plain *plain,
	  int more);
int trailing; /* of the variable */
MUST_CHECK const char *
several_lines(
	int a,
	int b);
/* Says what it does. */
static inline int inlined(int a)
{
	return a ? 1 : 0;
}
static inline int bare_inlined(int a) { if (a) { return 1; } return 0; }
/* Says what it does. */
_Noreturn void last(void);
END
}

planted() {
	echo data/base/planted.h:22
	echo data/base/planted.h:26
	echo data/base/planted.h:29
	echo data/base/planted.h:38
}

held

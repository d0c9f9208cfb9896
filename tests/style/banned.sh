#!/bin/sh
# Calls that the code does without, by folder: the table is tests/style/lib/banned.
. "$(dirname "$0")/lib/style.sh"

check() {
	awk -f "$lib/c.awk" -f "$lib/banned.awk" "$lib/banned" $(c_files data ui app)
}

plant() {
	mkdir -p data/pg data/rules ui/view app/net
	cat >data/rules/planted.c <<'END'
/* strcpy(a, b) in a comment; and in a string: */
static const char *words = "do not system(3)";
	strcpy(a, b);
	snprintf(a, n, "x");
	my_system (1);
	now = time (NULL);
	snprintf(a, n, "Select x from t where y = '%s'", y);
	snprintf(a, n, "cannot select %s", y);
	double amount = 1;
END
	printf '\tPQexec(c, "begin");\n\tPQexec(c, text);\n' >data/pg/other.c
	printf '\tprintf("%%s", name);\n\tcase_time(1);\n' >ui/view/queue.c
	printf '\tif (time(NULL)) popen("x", "r");\n' >app/net/net.c
}

planted() {
	echo data/rules/planted.c:3
	echo data/rules/planted.c:6
	echo data/rules/planted.c:7
	echo data/rules/planted.c:9
	echo data/pg/other.c:2
	echo ui/view/queue.c:1
	echo app/net/net.c:1
}

held

#!/bin/sh
# The first line of every C file names its licence.
. "$(dirname "$0")/lib/style.sh"

check() {
	for file in $(c_files data ui app tests); do
		read -r line <"$file"
		[ "$line" = '/* SPDX-License-Identifier: MIT */' ] ||
			echo "$file:1: the first line should be /* SPDX-License-Identifier: MIT */"
	done
}

plant() {
	mkdir -p data/base tests
	printf '/* SPDX-License-Identifier: MIT */\n' >data/base/fine.h
	printf '/* Words. */\n/* SPDX-License-Identifier: MIT */\n' >tests/planted.c
}

planted() {
	echo tests/planted.c:1
}

held

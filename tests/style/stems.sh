#!/bin/sh
# A name tells its file: no two C files have the same stem, but a .c and its .h side by side.
. "$(dirname "$0")/lib/style.sh"

check() {
	c_files data ui app | awk '
		{
			stem = $0
			sub(/\.[ch]$/, "", stem)
			name = stem
			sub(/.*\//, "", name)
			if ((name in first) && first[name] != stem)
				print $0 ":1: the stem " name " is taken by " first[name]
			else
				first[name] = stem
		}'
}

plant() {
	mkdir -p data/base data/pg ui/cell
	touch data/base/str.c data/base/str.h data/pg/link.c ui/cell/str.h
}

planted() {
	echo ui/cell/str.h:1
}

held

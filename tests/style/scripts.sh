#!/bin/sh
# Every script can be read by its shell, and those that are run may be.
. "$(dirname "$0")/lib/style.sh"

check() {
	find app tests .ci -type f 2>/dev/null | sort | while read -r file; do
		read -r line <"$file" 2>/dev/null || continue
		case $line in
		"#!/bin/sh"*) shell=sh ;;
		"#!/bin/bash"*) shell=bash ;;
		"#!"*)
			echo "$file:1: ${line#??} is not on a bare Debian: sh, bash or awk are"
			continue
			;;
		*) continue ;;
		esac
		[ -x "$file" ] || echo "$file:1: is not executable"
		$shell -n "$file" 2>/dev/null || echo "$file:1: $shell cannot read it"
	done
}

plant() {
	mkdir -p tests app
	printf '#!/bin/sh\nif\n' >tests/broken
	printf '#!/bin/bash\nx=(1 2)\n' >tests/fine
	printf '#!/usr/bin/python3\n' >app/snake
	printf '#!/bin/sh\n' >app/still
	chmod +x tests/* app/snake
}

planted() {
	echo tests/broken:1
	echo app/snake:1
	echo app/still:1
}

held

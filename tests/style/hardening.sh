#!/bin/sh
# Every program and every object is built hardened: no flag has got lost on the way.
. "$(dirname "$0")/lib/style.sh"
build=${DOCKET_BUILD:-}

# judge PROGRAM: what it lacks.
judge() {
	head=$(readelf -hlW "$1" 2>/dev/null)
	dynamic=$(readelf -dW "$1" 2>/dev/null)
	lacks() { echo "$(basename "$1"):1: $2"; }
	echo "$head" | grep -q 'Type: *DYN' && echo "$dynamic" | grep -q 'FLAGS_1.*PIE' || lacks "$1" "is not position independent (PIE)"
	echo "$head" | grep -q GNU_RELRO || lacks "$1" "has no RELRO"
	echo "$dynamic" | grep -q 'BIND_NOW\|FLAGS_1.*NOW' || lacks "$1" "binds lazily (no NOW)"
	echo "$head" | grep -q 'GNU_STACK.* RW ' || lacks "$1" "has an executable stack"
	echo "$head" | grep -q ' RWE ' && lacks "$1" "has a segment that is written and run"
	echo "$dynamic" | grep -q 'TEXTREL' && lacks "$1" "has text relocations"
	echo "$dynamic" | grep -q 'R\(UN\)\?PATH' && lacks "$1" "looks for libraries by a path of its own"
	nm -D "$1" | grep -q '__stack_chk_fail' || lacks "$1" "has no stack protector"
}

# Debian's own start files carry no control-flow note, so the linked program cannot; our objects must.
judge_objects() {
	[ "$(uname -m)" = x86_64 ] || return 0
	for archive in "$build"/lib*.a; do
		readelf -nW "$archive" 2>/dev/null | awk -v archive="$(basename "$archive")" '
			function judge() { if (file != "" && !noted) print archive ":1: " file " has no control-flow protection (CET)" }
			/^File: / { judge(); file = $2; noted = 0 }
			/IBT/ && /SHSTK/ { noted = 1 }
			END { judge() }'
	done
}

programs=$(find "$build" "$build/unit" -maxdepth 1 -type f -perm -u+x \( -name 'docket*' -o -name 'test_*' \) 2>/dev/null |
	awk '/\/docket/ || !tests++')
if [ -z "$programs" ]; then
	echo "skipped: no program is built in DOCKET_BUILD=$build"
	exit 77
fi
wrong=$(
	for program in $programs; do judge "$program"; done
	judge_objects
	# Fortified calls are swapped out by the sanitizers, so they show in the build that ships only.
	if grep -q '^DOCKET_SANITIZE:BOOL=OFF' "$build/CMakeCache.txt"; then
		for program in $programs; do
			nm -D "$program" | grep -q '__[a-z]*_chk' || echo "$(basename "$program"):1: has no fortified calls"
		done
	fi
)
if [ -n "$wrong" ]; then
	echo "$wrong"
	exit 1
fi

# The check itself: a program built without any of it must be found wanting.
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
echo 'int main(void) { return 0; }' >"$work/bare.c"
gcc -fno-stack-protector -fno-pie -no-pie -Wl,-z,norelro,-z,lazy,-z,execstack -o "$work/bare" "$work/bare.c" 2>/dev/null || exit 1
found=$(judge "$work/bare" | wc -l)
if [ "$found" -lt 5 ]; then
	echo "the check itself is broken: of a program without any protection it says only:"
	judge "$work/bare"
	exit 1
fi

# Sourced by the scripts of tests/style. A script defines
#   check    prints what is wrong in the tree it stands in, one "file:line: words" each
#   plant    writes small bad (and some good) files into an empty tree
#   planted  the places that check must find in it, one "file:line" each, and no others
# and calls held. So a check that has gone blind fails, not only a tree that has gone bad.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd -P) || exit 1
lib=$root/tests/style/lib
export LC_ALL=C

# c_files FOLDER...: the C files below those of the folders that exist.
c_files() {
	for folder in "$@"; do
		[ ! -d "$folder" ] || find "$folder" -name '*.[ch]' ! -name '.*'
	done | sort
}

held() {
	found=$(cd "$root" && check)
	if [ -n "$found" ]; then
		printf '%s\n' "$found"
		exit 1
	fi
	tree=$(mktemp -d) || exit 1
	trap 'rm -rf "$tree"' EXIT
	cp "$root/CMakeLists.txt" "$tree"
	(cd "$tree" && plant)
	(cd "$tree" && check) >"$tree/found"
	sed 's/^\([^:]*:[0-9]*\).*/\1/' "$tree/found" | sort -u >"$tree/places"
	planted | sort -u >"$tree/expected"
	if ! cmp -s "$tree/places" "$tree/expected"; then
		echo "the check itself is broken: planted faults (<) and what it found of them (>):"
		diff "$tree/expected" "$tree/places"
		exit 1
	fi
}

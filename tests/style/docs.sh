#!/bin/sh
# What the documents name exists, and what is printed from the tables is up to date.
. "$(dirname "$0")/lib/style.sh"

# Links to files beside the document, and `paths` of the tree in backticks (a * may stand in them).
check() {
	for document in *.md docs/*.md; do
		[ ! -f "$document" ] || awk '
			{
				rest = $0
				while (match(rest, /\]\([^)#]+/)) {
					link = substr(rest, RSTART + 2, RLENGTH - 2)
					if (link !~ /^[a-z]+:/) print FNR, "link", link
					rest = substr(rest, RSTART + RLENGTH)
				}
				rest = $0
				while (match(rest, /`[^`]+`/)) {
					name = substr(rest, RSTART + 1, RLENGTH - 2)
					if (name ~ /^(\.\/)?(app|ui|data|keymaps|themes|tests|docs|\.ci)\/[^ ]*$/ || name == "CMakeLists.txt")
						print FNR, "path", name
					rest = substr(rest, RSTART + RLENGTH)
				}
			}' "$document" | while read -r line kind name; do
			[ "$kind" = path ] || name=$(dirname "$document")/$name
			ls -d $name >/dev/null 2>&1 || echo "$document:$line: there is no $name"
		done
	done
}

plant() {
	mkdir -p docs app
	touch app/real
	printf 'See `app/real`, `app/*`, `a b`, [it](docs/tour.md), [out](https://x.y/z).\n`app/gone`\n' >README.md
	printf '[up](../README.md)\n[gone](gone.md)\n' >docs/tour.md
}

planted() {
	echo README.md:2
	echo docs/tour.md:2
}

held
if [ -x "${DOCKET_BUILD:-}/docket-docs" ]; then
	cd "$root" && "$DOCKET_BUILD/docket-docs" --check
fi

#!/bin/bash
# Interchanges that others sent, as `docket inspect` reads them: where two or more other readers agree on a file, each of its figures and
# the set of its problems are the same; of the rest, what is wrong on purpose ends in a problem that is told.
cd "$(dirname "$0")/../.." || exit 1
build=${DOCKET_BUILD:?run by ctest, or with DOCKET_BUILD=the build directory}
data=../shared/data
[ -r $data/edi-x12/SOURCES.md ] && [ -r $data/edi-edifact/SOURCES.md ] || {
	echo "skipped: no ../shared/data"
	exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2046
gcc -O1 -std=gnu17 -Wall -Wextra tests/real/edicheck.c -o "$work/edicheck" $(pkg-config --cflags --libs jansson) || exit 1

failures=0 agreed=0 other=0
for expected in $data/edi-x12/*/expected.json $data/edi-edifact/*/expected.json; do
	folder=$(dirname "$expected")
	find "$folder" -type f ! -name expected.json -print0 | sort -z >"$work/files"
	if ! timeout 60 xargs -0 "$build/docket" inspect --json <"$work/files" >"$work/answers" 2>"$work/errors" || [ -s "$work/errors" ]; then
		echo "not ok - $folder: docket inspect: $(head -3 "$work/errors")"
		failures=1
	fi
	[ "$(wc -l <"$work/answers")" = "$(tr -cd '\0' <"$work/files" | wc -c)" ] || {
		echo "not ok - $folder: not one answer a file"
		failures=1
	}
	timeout 60 xargs -0 "$build/docket" inspect <"$work/files" >"$work/pages" 2>&1 || {
		echo "not ok - $folder: docket inspect has no page: $(tail -1 "$work/pages")"
		failures=1
	}
	"$work/edicheck" "$expected" <"$work/answers" >"$work/verdict" || failures=1
	grep -v '^agreed ' "$work/verdict"
	read -r _ a _ o < <(grep '^agreed ' "$work/verdict")
	agreed=$((agreed + a)) other=$((other + o))
done
echo "$([ $failures = 0 ] && echo ok || echo not ok) - $agreed files on which others agree, $other on which they do not"
[ $agreed -ge 200 ] || failures=1

# The same packed.
for file in $data/edi-x12/olmelabs__EdiEngine/AckTest.edi $data/edi-edifact/php-edifact__edifact/example.edi; do
	gzip -c "$file" >"$work/packed"
	plain=$("$build/docket" inspect --json "$file") packed=$("$build/docket" inspect --json "$work/packed")
	[ "${plain#*\"bom\"}" = "${packed#*\"bom\"}" ] && continue
	echo "not ok - $file reads otherwise when it is packed"
	failures=1
done

# What is answered to all of them can be read again and adds up.
find $data/edi-x12 $data/edi-edifact -type f ! -name expected.json ! -name '*.md' -print0 | sort -z >"$work/files"
for kind in 997 999 contrl; do
	xargs -0 "$build/docket" inspect --ack $kind <"$work/files" >"$work/answers" 2>/dev/null
	"$build/docket" inspect --json "$work/answers" >"$work/answers.json"
	grep -q '"interchanges":1[0-9][0-9],.*"problems":\[\],"remarks":\[\]}$' "$work/answers.json" && continue
	echo "not ok - the answers by $kind do not add up: $(cut -c1-2000 "$work/answers.json")"
	failures=1
done
exit $failures

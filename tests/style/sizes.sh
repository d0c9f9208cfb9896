#!/bin/sh
# A report, never a failure: the longest files and functions. Run it by hand to read it.
. "$(dirname "$0")/lib/style.sh"
cd "$root" || exit 1

files=$(c_files data ui app | grep '\.c$')
[ -n "$files" ] || exit 0
echo "longest files, lines:"
wc -l $files | grep -v ' total$' | sort -rn | head -n 10
echo "longest functions, lines:"
awk '
	FNR == 1 { name = "" }
	/^[A-Za-z_].*\(/ && !/;[ \t]*$/ && !/^(typedef|#)/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
	/^\{/ || (/^[A-Za-z_].*\).*\{[ \t]*$/) { start = FNR }
	/^\}/ && name != "" {
		lines = FNR - start
		functions++
		if (lines > 60) long++
		if (lines > 30) printf "%5d %s:%d %s\n", lines, FILENAME, start, name | "sort -rn | head -n 10"
		name = ""
	}
	END { close("sort -rn | head -n 10"); printf "functions: %d, above 60 lines: %d\n", functions, long + 0 }' $files

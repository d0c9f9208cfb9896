#!/bin/sh
# What others wrote is called only from the folders that CMakeLists.txt gives it to: read from the
# built libraries, so neither a macro nor a declaration by hand gets past.
. "$(dirname "$0")/lib/style.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work" "${tree:-$work}"' EXIT

# The shared library behind -lNAME; Debian's ncursesw is a text that names another.
shared_library() {
	file=$(gcc -print-file-name="lib$1.so")
	case $file in /*) ;; *) return ;; esac
	if head -c 4 "$file" | grep -q ELF; then
		echo "$file"
	else
		gcc -print-file-name="$(grep -o "lib$1\.so\.[0-9]*" "$file" | head -n 1)"
	fi
}

awk -f "$lib/house.awk" -f /dev/stdin "$root/CMakeLists.txt" "$lib/foreign" <<'END' >"$work/libraries"
END { for (name in libraries) if (name != "cmocka") { n = split(libraries[name], l, " "); for (i = 1; i <= n; i++) print name, l[i] } }
END
while read -r package library; do
	file=$(shared_library "$library")
	[ -f "$file" ] || continue
	nm -D --defined-only "$file" | awk -v p="$package" '
		{ sub(/@.*/, "", $3) }
		$3 != "" && $3 !~ /^(_init|_fini|_edata|_end|__bss_start)$/ { print "foreign", p, $3 }'
done <"$work/libraries" >"$work/foreign"
[ "$(cut -d " " -f 2 "$work/foreign" | sort -u | wc -l)" -ge 10 ] || {
	echo "the libraries of docket's packages could not be read: are they installed?"
	exit 1
}

# symbols_in FOLDER: of the built libraries in it.
symbols_in() {
	for archive in "$1"/lib*.a; do
		[ -f "$archive" ] || continue
		name=$(basename "$archive" .a)
		nm "$archive" 2>/dev/null | awk -v name="${name#lib}" '
			NF == 3 && $2 ~ /^[A-Z]$/ && $2 != "U" { print "ours", $3 }
			NF == 2 && $1 == "U" { print "uses", name, $2 }'
	done | sort -u
}

# In the source tree the build is judged, in the planted tree what is planted there.
check() {
	{
		cat "$work/foreign"
		if [ "$PWD" = "$root" ]; then symbols_in "$DOCKET_BUILD"; else symbols_in .; fi
	} | awk -f "$lib/house.awk" -f "$lib/symbols.awk" CMakeLists.txt "$lib/foreign" -
}

plant() {
	for name in docket_pg ui_view ui_term; do
		{
			echo 'int initscr(void); int PQstatus(void *); int json_loads_ours(void);'
			case $name in
			docket_pg) echo 'int json_loads_ours(void) { return PQstatus(0); }' ;;
			ui_view) echo 'int f(void) { return initscr() + json_loads_ours(); }' ;;
			ui_term) echo 'int g(void) { return initscr(); }' ;;
			esac
		} >"$name.c"
		gcc -c -o "$name.o" "$name.c" && ar rc "lib$name.a" "$name.o"
	done
}

planted() {
	echo libui_view.a:1
}

ls "${DOCKET_BUILD:-}"/lib*.a >/dev/null 2>&1 || {
	echo "skipped: nothing is built in DOCKET_BUILD=${DOCKET_BUILD:-}"
	exit 77
}
held

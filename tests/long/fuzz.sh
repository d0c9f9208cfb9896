#!/bin/bash
# Every fuzz harness for ten minutes, one on each core: tests/long/fuzz.sh [SECONDS] [HARNESS...], HARNESS as "edi". Not part of
# ./tests/run, which searches for three seconds each. What is found lies in build-fuzz/found; kept in tests/fuzz/corpus it stays tested.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd -P) || exit 1
me=tests/long/fuzz.sh
. "$root/app/tools/prepare.sh"
build=$root/build-fuzz
open_log "$build" build.log
packages_install run build test
seconds=${1:-600}
[ $# -gt 0 ] && shift
build_in "$build" docket_fuzzers -DCMAKE_C_COMPILER=clang -DDOCKET_FUZZ=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo ||
	give_up 1 "the build failed: $log"
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$root/tests/lib/lsan.supp:print_suppressions=0}

# One harness; its line says how many texts it tried, what they reached, and how it ended.
search() {
	local name=$1 seconds=$2 said=$build/found/$1.log seeds=$root/tests/fuzz/corpus/fuzz_$1 code executed reached
	[ -d "$seeds" ] || seeds=
	"$build/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
		-artifact_prefix="$build/found/$name-" "$build/found/fuzz_$name" ${seeds:+"$seeds"} >"$said" 2>&1
	code=$?
	executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$said")
	reached=$(grep -oE 'cov: [0-9]+' "$said" | tail -n 1)
	printf '%-12s %4d s %12s texts  %-12s %s\n' "$name" "$seconds" "${executed:-?}" "${reached:-}" \
		"$([ "$code" -eq 0 ] && echo "nothing found" || echo "FOUND: $said")"
	return "$code"
}
export -f search
export build root
[ $# -gt 0 ] || set -- $(cd "$root/tests/fuzz" && ls fuzz_*.c | sed 's/^fuzz_//; s/\.c$//')
for name in "$@"; do
	[ -x "$build/fuzz/fuzz_$name" ] || give_up 2 "there is no harness \"$name\": tests/fuzz/fuzz_*.c are all"
done
printf '%s\0' "$@" | xargs -0 -P "$(nproc)" -I '{}' bash -c 'search "$1" "$2"' search '{}' "$seconds"

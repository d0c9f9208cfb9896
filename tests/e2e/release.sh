#!/bin/sh
# What app/try builds: the optimizer's warnings, and the hardening that sanitizers hide.
# timeout: 900
# busy: a whole build
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
mkdir -p "$root/build"
exec 9>"$root/build/.lock" # ./tests/run makes it, too
flock 9
"$root/app/try" --help | grep -q '^usage: ./app/try'
if ! "$root/app/try" --build >"$DOCKET_BUILD/release.out" 2>&1; then
	cat "$DOCKET_BUILD/release.out"
	exit 1
fi
code=0
DOCKET_BUILD=$root/build "$root/tests/style/hardening.sh" || code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 77 ] # 77: there is no program yet

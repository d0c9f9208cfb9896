#!/bin/sh
# cost: 120
# `docket demo --headless`: three days and eight live seconds of an operation; what its partners saw is
# counted on their side.
# timeout: 280
# busy: it has a PostgreSQL of its own and keeps two cores busy
set -eu

build=${DOCKET_BUILD:?}
for program in docket docketd docket-stub; do
	if [ ! -x "$build/$program" ]; then
		echo "skipped: $program was not built"
		exit 77
	fi
done
dir=$(mktemp -d /tmp/dkt-demo.XXXXXX)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/home"
cp "$build/docket" "$build/docketd" "$build/docket-stub" "$dir/bin"
chmod 755 "$dir"
as=
if [ "$(id -u)" = 0 ]; then
	chown postgres:postgres "$dir/home"
	as='setpriv --reuid=postgres --regid=postgres --init-groups'
fi

# Each act of its people is a process, and looking for its leaks takes a third of its time: other tests do that.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
# shellcheck disable=SC2086
(cd "$dir/home" && $as env HOME="$dir/home" XDG_STATE_HOME="$dir/home" "$dir/bin/docket" demo --headless 8 --seed 7) \
	>"$dir/out" 2>"$dir/err" || {
	echo "docket demo ended with $?"
	cat "$dir/err" "$dir/out"
	tail -n 20 "$dir"/home/docket/log/*.log
	exit 1
}
failed=0
check() {
	if ! eval "$2"; then
		echo "$1"
		failed=1
	fi
}
ledger=$dir/home/docket/ledger
number() { sed -n "s/$1/\\1/p" "$dir/out" | head -n 1; }
opening=$(grep ' opening: ' "$dir/home/docket/log/demo.log" | tail -n 1)

types=$(number '^cases .*, of \([0-9]*\) kinds$')
check "fewer than 8 exception types: $types" '[ "${types:-0}" -ge 8 ]'
asked=$(number '^approvals *\([0-9]*\) asked.*')
approved=$(number '^approvals .*asked, \([0-9]*\) approved.*')
check "no approval was asked and given" '[ "${asked:-0}" -ge 1 ] && [ "${approved:-0}" -ge 1 ]'
check "the opening is another: $opening" 'echo "$opening" | grep -q " 3 cannot wait, 9 within the hour, 2 approvals, 1 quiet,"'
open=$(echo "$opening" | sed -n 's/.* \([0-9]*\) open,.*/\1/p')
check "$open cases open" '[ "${open:-0}" -ge 50 ] && [ "${open:-0}" -le 70 ]'

# Exactly once, as the TMS saw it: each executed order has its own key and its own quote and kind.
sed -n 's/.*"key":"\([0-9a-f]*\)".*"executed":true.*\\"kind\\":\\"\([a-z.]*\)\\".*\\"quote\\":\\"\([0-9]*\)\\".*/\1 \2 \3/p' \
	"$ledger/tms.jsonl" >"$dir/orders"
check "no rebooking reached the TMS" 'grep -q " shipment.rebook " "$dir/orders"'
check "a key was executed twice" '[ -z "$(cut -d" " -f1 "$dir/orders" | sort | uniq -d)" ]'
check "a quote was carried out twice: $(cut -d' ' -f2,3 "$dir/orders" | sort | uniq -d)" \
	'[ -z "$(cut -d" " -f2,3 "$dir/orders" | sort | uniq -d)" ]'
check "no customer was told" 'grep -q "\"method\":\"MAIL\"" "$ledger/mail.jsonl"'

# Nothing is left: no process, no folder of sockets, no store.
check "a process was left" '! pgrep -f "^$dir/bin/" >/dev/null'
check "the store was left" '[ ! -e "$dir/home/docket/store" ]'
check "a partner was refused" '! grep -q "was refused" "$dir/home/docket/log/demo.log"'
[ "$failed" = 0 ] || cat "$dir/out"
exit "$failed"

#!/bin/sh
# Makes the pictures of the documents from the simulated operation, as its people see it: docs/queue.svg, docs/case.svg,
# docs/approval.svg. Usage: app/tools/docs-pictures.sh BUILD. As root the operation runs as the system user postgres.
set -eu

build=${1:?usage: app/tools/docs-pictures.sh BUILD}
docs=$(cd "$(dirname "$0")/../../docs" && pwd)
dir=$(mktemp -d /tmp/dkt-pictures.XXXXXX)
mkdir "$dir/bin" "$dir/home"
cp "$build/docket" "$build/docketd" "$build/docket-stub" "$dir/bin"
chmod 755 "$dir"
as=
if [ "$(id -u)" = 0 ]; then
	chown postgres:postgres "$dir/home"
	as='setpriv --reuid=postgres --regid=postgres --init-groups'
fi

# docket WHO WORD...: as one of the operation's people.
docket() {
	who=$1
	shift
	# shellcheck disable=SC2086
	$as "$dir/bin/docket" "$@" --socket "$socket" --user "$who"
}

# The operation lives until its front is told to end.
# shellcheck disable=SC2086
(cd "$dir/home" && exec $as env HOME="$dir/home" XDG_STATE_HOME="$dir/home" \
	"$dir/bin/docket" demo --headless 300 --seed 1) >"$dir/out" 2>"$dir/err" &
front=$!
trap 'kill $front 2>/dev/null; wait $front 2>/dev/null; rm -rf "$dir"' EXIT
n=0
until grep -qs ' opening: ' "$dir/home/docket/log/demo.log"; do
	n=$((n + 1))
	[ $n -lt 240 ] && kill -0 $front || { cat "$dir/err" >&2; exit 1; }
	sleep 0.5
done
sleep 3
socket=$(sed -n 's/^store-host "\(.*\)"$/\1/p' "$dir/home/docket/docketd.conf")

docket ana screen next --size 100x30 --svg >"$dir/queue.svg"

# The first late one of a gold customer that nobody works: taken, priced, and above what ana may do alone. What waited before it
# is decided, so that its sheet is the one on top.
case=$(docket ana cases 'type=eta-late tier=gold unowned client=nordwind' --json | sed -n 's/.*"ref":"\(C-[0-9]*\)".*/\1/p' |
	head -n 1)
docket ana do claim "$case" >/dev/null
for other in $(docket sam approvals --json | sed -n 's/.*"ref":"\(C-[0-9]*\)".*"state":"waiting".*/\1/p'); do
	docket sam deny "$other" --reason 'the customer can wait' >/dev/null || true
done
docket ana do rebook "$case" option=1 'words=no word when it moves on; the shop opens with it tomorrow' >/dev/null
docket sam screen approval --size 100x30 --svg >"$dir/approval.svg"
docket ana screen case "$case" --size 100x30 --svg >"$dir/case.svg"
mv "$dir/queue.svg" "$dir/case.svg" "$dir/approval.svg" "$docs"

#!/bin/bash
# Signatures and envelopes that others made and judged: we judge them the same.
cd "$(dirname "$0")/../.." || exit 1
build=${DOCKET_BUILD:?run by ctest, or with DOCKET_BUILD=the build directory}
data=../shared/data
[ -r $data/webhooks/standard-webhooks/vectors.json ] && [ -r $data/cloudevents/expected.json ] || {
	echo "skipped: no ../shared/data"
	exit 77
}
failures=0
DOCKET_WEBHOOK_VECTORS=$PWD/$data/webhooks/standard-webhooks/vectors.json "$build/unit/test_webhook" || failures=1

# An envelope is fine if every part of the file becomes an event or is refused only for what is inside it (its type is none of ours).
judge() {
	local words
	words=$("$build/docket" decode "$1" 2>&1 >/dev/null)
	case $words in
	*specversion* | *attribute* | *'"id"'* | *JSON*) echo false ;;
	*) echo true ;;
	esac
}
rows=0
while IFS=$'\t' read -r file version; do
	wanted=true
	[ "$version" = 1.0 ] || wanted=false
	rows=$((rows + 1))
	got=$(judge "$data/cloudevents/$file")
	[ "$got" = $wanted ] && continue
	echo "not ok - $file ($version): got $got"
	failures=1
done < <(sed -n 's/^ *"file": "\(.*\)",$/\1/p; s/^ *"specversion": "\(.*\)",$/\t\1/p' $data/cloudevents/expected.json | paste -d '' - -)
echo "ok - $rows envelopes"
[ "$rows" -ge 30 ] || failures=1
exit $failures

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

# GitHub's own value is a row of the unit test.
grep -qF "$(sed -n 's/.*"header": "sha256=\(.*\)",/\1/p' $data/webhooks/github-hmac/vectors.json)" tests/unit/codec/signature_rows.h && "$build/unit/test_signature" || failures=1

# What the specification of CloudEvents 1.0 says of every file stands in samples.txt, with section and reason. Version 0.3 is another
# specification: refused in words, whatever its file holds. No file is missing there, and none stands there that is not.
diff <(find $data/cloudevents $data/webhooks $data/dcsa $data/epcis -type f ! -name SOURCES.md | sed "s|^$data/||" | LC_ALL=C sort) \
	<(grep -v '^#' tests/real/samples.txt | cut -f 1 | LC_ALL=C sort) || {
	echo "not ok - samples.txt does not list what is there"
	failures=1
}

# An envelope is taken if every part of the file becomes an event or is a dead letter only for what is inside it (its type is none of
# ours, its subject names nothing of ours).
judge() {
	words=$("$build/docket" decode "$1" 2>&1 >/dev/null)
	case $words in
	*specversion* | *attribute* | *'"id"'* | *JSON*) echo refused ;;
	*) echo taken ;;
	esac
}
rows=0
while IFS=$'\t' read -r file wanted why; do
	rows=$((rows + 1))
	got=$(judge "$data/$file")
	words=$("$build/docket" decode "$data/$file" 2>&1 >/dev/null)
	case $why in *"specversion 0.3"*) case $words in *"CloudEvents 0.3 is not taken, only 1.0"*) ;; *) got="refused without words" ;; esac ;; esac
	[ "$got" = "$wanted" ] && continue
	echo "not ok - $file: $got, wanted $wanted: $why: $words"
	failures=1
done < <(grep -P '^cloudevents/.*\t(taken|refused)\t' tests/real/samples.txt)
echo "ok - $rows envelopes"
[ "$rows" = "$(grep -c '"file":' $data/cloudevents/expected.json)" ] || failures=1
exit $failures

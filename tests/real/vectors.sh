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

# What the specification of CloudEvents 1.0 says against an envelope (section and reason); all others are to be taken. Version 0.3 is
# another specification: refused in words, whatever its file holds.
wrong() {
	case $1 in
	*/fail_numeric_decimal.json) echo "3.1 type system: an attribute is no decimal" ;;
	*/fail_numeric_long.json) echo "3.1 type system: an Integer has 32 bits" ;;
	*/json_data_with_ext_invalid.json) echo "3.1 naming: a_invalid_name has an underscore" ;;
	*/json_data_with_ext_upper_case.json) echo "3.1 naming: aString has a capital" ;;
	esac
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
while IFS=$'\t' read -r file version; do
	wanted=taken
	[ "$version" = 1.0 ] && [ -z "$(wrong "$file")" ] || wanted=refused
	rows=$((rows + 1))
	got=$(judge "$data/cloudevents/$file")
	words=$("$build/docket" decode "$data/cloudevents/$file" 2>&1 >/dev/null)
	[ "$version" = 1.0 ] || case $words in *"CloudEvents $version is not taken, only 1.0"*) ;; *) got="refused without words" ;; esac
	[ "$got" = $wanted ] && continue
	echo "not ok - $file ($version): $got, wanted $wanted: $(wrong "$file") $words"
	failures=1
done < <(sed -n 's/^ *"file": "\(.*\)",$/\1/p; s/^ *"specversion": "\(.*\)",$/\t\1/p' $data/cloudevents/expected.json | paste -d '' - -)
echo "ok - $rows envelopes"
[ "$rows" -ge 30 ] || failures=1
exit $failures

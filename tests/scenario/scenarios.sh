#!/bin/bash
# cost: 60
# timeout: 240
# Scripts that a dispatcher can read (*.scenario beside this file), played in driven time, twice each: what comes in is posted as partners
# post it, what people do goes through the command line, what goes out is read in the partners' own ledgers.
# SCENARIO=name plays one.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
[ -x "$build/docket-stub" ] || skip "no docket-stub in this build"
operation_open
for name in tms erp mail; do
	mkfifo "$work/$name.in"
	"$build/docket-stub" $name --ledger="$work/secrets/$name.ledger" <"$work/$name.in" > >(exec cat >"$work/$name.out") 2>>"$work/$name.log" &
	others="$others $!"
	exec {keep}>"$work/$name.in"
	until grep -os '"listening": *[0-9]*' "$work/$name.out" | grep -o '[0-9]*$' >"$work/secrets/$name.port"; do
		kill -0 "$!" || fail "the stand-in $name does not listen"
		sleep 0.05
	done
done
start_engine one
scripts=(tests/scenario/${SCENARIO:-*}.scenario)
perl tests/scenario/play.pl "$build" "$sock" "$work/secrets" "$http" "${scripts[@]}" >"$work/played" 2>"$work/play.log" ||
	{ grep -A9 '^not ok' "$work/played"; fail "$(cat "$work/play.log")"; }
cat "$work/played"

#!/bin/bash
# cost: 60
# timeout: 120
# busy: two engines
# Random programs of three people, two engines and partners that lose answers, and the invariants that hold after them: programs.pl beside
# this file says how. PROGRAMS, SEED and BUNCH; one that failed is played again by SEED=n PROGRAMS=1 (KILLS=100: with a death in each).
# WITHOUT=FILE runs that SQL first: a defence that is taken out, to see which invariant breaks.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
[ -x "$build/docket-stub" ] || skip "no docket-stub in this build"
operation_close() {
	[ ! -f "$work/pids" ] || xargs kill -9 <"$work/pids" 2>/dev/null
	operation_stop
}
trap operation_close EXIT

operation_open
operation_trade programs tests/programs/programs.policy --clock driven --start 2026-03-02T05:00:00Z
operation_trade other "" --clock driven --start 2026-03-02T05:00:00Z
person() { docket_admin operator add "$1" --name "$1" --tenant "$2" --role "$3" --desk transport "${@:4}"; }
person ana programs dispatcher --ask 150EUR --day 600EUR
person sam programs supervisor --ask 200EUR --day 500EUR --approve 5000EUR
person lea programs supervisor --ask 200EUR --day 500EUR --approve 5000EUR
person sam programs supervisor --login sam_two
person eve other supervisor --approve 5000EUR
for name in tms erp mail; do
	case $name in
	tms) words="--keys=yes --ask=yes --errors=60 --losses=15" ;;
	erp) words="--keys=no --ask=yes --errors=60 --losses=15" ;;
	*) words= ;;
	esac
	mkfifo "$work/$name.in"
	# shellcheck disable=SC2086
	"$build/docket-stub" $name --ledger="$work/secrets/$name.ledger" $words <"$work/$name.in" > >(exec cat >"$work/$name.out") 2>>"$work/$name.log" &
	others="$others $!"
	exec {keep}>"$work/$name.in"
	until port=$(grep -os '"listening": *[0-9]*' "$work/$name.out" | grep -o '[0-9]*$') && [ -n "$port" ]; do
		kill -0 "$!" || fail "the stand-in $name does not listen"
		sleep 0.05
	done
	url=http://127.0.0.1:$port
	case $name in
	tms) printf 'title TMS\nmode live\nurl %s/orders\nkey-header Idempotency-Key\nask-url %s/orders?ref={key}\n' "$url" "$url" ;;
	erp) printf 'title ERP\nmode live\nurl %s/orders\nask-url %s/orders?ref={key}\n' "$url" "$url" ;;
	mail) printf 'title Mail\nkind mail\nmode live\nurl smtp://127.0.0.1:%s\n' "$port" ;;
	esac >"$work/programs/$name.connector"
	apply programs "$work/programs/$name.connector"
done
[ -z "${WITHOUT:-}" ] || psql -qX -v ON_ERROR_STOP=1 -h "$sock" -U postgres -d docket -f "$WITHOUT" || fail "$WITHOUT"
perl tests/programs/programs.pl "$build" "$sock" "$work/secrets" --programs "${PROGRAMS:-50}" ${SEED:+--seed $SEED} --bunch "${BUNCH:-50}" --kills "${KILLS:-10}" ||
	fail "an invariant is broken"

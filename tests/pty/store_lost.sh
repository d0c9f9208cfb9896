#!/bin/bash
# timeout: 100
# PostgreSQL goes away under an open console: that is said within three seconds, what was seen stays, a claim is refused in words, a note is
# kept; PostgreSQL comes back and so does all by itself.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/terminal.sh
operation_open
operation_trade nordwind
docket_admin operator add ana --tenant nordwind --role dispatcher --name 'Ana Alba' --ask 250EUR --day 400EUR
start_engine one

send() {
	printf '%s' "$3" >"$work/body"
	[ "$(post "$1" "$2" "$work/body")" = 202 ] || fail "not taken: $(cat "$work/answer")"
}
send nordwind-tms p1 "$(planned p1 SHP-1)"
send nordwind-freight e1 "$(late e1 SHP-1 '+15 hours')"
soon "a case" 1 10 "select count(*) from docket.case_open"

store() { # start|stop
	local as=()
	[ "$(id -u)" = 0 ] && as=(setpriv --reuid=postgres --regid=postgres --init-groups)
	(cd / && "${as[@]}" "${DOCKET_PG_BIN:-/usr/lib/postgresql/15/bin}/pg_ctl" --pgdata="$sock/data" --log="$sock/log" --mode=fast --wait "$1") >/dev/null ||
		fail "the store does not $1"
}

terminal_open t 120x40
console t --view=all
shows "the case is shown" t 'ETA [A-Z0-9]' 5
sleep 1
store stop
shows "it is said" t 'STORE LOST' 3
is "what was seen stays" "$(screen t | grep -c 'ETA [A-Z0-9]' | sed 's/[1-9][0-9]*/some/')" some
press t c
sleep 1
is "a claim is not believed" "$(screen t | grep -Ec '^> .* ana ')" 0
store start
shows "back by itself" t 'LIVE' 15
is "no more word of it" "$(screen t | grep -c 'STORE LOST')" 0
send_again() {
	n=0
	while printf '%s' "$(planned p2 SHP-2)" >"$work/body" && [ "$(post nordwind-tms p2 "$work/body")" != 202 ]; do
		n=$((n + 1))
		[ $n -lt 100 ] || fail "the engine does not take messages again"
		sleep 0.1
	done
}
send_again
send nordwind-freight e2 "$(late e2 SHP-2 '+16 hours')"
shows "and new cases appear without a key" t '2 open' 10
press t q q
shows "a key leaves" t 'ready> *$' 3
operation_end

#!/bin/bash
# timeout: 100
# The console on real terminals of two sizes: it starts, a case appears without a key, a key opens it, another leaves, and the terminal
# is as it was, however the console ends.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
. tests/lib/terminal.sh
operation_open
operation_trade nordwind
docket_admin operator add ana --tenant nordwind --role dispatcher --name 'Ana Alba' --ask 250EUR --day 400EUR
start_engine one

late_shipment() {
	printf '%s' "$(planned "p-$1" "$1")" >"$work/body"
	[ "$(post nordwind-tms "p-$1" "$work/body")" = 202 ] || fail "not taken: $(cat "$work/answer")"
	printf '%s' "$(late "e-$1" "$1" '+15 hours')" >"$work/body"
	[ "$(post nordwind-freight "e-$1" "$work/body")" = 202 ] || fail "not taken: $(cat "$work/answer")"
}

# terminal_is_whole NAME WHAT: modes of the line, main screen, cursor, mouse.
terminal_is_whole() {
	screen_has "$1" 'ready> *$' 5
	press "$1" "clear; stty -g >$work/after; echo marked" Enter
	screen_has "$1" '^marked' 5 || { screen "$1" | sed 's/^/#    |/'; }
	is "$2: the line's modes are as before" "$(cat "$work/after")" "$(cat "$work/before")"
	is "$2: the main screen, the cursor, no mouse" \
		"$(terminal display-message -p -t "$1" '#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}')" "0 1 0 0"
}

for size in 80x24 120x40; do
	terminal_open "t$size" $size
	press "t$size" "stty -g >$work/before" Enter
	sleep 0.3
	console "t$size" --view=all
	shows "$size: it starts" "t$size" 'ana, dispatcher' 5
	is "$size: on the other screen" "$(terminal display-message -p -t "t$size" '#{alternate_on}')" 1
	late_shipment "SHP-${size%x*}"
	shows "$size: a case appears without a key" "t$size" 'ETA [A-Z0-9]' 5
	press "t$size" Enter
	shows "$size: a key opens it" "t$size" "SHP-.* pallets" 3
	press "t$size" Escape
	sleep 0.6
	press "t$size" q q
	shows "$size: a key leaves" "t$size" 'ready> *$' 3
	terminal_is_whole "t$size" "$size, left by a key"
done

for signal in TERM HUP INT QUIT SEGV ABRT BUS; do
	console t80x24 --view=all
	screen_has t80x24 'ana, dispatcher' 5 || fail "it did not start again"
	sleep 0.3
	pid=$(console_pid t80x24)
	kill -$signal "$pid"
	wait_gone "$pid" 3 || is "SIG$signal ends it" no yes
	terminal_is_whole t80x24 "SIG$signal"
done
operation_end

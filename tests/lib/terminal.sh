# A terminal for tests of the console, read after tests/lib/operation.sh: tmux on a socket of its own, whose screen can be read and whose
# keyboard can be pressed.

command -v tmux >/dev/null || skip "no tmux"
export TERM=screen-256color LC_ALL=C.UTF-8

terminal() {
	tmux -L "docket-$$" -f /dev/null "$@"
}
trap 'terminal kill-server 2>/dev/null; operation_stop' EXIT

# terminal_open NAME COLUMNSxROWS: a shell that says "ready>" and keeps no history.
terminal_open() {
	terminal new-session -d -s "$1" -x "${2%x*}" -y "${2#*x}" "env PS1='ready> ' bash --norc --noprofile +o history" || fail "tmux"
	terminal set-option -g status off
	terminal set-option -g remain-on-exit on
	screen_has "$1" 'ready>' 5 || fail "no shell in the terminal"
}

screen() {
	terminal capture-pane -p -t "$1"
}

# press NAME KEYS...: as tmux names them.
press() {
	local name=$1
	shift
	terminal send-keys -t "$name" "$@"
}

# screen_has NAME PATTERN SECONDS: until an extended expression is on it.
screen_has() {
	local end=$(($(ms) + $3 * 1000))
	until screen "$1" | grep -Eq "$2"; do
		[ "$(ms)" -lt "$end" ] || return 1
		sleep 0.05
	done
}

# shows NAME TERMINAL PATTERN SECONDS: the check of that; the screen is printed where it fails.
shows() {
	local begin
	begin=$(ms)
	if screen_has "$2" "$3" "$4"; then
		is "$1 (after $(($(ms) - begin)) ms)" fits fits
	else
		screen "$2" | sed 's/^/#    |/'
		is "$1" "not within $4 s" "$3"
	fi
}

# console NAME [OPTION...]: the console in that terminal.
console() {
	local name=$1
	shift
	press "$name" "$build/docket --socket=$sock --user=ana --feed=127.0.0.1:$feed $*" Enter
}

# console_pid NAME: the console's process there, or nothing.
console_pid() {
	pgrep -n -P "$(terminal display-message -p -t "$1" '#{pane_pid}')" -x docket
}

# Consoles at desks, for tests that look at screens (bash; read after operation.sh): each is a session of a tmux server of the test's
# own. Keys are sent only once the screen shows what they are meant for.

command -v tmux >/dev/null || skip "there is no tmux"
unset TMUX
desk_server=docket-$$
export ASAN_OPTIONS=${ASAN_OPTIONS:-}

echo 'set -g status off' >"$work/tmux.conf" # its line would take one of the screen's

desk_tmux() {
	tmux -L "$desk_server" -f "$work/tmux.conf" "$@"
}

desk_stop() {
	desk_tmux kill-server 2>/dev/null
	operation_stop
}
trap desk_stop EXIT

# desk_open NAME LOGIN [OPTION...]: a console of 80 columns and 24 rows.
desk_open() {
	local name=$1 login=$2
	shift 2
	desk_tmux new-session -d -s "$name" -x 80 -y 24 "LC_ALL=C.UTF-8 ASAN_OPTIONS='$ASAN_OPTIONS' '$build/docket' --socket '$sock' \
		--user '$login' $* 2>>'$work/desk-$name.log'; echo 'it ended with' \$?; sleep 60" || fail "no desk $name"
}

# desk_close NAME
desk_close() {
	desk_tmux kill-session -t "=$1"
}

# screen NAME: what stands on it.
screen() {
	desk_tmux capture-pane -p -t "=$1:"
}

# keys NAME KEY...: as tmux calls them; letters NAME TEXT: as they are.
keys() {
	desk_tmux send-keys -t "=$1:" "${@:2}"
}
letters() {
	desk_tmux send-keys -t "=$1:" -l -- "$2"
}

# sees WHAT NAME TEXT [SECONDS]: one check that the text comes to stand on that screen within 8 s.
sees() {
	local end=$(($(ms) + ${4:-8} * 1000)) now
	until now=$(screen "$2") && [[ $now == *"$3"* ]]; do
		if [ "$(ms)" -ge "$end" ]; then
			printf '%s\n' "$now" | sed 's/^/#  |/'
			is "$1" "no \"$3\" on the screen of $2" "\"$3\""
			return 1
		fi
		sleep 0.05
	done
	is "$1" fits fits
}

# must_see WHAT NAME TEXT [SECONDS]: the same where nothing behind it would make sense.
must_see() {
	sees "$@" || fail "$1"
}

# settled: a sheet that spends money takes its y only after it stood unchanged for 300 ms.
settled() {
	sleep 0.5
}

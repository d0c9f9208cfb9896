# Systems that are written to (bash), for tests: sourced after tests/lib/operation.sh.

declare -A target_pid

# target NAME OPTION...: a system that is written to; sets $port.
target() {
	local name=$1 end=$(($(ms) + 10000))
	mkdir -p "$work/$name"
	perl tests/lib/target.pl "$work/$name" seed="${seed:-1}" "${@:2}" 2>"$work/$name.log" &
	target_pid[$name]=$!
	others="$others $!"
	disown $!
	until [ -s "$work/$name/port" ]; do
		[ "$(ms)" -lt "$end" ] || fail "the target $name does not listen"
		sleep 0.05
	done
	read -r port <"$work/$name/port"
}

# target_end NAME: nothing listens there any more.
target_end() {
	kill -9 "${target_pid[$1]}" 2>/dev/null
	wait_gone "${target_pid[$1]}" 5
}

# arrivals NAME: its ledger: microseconds, method, path, key, status, executed, digest.
arrivals() {
	cat "$work/$1/ledger" 2>/dev/null
}

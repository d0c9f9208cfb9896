#!/bin/bash
# timeout: 150
# The terminal comes back as it was, at each size and type and after each death: the same modes, the alternate screen left. What went
# to the terminal is written down by a second one around it (script), so that nothing is hidden by a terminal's own kindness.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
command -v script >/dev/null || skip "there is no script (bsdutils)"
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$root/tests/lib/lsan.supp:print_suppressions=0} # exit codes are looked at
operation_open
operation_trade nord
docket_admin operator add ana --name 'Ana Alba' --tenant nord --role dispatcher --desk transport --ask 50EUR
start_engine one
planned p1 SHP-1 >"$work/plan"
is "a plan is taken" "$(post nord-tms m1 "$work/plan")" 202
late l1 SHP-1 '+10 hours' >"$work/late"
is "a delay is taken" "$(post nord-freight m2 "$work/late")" 202
soon "there is a case" 1 10 "select count(*) from docket.case_open"

# What runs on the inner terminal: modes before, the console, its exit code, modes after.
cat >"$work/inner" <<'END'
#!/bin/sh
# inner NAME ROWS COLS COMMAND...; no job control: a shell that has it mends modes itself.
name=$1
stty rows "$2" cols "$3"
stty -g >"$work/$name.before"
shift 3
sh -c 'echo $$ >"$0"; exec "$@"' "$work/$name.pid" "$@" 2>"$work/$name.err"
echo $? >"$work/$name.code"
stty -g >"$work/$name.after"
END
chmod +x "$work/inner"
export work

# shown NAME TEXT SECONDS: does the text come to stand in what was written to the terminal?
shown() {
	local end=$(($(ms) + $3 * 1000))
	until grep -qaF -- "$2" "$work/$1.raw" 2>/dev/null; do
		[ "$(ms)" -lt "$end" ] || return 1
		sleep 0.05
	done
}

# last NAME A B: of two sequences, which came last in the raw output: A, B or none.
last() {
	LC_ALL=C awk -v a="$2" -v b="$3" 'BEGIN { RS = "\001" } {
		for (text = $0; (at = index(text, a)) > 0; text = substr(text, at + 1)) la += at
		for (text = $0; (at = index(text, b)) > 0; text = substr(text, at + 1)) lb += at
		print((la + 0 > lb + 0) ? "in" : (lb + 0 > 0) ? "out" : "none")
	}' "$work/$1.raw"
}

# trial NAME ROWS COLS TERM LOCALE SIGNAL: a console of that kind that ends by that signal, or by its keys.
trial() {
	local name=$1 rows=$2 cols=$3 type=$4 locale=$5 signal=$6 pid end leave
	mkfifo "$work/$name.keys"
	script -qfec "'$work/inner' $name $rows $cols env TERM=$type LC_ALL=$locale LANG=$locale '$build/docket' --socket '$sock' --user ana \
		--feed 127.0.0.1:$feed" "$work/$name.raw" <"$work/$name.keys" >"$work/null" 2>&1 &
	others="$others $!"
	exec {hand}>"$work/$name.keys"
	shown "$name" 'Ana Alba' 8 || is "$name: it greets" "$(tr -cd '[:print:]' <"$work/$name.raw" | tail -c 400; cat "$work/$name.err")" 'Ana Alba'
	pid=$(cat "$work/$name.pid")
	case $signal in
	keys)
		printf '5' >&"$hand"
		shown "$name" 'C-10' 8 || is "$name: the queue" no 'the case'
		printf 'q' >&"$hand"
		shown "$name" 'again leaves' 8 || is "$name: it asks" no 'the same key again leaves'
		printf 'q' >&"$hand"
		;;
	*) kill "-$signal" "$pid" ;;
	esac
	end=$(($(ms) + 10000))
	until [ -s "$work/$name.after" ]; do
		[ "$(ms)" -lt "$end" ] || break
		sleep 0.05
	done
	exec {hand}>&-
	infocmp "$type" >"$work/null" 2>&1 || type=xterm-256color # what docket takes for one of the family that is not described here
	leave=$(tput -T "$type" rmcup 2>/dev/null)
	if [ "$signal" = KILL ]; then # nobody can help then: the control that all this is seen here
		is "$name: other modes" "$(cmp -s "$work/$name.after" "$work/$name.before" || echo other)" other
		is "$name: the alternate screen stays" "$(last "$name" "$(printf '\033[?1049h')" "$(printf '\033[?1049l')")" in
		return
	fi
	is "$name: modes as before" "$(cat "$work/$name.after" 2>&1)" "$(cat "$work/$name.before")"
	if [ -n "$leave" ]; then
		is "$name: the alternate screen is left" "$(last "$name" "$(printf '\033[?1049h')" "$(printf '\033[?1049l')")" out
	else
		is "$name: no alternate screen where there is none" "$(grep -caF "$(printf '\033[?1049')" "$work/$name.raw")" 0
	fi
	is "$name: the cursor is shown" "$(last "$name" "$(printf '\033[?25l')" "$(printf '\033[?25h')")" "$(tput -T "$type" civis 2>/dev/null | grep -qaF 25l && echo out || echo none)"
}
trial plain 24 80 xterm-256color C.UTF-8 keys
trial small 15 60 xterm-256color C.UTF-8 keys
trial wide 40 120 xterm-kitty C.UTF-8 keys
trial old 24 80 vt100 C keys
trial plain-c 24 80 xterm-256color C TERM
trial term 24 80 xterm-256color C.UTF-8 TERM
trial hup 40 120 xterm-kitty C.UTF-8 HUP
trial segv 24 80 xterm-256color C.UTF-8 SEGV
trial old-segv 24 80 vt100 C SEGV
trial small-abrt 15 60 xterm-kitty C.UTF-8 ABRT
trial killed 24 80 xterm-256color C.UTF-8 KILL
head -c 2000 "$work/plain.err" "$work/term.err" "$work/hup.err" >"$work/words.log"
is "an ended console ends with 0" "$(cat "$work/plain.code" "$work/term.code" "$work/hup.code" | tr '\n' ' ')" '0 0 0 '
is "in C only letters are drawn" "$(LC_ALL=C grep -caP '[\x80-\xff]' "$work/plain-c.raw")" 0
operation_end

#!/bin/bash
# cost: 45
# A watched folder: whole files become events once and lie in done/, others in refused/ with the reason, and wherever the engine dies,
# nothing is lost and nothing stands twice.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
in=$work/in
mkdir "$in" "$work/named"
printf 'title "Motor carrier"\nmapping x12-motor\nmode live\nfolder %s\n' "$in" >"$work/motor.interface"
printf 'title "By name"\nmapping x12-motor\nmode live\nfolder %s\nfile-id name\n' "$work/named" >"$work/named.interface"
apply nord "$work/motor.interface" "$work/named.interface"

# status PRO CODE NUMBER: a 214.
status() {
	printf 'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260301*1000*U*00401*%09d*0*P*>~GS*QM*A*B*20260301*1000*%d*X*004010~ST*214*0001~B10*%s*%s*FRGT~LX*1~AT7*%s*NS***20260301*0900*UT~SE*5*0001~GE*1*%d~IEA*1*%09d~' \
		"$3" "$3" "$1" "$1" "$2" "$3" "$3"
}
# lies WHERE: names in a folder beside the files, in order.
lies() {
	find "$in/$1" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | paste -sd,
}
# until NAME WANTED WHERE: a folder holds that within 15 s.
until_lies() {
	local end=$(($(ms) + 15000))
	while [ "$(lies "$3")" != "$2" ] && [ "$(ms)" -lt "$end" ]; do sleep 0.05; done
	is "$1" "$(lies "$3")" "$2"
}
stands="select count(*) from docket.event where state = 'applied' and subject_ref = "

# --- there before the engine
status SH-1 AF 1 >"$in/early.edi"
start_engine one
printf '%s' "$(planned plan-1 SH-1)" >"$work/plan"
is "a plan" "$(post nord-tms plan-1 "$work/plan")" 202
until_lies "a file that lay there is stored" early.edi done
soon "and becomes an event" shipment.picked-up 15 "select type from docket.event where state = 'applied' and message_id in (select message_id from docket.message where headers = E'file: early.edi\n')"
other=$engine
start_engine two
sleep 1
like "one engine of a host takes from a folder" "$(cat "$work/two.log")" "*another engine or interface takes from this folder*"
end_engine "$engine"
engine=$other

# --- half files wait, moved ones are whole
status SH-1 X6 2 >"$work/whole"
exec 7>"$in/slow.edi"
head -c 60 "$work/whole" >&7
sleep 1.5
is "a file that is being written is left alone" "$(lies done)" early.edi
tail -c +61 "$work/whole" >&7
exec 7>&-
until_lies "once it is closed it is taken" early.edi,slow.edi done
is "whole" "$(sql "select count(*) from docket.message where headers like 'file: slow%' and length(body) = $(wc -c <"$work/whole")")" 1
status SH-1 X1 3 >"$work/moved"
cp "$work/moved" "$in/.moved.edi.tmp"
sleep 1.2
mv "$in/.moved.edi.tmp" "$in/moved.edi"
until_lies "a hidden one is no file until it is renamed" early.edi,moved.edi,slow.edi done

# --- the same twice is one
cp "$work/moved" "$in/again.edi"
until_lies "the same bytes under another name" again.edi,early.edi,moved.edi,slow.edi done
wait_quiet 20
is "are one message" "$(sql "select count(*) from docket.message where headers like 'file:%'")" 3
status SH-1 X4 4 >"$work/named/a.edi"
soon "by name" 1 15 "select count(*) from docket.intake_key where partner_key = 'a.edi'"
status SH-1 X4 5 >"$work/named/a.edi"
end=$(($(ms) + 15000))
until [ -f "$work/named/refused/a.edi" ] || [ "$(ms)" -gt "$end" ]; do sleep 0.05; done
like "the same name with other bytes is refused" "$(cat "$work/named/refused/a.edi.why")" "*other bytes*"

# --- what is none
ln -s /etc/hostname "$in/link.edi"
mkfifo "$in/pipe.edi"
: >"$in/empty.edi"
head -c 5242881 /dev/zero >"$in/large.edi"
mkdir "$in/folder.edi"
until_lies "others are refused" empty.edi,empty.edi.why,large.edi,large.edi.why,link.edi,link.edi.why,pipe.edi,pipe.edi.why refused
is "with the reason" "$(cat "$in"/refused/*.why | paste -sd'|')" \
	"the message is empty|it is larger than 5 MiB|it is a symbolic link: only plain files are taken|it is a pipe: only plain files are taken"
is "folders are left" "$(test -d "$in/folder.edi" && echo there)" there
rmdir "$in/folder.edi"

# --- killed between any two steps
number=10
for point in folder-taken after-intake-commit folder-stored before-answer folder-done after-decide after-store folder-why; do
	kill -9 "$engine"
	wait_gone "$engine" 5
	number=$((number + 1))
	printf '%s' "$(planned "plan-$number" "SH-$number")" >"$work/plan"
	export DOCKET_FAILPOINT=$point:1
	status "SH-$number" AF $number >"$in/crash-$number.edi"
	[ $point != folder-why ] || : >"$in/crash-empty.edi"
	start_engine one --http-port=0 || true
	wait_gone "$engine" 15 || fail "nobody died at $point"
	unset DOCKET_FAILPOINT
	start_engine one
	is "the plan after a death at $point" "$(post nord-tms "plan-$number" "$work/plan")" 202
	soon "and its file stands once" 1 15 "select count(*) from docket.event where state = 'applied' and subject_ref = 'SH-$number' and type = 'shipment.picked-up'"
done
until_lies "nothing is left in the spool" "" spool
is "nor in the folder" "$(find "$in" -maxdepth 1 -type f | wc -l)" 0
is "each lies in done once" "$(find "$in/done" -name 'crash-*' | wc -l)" 8
is "no message stands twice" "$(sql "select count(*) - count(distinct body) from docket.message where headers like 'file: crash%'")" 0
is "what was refused in the middle is refused once" "$(find "$in/refused" -name 'crash-*' -printf '%f\n' | sort | paste -sd,)" crash-empty.edi,crash-empty.edi.why

# --- CloudEvents as over HTTP, many at once
printf 'title "Events by file"\nmode live\nfolder %s\n' "$in" >"$work/motor.interface"
apply nord "$work/motor.interface"
sleep 1.5
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	event "ce-$i" file position SH-1 '"place":"Kassel"' >"$in/ce-$i.json"
done
soon "thirty files" 30 20 "select count(*) from docket.event where source = 'file' and state = 'applied'"
status SH-1 AF 99 >"$in/none.edi"
end=$(($(ms) + 15000))
until [ -f "$in/refused/none.edi.why" ] || [ "$(ms)" -gt "$end" ]; do sleep 0.05; done
like "without a mapping" "$(cat "$in/refused/none.edi.why")" "*no mapping*"
operation_end

#!/bin/bash
# cost: 70
# A stream of a NATS JetStream: each message is acknowledged once it is committed, so wherever the engine or the server dies, nothing is
# lost, and what is given once more changes nothing. What is refused is not given for ever.
# timeout: 400
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

command -v nats-server >/dev/null || PATH=$PATH:/usr/sbin
operation_open
operation_trade nord
cat >"$work/partner.mapping" <<'END'
mapping partner "A partner's messages"
rows json
time at at
event "position"
	about shipment {ref}
	known at
	at at
	place {place}
	key "{ref} {place}"
END
apply nord "$work/partner.mapping"

# start_nats [PORT]: the server with its files; its port in $nats.
start_nats() {
	rm -f "$work"/ports/*
	mkdir -p "$work/ports"
	nats-server -a 127.0.0.1 -p "${1:--1}" -js -sd "$work/jetstream" --user docket --pass 'river and rail' --ports_file_dir "$work/ports" >>"$work/nats.log" 2>&1 &
	server=$!
	disown "$server"
	others="$others $server"
	for _ in $(seq 100); do
		nats=$(jq -r '.nats[0]' "$work"/ports/*.ports 2>/dev/null | sed 's/.*://')
		[ -n "$nats" ] && (exec 6<>"/dev/tcp/127.0.0.1/$nats") 2>/dev/null && return
		sleep 0.1
	done
	fail "no NATS server"
}
# say LINES: to the server, in its protocol; what it answers until all is taken.
say() {
	local line
	exec 6<>"/dev/tcp/127.0.0.1/$nats" || return 1
	printf 'CONNECT {"verbose":false,"headers":true,"user":"docket","pass":"river and rail"}\r\nSUB me 1\r\n%bPING\r\n' "$1" >&6
	while IFS= read -r -t 10 line <&6; do
		line=${line%$'\r'}
		[ "$line" = PONG ] && break
		printf '%s\n' "$line"
	done
	exec 6>&-
}
# ask SUBJECT JSON: a request to JetStream; its answer.
ask() {
	local line answer
	exec 6<>"/dev/tcp/127.0.0.1/$nats" || return 1
	printf 'CONNECT {"verbose":false,"headers":true,"user":"docket","pass":"river and rail"}\r\nSUB me 1\r\nPUB %s me %d\r\n%s\r\n' "$1" "${#2}" "$2" >&6
	while IFS= read -r -t 10 line <&6; do
		case $line in '{"type"'*) answer=$line && break ;; esac
	done
	exec 6>&-
	printf '%s\n' "$answer"
}
# record N: a message for the mapping.
record() {
	printf '{"ref":"SH-1","at":"2026-03-01T09:%02d:00Z","place":"Stop %d"}' "$1" "$1"
}
# publish SUBJECT BODY [HEADER...]: one message.
publish() {
	local subject=$1 body=$2 head='NATS/1.0\r\n' header length
	shift 2
	for header in "$@"; do head="$head$header\r\n"; done
	head="$head\r\n"
	length=$(printf '%b' "$head" | wc -c)
	say "HPUB $subject $length $((length + ${#body}))\r\n$head${body//\\/\\\\}\r\n" >/dev/null
}
left() {
	ask '$JS.API.CONSUMER.INFO.PARTNER.docket-nord-queue' '' | jq -r '"\(.num_pending) \(.num_ack_pending)"'
}
until_left() {
	local end=$(($(ms) + $3 * 1000))
	while [ "$(left)" != "$2" ] && [ "$(ms)" -lt "$end" ]; do sleep 0.2; done
	is "$1" "$(left)" "$2"
}
places="select count(distinct place) || ' ' || count(*) from docket.event where place like 'Stop %' and state = 'applied'"
messages="select count(*) from docket.message where headers like 'nats: %'"

# --- the server is not there yet
start_nats
kill -9 "$server"
printf 'docket:river and rail' >"$work/secrets/nats.login"
chmod 400 "$work/secrets/nats.login"
printf '%s\n' 'title "Partner queue"' 'mapping partner' 'mode live' "nats nats://127.0.0.1:$nats" 'nats-stream PARTNER' 'nats-secret nats.login' >"$work/queue.interface"
apply nord "$work/queue.interface"
start_engine one
printf '%s' "$(planned plan-1 SH-1)" >"$work/plan"
is "a plan" "$(post nord-tms plan-1 "$work/plan")" 202
docket_admin operator add ivy --tenant nord --role integrator
trouble() {
	docket_as ivy interfaces --json | jq -r 'select(.name == "queue") | .state + ": " + .trouble'
}
soon "a server that is not there is told" t 15 "select last_error like 'NATS: %' from docket.pull_state"
like "in words" "$(trouble)" "failing: NATS: *erver*"
sleep 3
at_most "once" "$(grep -c 'stream cannot be read' "$work/one.log")" 1
start_nats "$nats"
soon "nor a stream that is not" t 30 "select last_error ilike '%stream not found%' from docket.pull_state"
ask '$JS.API.STREAM.CREATE.PARTNER' '{"name":"PARTNER","subjects":["partner.>"],"storage":"file"}' >/dev/null
soon "then it is read" "" 30 "select last_error from docket.pull_state"

# --- messages
# What is not acknowledged comes again after 30 s, and who sets another time is heeded: here three seconds, so that a death costs no more.
is "what is not acknowledged comes again" "$(ask '$JS.API.CONSUMER.INFO.PARTNER.docket-nord-queue' '' | jq .config.ack_wait)" 30000000000
ask '$JS.API.CONSUMER.DURABLE.CREATE.PARTNER.docket-nord-queue' \
	"{\"stream_name\":\"PARTNER\",\"config\":$(ask '$JS.API.CONSUMER.INFO.PARTNER.docket-nord-queue' '' | jq -c '.config | .ack_wait = 3000000000')}" >"$work/updated"
publish partner.a "$(record 1)"
publish partner.b "$(record 2)" 'Nats-Msg-Id: id-2' 'Content-Type: application/json'
soon "become events" "2 2" 15 "$places"
is "byte for byte" "$(sql "select convert_from(body, 'UTF8') from docket.message where headers like 'nats: PARTNER 2 partner.b%'")" "$(record 2)"
is "known by the number or the sender's id" "$(sql "select string_agg(partner_key, ',' order by partner_key) from docket.intake_key k join docket.interface i using (tenant_id, interface_id) where i.name = 'queue'")" "PARTNER 1,id-2"
publish partner.a "$(event ce-1 queue position SH-1 '"place":"Stop 3"')"
soon "a CloudEvent is known as one" 1 15 "select count(*) from docket.intake_key where partner_key = 'queue ce-1'"
until_left "all are acknowledged" "0 0" 10
is "the secret stands nowhere" "$(cat "$work/one.log" /proc/"$engine"/cmdline /proc/"$engine"/environ | grep -c 'river and rail')" 0

# --- what is refused does not come for ever
publish partner.a '{"specversion":"1.0","id":"ce-2"' 'Content-Type: application/cloudevents+json'
publish partner.b "$(event ce-1 queue position SH-1 '"place":"Stop 9"')"
publish partner.c '' 'Nats-Msg-Id: empty'
soon "it is counted" 3 15 "select rejected from docket.interface where name = 'queue'"
until_left "and over" "0 0" 10
is "with words in the log" "$(grep -c 'is refused and will not come again' "$work/one.log")" 3

# --- killed between any two steps
number=10
for point in before-answer after-intake-commit nats-stored after-store; do
	kill -9 "$engine"
	wait_gone "$engine" 5
	for i in 1 2 3; do
		number=$((number + 1))
		publish partner.a "$(record $number)"
	done
	export DOCKET_FAILPOINT=$point:1
	start_engine one --http-port=0 || true
	wait_gone "$engine" 30 || fail "nobody died at $point"
	unset DOCKET_FAILPOINT
	start_engine one
	soon "all stand after a death at $point" "$((number - 7)) $((number - 7))" 60 "$places"
done
until_left "and are acknowledged" "0 0" 45
is "by the time that was set" "$(ask '$JS.API.CONSUMER.INFO.PARTNER.docket-nord-queue' '' | jq .config.ack_wait)" 3000000000
is "no message stands twice" "$(sql "select count(*) - count(distinct body) from docket.message where headers like 'nats: %'")" 0

# --- the server dies and comes back; many at once
kill -9 "$server"
wait_gone "$server" 5
soon "it is told" t 20 "select last_error like 'NATS: %' from docket.pull_state"
start_nats "$nats"
many=
for i in $(seq 30 59); do many="${many}PUB partner.a $(printf '%s' "$(record "$i")" | wc -c)\r\n$(record "$i")\r\n"; done
say "$many" >/dev/null
soon "read again by itself" "$((number - 7 + 30)) $((number - 7 + 30))" 40 "$places"
until_left "and acknowledged" "0 0" 30

# --- a store that is away holds up, and loses nothing
backend=$(sql "select pid from pg_stat_activity where application_name = 'docketd-intake'")
kill -STOP "$backend"
publish partner.a "$(record 20)"
sleep 3
is "not acknowledged before it is committed" "$(left)" "0 1"
kill -CONT "$backend"
soon "then it is" t 40 "select count(*) > 0 from docket.event where place = 'Stop 20'"
until_left "and acknowledged" "0 0" 45

# --- another engine goes on
first=$engine
start_engine two
sleep 1
kill -9 "$first"
publish partner.a "$(record 21)"
soon "with what came" t 30 "select count(*) > 0 from docket.event where place = 'Stop 21'"
engine=$(echo "$engines" | awk '{ print $NF }')
end_engine "$engine"
is "it ends in order" "$(grep -c ERROR "$work/two.log")" 0
operation_end

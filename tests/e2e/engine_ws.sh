#!/bin/bash
# cost: 40
# Messages of partners over a websocket: signed once by the engine's own challenge, answered each after its commit, bounded, and let go.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh

operation_open
operation_trade nord
printf 'gate-token-0123456789\n' >"$work/secrets/gate"
printf 'k1-0123456789abcdef\n' >"$work/secrets/pay"
chmod 400 "$work/secrets/gate" "$work/secrets/pay"
printf 'title Gate\nmode live\nsecret gate\nsecret-next gate.next\nsignature token\nsize-most 2KiB\nrate 6000\nburst 20\n' >"$work/gate.interface"
printf 'title Pay\nmode live\nsecret pay\nsignature hmac-sha256\nsignature-header Pay-Sign\nsignature-form "t={timestamp},v1={hex}"\nsignature-of "{timestamp}.{body}"\n' >"$work/pay.interface"
printf 'title Motor\nmode live\nmapping x12-motor\nsecret nord.freight\n' >"$work/motor.interface"
apply nord "$work/gate.interface" "$work/pay.interface" "$work/motor.interface"
start_engine one

# talk INTERFACE OPTION... FILE...: over one websocket; the words and the exit code.
talk() {
	"$build/docket" send --ws "127.0.0.1:$feed" --secrets-dir "$work/secrets" --interface "$@" 2>&1
	echo "exit $?"
}
planned plan-1 SH-1 >"$work/plan.json"
for i in $(seq 1 40); do late "eta-$i" SH-1 "+$((9 + i)) hours" >"$work/late$i.json"; done
cloud='--type application/cloudevents+json'
like "a plan" "$(talk nord-tms --secret nord.tms $cloud "$work/plan.json")" "*plan.json: taken (202)*exit 0"
said=$(talk nord-freight --secret nord.freight $cloud "$work"/late*.json)
is "forty messages, forty answers" "$(grep -c 'taken (202)' <<<"$said") $(tail -n 1 <<<"$said")" "40 exit 0"
soon "are events" 40 15 "select count(*) from docket.event where type = 'shipment.eta' and state = 'applied'"
said=$(talk nord-freight --secret nord.freight $cloud "$work"/late*.json)
is "again the same answers" "$(grep -c 'taken (202)' <<<"$said") $(tail -n 1 <<<"$said")" "40 exit 0"
is "and no second effect" "$(sql "select count(*) from docket.event where type = 'shipment.eta'")" 40
late eta-1 SH-1 '+99 hours' >"$work/other.json"
like "its id with other bytes" "$(talk nord-freight --secret nord.freight $cloud "$work/other.json")" "*refused with 409: this id was used before*"
printf '{"specversion":"0.3","id":"1","source":"s","type":"t"}' >"$work/old.json"
like "an old version, in words" "$(talk nord-freight --secret nord.freight $cloud "$work/old.json")" "*refused with 400: *CloudEvents 0.3 is not taken*"
printf 'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260301*1000*U*00401*000000001*0*P*>~GS*QM*A*B*20260301*1000*1*X*004010~ST*214*0001~B10*SH-1*SH-1*FRGT~LX*1~AT7*AF*NS***20260301*0900*UT~SE*5*0001~GE*1*1~IEA*1*000000001~' >"$work/a.edi"
like "another format, by its mapping" "$(talk motor --secret nord.freight --id m-1 "$work/a.edi")" "*taken (202)*exit 0"
soon "byte for byte" t 15 "select convert_from(body, 'UTF8') = '$(cat "$work/a.edi")' and content_type = 'application/edi-x12' from docket.message where headers like 'webhook-id: m-1%'"
like "a format nobody reads here" "$(talk nord-freight --secret nord.freight --type text/plain "$work/a.edi")" "*refused with 415*"

# --- who it is
is "a plain HMAC opens it" "$(talk pay --text "$work/pay.interface" $cloud "$work/late1.json" | tail -n 1)" "exit 0"
is "a token opens it" "$(talk gate --text "$work/gate.interface" $cloud "$work/late1.json" | tail -n 1)" "exit 0"
operation_key='another key of 24 bytes.' operation_secret wrong
like "a wrong key" "$(talk nord-freight --secret wrong $cloud "$work/late1.json")" "*no interface of this name has a key that signed the challenge*exit 10"
like "no such interface" "$(talk nowhere --secret nord.freight $cloud "$work/late1.json")" "*no interface of this name*exit 10"
soon "counted" "nord-freight signature 1" 10 "select string_agg(concat_ws(' ', i.name, r.kind, r.times), ',') from docket.interface_fault r join docket.interface i using (tenant_id, interface_id) where r.kind = 'signature'"

# --- how much
head -c 4000 /dev/zero | tr '\0' ' ' >"$work/blanks"
cat "$work/late1.json" "$work/blanks" >"$work/large.json"
like "too large" "$(talk gate --text "$work/gate.interface" $cloud "$work/large.json")" "*a message here has 3072 bytes at most*"
said=$(talk gate --text "$work/gate.interface" $cloud "$work"/late*.json)
[ "$(grep -c 'refused with 429: this interface takes 6000 messages a minute' <<<"$said")" -ge 1 ] && limited=yes || limited=no
is "more at once than may come" "$limited" yes
is "each of them was answered" "$(grep -c -e 'taken (202)' -e 'refused with 429' <<<"$said")" 40

# --- a bare client, by hand: python speaks the protocol as a partner's code would
command -v python3 >/dev/null || operation_end
cat >"$work/client.py" <<'PY'
import base64, hashlib, hmac, json, os, socket, struct, sys, time

def connect(port, path):
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall(("GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: %s\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: cloudevents.json\r\n\r\n" % (path, base64.b64encode(os.urandom(16)).decode())).encode())
    head = b""
    while b"\r\n\r\n" not in head:
        got = s.recv(1)
        if not got: return None
        head += got
    return s if b" 101 " in head else None

def send(s, text, op=1):
    data, mask = text.encode(), os.urandom(4)
    n = len(data)
    front = bytes([0x80 | op]) + (bytes([0x80 | n]) if n < 126 else bytes([0x80 | 126]) + struct.pack(">H", n)) + mask
    s.sendall(front + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

def exactly(s, n):
    data = b""
    while len(data) < n:
        got = s.recv(n - len(data))
        if not got: raise EOFError
        data += got
    return data

def recv(s):
    try:
        first, n = exactly(s, 2)
        n &= 127
        if n == 126: n = struct.unpack(">H", exactly(s, 2))[0]
        data = exactly(s, n)
    except (EOFError, ConnectionError):
        return "gone"
    if first & 15 == 9:
        send(s, data.decode(), 10)
        return recv(s)
    return "close " + data[2:].decode() if first & 15 == 8 else data.decode()

def open_as(port, name, key):
    s = connect(port, "/v1/events/" + name)
    nonce = json.loads(recv(s))["challenge"]
    now = str(int(time.time()))
    body = "docket websocket %s /v1/events/%s" % (nonce, name)
    sign = base64.b64encode(hmac.new(key.encode(), ("w1.%s.%s" % (now, body)).encode(), hashlib.sha256).digest()).decode()
    hello = json.dumps({"headers": {"webhook-id": "w1", "webhook-timestamp": now, "webhook-signature": "v1," + sign}})
    send(s, hello)
    return s, recv(s), hello
PY
py() {
	timeout 60 python3 -c "import sys; sys.path.insert(0, '$work'); from client import *; port, key = $feed, '$operation_key'
$1" 2>&1
}
operation_key='test key, 24 bytes long.'
like "a client of somebody else's" "$(py "s, ready, hello = open_as(port, 'nord-freight', key); print(ready)")" '{"ready":true,"interface":"nord-freight","size_most":1048576,"under_way_most":64}'
is "what opened one socket opens no other" "$(py "
s, ready, hello = open_as(port, 'nord-freight', key)
t = connect(port, '/v1/events/nord-freight'); recv(t); send(t, hello); print(recv(t))")" "close no interface of this name has a key that signed the challenge"
event=$(late bare-1 SH-1 '+9 hours')
is "an event as it stands" "$(py "
s, ready, hello = open_as(port, 'nord-freight', key)
send(s, '''$event'''); print(recv(s))
send(s, 'nonsense'); print(recv(s))
send(s, '{\"id\":\"x\"}\nbody'); print(recv(s))")" '{"n":1,"id":"freight bare-1","status":202}
{"n":2,"id":null,"status":400,"error":"body: a JSON object is expected"}
{"n":3,"id":"x","status":400,"error":"the line in front of a message is {\"id\": ..., \"type\": content type}"}'
printf '[%s,{"id":"2"}]' "$(late batch-1 SH-1 '+9 hours')" >"$work/batch"
like "a batch, item by item" "$(py "
s, ready, hello = open_as(port, 'nord-freight', key)
send(s, '{\"id\":\"b\",\"type\":\"application/cloudevents-batch+json\"}\n' + open('$work/batch').read()); print(recv(s))")" \
	'{"n":1,"id":"b","status":207,"items":\[{"id":"freight batch-1","status":202},{"id":"","status":400,*'
is "before it is signed nothing is taken" "$(py "
s = connect(port, '/v1/events/nord-freight'); recv(s); send(s, '''$event'''); print(recv(s))")" "close no interface of this name has a key that signed the challenge"
is "nor much of it read" "$(py "
s = connect(port, '/v1/events/nord-freight'); recv(s); send(s, 'x' * 9000); print(recv(s))")" "close a message here has 8192 bytes at most"
is "what is no websocket is closed" "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$feed/v1/events/nord-freight")" 404
is "who says nothing is let go" "$(py "
s = connect(port, '/v1/events/nord-freight'); recv(s); print(recv(s))")" "close nothing was signed in time"

# --- a key that was changed over opens no more, and closes what it had opened
key=$("$build/docket" key gate --next --secrets-dir "$work/secrets" --json | sed 's/.*"secret":"\([^"]*\)".*/\1/')
kill -HUP "$engine"
sleep 1
is "a socket outlives its key by no message" "$(py "
import signal, subprocess
s = connect(port, '/v1/events/gate'); recv(s)
send(s, json.dumps({'headers': {'authorization': 'Bearer gate-token-0123456789'}})); recv(s)
t = connect(port, '/v1/events/gate'); recv(t)
send(t, json.dumps({'headers': {'authorization': 'Bearer $key'}})); recv(t)
subprocess.run(['$build/docket', 'key', 'gate', '--promote', '--secrets-dir', '$work/secrets'], stdout=subprocess.DEVNULL)
os.kill($engine, signal.SIGHUP); time.sleep(1)
send(s, '''$event'''); print(recv(s))
send(t, '''$event'''); print(recv(t))")" 'close the key that opened this socket holds no more
{"n":1,"id":"freight bare-1","status":202}'

# --- answers only after the commit; a store that is away is said, nothing is lost
before=$(sql "select count(*) from docket.message")
export DOCKET_FAILPOINT=after-intake-commit:1
end_engine "$engine"
start_engine two
late crash-1 SH-1 '+9 hours' >"$work/crash.json"
like "an engine that dies before its answer" "$(talk nord-freight --secret nord.freight $cloud "$work/crash.json")" "*0 of 1 messages were answered; the others may be sent again*"
unset DOCKET_FAILPOINT
wait_gone "$engine" 10 || fail "nobody died"
start_engine two
is "sent again it is taken" "$(talk nord-freight --secret nord.freight $cloud "$work/crash.json" | tail -n 1)" "exit 0"
is "once" "$(($(sql "select count(*) from docket.message") - before))" 1
end_engine "$engine"
operation_end

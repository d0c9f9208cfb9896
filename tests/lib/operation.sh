# A whole operation for a test, read by it (bash): a throwaway cluster with the schema, clients, people, interfaces and keys made
# through the command line, docketd on free ports, and a partner that signs. Sourced from the root of the tree:
#   . tests/lib/operation.sh; operation_open; ...; operation_end
# Everything that was started is stopped and removed when the test ends, however it ends.
set -u

build=${DOCKET_BUILD:?run by ctest, or with DOCKET_BUILD=the build directory}
root=$PWD
work=$(mktemp -d /tmp/dkto.XXXXXX) || exit 1
sock=
engines=
others=
checks=0
failures=0
operation_key='test key, 24 bytes long.'

operation_stop() {
	local pid
	for pid in $engines $others; do kill -9 "$pid" 2>/dev/null; done
	wait 2>/dev/null
	[ -n "${KEEP:-}" ] || [ -z "$sock" ] || "$root/tests/lib/cluster.sh" stop "$sock"
	[ -n "${KEEP:-}" ] && echo "kept: $work, the store in $sock" || rm -rf "$work"
}
trap operation_stop EXIT
trap 'exit 1' INT TERM HUP

# skip WORDS: the test cannot be made here.
skip() {
	echo "skipped: $*"
	exit 77
}

# fail WORDS: what went wrong, with the end of the engines' words.
fail() {
	echo "FAILED: $*" >&2
	for log in "$work"/*.log; do
		[ -s "$log" ] && { echo "--- $(basename "$log"):"; tail -n "${LOG_LINES:-25}" "$log"; } >&2
	done
	exit 1
}

# is NAME GOT WANTED: one check; the test goes on and operation_end gives the exit code.
is() {
	checks=$((checks + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $checks - $1"
	else
		failures=$((failures + 1))
		printf 'not ok %d - %s\n#      got: %s\n#   wanted: %s\n' "$checks" "$1" "$2" "$3"
	fi
}

# like NAME GOT PATTERN: a pattern of the shell.
like() {
	# shellcheck disable=SC2254
	case $2 in
	$3) is "$1" fits fits ;;
	*) is "$1" "$2" "$3" ;;
	esac
}

# at_most NAME GOT LIMIT: whole numbers.
at_most() {
	if [ "$2" -le "$3" ]; then
		is "$1 ($2, limit $3)" fits fits
	else
		is "$1" "$2" "at most $3"
	fi
}

operation_end() {
	echo "1..$checks"
	if [ "$failures" -ne 0 ]; then
		fail "$failures of $checks"
	fi
	exit 0
}

# ms: a monotonic enough clock, in milliseconds.
ms() {
	echo $(($(date +%s%N) / 1000000))
}

# hence DURATION [FORMAT]: an instant from now, RFC 3339.
hence() {
	date -u -d "$1" "${2:-+%Y-%m-%dT%H:%M:%SZ}"
}

# sql TEXT: as the superuser; rows with | between columns.
sql() {
	psql -qAtX -v ON_ERROR_STOP=1 -h "$sock" -U postgres -d docket -c "$1" 2>&1
}

# as LOGIN TEXT: with that session user.
as() {
	PGUSER=$1 psql -qAtX -v ON_ERROR_STOP=1 -h "$sock" -d docket -c "$2" 2>&1
}

# docket_as LOGIN SUBCOMMAND...: the command line as that login.
# Its leaks are not looked for, which takes a third of its time: a test calls it dozens of times, and unit tests look for them.
docket_as() {
	local login=$1 subcommand=$2
	shift 2
	ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 "$build/docket" "$subcommand" --socket "$sock" --user "$login" "$@"
}

# docket_admin SUBCOMMAND...: as the store's administrator; its words are kept for the case that it fails.
docket_admin() {
	docket_as postgres "$@" >"$work/admin.log" 2>&1 || fail "docket $*: $(cat "$work/admin.log")"
}

# rest: waits between two looks, longer each time up to 0.4 s: a test that waits leaves the cores to what it waits for. $rested is the
# caller's, 0 at first.
rest() {
	rested=$((rested < 40 ? rested * 3 / 2 + 3 : 40))
	sleep "0.$(printf %02d "$rested")"
}

# soon NAME WANTED SECONDS TEXT: asks the store until the answer is there.
soon() {
	local end=$(($(ms) + $3 * 1000)) got rested=0
	while got=$(sql "$4") && [ "$got" != "$2" ]; do
		[ "$(ms)" -lt "$end" ] || break
		rest
	done
	is "$1" "$got" "$2"
}

# operation_open [SETTING=VALUE...]: a cluster with the schema.
operation_open() {
	sock=$(tests/lib/cluster.sh start "$@") || fail "no cluster"
	mkdir -p "$work/secrets"
	chmod 700 "$work/secrets"
	if [ -n "${DOCKET_TEST_TEMPLATE:-}" ]; then
		tests/lib/cluster.sh database "$sock" docket >"$work/database.log" 2>&1 || fail "no database: $(cat "$work/database.log")"
	else
		psql -qX -h "$sock" -U postgres -d postgres -c 'create database docket' || fail "no database"
		docket_admin migrate
	fi
}

# operation_secret NAME: a key that the tests know.
operation_secret() {
	rm -f "$work/secrets/$1"
	printf 'whsec_%s\n' "$(printf '%s' "$operation_key" | base64)" >"$work/secrets/$1"
	chmod 400 "$work/secrets/$1"
}

# release_build: makes $build the optimised build of this tree, for what is measured; ccache or an earlier run make it quick.
release_build() {
	case $(grep -o '^DOCKET_SANITIZE:[A-Z]*=.*' "$build/CMakeCache.txt" 2>/dev/null) in
	*=ON) ;;
	*) return 0 ;;
	esac
	mkdir -p "$root/build"
	(
		flock 9
		./app/try --build >"$work/release.log" 2>&1
	) 9>"$root/build/.lock" || fail "the optimised build failed"
	build=$root/build
}

# start_engine NAME [OPTION...]: a docketd that serves; sets $engine, $http, $feed.
start_engine() {
	local name=$1 end
	shift
	rm -f "$work/$name.ports"
	"$build/docketd" --store-host="$sock" --secrets-dir="$work/secrets" --http-port=0 --feed-port=0 --lease=2000 \
		--ports-file="$work/$name.ports" --allow-unsafe-store "$@" >>"$work/$name.log" 2>&1 &
	engine=$!
	disown "$engine"
	engines="$engines $engine"
	end=$(($(ms) + 20000))
	while [ ! -s "$work/$name.ports" ] ||
		! { read -r http feed <"$work/$name.ports" && curl -fs "http://127.0.0.1:$http/health" >/dev/null; }; do
		[ "$(ms)" -lt "$end" ] || fail "docketd $name does not serve"
		kill -0 "$engine" 2>/dev/null || return 1
		sleep 0.05
	done
}

# end_engine PID: in order; waits until it is gone.
end_engine() {
	kill -TERM "$1" 2>/dev/null
	wait_gone "$1" 15 || fail "docketd did not end within 15 s of SIGTERM"
}

# wait_gone PID SECONDS
wait_gone() {
	local end=$(($(ms) + $2 * 1000))
	while kill -0 "$1" 2>/dev/null; do
		[ "$(ms)" -lt "$end" ] || return 1
		sleep 0.05
	done
}

# wait_quiet SECONDS: until nothing is stored, pending or ready in any tenant.
wait_quiet() {
	local end=$(($(ms) + $1 * 1000)) rested=0
	while [ "$(sql 'select bool_and(docket.quiet(tenant_id)) from docket.tenant')" != t ]; do
		[ "$(ms)" -lt "$end" ] || fail "not quiet after $1 s: $(sql "select (select count(*) from docket.message where state = 'stored') || ' messages, ' || (select count(*) from docket.act where state = 'stored') || ' acts, '
			|| (select count(*) from docket.event where state = 'pending') || ' events, ' || (select count(*) from docket.subject s where s.wake_at <= docket.tenant_now(s.tenant_id)) || ' due, '
			|| (select count(*) from docket.effect where state in ('ready', 'sending', 'unknown', 'asking')) || ' effects'")"
		rest
	done
}

# post INTERFACE ID FILE [TYPE]: prints the status; the answer is in $work/answer.
post() {
	local stamp hex signature
	stamp=$(date +%s)
	hex=$(printf '%s' "$operation_key" | od -An -v -tx1 | tr -d ' \n')
	signature=$({ printf '%s.%s.' "$2" "$stamp"; cat "$3"; } |
		openssl dgst -sha256 -mac HMAC -macopt "hexkey:$hex" -binary | base64)
	curl -s -m 20 -o "$work/answer" -w '%{http_code}' -H "content-type: ${4:-application/cloudevents+json}" \
		-H "webhook-id: $2" -H "webhook-timestamp: $stamp" -H "webhook-signature: v1,$signature" \
		--data-binary "@$3" "http://127.0.0.1:$http/v1/events/$1"
}

# event ID SOURCE TYPE SHIPMENT DATA: one CloudEvent as JSON, known now.
event() {
	printf '{"specversion":"1.0","id":"%s","source":"%s","type":"%s","subject":"shipment/%s","time":"%s","data":{%s}}' \
		"$1" "$2" "$3" "$4" "${event_time:-$(hence now)}" "$5"
}

# apply TENANT FILE...: texts in force, by the administrator.
apply() {
	local tenant=$1
	shift
	docket_admin apply --tenant "$tenant" "$@"
}

# operation_trade TENANT [POLICY [OPTION...]]: what a small client has, made with options of `tenant add`: a customer, carriers with rates from HAM to MUC, two sites, and the
# interfaces tms and freight in, erp out at $erp_url and $erp_ask_url (may be empty). The names of interfaces are made with the tenant's.
operation_trade() {
	local tenant=$1
	docket_admin tenant add "$tenant" --title "Client $tenant" --zone Europe/Berlin "${@:3}"
	mkdir -p "$work/$tenant"
	cat >"$work/$tenant/parties.csv" <<-END
		kind,code,name,tier,mail
		customer,RETAIL,Retail of $tenant,gold,orders@retail.example
		carrier,FREIGHT,Freight of $tenant,,
		carrier,SWIFT,Swift Cargo,,
		carrier,COMET,Comet Air,,
	END
	printf 'code,name,city,zone\nHAM,Hamburg DC,Hamburg,Europe/Berlin\nMUC,Shop,Munich,Europe/Berlin\n' >"$work/$tenant/sites.csv"
	cat >"$work/$tenant/rates.csv" <<-END
		carrier,from,to,mode,service,amount,transit,lead,ref
		SWIFT,HAM,MUC,road,day,120.00 EUR,5h,10m,R-1
		COMET,HAM,MUC,air,next flight,610.00 EUR,2h,10m,R-2
	END
	docket_admin master "$work/$tenant/parties.csv" "$work/$tenant/sites.csv" "$work/$tenant/rates.csv" --tenant "$tenant"
	printf 'title "Transport system"\nmode live\nsecret %s\n' "$tenant.tms" >"$work/$tenant/$tenant-tms.interface"
	printf 'title "Freight webhook"\nparty carrier:FREIGHT\nmode live\nsecret %s\n' "$tenant.freight" >"$work/$tenant/$tenant-freight.interface"
	operation_secret "$tenant.tms"
	operation_secret "$tenant.freight"
	cp "${2:-data/policies/nordwind.policy}" "$work/$tenant/$tenant.policy"
	apply "$tenant" "$work/$tenant/$tenant.policy" "$work/$tenant/$tenant-tms.interface" "$work/$tenant/$tenant-freight.interface"
}

# planned ID SHIPMENT: the event of a shipment from HAM to MUC, promised in six hours; late ID SHIPMENT WHEN: its new arrival.
planned() {
	event "$1" tms shipment.planned "$2" "$(printf '"title":"20 pallets","customer":"RETAIL","carrier":"FREIGHT","origin":"HAM","dest":"MUC","pickup":"%s","promise":"%s","deliver":"%s","order":"SO-%s"' \
		"$(hence '+2 hours')" "$(hence '+6 hours')" "$(hence '+6 hours')" "$2")"
}
late() {
	event "$1" freight shipment.eta "$2" "\"at\":\"$(hence "$3")\""
}

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
	for pid in $engines $others ${ASKER_PID:-}; do kill -9 "$pid" 2>/dev/null || :; done
	wait 2>/dev/null || :
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

# A test that waits leaves the cores to what it waits for. A process costs 10 ms and more on a small machine, so clock and pause make none.
exec {nap}<> <(:)
sleep() {
	read -rt "$1" -u "$nap" || :
}

# ms: a monotonic enough clock, in milliseconds.
ms() {
	echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

# until_in SECONDS sets $end, the caller's; is_over says whether that moment has come.
until_in() {
	end=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
}
is_over() {
	[ "${EPOCHREALTIME/[.,]/}" -ge "$end" ]
}

# hence DURATION [FORMAT]: an instant from now, RFC 3339. What is usual is counted without a process: tests make hundreds.
hence() {
	local units=1
	if [ $# -eq 1 ] && [[ $1 =~ ^([+-])([0-9]+)\ ?(second|minute|hour|day)s?$ ]]; then
		case ${BASH_REMATCH[3]} in minute) units=60 ;; hour) units=3600 ;; day) units=86400 ;; esac
		TZ=UTC printf '%(%Y-%m-%dT%H:%M:%SZ)T\n' $((EPOCHSECONDS ${BASH_REMATCH[1]} 10#${BASH_REMATCH[2]} * units))
	elif [ "$*" = now ]; then
		TZ=UTC printf '%(%Y-%m-%dT%H:%M:%SZ)T\n' -1
	else
		date -u -d "$1" "${2:-+%Y-%m-%dT%H:%M:%SZ}"
	fi
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

# rest: waits between two looks, longer each time up to 0.25 s. $rested is the caller's, 0 at first.
rest() {
	local pause
	rested=$((rested < 25 ? rested * 3 / 2 + 3 : 25))
	printf -v pause '0.%02d' "$rested"
	sleep "$pause"
}

# look TEXT: like sql, into $got, in a session that stays until look_end: for what is asked again and again. Fails without a store.
trap : PIPE
look() {
	local line
	got=
	if [ -z "${ASKER_PID:-}" ]; then
		coproc ASKER { exec psql -qAtX -h "$sock" -U postgres -d docket 2>&1; } 2>/dev/null
	fi
	printf '%s\n;select $$-- asked$$;\n' "$1" >&"${ASKER[1]}" 2>/dev/null || { look_end; return 1; }
	while IFS= read -r -t 30 -u "${ASKER[0]}" line 2>/dev/null; do
		if [ "$line" = '-- asked' ]; then
			got=${got%$'\n'}
			return 0
		fi
		got+=$line$'\n'
	done
	look_end
	return 1
}
look_end() {
	local pid=${ASKER_PID:-}
	[ -n "$pid" ] || return 0
	kill "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	return 0
}

# awaits WANTED SECONDS TEXT: asks the store until the answer is there, which is left in $got.
awaits() {
	local end rested=0
	until_in "$2"
	until look "$3" && [ "$got" = "$1" ]; do
		is_over && break
		rest
	done
	look_end
	[ "$got" = "$1" ]
}

# soon NAME WANTED SECONDS TEXT: a check that the answer comes to be this.
soon() {
	local got
	awaits "$2" "$3" "$4"
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
	local name=$1 end rested=0
	shift
	rm -f "$work/$name.ports"
	"$build/docketd" --store-host="$sock" --secrets-dir="$work/secrets" --http-port=0 --feed-port=0 --lease=2000 \
		--ports-file="$work/$name.ports" --allow-unsafe-store "$@" >>"$work/$name.log" 2>&1 &
	engine=$!
	disown "$engine"
	engines="$engines $engine"
	until_in 20
	while [ ! -s "$work/$name.ports" ] ||
		! { read -r http feed <"$work/$name.ports" && curl -fs "http://127.0.0.1:$http/health" >/dev/null; }; do
		is_over && fail "docketd $name does not serve"
		kill -0 "$engine" 2>/dev/null || return 1
		rest
	done
}

# end_engine PID: in order; waits until it is gone.
end_engine() {
	kill -TERM "$1" 2>/dev/null
	wait_gone "$1" 15 || fail "docketd did not end within 15 s of SIGTERM"
}

# wait_gone PID SECONDS
wait_gone() {
	local end
	until_in "$2"
	while kill -0 "$1" 2>/dev/null; do
		is_over && return 1
		sleep 0.05
	done
}

# wait_quiet SECONDS: until nothing is stored, pending or ready in any tenant.
wait_quiet() {
	local got
	awaits t "$1" 'select bool_and(docket.quiet(tenant_id)) from docket.tenant' ||
		fail "not quiet after $1 s: $(sql "select (select count(*) from docket.message where state = 'stored') || ' messages, ' || (select count(*) from docket.act where state = 'stored') || ' acts, '
			|| (select count(*) from docket.event where state = 'pending') || ' events, ' || (select count(*) from docket.subject s where s.wake_at <= docket.tenant_now(s.tenant_id)) || ' due, '
			|| (select count(*) from docket.effect where state in ('ready', 'sending', 'unknown', 'asking')) || ' effects'")"
}

# post INTERFACE ID FILE [TYPE]: prints the status; the answer is in $work/answer.
post() {
	local stamp signature
	printf -v stamp '%(%s)T' -1
	signature=$(printf '%s.%s.' "$2" "$stamp" | cat - "$3" | openssl dgst -sha256 -mac HMAC -macopt "key:$operation_key" -binary | base64)
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

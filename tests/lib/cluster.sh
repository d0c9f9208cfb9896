#!/bin/sh
# A throwaway PostgreSQL cluster for tests.
#   cluster.sh start [SETTING=VALUE...]   makes and starts one, prints its socket directory
#   cluster.sh stop DIRECTORY             stops it and removes everything
#   cluster.sh template BUILD             makes one with the schema in the database docket_made, stops it, prints its directory
#   cluster.sh database DIRECTORY NAME    a database with the schema
# With DOCKET_TEST_TEMPLATE naming a template's directory, start copies that, and databases are copies of docket_made: it takes a fifth of
# the time.
# It listens on a Unix socket only, in a short directory of its own under /tmp (socket paths are
# short), port 5432, superuser "postgres", no passwords, and does not fsync unless told fsync=on. Without JIT, as `docket demo` runs
# it: compiling takes longer than all that a test asks.
# Run by root it belongs to the system user postgres: PostgreSQL refuses to run as root.
set -eu

bin=${DOCKET_PG_BIN:-/usr/lib/postgresql/15/bin}
root=$(cd "$(dirname "$0")/../.." && pwd -P)

as_owner() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=postgres --regid=postgres --init-groups "$@"
	else
		"$@"
	fi
}

make_data() {
	if [ -n "${DOCKET_TEST_TEMPLATE:-}" ]; then
		as_owner cp -a "$DOCKET_TEST_TEMPLATE/data" "$dir/data"
		return
	fi
	as_owner "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
		--encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions >"$dir.log" 2>&1 ||
		{ cat "$dir.log" >&2; rm -rf "$dir" "$dir.log"; exit 1; }
	rm -f "$dir.log"
	echo "include 'docket.conf'" | as_owner tee -a "$dir/data/postgresql.conf" >/dev/null
}

start() {
	dir=$(mktemp -d /tmp/dkt.XXXXXX)
	if [ "$(id -u)" = 0 ]; then
		chown postgres:postgres "$dir"
	fi
	chmod 755 "$dir"
	cd /
	make_data
	as_owner tee "$dir/data/docket.conf" >/dev/null <<-EOF
		listen_addresses = ''
		unix_socket_directories = '$dir'
		fsync = off
		synchronous_commit = on
		shared_buffers = 64MB
		max_connections = 60
		jit = off
		log_line_prefix = '%m [%p] %u@%d '
		timezone = 'UTC'
	EOF
	for setting in "$@"; do
		printf '%s\n' "$setting" | as_owner tee -a "$dir/data/docket.conf" >/dev/null
	done
	as_owner "$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/log" --wait --timeout=60 start >/dev/null ||
		{ cat "$dir/log" >&2; rm -rf "$dir"; exit 1; }
	echo "$dir"
}

stop() {
	case $1 in
	/tmp/dkt.*) ;;
	*)
		echo "cluster.sh: $1 is no throwaway cluster" >&2
		exit 2
		;;
	esac
	cd /
	as_owner "$bin/pg_ctl" --pgdata="$1/data" --mode=immediate --wait stop >/dev/null 2>&1 || true
	rm -rf "$1"
}

template() {
	program=$(cd "$1" && pwd -P)/docket
	unset DOCKET_TEST_TEMPLATE
	made=$(start)
	if "$bin/psql" -qX -h "$made" -U postgres -d postgres -c 'create database docket_made' >"$made/made.log" 2>&1 &&
		"$program" migrate --socket "$made" --user postgres --db docket_made >>"$made/made.log" 2>&1 &&
		as_owner "$bin/pg_ctl" --pgdata="$made/data" --mode=fast --wait stop >>"$made/made.log" 2>&1; then
		echo "$made"
	else
		cat "$made/made.log" >&2
		stop "$made"
		exit 1
	fi
}

# What a database's owner gave and took stands in no copy of it.
database() {
	sql="$bin/psql -qX -v ON_ERROR_STOP=1 -h $1 -U ${DOCKET_TEST_USER:-postgres}"
	if [ -n "${DOCKET_TEST_TEMPLATE:-}" ]; then
		$sql -d postgres -c "create database $2 template docket_made" -c "update pg_database set datacl =
			(select datacl from pg_database where datname = 'docket_made') where datname = '$2'"
		return
	fi
	$sql -d postgres -c "create database $2"
	for file in "$root"/data/sql/migrate/*.sql; do
		$sql -1 -d "$2" -f "$file" || { echo "$file" >&2; exit 1; }
	done
}

case ${1:-} in
database)
	database "$2" "$3"
	;;
template)
	template "$2"
	;;
start)
	shift
	start "$@"
	;;
stop)
	stop "$2"
	;;
*)
	echo "usage: cluster.sh start [SETTING=VALUE...] | stop DIRECTORY | template BUILD | database DIRECTORY NAME" >&2
	exit 2
	;;
esac

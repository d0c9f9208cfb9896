#!/bin/sh
# A throwaway PostgreSQL cluster for tests.
#   cluster.sh start [SETTING=VALUE...]   makes and starts one, prints its socket directory
#   cluster.sh stop DIRECTORY             stops it and removes everything
# It listens on a Unix socket only, in a short directory of its own under /tmp (socket paths are
# short), port 5432, superuser "postgres", no passwords, and does not fsync unless told fsync=on.
# Run by root it belongs to the system user postgres: PostgreSQL refuses to run as root.
set -eu

bin=${DOCKET_PG_BIN:-/usr/lib/postgresql/15/bin}

as_owner() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=postgres --regid=postgres --init-groups "$@"
	else
		"$@"
	fi
}

start() {
	dir=$(mktemp -d /tmp/dkt.XXXXXX)
	if [ "$(id -u)" = 0 ]; then
		chown postgres:postgres "$dir"
	fi
	chmod 755 "$dir"
	cd /
	as_owner "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
		--encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions >"$dir.log" 2>&1 ||
		{ cat "$dir.log" >&2; rm -rf "$dir" "$dir.log"; exit 1; }
	rm -f "$dir.log"
	as_owner tee "$dir/data/docket.conf" >/dev/null <<-EOF
		listen_addresses = ''
		unix_socket_directories = '$dir'
		fsync = off
		synchronous_commit = on
		shared_buffers = 64MB
		max_connections = 60
		log_line_prefix = '%m [%p] %u@%d '
		timezone = 'UTC'
	EOF
	for setting in "$@"; do
		printf '%s\n' "$setting" | as_owner tee -a "$dir/data/docket.conf" >/dev/null
	done
	echo "include 'docket.conf'" | as_owner tee -a "$dir/data/postgresql.conf" >/dev/null
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

case ${1:-} in
start)
	shift
	start "$@"
	;;
stop)
	stop "$2"
	;;
*)
	echo "usage: cluster.sh start [SETTING=VALUE...] | stop DIRECTORY" >&2
	exit 2
	;;
esac

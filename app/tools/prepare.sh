# What app/try and tests/run share: packages from the one list, and a build with a progress line.
# Sourced by bash with `root` (the source tree), `me` (for messages) and `log` (a file) set.

say() { printf '%s: %s\n' "$me" "$*"; }

# give_up EXIT what went wrong: what would help
give_up() {
	local code=$1
	shift
	printf '%s: %s\n' "$me" "$*" >&2
	exit "$code"
}

# The end of the log, and where the rest is.
show_log() {
	printf '%s\n' "---- the last lines of $log" >&2
	tail -n "${1:-15}" "$log" >&2
	printf '%s\n' "----" >&2
}

# packages_of GROUP...: the names in the list, one a line.
packages_of() {
	awk -v groups=" $* " 'index(groups, " " $1 " ") { print $2 }' "$root/app/tools/packages"
}

# packages_missing GROUP...: those that are not installed.
packages_missing() {
	local name
	for name in $(packages_of "$@"); do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
	done
}

apt_get() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1 </dev/null
}

# apt_install NAME...: from the lists at hand; if those do not do, from fresh ones.
apt_install() {
	if apt-get -qq -s install --no-install-recommends "$@" >/dev/null 2>&1 && apt_get -y --no-install-recommends install "$@"; then
		return 0
	fi
	say "reading Debian's package lists (apt-get update)"
	apt_get update || say "apt-get update had trouble; trying all the same"
	apt_get -y --no-install-recommends install "$@"
}

# PostgreSQL's package makes and starts a cluster of its own when it is first installed. Ours is
# private, so this is turned off, for the length of the installation only.
cluster_conf=/etc/postgresql-common/createcluster.conf
cluster_mark='# docket is installing'
cluster_allow() { "${as_root[@]}" sed -i "/$cluster_mark/d" "$cluster_conf"; }
cluster_forbid() {
	cluster_allow &&
		echo "create_main_cluster = false $cluster_mark" | "${as_root[@]}" tee -a "$cluster_conf" >/dev/null
}

packages_refused() {
	show_log
	give_up 1 "the packages could not be installed: see above and $log: once the network and apt work" \
		"(apt-get update; dpkg --configure -a), run this again"
}

# What root should run, exactly, where we may not.
ask_root() {
	local lines="  apt-get update"
	case " $* " in *" postgresql-15 "*)
		lines="$lines && apt-get install -y --no-install-recommends postgresql-common &&
  echo 'create_main_cluster = false' >> $cluster_conf"
		;;
	esac
	give_up 2 "packages are missing and only root may install them: have root run this, then try again:
$lines &&
  apt-get install -y --no-install-recommends $*"
}

# packages_install GROUP...: says what is needed, installs what is missing.
packages_install() {
	local missing
	command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
		give_up 2 "this is not a Debian: docket is built on Debian 12: install what app/tools/packages lists" \
			"by hand, or run this in a Debian 12 container"
	missing=$(packages_missing "$@" | tr '\n' ' ')
	missing=${missing% }
	if [ -z "$missing" ]; then
		say "packages: all $(packages_of "$@" | wc -l) that are needed are installed"
		return 0
	fi
	say "packages needed:" $(packages_of "$@")
	say "packages missing:" $missing
	as_root=()
	if [ "$(id -u)" -ne 0 ]; then
		as_root=(sudo)
		[ -t 0 ] || as_root=(sudo -n)
		command -v sudo >/dev/null || ask_root $missing
		say "asking sudo to install them"
		"${as_root[@]}" true || ask_root $missing
	fi
	say "installing (a few minutes the first time; details: $log)"
	case " $missing " in *" postgresql-15 "*)
		apt_install postgresql-common || packages_refused
		trap cluster_allow EXIT
		cluster_forbid || give_up 1 "$cluster_conf could not be changed: is the disk full or read-only?"
		;;
	esac
	apt_install $missing || packages_refused
	case " $missing " in *" postgresql-15 "*)
		cluster_allow
		trap - EXIT
		;;
	esac
}

# One line that counts: in place on a terminal, every fifth of the way elsewhere. Reads ninja's output.
show_progress() {
	local line done_now all percent shown=-1
	while IFS= read -r line; do
		printf '%s\n' "$line" >>"$log"
		case $line in \[*/*\]*) ;; *) continue ;; esac
		done_now=${line#[}
		all=${done_now#*/}
		all=${all%%]*}
		done_now=${done_now%%/*}
		case $done_now$all in *[!0-9]*) continue ;; esac
		[ "$done_now" -gt 0 ] || continue
		percent=$((100 * done_now / (all > 0 ? all : 1)))
		if [ -t 1 ]; then
			printf '\r%s: building %3d%% (%d of %d)' "$me" "$percent" "$done_now" "$all"
		elif [ $((percent / 20)) -ne $((shown / 20)) ] || [ "$shown" -lt 0 ]; then
			say "building $percent% ($done_now of $all)"
		fi
		shown=$percent
	done
	if [ -t 1 ] && [ "$shown" -ge 0 ]; then
		printf '\n'
	fi
}

# build_in DIR "NINJA ARGS" CMAKE-ARGS...: configures and builds; the log has the whole story.
build_in() {
	local dir=$1 ninja_args=$2 cache=$1/CMakeCache.txt
	shift 2
	# A folder made from another place (a moved or copied clone) or for another tool is made anew.
	if [ -f "$cache" ] && ! { grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache" &&
		grep -qx 'CMAKE_GENERATOR:INTERNAL=Ninja' "$cache"; }; then
		say "$dir was made for another place: making it anew"
		find "$dir" -mindepth 1 -maxdepth 1 ! -path "$log" -exec rm -rf {} +
	fi
	command -v ccache >/dev/null && set -- -DCMAKE_C_COMPILER_LAUNCHER=ccache "$@"
	cmake -S "$root" -B "$dir" -G Ninja "$@" >>"$log" 2>&1 </dev/null || return 1
	# shellcheck disable=SC2086
	NINJA_STATUS='[%f/%t] ' ninja -C "$dir" $ninja_args 2>&1 </dev/null | show_progress
	return "${PIPESTATUS[0]}"
}

# open_log DIR NAME: an empty log in a folder that can be written.
open_log() {
	log=$1/$2
	{ mkdir -p "$1" && : >"$log"; } 2>/dev/null ||
		give_up 1 "cannot write in $1: it belongs to someone else: remove that folder, or clone to a place of your own"
}

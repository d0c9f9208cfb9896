#!/bin/sh
# tests/programs/programs.sh with 10,000 programs, in clusters of 1,000: the seed of the first; each has its own. Not part of ./tests/run:
# tests/long/programs.sh    PROGRAMS, SEED
cd "$(dirname "$0")/../.." || exit 1
export DOCKET_BUILD="${DOCKET_BUILD:-build-test}"
programs=${PROGRAMS:-10000} seed=${SEED:-$(date +%s)} each=1000 done=0
while [ "$done" -lt "$programs" ]; do
	now=$((programs - done < each ? programs - done : each))
	PROGRAMS=$now SEED=$((seed + done)) tests/programs/programs.sh || exit 1
	done=$((done + now))
	echo "# $done of $programs programs"
done

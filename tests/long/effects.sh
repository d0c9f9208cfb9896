#!/bin/sh
# tests/e2e/writeback_fire.sh with 100,000 write-backs and 20 deaths of the engine, on the optimised build. Not part of ./tests/run:
# tests/long/effects.sh    EFFECTS, KILLS, RATE (shipments a second), SEED
cd "$(dirname "$0")/../.." || exit 1
DOCKET_BUILD=${DOCKET_BUILD:-build}
[ -x "$DOCKET_BUILD/docketd" ] || ./app/try --build || exit 1
export DOCKET_BUILD
EFFECTS=${EFFECTS:-100000} KILLS=${KILLS:-20} RATE=${RATE:-70} RETRY_MOST=${RETRY_MOST:-10s} WAIT_S=${WAIT_S:-900} exec tests/e2e/writeback_fire.sh

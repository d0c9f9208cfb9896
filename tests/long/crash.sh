#!/bin/sh
# tests/e2e/crash.sh for ten minutes, with a new seed, waiting as long as the engines themselves do. Not part of ./tests/run:
# DOCKET_BUILD=build-test tests/long/crash.sh
cd "$(dirname "$0")/../.." || exit 1
DOCKET_BUILD=${DOCKET_BUILD:-build-test}
export DOCKET_BUILD
CHAOS_S=${CHAOS_S:-600} exec tests/e2e/crash.sh

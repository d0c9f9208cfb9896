#!/bin/sh
# tests/e2e/disruption.sh with 500 shipments. Not part of ./tests/run:
# DOCKET_BUILD=build-test tests/long/disruption.sh    SHIPMENTS
cd "$(dirname "$0")/../.." || exit 1
DOCKET_BUILD=${DOCKET_BUILD:-build-test}
export DOCKET_BUILD
SHIPMENTS=${SHIPMENTS:-500} exec tests/e2e/disruption.sh

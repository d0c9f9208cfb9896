#!/bin/bash
# timeout: 600
# Ten years of health supplies: lines with a scheduled day and no hour. Late is what has not come by the end of that day; what has no
# actual day of delivery in the file is no line of it.
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/operation.sh
for file in ../shared/data/datasets/scms_delivery_history.csv*; do :; done
[ -r "$file" ] || skip "no ../shared/data"
release_build

operation_open
docket_admin tenant add scms --title "Health supplies" --zone UTC --currency USD --clock driven --start 2006-01-01T00:00Z
apply scms data/policies/scms.policy
docket_admin operator add ana --tenant scms --role dispatcher --desk all --name 'Ana Alba'
start_engine one
docket_as postgres load --map scms --tenant scms --until 2016-01-01T00:00Z "$file" >"$work/load.log" 2>&1 ||
	fail "docket load: $(cat "$work/load.log")"
sed 's/^/# /' "$work/load.log"
soon "the engine is quiet" t 20 "select docket.quiet(docket.tenant_id_of('scms'))"

is "late" "$(as ana "select count(*) from docket_read.case_all where tenant = 'scms' and type = 'late-arrival'")" 1186
is "no other kind of case" "$(as ana "select count(distinct type) from docket_read.case_all where tenant = 'scms'")" 1
is "each opened as its day ended" "$(sql "select count(*) from (select subject_id, opened_at from docket.case_open union all
	select subject_id, opened_at from docket.case_closed) c
	join docket.milestone m on m.subject_id = c.subject_id and m.code = 'deliver'
	where c.opened_at <> date_trunc('day', m.planned_at at time zone 'UTC') at time zone 'UTC' + interval '1 day'")" 0
is "each closed when it came" "$(sql "select count(*) from docket.case_open") $(sql "select count(*) from docket.case_closed c
	join docket.milestone m on m.subject_id = c.subject_id and m.code = 'deliver' where c.closed_at <> m.actual_at")" "0 0"
is "money of another currency was not added up" "$(sql "select count(distinct currency) from docket.subject where value_minor is not null")" 1
is "the audit holds" "$(sql "select count(*) from docket.audit_verify(docket.tenant_id_of('scms'))")" 0
operation_end

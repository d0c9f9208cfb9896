#!/bin/sh
# The queue of 100,000 open cases: its first page through the index, as an operator, barrier and net included; and how long things take.
# serial: it is measured
. "$(dirname "$0")/sql_setup.inc"
sql "insert into docket.subject (tenant_id, subject_id, kind, ref, site_id, dest_site_id, customer_id, carrier_id, goods, version)
	select 1, 100000 + i, 'shipment', 'S' || i, 1 + i % 2, 2, 10, 11, 'Pumps', 1 from generate_series(1, 100000) i;
	insert into docket.subject_ref select 1, 'S' || i, 'shipment', 100000 + i from generate_series(1, 100000) i;
	insert into docket.case_open (tenant_id, case_id, no, subject_id, type, state, band, work_by, what, desk, opened_at)
	select 1, 500000 + i, 500000 + i, 100000 + i, 'late-arrival', 'open', i % 4, now() + i * 7919 % 100003 * interval '1 s', 'ETA 18:40',
		(array['transport', 'finance', 'warehouse'])[1 + i % 3], now() from generate_series(1, 100000) i order by i * 7919 % 100003" >/dev/null
sql "vacuum analyze" >/dev/null
page="from docket_read.case_queue where tenant_id = 1 order by band, work_by, case_id limit 200"

# rows LOGIN QUERY: how many rows of cases the plan read to answer, at the most.
rows() {
	as "$1" "explain (analyze, timing off, costs off, summary off) $2" | sed -n 's/.* on case_open c .*actual rows=\([0-9]*\) .*/\1/p' | sort -n | tail -n 1
}
is "a page reads a page" "$(rows ana "select * $page")" 200
is "of a desk too" "$(rows ana "select * from docket_read.case_queue where tenant_id = 1 and desk = 'finance' order by band, work_by, case_id limit 200")" 200
is "the next page too" "$(rows ana "select * from docket_read.case_queue where tenant_id = 1 and band >= 1 and (band > 1 or work_by > now() + interval '5 hours') order by band, work_by, case_id limit 200" | awk '$1 < 30000 { print "few" }')" few
like "by the index of the queue" "$(as ana "explain (costs off) select * $page")" "*Index Scan using case_queue on case_open c*"
is "a page of one site reads about twice that" "$(rows wes "select * $page" | awk '$1 < 800 { print "few" }')" few
is "one case reads one" "$(rows ana "select * from docket_read.case_queue where tenant_id = 1 and case_id = 500100")" 1
is "in order" "$(as ana "select bool_and((band, work_by, case_id) > (b, w, c)) from (select band, work_by, case_id, lag(band) over w b, lag(work_by) over w w, lag(case_id) over w c from (select * $page) p window w as (rows between unbounded preceding and current row)) x")" t

# Times against `select 1` on the same machine at the same moment, so that a busy machine does not matter; the best of five.
us() {
	sql "set session authorization $1; do \$\$ declare t timestamptz; best bigint := 1e12; us bigint; begin
		for i in 1 .. 7 loop t := clock_timestamp(); $2; us := extract(epoch from clock_timestamp() - t) * 1e6; best := least(best, us); end loop;
		raise exception 'us=%', best; end \$\$" | sed -n 's/.*us=\([0-9]*\).*/\1/p'
}
page_us=$(us ana "perform * $page")
case_us=$(us ana "perform * from docket_read.case_queue where tenant_id = 1 and case_id = 500100")
queue_us=$(us ana "perform * from docket_do.queue(200)")
find_us=$(us ana "perform * from docket_do.find('S4711', 20)")
story_us=$(us ana "perform * from docket_read.case_story where tenant_id = 1 and case_id = 500100")
act_us=$(us ana "perform docket_do.act('note', 1, 500100, null, '{words,x}', 'key-' || clock_timestamp())")
echo "# us: page $page_us, first page $queue_us, case $case_us, find $find_us, story $story_us, act $act_us"
is "a page takes less than 20 ms" "$([ "$page_us" -lt 20000 ] && echo yes)" yes
is "the first page over all clients less than 20 ms" "$([ "$queue_us" -lt 20000 ] && echo yes)" yes
is "a case less than 10 ms" "$([ "$case_us" -lt 10000 ] && echo yes)" yes
is "a search less than 30 ms" "$([ "$find_us" -lt 30000 ] && echo yes)" yes
is "a story less than 30 ms" "$([ "$story_us" -lt 30000 ] && echo yes)" yes
is "an act less than 20 ms" "$([ "$act_us" -lt 20000 ] && echo yes)" yes
done_testing

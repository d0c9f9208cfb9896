-- Statements of the console. It runs them as the operator's own login: views of docket_read, functions of docket_do.

-- name: console_hello() -> me
select * from docket_do.hello(1)

-- name: console_head(tenants int[])
select tenant_id, epoch, seq, min_seq, docket_do.is_engine_alive() from docket_do.head($1)

-- name: console_changes(tenant int, after bigint, most int)
select seq, kind, id, op from docket_do.changes($1, $2, $3)

-- name: console_first(most int) -> case
select * from docket_do.queue($1::int)

-- name: console_all() -> case
select * from docket_read.case_queue

-- name: console_cases(tenant int, ids bigint[]) -> case
select * from docket_read.case_queue where tenant_id = $1 and case_id = any ($2)

-- name: console_approvals() -> approval_shown
select * from docket_read.approval_queue order by (state not in ('waiting', 'review')), due_at nulls last, approval_id

-- name: console_interfaces() -> interface_shown
select * from docket_read.interface_health order by (state = 'ok'), tenant, name

-- name: console_stuck() -> effect_shown
select * from docket_read.case_effect where state in ('dead', 'reconcile') order by due_at, effect_id limit 1000

-- name: console_dead(interface text, most int) -> dead_shown
select * from docket_read.dead_letter where state in ('open', 'waiting') and ($1::text is null or interface = $1)
order by (state = 'waiting'), (case_id is null), at, dead_id limit $2

-- name: console_dead_text(tenant int, dead bigint)
select content_type, item, is_mended, body from docket_do.dead_text($1::int, $2)

-- name: console_interface_page(tenant int, interface bigint) -> interface_page
select * from docket_read.interface_page where tenant_id = $1::int and interface_id = $2

-- name: console_interface_faults(tenant int, interface bigint) -> interface_fault
select * from docket_read.interface_fault where tenant_id = $1::int and interface_id = $2 order by times desc, words limit 20

-- name: console_interface_shipments(tenant int, interface bigint) -> interface_shipment
select * from docket_read.interface_shipment where tenant_id = $1::int and interface_id = $2
order by mark desc, work_by nulls last, promise_at, ref limit 500

-- name: console_story(tenant int, case_id bigint) -> story
select * from docket_read.case_story where tenant_id = $1 and case_id = $2 order by coalesce(at, known_at), known_at, item_id

-- name: console_milestones(tenant int, case_id bigint) -> milestone_shown
select * from docket_read.case_milestone where tenant_id = $1 and case_id = $2 order by coalesce(planned_at, estimated_at, actual_at)

-- name: console_contacts(tenant int, case_id bigint) -> contact_shown
select * from docket_read.case_contact where tenant_id = $1 and case_id = $2 limit 12

-- name: console_clocks(tenant int, case_id bigint) -> clock_shown
select * from docket_read.case_clock where tenant_id = $1 and case_id = $2 order by due_at nulls last

-- name: console_links(tenant int, case_id bigint) -> link
select * from docket_read.case_link where tenant_id = $1 and case_id = $2

-- name: console_quotes(tenant int, case_id bigint) -> quote_shown
select * from docket_read.case_quote where tenant_id = $1 and case_id = $2 order by act_id desc, option_no

-- name: console_effects(tenant int, case_id bigint) -> effect_shown
select * from docket_read.case_effect where tenant_id = $1 and case_id = $2 order by effect_id

-- name: console_letters(tenant int, case_id bigint) -> letter_shown
select * from docket_read.case_letter where tenant_id = $1 and case_id = $2 order by letter_id

-- name: console_documents(tenant int, case_id bigint) -> document_shown
select * from docket_read.case_document where tenant_id = $1 and case_id = $2 order by received_at, document_id

-- name: console_tasks(tenant int, case_id bigint) -> task_shown
select * from docket_read.case_task where tenant_id = $1 and case_id = $2 order by task_id

-- name: console_steps(tenant int, case_id bigint) -> step_shown
select * from docket_read.case_step where tenant_id = $1 and case_id = $2 order by run, ord

-- name: console_find(words text, most int) -> found
select * from docket_do.find($1, $2)

-- name: console_raw(tenant int, message bigint)
select interface, received_at, content_type, headers, convert_from(body, 'UTF8') as body from docket_do.raw($1, $2)

-- name: console_told(tenant int, subject bigint, case_id bigint)
select docket_do.told($1, $2, $3) as told

-- name: console_act(kind text, tenant int, case_id bigint, seen int[], args text[], client_key text)
select code, words, act_id, id from docket_do.act($1, $2, $3, $4, $5, $6, null, null)

-- name: console_request(tenant int, quote bigint, digest text, words text, client_key text, at_once bool)
select code, words, act_id, id from docket_do.request($1, $2, $3, $4, $5, $6)

-- name: console_decide(tenant int, quote bigint, digest text, verdict text, reason text, client_key text, tty text)
select code, words, act_id, id from docket_do.decide($1, $2, $3, $4, $5, $6, $7)

-- name: console_decide_all(tenant int, quotes bigint[], digests text[], verdict text, reason text, client_key text, tty text)
select case when bool_and(x.code = 'done') then 'done' else 'changed' end as code,
       count(*) filter (where x.code = 'done') || ' of ' || count(*) || ' decided'
           || coalesce(': ' || string_agg(coalesce(q.ref || ': ', '') || x.words, '; ') filter (where x.code <> 'done'), '') as words,
       max(x.act_id) as act_id, null::bigint as id
from docket_do.decide_batch($1, $2::bigint[], $3::text[], $4, $5, $6, $7) x
left join docket_read.approval_queue q on q.tenant_id = $1 and q.quote_id = x.quote_id and x.code <> 'done'

-- name: console_hint()
select pg_notify('docket_engine', 'act')

-- name: console_ticket()
select docket_do.ticket()

-- name: console_came(tenant int, act bigint)
select state, answer from docket_read.act_answer where tenant_id = $1 and act_id = $2

-- name: console_disruptions() -> disruption
select * from docket_read.disruption where state = 'open' order by band, first_at

-- name: console_disruption_members(tenant int, disruption bigint) -> disruption_member
select * from docket_read.disruption_member where tenant_id = $1 and disruption_id = $2 and left_at is null

-- name: console_bulks(tenant int, disruption bigint) -> bulk
select * from docket_read.bulk where tenant_id = $1 and disruption_id = $2 order by bulk_id desc

-- name: console_receipts(tenant int, disruption bigint) -> receipt
select * from docket_read.bulk_receipt where tenant_id = $1 and disruption_id = $2
order by bulk_id desc, array_position(array['refused', 'unknown', 'not yet', 'ready', 'under way', 'done'], state), case_id limit 5000

-- name: console_bulk_preview(tenant int, disruption bigint, kind text, cases bigint[], args text[]) -> would, words, count
select would, words, count(*) from docket_do.bulk_preview($1, $2, $3, $4, $5) group by would, words order by would, count(*) desc, words

-- name: console_bulk(tenant int, disruption bigint, kind text, cases bigint[], args text[], client_key text)
select code, words, act_id, id from docket_do.bulk($1, $2, $3, $4, $5, $6)

-- name: console_bulk_go(tenant int, bulk bigint, digest text)
select code, words, act_id, id from docket_do.bulk_go($1, $2, 50, $3)

-- name: console_bulk_stands(tenant int, bulk bigint) -> ref, kind, ready, amount, digest, state, words, count
select b.ref, b.kind, b.ready, coalesce(b.amount, ''), b.digest, r.state, case when r.state in ('refused', 'unknown', 'not yet') then r.words else '' end, count(*)
from docket_read.bulk b join docket_read.bulk_receipt r on r.tenant_id = b.tenant_id and r.bulk_id = b.bulk_id
where b.tenant_id = $1 and b.bulk_id = $2 group by 1, 2, 3, 4, 5, 6, 7 order by 6, 8 desc, 7

-- name: console_disruption_act(tenant int, disruption bigint, verb text, cases bigint[], args text[], client_key text)
select code, words, act_id, id from docket_do.disruption($1, $2, $3, $4, $5, $6)

-- Playbooks as people see them: the steps of a case, who has a task in hand, and how long work lies between desks.
-- This script may run again on a schema that has it.

set local client_min_messages = warning;

insert into docket.act_kind (kind, help, rests, bumps, is_direct, needs_case, needs_engine, needs, roles) values
	('task-take', 'Say that your desk has a task in hand.', '{}', '{}', false, true, false, '{task}', '{}')
on conflict (kind) do update set help = excluded.help, rests = excluded.rests, bumps = excluded.bumps, is_direct = excluded.is_direct,
	needs_case = excluded.needs_case, needs_engine = excluded.needs_engine, needs = excluded.needs, roles = excluded.roles;

-- The steps of a case's playbooks, in order; a task's step waits for whoever has it in hand. Stuck: what it sent was refused, or it should
-- have been over for four hours.
create or replace view docket_read.case_step with (security_barrier) as
select c.tenant_id, c.case_id, k.run, k.ord, k.playbook, k.step, k.kind, k.state, k.words,
	coalesce((select p.short from docket.task t join docket.person p on p.person_id = t.owner_id
		where k.kind = 'task' and k.state = 'running' and t.tenant_id = k.tenant_id and t.task_id = k.ref_id), k.waits_on) as waits_on,
	k.started_at, k.due_at, k.until_at, k.ended_at, coalesce((select p.short from docket.person p where p.person_id = k.by_person), '') as by_person,
	k.answer,
	(k.state = 'failed' or k.state = 'running' and k.due_at < docket.tenant_now(c.tenant_id) - interval '4 hours')::int as is_stuck,
	k.policy_version
from docket.case_scope c
join docket.case_step k on k.tenant_id = c.tenant_id and k.case_id = c.case_id;

-- How long work lay at a desk before somebody had it in hand, and until it was done, by the day it was handed over.
create or replace view docket_read.handoff with (security_barrier) as
select c.tenant_id, k.desk, (k.opened_at at time zone t.zone)::date as day, count(*)::int as tasks,
	count(*) filter (where k.state = 'open' and k.taken_at is null)::int as untaken,
	count(*) filter (where k.state = 'open')::int as open,
	percentile_disc(0.5) within group (order by extract(epoch from k.taken_at - k.opened_at)::bigint)
		filter (where k.taken_at is not null) as taken_median_s,
	max(extract(epoch from k.taken_at - k.opened_at)::bigint) as taken_most_s,
	min(k.opened_at) filter (where k.state = 'open' and k.taken_at is null) as untaken_since,
	percentile_disc(0.5) within group (order by extract(epoch from k.done_at - k.opened_at)::bigint)
		filter (where k.state = 'done') as done_median_s,
	count(*) filter (where k.due_at < coalesce(k.done_at, docket.tenant_now(c.tenant_id)) and k.state in ('open', 'done'))::int as late
from docket.case_scope c
join docket.tenant t on t.tenant_id = c.tenant_id
join docket.task k on k.tenant_id = c.tenant_id and k.case_id = c.case_id
group by c.tenant_id, k.desk, (k.opened_at at time zone t.zone)::date;

do $do$
declare
	v text;
begin
	foreach v in array array['case_step', 'handoff'] loop
		execute format('alter view docket_read.%I owner to docket_owner', v);
		execute format('revoke all on docket_read.%I from public', v);
		execute format('grant select on docket_read.%I to docket_operator, docket_engine', v);
	end loop;
end $do$;

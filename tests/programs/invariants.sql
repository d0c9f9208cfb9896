-- What must hold when nothing is under way, each as a query whose rows are the breaches. :tenant is the client that the programs work in.
-- Parts by a line "-- NAME: words"; NAME is the invariant's.

-- I6: what was done has all of its write-backs, what was not done none
select 'quote', q.quote_id, q.state, n.wanted, n.got from docket.quote q
cross join lateral (select coalesce(cardinality(array_remove(string_to_array(q.effects, e'\n'), '')), 0) as wanted,
	(select count(*) from docket.effect f where f.tenant_id = q.tenant_id and f.quote_id = q.quote_id) as got) n
where q.tenant_id = :tenant and n.got <> case q.state when 'done' then n.wanted else 0 end;

-- I6: nothing that was approved waits to be done
select 'quote', q.quote_id, q.state from docket.quote q where q.tenant_id = :tenant and q.state = 'approved';

-- I6: the partners know no key that the store does not
select l.target, l.key, l.body from checks.ledger l
where l.executed and l.target <> 'mail' and not exists (select from docket.effect f where f.tenant_id = :tenant and f.key = l.key);

-- I7: each write-back was done there once, with the bytes that are stored
select f.effect_id, f.kind, f.key, f.state, n.times, n.same from docket.effect f join docket.interface i using (tenant_id, interface_id)
cross join lateral (select count(*) as times, bool_and(l.sha256 = encode(sha256(f.payload), 'hex')) as same from checks.ledger l where l.key = f.key and l.executed) n
where f.tenant_id = :tenant and i.name in ('tms', 'erp') and f.state = 'done' and (n.times <> 1 or n.same is not true);

-- I8: no key came with two payloads
select l.key, count(distinct l.sha256) from checks.ledger l where l.target <> 'mail' group by l.key having count(distinct l.sha256) > 1;

-- I8: no key or bytes of a write-back ever changed
select * from checks.changed where name = 'I8';

-- I9: every write-back is over, or somebody's move
select f.effect_id, f.kind, f.state, f.attempts, f.last_error from docket.effect f
where f.tenant_id = :tenant and (f.state not in ('done', 'dead', 'reconcile', 'waiting') or (f.state = 'dead' and (f.last_error = '' or f.attempts = 0)));

-- I9: what is not over is not there twice either
select f.effect_id, f.state, count(*) from docket.effect f join checks.ledger l on l.key = f.key and l.executed
where f.tenant_id = :tenant and f.state <> 'done' and l.target <> 'mail' group by 1, 2 having count(*) > 1;

-- I10: a write-back was taken anew under a number of its own
select * from checks.changed where name = 'I10';

-- I10: no engine holds one for longer than it may
select f.effect_id, f.state, f.run_at from docket.effect f
where f.tenant_id = :tenant and f.state in ('sending', 'asking') and f.run_at < clock_timestamp() - interval '60 s';

-- I11: above a limit, as many people as the manual says, each once
select q.quote_id, q.amount_minor, a.approval_id, a.state, a.needed, n.people, n.rights from docket.quote q
join docket.approval a on a.tenant_id = q.tenant_id and a.quote_id = q.quote_id and a.state in ('approved', 'review')
cross join lateral (select count(distinct g.person_id) as people, count(distinct coalesce(g.for_id, g.person_id)) as rights,
	count(*) as words from docket.approval_sign g where g.tenant_id = a.tenant_id and g.approval_id = a.approval_id and g.verdict = 'approve' and g.voided_at is null) n
where q.tenant_id = :tenant and q.state = 'done' and a.state = 'approved'
	and (least(n.people, n.rights) < a.needed or n.words <> n.people or a.needed < case when q.amount_minor >= 30000 then 2 else 0 end);

-- I11: alone only within one's own limit
select q.quote_id, q.amount_minor, a.asked_by, a.needed from docket.quote q join docket.approval a on a.tenant_id = q.tenant_id and a.quote_id = q.quote_id
where q.tenant_id = :tenant and a.state = 'approved' and a.needed = 0 and q.amount_minor > (select max(m.ask_minor) from docket.member m
	where m.tenant_id = q.tenant_id and m.person_id = a.asked_by);

-- I11: nobody decided what she asked for, in whatever login
select g.approval_id, g.login, p.short from docket.approval_sign g join docket.approval a using (tenant_id, approval_id)
join docket.quote q on q.tenant_id = a.tenant_id and q.quote_id = a.quote_id join docket.person p on p.person_id = g.person_id
where g.tenant_id = :tenant and g.person_id in (a.asked_by, q.asked_by);

-- I11: who decided may, up to that amount
select g.approval_id, g.person_id, q.amount_minor from docket.approval_sign g join docket.quote q using (tenant_id, quote_id)
where g.tenant_id = :tenant and g.verdict = 'approve' and not exists (select from docket.member m where m.tenant_id = g.tenant_id and m.person_id = g.person_id
	and m.role = 'supervisor' and m.ended_at is null and m.approve_minor >= q.amount_minor);

-- I12: what was decided is what was shown and what is done, to the digest
select a.approval_id, g.sign_no from docket.approval a join docket.quote q using (tenant_id, quote_id)
left join docket.approval_sign g on g.tenant_id = a.tenant_id and g.approval_id = a.approval_id
where a.tenant_id = :tenant and (a.digest <> q.digest or g.digest <> q.digest);

-- I12: what the partners were told costs what was decided
select f.effect_id, f.kind, q.amount_minor, q.currency, convert_from(f.payload, 'UTF8') from docket.effect f join docket.quote q using (tenant_id, quote_id)
cross join lateral (select convert_from(f.payload, 'UTF8')::jsonb as body) b
where f.tenant_id = :tenant and (((b.body ->> 'amount')::numeric * 100)::bigint is distinct from q.amount_minor or b.body ->> 'currency' is distinct from q.currency
	or b.body ->> 'quote' is distinct from q.quote_id::text);

-- I13: an approval serves once
select f.quote_id, f.kind, count(*) from docket.effect f where f.tenant_id = :tenant and f.quote_id is not null group by 1, 2 having count(*) > 1
union all
select a.quote_id, 'approved', count(*) from docket.approval a where a.tenant_id = :tenant and a.state in ('approved', 'review') group by 1 having count(*) > 1;

-- I13: none after the offer's end, after the last moment at which it helped, or after it was over
select a.approval_id, a.state, g.stored_at, q.expires_at, g.at, a.last_at, a.decided_at from docket.approval a join docket.quote q using (tenant_id, quote_id)
join docket.approval_sign g on g.tenant_id = a.tenant_id and g.approval_id = a.approval_id and g.verdict = 'approve'
where a.tenant_id = :tenant and a.level > 0 and not exists (select from checks.move m where m.what = 'approval' and m.id = '/' || a.approval_id and m.was = 'review')
	and a.state <> 'review' and (g.stored_at > q.expires_at or g.at > a.last_at or g.at > a.decided_at);

-- I14: each word says who, when, from where, on what
select g.approval_id, g.sign_no from docket.approval_sign g where g.tenant_id = :tenant and (g.at is null or g.login::text = '' or g.session !~ '^pid \d+' or g.tty = ''
	or length(g.digest) <> 32 or g.policy_version < 1 or not exists (select from docket.login l where l.login = g.login and l.person_id = g.person_id));

-- I14: nobody's word is rewritten
select * from checks.changed where name = 'I14';

-- I15: what one shipment costs without a second person stays within its limit, however it is split
select c.subject_id, sum(q.amount_minor) from docket.approval a join docket.quote q using (tenant_id, quote_id)
join (select tenant_id, case_id, subject_id from docket.case_open union all select tenant_id, case_id, subject_id from docket.case_closed) c on c.tenant_id = a.tenant_id and c.case_id = a.case_id
where a.tenant_id = :tenant and a.state = 'approved' and a.needed = 0 group by 1
having sum(q.amount_minor) > (select max(r.shipment_minor) from docket.action_rule r where r.tenant_id = :tenant);

-- I15: what one person spends in a day without a second one stays within her limit
select x.* from (select a.asked_by, (a.asked_at at time zone t.zone)::date as day, sum(q.amount_minor) as spent from docket.approval a join docket.quote q using (tenant_id, quote_id)
	join docket.tenant t on t.tenant_id = a.tenant_id where a.tenant_id = :tenant and a.state = 'approved' and a.needed = 0 group by 1, 2) x
where x.spent > (select max(m.day_minor) from docket.member m where m.tenant_id = :tenant and m.person_id = x.asked_by);

-- I15: the budget's own sums are what was spent before a second person looked
select b.day, b.who, b.spent_minor, x.spent from docket.budget b left join (
	select a.asked_by, (a.asked_at at time zone t.zone)::date as day, sum(q.amount_minor) as spent from docket.approval a join docket.quote q using (tenant_id, quote_id)
	join docket.tenant t on t.tenant_id = a.tenant_id where a.tenant_id = :tenant
		and exists (select from checks.move m where m.what = 'approval' and m.id = '/' || a.approval_id and m.was = '' and m.became in ('approved', 'review')) group by 1, 2) x
	on x.day = b.day and b.who = 'p:' || x.asked_by
where b.tenant_id = :tenant and b.who like 'p:%' and b.spent_minor <> coalesce(x.spent, 0);

-- I16: no manual is in force that one person alone wrote and agreed to
select v.kind, v.name, v.version, v.by_person, v.second_person from docket.text_version v
where v.tenant_id = :tenant and v.in_force_at is not null and v.kind = 'policy' and v.by_person is not null and (v.second_person is null or v.second_person = v.by_person);

-- I17: only people ask for, decide and send
select 'approval', a.approval_id from docket.approval a left join docket.person p on p.person_id = a.asked_by where a.tenant_id = :tenant and (p.person_id is null or p.is_program)
union all select 'word', g.approval_id from docket.approval_sign g left join docket.person p using (person_id) where g.tenant_id = :tenant and (p.person_id is null or p.is_program)
union all select 'letter', l.letter_id from docket.letter l left join docket.person p on p.person_id = l.by_person
	where l.tenant_id = :tenant and l.state in ('released', 'sent') and (p.person_id is null or p.is_program);

-- I18: a running clock has a due time and that has not passed, one that stands has none
select k.case_id, k.kind, k.state, k.due_at from docket.case_clock k
where k.tenant_id = :tenant and ((k.state = 'running' and (k.due_at is null or k.due_at <= docket.tenant_now(:tenant) or k.paused_at is not null))
	or (k.state = 'paused' and (k.due_at is not null or k.paused_at is null))
	or (k.state in ('met', 'breached', 'cancelled') and k.ended_at is null));

-- I18: a case that is worked on is led by one clock that runs, or wakes by itself
select c.case_id, c.state, c.due_clock, c.due_at, c.next_act_at, s.wake_at from docket.case_open c join docket.subject s using (tenant_id, subject_id)
where c.tenant_id = :tenant and c.state in ('open', 'waiting', 'cleared') and not (
	(c.due_clock <> '' and c.due_at is not null and exists (select from docket.case_clock k where k.tenant_id = c.tenant_id and k.case_id = c.case_id and k.kind = c.due_clock
		and k.due_at is not distinct from c.due_at))
	or (not exists (select from docket.case_clock k where k.tenant_id = c.tenant_id and k.case_id = c.case_id and k.state = 'running'
		and (k.kind <> 'next_act' or c.state <> 'waiting')) and s.wake_at is not null)); -- one that waits comes back by the clock of its next act

-- I18: clocks of cases that are over do not run
select k.case_id, k.kind, k.state from docket.case_clock k where k.tenant_id = :tenant and k.state in ('running', 'paused')
	and not exists (select from docket.case_open c where c.tenant_id = k.tenant_id and c.case_id = k.case_id and c.state in ('open', 'waiting', 'cleared'));

-- I19: states move along the table's edges only (one store may go along several)
with recursive reach(what, was, became) as (
	select what, was, became from checks.edge union
	select r.what, r.was, e.became from reach r join checks.edge e on e.what = r.what and e.was = r.became)
select m.what, m.id, m.was, m.became from checks.move m where not exists (select from reach r where r.what = m.what and r.was = m.was and r.became = m.became);

-- I19: a clock runs out once, at its due time, whenever the engine looked
select * from checks.changed where name = 'I19';

-- I19: it is in the audit once
select m.id, count(*) from checks.move m where m.what = 'clock' and m.became = 'breached' group by 1 having count(*) > 1;

-- I19: the rules come to rest
select a.at, a.id, a.fields from docket.audit a where a.tenant_id = :tenant and a.what = 'the rules do not come to rest';

-- I22: one holder, a person who works here
select c.case_id, c.owner_id from docket.case_open c where c.tenant_id = :tenant and c.owner_id is not null
	and (c.claimed_at is null or not exists (select from docket.member m where m.tenant_id = c.tenant_id and m.person_id = c.owner_id and m.ended_at is null));

-- I23: the numbers of the audit have no gaps and none is missing
select h.audit_no, x.* from docket.tenant_head h cross join lateral (select count(*) as rows, count(distinct a.audit_no) as numbers, max(a.audit_no) as last from docket.audit a
	where a.tenant_id = h.tenant_id) x
where h.tenant_id = :tenant and (x.rows <> x.numbers or x.numbers <> x.last or x.last <> h.audit_no);

-- I23: the chain of the audit holds
select v.* from docket.audit_verify(:tenant) v;

-- I23: no state moved without an audit row in its transaction
select m.what, m.id, m.was, m.became from checks.move m where m.what in ('case', 'approval', 'effect', 'step')
	and m.became not in ('sending', 'asking', 'waiting') and not (m.what = 'effect' and m.was = '') and not m.is_held and not exists (select from checks.audited a where a.tx = m.tx and a.case_id is not distinct from m.case_id);

-- I25: no login but an administrator's rewrites the audit, writes a person's word, or passes the rows' net
select r.rolname, x.what from pg_roles r
cross join (values ('docket.audit', 'update'), ('docket.audit', 'delete'), ('docket.audit', 'truncate'), ('docket.audit_block', 'update'), ('docket.audit_block', 'delete'),
	('docket.approval_sign', 'insert'), ('docket.approval_sign', 'update'), ('docket.approval_sign', 'delete'), ('docket.approval_step', 'insert'), ('docket.approval_step', 'update')) x(relation, what)
where r.rolcanlogin and not r.rolsuper and (r.rolbypassrls or has_table_privilege(r.oid, x.relation, x.what))
union all
select r.rolname, 'any right on ' || c.relname from pg_roles r cross join pg_class c
where r.rolcanlogin and not r.rolsuper and r.rolname not in ('docket_engine', 'docket_owner') and c.relnamespace = 'docket'::regnamespace and c.relkind in ('r', 'p')
	and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete');

-- I26: spent on a shipment, as the shipment, its cases and its offers say it
select s.ref, s.spent_minor, x.cases, y.offers from docket.subject s
cross join lateral (select coalesce(sum(c.spent_minor), 0) as cases from (select case_id, subject_id, tenant_id, spent_minor from docket.case_open
	union all select case_id, subject_id, tenant_id, spent_minor from docket.case_closed) c where c.tenant_id = s.tenant_id and c.subject_id = s.subject_id) x
cross join lateral (select coalesce(sum(q.amount_minor), 0) as offers from docket.quote q join (select tenant_id, case_id, subject_id from docket.case_open
	union all select tenant_id, case_id, subject_id from docket.case_closed) c using (tenant_id, case_id)
	where c.tenant_id = s.tenant_id and c.subject_id = s.subject_id and q.state in ('approved', 'done')) y
where s.tenant_id = :tenant and (y.offers <> x.cases or s.spent_minor <> y.offers);

-- I26: the sums by currency are the same in what was done, in what was sent and in the partner's ledger
select d.currency, d.done, e.sent, l.booked from (select q.currency, sum(q.amount_minor) as done from docket.quote q where q.tenant_id = :tenant and q.state = 'done' group by 1) d
full join (select b.body ->> 'currency' as currency, sum((b.body ->> 'amount')::numeric * 100)::bigint as sent from docket.effect f
	cross join lateral (select convert_from(f.payload, 'UTF8')::jsonb as body) b where f.tenant_id = :tenant and f.kind = 'cost.accrue' group by 1) e using (currency)
full join (select b.body ->> 'currency' as currency, sum((b.body ->> 'amount')::numeric * 100)::bigint as booked from checks.ledger l
	cross join lateral (select l.body::jsonb as body) b where l.executed and l.target = 'erp' and b.body ->> 'kind' = 'cost.accrue' group by 1) l using (currency)
where d.done is distinct from e.sent or e.sent is distinct from l.booked;

-- I26: no column holds money as a fraction
select c.table_name, c.column_name, c.data_type from information_schema.columns c
where c.table_schema = 'docket' and (c.data_type in ('real', 'double precision', 'money', 'numeric') or (c.column_name like '%minor%' and c.data_type not in ('bigint')));

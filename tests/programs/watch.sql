-- What the random programs are judged by and the store does not keep itself: every move of every state with its transaction, every audit row
-- with its, and what may never change and did. Made by the superuser in a throwaway database, never part of a store.
create schema checks;
create table checks.move (seq bigserial primary key, what text not null, id text not null, case_id bigint, was text not null, became text not null,
	tx text not null, is_held boolean not null); -- is_held: a write-back came back without a call
create index on checks.move (what, id, seq);
create table checks.audited (row_id bigint, case_id bigint, what text not null, kind text not null, tx text not null);
create index on checks.audited (tx);
create table checks.changed (name text not null, id text not null, words text not null);   -- what may not
create table checks.edge (what text not null, was text not null, became text not null);    -- of data/model/states.c
create table checks.ledger (target text not null, key text not null, status int not null, executed boolean not null, sha256 text not null, body text not null);
create index on checks.ledger (key);

-- note(WHAT, COLUMN...): a move of the row that the columns name.
create function checks.note() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v_row constant jsonb := to_jsonb(new);
	v_id text := '';
	v_was text;
begin
	for i in 1 .. tg_nargs - 1 loop
		v_id := v_id || '/' || (v_row ->> tg_argv[i]);
	end loop;
	select m.became into v_was from checks.move m where m.what = tg_argv[0] and m.id = v_id order by m.seq desc limit 1;
	if v_was is distinct from v_row ->> 'state' then
		insert into checks.move (what, id, case_id, was, became, tx, is_held)
		values (tg_argv[0], v_id, (v_row ->> 'case_id')::bigint, coalesce(v_was, ''), v_row ->> 'state', pg_current_xact_id()::text,
			tg_argv[0] = 'effect' and tg_op = 'UPDATE' and v_row ->> 'state' in ('ready', 'unknown')
			and to_jsonb(old) -> 'tries' = v_row -> 'tries' and to_jsonb(old) -> 'last_error' = v_row -> 'last_error');
	end if;
	return null;
end $$;

create function checks.note_audit() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	insert into checks.audited values (new.row_id, new.case_id, new.what, new.kind, pg_current_xact_id()::text);
	return null;
end $$;

create function checks.keep_effect() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if new.key <> old.key or new.payload <> old.payload then
		insert into checks.changed values ('I8', old.effect_id, 'its key or its bytes');
	elsif new.fence < old.fence or (new.state = 'sending' and old.state <> 'sending' and new.attempts <= old.attempts) then
		insert into checks.changed values ('I10', old.effect_id, 'taken twice under one number');
	end if;
	return null;
end $$;

create function checks.keep_clock() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if new.started_at = old.started_at and old.breached_at is not null and new.breached_at is distinct from old.breached_at then
		insert into checks.changed values ('I19', old.case_id || '/' || old.kind, 'ran out at ' || old.breached_at || ', then at ' || coalesce(new.breached_at::text, 'no time'));
	end if;
	return null;
end $$;

create function checks.keep_word() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if tg_op = 'DELETE' or (to_jsonb(new) - 'voided_at') is distinct from (to_jsonb(old) - 'voided_at') then
		insert into checks.changed values ('I14', old.approval_id || '/' || old.sign_no, 'a person''s word was rewritten');
	end if;
	return null;
end $$;

create trigger note after insert or update on docket.case_open for each row execute function checks.note('case', 'case_id');
create trigger note after insert on docket.case_closed for each row execute function checks.note('case', 'case_id');
create trigger note after insert or update on docket.case_clock for each row execute function checks.note('clock', 'case_id', 'kind', 'started_at');
create trigger note after insert or update on docket.case_step for each row execute function checks.note('step', 'case_id', 'run', 'ord');
create trigger note after insert or update on docket.task for each row execute function checks.note('task', 'task_id');
create trigger note after insert or update on docket.quote for each row execute function checks.note('quote', 'quote_id');
create trigger note after insert or update on docket.approval for each row execute function checks.note('approval', 'approval_id');
create trigger note after insert or update on docket.effect for each row execute function checks.note('effect', 'effect_id');
create trigger note after insert or update on docket.letter for each row execute function checks.note('letter', 'letter_id');
create trigger note_audit after insert on docket.audit for each row execute function checks.note_audit();
create trigger keep after update on docket.effect for each row execute function checks.keep_effect();
create trigger keep after update on docket.case_clock for each row execute function checks.keep_clock();
create trigger keep after update or delete on docket.approval_sign for each row execute function checks.keep_word();

-- All that an act on a case may change, as one text. The state of effects is not in it: partners answer while a case is held.
create function checks.picture(p_tenant int, p_case bigint) returns text language sql volatile as $$
	select concat_ws(' ', 'case', (select c::text from (select to_jsonb(o) from docket.case_open o where o.tenant_id = p_tenant and o.case_id = p_case
			union all select to_jsonb(o) from docket.case_closed o where o.tenant_id = p_tenant and o.case_id = p_case) c),
		'quotes', (select string_agg(q.quote_id || q.state || q.version, ',' order by q.quote_id) from docket.quote q where q.tenant_id = p_tenant and q.case_id = p_case
			and q.state not in ('offered', 'lapsed', 'expired')), -- these an engine makes, of what was asked before
		'approvals', (select string_agg(a.approval_id || a.state || a.version || a.given || a.level, ',' order by a.approval_id) from docket.approval a
			where a.tenant_id = p_tenant and a.case_id = p_case),
		'words', (select count(*) || '-' || count(g.voided_at) from docket.approval_sign g join docket.approval a using (tenant_id, approval_id)
			where a.tenant_id = p_tenant and a.case_id = p_case),
		'spent', (select sum(b.spent_minor) from docket.budget b where b.tenant_id = p_tenant),
		'acts', (select count(*) from docket.act a where a.tenant_id = p_tenant and a.case_id = p_case),
		'audit', (select count(*) from docket.audit a where a.tenant_id = p_tenant and a.case_id = p_case and a.what like 'act %'),
		'effects', (select count(*) from docket.effect f where f.tenant_id = p_tenant and f.case_id = p_case))
$$;

-- What a program may act on, a row for each shipment that has a case: its newest one, its offers and what of it is asked.
create function checks.view(p_tenant int) returns setof jsonb language sql stable as $$
	select jsonb_build_object('ref', s.ref, 'case', c.case_id, 'state', c.state, 'owner', c.owner_id, 'seen', jsonb_build_array(c.v_owner, c.v_state, c.v_money, c.v_plan),
		'quotes', (select coalesce(jsonb_agg(jsonb_build_array(q.quote_id, encode(q.digest, 'hex'), q.state, q.amount_minor, q.v_state, q.v_plan, q.v_money) order by q.quote_id), '[]') from docket.quote q
			where q.tenant_id = p_tenant and q.case_id = c.case_id and q.state in ('offered', 'asked', 'approved', 'done')),
		'letters', (select coalesce(jsonb_agg(l.letter_id), '[]') from docket.letter l where l.tenant_id = p_tenant and l.case_id = c.case_id and l.state = 'draft'))
	from docket.subject s
	cross join lateral (select * from (select case_id, state, owner_id, v_owner, v_state, v_money, v_plan from docket.case_open o where o.tenant_id = p_tenant and o.subject_id = s.subject_id
		union all select case_id, state, owner_id, v_owner, v_state, v_money, v_plan from docket.case_closed o
			where o.tenant_id = p_tenant and o.subject_id = s.subject_id) x
		order by state not in ('open', 'waiting', 'cleared'), case_id desc limit 1) c
	where s.tenant_id = p_tenant and s.kind = 'shipment'
$$;

-- Write-backs: taking what is due, saying what came of it, moving it to another way, and doing it by hand. A write-back is sent under one key
-- that never changes, by the text of its target that was in force when it was sent first. Whoever changes one holds its row; a call that is
-- under way is known by its state and the number of its taking, and nobody else's word counts for it.
-- This script may run again on a schema that has it.

set local client_min_messages = warning;

drop function if exists docket.effect_take(int, bigint, int);
drop function if exists docket.effect_done(int, bigint, int, text, text, text, timestamptz);
delete from docket.act_kind k where k.kind = 'resend' and not exists (select from docket.act a where a.kind = 'resend');

-- Takes what is due of each target, as many as it has room for: ready ones become sending; ones without an answer (unknown, or sending and
-- asking for longer than p_lease_ms: their engine died) become asking. One of a case waits for those before it to the same target: a hold that
-- is late must not come behind its release. attempts counts each taking, and effect_done must name it.
create or replace function docket.effect_take(p_tenant int, p_fence bigint, p_lease_ms int, p_interfaces bigint[], p_rooms int[])
returns setof docket.effect
language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
	v_server constant timestamptz := clock_timestamp();
begin
	return query with due as (
		select f.effect_id, i.name
		from unnest(p_interfaces, p_rooms) r(interface_id, room)
		left join docket.interface i on i.tenant_id = p_tenant and i.interface_id = r.interface_id
		cross join lateral (select e.effect_id from docket.effect e
			where e.tenant_id = p_tenant and e.interface_id = r.interface_id and e.run_at <= v_server
				and e.state in ('ready', 'sending', 'unknown', 'asking')
				and not exists (select from docket.effect b where b.tenant_id = p_tenant and b.case_id = e.case_id
					and b.interface_id = e.interface_id and b.due_at < e.due_at and b.letter_id is null
					and b.state in ('ready', 'sending', 'unknown', 'asking'))
			order by e.run_at limit r.room for update skip locked) f)
	update docket.effect e set state = case e.state when 'ready' then 'sending' else 'asking' end, attempts = e.attempts + 1,
		fence = p_fence, run_at = v_server + p_lease_ms * interval '1 ms', sent_at = v_server, version = e.version + 1,
		first_at = case when e.state = 'sending' then coalesce(e.first_at, e.sent_at) else e.first_at end,
		maybe_there = e.maybe_there or e.state = 'sending',
		connector_version = coalesce(e.connector_version, (select v.version from docket.text_version v
			where v.tenant_id = p_tenant and v.kind = 'connector' and v.name = due.name and v.in_force), 0)
	from due where e.tenant_id = p_tenant and e.effect_id = due.effect_id
	returning e.*;
end $$;

-- What follows when a write-back is done: the next one of its quote may go, its letter is sent, and so is what takes it back.
create or replace function docket.effect_follow(e docket.effect) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_server constant timestamptz := clock_timestamp();
begin
	update docket.effect f set state = 'ready', run_at = v_server, due_at = v_server, version = f.version + 1
	where f.tenant_id = e.tenant_id and f.quote_id = e.quote_id and f.state = 'waiting' and f.ord = (
		select min(w.ord) from docket.effect w
		where w.tenant_id = e.tenant_id and w.quote_id = e.quote_id and w.state = 'waiting');
	update docket.letter l set state = 'sent', version = l.version + 1
	where l.tenant_id = e.tenant_id and l.letter_id = e.letter_id and l.state = 'released';
	-- What takes it back, where its playbook ended meanwhile, goes after it.
	update docket.effect f set state = 'ready', run_at = v_server, due_at = v_server, version = f.version + 1
	from docket.case_step k
	where k.tenant_id = e.tenant_id and k.kind = 'effect' and k.ref_id = e.effect_id and k.undo_id is not null
		and f.tenant_id = e.tenant_id and f.effect_id = k.undo_id and f.state = 'waiting';
end $$;

-- Says how attempts ended; those that are no longer an effect's (another engine took it, a person did it) are passed over. Returns the ids that
-- were ours. p_came: held = no call was begun; unsent = not a byte left; sent = it may have arrived; answered = the target said clearly that it
-- did nothing; asked = nobody knows yet; missing = the target has it not. A done effect lets the next one of its quote go, marks its letter sent,
-- and has its subject decided again. One audit row for each that was tried, and one number for all.
create or replace function docket.effect_done(p_tenant int, p_effects bigint[], p_attempts int[], p_states text[], p_came text[],
	p_receipts text[], p_errors text[], p_run_at timestamptz[]) returns setof bigint
language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
	v_server constant timestamptz := clock_timestamp();
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	v_audits docket.audit[] := '{}';
	v_changes docket.change[] := '{}';
	v_subjects bigint[] := '{}';
	e docket.effect;
	c record;
	n record;
begin
	for n in select * from unnest(p_effects, p_attempts, p_states, p_came, p_receipts, p_errors, p_run_at)
			u(effect_id, attempt, state, came, receipt, error, run_at) order by u.effect_id loop
		update docket.effect f set state = n.state, run_at = coalesce(n.run_at, f.run_at), version = f.version + 1,
			receipt = coalesce(nullif(n.receipt, ''), f.receipt),
			last_error = case when n.came = 'held' and n.error = '' then f.last_error else coalesce(n.error, '') end,
			done_at = case when n.state = 'done' then v_server else f.done_at end,
			tries = f.tries + (n.came in ('unsent', 'sent', 'answered'))::int,
			first_at = case when n.came in ('sent', 'answered') then coalesce(f.first_at, f.sent_at) else f.first_at end,
			maybe_there = case n.came when 'sent' then n.state <> 'done' when 'missing' then false else f.maybe_there and n.state <> 'done' end
		where f.tenant_id = p_tenant and f.effect_id = n.effect_id and f.attempts = n.attempt and f.state in ('sending', 'asking')
		returning * into e;
		continue when not found;
		return next n.effect_id;
		continue when n.came = 'held' and n.state in ('ready', 'unknown');
		if e.state = 'done' then
			perform docket.effect_follow(e);
		end if;
		select o.case_id, o.desk, o.subject_id, x.code into c from docket.case_open o
		left join docket.subject s on s.tenant_id = p_tenant and s.subject_id = o.subject_id
		left join docket.site x on x.tenant_id = p_tenant and x.site_id = s.site_id
		where o.tenant_id = p_tenant and o.case_id = e.case_id;
		if e.state in ('done', 'dead', 'reconcile') and c.subject_id is not null then
			v_subjects := v_subjects || c.subject_id;
		end if;
		v_audits := v_audits || (p_tenant, docket.own_id(p_tenant), null, v_now, now(), null, '', '', 'effect ' || e.state, 'effect', e.effect_id,
			e.case_id, null, array['state', e.state, 'attempts', e.attempts::text, 'receipt', e.receipt, 'error', e.last_error], null)::docket.audit;
		v_changes := v_changes || docket.change_of('case', e.case_id, 'put', c.desk, c.code, '');
	end loop;
	if cardinality(v_subjects) > 0 then
		perform 1 from docket.subject s where s.tenant_id = p_tenant and s.subject_id = any(v_subjects) order by s.subject_id for update;
		update docket.subject s set wake_at = least(s.wake_at, v_now), version = s.version + 1
		where s.tenant_id = p_tenant and s.subject_id = any(v_subjects);
	end if;
	if cardinality(v_audits) > 0 then
		perform docket.head_write(p_tenant, '{}', v_audits, v_changes);
	end if;
end $$;

-- How a target fares, when that changed; false if the lease is another engine's. It is told in the audit and to who watches interfaces.
create or replace function docket.target_put(p_tenant int, p_fence bigint, p_interface bigint, p_state text, p_failures int, p_words text,
	p_next_at timestamptz) returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_before text;
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		return false;
	end if;
	select t.state into v_before from docket.target t where t.tenant_id = p_tenant and t.interface_id = p_interface for update;
	insert into docket.target as t (tenant_id, interface_id, state, failures, words, next_at)
	values (p_tenant, p_interface, p_state, p_failures, p_words, p_next_at)
	on conflict (tenant_id, interface_id) do update set state = excluded.state, failures = excluded.failures, words = excluded.words,
		next_at = excluded.next_at, since = case when t.state = excluded.state then t.since else excluded.since end;
	if coalesce(v_before, 'ok') <> p_state then
		perform docket.interface_say(p_tenant, p_interface, case p_state when 'stopped' then 'interface.failed' else 'interface.heartbeat' end,
			p_words, '{}');
		perform docket.head_write(p_tenant, '{}', array[(p_tenant, docket.own_id(p_tenant), null, docket.tenant_now(p_tenant), now(), null, '', '',
			'target ' || p_state, 'interface', p_interface, null, null, array['state', p_state, 'words', p_words], null)::docket.audit],
			array[docket.change_of('interface', p_interface, 'put', '', '', '')]);
	end if;
	return true;
end $$;

-- Gives write-backs that wait for a target longer than p_after_s to another one, up to 100. Only what is certainly not done by the first one
-- moves: never sent to it, or asked about and not there. The key stays. Returns how many.
create or replace function docket.effect_move(p_tenant int, p_fence bigint, p_from bigint, p_to bigint, p_after_s int) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_server constant timestamptz := clock_timestamp();
	v_audits docket.audit[];
	v_changes docket.change[];
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		return 0;
	end if;
	with late as (
		select e.effect_id from docket.effect e
		where e.tenant_id = p_tenant and e.interface_id = p_from and e.state = 'ready' and not e.maybe_there and e.moved_from is null
			and e.due_at <= v_server - p_after_s * interval '1 s'
		order by e.due_at limit 100 for update skip locked),
	moved as (
		update docket.effect e set interface_id = p_to, moved_from = p_from, connector_version = null, first_at = null, tries = 0, run_at = v_server,
			version = e.version + 1
		from late where e.tenant_id = p_tenant and e.effect_id = late.effect_id returning e.effect_id, e.case_id)
	select array_agg((p_tenant, docket.own_id(p_tenant), null, docket.tenant_now(p_tenant), now(), null, '', '', 'effect moved', 'effect', m.effect_id,
			m.case_id, null, array['from', p_from::text, 'to', p_to::text], null)::docket.audit),
		array_agg(docket.change_of('case', m.case_id, 'put', c.desk, x.code, ''))
	into v_audits, v_changes
	from moved m
	left join docket.case_open c on c.tenant_id = p_tenant and c.case_id = m.case_id
	left join docket.subject s on s.tenant_id = p_tenant and s.subject_id = c.subject_id
	left join docket.site x on x.tenant_id = p_tenant and x.site_id = s.site_id;
	if v_audits is null then
		return 0;
	end if;
	perform docket.head_write(p_tenant, '{}', v_audits, v_changes);
	return cardinality(v_audits);
end $$;

-- A person's word on a write-back of the case. What an engine is sending at this moment is left to its answer; once its call is over for longer
-- than a call may last, its engine is dead and the person's word counts. A word that comes later for an attempt finds another state.
create or replace function docket.effect_by_hand(p_tenant int, p_person int, p_kind text, p_case bigint, p_args text[], out code text, out words text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_server constant timestamptz := clock_timestamp();
	v_id constant bigint := case when docket.arg(p_args, 'effect') ~ '^[0-9]{1,18}$' then docket.arg(p_args, 'effect')::bigint end;
	v_next constant text := case when p_kind in ('effect-done', 'effect-there') then 'done' else 'ready' end;
	v_receipt text;
	e docket.effect;
begin
	code := 'invalid';
	if not exists (select from docket.effect f where f.tenant_id = p_tenant and f.effect_id = v_id and f.case_id = p_case) then
		code := 'not-found';
		words := 'the case has no such write-back: docket effects lists them';
		return;
	end if;
	select * into e from docket.effect f where f.tenant_id = p_tenant and f.effect_id = v_id for update skip locked;
	if not found or (e.state in ('sending', 'asking') and e.run_at > v_server) then
		code := 'busy';
		words := 'it is being sent at this moment: look again when the answer is here';
		return;
	elsif e.state = 'done' then
		words := 'it is done already' || coalesce(': ' || nullif(e.receipt, ''), '');
		return;
	elsif p_kind = 'effect-again' and e.state not in ('dead', 'reconcile') then
		words := 'it is sent by itself: it is ' || e.state;
		return;
	elsif p_kind in ('effect-there', 'effect-missing') and e.state not in ('reconcile', 'unknown', 'sending', 'asking') then
		words := 'nobody doubts it: it is ' || e.state;
		return;
	end if;
	v_receipt := case when p_kind = 'effect-done' then docket.arg(p_args, 'ref') || ', by hand: ' || docket.arg(p_args, 'who')
		when p_kind = 'effect-there' then docket.arg(p_args, 'ref') else e.receipt end;
	update docket.effect f set state = v_next, by_person = p_person, receipt = left(v_receipt, 200), attempts = f.attempts + 1,
		version = f.version + 1, last_error = '', run_at = v_server, due_at = case when v_next = 'ready' then v_server else f.due_at end,
		done_at = case when v_next = 'done' then v_server end,
		maybe_there = f.maybe_there and p_kind = 'effect-again'
	where f.tenant_id = p_tenant and f.effect_id = v_id
	returning * into e;
	if v_next = 'done' then
		perform docket.effect_follow(e);
	end if;
	code := 'done';
	words := case p_kind when 'effect-done' then 'noted as done by hand' when 'effect-there' then 'noted as done'
		when 'effect-missing' then 'sent now, under the same key' else 'sent again, under the same key' end;
end $$;

do $do$
declare
	v text;
begin
	foreach v in array array['docket.effect_take(int, bigint, int, bigint[], int[])', 'docket.effect_follow(docket.effect)',
		'docket.effect_done(int, bigint[], int[], text[], text[], text[], text[], timestamptz[])',
		'docket.target_put(int, bigint, bigint, text, int, text, timestamptz)', 'docket.effect_move(int, bigint, bigint, bigint, int)',
		'docket.effect_by_hand(int, int, text, bigint, text[])'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
		execute format('grant execute on function %s to docket_engine', v);
	end loop;
end $do$;

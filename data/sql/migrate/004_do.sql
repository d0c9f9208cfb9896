-- What operators do: schema docket_do. The functions run with the owner's rights, find the person behind session_user, check,
-- compare, write the change, one act and one unsealed audit row in the same transaction, and answer. Expected refusals
-- are answers, never errors; what may not be seen is answered as what is not there.
--
-- No amount, price, payee or deciding time is taken from a caller: they come from the quote, the rules that a policy was compiled to,
-- and the server's clock. No row is waited for longer than 100 ms: then the answer is busy. Locks are taken in the order cases by
-- id, subject, budget, approval, quote; the head row never: the engine numbers what it folds.
-- This script may run again on a schema that has it.

set local client_min_messages = warning;

create schema if not exists docket_do;

do $do$
begin
	create type docket_do.answer as (
		code   text,      -- done, changed, denied, limit, busy, invalid, no-engine, not-found
		words  text,      -- for people: what, why, what would help
		act_id bigint,    -- the act that was stored
		id     bigint     -- what was made: an approval
	);
exception when duplicate_object then null;
end $do$;

insert into docket.act_kind (kind, help, rests, bumps, is_direct, needs_case, needs_engine, needs, roles) values
	('claim', 'Take the case.', '{owner}', '{owner}', true, true, false, '{}', '{}'),
	('release', 'Give the case back to its desk.', '{owner}', '{owner,plan}', true, true, false, '{}', '{}'),
	('assign', 'Give the case to a colleague.', '{owner}', '{owner}', true, true, false, '{to}', '{}'),
	('note', 'Write down what the next person must know.', '{}', '{}', true, true, false, '{words}', '{}'),
	('next', 'Say what happens next, and when.', '{plan}', '{plan}', true, true, false, '{words,at}', '{}'),
	('wait', 'Take the case out of the order until a time.', '{state,plan}', '{state,plan}', true, true, false, '{until,reason}', '{}'),
	('resume', 'Take the case out of waiting, or its next act off it.', '{state,plan}', '{state,plan}', true, true, false, '{}', '{}'),
	('resolve', 'Close the case with its outcome.', '{state}', '{state}', true, true, false, '{outcome,side}', '{}'),
	('reopen', 'Open a closed case again.', '{state}', '{state}', true, true, false, '{}', '{}'),
	('call', 'Log a call: who said what.', '{}', '{}', false, true, false, '{}', '{}'),
	('mail', 'Log a mail: who wrote what.', '{}', '{}', false, true, false, '{}', '{}'),
	('tell', 'Have a message drafted.', '{}', '{}', false, true, true, '{template}', '{}'),
	('send-letter', 'Release a drafted message.', '{}', '{}', false, true, true, '{letter}', '{}'),
	('recall-letter', 'Take a released message back before it goes out.', '{}', '{}', true, true, false, '{letter}', '{}'),
	('drop-letter', 'Throw a drafted message away.', '{}', '{}', false, true, false, '{letter}', '{}'),
	('ask', 'Ask the engine for the price and consequence of an action.', '{}', '{}', false, true, true, '{action}', '{}'),
	('task-done', 'Say that a task is done.', '{}', '{}', false, true, false, '{task}', '{}'),
	('new', 'Open a case by hand.', '{}', '{}', false, false, false, '{ref,words}', '{}'),
	('mend', 'Give a dead letter a mended body.', '{}', '{}', false, false, false, '{dead}', '{integrator,supervisor,manager}'),
	('replay', 'Try a dead letter again.', '{}', '{}', false, false, false, '{dead}', '{integrator,supervisor,manager}'),
	('drop-dead', 'Drop a dead letter for good.', '{}', '{}', false, false, false, '{dead,words}', '{integrator,supervisor,manager}'),
	('try', 'Say what a dead letter would do, as it is or with another body; nothing is changed.', '{}', '{}', false, false, true, '{dead}', '{integrator,supervisor,manager}'),
	('effect-done', 'Say that a write-back was done by phone or by hand: who did it there, and their reference.', '{}', '{}', true, true, false, '{effect,who,ref}', '{}'),
	('effect-again', 'Have a write-back sent again, under the same key.', '{}', '{}', true, true, false, '{effect}', '{dispatcher,integrator,supervisor,manager}'),
	('effect-there', 'Say that the target has a write-back of which nobody knew.', '{}', '{}', true, true, false, '{effect,ref}', '{}'),
	('effect-missing', 'Say that the target does not have it: it is sent.', '{}', '{}', true, true, false, '{effect,who}', '{dispatcher,integrator,supervisor,manager}'),
	('apply', 'Put a text in force, or propose it where a second person must agree.', '{}', '{}', false, false, true, '{kind,name,body}', '{integrator,supervisor,manager}'),
	('agree', 'Be the second person of a proposed text.', '{}', '{}', false, false, true, '{kind,name,version}', '{integrator,supervisor,manager}'),
	('request', 'Do what was quoted, or ask for approval.', '{}', '{}', false, true, true, '{}', '{}'),
	('decide', 'Approve or deny what was asked.', '{}', '{}', false, true, true, '{}', '{}')
on conflict (kind) do update set help = excluded.help, rests = excluded.rests, bumps = excluded.bumps, is_direct = excluded.is_direct,
	needs_case = excluded.needs_case, needs_engine = excluded.needs_engine, needs = excluded.needs, roles = excluded.roles;

-- ---------------------------------------------------------------- parts

-- Who asks at a tenant: code is null if all is well, else the refusal. At a station the person is the badge's, if its PIN fits, and both the station
-- and the person must belong to the tenant. Five wrong PINs close a badge for a minute.
create or replace function docket.who_asks(p_tenant int, p_badge text, p_pin text, out code text, out words text, out person_id int,
	out reader_id int, out station text, out roles text[])
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	l docket.login;
	p docket.person;
begin
	select * into l from docket.login x where x.login = session_user and x.ended_at is null;
	station := '';
	reader_id := l.person_id;
	person_id := l.person_id;
	if not exists (select 1 from docket.member m where m.tenant_id = p_tenant and m.person_id = l.person_id and m.ended_at is null) then
		code := 'not-found';
		words := 'there is no such case';
		return;
	end if;
	if l.is_station then
		station := session_user;
		select * into p from docket.person x where x.badge = p_badge;
		if coalesce(p_badge, '') = '' then
			code := 'denied';
			words := 'this station is shared: scan your badge';
		elsif exists (select 1 from docket.pin_guard g where g.badge = p_badge and g.failures >= 5 and g.until > clock_timestamp()) then
			code := 'denied';
			words := 'that badge is closed for a minute: too many wrong PINs';
		elsif p.person_id is null or (p.pin_hash is not null and p.pin_hash is distinct from split_part(p.pin_hash, ':', 1) || ':'
				|| encode(sha256(convert_to(split_part(p.pin_hash, ':', 1) || coalesce(p_pin, ''), 'UTF8')), 'hex'))
				or not exists (select 1 from docket.member m
					where m.tenant_id = p_tenant and m.person_id = p.person_id and m.ended_at is null) then
			code := 'denied';
			words := 'that badge and PIN do not fit';
			insert into docket.pin_guard as g (badge, failures, until) select p_badge, 1, clock_timestamp() + interval '1 min'
			where exists (select 1 from docket.person x where x.badge = p_badge)
			on conflict (badge) do update set until = excluded.until,
				failures = case when g.until < excluded.until - interval '1 min' then 1 else g.failures + 1 end;
		else
			person_id := p.person_id;
			delete from docket.pin_guard g where g.badge = p_badge;
		end if;
	end if;
	roles := array(select m.role from docket.member m
		where m.tenant_id = p_tenant and m.person_id = who_asks.person_id and m.ended_at is null);
end $$;

-- May the person see the cases of this site?
create or replace function docket.sees_site(p_tenant int, p_person int, p_site bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
	select exists (select 1 from docket.member m
		where m.tenant_id = p_tenant and m.person_id = p_person and m.ended_at is null
		and (m.sites is null or exists (select 1 from docket.site x
			where x.tenant_id = p_tenant and x.site_id = p_site and x.code = any(m.sites))))
$$;

-- A moment that a person typed, in RFC 3339 with its offset; null for anything else.
create or replace function docket.instant_of(p_text text) returns timestamptz
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
	if p_text !~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)$' then
		return null;
	end if;
	return p_text::timestamptz;
exception when data_exception then
	return null;
end $$;

-- The value under a key of a key, value list; null if it is not there.
create or replace function docket.arg(p_args text[], p_key text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select p_args[i + 1] from generate_series(1, cardinality(p_args) - 1, 2) i where p_args[i] = p_key limit 1
$$;

-- The columns that differ, with their new values: name, value, name, value.
create or replace function docket.changed_fields(p_old jsonb, p_new jsonb) returns text[]
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select coalesce(array_agg(x.v order by n.key, x.n), '{}')
	from jsonb_each_text(p_new) n
	cross join lateral unnest(array[n.key, coalesce(n.value, '')]) with ordinality x(v, n)
	where n.value is distinct from p_old ->> n.key
$$;

-- What another person did last to a case, in words: ' (ben: act claim 14:02)'; '' if nobody did anything.
create or replace function docket.last_done(p_tenant int, p_case bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce((select ' (' || p.short || ': ' || a.what || ' ' || to_char(a.at at time zone t.zone, 'HH24:MI') || ')'
		from docket.audit a
		join docket.person p on p.person_id = a.person_id
		join docket.tenant t on t.tenant_id = a.tenant_id
		where a.tenant_id = p_tenant and a.case_id = p_case and a.what <> 'act note'
		order by a.stored_at desc, a.row_id desc limit 1), '')
$$;

-- The answer that this key had before; null if it is new. Somebody else's key is refused, and one that was used for something else: what
-- is compared of a request are its first arguments, as given here.
create or replace function docket.same_answer(p_tenant int, p_client_key text, p_person int, p_kind text, p_case bigint, p_args text[])
returns docket_do.answer
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	a docket.act;
begin
	select * into a from docket.act x where x.tenant_id = p_tenant and x.client_key = p_client_key;
	if not found then
		return null;
	elsif a.person_id <> p_person then
		return ('invalid', 'that key was used before: send it under a new one', null, null)::docket_do.answer;
	elsif a.kind <> p_kind or (p_kind not in ('request', 'decide') and a.case_id is distinct from p_case)
			or a.args[1 : case when p_kind in ('request', 'decide') then cardinality(p_args) else cardinality(a.args) end] <> p_args then
		return ('invalid', 'that key was used before, for something else: send this under a new one', null, null)::docket_do.answer;
	end if;
	return (case a.state when 'refused' then 'invalid' else 'done' end, a.answer, a.act_id,
		nullif(docket.arg(a.args, 'approval'), '')::bigint)::docket_do.answer;
end $$;

-- The act and its audit row, unsealed until the engine folds the act. Returns the act's id.
create or replace function docket.act_store(p_tenant int, p_kind text, p_case bigint, p_subject bigint, p_person int, p_station text,
	p_at timestamptz, p_args text[], p_client_key text, p_words text, p_on text, p_id bigint, p_fields text[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_act constant bigint := docket.own_id(p_tenant);
begin
	insert into docket.act (tenant_id, act_id, case_id, subject_id, kind, person_id, login, station, at, args, client_key, answer)
	values (p_tenant, v_act, p_case, p_subject, p_kind, p_person, session_user, p_station, p_at, p_args, p_client_key, p_words);
	insert into docket.audit (tenant_id, row_id, at, stored_at, person_id, login, station, what, kind, id, case_id, act_id, fields)
	values (p_tenant, docket.own_id(p_tenant), p_at, now(), p_person, session_user, p_station, 'act ' || p_kind, p_on,
		p_id, p_case, v_act, p_fields);
	return v_act;
end $$;

-- Every value that is wrong about an act's form, in words; null if it is well.
create or replace function docket.act_fault(k docket.act_kind, p_args text[], p_client_key text, p_now timestamptz) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v_name text;
	v_at timestamptz;
begin
	if p_client_key is null or length(p_client_key) not between 8 and 100 then
		return 'an act needs a key of its own, of 8 to 100 characters';
	elsif cardinality(p_args) % 2 <> 0 or cardinality(p_args) > 64 or array_position(p_args, null) is not null or array_ndims(p_args) > 1 then
		return 'arguments are names and values, at most 32';
	elsif exists (select 1 from unnest(p_args) a where length(a) > 4000) and k.kind not in ('apply', 'mend', 'try') then
		return 'an argument is too long: 4000 characters at most';
	end if;
	for i in 1 .. cardinality(p_args) by 2 loop
		if p_args[i] in ('amount', 'amount_minor', 'price', 'cost', 'payee', 'payee_id', 'currency', 'limit', 'person', 'person_id', 'approval') then
			return 'docket finds the ' || p_args[i] || ' itself: it is never given';
		end if;
	end loop;
	foreach v_name in array k.needs loop
		if coalesce(trim(docket.arg(p_args, v_name)), '') = '' then
			return k.kind || ' needs ' || v_name || '=';
		end if;
	end loop;
	foreach v_name in array array['at', 'until', 'eta'] loop
		continue when coalesce(docket.arg(p_args, v_name), '') = '';
		v_at := docket.instant_of(docket.arg(p_args, v_name));
		if v_at is null then
			return v_name || '= is no moment: 2026-03-01T16:40+01:00 is one';
		elsif v_at > p_now + interval '1 year' or v_at < p_now - interval '1 year' then
			return v_name || '= is more than a year away';
		elsif k.kind in ('next', 'wait') and v_at <= p_now then
			return v_name || '= is past already';
		end if;
	end loop;
	return null;
end $$;

-- The names of those groups that a kind rests on and that are no longer as seen; null if all are.
create or replace function docket.groups_changed(p_rests text[], p_seen int[], c docket.case_open) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select string_agg(g.name, ' and ' order by g.n)
	from unnest(array['owner', 'state', 'money', 'plan'], array[c.v_owner, c.v_state, c.v_money, c.v_plan], p_seen)
		with ordinality g(name, now_is, seen, n)
	where g.name = any(p_rests) and g.seen is not null and g.seen <> g.now_is
$$;

-- ---------------------------------------------------------------- act

-- What a direct act makes of a case row. Fills refusal (code and words) instead where it may not.
create or replace function docket.act_on_case(p_kind text, p_args text[], p_tenant int, p_person int, p_roles text[], p_now timestamptz,
	inout c docket.case_open, out code text, out words text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_zone text;
	v_to int;
	v_site bigint;
begin
	code := 'done';
	c.touched_at := p_now;
	if p_kind = 'reopen' then
		if c.state in ('open', 'waiting', 'cleared') then
			code := 'invalid';
			words := 'it is open already';
			return;
		end if;
		c.state := 'open';
		c.closed_at := null;
		c.cleared_at := null;
		if docket.arg(p_args, 'at') is not null then -- taken back at once: what was planned is planned again
			c.next_act := coalesce(docket.arg(p_args, 'words'), '');
			c.next_act_at := docket.instant_of(docket.arg(p_args, 'at'));
			c.waiting_on := coalesce(docket.arg(p_args, 'on'), '');
		end if;
		words := 'open again';
		return;
	elsif p_kind like 'effect-%' then -- also of a case that is over: what was to be told must be told
		select h.code, h.words into code, words from docket.effect_by_hand(p_tenant, p_person, p_kind, c.case_id, p_args) h;
		return;
	elsif p_kind = 'recall-letter' then
		select h.code, h.words into code, words from docket.letter_recall(p_tenant, p_person, c.case_id, p_args) h;
		return;
	elsif c.state not in ('open', 'waiting', 'cleared') and p_kind <> 'note' then
		code := 'invalid';
		words := 'it is ' || c.state || ' already; reopen it first';
		return;
	end if;
	case p_kind
	when 'claim' then
		if c.owner_id <> p_person then
			select t.zone into v_zone from docket.tenant t where t.tenant_id = p_tenant;
			code := 'changed';
			words := (select p.short from docket.person p where p.person_id = c.owner_id) || ' has it'
				|| coalesce(' since ' || to_char(c.claimed_at at time zone v_zone, 'HH24:MI'), '');
			return;
		end if;
		c.owner_id := p_person;
		c.claimed_at := p_now;
		words := 'yours';
	when 'release' then
		if c.owner_id is distinct from p_person and not 'supervisor' = any(p_roles) then
			code := case when c.owner_id is null then 'invalid' else 'denied' end;
			words := case when c.owner_id is null then 'nobody has it' else 'it is not yours: its owner or a supervisor gives it back' end;
			return;
		end if;
		c.owner_id := null;
		c.claimed_at := null;
		-- The next act that came with an owner goes with him; one that a person planned stays.
		if c.state = 'open' and not exists (select 1 from docket.act a where a.tenant_id = p_tenant and a.case_id = c.case_id
				and a.kind in ('next', 'resume', 'reopen') and docket.instant_of(docket.arg(a.args, 'at')) = c.next_act_at) then
			c.next_act_at := null;
		end if;
		words := 'back at its desk';
	when 'assign' then
		select m.person_id into v_to from docket.person p
		join docket.member m on m.tenant_id = p_tenant and m.person_id = p.person_id and m.ended_at is null and m.role <> 'program'
		where p.short = docket.arg(p_args, 'to') and not p.is_program limit 1;
		select s.site_id into v_site from docket.subject s where s.tenant_id = p_tenant and s.subject_id = c.subject_id;
		if v_to is null or not docket.sees_site(p_tenant, v_to, v_site) then
			code := 'invalid';
			words := 'nobody called ' || docket.arg(p_args, 'to') || ' works on these cases';
			return;
		end if;
		c.owner_id := v_to;
		c.claimed_at := p_now;
		words := 'given to ' || docket.arg(p_args, 'to');
	when 'note' then
		c.last_words := docket.arg(p_args, 'words');
		words := 'noted';
	when 'next' then
		c.next_act := docket.arg(p_args, 'words');
		c.next_act_at := docket.instant_of(docket.arg(p_args, 'at'));
		c.waiting_on := coalesce(docket.arg(p_args, 'on'), '');
		words := 'planned';
	when 'wait' then
		if c.band = 0 then
			code := 'invalid';
			words := 'it cannot wait and stays in the order: say a next act instead (n)';
			return;
		end if;
		c.state := 'waiting';
		c.next_act := docket.arg(p_args, 'reason');
		c.next_act_at := docket.instant_of(docket.arg(p_args, 'until'));
		c.waiting_on := coalesce(docket.arg(p_args, 'on'), '');
		select t.zone into v_zone from docket.tenant t where t.tenant_id = p_tenant;
		words := 'it comes back by itself' || case when c.promise_at between p_now and c.next_act_at
			then ', AFTER what is promised: ' || to_char(c.promise_at at time zone v_zone, 'Dy HH24:MI') else '' end;
	when 'resume' then
		if c.state <> 'waiting' and c.next_act_at is null then
			code := 'invalid';
			words := 'it neither waits nor has a next act';
			return;
		end if;
		if c.state = 'waiting' then
			c.state := case when c.cleared_at is null then 'open' else 'cleared' end;
		end if;
		c.next_act := coalesce(docket.arg(p_args, 'words'), '');
		c.next_act_at := docket.instant_of(nullif(docket.arg(p_args, 'at'), ''));
		c.waiting_on := coalesce(docket.arg(p_args, 'on'), '');
		words := 'taken back';
	when 'resolve' then
		c.state := 'resolved';
		c.outcome := docket.arg(p_args, 'outcome');
		c.cause_side := docket.arg(p_args, 'side');
		c.reason := coalesce(docket.arg(p_args, 'reason'), '');
		c.closed_at := p_now;
		words := 'closed: ' || c.outcome;
	end case;
end $$;

-- An operator's act. seen: the versions of owner, state, money and plan that were on the screen, or null for what is not checked; badge and pin: at a
-- station. The same client_key again gives the same answer and does nothing.
create or replace function docket_do.act(kind text, tenant_id int, case_id bigint, seen int[], args text[], client_key text,
	badge text default null, pin text default null) returns docket_do.answer
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp set lock_timeout = '100ms' as $$
#variable_conflict use_column
declare
	p_kind constant text := kind;
	p_tenant constant int := tenant_id;
	p_case constant bigint := case_id;
	p_args constant text[] := coalesce(args, '{}');
	p_key constant text := client_key;
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	k docket.act_kind;
	w record;
	c docket.case_open;
	n record;
	v_answer docket_do.answer;
	v_site bigint;
	v_words text;
	v_act bigint;
	v_is_closed boolean := false;
	v_fields text[];
begin
	select * into k from docket.act_kind x where x.kind = p_kind and x.kind not in ('request', 'decide');
	if not found then
		return ('invalid', 'there is no act ' || coalesce(p_kind, ''), null, null)::docket_do.answer;
	end if;
	w := docket.who_asks(p_tenant, badge, pin);
	if w.code is not null then
		return (w.code, w.words, null, null)::docket_do.answer;
	elsif k.roles <> '{}' and not k.roles && w.roles then
		return ('denied', 'for ' || array_to_string(k.roles, ', ') || ' only', null, null)::docket_do.answer;
	elsif p_kind = 'agree' and docket.is_program(w.person_id) then
		return ('denied', 'only people agree to a text', null, null)::docket_do.answer;
	end if;
	-- First: what was done is answered as it was, also when a time in it is past by now.
	v_answer := docket.same_answer(p_tenant, p_key, w.person_id, p_kind, p_case, p_args);
	if v_answer.code is not null then
		return v_answer;
	end if;
	v_words := docket.act_fault(k, p_args, p_key, v_now);
	if v_words is not null then
		return ('invalid', v_words, null, null)::docket_do.answer;
	elsif k.needs_engine and not docket.is_engine_online(p_tenant) then
		return ('no-engine', 'no engine works for this client now: notes, calls and claims still work', null, null)::docket_do.answer;
	end if;

	v_words := docket.mail_act_fault(p_tenant, w.person_id, p_kind, p_case, p_args);
	if v_words is not null then
		return (case when v_words like 'there is no %' then 'not-found' else 'invalid' end, v_words, null, null)::docket_do.answer;
	elsif not k.needs_case and p_case is null then
		v_act := docket.act_store(p_tenant, p_kind, null, null, w.person_id, w.station, v_now, p_args, p_key, 'sent', 'act', 0,
			case p_kind when 'try' then array['dead', docket.arg(p_args, 'dead')] else p_args end); -- what was only tried is no evidence
		return ('done', 'sent', v_act, null)::docket_do.answer;
	end if;

	-- The case: to be seen, then to be held.
	select * into c from docket.case_open x where x.tenant_id = p_tenant and x.case_id = p_case;
	if not found then
		select * into c from docket.case_closed x where x.tenant_id = p_tenant and x.case_id = p_case;
		v_is_closed := found;
	end if;
	select s.site_id into v_site from docket.subject s where s.tenant_id = p_tenant and s.subject_id = c.subject_id;
	if c.case_id is null or not docket.sees_site(p_tenant, w.person_id, v_site) or not docket.sees_site(p_tenant, w.reader_id, v_site) then
		return ('not-found', 'there is no such case', null, null)::docket_do.answer;
	end if;
	if v_is_closed then
		select * into c from docket.case_closed x where x.tenant_id = p_tenant and x.case_id = p_case for update skip locked;
	else
		select * into c from docket.case_open x where x.tenant_id = p_tenant and x.case_id = p_case for update skip locked;
	end if;
	if not found then
		return ('busy', 'somebody writes it at this moment: once more', null, null)::docket_do.answer;
	end if;
	v_words := docket.groups_changed(k.rests, seen, c);
	if v_words is not null then
		return ('changed', 'its ' || v_words || ' changed since you looked' || docket.last_done(p_tenant, p_case), null, null)::docket_do.answer;
	end if;

	if not k.is_direct then
		v_act := docket.act_store(p_tenant, p_kind, p_case, c.subject_id, w.person_id, w.station, v_now, p_args, p_key, 'sent', 'case', p_case, p_args);
		return ('done', 'sent', v_act, null)::docket_do.answer;
	end if;
	n := docket.act_on_case(p_kind, p_args, p_tenant, w.person_id, w.roles, v_now, c);
	if n.code <> 'done' then
		return (n.code, n.words, null, null)::docket_do.answer;
	end if;
	v_fields := docket.changed_fields(to_jsonb(c), to_jsonb(n.c)) || p_args;
	c := n.c;
	c.v_owner := c.v_owner + ('owner' = any(k.bumps))::int;
	c.v_state := c.v_state + ('state' = any(k.bumps))::int;
	c.v_money := c.v_money + ('money' = any(k.bumps))::int;
	c.v_plan := c.v_plan + ('plan' = any(k.bumps))::int;
	c.version := c.version + 1;
	if v_is_closed and p_kind = 'reopen' then
		if exists (select 1 from docket.case_open o where o.tenant_id = p_tenant and o.subject_id = c.subject_id and o.type = c.type
				and o.disc = c.disc and o.state in ('open', 'waiting', 'cleared')) then
			return ('invalid', 'a newer case is open for the same thing', null, null)::docket_do.answer;
		end if;
		delete from docket.case_closed x where x.tenant_id = p_tenant and x.case_id = p_case;
		insert into docket.case_open select (c).*;
	elsif v_is_closed then
		update docket.case_closed x set touched_at = c.touched_at, last_words = c.last_words, version = c.version
		where x.tenant_id = p_tenant and x.case_id = p_case;
	else
		update docket.case_open x set state = c.state, owner_id = c.owner_id, claimed_at = c.claimed_at, next_act = c.next_act,
			next_act_at = c.next_act_at, waiting_on = c.waiting_on, touched_at = c.touched_at, cleared_at = c.cleared_at,
			closed_at = c.closed_at, outcome = c.outcome, cause_side = c.cause_side, reason = c.reason, last_words = c.last_words,
			v_owner = c.v_owner, v_state = c.v_state, v_money = c.v_money, v_plan = c.v_plan, version = c.version
		where x.tenant_id = p_tenant and x.case_id = p_case;
	end if;
	v_act := docket.act_store(p_tenant, p_kind, p_case, c.subject_id, w.person_id, w.station, v_now, p_args, p_key, n.words, 'case', p_case, v_fields);
	return ('done', n.words, v_act, null)::docket_do.answer;
exception
	when lock_not_available then
		return ('busy', 'somebody writes it at this moment: once more', null, null)::docket_do.answer;
	when unique_violation then
		return ('busy', 'the same was sent twice at once: once more', null, null)::docket_do.answer;
end $$;

-- ---------------------------------------------------------------- sessions, changes, search

-- Who I am at each of my tenants, and where its clock and changes stand. protocol: what the console speaks.
create or replace function docket_do.hello(protocol int) returns setof docket_read.me
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp as $$
begin
	if protocol is distinct from 1 then
		raise exception 'this store speaks protocol 1, the console %', protocol
			using errcode = 'DKINV', hint = 'use a console and a store of the same version';
	end if;
	return query select * from docket_read.me;
end $$;

-- The first page of the queue over all of my tenants: each tenant's own first page, by its index, then the first of those.
create or replace function docket_do.queue(most int default 200) returns setof docket_read.case_queue
language plpgsql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
declare
	v_tenant int;
	v_rows docket_read.case_queue[] := '{}';
	v_more docket_read.case_queue[];
begin
	foreach v_tenant in array docket_read.my_tenants() loop
		v_more := array(select q from docket_read.case_queue q where q.tenant_id = v_tenant
			order by q.band, q.work_by, q.case_id limit least(most, 5000));
		v_rows := v_rows || v_more;
	end loop;
	return query select q.* from unnest(v_rows) q order by q.band, q.work_by, q.tenant_id, q.case_id limit most;
end $$;

-- A ticket for the feed: works once, for 60 s. Null for who is no operator.
create or replace function docket_do.ticket() returns text
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp as $$
declare
	v_ticket constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
	v_person constant int := docket_read.my_person();
begin
	if v_person is null or cardinality(docket_read.my_tenants()) = 0 then
		return null;
	end if;
	delete from docket.ticket t where t.login = session_user and t.expires_at < clock_timestamp();
	insert into docket.ticket (hash, login, person_id, expires_at)
	values (sha256(convert_to(v_ticket, 'UTF8')), session_user, v_person, clock_timestamp() + interval '60 s');
	return v_ticket;
end $$;

-- Where the changes of tenants stand; null = of all of mine.
create or replace function docket_do.head(tenants int[]) returns table (tenant_id int, epoch bigint, seq bigint, min_seq bigint)
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select h.tenant_id, h.epoch, h.seq, h.min_seq from docket.tenant_head h
	where h.tenant_id = any(docket_read.my_tenants()) and (tenants is null or h.tenant_id = any(tenants))
$$;

-- The changes after a number, every number accounted for: those outside the asker's sites are one row 'skip' from seq to id. A hole, or a first number
-- above after + 1, means: older changes are gone, take a new snapshot.
create or replace function docket_do.changes(tenant int, after bigint, max int default 5000)
returns table (seq bigint, kind text, id bigint, op text)
language plpgsql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
#variable_conflict use_column
declare
	p_tenant constant int := tenant;
	v_is_wide constant boolean := p_tenant = any(docket_read.my_wide_tenants());
	v_sites text[];
begin
	if not p_tenant = any(docket_read.my_tenants()) then
		return;
	end if;
	if v_is_wide then
		return query select c.seq, c.kind, c.id, c.op from docket.change c
		where c.tenant_id = p_tenant and c.seq > after order by c.seq limit least(max, 20000);
		return;
	end if;
	v_sites := array(select x.code from docket.site x
		where x.tenant_id = p_tenant and (x.tenant_id || ':' || x.site_id) = any(docket_read.my_sites()));
	return query
		with next as (
			select c.seq, c.kind, c.id, c.op, c.kind in ('policy', 'member', 'notice', 'disruption') or c.site = any(v_sites) as is_mine
			from docket.change c where c.tenant_id = p_tenant and c.seq > after order by c.seq limit least(max, 20000)
		), runs as (
			select n.*, n.seq - row_number() over (partition by n.is_mine order by n.seq) as run from next n)
		select r.seq, r.kind, r.id, r.op from runs r where r.is_mine
		union all
		select min(r.seq), 'skip', max(r.seq), '' from runs r where not r.is_mine group by r.run
		order by 1;
end $$;

-- What a text may mean: any reference that begins with it, or a case number; own tenants and sites only. Exact hits first.
create or replace function docket_do.find(text text, max int default 50) returns setof docket_read.found
language plpgsql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
#variable_conflict use_column
declare
	p_ref constant text := upper(regexp_replace(left(text, 100), '\s', '', 'g'));
	v_no bigint;
begin
	if p_ref = '' then
		return;
	end if;
	if p_ref ~ '^(C-)?[0-9]{1,9}$' then
		v_no := regexp_replace(p_ref, '^C-', '')::bigint;
		return query
			select s.tenant_id, t.name, s.subject_kind, s.subject_ref, 'C-' || s.no, s.subject_id, s.case_id, 'C-' || s.no,
				concat_ws(', ', s.type, s.state, nullif(s.goods, ''), nullif(s.place, ''))
			from docket.case_scope s
			join docket.tenant t on t.tenant_id = s.tenant_id
			where s.no = v_no;
	end if;
	return query
		select s.tenant_id, t.name, s.kind, s.ref, r.ref, s.subject_id, c.case_id, coalesce('C-' || c.no, ''),
			concat_ws(', ', nullif(coalesce(nullif(s.goods, ''), s.title), ''), p.name, s.phase, nullif(s.place, ''), nullif(c.what, ''))
		from (select distinct on (i.tenant_id, i.subject_id) i.tenant_id, i.subject_id, i.ref from (
				select x.tenant_id, x.subject_id, x.ref from docket.subject_ref x
				where x.tenant_id = any(docket_read.my_tenants()) and x.ref ~>=~ p_ref and x.ref ~<~ (p_ref || chr(1114109))
				order by x.tenant_id, x.ref using ~<~ limit 1000) i
			order by i.tenant_id, i.subject_id, i.ref using ~<~) r
		join docket.tenant t on t.tenant_id = r.tenant_id
		cross join lateral (select * from docket.subject x where x.tenant_id = r.tenant_id and x.subject_id = r.subject_id offset 0) s
		left join docket.party p on p.tenant_id = s.tenant_id and p.party_id = s.customer_id
		left join lateral (select o.case_id, o.no, o.what from docket.case_open o
			where o.tenant_id = s.tenant_id and o.subject_id = s.subject_id and o.state in ('open', 'waiting', 'cleared')
			order by o.band, o.work_by, o.case_id limit 1) c on true
		where r.tenant_id = any(docket_read.my_wide_tenants()) or (r.tenant_id || ':' || s.site_id) = any(docket_read.my_sites())
		order by (r.ref = p_ref) desc, c.case_id is null, r.ref, r.tenant_id limit least(max, 500);
end $$;

-- What a partner sent, byte for byte: for who sees every site of the tenant, or a case of what the message became.
create or replace function docket_do.raw(tenant int, message_id bigint)
returns table (interface text, received_at timestamptz, content_type text, headers text, body bytea)
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select coalesce(i.name, ''), m.received_at, m.content_type, m.headers, m.body
	from docket.message m
	left join docket.interface i on i.tenant_id = m.tenant_id and i.interface_id = m.interface_id
	where m.tenant_id = raw.tenant and m.message_id = raw.message_id and (m.tenant_id = any(docket_read.my_wide_tenants())
		or (m.tenant_id = any(docket_read.my_tenants()) and exists (select 1 from docket.event e
			join docket.case_scope c on c.tenant_id = e.tenant_id and c.subject_id = e.subject_id
			where e.tenant_id = m.tenant_id and e.message_id = m.message_id)))
$$;

-- A subject to read, with or without a case: where it is, plan against actual, its references, its cases and their outcome, what was heard
-- last; of a case, which may be closed, its story instead. Times are in the zone of its place of delivery, which is named.
create or replace function docket_do.told(tenant int, subject_id bigint, case_id bigint) returns text
language plpgsql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
#variable_conflict use_column
declare
	p_case constant bigint := case_id;
	v_subject bigint := subject_id;
	s docket.subject;
	k record;
	v_zone text;
	v_form constant text := 'Dy DD Mon HH24:MI';
begin
	if p_case is not null then
		select c.subject_id into v_subject from docket.case_scope c where c.tenant_id = tenant and c.case_id = p_case;
	end if;
	select * into s from docket.subject x where x.tenant_id = tenant and x.subject_id = v_subject
		and (x.tenant_id = any(docket_read.my_wide_tenants()) or (x.tenant_id || ':' || x.site_id) = any(docket_read.my_sites()));
	if not found then
		return null;
	end if;
	select coalesce(nullif(s.dest_zone, ''), t.zone) into v_zone from docket.tenant t where t.tenant_id = tenant;
	select (select p.name from docket.party p where p.tenant_id = tenant and p.party_id = s.customer_id) as customer,
		(select p.name from docket.party p where p.tenant_id = tenant and p.party_id = s.carrier_id) as carrier,
		(select w.name from docket.site w where w.tenant_id = tenant and w.site_id = s.site_id) as origin,
		(select w.name from docket.site w where w.tenant_id = tenant and w.site_id = s.dest_site_id) as dest,
		coalesce((select w.name from docket.site w where w.tenant_id = tenant and w.code = s.place), nullif(s.place, '')) as place into k;
	return concat_ws(E'\n',
		concat_ws(', ', s.kind || ' ' || s.ref, coalesce(nullif(s.goods, ''), nullif(s.title, '')), k.customer, k.carrier),
		nullif(concat_ws(' to ', k.origin, k.dest), ''),
		'It is ' || s.phase || coalesce(', at ' || k.place, '')
			|| coalesce(' since ' || docket_read.local_words(s.place_at, v_zone, v_form), '')
			|| '; last heard ' || coalesce(docket_read.local_words(s.last_event_at, v_zone, v_form), 'never')
			|| coalesce('; promised ' || docket_read.local_words(s.promise_at, v_zone, v_form), '') || '.',
		'Times are in ' || v_zone || '.',
		(select E'\nPlan against actual\n' || string_agg('  ' || m.code
				|| coalesce(', planned ' || docket_read.local_words(m.planned_at, v_zone, v_form), '')
				|| coalesce(', expected ' || docket_read.local_words(m.estimated_at, v_zone, v_form), '')
				|| coalesce(', actual ' || docket_read.local_words(m.actual_at, v_zone, v_form), ''), E'\n'
				order by m.stop, array_position(array['tender', 'release', 'ready', 'pickup', 'depart', 'arrive', 'deliver', 'pod'], m.code))
			from docket.milestone m where m.tenant_id = tenant and m.subject_id = v_subject and m.code !~ '^~'),
		(select E'\nReferences\n' || string_agg('  ' || r.kind || ' ' || r.ref, E'\n' order by r.kind, r.ref)
			from docket.subject_ref r where r.tenant_id = tenant and r.subject_id = v_subject),
		(select E'\nCases\n' || string_agg('  ' || concat_ws(', ', 'C-' || c.no, replace(c.type, '-', ' '), c.state, nullif(c.outcome, ''),
				nullif(c.reason, ''), 'opened ' || docket_read.local_words(c.opened_at, v_zone, v_form),
				'closed ' || docket_read.local_words(c.closed_at, v_zone, v_form)), E'\n' order by c.opened_at desc)
			from docket.case_scope c where c.tenant_id = tenant and c.subject_id = v_subject),
		(select E'\nStory of the case, newest first\n' || string_agg('  ' || concat_ws('  ',
				docket_read.local_words(h.at, v_zone, v_form), nullif(h.source, ''), h.words), E'\n' order by h.at desc)
			from docket_read.case_story h where h.tenant_id = tenant and h.case_id = p_case),
		(select E'\nHeard last\n' || string_agg('  ' || concat_ws('  ', docket_read.local_words(coalesce(e.at, e.known_at), v_zone, v_form),
				nullif(e.source, ''), docket_read.event_words(e.type, e.milestone, e.nature, e.at, v_zone, e.place, e.reason, e.words)), E'\n'
				order by e.known_at desc)
			from (select * from docket.event x where x.tenant_id = tenant and x.subject_id = v_subject and p_case is null
				order by x.known_at desc limit 20) e));
end $$;

-- What an interface takes: its mapping, and the newest message that came through it and was no test (null where none did).
create or replace function docket_do.interface_kind(tenant int, name text)
returns table (mapping text, content_type text, body bytea)
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select i.mapping, m.content_type, m.body
	from docket.interface i
	left join lateral (select x.content_type, x.body from docket.message x
		where x.tenant_id = i.tenant_id and x.interface_id = i.interface_id and not starts_with(x.headers, 'webhook-id: docket-test-')
		order by x.message_id desc limit 1) m on true
	where i.tenant_id = interface_kind.tenant and i.name = interface_kind.name and i.direction = 'in'
		and i.tenant_id = any(docket_read.my_wide_tenants())
$$;

-- What became of a test: a row without a type for its message (none if it was not stored), then one for each event and each fault in it.
create or replace function docket_do.test_result(tenant int, name text, id text)
returns table (state text, type text, ref text, at timestamptz, found text, words text)
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	with sent as (
		select m.message_id, m.state
		from docket.interface i
		cross join lateral (select k.message_id from docket.intake_key k where k.tenant_id = i.tenant_id
			and k.interface_id = i.interface_id and k.partner_key >= test_result.id
			and k.partner_key < test_result.id || chr(1114109) limit 1) k
		join docket.message m on m.tenant_id = i.tenant_id and m.message_id = k.message_id
		where i.tenant_id = test_result.tenant and i.name = test_result.name and starts_with(test_result.id, 'docket-test-')
			and i.tenant_id = any(docket_read.my_wide_tenants()))
	select u.state, u.type, u.ref, u.at, u.found, u.words from (
		select 0 as part, 0 as item, s.state, ''::text as type, ''::text as ref, null::timestamptz as at, ''::text as found, ''::text as words
		from sent s
		union all
		select 1, e.item, e.state, e.type, e.subject_kind || ' ' || e.subject_ref, e.at,
			coalesce((select x.kind || ' ' || x.ref from docket.subject x where x.tenant_id = e.tenant_id
				and e.attrs[1] = 'found' and x.subject_id = e.attrs[2]::bigint), ''), e.words
		from sent s join docket.event e on e.tenant_id = test_result.tenant and e.message_id = s.message_id
		union all
		select 2, d.item, 'dead', '', d.place, null, '', d.reason
		from sent s join docket.dead d on d.tenant_id = test_result.tenant and d.message_id = s.message_id) u
	order by u.part, u.item
$$;

-- Tells the others that I look at (or type in) a case, for two minutes; '' ends it.
create or replace function docket_do.looking(tenant int, case_id bigint, doing text) returns void
language plpgsql security definer set search_path = pg_catalog, docket, pg_temp set lock_timeout = '100ms' as $$
#variable_conflict use_column
declare
	p_case constant bigint := case_id;
	v_person constant int := docket_read.my_person();
begin
	if v_person is null or not exists (select 1 from docket.case_scope s where s.tenant_id = tenant and s.case_id = p_case) then
		return;
	end if;
	if doing in ('looking', 'typing') then
		insert into docket.presence (tenant_id, case_id, person_id, doing, expires_at)
		values (tenant, p_case, v_person, doing, clock_timestamp() + interval '120 s')
		on conflict (tenant_id, case_id, person_id) do update set doing = excluded.doing, expires_at = excluded.expires_at;
	else
		delete from docket.presence p where p.tenant_id = tenant and p.case_id = p_case and p.person_id = v_person;
	end if;
exception when lock_not_available then
	return;
end $$;

-- The audit from a number on, as the asker may see it.
create or replace function docket_do.audit(tenant int, from_no bigint, max int default 1000) returns setof docket_read.audit_trail
language sql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
	select a.* from docket_read.audit_trail a
	where a.tenant_id = audit.tenant and a.audit_no >= from_no order by a.audit_no limit least(max, 10000)
$$;

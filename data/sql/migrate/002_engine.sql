-- What the engine calls: clocks, numbers, intake, leases, the store function, effects, upkeep; and what an admin calls to
-- make tenants, people and texts. All run with the caller's rights (docket_engine or a superuser); operators have none here.
--
-- The pattern of every writing function: check, lock without waiting, write what is keyed by its own id, and last the head
-- row of the tenant, which is held to the commit: so numbers of changes and of audit rows are contiguous and in commit order.
-- This script may run again on a schema that has it.

set local client_min_messages = warning;

-- ---------------------------------------------------------------- tables beside 001

create table if not exists docket.act_kind (    -- what docket_do.act knows; the same names as data/verb's acts
	kind       text primary key,
	help       text not null,
	rests      text[] not null default '{}',    -- groups that must be as seen: owner, state, money, plan
	bumps      text[] not null default '{}',    -- groups whose version it raises
	is_direct  boolean not null default false,  -- the case row changes at once, the engine folds it after
	needs_case boolean not null default true,
	needs_engine boolean not null default false, -- refused in words while no engine works for the tenant
	needs      text[] not null default '{}',    -- arguments that must be there and not empty
	roles      text[] not null default '{}'     -- who may; empty = every role
);

create table if not exists docket.desk_limit (  -- un-approved spending of a desk a day; no row = only its people's limits
	tenant_id  int not null references docket.tenant,
	desk       text not null,
	day_minor  bigint not null,
	primary key (tenant_id, desk)
);

create table if not exists docket.intake_conflict ( -- same id, other bytes: answered 409, kept to be shown
	tenant_id  int not null, interface_id bigint not null, partner_key text not null, digest bytea not null,
	times      int not null default 1, stored_at timestamptz not null default now(),
	primary key (tenant_id, interface_id, partner_key, digest)
);

create table if not exists docket.shadow_raise ( -- what the news of an interface in shadow would have raised; once for each subject
	tenant_id  int not null, interface_id bigint not null, type text not null, subject_kind text not null, subject_ref text not null,
	at         timestamptz not null,
	primary key (tenant_id, interface_id, type, subject_kind, subject_ref)
);

create table if not exists docket.pin_guard (   -- wrong PINs of a badge; five in a row close it for a minute
	badge      text primary key,
	failures   int not null,
	until      timestamptz not null
);

create table if not exists docket.retention (   -- how long partitions are kept; null = for ever
	name       text primary key,
	period     text not null check (period in ('day', 'month')),
	keep       interval,
	on_column  text not null
);
insert into docket.retention (name, period, keep, on_column) values
	('change', 'day', '14 days', 'stored_at'),
	('message', 'day', '90 days', 'stored_at'),
	('event', 'month', '13 months', 'stored_at'),
	('audit', 'month', null, 'stored_at'),
	('case_closed', 'month', null, 'closed_at')
on conflict (name) do nothing;

-- Numbers of rows that operators and admins make: of a sequence of each tenant's own, so that no gap tells what others do; far above the
-- blocks of id_block, still exact in JSON; and drawn without a lock, so that an operator's open transaction stops nobody.
create or replace function docket.own_id(p_tenant int) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	return nextval(('docket.own_id_' || p_tenant)::regclass);
end $$;

-- What a message became; how a restarted engine finds what it had stored already.
create index if not exists event_message on docket.event (tenant_id, message_id);
create index if not exists interface_quiet on docket.interface (tenant_id, party_id) where state in ('quiet', 'failing');
create index if not exists interface_subject on docket.interface (tenant_id, subject_id) where subject_id is not null;
create index if not exists effect_interface on docket.effect (tenant_id, interface_id)
	where state in ('ready', 'sending', 'unknown', 'asking', 'waiting');
create index if not exists effect_quote on docket.effect (tenant_id, quote_id, ord) where quote_id is not null;
create index if not exists login_person on docket.login (person_id);
create index if not exists ticket_expires on docket.ticket (expires_at);
alter table docket.interface set (fillfactor = 50);
alter table docket.tenant_head set (fillfactor = 10);
alter table docket.lease set (fillfactor = 50);
alter table docket.id_block set (fillfactor = 50);

-- ---------------------------------------------------------------- time

-- Tenant time now. With the owner's rights, since views ask it for operators.
create or replace function docket.tenant_now(p_tenant int) returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	v docket.tenant_clock;
begin
	select * into v from docket.tenant_clock c where c.tenant_id = p_tenant;
	if v.kind = 'driven' then
		return v.base_at;
	elsif v.kind = 'scaled' then
		return v.base_at + v.rate * (clock_timestamp() - v.real_at);
	end if;
	return clock_timestamp();
end $$;

-- Tenant time at an instant of the server: of a driven clock, where it stands.
create or replace function docket.tenant_at(p_tenant int, p_server timestamptz) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select case c.kind when 'driven' then c.base_at when 'scaled' then c.base_at + c.rate * (p_server - c.real_at) else p_server end
	from docket.tenant_clock c where c.tenant_id = p_tenant
$$;

-- Moves a driven clock forward, and tells the engines. Going back or moving another kind of clock is refused.
create or replace function docket.advance_clock(p_tenant int, p_to timestamptz) returns timestamptz
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_server constant timestamptz := clock_timestamp();
begin
	update docket.tenant_clock c set base_at = p_to, real_at = v_server
	where c.tenant_id = p_tenant and c.kind = 'driven' and c.base_at <= p_to;
	if not found then
		raise exception 'only a driven clock moves by hand, and never back' using errcode = 'DKINV';
	end if;
	perform pg_notify('docket_engine', 'clock');
	return p_to;
end $$;

-- Lets a driven clock go: from where it stands on, at p_rate tenant seconds a second.
create or replace function docket.release_clock(p_tenant int, p_rate int) returns timestamptz
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_server constant timestamptz := clock_timestamp();
	v_at timestamptz;
begin
	update docket.tenant_clock c set kind = 'scaled', real_at = v_server, rate = p_rate
	where c.tenant_id = p_tenant and c.kind = 'driven' and p_rate > 0
	returning c.base_at into v_at;
	if not found then
		raise exception 'only a driven clock can be let go, at a rate above 0' using errcode = 'DKINV';
	end if;
	perform pg_notify('docket_engine', 'clock');
	return v_at;
end $$;

-- Nothing to decode, fold, apply, decide or send now, and whoever works knows what time it is.
create or replace function docket.quiet(p_tenant int) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	return not exists (select 1 from docket.tenant_clock c
			where c.tenant_id = p_tenant and c.kind = 'driven' and c.heard_at is distinct from c.base_at and docket.is_engine_online(p_tenant))
		and not exists (select 1 from docket.message m where m.tenant_id = p_tenant and m.state = 'stored')
		and not exists (select 1 from docket.act a where a.tenant_id = p_tenant and a.state = 'stored')
		and not exists (select 1 from docket.event e where e.tenant_id = p_tenant and e.state = 'pending')
		and not exists (select 1 from docket.subject s
			where s.tenant_id = p_tenant and s.wake_at <= docket.tenant_now(p_tenant) and s.wake_at is not null)
		and not exists (select 1 from docket.disruption_head h join docket.change k on k.tenant_id = p_tenant and k.seq > h.seq and k.kind = 'case'
			where h.tenant_id = p_tenant)
		and not exists (select 1 from docket.disruption d where d.tenant_id = p_tenant
			and (d.is_news or (d.state = 'open' and d.wake_at <= docket.tenant_now(p_tenant))))
		-- A letter whose subject has appeared is as good as a message.
		and not exists (select 1 from docket.dead d where d.tenant_id = p_tenant and d.state = 'waiting'
			and (select count(*) from docket.subject_ref r where r.tenant_id = d.tenant_id and r.ref = any(d.refs)) > d.tried)
		and not exists (select 1 from docket.effect f
			where f.tenant_id = p_tenant and (f.state in ('sending', 'asking') -- its run_at is when it counts as lost
				or f.state in ('ready', 'unknown') and f.run_at <= clock_timestamp()));
end $$;

-- ---------------------------------------------------------------- numbers

-- Takes p_count numbers of the tenant; returns the first.
create or replace function docket.take_ids(p_tenant int, p_what text, p_count bigint) returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
	insert into docket.id_block as b (tenant_id, what, next) values (p_tenant, p_what, 1 + p_count)
	on conflict (tenant_id, what) do update set next = b.next + p_count
	returning b.next - p_count
$$;

-- ---------------------------------------------------------------- leases

-- Takes what is free, expired or the owner's own of the given parts; returns those the owner has now, with the fence that its
-- writes must carry. A lease that changes hands gets a new fence.
create or replace function docket.lease_take(p_kind text, p_parts int[], p_owner text, p_term_ms int)
returns table (part int, fence bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	insert into docket.lease_owner as o (owner, expires_at) values (p_owner, clock_timestamp() + make_interval(secs => p_term_ms / 1000.0))
	on conflict (owner) do update set expires_at = excluded.expires_at;
	insert into docket.lease (kind, part, owner, fence, expires_at)
	select p_kind, n.part, '', 0, '-infinity' from unnest(p_parts) n(part) order by n.part
	on conflict on constraint lease_pkey do nothing;
	return query
		update docket.lease l set expires_at = clock_timestamp() + make_interval(secs => p_term_ms / 1000.0)
		where l.kind = p_kind and l.part = any(p_parts) and l.owner = p_owner
		returning l.part, l.fence;
	return query
		update docket.lease l
		set owner = p_owner, fence = l.fence + 1, expires_at = clock_timestamp() + make_interval(secs => p_term_ms / 1000.0)
		from (select f.part from docket.lease f
			where f.kind = p_kind and f.part = any(p_parts) and f.owner <> p_owner and f.expires_at < clock_timestamp()
			for update skip locked) free
		where l.kind = p_kind and l.part = free.part
		returning l.part, l.fence;
end $$;

-- Hands leases to the live engine that has the fewest, until both have about as many: the first ones of p_parts, which the owner would rather
-- lose. Nobody is without an engine between: the new one learns of it at its next renewal. Returns what it has no longer.
create or replace function docket.lease_share(p_kind text, p_parts int[], p_owner text) returns setof int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_now constant timestamptz := clock_timestamp();
	v_own constant int := (select count(*) from docket.lease l where l.kind = p_kind and l.owner = p_owner and l.expires_at > v_now);
	v_other record;
begin
	delete from docket.lease_owner o where o.expires_at < v_now - interval '1 hour';
	select o.owner, o.expires_at, n.leases into v_other from docket.lease_owner o
	cross join lateral (select count(*)::int as leases from docket.lease l where l.kind = p_kind and l.owner = o.owner and l.expires_at > v_now) n
	where o.owner <> p_owner and o.expires_at > v_now
	order by n.leases, o.owner limit 1;
	if v_other.owner is null or v_own - v_other.leases < 2 then
		return;
	end if;
	-- As long as the other one is known to live, and no longer: it may have died meanwhile.
	return query update docket.lease l set owner = v_other.owner, fence = l.fence + 1, expires_at = v_other.expires_at
		where l.kind = p_kind and l.owner = p_owner and l.part = any(p_parts[1:(v_own - v_other.leases) / 2])
		returning l.part;
end $$;

-- Gives back all that the owner has.
create or replace function docket.lease_free(p_owner text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
	delete from docket.lease_owner where owner = p_owner;
	update docket.lease set owner = '', expires_at = '-infinity' where owner = p_owner
$$;

-- Does an engine work for the tenant now?
create or replace function docket.is_engine_online(p_tenant int) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
	select exists (select 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.expires_at > clock_timestamp())
$$;

-- ---------------------------------------------------------------- intake

-- Stores messages whose items are new, in one transaction; returns 'new', 'same' or 'conflict' for each item, in their order.
-- Messages are p_content_types, p_headers, p_bodies and p_message_ids side by side; items are p_item_message (1 = the first
-- message), p_item_no (its place in the message), p_keys (the partner's id) and p_digests. Never raises on data: a key too long for
-- an index is kept as its digest. A message without a new item is not stored.
create or replace function docket.intake_store(p_tenant int, p_interface bigint, p_content_types text[], p_headers text[],
	p_bodies bytea[], p_item_message int[], p_item_no int[], p_keys text[], p_digests bytea[], p_message_ids bigint[])
returns setof text
language plpgsql set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan as $$
declare
	v_now constant timestamptz := docket.tenant_now(p_tenant);
	v_keys text[] := p_keys;
	v_taken int;
	v_answers text[];
	v_messages int[];          -- that have something new; null = all
	v_conflicts int := 0;
	v_tests int := 0;          -- items sent as a test: they say nothing of the interface's health
begin
	if exists (select 1 from unnest(p_keys) k where k is null or octet_length(k) > 500) then
		v_keys := array(select case when octet_length(k) > 500 then 'sha256:' || encode(sha256(convert_to(k, 'UTF8')), 'hex')
			else coalesce(k, '') end from unnest(p_keys) with ordinality u(k, n) order by n);
	end if;
	-- Most often all are new, and then the plain insert costs half. What is sent again is sent again from its beginning.
	begin
		if exists (select from docket.intake_key k where k.tenant_id = p_tenant and k.interface_id = p_interface and k.partner_key = v_keys[1]) then
			raise unique_violation;
		end if;
		insert into docket.intake_key (tenant_id, interface_id, partner_key, digest, message_id, item, stored_at)
		select p_tenant, p_interface, u.key, coalesce(u.digest, ''), p_message_ids[u.message], u.item, now()
		from unnest(v_keys, p_digests, p_item_message, p_item_no) u(key, digest, message, item) order by u.key;
		v_taken := cardinality(p_keys);
	exception when unique_violation then
		insert into docket.intake_key (tenant_id, interface_id, partner_key, digest, message_id, item, stored_at)
		select p_tenant, p_interface, u.key, coalesce(u.digest, ''), p_message_ids[u.message], u.item, now()
		from unnest(v_keys, p_digests, p_item_message, p_item_no) with ordinality u(key, digest, message, item, n)
		order by u.key, u.n
		on conflict (tenant_id, interface_id, partner_key) do nothing;
		get diagnostics v_taken = row_count;
	end;
	if v_taken = cardinality(p_keys) then
		v_answers := array_fill('new'::text, array[v_taken]);
	else
		-- A key is new if the row that stands under it is the one just made.
		select array_agg(case when k.message_id = p_message_ids[u.message] and k.item = u.item then 'new'
				when k.digest = coalesce(u.digest, '') then 'same' else 'conflict' end order by u.n)
		into v_answers
		from unnest(v_keys, p_digests, p_item_message, p_item_no) with ordinality u(key, digest, message, item, n)
		join docket.intake_key k on k.tenant_id = p_tenant and k.interface_id = p_interface and k.partner_key = u.key;
		select coalesce(array_agg(distinct u.message) filter (where u.answer = 'new'), '{}'), count(*) filter (where u.answer = 'conflict')
		into v_messages, v_conflicts from unnest(p_item_message, v_answers) u(message, answer);
	end if;
	if v_taken > 0 then
		insert into docket.message (tenant_id, message_id, interface_id, received_at, stored_at, content_type, headers, body, items)
		select p_tenant, p_message_ids[g.message], p_interface, v_now, now(), coalesce(p_content_types[g.message], ''),
			coalesce(p_headers[g.message], ''), p_bodies[g.message], g.items
		from (select u.message, count(*) as items from unnest(p_item_message) u(message) group by u.message) g
		where v_messages is null or g.message = any(v_messages);
	end if;
	if v_conflicts > 0 then
		insert into docket.intake_conflict as c (tenant_id, interface_id, partner_key, digest)
		select distinct p_tenant, p_interface, u.key, coalesce(u.digest, '') from unnest(v_keys, p_digests, v_answers) u(key, digest, answer)
		where u.answer = 'conflict' order by 3, 4
		on conflict (tenant_id, interface_id, partner_key, digest) do update set times = c.times + 1;
	end if;
	if exists (select from unnest(p_headers) h where starts_with(h, 'webhook-id: docket-test-')) then
		select count(*) into v_tests from unnest(p_item_message) m where starts_with(p_headers[m], 'webhook-id: docket-test-');
	end if;
	if v_tests < cardinality(p_keys) then
		update docket.interface i set received = i.received + cardinality(p_keys) - v_conflicts - v_tests, rejected = i.rejected + v_conflicts,
			duplicates = i.duplicates + cardinality(p_keys) - v_taken - v_conflicts, last_at = v_now
		where i.tenant_id = p_tenant and i.interface_id = p_interface;
	end if;
	return query select unnest(v_answers);
end $$;

-- ---------------------------------------------------------------- audit

-- What a row of the audit is hashed as: thirteen values and the fields, each as its length in bytes (4 bytes, most significant
-- first; ffffffff and nothing more for null) and its bytes. Numbers are 8 bytes, most significant first; instants are microseconds
-- since 2000-01-01 UTC as such a number; texts are UTF-8. In order:
--   tenant_id, audit_no, row_id, at, stored_at, person_id, login, station, what, kind, id, case_id, act_id,
--   the number of fields, then each of them (name, value, name, value) as a text.
-- Then: digest of a row = sha256(digest of the row with audit_no - 1 || this); before the first row stand no bytes.
create or replace function docket.audit_encode(p_tenant int, p_no bigint, p_row bigint, p_at timestamptz, p_stored timestamptz,
	p_person int, p_login text, p_station text, p_what text, p_kind text, p_id bigint, p_case bigint, p_act bigint, p_fields text[])
returns bytea
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
	eight constant bytea := '\x00000008';
	none constant bytea := '\xffffffff';
	v bytea;
	b bytea;
	f text;
begin
	v := eight || int8send(p_tenant) || eight || int8send(p_no) || eight || int8send(p_row)
		|| eight || timestamptz_send(p_at) || eight || timestamptz_send(p_stored)
		|| coalesce(eight || int8send(p_person), none);
	foreach f in array array[p_login, p_station, p_what, p_kind] loop
		b := convert_to(f, 'UTF8');
		v := v || int4send(length(b)) || b;
	end loop;
	v := v || eight || int8send(p_id) || coalesce(eight || int8send(p_case), none) || coalesce(eight || int8send(p_act), none)
		|| eight || int8send(cardinality(p_fields));
	foreach f in array p_fields loop
		b := convert_to(f, 'UTF8');
		v := v || coalesce(int4send(length(b)) || b, none);
	end loop;
	return v;
end $$;

create or replace function docket.audit_step(p_state bytea, p_before bytea, p_row bytea) returns bytea
language plpgsql immutable parallel safe as $$
begin
	return sha256(coalesce(p_state, p_before) || p_row);
end $$;

do $do$
begin
	create aggregate docket.audit_chain(p_before bytea, p_row bytea) (sfunc = docket.audit_step, stype = bytea);
exception when duplicate_function then null;
end $do$;

-- The end of every writing transaction: audit rows are numbered and chained (first those of the given acts, in that order,
-- then the new ones), changes get the next numbers, and the head row moves. Returns the number of the newest change.
-- Of p_audits the caller leaves audit_no and digest null; of p_changes tenant_id, seq and stored_at are not read.
create or replace function docket.head_write(p_tenant int, p_acts bigint[], p_audits docket.audit[], p_changes docket.change[])
returns bigint
language plpgsql set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan as $$
declare
	v_head docket.tenant_head;
	v_no bigint;
	v_hash bytea;
begin
	select * into strict v_head from docket.tenant_head h where h.tenant_id = p_tenant for no key update;
	v_no := v_head.audit_no;
	v_hash := v_head.audit_hash;
	if cardinality(p_acts) > 0 then
		with found as (
			select a.*, v_no + row_number() over (order by f.n, a.row_id) as no
			from unnest(p_acts) with ordinality f(act, n)
			join docket.audit a on a.tenant_id = p_tenant and a.act_id = f.act and a.audit_no is null
		), chained as (
			select a.row_id, a.stored_at, a.no, docket.audit_chain(v_hash, docket.audit_encode(p_tenant, a.no, a.row_id, a.at,
				a.stored_at, a.person_id, a.login, a.station, a.what, a.kind, a.id, a.case_id, a.act_id, a.fields))
				over (order by a.no rows unbounded preceding) as digest
			from found a
		), sealed as (
			update docket.audit a set audit_no = c.no, digest = c.digest from chained c
			where a.tenant_id = p_tenant and a.row_id = c.row_id and a.stored_at = c.stored_at
			returning a.audit_no, a.digest)
		select coalesce(max(s.audit_no), v_no), coalesce((array_agg(s.digest order by s.audit_no desc))[1], v_hash)
		into v_no, v_hash from sealed s;
	end if;
	if cardinality(p_audits) > 0 then
		with chained as (
			select a.*, v_no + a.n as no, docket.audit_chain(v_hash, docket.audit_encode(p_tenant, v_no + a.n, a.row_id, a.at,
				now(), a.person_id, a.login, a.station, a.what, a.kind, a.id, a.case_id, a.act_id, a.fields))
				over (order by a.n rows unbounded preceding) as link
			from unnest(p_audits) with ordinality a(tenant_id, row_id, audit_no, at, stored_at, person_id, login, station, what,
				kind, id, case_id, act_id, fields, digest, n)
		), sealed as (
			insert into docket.audit (tenant_id, row_id, audit_no, at, stored_at, person_id, login, station, what, kind, id,
				case_id, act_id, fields, digest)
			select p_tenant, c.row_id, c.no, c.at, now(), c.person_id, c.login, c.station, c.what, c.kind, c.id,
				c.case_id, c.act_id, c.fields, c.link from chained c
			returning audit_no, digest)
		select max(s.audit_no), (array_agg(s.digest order by s.audit_no desc))[1] into v_no, v_hash from sealed s;
	end if;
	if v_no > v_head.audit_no then
		insert into docket.audit_block (tenant_id, block_no, first_no, last_no, before, digest)
		select p_tenant, coalesce(max(b.block_no), 0) + 1, v_head.audit_no + 1, v_no, v_head.audit_hash, v_hash
		from docket.audit_block b where b.tenant_id = p_tenant;
	end if;
	if cardinality(p_changes) > 0 then
		insert into docket.change (tenant_id, seq, stored_at, kind, id, op, desk, site, old_desk)
		select p_tenant, v_head.seq + c.n, now(), c.kind, c.id, c.op, coalesce(c.desk, ''), coalesce(c.site, ''), coalesce(c.old_desk, '')
		from unnest(p_changes) with ordinality c(tenant_id, seq, stored_at, kind, id, op, desk, site, old_desk, n);
	end if;
	update docket.tenant_head h
	set seq = v_head.seq + cardinality(p_changes), audit_no = v_no, audit_hash = v_hash where h.tenant_id = p_tenant;
	return v_head.seq + cardinality(p_changes);
end $$;

-- A change without a row of its own.
create or replace function docket.change_of(p_kind text, p_id bigint, p_op text, p_desk text, p_site text, p_old_desk text)
returns docket.change
language sql stable as $$
	select (0, 0, now(), p_kind, p_id, p_op, p_desk, p_site, p_old_desk)::docket.change
$$;

-- Whether the chain holds from p_from on: no row if it does, else what is wrong, first things first. Rows that a dropped partition took
-- away are anchored by the block that ended before p_from.
create or replace function docket.audit_verify(p_tenant int, p_from bigint default 1)
returns table (audit_no bigint, what text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v_head docket.tenant_head;
	v_no bigint := p_from - 1;
	v_hash bytea := '';
	a docket.audit;
	b docket.audit_block;
	v_shown int := 0;
begin
	select * into v_head from docket.tenant_head h where h.tenant_id = p_tenant;
	if p_from > 1 then
		select k.digest into v_hash from docket.audit_block k where k.tenant_id = p_tenant and k.last_no = p_from - 1;
		if not found then
			return query select p_from - 1, 'no block ends before the first row to verify';
			return;
		end if;
	end if;
	for a in select * from docket.audit r where r.tenant_id = p_tenant and r.audit_no >= p_from order by r.audit_no loop
		exit when v_shown >= 20;
		if a.audit_no <> v_no + 1 then
			return query select a.audit_no, case when a.audit_no <= v_no then 'the number stands twice' else 'rows before it are missing' end;
			v_shown := v_shown + 1;
		elsif a.digest is distinct from sha256(v_hash || docket.audit_encode(a.tenant_id, a.audit_no, a.row_id, a.at, a.stored_at,
				a.person_id, a.login, a.station, a.what, a.kind, a.id, a.case_id, a.act_id, a.fields)) then
			return query select a.audit_no, 'the row does not fit the chain';
			v_shown := v_shown + 1;
		end if;
		v_no := a.audit_no;
		v_hash := a.digest;
	end loop;
	if v_shown = 0 and (v_head.audit_no <> v_no or (v_no >= p_from and v_head.audit_hash <> v_hash)) then
		return query select v_head.audit_no, 'the chain ends elsewhere than its head says';
	end if;
	for b in select * from docket.audit_block k where k.tenant_id = p_tenant and k.last_no >= p_from
		and not exists (select 1 from docket.audit r where r.tenant_id = p_tenant and r.audit_no = k.last_no and r.digest = k.digest)
		order by k.block_no limit 5 loop
		return query select b.last_no, 'block ' || b.block_no || ' does not fit its last row';
	end loop;
end $$;

-- ---------------------------------------------------------------- the store function

-- Stores what was decided about a batch of subjects of one tenant, whole subjects or nothing of them, and returns the ids of those that
-- were not stored: their row, one of their cases, or a versioned row below was changed meanwhile or is locked by somebody. Of
-- these nothing is stored; the engine loads them again and decides again.
--
-- version in a row: the one that was read, 0 = new; version + 1 is stored. Rows belong to a subject by subject_id or through
-- case_id. Cases that are closed or resolved move to case_closed. Events are new rows; ones stored before (pending, or now retracted)
-- are named in p_event_ids with their new states ('applied' where p_event_states is empty) and, if p_event_subjects
-- is given, the subject they were found to be about. p_new_refs and p_new_milestones are those of new subjects, p_refs and p_milestones
-- of known ones. A message is not marked done while an event of it belongs to a subject that was not stored.
-- Raises SQLSTATE DKSTL 'stale' if p_fence is not that of the tenant's work lease.
--
-- Plans are made once and for big tables whatever the tables are now: index scans from the arrays, no other join.
create or replace function docket.engine_store(p_tenant int, p_fence bigint, p_at timestamptz,
	p_subjects docket.subject[], p_refs docket.subject_ref[], p_links docket.subject_link[], p_stops docket.stop[],
	p_milestones docket.milestone[], p_cases docket.case_open[], p_clocks docket.case_clock[], p_tasks docket.task[],
	p_quotes docket.quote[], p_approvals docket.approval[], p_effects docket.effect[], p_letters docket.letter[],
	p_events docket.event[], p_deads docket.dead[], p_audits docket.audit[],
	p_messages_done bigint[], p_acts bigint[], p_act_answers text[], p_event_ids bigint[],
	p_act_states text[] default '{}', p_event_states text[] default '{}', p_event_subjects bigint[] default '{}',
	p_stocks docket.stock[] default '{}', p_interface_ids bigint[] default '{}', p_interface_states text[] default '{}',
	p_new_refs docket.subject_ref[] default '{}', p_new_milestones docket.milestone[] default '{}',
	p_steps docket.case_step[] default '{}')
returns setof bigint
language plpgsql set search_path = pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
set jit = off set plan_cache_mode = force_generic_plan as $$
declare
	live constant text[] := '{open,waiting,cleared}';
	v_refused bigint[] := '{}';         -- subjects
	v_refused_cases bigint[] := '{}';   -- and their cases
	v_stale bigint[] := '{}';           -- cases with a stale row
	v_ids bigint[];
	v_expected int;                     -- subjects to be changed, and to be made
	v_expected_new int;
	v_held bigint[] := '{}';            -- cases that are locked, and the desk they had
	v_desks text[] := '{}';
	v_known bigint[] := '{}';           -- subjects that were there before and are stored
	v_below bigint[];                   -- cases with a changed row below
	v_moved bigint[] := '{}';           -- subjects whose site changed, and the site before
	v_moved_from bigint[] := '{}';
	v_case_ids bigint[] := '{}';
	v_acts bigint[] := p_acts;
	v_audits docket.audit[] := p_audits;
	v_changes docket.change[] := '{}';
	v_more docket.change[];
	v_seq bigint := 0;
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		raise exception 'stale' using errcode = 'DKSTL', detail = 'another engine works for this tenant now';
	end if;

	-- Who cannot be stored: cases first, then the versioned rows below them, then the subjects themselves.
	if cardinality(p_cases) > 0 then
		select coalesce(array_agg(n.case_id), '{}') into v_ids from unnest(p_cases) n where n.version > 0;
		if cardinality(v_ids) > 0 then
			select coalesce(array_agg(h.case_id), '{}'), coalesce(array_agg(h.desk), '{}') into v_held, v_desks from (
				select c.case_id, c.desk from unnest(p_cases) n
				join docket.case_open c on c.tenant_id = p_tenant and c.case_id = n.case_id and c.version = n.version
				where n.version > 0 for update of c skip locked) h;
			if cardinality(v_held) < cardinality(v_ids) then
				select array_agg(i) into v_stale from unnest(v_ids) i where i not in (select unnest(v_held));
			end if;
		end if;
	end if;
	if cardinality(p_tasks) > 0 then
		with held as (select r.task_id from unnest(p_tasks) n
			join docket.task r on r.tenant_id = p_tenant and r.task_id = n.task_id and r.version = n.version
			where n.version > 0 for update of r skip locked)
		select v_stale || coalesce(array_agg(n.case_id), '{}') into v_stale
		from unnest(p_tasks) n where n.version > 0 and n.task_id not in (select h.task_id from held h);
	end if;
	if cardinality(p_quotes) > 0 then
		with held as (select r.quote_id from unnest(p_quotes) n
			join docket.quote r on r.tenant_id = p_tenant and r.quote_id = n.quote_id and r.version = n.version
			where n.version > 0 for update of r skip locked)
		select v_stale || coalesce(array_agg(n.case_id), '{}') into v_stale
		from unnest(p_quotes) n where n.version > 0 and n.quote_id not in (select h.quote_id from held h);
	end if;
	if cardinality(p_approvals) > 0 then
		with held as (select r.approval_id from unnest(p_approvals) n
			join docket.approval r on r.tenant_id = p_tenant and r.approval_id = n.approval_id and r.version = n.version
			where n.version > 0 for update of r skip locked)
		select v_stale || coalesce(array_agg(n.case_id), '{}') into v_stale
		from unnest(p_approvals) n where n.version > 0 and n.approval_id not in (select h.approval_id from held h);
	end if;
	if cardinality(p_effects) > 0 then
		with held as (select r.effect_id from unnest(p_effects) n
			join docket.effect r on r.tenant_id = p_tenant and r.effect_id = n.effect_id and r.version = n.version
			where n.version > 0 for update of r skip locked)
		select v_stale || coalesce(array_agg(n.case_id), '{}') into v_stale
		from unnest(p_effects) n where n.version > 0 and n.effect_id not in (select h.effect_id from held h);
	end if;
	if cardinality(p_letters) > 0 then
		with held as (select r.letter_id from unnest(p_letters) n
			join docket.letter r on r.tenant_id = p_tenant and r.letter_id = n.letter_id and r.version = n.version
			where n.version > 0 for update of r skip locked)
		select v_stale || coalesce(array_agg(n.case_id), '{}') into v_stale
		from unnest(p_letters) n where n.version > 0 and n.letter_id not in (select h.letter_id from held h);
	end if;
	if cardinality(v_stale) > 0 then
		v_refused := array(select n.subject_id from unnest(p_cases) n where n.case_id = any(v_stale)
			union select c.subject_id from docket.case_open c where c.tenant_id = p_tenant and c.case_id = any(v_stale)
			union select c.subject_id from docket.case_closed c where c.tenant_id = p_tenant and c.case_id = any(v_stale));
	end if;
	if cardinality(p_subjects) > 0 then
		select count(*) filter (where n.version > 0), count(*) filter (where n.version = 0) into v_expected, v_expected_new
		from unnest(p_subjects) n where n.subject_id <> all(v_refused);
		if v_expected > 0 then
			with held as materialized (
				select n.*, s.ctid as row_at, s.site_id as old_site from unnest(p_subjects) n
				join docket.subject s on s.tenant_id = p_tenant and s.subject_id = n.subject_id and s.version = n.version
				where n.version > 0 and n.subject_id <> all(v_refused)
				for no key update of s skip locked
			), stored as (
				update docket.subject s set
					title = h.title, customer_id = h.customer_id, carrier_id = h.carrier_id, site_id = h.site_id,
					dest_site_id = h.dest_site_id, parent_id = h.parent_id, contract_id = h.contract_id, mode = h.mode,
					service = h.service, goods = h.goods, is_temperature = h.is_temperature, is_hazardous = h.is_hazardous,
					is_line_down = h.is_line_down, value_minor = h.value_minor, currency = h.currency, promise_at = h.promise_at,
					pickup_by = h.pickup_by, dest_zone = h.dest_zone, origin_zone = h.origin_zone, phase = h.phase, place = h.place,
					place_at = h.place_at, spent_minor = h.spent_minor, wake_at = h.wake_at, holds = h.holds,
					last_event_at = h.last_event_at, class = h.class, margin_minor = h.margin_minor, confidence = h.confidence,
					version = h.version + 1
				from held h where s.ctid = h.row_at
				returning s.subject_id, h.old_site, s.site_id)
			select coalesce(array_agg(t.subject_id), '{}'),
				coalesce(array_agg(t.subject_id) filter (where t.old_site is distinct from t.site_id), '{}'),
				coalesce(array_agg(t.old_site) filter (where t.old_site is distinct from t.site_id), '{}')
			into v_known, v_moved, v_moved_from from stored t;
			if cardinality(v_known) < v_expected then
				v_refused := v_refused || array(select n.subject_id from unnest(p_subjects) n
					where n.version > 0 and n.subject_id <> all(v_refused) and n.subject_id not in (select unnest(v_known)));
			end if;
		end if;
		-- New ones are new nearly always, and a plain insert costs half: should another have made one meanwhile, it is left out.
		while v_expected_new > 0 loop
			begin
				insert into docket.subject (tenant_id, subject_id, kind, ref, title, customer_id, carrier_id, site_id, dest_site_id,
					parent_id, contract_id, mode, service, goods, is_temperature, is_hazardous, is_line_down, value_minor, currency,
					promise_at, pickup_by, dest_zone, origin_zone, phase, place, place_at, spent_minor, wake_at, holds, last_event_at,
					class, margin_minor, confidence, version)
				select p_tenant, n.subject_id, n.kind, n.ref, n.title, n.customer_id, n.carrier_id, n.site_id, n.dest_site_id,
					n.parent_id, n.contract_id, n.mode, n.service, n.goods, n.is_temperature, n.is_hazardous, n.is_line_down,
					n.value_minor, n.currency, n.promise_at, n.pickup_by, n.dest_zone, n.origin_zone, n.phase, n.place, n.place_at,
					n.spent_minor, n.wake_at, n.holds, n.last_event_at,
					n.class, n.margin_minor, n.confidence, 1
				from unnest(p_subjects) n where n.version = 0 and n.subject_id <> all(v_refused);
				exit;
			exception when unique_violation then
				select array_agg(n.subject_id) into v_ids from unnest(p_subjects) n
				where n.version = 0 and n.subject_id <> all(v_refused) and exists (select from docket.subject s
					where s.tenant_id = p_tenant and (s.subject_id = n.subject_id or s.kind = n.kind and s.ref = n.ref));
				if v_ids is null then
					raise;
				end if;
				v_expected_new := v_expected_new - cardinality(v_ids);
				v_refused := v_refused || v_ids;
			end;
		end loop;
	end if;
	if cardinality(v_refused) > 0 then
		v_refused_cases := array(select n.case_id from unnest(p_cases) n where n.subject_id = any(v_refused)
			union select c.case_id from docket.case_open c where c.tenant_id = p_tenant and c.subject_id = any(v_refused)
			union select c.case_id from docket.case_closed c where c.tenant_id = p_tenant and c.subject_id = any(v_refused));
		v_audits := array(select n from unnest(p_audits) n
			where (n.case_id is null or n.case_id <> all(v_refused_cases)) and (n.kind <> 'subject' or n.id <> all(v_refused))
			and (n.kind <> 'case' or n.id <> all(v_refused_cases)));
		v_acts := array(select u.act from unnest(p_acts) with ordinality u(act, n)
			join docket.act a on a.tenant_id = p_tenant and a.act_id = u.act
			where (a.case_id is null or a.case_id <> all(v_refused_cases)) and (a.subject_id is null or a.subject_id <> all(v_refused))
			order by u.n);
	end if;

	-- What hangs on subjects; of new ones nothing can be there yet.
	if cardinality(p_new_refs) > 0 then
		insert into docket.subject_ref (tenant_id, ref, kind, subject_id, carrier_id)
		select distinct on (n.subject_id, n.ref, n.kind) p_tenant, n.ref, n.kind, n.subject_id, n.carrier_id
		from unnest(p_new_refs) n where n.subject_id <> all(v_refused) order by n.subject_id, n.ref, n.kind, n.carrier_id;
	end if;
	if cardinality(p_new_milestones) > 0 then
		insert into docket.milestone (tenant_id, subject_id, code, stop, planned_at, planned_known, planned_tie, estimated_at,
			estimated_known, estimated_tie, actual_at, actual_known, actual_tie, estimated_source, words)
		select p_tenant, n.subject_id, n.code, n.stop, n.planned_at, n.planned_known, coalesce(n.planned_tie, 0), n.estimated_at,
			n.estimated_known, coalesce(n.estimated_tie, 0), n.actual_at, n.actual_known, coalesce(n.actual_tie, 0),
			n.estimated_source, n.words
		from unnest(p_new_milestones) n where n.subject_id <> all(v_refused);
	end if;
	if cardinality(p_refs) > 0 then
		insert into docket.subject_ref (tenant_id, ref, kind, subject_id, carrier_id)
		select p_tenant, n.ref, n.kind, n.subject_id, n.carrier_id from unnest(p_refs) n where n.subject_id <> all(v_refused)
		on conflict (tenant_id, ref, kind, subject_id) do nothing;
	end if;
	if cardinality(p_links) > 0 then
		insert into docket.subject_link as l (tenant_id, subject_id, other_id, role)
		select distinct on (n.subject_id, n.other_id) p_tenant, n.subject_id, n.other_id, n.role
		from unnest(p_links) n where n.subject_id <> all(v_refused)
		on conflict (tenant_id, subject_id, other_id) do update set role = excluded.role where l.role <> excluded.role;
	end if;
	if cardinality(p_stops) > 0 then
		insert into docket.stop (tenant_id, subject_id, stop, kind, site_id, from_at, to_at, zone, appointment)
		select p_tenant, n.subject_id, n.stop, n.kind, n.site_id, n.from_at, n.to_at, n.zone, n.appointment
		from unnest(p_stops) n where n.subject_id <> all(v_refused)
		on conflict (tenant_id, subject_id, stop) do update set kind = excluded.kind, site_id = excluded.site_id,
			from_at = excluded.from_at, to_at = excluded.to_at, zone = excluded.zone, appointment = excluded.appointment;
	end if;
	if cardinality(p_milestones) > 0 then
		insert into docket.milestone (tenant_id, subject_id, code, stop, planned_at, planned_known, planned_tie, estimated_at,
			estimated_known, estimated_tie, actual_at, actual_known, actual_tie, estimated_source, words)
		select p_tenant, n.subject_id, n.code, n.stop, n.planned_at, n.planned_known, coalesce(n.planned_tie, 0), n.estimated_at,
			n.estimated_known, coalesce(n.estimated_tie, 0), n.actual_at, n.actual_known, coalesce(n.actual_tie, 0),
			n.estimated_source, n.words
		from unnest(p_milestones) n where n.subject_id <> all(v_refused)
		on conflict (tenant_id, subject_id, code, stop) do update set planned_at = excluded.planned_at,
			planned_known = excluded.planned_known, planned_tie = excluded.planned_tie, estimated_at = excluded.estimated_at,
			estimated_known = excluded.estimated_known, estimated_tie = excluded.estimated_tie, actual_at = excluded.actual_at,
			actual_known = excluded.actual_known, actual_tie = excluded.actual_tie,
			estimated_source = excluded.estimated_source, words = excluded.words;
	end if;
	if cardinality(p_stocks) > 0 then
		insert into docket.stock (tenant_id, subject_id, site_id, sku, name, on_hand, reserved, system_qty, counted_at)
		select p_tenant, n.subject_id, n.site_id, n.sku, n.name, n.on_hand, n.reserved, n.system_qty, n.counted_at
		from unnest(p_stocks) n where n.subject_id <> all(v_refused)
		on conflict (tenant_id, subject_id) do update set site_id = excluded.site_id, sku = excluded.sku, name = excluded.name,
			on_hand = excluded.on_hand, reserved = excluded.reserved, system_qty = excluded.system_qty,
			counted_at = excluded.counted_at;
	end if;

	-- Cases: what closes first, so that a new one may take its place.
	if cardinality(p_cases) > 0 then
		v_case_ids := array(select n.case_id from unnest(p_cases) n where n.subject_id <> all(v_refused));
		if exists (select 1 from unnest(p_cases) n where n.state <> all(live)) then
			delete from docket.case_open c using unnest(p_cases) n
			where c.tenant_id = p_tenant and c.case_id = n.case_id and n.version > 0 and n.state <> all(live) and n.subject_id <> all(v_refused);
			insert into docket.case_closed (tenant_id, case_id, no, subject_id, type, disc, state, band, work_by, due_at, due_clock,
				why, what, cause_side, cause, measure_s, desk, owner_id, claimed_at, next_act, next_act_at, waiting_on, opened_at,
				touched_at, cleared_at, closed_at, outcome, reason, from_type, risk_minor, risk_currency, nothing_minor,
				nothing_currency, nothing_basis, promise_at, eta_at, policy_version, opened_event, spent_minor, touches,
				last_words, v_owner, v_state, v_money, v_plan, version)
			select p_tenant, n.case_id, n.no, n.subject_id, n.type, n.disc, n.state, n.band, n.work_by, n.due_at, n.due_clock,
				n.why, n.what, n.cause_side, n.cause, n.measure_s, n.desk, n.owner_id, n.claimed_at, n.next_act, n.next_act_at,
				n.waiting_on, n.opened_at, n.touched_at, n.cleared_at, coalesce(n.closed_at, p_at), n.outcome, n.reason, n.from_type,
				n.risk_minor, n.risk_currency, n.nothing_minor, n.nothing_currency, n.nothing_basis, n.promise_at, n.eta_at,
				coalesce(n.policy_version, 0), n.opened_event, coalesce(n.spent_minor, 0), coalesce(n.touches, 0),
				n.last_words, n.v_owner, n.v_state, n.v_money, n.v_plan, n.version + 1
			from unnest(p_cases) n where n.state <> all(live) and n.subject_id <> all(v_refused);
		end if;
		if cardinality(v_held) > 0 then
			update docket.case_open c set no = n.no, subject_id = n.subject_id, type = n.type, disc = n.disc, state = n.state,
				band = n.band, work_by = n.work_by, due_at = n.due_at, due_clock = n.due_clock, why = n.why, what = n.what,
				cause_side = n.cause_side, cause = n.cause, measure_s = n.measure_s, desk = n.desk, owner_id = n.owner_id,
				claimed_at = n.claimed_at, next_act = n.next_act, next_act_at = n.next_act_at, waiting_on = n.waiting_on,
				opened_at = n.opened_at, touched_at = n.touched_at, cleared_at = n.cleared_at, closed_at = n.closed_at,
				outcome = n.outcome, reason = n.reason, from_type = n.from_type, risk_minor = n.risk_minor,
				risk_currency = n.risk_currency, nothing_minor = n.nothing_minor, nothing_currency = n.nothing_currency,
				nothing_basis = n.nothing_basis, promise_at = n.promise_at, eta_at = n.eta_at,
				policy_version = coalesce(n.policy_version, 0), opened_event = n.opened_event, spent_minor = coalesce(n.spent_minor, 0),
				touches = coalesce(n.touches, 0), last_words = n.last_words, v_owner = n.v_owner, v_state = n.v_state,
				v_money = n.v_money, v_plan = n.v_plan, version = n.version + 1
			from unnest(p_cases) n
			where c.tenant_id = p_tenant and c.case_id = n.case_id and n.version > 0 and n.state = any(live) and n.subject_id <> all(v_refused);
		end if;
		if exists (select 1 from unnest(p_cases) n where n.version = 0) then
			insert into docket.case_open (tenant_id, case_id, no, subject_id, type, disc, state, band, work_by, due_at, due_clock,
				why, what, cause_side, cause, measure_s, desk, owner_id, claimed_at, next_act, next_act_at, waiting_on, opened_at,
				touched_at, cleared_at, closed_at, outcome, reason, from_type, risk_minor, risk_currency, nothing_minor,
				nothing_currency, nothing_basis, promise_at, eta_at, policy_version, opened_event, spent_minor, touches,
				last_words, v_owner, v_state, v_money, v_plan, version)
			select p_tenant, n.case_id, n.no, n.subject_id, n.type, n.disc, n.state, n.band, n.work_by, n.due_at, n.due_clock,
				n.why, n.what, n.cause_side, n.cause, n.measure_s, n.desk, n.owner_id, n.claimed_at, n.next_act, n.next_act_at,
				n.waiting_on, n.opened_at, n.touched_at, n.cleared_at, n.closed_at, n.outcome, n.reason, n.from_type, n.risk_minor,
				n.risk_currency, n.nothing_minor, n.nothing_currency, n.nothing_basis, n.promise_at, n.eta_at,
				coalesce(n.policy_version, 0), n.opened_event, coalesce(n.spent_minor, 0), coalesce(n.touches, 0), n.last_words,
				coalesce(n.v_owner, 1), coalesce(n.v_state, 1), coalesce(n.v_money, 1), coalesce(n.v_plan, 1), 1
			from unnest(p_cases) n where n.version = 0 and n.state = any(live) and n.subject_id <> all(v_refused);
		end if;
	end if;
	if cardinality(p_clocks) > 0 then
		insert into docket.case_clock (tenant_id, case_id, kind, state, started_at, due_at, spent_us, limit_us, paused_at,
			pause_reason, pause_until, ended_at, breached_at, calendar, words, raised)
		select p_tenant, n.case_id, n.kind, n.state, n.started_at, n.due_at, coalesce(n.spent_us, 0), coalesce(n.limit_us, 0),
			n.paused_at, n.pause_reason, n.pause_until, n.ended_at, n.breached_at, n.calendar, n.words, coalesce(n.raised, '{}')
		from unnest(p_clocks) n where n.case_id <> all(v_refused_cases)
		on conflict (tenant_id, case_id, kind) do update set state = excluded.state, started_at = excluded.started_at,
			due_at = excluded.due_at, spent_us = excluded.spent_us, limit_us = excluded.limit_us, paused_at = excluded.paused_at,
			pause_reason = excluded.pause_reason, pause_until = excluded.pause_until, ended_at = excluded.ended_at,
			breached_at = excluded.breached_at, calendar = excluded.calendar, words = excluded.words,
			raised = excluded.raised;
	end if;

	-- What hangs on cases.
	if cardinality(p_tasks) > 0 then
		update docket.task r set case_id = n.case_id, desk = n.desk, words = n.words, state = n.state, opened_at = n.opened_at,
			due_at = n.due_at, owner_id = n.owner_id, done_at = n.done_at, taken_at = n.taken_at,
			raised = coalesce(n.raised, '{}'), version = n.version + 1
		from unnest(p_tasks) n
		where r.tenant_id = p_tenant and r.task_id = n.task_id and n.version > 0 and n.case_id <> all(v_refused_cases);
		insert into docket.task (tenant_id, task_id, case_id, desk, words, state, opened_at, due_at, owner_id, done_at, version, taken_at,
			raised)
		select p_tenant, n.task_id, n.case_id, n.desk, n.words, n.state, n.opened_at, n.due_at, n.owner_id, n.done_at, 1, n.taken_at,
			coalesce(n.raised, '{}')
		from unnest(p_tasks) n where n.version = 0 and n.case_id <> all(v_refused_cases);
	end if;
	if cardinality(p_steps) > 0 then
		insert into docket.case_step (tenant_id, case_id, run, ord, playbook, step, kind, state, words, waits_on, started_at, due_at,
			until_at, ended_at, ref_id, undo_id, by_person, answer, plan, policy_version)
		select p_tenant, n.case_id, n.run, n.ord, n.playbook, n.step, n.kind, n.state, n.words, n.waits_on, n.started_at, n.due_at,
			n.until_at, n.ended_at, n.ref_id, n.undo_id, n.by_person, n.answer, n.plan, coalesce(n.policy_version, 0)
		from unnest(p_steps) n where n.case_id <> all(v_refused_cases)
		on conflict (tenant_id, case_id, run, ord) do update set state = excluded.state, words = excluded.words,
			waits_on = excluded.waits_on, started_at = excluded.started_at, due_at = excluded.due_at, until_at = excluded.until_at,
			ended_at = excluded.ended_at, ref_id = excluded.ref_id, undo_id = excluded.undo_id, by_person = excluded.by_person,
			answer = excluded.answer;
	end if;
	if cardinality(p_quotes) > 0 then
		update docket.quote r set state = n.state, basis = n.basis, rival = n.rival, version = n.version + 1
		from unnest(p_quotes) n
		where r.tenant_id = p_tenant and r.quote_id = n.quote_id and n.version > 0 and n.case_id <> all(v_refused_cases);
		insert into docket.quote (tenant_id, quote_id, case_id, act_id, action, option_no, label, amount_minor, currency, payee_id,
			payee, charge_to, args, effects, nothing_minor, nothing_currency, nothing_basis, basis, rival, arrives_at,
			policy_version, asked_by, quoted_at, expires_at, v_state, v_plan, v_money, digest, state, version, ladder, override)
		select p_tenant, n.quote_id, n.case_id, n.act_id, n.action, n.option_no, n.label, n.amount_minor, n.currency, n.payee_id,
			n.payee, n.charge_to, n.args, n.effects, n.nothing_minor, n.nothing_currency, n.nothing_basis, n.basis, n.rival,
			n.arrives_at, coalesce(n.policy_version, 0), n.asked_by, n.quoted_at, n.expires_at, n.v_state, n.v_plan, n.v_money,
			n.digest, n.state, 1, coalesce(n.ladder, '{}'), n.override
		from unnest(p_quotes) n where n.version = 0 and n.case_id <> all(v_refused_cases);
	end if;
	if cardinality(p_approvals) > 0 then
		update docket.approval r set role = n.role, level = n.level, due_at = n.due_at, state = n.state, decided_by = n.decided_by,
			decided_at = n.decided_at, reason = n.reason, to_id = n.to_id, to_words = n.to_words, told = n.told,
			version = n.version + 1
		from unnest(p_approvals) n
		where r.tenant_id = p_tenant and r.approval_id = n.approval_id and n.version > 0 and n.case_id <> all(v_refused_cases);
		insert into docket.approval (tenant_id, approval_id, quote_id, case_id, asked_by, asked_at, ask_words, role, level, due_at,
			state, decided_by, decided_at, reason, digest, tty, version)
		select p_tenant, n.approval_id, n.quote_id, n.case_id, n.asked_by, n.asked_at, n.ask_words, n.role, coalesce(n.level, 1),
			n.due_at, n.state, n.decided_by, n.decided_at, n.reason, n.digest, n.tty, 1
		from unnest(p_approvals) n where n.version = 0 and n.case_id <> all(v_refused_cases);
	end if;
	if cardinality(p_letters) > 0 then
		update docket.letter r set party_id = n.party_id, template_version = n.template_version, variant = n.variant, language = n.language,
			mark = n.mark, to_mail = n.to_mail, hook = n.hook, title = n.title, body = n.body, state = n.state, drafted_at = n.drafted_at,
			by_person = n.by_person, released_at = n.released_at, delay_s = n.delay_s, eta_at = n.eta_at, promise_at = n.promise_at,
			version = n.version + 1
		from unnest(p_letters) n
		where r.tenant_id = p_tenant and r.letter_id = n.letter_id and n.version > 0 and n.case_id <> all(v_refused_cases);
		insert into docket.letter (tenant_id, letter_id, case_id, subject_id, party_id, role, recipient, template, template_version, variant,
			language, mark, to_mail, hook, title, body, state, drafted_at, by_person, released_at, delay_s, eta_at, promise_at, version)
		select p_tenant, n.letter_id, n.case_id, n.subject_id, n.party_id, n.role, n.recipient, n.template, coalesce(n.template_version, 0),
			n.variant, n.language, n.mark, n.to_mail, n.hook, n.title, n.body, n.state, n.drafted_at, n.by_person, n.released_at,
			coalesce(n.delay_s, 0), n.eta_at, n.promise_at, 1
		from unnest(p_letters) n where n.version = 0 and n.case_id <> all(v_refused_cases);
	end if;
	if cardinality(p_effects) > 0 then
		update docket.effect r set state = n.state, run_at = coalesce(n.run_at, r.run_at), done_at = n.done_at,
			receipt = n.receipt, last_error = n.last_error, version = n.version + 1
		from unnest(p_effects) n
		where r.tenant_id = p_tenant and r.effect_id = n.effect_id and n.version > 0 and n.case_id <> all(v_refused_cases);
		insert into docket.effect (tenant_id, effect_id, case_id, quote_id, letter_id, interface_id, kind, key, ord, words, payload,
			state, attempts, fence, run_at, sent_at, done_at, receipt, last_error, version, due_at)
		select p_tenant, n.effect_id, n.case_id, n.quote_id, n.letter_id, coalesce(n.interface_id, 0), n.kind, n.key,
			coalesce(n.ord, 1), n.words, coalesce(n.payload, ''), n.state, 0, 0, coalesce(n.run_at, clock_timestamp()), n.sent_at,
			n.done_at, n.receipt, n.last_error, 1, coalesce(n.run_at, clock_timestamp())
		from unnest(p_effects) n where n.version = 0 and n.case_id <> all(v_refused_cases)
		on conflict (tenant_id, key) do nothing;
	end if;

	-- Events, dead letters, what they came from.
	if cardinality(p_events) > 0 then
		insert into docket.event (tenant_id, event_id, interface_id, message_id, item, partner_key, type, subject_id, subject_kind,
			subject_ref, milestone, stop, nature, at, known_at, stored_at, retracts, reason, side, place, words, source, person_id,
			attrs, digest, state)
		select p_tenant, n.event_id, n.interface_id, n.message_id, coalesce(n.item, 0), n.partner_key, n.type, n.subject_id,
			n.subject_kind, n.subject_ref, n.milestone, coalesce(n.stop, 0), n.nature, n.at, coalesce(n.known_at, p_at), now(),
			n.retracts, n.reason, n.side, n.place, n.words, n.source, n.person_id, coalesce(n.attrs, '{}'), coalesce(n.digest, ''),
			n.state
		from unnest(p_events) n where n.subject_id is null or n.subject_id <> all(v_refused);
	end if;
	if cardinality(p_event_ids) > 0 then
		update docket.event e set state = coalesce(n.state, 'applied'), subject_id = coalesce(n.subject_id, e.subject_id)
		from unnest(p_event_ids, p_event_states, p_event_subjects) n(event_id, state, subject_id)
		where e.tenant_id = p_tenant and e.event_id = n.event_id
			and coalesce(n.subject_id, e.subject_id, -1) <> all(v_refused);
	end if;
	if cardinality(p_deads) > 0 then
		update docket.dead r set reason = n.reason, place = n.place, subject_ref = n.subject_ref, refs = n.refs,
			tried = coalesce(n.tried, 0), case_id = n.case_id, state = n.state, mended = n.mended, by_person = n.by_person, version = n.version + 1
		from unnest(p_deads) n
		where r.tenant_id = p_tenant and r.dead_id = n.dead_id and r.version = n.version and n.version > 0;
		insert into docket.dead (tenant_id, dead_id, interface_id, message_id, item, at, reason, place, subject_ref, refs, tried, case_id,
			state, mended, by_person, version)
		select p_tenant, n.dead_id, coalesce(n.interface_id, 0), coalesce(n.message_id, 0), coalesce(n.item, 0), coalesce(n.at, p_at),
			n.reason, n.place, n.subject_ref, n.refs, coalesce(n.tried, 0), n.case_id, n.state, n.mended, n.by_person, 1
		from unnest(p_deads) n where coalesce(n.version, 0) = 0 and (n.case_id is null or n.case_id <> all(v_refused_cases))
		on conflict (tenant_id, dead_id) do nothing;
	end if;
	if cardinality(p_messages_done) > 0 then
		if cardinality(v_refused) > 0 then
			v_ids := array(select n.message_id from unnest(p_events) n where n.subject_id = any(v_refused) and n.message_id is not null);
		else
			v_ids := '{}';
		end if;
		update docket.message m set state = 'decoded' from unnest(p_messages_done) n
		where m.tenant_id = p_tenant and m.message_id = n and m.state = 'stored' and n <> all(v_ids);
	end if;
	if cardinality(p_interface_ids) > 0 then
		update docket.interface i set state = n.state, version = i.version + 1
		from unnest(p_interface_ids, p_interface_states) n(interface_id, state)
		where i.tenant_id = p_tenant and i.interface_id = n.interface_id and i.state <> n.state and i.state <> 'stopped';
	end if;

	-- What others must look at again: the cases of the batch; open cases of its subjects, and those with a changed row below; approvals;
	-- interfaces.
	if cardinality(v_case_ids) > 0 then
		select coalesce(array_agg(docket.change_of('case', n.case_id, case when n.state = any(live) then 'put' else 'gone' end, n.desk,
			coalesce(x.code, ''), coalesce(nullif(v_desks[array_position(v_held, n.case_id)], n.desk), ''))), '{}') into v_changes
		from unnest(p_cases) n
		cross join lateral (select w.site_id from docket.subject w where w.tenant_id = p_tenant and w.subject_id = n.subject_id offset 0) s
		left join lateral (select w.code from docket.site w where w.tenant_id = p_tenant and w.site_id = s.site_id offset 0) x on true
		where n.subject_id <> all(v_refused);
	end if;
	v_below := array(select distinct u from unnest(array(select n.case_id from unnest(p_clocks) n) || array(select n.case_id from unnest(p_tasks) n)
		|| array(select n.case_id from unnest(p_quotes) n) || array(select n.case_id from unnest(p_approvals) n)
		|| array(select n.case_id from unnest(p_effects) n) || array(select n.case_id from unnest(p_letters) n)
		|| array(select n.case_id from unnest(p_steps) n)) u
		where u <> all(v_case_ids) and u <> all(v_refused_cases));
	if cardinality(v_known) > 0 or cardinality(v_below) > 0 then
		with touched as (
			select c.case_id from unnest(v_known) n
			cross join lateral (select o.case_id from docket.case_open o where o.tenant_id = p_tenant and o.subject_id = n offset 0) c
			where c.case_id <> all(v_case_ids) and c.case_id <> all(v_refused_cases)
			union select u from unnest(v_below) u)
		select array_agg(docket.change_of('case', t.case_id, case when c.state = any(live) then 'put' else 'gone' end, c.desk,
			coalesce(x.code, ''), '')) into v_more
		from touched t
		cross join lateral (select o.subject_id, o.state, o.desk from docket.case_open o
			where o.tenant_id = p_tenant and o.case_id = t.case_id offset 0) c
		cross join lateral (select w.site_id from docket.subject w where w.tenant_id = p_tenant and w.subject_id = c.subject_id offset 0) s
		left join lateral (select w.code from docket.site w where w.tenant_id = p_tenant and w.site_id = s.site_id offset 0) x on true;
		v_changes := v_changes || coalesce(v_more, '{}');
	end if;
	if cardinality(v_moved) > 0 then
		select array_agg(docket.change_of('case', c.case_id, 'gone', c.desk, coalesce(x.code, ''), '')) into v_more
		from unnest(v_moved, v_moved_from) m(subject_id, site_id)
		join docket.case_open c on c.tenant_id = p_tenant and c.subject_id = m.subject_id
		join docket.site x on x.tenant_id = p_tenant and x.site_id = m.site_id;
		v_changes := coalesce(v_more, '{}') || v_changes;
	end if;
	if cardinality(p_approvals) > 0 then
		select array_agg(docket.change_of('approval', n.approval_id, 'put', c.desk, coalesce(x.code, ''), '')) into v_more
		from unnest(p_approvals) n
		left join docket.case_open c on c.tenant_id = p_tenant and c.case_id = n.case_id
		left join docket.subject s on s.tenant_id = p_tenant and s.subject_id = c.subject_id
		left join docket.site x on x.tenant_id = p_tenant and x.site_id = s.site_id
		where n.case_id <> all(v_refused_cases);
		v_changes := v_changes || coalesce(v_more, '{}');
	end if;
	if cardinality(p_deads) > 0 or cardinality(p_interface_ids) > 0 then
		select array_agg(docket.change_of('interface', u.id, 'put', '', '', '')) into v_more
		from (select n.interface_id from unnest(p_deads) n union select unnest(p_interface_ids)) u(id) where u.id is not null;
		v_changes := v_changes || coalesce(v_more, '{}');
	end if;

	if cardinality(v_changes) > 0 or cardinality(v_audits) > 0 or cardinality(v_acts) > 0 then
		v_seq := docket.head_write(p_tenant, v_acts, v_audits, v_changes);
	end if;
	if cardinality(v_acts) > 0 then
		-- What a request or a decision came to was said when it was made.
		update docket.act a set state = coalesce(n.state, 'folded'), seq = v_seq,
			answer = case when a.kind in ('request', 'decide') then a.answer else coalesce(nullif(n.answer, ''), a.answer) end
		from unnest(p_acts, p_act_answers, p_act_states) n(act_id, answer, state)
		where a.tenant_id = p_tenant and a.act_id = n.act_id and n.act_id = any(v_acts);
	end if;
	-- What was written is known to docket.measure_grown at once, not a second later.
	perform pg_stat_force_next_flush();
	return query select distinct u from unnest(v_refused) u;
end $$;

-- ---------------------------------------------------------------- upkeep

-- The partitions of a month or day ahead; drops those older than they are kept (min_seq of each head follows the changes). Ranges for which
-- rows stand in the default partition stay there. Runs with the owner's rights: it makes and drops tables.
create or replace function docket.upkeep_partitions() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	r docket.retention;
	v_from timestamptz;
	v_step interval;
	v_name text;
	v_old record;
	v_done int := 0;
begin
	for r in select * from docket.retention order by name loop
		v_step := ('1 ' || r.period)::interval;
		for i in 0 .. case r.period when 'day' then 7 else 2 end loop
			v_from := date_trunc(r.period, now() at time zone 'UTC') at time zone 'UTC';
			v_from := (v_from at time zone 'UTC' + i * v_step) at time zone 'UTC';
			v_name := r.name || '_' || to_char(v_from at time zone 'UTC', case r.period when 'day' then 'YYYYMMDD' else 'YYYYMM' end);
			continue when to_regclass('docket.' || quote_ident(v_name)) is not null;
			begin
				execute format('create table docket.%I partition of docket.%I for values from (%L) to (%L)', v_name, r.name,
					v_from, (v_from at time zone 'UTC' + v_step) at time zone 'UTC');
				v_done := v_done + 1;
			exception when check_violation or duplicate_table or invalid_object_definition then null;
			end;
		end loop;
		continue when r.keep is null;
		for v_old in select k.relname from pg_inherits i join pg_class k on k.oid = i.inhrelid
			where i.inhparent = ('docket.' || quote_ident(r.name))::regclass and k.relname ~ ('^' || r.name || '_[0-9]+$')
			and k.relname < r.name || '_' || to_char((now() - r.keep) at time zone 'UTC', case r.period when 'day' then 'YYYYMMDD' else 'YYYYMM' end)
		loop
			if r.name = 'change' then
				execute format('update docket.tenant_head h set min_seq = greatest(h.min_seq, x.top + 1) from (select tenant_id, max(seq) as top
					from docket.%I group by tenant_id) x where h.tenant_id = x.tenant_id', v_old.relname);
			end if;
			execute format('drop table docket.%I', v_old.relname);
			v_done := v_done + 1;
		end loop;
	end loop;
	return v_done;
end $$;

-- What must be done now and then, by one engine: partitions; tickets and presence that ran out; old intake keys; sessions of operators
-- that sit in an open transaction for 5 s, or whose rights ended, are ended. Returns how many things it did.
create or replace function docket.upkeep() returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_done int := docket.upkeep_partitions();
	v_more int;
begin
	delete from docket.ticket t where t.expires_at < clock_timestamp();
	get diagnostics v_more = row_count;
	v_done := v_done + v_more;
	delete from docket.presence p where p.expires_at < clock_timestamp();
	delete from docket.pin_guard g where g.until < clock_timestamp() - interval '1 hour';
	delete from docket.intake_conflict k where k.stored_at < now() - interval '90 days';
	select count(pg_terminate_backend(a.pid)) into v_more
	from pg_stat_activity a
	join docket.login l on l.login = a.usename
	where a.datname = current_database() and a.pid <> pg_backend_pid()
		and ((a.state like 'idle in transaction%' and a.state_change < clock_timestamp() - interval '5 s') or l.ended_at is not null);
	return v_done + v_more;
end $$;

-- Takes a ticket, which works once: whose it is, or no row.
create or replace function docket.ticket_take(p_ticket text) returns table (login name, person_id int)
language sql set search_path = pg_catalog, pg_temp as $$
	with taken as (
		delete from docket.ticket t where t.hash = sha256(convert_to(p_ticket, 'UTF8'))
		returning t.login, t.person_id, t.expires_at)
	select t.login, t.person_id from taken t
	join docket.login l on l.login = t.login and l.ended_at is null
	where t.expires_at > clock_timestamp()
$$;

-- ---------------------------------------------------------------- for the admin: tenants, texts

-- A new tenant; returns its id. p_clock: real, scaled (p_rate tenant seconds a second from p_base on) or driven (stands at p_base).
create or replace function docket.create_tenant(p_name text, p_title text, p_zone text default 'UTC', p_currency text default 'EUR',
	p_clock text default 'real', p_base timestamptz default null, p_rate int default 1, p_is_simulated boolean default false,
	p_go_live timestamptz default '-infinity') returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_tenant int;
begin
	if p_name !~ '^[a-z][a-z0-9-]{0,39}$' then
		raise exception 'a tenant''s name is small letters, digits and -: %', p_name using errcode = 'DKINV';
	elsif not exists (select 1 from pg_timezone_names z where z.name = p_zone) then
		raise exception 'there is no time zone %', p_zone using errcode = 'DKINV';
	elsif p_currency !~ '^[A-Z]{3}$' then
		raise exception 'a currency has three capital letters: %', p_currency using errcode = 'DKINV';
	elsif exists (select 1 from docket.tenant t where t.name = p_name) then
		raise exception 'there is a tenant % already', p_name using errcode = 'DKEXI';
	end if;
	lock table docket.tenant in share row exclusive mode;
	select coalesce(max(t.tenant_id), 0) + 1 into v_tenant from docket.tenant t;
	insert into docket.tenant (tenant_id, name, title, zone, currency, channel, go_live_at, is_simulated)
	values (v_tenant, p_name, p_title, p_zone, p_currency, 'd' || replace(gen_random_uuid()::text, '-', ''), p_go_live, p_is_simulated);
	insert into docket.tenant_clock (tenant_id, kind, base_at, real_at, rate)
	values (v_tenant, p_clock, coalesce(p_base, clock_timestamp()), clock_timestamp(), p_rate);
	execute format('create sequence docket.%I start 4000000000000000', 'own_id_' || v_tenant);
	execute format('alter sequence docket.%I owner to docket_owner', 'own_id_' || v_tenant);
	execute format('grant usage, select on sequence docket.%I to docket_engine', 'own_id_' || v_tenant);
	insert into docket.tenant_head (tenant_id) values (v_tenant);
	insert into docket.id_block (tenant_id, what, next) values (v_tenant, 'id', 1), (v_tenant, 'case_no', 10001);
	perform docket.admin_note(v_tenant, 'tenant added', 'tenant', v_tenant, array['name', p_name, 'zone', p_zone, 'currency', p_currency]);
	perform pg_notify('docket_engine', 'tenant');
	return v_tenant;
end $$;

-- The audit row and the change of something that an admin did.
create or replace function docket.admin_note(p_tenant int, p_what text, p_kind text, p_id bigint, p_fields text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform docket.head_write(p_tenant, '{}', array[(p_tenant, docket.own_id(p_tenant), null, docket.tenant_now(p_tenant),
		now(), null, session_user, '', p_what, p_kind, p_id, null, null, p_fields, null)::docket.audit],
		array[docket.change_of(p_kind, p_id, 'put', '', '', '')]);
end $$;

-- The id of a tenant by its name, or a refusal.
create or replace function docket.tenant_id_of(p_name text) returns int
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v int;
begin
	select t.tenant_id into v from docket.tenant t where t.name = p_name;
	if v is null then
		raise exception 'there is no tenant %', p_name using errcode = 'DKNFD';
	end if;
	return v;
end $$;

-- A new version of a text; returns its number. With p_in_force it replaces the one in force; a policy brings its compiled rules.
-- The same body as the one in force is not stored again.
create or replace function docket.text_put(p_tenant int, p_kind text, p_name text, p_body text, p_by int, p_second int,
	p_in_force boolean default true, p_rules docket.action_rule[] default null) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_version int;
begin
	select t.version into v_version from docket.text_version t
	where t.tenant_id = p_tenant and t.kind = p_kind and t.name = p_name and t.in_force and t.body = p_body;
	if v_version is null then
		select coalesce(max(t.version), 0) + 1 into v_version from docket.text_version t
		where t.tenant_id = p_tenant and t.kind = p_kind and t.name = p_name;
		insert into docket.text_version (tenant_id, kind, name, version, body, by_person, second_person)
		values (p_tenant, p_kind, p_name, v_version, p_body, p_by, p_second);
	end if;
	if p_in_force then
		perform docket.text_in_force(p_tenant, p_kind, p_name, v_version, p_second, p_rules);
	end if;
	return v_version;
end $$;

-- Puts a stored version in force, with the rules that a policy was compiled to (null = leave them).
create or replace function docket.text_in_force(p_tenant int, p_kind text, p_name text, p_version int, p_second int,
	p_rules docket.action_rule[] default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_now timestamptz := clock_timestamp();
begin
	update docket.text_version t set in_force = false
	where t.tenant_id = p_tenant and t.kind = p_kind and t.name = p_name and t.in_force and t.version <> p_version;
	update docket.text_version t set in_force = true, second_person = coalesce(p_second, t.second_person),
		in_force_at = case when t.in_force then t.in_force_at else v_now end
	where t.tenant_id = p_tenant and t.kind = p_kind and t.name = p_name and t.version = p_version;
	if not found then
		raise exception 'there is no version % of % %', p_version, p_kind, p_name using errcode = 'DKNFD';
	end if;
	if p_rules is not null then
		delete from docket.action_rule r where r.tenant_id = p_tenant;
		insert into docket.action_rule (tenant_id, action, role, approve_role, shipment_minor, currency, approve_s, cap_minor, batch_most,
			batch_minor, batch_each_minor)
		select p_tenant, r.action, r.role, r.approve_role, r.shipment_minor, r.currency, r.approve_s, coalesce(r.cap_minor, 0),
			coalesce(r.batch_most, 0), coalesce(r.batch_minor, 0), coalesce(r.batch_each_minor, 0)
		from unnest(p_rules) r;
	end if;
	perform docket.admin_note(p_tenant, p_kind || ' in force', 'policy', p_version,
		array['kind', p_kind, 'name', p_name, 'version', p_version::text]);
	perform pg_notify('docket_engine', 'text');
end $$;

-- ---------------------------------------------------------------- for the admin: people

-- A person with a first login. The PostgreSQL role is made here, by the caller's own right to make roles: no login of docket
-- has it. p_is_station: a shared terminal; its person is the station itself, and acts name theirs by badge.
create or replace function docket.operator_add(p_login text, p_short text, p_name text, p_mail text default '', p_phone text default '',
	p_is_station boolean default false) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_person int;
begin
	if p_short !~ '^[a-z][a-z0-9._-]{0,15}$' then
		raise exception 'a short name is up to 16 small letters and digits: %', p_short using errcode = 'DKINV';
	end if;
	select p.person_id into v_person from docket.person p where p.short = p_short;
	if v_person is null then
		lock table docket.person in share row exclusive mode;
		select coalesce(max(p.person_id), 0) + 1 into v_person from docket.person p;
		insert into docket.person (person_id, short, name, mail, phone) values (v_person, p_short, p_name, p_mail, p_phone);
	end if;
	perform docket.operator_login(p_short, p_login, p_is_station);
	return v_person;
end $$;

-- One more login for a person that is there.
create or replace function docket.operator_login(p_short text, p_login text, p_is_station boolean default false) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_person int;
begin
	select p.person_id into v_person from docket.person p where p.short = p_short;
	if v_person is null then
		raise exception 'there is nobody called %', p_short using errcode = 'DKNFD';
	elsif docket.is_program(v_person) then
		raise exception '% is a program: it has the one login of its kind', p_short using errcode = 'DKINV';
	elsif p_login !~ '^[a-z_][a-z0-9._-]{0,62}$' or p_login ~ '^(pg_|docket_)' then
		raise exception 'not a name for a login: %', p_login using errcode = 'DKINV';
	elsif exists (select 1 from docket.login l where l.login = p_login and l.person_id <> v_person) then
		raise exception 'the login % is somebody else''s', p_login using errcode = 'DKEXI';
	end if;
	if not exists (select 1 from pg_roles r where r.rolname = p_login) then
		execute format('create role %I login', p_login);
	elsif exists (select 1 from pg_roles r where r.rolname = p_login
			and (r.rolsuper or r.rolcreaterole or r.rolbypassrls or r.rolcreatedb or r.rolreplication)) then
		raise exception 'the role % may too much to be an operator''s', p_login using errcode = 'DKDEN';
	end if;
	execute format('grant docket_operator to %I', p_login);
	execute format('alter role %I login', p_login);
	insert into docket.login (login, person_id, is_station) values (p_login, v_person, p_is_station)
	on conflict (login) do update set ended_at = null, is_station = excluded.is_station;
end $$;

-- Ends a login at once: no new sessions, the open ones are ended, tickets and keys are gone. A program is ended by its short name, too.
create or replace function docket.operator_end(p_login text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_login name;
begin
	select l.login into v_login from docket.login l where l.login in (p_login, 'docket_api_' || p_login) order by l.login <> p_login limit 1;
	if v_login is null then
		raise exception 'there is no login %', p_login using errcode = 'DKNFD';
	end if;
	update docket.login l set ended_at = clock_timestamp() where l.login = v_login;
	delete from docket.ticket t where t.login = v_login;
	update docket.api_key k set ended_at = x.ended_at from docket.login x
	where x.login = v_login and x.is_program and k.person_id = x.person_id and k.ended_at is null;
	execute format('alter role %I nologin', v_login);
	execute format('revoke docket_operator from %I', v_login);
	perform pg_notify('docket_engine', 'key');
	perform pg_terminate_backend(a.pid) from pg_stat_activity a where a.usename = v_login;
end $$;

-- Gives or changes one role of a person at a tenant: desk, sites (null = all), and limits in the tenant's currency. A null limit of an
-- existing row stays as it is.
create or replace function docket.member_set(p_tenant int, p_short text, p_role text, p_desk text default null, p_sites text[] default null,
	p_ask bigint default null, p_approve bigint default null, p_day bigint default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_person int;
begin
	select p.person_id into v_person from docket.person p where p.short = p_short;
	if v_person is null then
		raise exception 'there is nobody called %', p_short using errcode = 'DKNFD';
	elsif least(p_ask, p_approve, p_day) < 0 then
		raise exception 'a limit is not below 0' using errcode = 'DKINV';
	elsif p_approve > 0 and docket.is_program(v_person) then
		raise exception '% is a program: only people approve', p_short using errcode = 'DKDEN';
	end if;
	-- What may be approved is never raised for what was asked before.
	insert into docket.member as m (tenant_id, person_id, role, desk, sites, ask_minor, approve_minor, day_minor, raised_at)
	values (p_tenant, v_person, p_role, coalesce(p_desk, p_role), p_sites, coalesce(p_ask, 0), coalesce(p_approve, 0), coalesce(p_day, 0),
		clock_timestamp())
	on conflict (tenant_id, person_id, role) do update set desk = coalesce(p_desk, m.desk), sites = p_sites,
		ask_minor = coalesce(p_ask, m.ask_minor), approve_minor = coalesce(p_approve, m.approve_minor),
		day_minor = coalesce(p_day, m.day_minor), ended_at = null,
		raised_at = case when p_approve > m.approve_minor or m.ended_at is not null then clock_timestamp() else m.raised_at end;
	perform docket.member_changed(p_tenant, v_person, 'member set', array['person', p_short, 'role', p_role, 'desk', p_desk,
		'sites', array_to_string(p_sites, ' '), 'ask', p_ask::text, 'approve', p_approve::text, 'day', p_day::text]);
end $$;

-- Ends one role of a person at a tenant, or all of them (p_role null).
create or replace function docket.member_end(p_tenant int, p_short text, p_role text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_server constant timestamptz := clock_timestamp();
	v_person int;
begin
	update docket.member m set ended_at = v_server from docket.person p
	where p.short = p_short and m.person_id = p.person_id and m.tenant_id = p_tenant and m.ended_at is null
		and (p_role is null or m.role = p_role)
	returning p.person_id into v_person;
	if v_person is null then
		raise exception '% has no such role here', p_short using errcode = 'DKNFD';
	end if;
	perform docket.member_changed(p_tenant, v_person, 'member ended', array['person', p_short, 'role', p_role]);
end $$;

-- Lets p_to decide in p_from's place up to a limit and for a time (tenant time).
create or replace function docket.delegation_add(p_tenant int, p_from text, p_to text, p_limit bigint, p_from_at timestamptz,
	p_to_at timestamptz) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_from int;
	v_to int;
begin
	select p.person_id into v_from from docket.person p where p.short = p_from;
	select p.person_id into v_to from docket.person p where p.short = p_to;
	if v_from is null or v_to is null then
		raise exception 'there is nobody called %', case when v_from is null then p_from else p_to end using errcode = 'DKNFD';
	elsif v_from = v_to or p_from_at >= p_to_at or p_limit < 0 or docket.is_program(v_to) then
		raise exception 'a delegation goes to another person, for a time' using errcode = 'DKINV';
	end if;
	insert into docket.delegation (tenant_id, from_id, to_id, limit_minor, from_at, to_at)
	values (p_tenant, v_from, v_to, p_limit, p_from_at, p_to_at)
	on conflict (tenant_id, from_id, to_id, from_at) do update set limit_minor = excluded.limit_minor, to_at = excluded.to_at;
	perform docket.member_changed(p_tenant, v_to, 'delegation', array['from', p_from, 'to', p_to, 'limit', p_limit::text,
		'until', p_to_at::text]);
end $$;

-- A person's badge, and its PIN (null = none), which is kept salted and hashed.
create or replace function docket.badge_set(p_short text, p_badge text, p_pin text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_salt constant text := replace(gen_random_uuid()::text, '-', '');
begin
	update docket.person p set badge = p_badge,
		pin_hash = v_salt || ':' || encode(sha256(convert_to(v_salt || p_pin, 'UTF8')), 'hex')
	where p.short = p_short and not p.is_program;
	if not found then
		raise exception 'there is nobody called %', p_short using errcode = 'DKNFD';
	end if;
end $$;

-- The audit row and the change of a person's rights; her tickets end.
create or replace function docket.member_changed(p_tenant int, p_person int, p_what text, p_fields text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	delete from docket.ticket t where t.person_id = p_person;
	perform docket.admin_note(p_tenant, p_what, 'member', p_person, (select array_agg(coalesce(f, '') order by n)
		from unnest(p_fields) with ordinality u(f, n)));
	perform pg_notify('docket_engine', 'member');
end $$;

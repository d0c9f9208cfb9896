-- What `docket load` calls: history as events that wait for the engine, in the order in which they were known.

-- The interface that a file is loaded through; made at its first use. Returns its id.
create or replace function docket.load_interface(p_tenant int, p_name text, p_title text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_id bigint;
begin
	select i.interface_id into v_id from docket.interface i where i.tenant_id = p_tenant and i.name = p_name;
	if v_id is null then
		v_id := docket.take_ids(p_tenant, 'id', 1);
		insert into docket.interface (tenant_id, interface_id, name, title, kind)
		values (p_tenant, v_id, p_name, p_title, 'load');
		perform docket.admin_note(p_tenant, 'interface added', 'interface', v_id, array['name', p_name, 'kind', 'load']);
		perform pg_notify('docket_engine', 'text');
	end if;
	return v_id;
end $$;

-- Stores events whose keys are new as pending, in their order, and with p_to moves the tenant's driven clock there, in one transaction: so no
-- deadline is judged at a time whose events are not there yet. Of p_events tenant_id, event_id, interface_id, subject_id, stored_at and
-- state are not read. The same file twice changes nothing.
create or replace function docket.load_events(p_tenant int, p_interface bigint, p_events docket.event[], p_to timestamptz default null,
	out loaded bigint, out same bigint, out conflicts bigint)
language plpgsql set search_path = pg_catalog, pg_temp
set enable_hashjoin = off set enable_mergejoin = off as $$
declare
	v_keys text[];
	v_all constant bigint := cardinality(p_events);
	v_first bigint;
begin
	with taken as (
		insert into docket.intake_key as k (tenant_id, interface_id, partner_key, digest, message_id, item, stored_at)
		select p_tenant, p_interface, e.partner_key, e.digest, 0, 0, now() from unnest(p_events) e order by e.partner_key
		on conflict (tenant_id, interface_id, partner_key) do nothing
		returning k.partner_key)
	select coalesce(array_agg(t.partner_key), '{}') into v_keys from taken t;
	loaded := cardinality(v_keys);
	select count(*) into conflicts from unnest(p_events) e
	join docket.intake_key k on k.tenant_id = p_tenant and k.interface_id = p_interface and k.partner_key = e.partner_key
	where loaded < v_all and k.digest <> e.digest;
	same := v_all - loaded - conflicts;
	if loaded > 0 then
		v_first := docket.take_ids(p_tenant, 'id', v_all);
		insert into docket.event (tenant_id, event_id, interface_id, message_id, item, partner_key, type, subject_id, subject_kind, subject_ref,
			milestone, stop, nature, at, known_at, stored_at, retracts, reason, side, place, words, source, person_id, attrs, digest, state)
		select p_tenant, v_first + e.n - 1, p_interface, null, 0, e.partner_key, e.type, null, e.subject_kind, e.subject_ref,
			e.milestone, coalesce(e.stop, 0), e.nature, e.at, e.known_at, now(), e.retracts, e.reason, e.side, e.place, e.words, e.source, null,
			e.attrs, e.digest, 'pending'
		from rows from (unnest(p_events)) with ordinality as e(tenant_id, event_id, interface_id, message_id, item, partner_key, type, subject_id,
			subject_kind, subject_ref, milestone, stop, nature, at, known_at, stored_at, retracts, reason, side, place, words, source, person_id,
			attrs, digest, state, n)
		where loaded = v_all or e.partner_key in (select unnest(v_keys));
	end if;
	if p_to > docket.tenant_now(p_tenant) then
		perform docket.advance_clock(p_tenant, p_to);
	else
		perform pg_notify('docket_engine', 'act');
	end if;
end $$;

-- Nothing is left to decide up to the tenant's time; events that are known only later may wait.
create or replace function docket.is_caught_up(p_tenant int) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v_now constant timestamptz := docket.tenant_now(p_tenant);
begin
	return not exists (select 1 from docket.event e where e.tenant_id = p_tenant and e.state = 'pending' and e.known_at <= v_now)
		and not exists (select 1 from docket.subject s where s.tenant_id = p_tenant and s.wake_at <= v_now and s.wake_at is not null);
end $$;

do $do$
declare
	v text;
begin
	foreach v in array array['docket.load_interface(int, text, text)', 'docket.load_events(int, bigint, docket.event[], timestamptz)',
			'docket.is_caught_up(int)'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
		execute format('grant execute on function %s to docket_engine', v);
	end loop;
end $do$;

-- What the text of an interface says, put in force as its row; a new one is made. p_said: name, value, ... as data/model/interface_line.h
-- has them; those without a column of their own are kept as settings. Returns its id.
create or replace function docket.interface_put(p_tenant int, p_name text, p_direction text, p_said text[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_said jsonb := jsonb_object(p_said);
	v_party text := coalesce(jsonb_object(p_said)->>'party', '');
	v_id bigint;
	v_party_id bigint;
begin
	if p_name !~ '^[a-z0-9][a-z0-9._-]{0,39}$' then
		raise exception 'an interface''s name is small letters, digits, dots and -: %', p_name using errcode = 'DKINV';
	end if;
	if v_party <> '' then
		select p.party_id into v_party_id from docket.party p
		where p.tenant_id = p_tenant and p.kind = split_part(v_party, ':', 1) and p.code = split_part(v_party, ':', 2);
		if v_party_id is null then
			raise exception 'there is no party %', v_party using errcode = 'DKNFD';
		end if;
	end if;
	select i.interface_id into v_id from docket.interface i where i.tenant_id = p_tenant and i.name = p_name;
	if v_id is null then
		v_id := docket.take_ids(p_tenant, 'id', 1);
		insert into docket.interface (tenant_id, interface_id, name, title) values (p_tenant, v_id, p_name, p_name);
	end if;
	-- What it would raise is counted anew from here.
	delete from docket.shadow_raise s where s.tenant_id = p_tenant and s.interface_id = v_id and v_said->>'mode' = 'shadow'
		and exists (select 1 from docket.interface i where i.tenant_id = p_tenant and i.interface_id = v_id and i.mode <> 'shadow');
	update docket.interface i set title = coalesce(v_said->>'title', p_name), direction = p_direction, kind = coalesce(v_said->>'kind', 'http'),
		party_id = v_party_id, mapping = coalesce(v_said->>'mapping', ''), mode = coalesce(v_said->>'mode', 'test'),
		secret = coalesce(v_said->>'secret', ''), secret_next = coalesce(v_said->>'secret-next', ''), url = coalesce(v_said->>'url', ''),
		key_header = coalesce(v_said->>'key-header', ''), ask_url = coalesce(v_said->>'ask-url', ''),
		rhythm_s = coalesce((v_said->>'rhythm')::int, 0), folder = coalesce(v_said->>'folder', ''),
		file_id = case when v_said->>'file-id' = 'name' then 'name' else '' end,
		settings = (select coalesce(array_agg(u.x order by e.n, u.k), '{}')
			from jsonb_each_text(v_said) with ordinality e(name, value, n), unnest(array[e.name, e.value]) with ordinality u(x, k)
			where e.name not in ('title', 'kind', 'party', 'mapping', 'mode', 'secret', 'secret-next', 'url', 'key-header', 'ask-url',
				'rhythm', 'folder', 'file-id')),
		version = i.version + 1
	where i.tenant_id = p_tenant and i.interface_id = v_id;
	perform docket.interface_as_subject(p_tenant, v_id);
	perform docket.admin_note(p_tenant, 'interface in force', 'interface', v_id, array['name', p_name] || p_said);
	perform pg_notify('docket_engine', 'text');
	return v_id;
end $$;
do $do$
begin
	execute 'alter function docket.interface_put(int, text, text, text[]) owner to docket_owner';
	execute 'revoke all on function docket.interface_put(int, text, text, text[]) from public';
end $do$;

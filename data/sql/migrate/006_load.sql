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

-- ---------------------------------------------------------------- master data

-- A party of the client by kind and code, a site by its code, or a refusal that names the row.
create or replace function docket.master_party(p_tenant int, p_kind text, p_code text, p_line text) returns bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v bigint;
begin
	select p.party_id into v from docket.party p where p.tenant_id = p_tenant and p.kind = p_kind and p.code = p_code;
	if v is null then
		raise exception 'line %: there is no % %', p_line, p_kind, p_code using errcode = 'DKNFD', hint = 'put the parties in force first';
	end if;
	return v;
end $$;
create or replace function docket.master_site(p_tenant int, p_code text, p_line text) returns bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v bigint;
begin
	select s.site_id into v from docket.site s where s.tenant_id = p_tenant and s.code = p_code;
	if v is null then
		raise exception 'line %: there is no site %', p_line, p_code using errcode = 'DKNFD', hint = 'put the sites in force first';
	end if;
	return v;
end $$;

-- What a cell says where the file has the column, else what is there.
create or replace function docket.master_cell(p_row jsonb, p_name text, p_old text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select case when p_row ? p_name then p_row->>p_name else p_old end
$$;

-- What became of a row: new, changed, or as it was.
create or replace function docket.master_became(p_old text, p_new text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select case when p_old is null then 'added' when p_old = p_new then 'same' else 'changed' end
$$;

-- One row of each kind. An empty cell empties, a column that the file has not keeps what is there. Nothing but the rows is locked:
-- the engines read master data whole, when they are told that it is new.
create or replace function docket.master_parties_put(p_tenant int, p_row jsonb) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	r docket.party;
	v_old text;
begin
	select p.* into r from docket.party p where p.tenant_id = p_tenant and p.kind = p_row->>'kind' and p.code = p_row->>'code';
	v_old := case when found then r::text end;
	r := (p_tenant, coalesce(r.party_id, docket.take_ids(p_tenant, 'id', 1)), p_row->>'kind', p_row->>'code', p_row->>'name',
		docket.master_cell(p_row, 'tier', coalesce(r.tier, '')), coalesce(nullif(docket.master_cell(p_row, 'zone', r.zone), ''), 'UTC'),
		docket.master_cell(p_row, 'mail', coalesce(r.mail, '')), coalesce(nullif(docket.master_cell(p_row, 'language', r.language), ''), 'en'),
		docket.master_cell(p_row, 'webhook', coalesce(r.webhook, '')));
	insert into docket.party as p values (r.*) on conflict (tenant_id, party_id) do update set name = excluded.name, tier = excluded.tier,
		zone = excluded.zone, mail = excluded.mail, language = excluded.language, webhook = excluded.webhook;
	return docket.master_became(v_old, r::text);
end $$;

create or replace function docket.master_sites_put(p_tenant int, p_row jsonb) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	r docket.site;
	v_old text;
begin
	select s.* into r from docket.site s where s.tenant_id = p_tenant and s.code = p_row->>'code';
	v_old := case when found then r::text end;
	r := (p_tenant, coalesce(r.site_id, docket.take_ids(p_tenant, 'id', 1)), p_row->>'code', p_row->>'name',
		docket.master_cell(p_row, 'city', coalesce(r.city, '')), docket.master_cell(p_row, 'country', coalesce(r.country, '')),
		p_row->>'zone', coalesce(nullif(docket.master_cell(p_row, 'kind', r.kind), ''), 'warehouse'));
	insert into docket.site as s values (r.*) on conflict (tenant_id, site_id) do update set name = excluded.name, city = excluded.city,
		country = excluded.country, zone = excluded.zone, kind = excluded.kind;
	return docket.master_became(v_old, r::text);
end $$;

create or replace function docket.master_contacts_put(p_tenant int, p_row jsonb) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	r docket.contact;
	v_old text;
	v_line text := p_row->>'line';
	v_party bigint := case when p_row->>'party' <> ''
		then docket.master_party(p_tenant, split_part(p_row->>'party', ':', 1), split_part(p_row->>'party', ':', 2), v_line) end;
	v_site bigint := case when p_row->>'site' <> '' then docket.master_site(p_tenant, p_row->>'site', v_line) end;
begin
	if v_party is null and v_site is null then
		raise exception 'line %: a contact is of a party or of a site', v_line using errcode = 'DKINV';
	end if;
	select c.* into r from docket.contact c where c.tenant_id = p_tenant and c.party_id is not distinct from v_party
		and c.site_id is not distinct from v_site and c.role = p_row->>'role' and c.name = p_row->>'name' and c.subject_id is null;
	v_old := case when found then r::text end;
	r := (p_tenant, coalesce(r.contact_id, docket.take_ids(p_tenant, 'id', 1)), v_party, v_site, null, p_row->>'role', p_row->>'name',
		docket.master_cell(p_row, 'phone', coalesce(r.phone, '')), docket.master_cell(p_row, 'mail', coalesce(r.mail, '')),
		coalesce(nullif(docket.master_cell(p_row, 'opens', r.opens_min::text), '')::int, 0),
		coalesce(nullif(docket.master_cell(p_row, 'closes', r.closes_min::text), '')::int, 1440),
		coalesce(nullif(docket.master_cell(p_row, 'zone', r.zone), ''), 'UTC'),
		coalesce(nullif(docket.master_cell(p_row, 'days', r.days), ''), '1234567'),
		docket.master_cell(p_row, 'language', coalesce(r.language, '')), docket.master_cell(p_row, 'webhook', coalesce(r.webhook, '')));
	insert into docket.contact as c values (r.*) on conflict (tenant_id, contact_id) do update set phone = excluded.phone, mail = excluded.mail,
		opens_min = excluded.opens_min, closes_min = excluded.closes_min, zone = excluded.zone, days = excluded.days,
		language = excluded.language, webhook = excluded.webhook;
	return docket.master_became(v_old, r::text);
end $$;

create or replace function docket.master_contracts_put(p_tenant int, p_row jsonb) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	r docket.contract;
	v_old text;
	v_currency text;
	v_party bigint := docket.master_party(p_tenant, 'customer', p_row->>'customer', p_row->>'line');
begin
	select c.* into r from docket.contract c where c.tenant_id = p_tenant and c.party_id = v_party and c.ref = p_row->>'ref';
	v_old := case when found then r::text end;
	v_currency := r.currency;
	r := (p_tenant, coalesce(r.contract_id, docket.take_ids(p_tenant, 'id', 1)), v_party, p_row->>'ref',
		docket.master_cell(p_row, 'words', coalesce(r.words, '')),
		nullif(docket.master_cell(p_row, 'late-hour', r.late_minor_hour::text), '')::bigint,
		nullif(docket.master_cell(p_row, 'late-most', r.late_cap_minor::text), '')::bigint,
		nullif(docket.master_cell(p_row, 'failed', r.failed_minor::text), '')::bigint,
		nullif(docket.master_cell(p_row, 'line-hour', r.line_minor_hour::text), '')::bigint,
		nullif(docket.master_cell(p_row, 'detention-hour', r.detention_minor_hour::text), '')::bigint,
		coalesce(p_row->>'currency', r.currency, (select t.currency from docket.tenant t where t.tenant_id = p_tenant)),
		nullif(docket.master_cell(p_row, 'pod-within', r.pod_due_s::text), '')::int);
	-- An amount that the file has no column for would change its currency unseen.
	if v_currency <> r.currency and not p_row ?& array['late-hour', 'late-most', 'failed', 'line-hour', 'detention-hour'] then
		raise exception 'line %: % was in % before; a file in another currency must have all its amounts', p_row->>'line', p_row->>'ref', v_currency
			using errcode = 'DKINV';
	end if;
	insert into docket.contract as c values (r.*) on conflict (tenant_id, contract_id) do update set words = excluded.words,
		late_minor_hour = excluded.late_minor_hour, late_cap_minor = excluded.late_cap_minor, failed_minor = excluded.failed_minor,
		line_minor_hour = excluded.line_minor_hour, detention_minor_hour = excluded.detention_minor_hour, currency = excluded.currency,
		pod_due_s = excluded.pod_due_s;
	return docket.master_became(v_old, r::text);
end $$;

create or replace function docket.master_rates_put(p_tenant int, p_row jsonb) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	r docket.rate;
	v_old text;
	v_line text := p_row->>'line';
	v_carrier bigint := docket.master_party(p_tenant, 'carrier', p_row->>'carrier', v_line);
	v_from bigint := docket.master_site(p_tenant, p_row->>'from', v_line);
	v_to bigint := docket.master_site(p_tenant, p_row->>'to', v_line);
	v_service text := coalesce(p_row->>'service', '');
begin
	select x.* into r from docket.rate x where x.tenant_id = p_tenant and x.from_site_id = v_from and x.to_site_id = v_to
		and x.carrier_id = v_carrier and x.mode = p_row->>'mode' and x.service = v_service;
	v_old := case when found then r::text end;
	r := (p_tenant, coalesce(r.rate_id, docket.take_ids(p_tenant, 'id', 1)), v_carrier, v_from, v_to, p_row->>'mode', v_service,
		(p_row->>'amount')::bigint, p_row->>'currency', (p_row->>'transit')::int, (p_row->>'lead')::int,
		docket.master_cell(p_row, 'ref', coalesce(r.ref, '')));
	insert into docket.rate as x values (r.*) on conflict (tenant_id, rate_id) do update set amount_minor = excluded.amount_minor,
		currency = excluded.currency, transit_s = excluded.transit_s, lead_s = excluded.lead_s, ref = excluded.ref;
	return docket.master_became(v_old, r::text);
end $$;

-- A whole file, all of it or nothing: p_rows as app/command/mastertext.h has it.
create or replace function docket.master_put(p_tenant int, p_kind text, p_file text, p_rows jsonb, out added int, out changed int, out same int)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_row jsonb;
	v_became text;
begin
	added := 0;
	changed := 0;
	same := 0;
	perform pg_advisory_xact_lock(hashtextextended('master data', p_tenant)); -- two files at once would not see each other's rows
	for v_row in select x from jsonb_array_elements(p_rows) x loop
		v_became := case p_kind when 'parties' then docket.master_parties_put(p_tenant, v_row) when 'sites' then docket.master_sites_put(p_tenant, v_row)
			when 'contacts' then docket.master_contacts_put(p_tenant, v_row) when 'contracts' then docket.master_contracts_put(p_tenant, v_row)
			when 'rates' then docket.master_rates_put(p_tenant, v_row) end;
		added := added + (v_became = 'added')::int;
		changed := changed + (v_became = 'changed')::int;
		same := same + (v_became = 'same')::int;
	end loop;
	if added + changed > 0 then
		perform docket.admin_note(p_tenant, 'master data in force', 'master', p_tenant,
			array['kind', p_kind, 'file', p_file, 'added', added::text, 'changed', changed::text]);
		perform pg_notify('docket_engine', 'text');
	end if;
end $$;

-- What is in force, a JSON object a row by the names of data/model/master.h, as it is kept.
create or replace function docket.master_get(p_tenant int, p_kind text) returns setof jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	if p_kind = 'parties' then
		return query select to_jsonb(p) from docket.party p where p.tenant_id = p_tenant order by p.kind, p.code;
	elsif p_kind = 'sites' then
		return query select to_jsonb(s) from docket.site s where s.tenant_id = p_tenant order by s.code;
	elsif p_kind = 'contacts' then
		return query select to_jsonb(c) || jsonb_build_object('party', p.kind || ':' || p.code, 'site', s.code, 'opens', c.opens_min, 'closes', c.closes_min)
			from docket.contact c left join docket.party p using (tenant_id, party_id) left join docket.site s using (tenant_id, site_id)
			where c.tenant_id = p_tenant and c.subject_id is null order by p.kind, p.code, s.code, c.role, c.name;
	elsif p_kind = 'contracts' then
		return query select to_jsonb(c) || jsonb_build_object('customer', p.code, 'late-hour', c.late_minor_hour, 'late-most', c.late_cap_minor,
				'failed', c.failed_minor, 'line-hour', c.line_minor_hour, 'detention-hour', c.detention_minor_hour, 'pod-within', c.pod_due_s)
			from docket.contract c join docket.party p using (tenant_id, party_id) where c.tenant_id = p_tenant order by p.code, c.ref;
	elsif p_kind = 'rates' then
		return query select to_jsonb(r) || jsonb_build_object('carrier', p.code, 'from', f.code, 'to', t.code, 'amount', r.amount_minor,
				'transit', r.transit_s, 'lead', r.lead_s)
			from docket.rate r join docket.party p on p.tenant_id = r.tenant_id and p.party_id = r.carrier_id
			join docket.site f on f.tenant_id = r.tenant_id and f.site_id = r.from_site_id
			join docket.site t on t.tenant_id = r.tenant_id and t.site_id = r.to_site_id
			where r.tenant_id = p_tenant order by p.code, f.code, t.code, r.mode, r.service;
	end if;
end $$;
do $do$
declare
	v text;
begin
	foreach v in array array['docket.master_party(int, text, text, text)', 'docket.master_site(int, text, text)', 'docket.master_cell(jsonb, text, text)',
		'docket.master_became(text, text)', 'docket.master_parties_put(int, jsonb)',
		'docket.master_sites_put(int, jsonb)', 'docket.master_contacts_put(int, jsonb)', 'docket.master_contracts_put(int, jsonb)',
		'docket.master_rates_put(int, jsonb)', 'docket.master_put(int, text, text, jsonb)', 'docket.master_get(int, text)'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
	end loop;
end $do$;

-- Programs and the API: an operator of kind program has a login of its own, whose name begins with docket_api_ and no person's does, and keys
-- by which docketd knows it. A call runs on a connection opened as that login, so what it may see and do is said where a person's rights
-- are. What a program never does: decide, agree to a text, do before it is approved.

create table if not exists docket.api_key (
	person_id  int not null references docket.person,   -- the program; the key is no client's: the program's roles say where it works
	key_no     int not null,                    -- 1, 2, ...; two may be live, so that one can be changed for the next
	hash       bytea not null unique,           -- sha256 of the key; the key itself is never stored
	per_minute int not null check (per_minute between 1 and 100000),   -- calls that it may make a minute, at each engine
	made_at    timestamptz not null default now(),
	ended_at   timestamptz,
	primary key (person_id, key_no)
);

-- Closed cases are found by their number, too.
create index if not exists case_closed_no on docket.case_closed (tenant_id, no);

-- Is it a program and no human?
create or replace function docket.is_program(p_person int) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
	select exists (select 1 from docket.person p where p.person_id = p_person and p.is_program)
$$;

-- A program with its login, which is made here; one that is there gets its login back. Returns the login.
create or replace function docket.program_add(p_short text, p_name text, p_mail text default '') returns name
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_login constant name := 'docket_api_' || p_short;
	p docket.person;
begin
	if p_short !~ '^[a-z][a-z0-9._-]{0,15}$' then
		raise exception 'a short name is up to 16 small letters and digits: %', p_short using errcode = 'DKINV';
	end if;
	select * into p from docket.person x where x.short = p_short;
	if not found then
		lock table docket.person in share row exclusive mode;
		select coalesce(max(x.person_id), 0) + 1 into p.person_id from docket.person x;
		insert into docket.person (person_id, short, name, mail, is_program) values (p.person_id, p_short, p_name, p_mail, true);
	elsif not p.is_program then
		raise exception '% is a person and no program', p_short using errcode = 'DKEXI';
	end if;
	if not exists (select 1 from pg_roles r where r.rolname = v_login) then
		execute format('create role %I login connection limit 32', v_login);
	elsif exists (select 1 from pg_roles r where r.rolname = v_login
			and (r.rolsuper or r.rolcreaterole or r.rolbypassrls or r.rolcreatedb or r.rolreplication)) then
		raise exception 'the role % may too much to be an operator''s', v_login using errcode = 'DKDEN';
	end if;
	execute format('grant docket_operator to %I', v_login);
	execute format('alter role %I login', v_login);
	insert into docket.login (login, person_id, is_program) values (v_login, p.person_id, true)
	on conflict (login) do update set ended_at = null;
	return v_login;
end $$;

-- The program of this name while its login is not ended, or a refusal.
create or replace function docket.program_of(p_short text) returns int
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	v_person int;
begin
	select l.person_id into v_person from docket.login l join docket.person p on p.person_id = l.person_id
	where p.short = p_short and l.is_program and l.ended_at is null;
	if v_person is null then
		raise exception 'there is no program %', p_short using errcode = 'DKNFD', hint = 'docket operator add NAME --program makes one';
	end if;
	return v_person;
end $$;

-- What happened to a program's keys, in the audit of each client it works for; engines are told.
create or replace function docket.api_key_changed(p_person int, p_what text, p_fields text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform docket.admin_note(m.tenant_id, p_what, 'member', p_person, p_fields)
	from (select distinct x.tenant_id from docket.member x where x.person_id = p_person and x.ended_at is null) m;
	perform pg_notify('docket_engine', 'key');
end $$;

-- Takes the sha256 of a new key of a program; refused while two are live. Returns its number.
create or replace function docket.api_key_add(p_short text, p_hash bytea, p_per_minute int) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_person constant int := docket.program_of(p_short);
	v_no int;
begin
	lock table docket.api_key in share row exclusive mode;
	if 2 <= (select count(*) from docket.api_key k where k.person_id = v_person and k.ended_at is null) then
		raise exception 'two of its keys are live already' using errcode = 'DKLIM', hint = 'end the older one first: --end-old';
	end if;
	select coalesce(max(k.key_no), 0) + 1 into v_no from docket.api_key k where k.person_id = v_person;
	insert into docket.api_key (person_id, key_no, hash, per_minute) values (v_person, v_no, p_hash, p_per_minute);
	perform docket.api_key_changed(v_person, 'api key made', array['program', p_short, 'key', v_no::text, 'per_minute', p_per_minute::text]);
	return v_no;
end $$;

-- Ends live keys of a program: all of them, or all but the newest. Returns how many.
create or replace function docket.api_key_end(p_short text, p_all boolean) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v_person constant int := docket.program_of(p_short);
	v_at constant timestamptz := clock_timestamp();
	v_count int;
begin
	update docket.api_key k set ended_at = v_at
	where k.person_id = v_person and k.ended_at is null
		and (p_all or k.key_no < (select max(n.key_no) from docket.api_key n where n.person_id = v_person and n.ended_at is null));
	get diagnostics v_count = row_count;
	if v_count > 0 then
		perform docket.api_key_changed(v_person, 'api key ended', array['program', p_short, 'keys', v_count::text]);
	end if;
	return v_count;
end $$;

-- Which case a number means ('C-10481', '10481'), open or closed, of one client or any of mine: at most three.
create or replace function docket_do.case_of(ref text, client text default null)
returns table (tenant_id int, tenant text, case_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, docket, pg_temp as $$
#variable_conflict use_column
begin
	if ref ~ '^([Cc]-)?[0-9]{1,9}$' then
		return query select s.tenant_id, t.name, s.case_id
			from docket.case_scope s
			join docket.tenant t on t.tenant_id = s.tenant_id
			where s.no = regexp_replace(case_of.ref, '^[Cc]-', '')::bigint and (case_of.client is null or t.name = case_of.client)
			order by t.name limit 3;
	end if;
end $$;

do $do$
declare
	v text;
begin
	alter table docket.api_key owner to docket_owner;
	revoke all on docket.api_key from public;
	grant select on docket.api_key to docket_engine;
	foreach v in array array['docket.is_program(int)', 'docket.program_add(text, text, text)', 'docket.program_of(text)',
			'docket.api_key_changed(int, text, text[])', 'docket.api_key_add(text, bytea, int)', 'docket.api_key_end(text, boolean)',
			'docket_do.case_of(text, text)'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
	end loop;
	grant execute on function docket_do.case_of(text, text) to docket_operator;
end $do$;

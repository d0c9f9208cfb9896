-- Mail that partners write to people, and the papers that hang on it. A mail is a message like any other, kept byte for byte; here stands what
-- became of it: whose story it joined, or that a person has to say whose it is. A paper is kept with its subject, once, by its digest, and
-- longer than the message it came with.
-- This script may run again on a schema that has it.

set local client_min_messages = warning;

create table if not exists docket.mail (
	tenant_id int not null, mail_id bigint not null, interface_id bigint not null, message_id bigint not null,
	at timestamptz not null,                     -- when it came, tenant time
	sender text not null, sender_name text not null default '', title text not null default '',
	mail_key text not null default '',           -- its Message-ID
	digest bytea not null,                       -- of what it says: a copy that came by another way is the same mail
	words text not null default '', body text not null default '',   -- the first line; its text
	parts text not null default '',              -- its papers by name, one a line
	state text not null,                         -- joined, open (a person has to say whose it is), same (as one that came before), dropped
	reason text not null default '',             -- why it is open, or was dropped
	subject_id bigint, by_person int, version int not null default 1,
	primary key (tenant_id, mail_id), unique (tenant_id, message_id)
);
create index if not exists mail_key on docket.mail (tenant_id, mail_key) where mail_key <> '';
create index if not exists mail_open on docket.mail (tenant_id, at) where state = 'open';
create index if not exists mail_subject on docket.mail (tenant_id, subject_id) where subject_id is not null;

create table if not exists docket.document (
	tenant_id int not null, document_id bigint not null, subject_id bigint not null,
	type text not null,                          -- pod, bol, invoice, customs, packing-list, damage-photo, other
	ref text not null default '',                -- by which it found its subject
	name text not null, content_type text not null, size_bytes int not null, digest bytea not null,   -- sha256 of the bytes
	received_at timestamptz not null,            -- tenant time
	source text not null default '', message_id bigint, bytes bytea not null,
	primary key (tenant_id, document_id), unique (tenant_id, subject_id, digest)
);

do $do$
declare
	v text;
begin
	foreach v in array array['mail', 'document'] loop
		execute format('alter table docket.%I owner to docket_owner', v);
		execute format('revoke all on docket.%I from public, docket_operator', v);
		execute format('grant select, insert, update, delete on docket.%I to docket_engine', v);
		execute format('alter table docket.%I enable row level security', v);
		execute format('alter table docket.%I force row level security', v);
		execute format('drop policy if exists engine on docket.%I', v);
		execute format('create policy engine on docket.%I to docket_engine using (true) with check (true)', v);
		execute format('drop policy if exists owner on docket.%I', v);
		execute format('create policy owner on docket.%I to docket_owner using (tenant_id = any((select docket_read.my_tenants())::int[]))', v);
	end loop;
end $do$;

-- ---------------------------------------------------------------- acts

insert into docket.act_kind (kind, help, rests, bumps, is_direct, needs_case, needs_engine, needs, roles) values
	('assign-mail', 'Say whose story a mail belongs to.', '{}', '{}', false, false, false, '{mail,ref}', '{}'),
	('drop-mail', 'Say that a mail belongs to no story, and why.', '{}', '{}', false, false, false, '{mail,reason}', '{}'),
	('type-document', 'Say what kind of paper a document is.', '{}', '{}', false, false, false, '{document,type}', '{}')
on conflict (kind) do update set help = excluded.help, rests = excluded.rests, bumps = excluded.bumps, is_direct = excluded.is_direct,
	needs_case = excluded.needs_case, needs_engine = excluded.needs_engine, needs = excluded.needs, roles = excluded.roles;

-- A number that somebody typed; null for anything else.
create or replace function docket.number_of(p_text text) returns bigint
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select case when p_text ~ '^[0-9]{1,18}$' then p_text::bigint end
$$;

-- Why a person may not do this to a mail or a document that she names, in words; null if she may. Mail that nobody assigned has no site: it is for
-- those who see all of them.
create or replace function docket.mail_act_fault(p_tenant int, p_person int, p_kind text, p_case bigint, p_args text[]) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	m docket.mail;
	d docket.document;
	v_site bigint;
begin
	if p_kind not in ('assign-mail', 'drop-mail', 'type-document') then
		return null;
	elsif p_case is not null then
		return 'it is about no case: name the ' || case p_kind when 'type-document' then 'document' else 'mail' end || ' alone';
	elsif p_kind <> 'type-document' then
		select * into m from docket.mail x where x.tenant_id = p_tenant and x.mail_id = docket.number_of(docket.arg(p_args, 'mail'));
		return case when m.mail_id is null or not exists (select from docket.member r
				where r.tenant_id = p_tenant and r.person_id = p_person and r.ended_at is null and r.sites is null) then 'there is no such mail'
			when m.state <> 'open' then 'it is ' || m.state || ' already' end;
	end if;
	select * into d from docket.document x where x.tenant_id = p_tenant and x.document_id = docket.number_of(docket.arg(p_args, 'document'));
	select s.site_id into v_site from docket.subject s where s.tenant_id = p_tenant and s.subject_id = d.subject_id;
	return case when d.document_id is null or not docket.sees_site(p_tenant, p_person, v_site) then 'there is no such document'
		when d.type <> 'other' then 'it is known as ' || d.type || ' already' end;
end $$;

-- ---------------------------------------------------------------- what the engine stores

-- What became of mails, their papers, and what people said that papers are: before the events that follow from it, so that a decision once made
-- is kept whatever happens to the engine. version in a mail: 0 = new; one that stands is changed while it is open, by the version that was
-- read. A mail that a person assigned is read again from its message. Raises 'stale' as docket.engine_store does.
create or replace function docket.mail_store(p_tenant int, p_fence bigint, p_mails docket.mail[], p_documents docket.document[],
	p_typed bigint[], p_types text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		raise exception 'stale' using errcode = 'DKSTL', detail = 'another engine works for this tenant now';
	end if;
	insert into docket.mail (tenant_id, mail_id, interface_id, message_id, at, sender, sender_name, title, mail_key, digest, words, body, parts,
		state, reason, subject_id, by_person, version)
	select p_tenant, n.mail_id, n.interface_id, n.message_id, n.at, n.sender, n.sender_name, n.title, n.mail_key, n.digest, n.words, n.body,
		n.parts, n.state, n.reason, n.subject_id, n.by_person, 1
	from unnest(p_mails) n where n.version = 0
	on conflict (tenant_id, message_id) do nothing;
	with changed as (
		update docket.mail r set state = n.state, reason = n.reason, subject_id = n.subject_id, by_person = n.by_person, version = n.version + 1
		from unnest(p_mails) n
		where r.tenant_id = p_tenant and r.mail_id = n.mail_id and r.version = n.version and n.version > 0 and r.state = 'open'
		returning r.message_id, r.state)
	update docket.message m set state = 'stored' from changed c
	where m.tenant_id = p_tenant and m.message_id = c.message_id and c.state = 'joined' and m.state = 'decoded';
	insert into docket.document (tenant_id, document_id, subject_id, type, ref, name, content_type, size_bytes, digest, received_at, source,
		message_id, bytes)
	select p_tenant, n.document_id, n.subject_id, n.type, n.ref, n.name, n.content_type, n.size_bytes, n.digest, n.received_at, n.source,
		n.message_id, n.bytes
	from unnest(p_documents) n
	on conflict (tenant_id, subject_id, digest) do nothing;
	update docket.document d set type = n.type from unnest(p_typed, p_types) n(document_id, type)
	where d.tenant_id = p_tenant and d.document_id = n.document_id and d.type = 'other';
end $$;

-- ---------------------------------------------------------------- what may be read

-- Papers of a case's subject.
create or replace view docket_read.case_document with (security_barrier) as
select c.tenant_id, c.case_id, d.document_id, d.type, d.name, d.received_at, d.size_bytes, d.content_type, encode(d.digest, 'hex') as digest,
	d.source, d.ref, c.subject_ref as subject
from docket.case_scope c
join docket.document d on d.tenant_id = c.tenant_id and d.subject_id = c.subject_id;

-- The same of every subject that the session may see, with or without a case.
create or replace view docket_read.document with (security_barrier) as
select d.tenant_id, null::bigint as case_id, d.document_id, d.type, d.name, d.received_at, d.size_bytes, d.content_type,
	encode(d.digest, 'hex') as digest, d.source, d.ref, s.ref as subject
from docket.document d
join docket.subject s on s.tenant_id = d.tenant_id and s.subject_id = d.subject_id
where d.tenant_id = any((select docket_read.my_tenants())::int[])
	and (d.tenant_id = any((select docket_read.my_wide_tenants())::int[])
		or (d.tenant_id || ':' || s.site_id) = any((select docket_read.my_sites())::text[]));

-- Their bytes: asked for one at a time.
create or replace view docket_read.document_bytes with (security_barrier) as
select d.tenant_id, d.document_id, d.bytes
from docket.document d
join docket.subject s on s.tenant_id = d.tenant_id and s.subject_id = d.subject_id
where d.tenant_id = any((select docket_read.my_tenants())::int[])
	and (d.tenant_id = any((select docket_read.my_wide_tenants())::int[])
		or (d.tenant_id || ':' || s.site_id) = any((select docket_read.my_sites())::text[]));

-- Mail and what became of it. It may speak of any site: only for those who see all of them.
create or replace view docket_read.mail with (security_barrier) as
select m.tenant_id, t.name as tenant, m.mail_id, coalesce(i.name, '') as interface, m.at, m.sender, m.title, m.words, m.parts, m.state, m.reason,
	coalesce((select s.ref from docket.subject s where s.tenant_id = m.tenant_id and s.subject_id = m.subject_id), '') as ref, m.body,
	m.message_id
from docket.mail m
join docket.tenant t on t.tenant_id = m.tenant_id
left join docket.interface i on i.tenant_id = m.tenant_id and i.interface_id = m.interface_id
where m.tenant_id = any((select docket_read.my_wide_tenants())::int[]);

do $do$
declare
	v text;
begin
	foreach v in array array['case_document', 'document', 'document_bytes', 'mail'] loop
		execute format('alter view docket_read.%I owner to docket_owner', v);
		execute format('revoke all on docket_read.%I from public', v);
		execute format('grant select on docket_read.%I to docket_operator, docket_engine', v);
	end loop;
	foreach v in array array['docket.number_of(text)', 'docket.mail_act_fault(int, int, text, bigint, text[])',
		'docket.mail_store(int, bigint, docket.mail[], docket.document[], bigint[], text[])'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
		execute format('grant execute on function %s to docket_engine', v);
	end loop;
end $do$;

-- Interfaces that docket asks itself: partners' APIs on a schedule, and streams of a NATS JetStream. Where each got to, and how it does.

-- cursor, next_url, etag and since move on only after what they stand for is committed: who dies between asks once more, and what comes
-- twice is known by its keys. Times are the server's: next_at is a retry, no deadline of the freight.
create table docket.pull_state (
	tenant_id int not null references docket.tenant, interface_id bigint not null,
	cursor text not null default '',            -- where to go on, as the partner calls it
	next_url text not null default '',          -- the page to go on with: the last run did not come to its end
	etag text not null default '', modified text not null default '',  -- of the newest answer to the request ...
	etag_of text not null default '',           -- ... with this digest; another request must not send them
	since timestamptz, until timestamptz,       -- asked from; and from where the next run asks, once this one is through
	last_at timestamptz, last_status int not null default 0,
	last_error text not null default '', failures int not null default 0, failing_since timestamptz,
	asked bigint not null default 0, pages bigint not null default 0,  -- requests, and answers that brought something
	next_at timestamptz,
	primary key (tenant_id, interface_id)
);
alter table docket.pull_state set (fillfactor = 50);

-- Writes down what came of a request, if the tenant's work lease still has this fence; says whether. p_is_heard: the partner answered,
-- whatever it had: that is life for the interface's rhythm. p_wait_us null = nothing is planned.
create or replace function docket.pull_put(p_tenant int, p_fence bigint, p_interface bigint, p_cursor text, p_next_url text, p_etag text,
	p_modified text, p_etag_of text, p_since timestamptz, p_until timestamptz, p_status int, p_error text, p_is_heard boolean,
	p_asked int, p_pages int, p_rejected int, p_wait_us bigint)
returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform 1 from docket.lease l where l.kind = 'work' and l.part = p_tenant and l.fence = p_fence for share;
	if not found then
		return false;
	end if;
	insert into docket.pull_state as s (tenant_id, interface_id, cursor, next_url, etag, modified, etag_of, since, until, last_at,
		last_status, last_error, failures, failing_since, asked, pages, next_at)
	values (p_tenant, p_interface, p_cursor, p_next_url, p_etag, p_modified, p_etag_of, p_since, p_until, now(), p_status, p_error,
		case when p_error = '' then 0 else 1 end, case when p_error = '' then null else now() end, p_asked, p_pages,
		now() + make_interval(secs => p_wait_us / 1000000.0))
	on conflict (tenant_id, interface_id) do update set cursor = excluded.cursor, next_url = excluded.next_url, etag = excluded.etag,
		modified = excluded.modified, etag_of = excluded.etag_of, since = excluded.since, until = excluded.until,
		last_at = excluded.last_at, last_status = excluded.last_status, last_error = excluded.last_error,
		failures = case when p_error = '' then 0 else s.failures + 1 end,
		failing_since = case when p_error = '' then null else coalesce(s.failing_since, excluded.failing_since) end,
		asked = s.asked + p_asked, pages = s.pages + p_pages, next_at = excluded.next_at;
	if p_is_heard or p_rejected > 0 then
		update docket.interface i set last_at = case when p_is_heard then docket.tenant_now(p_tenant) else i.last_at end,
			rejected = i.rejected + p_rejected
		where i.tenant_id = p_tenant and i.interface_id = p_interface;
	end if;
	return true;
end $$;

-- A target that is written to says nothing by itself: it fails while something it was sent has to be sent again. One that is asked or listened
-- to fails while the last try did.
create or replace view docket_read.interface_health with (security_barrier) as
select i.tenant_id, t.name as tenant, i.interface_id, i.name, i.title, i.direction, i.mode,
	case when i.state in ('new', 'ok') and (p.last_error <> '' or exists (select 1 from docket.effect f where f.tenant_id = i.tenant_id
		and f.interface_id = i.interface_id and f.state in ('ready', 'sending', 'unknown', 'asking', 'waiting') and f.attempts > 0 and f.last_error <> '')) then 'failing'
		else i.state end as state, i.last_at, i.rhythm_s, i.received,
	i.rejected, (select count(*)::int from docket.dead d
		where d.tenant_id = i.tenant_id and d.interface_id = i.interface_id and d.state in ('open', 'waiting')) as dead,
	(select count(*)::int from docket.effect f where f.tenant_id = i.tenant_id and f.interface_id = i.interface_id
		and f.state in ('ready', 'sending', 'unknown', 'asking', 'waiting')) as waiting,
	coalesce((select string_agg(r.type || ' ' || r.n, ', ' order by r.n desc, r.type) from (select s.type, count(*) as n
		from docket.shadow_raise s where s.tenant_id = i.tenant_id and s.interface_id = i.interface_id group by s.type) r), '') as would_raise,
	coalesce(p.last_error, '') as trouble, coalesce(p.failures, 0) as failures, p.next_at
from docket.interface i
join docket.tenant t on t.tenant_id = i.tenant_id
left join docket.pull_state p on p.tenant_id = i.tenant_id and p.interface_id = i.interface_id
where i.tenant_id = any((select docket_read.my_tenants())::int[]);

-- An interface of which something is expected is a subject: its silence is a case about it.
create or replace function docket.interface_as_subject(p_tenant int, p_interface bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v docket.interface;
	v_id bigint;
begin
	select * into v from docket.interface i where i.tenant_id = p_tenant and i.interface_id = p_interface;
	if v.direction <> 'in' or v.rhythm_s = 0 or v.subject_id is not null then
		return;
	end if;
	select r.subject_id into v_id from docket.subject_ref r where r.tenant_id = p_tenant and r.ref = upper(v.name) and r.kind = 'interface';
	if v_id is null then
		v_id := docket.take_ids(p_tenant, 'id', 1);
		insert into docket.subject (tenant_id, subject_id, kind, ref, title, carrier_id, version)
		values (p_tenant, v_id, 'interface', v.name, v.title, v.party_id, 1);
		insert into docket.subject_ref (tenant_id, ref, kind, subject_id) values (p_tenant, upper(v.name), 'interface', v_id);
	end if;
	update docket.interface i set subject_id = v_id where i.tenant_id = p_tenant and i.interface_id = p_interface;
end $$;

do $do$
begin
	alter function docket.interface_as_subject(int, bigint) owner to docket_owner;
	revoke all on function docket.interface_as_subject(int, bigint) from public;
	alter table docket.pull_state owner to docket_owner;
	alter function docket.pull_put(int, bigint, bigint, text, text, text, text, text, timestamptz, timestamptz, int, text, boolean, int, int,
		int, bigint) owner to docket_owner;
	revoke all on function docket.pull_put(int, bigint, bigint, text, text, text, text, text, timestamptz, timestamptz, int, text, boolean,
		int, int, int, bigint) from public;
	grant execute on function docket.pull_put(int, bigint, bigint, text, text, text, text, text, timestamptz, timestamptz, int, text, boolean,
		int, int, int, bigint) to docket_engine;
	revoke all on docket.pull_state from public;
	grant select, insert, update, delete on docket.pull_state to docket_engine;
	alter table docket.pull_state enable row level security;
	alter table docket.pull_state force row level security;
	drop policy if exists engine on docket.pull_state;
	create policy engine on docket.pull_state to docket_engine using (true) with check (true);
	drop policy if exists owner on docket.pull_state;
	create policy owner on docket.pull_state to docket_owner using (tenant_id = any((select docket_read.my_tenants())::int[]));
end $do$;

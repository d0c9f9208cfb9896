-- What belongs to a case, as far as the store knows it; what is not known stands nowhere.

create index if not exists stock_sku on docket.stock (tenant_id, upper(regexp_replace(sku, '\s', '', 'g')));

-- A length of time: '15m', '4h', '3d'; null stays null.
create or replace function docket_read.span_words(p_us bigint) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select case when p_us % 86400000000 = 0 then p_us / 86400000000 || 'd' when p_us % 3600000000 = 0 then p_us / 3600000000 || 'h'
		when p_us >= 3600000000 then p_us / 3600000000 || 'h' || p_us % 3600000000 / 60000000 || 'm' else p_us / 60000000 || 'm' end
$$;

-- What a contract says that its customer may claim, in words.
create or replace function docket_read.terms_words(k docket.contract) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select concat_ws(', ',
		case when k.late_minor_hour is not null then 'late ' || docket_read.money_words(k.late_minor_hour, k.currency) || ' an hour' end,
		case when k.late_cap_minor is not null then 'at most ' || docket_read.money_words(k.late_cap_minor, k.currency) end,
		case when k.failed_minor is not null then 'not delivered ' || docket_read.money_words(k.failed_minor, k.currency) end,
		case when k.line_minor_hour is not null then 'line down ' || docket_read.money_words(k.line_minor_hour, k.currency) || ' an hour' end,
		case when k.detention_minor_hour is not null then 'detention ' || docket_read.money_words(k.detention_minor_hour, k.currency) || ' an hour' end,
		'POD within ' || docket_read.span_words(k.pod_due_s * 1000000::bigint))
$$;

create or replace view docket_read.case_link with (security_barrier) as
select c.tenant_id, c.case_id, 'class' as kind, s.class as ref,
	concat_ws(', ', nullif(s.service, ''), case when s.margin_minor is not null then 'margin ' || docket_read.money_words(s.margin_minor, s.currency) end, 'stock ' || s.confidence || ' % sure') as words,
	null::timestamptz as known_at
from docket.case_scope c
join docket.subject s on s.tenant_id = c.tenant_id and s.subject_id = c.subject_id
where s.class <> ''
union all -- orders, shipments and invoices that share a number with it: at most 20, the newest news first
select c.tenant_id, c.case_id, case o.kind when 'order' then 'sales order' else o.kind end, o.ref,
	concat_ws(', ', nullif(o.title, ''), nullif(o.goods, ''),
		case when cardinality(o.holds) > 0 then 'held: ' || array_to_string(o.holds, ' ') end,
		case when o.kind <> 'invoice' then o.phase when o.value_minor is not null then docket_read.money_words(o.value_minor, o.currency) end,
		(select string_agg(k.type || ' C-' || k.no, ' ' order by k.no) from docket.case_open k
			where k.tenant_id = o.tenant_id and k.subject_id = o.subject_id and k.state in ('open', 'waiting', 'cleared'))),
	o.last_event_at
from docket.case_scope c
cross join lateral (select s.* from docket.subject s
	where s.tenant_id = c.tenant_id and s.subject_id in (select r2.subject_id from docket.subject_ref r
		join docket.subject_ref r2 on r2.tenant_id = c.tenant_id and r2.ref = r.ref and r2.subject_id <> c.subject_id
			and ((r.kind in ('order', 'shipment') and r2.kind in (r.kind, 'for')) or (r.kind = 'for' and r2.kind in ('order', 'shipment')))
		where r.tenant_id = c.tenant_id and r.subject_id = c.subject_id)
	order by s.last_event_at desc nulls last, s.subject_id limit 20) o
where c.tenant_id = any((select docket_read.my_wide_tenants())::int[])
	or (c.tenant_id || ':' || o.site_id) = any((select docket_read.my_sites())::text[])
union all -- what else is linked to it by its own line
select c.tenant_id, c.case_id, l.role, o.ref, concat_ws(' ', nullif(o.title, ''), nullif(o.goods, ''), o.phase), o.last_event_at
from docket.case_scope c
join docket.subject_link l on l.tenant_id = c.tenant_id and l.subject_id = c.subject_id
join docket.subject o on o.tenant_id = l.tenant_id and o.subject_id = l.other_id
union all -- an article of it where it leaves from
select c.tenant_id, c.case_id, 'inventory', k.sku,
	concat_ws(', ', nullif(k.name, ''), 'on hand ' || k.on_hand, 'reserved ' || k.reserved, 'system says ' || k.system_qty, 'at ' || w.code), k.counted_at
from docket.case_scope c
join docket.subject_ref r on r.tenant_id = c.tenant_id and r.subject_id = c.subject_id and r.kind = 'sku'
join docket.stock k on k.tenant_id = c.tenant_id and upper(regexp_replace(k.sku, '\s', '', 'g')) = r.ref and k.site_id = c.site_id
left join docket.site w on w.tenant_id = k.tenant_id and w.site_id = k.site_id
union all -- the position itself
select c.tenant_id, c.case_id, 'inventory', k.sku,
	concat_ws(', ', nullif(k.name, ''), 'on hand ' || k.on_hand, 'reserved ' || k.reserved, 'system says ' || k.system_qty, 'at ' || w.code), k.counted_at
from docket.case_scope c
join docket.stock k on k.tenant_id = c.tenant_id and k.subject_id = c.subject_id
left join docket.site w on w.tenant_id = k.tenant_id and w.site_id = k.site_id
union all
select c.tenant_id, c.case_id, 'case', 'C-' || o.no, concat_ws(' ', o.type, o.state, nullif(o.what, '')), o.opened_at
from docket.case_scope c
join docket.case_open o on o.tenant_id = c.tenant_id and o.subject_id = c.subject_id and o.case_id <> c.case_id
union all
select c.tenant_id, c.case_id, 'contract', k.ref, k.words, null
from docket.case_scope c
join docket.contract k on k.tenant_id = c.tenant_id and k.contract_id = c.contract_id
union all
select c.tenant_id, c.case_id, 'customer terms', k.ref, docket_read.terms_words(k), null
from docket.case_scope c
join docket.contract k on k.tenant_id = c.tenant_id and k.contract_id = c.contract_id
where docket_read.terms_words(k) <> ''
union all -- what this customer was promised, and what we promised ourselves for the case
select c.tenant_id, c.case_id, 'customer SLA', coalesce(nullif(p.tier, ''), 'promise'),
	concat_ws(', ', 'promised ' || docket_read.local_words(s.promise_at, coalesce(nullif(c.dest_zone, ''), t.zone), 'DD Mon HH24:MI'),
		(select string_agg(k.kind || ' within ' || docket_read.span_words(k.limit_us), ', ' order by k.kind desc) from docket.case_clock k
			where k.tenant_id = c.tenant_id and k.case_id = c.case_id and k.kind in ('respond', 'resolve') and k.limit_us > 0)), null
from docket.case_scope c
join docket.tenant t on t.tenant_id = c.tenant_id
join docket.subject s on s.tenant_id = c.tenant_id and s.subject_id = c.subject_id
join docket.party p on p.tenant_id = c.tenant_id and p.party_id = c.customer_id
where s.promise_at is not null or p.tier <> ''
union all
select c.tenant_id, c.case_id, 'POD', coalesce(nullif(m.words, ''), 'here'), 'received '
	|| docket_read.local_words(m.actual_at, coalesce(nullif(c.dest_zone, ''), t.zone), 'DD Mon HH24:MI'), m.actual_known
from docket.case_scope c
join docket.tenant t on t.tenant_id = c.tenant_id
join docket.milestone m on m.tenant_id = c.tenant_id and m.subject_id = c.subject_id and m.code = 'pod' and m.actual_at is not null
union all
select c.tenant_id, c.case_id, 'customer', p.code, concat_ws(' ', p.name, nullif(p.tier, '')), null
from docket.case_scope c
join docket.party p on p.tenant_id = c.tenant_id and p.party_id = c.customer_id
union all
select c.tenant_id, c.case_id, 'carrier', p.code, p.name, null
from docket.case_scope c
join docket.party p on p.tenant_id = c.tenant_id and p.party_id = c.carrier_id
union all -- the rates of its lane; its own carrier's is the rate card by which it is billed
select c.tenant_id, c.case_id, case when r.carrier_id = c.carrier_id then 'rate card' else 'rate' end, coalesce(nullif(r.ref, ''), p.code),
	concat_ws(' ', p.name, r.mode, nullif(r.service, ''), docket_read.money_words(r.amount_minor, r.currency)), null
from docket.case_scope c
join docket.rate r on r.tenant_id = c.tenant_id and r.from_site_id = c.site_id and r.to_site_id = c.dest_site_id
join docket.party p on p.tenant_id = r.tenant_id and p.party_id = r.carrier_id
union all -- a number by which nothing else is known
select c.tenant_id, c.case_id, case r.kind when 'order' then 'sales order' when 'po' then 'PO' else 'reference' end, r.ref,
	case when r.kind in ('order', 'po') then '' else r.kind end, null
from docket.case_scope c
join docket.subject_ref r on r.tenant_id = c.tenant_id and r.subject_id = c.subject_id
where r.kind <> c.subject_kind and not (r.kind = 'order' and exists (select 1 from docket.subject_ref o join docket.subject s on s.tenant_id = o.tenant_id and s.subject_id = o.subject_id
	where o.tenant_id = c.tenant_id and o.ref = r.ref and o.kind = 'order' and s.kind = 'order' and o.subject_id <> c.subject_id))
union all -- what came about it and nobody could read: why it may stand still
select c.tenant_id, c.case_id, 'not understood', d.dead_id::text, concat_ws(': ', i.name, d.reason), d.at
from docket.case_scope c
join docket.subject_ref r on r.tenant_id = c.tenant_id and r.subject_id = c.subject_id and r.kind <> 'for'
join docket.dead d on d.tenant_id = c.tenant_id and d.state = 'open' and upper(regexp_replace(d.subject_ref, '\s', '', 'g')) = r.ref
left join docket.interface i on i.tenant_id = d.tenant_id and i.interface_id = d.interface_id
where d.tenant_id = any((select docket_read.my_wide_tenants())::int[]);

do $do$
declare
	v text;
begin
	foreach v in array array['docket_read.span_words(bigint)', 'docket_read.terms_words(docket.contract)'] loop
		execute format('alter function %s owner to docket_owner', v);
		execute format('revoke all on function %s from public', v);
		execute format('grant execute on function %s to docket_operator, docket_engine', v);
	end loop;
	alter view docket_read.case_link owner to docket_owner;
	revoke all on docket_read.case_link from public;
	grant select on docket_read.case_link to docket_operator, docket_engine;
end $do$;

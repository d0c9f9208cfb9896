-- What managers ask: were the limits kept, and what is it that comes again and again. Each view has a row for each value of a dimension and
-- each period, so one condition picks a report; a session sees in it only what it sees of cases.

-- Were the limits of cases kept, by the week in which the case was opened (the client's own week, Monday first; null = all weeks together).
-- A limit counts as breached once it ran out, whatever came after; as met when it ended before. Times are from its start to what it was there
-- for, in seconds, also what it was paused and what came too late.
create or replace view docket_read.sla_report with (security_barrier) as
select x.tenant_id, x.tenant, x.by, x.value, x.week_at, x.clock, x.cases, x.met, x.breached, x.running,
	case when x.met + x.breached > 0 then 100 * x.met / (x.met + x.breached) end as kept_pct, x.median_s, x.p90_s,
	floor(extract(epoch from docket.tenant_now(x.tenant_id) - x.week_at) / 604800)::int as ago
from (
	select c.tenant_id, t.name as tenant, d.by, d.value, w.week_at, k.kind as clock, count(*)::int as cases,
		count(*) filter (where k.breached_at is null and k.state = 'met')::int as met,
		count(*) filter (where k.breached_at is not null)::int as breached,
		count(*) filter (where k.breached_at is null and k.state in ('running', 'paused'))::int as running,
		extract(epoch from percentile_cont(0.5) within group (order by e.at - k.started_at))::bigint as median_s,
		extract(epoch from percentile_cont(0.9) within group (order by e.at - k.started_at))::bigint as p90_s
	from docket.case_scope c
	join docket.tenant t on t.tenant_id = c.tenant_id
	join docket.case_clock k on k.tenant_id = c.tenant_id and k.case_id = c.case_id and k.state <> 'cancelled'
	-- One that ran out says no more: what it waited for came with the first outcome that a person noted, or with the end of the case.
	cross join lateral (select coalesce(case when k.breached_at is null then k.ended_at end,
		case k.kind when 'respond' then (select min(a.at) from docket.act a where a.tenant_id = c.tenant_id and a.case_id = c.case_id
			and a.kind in ('call', 'send-letter', 'request', 'resolve') and a.at >= k.breached_at) end,
		case when k.breached_at is not null then c.closed_at end) as at) e
	left join docket.party u on u.tenant_id = c.tenant_id and u.party_id = c.customer_id
	left join docket.party r on r.tenant_id = c.tenant_id and r.party_id = c.carrier_id
	left join docket.site s on s.tenant_id = c.tenant_id and s.site_id = c.site_id
	cross join lateral (values ('all', ''), ('desk', c.desk), ('type', c.type), ('tier', coalesce(u.tier, '')), ('customer', coalesce(u.name, '')),
		('carrier', coalesce(r.name, '')), ('site', coalesce(s.code, ''))) d(by, value)
	cross join lateral (values (null::timestamptz), (date_trunc('week', c.opened_at at time zone t.zone) at time zone t.zone)) w(week_at)
	group by c.tenant_id, t.name, d.by, d.value, w.week_at, k.kind) x;

-- Which causes come again: cases by the period in which they were opened, against the period before, and over how many carriers, sites and
-- countries they are spread. Money at stake is summed in the client's currency only.
create or replace view docket_read.cause_report with (security_barrier) as
select x.tenant_id, x.tenant, x.by, x.value, x.unit, x.from_at, x.cases,
	case when lag(x.from_at) over w = x.before_at then lag(x.cases) over w else 0 end as before, x.late, x.carriers, x.sites, x.regions, x.top_type,
	x.risk_minor, x.currency,
	case x.unit when 'week' then floor(extract(epoch from x.now_at - x.local_at) / 604800)
		else floor((extract(year from x.now_at) * 12 + extract(month from x.now_at) - extract(year from x.local_at) * 12 - extract(month from x.local_at))
			/ case x.unit when 'quarter' then 3 else 1 end) end::int as ago
from (
	select c.tenant_id, t.name as tenant, d.by, d.value, p.unit, date_trunc(p.unit, c.opened_at at time zone t.zone) as local_at,
		date_trunc(p.unit, docket.tenant_now(c.tenant_id) at time zone t.zone) as now_at,
		date_trunc(p.unit, c.opened_at at time zone t.zone) at time zone t.zone as from_at,
		(date_trunc(p.unit, c.opened_at at time zone t.zone) - p.step) at time zone t.zone as before_at, count(*)::int as cases,
		count(*) filter (where exists (select 1 from docket.case_clock k where k.tenant_id = c.tenant_id and k.case_id = c.case_id
			and k.breached_at is not null))::int as late,
		count(distinct s.carrier_id)::int as carriers, count(distinct s.site_id)::int as sites, count(distinct nullif(z.country, ''))::int as regions,
		mode() within group (order by c.type) as top_type, sum(c.risk_minor) filter (where c.risk_currency = t.currency)::bigint as risk_minor,
		t.currency
	from (select tenant_id, case_id, subject_id, type, desk, cause, cause_side, opened_at, risk_minor, risk_currency from docket.case_open
		union all
		select tenant_id, case_id, subject_id, type, desk, cause, cause_side, opened_at, risk_minor, risk_currency from docket.case_closed) c
	join docket.tenant t on t.tenant_id = c.tenant_id
	left join docket.subject s on s.tenant_id = c.tenant_id and s.subject_id = c.subject_id
	left join docket.party u on u.tenant_id = c.tenant_id and u.party_id = s.customer_id
	left join docket.party r on r.tenant_id = c.tenant_id and r.party_id = s.carrier_id
	left join docket.site y on y.tenant_id = c.tenant_id and y.site_id = s.site_id
	left join docket.site z on z.tenant_id = c.tenant_id and z.site_id = s.dest_site_id
	cross join lateral (values ('reason', c.cause), ('side', c.cause_side), ('type', c.type), ('carrier', coalesce(r.name, '')),
		('site', coalesce(y.name, '')), ('region', coalesce(z.country, '')), ('customer', coalesce(u.name, '')),
		('lane', concat_ws(' > ', coalesce(nullif(y.city, ''), y.code), coalesce(nullif(z.city, ''), z.code)))) d(by, value)
	cross join (values ('week', interval '1 week'), ('month', interval '1 month'), ('quarter', interval '3 months')) p(unit, step)
	where c.tenant_id = any((select docket_read.my_tenants())::int[])
		and (c.tenant_id = any((select docket_read.my_wide_tenants())::int[])
			or (c.tenant_id || ':' || s.site_id) = any((select docket_read.my_sites())::text[]))
	group by c.tenant_id, t.name, t.currency, t.zone, d.by, d.value, p.unit, p.step,
		date_trunc(p.unit, c.opened_at at time zone t.zone)) x
window w as (partition by x.tenant_id, x.by, x.value, x.unit order by x.from_at);

do $do$
declare
	v text;
begin
	foreach v in array array['sla_report', 'cause_report'] loop
		execute format('alter view docket_read.%I owner to docket_owner', v);
		execute format('revoke all on docket_read.%I from public', v);
		execute format('grant select on docket_read.%I to docket_operator, docket_engine', v);
	end loop;
end $do$;

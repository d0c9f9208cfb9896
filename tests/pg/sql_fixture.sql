-- Two clients, their people, one shipment each with a case, and words to make rows with.
--   nordwind (1): ana (dispatcher, logins ana and ana_two, 250 EUR alone), ben (dispatcher, 250), sam (supervisor, 5000),
--                 wes (warehouse, site HAM only), dock3 (a station at HAM), rob (program), lia (gone), max (lent sam's right)
--   sudwind (2):  eve (supervisor)
create schema t;
grant usage on schema t to docket_engine;
alter default privileges in schema t grant all on tables to docket_engine;

-- A row with nothing in it but what is given: texts empty, lists empty, the rest null.
create function t.of(kind anyelement, given jsonb default '{}') returns anyelement language sql as $$
	select jsonb_populate_record(kind, (select jsonb_object_agg(a.attname, case y.typcategory when 'S' then '""' when 'A' then '[]'
		when 'B' then 'false' else 'null' end::jsonb)
		from pg_attribute a join pg_type y on y.oid = a.atttypid
		where a.attrelid = pg_typeof(kind)::text::regclass and a.attnum > 0) || given)
$$;

create function t.fence(tenant int) returns bigint language sql as $$
	select fence from docket.lease where kind = 'work' and part = tenant
$$;

create function t.subject(tenant int, id bigint, version int, given jsonb default '{}') returns docket.subject language sql as $$
	select t.of(null::docket.subject, jsonb_build_object('tenant_id', tenant, 'subject_id', id, 'version', version,
		'kind', 'shipment', 'ref', 'SHP-' || id, 'mode', 'road', 'phase', 'moving', 'spent_minor', 0) || given)
$$;

create function t.case_(tenant int, id bigint, subject bigint, version int, given jsonb default '{}') returns docket.case_open language sql as $$
	select t.of(null::docket.case_open, jsonb_build_object('tenant_id', tenant, 'case_id', id, 'no', id, 'subject_id', subject,
		'version', version, 'type', 'late-arrival', 'state', 'open', 'band', 2, 'desk', 'transport', 'opened_at', now(),
		'work_by', now() + interval '1 hour', 'policy_version', 1, 'spent_minor', 0, 'touches', 0, 'v_owner', 1, 'v_state', 1,
		'v_money', 1, 'v_plan', 1) || given)
$$;

create function t.quote(tenant int, id bigint, in_case bigint, amount bigint, given jsonb default '{}') returns docket.quote language sql as $$
	select t.of(null::docket.quote, jsonb_build_object('tenant_id', tenant, 'quote_id', id, 'case_id', in_case, 'act_id', 1,
		'action', 'rebook', 'option_no', 1, 'label', 'DHL', 'amount_minor', amount, 'currency', 'EUR', 'payee', 'DHL', 'policy_version', 1,
		'asked_by', 1, 'quoted_at', now(), 'expires_at', clock_timestamp() + interval '1 hour', 'v_state', 1, 'v_plan', 1,
		'v_money', 1, 'digest', '\x' || encode(sha256(id::text::bytea), 'hex'), 'state', 'offered', 'version', 0) || given)
$$;

create function t.digest(quote bigint) returns text language sql as $$ select encode(sha256(quote::text::bytea), 'hex') $$;

-- The store function with names for what is given.
create function t.store(tenant int, subjects docket.subject[] default '{}', cases docket.case_open[] default '{}',
	quotes docket.quote[] default '{}', audits docket.audit[] default '{}', events docket.event[] default '{}', acts bigint[] default '{}',
	milestones docket.milestone[] default '{}', effects docket.effect[] default '{}', messages bigint[] default '{}', fence bigint default null,
	refs docket.subject_ref[] default '{}')
returns bigint[] language sql as $$
	select coalesce(array_agg(u order by u), '{}') from docket.engine_store(tenant, coalesce(fence, t.fence(tenant)), now(), subjects,
		refs, '{}', '{}', milestones, cases, '{}', '{}', quotes, '{}', effects, '{}', events, '{}', audits, messages, acts, '{}', '{}') u
$$;

select docket.create_tenant('nordwind', 'Nordwind Retail', 'Europe/Berlin');
select docket.create_tenant('sudwind', 'Sudwind Parts', 'Europe/Vienna');
select docket.operator_add('ana', 'ana', 'Ana Alvarez'), docket.operator_login('ana', 'ana_two'), docket.operator_add('ben', 'ben', 'Ben Bauer'),
	docket.operator_add('sam', 'sam', 'Sam Sander'), docket.operator_add('wes', 'wes', 'Wes Wolf'),
	docket.operator_add('dock3', 'dock3', 'Dock 3', '', '', true), docket.operator_add('rob', 'rob', 'Robot'),
	docket.operator_add('lia', 'lia', 'Lia Lang'), docket.operator_add('max', 'max', 'Max Maurer'), docket.operator_add('eve', 'eve', 'Eve Egger');
insert into docket.site (tenant_id, site_id, code, name, city, zone) values
	(1, 1, 'HAM', 'Hamburg', 'Hamburg', 'Europe/Berlin'), (1, 2, 'CGN', 'Cologne', 'Cologne', 'Europe/Berlin'),
	(2, 1, 'VIE', 'Vienna', 'Vienna', 'Europe/Vienna');
insert into docket.party (tenant_id, party_id, kind, code, name, tier) values
	(1, 10, 'customer', 'MED', 'Medline', 'gold'), (1, 11, 'carrier', 'DHL', 'DHL Freight', ''), (2, 10, 'customer', 'KTM', 'Secret KTM', 'gold');
select docket.member_set(1, 'ana', 'dispatcher', 'transport', null, 25000, 0, 40000), docket.member_set(1, 'ben', 'dispatcher', 'transport', null, 25000, 0, 40000),
	docket.member_set(1, 'sam', 'supervisor', 'transport', null, 100000, 500000, 100000), docket.member_set(1, 'wes', 'warehouse', 'warehouse', '{HAM}'),
	docket.member_set(1, 'dock3', 'warehouse', 'warehouse', '{HAM}'), docket.member_set(1, 'rob', 'program', 'transport', null, 99999, 99999, 99999),
	docket.member_set(1, 'max', 'dispatcher', 'transport'), docket.member_set(1, 'lia', 'supervisor', 'transport', null, 1, 1, 1),
	docket.member_set(2, 'eve', 'supervisor', 'transport', null, 100000, 500000, 100000);
select docket.member_end(1, 'lia'), docket.badge_set('wes', 'B-100', '4711');
insert into docket.action_rule (tenant_id, action, role, approve_role, shipment_minor, currency, approve_s, cap_minor) values
	(1, 'rebook', 'dispatcher', 'supervisor', 50000, 'EUR', 1800, 0), (1, 'rebook', 'supervisor', 'supervisor', 900000, 'EUR', 1800, 0),
	(1, 'expedite', 'dispatcher', 'supervisor', 50000, 'EUR', 1800, 60000);
select docket.lease_take('work', '{1,2}', 'engine-1', 3600000);

-- Shipment 100 (HAM) with case 1000 (C-1000), shipment 200 (CGN) with case 2000; shipment 300 of sudwind with case 3000.
select t.store(1, array[t.subject(1, 100, 0, '{"site_id": 1, "dest_site_id": 2, "customer_id": 10, "carrier_id": 11, "goods": "Pumps"}'),
	t.subject(1, 200, 0, '{"site_id": 2, "customer_id": 10}')], array[t.case_(1, 1000, 100, 0, '{"what": "ETA 18:40, promised 16:00"}'),
	t.case_(1, 2000, 200, 0)], refs => array[(1, 'SHP-100', 'shipment', 100, null), (1, 'PO4711', 'po', 100, null), (1, 'SHP-200', 'shipment', 200, null)]::docket.subject_ref[]);
select t.store(2, array[t.subject(2, 300, 0, '{"site_id": 1, "customer_id": 10}')], array[t.case_(2, 3000, 300, 0)],
	refs => array[(2, 'SHP-300', 'shipment', 300, null)]::docket.subject_ref[]);

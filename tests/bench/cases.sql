-- 100,000 open cases of the client trade (:cases), written straight into the store: what a console and a queue page are measured against.
-- For measurements only: no engine decided them, and none looks at them again. What is left of their time is told in days, so that nothing
-- ticks on the screen but the clock.
with made as (
	insert into docket.subject (tenant_id, subject_id, kind, ref, title, customer_id, carrier_id, site_id, dest_site_id, goods, promise_at,
		dest_zone, phase, place, place_at, last_event_at, version)
	select docket.tenant_id_of('trade'), 500000000 + n, 'shipment', 'LOAD-' || n, 'Pallets ' || n % 97, 901, 902, 911, 912,
		(array['pumps', 'valves', 'bearings', 'drives', 'cables'])[n % 5 + 1] || ', ' || n % 40 || ' pallets', now() + n % 2880 * interval '1 min',
		'Europe/Berlin', 'moving', (array['Hanover', 'Kassel', 'Leipzig', 'Erfurt'])[n % 4 + 1], now(), now(), 1
	from generate_series(1, :cases) n
	returning tenant_id, subject_id, ref)
insert into docket.subject_ref (tenant_id, ref, kind, subject_id) select tenant_id, ref, 'shipment', subject_id from made;
insert into docket.case_open (tenant_id, case_id, no, subject_id, type, state, band, work_by, due_at, due_clock, what, desk, next_act, next_act_at,
	opened_at, promise_at, eta_at, risk_minor, risk_currency, policy_version, why, version)
select docket.tenant_id_of('trade'), 600000000 + n, 500000 + n, 500000000 + n, (array['late-arrival', 'eta-late', 'late-pickup', 'pod-missing'])[n % 4 + 1],
	'open', n * 7 % 4, now() + (n * 7919 % :cases) * interval '1 s', now() + (n * 7919 % :cases) * interval '1 s' + interval '50 hours',
	(array['respond', 'resolve', 'promise'])[n % 3 + 1], 'ETA ' || to_char(now() + n % 2880 * interval '1 min', 'HH24:MI') || ', promised 16:00',
	'transport', 'call the carrier', now() + interval '1 day', now() - n % 600 * interval '1 min', now() + n % 2880 * interval '1 min',
	now() + n % 2880 * interval '1 min', n * 13 % 900000, 'EUR', 1, '', 1
from generate_series(1, :cases) n;
analyze;

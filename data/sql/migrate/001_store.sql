-- What is stored. Every table of tenants leads its keys with tenant_id; tables without one belong to the installation.
-- Column order is a contract: data/model/stored.h lists the same names in the same order, and a test compares them with the catalogue.
-- Times in tenant time: *_at, opened_at, due_at, known_at. Server time: stored_at, expires_at of leases and tickets.

create schema docket;
create schema docket_read;

-- ---------------------------------------------------------------- installation

create table docket.person (
	person_id  int primary key,
	short      text not null unique,            -- 'ana', as shown in OWNER
	name       text not null,
	mail       text not null default '',
	phone      text not null default '',
	badge      text unique,                     -- what a station's scanner reads
	pin_hash   text,                            -- salt:sha256, checked in the store
	is_program boolean not null default false,  -- no human: it acts by the API, and never decides
	unique (person_id, is_program)
);

create table docket.login (
	login      name primary key,                -- the PostgreSQL role; one person may have several
	person_id  int,                             -- null for a station until a badge is given
	is_station boolean not null default false,
	ended_at   timestamptz,
	is_program boolean not null default false,  -- as its person: pg_ident goes by the name, so the name says it
	foreign key (person_id, is_program) references docket.person (person_id, is_program),
	check (is_program = starts_with(login::text, 'docket_api_'))
);

create table docket.lease (
	kind       text not null,                   -- 'decode', 'work', 'jobs', 'ticker'
	part       int not null,
	owner      text not null,
	fence      bigint not null,
	expires_at timestamptz not null,
	primary key (kind, part)
);

create table docket.lease_owner (               -- engines that live, with or without a lease
	owner      text primary key,
	expires_at timestamptz not null
);

create table docket.ticket (
	hash       bytea primary key,               -- sha256 of the ticket; the ticket itself is never stored
	login      name not null,
	person_id  int not null,
	expires_at timestamptz not null
);

-- ---------------------------------------------------------------- tenants

create table docket.tenant (
	tenant_id  int primary key,
	name       text not null unique,            -- 'nordwind'
	title      text not null,                   -- 'Nordwind Retail'
	zone       text not null default 'UTC',
	currency   text not null default 'EUR',
	channel    text not null unique,            -- of hints: random, told by hello()
	go_live_at timestamptz not null default '-infinity',
	is_simulated boolean not null default false,
	stored_at  timestamptz not null default now()
);

create table docket.tenant_clock (
	tenant_id  int primary key references docket.tenant,
	kind       text not null check (kind in ('real', 'scaled', 'driven')),
	base_at    timestamptz not null,            -- tenant time at real_at (scaled), or now (driven)
	real_at    timestamptz not null default now(),
	rate       int not null default 1,          -- tenant seconds per real second
	heard_at   timestamptz                      -- base_at as the engine that works for the tenant knows it, of a driven clock
);

create table docket.tenant_head (
	tenant_id  int primary key references docket.tenant,
	epoch      bigint not null default 1,
	seq        bigint not null default 0,       -- of the newest change
	min_seq    bigint not null default 1,       -- of the oldest change kept
	audit_no   bigint not null default 0,
	audit_hash bytea not null default '\x'
);

create table docket.id_block (
	tenant_id  int not null references docket.tenant,
	what       text not null,                   -- 'id' (all ids), 'case_no'
	next       bigint not null,
	primary key (tenant_id, what)
);

create table docket.member (
	tenant_id  int not null references docket.tenant,
	person_id  int not null references docket.person,
	role       text not null,                   -- dispatcher, supervisor, warehouse, finance, service, ..., program
	desk       text not null,
	sites      text[],                          -- codes; null = all
	ask_minor  bigint not null default 0,       -- may do alone, per action, in the tenant's currency
	approve_minor bigint not null default 0,    -- may approve for others
	day_minor  bigint not null default 0,       -- un-approved spending a day
	ended_at   timestamptz,
	raised_at  timestamptz not null default '-infinity',  -- server time: when what she may approve was raised
	primary key (tenant_id, person_id, role)
);

create table docket.delegation (
	tenant_id  int not null references docket.tenant,
	from_id    int not null, to_id int not null,
	limit_minor bigint not null,
	from_at    timestamptz not null, to_at timestamptz not null,
	primary key (tenant_id, from_id, to_id, from_at)
);

create table docket.text_version (              -- policy, mapping, interface, connector, template
	tenant_id  int not null references docket.tenant,
	kind       text not null,
	name       text not null,
	version    int not null,
	body       text not null,
	by_person  int, second_person int,
	stored_at  timestamptz not null default now(),
	in_force   boolean not null default false,
	in_force_at timestamptz,                    -- when it was last put in force; null = never
	primary key (tenant_id, kind, name, version)
);
create unique index text_in_force on docket.text_version (tenant_id, kind, name) where in_force;

create table docket.action_rule (               -- compiled from policy on apply: what an action rests on and costs in signatures
	tenant_id  int not null references docket.tenant,
	action     text not null,
	role       text not null,                   -- who may ask
	approve_role text not null,
	shipment_minor bigint not null,             -- un-approved spending per shipment, for its whole life
	currency   text not null,
	approve_s  int not null,                    -- approval clock
	cap_minor  bigint not null default 0,       -- urgent: may be done at once up to this, reviewed after
	batch_most int not null default 0,          -- so many requests may be decided at once; 0 = each alone
	batch_minor bigint not null default 0,      -- all of them together at most
	batch_each_minor bigint not null default 0, -- each of them at most; 0 = as together
	primary key (tenant_id, action, role)
);

-- ---------------------------------------------------------------- reference data

create table docket.party (
	tenant_id int not null references docket.tenant, party_id bigint not null,
	kind text not null,                         -- customer, carrier, supplier
	code text not null, name text not null, tier text not null default '', zone text not null default 'UTC',
	mail text not null default '',              -- where it is told
	language text not null default 'en',
	webhook text not null default '',           -- the connector by which it is told instead of by mail
	primary key (tenant_id, party_id), unique (tenant_id, kind, code)
);
create table docket.site (
	tenant_id int not null references docket.tenant, site_id bigint not null,
	code text not null, name text not null, city text not null default '', country text not null default '',
	zone text not null, kind text not null default 'warehouse',  -- warehouse, customer, terminal, port
	primary key (tenant_id, site_id), unique (tenant_id, code)
);
create table docket.contact (
	tenant_id int not null references docket.tenant, contact_id bigint not null,
	party_id bigint, site_id bigint, subject_id bigint,
	role text not null,                         -- carrier desk, driver, dock, customer, customs broker
	name text not null, phone text not null default '', mail text not null default '',
	opens_min int not null default 0, closes_min int not null default 1440,  -- local minutes of the day
	zone text not null default 'UTC', days text not null default '1234567',
	language text not null default '', webhook text not null default '',     -- '' = as its party's; not told that way
	primary key (tenant_id, contact_id)
);
create index contact_party on docket.contact (tenant_id, party_id);
create index contact_site on docket.contact (tenant_id, site_id);
create index contact_subject on docket.contact (tenant_id, subject_id);
create table docket.contract (
	tenant_id int not null references docket.tenant, contract_id bigint not null,
	party_id bigint not null, ref text not null, words text not null default '',
	late_minor_hour bigint, late_cap_minor bigint, failed_minor bigint,   -- penalties; null = unknown
	line_minor_hour bigint, detention_minor_hour bigint, currency text not null,
	pod_due_s int, primary key (tenant_id, contract_id)
);
create index contract_party on docket.contract (tenant_id, party_id);
create table docket.rate (
	tenant_id int not null references docket.tenant, rate_id bigint not null,
	carrier_id bigint not null, from_site_id bigint not null, to_site_id bigint not null, mode text not null,
	service text not null default '', amount_minor bigint not null, currency text not null,
	transit_s int not null, lead_s int not null,  -- needs this long before pick-up
	ref text not null default '',
	primary key (tenant_id, rate_id)
);
create index rate_lane on docket.rate (tenant_id, from_site_id, to_site_id);
create table docket.stock (
	tenant_id int not null references docket.tenant, subject_id bigint not null,  -- the stock position is a subject
	site_id bigint not null, sku text not null, name text not null default '',
	on_hand bigint not null, reserved bigint not null default 0, system_qty bigint, counted_at timestamptz,
	primary key (tenant_id, subject_id)
);

-- ---------------------------------------------------------------- intake

create table docket.interface (
	tenant_id int not null references docket.tenant, interface_id bigint not null,
	name text not null, title text not null, direction text not null default 'in',  -- in, out
	kind text not null default 'http', party_id bigint, mapping text not null default '', mode text not null default 'live',
	secret text not null default '', secret_next text not null default '',  -- names of secrets, never secrets
	url text not null default '', key_header text not null default '', ask_url text not null default '',
	rhythm_s int not null default 0,            -- expected at least this often; 0 = no expectation
	last_at timestamptz, state text not null default 'new',   -- new, ok, quiet, failing, stopped
	received bigint not null default 0, rejected bigint not null default 0, dead bigint not null default 0,
	subject_id bigint,                          -- itself as a subject, for cases about it
	version int not null default 1,
	folder text not null default '',            -- on the engines' host, whose files are taken
	file_id text not null default '',           -- what tells one file from another: name; '' = its content
	settings text[] not null default '{}',      -- name, value, ...: what its text says and no column above holds
	duplicates bigint not null default 0,       -- items that had come before, with the same bytes
	primary key (tenant_id, interface_id), unique (tenant_id, name)
);

create table docket.pull_state (                 -- how far an interface that is asked has come, or one that is listened to does
	tenant_id int not null, interface_id bigint not null,
	asked     text not null default '',          -- the URL that etag and modified belong to
	etag      text not null default '', modified text not null default '',
	cursor    text not null default '',          -- stands for {cursor} in the interface's URL
	next_at   timestamptz not null default now(),
	answered_at timestamptz,                     -- by the server's clock, the newest answer that was one
	failures  int not null default 0,            -- since then
	last_error text not null default '',         -- of the newest call, in words; '' = it went well
	primary key (tenant_id, interface_id),
	foreign key (tenant_id, interface_id) references docket.interface (tenant_id, interface_id)
);

create table docket.target (                     -- how a target that is written to fares, as the engine that writes to it sees it
	tenant_id int not null, interface_id bigint not null,
	state text not null,                         -- ok, stopped: nothing is sent to it but a try now and then
	failures int not null default 0,             -- in a row
	words text not null default '',              -- why, of the newest
	since timestamptz not null default now(), next_at timestamptz,   -- server time: of the state, of the next try
	primary key (tenant_id, interface_id),
	foreign key (tenant_id, interface_id) references docket.interface (tenant_id, interface_id)
);

create table docket.intake_key (
	tenant_id int not null, interface_id bigint not null, partner_key text collate "C" not null,
	digest bytea not null, message_id bigint not null, item int not null, stored_at timestamptz not null,
	primary key (tenant_id, interface_id, partner_key)
);

create table docket.message (
	tenant_id int not null, message_id bigint not null, interface_id bigint not null,
	received_at timestamptz not null,           -- tenant time
	stored_at timestamptz not null default now(),
	content_type text not null, headers text not null default '', body bytea compression lz4 not null,
	items int not null, state text not null default 'stored',   -- stored, decoded, dead
	primary key (tenant_id, message_id, stored_at)
) partition by range (stored_at);
create table docket.message_default partition of docket.message default;
create index message_todo on docket.message (tenant_id, message_id) where state = 'stored';

create table docket.event (
	tenant_id int not null, event_id bigint not null, interface_id bigint, message_id bigint, item int not null default 0,
	partner_key text not null default '', type text not null, subject_id bigint, subject_kind text not null default '', subject_ref text not null default '',
	milestone text not null default '', stop int not null default 0, nature text not null default '',   -- planned, estimated, actual
	at timestamptz, known_at timestamptz not null, stored_at timestamptz not null default now(),
	retracts text not null default '', reason text not null default '', side text not null default '',
	place text not null default '', words text not null default '', source text not null default '', person_id int,
	attrs text[] not null default '{}',         -- key, value, key, value: what the type adds
	digest bytea not null, state text not null default 'applied',   -- pending, applied, ignored, retracted, dead
	primary key (tenant_id, event_id, stored_at)
) partition by range (stored_at);
create table docket.event_default partition of docket.event default;
create index event_todo on docket.event (tenant_id, event_id) where state = 'pending';
create index event_subject on docket.event (tenant_id, subject_id, known_at);

create table docket.dead (
	tenant_id int not null, dead_id bigint not null, interface_id bigint not null, message_id bigint not null, item int not null,
	at timestamptz not null, reason text not null, place text not null default '', subject_ref text not null default '',
	refs text[] not null default '{}',          -- folded: what its subject may be known by
	tried int not null default 0,               -- rows of subject_ref for these that were looked at in vain
	case_id bigint, state text not null default 'open',   -- open, waiting (for its subject), replayed, dropped
	mended bytea, by_person int, version int not null default 1,
	primary key (tenant_id, dead_id)
);
create index dead_open on docket.dead (tenant_id, upper(regexp_replace(subject_ref, '\s', '', 'g'))) where state in ('open', 'waiting');
create index dead_mended on docket.dead (tenant_id, message_id) where mended is not null;

-- ---------------------------------------------------------------- subjects

create table docket.subject (
	tenant_id int not null, subject_id bigint not null, kind text collate "C" not null, ref text collate "C" not null, title text not null default '',
	customer_id bigint, carrier_id bigint, site_id bigint, dest_site_id bigint, parent_id bigint, contract_id bigint,
	mode text not null default 'road', service text not null default '', goods text not null default '',
	is_temperature boolean not null default false, is_hazardous boolean not null default false, is_line_down boolean not null default false,
	value_minor bigint, currency text not null default '',
	promise_at timestamptz, pickup_by timestamptz, dest_zone text not null default '', origin_zone text not null default '',
	phase text not null default 'planned',      -- planned, moving, terminal, delivered, cancelled, done
	place text not null default '', place_at timestamptz,
	spent_minor bigint not null default 0,      -- un-approved spending on it, in the tenant's currency
	wake_at timestamptz,                        -- the next instant at which the rules want to look
	holds text[] not null default '{}',         -- open customs holds; released = empty
	last_event_at timestamptz, version int not null default 0,
	class text not null default '',             -- what the manual calls it, by its facts: premium
	margin_minor bigint,                        -- of all its lines, in its currency
	confidence int,                             -- how sure its stock is, 0 to 100
	primary key (tenant_id, subject_id), unique (tenant_id, kind, ref)
) with (fillfactor = 80);
create index subject_wake on docket.subject (tenant_id, wake_at) where wake_at is not null;
create index subject_parent on docket.subject (tenant_id, parent_id) where parent_id is not null;

create table docket.subject_ref (
	tenant_id int not null, ref text collate "C" not null,   -- folded: upper case, no blanks
	kind text collate "C" not null,              -- order, shipment, pro, bol, container, tracking, po, sku, customer_ref; for: what an invoice is for
	subject_id bigint not null,
	carrier_id bigint,                           -- whose number it is: carriers' numbers are unique with that only
	primary key (tenant_id, ref, kind, subject_id)
);
create index subject_ref_subject on docket.subject_ref (tenant_id, subject_id);

create table docket.subject_link (
	tenant_id int not null, subject_id bigint not null, other_id bigint not null, role text not null,   -- order, stock, invoice, contract
	primary key (tenant_id, subject_id, other_id)
);

create table docket.stop (
	tenant_id int not null, subject_id bigint not null, stop int not null, kind text not null,   -- pickup, terminal, delivery
	site_id bigint not null, from_at timestamptz, to_at timestamptz, zone text not null, appointment text not null default '',
	primary key (tenant_id, subject_id, stop)
);

create table docket.milestone (
	tenant_id int not null, subject_id bigint not null, code text collate "C" not null, stop int not null default 0,
	planned_at timestamptz, planned_known timestamptz, planned_tie bigint not null default 0,
	estimated_at timestamptz, estimated_known timestamptz, estimated_tie bigint not null default 0,
	actual_at timestamptz, actual_known timestamptz, actual_tie bigint not null default 0,
	estimated_source text not null default '', words text not null default '',
	primary key (tenant_id, subject_id, code, stop)
) with (fillfactor = 80);

-- ---------------------------------------------------------------- cases

create table docket.case_open (
	tenant_id int not null, case_id bigint not null, no int not null, subject_id bigint not null,
	type text not null, disc text not null default '', state text not null,    -- open, waiting, cleared, resolved, closed
	band int not null, work_by timestamptz, due_at timestamptz, due_clock text not null default '',
	why text not null default '',               -- lines: name TAB amount TAB unit TAB source
	what text not null default '',              -- one line for the row: 'ETA 18:40, promised 16:00'
	cause_side text not null default '', cause text not null default '',
	measure_s bigint,                           -- how late, how many short, in the type's unit
	desk text not null, owner_id int, claimed_at timestamptz,
	next_act text not null default '', next_act_at timestamptz, waiting_on text not null default '',
	opened_at timestamptz not null, touched_at timestamptz, cleared_at timestamptz, closed_at timestamptz,
	outcome text not null default '', reason text not null default '', from_type text not null default '',
	risk_minor bigint, risk_currency text not null default '',
	nothing_minor bigint, nothing_currency text not null default '', nothing_basis text not null default '',
	promise_at timestamptz, eta_at timestamptz, policy_version int not null default 0,
	opened_event bigint, spent_minor bigint not null default 0, touches int not null default 0, last_words text not null default '',
	v_owner int not null default 1, v_state int not null default 1, v_money int not null default 1, v_plan int not null default 1,
	version int not null default 0,
	primary key (tenant_id, case_id), unique (tenant_id, no)
) with (fillfactor = 85);
create unique index case_one_open on docket.case_open (tenant_id, subject_id, type, disc) where state in ('open', 'waiting', 'cleared');
create index case_queue on docket.case_open (tenant_id, band, work_by, case_id) where state in ('open', 'waiting', 'cleared');
create index case_desk on docket.case_open (tenant_id, desk, band, work_by, case_id) where state in ('open', 'waiting', 'cleared');
create index case_due on docket.case_open (tenant_id, due_at) where state in ('open', 'waiting', 'cleared');
create index case_subject on docket.case_open (tenant_id, subject_id);
create table docket.case_closed (like docket.case_open including defaults, primary key (tenant_id, case_id, closed_at)) partition by range (closed_at);
create table docket.case_closed_default partition of docket.case_closed default;
create index case_closed_subject on docket.case_closed (tenant_id, subject_id);

create table docket.case_clock (
	tenant_id int not null, case_id bigint not null, kind text not null,   -- respond, resolve, promise, next_act, approval, free_time, claim, temperature
	state text not null,                         -- running, paused, met, breached, cancelled
	started_at timestamptz not null, due_at timestamptz, spent_us bigint not null default 0, limit_us bigint not null default 0,
	paused_at timestamptz, pause_reason text not null default '', pause_until timestamptz,
	ended_at timestamptz, breached_at timestamptz, calendar text not null default '', words text not null default '',
	raised text[] not null default '{}',         -- which escalations of the manual it has had: "resolve at 75%"
	primary key (tenant_id, case_id, kind)
) with (fillfactor = 80);

create table docket.task (
	tenant_id int not null, task_id bigint not null, case_id bigint not null, desk text not null, words text not null,
	state text not null, opened_at timestamptz not null, due_at timestamptz, owner_id int, done_at timestamptz, version int not null default 0,
	taken_at timestamptz,                        -- when that desk first had it in hand
	raised text[] not null default '{}',         -- which escalations of the manual it has had
	primary key (tenant_id, task_id)
);
create index task_case on docket.task (tenant_id, case_id);

create table docket.case_step (                  -- the steps of the playbooks of a case
	tenant_id int not null, case_id bigint not null,
	run int not null, ord int not null,          -- which playbook of the case, from 1; the place of the step in it
	playbook text not null, step text not null,
	kind text not null,                          -- task, wait, ask, effect, tell, timer, if, parallel, escalate, end
	state text not null,                         -- waiting, running, done, skipped, undone, failed
	words text not null, waits_on text not null default '',
	started_at timestamptz, due_at timestamptz,
	until_at timestamptz,                        -- when the playbook goes on without it
	ended_at timestamptz,
	ref_id bigint,                               -- its task, effect, letter, the act that its offers answer, or the event that came
	undo_id bigint,                              -- the effect that takes it back
	by_person int, answer text not null default '',
	plan text not null,                          -- the step as the manual said it when the playbook began
	policy_version int not null default 0,
	primary key (tenant_id, case_id, run, ord)
) with (fillfactor = 80);
create index case_step_open on docket.case_step (tenant_id, case_id) where state in ('running', 'failed');
create index case_step_effect on docket.case_step (tenant_id, ref_id) where kind = 'effect' and undo_id is not null;

create table docket.act (
	tenant_id int not null, act_id bigint not null, case_id bigint, subject_id bigint, kind text not null,   -- data/verb's action names
	person_id int not null, login name not null, station text not null default '',
	at timestamptz not null, stored_at timestamptz not null default now(),
	args text[] not null default '{}',           -- key, value, key, value
	client_key text not null,                    -- the sender's own: the same key again is the same act
	state text not null default 'stored',        -- stored, folded, refused
	answer text not null default '', seq bigint,
	primary key (tenant_id, act_id), unique (tenant_id, client_key)
);
create index act_todo on docket.act (tenant_id, act_id) where state = 'stored';
create index act_case on docket.act (tenant_id, case_id);

-- ---------------------------------------------------------------- disruptions

create table docket.disruption (                 -- cases with one common cause, worked as one
	tenant_id int not null, disruption_id bigint not null, no int not null,
	rule text not null, title text not null,     -- of the policy that found it
	cause text collate "C" not null,             -- what its cases have in common: 'carrier DHLF'
	reason text not null,                        -- why it is one, in words
	state text not null,                         -- open, merged, dissolved, over, closed
	merged_into bigint,
	band int not null default 3,                 -- of its most pressing open case
	members int not null default 0, members_open int not null default 0,
	first_at timestamptz, last_at timestamptz,   -- its first and last case were opened
	opened_at timestamptz not null, closed_at timestamptz,
	owner_id int, words text not null default '', -- why it was closed
	ends_s int not null default 0,               -- over, when nothing came for so long and all its cases are closed
	risk text[] not null default '{}',           -- of its open cases: currency, minor units, ...
	rebook int not null default 0, wait int not null default 0, tell int not null default 0, -- open cases in each pile
	is_worked boolean not null default false,    -- people work it: it is not dissolved for being small
	wake_at timestamptz,                         -- the next instant at which it must be looked at
	is_news boolean not null default false,      -- people did something to it that is not among the changes yet
	told_at timestamptz,                         -- it was put among the changes
	version int not null default 0,
	primary key (tenant_id, disruption_id), unique (tenant_id, no)
) with (fillfactor = 70);
create index disruption_live on docket.disruption (tenant_id, rule, cause) where state = 'open';
create index disruption_wake on docket.disruption (tenant_id, wake_at) where state = 'open';
create index disruption_news on docket.disruption (tenant_id, disruption_id) where is_news;

create table docket.disruption_cause (           -- what a case has in common with others, by each rule of the policy, when it was first known
	tenant_id int not null, case_id bigint not null, rule text not null, cause text collate "C" not null, at timestamptz not null,
	primary key (tenant_id, case_id, rule)
);
create index disruption_cause_of on docket.disruption_cause (tenant_id, rule, cause, at);

create table docket.disruption_member (
	tenant_id int not null, disruption_id bigint not null, case_id bigint not null,
	how text not null,                           -- rule, merge, person
	by_person int, joined_at timestamptz not null, left_at timestamptz,
	left_how text not null default '',           -- rule, split, merge, person, closed, over
	pile text not null default 'wait',           -- rebook, wait, tell
	why text not null default '', until timestamptz, -- looked at again then
	primary key (tenant_id, disruption_id, case_id)
) with (fillfactor = 80);
create unique index disruption_member_one on docket.disruption_member (tenant_id, case_id) where left_at is null;
create index disruption_member_alone on docket.disruption_member (tenant_id, case_id) where left_how in ('split', 'closed', 'over');

create table docket.disruption_head (            -- how far the changes of cases were looked at
	tenant_id int primary key references docket.tenant,
	seq bigint not null, policy_version int not null,
	scanned bigint,                              -- all open cases up to this one were looked at; null = all
	version bigint not null default 0            -- raised by what people do to disruptions
) with (fillfactor = 20);

create table docket.bulk (                       -- one act on many cases of a disruption
	tenant_id int not null, bulk_id bigint not null, no int not null, disruption_id bigint not null, kind text not null,
	args text[] not null default '{}', person_id int not null, login name not null, at timestamptz not null,
	client_key text not null, confirmed_at timestamptz, -- what was priced or drafted is to be done
	primary key (tenant_id, bulk_id), unique (tenant_id, no), unique (tenant_id, client_key)
);
create index bulk_disruption on docket.bulk (tenant_id, disruption_id);

create table docket.bulk_receipt (               -- one row for each case of it
	tenant_id int not null, bulk_id bigint not null, case_id bigint not null,
	state text not null,                         -- waiting, asked, quoted, requested, drafted, released, done, refused
	words text not null default '', lead_id bigint, -- of a letter for several: the case that it hangs on
	act_id bigint, quote_id bigint, approval_id bigint, letter_id bigint, at timestamptz,
	primary key (tenant_id, bulk_id, case_id)
) with (fillfactor = 70);

-- ---------------------------------------------------------------- money and partners

create table docket.quote (
	tenant_id int not null, quote_id bigint not null, case_id bigint not null, act_id bigint not null, action text not null, option_no int not null,
	label text not null, amount_minor bigint, currency text not null, payee_id bigint, payee text not null default '', charge_to text not null default '',
	args text[] not null default '{}',
	effects text not null default '',            -- lines: target TAB words
	nothing_minor bigint, nothing_currency text not null default '', nothing_basis text not null default '',
	basis text not null default '', rival text not null default '', arrives_at timestamptz,
	policy_version int not null, asked_by int not null, quoted_at timestamptz not null, expires_at timestamptz not null,  -- expires_at: server time
	v_state int not null, v_plan int not null, v_money int not null,
	digest bytea not null, state text not null default 'offered',   -- offered, asked, approved, denied, done, lapsed, expired, refused
	version int not null default 0,
	ladder text[] not null default '{}',         -- from_minor, persons, roles joined by '+', cap_minor or '': each rung that holds
	override text not null default '',           -- what rule it sets aside, and why; '' = none
	primary key (tenant_id, quote_id)
);
create index quote_case on docket.quote (tenant_id, case_id);

create table docket.approval (
	tenant_id int not null, approval_id bigint not null, quote_id bigint not null, case_id bigint not null,
	asked_by int not null, asked_at timestamptz not null, ask_words text not null default '', role text not null,
	level int not null default 1, due_at timestamptz, state text not null,   -- waiting, approved, denied, lapsed, expired, review
	decided_by int, decided_at timestamptz, reason text not null default '', digest bytea not null, tty text not null default '',
	version int not null default 0,
	needed int not null default 1, given int not null default 0,   -- people; who said yes and still may
	policy_version int not null default 0,
	stored_at timestamptz not null default now(),  -- server time: rights raised later do not count for it
	last_at timestamptz,                         -- after this no decision helps any more; null = not known
	to_id int, to_words text not null default '',  -- whose move it is: 'max (for sam)'
	told text[] not null default '{}',           -- short names of all it went to, in order
	next_id int, next_words text not null default '',  -- filled when it is read (docket.approval_facts): to whom it goes next
	primary key (tenant_id, approval_id)
);
create index approval_case on docket.approval (tenant_id, case_id);
create index approval_waiting on docket.approval (tenant_id, due_at) where state in ('waiting', 'review');
create unique index approval_once on docket.approval (tenant_id, quote_id) where state in ('waiting', 'approved', 'review');

create table docket.budget (                     -- un-approved spending by person or desk and tenant day
	tenant_id int not null, day date not null, who text not null,   -- 'p:17' or 'd:transport'
	spent_minor bigint not null, primary key (tenant_id, day, who)
);

create table docket.effect (
	tenant_id int not null, effect_id bigint not null, case_id bigint not null, quote_id bigint, letter_id bigint,
	interface_id bigint not null, kind text not null, key text not null, ord int not null default 1,
	words text not null, payload bytea not null, state text not null,   -- ready, sending, unknown, asking, done, dead, reconcile, waiting
	attempts int not null default 0, fence bigint not null default 0, run_at timestamptz not null default now(),   -- server time
	sent_at timestamptz, done_at timestamptz, receipt text not null default '', last_error text not null default '',
	version int not null default 0,
	due_at timestamptz not null default now(),   -- since when it is to be sent, server time; attempts count takings, tries calls that began
	tries int not null default 0,
	first_at timestamptz,                        -- since when its target may remember its key: the first call that may have arrived
	maybe_there boolean not null default false,  -- a call of it may have arrived and the target has not said that it has it not
	connector_version int,                       -- of the text by which it was sent first, and is each time; 0 = none
	moved_from bigint,                           -- the interface it was to go by before it was moved to an alternate one
	by_person int,                               -- who did it by hand, looked it up, or had it sent again
	primary key (tenant_id, effect_id), unique (tenant_id, key)
) with (fillfactor = 70);
create index effect_due on docket.effect (tenant_id, interface_id, run_at) where state in ('ready', 'sending', 'unknown', 'asking');
create index effect_stuck on docket.effect (tenant_id, interface_id) where state in ('dead', 'reconcile');
create index effect_todo on docket.effect (tenant_id, run_at) where state in ('ready', 'sending', 'unknown', 'asking', 'waiting');
create index effect_case on docket.effect (tenant_id, case_id);

create table docket.letter (                     -- what somebody is told about a shipment, as it was worded then
	tenant_id int not null, letter_id bigint not null, case_id bigint not null, subject_id bigint not null, party_id bigint,
	role text not null default 'customer',       -- customer, site, carrier, supplier, stakeholder
	recipient text not null default '',          -- who, by name
	template text not null, template_version int not null,      -- 0 = as it ships
	variant text not null default '', language text not null default '', mark text not null default '', -- which of its texts, and a digest of it
	to_mail text not null, hook text not null default '',       -- the address, or the connector
	title text not null, body text not null,
	state text not null,                         -- draft, released, sent, dropped
	drafted_at timestamptz not null, by_person int,
	released_at timestamptz,                     -- last; it may have been taken back since
	delay_s int not null default 0,              -- so long it waits then, by the policy of when it was drafted
	eta_at timestamptz, promise_at timestamptz,  -- the times that it tells
	version int not null default 0,
	primary key (tenant_id, letter_id)
);
create index letter_case on docket.letter (tenant_id, case_id);
create index letter_subject on docket.letter (tenant_id, subject_id);

-- ---------------------------------------------------------------- what happened

create table docket.change (
	tenant_id int not null, seq bigint not null, stored_at timestamptz not null default now(),
	kind text not null,                          -- case, approval, interface, policy, member, notice
	id bigint not null, op text not null,        -- put, gone
	desk text not null default '', site text not null default '', old_desk text not null default '',
	primary key (tenant_id, seq, stored_at)
) partition by range (stored_at);
create table docket.change_default partition of docket.change default;

create table docket.audit (
	tenant_id int not null, row_id bigint not null, audit_no bigint,   -- null = unsealed: its act is not folded yet
	at timestamptz not null, stored_at timestamptz not null default now(),
	person_id int, login text not null default '', station text not null default '',
	what text not null, kind text not null, id bigint not null, case_id bigint, act_id bigint,
	fields text[] not null default '{}',         -- name, new value, name, new value
	digest bytea,                                -- sha256 over the length-prefixed fields and the digest before it
	primary key (tenant_id, row_id, stored_at)
) partition by range (stored_at);
create table docket.audit_default partition of docket.audit default;
create index audit_no on docket.audit (tenant_id, audit_no);
create index audit_unsealed on docket.audit (tenant_id, act_id) where audit_no is null;
create index audit_case on docket.audit (tenant_id, case_id);

create table docket.audit_block (
	tenant_id int not null, block_no bigint not null, first_no bigint not null, last_no bigint not null,
	before bytea not null, digest bytea not null, stored_at timestamptz not null default now(),
	primary key (tenant_id, block_no)
);

create unlogged table docket.presence (
	tenant_id int not null, case_id bigint not null, person_id int not null, doing text not null,   -- looking, typing
	expires_at timestamptz not null, primary key (tenant_id, case_id, person_id)
);

/* SPDX-License-Identifier: MIT */
/*
 * data/model: the domain's structs and their legal moves. Pure.
 *
 *   stored.h   one struct per table of the store, its columns declared once in the table's order
 *   states.h   the states of cases, clocks, quotes, approvals, effects, and every legal move
 *   explain.h  lines of an explanation: name, amount, unit, source
 *   typedtime.h  moments as people type them; trial_line.h: what a dead letter would do
 *   interface_line.h  what the text of an interface may say
 *   document.h  the kinds of papers
 *
 * A column list says kind and name: INT (int64_t, INT_NONE = null), TEXT (NUL-terminated, never NULL; "" for null),
 * INSTANT (microseconds, INSTANT_NONE = null), BOOL, BYTES (struct span), TEXTS (struct texts).
 * All pointers are borrowed: whoever made the row says from what (an arena, mostly).
 * The same lists make the encoders and decoders in data/table; data/sql/migrate/001_store.sql says what each column means.
 */
#ifndef DOCKET_MODEL_STORED_H
#define DOCKET_MODEL_STORED_H

#include "base/instant.h"
#include "base/str.h"

#define INT_NONE INT64_MIN

/* Several texts: of a text[] column. Key, value, key, value where it holds arguments. */
struct texts {
	const char **items;
	size_t count;
};

#define FIELD_INT(name) int64_t name;
#define FIELD_TEXT(name) const char *name;
#define FIELD_INSTANT(name) int64_t name;
#define FIELD_BOOL(name) bool name;
#define FIELD_BYTES(name) struct span name;
#define FIELD_TEXTS(name) struct texts name;
#define FIELD(kind, name) FIELD_##kind(name)

#define PARTY_COLUMNS(X) \
	X(INT, tenant_id) X(INT, party_id) X(TEXT, kind) X(TEXT, code) X(TEXT, name) X(TEXT, tier) \
	X(TEXT, zone) X(TEXT, mail) X(TEXT, language) X(TEXT, webhook)

/* A customer, carrier or supplier. */
struct party {
	PARTY_COLUMNS(FIELD)
};

#define SITE_COLUMNS(X) \
	X(INT, tenant_id) X(INT, site_id) X(TEXT, code) X(TEXT, name) X(TEXT, city) \
	X(TEXT, country) X(TEXT, zone) X(TEXT, kind)

/* A place: warehouse, customer, terminal, port. */
struct site {
	SITE_COLUMNS(FIELD)
};

#define CONTACT_COLUMNS(X) \
	X(INT, tenant_id) X(INT, contact_id) X(INT, party_id) X(INT, site_id) X(INT, subject_id) \
	X(TEXT, role) X(TEXT, name) X(TEXT, phone) X(TEXT, mail) X(INT, opens_min) \
	X(INT, closes_min) X(TEXT, zone) X(TEXT, days) X(TEXT, language) X(TEXT, webhook)

/* Someone to call; opens_min and closes_min are local minutes of the day. */
struct contact {
	CONTACT_COLUMNS(FIELD)
};

#define CONTRACT_COLUMNS(X) \
	X(INT, tenant_id) X(INT, contract_id) X(INT, party_id) X(TEXT, ref) X(TEXT, words) \
	X(INT, late_minor_hour) X(INT, late_cap_minor) X(INT, failed_minor) \
	X(INT, line_minor_hour) X(INT, detention_minor_hour) X(TEXT, currency) X(INT, pod_due_s)

/* What a customer was promised and what breaking it costs; INT_NONE = unknown. */
struct contract {
	CONTRACT_COLUMNS(FIELD)
};

#define RATE_COLUMNS(X) \
	X(INT, tenant_id) X(INT, rate_id) X(INT, carrier_id) X(INT, from_site_id) \
	X(INT, to_site_id) X(TEXT, mode) X(TEXT, service) X(INT, amount_minor) X(TEXT, currency) \
	X(INT, transit_s) X(INT, lead_s) X(TEXT, ref)

/* A rate card row: carrier, lane, price, transit and lead time. */
struct rate {
	RATE_COLUMNS(FIELD)
};

#define STOCK_COLUMNS(X) \
	X(INT, tenant_id) X(INT, subject_id) X(INT, site_id) X(TEXT, sku) X(TEXT, name) \
	X(INT, on_hand) X(INT, reserved) X(INT, system_qty) X(INSTANT, counted_at)

/* Stock of one SKU at one site; its position is a subject. */
struct stock {
	STOCK_COLUMNS(FIELD)
};

#define INTERFACE_COLUMNS(X) \
	X(INT, tenant_id) X(INT, interface_id) X(TEXT, name) X(TEXT, title) X(TEXT, direction) \
	X(TEXT, kind) X(INT, party_id) X(TEXT, mapping) X(TEXT, mode) X(TEXT, secret) \
	X(TEXT, secret_next) X(TEXT, url) X(TEXT, key_header) X(TEXT, ask_url) X(INT, rhythm_s) \
	X(INSTANT, last_at) X(TEXT, state) X(INT, received) X(INT, rejected) X(INT, dead) \
	X(INT, subject_id) X(INT, version) X(TEXT, folder) X(TEXT, file_id) X(TEXTS, settings) X(INT, duplicates)

/* One inbound source or outbound target. */
struct interface {
	INTERFACE_COLUMNS(FIELD)
};

#define EVENT_COLUMNS(X) \
	X(INT, tenant_id) X(INT, event_id) X(INT, interface_id) X(INT, message_id) X(INT, item) \
	X(TEXT, partner_key) X(TEXT, type) X(INT, subject_id) X(TEXT, subject_kind) \
	X(TEXT, subject_ref) X(TEXT, milestone) X(INT, stop) X(TEXT, nature) X(INSTANT, at) \
	X(INSTANT, known_at) X(INSTANT, stored_at) X(TEXT, retracts) X(TEXT, reason) X(TEXT, side) \
	X(TEXT, place) X(TEXT, words) X(TEXT, source) X(INT, person_id) X(TEXTS, attrs) \
	X(BYTES, digest) X(TEXT, state)

/* A canonical operational event. */
struct event {
	EVENT_COLUMNS(FIELD)
};

#define DEAD_COLUMNS(X) \
	X(INT, tenant_id) X(INT, dead_id) X(INT, interface_id) X(INT, message_id) X(INT, item) \
	X(INSTANT, at) X(TEXT, reason) X(TEXT, place) X(TEXT, subject_ref) X(TEXTS, refs) \
	X(INT, tried) X(INT, case_id) X(TEXT, state) X(BYTES, mended) X(INT, by_person) X(INT, version)

/* A content fault waiting for a person, or news waiting for its subject: refs are what that may be known by, tried how many rows of
 * subject_ref were looked at in vain. */
struct dead {
	DEAD_COLUMNS(FIELD)
};

#define SUBJECT_COLUMNS(X) \
	X(INT, tenant_id) X(INT, subject_id) X(TEXT, kind) X(TEXT, ref) X(TEXT, title) \
	X(INT, customer_id) X(INT, carrier_id) X(INT, site_id) X(INT, dest_site_id) \
	X(INT, parent_id) X(INT, contract_id) X(TEXT, mode) X(TEXT, service) X(TEXT, goods) \
	X(BOOL, is_temperature) X(BOOL, is_hazardous) X(BOOL, is_line_down) X(INT, value_minor) \
	X(TEXT, currency) X(INSTANT, promise_at) X(INSTANT, pickup_by) X(TEXT, dest_zone) \
	X(TEXT, origin_zone) X(TEXT, phase) X(TEXT, place) X(INSTANT, place_at) \
	X(INT, spent_minor) X(INSTANT, wake_at) X(TEXTS, holds) X(INSTANT, last_event_at) \
	X(INT, version) X(TEXT, class) X(INT, margin_minor) X(INT, confidence)

/* What an event is about: shipment, order, stock, invoice, interface ... */
struct subject {
	SUBJECT_COLUMNS(FIELD)
};

#define SUBJECT_REF_COLUMNS(X) \
	X(INT, tenant_id) X(TEXT, ref) X(TEXT, kind) X(INT, subject_id) X(INT, carrier_id)

/* A reference by which a subject is found; ref is folded. carrier_id: whose number it is, if it is a carrier's. */
struct subject_ref {
	SUBJECT_REF_COLUMNS(FIELD)
};

#define SUBJECT_LINK_COLUMNS(X) \
	X(INT, tenant_id) X(INT, subject_id) X(INT, other_id) X(TEXT, role)

/* Another subject that belongs to this one, and as what. */
struct subject_link {
	SUBJECT_LINK_COLUMNS(FIELD)
};

#define STOP_COLUMNS(X) \
	X(INT, tenant_id) X(INT, subject_id) X(INT, stop) X(TEXT, kind) X(INT, site_id) \
	X(INSTANT, from_at) X(INSTANT, to_at) X(TEXT, zone) X(TEXT, appointment)

/* A planned stop of a shipment with its appointment window. */
struct stop {
	STOP_COLUMNS(FIELD)
};

#define MILESTONE_COLUMNS(X) \
	X(INT, tenant_id) X(INT, subject_id) X(TEXT, code) X(INT, stop) X(INSTANT, planned_at) \
	X(INSTANT, planned_known) X(INT, planned_tie) X(INSTANT, estimated_at) \
	X(INSTANT, estimated_known) X(INT, estimated_tie) X(INSTANT, actual_at) \
	X(INSTANT, actual_known) X(INT, actual_tie) X(TEXT, estimated_source) X(TEXT, words)

/* What is planned, estimated and actual of one milestone; each nature with when it was known and a tie break. */
struct milestone {
	MILESTONE_COLUMNS(FIELD)
};

#define CASE_OPEN_COLUMNS(X) \
	X(INT, tenant_id) X(INT, case_id) X(INT, no) X(INT, subject_id) X(TEXT, type) \
	X(TEXT, disc) X(TEXT, state) X(INT, band) X(INSTANT, work_by) X(INSTANT, due_at) \
	X(TEXT, due_clock) X(TEXT, why) X(TEXT, what) X(TEXT, cause_side) X(TEXT, cause) \
	X(INT, measure_s) X(TEXT, desk) X(INT, owner_id) X(INSTANT, claimed_at) X(TEXT, next_act) \
	X(INSTANT, next_act_at) X(TEXT, waiting_on) X(INSTANT, opened_at) X(INSTANT, touched_at) \
	X(INSTANT, cleared_at) X(INSTANT, closed_at) X(TEXT, outcome) X(TEXT, reason) \
	X(TEXT, from_type) X(INT, risk_minor) X(TEXT, risk_currency) X(INT, nothing_minor) \
	X(TEXT, nothing_currency) X(TEXT, nothing_basis) X(INSTANT, promise_at) X(INSTANT, eta_at) \
	X(INT, policy_version) X(INT, opened_event) X(INT, spent_minor) \
	X(INT, touches) X(TEXT, last_words) X(INT, v_owner) X(INT, v_state) X(INT, v_money) \
	X(INT, v_plan) X(INT, version)

/* A case, as the engine decides about it. version is the one that was read; the store adds one. */
struct case_open {
	CASE_OPEN_COLUMNS(FIELD)
};

#define CASE_CLOCK_COLUMNS(X) \
	X(INT, tenant_id) X(INT, case_id) X(TEXT, kind) X(TEXT, state) X(INSTANT, started_at) \
	X(INSTANT, due_at) X(INT, spent_us) X(INT, limit_us) X(INSTANT, paused_at) \
	X(TEXT, pause_reason) X(INSTANT, pause_until) X(INSTANT, ended_at) X(INSTANT, breached_at) \
	X(TEXT, calendar) X(TEXT, words) X(TEXTS, raised)

/* A running limit of a case. */
struct case_clock {
	CASE_CLOCK_COLUMNS(FIELD)
};

#define TASK_COLUMNS(X) \
	X(INT, tenant_id) X(INT, task_id) X(INT, case_id) X(TEXT, desk) X(TEXT, words) \
	X(TEXT, state) X(INSTANT, opened_at) X(INSTANT, due_at) X(INT, owner_id) \
	X(INSTANT, done_at) X(INT, version) X(INSTANT, taken_at) X(TEXTS, raised)

/* A piece of a case that one desk does. */
struct task {
	TASK_COLUMNS(FIELD)
};

#define CASE_STEP_COLUMNS(X) \
	X(INT, tenant_id) X(INT, case_id) X(INT, run) X(INT, ord) X(TEXT, playbook) X(TEXT, step) \
	X(TEXT, kind) X(TEXT, state) X(TEXT, words) X(TEXT, waits_on) X(INSTANT, started_at) \
	X(INSTANT, due_at) X(INSTANT, until_at) X(INSTANT, ended_at) X(INT, ref_id) X(INT, undo_id) \
	X(INT, by_person) X(TEXT, answer) X(TEXT, plan) X(INT, policy_version)

/* A step of the playbook of a case. run: which playbook of the case, from 1; plan: the step as the manual said it when the playbook began. */
struct case_step {
	CASE_STEP_COLUMNS(FIELD)
};

#define ACT_COLUMNS(X) \
	X(INT, tenant_id) X(INT, act_id) X(INT, case_id) X(INT, subject_id) X(TEXT, kind) \
	X(INT, person_id) X(TEXT, login) X(TEXT, station) X(INSTANT, at) X(INSTANT, stored_at) \
	X(TEXTS, args) X(TEXT, client_key) X(TEXT, state) X(TEXT, answer) X(INT, seq)

/* What an operator did, to be folded by the engine. */
struct act {
	ACT_COLUMNS(FIELD)
};

#define QUOTE_COLUMNS(X) \
	X(INT, tenant_id) X(INT, quote_id) X(INT, case_id) X(INT, act_id) X(TEXT, action) \
	X(INT, option_no) X(TEXT, label) X(INT, amount_minor) X(TEXT, currency) X(INT, payee_id) \
	X(TEXT, payee) X(TEXT, charge_to) X(TEXTS, args) X(TEXT, effects) X(INT, nothing_minor) \
	X(TEXT, nothing_currency) X(TEXT, nothing_basis) X(TEXT, basis) X(TEXT, rival) \
	X(INSTANT, arrives_at) X(INT, policy_version) X(INT, asked_by) X(INSTANT, quoted_at) \
	X(INSTANT, expires_at) X(INT, v_state) X(INT, v_plan) X(INT, v_money) X(BYTES, digest) \
	X(TEXT, state) X(INT, version) X(TEXTS, ladder) X(TEXT, override)

/* The engine's price and consequence of one action now. */
struct quote {
	QUOTE_COLUMNS(FIELD)
};

#define APPROVAL_COLUMNS(X) \
	X(INT, tenant_id) X(INT, approval_id) X(INT, quote_id) X(INT, case_id) X(INT, asked_by) \
	X(INSTANT, asked_at) X(TEXT, ask_words) X(TEXT, role) X(INT, level) X(INSTANT, due_at) \
	X(TEXT, state) X(INT, decided_by) X(INSTANT, decided_at) X(TEXT, reason) X(BYTES, digest) \
	X(TEXT, tty) X(INT, version) X(INT, needed) X(INT, given) X(INT, policy_version) \
	X(INSTANT, stored_at) X(INSTANT, last_at) X(INT, to_id) X(TEXT, to_words) X(TEXTS, told) \
	X(INT, next_id) X(TEXT, next_words)

/* A decision on exactly one quote. */
struct approval {
	APPROVAL_COLUMNS(FIELD)
};

#define EFFECT_COLUMNS(X) \
	X(INT, tenant_id) X(INT, effect_id) X(INT, case_id) X(INT, quote_id) X(INT, letter_id) \
	X(INT, interface_id) X(TEXT, kind) X(TEXT, key) X(INT, ord) X(TEXT, words) \
	X(BYTES, payload) X(TEXT, state) X(INT, attempts) X(INT, fence) X(INSTANT, run_at) \
	X(INSTANT, sent_at) X(INSTANT, done_at) X(TEXT, receipt) X(TEXT, last_error) \
	X(INT, version) X(INSTANT, due_at) X(INT, tries) X(INSTANT, first_at) X(BOOL, maybe_there) \
	X(INT, connector_version) X(INT, moved_from) X(INT, by_person)

/* One outgoing message that an action causes. */
struct effect {
	EFFECT_COLUMNS(FIELD)
};

#define LETTER_COLUMNS(X) \
	X(INT, tenant_id) X(INT, letter_id) X(INT, case_id) X(INT, subject_id) X(INT, party_id) \
	X(TEXT, role) X(TEXT, recipient) X(TEXT, template) X(INT, template_version) X(TEXT, variant) \
	X(TEXT, language) X(TEXT, mark) X(TEXT, to_mail) X(TEXT, hook) X(TEXT, title) X(TEXT, body) \
	X(TEXT, state) X(INSTANT, drafted_at) X(INT, by_person) X(INSTANT, released_at) X(INT, delay_s) \
	X(INSTANT, eta_at) X(INSTANT, promise_at) X(INT, version)

/* What somebody is told about a shipment. */
struct letter {
	LETTER_COLUMNS(FIELD)
};

#define AUDIT_COLUMNS(X) \
	X(INT, tenant_id) X(INT, row_id) X(INT, audit_no) X(INSTANT, at) X(INSTANT, stored_at) \
	X(INT, person_id) X(TEXT, login) X(TEXT, station) X(TEXT, what) X(TEXT, kind) X(INT, id) \
	X(INT, case_id) X(INT, act_id) X(TEXTS, fields) X(BYTES, digest)

/* One changed thing: field names and their new values. */
struct audit {
	AUDIT_COLUMNS(FIELD)
};

#define MESSAGE_COLUMNS(X) \
	X(INT, tenant_id) X(INT, message_id) X(INT, interface_id) X(INSTANT, received_at) \
	X(INSTANT, stored_at) X(TEXT, content_type) X(TEXT, headers) X(BYTES, body) X(INT, items) \
	X(TEXT, state)

/* What a partner sent, byte for byte. */
struct message {
	MESSAGE_COLUMNS(FIELD)
};

#define MAIL_COLUMNS(X) \
	X(INT, tenant_id) X(INT, mail_id) X(INT, interface_id) X(INT, message_id) X(INSTANT, at) \
	X(TEXT, sender) X(TEXT, sender_name) X(TEXT, title) X(TEXT, mail_key) X(BYTES, digest) \
	X(TEXT, words) X(TEXT, body) X(TEXT, parts) X(TEXT, state) X(TEXT, reason) \
	X(INT, subject_id) X(INT, by_person) X(INT, version)

/* What became of a mail: joined, open, same, dropped. */
struct mail {
	MAIL_COLUMNS(FIELD)
};

#define DOCUMENT_COLUMNS(X) \
	X(INT, tenant_id) X(INT, document_id) X(INT, subject_id) X(TEXT, type) X(TEXT, ref) \
	X(TEXT, name) X(TEXT, content_type) X(INT, size_bytes) X(BYTES, digest) \
	X(INSTANT, received_at) X(TEXT, source) X(INT, message_id) X(BYTES, bytes)

/* A paper of a subject. */
struct document {
	DOCUMENT_COLUMNS(FIELD)
};

#define MEMBER_COLUMNS(X) \
	X(INT, tenant_id) X(INT, person_id) X(TEXT, role) X(TEXT, desk) X(TEXTS, sites) \
	X(INT, ask_minor) X(INT, approve_minor) X(INT, day_minor) X(INSTANT, ended_at) \
	X(INSTANT, raised_at)

/* One role of a person at a tenant. */
struct member {
	MEMBER_COLUMNS(FIELD)
};

#define TENANT_COLUMNS(X) \
	X(INT, tenant_id) X(TEXT, name) X(TEXT, title) X(TEXT, zone) X(TEXT, currency) \
	X(TEXT, channel) X(INSTANT, go_live_at) X(BOOL, is_simulated) X(INSTANT, stored_at)

/* One client of the operation. */
struct tenant {
	TENANT_COLUMNS(FIELD)
};

/* Every stored table: name of the table and struct, its column list, and whether the engine's store function takes it. */
#define STORED_TABLES(T) \
	T(party, PARTY_COLUMNS) \
	T(site, SITE_COLUMNS) \
	T(contact, CONTACT_COLUMNS) \
	T(contract, CONTRACT_COLUMNS) \
	T(rate, RATE_COLUMNS) \
	T(stock, STOCK_COLUMNS) \
	T(interface, INTERFACE_COLUMNS) \
	T(event, EVENT_COLUMNS) \
	T(dead, DEAD_COLUMNS) \
	T(subject, SUBJECT_COLUMNS) \
	T(subject_ref, SUBJECT_REF_COLUMNS) \
	T(subject_link, SUBJECT_LINK_COLUMNS) \
	T(stop, STOP_COLUMNS) \
	T(milestone, MILESTONE_COLUMNS) \
	T(case_open, CASE_OPEN_COLUMNS) \
	T(case_clock, CASE_CLOCK_COLUMNS) \
	T(task, TASK_COLUMNS) \
	T(case_step, CASE_STEP_COLUMNS) \
	T(act, ACT_COLUMNS) \
	T(quote, QUOTE_COLUMNS) \
	T(approval, APPROVAL_COLUMNS) \
	T(effect, EFFECT_COLUMNS) \
	T(letter, LETTER_COLUMNS) \
	T(audit, AUDIT_COLUMNS) \
	T(message, MESSAGE_COLUMNS) \
	T(mail, MAIL_COLUMNS) \
	T(document, DOCUMENT_COLUMNS) \
	T(member, MEMBER_COLUMNS) \
	T(tenant, TENANT_COLUMNS)

/* A row of `table` with every INT, INSTANT null and every TEXT "" is made by row_init (table/table.h). */

/* The value under `key` in a key, value list; NULL if it is not there. */
const char *texts_value(const struct texts *texts, const char *key);

#endif

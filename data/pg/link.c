/* SPDX-License-Identifier: MIT */
/* The life of a connection: opened, set up, stepped, lost. What goes through it is pipeline.c's. */
#include "pg/pipeline.h"

#include "base/mem.h"
#include "pg/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char default_dbname[] = "docket";
static const int default_connect_timeout_ms = 3000;

/* Every variable that libpq looks at on its own account. */
static const char *const foreign_variables[] = {
	"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGPASSFILE",
	"PGCHANNELBINDING", "PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGOPTIONS", "PGAPPNAME",
	"PGSSLMODE", "PGREQUIRESSL", "PGSSLCOMPRESSION", "PGSSLCERT", "PGSSLKEY", "PGSSLCERTMODE",
	"PGSSLROOTCERT", "PGSSLCRL", "PGSSLCRLDIR", "PGSSLSNI", "PGREQUIREPEER", "PGREQUIREAUTH",
	"PGSSLMINPROTOCOLVERSION", "PGSSLMAXPROTOCOLVERSION", "PGGSSENCMODE", "PGGSSDELEGATION",
	"PGKRBSRVNAME", "PGGSSLIB", "PGCONNECT_TIMEOUT", "PGCLIENTENCODING", "PGTARGETSESSIONATTRS",
	"PGLOADBALANCEHOSTS", "PGDATESTYLE", "PGTZ", "PGGEQO",
};

struct pg_link *pg_link_new(const struct pg_options *options, const struct pg_handlers *handlers)
{
	struct pg_link *link = mem_new(1, sizeof *link);
	struct pg_options *own = &link->options;

	BUG_IF(!options->host || !*options->host);
	*own = *options;
	own->host = mem_text(options->host);
	own->dbname = mem_text(options->dbname ? options->dbname : default_dbname);
	own->user = mem_text(options->user);
	own->password = mem_text(options->password);
	own->application_name = mem_text(options->application_name ? options->application_name
								    : "docket");
	own->sslmode = mem_text(options->sslmode ? options->sslmode : "prefer");
	own->sslrootcert = mem_text(options->sslrootcert);
	if (!own->connect_timeout_ms)
		own->connect_timeout_ms = default_connect_timeout_ms;
	if (handlers)
		link->handlers = *handlers;
	return link;
}

static void free_options(struct pg_options *options)
{
	const char *texts[] = { options->host, options->dbname, options->user, options->password,
				options->application_name, options->sslmode, options->sslrootcert };

	if (options->password)
		explicit_bzero((char *)(uintptr_t)options->password, strlen(options->password));
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		mem_free((char *)(uintptr_t)texts[i]);
}

/* Ends the connection; what waits is answered with `fault`, or with nothing if that is NULL. */
static void take_down(struct pg_link *link, const struct fault *fault)
{
	PQfinish(link->conn);
	link->conn = NULL;
	link->state = LINK_DOWN;
	link->life++;
	link->due_us = INSTANT_NONE;
	link->must_flush = link->is_broken = link->in_script = false;
	link->group_is_lost = link->in_group;
	pipeline_forget(link, false);
	if (fault)
		pipeline_fail(link, fault);
}

void pg_link_free(struct pg_link *link)
{
	if (!link)
		return;
	take_down(link, NULL);
	for (size_t i = link->first; i < link->queue.count; i++)
		pg_result_clear(&link->queue.items[i].result);
	vec_release(&link->queue);
	pipeline_forget(link, true);
	free_options(&link->options);
	mem_free(link);
}

void pg_link_close(struct pg_link *link)
{
	struct fault fault = { 0 };

	if (link->state == LINK_DOWN)
		return;
	fault_set(&fault, ERR_LINK, "store", "the connection was closed");
	take_down(link, &fault);
}

static void lose(struct pg_link *link, const struct fault *fault)
{
	struct fault why = *fault; /* it may lie in what goes now */

	take_down(link, &why);
	if (link->handlers.on_lost)
		link->handlers.on_lost(link->handlers.context, &why);
}

static void lose_conn(struct pg_link *link)
{
	struct fault fault = { 0 };

	pg_fault_of_conn(link->conn, link->notice, &fault);
	lose(link, &fault);
}

/* Warnings have no reader here; a FATAL one is why the server goes, and libpq forgets it. */
static void on_notice(void *context, const PGresult *notice)
{
	struct pg_link *link = context;
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *words = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);

	if (severity && words && strcmp(severity, "FATAL") == 0)
		snprintf(link->notice, sizeof link->notice, "%s", words);
}

static void connect_start(struct pg_link *link)
{
	const struct pg_options *o = &link->options;
	char port[16], connect_timeout[16];

	snprintf(port, sizeof port, "%d", o->port ? o->port : 5432);
	snprintf(connect_timeout, sizeof connect_timeout, "%d", (o->connect_timeout_ms + 999) / 1000);
	const char *const pairs[][2] = {
		{ "host", o->host },
		{ "port", port },
		{ "dbname", o->dbname },
		{ "user", o->user },
		{ "password", o->password },
		{ "passfile", "/dev/null/none" }, /* a path that cannot be */
		{ "application_name", o->application_name },
		{ "client_encoding", "UTF8" },
		{ "sslmode", o->sslmode },
		{ "sslrootcert", o->sslrootcert },
		{ "gssencmode", "disable" },
		{ "target_session_attrs", o->wants_writable ? "read-write" : "any" },
		{ "connect_timeout", connect_timeout },
		{ "keepalives_idle", "5" },
		{ "keepalives_interval", "2" },
		{ "keepalives_count", "3" },
		{ "tcp_user_timeout", "8000" },
	};
	const char *names[COUNT_OF(pairs) + 1] = { 0 }, *values[COUNT_OF(pairs) + 1] = { 0 };
	for (size_t i = 0, n = 0; i < COUNT_OF(pairs); i++) {
		if (!pairs[i][1])
			continue;
		names[n] = pairs[i][0];
		values[n++] = pairs[i][1];
	}
	for (size_t i = 0; i < COUNT_OF(foreign_variables); i++)
		unsetenv(foreign_variables[i]);
	link->conn = PQconnectStartParams(names, values, 0);
}

void pg_link_open(struct pg_link *link, int64_t now_us)
{
	if (link->state != LINK_DOWN)
		return;
	link->notice[0] = '\0';
	connect_start(link);
	/* A refusal at once is told by the first step, which must come: hence due now. */
	bool has_failed = !link->conn || PQstatus(link->conn) == CONNECTION_BAD;
	link->state = LINK_CONNECTING;
	link->poll = has_failed ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
	link->due_us = has_failed ? now_us : now_us + link->options.connect_timeout_ms * US_PER_MS;
	if (link->conn)
		PQsetNoticeReceiver(link->conn, on_notice, link);
}

static void on_set_up(void *context, struct pg_result *result)
{
	struct pg_link *link = context;
	const struct fault *fault = pg_result_fault(result);

	if (link->state != LINK_SETTING_UP)
		return; /* going down already */
	if (fault) {
		lose(link, fault);
		return;
	}
	link->state = LINK_READY;
	link->due_us = INSTANT_NONE;
	if (link->handlers.on_connected)
		link->handlers.on_connected(link->handlers.context);
}

static void add_timeout(struct rows *names, struct rows *values, const char *name, int timeout_ms)
{
	if (timeout_ms <= 0)
		return;
	rows_text(names, name);
	rows_i64(values, timeout_ms);
}

/* The session's settings, all in one statement; not as startup options, which poolers refuse. */
static void set_up(struct pg_link *link)
{
	const struct pg_options *o = &link->options;
	struct rows names = { 0 }, values = { 0 };
	struct pg_params params = { 0 };
	struct fault fault = { 0 };

	rows_begin(&names);
	rows_begin(&values);
	static const char *const fixed[][2] = {
		{ "TimeZone", "UTC" }, { "DateStyle", "ISO, YMD" }, { "bytea_output", "hex" },
		{ "IntervalStyle", "iso_8601" },
	};
	for (size_t i = 0; i < COUNT_OF(fixed); i++) {
		rows_text(&names, fixed[i][0]);
		rows_text(&values, fixed[i][1]);
	}
	add_timeout(&names, &values, "statement_timeout", o->statement_timeout_ms);
	add_timeout(&names, &values, "lock_timeout", o->lock_timeout_ms);
	add_timeout(&names, &values, "idle_in_transaction_session_timeout", o->idle_in_transaction_ms);
	pg_params_span(&params, rows_end(&names));
	pg_params_span(&params, rows_end(&values));
	enum err err = pipeline_set_up(link,
		"select set_config(name, value, false) from unnest($1::text[], $2::text[]) s(name, value)",
		&params, on_set_up, &fault);
	pg_params_release(&params);
	rows_release(&names);
	rows_release(&values);
	if (err)
		lose(link, &fault);
}

static void step_connecting(struct pg_link *link)
{
	if (link->poll != PGRES_POLLING_FAILED)
		link->poll = PQconnectPoll(link->conn);
	if (link->poll == PGRES_POLLING_FAILED) {
		lose_conn(link);
		return;
	}
	if (link->poll != PGRES_POLLING_OK)
		return;
	link->state = LINK_SETTING_UP;
	if (PQsetnonblocking(link->conn, 1) || !PQenterPipelineMode(link->conn))
		lose_conn(link);
	else
		set_up(link);
}

static void give_notifications(struct pg_link *link)
{
	unsigned life = link->life;
	PGnotify *notify;

	while (life == link->life && (notify = PQnotifies(link->conn))) {
		if (link->handlers.on_notify)
			link->handlers.on_notify(link->handlers.context, span_of(notify->relname),
						 span_of(notify->extra), notify->be_pid);
		PQfreemem(notify);
	}
}

static void step_open(struct pg_link *link)
{
	unsigned life = link->life;
	bool is_fine = PQconsumeInput(link->conn);

	pipeline_answer(link);
	if (life == link->life)
		give_notifications(link);
	if (life != link->life)
		return;
	int left = link->must_flush ? PQflush(link->conn) : 0;
	link->must_flush = left > 0;
	if (!is_fine || left < 0 || link->is_broken || PQstatus(link->conn) == CONNECTION_BAD)
		lose_conn(link);
}

void pg_link_step(struct pg_link *link, int64_t now_us)
{
	struct fault fault = { 0 };

	if (link->state == LINK_DOWN)
		return;
	if (link->state == LINK_CONNECTING)
		step_connecting(link);
	else
		step_open(link);
	if (link->state != LINK_CONNECTING && link->state != LINK_SETTING_UP)
		return;
	if (link->due_us == INSTANT_NONE || now_us < link->due_us || link->poll == PGRES_POLLING_FAILED)
		return;
	fault_set(&fault, ERR_TIMEOUT, "store", "no answer from %s within %d ms", link->options.host,
		  link->options.connect_timeout_ms);
	fault_help(&fault, "is the host up, and does its firewall let port %d through?",
		   link->options.port ? link->options.port : 5432);
	lose(link, &fault);
}

int pg_link_fd(const struct pg_link *link)
{
	return link->conn ? PQsocket(link->conn) : -1;
}

struct pg_wants pg_link_wants(const struct pg_link *link)
{
	if (link->state == LINK_DOWN)
		return (struct pg_wants){ false, false };
	if (link->state == LINK_CONNECTING)
		return (struct pg_wants){ link->poll == PGRES_POLLING_READING,
					  link->poll == PGRES_POLLING_WRITING };
	return (struct pg_wants){ true, link->must_flush };
}

int64_t pg_link_due_us(const struct pg_link *link)
{
	if (link->state == LINK_DOWN)
		return INSTANT_NONE;
	return link->is_broken ? 0 : link->due_us;
}

bool pg_link_is_ready(const struct pg_link *link)
{
	return link->state == LINK_READY;
}

size_t pg_link_in_flight(const struct pg_link *link)
{
	return pipeline_waiting(link);
}

int pg_link_pid(const struct pg_link *link)
{
	return link->conn ? PQbackendPID(link->conn) : 0;
}

int pg_link_server_version(const struct pg_link *link)
{
	return link->conn ? PQserverVersion(link->conn) : 0;
}

bool pg_link_in_transaction(const struct pg_link *link)
{
	if (!link->conn || pipeline_waiting(link))
		return false;
	PGTransactionStatusType status = PQtransactionStatus(link->conn);
	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

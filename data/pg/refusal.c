/* SPDX-License-Identifier: MIT */
/* What PostgreSQL refuses with, in docket's errors and words. */
#include "pg/libpq.h"

#include <stdio.h>
#include <string.h>

/* The longest matching beginning of an SQLSTATE says what it is; the exact ones stand before their
 * class. */
static const struct meaning {
	const char *begins;
	enum err err;
	const char *help; /* used if the server gave no hint */
} meanings[] = {
	{ "DKNFD", ERR_NOT_FOUND, "" },
	{ "DKEXI", ERR_EXISTS, "" },
	{ "DKCHG", ERR_CHANGED, "" },
	{ "DKDEN", ERR_DENIED, "" },
	{ "DKLIM", ERR_LIMIT, "" },
	{ "DKBSY", ERR_BUSY, "" },
	{ "DKINV", ERR_INVALID, "" },
	{ "23505", ERR_EXISTS, "" },
	{ "28", ERR_DENIED, "ask whoever runs the store for access" },
	{ "42501", ERR_DENIED, "ask whoever runs the store for this right" },
	{ "40001", ERR_CHANGED, "try again" },
	{ "40P01", ERR_BUSY, "try again" },
	{ "55P03", ERR_BUSY, "try again in a moment" },
	{ "57014", ERR_TIMEOUT, "try again, or ask for less at once" },
	{ "25P03", ERR_TIMEOUT, "" },
	{ "3D000", ERR_NOT_FOUND, "create the database, or name another one" },
	{ "42P01", ERR_STORE, "is the schema up to date? run: docket migrate" },
	{ "42883", ERR_STORE, "is the schema up to date? run: docket migrate" },
	{ "42703", ERR_STORE, "is the schema up to date? run: docket migrate" },
	{ "3F000", ERR_STORE, "is the schema up to date? run: docket migrate" },
	{ "P0002", ERR_NOT_FOUND, "" },
	{ "08", ERR_LINK, "" },
	{ "57P", ERR_LINK, "" },
	{ "53", ERR_LIMIT, "the store is short of disk, memory or connections" },
	{ "54", ERR_LIMIT, "" },
	{ "22", ERR_INVALID, "" },
	{ "23", ERR_INVALID, "" },
};

static const struct meaning *meaning_of(const char *sqlstate)
{
	for (size_t i = 0; i < COUNT_OF(meanings); i++)
		if (strncmp(sqlstate, meanings[i].begins, strlen(meanings[i].begins)) == 0)
			return &meanings[i];
	return NULL;
}

enum err pg_err_of_sqlstate(const char *sqlstate)
{
	const struct meaning *meaning = meaning_of(sqlstate);

	return meaning ? meaning->err : ERR_STORE;
}

static const char *field(const PGresult *answer, int code)
{
	const char *text = PQresultErrorField(answer, code);

	return text ? text : "";
}

void pg_fault_of_answer(const PGresult *answer, const char *what, struct fault *fault)
{
	const char *sqlstate = field(answer, PG_DIAG_SQLSTATE);
	const char *primary = field(answer, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = field(answer, PG_DIAG_MESSAGE_DETAIL);
	const char *hint = field(answer, PG_DIAG_MESSAGE_HINT);
	const struct meaning *meaning = meaning_of(sqlstate);

	if (!*primary)
		primary = PQresultErrorMessage(answer);
	fault_set(fault, meaning ? meaning->err : ERR_STORE, what, "%s%s%s%s", primary,
		  *detail ? " (" : "", detail, *detail ? ")" : "");
	snprintf(fault->sqlstate, sizeof fault->sqlstate, "%.5s", sqlstate);
	if (*hint)
		fault_help(fault, "%s", hint);
	else if (meaning && *meaning->help)
		fault_help(fault, "%s", meaning->help);
}

/* libpq gives no SQLSTATE for a connection that did not come up, so its words are looked at; in
 * another language than English they only miss the better help. */
static const struct complaint {
	const char *has;
	enum err err;
	const char *help;
} complaints[] = {
	{ "authentication failed", ERR_DENIED, "log in as yourself, or check user and password" },
	{ "no pg_hba.conf entry", ERR_DENIED, "the store's pg_hba.conf lets this user in from nowhere here" },
	{ "no password supplied", ERR_DENIED, "give the password by name in the configuration" },
	{ "permission denied for database", ERR_DENIED, "ask whoever runs the store for access" },
	{ "role \"", ERR_DENIED, "this login is not known to the store: docket operator add" },
	{ "too many c", ERR_LIMIT, "the store has no connection left: raise max_connections" },
	{ "database \"", ERR_NOT_FOUND, "create the database, or name another one" },
	{ "starting up", ERR_LINK, "the store is starting: it will answer soon" },
	{ "No such file", ERR_LINK, "is PostgreSQL running, and is this its socket directory?" },
	{ "refused", ERR_LINK, "is PostgreSQL running there, and listening?" },
};

void pg_fault_of_conn(const PGconn *conn, const char *notice, struct fault *fault)
{
	const char *words = *notice ? notice : conn ? PQerrorMessage(conn) : "out of memory";
	const char *host = conn ? PQhost(conn) : NULL;
	size_t length = strlen(words);
	char what[sizeof fault->what];

	while (length && words[length - 1] == '\n')
		length--;
	snprintf(what, sizeof what, "store at %s", host && *host ? host : "?");
	fault_set(fault, ERR_LINK, what, "%.*s", (int)length, words);
	for (size_t i = 0; i < COUNT_OF(complaints); i++) {
		if (!strstr(words, complaints[i].has))
			continue;
		fault->err = complaints[i].err;
		fault_help(fault, "%s", complaints[i].help);
		break;
	}
}

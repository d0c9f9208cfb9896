/* SPDX-License-Identifier: MIT */
/* docket doctor: what is wrong with this installation, in words, and what would help. */
#include "command/runs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "codec/json_write.h"
#include "command/listing.h"
#include "pg/migrate.h"

#define CLOCK_MOST_US (2 * US_PER_S)

const struct option run_doctor_options[] = {
	{ "secrets-dir", OPTION_TEXT, "/etc/docket/secrets", "path", "The folder of secrets." },
	{ 0 },
};

enum finding { FINDING_OK, FINDING_WARN, FINDING_BAD };

static const char *const findings[] = { "ok", "warn", "bad" };

struct doctor {
	struct session session;
	const struct request *request;
	struct str out;
	int counts[3];
};

/* --- saying --- */

static void add_clean(struct str *out, const char *text)
{
	text_clean(out, text, strlen(text));
}

static void say(struct doctor *doctor, enum finding finding, const char *name, const char *words, const char *help)
{
	struct str *out = &doctor->out;

	doctor->counts[finding]++;
	if (finding == FINDING_OK)
		help = "";
	if (doctor->request->format == FORMAT_JSON) {
		struct json_writer writer = jsonw_on(out);
		jsonw_open(&writer, NULL);
		jsonw_put_text(&writer, "finding", findings[finding]);
		jsonw_put_text(&writer, "name", name);
		jsonw_put_text(&writer, "words", words);
		jsonw_put_text(&writer, "help", help);
		jsonw_close(&writer);
	} else {
		str_addf(out, "%-5s %-16s ", findings[finding], name);
		add_clean(out, words);
		if (*help) {
			str_addf(out, "\n%23s", "");
			add_clean(out, help);
		}
	}
	str_addc(out, '\n');
}

/* --- what one statement tells --- */

/* Checks made of one statement each: no row or an empty first column is fine; else the row's words say what is wrong. */
struct check {
	const char *name;
	enum finding finding;  /* if there is a row */
	const char *fine;      /* what is said when there is none */
	const char *help;
	const char *sql;       /* one column: words */
};

static const struct check server_checks[] = {
	{ "version", FINDING_BAD, "PostgreSQL 15 or newer", "docket needs PostgreSQL 15 or newer",
	  "select 'PostgreSQL ' || current_setting('server_version') where current_setting('server_version_num')::int < 150000" },
	{ "fsync", FINDING_BAD, "what is confirmed is on disk", "set fsync and full_page_writes on in postgresql.conf",
	  "select string_agg(name || ' is off', ', ') || ': a power cut loses what was confirmed, or breaks the store'"
	  " from pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off'" },
	{ "commit", FINDING_BAD, "commits wait for the disk", "set synchronous_commit on: partners are answered on it",
	  "select 'synchronous_commit is off' where current_setting('synchronous_commit') = 'off'" },
	{ "checksums", FINDING_WARN, "damaged pages are noticed", "pg_checksums --enable, with the store stopped",
	  "select 'data checksums are off: damaged pages are not noticed' where current_setting('data_checksums') = 'off'" },
	{ "encoding", FINDING_BAD, "the database holds UTF-8", "make the database with encoding UTF8",
	  "select 'the database is ' || current_setting('server_encoding') where current_setting('server_encoding') <> 'UTF8'" },
	{ "notices", FINDING_WARN, "the queue of notices is empty enough", "a session that listens and does not read holds it",
	  "select 'the queue of notices is ' || round(pg_notification_queue_usage()::numeric * 100) || ' % full'"
	  " where pg_notification_queue_usage() > 0.1" },
	{ "roles", FINDING_BAD, "the roles are there and may no more than they need", "docket migrate makes them",
	  "select string_agg(n, ', ') || ' is missing or may too much' from unnest(array['docket_owner', 'docket_engine',"
	  " 'docket_operator']) n left join pg_roles r on r.rolname = n where r.oid is null or r.rolsuper or r.rolcreaterole"
	  " or r.rolbypassrls" },
};

static const struct check docket_checks[] = {
	{ "logins", FINDING_BAD, "no operator's login may more than an operator", "alter role ... nosuperuser nocreaterole nobypassrls",
	  "select string_agg(l.login, ', ' order by l.login) || ' may too much' from docket.login l join pg_roles r on"
	  " r.rolname = l.login where l.ended_at is null and (r.rolsuper or r.rolcreaterole or r.rolbypassrls or r.rolcreatedb)" },
	{ "clients", FINDING_WARN, "there are clients", "docket tenant add",
	  "select 'there is no client yet' where not exists (select 1 from docket.tenant)" },
	{ "people", FINDING_WARN, "every client has people", "docket operator add",
	  "select 'nobody works for ' || string_agg(t.name, ', ' order by t.name) from docket.tenant t where not exists"
	  " (select 1 from docket.member m where m.tenant_id = t.tenant_id and m.ended_at is null)" },
	{ "engine", FINDING_BAD, "an engine works for every client", "start docketd; its log says what it misses",
	  "select 'no engine works for ' || string_agg(t.name, ', ' order by t.name) from docket.tenant t"
	  " where not docket.is_engine_online(t.tenant_id)" },
	{ "acts", FINDING_WARN, "what people did is folded", "an engine that runs does this within a second",
	  "select count(*) || ' acts wait, the oldest since ' || to_char(min(stored_at), 'YYYY-MM-DD HH24:MI:SS TZ') from docket.act"
	  " where state = 'stored' and stored_at < clock_timestamp() - interval '5 s' having count(*) > 0" },
	{ "audit", FINDING_WARN, "the audit is sealed", "docket audit verify; an engine seals rows as it folds acts",
	  "select count(*) || ' rows of the audit are not sealed yet' from docket.audit where audit_no is null"
	  " and stored_at < clock_timestamp() - interval '5 s' having count(*) > 0" },
	{ "interfaces", FINDING_WARN, "no interface is quiet or failing", "docket interfaces; call the partner",
	  "select string_agg(t.name || '/' || i.name || ' is ' || i.state, ', ' order by t.name, i.name) from docket.interface i"
	  " join docket.tenant t using (tenant_id) where i.state in ('quiet', 'failing')" },
	{ "dead letters", FINDING_WARN, "nothing is left that was not understood", "docket dead; mend and docket replay",
	  "select count(*) || ' dead letters are open' from docket.dead where state = 'open' having count(*) > 0" },
	{ "priorities", FINDING_WARN, "what may never wait is the exception, not the rule",
	  "of a hundred cases about 5 belong in band 0, 15 in band 1, 80 below: look at the lines `band` of the manual, docket diff",
	  "select string_agg(format('%s: %s of %s open cases in band 0, %s in band 1', t.name, n.top, n.all_of, n.high), '; ' order by t.name)"
	  " from (select tenant_id, count(*) filter (where band = 0) as top, count(*) filter (where band = 1) as high, count(*) as all_of"
	  " from docket.case_open where state in ('open', 'waiting') group by tenant_id) n join docket.tenant t using (tenant_id)"
	  " where n.all_of >= 20 and (n.top * 100 > n.all_of * 10 or (n.top + n.high) * 100 > n.all_of * 40)" },
	{ "write-backs", FINDING_WARN, "no write-back needs a person", "docket case says which, and what the target answered",
	  "select count(*) || ' write-backs were refused or must be looked up' from docket.effect"
	  " where state in ('dead', 'reconcile') having count(*) > 0" },
};

static enum err run_check(struct doctor *doctor, const struct check *check, struct fault *fault)
{
	struct pg_result *result = NULL;
	const char *words = NULL;
	enum err err = pg_sync_sql(doctor->session.sync, check->sql, NULL, &result, fault);

	if (err)
		return err;
	if (pg_result_rows(result) > 0)
		words = pg_result_text(result, 0, 0);
	if (words && *words)
		say(doctor, check->finding, check->name, words, check->help);
	else
		say(doctor, FINDING_OK, check->name, check->fine, "");
	pg_result_free(result);
	return ERR_NONE;
}

/* --- the schema, the clock --- */

static enum err check_schema(struct doctor *doctor, bool *is_there, struct fault *fault)
{
	struct migrate_step step;
	char words[120];
	int version = 0, shipped = 0;
	enum err err = migrate_version(doctor->session.sync, &version, fault);

	while (migrate_shipped((size_t)shipped, &step) == ERR_NONE)
		shipped++;
	*is_there = version > 0;
	if (err)
		return err;
	snprintf(words, sizeof words, "the store is at version %d, this program knows %d", version, shipped);
	if (version < shipped)
		say(doctor, FINDING_BAD, "schema", words, "docket migrate");
	else if (version > shipped)
		say(doctor, FINDING_WARN, "schema", words, "a newer docket works here: update this one");
	else
		say(doctor, FINDING_OK, "schema", words, "");
	return ERR_NONE;
}

static enum err check_clock(struct doctor *doctor, struct fault *fault)
{
	struct pg_result *result = NULL;
	int64_t before = instant_wall_now(), off;
	enum err err = pg_sync_sql(doctor->session.sync, "select clock_timestamp()", NULL, &result, fault);

	if (err)
		return err;
	off = pg_result_instant(result, 0, 0) - before;
	pg_result_free(result);
	if (off < -CLOCK_MOST_US || off > CLOCK_MOST_US)
		say(doctor, FINDING_WARN, "clock", "the store's clock and this host's differ by more than 2 s",
		    "let both follow NTP: approvals and keys run out by the store's clock");
	else
		say(doctor, FINDING_OK, "clock", "the store's clock and this host's agree", "");
	return ERR_NONE;
}

/* --- secrets --- */

/* Counts files that others may read; -1 if the folder cannot be read. */
static int count_open_secrets(int folder, struct str *names)
{
	DIR *dir = fdopendir(folder);
	struct dirent *entry;
	int count = 0;

	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		struct stat about;
		if (entry->d_name[0] == '.' || fstatat(folder, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (S_ISREG(about.st_mode) && (about.st_mode & (S_IRWXG | S_IRWXO)) == 0)
			continue;
		str_addf(names, "%s%s", count ? ", " : "", entry->d_name);
		count++;
	}
	closedir(dir);
	return count;
}

static void check_secrets(struct doctor *doctor)
{
	const char *path = config_text(&doctor->request->config, "secrets-dir");
	struct str words = { 0 };
	struct stat about;
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), count;

	if (folder < 0) {
		str_addf(&words, "%s: %s", path, strerror(errno));
		say(doctor, FINDING_WARN, "secrets", str_text(&words), "docket key makes it with the first key");
		str_release(&words);
		return;
	}
	if (fstat(folder, &about) == 0 && (about.st_mode & (S_IWGRP | S_IRWXO)))
		say(doctor, FINDING_BAD, "secrets", "others may look into the folder of secrets, or change it", "chmod 700 it");
	count = count_open_secrets(folder, &words);
	if (count > 0) {
		str_adds(&words, " can be read by others than the engine, or is no plain file");
		say(doctor, FINDING_BAD, "secrets", str_text(&words), "chmod 400, owned by the engine's user");
	} else if (count == 0) {
		say(doctor, FINDING_OK, "secrets", "the engine alone reads its secrets", "");
	}
	if (count < 0)
		close(folder);
	str_release(&words);
}

/* --- the terminal --- */

static void check_terminal(struct doctor *doctor)
{
	const char *term = secure_getenv("TERM");

	if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		say(doctor, FINDING_WARN, "locale", "text is not UTF-8 here: names of people and places will look wrong",
		    "export LC_ALL=C.UTF-8, or another locale whose name ends in UTF-8");
	else
		say(doctor, FINDING_OK, "locale", "text is UTF-8", "");
	if (!term || !*term || strcmp(term, "dumb") == 0)
		say(doctor, FINDING_WARN, "terminal", "TERM does not say what this terminal is: no console here",
		    "export TERM=xterm-256color, or what the terminal's manual says");
	else
		say(doctor, FINDING_OK, "terminal", term, "");
}

/* --- the door --- */

static enum err check_store(struct doctor *doctor, struct fault *fault)
{
	bool is_there = false;
	enum err err = ERR_NONE;

	for (size_t i = 0; !err && i < COUNT_OF(server_checks); i++)
		err = run_check(doctor, &server_checks[i], fault);
	if (!err)
		err = check_clock(doctor, fault);
	if (!err)
		err = check_schema(doctor, &is_there, fault);
	for (size_t i = 0; !err && is_there && i < COUNT_OF(docket_checks); i++)
		err = run_check(doctor, &docket_checks[i], fault);
	return err;
}

enum err run_doctor(struct request *request, struct fault *fault)
{
	struct doctor doctor = { .request = request };
	enum err err = request_end(request, fault);

	if (!err)
		err = session_open_admin(&doctor.session, request, fault);
	if (!err)
		err = check_store(&doctor, fault);
	if (!err) {
		check_secrets(&doctor);
		check_terminal(&doctor);
	}
	listing_out(&doctor.out);
	str_release(&doctor.out);
	session_close(&doctor.session);
	if (!err && doctor.counts[FINDING_BAD]) {
		fault_set(fault, ERR_INVALID, "doctor", "%d bad, %d warnings", doctor.counts[FINDING_BAD],
			  doctor.counts[FINDING_WARN]);
		err = fault_help(fault, "each line above says what would help");
	}
	return err;
}

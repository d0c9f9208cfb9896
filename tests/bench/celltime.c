/* SPDX-License-Identifier: MIT */
/*
 * How long from a commit to the changed cell on a terminal, and from a commit to a bare NOTIFY: celltime notify|cell ...
 *
 *   celltime notify CONNINFO COUNT GAP_MS               an insert with pg_notify, and a second link that listens
 *   celltime cell CONNINFO COUNT GAP_MS TENANT CASE -- COMMAND...
 *                                                        an act of a colleague, and the console that shows the case on a pty
 *
 * One line each: number, when the writer began, when its commit was confirmed, when it was seen, in microseconds of the wall clock.
 * A cell's words share no letter in place with those before, so that the whole cell is painted and can be found in the bytes.
 */
#include <libpq-fe.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORD_CHARS 6
#define SEEN_BYTES (1 << 20)

static long long wall_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void die(const char *what, const char *why)
{
	fprintf(stderr, "celltime: %s: %s\n", what, why);
	exit(1);
}

static PGconn *link_to(const char *conninfo)
{
	PGconn *link = PQconnectdb(conninfo);

	if (PQstatus(link) != CONNECTION_OK)
		die("store", PQerrorMessage(link));
	return link;
}

static void run(PGconn *link, const char *sql)
{
	PGresult *result = PQexec(link, sql);
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		die(sql, PQerrorMessage(link));
	if (status == PGRES_TUPLES_OK && PQnfields(result) == 2 && strcmp(PQgetvalue(result, 0, 0), "done") != 0)
		die("the act was not done", PQgetvalue(result, 0, 1));
	PQclear(result);
}

static void rest_until(long long at_us)
{
	long long left = at_us - wall_us();

	if (left > 0)
		usleep((useconds_t)left);
}

/* The word of change `n`: every letter differs from those of n-1 and n-2 at its place. */
static void make_word(int n, char *out)
{
	for (int i = 0; i < WORD_CHARS; i++)
		out[i] = (char)('a' + (n * 7 + i * 5 + (n / 26) * (i + 1) * 3) % 26);
	out[WORD_CHARS] = '\0';
}

static void measure_notify(const char *conninfo, int count, int gap_ms)
{
	PGconn *writer = link_to(conninfo), *listener = link_to(conninfo);
	long long next = wall_us();

	run(writer, "create temp table heard (n int)");
	run(listener, "listen celltime");
	for (int n = 0; n < count; n++) {
		struct pollfd fd = { PQsocket(listener), POLLIN, 0 };
		PGnotify *notice = NULL;
		long long began, committed;
		rest_until(next);
		next += gap_ms * 1000LL;
		began = wall_us();
		run(writer, "begin; insert into heard values (1); select pg_notify('celltime', ''); commit");
		committed = wall_us();
		while (!notice) {
			if (poll(&fd, 1, 2000) <= 0)
				die("notify", "nothing was heard for 2 s");
			PQconsumeInput(listener);
			notice = PQnotifies(listener);
		}
		printf("%d %lld %lld %lld\n", n, began, committed, wall_us());
		PQfreemem(notice);
	}
	PQfinish(writer);
	PQfinish(listener);
}

struct seen {
	char bytes[SEEN_BYTES];
	size_t length;
};

/* Reads the pty until `word` is in what it wrote, or until it is quiet where word is NULL. */
static int await(int fd, struct seen *seen, const char *word, int timeout_ms)
{
	long long end = wall_us() + timeout_ms * 1000LL;
	struct pollfd poller = { fd, POLLIN, 0 };

	for (;;) {
		long long left = (end - wall_us()) / 1000;
		ssize_t got;
		if (word && memmem(seen->bytes, seen->length, word, strlen(word)))
			return 1;
		if (left <= 0 || poll(&poller, 1, (int)left) <= 0)
			return 0;
		if (seen->length + 65536 > sizeof seen->bytes) {
			memmove(seen->bytes, seen->bytes + seen->length - 65536, 65536);
			seen->length = 65536;
		}
		got = read(fd, seen->bytes + seen->length, 65536);
		if (got <= 0)
			die("console", "it ended");
		seen->length += (size_t)got;
	}
}

static pid_t open_console(char **command, int *fd)
{
	struct winsize size = { .ws_row = 40, .ws_col = 160 };
	pid_t pid = forkpty(fd, NULL, NULL, &size);

	if (pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		execv(command[0], command);
		_exit(127);
	}
	return pid;
}

static void measure_cell(const char *conninfo, int count, int gap_ms, const char *tenant, const char *case_id, char **command)
{
	static struct seen seen;
	PGconn *writer = link_to(conninfo);
	long long next;
	int fd = -1;
	pid_t pid = open_console(command, &fd);

	await(fd, &seen, NULL, 2500);
	next = wall_us();
	for (int n = 0; n < count; n++) {
		char word[WORD_CHARS + 1], sql[512];
		long long began, committed;
		make_word(n, word);
		seen.length = 0;
		snprintf(sql, sizeof sql, "select code, words from docket_do.act('next', %s, %s, null, array['words','%s','at',"
			 "(now() + interval '1 day')::text], 'celltime-%d-%lld')", tenant, case_id, word, n, wall_us());
		rest_until(next);
		next += gap_ms * 1000LL;
		began = wall_us();
		run(writer, sql);
		committed = wall_us();
		run(writer, "select pg_notify('docket_engine', 'act')");
		if (!await(fd, &seen, word, 3000))
			die(word, "it was not shown within 3 s");
		printf("%d %lld %lld %lld\n", n, began, committed, wall_us());
	}
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	PQfinish(writer);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "notify") == 0)
		measure_notify(argv[2], atoi(argv[3]), atoi(argv[4]));
	else if (argc > 8 && strcmp(argv[1], "cell") == 0)
		measure_cell(argv[2], atoi(argv[3]), atoi(argv[4]), argv[5], argv[6], argv + 8);
	else
		die("usage", "celltime notify CONNINFO COUNT GAP_MS | cell CONNINFO COUNT GAP_MS TENANT CASE -- COMMAND...");
	return 0;
}

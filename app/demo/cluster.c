/* SPDX-License-Identifier: MIT */
/* initdb, a short configuration, and a server that is our child. */
#include "demo/cluster.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/mem.h"

#define VERSION_LEAST 15
#define START_US (90 * US_PER_S)
#define STEP_US (40 * US_PER_MS)
#define PACKAGES "/usr/lib/postgresql"

struct cluster {
	struct player *player;
};

static bool has_server(const char *folder)
{
	struct str path = { 0 };
	bool is_there;

	str_addf(&path, "%s/initdb", folder);
	is_there = access(str_text(&path), X_OK) == 0;
	str_release(&path);
	return is_there;
}

/* The newest of Debian's folders; other systems have it on the PATH. */
static enum err find_server(struct folders *folders, const char **out, struct fault *fault)
{
	DIR *packages = opendir(PACKAGES);
	int64_t best = 0, version;

	for (const struct dirent *entry; packages && (entry = readdir(packages));)
		if (str_to_i64(span_of(entry->d_name), &version) == ERR_NONE && version > best &&
		    has_server(arena_printf(&folders->arena, PACKAGES "/%s/bin", entry->d_name)))
			best = version;
	if (packages)
		closedir(packages);
	if (best >= VERSION_LEAST) {
		*out = arena_printf(&folders->arena, PACKAGES "/%lld/bin", (long long)best);
		return ERR_NONE;
	}
	for (const char *path = getenv("PATH"), *end; path && *path; path = *end ? end + 1 : end) {
		end = path + strcspn(path, ":");
		*out = arena_text(&folders->arena, path, (size_t)(end - path));
		if (has_server(*out))
			return ERR_NONE;
	}
	fault_set(fault, ERR_NOT_FOUND, "PostgreSQL",
		  "its server is not installed, version %d or newer", VERSION_LEAST);
	fault_help(fault, "./app/try installs what is needed");
	return ERR_NOT_FOUND;
}

static enum err write_file(const char *folder, const char *name, const char *text, bool is_more,
			   struct fault *fault)
{
	struct str path = { 0 };
	size_t length = strlen(text);
	enum err err = ERR_NONE;
	int fd;

	str_addf(&path, "%s/%s", folder, name);
	fd = open(str_text(&path), O_WRONLY | O_CREAT | O_CLOEXEC | (is_more ? O_APPEND : O_TRUNC),
		  0600);
	if (fd < 0 || write(fd, text, length) != (ssize_t)length)
		err = fault_set(fault, ERR_SYSTEM, str_text(&path), "it cannot be written: %s",
				strerror(errno));
	if (fd >= 0)
		close(fd);
	str_release(&path);
	return err;
}

/* The system's user may be the admin, everybody on the list and the one program; nobody else may connect. */
static void write_map(struct str *out, const char *user, const char *const *logins)
{
	str_addf(out, "docket \"%s\" " CLUSTER_ADMIN "\n", user);
	str_addf(out, "docket \"%s\" " CLUSTER_PROGRAM "\n", user);
	for (; *logins; logins++)
		str_addf(out, "docket \"%s\" %s\n", user, *logins);
}

static enum err configure(const struct folders *folders, const char *const *logins,
			  struct fault *fault)
{
	struct str conf = { 0 }, map = { 0 };
	enum err err;

	str_addf(&conf,
		 "listen_addresses = ''\n"
		 "unix_socket_directories = '%s'\n"
		 "unix_socket_permissions = 0700\n"
		 "max_connections = 60\n"
		 "shared_buffers = 96MB\n"
		 "work_mem = 8MB\n"
		 "max_wal_size = 512MB\n"
		 "checkpoint_timeout = 15min\n"
		 "max_parallel_workers_per_gather = 0\n"
		 "max_worker_processes = 4\n"
		 "jit = off\n"
		 "timezone = 'UTC'\n"
		 "log_timezone = 'UTC'\n"
		 "log_line_prefix = '%%m [%%p] %%u '\n",
		 folders->socket);
	write_map(&map, folders->user, logins);
	err = write_file(folders->store, "docket.conf", str_text(&conf), false, fault);
	if (!err)
		err = write_file(folders->store, "pg_hba.conf", "local all all peer map=docket\n",
				 false, fault);
	if (!err)
		err = write_file(folders->store, "pg_ident.conf", str_text(&map), false, fault);
	str_release(&conf);
	str_release(&map);
	return err;
}

static enum err make_store(struct loop *loop, struct folders *folders, const char *bin,
			   struct fault *fault)
{
	const char *program = arena_printf(&folders->arena, "%s/initdb", bin);
	const char *const words[] = { "--pgdata",
				      folders->store,
				      "--username=" CLUSTER_ADMIN,
				      "--auth=peer",
				      "--encoding=UTF8",
				      "--locale=C.UTF-8",
				      "--data-checksums",
				      "--no-instructions",
				      "--no-sync",
				      NULL };
	int code = 0;
	enum err err =
		player_run(loop, folders, "initdb", program, words, START_US, &code, NULL, fault);

	if (!err && code != 0) {
		fault_set(fault, ERR_SYSTEM, "initdb", "it failed: see %s/initdb.log",
			  folders->log);
		fault_help(fault,
			   "is the disk full, or %s on a file system that PostgreSQL cannot use?",
			   folders->state);
		return ERR_SYSTEM;
	}
	return err ? err
		   : write_file(folders->store, "postgresql.conf", "include 'docket.conf'\n", true,
				fault);
}

struct pg_options cluster_options(const struct folders *folders, const char *user)
{
	return (struct pg_options) { .host = folders->socket,
				     .dbname = CLUSTER_DATABASE,
				     .user = user,
				     .application_name = "docket demo" };
}

/* Until the server takes sessions. */
static enum err wait_ready(struct loop *loop, struct folders *folders, struct cluster *cluster,
			   struct fault *fault)
{
	struct pg_options options = cluster_options(folders, CLUSTER_ADMIN);
	int64_t until = loop_now_us(loop) + START_US;
	struct pg_sync *sync = NULL;

	options.dbname = "postgres";
	while (loop_now_us(loop) < until && player_is_running(cluster->player)) {
		if (pg_sync_open(&options, instant_monotonic_now, &sync, fault) == ERR_NONE) {
			pg_sync_close(sync);
			return ERR_NONE;
		}
		loop_run_for(loop, STEP_US);
	}
	fault_set(fault, ERR_SYSTEM, "PostgreSQL", "it did not start: see %s/postgres.log",
		  folders->log);
	fault_help(fault, "docket demo without --keep begins with a fresh store");
	return ERR_SYSTEM;
}

static enum err make_database(const struct folders *folders, struct fault *fault)
{
	struct pg_options options = cluster_options(folders, CLUSTER_ADMIN);
	struct pg_sync *sync = NULL;
	enum err err;

	options.dbname = "postgres";
	err = pg_sync_open(&options, instant_monotonic_now, &sync, fault);
	if (!err)
		err = pg_sync_exec(sync, "create database " CLUSTER_DATABASE, NULL, fault);
	pg_sync_close(sync);
	return err;
}

static enum err start_server(struct loop *loop, struct folders *folders, const char *bin,
			     player_on_end *on_end, void *context, struct cluster *cluster,
			     struct fault *fault)
{
	const char *program = arena_printf(&folders->arena, "%s/postgres", bin);
	const char *const words[] = { "-D", folders->store, NULL };
	const struct player_plan plan = { .name = "postgres",
					  .program = program,
					  .words = words,
					  .end_signal = SIGINT,
					  .on_end = on_end,
					  .context = context };

	return player_start(loop, folders, &plan, &cluster->player, fault);
}

enum err cluster_start(struct loop *loop, struct folders *folders, const char *const *logins,
		       player_on_end *on_end, void *context, struct cluster **out,
		       struct fault *fault)
{
	struct cluster *cluster = mem_new(1, sizeof *cluster);
	const char *bin = NULL;
	bool is_new = access(folders->store, F_OK) != 0;
	enum err err = find_server(folders, &bin, fault);

	if (!err && is_new)
		err = make_store(loop, folders, bin, fault);
	if (!err)
		err = configure(folders, logins, fault);
	if (!err)
		err = start_server(loop, folders, bin, on_end, context, cluster, fault);
	if (!err)
		err = wait_ready(loop, folders, cluster, fault);
	if (!err && is_new)
		err = make_database(folders, fault);
	if (err) {
		cluster_stop(loop, cluster);
		return err;
	}
	*out = cluster;
	return ERR_NONE;
}

void cluster_stop(struct loop *loop, struct cluster *cluster)
{
	if (!cluster)
		return;
	player_stop(loop, cluster->player, SIGINT, 20 * US_PER_S);
	mem_free(cluster);
}

/* SPDX-License-Identifier: MIT */
/* Folders of a demo. Nothing outside of them is written. */
#include "demo/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

static enum err system_fault(struct fault *fault, const char *path, const char *what)
{
	fault_set(fault, ERR_SYSTEM, path, "it cannot be %s: %s", what, strerror(errno));
	fault_help(fault, "set XDG_STATE_HOME to a folder of yours with a few hundred MB free");
	return ERR_SYSTEM;
}

/* Every folder of the path that is missing. */
static enum err make_path(const char *path, struct fault *fault)
{
	struct str part = { 0 };
	enum err err = ERR_NONE;

	for (const char *at = path; !err && *at; at++) {
		if (at > path && *at == '/' && mkdir(str_text(&part), 0700) && errno != EEXIST)
			err = system_fault(fault, str_text(&part), "made");
		str_addc(&part, *at);
	}
	if (!err && mkdir(path, 0700) && errno != EEXIST)
		err = system_fault(fault, path, "made");
	str_release(&part);
	return err;
}

static const char *state_home(struct folders *folders, const struct passwd *user)
{
	const char *given = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (given && given[0] == '/')
		return arena_printf(&folders->arena, "%s/docket", given);
	return arena_printf(&folders->arena, "%s/.local/state/docket",
			    home && home[0] == '/' ? home : user->pw_dir);
}

static enum err lock(struct folders *folders, struct fault *fault)
{
	const char *path = arena_printf(&folders->arena, "%s/demo.lock", folders->state);

	folders->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (folders->lock_fd < 0)
		return system_fault(fault, path, "written");
	if (flock(folders->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_NONE;
	fault_set(fault, ERR_BUSY, "demo", "another one runs in %s", folders->state);
	fault_help(fault, "end it first, or give this one a folder of its own: "
			  "XDG_STATE_HOME=/tmp/other docket demo");
	return ERR_BUSY;
}

/* Socket paths must be short: 107 bytes with the file's name. */
static enum err make_socket(struct folders *folders, struct fault *fault)
{
	char *path =
		arena_printf(&folders->arena, "/run/user/%u/docket-XXXXXX", (unsigned)getuid());

	if (!mkdtemp(path)) {
		path = arena_printf(&folders->arena, "/tmp/docket-%u-XXXXXX", (unsigned)getuid());
		if (!mkdtemp(path))
			return system_fault(fault, "/tmp", "written");
	}
	folders->socket = path;
	return ERR_NONE;
}

static bool is_socket_folder(const char *path)
{
	return strncmp(path, "/tmp/docket-", 12) == 0 ||
	       (strncmp(path, "/run/user/", 10) == 0 && strstr(path, "/docket-"));
}

/* A demo that was killed leaves its folder of sockets; its name is kept beside the lock, behind
 * which nobody runs. */
static enum err note_socket(struct folders *folders, struct fault *fault)
{
	char old[256] = { 0 };
	ssize_t got = pread(folders->lock_fd, old, sizeof old - 1, 0);
	size_t length = strlen(folders->socket);

	if (got > 0 && is_socket_folder(old) && folders_remove(old, fault) != ERR_NONE)
		return fault->err;
	if (ftruncate(folders->lock_fd, 0) ||
	    pwrite(folders->lock_fd, folders->socket, length, 0) != (ssize_t)length)
		return system_fault(fault, folders->state, "written");
	return ERR_NONE;
}

static enum err find_programs(struct folders *folders, struct fault *fault)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
	char *slash;

	if (length <= 0)
		return system_fault(fault, "/proc/self/exe", "read");
	path[length] = '\0';
	slash = strrchr(path, '/');
	if (slash)
		*slash = '\0';
	folders->programs = arena_str(&folders->arena, path);
	return ERR_NONE;
}

enum err folders_make(struct folders *folders, struct fault *fault)
{
	const struct passwd *user = getpwuid(getuid());
	const char *const parts[] = { "store", "secrets", "log", "ledger", "kept" };
	const char **const places[] = { &folders->store, &folders->secrets, &folders->log,
					&folders->ledger, &folders->kept };
	enum err err;

	*folders = (struct folders) { .lock_fd = -1 };
	if (getuid() == 0) {
		fault_set(fault, ERR_DENIED, "demo", "PostgreSQL does not run as root");
		fault_help(fault, "run it as another user, or ./app/try, which does that for you");
		return ERR_DENIED;
	}
	if (!user)
		return fault_set(fault, ERR_SYSTEM, "demo", "user %u has no name in /etc/passwd",
				 (unsigned)getuid());
	folders->user = arena_str(&folders->arena, user->pw_name);
	folders->state = state_home(folders, user);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		*places[i] = arena_printf(&folders->arena, "%s/%s", folders->state, parts[i]);
	err = make_path(folders->state, fault);
	if (!err)
		err = lock(folders, fault);
	if (!err)
		err = make_socket(folders, fault);
	if (!err)
		err = note_socket(folders, fault);
	return err ? err : find_programs(folders, fault);
}

enum err folders_clear(const struct folders *folders, struct fault *fault)
{
	const char *const all[] = { folders->store, folders->secrets, folders->ledger,
				    folders->log };
	enum err err = unlink(folders->kept) && errno != ENOENT
			       ? system_fault(fault, folders->kept, "removed")
			       : ERR_NONE;

	for (size_t i = 0; !err && i < COUNT_OF(all); i++)
		err = folders_remove(all[i], fault);
	for (size_t i = 1; !err && i < COUNT_OF(all); i++)
		err = make_path(all[i], fault);
	return err;
}

enum err folders_program(struct folders *folders, const char *name, const char **out,
			 struct fault *fault)
{
	*out = arena_printf(&folders->arena, "%s/%s", folders->programs, name);
	if (access(*out, X_OK) == 0)
		return ERR_NONE;
	fault_set(fault, ERR_NOT_FOUND, name, "it is not beside this program, in %s",
		  folders->programs);
	fault_help(fault, "build it: ./app/try --build");
	return ERR_NOT_FOUND;
}

static int on_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)place;
	return kind == FTW_DP || kind == FTW_DNR ? rmdir(path) : unlink(path);
}

enum err folders_remove(const char *path, struct fault *fault)
{
	if (nftw(path, on_entry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) == 0 || errno == ENOENT)
		return ERR_NONE;
	return system_fault(fault, path, "removed");
}

void folders_release(struct folders *folders)
{
	struct fault fault = { 0 };

	if (folders->socket && folders_remove(folders->socket, &fault) == ERR_NONE &&
	    folders->lock_fd >= 0)
		(void)!ftruncate(folders->lock_fd, 0);
	if (folders->lock_fd >= 0)
		close(folders->lock_fd);
	arena_release(&folders->arena);
	*folders = (struct folders) { .lock_fd = -1 };
}

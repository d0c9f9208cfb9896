/* SPDX-License-Identifier: MIT */
/* Descriptors of the four folders are held, so that nobody who may write to one of them can have another read or written by exchanging
 * it for a link. */
#include "engine/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/log.h"
#include "base/vec.h"
#include "codec/mail.h"
#include "engine/failpoint.h"

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define FILE_FLAGS   (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
#define NAME_ROOM    600

const struct spool_layout spool_files = { "folder", ".", "spool", "done", "refused", "", false, (size_t)5 * 1024 * 1024 };

/* In cur/ a name ends with marks; S is "seen". */
const struct spool_layout spool_maildir = { "maildir", "new", "taken", "cur", "refused", ":2,S", true, MAIL_BYTES_MAX };

static enum err refused_by_system(const char *what, const char *doing, struct fault *fault)
{
	return fault_set(fault, ERR_SYSTEM, what, "%s: %s", doing, strerror(errno));
}

static enum err open_beside(int folder, const char *name, int *out, struct fault *fault)
{
	if (mkdirat(folder, name, 0750) != 0 && errno != EEXIST)
		return refused_by_system(name, "the folder beside the files cannot be made", fault);
	*out = openat(folder, name, FOLDER_FLAGS);
	return *out < 0 ? refused_by_system(name, "the folder beside the files cannot be opened", fault) : ERR_NONE;
}

static enum err lock(const struct spool *spool, const char *path, struct fault *fault)
{
	if (flock(spool->taken, LOCK_EX | LOCK_NB) == 0)
		return ERR_NONE;
	if (errno != EWOULDBLOCK)
		return refused_by_system(path, "the folder cannot be locked", fault);
	return fault_set(fault, ERR_BUSY, path, "another engine or interface takes from this folder");
}

static enum err open_all(int base, const char *path, struct spool *out, struct fault *fault)
{
	enum err err = ERR_NONE;

	out->folder = openat(base, out->layout->folder, FOLDER_FLAGS);
	if (out->folder < 0)
		return refused_by_system(path, "the watched folder cannot be opened", fault);
	err = open_beside(base, out->layout->taken, &out->taken, fault);
	if (err == ERR_NONE)
		err = open_beside(base, out->layout->done, &out->done, fault);
	if (err == ERR_NONE)
		err = open_beside(base, out->layout->refused, &out->refused, fault);
	return err == ERR_NONE ? lock(out, path, fault) : err;
}

enum err spool_open(const char *path, const struct spool_layout *layout, struct spool *out, struct fault *fault)
{
	int base = open(path, FOLDER_FLAGS);
	enum err err;

	*out = (struct spool){ -1, -1, -1, -1, layout };
	if (base < 0)
		return refused_by_system(path, "the watched folder cannot be opened", fault);
	err = open_all(base, path, out, fault);
	close(base);
	if (err != ERR_NONE)
		spool_close(out);
	return err;
}

void spool_close(struct spool *spool)
{
	int *const all[] = { &spool->folder, &spool->taken, &spool->done, &spool->refused };

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		if (*all[i] >= 0)
			close(*all[i]);
		*all[i] = -1;
	}
}

/* ---------------------------------------------------------------- what lies there */

struct entry {
	const char *name;
	struct timespec at;
};

/* Programs that upload under another name and rename at the end use one of these. */
static bool is_passing(const char *name)
{
	static const char *const suffixes[] = { ".tmp", ".part", ".partial", ".filepart" };
	size_t length = strlen(name);

	for (size_t i = 0; i < COUNT_OF(suffixes); i++)
		if (length > strlen(suffixes[i]) && strcmp(name + length - strlen(suffixes[i]), suffixes[i]) == 0)
			return true;
	return name[0] == '.';
}

static int by_age(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->at.tv_sec != b->at.tv_sec)
		return a->at.tv_sec < b->at.tv_sec ? -1 : 1;
	if (a->at.tv_nsec != b->at.tv_nsec)
		return a->at.tv_nsec < b->at.tv_nsec ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* A stream of its own: the held descriptor keeps its place. */
static DIR *open_list(int folder)
{
	int fd = openat(folder, ".", FOLDER_FLAGS);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);

	if (!list && fd >= 0)
		close(fd);
	return list;
}

size_t spool_list(const struct spool *spool, bool is_taken, struct arena *arena, const char *const **names)
{
	VEC(struct entry) entries = { 0 };
	int folder = is_taken ? spool->taken : spool->folder;
	DIR *list = open_list(folder);
	const struct dirent *found;
	const char **out;
	struct stat info;

	while (list && (found = readdir(list)))
		if (!is_passing(found->d_name) && fstatat(folder, found->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
		    !S_ISDIR(info.st_mode))
			*vec_push(&entries) = (struct entry){ arena_str(arena, found->d_name), info.st_mtim };
	if (list)
		closedir(list);
	if (entries.count > 1)
		qsort(entries.items, entries.count, sizeof *entries.items, by_age);
	out = arena_new(arena, entries.count + 1, sizeof *out);
	for (size_t i = 0; i < entries.count; i++)
		out[i] = entries.items[i].name;
	*names = out;
	size_t count = entries.count;
	vec_release(&entries);
	return count;
}

/* ---------------------------------------------------------------- whole files */

enum writers { WRITERS_NONE, WRITERS_SOME, WRITERS_UNKNOWN };

/* A read lease is given only while nobody has the file open for writing; where the file is another user's it is refused. */
static enum writers writers_of(int fd)
{
	if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
		fcntl(fd, F_SETLEASE, F_UNLCK);
		return WRITERS_NONE;
	}
	return errno == EAGAIN ? WRITERS_SOME : WRITERS_UNKNOWN;
}

static bool is_whole(const struct spool *spool, const char *name, const struct stat *info, bool is_closed, int64_t wall_us)
{
	bool is_settled = wall_us / US_PER_S - info->st_mtim.tv_sec >= SPOOL_SETTLED_S;
	int fd = openat(spool->folder, name, FILE_FLAGS);
	enum writers writers = fd < 0 ? WRITERS_UNKNOWN : writers_of(fd);

	if (fd < 0)
		return is_settled;
	close(fd);
	return writers == WRITERS_NONE || (writers == WRITERS_UNKNOWN && (is_closed || is_settled));
}

enum err spool_take(const struct spool *spool, const char *name, bool is_closed, int64_t wall_us)
{
	struct stat info;

	if (fstatat(spool->folder, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || S_ISDIR(info.st_mode))
		return ERR_AGAIN;
	if (S_ISREG(info.st_mode) && !spool->layout->is_whole && !is_whole(spool, name, &info, is_closed, wall_us))
		return ERR_AGAIN;
	if (renameat2(spool->folder, name, spool->taken, name, RENAME_NOREPLACE) != 0)
		return errno == EEXIST || errno == ENOENT ? ERR_AGAIN : ERR_SYSTEM;
	FAILPOINT("folder-taken");
	return ERR_NONE;
}

static const char *kind_of(mode_t mode)
{
	return S_ISLNK(mode) ? "a symbolic link" : S_ISFIFO(mode) ? "a pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

static enum err read_bytes(int fd, size_t most_bytes, struct str *out, struct fault *fault)
{
	char piece[65536];
	ssize_t got;

	while ((got = read(fd, piece, sizeof piece)) > 0) {
		str_add(out, piece, (size_t)got);
		if (out->length > most_bytes)
			return fault_set(fault, ERR_LIMIT, "", "it is larger than %zu MiB", most_bytes / 1024 / 1024);
	}
	return got < 0 ? refused_by_system("", "it cannot be read", fault) : ERR_NONE;
}

enum err spool_read(const struct spool *spool, const char *name, struct str *out, struct fault *fault)
{
	struct stat info;
	enum err err;
	int fd;

	if (fstatat(spool->taken, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
		return refused_by_system(name, "it is gone", fault);
	if (!S_ISREG(info.st_mode))
		return fault_set(fault, ERR_INVALID, name, "it is %s: only plain files are taken", kind_of(info.st_mode));
	fd = openat(spool->taken, name, FILE_FLAGS);
	if (fd < 0)
		return fault_set(fault, ERR_INVALID, name, "docketd cannot read it: %s", strerror(errno));
	err = writers_of(fd) == WRITERS_SOME ? ERR_AGAIN : read_bytes(fd, spool->layout->most_bytes, out, fault);
	close(fd);
	return err;
}

/* ---------------------------------------------------------------- where they end */

/* Under its own name, else under one with the time, which does not come again. */
static const char *free_name(int folder, const char *name, const char *mark, int64_t wall_us, char *room)
{
	struct stat info;

	snprintf(room, NAME_ROOM, "%.250s%s", name, mark);
	if (fstatat(folder, room, &info, AT_SYMLINK_NOFOLLOW) == 0)
		snprintf(room, NAME_ROOM, "%.220s.%lld%s", name, (long long)wall_us, mark);
	return room;
}

static void move(const struct spool *spool, const char *name, int folder, const char *as)
{
	if (renameat(spool->taken, name, folder, as) != 0)
		log_line(LOG_WARN, "folder", "a file cannot be moved out of the spool: %s", strerror(errno));
}

void spool_done(const struct spool *spool, const char *name, int64_t wall_us)
{
	char room[NAME_ROOM];

	move(spool, name, spool->done, free_name(spool->done, name, spool->layout->done_mark, wall_us, room));
	FAILPOINT("folder-done");
}

static void write_why(const struct spool *spool, const char *name, const char *why)
{
	char room[NAME_ROOM + 8];
	int fd;

	snprintf(room, sizeof room, "%.240s.why", name);
	fd = openat(spool->refused, room, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0 || write(fd, why, strlen(why)) < 0 || write(fd, "\n", 1) < 0)
		log_line(LOG_WARN, "folder", "the reason cannot be written beside a refused file: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* The reason first: should the engine die between, the file is tried again. */
void spool_refuse(const struct spool *spool, const char *name, const char *why, int64_t wall_us)
{
	char room[NAME_ROOM];
	const char *as = free_name(spool->refused, name, "", wall_us, room);

	write_why(spool, as, why);
	FAILPOINT("folder-why");
	move(spool, name, spool->refused, as);
}

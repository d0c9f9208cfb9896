/* SPDX-License-Identifier: MIT */
/* A watched folder on disk: what is whole, what is refused, and where files end. */
#include "check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/instant.h"
#include "engine/spool.h"

#define WALL (INT64_C(1772409600) * US_PER_S)

struct place {
	char path[64];
	struct spool spool;
};

/* A file of three bytes is the largest. */
static const struct spool_layout tiny = { "tiny", ".", "spool", "done", "refused", "", false, 3 };

static void place_begin(struct place *place)
{
	struct fault fault = { 0 };

	strcpy(place->path, "/tmp/dktspool.XXXXXX");
	if (!mkdtemp(place->path))
		fail_msg("no folder");
	check_int("open", spool_open(place->path, &spool_files, &place->spool, &fault), ERR_NONE);
}

static void place_end(struct place *place)
{
	char command[128];

	spool_close(&place->spool);
	snprintf(command, sizeof command, "rm -rf %s", place->path);
	if (system(command) != 0)
		fail_msg("%s stays", place->path);
}

static int make(const struct place *place, const char *name, const char *text, int64_t age_s)
{
	int fd = openat(place->spool.folder, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	struct timespec times[2] = { { .tv_sec = WALL / US_PER_S - age_s }, { .tv_sec = WALL / US_PER_S - age_s } };

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || futimens(fd, times) != 0)
		fail_msg("%s cannot be made", name);
	return fd;
}

static bool is_there(int folder, const char *name)
{
	struct stat info;

	return fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0;
}

static void test_one_takes(void **state)
{
	struct place place;
	struct spool other;
	struct fault fault = { 0 };

	(void)state;
	place_begin(&place);
	check_int("a second", spool_open(place.path, &spool_files, &other, &fault), ERR_BUSY);
	spool_close(&place.spool);
	check_int("after the first", spool_open(place.path, &spool_files, &place.spool, &fault), ERR_NONE);
	check_int("no folder", spool_open("/tmp/dktspool-none", &spool_files, &other, &fault), ERR_SYSTEM);
	place_end(&place);
}

static void test_listed_by_age(void **state)
{
	struct place place;
	struct arena arena = { 0 };
	const char *const *names;

	(void)state;
	place_begin(&place);
	close(make(&place, "b", "", 5));
	close(make(&place, "a", "", 5));
	close(make(&place, "old", "", 60));
	close(make(&place, ".hidden", "", 60));
	close(make(&place, "x.csv.part", "", 60));
	check_int("files", (int64_t)spool_list(&place.spool, false, &arena, &names), 3);
	check_str("oldest", names[0], "old");
	check_str("by name", names[1], "a");
	check_int("spool", (int64_t)spool_list(&place.spool, true, &arena, &names), 0);
	arena_release(&arena);
	place_end(&place);
}

static void test_whole(void **state)
{
	struct place place;
	struct str out = { 0 };
	struct fault fault = { 0 };
	int fd;

	(void)state;
	place_begin(&place);
	fd = make(&place, "a", "half", 0);
	check_int("somebody writes", spool_take(&place.spool, "a", true, WALL), ERR_AGAIN);
	close(fd);
	check_int("nobody does", spool_take(&place.spool, "a", false, WALL), ERR_NONE);
	close(make(&place, "a", "next", 0));
	check_int("one of its name is there", spool_take(&place.spool, "a", true, WALL), ERR_AGAIN);
	fd = openat(place.spool.taken, "a", O_WRONLY | O_APPEND);
	check_int("written to in the spool", spool_read(&place.spool, "a", &out, &fault), ERR_AGAIN);
	close(fd);
	check_int("read", spool_read(&place.spool, "a", &out, &fault), ERR_NONE);
	check_str("bytes", str_text(&out), "half");
	check_int("gone", spool_take(&place.spool, "b", true, WALL), ERR_AGAIN);
	str_release(&out);
	place_end(&place);
}

/* Without the right to ask the kernel, a close must have been seen, or the file be at rest. */
static void test_foreign(void **state)
{
	struct place place;

	(void)state;
	if (geteuid() != 0)
		skip();
	place_begin(&place);
	if (fchmod(place.spool.folder, 0777) != 0 || fchmod(place.spool.taken, 0777) != 0)
		fail_msg("no rights");
	close(make(&place, "young", "", 2));
	close(make(&place, "told", "", 2));
	close(make(&place, "rests", "", 2 * SPOOL_SETTLED_S));
	if (seteuid(65534) != 0)
		fail_msg("still root");
	enum err young = spool_take(&place.spool, "young", false, WALL), told = spool_take(&place.spool, "told", true, WALL),
		 rests = spool_take(&place.spool, "rests", false, WALL);
	if (seteuid(0) != 0)
		fail_msg("root no more");
	check_int("young", young, ERR_AGAIN);
	check_int("closed", told, ERR_NONE);
	check_int("at rest", rests, ERR_NONE);
	place_end(&place);
}

static void test_ends(void **state)
{
	struct place place;
	struct str out = { 0 };
	struct fault fault = { 0 };

	(void)state;
	place_begin(&place);
	for (int i = 0; i < 2; i++) {
		close(make(&place, "a", "text", 0));
		check_int("taken", spool_take(&place.spool, "a", true, WALL), ERR_NONE);
		spool_done(&place.spool, "a", WALL);
	}
	assert_true(is_there(place.spool.done, "a"));
	assert_true(is_there(place.spool.done, "a.1772409600000000"));
	close(make(&place, "b", "text", 0));
	check_int("taken", spool_take(&place.spool, "b", true, WALL), ERR_NONE);
	place.spool.layout = &tiny;
	check_int("larger", spool_read(&place.spool, "b", &out, &fault), ERR_LIMIT);
	check_str("by how much it may be", fault.why, "it is larger than 0 MiB");
	spool_refuse(&place.spool, "b", "too large", WALL);
	assert_true(is_there(place.spool.refused, "b"));
	assert_true(is_there(place.spool.refused, "b.why"));
	check_int("a link", symlinkat("/etc/passwd", place.spool.folder, "link"), 0);
	check_int("is taken", spool_take(&place.spool, "link", true, WALL), ERR_NONE);
	check_int("and not read", spool_read(&place.spool, "link", &out, &fault), ERR_INVALID);
	str_release(&out);
	place_end(&place);
}

/* Mail lies under new/ when all of it is written, whoever wrote it, and under cur/ with its mark when it is stored. */
static void test_maildir(void **state)
{
	struct place place;
	struct spool mail;
	struct str out = { 0 };
	struct fault fault = { 0 };

	(void)state;
	place_begin(&place);
	check_int("no mailbox", spool_open(place.path, &spool_maildir, &mail, &fault), ERR_SYSTEM);
	check_int("new", mkdirat(place.spool.folder, "new", 0755), 0);
	check_int("open", spool_open(place.path, &spool_maildir, &mail, &fault), ERR_NONE);
	for (int i = 0; i < 2; i++) {
		int fd = openat(mail.folder, "1.host", O_WRONLY | O_CREAT, 0644);
		check_int("written", write(fd, "text", 4), 4);
		check_int("taken, though somebody has it open", spool_take(&mail, "1.host", false, WALL), ERR_NONE);
		close(fd);
		str_clear(&out);
		check_int("read", spool_read(&mail, "1.host", &out, &fault), ERR_NONE);
		spool_done(&mail, "1.host", WALL);
	}
	assert_true(is_there(mail.done, "1.host:2,S"));
	assert_true(is_there(mail.done, "1.host.1772409600000000:2,S"));
	assert_true(is_there(place.spool.folder, "cur"));
	str_release(&out);
	spool_close(&mail);
	place_end(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_one_takes), cmocka_unit_test(test_listed_by_age),
					    cmocka_unit_test(test_whole), cmocka_unit_test(test_foreign), cmocka_unit_test(test_ends),
					    cmocka_unit_test(test_maildir) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

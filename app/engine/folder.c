/* SPDX-License-Identifier: MIT */
/* One timer drives a folder: whatever happens to it makes the timer due, and then it takes what is whole and stores what is taken. What
 * an engine that died had taken lies in the spool and is the first that is stored; the store knows it if it had been. */
#include "engine/folder.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "codec/filetype.h"
#include "codec/mail.h"
#include "engine/failpoint.h"
#include "engine/reception.h"
#include "engine/source.h"
#include "engine/spool.h"
#include "model/interface_line.h"

#define UNDER_WAY_MOST 16
#define AGAIN_US       US_PER_S

struct folder {
	struct source head;
	char *path;
	const struct spool_layout *layout;
	struct spool spool;
	int fd; /* inotify */
	struct loop_watch *watch;
	struct loop_timer *timer;
	struct map closed; /* names that were closed after writing, or moved in */
	struct map busy;   /* names that wait for their commit -> struct passage * */
	bool is_open, is_failing;
	int failed;        /* err of the last fault that was told */
};

/* A file that waits for its commit. */
struct passage {
	struct folder *folder; /* NULL: that is gone */
	char *name;
};

static void look_soon(struct folder *folder, int64_t after_us)
{
	if (!loop_timer_is_running(folder->timer) || after_us == 0)
		loop_timer_start(folder->timer, after_us, 0);
}

/* ---------------------------------------------------------------- told by the system */

static void note_closed(struct folder *folder, const char *name)
{
	char *kept = map_get(&folder->closed, span_of(name)) ? NULL : mem_text(name);

	if (kept)
		map_put(&folder->closed, span_of(kept), kept);
}

/* Events that were lost cost time only: the folder is looked at anyway. */
static void on_ready(void *context, unsigned ready)
{
	struct folder *folder = context;
	_Alignas(struct inotify_event) char room[16384];
	ssize_t got;

	(void)ready;
	while ((got = read(folder->fd, room, sizeof room)) > 0)
		for (char *at = room; at < room + got;) {
			const struct inotify_event *event = (const struct inotify_event *)(void *)at;
			if (event->len > 0)
				note_closed(folder, event->name);
			at += sizeof *event + event->len;
		}
	look_soon(folder, 0);
}

static enum err watch(struct folder *folder, struct fault *fault)
{
	char place[40];

	snprintf(place, sizeof place, "/proc/self/fd/%d", folder->spool.folder);
	folder->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (folder->fd < 0 || inotify_add_watch(folder->fd, place, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR) < 0)
		return fault_set(fault, ERR_SYSTEM, folder->path, "it cannot be watched: %s", strerror(errno));
	if (loop_watch_new(folder->head.engine->loop, folder->fd, on_ready, folder, &folder->watch, fault) != ERR_NONE)
		return ERR_SYSTEM;
	loop_watch_set(folder->watch, LOOP_READ);
	return ERR_NONE;
}

/* ---------------------------------------------------------------- from the spool to the store */

static void release_names(struct map *names)
{
	char *name;
	size_t cursor = 0;

	while ((name = map_next(names, &cursor)))
		mem_free(name);
	map_release(names);
}

static void refuse(struct folder *folder, const char *name, const char *why)
{
	log_line(LOG_WARN, "folder", "a file in %s is refused: %.300s", folder->path, why);
	spool_refuse(&folder->spool, name, why, loop_wall_us(folder->head.engine->loop));
}

/* 202: all of it stands in the store. 503: it is tried again. Anything else is why it was refused. */
static void end_passage(struct passage *passage, int status, const char *why)
{
	struct folder *folder = passage->folder;

	FAILPOINT("folder-stored");
	if (status == 202)
		spool_done(&folder->spool, passage->name, loop_wall_us(folder->head.engine->loop));
	else if (status != 503)
		refuse(folder, passage->name, why);
	map_remove(&folder->busy, span_of(passage->name));
	look_soon(folder, status == 503 ? AGAIN_US : 0);
}

static void on_end(void *context, const struct reception_answer *answer)
{
	struct passage *passage = context;

	if (passage->folder)
		end_passage(passage, answer->status, reception_words(answer));
	mem_free(passage->name);
	mem_free(passage);
}

static const char *type_of(const struct folder *folder, const char *name, struct span bytes)
{
	return folder->layout == &spool_maildir ? MAIL_TYPE : filetype_of(name, bytes);
}

static void store(struct folder *folder, struct tenancy *tenancy, const struct interface *interface, const char *name)
{
	struct str body = { 0 };
	struct fault fault = { 0 };
	enum err err = spool_read(&folder->spool, name, &body, &fault);

	if (err == ERR_INVALID || err == ERR_LIMIT) {
		refuse(folder, name, fault.why);
	} else if (err == ERR_NONE) {
		struct passage *passage = mem_new(1, sizeof *passage);
		const struct span bytes = { str_text(&body), body.length };
		const char *type = type_of(folder, name, bytes);
		bool is_named = strcmp(interface->file_id, "name") == 0 && !mail_is_type(type);
		const struct arrival arrival = { "file", name, is_named ? name : NULL, type, bytes };
		*passage = (struct passage){ folder, mem_text(name) };
		map_put(&folder->busy, span_of(passage->name), passage);
		reception_take_arrival(folder->head.engine->reception, tenancy, interface, &arrival, on_end, passage);
	} else if (err != ERR_AGAIN) {
		log_fault("folder", &fault);
	}
	str_release(&body);
}

static void store_taken(struct folder *folder, struct tenancy *tenancy, const struct interface *interface)
{
	struct arena arena = { 0 };
	const char *const *names;
	size_t count = spool_list(&folder->spool, true, &arena, &names);

	for (size_t i = 0; i < count && folder->busy.count < UNDER_WAY_MOST; i++)
		if (!map_get(&folder->busy, span_of(names[i])))
			store(folder, tenancy, interface, names[i]);
	arena_release(&arena);
}

/* ---------------------------------------------------------------- from the folder to the spool */

static void take_whole(struct folder *folder)
{
	struct arena arena = { 0 };
	const char *const *names;
	size_t count = spool_list(&folder->spool, false, &arena, &names), taken = 0, i;

	for (i = 0; i < count && taken < UNDER_WAY_MOST; i++) {
		bool is_closed = map_get(&folder->closed, span_of(names[i])) != NULL;
		enum err err = spool_take(&folder->spool, names[i], is_closed, loop_wall_us(folder->head.engine->loop));
		taken += err == ERR_NONE;
		if (err == ERR_SYSTEM && !folder->is_failing)
			log_line(LOG_WARN, "folder", "files cannot be moved out of %s: %s", folder->path, strerror(errno));
		folder->is_failing = err == ERR_SYSTEM;
	}
	if (i == count)
		release_names(&folder->closed);
	else
		look_soon(folder, 0);
	arena_release(&arena);
}

static void on_timer(void *context)
{
	struct folder *folder = context;
	struct engine *engine = folder->head.engine;
	struct tenancy *tenancy;
	const struct interface *interface = source_interface(&folder->head, &tenancy);

	if (!interface || engine->is_ending || !reception_is_open(engine->reception))
		return;
	if (folder->busy.count < UNDER_WAY_MOST)
		take_whole(folder);
	store_taken(folder, tenancy, interface);
}

/* ---------------------------------------------------------------- which folders there are */

static void close_folder(struct source *source)
{
	struct folder *folder = (struct folder *)source;
	struct passage *passage;
	size_t cursor = 0;

	while ((passage = map_next(&folder->busy, &cursor)))
		passage->folder = NULL;
	map_release(&folder->busy);
	release_names(&folder->closed);
	loop_watch_free(folder->watch);
	if (folder->fd >= 0)
		close(folder->fd);
	spool_close(&folder->spool);
	loop_timer_free(folder->timer);
	mem_free(folder->path);
	mem_free(folder);
}

/* A folder that is not there may be another host's: that is told once. */
static void open_folder(struct folder *folder)
{
	struct fault fault = { 0 };
	enum err err = spool_open(folder->path, folder->layout, &folder->spool, &fault);

	if (err == ERR_NONE && (err = watch(folder, &fault)) != ERR_NONE)
		spool_close(&folder->spool);
	folder->is_open = err == ERR_NONE;
	if (err != ERR_NONE && folder->failed != (int)err)
		log_fault("folder", &fault);
	folder->failed = (int)err;
	if (folder->is_open)
		log_line(LOG_INFO, "folder", "%s taken from %s", folder->layout == &spool_maildir ? "mail is" : "files are", folder->path);
}

static struct folder *folder_of(struct engine *engine, const struct tenancy *tenancy, const struct interface *interface,
				const struct spool_layout *layout, const char *path)
{
	struct folder *folder = (struct folder *)source_find(&engine->folders, tenancy, interface, layout->name);

	if (folder && strcmp(folder->path, path) == 0)
		return folder;
	if (folder)
		source_end(&engine->folders, &folder->head, close_folder);
	folder = mem_new(1, sizeof *folder);
	*folder = (struct folder){ .fd = -1, .spool = { -1, -1, -1, -1, layout }, .layout = layout, .path = mem_text(path) };
	folder->timer = loop_timer_new(engine->loop, on_timer, folder);
	source_begin(engine, &engine->folders, &folder->head, tenancy, interface, layout->name);
	return folder;
}

static void look_into(struct engine *engine, const struct tenancy *tenancy, const struct interface *interface,
		      const struct spool_layout *layout, const char *path)
{
	struct folder *folder;

	if (!path[0])
		return;
	folder = folder_of(engine, tenancy, interface, layout, path);
	if (!folder->is_open)
		open_folder(folder);
	if (folder->is_open)
		look_soon(folder, 0);
}

static void look_at(struct engine *engine, struct tenancy *tenancy, const struct interface *interface)
{
	look_into(engine, tenancy, interface, &spool_files, interface->folder);
	look_into(engine, tenancy, interface, &spool_maildir, interface_setting(interface, "maildir"));
}

void folder_tick(struct engine *engine)
{
	static const struct source_kind folders = { false, look_at, close_folder };

	signal(SIGIO, SIG_IGN); /* of a lease that was asked for; see spool.c */
	source_tick(engine, &engine->folders, &folders);
}

void folder_free_all(struct engine *engine)
{
	source_end_all(&engine->folders, close_folder);
}

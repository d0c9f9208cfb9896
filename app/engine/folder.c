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
#include "engine/refdata.h"
#include "engine/spool.h"
#include "model/interface_line.h"

#define UNDER_WAY_MOST 16
#define AGAIN_US       US_PER_S

struct folder {
	struct engine *engine;
	int64_t tenant_id, interface_id;
	char key[64];
	char *path;
	const struct spool_layout *layout;
	struct spool spool;
	int fd; /* inotify */
	struct loop_watch *watch;
	struct loop_timer *timer;
	struct map closed; /* names that were closed after writing, or moved in */
	struct map busy;   /* names that wait for their commit -> struct passage * */
	bool is_open, is_named, is_failing;
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
	if (loop_watch_new(folder->engine->loop, folder->fd, on_ready, folder, &folder->watch, fault) != ERR_NONE)
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
	spool_refuse(&folder->spool, name, why, loop_wall_us(folder->engine->loop));
}

/* 202: all of it stands in the store. 503: it is tried again. Anything else is why it was refused. */
static void end_passage(struct passage *passage, int status, const char *why)
{
	struct folder *folder = passage->folder;

	FAILPOINT("folder-stored");
	if (status == 202)
		spool_done(&folder->spool, passage->name, loop_wall_us(folder->engine->loop));
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
		reception_take_arrival(folder->engine->reception, tenancy, interface, &arrival, on_end, passage);
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
		enum err err = spool_take(&folder->spool, names[i], is_closed, loop_wall_us(folder->engine->loop));
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
	struct engine *engine = folder->engine;
	struct tenancy *tenancy = engine_tenancy(engine, folder->tenant_id);
	const struct interface *interface =
		tenancy && tenancy->refdata ? map_get_id(&tenancy->refdata->reference.interfaces, folder->interface_id) : NULL;

	if (!interface || engine->is_ending || !reception_is_open(engine->reception))
		return;
	if (folder->busy.count < UNDER_WAY_MOST)
		take_whole(folder);
	store_taken(folder, tenancy, interface);
}

/* ---------------------------------------------------------------- which folders there are */

static void close_folder(struct folder *folder)
{
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
	char key[64];
	struct folder *folder;

	snprintf(key, sizeof key, "%lld:%lld:%s", (long long)tenancy->id, (long long)interface->interface_id, layout->name);
	folder = map_get(&engine->folders, span_of(key));
	if (folder && strcmp(folder->path, path) == 0)
		return folder;
	if (folder) {
		map_remove(&engine->folders, span_of(key));
		close_folder(folder);
	}
	folder = mem_new(1, sizeof *folder);
	*folder = (struct folder){ .engine = engine, .tenant_id = tenancy->id, .interface_id = interface->interface_id, .fd = -1,
				   .spool = { -1, -1, -1, -1, layout }, .layout = layout, .path = mem_text(path) };
	memcpy(folder->key, key, sizeof key);
	folder->timer = loop_timer_new(engine->loop, on_timer, folder);
	map_put(&engine->folders, span_of(folder->key), folder);
	return folder;
}

static void look_into(struct engine *engine, const struct tenancy *tenancy, const struct interface *interface,
		      const struct spool_layout *layout, const char *path)
{
	struct folder *folder;

	if (!path[0] || strcmp(interface->direction, "in") != 0)
		return;
	folder = folder_of(engine, tenancy, interface, layout, path);
	folder->is_named = true;
	if (!folder->is_open)
		open_folder(folder);
	if (folder->is_open)
		look_soon(folder, 0);
}

static void look_at(struct engine *engine, const struct tenancy *tenancy)
{
	for (size_t i = 0; i < tenancy->refdata->interface_count; i++) {
		const struct interface *interface = &tenancy->refdata->interfaces[i];
		look_into(engine, tenancy, interface, &spool_files, interface->folder);
		look_into(engine, tenancy, interface, &spool_maildir, interface_setting(interface, "maildir"));
	}
}

/* One at a time: a map that is walked is not changed. */
static bool let_one_go(struct engine *engine, bool is_all)
{
	struct folder *folder;
	size_t cursor = 0;

	while ((folder = map_next(&engine->folders, &cursor)))
		if (is_all || !folder->is_named) {
			map_remove(&engine->folders, span_of(folder->key));
			close_folder(folder);
			return true;
		}
	return false;
}

void folder_tick(struct engine *engine)
{
	struct folder *folder;
	size_t cursor = 0;

	signal(SIGIO, SIG_IGN); /* of a lease that was asked for; see spool.c */
	while ((folder = map_next(&engine->folders, &cursor)))
		folder->is_named = false;
	for (size_t i = 0; i < engine->tenancies.count; i++)
		if (engine->tenancies.items[i]->refdata && !engine->tenancies.items[i]->is_gone)
			look_at(engine, engine->tenancies.items[i]);
	while (let_one_go(engine, false))
		;
}

void folder_free_all(struct engine *engine)
{
	while (let_one_go(engine, true))
		;
	map_release(&engine->folders);
}

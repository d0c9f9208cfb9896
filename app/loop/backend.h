/* SPDX-License-Identifier: MIT */
/* What a loop must be able to do, and what both kinds of loop share. For this folder only. */
#ifndef DOCKET_LOOP_BACKEND_H
#define DOCKET_LOOP_BACKEND_H

#include "loop/loop.h"

enum loop_kind { LOOP_WATCH, LOOP_TIMER, LOOP_SIGNAL };

/* The front of every handle: its place in the loop's list of open ones. */
struct loop_handle {
	struct loop *loop;
	void *context;
	struct loop_handle *next;
	struct loop_handle **at; /* the pointer that points here */
	enum loop_kind kind;
	bool is_dead; /* freed by its owner; the memory goes later */
};

struct loop_watch {
	struct loop_handle handle;
	loop_on_ready *on_ready;
	int fd;
	unsigned interest;
};

struct loop_timer {
	struct loop_handle handle;
	loop_on_timer *on_timer;
	int64_t due_us; /* on the monotonic clock, while it runs */
	int64_t repeat_us;
	bool is_running;
};

struct loop_signal {
	struct loop_handle handle;
	loop_on_signal *on_signal;
	int number;
};

/* The verbs of a kind of loop. `make` gives zeroed memory with the front of a handle inside it. */
struct loop_backend {
	struct loop_handle *(*make)(struct loop *loop, enum loop_kind kind);
	enum err (*open)(struct loop_handle *handle); /* after its fields are set */
	void (*close)(struct loop_handle *handle);    /* no callback from now on; frees when safe */
	void (*interest)(struct loop_watch *watch);
	void (*arm)(struct loop_timer *timer);
	void (*disarm)(struct loop_timer *timer);
	void (*job)(struct loop *loop, loop_job_work *work, loop_on_done *on_done, void *context);
	void (*run)(struct loop *loop, int64_t for_us); /* below 0: until stopped */
	void (*stop)(struct loop *loop);
	int64_t (*now_us)(const struct loop *loop);
	int64_t (*wall_us)(const struct loop *loop);
	void *(*native)(struct loop *loop);
	void (*finish)(
		struct loop *loop); /* all handles are closed: end jobs and close callbacks */
};

struct loop_last {
	void (*last)(void *context);
	void *context;
	struct loop_last *next;
};

struct loop {
	const struct loop_backend *backend;
	struct loop_handle *handles; /* open ones */
	struct loop_last *lasts;     /* newest first */
};

/* A timer is due: sets its next beat, then calls back. The timer may be dead afterwards. */
void backend_timer_due(struct loop_timer *timer, int64_t now_us);

#endif

/* SPDX-License-Identifier: MIT */
/* The real loop, on libuv. A handle's memory holds libuv's handle behind ours and goes in libuv's
 * close callback, because libuv still reads it after uv_close. */
#include "loop/backend.h"

#include <errno.h>
#include <signal.h>
#include <uv.h>

#include "base/instant.h"
#include "base/mem.h"

struct uv_job {
	uv_work_t work; /* first: uv_cancel is given it */
	struct loop_uv *loop;
	loop_job_work *run;
	loop_on_done *on_done;
	void *context;
	struct uv_job *next;
	struct uv_job **at;
};

struct loop_uv {
	struct loop loop; /* first */
	uv_loop_t uv;
	struct uv_job *jobs; /* not yet done */
};

union uv_front {
	struct loop_handle handle;
	struct loop_watch watch;
	struct loop_timer timer;
	struct loop_signal signal;
};

struct uv_item {
	union uv_front front; /* first */
	union {
		uv_handle_t any;
		uv_poll_t poll;
		uv_timer_t timer;
		uv_signal_t signal;
	} uv;
	bool is_open; /* libuv knows it */
};

static struct loop_uv *uv_of(const struct loop *loop)
{
	return (struct loop_uv *)(uintptr_t)loop;
}

static struct uv_item *item_of(void *front)
{
	return front;
}

static struct loop_handle *uv_make(struct loop *loop, enum loop_kind kind)
{
	struct uv_item *item = mem_new(1, sizeof *item);

	(void)loop;
	(void)kind;
	return &item->front.handle;
}

static void on_uv_closed(uv_handle_t *uv)
{
	mem_free(uv->data);
}

static void on_uv_signal(uv_signal_t *uv, int number)
{
	struct loop_signal *handle = uv->data;

	handle->on_signal(handle->handle.context, number);
}

static enum err uv_open(struct loop_handle *handle)
{
	struct uv_item *item = item_of(handle);
	uv_loop_t *uv = &uv_of(handle->loop)->uv;
	int error = 0;

	if (handle->kind == LOOP_WATCH)
		error = uv_poll_init(uv, &item->uv.poll, item->front.watch.fd);
	else if (handle->kind == LOOP_TIMER)
		error = uv_timer_init(uv, &item->uv.timer);
	else
		error = uv_signal_init(uv, &item->uv.signal);
	if (error)
		return ERR_SYSTEM;
	item->is_open = true;
	item->uv.any.data = item;
	if (handle->kind == LOOP_SIGNAL &&
	    uv_signal_start(&item->uv.signal, on_uv_signal, item->front.signal.number))
		return ERR_SYSTEM;
	return ERR_NONE;
}

static void uv_item_close(struct loop_handle *handle)
{
	struct uv_item *item = item_of(handle);

	if (!item->is_open) {
		mem_free(item);
		return;
	}
	/* Stopping takes the descriptor out of epoll now, so that its owner may close it next. */
	if (handle->kind == LOOP_WATCH)
		uv_poll_stop(&item->uv.poll);
	uv_close(&item->uv.any, on_uv_closed);
}

static void on_uv_ready(uv_poll_t *uv, int status, int events)
{
	struct loop_watch *watch = uv->data;
	unsigned ready =
		(events & UV_READABLE ? LOOP_READ : 0U) | (events & UV_WRITABLE ? LOOP_WRITE : 0U);

	if (status < 0)
		ready = LOOP_READ | LOOP_WRITE; /* the owner meets the error at its next call */
	ready &= watch->interest;
	if (ready)
		watch->on_ready(watch->handle.context, ready);
}

static void uv_interest(struct loop_watch *watch)
{
	uv_poll_t *uv = &item_of(watch)->uv.poll;
	int events = (watch->interest & LOOP_READ ? UV_READABLE : 0) |
		     (watch->interest & LOOP_WRITE ? UV_WRITABLE : 0);

	if (!events)
		uv_poll_stop(uv);
	else if (uv_poll_start(uv, events, on_uv_ready))
		BUG("descriptor %d can no longer be watched", watch->fd);
}

static void uv_arm(struct loop_timer *timer);

static void on_uv_timer(uv_timer_t *uv)
{
	struct loop_timer *timer = uv->data;
	int64_t now_us = instant_monotonic_now();

	if (now_us < timer->due_us)
		uv_arm(timer); /* libuv counts whole milliseconds, so it may be a little early */
	else
		backend_timer_due(timer, now_us);
}

static void uv_arm(struct loop_timer *timer)
{
	uv_timer_t *uv = &item_of(timer)->uv.timer;
	int64_t wait_us = timer->due_us - instant_monotonic_now();

	/* libuv would count from the start of this turn. */
	uv_update_time(uv->loop);
	uv_timer_start(uv, on_uv_timer, wait_us > 0 ? (uint64_t)(wait_us + 999) / 1000 : 0, 0);
}

static void uv_disarm(struct loop_timer *timer)
{
	uv_timer_stop(&item_of(timer)->uv.timer);
}

static void on_uv_work(uv_work_t *work)
{
	struct uv_job *job = work->data;

	job->run(job->context);
}

static void on_uv_worked(uv_work_t *work, int status)
{
	struct uv_job *job = work->data;

	*job->at = job->next;
	if (job->next)
		job->next->at = job->at;
	job->on_done(job->context, status != UV_ECANCELED);
	mem_free(job);
}

static void uv_job(struct loop *loop, loop_job_work *work, loop_on_done *on_done, void *context)
{
	struct loop_uv *uv = uv_of(loop);
	struct uv_job *job = mem_new(1, sizeof *job);

	*job = (struct uv_job){ .loop = uv,
				.run = work,
				.on_done = on_done,
				.context = context,
				.next = uv->jobs,
				.at = &uv->jobs };
	job->work.data = job;
	if (job->next)
		job->next->at = &job->next;
	uv->jobs = job;
	uv_queue_work(&uv->uv, &job->work, on_uv_work, on_uv_worked);
}

static void on_run_over(void *context)
{
	loop_stop(context);
}

static void uv_loop_run(struct loop *loop, int64_t for_us)
{
	struct loop_timer *end = NULL;

	if (for_us >= 0) {
		end = loop_timer_new(loop, on_run_over, loop);
		loop_timer_start(end, for_us, 0);
	}
	uv_run(&uv_of(loop)->uv, UV_RUN_DEFAULT);
	loop_timer_free(end);
}

static void uv_loop_stop(struct loop *loop)
{
	uv_stop(&uv_of(loop)->uv);
}

static int64_t uv_now_us(const struct loop *loop)
{
	(void)loop;
	return instant_monotonic_now();
}

static int64_t uv_wall_us(const struct loop *loop)
{
	(void)loop;
	return instant_wall_now();
}

static void *uv_native(struct loop *loop)
{
	return &uv_of(loop)->uv;
}

/* Close callbacks and begun jobs still come; jobs that no worker has taken are called off. */
static void uv_finish(struct loop *loop)
{
	struct loop_uv *uv = uv_of(loop);

	for (struct uv_job *job = uv->jobs; job; job = job->next)
		uv_cancel((uv_req_t *)&job->work);
	while (uv_run(&uv->uv, UV_RUN_DEFAULT))
		; /* a callback may say loop_stop even now */
	if (loop->handles)
		BUG("a callback opened a handle while the loop was being freed");
	if (uv_loop_close(&uv->uv))
		BUG("something still uses the loop that is being freed");
}

static const struct loop_backend uv_backend = {
	.make = uv_make,
	.open = uv_open,
	.close = uv_item_close,
	.interest = uv_interest,
	.arm = uv_arm,
	.disarm = uv_disarm,
	.job = uv_job,
	.run = uv_loop_run,
	.stop = uv_loop_stop,
	.now_us = uv_now_us,
	.wall_us = uv_wall_us,
	.native = uv_native,
	.finish = uv_finish,
};

struct loop *loop_new(void)
{
	struct loop_uv *uv = mem_new(1, sizeof *uv);

	uv->loop.backend = &uv_backend;
	if (uv_loop_init(&uv->uv))
		BUG("the system gives no event loop: too many open files?");
	/* A peer that went away is an error of write(), not the end of the program. */
	signal(SIGPIPE, SIG_IGN);
	return &uv->loop;
}

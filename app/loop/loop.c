/* SPDX-License-Identifier: MIT */
/* The verbs, for either kind of loop: keeps the list of open handles and the beat of timers, and
 * leaves waiting to the backend. */
#include "loop/backend.h"

#include "base/mem.h"

static void *handle_new(struct loop *loop, enum loop_kind kind, void *context)
{
	struct loop_handle *handle = loop->backend->make(loop, kind);

	handle->loop = loop;
	handle->kind = kind;
	handle->context = context;
	handle->next = loop->handles;
	handle->at = &loop->handles;
	if (handle->next)
		handle->next->at = &handle->next;
	loop->handles = handle;
	return handle;
}

static void handle_free(struct loop_handle *handle)
{
	BUG_IF(handle->is_dead);
	handle->is_dead = true;
	*handle->at = handle->next;
	if (handle->next)
		handle->next->at = handle->at;
	handle->loop->backend->close(handle);
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	while (loop->handles)
		handle_free(loop->handles);
	loop->backend->finish(loop);
	while (loop->lasts) {
		struct loop_last *last = loop->lasts;

		loop->lasts = last->next;
		last->last(last->context);
		mem_free(last);
	}
	mem_free(loop);
}

void loop_at_free(struct loop *loop, void (*last)(void *context), void *context)
{
	struct loop_last *entry = mem_new(1, sizeof *entry);

	*entry = (struct loop_last){ .last = last, .context = context, .next = loop->lasts };
	loop->lasts = entry;
}

void loop_run(struct loop *loop)
{
	loop->backend->run(loop, -1);
}

void loop_run_for(struct loop *loop, int64_t for_us)
{
	loop->backend->run(loop, for_us > 0 ? for_us : 0);
}

void loop_stop(struct loop *loop)
{
	loop->backend->stop(loop);
}

int64_t loop_now_us(const struct loop *loop)
{
	return loop->backend->now_us(loop);
}

int64_t loop_wall_us(const struct loop *loop)
{
	return loop->backend->wall_us(loop);
}

void *loop_native(struct loop *loop)
{
	return loop->backend->native(loop);
}

enum err loop_watch_new(struct loop *loop, int fd, loop_on_ready *on_ready, void *context,
			struct loop_watch **out, struct fault *fault)
{
	struct loop_watch *watch = handle_new(loop, LOOP_WATCH, context);

	watch->fd = fd;
	watch->on_ready = on_ready;
	*out = watch;
	if (loop->backend->open(&watch->handle) == ERR_NONE)
		return ERR_NONE;
	handle_free(&watch->handle);
	*out = NULL;
	return fault_set(fault, ERR_SYSTEM, "descriptor",
			 "number %d cannot be waited for: it is a plain file or not open", fd);
}

void loop_watch_set(struct loop_watch *watch, unsigned interest)
{
	BUG_IF(watch->handle.is_dead);
	if (watch->interest == interest)
		return;
	watch->interest = interest;
	watch->handle.loop->backend->interest(watch);
}

void loop_watch_free(struct loop_watch *watch)
{
	if (watch)
		handle_free(&watch->handle);
}

struct loop_timer *loop_timer_new(struct loop *loop, loop_on_timer *on_timer, void *context)
{
	struct loop_timer *timer = handle_new(loop, LOOP_TIMER, context);

	timer->on_timer = on_timer;
	if (loop->backend->open(&timer->handle) != ERR_NONE)
		BUG("a timer cannot be made");
	return timer;
}

void loop_timer_start(struct loop_timer *timer, int64_t after_us, int64_t repeat_us)
{
	struct loop *loop = timer->handle.loop;

	BUG_IF(timer->handle.is_dead);
	timer->due_us = loop_now_us(loop) + (after_us > 0 ? after_us : 0);
	timer->repeat_us = repeat_us > 0 ? repeat_us : 0;
	timer->is_running = true;
	loop->backend->arm(timer);
}

void loop_timer_stop(struct loop_timer *timer)
{
	BUG_IF(timer->handle.is_dead);
	timer->is_running = false;
	timer->handle.loop->backend->disarm(timer);
}

bool loop_timer_is_running(const struct loop_timer *timer)
{
	return timer->is_running;
}

void loop_timer_free(struct loop_timer *timer)
{
	if (timer)
		handle_free(&timer->handle);
}

void backend_timer_due(struct loop_timer *timer, int64_t now_us)
{
	if (timer->repeat_us) {
		timer->due_us += timer->repeat_us;
		if (timer->due_us <= now_us)
			timer->due_us += ((now_us - timer->due_us) / timer->repeat_us + 1) *
					 timer->repeat_us;
		timer->handle.loop->backend->arm(timer);
	} else {
		timer->is_running = false;
		timer->handle.loop->backend->disarm(timer);
	}
	timer->on_timer(timer->handle.context);
}

struct loop_signal *loop_signal_new(struct loop *loop, int number, loop_on_signal *on_signal,
				    void *context)
{
	struct loop_signal *handle = handle_new(loop, LOOP_SIGNAL, context);

	handle->number = number;
	handle->on_signal = on_signal;
	if (loop->backend->open(&handle->handle) != ERR_NONE)
		BUG("signal %d cannot be taken", number);
	return handle;
}

void loop_signal_free(struct loop_signal *handle)
{
	if (handle)
		handle_free(&handle->handle);
}

void loop_job(struct loop *loop, loop_job_work *work, loop_on_done *on_done, void *context)
{
	loop->backend->job(loop, work, on_done, context);
}

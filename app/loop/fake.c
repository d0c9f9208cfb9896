/* SPDX-License-Identifier: MIT */
/* The loop for tests: time stands until it is advanced, and nothing is ready unless a test says so.
 * Handles that are freed inside a callback are kept until the outermost call is over. */
#include "loop/backend.h"

#include "base/instant.h"
#include "base/mem.h"

union fake_front {
	struct loop_handle handle;
	struct loop_watch watch;
	struct loop_timer timer;
	struct loop_signal signal;
};

struct fake_job {
	loop_job_work *work;
	loop_on_done *on_done;
	void *context;
	struct fake_job *next;
};

struct loop_fake {
	struct loop loop; /* first */
	int64_t now_us;
	int64_t wall_minus_now_us;
	struct fake_job *jobs; /* oldest first */
	struct loop_handle *dead;
	int depth; /* calls that may be using a handle */
	bool is_stopped;
};

static struct loop_fake *fake_of(const struct loop *loop)
{
	return (struct loop_fake *)(uintptr_t)loop;
}

static struct loop_handle *fake_make(struct loop *loop, enum loop_kind kind)
{
	union fake_front *front = mem_new(1, sizeof *front);

	(void)loop;
	(void)kind;
	return &front->handle;
}

static enum err fake_open(struct loop_handle *handle)
{
	return handle->kind == LOOP_WATCH && ((struct loop_watch *)handle)->fd < 0 ? ERR_SYSTEM
										   : ERR_NONE;
}

static void fake_bury(struct loop_fake *fake)
{
	while (fake->depth == 0 && fake->dead) {
		struct loop_handle *handle = fake->dead;

		fake->dead = handle->next;
		mem_free(handle);
	}
}

static void fake_close(struct loop_handle *handle)
{
	struct loop_fake *fake = fake_of(handle->loop);

	handle->next = fake->dead;
	fake->dead = handle;
	fake_bury(fake);
}

static void fake_interest(struct loop_watch *watch)
{
	(void)watch; /* loop_fake_ready reads it */
}

static void fake_rearm(struct loop_timer *timer)
{
	(void)timer; /* due_us and is_running say it all */
}

static void fake_job(struct loop *loop, loop_job_work *work, loop_on_done *on_done, void *context)
{
	struct fake_job **at = &fake_of(loop)->jobs;
	struct fake_job *job = mem_new(1, sizeof *job);

	*job = (struct fake_job){ .work = work, .on_done = on_done, .context = context };
	while (*at)
		at = &(*at)->next;
	*at = job;
}

/* Only the jobs that were there at the start: one that queues another does not run for ever. */
static void fake_run_jobs(struct loop_fake *fake, bool is_run)
{
	struct fake_job *jobs = fake->jobs;

	fake->jobs = NULL;
	while (jobs) {
		struct fake_job *job = jobs;

		jobs = job->next;
		if (is_run)
			job->work(job->context);
		job->on_done(job->context, is_run);
		mem_free(job);
	}
}

/* The timer that is due first at or before `until_us`; among equals the one made first. */
static struct loop_timer *fake_next_timer(struct loop_fake *fake, int64_t until_us)
{
	struct loop_timer *first = NULL;

	for (struct loop_handle *h = fake->loop.handles; h; h = h->next) {
		struct loop_timer *timer = (struct loop_timer *)h;

		if (h->kind == LOOP_TIMER && timer->is_running && timer->due_us <= until_us &&
		    (!first || timer->due_us <= first->due_us))
			first = timer;
	}
	return first;
}

void loop_fake_advance(struct loop *loop, int64_t by_us)
{
	struct loop_fake *fake = fake_of(loop);
	int64_t until_us = fake->now_us + by_us;
	struct loop_timer *timer;

	BUG_IF(by_us < 0);
	fake->depth++;
	fake_run_jobs(fake, true);
	while (!fake->is_stopped && (timer = fake_next_timer(fake, until_us))) {
		if (timer->due_us > fake->now_us)
			fake->now_us = timer->due_us;
		backend_timer_due(timer, fake->now_us);
		fake_run_jobs(fake, true);
	}
	fake->now_us = until_us;
	fake->is_stopped = false;
	fake->depth--;
	fake_bury(fake);
}

static void fake_run(struct loop *loop, int64_t for_us)
{
	loop_fake_advance(loop, for_us > 0 ? for_us : 0);
}

static void fake_stop(struct loop *loop)
{
	fake_of(loop)->is_stopped = true;
}

static int64_t fake_now_us(const struct loop *loop)
{
	return fake_of(loop)->now_us;
}

static int64_t fake_wall_us(const struct loop *loop)
{
	return fake_of(loop)->now_us + fake_of(loop)->wall_minus_now_us;
}

static void *fake_native(struct loop *loop)
{
	(void)loop;
	return NULL;
}

static void fake_finish(struct loop *loop)
{
	fake_run_jobs(fake_of(loop), false);
	fake_bury(fake_of(loop));
}

static const struct loop_backend fake_backend = {
	.make = fake_make,
	.open = fake_open,
	.close = fake_close,
	.interest = fake_interest,
	.arm = fake_rearm,
	.disarm = fake_rearm,
	.job = fake_job,
	.run = fake_run,
	.stop = fake_stop,
	.now_us = fake_now_us,
	.wall_us = fake_wall_us,
	.native = fake_native,
	.finish = fake_finish,
};

struct loop *loop_fake_new(int64_t wall_us)
{
	struct loop_fake *fake = mem_new(1, sizeof *fake);

	fake->loop.backend = &fake_backend;
	fake->now_us = US_PER_S;
	fake->wall_minus_now_us = wall_us - fake->now_us;
	return &fake->loop;
}

void loop_fake_set_wall(struct loop *loop, int64_t wall_us)
{
	fake_of(loop)->wall_minus_now_us = wall_us - fake_of(loop)->now_us;
}

static struct loop_handle *fake_find(const struct loop *loop, enum loop_kind kind, int number)
{
	for (struct loop_handle *h = loop->handles; h; h = h->next) {
		if (h->kind != kind)
			continue;
		if (number == (kind == LOOP_WATCH ? ((struct loop_watch *)h)->fd
						  : ((struct loop_signal *)h)->number))
			return h;
	}
	return NULL;
}

bool loop_fake_ready(struct loop *loop, int fd, unsigned ready)
{
	struct loop_fake *fake = fake_of(loop);
	struct loop_watch *watch = (struct loop_watch *)fake_find(loop, LOOP_WATCH, fd);

	if (!watch)
		return false;
	fake->depth++;
	if (ready & watch->interest)
		watch->on_ready(watch->handle.context, ready & watch->interest);
	fake->depth--;
	fake_bury(fake);
	return true;
}

unsigned loop_fake_interest(const struct loop *loop, int fd)
{
	struct loop_watch *watch = (struct loop_watch *)fake_find(loop, LOOP_WATCH, fd);

	return watch ? watch->interest : LOOP_NOTHING;
}

bool loop_fake_signal(struct loop *loop, int number)
{
	struct loop_fake *fake = fake_of(loop);
	struct loop_signal *handle = (struct loop_signal *)fake_find(loop, LOOP_SIGNAL, number);

	if (!handle)
		return false;
	fake->depth++;
	handle->on_signal(handle->handle.context, number);
	fake->depth--;
	fake_bury(fake);
	return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * app/loop: one thread, and five verbs on it: watch a descriptor, run a timer, take a signal, run a
 * job on a worker, stop. It never looks at what the bytes mean. libuv stays behind this header.
 *
 *   loop.h       the verbs, and the fake loop for tests, whose clock is set by hand
 *   child.h      other programs: started with fixed words and a short environment
 *   backend.h    what a loop must be able to do (this folder only); uv.c and fake.c do it
 *
 * Every handle here (watch, timer, signal) lives on the heap, is made by *_new and ended by *_free.
 * After *_free returns, its callback is never called again, also when *_free is called from inside
 * a callback, its own included; the loop gives the memory back when that is safe. A descriptor is
 * closed by its owner, after loop_watch_free.
 */
#ifndef DOCKET_LOOP_LOOP_H
#define DOCKET_LOOP_LOOP_H

#include "base/err.h"

struct loop;
struct loop_watch;
struct loop_timer;
struct loop_signal;

/* Bits of interest in a descriptor, and what it is ready for. */
enum loop_ready { LOOP_NOTHING = 0, LOOP_READ = 1, LOOP_WRITE = 2 };

/* The descriptor is ready for `ready`; an error or hang-up shows as all that was asked for. */
typedef void loop_on_ready(void *context, unsigned ready);

/* The timer is due. */
typedef void loop_on_timer(void *context);

/* The signal `number` came. */
typedef void loop_on_signal(void *context, int number);

/* What a job does, on a worker thread: it may touch only what `context` gives it alone until
 * on_done. */
typedef void loop_job_work(void *context);

/* The job is over, back on the loop's thread. `was_run` is false if the loop ended before a worker
 * took it. */
typedef void loop_on_done(void *context, bool was_run);

/* A real loop; the caller owns it. The whole process ignores SIGPIPE from now on. Dies if the
 * system refuses. */
struct loop *loop_new(void);

/* Ends everything that is still open, waits for jobs that a worker has begun, frees. Not from
 * inside a callback. */
void loop_free(struct loop *loop);

/* Runs until loop_stop, or until nothing is left to wait for. On a fake loop: what is due at this
 * instant. */
void loop_run(struct loop *loop);

/* Runs for at most `for_us` microseconds or until loop_stop: for tests and for orderly ends. A fake
 * loop advances. */
void loop_run_for(struct loop *loop, int64_t for_us);

/* Lets loop_run return after the callback that runs now. May be called before loop_run: it then
 * returns at once. */
void loop_stop(struct loop *loop);

/* The monotonic clock, microseconds, read at the call. On a fake loop: what was advanced. */
int64_t loop_now_us(const struct loop *loop);

/* The wall clock, microseconds since 1970 UTC, read at the call. On a fake loop: its start and what
 * was advanced. */
int64_t loop_wall_us(const struct loop *loop);

/* Watches `fd` (made non-blocking) with no interest yet. ERR_SYSTEM if it cannot be watched: a
 * plain file or /dev/null. The watch borrows fd; one watch for one descriptor. Owned by the caller,
 * ended by loop_watch_free. */
MUST_CHECK enum err loop_watch_new(struct loop *loop, int fd, loop_on_ready *on_ready,
				   void *context, struct loop_watch **out, struct fault *fault);

/* Changes what the watch waits for: bits of enum loop_ready, LOOP_NOTHING to rest. Cheap if nothing
 * changes. */
void loop_watch_set(struct loop_watch *watch, unsigned interest);

/* Ends the watch; the descriptor is out of the loop when it returns, so it may be closed next. NULL
 * is fine. */
void loop_watch_free(struct loop_watch *watch);

/* A resting timer; the caller owns it. */
struct loop_timer *loop_timer_new(struct loop *loop, loop_on_timer *on_timer, void *context);

/* Calls back `after_us` from now (0 or less: in the next turn), then every `repeat_us` (0: once).
 * Never early; a repeating timer keeps its beat and skips beats that were missed. Started again, it
 * forgets the former times. */
void loop_timer_start(struct loop_timer *timer, int64_t after_us, int64_t repeat_us);

/* Rests the timer; fine if it rests already. */
void loop_timer_stop(struct loop_timer *timer);

/* Is a call back to come? */
bool loop_timer_is_running(const struct loop_timer *timer);

/* Ends the timer. NULL is fine. */
void loop_timer_free(struct loop_timer *timer);

/* Takes the signal `number` from now on; the caller owns the handle. The signal's default
 * action returns when it is freed. */
struct loop_signal *loop_signal_new(struct loop *loop, int number, loop_on_signal *on_signal,
				    void *context);

/* Ends it. NULL is fine. */
void loop_signal_free(struct loop_signal *handle);

/* Runs `work(context)` on a worker thread, then `on_done(context, ...)` on the loop, always. The
 * context stays the caller's and must live until on_done. On a fake loop the work runs in the next
 * turn, on this thread. */
void loop_job(struct loop *loop, loop_job_work *work, loop_on_done *on_done, void *context);

/* Calls `last(context)` when loop_free is done with everything else, newest first: for memory that
 * a closing handle of another library may still touch. */
void loop_at_free(struct loop *loop, void (*last)(void *context), void *context);

/* The event library's own loop (a uv_loop_t *) for app/net, which shares it with others; NULL on a
 * fake loop. */
void *loop_native(struct loop *loop);

/* A loop for tests: nothing happens by itself, time stands until it is advanced. `wall_us` is its
 * wall clock now; its monotonic clock starts at one second. Descriptors and signals are made ready
 * by hand. */
struct loop *loop_fake_new(int64_t wall_us);

/* Moves both clocks `by_us` forward and calls timers and jobs on the way, each at its own instant,
 * in order. */
void loop_fake_advance(struct loop *loop, int64_t by_us);

/* Sets the wall clock alone, as an administrator or NTP does. */
void loop_fake_set_wall(struct loop *loop, int64_t wall_us);

/* Calls the watch of `fd` with those bits of `ready` it is interested in; returns whether there was
 * one. */
bool loop_fake_ready(struct loop *loop, int fd, unsigned ready);

/* What the watch of `fd` waits for; LOOP_NOTHING if there is none. */
unsigned loop_fake_interest(const struct loop *loop, int fd);

/* Delivers a signal; returns whether anyone takes it. */
bool loop_fake_signal(struct loop *loop, int number);

#endif

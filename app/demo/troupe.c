/* SPDX-License-Identifier: MIT */
/* Children with logs and pipes. */
#include "demo/troupe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/mem.h"
#include "base/vec.h"

#define STEP_US (5 * US_PER_MS)

struct player {
	char *name;
	struct child *child;
	struct lines *lines;
	player_on_end *on_end;
	void *context;
	int code, number;
	bool is_over, is_stopping;
};

static void on_exit_of(void *context, int code, int number)
{
	struct player *player = context;

	player->is_over = true;
	player->code = code;
	player->number = number;
	if (player->on_end && !player->is_stopping)
		player->on_end(player->context, player, code, number);
}

static int open_log(struct folders *folders, const char *name)
{
	const char *path = arena_printf(&folders->arena, "%s/%s.log", folders->log, name);

	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

struct pipes {
	int in[2], out[2]; /* the child reads in[0] and writes out[1] */
	int log;
};

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

static enum err open_pipes(struct folders *folders, const char *name, bool has_lines,
			   struct pipes *pipes, struct fault *fault)
{
	*pipes = (struct pipes) { { -1, -1 }, { -1, -1 }, -1 };
	pipes->log = open_log(folders, name);
	if (pipes->log < 0 ||
	    (has_lines && (pipe2(pipes->in, O_CLOEXEC) || pipe2(pipes->out, O_CLOEXEC))))
		return fault_set(fault, ERR_SYSTEM, name, "it cannot be given its descriptors: %s",
				 strerror(errno));
	return ERR_NONE;
}

/* docket-stub guard SIGNAL PARENT PROGRAM WORD... */
static enum err start_child(struct loop *loop, struct folders *folders,
			    const struct player_plan *plan, const struct pipes *pipes,
			    struct player *player, struct fault *fault)
{
	static const char *const keep[] = { "PATH",	     "HOME",	     "TZ", "ASAN_OPTIONS",
					    "UBSAN_OPTIONS", "LSAN_OPTIONS", NULL };
	static const char *const set[] = { "LC_ALL=C.UTF-8", NULL };
	VEC(const char *) words = { 0 };
	const char *stub = NULL;
	enum err err = folders_program(folders, "docket-stub", &stub, fault);

	*vec_push(&words) = stub;
	*vec_push(&words) = "guard";
	*vec_push(&words) = arena_printf(&folders->arena, "%d", plan->end_signal);
	*vec_push(&words) = arena_printf(&folders->arena, "%d", (int)getpid());
	*vec_push(&words) = plan->program;
	for (const char *const *word = plan->words; *word; word++)
		*vec_push(&words) = *word;
	vec_push(&words);
	if (!err) {
		const struct child_plan child = { .argv = words.items,
						  .keep = keep,
						  .set = plan->set ? plan->set : set,
						  .folder = folders->state,
						  .in = plan->has_lines ? pipes->in[0] : CHILD_NULL,
						  .out = plan->has_lines ? pipes->out[1]
									 : pipes->log,
						  .err = pipes->log };
		err = child_start(loop, &child, on_exit_of, player, &player->child, fault);
	}
	vec_release(&words);
	return err;
}

enum err player_start(struct loop *loop, struct folders *folders, const struct player_plan *plan,
		      struct player **out, struct fault *fault)
{
	struct player *player = mem_new(1, sizeof *player);
	struct pipes pipes;
	enum err err = open_pipes(folders, plan->name, plan->has_lines, &pipes, fault);

	*player = (struct player) { .name = mem_text(plan->name),
				    .on_end = plan->on_end,
				    .context = plan->context };
	if (!err)
		err = start_child(loop, folders, plan, &pipes, player, fault);
	close_fd(pipes.in[0]);
	close_fd(pipes.out[1]);
	close_fd(pipes.log);
	if (!err && plan->has_lines)
		err = lines_new(loop, pipes.out[0], pipes.in[1], plan->on_line, plan->context,
				&player->lines, fault);
	else if (err) {
		close_fd(pipes.out[0]);
		close_fd(pipes.in[1]);
	}
	if (err) {
		player->is_stopping = true;
		child_free(player->child);
		mem_free(player->name);
		mem_free(player);
		return err;
	}
	*out = player;
	return ERR_NONE;
}

void player_send(struct player *player, const char *line)
{
	if (player && player->lines && !player->is_over)
		lines_send(player->lines, line);
}

const char *player_name(const struct player *player)
{
	return player->name;
}

bool player_is_running(const struct player *player)
{
	return player && !player->is_over;
}

static bool wait_over(struct loop *loop, const struct player *player, int64_t wait_us)
{
	int64_t until = loop_now_us(loop) + wait_us;

	while (!player->is_over && loop_now_us(loop) < until)
		loop_run_for(loop, STEP_US);
	return player->is_over;
}

void player_stop(struct loop *loop, struct player *player, int number, int64_t wait_us)
{
	if (!player)
		return;
	player->is_stopping = true;
	if (!player->is_over && child_signal(player->child, number) == ERR_NONE &&
	    !wait_over(loop, player, wait_us)) {
		(void)!child_signal(player->child, SIGKILL);
		wait_over(loop, player, US_PER_S);
	}
	lines_free(player->lines);
	child_free(player->child);
	mem_free(player->name);
	mem_free(player);
}

struct hearing {
	struct str *out;
	bool is_end;
};

static void on_heard(void *context, const char *line)
{
	struct hearing *hearing = context;

	if (!line) {
		hearing->is_end = true;
	} else if (hearing->out) {
		str_adds(hearing->out, line);
		str_addc(hearing->out, '\n');
	}
}

enum err player_run(struct loop *loop, struct folders *folders, const char *name,
		    const char *program, const char *const *words, int64_t wait_us, int *code,
		    struct str *out, struct fault *fault)
{
	struct hearing hearing = { .out = out };
	const struct player_plan plan = { .name = name,
					  .program = program,
					  .words = words,
					  .end_signal = SIGTERM,
					  .has_lines = true,
					  .on_line = on_heard,
					  .context = &hearing };
	struct player *player = NULL;
	int64_t until = loop_now_us(loop) + wait_us;
	enum err err = player_start(loop, folders, &plan, &player, fault);

	if (err)
		return err;
	while ((!player->is_over || !hearing.is_end) && loop_now_us(loop) < until)
		loop_run_for(loop, STEP_US);
	*code = player->number ? 128 + player->number : player->code;
	if (!player->is_over)
		err = fault_set(fault, ERR_TIMEOUT, program,
				"it did not end in time; see %s/%s.log", folders->log, name);
	player_stop(loop, player, SIGTERM, US_PER_S);
	return err;
}

/* SPDX-License-Identifier: MIT */
/* Child programs through uv_spawn: words as given, an environment of named variables only, and
 * three descriptors. What the caller lets go of while it runs is killed. */
#include "loop/child.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/close_range.h>
#include <uv.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

struct child {
	uv_process_t process; /* first: libuv closes by it */
	child_on_exit *on_exit;
	void *context;
	int pid;
	bool is_running;
	bool is_free;
};

typedef VEC(char *) child_words;

/* Both lists become one vector, each text owned, ended by NULL. */
static child_words child_environment(const struct child_plan *plan)
{
	child_words words = { 0 };

	for (const char *const *name = plan->keep; name && *name; name++) {
		const char *value = getenv(*name);
		struct str text = { 0 };

		if (!value)
			continue;
		str_addf(&text, "%s=%s", *name, value);
		*vec_push(&words) = str_take(&text);
	}
	for (const char *const *pair = plan->set; pair && *pair; pair++)
		*vec_push(&words) = mem_text(*pair);
	vec_push(&words);
	return words;
}

static void child_words_release(child_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		mem_free(words->items[i]);
	vec_release(words);
}

static void on_child_closed(uv_handle_t *handle)
{
	mem_free(handle->data);
}

static void on_child_exit(uv_process_t *process, int64_t code, int number)
{
	struct child *child = process->data;

	child->is_running = false;
	if (child->is_free)
		uv_close((uv_handle_t *)process, on_child_closed);
	else if (child->on_exit)
		child->on_exit(child->context, number ? 0 : (int)code, number);
}

static void child_descriptor(uv_stdio_container_t *slot, int fd)
{
	slot->flags = fd == CHILD_NULL ? UV_IGNORE : UV_INHERIT_FD; /* ignored = /dev/null */
	slot->data.fd = fd;
}

/* libuv wants its words writable but does not write them. */
static char **child_argv(const char *const *argv)
{
	return (char **)(uintptr_t)argv;
}

enum err child_start(struct loop *loop, const struct child_plan *plan, child_on_exit *on_exit,
		     void *context, struct child **out, struct fault *fault)
{
	struct child *child = mem_new(1, sizeof *child);
	child_words environment = child_environment(plan);
	uv_stdio_container_t descriptors[3] = { 0 };
	uv_process_options_t options = { .exit_cb = on_child_exit,
					 .file = plan->argv[0],
					 .args = child_argv(plan->argv),
					 .env = environment.items,
					 .cwd = plan->folder,
					 .stdio = descriptors,
					 .stdio_count = 3 };
	int error;

	BUG_IF(!loop_native(loop));
	/* Libraries leave descriptors open for children now and then. Where the kernel is too old
	 * for this, they would get those; nothing else is lost. */
	(void)close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	child_descriptor(&descriptors[0], plan->in);
	child_descriptor(&descriptors[1], plan->out);
	child_descriptor(&descriptors[2], plan->err);
	*child = (struct child){ .on_exit = on_exit, .context = context };
	error = uv_spawn(loop_native(loop), &child->process, &options);
	child->process.data = child;
	child_words_release(&environment);
	if (error) {
		uv_close((uv_handle_t *)&child->process, on_child_closed);
		*out = NULL;
		return fault_set(fault, error == UV_ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM,
				 plan->argv[0], "cannot be started: %s", uv_strerror(error));
	}
	child->pid = child->process.pid;
	child->is_running = true;
	*out = child;
	return ERR_NONE;
}

int child_pid(const struct child *child)
{
	return child->pid;
}

bool child_is_running(const struct child *child)
{
	return child->is_running;
}

enum err child_signal(struct child *child, int number)
{
	if (!child->is_running || uv_process_kill(&child->process, number))
		return ERR_NOT_FOUND;
	return ERR_NONE;
}

void child_free(struct child *child)
{
	if (!child)
		return;
	BUG_IF(child->is_free);
	child->is_free = true;
	if (!child->is_running)
		uv_close((uv_handle_t *)&child->process, on_child_closed);
	else if (uv_process_kill(&child->process, SIGKILL))
		BUG("child %d cannot be ended", child->pid);
}

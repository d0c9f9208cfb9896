/* SPDX-License-Identifier: MIT */
/* The helper waits for notices and forks once for each. It never touches libnotify itself, has one
 * thread and nothing of ours open, so that fork is safe and a desktop that hangs costs one child
 * for five seconds. */
#include "notify/notify_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <libnotify/notify.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

#define SHOW_LIMIT_S 5
#define PACKET_BYTES 4096

/* Some kinds of address start programs (autolaunch:, unixexec:), and several may be given at
 * once. */
static bool is_safe_address(const char *address)
{
	return strncmp(address, "unix:", 5) == 0 && !strchr(address, ';') && strlen(address) < 512;
}

bool notify_helper_bus(struct str *address)
{
	const char *given = getenv("DBUS_SESSION_BUS_ADDRESS");
	const char *folder = getenv("XDG_RUNTIME_DIR");
	struct str path = { 0 };
	struct stat status;
	bool is_there;

	if (given && *given) {
		str_adds(address, is_safe_address(given) ? given : "");
		return is_safe_address(given);
	}
	if (!folder || *folder != '/' || strpbrk(folder, ",;%="))
		return false;
	str_addf(&path, "%s/bus", folder);
	is_there = stat(str_text(&path), &status) == 0 && S_ISSOCK(status.st_mode);
	if (is_there)
		str_addf(address, "unix:path=%s", str_text(&path));
	str_release(&path);
	return is_there;
}

/* In the child: a fresh environment, the notice, the end. The kernel ends it if that takes too
 * long. */
_Noreturn static void show(const char *program, const char *address, const char *packet)
{
	const char *summary = packet + 1, *body = summary + strlen(summary) + 1;
	NotifyNotification *notice;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(SHOW_LIMIT_S);
	clearenv();
	setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
	setenv("GIO_USE_VFS", "local", 1);
	if (!notify_init(program))
		_exit(1);
	notice = notify_notification_new(summary, body, NULL);
	notify_notification_set_urgency(notice, packet[0] == '!' ? NOTIFY_URGENCY_CRITICAL
								 : NOTIFY_URGENCY_NORMAL);
	_exit(notify_notification_show(notice, NULL) ? 0 : 1);
}

static enum notify_fate show_in_child(const char *program, const char *address, const char *packet)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		show(program, address, packet);
	if (pid < 0)
		return NOTIFY_FAILED;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return NOTIFY_TIMED_OUT;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? NOTIFY_SHOWN : NOTIFY_FAILED;
}

/* Lets go of the terminal, of our descriptors and of our way with signals. */
static void become_helper(int fd)
{
	sigset_t none;
	int null = open("/dev/null", O_RDWR);

	sigemptyset(&none);
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL); /* those that cannot be set stay */
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "docket-notify");
	setsid();
	for (int i = 0; i < 3; i++)
		dup2(null, i);
	dup2(fd, 3);
	close_range(4, ~0U, 0);
}

_Noreturn static void help(const char *program, const char *address, int fd)
{
	char packet[PACKET_BYTES + 2];
	ssize_t length;

	become_helper(fd);
	while ((length = recv(3, packet, PACKET_BYTES, 0)) > 0) {
		char fate;

		packet[length] = packet[length + 1] = '\0';
		fate = (char)show_in_child(program, address, packet);
		if (send(3, &fate, 1, MSG_NOSIGNAL) < 0)
			break;
	}
	_exit(0);
}

enum err notify_helper_start(const char *program, const char *address, int *fd, int *pid,
			     struct fault *fault)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return fault_set(fault, ERR_SYSTEM, "desktop notices", "%s", strerror(errno));
	*pid = fork();
	if (*pid == 0)
		help(program, address, ends[1]);
	close(ends[1]);
	*fd = ends[0];
	if (*pid > 0)
		return ERR_NONE;
	close(*fd);
	return fault_set(fault, ERR_SYSTEM, "desktop notices", "%s", strerror(errno));
}

enum err notify_helper_send(int fd, const char *summary, const char *body, bool is_urgent)
{
	struct str packet = { 0 };
	ssize_t sent;

	str_addc(&packet, is_urgent ? '!' : '.');
	str_add(&packet, summary, strlen(summary) + 1);
	str_add(&packet, body, strlen(body) + 1);
	BUG_IF(packet.length > PACKET_BYTES);
	sent = send(fd, packet.text, packet.length, MSG_DONTWAIT | MSG_NOSIGNAL);
	str_release(&packet);
	if (sent >= 0)
		return ERR_NONE;
	return errno == EAGAIN ? ERR_BUSY : ERR_LINK;
}

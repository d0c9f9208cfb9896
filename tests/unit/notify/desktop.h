/* SPDX-License-Identifier: MIT */
/* A desktop for tests: a private dbus-daemon, and a process that answers as the notification
 * service and writes each notice to a pipe. GLib's few functions are declared here, because
 * libnotify's headers are for app/notify alone. */
#ifndef DOCKET_TESTS_NOTIFY_DESKTOP_H
#define DOCKET_TESTS_NOTIFY_DESKTOP_H

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct desktop {
	pid_t bus, service;
	int notices; /* the service's notices: "urgency|summary|body\n" */
	char address[256];
};

struct glib_vtable {
	void (*call)(void *connection, const char *sender, const char *path, const char *interface,
		     const char *method, void *parameters, void *invocation, void *data);
	void *get, *set, *padding[8];
};

void *g_bus_get_sync(int type, void *cancellable, void **error);
void *g_dbus_node_info_new_for_xml(const char *xml, void **error);
void *g_dbus_node_info_lookup_interface(void *node, const char *name);
unsigned g_dbus_connection_register_object(void *connection, const char *path, void *interface,
					   const struct glib_vtable *vtable, void *data,
					   void (*free_data)(void *), void **error);
unsigned g_bus_own_name_on_connection(void *connection, const char *name, int flags,
				      void (*acquired)(void *, const char *, void *), void *lost,
				      void *data, void *free_data);
void g_dbus_method_invocation_return_value(void *invocation, void *value);
void *g_variant_new(const char *format, ...);
void g_variant_get_child(void *value, size_t index, const char *format, ...);
void *g_variant_lookup_value(void *dictionary, const char *key, void *type);
void *g_variant_get_child_value(void *value, size_t index);
unsigned char g_variant_get_byte(void *value);
void *g_main_loop_new(void *context, int is_running);
void g_main_loop_run(void *loop);

static const char desktop_xml[] =
	"<node><interface name='org.freedesktop.Notifications'>"
	"<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
	"<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
	"<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
	"<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
	"<method name='GetServerInformation'><arg type='s' direction='out'/>"
	"<arg type='s' direction='out'/><arg type='s' direction='out'/>"
	"<arg type='s' direction='out'/></method>"
	"<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
	"</interface></node>";

static inline void desktop_notified(int fd, void *parameters)
{
	const char *summary, *body;
	void *urgency =
		g_variant_lookup_value(g_variant_get_child_value(parameters, 6), "urgency", NULL);

	g_variant_get_child(parameters, 3, "&s", &summary);
	g_variant_get_child(parameters, 4, "&s", &body);
	dprintf(fd, "%d|%s|%s\n", urgency ? g_variant_get_byte(urgency) : -1, summary, body);
}

static inline void on_desktop_call(void *connection, const char *sender, const char *path,
				   const char *interface, const char *method, void *parameters,
				   void *invocation, void *data)
{
	(void)connection, (void)sender, (void)path, (void)interface;
	if (strcmp(method, "Notify") == 0) {
		desktop_notified(*(int *)data, parameters);
		g_dbus_method_invocation_return_value(invocation, g_variant_new("(u)", 1U));
	} else if (strcmp(method, "GetServerInformation") == 0) {
		g_dbus_method_invocation_return_value(
			invocation, g_variant_new("(ssss)", "test", "docket", "1", "1.2"));
	} else {
		g_dbus_method_invocation_return_value(invocation, g_variant_new("(as)", NULL));
	}
}

static inline void on_desktop_ready(void *connection, const char *name, void *data)
{
	(void)connection, (void)name;
	dprintf(*(int *)data, "ready\n");
}

_Noreturn static inline void desktop_serve(int fd)
{
	static const struct glib_vtable vtable = { .call = on_desktop_call };
	void *connection, *node;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	connection = g_bus_get_sync(2, NULL, NULL);
	node = g_dbus_node_info_new_for_xml(desktop_xml, NULL);
	g_dbus_connection_register_object(
		connection, "/org/freedesktop/Notifications",
		g_dbus_node_info_lookup_interface(node, "org.freedesktop.Notifications"), &vtable,
		&fd, NULL, NULL);
	g_bus_own_name_on_connection(connection, "org.freedesktop.Notifications", 0,
				     on_desktop_ready, NULL, &fd, NULL);
	g_main_loop_run(g_main_loop_new(NULL, 0));
	_exit(0);
}

/* The session bus alone; its address is in the environment then. */
static inline void desktop_start_bus(struct desktop *desktop)
{
	int ends[2];
	ssize_t length;

	assert_int_equal(pipe(ends), 0);
	desktop->bus = fork();
	if (desktop->bus == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(ends[1], 1);
		dup2(open("/dev/null", O_WRONLY), 2); /* it speaks of limits */
		execlp("dbus-daemon", "dbus-daemon", "--session", "--nofork", "--nopidfile",
		       "--print-address=1", (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	length = read(ends[0], desktop->address, sizeof desktop->address - 1);
	close(ends[0]);
	assert_true(length > 0);
	desktop->address[strcspn(desktop->address, "\n")] = '\0';
	setenv("DBUS_SESSION_BUS_ADDRESS", desktop->address, 1);
}

/* The notification service on it. */
static inline void desktop_start_service(struct desktop *desktop)
{
	int ends[2];
	char ready[8];

	assert_int_equal(pipe(ends), 0);
	desktop->service = fork();
	if (desktop->service == 0)
		desktop_serve(ends[1]);
	close(ends[1]);
	assert_int_equal(read(ends[0], ready, 6), 6);
	desktop->notices = ends[0];
	fcntl(desktop->notices, F_SETFL, O_NONBLOCK);
}

static inline void desktop_stop(struct desktop *desktop)
{
	if (desktop->service) {
		kill(desktop->service, SIGKILL);
		waitpid(desktop->service, NULL, 0);
		close(desktop->notices);
	}
	kill(desktop->bus, SIGKILL);
	waitpid(desktop->bus, NULL, 0);
	unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

#endif

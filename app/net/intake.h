/* SPDX-License-Identifier: MIT */
/* What http_server.c and http_request.c share: a connection with its one deadline, and a request in
 * its life from the headers to the answer. For this folder only. */
#ifndef DOCKET_NET_INTAKE_H
#define DOCKET_NET_INTAKE_H

#include <microhttpd.h>

#include "net/http_server.h"
#include "net/listen.h"

/* What a connection is doing; each but INTAKE_HELD has its deadline. */
enum intake_phase {
	INTAKE_HEAD,   /* its headers are arriving */
	INTAKE_BODY,   /* its body is */
	INTAKE_HELD,   /* the owner thinks */
	INTAKE_ANSWER, /* the answer is leaving */
	INTAKE_IDLE,   /* between two requests */
	INTAKE_OVER,   /* it was slow and is shut down */
};

struct intake_peer {
	struct http_server *server;
	struct MHD_Connection *connection;
	enum intake_phase phase;
	int64_t deadline_us;
	int fd;
	char ip[LISTEN_IP_ROOM];
	struct intake_peer *next;
	struct intake_peer **at;
};

struct http_request {
	struct intake_peer *peer;
	const char *method;
	const char *path;
	struct str body;
	int64_t at_us;
	void *data;
	int refuse_status; /* set while the rest of a body is let run out */
	const char *refuse_words;
	struct MHD_Response *response; /* owned, until it is queued */
	int status;
	bool is_answered;
	bool is_asking;            /* on_request runs for it now */
	struct http_request *next; /* among the held */
	struct http_request **at;
};

struct http_server {
	struct loop *loop;
	struct http_server_options options; /* with the defaults filled in */
	http_on_request *on_request;
	void *context;
	struct MHD_Daemon *daemon;
	struct loop_watch *watch;  /* libmicrohttpd's epoll descriptor */
	struct loop_timer *run;    /* libmicrohttpd wants to run then */
	struct loop_timer *upkeep; /* looks for what is overdue */
	char *socket_path;
	int port;
	bool is_draining;
	struct intake_peer *peers;
	struct http_request *held;
	size_t body_bytes; /* of all requests under way */
	struct http_server_figures figures;
};

/* Gives a connection another phase, with a deadline `limit_us` from now. */
void intake_phase(struct intake_peer *peer, enum intake_phase phase, int64_t limit_us);

/* Makes a request of a connection whose headers have arrived. */
struct http_request *intake_begin(struct intake_peer *peer, const char *method, const char *path);

/* Takes more of the body, or lets it run out if there is too much of it. */
void intake_take(struct http_request *request, const char *data, size_t length);

/* The body is whole: asks the owner, then sends the answer or waits for it. Called again when the
 * answer was given. */
enum MHD_Result intake_whole(struct http_request *request);

/* Answers a request that the owner never sees, and has the connection closed. */
enum MHD_Result intake_refuse(struct http_request *request, int status, const char *words);

/* Ends a request and takes it off all lists. */
void intake_end(struct http_request *request);

/* Lets the server run in the next turn: answers are waiting to leave. */
void intake_wake(struct http_server *server);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * app/engine: docketd. It takes messages in, decides, runs the clocks, prices acts, writes back and
 * feeds consoles. One thread, one loop; what waits, waits in a callback. Any number of engines on
 * one store: leases share the work.
 *
 *   engine.h      the whole: its parts, start and stop; storecheck.h: is the store fit
 *   lane.h        a link to the store on the loop, which comes back by itself
 *   tenancy.h     one tenant as this engine sees it; ids.h: numbers for new rows; timing.h: its clock
 *   refdata.h     reference data, interfaces, policy, texts of a tenant, loaded and loaded again
 *   lease.h       which tenants' work is ours
 *   webpost.h     POST /v1/events/<interface>; wsintake.h: the same over a websocket
 *   admission.h   whose message it is, and whether it may come in: signature, size, rate
 *   reception.h   its items, and what its sender is told
 *   flush.h       items committed together, then answered
 *   pull.h        partners that are asked for news; pull_ask.h: how
 *   folder.h      files and mail that are put on this host; spool.h: where each of them lies
 *   stream.h      streams of a NATS JetStream
 *   parcel.h      a stored message on its way through; inbox.h: found again in the store
 *   decode.h      its items as events; mapped.h: those of other formats
 *   workloop.h    the loop of work of a tenant: parcels, acts, what fell due
 *   batch.h       one round of it: look, decode, match, load, decide, store
 *   matching.h    references to subjects; factload.h: subjects' facts
 *   mailroom.h    mail: whose story it joins; mailrefs.h: what in it may be a reference; mailplace.c, mailact.c: the rest of it
 *   unlive.h      news of interfaces in test or shadow; trial.h: dead letters that are only tried
 *   numbering.h   numbers for what is new
 *   persist.h     what was decided, stored; ownacts.h: acts that the engine answers itself
 *   disrupting.h  cases with one cause: disruptfacts.c what is known of them, disruptgroup.c which are one
 *   ticker.h      hints out, notices in
 *   livefeed.h    what viewers see: changes and the tape; livehello.h: a viewer comes
 *   livescope.h   what he may see; livesights.h: presence, interfaces, notices
 *   sender.h      write-backs and mail: verdict.c judges each try, mailtext.h makes the mail
 *   upkeep.h      silence, partitions, the audit head
 *   door.h        every request: which route, who answers; health.h: GET /health; vitals.h: how
 *                 each interface does
 *   api.h         programs' calls; apikeys.h: who they are; apipool.h: connections of their logins
 *   apicall.h     one call: apiread.c reads, apido.c acts
 *   rowio.h       rows from answers and into arrays; failpoint.h: where tests may kill
 */
#ifndef DOCKET_ENGINE_ENGINE_H
#define DOCKET_ENGINE_ENGINE_H

#include "base/map.h"
#include "base/vec.h"
#include "config/config.h"
#include "loop/loop.h"
#include "net/feed_server.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "pg/shapes.h"

struct api;
struct lane;
struct tenancy;

/* Its links to the store, each with one kind of work, so that none waits for another. */
enum engine_lane {
	LANE_INTAKE,
	LANE_WORK,
	LANE_STORE, /* the other half of a large batch */
	LANE_TICK,
	LANE_FEED,
	LANE_SEND,
	LANE_GROUP, /* disruptions */
	LANE_COUNT
};

/* Counters since the start; all but `accepted` count what was told to somebody. */
struct engine_figures {
	uint64_t requests;    /* HTTP requests for intake */
	uint64_t accepted;    /* items committed and answered, also those known before */
	uint64_t duplicated;  /* of these: known before */
	uint64_t conflicts;   /* same id with other bytes */
	uint64_t refused;     /* signature, envelope, limits */
	uint64_t turned_away; /* 503: the store is away or too much waits */
	uint64_t decoded;     /* events */
	uint64_t dead;        /* dead letters */
	uint64_t decided;     /* subjects */
	uint64_t redone;      /* subjects decided again because somebody changed them */
	uint64_t sent;        /* effects done */
	uint64_t unsure;      /* effects whose fate had to be asked */
};

struct engine {
	struct loop *loop;
	const struct config *config;
	char owner[96]; /* host, process and a random number: the name on leases */
	struct lane *lanes[LANE_COUNT];
	VEC(struct tenancy *) tenancies;
	struct map tenancy_ids; /* id -> struct tenancy * */
	struct http_server *http;
	struct feed_server *feed;
	struct http_client *client;
	struct loop_timer *poll; /* what no notice told of */
	struct loop_timer *hints;
	struct loop_signal *signals[3];
	struct admission *admission;
	struct reception *reception;
	struct api *api;
	struct livefeed *livefeed;
	struct sender *sender;
	struct upkeep *upkeep;
	struct map folders; /* those that are watched; of these three source.h says what they are */
	struct map pulls;   /* those that are asked */
	struct map streams; /* those that are read */
	struct pg_shapes shapes; /* of the rows that are stored */
	struct engine_figures figures;
	uint64_t random;          /* state of random_next: jitter */
	int64_t server_offset_us; /* server's clock less our monotonic clock */
	int64_t started_us;
	int64_t presence_until; /* the latest presence that viewers were told of; server time */
	bool has_tenants;       /* the list of them was read once */
	bool is_store_checked;  /* the startup checks were passed on a link */
	bool is_told;           /* another engine was told of a message within this hint time */
	bool is_ending;
	int64_t ending_us; /* since when */
	enum err err;      /* why it ended, for the exit code */
};

/* An engine that does nothing yet; the config is borrowed. */
struct engine *engine_new(struct loop *loop, const struct config *config);

/* Opens ports and links. ERR_SYSTEM, ERR_INVALID with words if it cannot listen. */
MUST_CHECK enum err engine_start(struct engine *engine, struct fault *fault);

/* Orderly end: answers what is committed, gives leases back, then the loop stops; at most 10 s. */
void engine_end(struct engine *engine);

/* Stops at once with `err` for the exit code. */
void engine_fail(struct engine *engine, enum err err);

/* Ends everything. NULL is fine. */
void engine_free(struct engine *engine);

/* The server's clock now, as well as it is known; INSTANT_NONE before the first answer. */
int64_t engine_server_now(const struct engine *engine);

/* The tenant with this id, or NULL. */
struct tenancy *engine_tenancy(const struct engine *engine, int64_t tenant_id);

#endif

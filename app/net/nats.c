/* SPDX-License-Identifier: MIT */
/* The thread takes some messages, hands them over, waits until each is answered, tells the server, and takes the next: while one side has
 * them the other leaves them alone, so the lock is for handing over only. libnats' own reconnecting is off: whatever goes wrong,
 * everything is made anew, so there is one way to begin. */
#include "net/nats.h"

#include <errno.h>
#include <nats/nats.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/mem.h"
#include "base/text.h"
#include "net/net.h"

#define BATCH_MOST       256
#define BATCH_BYTES_MOST (4 * 1024 * 1024)
#define CONNECT_MS       3000
#define FETCH_MS         250 /* so long the thread does not see that it is to end */
#define LATER_MS         2000
#define ACK_WAIT_NS      INT64_C(30000000000)

struct nats_message {
	struct nats_source *source;
	natsMsg *msg;
	enum nats_answer answer;
	uint64_t sequence;
};

struct nats_source {
	struct loop *loop;
	struct loop_watch *watch;
	struct nats_calls calls;
	void *context;
	struct nats_options options; /* texts owned */
	int fd;                      /* wakes the loop */
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t wake;
	struct nats_message batch[BATCH_MOST];
	int count, open; /* of the batch, and of these those not answered */
	bool is_fresh;   /* the loop has not seen them */
	bool is_ending;
	bool has_news;
	char trouble[200];
	/* The thread's alone. */
	natsConnection *connection;
	jsCtx *stream;
	natsSubscription *subscription;
	uint64_t random;
};

/* ---------------------------------------------------------------- between the two */

static void wake_loop(const struct nats_source *source)
{
	const uint64_t one = 1;

	if (write(source->fd, &one, sizeof one) < 0 && errno != EAGAIN)
		BUG("the loop cannot be woken");
}

static bool is_ending(struct nats_source *source)
{
	bool yes;

	pthread_mutex_lock(&source->lock);
	yes = source->is_ending;
	pthread_mutex_unlock(&source->lock);
	return yes;
}

static void tell(struct nats_source *source, const char *trouble)
{
	bool is_news;

	pthread_mutex_lock(&source->lock);
	is_news = strcmp(source->trouble, trouble) != 0;
	snprintf(source->trouble, sizeof source->trouble, "%s", trouble);
	source->has_news |= is_news;
	pthread_mutex_unlock(&source->lock);
	if (is_news)
		wake_loop(source);
}

/* Waits, but not for longer than until it is to end. */
static void pause_for(struct nats_source *source, int64_t wait_us)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait_us / US_PER_S;
	until.tv_nsec += wait_us % US_PER_S * 1000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&source->lock);
	while (!source->is_ending && pthread_cond_timedwait(&source->wake, &source->lock, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&source->lock);
}

/* ---------------------------------------------------------------- the thread: connecting */

static natsStatus set_options(const struct nats_source *source, natsOptions *options)
{
	const char *credentials = source->options.credentials, *colon = strchr(credentials, ':');
	natsStatus status = natsOptions_SetURL(options, source->options.url);

	if (status == NATS_OK)
		status = natsOptions_SetName(options, "docketd");
	if (status == NATS_OK)
		status = natsOptions_SetTimeout(options, CONNECT_MS);
	if (status == NATS_OK)
		status = natsOptions_SetAllowReconnect(options, false);
	if (status == NATS_OK)
		status = natsOptions_SetPingInterval(options, 10000);
	if (status == NATS_OK && strncmp(source->options.url, "tls://", 6) == 0)
		status = natsOptions_SetSecure(options, true);
	if (status == NATS_OK && source->options.creds_file)
		return natsOptions_SetUserCredentialsFromFiles(options, source->options.creds_file, NULL);
	if (status == NATS_OK && colon) {
		char *user = mem_copy(credentials, (size_t)(colon - credentials) + 1);
		user[colon - credentials] = '\0';
		status = natsOptions_SetUserInfo(options, user, colon + 1);
		mem_free(user);
	} else if (status == NATS_OK && credentials[0]) {
		status = natsOptions_SetToken(options, credentials);
	}
	return status;
}

static natsStatus connect_to(struct nats_source *source)
{
	natsOptions *options = NULL;
	natsStatus status = natsOptions_Create(&options);

	if (status == NATS_OK)
		status = set_options(source, options);
	if (status == NATS_OK)
		status = natsConnection_Connect(&source->connection, options);
	natsOptions_Destroy(options);
	if (status == NATS_OK)
		status = natsConnection_JetStream(&source->stream, source->connection, NULL);
	return status;
}

/* One that somebody made keeps what he gave it. */
static natsStatus make_consumer(struct nats_source *source)
{
	const struct nats_options *how = &source->options;
	jsConsumerInfo *info = NULL;
	jsConsumerConfig config;
	jsErrCode code = 0;
	natsStatus status = js_GetConsumerInfo(&info, source->stream, how->stream, how->durable, NULL, &code);

	if (status == NATS_NOT_FOUND && code == JSConsumerNotFoundErr) {
		jsConsumerConfig_Init(&config);
		config.Durable = how->durable;
		config.AckPolicy = js_AckExplicit;
		config.DeliverPolicy = js_DeliverAll;
		config.AckWait = ACK_WAIT_NS;
		config.FilterSubject = how->subject[0] ? how->subject : NULL;
		status = js_AddConsumer(&info, source->stream, how->stream, &config, NULL, &code);
	}
	jsConsumerInfo_Destroy(info);
	return status;
}

static natsStatus subscribe(struct nats_source *source)
{
	jsSubOptions options;
	natsStatus status = connect_to(source);

	if (status == NATS_OK)
		status = make_consumer(source);
	jsSubOptions_Init(&options);
	options.Stream = source->options.stream;
	options.Consumer = source->options.durable;
	options.ManualAck = true;
	if (status == NATS_OK)
		status = js_PullSubscribe(&source->subscription, source->stream, NULL, source->options.durable, NULL, &options, NULL);
	return status;
}

static void disconnect(struct nats_source *source)
{
	natsSubscription_Destroy(source->subscription);
	jsCtx_Destroy(source->stream);
	natsConnection_Destroy(source->connection);
	source->subscription = NULL;
	source->stream = NULL;
	source->connection = NULL;
}

/* libnats' words of the last failure on this thread; they hold no credentials. */
static void tell_failure(struct nats_source *source, natsStatus status)
{
	const char *words = nats_GetLastError(NULL);
	char clean[160], trouble[200];

	words = words && words[0] ? words : natsStatus_GetText(status);
	text_clean_into(clean, sizeof clean, words, strlen(words));
	snprintf(trouble, sizeof trouble, "NATS: %s", clean);
	tell(source, trouble);
}

/* ---------------------------------------------------------------- the thread: messages */

static void add(struct nats_source *source, natsMsgList *list)
{
	for (int i = 0; i < list->Count; i++) {
		struct nats_message *message = &source->batch[source->count++];
		jsMsgMetaData *about = NULL;
		*message = (struct nats_message){ .source = source, .msg = list->Msgs[i], .answer = NATS_ANSWER_LATER };
		if (natsMsg_GetMetaData(&about, message->msg) == NATS_OK)
			message->sequence = about->Sequence.Stream;
		jsMsgMetaData_Destroy(about);
		list->Msgs[i] = NULL;
	}
	natsMsgList_Destroy(list);
}

/* The first is waited for, more are taken if they are there. */
static natsStatus fetch(struct nats_source *source)
{
	natsMsgList list = { 0 };
	jsFetchRequest more;
	natsStatus status = natsSubscription_Fetch(&list, source->subscription, 1, FETCH_MS, NULL);

	if (status != NATS_OK)
		return status;
	add(source, &list);
	jsFetchRequest_Init(&more);
	more.Batch = BATCH_MOST - 1;
	more.MaxBytes = BATCH_BYTES_MOST;
	more.NoWait = true;
	more.Expires = FETCH_MS * INT64_C(1000000);
	if (natsSubscription_FetchRequest(&list, source->subscription, &more) == NATS_OK)
		add(source, &list);
	return NATS_OK;
}

static void hand_over(struct nats_source *source)
{
	pthread_mutex_lock(&source->lock);
	source->open = source->count;
	source->is_fresh = true;
	pthread_mutex_unlock(&source->lock);
	wake_loop(source);
	pthread_mutex_lock(&source->lock);
	while (source->open > 0 && !source->is_ending)
		pthread_cond_wait(&source->wake, &source->lock);
	source->is_fresh = false;
	pthread_mutex_unlock(&source->lock);
}

static natsStatus acknowledge(struct nats_message *message)
{
	switch (message->answer) {
	case NATS_ANSWER_TAKEN:
		return natsMsg_Ack(message->msg, NULL);
	case NATS_ANSWER_REFUSED:
		return natsMsg_Term(message->msg, NULL);
	case NATS_ANSWER_LATER:
		return natsMsg_NakWithDelay(message->msg, LATER_MS, NULL);
	}
	return NATS_OK;
}

/* An answer that the server does not get is given again: the message comes again. */
static natsStatus answer_all(struct nats_source *source)
{
	natsStatus status = NATS_OK;

	for (int i = 0; i < source->count; i++) {
		if (status == NATS_OK)
			status = acknowledge(&source->batch[i]);
		natsMsg_Destroy(source->batch[i].msg);
	}
	source->count = 0;
	return status == NATS_OK ? natsConnection_FlushTimeout(source->connection, CONNECT_MS) : status;
}

static natsStatus go_round(struct nats_source *source)
{
	natsStatus status = fetch(source);

	if (status == NATS_TIMEOUT || status == NATS_NOT_FOUND)
		return natsConnection_IsClosed(source->connection) ? NATS_CONNECTION_CLOSED : NATS_OK;
	if (status != NATS_OK)
		return status;
	hand_over(source);
	return answer_all(source);
}

static void *run(void *context)
{
	struct nats_source *source = context;
	int failures = 0;

	while (!is_ending(source)) {
		natsStatus status = subscribe(source);
		if (status == NATS_OK) {
			tell(source, "");
			failures = 0;
		}
		while (status == NATS_OK && !is_ending(source))
			status = go_round(source);
		if (status != NATS_OK)
			tell_failure(source, status);
		disconnect(source);
		if (!is_ending(source))
			pause_for(source, US_PER_S / 5 + net_backoff_us(++failures, US_PER_S, 15 * US_PER_S, random_next(&source->random)));
	}
	nats_ReleaseThreadMemory();
	return NULL;
}

/* ---------------------------------------------------------------- the loop's side */

static void on_ready(void *context, unsigned ready)
{
	struct nats_source *source = context;
	char trouble[sizeof source->trouble];
	bool has_news, is_fresh;
	uint64_t times;

	(void)ready;
	if (read(source->fd, &times, sizeof times) < 0)
		return;
	pthread_mutex_lock(&source->lock);
	has_news = source->has_news;
	is_fresh = source->is_fresh;
	source->has_news = source->is_fresh = false;
	memcpy(trouble, source->trouble, sizeof trouble);
	pthread_mutex_unlock(&source->lock);
	if (has_news)
		source->calls.on_state(source->context, trouble);
	for (int i = 0, count = is_fresh ? source->count : 0; i < count; i++)
		source->calls.on_message(source->context, &source->batch[i]);
}

static void start_thread(struct nats_source *source)
{
	pthread_condattr_t monotonic;
	sigset_t all, before;

	pthread_mutex_init(&source->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&source->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	sigfillset(&all); /* signals are the loop's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&source->thread, NULL, run, source) != 0)
		BUG("no thread for NATS");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct nats_source *nats_source_new(struct loop *loop, const struct nats_options *options, const struct nats_calls *calls, void *context)
{
	struct nats_source *source = mem_new(1, sizeof *source);

	source->loop = loop;
	source->calls = *calls;
	source->context = context;
	source->options = (struct nats_options){ mem_text(options->url),	 mem_text(options->stream),
						 mem_text(options->subject),	 mem_text(options->durable),
						 mem_text(options->credentials), mem_text(options->creds_file) };
	random_bytes(&source->random, sizeof source->random);
	source->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (source->fd < 0 || loop_watch_new(loop, source->fd, on_ready, source, &source->watch, NULL) != ERR_NONE)
		BUG("no descriptor for NATS");
	loop_watch_set(source->watch, LOOP_READ);
	start_thread(source);
	return source;
}

static void work_join(void *context)
{
	struct nats_source *source = context;

	pthread_join(source->thread, NULL);
}

static void on_joined(void *context, bool was_run)
{
	struct nats_source *source = context;
	const char *const texts[] = { source->options.url,     source->options.stream,	    source->options.subject,
				      source->options.durable, source->options.credentials, source->options.creds_file };

	if (!was_run)
		work_join(source);
	explicit_bzero((char *)(uintptr_t)source->options.credentials, strlen(source->options.credentials));
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		mem_free((char *)(uintptr_t)texts[i]);
	pthread_mutex_destroy(&source->lock);
	pthread_cond_destroy(&source->wake);
	close(source->fd);
	mem_free(source);
}

void nats_source_free(struct nats_source *source)
{
	if (!source)
		return;
	loop_watch_free(source->watch);
	pthread_mutex_lock(&source->lock);
	source->is_ending = true;
	pthread_cond_broadcast(&source->wake);
	pthread_mutex_unlock(&source->lock);
	loop_job(source->loop, work_join, on_joined, source);
}

const char *nats_message_header(const struct nats_message *message, const char *name)
{
	const char *value = NULL;

	return natsMsgHeader_Get(message->msg, name, &value) == NATS_OK ? value : NULL;
}

struct span nats_message_body(const struct nats_message *message)
{
	int length = natsMsg_GetDataLength(message->msg);

	return (struct span){ natsMsg_GetData(message->msg), length > 0 ? (size_t)length : 0 };
}

const char *nats_message_subject(const struct nats_message *message)
{
	return natsMsg_GetSubject(message->msg);
}

uint64_t nats_message_sequence(const struct nats_message *message)
{
	return message->sequence;
}

void nats_message_answer(struct nats_message *message, enum nats_answer answer)
{
	struct nats_source *source = message->source;

	message->answer = answer;
	pthread_mutex_lock(&source->lock);
	if (--source->open == 0)
		pthread_cond_signal(&source->wake);
	pthread_mutex_unlock(&source->lock);
}

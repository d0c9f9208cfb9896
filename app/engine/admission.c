/* SPDX-License-Identifier: MIT */
/* Buckets and counts live in this engine's memory: a rate holds for each engine alone, so that no message waits for the store to be
 * asked whether it may come. */
#include "engine/admission.h"

#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/lane.h"
#include "engine/refdata.h"
#include "model/interface_line.h"
#include "pg/rows.h"

#define BURST_LEAST 10

/* What is known of one interface's senders. */
struct gate {
	char key[48]; /* "tenant:interface" */
	int64_t tenant_id, interface_id;
	double tokens;
	int64_t filled_us;                /* monotonic; 0: the bucket is full */
	int64_t refusals[REFUSAL_COUNT]; /* not in the store yet */
};

struct admission {
	struct engine *engine;
	struct map gates; /* key -> struct gate * */
	uint64_t counts[REFUSAL_COUNT];
};

struct admission *admission_new(struct engine *engine)
{
	struct admission *admission = mem_new(1, sizeof *admission);

	admission->engine = engine;
	return admission;
}

const char *admission_word(enum refusal cause)
{
	static const char *const words[REFUSAL_COUNT] = { "signature", "size", "rate", "form", "store" };

	return words[cause];
}

static struct gate *gate_of(struct admission *admission, int64_t tenant_id, int64_t interface_id)
{
	char key[sizeof(struct gate){ 0 }.key];
	struct gate *gate;

	snprintf(key, sizeof key, "%lld:%lld", (long long)tenant_id, (long long)interface_id);
	gate = map_get(&admission->gates, span_of(key));
	if (gate)
		return gate;
	gate = mem_new(1, sizeof *gate);
	memcpy(gate->key, key, sizeof key);
	gate->tenant_id = tenant_id;
	gate->interface_id = interface_id;
	map_put(&admission->gates, span_of(gate->key), gate);
	return gate;
}

/* ---------------------------------------------------------------- who */

static const struct interface *named(const struct tenancy *tenancy, const char *name)
{
	return tenancy->refdata && !tenancy->is_gone ? refdata_interface(tenancy->refdata, name) : NULL;
}

static struct span key_at(const struct refdata_keys *keys, int which)
{
	const struct str *key = which == 0 ? &keys->key : &keys->next;

	return (struct span){ str_text(key), key->length };
}

/* Is it signed with one of the interface's keys? */
static bool is_signed(const struct refdata *refdata, const struct interface *interface, const struct signature_request *request,
		      int64_t server_now, struct digest *by)
{
	const struct refdata_keys *keys = refdata_keys(refdata, interface->interface_id);
	struct fault fault = { 0 };

	for (int which = 0; keys && keys->is_fit && which < 2; which++) {
		struct span key = key_at(keys, which);
		if (key.length == 0 || signature_verify(&keys->signature, &key, 1, request, server_now, &fault) != ERR_NONE)
			continue;
		if (by)
			*by = digest_of(key.text, key.length);
		return true;
	}
	return false;
}

const struct interface *admission_find(struct admission *admission, const char *name, const struct signature_request *request,
				       struct tenancy **out, struct digest *key)
{
	struct engine *engine = admission->engine;
	int64_t server_now = engine_server_now(engine);

	for (size_t i = 0; i < engine->tenancies.count; i++) {
		struct tenancy *tenancy = engine->tenancies.items[i];
		const struct interface *interface = named(tenancy, name);
		if (interface && is_signed(tenancy->refdata, interface, request, server_now, key)) {
			*out = tenancy;
			return interface;
		}
	}
	return NULL;
}

const struct interface *admission_holds(const struct tenancy *tenancy, const char *name, const struct digest *key)
{
	const struct interface *interface = named(tenancy, name);
	const struct refdata_keys *keys = interface ? refdata_keys(tenancy->refdata, interface->interface_id) : NULL;

	for (int which = 0; keys && keys->is_fit && which < 2; which++) {
		struct span text = key_at(keys, which);
		struct digest digest = digest_of(text.text, text.length);
		if (text.length > 0 && digest_equal(digest.bytes, key->bytes, DIGEST_BYTES))
			return interface;
	}
	return NULL;
}

/* ---------------------------------------------------------------- how much */

int64_t admission_take(double *tokens, int64_t *filled_us, int64_t rate, int64_t burst, int64_t now_us)
{
	double each_us = 60.0 * (double)US_PER_S / (double)rate, most = (double)burst;

	*tokens = *filled_us ? *tokens + (double)(now_us - *filled_us) / each_us : most;
	if (*tokens > most)
		*tokens = most;
	*filled_us = now_us;
	if (*tokens >= 1.0) {
		*tokens -= 1.0;
		return 0;
	}
	return (int64_t)((1.0 - *tokens) * each_us) + 1;
}

static int64_t burst_of(const struct interface *interface, int64_t rate)
{
	int64_t burst = interface_setting_int(interface, "burst");

	if (burst > 0)
		return burst;
	return rate / 6 > BURST_LEAST ? rate / 6 : BURST_LEAST;
}

int admission_judge(struct admission *admission, const struct tenancy *tenancy, const struct interface *interface, size_t bytes, char *words,
		    size_t room, int64_t *retry_s)
{
	int64_t most = interface_setting_int(interface, "size-most"), rate = interface_setting_int(interface, "rate"), wait_us;
	struct gate *gate = gate_of(admission, tenancy->id, interface->interface_id);

	*retry_s = 0;
	if (most > 0 && bytes > (size_t)most) {
		snprintf(words, room, "the message has %zu bytes, this interface takes %lld", bytes, (long long)most);
		admission_refused(admission, tenancy, interface, REFUSED_SIZE);
		return 413;
	}
	if (rate <= 0)
		return 0;
	wait_us = admission_take(&gate->tokens, &gate->filled_us, rate, burst_of(interface, rate), loop_now_us(admission->engine->loop));
	if (wait_us == 0)
		return 0;
	*retry_s = (wait_us + US_PER_S - 1) / US_PER_S;
	snprintf(words, room, "this interface takes %lld messages a minute: send it again in %lld s", (long long)rate, (long long)*retry_s);
	admission_refused(admission, tenancy, interface, REFUSED_RATE);
	return 429;
}

/* ---------------------------------------------------------------- counted */

void admission_refused_of(struct admission *admission, int64_t tenant_id, int64_t interface_id, enum refusal cause)
{
	gate_of(admission, tenant_id, interface_id)->refusals[cause]++;
	admission->counts[cause]++;
	admission->engine->figures.refused++;
}

void admission_refused(struct admission *admission, const struct tenancy *tenancy, const struct interface *interface, enum refusal cause)
{
	admission_refused_of(admission, tenancy->id, interface->interface_id, cause);
}

void admission_unsigned(struct admission *admission, const char *name)
{
	const struct engine *engine = admission->engine;
	const struct interface *only = NULL;
	const struct tenancy *whose = NULL;
	size_t count = 0;

	for (size_t i = 0; i < engine->tenancies.count; i++) {
		const struct interface *interface = named(engine->tenancies.items[i], name);
		if (!interface)
			continue;
		only = interface;
		whose = engine->tenancies.items[i];
		count++;
	}
	if (count == 1) {
		admission_refused(admission, whose, only, REFUSED_SIGNATURE);
		return;
	}
	admission->counts[REFUSED_SIGNATURE]++;
	admission->engine->figures.refused++;
}

uint64_t admission_count(const struct admission *admission, enum refusal cause)
{
	return admission->counts[cause];
}

/* The arrays of docket.refusals_add, of all tenants side by side. */
struct arrays {
	struct rows tenants, interfaces, causes, times;
};

static void add_gate(struct arrays *arrays, const struct gate *gate)
{
	for (int cause = 0; cause < REFUSAL_COUNT; cause++) {
		if (gate->refusals[cause] == 0)
			continue;
		rows_i64(&arrays->tenants, gate->tenant_id);
		rows_i64(&arrays->interfaces, gate->interface_id);
		rows_text(&arrays->causes, admission_word((enum refusal)cause));
		rows_i64(&arrays->times, gate->refusals[cause]);
	}
}

static bool send_arrays(struct admission *admission, struct arrays *arrays)
{
	struct rows *const in_order[] = { &arrays->tenants, &arrays->interfaces, &arrays->causes, &arrays->times };
	struct pg_params params = { 0 };
	enum err err;

	for (size_t i = 0; i < COUNT_OF(in_order); i++)
		pg_params_span(&params, rows_end(in_order[i]));
	err = lane_send(admission->engine->lanes[LANE_TICK], "engine_refusals", &params, lane_log_fault, (void *)(uintptr_t) "intake");
	pg_params_release(&params);
	return err == ERR_NONE;
}

void admission_tick(struct admission *admission)
{
	struct arrays arrays = { 0 };
	struct rows *const all[] = { &arrays.tenants, &arrays.interfaces, &arrays.causes, &arrays.times };
	struct gate *gate;
	size_t cursor = 0;
	bool is_sent = false;

	for (size_t i = 0; i < COUNT_OF(all); i++)
		rows_begin(all[i]);
	while ((gate = map_next(&admission->gates, &cursor)))
		add_gate(&arrays, gate);
	if (arrays.times.count > 0)
		is_sent = send_arrays(admission, &arrays);
	cursor = 0;
	while (is_sent && (gate = map_next(&admission->gates, &cursor)))
		memset(gate->refusals, 0, sizeof gate->refusals);
	for (size_t i = 0; i < COUNT_OF(all); i++)
		rows_release(all[i]);
}

void admission_free(struct admission *admission)
{
	struct gate *gate;
	size_t cursor = 0;

	if (!admission)
		return;
	while ((gate = map_next(&admission->gates, &cursor)))
		mem_free(gate);
	map_release(&admission->gates);
	mem_free(admission);
}

/* SPDX-License-Identifier: MIT */
/* The sample is the newest message that came through the interface, or a file, or an event about a shipment that nobody has. */
#include "command/interfacetest.h"

#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "codec/codec.h"
#include "codec/filetype.h"
#include "codec/json_write.h"
#include "command/interfacetext.h"
#include "command/listing.h"
#include "command/signedpost.h"
#include "config/secret.h"

#define WAIT_MOST_US (15 * US_PER_S)
#define STEP_US      (100 * US_PER_MS)

struct test {
	struct request *request;
	struct session session;
	int64_t tenant_id;
	const char *name;
	struct str secret, body, id;
	const char *type, *source; /* source: what the sample is, for people */
	struct signature_scheme signature;
	struct signedpost_answer answer;
};

/* Columns of docket_do.test_result. */
enum { RESULT_STATE, RESULT_TYPE, RESULT_REF, RESULT_AT, RESULT_FOUND, RESULT_WORDS };

static enum err make_event(struct test *test)
{
	struct json_writer writer = jsonw_on(&test->body);
	const char *ref = config_text(&test->request->config, "ref");
	struct str now = { 0 };

	instant_write(&now, instant_wall_now());
	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "specversion", "1.0");
	jsonw_put_text(&writer, "id", str_text(&test->id));
	jsonw_put_text(&writer, "source", "docket");
	jsonw_put_text(&writer, "type", "position");
	jsonw_put_text(&writer, "subject", arena_printf(&test->request->arena, "shipment/%s", ref ? ref : "docket-test"));
	jsonw_put_text(&writer, "time", str_text(&now));
	jsonw_close(&writer);
	str_release(&now);
	test->type = "application/cloudevents+json";
	test->source = "an event made for it";
	return ERR_NONE;
}

static enum err no_sample(const struct test *test, const char *mapping, struct fault *fault)
{
	fault_set(fault, ERR_NOT_FOUND, test->name, "nothing came through it yet that could serve as a sample for the mapping %s", mapping);
	return fault_help(fault, "--file PATH names a message as the partner would send it");
}

static enum err take_file(struct test *test, const char *path, struct fault *fault)
{
	enum err err = config_file(path, CODEC_BODY_BYTES_MAX, &test->body, fault);

	test->type = config_text(&test->request->config, "type");
	if (!test->type)
		test->type = filetype_of(path, (struct span){ str_text(&test->body), test->body.length });
	test->source = path;
	return err;
}

/* Columns: mapping, content_type, body. */
static enum err take_newest(struct test *test, const struct pg_result *kind, struct fault *fault)
{
	const char *mapping = pg_result_rows(kind) > 0 ? pg_result_text(kind, 0, 0) : NULL;

	if (!mapping) {
		fault_set(fault, ERR_NOT_FOUND, test->name, "there is no inbound interface of this name that you may test");
		return fault_help(fault, "docket interfaces lists them; who tests one sees all sites of its client");
	}
	if (config_text(&test->request->config, "file"))
		return take_file(test, config_text(&test->request->config, "file"), fault);
	if (!mapping[0])
		return make_event(test);
	pg_result_bytes(kind, 0, 2, &test->body);
	if (test->body.length == 0)
		return no_sample(test, mapping, fault);
	test->type = arena_str(&test->request->arena, pg_result_text(kind, 0, 1));
	test->source = "the newest message that came through it";
	return ERR_NONE;
}

static enum err find_sample(struct test *test, struct fault *fault)
{
	struct pg_params params = { 0 };
	struct pg_result *kind = NULL;
	enum err err;

	pg_params_i64(&params, test->tenant_id);
	pg_params_text(&params, test->name);
	err = pg_sync_sql(test->session.sync, "select * from docket_do.interface_kind($1::int, $2)", &params, &kind, fault);
	if (!err)
		err = take_newest(test, kind, fault);
	pg_result_free(kind);
	pg_params_release(&params);
	return err;
}

/* What the interface's text says of signatures, as the store has it in force. Columns: key_header, settings. */
static enum err find_signature(struct test *test, struct fault *fault)
{
	struct arena *arena = &test->request->arena;
	struct pg_params params = { 0 };
	struct pg_result *said = NULL;
	struct texts settings = { 0 };
	const char *key_header = "";
	enum err err;

	pg_params_i64(&params, test->tenant_id);
	pg_params_text(&params, test->name);
	err = pg_sync_sql(test->session.sync, "select s.key_header, u.x from docket_do.interface_said($1::int, $2) s,"
			  " unnest(s.settings) with ordinality u(x, n) order by n", &params, &said, fault);
	if (!err && pg_result_rows(said) > 0) {
		key_header = arena_str(arena, pg_result_text(said, 0, 0));
		settings.items = arena_new(arena, (size_t)pg_result_rows(said), sizeof *settings.items);
		for (int row = 0; row < pg_result_rows(said); row++)
			settings.items[settings.count++] = arena_str(arena, pg_result_text(said, row, 1));
	}
	if (!err)
		err = interfacetext_signature(&settings, key_header, &test->signature, fault);
	pg_result_free(said);
	pg_params_release(&params);
	return err;
}

static enum err post(struct test *test, struct fault *fault)
{
	const struct signedpost post = { .url = config_text(&test->request->config, "url"), .interface = test->name,
					 .signature = &test->signature, .secret = { str_text(&test->secret), test->secret.length }, .id = str_text(&test->id),
					 .type = test->type, .body = { str_text(&test->body), test->body.length } };

	return signedpost_send(&post, &test->answer, fault);
}

static enum err ask(struct test *test, struct pg_result **out, struct fault *fault)
{
	struct pg_params params = { 0 };
	enum err err;

	pg_params_i64(&params, test->tenant_id);
	pg_params_text(&params, test->name);
	pg_params_text(&params, str_text(&test->id));
	err = pg_sync_sql(test->session.sync, "select * from docket_do.test_result($1::int, $2, $3)", &params, out, fault);
	pg_params_release(&params);
	return err;
}

/* Until it is understood, or for so long. */
static enum err wait_for(struct test *test, struct pg_result **out, struct fault *fault)
{
	const struct timespec step = { .tv_nsec = STEP_US * 1000 };
	enum err err = ask(test, out, fault);

	for (int64_t waited = 0; !err && waited < WAIT_MOST_US && pg_result_rows(*out) > 0 &&
				 strcmp(pg_result_text(*out, 0, RESULT_STATE), "stored") == 0;
	     waited += STEP_US) {
		nanosleep(&step, NULL);
		pg_result_free(*out);
		*out = NULL;
		err = ask(test, out, fault);
	}
	return err;
}

/* ---------------------------------------------------------------- told */

static const char *stored_words(const struct pg_result *result)
{
	if (pg_result_rows(result) == 0)
		return "no";
	return strcmp(pg_result_text(result, 0, RESULT_STATE), "stored") == 0 ? "yes, and no engine read it yet" : "yes";
}

static bool is_fault(const struct pg_result *result, int row)
{
	return strcmp(pg_result_text(result, row, RESULT_STATE), "dead") == 0;
}

static void tell_event(const struct pg_result *result, int row)
{
	const char *found = pg_result_text(result, row, RESULT_FOUND);

	if (is_fault(result, row))
		listing_say("  not understood at %s: %s\n", pg_result_text(result, row, RESULT_REF), pg_result_text(result, row, RESULT_WORDS));
	else if (found[0])
		listing_say("  %s of %s: it finds %s\n", pg_result_text(result, row, RESULT_TYPE), pg_result_text(result, row, RESULT_REF),
			    found);
	else
		listing_say("  %s of %s: %s\n", pg_result_text(result, row, RESULT_TYPE), pg_result_text(result, row, RESULT_REF),
			    pg_result_text(result, row, RESULT_WORDS));
}

static void tell_page(const struct test *test, const struct pg_result *result)
{
	listing_say("sent: %s, %s, %zu bytes, id %s\n", test->source, test->type, test->body.length, str_text(&test->id));
	listing_say("answered: %d in %lld ms %s\n", test->answer.status, (long long)(test->answer.took_us / US_PER_MS),
		    test->answer.status == 202 ? "" : str_text(&test->answer.body));
	listing_say("stored: %s\n", stored_words(result));
	if (pg_result_rows(result) > 0)
		listing_say("decoded: %d\n", pg_result_rows(result) - 1);
	for (int row = 1; row < pg_result_rows(result); row++)
		tell_event(result, row);
	listing_say("It was a test: nothing was changed.\n");
}

static void write_event(struct json_writer *writer, const struct pg_result *result, int row)
{
	jsonw_open(writer, NULL);
	jsonw_put_text(writer, "state", pg_result_text(result, row, RESULT_STATE));
	if (is_fault(result, row)) {
		jsonw_put_text(writer, "place", pg_result_text(result, row, RESULT_REF));
	} else {
		jsonw_put_text(writer, "type", pg_result_text(result, row, RESULT_TYPE));
		jsonw_put_text(writer, "ref", pg_result_text(result, row, RESULT_REF));
		jsonw_put_instant(writer, "at", pg_result_instant(result, row, RESULT_AT));
		jsonw_put_text(writer, "found", pg_result_text(result, row, RESULT_FOUND));
	}
	jsonw_put_text(writer, "words", pg_result_text(result, row, RESULT_WORDS));
	jsonw_close(writer);
}

static void tell_json(const struct test *test, const struct pg_result *result)
{
	struct str out = { 0 };
	struct json_writer writer = jsonw_on(&out);

	jsonw_open(&writer, NULL);
	jsonw_put_text(&writer, "interface", test->name);
	jsonw_put_text(&writer, "id", str_text(&test->id));
	jsonw_put_text(&writer, "type", test->type);
	jsonw_put_int(&writer, "status", test->answer.status);
	jsonw_put_text(&writer, "answer", str_text(&test->answer.body));
	jsonw_put_text(&writer, "state", pg_result_rows(result) > 0 ? pg_result_text(result, 0, RESULT_STATE) : "not stored");
	jsonw_open_array(&writer, "events");
	for (int row = 1; row < pg_result_rows(result); row++)
		write_event(&writer, result, row);
	jsonw_close(&writer);
	jsonw_close(&writer);
	str_addc(&out, '\n');
	listing_out(&out);
	str_release(&out);
}

static enum err tell(const struct test *test, const struct pg_result *result, struct fault *fault)
{
	if (test->request->format == FORMAT_JSON)
		tell_json(test, result);
	else
		tell_page(test, result);
	if (test->answer.status == 202)
		return ERR_NONE;
	fault_set(fault, ERR_INVALID, test->name, "the engine refused the sample with %d", test->answer.status);
	return test->answer.status == 401 ? fault_help(fault, "the key in --secrets-dir is not the one that docketd has") : ERR_INVALID;
}

static enum err send_and_tell(struct test *test, struct fault *fault)
{
	struct pg_result *result = NULL;
	enum err err = find_sample(test, fault);

	if (!err)
		err = find_signature(test, fault);
	if (!err)
		err = post(test, fault);
	if (!err)
		err = wait_for(test, &result, fault);
	if (!err)
		err = tell(test, result, fault);
	pg_result_free(result);
	return err;
}

static void make_id(struct str *out)
{
	unsigned char bytes[12];

	random_bytes(bytes, sizeof bytes);
	str_adds(out, "docket-test-");
	hex_write(out, bytes, sizeof bytes);
}

enum err interfacetest_run(struct request *request, const char *name, struct fault *fault)
{
	const char *secret = config_text(&request->config, "secret");
	struct test test = { .request = request, .name = name };
	const struct me_row *me = NULL;
	enum err err = secret_read(config_text(&request->config, "secrets-dir"), secret ? secret : name, &test.secret, fault);

	make_id(&test.id);
	if (!err)
		err = session_open(&test.session, request, fault);
	if (!err)
		err = session_tenant(&test.session, request, &me, fault);
	if (!err) {
		test.tenant_id = me->tenant_id;
		err = send_and_tell(&test, fault);
	}
	session_close(&test.session);
	secret_release(&test.secret);
	str_release(&test.answer.body);
	str_release(&test.body);
	str_release(&test.id);
	return err;
}

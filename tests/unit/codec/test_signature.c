/* SPDX-License-Identifier: MIT */
/* Schemes of partners as rows of text: the vectors are those of the partners' own documentation, or computed with openssl dgst -hmac. */
#include "check.h"

#include <strings.h>

#include "base/instant.h"
#include "codec/signature.h"

#define NOW_S INT64_C(1700000000)
#define MOST  8

/* An interface as its text says it, and the headers of a request. */
struct row {
	const char *name;
	const char *settings[2 * MOST];
	const char *secret, *next;
	const char *headers[2 * MOST];
	const char *body;
	enum err want;
};

#define GITHUB "signature", "hmac-sha256", "signature-header", "X-Hub-Signature-256", "signature-form", "sha256={hex}"
#define GITHUB_SECRET "It's a Secret to Everybody"
#define SHOP "signature", "hmac-sha256", "signature-header", "X-Shopify-Hmac-SHA256", "signature-form", "base64"
#define STRIPE "signature", "hmac-sha256", "signature-header", "Stripe-Signature", "signature-form", "t={timestamp},v1={hex}", \
	       "signature-of", "{timestamp}.{body}"
#define SLACK "signature", "hmac-sha256", "signature-header", "X-Slack-Signature", "signature-form", "v0={hex}", "signature-of", \
	      "v0:{timestamp}:{body}", "timestamp-header", "X-Slack-Request-Timestamp"
#define TOKEN "signature", "token"

static const struct row rows[] = {
#include "signature_rows.h"
};

static const char *find(const char *const *pairs, const char *name)
{
	for (size_t i = 0; pairs[i]; i += 2)
		if (strcasecmp(pairs[i], name) == 0)
			return pairs[i + 1];
	return NULL;
}

static const char *lookup(const void *context, const char *name)
{
	return find(context, name);
}

static struct interface interface_of(const char *const *settings)
{
	struct interface interface = { .key_header = "" };

	while (settings[interface.settings.count])
		interface.settings.count += 2;
	interface.settings.items = (const char **)(uintptr_t)settings;
	if (find(settings, "key-header"))
		interface.key_header = find(settings, "key-header");
	return interface;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *row = &rows[i];
		struct interface interface = interface_of(row->settings);
		struct signature_request request = { lookup, row->headers, span_of(row->body) };
		struct span secrets[2] = { span_of(row->secret), span_of(row->next) };
		struct signature_scheme scheme;
		struct fault fault = { 0 };
		if (signature_read(&interface, &scheme, &fault) != ERR_NONE)
			fail_msg("%s: %s: %s", row->name, fault.what, fault.why);
		check_int(row->name, signature_verify(&scheme, secrets, row->next ? 2 : 1, &request, NOW_S * US_PER_S, &fault), row->want);
		if (row->want && row->secret[0] && strstr(fault.why, row->secret))
			fail_msg("%s: the fault tells the secret", row->name);
	}
}

/* What cannot hold is said when the text is applied. */
static void test_faults(void **state)
{
	static const struct {
		const char *what;
		const char *settings[2 * MOST];
	} bad[] = {
		{ "signature", { "signature", "rot13" } },
		{ "signature-header", { "signature", "hmac-sha256" } },
		{ "signature-header", { "signature-header", "X-Sign" } },
		{ "signature-form", { "signature", "hmac-sha256", "signature-header", "X", "signature-form", "sha256=" } },
		{ "signature-form", { "signature", "hmac-sha256", "signature-header", "X", "signature-form", "t={timestamp}" } },
		{ "signature-form", { "signature", "hmac-sha256", "signature-header", "X", "signature-form", "{hex" } },
		{ "signature-form", { "signature", "hmac-sha256", "signature-header", "X", "signature-form", "{token}" } },
		{ "signature-form", { "signature", "token", "signature-form", "Bearer {hex}" } },
		{ "signature-of", { "signature", "hmac-sha256", "signature-header", "X", "signature-of", "{timestamp}", "timestamp-header", "T" } },
		{ "signature-of", { "signature", "hmac-sha256", "signature-header", "X", "signature-of", "{timestamp}.{body}" } },
		{ "signature-of", { "signature", "hmac-sha256", "signature-header", "X", "timestamp-header", "T" } },
		{ "signature-of", { "signature", "hmac-sha256", "signature-header", "X", "signature-form", "t={timestamp},v1={hex}" } },
		{ "signature-of", { "signature", "hmac-sha256", "signature-header", "X", "signature-of", "{id}{body}" } },
		{ "timestamp-header", { "signature", "hmac-sha256", "signature-header", "X", "signature-form", "t={timestamp},v1={hex}",
					"signature-of", "{timestamp}{body}", "timestamp-header", "T" } },
		{ "signature", { "signature", "token", "timestamp-header", "T" } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct interface interface = interface_of(bad[i].settings);
		struct signature_scheme scheme;
		struct fault fault = { 0 };
		check_int(bad[i].what, signature_read(&interface, &scheme, &fault), ERR_INVALID);
		check_str("what", fault.what, bad[i].what);
	}
}

/* What is signed here is taken here, by every scheme; one bit later it is not. */
static void test_sign(void **state)
{
	static const char *const schemes[][2 * MOST] = {
		{ NULL }, { GITHUB }, { SHOP }, { STRIPE }, { SLACK }, { TOKEN },
		{ "signature", "hmac-sha1", "signature-header", "X", "secret-form", "hex" },
		{ "signature", "hmac-sha512", "signature-header", "X", "signature-of", "{id}.{body}", "key-header", "X-Id", "secret-form", "base64" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(schemes); i++) {
		struct interface interface = interface_of(schemes[i]);
		struct signature_header made[SIGNATURE_HEADERS_MOST];
		const char *headers[2 * SIGNATURE_HEADERS_MOST + 2] = { NULL };
		const struct span secret = span_of("6b65796b65796b65796b65796b657920"); /* hex, base64 and a text */
		struct signature_request request = { lookup, headers, span_of("the body") };
		struct arena arena = { 0 };
		struct signature_scheme scheme;
		struct fault fault = { 0 };
		size_t count = 0;
		assert_int_equal(signature_read(&interface, &scheme, &fault), ERR_NONE);
		assert_int_equal(signature_sign(&scheme, secret, "id-1", NOW_S, request.body, &arena, made, &count, &fault), ERR_NONE);
		for (size_t k = 0; k < count; k++) {
			headers[2 * k] = made[k].name;
			headers[2 * k + 1] = made[k].value;
		}
		check_int("as signed", signature_verify(&scheme, &secret, 1, &request, NOW_S * US_PER_S, &fault), ERR_NONE);
		request.body = span_of("the bodz");
		check_int("another body", signature_verify(&scheme, &secret, 1, &request, NOW_S * US_PER_S, &fault),
			  scheme.kind == SIGNATURE_TOKEN ? ERR_NONE : ERR_DENIED);
		request.body = span_of("the body");
		if (strcmp(scheme.of, "{body}") != 0 || scheme.kind == SIGNATURE_STANDARD)
			check_int("much later", signature_verify(&scheme, &secret, 1, &request, (NOW_S + 301) * US_PER_S, &fault),
				  strstr(scheme.of, "{id}") ? ERR_NONE : ERR_DENIED);
		arena_release(&arena);
	}
}

static void test_kept(void **state)
{
	const char *settings[] = { TOKEN, NULL };
	struct interface interface = interface_of(settings);
	struct signature_scheme scheme;
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(signature_read(&interface, &scheme, &fault), ERR_NONE);
	assert_false(signature_may_keep(&scheme, "Authorization"));
	assert_true(signature_may_keep(&scheme, "webhook-id"));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_faults), cmocka_unit_test(test_sign),
					    cmocka_unit_test(test_kept) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

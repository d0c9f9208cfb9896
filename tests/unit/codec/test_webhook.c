/* SPDX-License-Identifier: MIT */
/* Signatures: our own are taken, anything else is not. With DOCKET_WEBHOOK_VECTORS (a file of cases made by another program; see
 * tests/real/vectors.sh) those are judged too. */
#include "check.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/instant.h"
#include "codec/json_read.h"
#include "codec/webhook.h"

#define ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define STAMP "1614265330"
#define BODY "{\"test\": 2432232314}"
#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define AT_S INT64_C(1614265330)

static enum err verify(const char *secret, const char *other, const char *id, const char *stamp, const char *signature,
		       const char *body, int64_t now_s)
{
	struct span secrets[2] = { span_of(secret), span_of(other) };
	struct webhook_headers headers = { id, stamp, signature };
	struct fault fault = { 0 };
	enum err err = webhook_verify(secrets, other ? 2 : 1, &headers, span_of(body), now_s * US_PER_S, WEBHOOK_TOLERANCE_S, &fault);

	if (err && strstr(fault.why, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
		fail_msg("a fault tells the secret");
	return err;
}

static void test_rows(void **state)
{
	static const struct {
		const char *name, *secret, *other, *id, *stamp, *signature, *body;
		int64_t now_s;
		enum err want;
	} rows[] = {
		{ "as signed", SECRET, NULL, ID, STAMP, SIGNATURE, BODY, AT_S, ERR_NONE },
		{ "second secret", "whsec_AAAA", SECRET, ID, STAMP, SIGNATURE, BODY, AT_S, ERR_NONE },
		{ "among others", SECRET, NULL, ID, STAMP, "v1,AAAA v2,BBBB " SIGNATURE, BODY, AT_S, ERR_NONE },
		{ "another version", SECRET, NULL, ID, STAMP, "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", BODY, AT_S, ERR_DENIED },
		{ "another body", SECRET, NULL, ID, STAMP, SIGNATURE, BODY " ", AT_S, ERR_DENIED },
		{ "another id", SECRET, NULL, "msg_x", STAMP, SIGNATURE, BODY, AT_S, ERR_DENIED },
		{ "another key", "whsec_AAAA", NULL, ID, STAMP, SIGNATURE, BODY, AT_S, ERR_DENIED },
		{ "five minutes old", SECRET, NULL, ID, STAMP, SIGNATURE, BODY, AT_S + 300, ERR_NONE },
		{ "older", SECRET, NULL, ID, STAMP, SIGNATURE, BODY, AT_S + 301, ERR_DENIED },
		{ "from the future", SECRET, NULL, ID, STAMP, SIGNATURE, BODY, AT_S - 301, ERR_DENIED },
		{ "no id", SECRET, NULL, NULL, STAMP, SIGNATURE, BODY, AT_S, ERR_DENIED },
		{ "no stamp", SECRET, NULL, ID, NULL, SIGNATURE, BODY, AT_S, ERR_DENIED },
		{ "no signature", SECRET, NULL, ID, STAMP, NULL, BODY, AT_S, ERR_DENIED },
		{ "empty signature", SECRET, NULL, ID, STAMP, "", BODY, AT_S, ERR_DENIED },
		{ "half a signature", SECRET, NULL, ID, STAMP, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJE", BODY, AT_S, ERR_DENIED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_int(rows[i].name, verify(rows[i].secret, rows[i].other, rows[i].id, rows[i].stamp, rows[i].signature,
					       rows[i].body, rows[i].now_s), rows[i].want);
}

static void test_sign(void **state)
{
	struct str signature = { 0 };

	(void)state;
	assert_int_equal(webhook_sign(span_of(SECRET), ID, AT_S, span_of(BODY), &signature), ERR_NONE);
	check_str("signature", str_text(&signature), SIGNATURE);
	assert_int_equal(webhook_sign(span_of("whsec_!"), ID, AT_S, span_of(BODY), &signature), ERR_SYNTAX);
	str_release(&signature);
}

/* The right one as the seventeenth is not looked at: a sender cannot make the reader work without end. */
static void test_many(void **state)
{
	struct str many = { 0 };

	(void)state;
	for (int i = 0; i < 16; i++)
		str_adds(&many, "v1,AAAA ");
	str_adds(&many, SIGNATURE);
	assert_int_equal(verify(SECRET, NULL, ID, STAMP, str_text(&many), BODY, AT_S), ERR_DENIED);
	str_release(&many);
}

static void read_all(const char *path, struct str *out)
{
	char piece[4096];
	ssize_t got;
	int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	while ((got = read(fd, piece, sizeof piece)) > 0)
		str_add(out, piece, (size_t)got);
	close(fd);
}

static void test_vectors(void **state)
{
	const char *path = getenv("DOCKET_WEBHOOK_VECTORS");
	struct str text = { 0 };
	struct json_doc *doc = NULL;
	struct fault fault = { 0 };
	const struct json_node *cases;

	(void)state;
	if (!path)
		skip();
	read_all(path, &text);
	assert_int_equal(node_doc_read((struct span){ str_text(&text), text.length }, &doc, &fault), ERR_NONE);
	cases = node_get(node_doc_root(doc), "cases");
	assert_true(node_count(cases) > 10);
	for (size_t i = 0; i < node_count(cases); i++) {
		const struct json_node *one = node_item(cases, i), *headers = node_get(one, "headers");
		int64_t now_s = 0;
		enum err err;
		assert_int_equal(node_int(node_get(one, "now"), &now_s), ERR_NONE);
		err = verify(node_text(node_get(one, "secret")), NULL, node_text(node_get(headers, "webhook-id")),
			     node_text(node_get(headers, "webhook-timestamp")), node_text(node_get(headers, "webhook-signature")),
			     node_text(node_get(one, "body")), now_s);
		check_int(node_text(node_get(one, "name")), err == ERR_NONE, node_bool(node_get(one, "valid")));
	}
	node_doc_free(doc);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_sign), cmocka_unit_test(test_many),
					    cmocka_unit_test(test_vectors) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

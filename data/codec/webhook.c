/* SPDX-License-Identifier: MIT */
/* Standard Webhooks, both ways. The secret's bytes are wiped after use. */
#include "codec/webhook.h"

#include <string.h>

#include "base/digest.h"
#include "base/instant.h"

#define SIGNATURES_MAX 16
#define PREFIX "whsec_"

static enum err key_of(struct span secret, struct str *key)
{
	size_t prefix = strlen(PREFIX);

	if (secret.length > prefix && memcmp(secret.text, PREFIX, prefix) == 0)
		secret = (struct span){ secret.text + prefix, secret.length - prefix };
	/* An empty key would sign anybody's message. */
	return base64_read(secret, key) || key->length == 0 ? ERR_SYNTAX : ERR_NONE;
}

static void wipe(struct str *key)
{
	if (key->text)
		explicit_bzero(key->text, key->length);
	str_release(key);
}

static enum err digest_for(struct span secret, const char *id, const char *timestamp, struct span body, struct digest *out)
{
	struct str key = { 0 };
	const struct span parts[] = { span_of(id), span_of("."), span_of(timestamp), span_of("."), body };
	enum err err = key_of(secret, &key);

	if (!err)
		*out = digest_hmac(key.text, key.length, parts, COUNT_OF(parts));
	wipe(&key);
	return err;
}

/* Does one of the header's signatures equal `want`? Looks at all of them, whichever fits. */
static bool has_signature(const char *header, const struct digest *want)
{
	bool is_found = false;

	for (int i = 0; i < SIGNATURES_MAX && *header; i++) {
		size_t length = strcspn(header, " ");
		struct str bytes = { 0 };
		if (length > 3 && memcmp(header, "v1,", 3) == 0 &&
		    base64_read((struct span){ header + 3, length - 3 }, &bytes) == ERR_NONE &&
		    bytes.length == DIGEST_BYTES && digest_equal(bytes.text, want->bytes, DIGEST_BYTES))
			is_found = true;
		str_release(&bytes);
		header += length;
		header += strspn(header, " ");
	}
	return is_found;
}

static enum err check_time(const char *timestamp, int64_t server_now, int64_t tolerance_s, struct fault *fault)
{
	int64_t sent_s, now_s = server_now / US_PER_S;

	if (str_to_i64(span_of(timestamp), &sent_s))
		return fault_set(fault, ERR_DENIED, "webhook-timestamp", "is no number of seconds");
	if (sent_s < now_s - tolerance_s || sent_s > now_s + tolerance_s) {
		fault_set(fault, ERR_DENIED, "webhook-timestamp", "is more than %lld s away from this server's clock",
			  (long long)tolerance_s);
		return fault_help(fault, "set the sender's clock by NTP; a repeated message needs a new signature");
	}
	return ERR_NONE;
}

enum err webhook_verify(const struct span *secrets, size_t secret_count, const struct webhook_headers *headers, struct span body,
			int64_t server_now, int64_t tolerance_s, struct fault *fault)
{
	bool is_good = false;
	enum err err;

	if (!headers->id || !*headers->id || !headers->timestamp || !headers->signature)
		return fault_set(fault, ERR_DENIED, "signature",
				 "webhook-id, webhook-timestamp and webhook-signature are needed");
	err = check_time(headers->timestamp, server_now, tolerance_s, fault);
	if (err)
		return err;
	for (size_t i = 0; i < secret_count; i++) {
		struct digest want;
		if (digest_for(secrets[i], headers->id, headers->timestamp, body, &want) == ERR_NONE &&
		    has_signature(headers->signature, &want))
			is_good = true;
	}
	return is_good ? ERR_NONE : fault_set(fault, ERR_DENIED, "signature", "does not fit the message and this interface's key");
}

enum err webhook_sign(struct span secret, const char *id, int64_t timestamp_s, struct span body, struct str *out)
{
	struct digest digest;
	struct str stamp = { 0 };
	enum err err;

	str_addf(&stamp, "%lld", (long long)timestamp_s);
	err = digest_for(secret, id, str_text(&stamp), body, &digest);
	str_release(&stamp);
	if (err)
		return err;
	str_adds(out, "v1,");
	base64_write(out, digest.bytes, DIGEST_BYTES);
	return ERR_NONE;
}

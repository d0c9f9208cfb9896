/* SPDX-License-Identifier: MIT */
/* A message signed as a partner would sign it. */
#include <string.h>

#include "codec/signature_form.h"
#include "codec/webhook.h"

/* The headers that are being made. */
struct signing {
	struct arena *arena;
	struct signature_header *out;
	size_t count;
};

static void put(struct signing *signing, const char *name, const char *value)
{
	BUG_IF(signing->count == SIGNATURE_HEADERS_MOST);
	signing->out[signing->count++] = (struct signature_header){ name, arena_str(signing->arena, value) };
}

/* The form with its values in place. */
static void write_form(const struct signature_scheme *scheme, const char *stamp, const uint8_t *digest, struct str *out)
{
	struct signature_piece pieces[SIGNATURE_PIECES_MOST];
	size_t count = signature_pieces(scheme->form, pieces);

	for (size_t i = 0; i < count; i++) {
		if (!pieces[i].is_name)
			str_add(out, pieces[i].text.text, pieces[i].text.length);
		else if (span_is(pieces[i].text, "timestamp"))
			str_adds(out, stamp);
		else if (span_is(pieces[i].text, "hex"))
			hex_write(out, digest, digest_bytes(scheme->digest));
		else
			base64_write(out, digest, digest_bytes(scheme->digest));
	}
}

static enum err sign_hmac(const struct signature_scheme *scheme, struct span secret, const char *id, const char *stamp, struct span body,
			  struct signing *signing, struct fault *fault)
{
	const struct signature_request request = { .body = body };
	const struct signature_values values = { .request = &request, .id = id, .timestamp = stamp };
	struct span parts[SIGNATURE_PIECES_MOST];
	uint8_t digest[DIGEST_BYTES_MOST];
	struct str key = { 0 }, text = { 0 };
	size_t count = signature_gather(scheme, &values, parts);
	enum err err = signature_key(scheme, secret, &key);

	if (!err && count == 0)
		err = fault_set(fault, ERR_INVALID, "signature-of", "a header is signed that only the partner knows: %.80s", scheme->of);
	if (!err) {
		digest_hmac_as(scheme->digest, key.text, key.length, parts, count, digest);
		write_form(scheme, stamp, digest, &text);
		put(signing, scheme->header, str_text(&text));
		if (scheme->timestamp_header[0])
			put(signing, scheme->timestamp_header, stamp);
	}
	str_release(&text);
	signature_wipe(&key);
	return err;
}

static enum err sign_token(const struct signature_scheme *scheme, struct span secret, struct signing *signing)
{
	struct str text = { 0 };

	str_add(&text, scheme->form, strlen(scheme->form) - strlen("{token}"));
	str_add(&text, secret.text, secret.length);
	put(signing, scheme->header, str_text(&text));
	signature_wipe(&text);
	return secret.length > 0 ? ERR_NONE : ERR_SYNTAX;
}

static enum err sign_standard(struct span secret, const char *id, int64_t now_s, const char *stamp, struct span body,
			      struct signing *signing)
{
	struct str text = { 0 };
	enum err err = webhook_sign(secret, id, now_s, body, &text);

	if (!err) {
		put(signing, "webhook-timestamp", stamp);
		put(signing, "webhook-signature", str_text(&text));
	}
	str_release(&text);
	return err;
}

enum err signature_sign(const struct signature_scheme *scheme, struct span secret, const char *id, int64_t now_s, struct span body,
			struct arena *arena, struct signature_header *out, size_t *count, struct fault *fault)
{
	struct signing signing = { .arena = arena, .out = out };
	const char *stamp = arena_printf(arena, "%lld", (long long)now_s);
	enum err err;

	put(&signing, scheme->key_header[0] ? scheme->key_header : "webhook-id", id);
	if (scheme->kind == SIGNATURE_HMAC)
		err = sign_hmac(scheme, secret, id, stamp, body, &signing, fault);
	else if (scheme->kind == SIGNATURE_TOKEN)
		err = sign_token(scheme, secret, &signing);
	else
		err = sign_standard(secret, id, now_s, stamp, body, &signing);
	*count = signing.count;
	if (err == ERR_SYNTAX) {
		fault_set(fault, err, "secret", "it is no key that can sign");
		fault_help(fault, "docket key makes one");
	}
	return err;
}

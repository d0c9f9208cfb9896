/* SPDX-License-Identifier: MIT */
/* Schemes read, verified and made. What a partner's documentation says is a row of text here, never a branch. */
#include "codec/signature.h"

#include <string.h>
#include <strings.h>

#include "base/instant.h"
#include "codec/signature_form.h"
#include "codec/webhook.h"
#include "model/interface_line.h"

#define MILLISECONDS_FROM INT64_C(100000000000) /* as seconds this is the year 5138 */

static const struct {
	const char *name;
	enum signature_kind kind;
	enum digest_kind digest;
} methods[] = {
	{ "standard", SIGNATURE_STANDARD, DIGEST_SHA256 }, { "hmac-sha256", SIGNATURE_HMAC, DIGEST_SHA256 },
	{ "hmac-sha1", SIGNATURE_HMAC, DIGEST_SHA1 },	   { "hmac-sha512", SIGNATURE_HMAC, DIGEST_SHA512 },
	{ "token", SIGNATURE_TOKEN, DIGEST_SHA256 },
};

/* ---------------------------------------------------------------- reading */

static const char *or_else(const char *text, const char *fallback)
{
	return text[0] ? text : fallback;
}

static bool has_field(const char *form, const char *name)
{
	struct signature_field fields[SIGNATURE_FIELDS_MOST];
	char separator;
	size_t count = signature_fields(form, fields, &separator);

	for (size_t i = 0; i < count; i++)
		if (span_is(fields[i].name, name))
			return true;
	return false;
}

static bool has_piece(const char *pattern, const char *name)
{
	struct signature_piece pieces[SIGNATURE_PIECES_MOST];
	size_t count = signature_pieces(pattern, pieces);

	for (size_t i = 0; i < count; i++)
		if (pieces[i].is_name && strlen(name) == pieces[i].text.length &&
		    strncasecmp(pieces[i].text.text, name, pieces[i].text.length) == 0)
			return true;
	return false;
}

/* A form of a plain HMAC: one signature, at most one moment, nothing else. */
static bool is_form(const char *form)
{
	struct signature_field fields[SIGNATURE_FIELDS_MOST];
	char separator;
	size_t count = signature_fields(form, fields, &separator), signatures = 0, moments = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_moment = span_is(fields[i].name, "timestamp");
		if (!is_moment && !span_is(fields[i].name, "hex") && !span_is(fields[i].name, "base64"))
			return false;
		moments += is_moment;
		signatures += !is_moment;
	}
	return signatures == 1 && moments <= 1;
}

static enum err check_moment(const struct signature_scheme *scheme, struct fault *fault)
{
	bool is_field = has_field(scheme->form, "timestamp"), is_header = scheme->timestamp_header[0] != '\0';
	bool is_signed = has_piece(scheme->of, "timestamp") || (is_header && has_piece(scheme->of, scheme->timestamp_header));

	if (is_field && is_header)
		return fault_set(fault, ERR_INVALID, "timestamp-header", "the moment is a field of signature-form already");
	if (is_signed && !is_field && !is_header)
		return fault_set(fault, ERR_INVALID, "signature-of", "{timestamp} is signed, and no timestamp-header says where it stands");
	if (!is_signed && (is_field || is_header)) {
		fault_set(fault, ERR_INVALID, "signature-of", "the moment is not signed: who repeats a message would write another one");
		return fault_help(fault, "signature-of \"{timestamp}.{body}\", as the partner signs it, or no timestamp");
	}
	return ERR_NONE;
}

static enum err check_hmac(const struct signature_scheme *scheme, struct fault *fault)
{
	struct signature_piece pieces[SIGNATURE_PIECES_MOST];

	if (!scheme->header[0])
		return fault_set(fault, ERR_INVALID, "signature-header", "which header carries the signature is not said");
	if (!is_form(scheme->form))
		return fault_set(fault, ERR_INVALID, "signature-form", "\"%.80s\" is no form such as hex, base64, sha256={hex} or t={timestamp},v1={hex}",
				 scheme->form);
	if (signature_pieces(scheme->of, pieces) == 0 || !has_piece(scheme->of, "body"))
		return fault_set(fault, ERR_INVALID, "signature-of", "\"%.80s\" does not hold {body}: the message would not be signed", scheme->of);
	if (has_piece(scheme->of, "id") && !scheme->key_header[0])
		return fault_set(fault, ERR_INVALID, "signature-of", "{id} is signed, and no key-header says where it stands");
	return check_moment(scheme, fault);
}

static enum err check_token(const struct signature_scheme *scheme, struct fault *fault)
{
	size_t length = strlen(scheme->form), end = strlen("{token}");

	if (scheme->timestamp_header[0] || !span_is(span_of(scheme->of), "{body}"))
		return fault_set(fault, ERR_INVALID, "signature", "a token signs nothing: no signature-of, no timestamp-header");
	if (length < end || strcmp(scheme->form + length - end, "{token}") != 0 || strchr(scheme->form, '{') != scheme->form + length - end)
		return fault_set(fault, ERR_INVALID, "signature-form", "\"%.80s\" does not end with {token}", scheme->form);
	return ERR_NONE;
}

static enum err check_standard(const struct interface *interface, struct fault *fault)
{
	static const char *const lines[] = { "signature-header", "signature-form", "signature-of", "timestamp-header", "secret-form" };

	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (interface_setting(interface, lines[i])[0]) {
			fault_set(fault, ERR_INVALID, lines[i], "Standard Webhooks has its own");
			return fault_help(fault, "signature hmac-sha256, or another, stands for a plain HMAC");
		}
	return ERR_NONE;
}

/* "hex" and "base64" stand for themselves in braces. */
static const char *form_of(const struct interface *interface, const struct signature_scheme *scheme)
{
	const char *form = interface_setting(interface, "signature-form");

	if (scheme->kind == SIGNATURE_TOKEN)
		return or_else(form, strcasecmp(scheme->header, "authorization") == 0 ? "Bearer {token}" : "{token}");
	if (strcmp(form, "base64") == 0)
		return "{base64}";
	return strcmp(form, "hex") == 0 ? "{hex}" : or_else(form, "{hex}");
}

enum err signature_read(const struct interface *interface, struct signature_scheme *out, struct fault *fault)
{
	const char *name = or_else(interface_setting(interface, "signature"), "standard");
	int64_t tolerance_s = interface_setting_int(interface, "tolerance");
	size_t method = 0;

	while (method < COUNT_OF(methods) && strcmp(methods[method].name, name) != 0)
		method++;
	if (method == COUNT_OF(methods))
		return fault_set(fault, ERR_INVALID, "signature", "there is no signature \"%.40s\"", name);
	*out = (struct signature_scheme){ .kind = methods[method].kind, .digest = methods[method].digest,
					  .header = interface_setting(interface, "signature-header"),
					  .of = or_else(interface_setting(interface, "signature-of"), "{body}"),
					  .timestamp_header = interface_setting(interface, "timestamp-header"),
					  .key_header = interface->key_header ? interface->key_header : "",
					  .secret_form = or_else(interface_setting(interface, "secret-form"), "text"),
					  .tolerance_s = tolerance_s > 0 ? tolerance_s : WEBHOOK_TOLERANCE_S };
	if (out->kind == SIGNATURE_TOKEN)
		out->header = or_else(out->header, "authorization");
	out->form = form_of(interface, out);
	switch (out->kind) {
	case SIGNATURE_STANDARD:
		return check_standard(interface, fault);
	case SIGNATURE_HMAC:
		return check_hmac(out, fault);
	case SIGNATURE_TOKEN:
		return check_token(out, fault);
	}
	return ERR_NONE;
}

/* ---------------------------------------------------------------- secrets, moments, what is signed */

/* The key's bytes; ERR_SYNTAX for a secret that is none: an empty key would sign anybody's message. */
static enum err key_of(const struct signature_scheme *scheme, struct span secret, struct str *key)
{
	enum err err = ERR_NONE;

	if (strcmp(scheme->secret_form, "base64") == 0) {
		err = base64_read(secret, key);
	} else if (strcmp(scheme->secret_form, "hex") == 0) {
		for (size_t i = 0; i < secret.length / 2; i++)
			str_addc(key, '\0');
		err = key->length ? hex_read(secret, key->text, key->length) : ERR_SYNTAX;
	} else {
		str_add(key, secret.text, secret.length);
	}
	return err || key->length == 0 ? ERR_SYNTAX : ERR_NONE;
}

static void wipe(struct str *key)
{
	if (key->text)
		explicit_bzero(key->text, key->room);
	str_release(key);
}

static enum err read_moment(const char *text, int64_t *at)
{
	int64_t number;

	if (str_to_i64(span_of(text), &number) != ERR_NONE)
		return instant_read(span_of(text), at) == ERR_NONE ? ERR_NONE : ERR_SYNTAX;
	if (number < 0 || number > MILLISECONDS_FROM * 1000)
		return ERR_SYNTAX;
	*at = number >= MILLISECONDS_FROM ? number * US_PER_MS : number * US_PER_S;
	return ERR_NONE;
}

static enum err check_time(const struct signature_scheme *scheme, const char *text, int64_t server_now, struct fault *fault)
{
	int64_t at, away;

	if (!text)
		return fault_set(fault, ERR_DENIED, "timestamp", "the signed moment is missing");
	if (read_moment(text, &at) != ERR_NONE)
		return fault_set(fault, ERR_DENIED, "timestamp", "is no number of seconds and no moment");
	away = at > server_now ? at - server_now : server_now - at;
	if (away <= scheme->tolerance_s * US_PER_S)
		return ERR_NONE;
	fault_set(fault, ERR_DENIED, "timestamp", "is more than %lld s away from this server's clock", (long long)scheme->tolerance_s);
	return fault_help(fault, "set the sender's clock by NTP; a repeated message needs a new signature");
}

/* What the names of a pattern stand for in one request. */
struct values {
	const struct signature_request *request;
	const char *id, *timestamp;
};

static bool value_of(const struct values *values, struct span name, struct span *out)
{
	char header[128];
	const char *text = NULL;

	if (span_is(name, "body")) {
		*out = values->request->body;
		return true;
	}
	if (name.length >= sizeof header)
		return false;
	memcpy(header, name.text, name.length);
	header[name.length] = '\0';
	if (strcmp(header, "timestamp") == 0)
		text = values->timestamp;
	else if (strcmp(header, "id") == 0)
		text = values->id;
	else if (values->request->header)
		text = values->request->header(values->request->context, header);
	*out = span_of(text);
	return text != NULL;
}

/* The pieces of what is signed, each as its bytes; 0 if one of them is not there. */
static size_t gather(const struct signature_scheme *scheme, const struct values *values, struct span *parts)
{
	struct signature_piece pieces[SIGNATURE_PIECES_MOST];
	size_t count = signature_pieces(scheme->of, pieces);

	for (size_t i = 0; i < count; i++) {
		parts[i] = pieces[i].text;
		if (pieces[i].is_name && !value_of(values, pieces[i].text, &parts[i]))
			return 0;
	}
	return count;
}

/* ---------------------------------------------------------------- verifying */

static bool is_same(const struct signature_scheme *scheme, bool is_hex, struct span text, const uint8_t *want)
{
	size_t bytes = digest_bytes(scheme->digest);
	uint8_t room[DIGEST_BYTES_MOST];
	struct str packed = { 0 };
	bool is_good;

	if (is_hex)
		return hex_read(text, room, bytes) == ERR_NONE && digest_equal(room, want, bytes);
	is_good = base64_read(text, &packed) == ERR_NONE && packed.length == bytes && digest_equal(packed.text, want, bytes);
	str_release(&packed);
	return is_good;
}

/* Looks at all signatures of the header, whichever fits. */
static bool has_signature(const struct signature_scheme *scheme, const char *header, const uint8_t *want)
{
	bool is_hex = has_field(scheme->form, "hex"), is_found = false;
	struct span value;
	size_t at = 0;

	for (int i = 0; i < SIGNATURES_MOST && signature_next(scheme->form, header, is_hex ? "hex" : "base64", &at, &value); i++)
		is_found |= is_same(scheme, is_hex, value, want);
	return is_found;
}

static bool is_signed_by(const struct signature_scheme *scheme, struct span secret, const char *header, const struct span *parts,
			 size_t count)
{
	uint8_t want[DIGEST_BYTES_MOST];
	struct str key = { 0 };
	bool is_good = key_of(scheme, secret, &key) == ERR_NONE;

	if (is_good) {
		digest_hmac_as(scheme->digest, key.text, key.length, parts, count, want);
		is_good = has_signature(scheme, header, want);
	}
	wipe(&key);
	return is_good;
}

/* The moment as it was sent: of its header, or a field of the signature's; copied to `room`, since it ends within the header. */
static const char *moment_of(const struct signature_scheme *scheme, const struct signature_request *request, const char *header, char *room,
			     size_t room_bytes)
{
	struct span value;
	size_t at = 0;

	if (scheme->timestamp_header[0])
		return request->header(request->context, scheme->timestamp_header);
	if (!signature_next(scheme->form, header, "timestamp", &at, &value) || value.length >= room_bytes)
		return NULL;
	memcpy(room, value.text, value.length);
	room[value.length] = '\0';
	return room;
}

static enum err does_not_fit(struct fault *fault)
{
	return fault_set(fault, ERR_DENIED, "signature", "does not fit the message and this interface's key");
}

static enum err verify_hmac(const struct signature_scheme *scheme, const struct span *secrets, size_t secret_count,
			    const struct signature_request *request, int64_t server_now, struct fault *fault)
{
	const char *header = request->header(request->context, scheme->header);
	struct values values = { .request = request };
	struct span parts[SIGNATURE_PIECES_MOST];
	char room[64];
	size_t count;
	bool is_good = false;

	if (!header)
		return fault_set(fault, ERR_DENIED, "signature", "the header %s is missing", scheme->header);
	values.timestamp = moment_of(scheme, request, header, room, sizeof room);
	values.id = scheme->key_header[0] ? request->header(request->context, scheme->key_header) : NULL;
	if ((scheme->timestamp_header[0] || has_field(scheme->form, "timestamp")) &&
	    check_time(scheme, values.timestamp, server_now, fault) != ERR_NONE)
		return ERR_DENIED;
	count = gather(scheme, &values, parts);
	if (count == 0)
		return fault_set(fault, ERR_DENIED, "signature", "a header that is signed is missing");
	for (size_t i = 0; i < secret_count; i++)
		is_good |= is_signed_by(scheme, secrets[i], header, parts, count);
	return is_good ? ERR_NONE : does_not_fit(fault);
}

/* Digests are compared, so that neither the time nor a length says how much of a token was right. */
static enum err verify_token(const struct signature_scheme *scheme, const struct span *secrets, size_t secret_count,
			     const struct signature_request *request, struct fault *fault)
{
	const char *header = request->header(request->context, scheme->header);
	size_t prefix = strlen(scheme->form) - strlen("{token}");
	struct digest given;
	bool is_good = false;

	if (!header || strncasecmp(header, scheme->form, prefix) != 0)
		return fault_set(fault, ERR_DENIED, "token", "the header %s with the token is missing", scheme->header);
	given = digest_of(header + prefix, strlen(header + prefix));
	for (size_t i = 0; i < secret_count; i++) {
		struct digest want = digest_of(secrets[i].text, secrets[i].length);
		is_good |= secrets[i].length > 0 && digest_equal(given.bytes, want.bytes, DIGEST_BYTES);
	}
	return is_good ? ERR_NONE : fault_set(fault, ERR_DENIED, "token", "is not this interface's");
}

static enum err verify_standard(const struct signature_scheme *scheme, const struct span *secrets, size_t secret_count,
				const struct signature_request *request, int64_t server_now, struct fault *fault)
{
	const struct webhook_headers headers = { request->header(request->context, "webhook-id"),
						 request->header(request->context, "webhook-timestamp"),
						 request->header(request->context, "webhook-signature") };

	return webhook_verify(secrets, secret_count, &headers, request->body, server_now, scheme->tolerance_s, fault);
}

enum err signature_verify(const struct signature_scheme *scheme, const struct span *secrets, size_t secret_count,
			  const struct signature_request *request, int64_t server_now, struct fault *fault)
{
	switch (scheme->kind) {
	case SIGNATURE_HMAC:
		return verify_hmac(scheme, secrets, secret_count, request, server_now, fault);
	case SIGNATURE_TOKEN:
		return verify_token(scheme, secrets, secret_count, request, fault);
	case SIGNATURE_STANDARD:
		break;
	}
	return verify_standard(scheme, secrets, secret_count, request, server_now, fault);
}

bool signature_may_keep(const struct signature_scheme *scheme, const char *name)
{
	return scheme->kind != SIGNATURE_TOKEN || strcasecmp(name, scheme->header) != 0;
}

/* ---------------------------------------------------------------- signing */

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
	const struct values values = { .request = &request, .id = id, .timestamp = stamp };
	struct span parts[SIGNATURE_PIECES_MOST];
	uint8_t digest[DIGEST_BYTES_MOST];
	struct str key = { 0 }, text = { 0 };
	size_t count = gather(scheme, &values, parts);
	enum err err = key_of(scheme, secret, &key);

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
	wipe(&key);
	return err;
}

static enum err sign_token(const struct signature_scheme *scheme, struct span secret, struct signing *signing)
{
	struct str text = { 0 };

	str_add(&text, scheme->form, strlen(scheme->form) - strlen("{token}"));
	str_add(&text, secret.text, secret.length);
	put(signing, scheme->header, str_text(&text));
	wipe(&text);
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

/* SPDX-License-Identifier: MIT */
/* Is a message signed by whom it says? */
#include <string.h>
#include <strings.h>

#include "base/instant.h"
#include "codec/signature_form.h"
#include "codec/webhook.h"

#define MILLISECONDS_FROM INT64_C(100000000000) /* as seconds this is the year 5138 */

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
	bool is_hex = signature_has_field(scheme->form, "hex"), is_found = false;
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
	bool is_good = signature_key(scheme, secret, &key) == ERR_NONE;

	if (is_good) {
		digest_hmac_as(scheme->digest, key.text, key.length, parts, count, want);
		is_good = has_signature(scheme, header, want);
	}
	signature_wipe(&key);
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
	struct signature_values values = { .request = request };
	struct span parts[SIGNATURE_PIECES_MOST];
	char room[64];
	size_t count;
	bool is_good = false;

	if (!header)
		return fault_set(fault, ERR_DENIED, "signature", "the header %s is missing", scheme->header);
	values.timestamp = moment_of(scheme, request, header, room, sizeof room);
	values.id = scheme->key_header[0] ? request->header(request->context, scheme->key_header) : NULL;
	if ((scheme->timestamp_header[0] || signature_has_field(scheme->form, "timestamp")) &&
	    check_time(scheme, values.timestamp, server_now, fault) != ERR_NONE)
		return ERR_DENIED;
	count = signature_gather(scheme, &values, parts);
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

/* SPDX-License-Identifier: MIT */
/* OpenSSL's digests behind our own face; base64 and hex; random bytes. */
#include "base/digest.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"

struct digest_state {
	EVP_MD_CTX *context;
};

struct digest digest_of(const void *data, size_t length)
{
	struct digest digest;

	if (!EVP_Digest(data, length, digest.bytes, NULL, EVP_sha256(), NULL))
		BUG("SHA-256 failed");
	return digest;
}

struct digest_state *digest_begin(void)
{
	struct digest_state *state = mem_new(1, sizeof *state);

	state->context = EVP_MD_CTX_new();
	if (!state->context || !EVP_DigestInit_ex(state->context, EVP_sha256(), NULL))
		BUG("SHA-256 did not start");
	return state;
}

void digest_add(struct digest_state *state, const void *data, size_t length)
{
	if (!EVP_DigestUpdate(state->context, data, length))
		BUG("SHA-256 failed");
}

void digest_add_field(struct digest_state *state, const char *text, size_t length)
{
	uint64_t size = text ? length : UINT64_MAX;
	uint8_t front[8];

	for (int i = 0; i < 8; i++)
		front[i] = (uint8_t)(size >> (56 - 8 * i));
	digest_add(state, front, sizeof front);
	if (text)
		digest_add(state, text, length);
}

struct digest digest_end(struct digest_state *state)
{
	struct digest digest;

	if (!EVP_DigestFinal_ex(state->context, digest.bytes, NULL))
		BUG("SHA-256 failed");
	EVP_MD_CTX_free(state->context);
	mem_free(state);
	return digest;
}

static const EVP_MD *method_of(enum digest_kind kind)
{
	switch (kind) {
	case DIGEST_SHA1:
		return EVP_sha1();
	case DIGEST_SHA512:
		return EVP_sha512();
	case DIGEST_SHA256:
		break;
	}
	return EVP_sha256();
}

size_t digest_bytes(enum digest_kind kind)
{
	return (size_t)EVP_MD_get_size(method_of(kind));
}

#define BLOCK_BYTES_MOST 128

/* One of the two passes of RFC 2104: the padded key, then the parts. */
static void hmac_pass(EVP_MD_CTX *context, const EVP_MD *method, const uint8_t *block, uint8_t pad, const struct span *parts, size_t count,
		      uint8_t *out)
{
	size_t block_bytes = (size_t)EVP_MD_get_block_size(method);
	uint8_t padded[BLOCK_BYTES_MOST];
	int is_good;

	for (size_t i = 0; i < block_bytes; i++)
		padded[i] = block[i] ^ pad;
	is_good = EVP_DigestInit_ex(context, method, NULL) && EVP_DigestUpdate(context, padded, block_bytes);
	for (size_t i = 0; i < count; i++)
		is_good &= EVP_DigestUpdate(context, parts[i].text, parts[i].length);
	explicit_bzero(padded, sizeof padded);
	if (!is_good || !EVP_DigestFinal_ex(context, out, NULL))
		BUG("HMAC failed");
}

/* HMAC by its definition (RFC 2104) over our own digests: no copy of the parts is made. */
size_t digest_hmac_as(enum digest_kind kind, const void *key, size_t key_bytes, const struct span *parts, size_t count, uint8_t *out)
{
	const EVP_MD *method = method_of(kind);
	uint8_t block[BLOCK_BYTES_MOST] = { 0 }, inner[DIGEST_BYTES_MOST];
	struct span inside = { (const char *)inner, (size_t)EVP_MD_get_size(method) };
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (!context)
		BUG("HMAC did not start");
	if (key_bytes > (size_t)EVP_MD_get_block_size(method)) {
		if (!EVP_Digest(key, key_bytes, block, NULL, method, NULL))
			BUG("HMAC failed");
	} else if (key_bytes > 0) {
		memcpy(block, key, key_bytes);
	}
	hmac_pass(context, method, block, 0x36, parts, count, inner);
	hmac_pass(context, method, block, 0x5c, &inside, 1, out);
	explicit_bzero(block, sizeof block);
	EVP_MD_CTX_free(context);
	return inside.length;
}

struct digest digest_hmac(const void *key, size_t key_bytes, const struct span *parts, size_t count)
{
	uint8_t bytes[DIGEST_BYTES_MOST];
	struct digest digest;

	digest_hmac_as(DIGEST_SHA256, key, key_bytes, parts, count, bytes);
	memcpy(digest.bytes, bytes, sizeof digest.bytes);
	return digest;
}

bool digest_equal(const void *a, const void *b, size_t length)
{
	return CRYPTO_memcmp(a, b, length) == 0;
}

int digest_compare(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_BYTES);
}

void hex_write(struct str *out, const void *data, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *bytes = data;

	for (size_t i = 0; i < length; i++) {
		str_addc(out, digits[bytes[i] >> 4]);
		str_addc(out, digits[bytes[i] & 15]);
	}
}

static int hex_digit(char sign)
{
	if (sign >= '0' && sign <= '9')
		return sign - '0';
	sign |= 0x20;
	return sign >= 'a' && sign <= 'f' ? sign - 'a' + 10 : -1;
}

enum err hex_read(struct span text, void *out, size_t length)
{
	uint8_t *bytes = out;

	if (text.length != length * 2)
		return ERR_SYNTAX;
	for (size_t i = 0; i < length; i++) {
		int high = hex_digit(text.text[2 * i]), low = hex_digit(text.text[2 * i + 1]);
		if (high < 0 || low < 0)
			return ERR_SYNTAX;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	return ERR_NONE;
}

static const char base64_signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(struct str *out, const void *data, size_t length)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t group = (uint32_t)bytes[i] << 16 | (uint32_t)(left > 1 ? bytes[i + 1] : 0) << 8 |
				 (uint32_t)(left > 2 ? bytes[i + 2] : 0);
		str_addc(out, base64_signs[group >> 18]);
		str_addc(out, base64_signs[group >> 12 & 63]);
		str_addc(out, left > 1 ? base64_signs[group >> 6 & 63] : '=');
		str_addc(out, left > 2 ? base64_signs[group & 63] : '=');
	}
}

enum err base64_read(struct span text, struct str *out)
{
	size_t length = text.length, begin = out->length;
	uint32_t group = 0;
	int bits = 0;

	while (length > 0 && text.text[length - 1] == '=' && text.length - length < 2)
		length--;
	if (length % 4 == 1 || (length < text.length && text.length % 4 != 0))
		return ERR_SYNTAX;
	for (size_t i = 0; i < length; i++) {
		const char *sign = text.text[i] ? strchr(base64_signs, text.text[i]) : NULL;
		if (!sign) {
			if (out->text)
				str_cut(out, begin);
			return ERR_SYNTAX;
		}
		group = group << 6 | (uint32_t)(sign - base64_signs);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			str_addc(out, (char)(group >> bits & 255));
		}
	}
	return ERR_NONE;
}

void random_bytes(void *out, size_t length)
{
	uint8_t *bytes = out;

	while (length > 0) {
		ssize_t got = getrandom(bytes, length, 0);
		if (got < 0 && errno != EINTR)
			BUG("the system gives no random bytes");
		if (got < 0)
			continue;
		bytes += got;
		length -= (size_t)got;
	}
}

uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

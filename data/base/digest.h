/* SPDX-License-Identifier: MIT */
/* SHA-256, HMAC, base64, hex, comparing without a clock leak, random bytes. OpenSSL stays behind this header. */
#ifndef DOCKET_BASE_DIGEST_H
#define DOCKET_BASE_DIGEST_H

#include "base/str.h"

#define DIGEST_BYTES 32
#define DIGEST_BYTES_MOST 64 /* of any kind */

/* What partners sign with; docket's own digests are SHA-256. */
enum digest_kind { DIGEST_SHA256, DIGEST_SHA1, DIGEST_SHA512 };

struct digest {
	uint8_t bytes[DIGEST_BYTES];
};

struct digest_state;

/* SHA-256 of one piece. */
struct digest digest_of(const void *data, size_t length);

/* Starts a digest made of pieces; ended (and freed) by digest_end. */
struct digest_state *digest_begin(void);

/* Adds bytes. */
void digest_add(struct digest_state *state, const void *data, size_t length);

/* Adds a field with its length in front (8 bytes, big endian), so that fields never run together; NULL adds a length of all ones. */
void digest_add_field(struct digest_state *state, const char *text, size_t length);

/* The result; frees the state. */
struct digest digest_end(struct digest_state *state);

/* HMAC-SHA-256 over the pieces of `parts`, as one text. */
struct digest digest_hmac(const void *key, size_t key_bytes, const struct span *parts, size_t count);

/* Bytes of a digest of that kind. */
size_t digest_bytes(enum digest_kind kind);

/* HMAC of any kind over the pieces of `parts`, as one text; `out` has room for DIGEST_BYTES_MOST, the bytes written are returned. */
size_t digest_hmac_as(enum digest_kind kind, const void *key, size_t key_bytes, const struct span *parts, size_t count, uint8_t *out);

/* Same bytes, in constant time. */
bool digest_equal(const void *a, const void *b, size_t length);

/* Less, equal, greater as memcmp: a total order on digests. */
int digest_compare(const struct digest *a, const struct digest *b);

/* Appends lower-case hex. */
void hex_write(struct str *out, const void *data, size_t length);

/* Reads hex of exactly `length` bytes; ERR_SYNTAX else. */
MUST_CHECK enum err hex_read(struct span text, void *out, size_t length);

/* Appends base64 with padding. */
void base64_write(struct str *out, const void *data, size_t length);

/* Reads base64, standard alphabet, padding optional, appended to `out`; ERR_SYNTAX else. */
MUST_CHECK enum err base64_read(struct span text, struct str *out);

/* Fills with bytes from the system's random source; for keys, tickets and channel names. */
void random_bytes(void *out, size_t length);

/* A repeatable sequence for simulations and jitter: the next number from *state (any seed). Not for secrets. */
uint64_t random_next(uint64_t *state);

#endif

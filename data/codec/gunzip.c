/* SPDX-License-Identifier: MIT */
/* zlib checks the sum of each member; what comes out is bounded before it is kept. */
#include "codec/gunzip.h"

#include <limits.h>
#include <zlib.h>

#define PIECE_BYTES 65536
#define GZIP_ONLY (16 + MAX_WBITS)

bool gunzip_is_packed(struct span bytes)
{
	return bytes.length >= 2 && (unsigned char)bytes.text[0] == 0x1f && (unsigned char)bytes.text[1] == 0x8b;
}

/* One piece after the other until the input or the room is used up. */
static enum err unpack(z_stream *stream, size_t most_bytes, struct str *out, struct fault *fault)
{
	static const char what[] = "packed file";
	unsigned char piece[PIECE_BYTES];
	int state = Z_OK;

	while (state != Z_STREAM_END || stream->avail_in > 0) {
		size_t got;
		if (state == Z_STREAM_END && inflateReset(stream) != Z_OK)
			return fault_set(fault, ERR_DAMAGED, what, "what follows the first part cannot be read");
		stream->next_out = piece;
		stream->avail_out = sizeof piece;
		state = inflate(stream, Z_NO_FLUSH);
		got = sizeof piece - stream->avail_out;
		if (state != Z_OK && state != Z_STREAM_END)
			return fault_set(fault, ERR_DAMAGED, what, "it is cut off or damaged");
		if (out->length + got > most_bytes)
			return fault_set(fault, ERR_LIMIT, what, "it holds more than %zu bytes", most_bytes);
		str_add(out, (const char *)piece, got);
	}
	return ERR_NONE;
}

enum err gunzip_read(struct span bytes, size_t most_bytes, struct str *out, struct fault *fault)
{
	z_stream stream = { .next_in = (z_const Bytef *)bytes.text, .avail_in = (uInt)bytes.length };
	enum err err;

	if (bytes.length > INT_MAX)
		return fault_set(fault, ERR_LIMIT, "packed file", "it is larger than 2 GiB");
	if (inflateInit2(&stream, GZIP_ONLY) != Z_OK)
		return fault_set(fault, ERR_SYSTEM, "packed file", "zlib does not start");
	err = unpack(&stream, most_bytes, out, fault);
	inflateEnd(&stream);
	return err;
}

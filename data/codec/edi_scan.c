/* SPDX-License-Identifier: MIT */
/* Sixteen bytes are compared with all three signs in a handful of instructions that every x86-64 has; elsewhere bytes are
 * looked up. */
#include "codec/edi_scan.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK_BYTES 64

uint64_t edi_scan_plain(const char *text, size_t length, const unsigned char *signs)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];
		bits |= (uint64_t)(byte == signs[0] || byte == signs[1] || byte == signs[2]) << i;
	}
	return bits;
}

#ifdef __SSE2__
static uint64_t vector_bits(const char *text, const unsigned char *signs)
{
	__m128i first = _mm_set1_epi8((char)signs[0]), second = _mm_set1_epi8((char)signs[1]), third = _mm_set1_epi8((char)signs[2]);
	uint64_t bits = 0;

	for (int i = 0; i < BLOCK_BYTES; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
		__m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, first), _mm_cmpeq_epi8(bytes, second));
		found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, third));
		bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(found) << i;
	}
	return bits;
}
#else
static uint64_t vector_bits(const char *text, const unsigned char *signs)
{
	return edi_scan_plain(text, BLOCK_BYTES, signs);
}
#endif

void edi_scan_start(struct edi_scan *scan, struct span text, size_t from, const unsigned char *signs)
{
	*scan = (struct edi_scan){ .text = text, .block = from, .next = from };
	memcpy(scan->signs, signs, sizeof scan->signs);
}

void edi_scan_block(struct edi_scan *scan)
{
	size_t left = scan->text.length - scan->next;
	size_t length = left < BLOCK_BYTES ? left : BLOCK_BYTES;
	const char *text = scan->text.text + scan->next;

	scan->bits = length == BLOCK_BYTES ? vector_bits(text, scan->signs) : edi_scan_plain(text, length, scan->signs);
	scan->block = scan->next;
	scan->next += length;
}

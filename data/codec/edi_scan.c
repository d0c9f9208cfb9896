/* SPDX-License-Identifier: MIT */
/* Sixteen bytes are compared in a handful of instructions that every x86-64 has; elsewhere, and at the end, bytes one by one. */
#include "codec/edi_scan.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

uint64_t edi_scan_plain(const char *text, size_t length, unsigned char sign)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < length; i++)
		bits |= (uint64_t)((unsigned char)text[i] == sign) << i;
	return bits;
}

#ifdef __SSE2__
static uint64_t whole_block(const char *text, unsigned char sign)
{
	__m128i wanted = _mm_set1_epi8((char)sign);
	uint64_t bits = 0;

	for (int i = 0; i < EDI_SCAN_BLOCK_BYTES; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
		bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)) << i;
	}
	return bits;
}
#else
static uint64_t whole_block(const char *text, unsigned char sign)
{
	return edi_scan_plain(text, EDI_SCAN_BLOCK_BYTES, sign);
}
#endif

static uint64_t bits_of(const struct edi_scan *scan, unsigned char sign)
{
	const char *text = scan->text.text + scan->block;
	size_t length = scan->next - scan->block;

	return length == EDI_SCAN_BLOCK_BYTES ? whole_block(text, sign) : edi_scan_plain(text, length, sign);
}

/* The sign at `from` or behind the line ends there loses its meaning. False if it stands in a later block. */
static bool release(struct edi_scan *scan, size_t from, uint64_t *releases)
{
	size_t at = from;

	while (at < scan->next && (scan->text.text[at] == '\n' || scan->text.text[at] == '\r'))
		at++;
	if (at >= scan->next)
		return false;
	scan->ends &= ~(UINT64_C(1) << (at - scan->block));
	scan->cuts &= ~(UINT64_C(1) << (at - scan->block));
	*releases &= ~(UINT64_C(1) << (at - scan->block));
	return true;
}

static void release_all(struct edi_scan *scan)
{
	uint64_t releases = bits_of(scan, scan->signs.release);

	scan->has_releases = releases || scan->is_released;
	if (scan->is_released)
		scan->is_released = !release(scan, scan->block, &releases);
	while (releases) {
		size_t at = scan->block + (size_t)__builtin_ctzll(releases);
		releases &= releases - 1;
		scan->is_released = !release(scan, at + 1, &releases);
	}
}

void edi_scan_start(struct edi_scan *scan, struct span text, size_t from, struct edi_scan_signs signs)
{
	*scan = (struct edi_scan){ .text = text, .signs = signs, .block = from, .next = from };
}

bool edi_scan_next(struct edi_scan *scan)
{
	size_t left = scan->text.length - scan->next;

	scan->block = scan->next;
	if (left == 0)
		return false;
	scan->next += left < EDI_SCAN_BLOCK_BYTES ? left : EDI_SCAN_BLOCK_BYTES;
	scan->ends = bits_of(scan, scan->signs.terminator);
	scan->cuts = bits_of(scan, scan->signs.element);
	if (scan->signs.release)
		release_all(scan);
	return true;
}

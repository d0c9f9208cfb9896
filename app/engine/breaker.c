/* SPDX-License-Identifier: MIT */
/* One counter and one pause. */
#include "engine/breaker.h"

#include "net/net.h"

bool breaker_is_stopped(const struct breaker *breaker)
{
	return breaker->pauses > 0;
}

bool breaker_may(const struct breaker *breaker, int64_t now_us)
{
	return breaker->pauses == 0 || (!breaker->is_probing && now_us >= breaker->until_us);
}

void breaker_begin(struct breaker *breaker)
{
	breaker->is_probing = breaker->pauses > 0;
}

void breaker_put_back(struct breaker *breaker)
{
	breaker->is_probing = false;
}

/* A pause of nothing would be none. */
static int64_t pause_us(int pauses, uint64_t random)
{
	return BREAKER_PAUSE_US / 4 + net_backoff_us(pauses, BREAKER_PAUSE_US, BREAKER_PAUSE_MOST_US, random);
}

enum breaker_turn breaker_end(struct breaker *breaker, bool is_failure, int64_t most, int64_t now_us, uint64_t random)
{
	bool was_stopped = breaker->pauses > 0;

	if (!is_failure) {
		*breaker = (struct breaker){ 0 };
		return was_stopped ? BREAKER_GOES : BREAKER_SAME;
	}
	breaker->failures++;
	if (was_stopped && !breaker->is_probing)
		return BREAKER_SAME; /* it was under way when the others failed */
	breaker->is_probing = false;
	if (breaker->failures < most)
		return BREAKER_SAME;
	breaker->pauses++;
	breaker->until_us = now_us + pause_us(breaker->pauses, random);
	return BREAKER_STOPS;
}

/* SPDX-License-Identifier: MIT */
/* Waiting before another try. */
#include "net/net.h"

int64_t net_backoff_us(int attempt, int64_t base_us, int64_t cap_us, uint64_t random)
{
	int64_t most_us = base_us > 0 ? base_us : 0;

	for (int i = 1; i < attempt && most_us < cap_us; i++)
		most_us = most_us > cap_us / 2 ? cap_us : most_us * 2;
	if (most_us > cap_us)
		most_us = cap_us;
	return most_us > 0 ? (int64_t)(random % ((uint64_t)most_us + 1)) : 0;
}

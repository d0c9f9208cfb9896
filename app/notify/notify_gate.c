/* SPDX-License-Identifier: MIT */
/* Six in any sixty seconds, by remembering when the last six were. */
#include "notify/notify_gate.h"

#include <string.h>

#include "base/instant.h"

static void forget_old(struct notify_gate *gate, int64_t now_us)
{
	size_t old = 0;

	while (old < gate->passed && gate->passed_us[old] + US_PER_MIN <= now_us)
		old++;
	gate->passed -= old;
	memmove(gate->passed_us, gate->passed_us + old, gate->passed * sizeof gate->passed_us[0]);
}

bool notify_gate_pass(struct notify_gate *gate, int64_t now_us)
{
	forget_old(gate, now_us);
	if (gate->held || gate->passed == NOTIFY_GATE_MOST) {
		gate->held++;
		return false;
	}
	gate->passed_us[gate->passed++] = now_us;
	return true;
}

int64_t notify_gate_due_us(const struct notify_gate *gate)
{
	return gate->held ? gate->passed_us[0] + US_PER_MIN : INSTANT_NONE;
}

unsigned notify_gate_take(struct notify_gate *gate, int64_t now_us)
{
	unsigned held = gate->held;

	forget_old(gate, now_us);
	BUG_IF(gate->passed == NOTIFY_GATE_MOST);
	gate->held = 0;
	gate->passed_us[gate->passed++] = now_us;
	return held;
}

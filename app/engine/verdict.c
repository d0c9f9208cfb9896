/* SPDX-License-Identifier: MIT */
/* What to believe after a try: pure, so that every answer of a partner can be tested. */
#include "engine/sender.h"

#include "net/net.h"

static struct sender_verdict later(const char *words)
{
	return (struct sender_verdict){ "ready", true, words };
}

static struct sender_verdict unsure(const struct sender_target *target, bool is_over,
				    const char *words)
{
	if (target->can_be_asked)
		return (struct sender_verdict){ "unknown", true, words };
	if (target->has_keys && !is_over)
		return (struct sender_verdict){ "ready", true, words };
	return (struct sender_verdict){ "reconcile", false, words };
}

static struct sender_verdict judge_status(const struct sender_target *target, int status,
					  bool is_over)
{
	if (status >= 200 && status < 300)
		return (struct sender_verdict){ "done", false, "" };
	if (status == 429 || status == 503)
		return is_over ? (struct sender_verdict){ "dead", false,
							  "the target was busy for too long" }
			       : later("the target is busy");
	if (status == 409 || status == 425)
		return target->has_keys && !is_over
			       ? later("the target is still at it")
			       : unsure(target, true, "the target speaks of a conflict");
	if (status >= 500 || status == 408)
		return unsure(target, is_over, "the target failed while doing it");
	if (status >= 300 && status < 400)
		return (struct sender_verdict){
			"dead", false, "the target sends us elsewhere, which is not followed"
		};
	return (struct sender_verdict){ "dead", false, "the target refused it" };
}

struct sender_verdict sender_judge(const struct sender_target *target, enum http_outcome outcome,
				   int status, bool is_over)
{
	switch (outcome) {
	case HTTP_NOT_SENT:
		return is_over ? (struct sender_verdict){ "dead", false,
							  "the target could not be reached for too "
							  "long" }
			       : later("the target cannot be reached");
	case HTTP_UNKNOWN:
		return unsure(target, is_over, "sent, but no answer came");
	case HTTP_ANSWERED:
		return judge_status(target, status, is_over);
	}
	return later("");
}

struct sender_verdict sender_judge_asking(enum http_outcome outcome, int status, bool is_over)
{
	if (outcome == HTTP_ANSWERED && status >= 200 && status < 300)
		return (struct sender_verdict){ "done", false, "" };
	if (outcome == HTTP_ANSWERED && status == 404)
		return (struct sender_verdict){ "ready", false, "the target does not have it" };
	if (is_over)
		return (struct sender_verdict){ "reconcile", false,
						"the target cannot say whether it has it" };
	return (struct sender_verdict){ "unknown", true, "the target could not be asked" };
}

int64_t sender_delay_us(int attempt, int64_t base_us, int64_t most_us, int64_t asked_us,
			uint64_t random)
{
	int64_t delay = net_backoff_us(attempt, base_us, most_us, random);
	int64_t asked = asked_us < most_us ? asked_us : most_us;

	return delay > asked ? delay : asked;
}

int64_t sender_tries_most(int64_t base_us, int64_t most_us, int64_t horizon_us)
{
	int64_t tries = 1;
	int64_t delay = base_us > 0 ? base_us : 1;

	while (horizon_us > delay && tries < 1000) {
		horizon_us -= delay;
		tries++;
		if (delay < most_us)
			delay = delay * 2 < most_us ? delay * 2 : most_us;
	}
	return tries;
}

/* SPDX-License-Identifier: MIT */
/* What to believe after a try: pure, so that every answer of a partner can be tested. */
#include "engine/sender.h"

#include "net/net.h"

typedef struct sender_verdict verdict;

static verdict later(const char *words, const char *came)
{
	return (verdict){ "ready", true, words, came };
}

static verdict dead(const char *words, const char *came)
{
	return (verdict){ "dead", false, words, came };
}

static verdict unsure(const struct sender_target *target, bool is_over,
		      const char *words)
{
	if (target->can_be_asked)
		return (verdict){ "unknown", true, words, "sent" };
	if (target->has_keys && !is_over)
		return later(words, "sent");
	return (verdict){ "reconcile", false, words, "sent" };
}

static verdict busy(bool is_over)
{
	return is_over ? dead("the target was busy for too long", "answered")
		       : later("the target is busy", "answered");
}

static verdict judge_status(const struct sender_target *target, int status, bool is_over)
{
	if (status >= 200 && status < 300)
		return (verdict){ "done", false, "", "sent" };
	if (status == 429 || status == 503)
		return busy(is_over);
	if (status == 409 || status == 425)
		return target->has_keys && !is_over
			       ? later("the target is still at it", "sent")
			       : unsure(target, true, "the target speaks of a conflict");
	if (status >= 500 || status == 408)
		return unsure(target, is_over, "the target failed while doing it");
	if (status >= 300 && status < 400)
		return dead("the target sends us elsewhere, which is not followed", "answered");
	return dead("the target refused it", "answered");
}

struct sender_verdict sender_judge(const struct sender_target *target, enum http_outcome outcome,
				   int status, bool is_over)
{
	switch (outcome) {
	case HTTP_NOT_SENT:
		return is_over ? dead("the target could not be reached for too long", "unsent")
			       : later("the target could not be reached", "unsent");
	case HTTP_UNKNOWN:
		return unsure(target, is_over, "sent, but no answer came");
	case HTTP_ANSWERED:
		return judge_status(target, status, is_over);
	}
	return later("", "unsent");
}

struct sender_verdict sender_judge_said(enum connector_answer answer, bool is_over)
{
	switch (answer) {
	case CONNECTOR_SUCCESS:
	case CONNECTOR_DUPLICATE:
		return (verdict){ "done", false, "", "sent" };
	case CONNECTOR_THERE:
		return (verdict){ "done", false, "", "asked" };
	case CONNECTOR_MISSING:
		return (verdict){ "ready", false, "the target does not have it", "missing" };
	case CONNECTOR_ACCEPTED:
		return (verdict){ "unknown", true, "the target took it and has yet to do it", "sent" };
	case CONNECTOR_REFUSED:
		return dead("the target refused it", "answered");
	case CONNECTOR_BUSY:
	case CONNECTOR_UNSAID:
		break;
	}
	return busy(is_over);
}

struct sender_verdict sender_judge_asking(enum http_outcome outcome, int status, bool is_over)
{
	if (outcome == HTTP_ANSWERED && status >= 200 && status < 300)
		return sender_judge_said(CONNECTOR_THERE, false);
	if (outcome == HTTP_ANSWERED && status == 404)
		return sender_judge_said(CONNECTOR_MISSING, false);
	if (is_over)
		return (verdict){ "reconcile", false, "the target cannot say whether it has it", "asked" };
	return (verdict){ "unknown", true, "the target could not be asked", "asked" };
}

bool sender_is_failure(enum http_outcome outcome, int status)
{
	return outcome != HTTP_ANSWERED || (status >= 500 && status != 503);
}

int64_t sender_delay_us(int attempt, int64_t base_us, int64_t most_us, int64_t asked_us,
			uint64_t random)
{
	int64_t delay = net_backoff_us(attempt, base_us, most_us, random);
	int64_t asked = asked_us < most_us ? asked_us : most_us;

	return asked + delay;
}

bool sender_is_over(const struct sender_age *age, int64_t now)
{
	int64_t since = age->first_at != INSTANT_NONE ? age->first_at : age->due_at;
	int64_t most_us = age->horizon_us;

	if (age->maybe_there && age->keys_us > 0 && age->keys_us < most_us)
		most_us = age->keys_us;
	return now - since >= most_us;
}

bool sender_is_forgotten(const struct sender_age *age, int64_t now, int64_t call_us)
{
	return age->maybe_there && age->keys_us > 0 && age->first_at != INSTANT_NONE &&
	       now + call_us - age->first_at >= age->keys_us;
}

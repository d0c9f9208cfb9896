/* SPDX-License-Identifier: MIT */
/* Every legal move of every state, as one table. */
#include "model/states.h"

#include <string.h>

const struct state_move state_moves[] = {
	{ "case", "", "open", "something is wrong" },
	{ "case", "open", "waiting", "nothing can be done before a time" },
	{ "case", "waiting", "open", "the time came, or something changed" },
	{ "case", "open", "cleared", "the cause is gone, but somebody works on it" },
	{ "case", "waiting", "cleared", "the cause is gone, but somebody works on it" },
	{ "case", "cleared", "open", "the cause is back" },
	{ "case", "open", "closed", "the cause is gone and nobody touched it" },
	{ "case", "waiting", "closed", "the cause is gone and nobody touched it" },
	{ "case", "open", "resolved", "a person says how it ended" },
	{ "case", "waiting", "resolved", "a person says how it ended" },
	{ "case", "cleared", "resolved", "a person says how it ended" },
	{ "case", "resolved", "open", "a person opens it again" },
	{ "case", "closed", "open", "a person opens it again" },
	{ "clock", "", "running", "its case opened, or its start came" },
	{ "clock", "running", "paused", "a listed reason" },
	{ "clock", "paused", "running", "the reason ended" },
	{ "clock", "running", "met", "what it waits for came in time" },
	{ "clock", "paused", "met", "what it waits for came in time" },
	{ "clock", "running", "breached", "its time ran out" },
	{ "clock", "running", "cancelled", "it no longer matters" },
	{ "clock", "paused", "cancelled", "it no longer matters" },
	{ "clock", "cancelled", "running", "its case is worked on again" },
	{ "clock", "met", "running", "what had ended it was no end" },
	{ "task", "", "open", "policy or a person asks a desk" },
	{ "task", "open", "done", "that desk did it" },
	{ "task", "open", "cancelled", "its case ended, or its playbook" },
	{ "step", "", "waiting", "the playbook began" },
	{ "step", "waiting", "running", "its turn came" },
	{ "step", "waiting", "done", "its turn came, and nothing had to be waited for" },
	{ "step", "waiting", "skipped", "its condition did not hold, another way was taken, or the playbook ended" },
	{ "step", "waiting", "failed", "its turn came, and it cannot be done" },
	{ "step", "running", "done", "what it waits for came" },
	{ "step", "running", "skipped", "the playbook went on without it, or ended" },
	{ "step", "running", "failed", "what it sent was refused for good, or must be looked up" },
	{ "step", "failed", "running", "a person sends it again" },
	{ "step", "failed", "done", "a person found it there" },
	{ "step", "failed", "skipped", "the playbook went on without it, or ended" },
	{ "step", "done", "undone", "the playbook ended, and what it sent is taken back" },
	{ "step", "running", "undone", "the playbook ended, and what it sent is taken back" },
	{ "step", "failed", "undone", "the playbook ended, and what it sent is taken back" },
	{ "quote", "", "offered", "the engine answers an asking" },
	{ "quote", "", "refused", "the action is not possible; the basis says why" },
	{ "quote", "offered", "asked", "above the asker's limit" },
	{ "quote", "offered", "approved", "within the asker's limit" },
	{ "quote", "offered", "expired", "its time passed" },
	{ "quote", "offered", "lapsed", "the case or the freight moved on" },
	{ "quote", "asked", "approved", "a second person said yes" },
	{ "quote", "asked", "denied", "a second person said no" },
	{ "quote", "asked", "lapsed", "the case or the freight moved on" },
	{ "quote", "asked", "expired", "nobody decided in time" },
	{ "quote", "approved", "done", "its effects are written" },
	{ "approval", "", "waiting", "somebody asked" },
	{ "approval", "", "review",
	  "done at once because urgent: a second person looks at it after" },
	{ "approval", "", "approved", "within the asker's limit" },
	{ "approval", "waiting", "approved", "yes" },
	{ "approval", "waiting", "denied", "no" },
	{ "approval", "waiting", "lapsed", "the case or the freight moved on" },
	{ "approval", "waiting", "expired", "nobody decided in time" },
	{ "approval", "review", "approved", "the second person agrees" },
	{ "approval", "review", "denied", "the second person does not agree" },
	{ "effect", "", "ready", "to be sent" },
	{ "effect", "", "waiting", "to be sent after the one before it" },
	{ "effect", "", "done", "would be sent: there is no such connector" },
	{ "effect", "waiting", "ready", "the one before it is done" },
	{ "effect", "ready", "sending", "an engine took it" },
	{ "effect", "ready", "withdrawn", "its message was taken back before anything left" },
	{ "effect", "sending", "done", "the target has it" },
	{ "effect", "sending", "ready", "it said not now" },
	{ "effect", "sending", "unknown", "no answer, or not done yet: it may or may not have it" },
	{ "effect", "sending", "reconcile", "no answer, and it can be neither asked nor sent again" },
	{ "effect", "unknown", "asking", "the target is asked whether it has it" },
	{ "effect", "asking", "done", "it has it" },
	{ "effect", "asking", "ready", "it does not" },
	{ "effect", "asking", "reconcile", "it cannot say: a person looks" },
	{ "effect", "sending", "dead", "refused for good" },
	{ "effect", "dead", "ready", "a person sends it again under the same key" },
	{ "effect", "reconcile", "done", "a person found it there" },
	{ "effect", "reconcile", "ready", "a person found it missing, or sends it again under the same key" },
	{ "effect", "unknown", "ready", "a person found it missing" },
	{ "effect", "unknown", "done", "a person found it there, or did it by hand" },
	{ "effect", "ready", "done", "a person did it by hand" },
	{ "effect", "waiting", "done", "a person did it by hand" },
	{ "effect", "dead", "done", "a person did it by hand" },
	{ "letter", "", "draft", "a person or policy asked for it" },
	{ "letter", "draft", "released", "a person let it go" },
	{ "letter", "draft", "dropped", "thrown away" },
	{ "letter", "released", "draft", "taken back before it went out" },
	{ "letter", "released", "sent", "the mail server, or the webhook, took it" },
	{ 0 },
};

bool state_may(const char *of, const char *from, const char *to)
{
	if (strcmp(from, to) == 0)
		return true;
	for (const struct state_move *move = state_moves; move->of; move++)
		if (strcmp(move->of, of) == 0 && strcmp(move->from, from) == 0 &&
		    strcmp(move->to, to) == 0)
			return true;
	return false;
}

bool is_case_live(const char *state)
{
	return strcmp(state, "open") == 0 || strcmp(state, "waiting") == 0 ||
	       strcmp(state, "cleared") == 0;
}

bool is_approval_review(const char *state)
{
	return strcmp(state, "review") == 0;
}

bool is_approval_open(const char *state)
{
	return strcmp(state, "waiting") == 0 || is_approval_review(state);
}

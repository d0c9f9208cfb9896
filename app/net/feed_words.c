/* SPDX-License-Identifier: MIT */
/* What is said between docketd and its viewers. */
#include "net/feed_words.h"

const struct feed_word feed_words[] = {
	{ "hello", true,
	  "protocol int the viewer's; ticket text from docket_do.ticket(), good once, 60 s; "
	  "heads array of {tenant, epoch, seq}: what the viewer has",
	  "The first message of a viewer, within 10 s." },
	{ "welcome", false,
	  "protocol int the engine's; heads array of {tenant, epoch, seq}: where the feed stands "
	  "now",
	  "The ticket was good; changes after the viewer's numbers follow." },
	{ "resync", false, "tenant int whose numbers cannot be continued, 0 = all",
	  "Numbers are missing: take a new snapshot, go on from it." },
	{ "change", false,
	  "tenant int; epoch int; seq int; kind text case, approval, interface, policy, member, "
	  "notice; id int; op text put, "
	  "gone; row object the row of docket_read.case_queue where kind is case and op is put",
	  "Something the viewer may see changed." },
	{ "skip", false, "tenant int; epoch int; seq int",
	  "A change outside the viewer's scope: only its number, so that no number is missing." },
	{ "event", false,
	  "tenant int; at instant tenant time; known_at instant; type text; subject text; kind "
	  "text of the subject; nature text; "
	  "milestone text; source text; words text; case int an open case of it",
	  "The live tape: an event was applied." },
	{ "presence", false,
	  "tenant int; case int; who text; doing text looking, typing; until instant server time",
	  "Somebody looks at a case or types on it." },
	{ "interface", false,
	  "tenant int; interface int; name text; state text; last_at instant tenant time",
	  "Health of an interface." },
	{ "notice", false, "words text", "For people to read." },
	{ 0 },
};
